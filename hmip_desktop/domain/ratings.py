"""Ratings of rated packs: the lowest banding rules a standard, points make the composite.

Source: 2017 consultation, sections 4.8 to 4.11 (bandings, lowest one rules), 4.14 to 4.17 (organisational
standards by the panel), 4.22 to 4.24 (composite, departure). The dynamic inspection is not rated at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.pack_parts import Scoring, Standard
from hmip_desktop.domain.results import QuestionResult

NOT_RATED = "not_rated"
Basis = Literal["calculated", "panel"]
Gap = Literal["", "nothing-applied", "question-never-applied", "unanswered"]
OverallReason = Literal["", "standards-not-rated", "no-variant-answered", "several-variants-answered", "other-number"]


@dataclass(frozen=True, slots=True)
class StandardRating:
    """Rating of a standard, ``not_rated`` when a key question has no applicable answers.

    ``limiting`` is the key question with the lowest share (the first of several); empty for organisational standards
    and for ``not_rated``. ``missing`` names key questions without applicable answers. ``by_rule`` is the rating that
    the lowest banding gives where the panel settled one, departing or not; empty for organisational standards.
    ``gap`` says why cases give none: all key questions were not applicable wherever they were asked, only the missing
    ones were, or one of them still waits for an answer. It stays beside what the panel settles.
    """

    ref: str
    rating: str
    limiting: str
    basis: Basis
    missing: tuple[str, ...] = ()
    near_boundary: bool = False
    reason: str = ""
    by_rule: str = ""
    gap: Gap = ""

    @property
    def departs(self) -> bool:
        """True where the panel settled another rating than the lowest banding gives."""
        return bool(self.by_rule) and self.by_rule != self.rating

    @property
    def is_rated(self) -> bool:
        """True when there is a rating."""
        return self.rating != NOT_RATED


@dataclass(frozen=True, slots=True)
class Overall:
    """The composite: points of all standards of a variant. ``rating`` and ``score`` None while any is missing."""

    score: int | None
    maximum: int
    rating: str | None
    missing: tuple[str, ...] = ()
    variant: str = ""
    near_boundary: bool = False
    reason: OverallReason = ""


@dataclass(frozen=True, slots=True)
class PanelDecision:
    """What the panel settled for a standard."""

    rating: str
    reason: str = ""


def rate_standard(
    standard: Standard, results: Mapping[str, QuestionResult], panel: PanelDecision | None = None
) -> StandardRating:
    """Rate one standard: the panel's decision where there is one, else the lowest key-question banding.

    What the banding gives stays beside the panel's decision, but for organisational standards, which cases never rate.
    """
    if panel is None:
        return _by_rule(standard, results)
    rule = None if standard.organisational else _by_rule(standard, results)
    if rule is None:
        return StandardRating(standard.ref, panel.rating, "", "panel", reason=panel.reason)
    by_rule = rule.rating if rule.is_rated else ""
    return replace(rule, rating=panel.rating, basis="panel", reason=panel.reason, by_rule=by_rule)


def _by_rule(standard: Standard, results: Mapping[str, QuestionResult]) -> StandardRating:
    held = [results[q.ref] for q in standard.questions if q.ref in results and results[q.ref].n]
    missing = tuple(q.ref for q in standard.questions if q.ref not in results or not results[q.ref].n)
    if missing or not held:
        gap = _gap([results.get(ref) for ref in missing], all_missing=not held)
        return StandardRating(standard.ref, NOT_RATED, "", "calculated", missing, gap=gap)
    lowest = min(held, key=lambda result: Fraction(result.tally.yes, result.n))
    return StandardRating(
        standard.ref, lowest.banding or NOT_RATED, lowest.ref, "calculated", near_boundary=lowest.near_boundary
    )


def _gap(missing: Sequence[QuestionResult | None], *, all_missing: bool) -> Gap:
    """Why these key questions have no percentage: an answer not applicable is an answer."""
    if not missing or any(one is None or not one.tally.applied_to_nothing for one in missing):
        return "unanswered"
    return "nothing-applied" if all_missing else "question-never-applied"


def await_panel(standard: Standard) -> StandardRating:
    """An organisational standard of an inspection that the panel has not settled: never from cases."""
    return StandardRating(standard.ref, NOT_RATED, "", "panel")


def answered_variants(pack: Pack, results: Mapping[str, QuestionResult]) -> tuple[str, ...]:
    """Variants whose own standards have applicable answers, in pack order."""
    return tuple(
        variant.id
        for variant in pack.variants
        if any(
            variant.id in standard.variants and any(q.ref in results and results[q.ref].n for q in standard.questions)
            for standard in pack.standards
        )
    )


def composite(pack: Pack, ratings: Sequence[StandardRating], variants: Sequence[str]) -> Overall:
    """Overall rating of the one variant that has answers; packs without variants take every standard.

    ``variants`` are those answered. None or several leave the rating open, and say why.
    """
    scoring = pack.scoring
    if scoring is None:
        raise ValueError("pack is not rated")
    variant = variants[0] if len(variants) == 1 else ""
    members = [s.ref for s in pack.standards if not s.variants or variant in s.variants]
    chosen = {rating.ref: rating for rating in ratings if rating.ref in members}
    missing = tuple(ref for ref in members if ref not in chosen or not chosen[ref].is_rated)
    maximum = max(scoring.points.values(), default=0) * (scoring.standards or len(members))
    reason = _obstacle(pack, scoring, variants, members, missing)
    if reason:
        return Overall(None, maximum, None, missing, variant, reason=reason)
    score = sum(scoring.points[chosen[ref].rating] for ref in members)
    return Overall(score, maximum, limit_of(score, scoring), (), variant, _near_limit(score, maximum, scoring))


def limit_of(score: int, scoring: Scoring) -> str:
    """Rating of a composite score: 0-5, 6-15, 16-25, 26-30 in the 2017 rules."""
    return [band.id for band in scoring.composite if score >= band.at_least][-1]


def _near_limit(score: int, maximum: int, scoring: Scoring) -> bool:
    """True when one standard one step up or down would change the overall rating."""
    around = {limit_of(near, scoring) for near in (score - 1, score, score + 1) if 0 <= near <= maximum}
    return len(around) > 1


def _obstacle(
    pack: Pack, scoring: Scoring, variants: Sequence[str], members: Sequence[str], missing: Sequence[str]
) -> OverallReason:
    if pack.variants and len(variants) > 1:
        return "several-variants-answered"
    if pack.variants and not variants:
        return "no-variant-answered"
    if not scoring.composite or (scoring.standards and len(members) != scoring.standards):
        return "other-number"
    return "standards-not-rated" if missing else ""
