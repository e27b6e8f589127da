"""What may leave the team: small counts and thin judgements are hidden, and cannot be worked out again.

Rules: ``numbers.md`` of the design, settings with these defaults. On a page every hidden cell looks the
same; why it was hidden goes to a log that stays inside. Tables of counts are the work of ``suppression``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

MARK = "[c]"
"""What stands in every hidden cell, whatever the reason."""

Ground = Literal[
    "small-count", "second-cell", "few-cases", "few-practitioners", "all-one-answer", "neighbour", "identifying-text"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """Settings of an inspection. ``small`` is the largest count, above 0, that is hidden."""

    small: int = 4
    base_cases: int = 10
    base_practitioners: int = 5


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Hidden:
    """One line of the inner log: where something was hidden and why."""

    where: str
    ground: Ground


@dataclass(frozen=True, slots=True)
class Group:
    """Judgements of one subgroup on one question; ``practitioners`` counts the different ones behind ``n``.

    ``practitioner_codes`` let groups be joined without counting anybody twice.
    """

    key: str
    yes: int
    no: int
    practitioner_codes: frozenset[str] = frozenset()

    @property
    def n(self) -> int:
        """Applicable and answered."""
        return self.yes + self.no

    def joined(self, other: Group, key: str) -> Group:
        """Both groups as one, called ``key``."""
        return Group(key, self.yes + other.yes, self.no + other.no, self.practitioner_codes | other.practitioner_codes)


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Subgroups of one question as they may be shown.

    ``shown`` holds the groups with figures, ``hidden`` those with the mark. ``together`` is the group of
    the small ones ("3 PDUs under 10, together"), of ``together_of`` groups, None where it may not stand.
    """

    shown: tuple[Group, ...]
    hidden: tuple[str, ...]
    together: Group | None
    together_of: int
    log: tuple[Hidden, ...]


def ground_to_hide(group: Group, limits: Limits = DEFAULT_LIMITS) -> Ground | None:
    """Why the judgements of a subgroup may not be shown; None when they may."""
    if group.n < limits.base_cases:
        return "few-cases"
    if len(group.practitioner_codes) < limits.base_practitioners:
        return "few-practitioners"
    return "all-one-answer" if group.yes == 0 or group.no == 0 else None


def judge_groups(where: str, groups: Sequence[Group], limits: Limits = DEFAULT_LIMITS) -> GroupTable:
    """Decide a split of one question whose total is published too.

    A single hidden group could be worked out from the total, so the smallest shown one is hidden with it.
    The hidden ones are shown together where that sum keeps the rules by itself; when it does not, further
    groups are hidden until it does, because total less shown gives the sum away in any case.
    """
    hidden = {group.key: ground for group in groups if (ground := ground_to_hide(group, limits))}
    log = [Hidden(f"{where}: {key}", ground) for key, ground in hidden.items()]
    shown = sorted((g for g in groups if g.key not in hidden), key=lambda g: (g.n, g.key), reverse=True)
    while hidden and shown and not _may_stand(_together(groups, hidden), len(_answered(groups, hidden)), limits):
        neighbour = shown.pop()
        hidden[neighbour.key] = "neighbour"
        log.append(Hidden(f"{where}: {neighbour.key}", "neighbour"))
    together = _together(groups, hidden)
    stands = _may_stand(together, len(_answered(groups, hidden)), limits)
    return GroupTable(
        tuple(g for g in groups if g.key not in hidden), tuple(g.key for g in groups if g.key in hidden),
        together if stands and together.n else None, len(hidden), tuple(log),
    )  # fmt: skip


def _answered(groups: Sequence[Group], hidden: Mapping[str, Ground]) -> list[Group]:
    return [g for g in groups if g.key in hidden and g.n]


def _together(groups: Sequence[Group], hidden: Mapping[str, Ground]) -> Group:
    total = Group("together", 0, 0)
    for group in groups:
        if group.key in hidden:
            total = total.joined(group, "together")
    return total


def _may_stand(together: Group, members: int, limits: Limits) -> bool:
    """Two groups with answers at least, and the sum keeps the rules; nothing answered needs no hiding."""
    if together.n == 0:
        return True
    return members > 1 and ground_to_hide(together, limits) is None


def keep_first_release(
    first: Mapping[str, int], second: Mapping[str, int], limits: Limits = DEFAULT_LIMITS
) -> dict[str, int]:
    """The second release with cells as first published where they differ by 1 to ``small`` cases.

    Such a difference would give away the few cases that changed. New cells are taken as they are.
    """
    kept = {}
    for where, count in second.items():
        before = first.get(where, count)
        kept[where] = before if 0 < abs(count - before) <= limits.small else count
    return kept
