"""A lint for workbooks of published tables: the rules of government statisticians, over finished XLSX and ODS files.

Each rule that a file breaks is one line of what is found; a clean file gives none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from odf.dc import Title
from odf.namespaces import STYLENS, TABLENS
from odf.opendocument import load
from odf.style import Footer, FooterStyle, Header, HeaderStyle, MasterPage, PageLayoutProperties
from odf.table import CoveredTableCell, DatabaseRange, Table, TableCell, TableHeaderRows, TableRow
from odf.text import P
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

FIRST = ("Cover", "Contents", "Notes", "Sample_profile", "Question_results")
MARKS = ("[c]", "[z]")
Rows = Sequence[Sequence[Any]]
_TOKEN = re.compile(r"\[[^\]]{1,12}\]")
_START = re.compile(r"This worksheet contains one table\. It starts in cell A(\d+)\.")
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+ ?%?")


def xlsx_rows(content: bytes) -> dict[str, list[list[Any]]]:
    """The rows of every sheet of an XLSX, up to the last value of each."""
    book = load_workbook(BytesIO(content))
    return {sheet.title: [_trimmed(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def ods_rows(content: bytes) -> dict[str, list[list[Any]]]:
    """As ``xlsx_rows`` of an ODS."""
    tables = load(BytesIO(content)).spreadsheet.getElementsByType(Table)
    return {table.getAttribute("name"): [_ods_row(r) for r in table.getElementsByType(TableRow)] for table in tables}


def lint_xlsx(content: bytes, marking: str, region: str) -> list[str]:
    """What in an XLSX breaks a rule."""
    book = load_workbook(BytesIO(content))
    sheets = xlsx_rows(content)
    found = [*_names(list(sheets)), *_all_rows(sheets)]
    if book.active is None or book.active.title != "Cover":
        found.append("does not open on the cover")
    if region not in str(book.properties.title):
        found.append("the title property does not name the region")
    for sheet in book:
        found += [f"{sheet.title}: {fault}" for fault in _xlsx_sheet(sheet, marking)]
    return found


def lint_ods(content: bytes, marking: str, region: str) -> list[str]:
    """What in an ODS breaks a rule."""
    document = load(BytesIO(content))
    tables = document.spreadsheet.getElementsByType(Table)
    sheets = ods_rows(content)
    found = [*_names(list(sheets)), *_all_rows(sheets)]
    titles = [str(one) for one in document.meta.getElementsByType(Title)]
    if len(titles) != 1 or region not in titles[0]:
        found.append("the title property does not name the region")
    named = {one.getAttribute("name"): one for one in document.spreadsheet.getElementsByType(DatabaseRange)}
    for table in tables:
        faults = (*_ods_sheet(table, named), *_ods_print(document, table, marking))
        found += [f"{table.getAttribute('name')}: {fault}" for fault in faults]
    return found


def _ods_print(document: Any, table: Any, marking: str) -> Iterator[str]:
    """How a sheet is printed: the marking above and below, on pages that leave room for it, one page wide."""
    looks = {one.getAttribute("name"): one for one in document.automaticstyles.childNodes}
    pages = {one.getAttribute("name"): one for one in document.masterstyles.getElementsByType(MasterPage)}
    page = pages.get(looks[table.getAttribute("stylename")].getAttribute("masterpagename"))
    if page is None:
        yield "no page says how it is printed"
        return
    printed = [str(one) for kind in (Header, Footer) for one in page.getElementsByType(kind)]
    if printed != [marking, marking]:
        yield f"print header and footer say {printed}"
    layout = looks[page.getAttribute("pagelayoutname")]
    if not layout.getElementsByType(HeaderStyle) or not layout.getElementsByType(FooterStyle):
        yield "no room for the marking on the page"
    (paper,) = layout.getElementsByType(PageLayoutProperties)
    if paper.getAttrNS(STYLENS, "scale-to-X") != "1":
        yield "not one page wide"


def _names(names: Sequence[str]) -> Iterator[str]:
    if tuple(names[: len(FIRST)]) != FIRST:
        yield f"the sheets begin {names[: len(FIRST)]}"
    for name in names:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,30}", name):
            yield f"the sheet name {name!r} is not plain"


def _trimmed(row: Sequence[Any]) -> list[Any]:
    """A row without the empty places after its last value."""
    values = list(row)
    while values and values[-1] is None:
        values.pop()
    return values


def _all_rows(sheets: dict[str, list[list[Any]]]) -> Iterator[str]:
    """The rules about what is written where, alike for both formats."""
    explained = {str(row[0]) for row in sheets.get("Notes", []) if row}
    for name, rows in sheets.items():
        for at, row in enumerate(rows, 1):
            if not row or any(value is None or str(value).strip() == "" for value in row):
                yield f"{name}: row {at} has a blank"
        faults = _cover(rows) if name == "Cover" else _table(name, rows, explained)
        yield from (f"{name}: {fault}" for fault in faults)
    listed = [str(row[0]) for row in sheets.get("Contents", [])[3:]]
    if listed != [name for name in sheets if name not in ("Cover", "Contents")]:
        yield f"Contents: lists {listed}"


def _cover(rows: Rows) -> Iterator[str]:
    if any(len(row) != 1 for row in rows):
        yield "uses more than column A"


def _table(name: str, rows: Rows, explained: set[str]) -> Iterator[str]:
    said = _START.fullmatch(str(rows[1][0])) if len(rows) > 1 and rows[1] else None
    if said is None:
        yield "A2 does not say where the table starts"
        return
    start = int(said[1])
    if any(len(row) != 1 for row in rows[: start - 1]):
        yield "something stands beside the lines above the table"
    head, body = [str(value) for value in rows[start - 1]], rows[start:]
    if len(head) < 2 or len(set(head)) != len(head):
        yield f"the heads are {head}"
    if not body or any(len(row) != len(head) for row in body):
        yield "a row of the table is longer or shorter than its head"
    if name in ("Contents", "Notes"):
        return
    yield from _shorthand([str(line[0]) for line in rows[2 : start - 1]], head, body, explained)
    for column, title in enumerate(head):
        values = [row[column] for row in body if len(row) == len(head)]
        if any(isinstance(value, int | float) for value in values):
            strange = {value for value in values if isinstance(value, str)} - set(MARKS)
            if strange:
                yield f"{title}: among numbers stand the words {sorted(strange)}"
        elif column and any(_NUMBER.fullmatch(str(value)) for value in values):  # the first names things, as "2.1"
            yield f"{title}: a number is written as text"


def _shorthand(intro: Sequence[str], head: Sequence[str], body: Rows, explained: set[str]) -> Iterator[str]:
    held = {str(value) for row in body for value in row if str(value) in MARKS}
    first = intro[0] if intro else ""
    if held != {mark for mark in MARKS if mark in first}:
        yield f"A3 does not say that the shorthand is {sorted(held)}"
    used = {token for value in (*head, *(v for row in body for v in row)) for token in _TOKEN.findall(str(value))}
    if not used <= explained:
        yield f"the notes do not explain {sorted(used - explained)}"


def _xlsx_sheet(sheet: Worksheet, marking: str) -> Iterator[str]:
    if sheet.merged_cells.ranges:
        yield "has merged cells"
    if sheet.freeze_panes or sheet.auto_filter.ref or sheet.sheet_state != "visible":
        yield "is frozen, filtered or hidden"
    if any(d.hidden for d in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())):
        yield "hides a row or a column"
    if [one.activeCell for one in sheet.sheet_view.selection] not in ([], ["A1"]):
        yield "does not open on A1"
    if {sheet.oddHeader.center.text, sheet.oddFooter.center.text} != {marking}:
        yield "the marking is missing in the print header or footer"
    if not sheet.sheet_properties.pageSetUpPr.fitToPage or sheet.page_setup.fitToHeight != 0:
        yield "is not printed one page wide"
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                yield f"{cell.coordinate} is a formula"
            if cell.value is not None and (cell.font.name != "Arial" or (cell.font.sz or 0) < 12):
                yield f"{cell.coordinate} is not in Arial of 12 points or more"
    if not (sheet["A1"].font.b and sheet["A1"].font.sz == 16):
        yield "A1 is not a title in bold of 16 points"
    if sheet.title != "Cover":
        yield from _xlsx_table(sheet)
    elif sheet.tables:
        yield "has a table"


def _xlsx_table(sheet: Worksheet) -> Iterator[str]:
    if list(sheet.tables) != [f"T_{sheet.title}"]:
        yield f"its tables are {list(sheet.tables)}"
        return
    table = sheet.tables[f"T_{sheet.title}"]
    said = _START.fullmatch(str(sheet["A2"].value))
    if said and table.ref != f"A{said[1]}:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}":
        yield f"the table is {table.ref}"
    if said and sheet.print_title_rows != f"${said[1]}:${said[1]}":
        yield "the head is not repeated on the next page"
    if table.autoFilter is not None:
        yield "the table has a filter"
    for row in sheet[table.ref][1:]:
        for cell in row:
            if (
                cell.value in MARKS
                and sheet.title != "Notes"
                and cell.alignment.horizontal != "right"
                and _figures(sheet, cell)
            ):
                yield f"{cell.coordinate} is not ranged right"


def _figures(sheet: Worksheet, cell: Any) -> bool:
    """True in a column that holds numbers."""
    return any(isinstance(one.value, int | float) for one in sheet[cell.column_letter])


def _ods_row(row: Any) -> list[Any]:
    values: list[Any] = []
    for cell in row.getElementsByType(TableCell):
        if cell.getAttribute("valuetype") == "float":
            number = float(cell.getAttribute("value"))
            values.append(int(number) if number.is_integer() else number)
        else:
            values.append("\n".join(str(line) for line in cell.getElementsByType(P)) or None)
    return _trimmed(values)


def _ods_sheet(table: Any, named: dict[str, Any]) -> Iterator[str]:
    name = table.getAttribute("name")
    if table.getElementsByType(CoveredTableCell):
        yield "has merged cells"
    for cell in table.getElementsByType(TableCell):
        if cell.getAttribute("formula"):
            yield "has a formula"
        if cell.getAttrNS(TABLENS, "number-columns-spanned") or cell.getAttrNS(TABLENS, "number-rows-spanned"):
            yield "has a cell that spans others"
    if name == "Cover":
        return
    rows = table.getElementsByType(TableRow)
    said = _START.fullmatch(str(_ods_row(rows[1])[0]))
    heads = [row for head in table.getElementsByType(TableHeaderRows) for row in head.getElementsByType(TableRow)]
    if said and heads != [rows[int(said[1]) - 1]]:
        yield "the head is not marked as one"
    marked = named.get(f"T_{name}")
    if marked is None:
        yield "its table has no name"
    elif said and not str(marked.getAttribute("targetrangeaddress")).startswith(f"{name}.A{said[1]}:{name}."):
        yield f"the table is {marked.getAttribute('targetrangeaddress')}"
