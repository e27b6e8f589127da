"""Splits for print: groups judged by the disclosure rules, with what is hidden also given together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from string import ascii_uppercase

from hmip_desktop.domain.disclosure import (
    DEFAULT_LIMITS,
    Group,
    GroupTable,
    Hidden,
    Limits,
    ground_to_hide,
    judge_groups,
)
from hmip_desktop.domain.pack_parts import Banding
from hmip_desktop.domain.report_model import Split, SplitGroup, SplitRow
from hmip_desktop.domain.report_share import Share, share_of
from hmip_desktop.domain.report_words import count_words
from hmip_desktop.domain.results import Tally


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """What to split and how to name it. ``labels`` maps group keys to names, in print order; ``cases`` gives the
    cases of each group; ``noun`` names several groups (PDUs); ``whole`` heads the last column."""

    dimension: str
    title: str
    route: str
    labels: Mapping[str, str]
    cases: Mapping[str, int]
    noun: str
    whole: str


@dataclass(frozen=True, slots=True)
class SplitQuestion:
    """One question over its groups and over all its cases. ``bandings`` and ``lettered`` as in ``share_of``."""

    ref: str
    groups: tuple[Group, ...]
    whole: Share | None
    bandings: tuple[Banding, ...] = ()
    lettered: bool = True

    def share(self, group: Group | None) -> Share | None:
        """The share of one group for print."""
        if group is None:
            return None
        return share_of(Tally(self.ref, group.yes, group.no), self.bandings, self.lettered)


def judged_split(
    plan: SplitPlan, questions: Sequence[SplitQuestion], limits: Limits = DEFAULT_LIMITS
) -> tuple[Split, tuple[Hidden, ...]]:
    """A split by groups without an order (PDUs, sex, grade), and the inner log of what was hidden.

    Where the total of a question is hidden, all its groups are. The hidden groups of a row are given together
    where their sum may stand; the column says how many under the base they are when that is so in every row.
    """
    tables = {q.ref: judge_groups(f"{plan.dimension} {q.ref}", q.groups, limits) for q in questions}
    small = [key for key in plan.labels if plan.cases.get(key, 0) < limits.base_cases]
    joined = _joined_group(plan, tables, small, limits)
    rows = []
    for question in questions:
        table, whole = tables[question.ref], _whole_share(question, limits)
        shown = {group.key: group for group in table.shown}
        shares = [question.share(shown.get(key)) if whole else None for key in plan.labels]
        if joined is not None:
            shares.append(question.share(table.together) if whole else None)
        rows.append(SplitRow(question.ref, (*shares, whole)))
    groups = [*_groups(plan, limits), *([joined] if joined else []), _whole(plan)]
    log = tuple(hidden for table in tables.values() for hidden in table.log)
    return Split(plan.dimension, plan.title, plan.route, tuple(groups), tuple(rows), limits.base_cases), log


def _whole_share(question: SplitQuestion, limits: Limits) -> Share | None:
    """The total of a question; under the base it is hidden too, since it would give its only group away."""
    return question.whole if question.whole is not None and question.whole.n >= limits.base_cases else None


def _joined_group(
    plan: SplitPlan, tables: Mapping[str, GroupTable], small: Sequence[str], limits: Limits
) -> SplitGroup | None:
    if not any(table.hidden for table in tables.values()):
        return None
    if small and all(set(table.hidden) == set(small) for table in tables.values()):
        label = f"{count_words(len(small), capital=True)} {plan.noun} under {limits.base_cases}, together"
        return SplitGroup(label, sum(plan.cases.get(key, 0) for key in small), role="joined")
    return SplitGroup(f"{plan.noun} marked [c], together", None, role="joined")


def banded_split(
    plan: SplitPlan, questions: Sequence[SplitQuestion], limits: Limits = DEFAULT_LIMITS
) -> tuple[Split, tuple[Hidden, ...]]:
    """A split by ordered bands (risk of serious harm): a hidden band takes its neighbour with it, in every row
    alike, and the two are given together under a name of their own, so that the third stays readable."""
    keys = list(plan.labels)
    log = [
        Hidden(f"{plan.dimension} {q.ref}: {group.key}", ground)
        for q in questions
        for group in q.groups
        if (ground := ground_to_hide(group, limits))
    ]
    together = bands_together(keys, questions, limits)
    rows = [_banded_row(q, keys, together, limits) for q in questions]
    groups: list[SplitGroup] = []
    for place, group in enumerate(_groups(plan, limits)):
        groups.append(group)
        if together and keys[place] == together[-1]:
            groups.append(SplitGroup(_band_name(plan, together), None, role="joined"))
    groups.append(_whole(plan))
    return Split(plan.dimension, plan.title, plan.route, tuple(groups), tuple(rows), limits.base_cases), tuple(log)


def bands_together(
    keys: Sequence[str], questions: Sequence[SplitQuestion], limits: Limits = DEFAULT_LIMITS
) -> list[str]:
    """The run of ordered bands that is given together: from the first that may not be shown to the last, two at least.
    Counts of cases by band must be joined in the same way, or one table gives back what the other hides."""
    bad = {group.key for q in questions for group in q.groups if ground_to_hide(group, limits)}
    places = [place for place, key in enumerate(keys) if key in bad]
    if not places:
        return []
    first, last = places[0], places[-1]
    if first == last:
        first, last = (0, 1) if first < 2 else (first - 1, first)
    return list(keys[first : last + 1])


def _banded_row(question: SplitQuestion, keys: Sequence[str], together: list[str], limits: Limits) -> SplitRow:
    by_key = {group.key: group for group in question.groups}
    whole = _whole_share(question, limits)
    joined = _sum([by_key[key] for key in together if key in by_key])
    # Total less the bands shown gives the joined ones away, so when their sum may not stand nothing else may.
    stands = whole is not None and (joined is None or not ground_to_hide(joined, limits))
    shares: list[Share | None] = []
    for key in keys:
        shares.append(question.share(by_key.get(key)) if stands and key not in together else None)
        if together and key == together[-1]:
            shares.append(question.share(joined) if stands else None)
    return SplitRow(question.ref, (*shares, whole))


def _sum(groups: Sequence[Group]) -> Group | None:
    total: Group | None = None
    for group in groups:
        total = group if total is None else total.joined(group, "together")
    return total


def _band_name(plan: SplitPlan, together: Sequence[str]) -> str:
    names = [plan.labels[key] for key in together]
    if len(names) == len(plan.labels):
        return f"{plan.whole}, together"
    return f"{names[0]} or {names[-1].lower()}, together"


def _groups(plan: SplitPlan, limits: Limits) -> list[SplitGroup]:
    made = []
    codes = short_codes(list(plan.labels.values()))
    for (key, label), code in zip(plan.labels.items(), codes, strict=True):
        cases = plan.cases.get(key, 0)
        made.append(SplitGroup(label, cases if cases >= limits.base_cases else None, code))
    return made


def short_codes(labels: Sequence[str]) -> list[str]:
    """Codes of two or three letters for narrow heads, no two alike: letters alone, so that none looks like a question.

    One word gives its first three letters, several give their initials; what is taken already goes on in the alphabet.
    """
    made: list[str] = []
    for label in labels:
        words = label.split() or ["?"]
        code = "".join(word[0] for word in words)[:3] if len(words) > 1 else words[0][:3]
        letters = [letter for letter in "".join(words)[1:] if letter.isalpha()]
        further = [f"{code[0]}{one}{two}" for place, one in enumerate(letters) for two in letters[place + 1 :]]
        last = (f"{code[0]}{one}{two}" for one in ascii_uppercase for two in ascii_uppercase)
        made.append(next(found for one in chain([code], further, last) if (found := one.upper()) not in made))
    return made


def _whole(plan: SplitPlan) -> SplitGroup:
    return SplitGroup(plan.whole, sum(plan.cases.values()), role="all")
