"""The sample and what has come in of it against the caseload of the region, while cases come in.

A dimension that the caseload file does not split by, or all of them without a file, is ``not-checked``: the sample is
never compared with itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.domain.sample_checks import BANDS, ROSH_POINTS
from hmip_desktop.domain.sample_rows import PopulationRow
from hmip_desktop.services.context import Context
from hmip_desktop.services.sample import commencements
from hmip_desktop.store import projections

Dimension = Literal["pdu", "rosh", "sentence_type", "sex", "age_band", "ethnicity"]
DIMENSIONS: tuple[Dimension, ...] = ("pdu", "rosh", "sentence_type", "sex", "age_band", "ethnicity")
ORDER = {
    "rosh": ("low", "medium", "high"),
    "sentence_type": ("community_order", "suspended_sentence_order", "licence", "pss"),
    "age_band": ("18-20", "21-24", "25-29", "30-39", "40-49", "50+"),
}
"""The order of groups that have one; the others go by their size in the caseload."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a dimension: cases on the list and signed off here, and their shares in per cent (one decimal).

    ``caseload`` is the share of the region, None where that is not known. An empty ``code`` is "not stated".
    """

    code: str
    listed: int
    achieved: int
    listed_percent: float
    achieved_percent: float
    caseload: float | None

    @property
    def apart(self) -> float | None:
        """Points by which what was achieved lies above (or, negative, below) the caseload; None without one."""
        return None if self.caseload is None else round(self.achieved_percent - self.caseload, 1)


@dataclass(frozen=True, slots=True)
class Mix:
    """One dimension. ``status``: ``passed`` while every group lies within ``points`` of the caseload, ``off`` when one
    does not, ``not-yet`` before a case was signed off, ``not-checked`` without figures of the caseload."""

    dimension: Dimension
    status: Literal["passed", "off", "not-yet", "not-checked"]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Representativeness:
    """Every dimension; ``achieved`` of ``listed`` cases count so far, ``caseload`` cases began in the region."""

    mixes: tuple[Mix, ...]
    achieved: int
    listed: int
    caseload: int
    points: int = ROSH_POINTS


def representativeness(ctx: Context) -> Representativeness:
    """The mix of the sample by PDU, RoSH in three bands, sentence type, sex, age band and ethnicity."""
    items = projections.case_list(ctx.store, state="included", second=False)
    listed = [(ctx.case(item.case_id).facts, item.counted) for item in items]
    population = commencements(ctx)
    mixes = tuple(_mix(dimension, listed, population) for dimension in DIMENSIONS)
    achieved = sum(counted for _, counted in listed)
    return Representativeness(mixes, achieved, len(listed), sum(row.commencements for row in population))


_OF_CASE: dict[Dimension, Callable[[CaseFacts], str]] = {
    "pdu": lambda facts: facts.pdu,
    "rosh": lambda facts: BANDS[facts.rosh],
    "sentence_type": lambda facts: facts.sentence_type,
    "sex": lambda facts: facts.sex,
    "age_band": lambda facts: facts.age_band,
    "ethnicity": lambda facts: facts.ethnicity,
}
_OF_ROW: dict[Dimension, Callable[[PopulationRow], str]] = {
    "pdu": lambda row: row.pdu,
    "rosh": lambda row: BANDS[row.rosh],
    "sentence_type": lambda row: row.sentence_type,
    "sex": lambda row: row.sex,
    "age_band": lambda row: row.age_band,
    "ethnicity": lambda row: row.ethnicity,
}


def _mix(dimension: Dimension, cases: list[tuple[CaseFacts, bool]], population: Iterable[PopulationRow]) -> Mix:
    listed, achieved, region = dict[str, int](), dict[str, int](), dict[str, int]()
    for facts, counted in cases:
        code = _OF_CASE[dimension](facts)
        _add(listed, code, 1)
        _add(achieved, code, int(counted))
    for row in population:
        _add(region, _OF_ROW[dimension](row), row.commencements)
    known = any(code for code in region) and sum(region.values()) > 0
    totals = (sum(listed.values()), sum(achieved.values()), sum(region.values()))
    groups = tuple(
        Group(
            code, listed.get(code, 0), achieved.get(code, 0), _percent(listed.get(code, 0), totals[0]),
            _percent(achieved.get(code, 0), totals[1]), _percent(region.get(code, 0), totals[2]) if known else None,
        )
        for code in _ordered(dimension, listed, region if known else {})
    )  # fmt: skip
    if not known:
        return Mix(dimension, "not-checked", groups)
    if not totals[1]:
        return Mix(dimension, "not-yet", groups)
    off = any(group.apart is not None and abs(group.apart) > ROSH_POINTS for group in groups)
    return Mix(dimension, "off" if off else "passed", groups)


def _add(counts: dict[str, int], code: str, number: int) -> None:
    counts[code] = counts.get(code, 0) + number


def _ordered(dimension: str, listed: dict[str, int], region: dict[str, int]) -> list[str]:
    """Groups in their order, "not stated" last."""
    codes = {**listed, **region}
    known = ORDER.get(dimension, ())
    place = {code: number for number, code in enumerate(known)}
    size = {code: region.get(code, 0) or listed.get(code, 0) for code in codes}
    return sorted(codes, key=lambda code: (not code, place.get(code, len(place)), -size[code], code))


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
