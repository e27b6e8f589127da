"""A share of yes answers with its base and interval, as every output prints it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hmip_desktop.domain.certainty import band_of
from hmip_desktop.domain.intervals import round_percent, wilson
from hmip_desktop.domain.pack_parts import Banding
from hmip_desktop.domain.results import Tally

BAR_BASE = 30
"""Fewest answers for which an interval is drawn; below it only words are printed."""


RATING_LETTERS = {"outstanding": "O", "good": "G", "requires_improvement": "RI", "inadequate": "I"}


def half_up(value: float, places: int = 0) -> float:
    """``value`` rounded half up to ``places``; the only rounding between a figure and its print."""
    scale = 10**places
    rounded: float = math.floor(value * scale + 0.5) / scale
    return rounded


@dataclass(frozen=True, slots=True)
class Share:
    """Answers to one question in one group. ``n`` = yes + no; ``percent`` whole, half up; ``low`` and ``high``
    bound the 95 % Wilson interval in per cent (0 to 100). All three are None when ``n`` is 0.
    ``letter``: M H U F for packs that are not rated, O G RI I for packs that are, empty when n is 0.
    """

    yes: int
    no: int
    na: int
    unanswered: int
    n: int
    percent: int | None
    low: float | None
    high: float | None
    letter: str = ""

    @property
    def of_n(self) -> str:
        """``31 of 58``: printed before every share."""
        return f"{self.yes} of {self.n}"

    @property
    def percent_words(self) -> str:
        """``53 %``; without any, whether the question applied to nothing or nobody answered."""
        if self.percent is not None:
            return f"{self.percent} %"
        return "none applicable" if self.na and not self.unanswered else "none answered"

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The interval in whole per cent."""
        if self.low is None or self.high is None:
            return None
        return int(half_up(self.low)), int(half_up(self.high))

    @property
    def tenths(self) -> tuple[float, float] | None:
        """The interval to a tenth of a per cent."""
        if self.low is None or self.high is None:
            return None
        return half_up(self.low, 1), half_up(self.high, 1)

    @property
    def interval_words(self) -> str:
        """``41 to 66 %``; empty when nothing was answered."""
        bounds = self.bounds
        return f"{bounds[0]} to {bounds[1]} %" if bounds else ""

    @property
    def shows_bar(self) -> bool:
        """An interval is drawn from 30 answers on."""
        return self.n >= BAR_BASE and self.low is not None

    @property
    def left_out_words(self) -> str:
        """``3 not applicable, 1 unanswered: left out``; empty when nothing was left out."""
        if not self.na and not self.unanswered:
            return ""
        return f"{self.na} not applicable, {self.unanswered} unanswered: left out"


def letter_of(percent: int, bandings: Sequence[Banding] = ()) -> str:
    """The letter beside a share. Without bandings M most (75 and over), H half or more, U under half, F few
    (under 25): fixed quarters, so that nobody takes them for the 50, 65 and 80 of ratings. With the bandings of a
    rated pack O, G, RI or I."""
    if bandings:
        return RATING_LETTERS.get(band_of(percent, bandings), "")
    return "M" if percent >= 75 else "H" if percent >= 50 else "U" if percent >= 25 else "F"


def share_of(tally: Tally, bandings: Sequence[Banding] = (), lettered: bool = True) -> Share:
    """``tally`` for print. ``bandings`` of rated packs; ``lettered`` False for what is never rated (the prompts of
    a rated pack)."""
    if not tally.n:
        return Share(tally.yes, tally.no, tally.na, tally.unanswered, 0, None, None, None)
    percent = round_percent(tally.yes, tally.n)
    low, high = wilson(tally.yes, tally.n)
    letter = letter_of(percent, bandings) if lettered else ""
    return Share(
        tally.yes, tally.no, tally.na, tally.unanswered, tally.n, percent, 100 * low, 100 * high, letter
    )  # fmt: skip
