"""The one reader of tables from outside: CSV here, workbooks through ``intake.workbooks``. Limits come first.

Everything read is text: a formula in a CSV stays the text it is, a workbook gives the values it saved.
Rows are numbered as a spreadsheet shows them, the header being row 1.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.domain.row_errors import RowError, RowNote, refuse_rows
from hmip_desktop.errors import Refused
from hmip_desktop.intake.workbooks import WorkbookLimits, read_workbook

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
NAMES_OF_PEOPLE = frozenset(
    {
        "name", "surname", "dob", "forename", "first_name", "last_name", "full_name", "family_name",
        "given_name", "date_of_birth", "birth_date",
    }
)  # fmt: skip
"""Columns that would hold who somebody is; no table of the product has a use for them."""
TITLES = 6
"""Rows among which the column names are looked for below a title."""
_DELIMITERS = ",;\t"
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class TableLimits:
    """The largest table that is read: bytes of the file, rows below the header, columns, characters of a cell."""

    size: int = 64 * 1024 * 1024
    rows: int = 1_000_000
    columns: int = 200
    cell: int = 4_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the header: its number and its cells as stripped text, still unchecked."""

    number: int
    untrusted_cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by their normal name (lower case, underscores), the rows that have as many cells, and the columns'
    ``titles`` as they stand in the file."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    errors: tuple[RowError, ...]
    sha256: str
    titles: tuple[str, ...] = ()

    def place(self, column: str) -> int | None:
        """Where a column stands; None when the table lacks it."""
        return self.columns.index(column) if column in self.columns else None

    def records(self, wanted: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
        """Row number and the wanted columns of each row; a column that the table lacks is empty text."""
        places = [(column, self.place(column)) for column in wanted]
        for row in self.rows:
            cells = row.untrusted_cells
            yield row.number, {name: cells[at] if at is not None else "" for name, at in places}


def read_table(path: Path, limits: TableLimits = TableLimits()) -> Table:
    """Read a CSV (UTF-8 with or without BOM; comma, semicolon or tab) or the first sheet of an XLSX.

    Raises ``Refused``: ``file-missing``, ``file-too-large``, ``file-empty``, ``file-not-utf8``,
    ``file-not-text``, ``file-malformed``, ``too-many-rows``, ``too-many-columns``, ``column-twice``, and the
    codes of ``read_workbook``. A faulty row is an error in the table, never silently dropped.
    """
    content = read_limited(path, limits.size)
    if content[:4] == b"PK\x03\x04" or path.suffix.lower() in WORKBOOK_SUFFIXES:
        rows: Iterable[list[str]] = read_workbook(content, WorkbookLimits(rows=limits.rows + 1))
    else:
        rows = _csv_rows(content)
    return _table(rows, limits, hashlib.sha256(content).hexdigest())


def read_limited(path: Path, size: int) -> bytes:
    """The bytes of a file that is there, is a file, is not empty and has at most ``size`` bytes."""
    if not path.is_file():
        raise Refused("file-missing", file=path.name)
    with path.open("rb") as stream:
        content = stream.read(size + 1)
    if len(content) > size:
        raise Refused("file-too-large", file=path.name, limit_mb=size // (1024 * 1024))
    if not content.strip():
        raise Refused("file-empty", file=path.name)
    return content


def require_columns(table: Table, required: Iterable[str]) -> list[RowError]:
    """An error at row 1 for each required column that is not there and each that names a person."""
    missing = [RowError(1, column, "column-missing") for column in required if column not in table.columns]
    names = [RowError(1, column, "column-names-people") for column in table.columns if column in NAMES_OF_PEOPLE]
    return missing + names


def unknown_columns(table: Table, known: Iterable[str]) -> list[RowNote]:
    """A note for each column that is kept out because nothing is known of it."""
    held = set(known)
    return [
        RowNote(1, column, "column-unknown")
        for column in table.columns
        if column and column not in held and column not in NAMES_OF_PEOPLE
    ]


def refuse_table(table: Table, required: Iterable[str]) -> None:
    """Raise ``Refused`` for the first fault of the table as such; for tables taken whole or not at all."""
    refuse_rows([*require_columns(table, required), *table.errors])


def has_hidden_characters(text: str) -> bool:
    """True for control characters and for those that reorder or hide what is read."""
    return _HIDDEN.search(text) is not None


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    if content.startswith(_OTHER_MARKS):
        raise Refused("file-not-utf8", row=1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("file-not-utf8", row=content.count(b"\n", 0, error.start) + 1) from None
    if "\x00" in text:
        raise Refused("file-not-text")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    while True:
        try:
            number += 1
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Refused("file-malformed", row=number) from None


def _delimiter(text: str) -> str:
    """The separator that occurs most in the first line; a comma when none does."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return max(_DELIMITERS, key=lambda mark: (first.count(mark), mark == ","))


def _table(rows: Iterable[list[str]], limits: TableLimits, sha256: str) -> Table:
    numbered = enumerate(rows, start=1)
    columns: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    for number, cells in numbered:
        if any(cell.strip() for cell in cells):
            if number > 1:
                raise Refused("header-not-first", row=number)
            columns = _header(cells, limits)
            titles = tuple(cell.strip() for cell in cells[: len(columns)])
            break
    if not columns:
        raise Refused("file-empty", file="")
    kept: list[Row] = []
    errors: list[RowError] = []
    for number, cells in numbered:
        if number > limits.rows + 1:
            raise Refused("too-many-rows", limit=limits.rows)
        stripped = tuple(cell.strip() for cell in cells)
        if not any(stripped):
            continue
        if len(columns) == 1 and number <= TITLES and sum(map(bool, stripped)) > 1:
            raise Refused("header-not-first", row=number)  # what stood there was a title
        faults = _row_faults(number, stripped, columns, limits)
        if faults:
            errors.extend(faults)
        else:
            kept.append(Row(number, stripped[: len(columns)]))
    return Table(columns, tuple(kept), tuple(errors), sha256, titles)


def _header(cells: list[str], limits: TableLimits) -> tuple[str, ...]:
    names = [re.sub(r"[\s-]+", "_", cell.strip().lower()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.columns:
        raise Refused("too-many-columns", limit=limits.columns)
    for name in names:
        if len(name) > 100 or has_hidden_characters(name):
            raise Refused("header-malformed", row=1)
        if name and names.count(name) > 1:
            raise Refused("column-twice", row=1, column=name)
    return tuple(names)


def _row_faults(number: int, cells: tuple[str, ...], columns: tuple[str, ...], limits: TableLimits) -> list[RowError]:
    params = {"found": len(cells), "expected": len(columns)}
    if len(cells) < len(columns):
        return [RowError(number, "", "row-with-fewer-cells", params)]
    if any(cells[len(columns) :]):
        return [RowError(number, "", "row-with-more-cells", params)]
    whole = "".join(cells)
    if len(whole) <= limits.cell and all(columns) and not has_hidden_characters(whole):
        return []
    faults = []
    for column, cell in zip(columns, cells, strict=False):
        if len(cell) > limits.cell:
            faults.append(RowError(number, column, "cell-too-long", {"limit": limits.cell}))
        elif has_hidden_characters(cell):
            faults.append(RowError(number, column, "cell-hidden-characters"))
        elif cell and not column:
            faults.append(RowError(number, "", "column-without-name"))
    return faults
