"""Cases to be routed: the few details that decide between the core and the adjusted set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from hmip_desktop.domain.routing import COMMUNITY, Routing, route_case
from hmip_desktop.domain.row_errors import RowError, RowNote
from hmip_desktop.domain.values import SENTENCE_TYPES, Measure, SentenceType
from hmip_desktop.errors import Refused
from hmip_desktop.intake.cells import Cells, to_date
from hmip_desktop.intake.sample import MEASURES
from hmip_desktop.intake.tables import TableLimits, read_table, refuse_table, unknown_columns

COLUMNS = ("case_ref", "sentence_type", "start_date", "release_date", "measure", "measure_date")
REQUIRED = ("case_ref", "sentence_type")
LIMITS = TableLimits(size=32 * 1024 * 1024, rows=100_000)


@dataclass(frozen=True, slots=True)
class RoutedCase:
    """A case of the file with its question set."""

    row: int
    case_ref: str
    routing: Routing


@dataclass(frozen=True, slots=True)
class RoutingFile:
    """Cases that could be routed, in file order, and the errors of the others."""

    cases: tuple[RoutedCase, ...]
    errors: tuple[RowError, ...]
    notes: tuple[RowNote, ...]


def read_routing_cases(path: Path) -> RoutingFile:
    """Read and route every case. A row that cannot be routed is an error of that row, the others stand.

    Raises ``Refused`` when the file is no such table or holds no row.
    """
    table = read_table(path, LIMITS)
    refuse_table(table, REQUIRED)
    cases: list[RoutedCase] = []
    errors: list[RowError] = []
    first_rows: dict[str, int] = {}
    for number, untrusted in table.records(COLUMNS):
        cells = Cells(number, untrusted)
        case = _read(cells, first_rows)
        errors.extend(cells.errors)
        if case is not None:
            cases.append(case)
    if not cases and not errors:
        raise Refused("no-rows", row=1, column="")
    return RoutingFile(tuple(cases), tuple(errors), tuple(unknown_columns(table, COLUMNS)))


def _read(cells: Cells, first_rows: dict[str, int]) -> RoutedCase | None:
    ref = cells.text("case_ref", required=True)
    if ref and first_rows.setdefault(ref.casefold(), cells.row) != cells.row:
        cells.fault("case_ref", "case-ref-twice", first=first_rows[ref.casefold()])
    sentence = cast("SentenceType", cells.choice("sentence_type", SENTENCE_TYPES, required=True))
    measure = cast("Measure", cells.choice("measure", MEASURES))
    start_on, release_on, measure_on = (
        to_date(cells.date(name)) for name in ("start_date", "release_date", "measure_date")
    )
    if measure_on and not measure and not cells.errors:
        cells.fault("measure", "measure-not-named")
    if cells.errors:
        return None
    try:
        return RoutedCase(cells.row, ref, route_case(sentence, start_on, release_on, measure, measure_on))
    except Refused as refused:
        cells.fault(_column(refused.code, sentence), refused.code, **refused.params)
        return None


def _column(code: str, sentence: SentenceType) -> str:
    """The column to look at for a refusal of the routing."""
    if code in ("measure-before-start", "measure-date-missing"):
        return "measure_date"
    return "start_date" if sentence in COMMUNITY else "release_date"
