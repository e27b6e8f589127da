"""How certain the banding of one question is, and how few answers would change it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from hmip_desktop.domain.intervals import beta_below, beta_binomial, round_percent
from hmip_desktop.domain.pack_parts import Banding

SMALLEST_BASE = 10
"""No probability is given below so many applicable answers."""
NEAR_POINTS = 5
"""A percentage this close to a boundary is flagged as near it."""
JEFFREYS = 0.5


@dataclass(frozen=True, slots=True)
class Flip:
    """Answers that would have to change for another banding: yes to no (``down``), no to yes (``up``).

    None where no number of changes in that direction does it.
    """

    down: int | None
    up: int | None

    @property
    def fewest(self) -> int | None:
        """The smaller of the two; None when the banding cannot change."""
        return min((count for count in (self.down, self.up) if count is not None), default=None)


def band_of(percent: int, bandings: Sequence[Banding]) -> str:
    """Banding of a rounded percentage; ``bandings`` stand lowest first and the lowest starts at 0."""
    for band in reversed(bandings):
        if percent >= band.at_least:
            return band.id
    raise ValueError(f"no banding for {percent}")


def answers_to_flip(yes: int, n: int, bandings: Sequence[Banding]) -> Flip:
    """Exact under the rounding rule: the counts are rounded and banded again, nothing is approximated.

    The banding never falls as yes answers grow, so the first change is found by halving.
    """
    now = _band(yes, n, bandings)

    def fewest(step: int, most: int) -> int | None:
        changed = bisect_left(range(1, most + 1), True, key=lambda c: _band(yes + step * c, n, bandings) != now)
        return changed + 1 if changed < most else None

    return Flip(fewest(-1, yes), fewest(1, n - yes))


def near_boundary(yes: int, n: int, bandings: Sequence[Banding]) -> bool:
    """True within five points of a boundary, or when one answer more or less would change the banding."""
    percent = round_percent(yes, n)
    for band in bandings:
        if band.at_least > 0 and abs(percent - band.at_least) <= NEAR_POINTS:
            return True
    now = band_of(percent, bandings)
    return (yes > 0 and _band(yes - 1, n, bandings) != now) or (yes < n and _band(yes + 1, n, bandings) != now)


def band_certainty(
    yes: int, n: int, bandings: Sequence[Banding], population: int | None = None
) -> dict[str, float] | None:
    """Probability of each banding, which sum to 1; None below ``SMALLEST_BASE`` answers.

    Jeffreys prior; the rounded percentage is banded as published. With ``population`` (all applicable cases,
    at least ``n``) the cases not seen are drawn from the beta-binomial, so that a census is certain.
    """
    if n < SMALLEST_BASE:
        return None
    a, b = yes + JEFFREYS, n - yes + JEFFREYS
    if population is not None:
        return _finite(yes, n, bandings, population)
    # A share rounds to p per cent or more from (p - 0.5) per cent on.
    below = [0.0 if band.at_least <= 0 else beta_below((band.at_least - 0.5) / 100, a, b) for band in bandings]
    return {
        band.id: max(0.0, upper - lower) for band, lower, upper in zip(bandings, below, [*below[1:], 1.0], strict=True)
    }


def _finite(yes: int, n: int, bandings: Sequence[Banding], population: int) -> dict[str, float]:
    if population < n:
        raise ValueError("the population holds at least the cases seen")
    chances = {band.id: 0.0 for band in bandings}
    unseen = population - n
    for k in range(unseen + 1):
        chances[_band(yes + k, population, bandings)] += beta_binomial(k, unseen, yes + JEFFREYS, n - yes + JEFFREYS)
    total = sum(chances.values())
    return {band: chance / total for band, chance in chances.items()}


def _band(yes: int, n: int, bandings: Sequence[Banding]) -> str:
    return band_of(round_percent(yes, n), bandings)
