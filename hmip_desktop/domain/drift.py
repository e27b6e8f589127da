"""Drift: whether one inspector says yes more or less often than colleagues do in like cases.

The difference is taken within cells of like cases (risk, PDU, sentence type) and pooled with Mantel-Haenszel weights,
which is the coefficient of the inspector in a least-squares model with one term for each cell. Its variance is that of
shuffling answers within cells, which for yes and no is that of Cochran, Mantel and Haenszel. Estimates are drawn
towards the team by empirical Bayes (method of moments, one variance between inspectors for all questions), and the
limits allow for every comparison made (Bonferroni). It is a reason to look, not a finding.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Literal

FEWEST_CASES = 5
"""Cases of an inspector below which nothing is estimated."""
CELL_OTHERS = 3
"""Cases of colleagues that a cell needs to be compared with."""
COVERED = 0.75
"""Share of an inspector's cases that must stand in such cells before cells are made coarser."""
ERROR = 0.05
ALL = ""
"""The reference under which the share of yes over all key questions of a case stands."""

Factor = Literal["sentence_type", "pdu", "rosh"]
DROPPED: tuple[Factor, ...] = ("sentence_type", "pdu", "rosh")
"""Factors in the order in which they are given up where cells become too small."""
Missing = Literal["too-few-cases", "nobody-to-compare", "all-the-same"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One case of one inspector: its facts, and a score from 0 to 1 by question (yes 1, no 0; N/A is not there)."""

    case: str
    inspector: str
    facts: Mapping[str, str]
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Drift:
    """One inspector on one question, ``ref`` empty for all key questions together. Shares are 0 to 1.

    ``raw`` is the adjusted difference from colleagues, ``error`` its standard error, ``value`` what is left after
    drawing towards the team, between ``low`` and ``high``. ``value`` None is not estimated and ``reason`` says why.
    ``used``: of ``cases`` those that had somebody to compare with; ``factors``: what was adjusted for.
    """

    inspector: str
    ref: str
    cases: int
    used: int
    factors: tuple[str, ...]
    raw: float | None = None
    error: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: Missing | None = None

    @property
    def stands_out(self) -> bool:
        """True where the interval leaves out 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def measure_drift(cases: Sequence[Judged], inspectors: Iterable[str], refs: Sequence[str]) -> tuple[Drift, ...]:
    """Drift of these inspectors, each on all questions together and on each of ``refs``, against everybody else.

    Cases are compared within their question set (fact ``route``) always: core and adjusted are never pooled.
    """
    raw = [_one(cases, inspector, ref) for inspector in inspectors for ref in (ALL, *refs)]
    made = [one for one in raw if one.raw is not None]
    if not made:
        return tuple(raw)
    limit = NormalDist().inv_cdf(1 - ERROR / 2 / len(made))
    between = between_variance([(one.raw or 0.0, one.error or 0.0) for one in made if one.ref != ALL])
    whole = between_variance([(one.raw or 0.0, one.error or 0.0) for one in made if one.ref == ALL])
    return tuple(_shrink(one, whole if one.ref == ALL else between, limit) for one in raw)


def between_variance(found: Sequence[tuple[float, float]]) -> float:
    """How much true differences vary about 0, by the method of moments; 0 when chance alone explains what is seen."""
    weights = [1 / error**2 for _, error in found if error > 0]
    if not weights:
        return 0.0
    seen = sum((value / error) ** 2 for value, error in found if error > 0)
    return max(0.0, (seen - len(weights)) / sum(weights))


def difference(cells: Iterable[tuple[Sequence[float], Sequence[float]]]) -> tuple[float, float] | None:
    """Pooled difference of means (own less others) over cells, and its standard error; None without any comparison.

    The error is 0 where everybody in every cell gave the same answer.
    """
    weight = top = spread = 0.0
    for own, others in cells:
        n, m = len(own), len(others)
        if not n or not m:
            continue
        every = [*own, *others]
        mean, share = sum(every) / (n + m), n * m / (n + m)
        weight += share
        top += share * (sum(own) / n - sum(others) / m)
        spread += share * sum((score - mean) ** 2 for score in every) / (n + m - 1)
    if not weight:
        return None
    return top / weight, math.sqrt(spread) / weight


def _one(cases: Sequence[Judged], inspector: str, ref: str) -> Drift:
    judged = [case for case in cases if _score(case, ref) is not None]
    own = [case for case in judged if case.inspector == inspector]
    empty = Drift(inspector, ref, len(own), 0, ())
    if len(own) < FEWEST_CASES:
        return replace(empty, reason="too-few-cases")
    others = [case for case in judged if case.inspector != inspector]
    factors = _factors(own, others)
    cells = _cells(own, others, factors, ref)
    used = sum(len(mine) for mine, theirs in cells if theirs)
    found = difference(cells)
    if found is None:
        return replace(empty, reason="nobody-to-compare")
    here = replace(empty, used=used, factors=factors)
    return replace(here, raw=found[0], error=found[1]) if found[1] > 0 else replace(here, reason="all-the-same")


def _factors(own: Sequence[Judged], others: Sequence[Judged]) -> tuple[str, ...]:
    """The finest adjustment for which enough cases have enough colleagues' cases beside them."""
    for dropped in range(len(DROPPED)):
        factors = tuple(reversed(DROPPED[dropped:]))
        beside: dict[tuple[str, ...], int] = defaultdict(int)
        for case in others:
            beside[_cell(case, factors)] += 1
        if sum(beside[_cell(case, factors)] >= CELL_OTHERS for case in own) >= COVERED * len(own):
            return factors
    return ()


def _cells(
    own: Sequence[Judged], others: Sequence[Judged], factors: Sequence[str], ref: str
) -> list[tuple[list[float], list[float]]]:
    cells: dict[tuple[str, ...], tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for side, cases in enumerate((own, others)):
        for case in cases:
            score = _score(case, ref)
            assert score is not None
            cells[_cell(case, factors)][side].append(score)
    return [cells[key] for key in sorted(cells)]


def _cell(case: Judged, factors: Sequence[str]) -> tuple[str, ...]:
    return (case.facts.get("route", ""), *(case.facts.get(factor, "") for factor in factors))


def _score(case: Judged, ref: str) -> float | None:
    if ref != ALL:
        return case.scores.get(ref)
    return sum(case.scores.values()) / len(case.scores) if case.scores else None


def _shrink(one: Drift, between: float, limit: float) -> Drift:
    """Draw an estimate towards the team. The interval moves with it and is never narrowed by it."""
    if one.raw is None or one.error is None:
        return one
    value = one.raw * between / (between + one.error**2)
    half = limit * one.error
    return replace(one, value=value, low=max(-1.0, value - half), high=min(1.0, value + half))
