"""The main job on a made-up inspection, start to finish: everything that people do, with real stores and packages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter

from hmip_desktop.domain.assessment import AnswerValue
from hmip_desktop.domain.revisions import subject
from hmip_desktop.errors import Refused
from hmip_desktop.progress import Progress
from hmip_desktop.services import (
    allocate,
    assess,
    conflicts,
    exporting,
    inspection,
    made_up,
    made_up_desk,
    merge_apply,
    merge_plan,
    sample,
    stores,
    team,
)
from hmip_desktop.services.context import Context, Entropy, stamp_of
from hmip_desktop.services.files import make_folder, write_private
from hmip_desktop.services.made_up import Plan, words
from hmip_desktop.services.made_up_week import Clock, Week, assess_case
from hmip_desktop.services.report import ReportRequest, report
from hmip_desktop.store import projections
from hmip_desktop.store.keys import DEFAULT_KDF, Kdf
from hmip_desktop.store.revisions import Write

FIELDWORK = date(2026, 11, 9)
MONDAY = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
Say = Callable[[str, dict[str, object]], None]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What to show: where, how large, and what to leave out. ``light`` leaves out PDFs."""

    out: Path
    cases: int = 24
    inspectors: int = 4
    seed: int = 1
    light: bool = False
    keep_stores: bool = False
    passphrase: str = ""
    pack: str = "dipp-2025"
    kdf: Kdf = DEFAULT_KDF
    entropy: Entropy = os.urandom


