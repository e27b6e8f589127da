"""People with real encrypted stores, for tests that need more than one of them."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from hmip_desktop.domain.assessment import Evaluation, Evidence, EvidenceLink
from hmip_desktop.domain.interview import Interview
from hmip_desktop.domain.values import Answer
from hmip_desktop.paths import anchor_file
from hmip_desktop.services import assess, exporting, inspection, interview, merge_apply, merge_plan, stores, team
from hmip_desktop.services import sample as samples
from hmip_desktop.services.context import Clock as Now
from hmip_desktop.services.context import Context, Entropy
from hmip_desktop.services.merge_apply import Merged
from hmip_desktop.store import engine, projections
from hmip_desktop.store.keys import Kdf

PASSPHRASE = "violet anchor puzzle meadow 7"
LIGHT = Kdf(1, 64 * 1024, 1)
FIELDWORK = date(2026, 11, 9)


class Clock:
    """A clock that moves a second at every look."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


class Mould:
    """Closed stores that were made once; each copy is a folder of real stores, opened at the desks that made them.

    A copy costs a twentieth of making the stores again: nothing is laid out, imported or stretched anew.
    """

    def __init__(self, folder: Path, people: Iterable[Context]) -> None:
        """Closes the stores of ``people``, all below ``folder``."""
        self.folder = folder
        self.keys = {ctx.store.folder.relative_to(folder): ctx.store.unlocked for ctx in people}
        for ctx in people:
            ctx.store.close()

    def copy(self, folder: Path, now: Now, entropy: Entropy = os.urandom, *, anchored: bool = False) -> list[Context]:
        """The people at copies of their stores below ``folder``, in the order in which they were given.

        ``anchored``: with the record outside the folder, as stores have that were unlocked and not just made.
        """
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        people = []
        for place, known in self.keys.items():
            anchor = anchor_file(folder / place) if anchored else None
            store = engine.open_store(folder / place, opened=lambda _, known=known: known, anchor=anchor)
            people.append(stores.sitting(store, now, entropy))
        return people


def person(folder: Path, name: str, role: str, clock: Clock) -> Context:
    """A store with an identity; the recovery sheet lies beside it."""
    new = stores.NewStore(folder / name, PASSPHRASE, name, role, folder / f"{name}.sheet", kdf=LIGHT)
    return stores.create_store(new, now=clock, entropy=os.urandom).context


def sample_text(cases: int, inspectors: list[str]) -> str:
    """A sample of cases in two PDUs, given to these people in turn."""
    rows = ["case_ref,pdu,practitioner,grade,sentence_type,start_date,rosh,requirement,inspector"]
    for i in range(cases):
        pdu, rosh = ("Aldermere", "Kingsreach")[i % 2], ("low", "medium", "high", "very_high")[i % 4]
        facts = f"26-{401 + i},{pdu},PP-{i},probation officer,community_order,2026-04-{13 + i % 10:02},{rosh},rar"
        rows.append(f"{facts},{inspectors[i % len(inspectors)]}")
    return "\r\n".join(rows) + "\r\n"


@dataclass
class Team:
    """A lead inspector and inspectors with an inspection and a sample allocated to them."""

    folder: Path
    lead: Context
    inspectors: list[Context]

    def send(self, sender: Context, to: Context, **options: bool) -> Path:
        return exporting.export(sender, to.me, self.folder / "packages", **options).package

    def receive(self, ctx: Context, *files: Path) -> Merged:
        return merge_apply.apply(ctx, merge_plan.plan(ctx, files))

    def give_out(self) -> None:
        for ctx in self.inspectors:
            assert self.receive(ctx, self.send(self.lead, ctx)).quarantined == 0

    def case_id(self, ctx: Context, index: int = 0) -> str:
        return projections.case_list(ctx.store, inspector=ctx.me)[index].case_id

    def close(self) -> None:
        for ctx in (self.lead, *self.inspectors):
            ctx.store.close()


def make_team(
    folder: Path, inspectors: int = 2, cases: int = 6, pack: str = "dipp-2025", escrow: Path | None = None
) -> Team:
    """The team, everybody trusted, the sample imported and allocated; nothing sent yet.

    Two teams of a size are two copies of one: the same people at the same inspection.
    """
    clock = Clock()
    mould, clock.at = _mould(inspectors, cases, pack, escrow)
    lead, *people = mould.copy(folder, clock)
    return Team(folder, lead, people)


@cache
def _mould(inspectors: int, cases: int, pack: str, escrow: Path | None) -> tuple[Mould, datetime]:
    """A team as it is made, and how late it is then."""
    folder, clock = Path(tempfile.mkdtemp(prefix="hmip-mould-")), Clock()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    lead = person(folder, "LI-01", "lead", clock)
    people = [person(folder, f"AI-{n:02}", "inspector", clock) for n in range(1, inspectors + 1)]
    for ctx in people:
        team.trust(lead, team.save_card(ctx, folder / f"{ctx.identity.name}.card"), ctx.me)
        team.trust(ctx, team.save_card(lead, folder / "lead.card"), lead.me)
    new = inspection.NewInspection("Test inspection", "Westmarch", FIELDWORK, pack, made_up=True, escrow=escrow)
    inspection.create_inspection(lead, new)
    file = folder / "sample.csv"
    file.write_text(sample_text(cases, [ctx.identity.name for ctx in people]), encoding="utf-8")
    samples.import_sample(lead, file)
    return Mould(folder, (lead, *people)), clock.at


def finish(ctx: Context, case_id: str, judgement: Answer = "yes") -> None:
    """Answer everything, link one note to each key question, and sign off."""
    interview.save_interview(ctx, case_id, Interview("practitioner"))
    flow = assess.open_case(ctx, case_id).flow
    for question in flow.navigator.pack.data_questions:
        if flow.is_visible(question.ref):
            chosen = question.options[0].id if question.options else "yes"
            assess.record_data(ctx, case_id, question.ref, (chosen,))
    flow = assess.open_case(ctx, case_id).flow
    for page in flow.pages:
        if page.kind == "key_question":
            assess.record_page(ctx, case_id, dict.fromkeys(page.elements, judgement))
            note = Evidence("Seen in the file.", "oasys", "2026-05-12", (EvidenceLink(page.ref, "supports"),))
            assess.save_evidence(ctx, case_id, note)
    assess.evaluate(ctx, case_id, Evaluation(("Kept in touch.",), alert_considered=True))
    assess.sign_off(ctx, case_id)
