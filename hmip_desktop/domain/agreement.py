"""How far raters agree: raw agreement and four coefficients for categories without order.

Formulas: Cohen 1960 with the variance of Fleiss, Cohen and Everitt 1969 and a normal interval, as statsmodels has it;
Fleiss 1971, Gwet's AC1 and Krippendorff's alpha in the forms that allow missing ratings, with the linearised variances
of Gwet 2014 and an interval by Student's t over subjects, as irrCAC has them.
A coefficient that cannot be computed is undefined, with the reason, and never a made-up 0 or 1.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from hmip_desktop.domain.intervals import Z_95, t_95, wilson

FEWEST_FOR_INTERVAL = 20
"""Subjects with two ratings or more from which intervals are given."""
PREVALENT = 0.8
LOW_KAPPA = 0.6

Undefined = Literal["no-pairs", "one-category", "not-two-raters"]
COEFFICIENTS = ("cohen_kappa", "fleiss_kappa", "gwet_ac1", "krippendorff_alpha")


@dataclass(frozen=True, slots=True)
class Rating:
    """One rater's category for one subject; ``category`` None is a missing rating."""

    subject: str
    rater: str
    category: str | None
    row: int = 0


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient, at most 1. ``value`` None is undefined and ``reason`` says why. ``interval`` is 95 %."""

    value: float | None
    reason: Undefined | None = None
    error: float | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything measured over one set of ratings.

    ``observed`` is the mean share of agreeing pairs per subject (0 to 1), None without pairs. ``agreeing``
    counts subjects on which all ratings are the same, of ``paired`` subjects with two ratings or more.
    ``prevalence_note`` is True where one category is so common that kappa is low although people agree.
    """

    n_subjects: int
    n_raters: int
    paired: int
    agreeing: int
    observed: float | None
    observed_interval: tuple[float, float] | None
    coefficients: Mapping[str, Coefficient]
    prevalence_note: bool


@dataclass(frozen=True, slots=True)
class _Counts:
    """Ratings by subject (rows) and category (columns); subjects without any rating are left out."""

    rows: tuple[tuple[int, ...], ...]
    categories: tuple[str, ...]
    totals: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "totals", tuple(sum(row) for row in self.rows))

    def agreement_of(self, row: Sequence[int]) -> float:
        """Share of agreeing pairs among the pairs of one subject; 0 with fewer than two ratings."""
        total = sum(row)
        return sum(count * (count - 1) for count in row) / (total * (total - 1)) if total > 1 else 0.0

    @property
    def paired(self) -> int:
        return sum(total > 1 for total in self.totals)

    def shares(self) -> tuple[float, ...]:
        """Mean over subjects of the share of their ratings in each category."""
        n = len(self.rows)
        by_subject = [[c / t for c in row] for row, t in zip(self.rows, self.totals, strict=True)]
        return tuple(sum(column) / n for column in zip(*by_subject, strict=True))


def measure(ratings: Iterable[Rating], categories: Sequence[str] = ()) -> Agreement:
    """Agreement over ``ratings``; a rater rates a subject once at most (the last one would count).

    ``categories`` names those that could have been used, where that is known ("yes", "no"); categories that
    occur are added. With a single known category chance agreement is certain and coefficients are undefined.
    """
    table: dict[str, dict[str, str]] = {}
    raters: set[str] = set()
    for rating in ratings:
        cells = table.setdefault(rating.subject, {})
        raters.add(rating.rater)
        if rating.category is not None:
            cells[rating.rater] = rating.category
    used = {category for cells in table.values() for category in cells.values()}
    names = tuple(sorted(used | set(categories)))
    counts = _count(table, names)
    coefficients = {
        "cohen_kappa": _cohen(table, sorted(raters), names),
        "fleiss_kappa": _fleiss(counts),
        "gwet_ac1": _gwet(counts),
        "krippendorff_alpha": _krippendorff(counts),
    }
    agreeing = sum(t > 1 and max(row) == t for row, t in zip(counts.rows, counts.totals, strict=True))
    observed = _observed(counts)
    return Agreement(
        len(table), len(raters), counts.paired, agreeing, observed, _observed_interval(counts, agreeing),
        coefficients, _prevalence_breaks(counts, observed, coefficients["fleiss_kappa"]),
    )  # fmt: skip


def _count(table: Mapping[str, Mapping[str, str]], names: tuple[str, ...]) -> _Counts:
    rows = []
    for cells in table.values():
        if cells:
            tally = Counter(cells.values())
            rows.append(tuple(tally[name] for name in names))
    return _Counts(tuple(rows), names)


def _observed(counts: _Counts) -> float | None:
    if not counts.paired:
        return None
    return sum(counts.agreement_of(row) for row in counts.rows) / counts.paired


def _observed_interval(counts: _Counts, agreeing: int) -> tuple[float, float] | None:
    """Wilson, and only where every subject agrees or does not: with two ratings each."""
    if counts.paired < FEWEST_FOR_INTERVAL or max(counts.totals) > 2:
        return None
    return wilson(agreeing, counts.paired)


def _prevalence_breaks(counts: _Counts, observed: float | None, kappa: Coefficient) -> bool:
    if observed is None or observed < PREVALENT:
        return False
    return max(counts.shares()) >= PREVALENT and (kappa.value is None or kappa.value < LOW_KAPPA)


def _obstacle(counts: _Counts) -> Undefined | None:
    if not counts.paired:
        return "no-pairs"
    return "one-category" if len(counts.categories) < 2 else None


def _with_interval(value: float, variance: float, paired: int, reach: float = Z_95) -> Coefficient:
    error = math.sqrt(max(0.0, variance))
    if paired < FEWEST_FOR_INTERVAL:
        return Coefficient(value, error=error)
    interval = (max(-1.0, value - reach * error), min(1.0, value + reach * error))
    return Coefficient(value, error=error, interval=interval)


