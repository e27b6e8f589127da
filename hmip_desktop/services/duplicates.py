"""The same case entered twice: noticed by what the rows say, decided by a person, and the numbers made right.

Nothing here changes a case by itself. ``likely`` names pairs with the reasons why they look alike; ``decide`` records
whether the two are a first and a second assessment, a mistake, or two cases, and only then does the count follow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations
from typing import cast

from hmip_desktop.domain.case_record import corrected
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Allocation, CaseFacts, Fact, SampleDecision, SecondAssessment
from hmip_desktop.domain.trust import DuplicateDecision, Verdict
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import LEADING, Changes, Context, stamp_of
from hmip_desktop.store import projections, subjects
from hmip_desktop.store.projections import CaseItem
from hmip_desktop.store.revisions import Write

ENTERED_TWICE = "entered-twice"
ASK_FROM = 70
"""Points from which a pair is asked about; each reason has its points."""
POINTS = {
    "same-reference": 60, "near-reference": 25, "same-person": 45, "same-practitioner": 15, "same-start": 20,
    "near-start": 12, "same-release": 10, "same-sentence": 5, "same-pdu": 5, "same-rosh": 5, "same-sex-and-age": 10,
    "other-person": -45,
}  # fmt: skip
CROWD = 40
"""A practitioner's day, or a key, with more cases than this says nothing about any two of them."""


@dataclass(frozen=True, slots=True)
class Likely:
    """Two cases that may be one: ids and references, and why they look alike, the weightiest reason first."""

    first: str
    first_ref: str
    second: str
    second_ref: str
    points: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    case_id: str
    facts: CaseFacts
    reference: str
    practitioner: str


def likely(ctx: Context) -> tuple[Likely, ...]:
    """Pairs of cases on the list that look alike and about which nothing was decided, the likeliest first.

    Practice cases, second assessments and excluded cases are left out.
    """
    items = {i.case_id: i for i in projections.case_list(ctx.store, second=False) if not i.excluded and not i.practice}
    rows = {row.case_id: row for row in _rows(ctx) if row.case_id in items}
    decided = set(decisions(ctx))
    found = []
    for one, other in _candidates(rows.values()):
        if _key(one, other) in decided:
            continue
        reasons = _reasons(rows[one], rows[other])
        points = sum(POINTS[reason] for reason in reasons)
        if points >= ASK_FROM:
            ordered = tuple(sorted((r for r in reasons if POINTS[r] > 0), key=lambda reason: -POINTS[reason]))
            found.append(Likely(one, items[one].case_ref, other, items[other].case_ref, points, ordered))
    return tuple(sorted(found, key=lambda pair: (-pair.points, pair.first_ref, pair.second_ref)))


def decisions(ctx: Context) -> dict[tuple[str, str], DuplicateDecision]:
    """What was decided about pairs, by their case ids in order."""
    current = projections.current_inspection(ctx.store, ("duplicate",))
    found = {}
    for text, held in current.items():
        if held.value is not None:
            one, _, other = text.partition(":")[2].partition("/")
            found[one, other] = cast(DuplicateDecision, held.value)
    return found


def decide(ctx: Context, first: str, second: str, verdict: Verdict, reason: str, keep: str = "") -> Changes:
    """Record what two cases that look alike are, with the reason, and make the count follow.

    ``mistake``: only ``keep`` counts, the other is excluded and its work kept. ``second_assessment``: ``keep`` is the
    first, the other a second assessment that never counts. ``two_cases``: both count, and nobody is asked again. A
    later decision takes back what an earlier one did. Raises Refused ``role-not-allowed``,
    ``duplicate-needs-reason``, ``duplicate-needs-kept``, ``case-not-on-list``, ``second-by-first-assessor``,
    ``second-needs-assessor``.
    """
    ctx.require(*LEADING, "local_assessor")
    if not reason.strip():
        raise Refused("duplicate-needs-reason")
    if verdict != "two_cases" and keep not in (first, second):
        raise Refused("duplicate-needs-kept")
    items = {case_id: projections.case_item(ctx.store, case_id) for case_id in (first, second)}
    for case_id, item in items.items():
        if item is None:
            raise Refused("case-not-on-list", case_id=case_id, row=0)
    stamp = stamp_of(ctx.inspection().pack)
    value = DuplicateDecision(verdict, keep if verdict != "two_cases" else "", reason.strip())
    writes = [*_taken_back(ctx, first, second), Write(subject("duplicate", *_key(first, second)), value)]
    if verdict == "mistake":
        other = second if keep == first else first
        gone = SampleDecision("excluded", ENTERED_TWICE, reason.strip())
        writes.append(Write(subject("decision", other), gone, stamp))
    elif verdict == "second_assessment":
        writes += _as_second(ctx, keep, cast(CaseItem, items[second if keep == first else first]))
    return ctx.write(*{write.subject: write for write in writes}.values())


def _as_second(ctx: Context, first: str, other: CaseItem) -> list[Write]:
    kept = projections.case_item(ctx.store, first)
    if not other.inspector:
        raise Refused("second-needs-assessor", case_ref=other.case_ref)
    if kept is not None and other.inspector in (kept.inspector, kept.interviewer):
        raise Refused("second-by-first-assessor", row=0, first=kept.case_ref)
    inspection = ctx.inspection()
    return [
        Write(subject("allocation", other.case_id), Allocation(other.inspector, "", True), stamp_of(inspection.pack)),
        Write(subject("second", inspection.id, other.case_id), SecondAssessment(first, other.case_id)),
    ]


