"""The counted cases of an inspection in memory, so that one making of outputs reads the store once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

from hmip_desktop.domain.disclosure import Group
from hmip_desktop.domain.results import Tally
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import Context
from hmip_desktop.store import projections
from hmip_desktop.store.crosstab import set_of
from hmip_desktop.store.projections import AnswerRow, CaseAnswers, CaseItem


@dataclass(frozen=True, slots=True)
class CountedCase:
    """One case that enters results. ``answers`` by reference (None: unanswered), ``own`` the assessor's answers
    where moderation settled others."""

    item: CaseItem
    facts: Mapping[str, str]
    answers: Mapping[str, str | None]
    own: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def interviewed(self) -> bool:
        """Somebody was interviewed; else the case rests on records alone and counts as a file-read."""
        return not self.item.file_read and self.item.interviewed not in ("", "nobody")


@dataclass(frozen=True, slots=True)
class Counts:
    """What every table is made of: all cases of the list, the counted ones, and every answer held."""

    items: tuple[CaseItem, ...]
    cases: tuple[CountedCase, ...]
    held: tuple[CaseAnswers, ...]

    def rows(self) -> list[AnswerRow]:
        """Every answer held as a tidy row, by case reference and question."""
        return [row for case in self.held for row in case.rows()]

    def of_route(self, route: str) -> tuple[CountedCase, ...]:
        """Counted cases of one question set; all of them for packs without sets (``""``)."""
        return tuple(case for case in self.cases if not route or case.item.route == route)


def read_counts(ctx: Context) -> Counts:
    """Read the counted cases. Raises Refused ``figures-do-not-reconcile`` when they are not those that the store
    counts: no output may then be made."""
    held = tuple(projections.answers_by_case(ctx.store))
    items = tuple(projections.case_list(ctx.store, second=False))
    found = {case.case_id: case for case in held}
    counts = Counts(items, tuple(_counted(item, found[item.case_id]) for item in items if item.counted), held)
    _check_against_store(ctx, counts)
    return counts


def _counted(item: CaseItem, held: CaseAnswers) -> CountedCase:
    answers = held.as_counted()
    return CountedCase(item, held.facts if answers else facts_of(item), answers, held.own())


def facts_of(item: CaseItem) -> dict[str, str]:
    """What the list knows of a case, for cases that were asked nothing."""
    return {"pdu": item.pdu, "sentence_type": item.sentence_type, "rosh": item.rosh, "route": item.route}


def _check_against_store(ctx: Context, counts: Counts) -> None:
    """The rows must give what one GROUP BY gives: two ways to the same number."""
    stored = {found.tally.ref: found.tally for found in projections.tally(ctx.store)}
    given = Given(counts.cases)
    for ref, expected in stored.items():
        found = given.tally(ref)
        if found != expected:
            raise Refused("figures-do-not-reconcile", sum=f"{ref}: {found.n} answers in rows, {expected.n} counted")


_ANSWERS = ("yes", "no", "na", None)


class Given:
    """What these cases answered, held as sets of cases, so that any part of them is counted at once for any question;
    ``original`` before moderation."""

    def __init__(self, cases: Iterable[CountedCase], *, original: bool = False) -> None:
        held = tuple(cases)
        self._places = {case.item.case_id: place for place, case in enumerate(held)}
        self._among = (1 << len(held)) - 1
        found: dict[tuple[str, str | None], list[int]] = {}
        for place, case in enumerate(held):
            answers = {**case.answers, **case.own} if original and case.own else case.answers
            for given in answers.items():
                found.setdefault(given, []).append(place)
        self._sets = {given: set_of(places, len(held)) for given, places in found.items()}

    def of(self, cases: Iterable[CountedCase]) -> Given:
        """The same of some of these cases."""
        part = copy(self)
        part._among = set_of([self._places[case.item.case_id] for case in cases], len(self._places))
        return part

    def tally(self, ref: str) -> Tally:
        """Counts of one question over the cases in which it is asked."""
        yes, no, na, unanswered = ((self._sets.get((ref, one), 0) & self._among).bit_count() for one in _ANSWERS)
        return Tally(ref, yes, no, na, unanswered)


def group_of(cases: Iterable[CountedCase], ref: str, key: str) -> Group:
    """Judgements of one subgroup with the practitioners behind them, for disclosure."""
    yes = no = 0
    practitioners: set[str] = set()
    for case in cases:
        answer = case.answers.get(ref)
        if answer in ("yes", "no"):
            yes += answer == "yes"
            no += answer == "no"
            practitioners.add(case.item.practitioner or case.item.case_id)
    return Group(key, yes, no, frozenset(practitioners))


def grouped(cases: Sequence[CountedCase], value: Callable[[CountedCase], str]) -> dict[str, tuple[CountedCase, ...]]:
    """Cases by a value of theirs, in the order in which values come."""
    groups: dict[str, list[CountedCase]] = {}
    for case in cases:
        groups.setdefault(value(case), []).append(case)
    return {key: tuple(members) for key, members in groups.items()}
