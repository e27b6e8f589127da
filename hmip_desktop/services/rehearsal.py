"""A rehearsal on this computer: a made-up inspection from the first store to the tables, and what it should have given.

What is expected is counted from the plan of the inspection and from the inspectors' own stores, one answer at a time;
what is found, from the lead inspector's merged store and from the tables that it wrote. The two ways share no count.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.services import stores
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context
from hmip_desktop.services.demonstrate import FIELDWORK, Demonstration, Shown, demonstrate
from hmip_desktop.services.made_up import Plan
from hmip_desktop.services.results import results
from hmip_desktop.store import ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.keys import DEFAULT_KDF, Kdf

CASES, INSPECTORS, SEED = 12, 3, 1
REFUSED_ON_PURPOSE = ("package-stale", "package-damaged", "question-not-in-pack")
"""What the made-up inspection sends to be refused or held: an old package, a changed one, a question of no pack."""
CONFLICTS = 1
"""Answers that two people give differently, to be settled."""
HELD = 1
"""Cases with the question of no pack: what was written after it is held, and no receipt covers it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the rehearsal."""

    what: str
    expected: str
    found: str

    @property
    def agrees(self) -> bool:
        """True when what was found is what was expected."""
        return self.expected == self.found


def rehearse(folder: Path, passphrase: str, kdf: Kdf = DEFAULT_KDF) -> tuple[Compared, ...]:
    """Run the inspection in ``folder`` and compare. Raises what the steps of it raise."""
    show = Demonstration(folder, CASES, INSPECTORS, SEED, light=True, keep_stores=True, passphrase=passphrase, kdf=kdf)
    return compare(folder, passphrase, demonstrate(show, lambda code, params: None))


def compare(folder: Path, passphrase: str, shown: Shown) -> tuple[Compared, ...]:
    """What the rehearsal in ``folder`` should have given, beside what it gave."""
    people = [stores.unlock(place, passphrase) for place in sorted((folder / "stores").iterdir())]
    try:
        (lead,) = (ctx for ctx in people if ctx.role == "lead")
        return tuple(_lines(shown, lead, [ctx for ctx in people if ctx is not lead], folder / "outputs" / "team"))
    finally:
        for ctx in people:
            ctx.store.close()


def _lines(shown: Shown, lead: Context, inspectors: Sequence[Context], tables: Path) -> list[Compared]:
    plan = Plan(CASES, INSPECTORS, SEED, FIELDWORK)
    left_out = {ref for ref in (plan.swapped_ref, plan.excluded_ref) if ref}
    mine = {ctx.me: projections.case_list(ctx.store, inspector=ctx.me) for ctx in inspectors}
    signed = sum(bool(one.signed_off_at) and one.case_ref not in left_out for held in mine.values() for one in held)
    where = projections.accounting(lead.store)
    lines = [
        Compared("Cases on the list", str(CASES), str(where.listed)),
        Compared("Cases left out, with a reason", str(len(left_out)), str(sum(where.excluded.values()))),
        Compared("Cases counted", str(signed), str(where.counted)),
        Compared("Refused or held on purpose", ", ".join(REFUSED_ON_PURPOSE), ", ".join(shown.refusals)),
        Compared("Surprises in between", "none", ", ".join(shown.unexpected) or "none"),
        Compared("Conflicts found", str(CONFLICTS), str(shown.conflicts_found)),
        Compared("Conflicts settled", str(CONFLICTS), str(shown.conflicts_resolved)),
        Compared("Answers that arrived as they were given", *_answers(lead, inspectors)),
        Compared("Cases that a receipt covers", str(sum(map(len, mine.values())) - HELD),
                 str(sum(_covered(ctx, lead) for ctx in inspectors))),
    ]  # fmt: skip
    by_hand = _counted_by_hand(inspectors, left_out)
    merged = {
        row.asked.ref: (row.whole.result.tally.yes, row.whole.result.n)
        for table in results(lead, "pdu", prompts=False).tables for row in table.rows
    }  # fmt: skip
    written = _written(tables / "results.csv")
    for ref in sorted(by_hand):
        expected = _share(by_hand[ref])
        lines += [
            Compared(f"{ref}, yes of n, in the results", expected, _share(merged.get(ref))),
            Compared(f"{ref}, yes of n, in the table file", expected, _share(written.get(ref))),
        ]
    for ctx in (lead, *inspectors):
        state = "whole" if audit(ctx).sound else "broken"
        lines.append(Compared(f"Every change and chain of {ctx.identity.name}", "whole", state))
    return lines


def _answers(lead: Context, inspectors: Sequence[Context]) -> tuple[str, str]:
    """How many answers the inspectors hold, but for the one to a question of no pack, and how many the lead has so."""
    held = arrived = 0
    asked = {element.ref for element in lead.inspection().pack.elements}
    for ctx in inspectors:
        for item in projections.case_list(ctx.store, inspector=ctx.me):
            theirs = lead.case(item.case_id).answers
            for ref, one in ctx.case(item.case_id).answers.items():
                if ref in asked:
                    held += 1
                    arrived += ref in theirs and theirs[ref].value == one.value
    return str(held), str(arrived)


def _covered(ctx: Context, lead: Context) -> int:
    """How many cases of an inspector hold nothing that no receipt of the lead inspector covers."""
    waiting = journal.uncovered(ctx.store, ledger.covered(ctx.store, lead.me))
    return sum(not waiting.get(item.case_id) for item in projections.case_list(ctx.store, inspector=ctx.me))


def _counted_by_hand(inspectors: Sequence[Context], left_out: set[str]) -> dict[str, tuple[int, int]]:
    """Yes and n of each key question, from the answers in the inspectors' stores."""
    yes, both = Counter[str](), Counter[str]()
    for ctx in inspectors:
        keys = {element.ref for element in ctx.inspection().pack.elements if element.kind == "key_question"}
        for item in projections.case_list(ctx.store, inspector=ctx.me):
            if item.signed_off_at and item.case_ref not in left_out:
                for ref, one in ctx.case(item.case_id).answers.items():
                    if ref in keys and one.value is not None and one.value.answer in ("yes", "no"):
                        both[ref] += 1
                        yes[ref] += one.value.answer == "yes"
    return {ref: (yes[ref], count) for ref, count in both.items()}


def _written(file: Path) -> Mapping[str, tuple[int, int]]:
    """Yes and n of each question over all cases, as the table file says."""
    with file.open(encoding="utf-8-sig", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["split_by"] == "none"]
    return {row["reference"]: (int(row["yes"]), int(row["base"])) for row in rows if row["yes"].isdecimal()}


def _share(counts: tuple[int, int] | None) -> str:
    return f"{counts[0]} of {counts[1]}" if counts is not None else "nothing"