@dataclass(slots=True)
class Shown:
    """What the demonstration did; grows while it runs."""

    cases: int = 0
    packages_sent: int = 0
    packages_merged: int = 0
    quarantined: int = 0
    conflicts_found: int = 0
    conflicts_resolved: int = 0
    answers: int = 0
    outputs: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    unexpected: list[str] = field(default_factory=list)
    stores: dict[str, object] = field(default_factory=dict)
    packages: list[dict[str, str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def to_json(self, keep_stores: bool) -> dict[str, object]:
        """As the command line prints it."""
        answer: dict[str, object] = {
            "cases": self.cases,
            "packages_sent": self.packages_sent,
            "packages_merged": self.packages_merged,
            "quarantined": self.quarantined,
            "conflicts_found": self.conflicts_found,
            "conflicts_resolved": self.conflicts_resolved,
            "answers": self.answers,
            "outputs": self.outputs,
            "seconds": {step: round(s, 3) for step, s in self.seconds.items()},
            "refusals": self.refusals,
            "unexpected": self.unexpected,
        }
        if keep_stores:
            answer |= {"stores": self.stores, "packages": self.packages}
        return answer


def demonstrate(request: Demonstration, say: Say, progress: Progress | None = None) -> Shown:
    """Run the demonstration. ``say`` is told each step by code and counts.

    Raises Refused ``demonstration-folder-used`` when ``out`` holds a demonstration already, ``demonstration-size``,
    ``folder-not-writable``.
    """
    if not 2 <= request.cases <= 10_000 or not 1 <= request.inspectors <= len(words()["inspectors"]):
        raise Refused("demonstration-size", inspectors=len(words()["inspectors"]))
    if (request.out / "stores").exists():
        raise Refused("demonstration-folder-used", folder=str(request.out))
    make_folder(request.out)
    script = _Script(request, say, progress or Progress())
    try:
        script.run()
    finally:
        script.close()
    if not request.keep_stores:
        stores.forget_stores(request.out / "stores")
        shutil.rmtree(request.out / "stores", ignore_errors=True)
    return script.shown


class _Script:
    """The steps in order, with the stores of everybody open side by side."""

    def __init__(self, request: Demonstration, say: Say, progress: Progress) -> None:
        self.request, self.say, self.progress = request, say, progress
        self.plan = Plan(request.cases, request.inspectors, request.seed, FIELDWORK)
        self.clock = Clock(datetime(2026, 10, 19, 9, 0, tzinfo=UTC))
        self.shown = Shown(cases=request.cases)
        self.people: dict[str, Context] = {}

    def run(self) -> None:
        """Everything, step by step."""
        steps: tuple[tuple[str, Callable[[], None]], ...] = (
            ("create", self._create),
            ("sample", self._sample),
            ("allocate", self._allocate),
            ("assess", self._assess),
            ("export", self._export),
            ("merge", self._merge),
            ("resolve", self._resolve),
            ("receipts", self._receipts),
            ("outputs", self._outputs),
        )
        for index, (name, step) in enumerate(steps):
            self.progress.step(index, len(steps), name)
            with self._timed(name):
                step()

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        started = perf_counter()
        yield
        self.shown.seconds[name] = perf_counter() - started

    @property
    def lead(self) -> Context:
        return self.people["lead"]

    @property
    def inspectors(self) -> dict[str, Context]:
        return {name: ctx for name, ctx in self.people.items() if name != "lead"}

    def _person(self, key: str, name: str, role: str) -> Context:
        folder = self.request.out / "stores" / key
        new = stores.NewStore(folder, self.request.passphrase, name, role, kdf=self.request.kdf)
        made = stores.create_store(new, now=self.clock, entropy=self.request.entropy)
        self.people[key] = made.context
        return made.context

    def _create(self) -> None:
        lead = self._person("lead", words()["lead"], "lead")
        cards = self.request.out / "cards"
        for name in words()["inspectors"][: self.request.inspectors]:
            ctx = self._person(name, name, "inspector")
            card = team.save_card(ctx, cards / f"{name}.card")
            team.trust(lead, card, ctx.me)
            team.trust(ctx, team.save_card(lead, cards / "lead.card"), lead.me)
        inspection.create_inspection(
            lead,
            inspection.NewInspection(
                words()["name"], words()["region"], FIELDWORK, self.request.pack, "WM-2026-11", made_up=True
            ),
        )
        self.shown.stores = {
            "lead": str(lead.store.folder),
            "inspectors": [str(ctx.store.folder) for ctx in self.inspectors.values()],
        }
        self.say("demo-created", {"people": len(self.people)})

    def _sample(self) -> None:
        file = write_private(self.request.out / "sample.csv", made_up.sample_csv(self.plan).encode())
        population = write_private(self.request.out / "population.csv", made_up.population_csv(self.plan).encode())
        imported = sample.import_sample(self.lead, file, population=population)
        made_up_desk.accept_warnings(self.lead, imported)
        made_up_desk.swap_case(self.lead, self.plan)
        self.say("demo-sample", {"cases": imported.imported, "warnings": len(imported.report.warnings)})

    def _allocate(self) -> None:
        names = list(self.inspectors)
        given = [ref for ref in self.plan.case_refs if ref != self.plan.swapped_ref]
        rows = [f"{ref},{names[i % len(names)]},," for i, ref in enumerate(given)]
        table = "case_ref,inspector,interviewer,second_of\r\n" + "\r\n".join(rows) + "\r\n"
        file = write_private(self.request.out / "allocation.csv", table.encode())
        allocated = allocate.allocate(self.lead, file)
        for ctx in self.inspectors.values():
            package = self._send(self.lead, ctx)
            self._receive(ctx, [package])
        self.say("demo-allocated", {"cases": allocated.allocated, "inspectors": len(names)})

    def _assess(self) -> None:
        """Everybody works through the week on their own computer: each case has its day and hour."""
        done = 0
        for name, ctx in self.inspectors.items():
            mine = projections.case_list(ctx.store, inspector=ctx.me)
            each = timedelta(hours=8) / max(1, -(-len(mine) // 5))
            week = Week(self.plan, ctx, name, partial(self._alert, ctx), partial(self.clock.pass_time, each))
            for place, item in enumerate(mine):
                day, slot = divmod(place, max(1, -(-len(mine) // 5)))
                self.clock.at = MONDAY + timedelta(days=day) + slot * each
                self.shown.answers += assess_case(week, item.case_id, item.case_ref)
                done += 1
                self.progress.step(done, self.request.cases, "assess")
        alerts = sum(package["kind"] == "alert" for package in self.shown.packages)
        self.say("demo-assessed", {"cases": done, "answers": self.shown.answers, "alerts": alerts})

    def _alert(self, inspector: Context) -> None:
        """An alert waits for nothing: it goes to the lead in a sealed package of its own, and is merged there."""
        package = self._send(inspector, self.lead, only_alerts=True)
        self._note(merge_apply.apply(self.lead, merge_plan.plan(self.lead, [package])), expected=0)
        made_up_desk.take_note(self.lead)

    def _export(self) -> None:
        """Everybody exports; the first inspector twice, so that the older package arrives stale."""
        self.clock.at = MONDAY + timedelta(days=4, hours=7)
        first = next(iter(self.inspectors.values()))
        self.first_package = self._send(first, self.lead)
        self.work = [self._send(ctx, self.lead) for ctx in self.inspectors.values()]
        self.say("demo-exported", {"packages": len(self.work) + 1})

    def _merge(self) -> None:
        merged = merge_apply.apply(self.lead, merge_plan.plan(self.lead, self.work))
        self._note(merged, expected=0)
        again = merge_apply.apply(self.lead, merge_plan.plan(self.lead, self.work[:1]))
        self._expect(again.new == 0 and again.quarantined == 0, "merged-again")
        stale = merge_apply.apply(self.lead, merge_plan.plan(self.lead, [self.first_package]))
        self._note(stale, expected=1, codes=("package-stale",))
        tampered = self._tampered(self.work[-1])
        self._note(merge_apply.apply(self.lead, merge_plan.plan(self.lead, [tampered])), expected=1)
        self._second_round()
        self.say("demo-merged", {"packages": self.shown.packages_merged, "held": self.shown.quarantined})

    def _second_round(self) -> None:
        """A conflict on purpose, and a case with a row that this pack does not know."""
        open_ref = self.plan.open_case_ref
        item = projections.case_by_ref(self.lead.store, open_ref)
        assert item is not None
        assessor = next(ctx for ctx in self.inspectors.values() if ctx.me == item.inspector)
        ref = assess.open_case(assessor, item.case_id).flow.missing[0]
        assess.record_answer(assessor, item.case_id, ref, "yes")
        assess.record_answer(self.lead, item.case_id, ref, "no")
        last, spoiled = next(
            (ctx, case)
            for ctx in reversed(self.inspectors.values())
            for case in projections.case_list(ctx.store, inspector=ctx.me)
            if case.case_ref != open_ref
        )
        last.write(
            Write(subject("answer", spoiled.case_id, "C9"), AnswerValue("yes"), stamp_of(last.inspection().pack))
        )
        packages = [self._send(ctx, self.lead) for ctx in ({assessor.me: assessor, last.me: last}).values()]
        self._note(merge_apply.apply(self.lead, merge_plan.plan(self.lead, packages)), expected=1)

    def _resolve(self) -> None:
        found = conflicts.list_conflicts(self.lead)
        self.shown.conflicts_found = len(found)
        for conflict in found:
            conflicts.resolve(
                self.lead, conflict.conflict.id, "A", "Read both notes again; the evidence bears this out."
            )
            self.shown.conflicts_resolved += 1
        made_up_desk.follow_up(self.lead)
        made_up_desk.exclude_case(self.lead, self.plan)
        self.say("demo-resolved", {"conflicts": len(found)})

    def _receipts(self) -> None:
        for ctx in self.inspectors.values():
            self._receive(ctx, [self._send(self.lead, ctx)])
        self.say("demo-receipts", {"inspectors": len(self.inspectors)})

    def _outputs(self) -> None:
        self.clock.at = MONDAY + timedelta(days=6, hours=23, minutes=40)
        kinds = ("workbook", "data") if self.request.light else ("all",)
        # The body gets the headline sheet alone, which is a PDF.
        for audience in ("team", "public") if self.request.light else ("team", "body", "public"):
            request = ReportRequest(
                self.request.out / "outputs" / audience, kinds, audience, clear=True, reason="made up"
            )
            self.shown.outputs += [str(path) for path in report(self.lead, request, self.progress).outputs]
        self.say("demo-outputs", {"files": len(self.shown.outputs)})

    def _send(self, sender: Context, to: Context, *, only_alerts: bool = False) -> Path:
        exported = exporting.export(sender, to.me, self.request.out / "packages", only_alerts=only_alerts)
        self.shown.packages_sent += 1
        self.shown.packages.append(
            {
                "file": str(exported.package),
                "kind": exported.kind,
                "sender": sender.identity.name,
                "recipient": to.identity.name,
            }
        )
        return exported.package

    def _receive(self, ctx: Context, packages: list[Path]) -> None:
        merged = merge_apply.apply(ctx, merge_plan.plan(ctx, packages))
        self._expect(merged.quarantined == 0, f"received-{ctx.identity.name}")

    def _note(self, merged: merge_apply.Merged, expected: int, codes: tuple[str, ...] = ()) -> None:
        found = [p.refused.code for p in merged.plan.refusals if p.refused]
        found += [c.refused.code for p in merged.plan.arrivals for c in p.held if c.refused]
        self.shown.refusals += found
        self.shown.quarantined += merged.quarantined
        self.shown.packages_merged += len(merged.plan.arrivals)
        self._expect(merged.quarantined == expected and (not codes or tuple(found) == codes), ",".join(found) or "none")

    def _expect(self, as_expected: bool, what: str) -> None:
        if not as_expected:
            self.shown.unexpected.append(what)

    def _tampered(self, package: Path) -> Path:
        content = bytearray(package.read_bytes())
        content[len(content) // 2] ^= 1
        return write_private(self.request.out / "packages" / "hmip-tampered.hmip", bytes(content))

    def close(self) -> None:
        """Close every store."""
        for ctx in self.people.values():
            ctx.store.close()
