"""Weighting a sample to its population, and how much alike the cases of one inspector are. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

Stratum = TypeVar("Stratum")
NOTABLE_EFFECT = 1.2
"""A design effect is told from here on (design of numbers, "Interval")."""
SMALLEST_BASE = 10
"""No design effect is worked out from fewer answers."""


def weighted_percent(answers: Mapping[Stratum, tuple[int, int]], population: Mapping[Stratum, int]) -> float | None:
    """Per cent of yes (0 to 100, unrounded) when every stratum weighs as much as its commencements.

    ``answers`` are (yes, n) by stratum. None when a stratum that holds commencements has no answer, or when an
    answer lies in a stratum without any: then these strata cannot speak for the population.
    """
    held = {stratum: size for stratum, size in population.items() if size > 0}
    answered = {stratum: counts for stratum, counts in answers.items() if counts[1] > 0}
    if not held or held.keys() != answered.keys():
        return None
    share = sum(size * answered[stratum][0] / answered[stratum][1] for stratum, size in held.items())
    return 100 * share / sum(held.values())


def design_effect(clusters: Sequence[tuple[int, int]]) -> float | None:
    """How much wider an interval would be because cases of one inspector are judged alike, 1 for not at all.

    ``clusters`` are (yes, n) by inspector. Analysis-of-variance estimate of the intra-class correlation, with the
    mean cluster size weighted by cases. None with one inspector, under 10 answers, or where all answers agree.
    """
    held = [(yes, n) for yes, n in clusters if n > 0]
    total = sum(n for _, n in held)
    if len(held) < 2 or total < SMALLEST_BASE or total <= len(held):
        return None
    mean = sum(yes for yes, _ in held) / total
    between = sum(n * (yes / n - mean) ** 2 for yes, n in held) / (len(held) - 1)
    within = sum(yes * (n - yes) / n for yes, n in held) / (total - len(held))
    squares = sum(n * n for _, n in held)
    typical = (total - squares / total) / (len(held) - 1)
    spread = between + (typical - 1) * within
    if spread <= 0:
        return None
    return max(1.0, 1 + (squares / total - 1) * (between - within) / spread)
