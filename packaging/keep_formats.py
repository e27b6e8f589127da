#!/usr/bin/env python3
"""Keeps a store and a package of each kind as this version writes them, for the tests of every later version.

Run once for each released format, with the program that is released: ``python packaging/keep_formats.py``. It writes
``tests/data/formats/<version>-schema-<number>/`` and refuses to write one that is there: what was kept is never made
again; ``PYTHONPATH`` names the tree of another version. All people in it are made up, and its keys are no secret.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hmip_desktop import __version__
from hmip_desktop.domain.alert import Alert
from hmip_desktop.domain.assessment import Evidence, EvidenceLink
from hmip_desktop.domain.revisions import StreamHead, sha256_hex
from hmip_desktop.domain.values import moment
from hmip_desktop.exchange import seal
from hmip_desktop.exchange.receipts import CaseReceipt, Receipt, write_receipt
from hmip_desktop.exchange.writer import Content, Recipient, write_package
from hmip_desktop.services import alerts, assess, exporting, inspection, merge_apply, merge_plan, stores, team
from hmip_desktop.services import sample as samples
from hmip_desktop.services.context import Context
from hmip_desktop.store import engine, keepsakes, ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.keys import Kdf

ROOT = Path(__file__).resolve().parent.parent
PASSPHRASE = "violet anchor puzzle meadow 7"
LIGHT = Kdf(1, 64 * 1024, 1)
SAMPLE = """case_ref,pdu,practitioner,grade,sentence_type,start_date,rosh,requirement,inspector
26-401,Aldermere,PP-1,probation officer,community_order,2026-04-13,high,rar,AI-01
26-402,Kingsreach,PP-2,probation officer,community_order,2026-04-14,low,rar,AI-01
"""
_SENDERS = {"allocation": "lead", "receipt": "lead", "query": "lead", "guidance": "lead"}


class Clock:
    """It moves a second at every look."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass
class Kept:
    """Who writes, and what has been written so far: files by kind, and recovery keys by name."""

    folder: Path
    lead: Context
    ai: Context
    recovery: dict[str, str]
    files: dict[str, Path]


