"""An attacker with one release in hand: everything printed as one system of equations over whole numbers.

What the attacker knows: the counts shown, their totals, that groups add up to them, that a group "under 10" has 1 to 9
cases, and that no case answers twice. For each hidden figure the least and the greatest value is found that fits all of
it. A judgement is found out when both are the same or lie within 1 to 4, a number of cases when both lie within 1 to 4.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

SMALL = 4
FEWEST_SHOWN = 10
Counts = tuple[int, int]
"""Yes and no."""


@dataclass(frozen=True)
class Column:
    """A group of a split: its cases where they are printed, else None ("under 10", or not said)."""

    label: str
    cases: int | None
    under: bool = False


@dataclass(frozen=True)
class Part:
    """One split: its groups, and by question the yes and no of each (None: hidden)."""

    columns: tuple[Column, ...]
    rows: Mapping[str, tuple[Counts | None, ...]]


@dataclass(frozen=True)
class Release:
    """What one release prints. ``lines``: yes, no and left out of each question over all cases of the leading set,
    None when hidden. ``others`` are the cases of the other set. ``profile``: by split, counts of cases by groups of its
    columns, of the leading set or, where they add up to that, of both sets."""

    cases: int
    others: int
    lines: Mapping[str, tuple[int, int, int] | None]
    parts: Mapping[str, Part]
    profile: Mapping[str, Sequence[tuple[tuple[str, ...], int]]] = field(default_factory=dict)


def found_out(release: Release) -> list[str]:
    """Every hidden figure that the release gives away, with the values that fit."""
    found = []
    for name, part in release.parts.items():
        # All rows together first say how many cases each group can have, then each row is looked at by itself.
        whole = _system(release, name, part, {})
        limits = {what: whole.range_of(variable) for what, variable, _ in whole.hidden}
        found += [
            _told(name, what, limits[what]) for what in limits if limits[what][0] >= 1 and limits[what][1] <= SMALL
        ]
        for ref, figures in part.rows.items():
            system = _system(release, name, Part(part.columns, {ref: figures}), limits)
            for what, variable, judged in system.hidden:
                low, high = system.range_of(variable) if judged else (0, release.cases)
                if low == high or (low >= 1 and high <= SMALL):
                    found.append(_told(name, what, (low, high)))
    return found


def _told(name: str, what: str, limits: tuple[int, int]) -> str:
    return f"{name}: {what} lies within {limits[0]} to {limits[1]}"


@dataclass
class _System:
    """Whole numbers with limits, and sums of them that are known."""

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    sums: list[tuple[list[tuple[int, int]], int]] = field(default_factory=list)
    hidden: list[tuple[str, int, bool]] = field(default_factory=list)

    def unknown(self, lower: int, upper: int) -> int:
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1

    def known(self, value: int) -> int:
        return self.unknown(value, value)

    def add_up(self, variables: Sequence[int], total: int, less: Sequence[int] = ()) -> None:
        """The variables, less others, come to ``total``."""
        self.sums.append(([(one, 1) for one in variables] + [(one, -1) for one in less], total))

    def range_of(self, variable: int) -> tuple[int, int]:
        """The least and the greatest value of ``variable`` that fit everything."""
        return math.ceil(self._least(variable, 1) - 1e-6), math.floor(1e-6 - self._least(variable, -1))

    def _least(self, variable: int, sign: int) -> float:
        aim = np.zeros(len(self.lower))
        aim[variable] = sign
        done = milp(aim, constraints=self._constraint, bounds=self._bounds)  # rounded inwards to whole numbers
        assert done.status == 0, done.message
        return float(done.fun)

    @cached_property
    def _bounds(self) -> Bounds:
        return Bounds(np.array(self.lower, float), np.array(self.upper, float))

    @cached_property
    def _constraint(self) -> LinearConstraint:
        entries = [(row, at, factor) for row, (terms, _) in enumerate(self.sums) for at, factor in terms]
        rows, places, factors = zip(*entries, strict=True)
        matrix = csr_array((factors, (rows, places)), shape=(len(self.sums), len(self.lower)))
        totals = np.array([total for _, total in self.sums], float)
        return LinearConstraint(matrix, totals, totals)


def _system(release: Release, name: str, part: Part, limits: Mapping[str, tuple[int, int]]) -> _System:
    made = _System()
    cases = [_size(made, release, column, limits) for column in part.columns]
    made.add_up(cases, release.cases)
    made.hidden += [
        (f"cases of {c.label}", at, False) for c, at in zip(part.columns, cases, strict=True) if c.cases is None
    ]
    if name in release.profile:
        _against_profile(made, release, release.profile[name], part, cases)
    for ref, figures in part.rows.items():
        _row(made, release.lines[ref], ref, list(_cells(made, figures, cases, release.cases)), part)
    return made


def _size(made: _System, release: Release, column: Column, limits: Mapping[str, tuple[int, int]]) -> int:
    if column.cases is not None:
        return made.known(column.cases)
    first = (1, FEWEST_SHOWN - 1) if column.under else (0, release.cases)
    return made.unknown(*limits.get(f"cases of {column.label}", first))


def _against_profile(
    made: _System, release: Release, profile: Sequence[tuple[tuple[str, ...], int]], part: Part, cases: list[int]
) -> None:
    """Cases by group, of the leading set or of both; of both, all less those of the leading set are the others."""
    labels = [column.label for column in part.columns]
    both = release.others > 0 and sum(total for _, total in profile) == release.cases + release.others
    others = [made.unknown(0, release.others if both else 0) for _ in part.columns]
    if both:
        made.add_up(others, release.others)
        made.hidden += [(f"other cases of {label}", at, False) for label, at in zip(labels, others, strict=True)]
    for names, total in profile:
        places = [labels.index(name) for name in names]
        made.add_up([cases[at] for at in places] + [others[at] for at in places], total)


def _cells(
    made: _System, figures: Sequence[Counts | None], cases: Sequence[int], most: int
) -> Iterator[tuple[bool, int, int, int]]:
    for shown, size in zip(figures, cases, strict=True):
        yes, no = (made.known(one) for one in shown) if shown else (made.unknown(0, most), made.unknown(0, most))
        left = made.unknown(0, most)
        made.add_up([yes, no, left], 0, less=[size])
        yield shown is None, yes, no, left


def _row(
    made: _System,
    line: tuple[int, int, int] | None,
    ref: str,
    cells: list[tuple[bool, int, int, int]],
    part: Part,
) -> None:
    if line is not None:
        for place, total in enumerate(line, 1):
            made.add_up([cell[place] for cell in cells], total)
    for column, (hidden, yes, no, _) in zip(part.columns, cells, strict=True):
        if hidden:
            made.hidden += [(f"{ref} {column.label} yes", yes, True), (f"{ref} {column.label} no", no, True)]
