"""Rules that a case sample should meet. They warn and never block; a person may override each with a reason.

Source: guidance manual of the dynamic inspection, October 2025, section 4.1. The rules collide by design
(five per PDU, one per practitioner, proportionate RoSH), so none of them can be an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

import msgspec

from hmip_desktop.domain.routing import COMMUNITY
from hmip_desktop.domain.sample import CaseFacts, CheckOverride
from hmip_desktop.domain.sample_rows import PopulationRow

MINIMUM_PER_PDU = 5
MAXIMUM_PER_PRACTITIONER = 1
ROSH_POINTS = 5
"""Percentage points that a RoSH band may differ from the population's before it is called off."""
WEEKS_BEFORE = (30, 29)
"""Cases start in the calendar weeks that lie so many weeks before the Monday of fieldwork week 1."""
SHORTEST_DAYS = 7
BANDS: dict[str, str] = {"low": "low", "medium": "medium", "high": "high", "very_high": "high"}
"""RoSH levels in the three bands of the sample: high and very high are one."""

CODES = (
    "few-in-pdu",
    "several-per-practitioner",
    "rosh-mix",
    "start-outside-weeks",
    "ended-within-7-days",
    "no-rar-or-programme",
    "same-person-twice",
)
"""Stable codes of the checks, in the order in which people read them."""

Status = Literal["passed", "warned", "not-checked"]


@dataclass(frozen=True, slots=True)
class SampleWarning:
    """One warning: the rule, what it is about (a PDU, a band, a practitioner, a case) and the cases concerned.

    ``degree`` tells a worse warning about the same from a lesser one; 0 where there is no more or less.
    """

    code: str
    about: str
    cases: tuple[str, ...]
    params: Mapping[str, object] = field(default_factory=dict)
    degree: int = 0


@dataclass(frozen=True, slots=True)
class SampleReport:
    """All warnings, and the status of each check by its code."""

    warnings: tuple[SampleWarning, ...]
    statuses: Mapping[str, Status]


@dataclass(frozen=True, slots=True)
class SampleContext:
    """What some checks need beside the sample; without it they answer ``not-checked``."""

    fieldwork_start: date | None = None
    population: Sequence[PopulationRow] = ()


def check_sample(cases: Sequence[CaseFacts], context: SampleContext = SampleContext()) -> SampleReport:
    """Run every check over the cases of a sample. Nothing is ever compared with the sample itself.

    Without a single case every check answers ``not-checked``.
    """
    found: list[SampleWarning] = []
    statuses: dict[str, Status] = {}
    for code in CODES:
        warnings = _CHECKS[code](cases, context) if cases else None
        if warnings is None:
            statuses[code] = "not-checked"
            continue
        statuses[code] = "warned" if warnings else "passed"
        found.extend(warnings)
    return SampleReport(tuple(found), statuses)


def uncovered(warnings: Iterable[SampleWarning], override: CheckOverride) -> tuple[SampleWarning, ...]:
    """Warnings that an override does not cover: about something else than when it was given, or worse since then."""
    if override.covers is msgspec.UNSET:
        return ()
    held = dict(override.covers)
    return tuple(one for one in warnings if one.about not in held or one.degree > held[one.about])


def start_window(fieldwork_start: date) -> tuple[date, date]:
    """First and last day on which a case of the sample may have started, both included."""
    monday = fieldwork_start - timedelta(days=fieldwork_start.weekday())
    first, last = (monday - timedelta(weeks=weeks) for weeks in WEEKS_BEFORE)
    return first, last + timedelta(days=6)


def supervision_start(case: CaseFacts) -> date:
    """When the supervision began: release for licence and PSS where it is stated, else the start date."""
    released = case.release_date if case.sentence_type not in COMMUNITY else ""
    return date.fromisoformat(released or case.start_date)


