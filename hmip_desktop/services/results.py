"""Results of the inspection in this store: every question, by group, with the cases behind each number.

For the team: complete, nothing suppressed (design of numbers, "Audiences"). Core and adjusted are different
questions and stand in tables of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hmip_desktop.domain.certainty import Flip, answers_to_flip, band_certainty
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.pack_parts import Banding
from hmip_desktop.domain.ratings import Overall, PanelDecision, StandardRating
from hmip_desktop.domain.report_share import letter_of
from hmip_desktop.domain.results import (
    Accounting,
    QuestionResult,
    Tally,
    TidyAnswer,
    question_result,
    tally,
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
from hmip_desktop.store.projections import CaseItem

Dimension = Literal["pdu", "sentence_type", "rosh", "sex", "age_band", "ethnicity", "grade", "inspector"]
DIMENSIONS: tuple[Dimension, ...] = (
    "pdu", "sentence_type", "rosh", "sex", "age_band", "ethnicity", "grade", "inspector",
)  # fmt: skip
ORDERS: Mapping[str, Sequence[str]] = {"rosh": ROSH_LEVELS, "sentence_type": SENTENCE_TYPES}
"""Dimensions whose values have an order of their own; the others go by name."""
OVERALL = "overall"
"""Under this key the panel departs from the composite."""
Only = Mapping[projections.Dimension, str]
"""Values that cases must have to be counted."""
EVERYTHING = projections.EVERYTHING
"""No such values: every case."""
Counts = Mapping[tuple[str, str], Tally]
"""By question and group; the group of totals is empty."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A question in one group. ``letter``: M H U F for packs that are not rated, O G RI I for key questions of
    packs that are; empty for prompts of rated packs and where nothing was answered."""

    group: str
    result: QuestionResult
    letter: str


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


def results(ctx: Context, by: Dimension = "pdu", only: Only = EVERYTHING) -> InspectionResults:
    """Results of this store's inspection, split ``by`` one dimension; ``only`` of cases with these values.

    Raises Refused ``accounting-does-not-add-up``, ``inspection-missing``.
    """
    inspection = ctx.inspection()
    accounting = account(ctx)
    cells = {(found.tally.ref, found.group): found.tally for found in projections.tally(ctx.store, by=by, only=only)}
    cases = _Cases(by, only, (_whole(cells), cells))
    versions = counted_under(ctx, inspection)
    asked = {route: asked_in(inspection, route, versions) for route in routes_of(inspection.pack)}
    tables = tuple(_table(ctx, inspection, (route, asked[route]), cases) for route in asked)
    panel = panel_decisions(ctx, inspection)
    rows = [row.whole.result for table in tables for row in table.rows]
    standards, overall = rate(inspection.pack, rows, panel, panel_only=True)
    kept = projections.counted_cases(ctx.store, only=only).get("", 0)
    left_out = accounting.counted - kept
    return InspectionResults(inspection.pack, accounting, tables, standards, overall, panel, versions, left_out)


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


def cases_behind(
    ctx: Context, ref: str, answer: str, *, by: Dimension | None = None, group: str = "", only: Only = EVERYTHING
) -> tuple[CaseItem, ...]:
    """The counted cases behind one number, by case reference. ``answer`` empty: unanswered."""
    found = projections.cases_behind(ctx.store, ref, answer, by=by, group=group, only=only)
    items = (projections.case_item(ctx.store, case_id) for case_id in found)
    return tuple(item for item in items if item is not None)


def in_order(dimension: str, keys: Sequence[str]) -> list[str]:
    """Values of a dimension in their own order, by name where they have none; not stated comes last."""
    order = ORDERS.get(dimension)
    if order is None:
        return sorted(keys, key=lambda key: (not key, key))
    known = {key: place for place, key in enumerate(order)}
    return sorted(keys, key=lambda key: (known.get(key, len(known)), key))


@dataclass(frozen=True, slots=True)
class _Cases:
    """The cases that results are made of, how they are split, and their counts: as a whole, and by group."""

    by: Dimension
    only: Only
    found: tuple[Counts, Counts]


def _whole(cells: Counts) -> Counts:
    """All groups together: every counted answer is in one of them."""
    sums: dict[str, list[int]] = {}
    for (ref, _), one in cells.items():
        found = sums.setdefault(ref, [0, 0, 0, 0])
        for place, count in enumerate((one.yes, one.no, one.na, one.unanswered)):
            found[place] += count
    return {(ref, ""): Tally(ref, *counts) for ref, counts in sums.items()}


def _table(ctx: Context, inspection: OpenInspection, held: tuple[str, tuple[Asked, ...]], cases: _Cases) -> ResultTable:
    (route, asked), by, found = held, cases.by, cases.found
    line = inspection.line
    if route and any(line.element(one.ref).route == "" for one in asked):
        found = _apart(ctx, route, cases)
    totals, cells = found
    always = next(
        (one.ref for one in asked
         if one.kind == "key_question" and not (one.since or one.until or line.element(one.ref).when)), ""
    )  # fmt: skip
    groups = _groups(ctx, route, cases, cells, always)
    rated, bandings = inspection.pack.rated, bandings_of(inspection.pack)

    def cell(one: Asked, group: str, held: Counts) -> Cell:
        counts = held.get((one.ref, group), Tally(one.ref))
        made = question_result(counts, bandings if one.kind == "key_question" else ())
        lettered = made.percent is not None and (one.kind == "key_question" or not rated)
        return Cell(group, made, letter_of(made.percent or 0, bandings) if lettered else "")

    rows = tuple(
        ResultRow(one, cell(one, "", totals), tuple(cell(one, group.key, cells) for group in groups)) for one in asked
    )
    return ResultTable(route, by, sum(group.cases for group in groups), groups, rows)


def _groups(ctx: Context, route: str, cases: _Cases, cells: Counts, always: str) -> tuple[ResultGroup, ...]:
    """Cases by group; ``always`` is a question of this set without a condition, empty where there is none."""
    if not route:
        sizes = projections.counted_cases(ctx.store, cases.by, cases.only)
    elif always:
        # A question without a condition is asked in every case of its set, so its answers count the cases.
        sizes = {group: found.n + found.na + found.unanswered for (ref, group), found in cells.items() if ref == always}
    else:
        sizes = _sizes(ctx, route, cases)
    return tuple(ResultGroup(key, sizes[key]) for key in in_order(cases.by, list(sizes)))


def _sizes(ctx: Context, route: str, cases: _Cases) -> dict[str, int]:
    members: dict[str, set[str]] = {}
    for one in _tidy(ctx, route, cases.only):
        members.setdefault(_value_of(one, cases.by), set()).add(one.case_ref)
    return {group: len(found) for group, found in members.items()}


def _apart(ctx: Context, route: str, cases: _Cases) -> tuple[Counts, Counts]:
    """Counts of one question set alone, for packs in which both sets ask the same question."""
    groups: dict[str, list[TidyAnswer]] = {"": []}
    whole = _tidy(ctx, route, cases.only)
    for one in whole:
        groups.setdefault(_value_of(one, cases.by), []).append(one)
    totals = {(ref, ""): counts for ref, counts in tally(whole).items()}
    return totals, {(ref, key): found for key, held in groups.items() for ref, found in tally(held).items()}


def _tidy(ctx: Context, route: str, only: Only) -> list[TidyAnswer]:
    rows = (row.tidy for row in projections.answers(ctx.store))
    return [
        one for one in rows
        if one.counted and one.facts.get("route", "") == route
        and all(_value_of(one, name) == value for name, value in only.items())
    ]  # fmt: skip


def _value_of(one: TidyAnswer, dimension: str) -> str:
    return one.assessor if dimension == "inspector" else one.facts.get(dimension, "")
