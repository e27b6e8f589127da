"""Ours and its floor side by side: run in turn, compared round by round, judged only when the quartiles agree."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Run = Callable[[], float]
"""One run; answers its own time in seconds, so that what it needs beforehand stays outside."""


@dataclass(frozen=True)
class Bench:
    """One line of the table. ``ratio`` against a floor in ``unit`` ms, or an absolute ``value`` in ``unit``.

    ``met`` is None while the quartiles lie on both sides of the target, or nothing could be measured. A line without
    a target only tells what else a person waits for.
    """

    name: str
    target: float | None
    met: bool | None
    ours: float | None = None
    floor: float | None = None
    ratio: float | None = None
    quartiles: tuple[float, float] | None = None
    rounds: int = 0
    value: float | None = None
    unit: str = ""
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """The fields that outside programs read, and those that explain them."""
        shown: dict[str, Any] = {"name": self.name, "target": self.target, "met": self.met}
        if self.unit:
            shown |= {"value": rounded(self.value), "unit": self.unit}
        else:
            shown |= {"ours_ms": rounded(self.ours), "floor_ms": rounded(self.floor), "ratio": rounded(self.ratio)}
        if self.quartiles:
            shown["quartiles"] = [rounded(value) for value in self.quartiles]
        return shown | {"rounds": self.rounds, "note": self.note}

    def as_text(self) -> str:
        """One line for people."""
        verdict = {True: "met", False: "NOT MET", None: "undecided" if self.target is not None else ""}[self.met]
        most = f", at most {self.target:g}" if self.target is not None else ""
        if self.value is None and self.ratio is None:
            return f"{self.name:<14} {'not measured':<46} {self.note}"
        if self.unit:
            said = f"{rounded(self.value)} {self.unit}{most}"
        else:
            said = f"{rounded(self.ours)} ms / {rounded(self.floor)} ms = {self.ratio:.3f}{most}"
        between = f" [{self.quartiles[0]:.3f} to {self.quartiles[1]:.3f}]" if self.quartiles else ""
        return f"{self.name:<14} {said + between:<62} {verdict:<10} {self.note}"


def rounded(number: float | None) -> float | None:
    """Three places are more than these machines repeat."""
    return None if number is None else round(number, 3)


def quartiles(numbers: list[float]) -> tuple[float, float]:
    """Lower and upper quartile, of a few numbers by linear interpolation."""
    if len(numbers) == 1:
        return numbers[0], numbers[0]
    first, _, third = statistics.quantiles(numbers, n=4, method="inclusive")
    return first, third


def verdict(numbers: list[float], target: float) -> bool | None:
    """Met when three quarters of the rounds are within the target, missed when three quarters are not."""
    first, third = quartiles(numbers)
    if third <= target:
        return True
    return False if first > target else None


def timed(work: Callable[[], object]) -> float:
    """Seconds that ``work`` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def rounds_of(ours: Run, floor: Run, rounds: int) -> tuple[list[float], list[float]]:
    """Times of both, taken in turn; who goes first changes with every round. One round before is not counted."""
    mine: list[float] = []
    theirs: list[float] = []
    for turn in range(rounds + 1):
        pair = [(ours, mine), (floor, theirs)]
        for run, kept in pair if turn % 2 else reversed(pair):
            kept.append(run())
    return mine[1:], theirs[1:]


def compare(name: str, target: float, mine: list[float], theirs: list[float], note: str = "") -> Bench:
    """The line for two lists of times of the same rounds."""
    ratios = [ours / floor for ours, floor in zip(mine, theirs, strict=True)]
    return Bench(
        name,
        target,
        verdict(ratios, target),
        ours=statistics.median(mine) * 1000,
        floor=statistics.median(theirs) * 1000,
        ratio=statistics.median(ratios),
        quartiles=quartiles(ratios),
        rounds=len(ratios),
        note=note,
    )


def absolute(name: str, target: float, numbers: list[float], unit: str, note: str = "") -> Bench:
    """The line for numbers that are judged by themselves."""
    return Bench(
        name,
        target,
        verdict(numbers, target),
        value=statistics.median(numbers),
        unit=unit,
        quartiles=quartiles(numbers),
        rounds=len(numbers),
        note=note,
    )


def told(name: str, seconds: list[float], note: str = "") -> Bench:
    """The line, in milliseconds, for a wait that has no target of its own."""
    numbers = [1000 * one for one in seconds]
    middle, between = statistics.median(numbers), quartiles(numbers)
    return Bench(name, None, None, value=middle, unit="ms", quartiles=between, rounds=len(numbers), note=note)


def unmeasured(name: str, target: float, unit: str, why: str) -> Bench:
    """The line for what could not be measured here; it is shown all the same."""
    return Bench(name, target, None, unit=unit, note=why)