def _fleiss(counts: _Counts) -> Coefficient:
    obstacle = _obstacle(counts)
    if obstacle:
        return Coefficient(None, obstacle)
    shares = counts.shares()
    chance = sum(share * share for share in shares)
    per_subject = [
        sum(count * share for count, share in zip(row, shares, strict=True)) / total
        for row, total in zip(counts.rows, counts.totals, strict=True)
    ]
    return _chance_corrected(counts, chance, per_subject)


def _gwet(counts: _Counts) -> Coefficient:
    obstacle = _obstacle(counts)
    if obstacle:
        return Coefficient(None, obstacle)
    shares = counts.shares()
    others = len(counts.categories) - 1
    chance = sum(share * (1 - share) for share in shares) / others
    per_subject = [
        sum(count * (1 - share) for count, share in zip(row, shares, strict=True)) / total / others
        for row, total in zip(counts.rows, counts.totals, strict=True)
    ]
    return _chance_corrected(counts, chance, per_subject)


def _chance_corrected(counts: _Counts, chance: float, chance_by_subject: Sequence[float]) -> Coefficient:
    """(observed - chance) / (1 - chance) with its linearised variance over subjects."""
    if chance >= 1:
        return Coefficient(None, "one-category")
    observed = _observed(counts) or 0.0
    value = (observed - chance) / (1 - chance)
    n, paired = len(counts.rows), counts.paired
    if n < 2:
        return Coefficient(value)
    total = 0.0
    for row, ratings, own_chance in zip(counts.rows, counts.totals, chance_by_subject, strict=True):
        own = (counts.agreement_of(row) - chance) if ratings > 1 else 0.0
        term = n / paired * own / (1 - chance) - 2 * (1 - value) * (own_chance - chance) / (1 - chance)
        total += (term - value) ** 2
    return _with_interval(value, total / (n * (n - 1)), paired, t_95(n - 1))


def _krippendorff(counts: _Counts) -> Coefficient:
    """Only subjects with two ratings or more take part; small samples are allowed for in the observed part, and the
    variance is that of the coefficient ``before`` this allowance."""
    obstacle = _obstacle(counts)
    if obstacle:
        return Coefficient(None, obstacle)
    rows = [row for row, total in zip(counts.rows, counts.totals, strict=True) if total > 1]
    totals = [sum(row) for row in rows]
    n, ratings = len(rows), sum(totals)
    mean = ratings / n
    shares = [sum(column) / ratings for column in zip(*rows, strict=True)]
    chance = sum(share * share for share in shares)
    if chance >= 1:
        return Coefficient(None, "one-category")
    raw = [sum(c * (c - 1) for c in row) / (mean * (t - 1)) for row, t in zip(rows, totals, strict=True)]
    small = 1 / ratings
    plain = sum(raw) / n
    observed = (1 - small) * plain + small
    value = (observed - chance) / (1 - chance)
    if n < 2:
        return Coefficient(value)
    before = (plain - chance) / (1 - chance)
    spread = 0.0
    for row, total, agreement in zip(rows, totals, raw, strict=True):
        excess = (total - mean) / mean
        own = agreement - observed * excess
        own_chance = sum(c * s for c, s in zip(row, shares, strict=True)) / mean - chance * excess
        term = (own - chance) / (1 - chance) - 2 * (1 - before) * (own_chance - chance) / (1 - chance)
        spread += (term - before) ** 2
    return _with_interval(value, spread / (n * (n - 1)), n, t_95(n - 1))


def _cohen(table: Mapping[str, Mapping[str, str]], raters: Sequence[str], names: Sequence[str]) -> Coefficient:
    """Two raters, and only subjects that both rated."""
    if len(raters) != 2:
        return Coefficient(None, "not-two-raters")
    first, second = raters
    pairs = Counter((cells[first], cells[second]) for cells in table.values() if first in cells and second in cells)
    n = sum(pairs.values())
    if not n:
        return Coefficient(None, "no-pairs")
    joint = {pair: count / n for pair, count in pairs.items()}
    rows = {a: sum(joint.get((a, b), 0.0) for b in names) for a in names}
    columns = {b: sum(joint.get((a, b), 0.0) for a in names) for b in names}
    observed = sum(joint.get((name, name), 0.0) for name in names)
    used = {name for pair in pairs for name in pair}
    if len(used) < 2:
        return Coefficient(None, "one-category")
    chance = sum(rows[name] * columns[name] for name in names)
    value = (observed - chance) / (1 - chance)
    return _with_interval(value, _cohen_variance(joint, rows, columns, value, chance) / n, n)


def _cohen_variance(
    joint: Mapping[tuple[str, str], float],
    rows: Mapping[str, float],
    columns: Mapping[str, float],
    value: float,
    chance: float,
) -> float:
    agree = sum(joint.get((name, name), 0.0) * (1 - (rows[name] + columns[name]) * (1 - value)) ** 2 for name in rows)
    differ = sum(share * (columns[a] + rows[b]) ** 2 for (a, b), share in joint.items() if a != b)
    tail = (value - chance * (1 - value)) ** 2
    return (agree + (1 - value) ** 2 * differ - tail) / (1 - chance) ** 2


def same_rater_twice(ratings: Sequence[Rating]) -> tuple[Rating, ...]:
    """Ratings whose rater had already rated that subject, in row order."""
    ordered = sorted(ratings, key=lambda r: (r.subject, r.rater, r.row))
    repeated = [b for a, b in pairwise(ordered) if (a.subject, a.rater) == (b.subject, b.rater)]
    return tuple(sorted(repeated, key=lambda r: r.row))
