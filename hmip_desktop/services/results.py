"""Results of the inspection in this store: every question, by group, with the cases behind each number.

For the team: complete, nothing suppressed (design of numbers, "Audiences"). Core and adjusted are different
questions and stand in tables of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from hmip_desktop.domain.certainty import Flip, answers_to_flip, band_certainty
from hmip_desktop.domain.interview import FILE_READ, Interviewed
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.pack_parts import Banding
from hmip_desktop.domain.ratings import Overall, PanelDecision, StandardRating
from hmip_desktop.domain.report_share import letter_of
from hmip_desktop.domain.results import (
    Accounting,
    QuestionResult,
    Tally,
    question_result,
)
from hmip_desktop.domain.sample import PanelRating
from hmip_desktop.domain.values import ROSH_LEVELS, SENTENCE_TYPES
from hmip_desktop.errors import Refused
from hmip_desktop.services.asked_questions import Asked, CountedUnder, asked_in, counted_under, routes_of
from hmip_desktop.services.calculate_results import question_json, rate
from hmip_desktop.services.context import Context, OpenInspection
from hmip_desktop.services.sample import commencements
from hmip_desktop.services.substitutes import check_counts
from hmip_desktop.store import projections

Dimension = projections.Dimension
DIMENSIONS: tuple[Dimension, ...] = (
    "pdu", "sentence_type", "rosh", "interview", "sex", "age_band", "ethnicity", "grade", "inspector",
)  # fmt: skip
"""What results can be split by and cases be chosen by. ``interview`` is who was interviewed, or ``file-read``."""
ORDERS: Mapping[str, Sequence[str]] = {
    "rosh": ROSH_LEVELS, "sentence_type": SENTENCE_TYPES, "interview": (*get_args(Interviewed), FILE_READ),
}  # fmt: skip
"""Dimensions whose values have an order of their own; the others go by name."""
OVERALL = "overall"
"""Under this key the panel departs from the composite."""
Only = Mapping[Dimension, str]
"""Values that cases must have to be counted."""
EVERYTHING = projections.EVERYTHING
"""No such values: every case."""
_Cases = tuple[Dimension, Only]
"""How cases are split, and which."""
Counts = Mapping[tuple[str, str], Tally]
"""By question and group; the group of totals is empty."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A question in one group. ``letter``: M H U F for packs that are not rated, O G RI I for key questions of
    packs that are; empty for prompts of rated packs and where nothing was answered. ``moderated`` counts the answers
    that moderation settled otherwise, ``before`` is the count before that, None where it settled none."""

    group: str
    result: QuestionResult
    letter: str
    moderated: int = 0
    before: Tally | None = None


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A question with its total and its cells in the order of the table's groups."""

    asked: Asked
    whole: Cell
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """A column: its value (empty: not stated) and the counted cases of this question set in it."""

    key: str
    cases: int


@dataclass(frozen=True, slots=True)
class ResultTable:
    """All questions of one question set, split by one dimension. ``route`` is core, adjusted, or empty."""

    route: str
    dimension: Dimension
    cases: int
    groups: tuple[ResultGroup, ...]
    rows: tuple[ResultRow, ...]

    def row(self, ref: str) -> ResultRow | None:
        """The row of a question, None where this set does not ask it."""
        return next((row for row in self.rows if row.asked.ref == ref), None)


@dataclass(frozen=True, slots=True)
class InspectionResults:
    """Results as the team sees them. ``standards`` and ``overall`` are None for packs that are not rated.

    ``versions``: the counted cases by version of the pack, the one in force first. ``left_out`` counts the cases
    that count but were filtered away.
    """

    pack: Pack
    accounting: Accounting
    tables: tuple[ResultTable, ...]
    standards: tuple[StandardRating, ...] | None
    overall: Overall | None
    panel: Mapping[str, PanelDecision]
    versions: tuple[CountedUnder, ...] = ()
    left_out: int = 0

    def table(self, route: str) -> ResultTable:
        """The table of a question set; the first where no set is called so."""
        return next((table for table in self.tables if table.route == route), self.tables[0])

    def to_json(self) -> dict[str, object]:
        """Questions as the calculator prints them, by question set."""
        return {
            "pack": self.pack.id,
            "version": self.pack.version,
            "versions": [{"version": one.pack.version, "cases": one.cases} for one in self.versions],
            "sets": [
                {
                    "route": table.route,
                    "cases": table.cases,
                    "questions": [question_json(row.whole.result) for row in table.rows],
                }
                for table in self.tables
            ],
        }


