"""Tables about the region as somebody else published them: small, with any columns, read as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.domain.row_errors import RowError, refuse_rows
from hmip_desktop.errors import Refused
from hmip_desktop.intake.tables import Table, TableLimits, read_table, refuse_table

LIMITS = TableLimits(size=2 * 1024 * 1024, rows=500, columns=30, cell=200)
TOTAL = 200_000
"""Characters of a whole table, at most."""
_WHOLE = re.compile(r"^-?(0|[1-9]\d{0,2}(,\d{3})*|[1-9]\d{0,11})$")
_DECIMAL = re.compile(r"^-?(0|[1-9]\d{0,11})\.\d{1,6}$")
_LINES = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class OutsideTable:
    """Heads and rows; numbers where the text is one, else the text. ``sha256`` of the file."""

    head: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]
    sha256: str


def read_context_table(path: Path) -> OutsideTable:
    """A CSV or the first sheet of an XLSX, taken whole or not at all.

    Raises ``Refused`` with the codes of ``read_table``, ``column-names-people``, ``no-rows``,
    ``context-column-without-name``, ``cell-with-line-break`` and ``context-table-too-long``. A number keeps its
    sign and its decimals; one written with commas between thousands is that number; everything else stays text.
    """
    table = read_table(path, LIMITS)
    refuse_table(table, ())
    if "" in table.columns:
        raise Refused("context-column-without-name", column=table.columns.index("") + 1)
    if not table.rows:
        raise Refused("no-rows")
    if sum(len(cell) for row in table.rows for cell in row.untrusted_cells) > TOTAL:
        raise Refused("context-table-too-long", limit=TOTAL)
    _refuse_breaks(table)
    return OutsideTable(
        table.titles, tuple(tuple(map(cell_value, row.untrusted_cells)) for row in table.rows), table.sha256
    )


def cell_value(text: str) -> str | int | float:
    """A number where the text is written as one, else the text itself. Codes such as ``007`` stay text."""
    if _WHOLE.match(text):
        return int(text.replace(",", ""))
    return float(text) if _DECIMAL.match(text) else text


def _refuse_breaks(table: Table) -> None:
    refuse_rows(
        [
            RowError(row.number, column, "cell-with-line-break")
            for row in table.rows
            for column, cell in zip(table.columns, row.untrusted_cells, strict=True)
            if _LINES.search(cell)
        ]
    )
