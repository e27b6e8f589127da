"""Proof that this installation works: everything it needs, once, in a temporary folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from time import perf_counter

from hmip_desktop.errors import Refused
from hmip_desktop.intake.packs import shipped_files
from hmip_desktop.services import exporting, inspection, merge_apply, merge_plan, packs, sample, stores, team
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context
from hmip_desktop.services.files import make_folder, write_private
from hmip_desktop.services.made_up import Plan, sample_csv
from hmip_desktop.services.rehearsal import Compared, rehearse
from hmip_desktop.services.report import ReportRequest, report

START = date(2026, 11, 9)


@dataclass(frozen=True, slots=True)
class SelfTest:
    """Where to work (a temporary folder when None), and whether to run a small made-up inspection too."""

    data_dir: Path | None = None
    rehearse: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, whether it held, how long it took in milliseconds, and the code when it did not.

    ``compared`` has the lines of a rehearsal, also of one that did not hold.
    """

    name: str
    ok: bool
    ms: int
    code: str = ""
    compared: tuple[Compared, ...] = ()


def self_test(request: SelfTest, show_window: Callable[[], None]) -> tuple[Check, ...]:
    """Run every check; one that fails does not stop those that do not need it. Refused ``folder-not-writable``."""
    if request.data_dir is not None:
        make_folder(request.data_dir)
    with tempfile.TemporaryDirectory(dir=request.data_dir, prefix="self-test-") as folder:
        bench = _Bench(Path(folder))
        steps: list[tuple[str, Callable[[], None]]] = [
            ("packs", bench.packs),
            ("store", bench.store),
            ("crypto", bench.crypto),
            ("inspection", bench.inspection),
            ("package round trip", bench.package),
            ("pdf", bench.pdf),
            ("workbook", bench.workbook),
            ("audit", bench.audit),
            ("window", show_window),
        ]
        if request.rehearse:
            steps.append(("rehearsal", bench.rehearse))
        checks = [_timed(name, step) for name, step in steps]
        if request.rehearse:
            checks[-1] = replace(checks[-1], compared=bench.compared)
        bench.close()
        stores.forget_stores(Path(folder))
    return tuple(checks)


def _timed(name: str, step: Callable[[], None]) -> Check:
    started = perf_counter()
    code = ""
    try:
        step()
    except Refused as refused:
        code = refused.code
    except Exception as defect:  # noqa: BLE001 - a check reports what it met and the next goes on
        code = type(defect).__name__
    return Check(name, not code, round((perf_counter() - started) * 1000), code)


class _Bench:
    """The lead's and an inspector's store that the checks share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.passphrase = f"self-test {os.urandom(9).hex()}"
        self.people: dict[str, Context] = {}
        self.compared: tuple[Compared, ...] = ()

    def packs(self) -> None:
        for pack in packs.list_packs().packs:
            if packs.check_pack(_shipped_file(pack.id)).is_refused:
                raise Refused("shipped-pack-invalid", id=pack.id)

    def store(self) -> None:
        for key, role in (("lead", "lead"), ("inspector", "inspector")):
            new = stores.NewStore(self.folder / key, self.passphrase, f"self-test {key}", role)
            self.people[key] = stores.create_store(new).context

    def crypto(self) -> None:
        lead, inspector = self.people["lead"], self.people["inspector"]
        for one, other in ((lead, inspector), (inspector, lead)):
            card = team.save_card(other, self.folder / f"{other.identity.role}.card")
            team.trust(one, card, other.me)

    def inspection(self) -> None:
        lead = self.people["lead"]
        new = inspection.NewInspection("Self-test", "Nowhere", START, "dipp-2025", made_up=True)
        inspection.create_inspection(lead, new)
        rows = sample_csv(Plan(5, 1, 1, START)).splitlines()
        rows[0] += ",inspector"
        text = "\r\n".join([rows[0], *(f"{row},{self.people['inspector'].me}" for row in rows[1:])])
        sample.import_sample(lead, write_private(self.folder / "sample.csv", text.encode()))

    def package(self) -> None:
        lead, inspector = self.people["lead"], self.people["inspector"]
        sent = exporting.export(lead, inspector.me, self.folder)
        received = merge_apply.apply(inspector, merge_plan.plan(inspector, [sent.package]))
        back = exporting.export(inspector, lead.me, self.folder)
        merged = merge_apply.apply(lead, merge_plan.plan(lead, [back.package]))
        if received.quarantined or merged.quarantined or not received.new:
            raise Refused("package-round-trip-differs")

    def pdf(self) -> None:
        report(self.people["lead"], ReportRequest(self.folder / "out", ("headline",), "body"))

    def workbook(self) -> None:
        report(self.people["lead"], ReportRequest(self.folder / "out", ("workbook",), "public"))

    def audit(self) -> None:
        for ctx in self.people.values():
            if not audit(ctx).sound:
                raise Refused("audit-failed")

    def rehearse(self) -> None:
        self.compared = rehearse(self.folder / "rehearsal", self.passphrase)
        if not all(line.agrees for line in self.compared):
            raise Refused("rehearsal-differs")

    def close(self) -> None:
        for ctx in self.people.values():
            ctx.store.close()


def _shipped_file(pack_id: str) -> Path:
    return next(file for file in shipped_files() if file.stem == pack_id)