@dataclass(frozen=True, slots=True)
class QuestionCertainty:
    """How firm the banding of one key question is. ``chances`` (sum 1) is None below 10 answers; ``population``
    are the applicable commencements of the region, None without a population file."""

    ref: str
    result: QuestionResult
    chances: Mapping[str, float] | None
    flip: Flip | None
    population: int | None


def results(ctx: Context, by: Dimension = "pdu", only: Only = EVERYTHING, *, prompts: bool = True) -> InspectionResults:
    """Results of this store's inspection, split ``by`` one dimension; ``only`` of cases with these values.

    Without ``prompts`` of key questions alone. Raises Refused ``accounting-does-not-add-up``, ``inspection-missing``.
    """
    same = ctx.store.remember("results", lambda _: _settled(ctx))
    inspection, panel = same.inspection, same.panel
    asked = {
        route: [one for one in questions if prompts or one.kind == "key_question"]
        for route, questions in same.asked.items()
    }
    tables = tuple(_table(ctx, inspection, route, questions, (by, only)) for route, questions in asked.items())
    rows = [row.whole.result for table in tables for row in table.rows]
    standards, overall = rate(inspection.pack, rows, panel, panel_only=True, variant=inspection.value.variant)
    kept = projections.counted_cases(ctx.store, only=only).get("", 0)
    left_out = same.accounting.counted - kept
    return InspectionResults(
        inspection.pack, same.accounting, tables, standards, overall, panel, same.versions, left_out
    )


@dataclass(frozen=True, slots=True)
class _Settled:
    """What stays the same however the cases are split and chosen, while nothing is written."""

    inspection: OpenInspection
    accounting: Accounting
    versions: tuple[CountedUnder, ...]
    asked: Mapping[str, tuple[Asked, ...]]
    panel: Mapping[str, PanelDecision]


def _settled(ctx: Context) -> _Settled:
    inspection = ctx.inspection()
    versions = counted_under(ctx, inspection)
    asked = {route: asked_in(inspection, route, versions) for route in routes_of(inspection.pack)}
    return _Settled(inspection, account(ctx), versions, asked, panel_decisions(ctx, inspection))


def account(ctx: Context) -> Accounting:
    """Where every case on the list is. Raises Refused ``accounting-does-not-add-up``, ``counts-beside-substitute``."""
    found = projections.accounting(ctx.store)
    made = Accounting(
        found.listed, found.counted, found.excluded, found.returned_unsigned, found.not_returned,
        found.practice, found.second_assessments,
    )  # fmt: skip
    made.check()
    check_counts(ctx)
    return made


def bandings_of(pack: Pack) -> Sequence[Banding]:
    """Bandings of a rated pack, none for others."""
    return pack.scoring.bandings if pack.rated and pack.scoring else ()


def panel_decisions(ctx: Context, inspection: OpenInspection) -> dict[str, PanelDecision]:
    """What the panel confirmed, by standard; ``overall`` for the whole. Proposals alone decide nothing."""
    decisions = {}
    for subject, current in projections.current_inspection(ctx.store, ("panel",)).items():
        if isinstance(current.value, PanelRating) and current.value.confirmed != "none" and not current.conflicting:
            key = subject.partition(":")[2].removeprefix(f"{inspection.id}/")
            decisions[key] = PanelDecision(current.value.confirmed, current.value.reason)
    return decisions


