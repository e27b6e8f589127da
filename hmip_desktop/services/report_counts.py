"""The counted cases of an inspection in memory, so that one making of outputs reads the store once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hmip_desktop.domain.disclosure import Group
from hmip_desktop.domain.results import Tally
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import Context
from hmip_desktop.store import projections
from hmip_desktop.store.projections import AnswerRow, CaseItem


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
    """What every table is made of: all cases of the list, the counted ones, and every tidy row."""

    items: tuple[CaseItem, ...]
    cases: tuple[CountedCase, ...]
    rows: tuple[AnswerRow, ...]

    def of_route(self, route: str) -> tuple[CountedCase, ...]:
        """Counted cases of one question set; all of them for packs without sets (``""``)."""
        return tuple(case for case in self.cases if not route or case.item.route == route)


def read_counts(ctx: Context) -> Counts:
    """Read the counted cases. Raises Refused ``figures-do-not-reconcile`` when they are not those that the store
    counts: no output may then be made."""
    rows = tuple(projections.answers(ctx.store))
    answers: dict[str, dict[str, str | None]] = {}
    own: dict[str, dict[str, str | None]] = {}
    facts: dict[str, Mapping[str, str]] = {}
    for row in rows:
        if row.tidy.counted:
            answers.setdefault(row.case_id, {})[row.tidy.question] = row.tidy.answer
            facts[row.case_id] = row.tidy.facts
            if row.moderated:
                own.setdefault(row.case_id, {})[row.tidy.question] = row.original
    items = tuple(projections.case_list(ctx.store, second=False))
    cases = tuple(
        CountedCase(item, facts.get(item.case_id, facts_of(item)), answers.get(item.case_id, {}),
                    own.get(item.case_id, {}))
        for item in items
        if item.counted
    )  # fmt: skip
    counts = Counts(items, cases, rows)
    _check_against_store(ctx, counts)
    return counts


def facts_of(item: CaseItem) -> dict[str, str]:
    """What the list knows of a case, for cases that were asked nothing."""
    return {"pdu": item.pdu, "sentence_type": item.sentence_type, "rosh": item.rosh, "route": item.route}


def _check_against_store(ctx: Context, counts: Counts) -> None:
    """The rows must give what one GROUP BY gives: two ways to the same number."""
    stored = {found.tally.ref: found.tally for found in projections.tally(ctx.store)}
    for ref, expected in stored.items():
        found = tally_of(counts.cases, ref)
        if found != expected:
            raise Refused("figures-do-not-reconcile", sum=f"{ref}: {found.n} answers in rows, {expected.n} counted")


def tally_of(cases: Iterable[CountedCase], ref: str, *, original: bool = False) -> Tally:
    """Counts of one question over the cases in which it is asked; ``original`` before moderation."""
    counts = {"yes": 0, "no": 0, "na": 0, None: 0}
    for case in cases:
        if ref in case.answers:
            answer = case.own.get(ref, case.answers[ref]) if original else case.answers[ref]
            counts[answer] += 1
    return Tally(ref, counts["yes"], counts["no"], counts["na"], counts[None])


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