def band_counts(levels: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Cases in the three bands, from pairs of RoSH level and number."""
    counts = {"low": 0, "medium": 0, "high": 0}
    for level, number in levels:
        counts[BANDS[level]] += number
    return counts


def _few_in_pdu(cases: Sequence[CaseFacts], context: SampleContext) -> list[SampleWarning]:
    by_pdu = _group(cases, lambda case: case.pdu)
    expected = {row.pdu for row in context.population if row.commencements > 0}
    return [
        SampleWarning(
            "few-in-pdu", pdu, by_pdu.get(pdu, ()),
            {"pdu": pdu, "count": len(by_pdu.get(pdu, ())), "minimum": MINIMUM_PER_PDU},
            MINIMUM_PER_PDU - len(by_pdu.get(pdu, ())),
        )
        for pdu in sorted(expected | set(by_pdu))
        if len(by_pdu.get(pdu, ())) < MINIMUM_PER_PDU
    ]  # fmt: skip


def _several_per_practitioner(cases: Sequence[CaseFacts], _context: SampleContext) -> list[SampleWarning]:
    return [
        SampleWarning(
            "several-per-practitioner",
            practitioner,
            refs,
            {"practitioner": practitioner, "count": len(refs)},
            len(refs),
        )
        for practitioner, refs in sorted(_group(cases, lambda case: case.practitioner).items())
        if len(refs) > MAXIMUM_PER_PRACTITIONER
    ]


def _rosh_mix(cases: Sequence[CaseFacts], context: SampleContext) -> list[SampleWarning] | None:
    expected = band_counts((row.rosh, row.commencements) for row in context.population)
    total = sum(expected.values())
    if not total or not cases:
        return None
    seen = band_counts((case.rosh, 1) for case in cases)
    warnings = []
    for band, commenced in expected.items():
        # Whole numbers only: a difference of exactly five points must not warn because of a rounded fraction.
        gap = abs(seen[band] * total - commenced * len(cases)) * 100
        if gap > ROSH_POINTS * len(cases) * total:
            refs = tuple(case.case_ref for case in cases if BANDS[case.rosh] == band)
            params = {
                "band": band, "sample": _percent(seen[band], len(cases)), "population": _percent(commenced, total),
                "points": ROSH_POINTS,
            }  # fmt: skip
            points = _percent(gap, len(cases) * total * 100)
            warnings.append(SampleWarning("rosh-mix", band, refs, params, points // ROSH_POINTS))
    return warnings


def _start_outside_weeks(cases: Sequence[CaseFacts], context: SampleContext) -> list[SampleWarning] | None:
    if context.fieldwork_start is None:
        return None
    first, last = start_window(context.fieldwork_start)
    return [
        SampleWarning(
            "start-outside-weeks", case.case_ref, (case.case_ref,),
            {"case_ref": case.case_ref, "start": str(supervision_start(case)), "first": str(first), "last": str(last)},
        )
        for case in cases
        if not first <= supervision_start(case) <= last
    ]  # fmt: skip


def _ended_within_7_days(cases: Sequence[CaseFacts], _context: SampleContext) -> list[SampleWarning]:
    warnings = []
    for case in cases:
        if not case.end_date:
            continue
        days = (date.fromisoformat(case.end_date) - supervision_start(case)).days
        if days <= SHORTEST_DAYS:
            params = {"case_ref": case.case_ref, "days": days, "shortest": SHORTEST_DAYS}
            warnings.append(SampleWarning("ended-within-7-days", case.case_ref, (case.case_ref,), params))
    return warnings


def _no_rar_or_programme(cases: Sequence[CaseFacts], _context: SampleContext) -> list[SampleWarning] | None:
    """Community sentences only. A file that says nothing on requirements at all cannot be checked."""
    if not any(case.requirement for case in cases):
        return None
    return [
        SampleWarning("no-rar-or-programme", case.case_ref, (case.case_ref,), {"case_ref": case.case_ref})
        for case in cases
        if case.sentence_type in COMMUNITY and case.requirement in ("", "none")
    ]


def _same_person_twice(cases: Sequence[CaseFacts], _context: SampleContext) -> list[SampleWarning] | None:
    people = _group([case for case in cases if case.person], lambda case: case.person)
    if not people:
        return None
    return [
        SampleWarning("same-person-twice", person, refs, {"person": person, "cases": ", ".join(refs)}, len(refs))
        for person, refs in sorted(people.items())
        if len(refs) > 1
    ]


def _group(cases: Sequence[CaseFacts], key: Callable[[CaseFacts], str]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case.case_ref)
    return {name: tuple(refs) for name, refs in groups.items()}


def _percent(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole)


def count_by(cases: Iterable[CaseFacts], key: Callable[[CaseFacts], str]) -> dict[str, int]:
    """Cases by a text of theirs, sorted by it."""
    return dict(sorted(Counter(key(case) for case in cases).items()))


_CHECKS: dict[str, Callable[[Sequence[CaseFacts], SampleContext], list[SampleWarning] | None]] = {
    "few-in-pdu": _few_in_pdu,
    "several-per-practitioner": _several_per_practitioner,
    "rosh-mix": _rosh_mix,
    "start-outside-weeks": _start_outside_weeks,
    "ended-within-7-days": _ended_within_7_days,
    "no-rar-or-programme": _no_rar_or_programme,
    "same-person-twice": _same_person_twice,
}