def certainty(ctx: Context, ref: str) -> QuestionCertainty:
    """How certain the banding of one key question is. Raises Refused ``question-not-in-pack``."""
    inspection = ctx.inspection()
    pack = inspection.pack
    if not pack.has(ref) or pack.element(ref).kind != "key_question":
        raise Refused("question-not-in-pack", question=ref)
    bandings = bandings_of(pack)
    found = projections.tally(ctx.store, refs=[ref])
    result = question_result(found[0].tally if found else Tally(ref), bandings)
    if not bandings or not result.n:
        return QuestionCertainty(ref, result, None, None, None)
    total = sum(row.commencements for row in commencements(ctx))
    counts = result.tally
    # Of the commencements only those count to which the question applies; the sample says how many.
    applicable = round(total * counts.n / (counts.n + counts.na)) if total else None
    population = applicable if applicable is not None and applicable >= counts.n else None
    chances = band_certainty(counts.yes, counts.n, bandings, population)
    return QuestionCertainty(ref, result, chances, answers_to_flip(counts.yes, counts.n, bandings), population)


def in_order(dimension: str, keys: Sequence[str]) -> list[str]:
    """Values of a dimension in their own order, by name where they have none; not stated comes last."""
    order = ORDERS.get(dimension)
    if order is None:
        return sorted(keys, key=lambda key: (not key, key))
    known = {key: place for place, key in enumerate(order)}
    return sorted(keys, key=lambda key: (known.get(key, len(known)), key))


def _whole(cells: Counts) -> Counts:
    """All groups together: every counted answer is in one of them."""
    sums: dict[str, list[int]] = {}
    for (ref, _), one in cells.items():
        found = sums.setdefault(ref, [0, 0, 0, 0])
        for place, count in enumerate((one.yes, one.no, one.na, one.unanswered)):
            found[place] += count
    return {(ref, ""): Tally(ref, *counts) for ref, counts in sums.items()}


@dataclass(frozen=True, slots=True)
class _Part:
    """Counts by question and group, how many of the answers moderation settled, and the counts before that."""

    counts: Counts
    moderated: Mapping[tuple[str, str], int]
    before: Counts

    def whole(self) -> _Part:
        """All groups together."""
        sums: dict[tuple[str, str], int] = {}
        for (ref, _), count in self.moderated.items():
            sums[ref, ""] = sums.get((ref, ""), 0) + count
        return _Part(_whole(self.counts), sums, _whole(self.before))


def _part(ctx: Context, refs: Sequence[str], by: Dimension, only: Only) -> _Part:
    moved = projections.moderated(ctx.store, by, only)
    before = _counts(ctx, refs, by, only, original=True) if moved else {}
    return _Part(_counts(ctx, refs, by, only), moved, before)


def _table(ctx: Context, inspection: OpenInspection, route: str, asked: Sequence[Asked], cases: _Cases) -> ResultTable:
    by, only = cases[0], in_set(route, cases[1])
    cells = _part(ctx, [one.ref for one in asked], by, only)
    totals, sizes = cells.whole(), projections.counted_cases(ctx.store, by, only)
    groups = tuple(ResultGroup(key, sizes[key]) for key in in_order(by, list(sizes)))
    rated, bandings = inspection.pack.rated, bandings_of(inspection.pack)

    def cell(one: Asked, group: str, held: _Part) -> Cell:
        counts = held.counts.get((one.ref, group), Tally(one.ref))
        made = question_result(counts, bandings if one.kind == "key_question" else ())
        lettered = made.percent is not None and (one.kind == "key_question" or not rated)
        letter = letter_of(made.percent or 0, bandings) if lettered else ""
        moved = held.moderated.get((one.ref, group), 0)
        return Cell(group, made, letter, moved, held.before.get((one.ref, group)) if moved else None)

    rows = tuple(
        ResultRow(one, cell(one, "", totals), tuple(cell(one, group.key, cells) for group in groups)) for one in asked
    )
    return ResultTable(route, by, sum(group.cases for group in groups), groups, rows)


def _counts(
    ctx: Context, refs: Sequence[str], by: Dimension, only: Only, *, original: bool = False
) -> dict[tuple[str, str], Tally]:
    found = projections.tally(ctx.store, refs=refs, by=by, only=only, original=original)
    return {(one.tally.ref, one.group): one.tally for one in found}


def in_set(route: str, only: Only) -> Only:
    """The same values, of the cases of one question set alone."""
    return {**only, "route": route} if route else only