def main() -> int:
    """Exit 1 when this format has been kept before."""
    target = ROOT / "tests" / "data" / "formats" / f"{__version__}-schema-{engine.SCHEMA_VERSION}"
    if target.exists():
        print(f"{target} is there already and stays as it is.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        kept = begin(Path(folder))
        work(kept)
        by_hand(kept)
        lay_down(kept, target)
    print(f"{target}: {sum(file.stat().st_size for file in target.rglob('*') if file.is_file())} bytes")
    return 0


def begin(folder: Path) -> Kept:
    """A lead inspector and an inspector, an inspection with two cases, both allocated."""
    clock, recovery, people = Clock(), {}, []
    for name, role in (("LI-01", "lead"), ("AI-01", "inspector")):
        made = stores.create_store(stores.NewStore(folder / name, PASSPHRASE, name, role, kdf=LIGHT), now=clock)
        recovery[name] = made.recovery
        people.append(made.context)
    lead, ai = people
    team.trust(lead, team.save_card(ai, folder / "ai.card"), ai.me)
    team.trust(ai, team.save_card(lead, folder / "lead.card"), lead.me)
    new = inspection.NewInspection("Kept", "Westmarch", date(2026, 11, 9), "dipp-2025", made_up=True)
    inspection.create_inspection(lead, new)
    (folder / "sample.csv").write_text(SAMPLE, encoding="utf-8")
    samples.import_sample(lead, folder / "sample.csv")
    return Kept(folder, lead, ai, recovery, {})


def work(kept: Kept) -> None:
    """What a week brings: answers, a note, an alert, a first package that is merged and a second that is not."""
    lead, ai, folder = kept.lead, kept.ai, kept.folder / "packages"
    kept.files["allocation"] = exporting.export(lead, ai.me, folder).package
    receive(ai, kept.files["allocation"])
    first, second = sorted(item.case_id for item in projections.case_list(ai.store))
    assess.record_answer(ai, first, "C1a", "yes")
    assess.record_answer(ai, first, "C1a", "no")
    note = Evidence("Seen in the file: Ŵyn said so.", "oasys", "2026-05-12", (EvidenceLink("C1", "supports"),))
    assess.save_evidence(ai, first, note)
    receive(lead, exporting.export(ai, lead.me, folder).package)
    raised = moment(ai.now())
    alerts.raise_alert(ai, second, Alert("others", "A threat.", "A child.", "Serious.", "Tonight.", "Known.", raised))
    kept.files["alert"] = exporting.export(ai, lead.me, folder, only_alerts=True).package
    assess.record_answer(ai, second, "C1a", "yes")
    kept.files["work"] = exporting.export(ai, lead.me, folder).package


def receive(ctx: Context, file: Path) -> None:
    """Merge, and be sure that nothing was refused."""
    merged = merge_apply.apply(ctx, merge_plan.plan(ctx, [file]))
    if merged.quarantined:
        raise SystemExit(f"{file}: {merged.plan.reasons}")


def by_hand(kept: Kept) -> None:
    """The kinds that the lead sends beside allocations, each with what it is there for."""
    lead, ai = kept.lead, kept.ai
    opened = lead.inspection()
    case_id = sorted(item.case_id for item in projections.case_list(lead.store))[0]
    heads = projections.current(lead.store, case_id)[f"answer:{case_id}/C1a"].heads
    covers = tuple(
        StreamHead(head.stream, head.counter, head.digest) for head in journal.stream_heads(lead.store, case_id)
    )
    receipt = Receipt(
        opened.id, lead.me, ai.me, 7, moment(lead.now()), ("ab" * 8,), (CaseReceipt(case_id, heads),), covers
    )
    document = keepsakes.pack(lead.store, opened.value.pack.digest)
    assert document is not None
    pack = seal.sign_document(document.canonical, lead.identity.signing_seed, seal.PACK)
    contents = {
        "receipt": {"receipt": write_receipt(receipt, signer=lead.identity)},
        "query": {"cases": [(case_id, own_lines(lead, case_id))]},
        "guidance": {"packs": {sha256_hex(pack.data): pack}},
    }
    to = opened.member(ai.me)
    assert to is not None
    number, previous = ledger.next_sequence(lead.store, ai.me)
    for kind, parts in contents.items():
        content = Content(kind, opened.id, number, previous, opened.roster.version, **parts)
        recipients = (Recipient(ai.me, to.recipient),)
        written = write_package(
            content, sender=lead.identity, recipients=recipients, folder=kept.folder / "packages",
            entropy=os.urandom, now=lead.now(),
        )  # fmt: skip
        kept.files[kind] = written.path
        number, previous = number + 1, written.manifest_digest


def own_lines(lead: Context, case_id: str) -> list[tuple[bytes, bytes | None]]:
    """What the lead wrote about a case."""
    own = f"{lead.store.installation}/"
    return [
        (one.header_line, one.value_line)
        for one in journal.case_history(lead.store, case_id)
        if one.header.stream.startswith(own)
    ]


def lay_down(kept: Kept, target: Path) -> None:
    """Stores, packages, and beside them what a test must know of them."""
    facts = {"passphrase": PASSPHRASE, "recovery": kept.recovery, "stores": {}, "packages": {}}
    for name, ctx in (("lead", kept.lead), ("inspector", kept.ai)):
        cases = ["-", "lead", *sorted(item.case_id for item in projections.case_list(ctx.store))]
        held = sorted(one.digest for case_id in cases for one in journal.case_history(ctx.store, case_id))
        answers = {
            f"{case_id}/{ref}": one.value.answer
            for case_id in cases[2:]
            for ref, one in ctx.case(case_id).answers.items()
        }
        facts["stores"][name] = {
            "name": ctx.identity.name, "fingerprint": ctx.me, "answers": answers, "revisions": len(held),
            "digest": hashlib.sha256("".join(held).encode()).hexdigest(),
        }  # fmt: skip
        folder = ctx.store.folder
        ctx.store.close()
        (target / name).mkdir(parents=True)
        for file in ("store.db", "store.key"):
            shutil.copyfile(folder / file, target / name / file)
    (target / "packages").mkdir()
    for kind, file in kept.files.items():
        shutil.copyfile(file, target / "packages" / f"{kind}.hmip")
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        facts["packages"][kind] = {"to": "inspector" if _SENDERS.get(kind) else "lead", "sha256": digest}
    (target / "facts.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
