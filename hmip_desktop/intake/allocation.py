"""Who assesses which case: ``case_ref,inspector,interviewer,second_of``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.domain.row_errors import RowError, refuse_rows
from hmip_desktop.errors import Refused
from hmip_desktop.intake.cells import Cells
from hmip_desktop.intake.tables import TableLimits, read_table, refuse_table

REQUIRED = ("case_ref", "inspector")
OPTIONAL = ("interviewer", "second_of")
LIMITS = TableLimits(size=16 * 1024 * 1024, rows=50_000)
_GROUPED = re.compile(r"^[0-9]{5}( [0-9]{5}){5}$")


@dataclass(frozen=True, slots=True)
class AllocationRow:
    """One line. ``inspector`` and ``interviewer`` are a fingerprint without spaces or a name of the roster.

    ``second_of`` is empty, or the case reference whose blind second assessment this is.
    """

    row: int
    case_ref: str
    inspector: str
    interviewer: str = ""
    second_of: str = ""


def read_allocation(path: Path) -> tuple[AllocationRow, ...]:
    """All lines, or ``Refused`` with the first fault; whether cases and people exist is for the store to say.

    A case may stand twice only when one of the lines is a second assessment of it, by somebody else.
    """
    table = read_table(path, LIMITS)
    refuse_table(table, REQUIRED)
    rows: list[AllocationRow] = []
    errors: list[RowError] = []
    for number, untrusted in table.records((*REQUIRED, *OPTIONAL)):
        cells = Cells(number, untrusted)
        row = AllocationRow(
            number, cells.case_ref(), _person(cells, "inspector", required=True), _person(cells, "interviewer"),
            cells.case_ref("second_of") if cells.raw("second_of") else "",
        )  # fmt: skip
        errors.extend(cells.errors)
        rows.append(row)
    errors.extend(_repeats(rows))
    refuse_rows(errors)
    if not rows:
        raise Refused("no-rows", row=1, column="")
    return tuple(rows)


def _person(cells: Cells, column: str, *, required: bool = False) -> str:
    text = cells.text(column, required=required)
    return text.replace(" ", "") if _GROUPED.match(text) else text


def _repeats(rows: list[AllocationRow]) -> list[RowError]:
    """Cases allocated twice in the same part, and seconds given to the first assessor."""
    errors = []
    firsts: dict[str, AllocationRow] = {}
    seconds: dict[str, AllocationRow] = {}
    for row in rows:
        held, key = (seconds, row.second_of) if row.second_of else (firsts, row.case_ref)
        if key and held.setdefault(key.casefold(), row) is not row:
            errors.append(RowError(row.row, "case_ref", "allocated-twice", {"first": held[key.casefold()].row}))
    for key, second in seconds.items():
        first = firsts.get(key)
        if first is not None and first.inspector == second.inspector:
            errors.append(RowError(second.row, "inspector", "second-by-first-assessor", {"first": first.row}))
    return errors
