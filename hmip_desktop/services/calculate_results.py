"""Calculate results over tidy answers: the same percentages, intervals and ratings as everywhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.pack_parts import Banding
from hmip_desktop.domain.ratings import (
    Overall,
    PanelDecision,
    StandardRating,
    answered_variants,
    await_panel,
    composite,
    rate_standard,
)
from hmip_desktop.domain.results import QuestionResult, Tally, TidyAnswer, question_result, tally
from hmip_desktop.domain.row_errors import RowNote
from hmip_desktop.intake.answers import read_answers
from hmip_desktop.intake.organisational import read_organisational
from hmip_desktop.progress import Progress
from hmip_desktop.services.row_answers import Say, notes_json


@dataclass(frozen=True, slots=True)
class Results:
    """Results under one pack. ``standards`` and ``overall`` are None for packs that are not rated.

    ``questions`` holds every key question of the pack, and the prompts that have answers, in pack order.
    """

    pack_id: str
    pack_version: str
    cases: int
    questions: tuple[QuestionResult, ...]
    standards: tuple[StandardRating, ...] | None
    overall: Overall | None
    notes: tuple[RowNote, ...] = ()
    answers: tuple[TidyAnswer, ...] = ()

    def to_json(self, say: Say) -> dict[str, object]:
        """The answer of ``results``."""
        answer: dict[str, object] = {
            "pack": self.pack_id,
            "version": self.pack_version,
            "cases": self.cases,
            "questions": [question_json(result) for result in self.questions],
        }
        if self.standards is not None and self.overall is not None:
            answer["standards"] = [_standard_json(rating) for rating in self.standards]
            answer["overall"] = _overall_json(self.overall)
        answer["warnings"] = notes_json(self.notes, say)
        return answer


def question_json(result: QuestionResult) -> dict[str, object]:
    """One question as ``results`` prints it."""
    counts = result.tally
    return {
        "ref": result.ref, "yes": counts.yes, "no": counts.no, "na": counts.na, "unanswered": counts.unanswered,
        "n": result.n, "percent": result.percent,
        "interval": list(result.interval) if result.interval else None, "banding": result.banding,
        "near_boundary": result.near_boundary,
    }  # fmt: skip


def _standard_json(rating: StandardRating) -> dict[str, object]:
    return {
        "ref": rating.ref, "rating": rating.rating, "limiting": rating.limiting or None, "basis": rating.basis,
        "missing": list(rating.missing), "near_boundary": rating.near_boundary, "reason": rating.reason,
    }  # fmt: skip


def _overall_json(overall: Overall) -> dict[str, object]:
    return {
        "score": overall.score, "max": overall.maximum, "rating": overall.rating, "missing": list(overall.missing),
        "variant": overall.variant or None, "near_boundary": overall.near_boundary,
        "reason_code": overall.reason or None,
    }  # fmt: skip


def calculate_results(
    path: Path, pack: Pack, organisational: Path | None = None, progress: Progress | None = None
) -> Results:
    """Results of a file of tidy answers, or ``Refused`` with the first fault and its row."""
    decisions = read_organisational(organisational, pack) if organisational else {}
    file = read_answers(path, pack)
    if progress:
        progress.step(1, 2, "count")
    cases = len({answer.case_ref for answer in file.answers if answer.counted})
    questions = question_results(pack, tally(file.answers))
    standards, overall = rate(pack, questions, decisions)
    return Results(pack.id, pack.version, cases, questions, standards, overall, file.notes, file.answers)


def question_results(pack: Pack, tallies: Mapping[str, Tally]) -> tuple[QuestionResult, ...]:
    """Every key question and each prompt with answers, in pack order. Prompts are never banded."""
    bandings: Sequence[Banding] = pack.scoring.bandings if pack.rated and pack.scoring else ()
    found = []
    for element in pack.elements:
        if element.kind == "key_question":
            found.append(question_result(tallies.get(element.ref, Tally(element.ref)), bandings))
        elif element.kind == "prompt" and element.ref in tallies:
            found.append(question_result(tallies[element.ref]))
    return tuple(found)


def rate(
    pack: Pack,
    questions: Sequence[QuestionResult],
    panel: Mapping[str, PanelDecision],
    *,
    panel_only: bool = False,
    variant: str = "",
) -> tuple[tuple[StandardRating, ...] | None, Overall | None]:
    """Ratings of all standards and the composite; None twice for packs that are not rated.

    ``panel_only`` is the rule of an inspection: organisational standards take the panel's rating or none. ``variant``
    is that of an inspection; without it the composite covers the one whose standards have answers.
    """
    if not pack.rated or pack.scoring is None:
        return None, None
    results = {result.ref: result for result in questions}
    variants = (variant,) if variant else answered_variants(pack, results)
    ratings = [
        await_panel(standard)
        if panel_only and standard.organisational and standard.ref not in panel
        else rate_standard(standard, results, panel.get(standard.ref))
        for standard in pack.standards
    ]
    return tuple(ratings), composite(pack, ratings, variants)
