"""Which question set a case gets: core or adjusted, with the reason.

Source: guidance manual of the dynamic inspection, October 2025, section 4.1. Where the published pages
disagree, that section decides and the reason code starts with ``edge-``, so that a person can override.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hmip_desktop.domain.values import Measure, Route, SentenceType
from hmip_desktop.errors import Refused

LIMIT_DAYS = 56
"""Eight weeks: the last day, counted from the clock's start as day 0, that still makes the set adjusted."""

COMMUNITY: frozenset[SentenceType] = frozenset({"community_order", "suspended_sentence_order"})

REASONS: dict[str, Route] = {
    "no-measure": "core",
    "pss-reset": "adjusted",
    "licence-reset-within-limit": "adjusted",
    "licence-impact-within-limit": "adjusted",
    "community-impact-within-limit": "adjusted",
    "measure-after-limit": "core",
    "edge-community-reset": "core",
    "edge-pss-impact": "core",
}
"""Every reason code with the question set that it stands for."""


@dataclass(frozen=True, slots=True)
class Routing:
    """The computed question set. ``day`` is the day of the measure from the clock's start, None when not needed."""

    route: Route
    reason_code: str
    day: int | None = None
    limit: int = LIMIT_DAYS

    @property
    def params(self) -> dict[str, object]:
        """What the sentence of the reason names: ``day`` and ``limit`` in days."""
        return {"day": self.day, "limit": self.limit}


def clock_start(sentence_type: SentenceType, start_on: date | None, release_on: date | None) -> date | None:
    """Day 0: the start of a community sentence, the release of a licence or PSS case; None when not stated."""
    return start_on if sentence_type in COMMUNITY else release_on


def route_case(
    sentence_type: SentenceType,
    start_on: date | None,
    release_on: date | None = None,
    measure: Measure = "",
    measure_on: date | None = None,
) -> Routing:
    """The question set of a case, computed from its details.

    Raises ``Refused``: ``measure-before-start`` when the measure lies before day 0, and
    ``release-date-missing``, ``start-date-missing`` or ``measure-date-missing`` when the day has to be
    counted and a date is not there.
    """
    start = clock_start(sentence_type, start_on, release_on)
    day = (measure_on - start).days if measure and measure_on and start else None
    if day is not None and day < 0:
        raise Refused("measure-before-start", measure_date=str(measure_on), start=str(start))
    if not measure:
        return _routing("no-measure", None)
    if sentence_type == "pss":
        return _routing("pss-reset" if measure == "reset" else "edge-pss-impact", day)
    if day is None:
        raise _missing(sentence_type, start)
    return _routing(_counted_reason(sentence_type, measure, day), day)


def _counted_reason(sentence_type: SentenceType, measure: Measure, day: int) -> str:
    if day > LIMIT_DAYS:
        return "measure-after-limit"
    if sentence_type == "licence":
        return f"licence-{measure}-within-limit"
    return "edge-community-reset" if measure == "reset" else "community-impact-within-limit"


def _routing(reason: str, day: int | None) -> Routing:
    return Routing(REASONS[reason], reason, day)


def _missing(sentence_type: SentenceType, start: date | None) -> Refused:
    if start is not None:
        return Refused("measure-date-missing")
    return Refused("start-date-missing" if sentence_type in COMMUNITY else "release-date-missing")
