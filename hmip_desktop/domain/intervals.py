"""Percentages and intervals of yes among applicable and answered cases, with the standard library alone.

The percentage is rounded half up to a whole number in integer arithmetic, so that 64.5 is 65 on every
machine; the interval is 95 % Wilson on unrounded proportions and covers sampling only, not judgement.
"""

from __future__ import annotations

import math
from functools import cache

Z_95 = 1.959963984540054
"""The normal quantile of 97.5 %."""

_TINY = 1e-300
_PRECISION = 1e-15
_STEPS = 10_000
_HALVINGS = 60
_OUTSIDE = 0.05


def round_percent(yes: int, n: int) -> int:
    """``yes`` of ``n`` as a whole per cent, rounded half up. ``n`` is above 0 and ``yes`` within 0 to ``n``."""
    if not 0 <= yes <= n or n == 0:
        raise ValueError(f"{yes} of {n}")
    return (200 * yes + n) // (2 * n)


def wilson(yes: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """Wilson score interval of a proportion, both ends within 0 to 1, exact 0 and 1 at the edges."""
    if not 0 <= yes <= n or n == 0:
        raise ValueError(f"{yes} of {n}")
    share = yes / n
    square = z * z
    scale = 1 + square / n
    centre = (share + square / (2 * n)) / scale
    half = z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / scale
    low = 0.0 if yes == 0 else max(0.0, centre - half)
    high = 1.0 if yes == n else min(1.0, centre + half)
    return low, high


def beta_below(x: float, a: float, b: float) -> float:
    """Probability that a Beta(a, b) variable is at most ``x``: the regularised incomplete beta function."""
    if a <= 0 or b <= 0:
        raise ValueError("a and b are above 0")
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = math.exp(a * math.log(x) + b * math.log1p(-x) - log_beta(a, b))
    # The fraction converges fast only left of the mean; right of it the mirror image is taken.
    if x < (a + 1) / (a + b + 2):
        return min(1.0, front * _fraction(x, a, b) / a)
    return max(0.0, 1 - front * _fraction(1 - x, b, a) / b)


@cache
def t_95(freedom: int) -> float:
    """The quantile of 97.5 % of Student's t with ``freedom`` degrees of freedom, 1 at least."""
    if freedom < 1:
        raise ValueError(f"{freedom} degrees of freedom")
    # freedom / (freedom + t * t) is Beta(freedom / 2, 1 / 2), and falls as t grows.
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if beta_below(middle, freedom / 2, 0.5) < _OUTSIDE else (low, middle)
    return math.sqrt(freedom * (1 - high) / high)


def log_beta(a: float, b: float) -> float:
    """Natural logarithm of the beta function."""
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's method."""
    numerator, denominator = 1.0, _away_from_zero(1 - (a + b) * x / (a + 1))
    denominator = 1 / denominator
    value = denominator
    for m in range(1, _STEPS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            denominator = 1 / _away_from_zero(1 + term * denominator)
            numerator = _away_from_zero(1 + term / numerator)
            value *= numerator * denominator
        if abs(numerator * denominator - 1) < _PRECISION:
            return value
    raise ArithmeticError(f"no convergence for {x}, {a}, {b}")


def _away_from_zero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY


def beta_binomial(k: int, draws: int, a: float, b: float) -> float:
    """Probability of ``k`` yes in ``draws`` unseen cases whose chance of yes is Beta(a, b)."""
    if not 0 <= k <= draws:
        return 0.0
    ways = math.lgamma(draws + 1) - math.lgamma(k + 1) - math.lgamma(draws - k + 1)
    return math.exp(ways + log_beta(k + a, draws - k + b) - log_beta(a, b))