def _taken_back(ctx: Context, first: str, second: str) -> list[Write]:
    """What undoes an earlier decision about the same two."""
    before = decisions(ctx).get(_key(first, second))
    if before is None or before.verdict == "two_cases":
        return []
    other = second if before.kept == first else first
    inspection = ctx.inspection()
    item = cast(CaseItem, projections.case_item(ctx.store, other))
    if before.verdict == "second_assessment":
        allocation = Allocation(item.inspector, item.interviewer)
        return [
            Write(subject("allocation", other), allocation, stamp_of(inspection.pack)),
            Write(subject("second", inspection.id, other), None),
        ]
    back = SampleDecision("included", "brought-back", before.reason)
    return [Write(subject("decision", other), back, stamp_of(inspection.pack))]


def _key(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _rows(ctx: Context) -> list[_Row]:
    """Case details of every case with the assessors' corrections."""
    corrections: dict[str, dict[str, object]] = defaultdict(dict)
    for held in subjects.of_kind(ctx.store, "fact"):
        if isinstance(held.current.value, Fact):
            corrections[held.case_id][held.key] = held.current.value.value
    rows = []
    for held in subjects.of_kind(ctx.store, "case"):
        if isinstance(held.current.value, CaseFacts):
            facts = _facts(held.current.value, corrections[held.case_id])
            rows.append(_Row(held.case_id, facts, _plain(facts.case_ref), facts.practitioner.casefold().strip()))
    return rows


def _facts(imported: CaseFacts, corrections: dict[str, object]) -> CaseFacts:
    try:
        return corrected(imported, corrections)
    except Refused:
        return imported  # a correction that does not fit says nothing about who the case is


def _plain(reference: str) -> str:
    """A reference without what people write differently: case, spaces, signs, and noughts before a number."""
    parts = "".join(ch if ch.isalnum() else " " for ch in reference.casefold()).split()
    return " ".join(part.lstrip("0") or "0" for part in parts)


def _candidates(rows: Iterable[_Row]) -> list[tuple[str, str]]:
    """Pairs that share at least one thing that few cases share, so that no list is compared case by case."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in rows:
        groups["ref", row.reference.replace(" ", "")].append(row.case_id)
        groups["letters", "".join(sorted(row.reference))].append(row.case_id)
        for key in _shortened(row.reference):
            groups["short", key].append(row.case_id)
        if row.facts.person.strip():
            groups["person", row.facts.person.casefold().strip()].append(row.case_id)
        groups["day", row.facts.start_date, row.practitioner].append(row.case_id)
        groups["release", row.facts.release_date or row.case_id, row.facts.pdu].append(row.case_id)
    pairs = {
        _key(*pair) for group in groups.values() if 1 < len(group) <= CROWD for pair in combinations(set(group), 2)
    }  # fmt: skip
    return sorted(pairs)


def _shortened(reference: str) -> set[str]:
    """The reference itself and with each one letter left out: a lost or doubled key meets its whole form."""
    return {reference, *(reference[:i] + reference[i + 1 :] for i in range(len(reference)))}


def _reasons(one: _Row, other: _Row) -> list[str]:
    a, b = one.facts, other.facts
    reasons = [_reference_reason(one.reference, other.reference), _person_reason(a, b), _start_reason(a, b)]
    if SequenceMatcher(None, one.practitioner, other.practitioner).ratio() >= 0.85:
        reasons.append("same-practitioner")
    same = {
        "same-release": a.release_date and a.release_date == b.release_date,
        "same-sentence": a.sentence_type == b.sentence_type,
        "same-pdu": a.pdu.casefold() == b.pdu.casefold(),
        "same-rosh": a.rosh == b.rosh,
        "same-sex-and-age": a.sex and a.age is not None and (a.sex, a.age) == (b.sex, b.age),
    }
    return [reason for reason in reasons if reason] + [reason for reason, holds in same.items() if holds]


def _reference_reason(one: str, other: str) -> str:
    if one.replace(" ", "") == other.replace(" ", ""):
        return "same-reference"
    if len(one) == len(other):
        differing = [i for i in range(len(one)) if one[i] != other[i]]
        swapped = len(differing) == 2 and differing[1] == differing[0] + 1
        return "near-reference" if swapped and sorted(one) == sorted(other) else ""
    short, long = sorted((one, other), key=len)
    return "near-reference" if len(long) - len(short) == 1 and short in _shortened(long) else ""


def _person_reason(a: CaseFacts, b: CaseFacts) -> str:
    one, other = a.person.casefold().strip(), b.person.casefold().strip()
    if not one or not other:
        return ""
    return "same-person" if one == other else "other-person"


def _start_reason(a: CaseFacts, b: CaseFacts) -> str:
    if a.start_date == b.start_date:
        return "same-start"
    try:
        one, other = date.fromisoformat(a.start_date), date.fromisoformat(b.start_date)
    except ValueError:
        return ""
    swapped = (one.year, one.month, one.day) == (other.year, other.day, other.month)
    return "near-start" if swapped or abs((one - other).days) == 1 else ""
