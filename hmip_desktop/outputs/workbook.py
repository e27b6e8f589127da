"""The workbook of data tables as XLSX. Nothing in it is a formula; two runs give the same bytes."""

from __future__ import annotations

from datetime import UTC
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from hmip_desktop.domain.report_model import ReportModel
from hmip_desktop.outputs.escape import xml_text
from hmip_desktop.outputs.furniture import Target, deliver
from hmip_desktop.outputs.sheets import Sheet, cover_lines, data_sheets

CELL_LIMIT = 32_767
"""Most characters that a spreadsheet cell holds."""
_ROOM_FOR_WORDS = 60
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def write_workbook(model: ReportModel, target: Target) -> int:
    """Write the data tables as XLSX to ``target``; its number of sheets. Opens on Cover A1.

    Raises ``Refused`` when a sum fails; nothing is written then.
    """
    model.accounting.check()
    stream = BytesIO()
    book = Workbook(stream, OPTIONS)
    created = model.context.printed_at.astimezone(UTC).replace(tzinfo=None)
    book.set_properties(
        {
            "title": f"{xml_text(model.context.region)}: case data tables",
            "subject": model.context.marking,
            "author": "HMIP Desktop",
            "comments": "Language: en-GB",
            "created": created,
        }
    )
    looks = _looks(book)
    _cover(book, model, looks)
    sheets = data_sheets(model)
    for sheet in sheets:
        _sheet(book, sheet, model.context.marking, looks)
    book.get_worksheet_by_name("Cover").activate()
    book.close()
    deliver(stream.getvalue(), target)
    return len(sheets) + 1


def _looks(book: Any) -> dict[str, Any]:
    def look(**more: Any) -> Any:
        return book.add_format({"font_name": "Arial", "font_size": 12, "valign": "top", "text_wrap": True, **more})

    return {
        "title": look(bold=True, font_size=16, text_wrap=False),
        "head": look(bold=True, font_size=14),
        "line": look(text_wrap=False),
        "text": look(),
        "column": look(bold=True, bottom=2, valign="bottom"),
        "column_right": look(bold=True, bottom=2, valign="bottom", align="right"),
        "n": look(num_format="#,##0", align="right"),
        "p": look(num_format="0", align="right"),
        "f": look(num_format="0.0", align="right"),
        "right": look(align="right"),
        "link": look(font_color="#1a65a6", underline=1),
    }


def _cover(book: Any, model: ReportModel, looks: dict[str, Any]) -> None:
    sheet = book.add_worksheet("Cover")
    sheet.set_column(0, 0, 100)
    sheet.hide_gridlines(0)
    for row, (text, look) in enumerate(cover_lines(model)):
        sheet.write_string(row, 0, cell_text(text), looks[look])
    _print_setup(sheet, model.context.marking)


def _print_setup(sheet: Any, marking: str) -> None:
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f'&C&"Arial,Bold"{marking}')
    sheet.set_footer(f'&L&A&C&"Arial,Bold"{marking}&RPage &P of &N')
    sheet.set_margins(0.6, 0.6, 0.8, 0.8)


def cell_text(text: str) -> str:
    """Text for a cell: plain, never run as a formula, and where a cell cannot hold it, cut with words that say so."""
    whole = xml_text(text)
    units = whole.encode("utf-16-le")  # a spreadsheet counts a letter outside the basic plane twice
    if len(units) <= 2 * CELL_LIMIT:
        return whole
    kept = units[: 2 * (CELL_LIMIT - _ROOM_FOR_WORDS)].decode("utf-16-le", "ignore")
    return f"{kept} [{len(whole) - len(kept):,} characters left out here]"


def _sheet(book: Any, table: Sheet, marking: str, looks: dict[str, Any]) -> None:
    sheet = book.add_worksheet(table.name)
    sheet.hide_gridlines(0)
    sheet.write_string(0, 0, cell_text(table.title), looks["title"])
    sheet.set_row(0, 24)
    lines = [f"This worksheet contains one table. It starts in cell A{table.start}.", *table.intro]
    for row, line in enumerate(lines, 1):
        sheet.write_string(row, 0, cell_text(line), looks["line"])
    _table(sheet, table, looks)
    for column, width in enumerate(table.widths):
        sheet.set_column(column, column, width)
    if len(table.head) > 5:
        sheet.set_landscape()
    _print_setup(sheet, marking)
    sheet.repeat_rows(table.start - 1)


def _table(sheet: Any, table: Sheet, looks: dict[str, Any]) -> None:
    top = table.start - 1
    head = [cell_text(name) for name in table.head]
    sheet.add_table(
        top, 0, top + max(len(table.rows), 1), len(head) - 1,
        {
            "name": f"T_{table.name}",
            "columns": [{"header": name} for name in head],
            "autofilter": False,
            "style": "Table Style Light 1",
            "banded_rows": False,
        },
    )  # fmt: skip
    for column, name in enumerate(head):
        sheet.write_string(top, column, name, looks["column" if table.kinds[column] == "s" else "column_right"])
    rows = table.rows or (("none recorded",) * len(head),)
    for row, values in enumerate(rows, top + 1):
        for column, value in enumerate(values):
            _write(sheet, (row, column), value, table, looks)


def _write(sheet: Any, place: tuple[int, int], value: Any, table: Sheet, looks: dict[str, Any]) -> None:
    kind = table.kinds[place[1]]
    if isinstance(value, int | float):
        sheet.write_number(*place, value, looks[kind if kind in "npf" else "right"])
    elif table.name == "Contents" and place[1] == 0:
        sheet.write_url(*place, f"internal:'{value}'!A1", looks["link"], value)
    else:
        sheet.write_string(*place, cell_text(value), looks["text" if kind == "s" else "right"])
