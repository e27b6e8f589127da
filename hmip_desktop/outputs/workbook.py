"""The workbook of data tables as XLSX. Nothing in it is a formula; two runs give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import _preserve_whitespace, xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from hmip_desktop.domain.report_model import ReportModel
from hmip_desktop.outputs.archive import HERE, fixed_archive
from hmip_desktop.outputs.escape import xml_text
from hmip_desktop.outputs.furniture import Target, deliver
from hmip_desktop.outputs.sheets import COVER_WIDTH, Sheet, Value, cover_lines, data_sheets

CELL_LIMIT = 32_767
"""Most characters that a spreadsheet cell holds."""
_ROOM_FOR_WORDS = 60
_ROWS_AT_ONCE = 50
_REMEMBERED = 20_000
_TALL = {"title": 24, "head": 20}
LANDSCAPE_FROM = 5
"""Columns of a table up to which its sheet is printed upright."""
LINE = 15.75
"""Points that a line of the text takes."""
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
    rows = {f"xl/worksheets/sheet{at.index + 1}.xml": at.rows_written() for at in book.worksheets() if at.laid}
    deliver(fixed_archive(stream.getvalue(), rows), target)
    return len(sheets) + 1


class _Worksheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet whose table rows are written from the model when the file is, a few at a time: XlsxWriter would
    keep every cell of them, or put them on the disk in clear. Their text stands in the cells themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.laid: tuple[Sheet, dict[str, Any]] | None = None

    def lay(self, table: Sheet, looks: dict[str, Any]) -> None:
        """The rows of ``table`` follow its head when the file is written."""
        self.laid = (table, looks)
        for look in looks.values():
            look._get_xf_index()  # a look counts as used from here on
        self._check_dimensions(table.start + len(table.rows) - 1, len(table.head) - 1)

    def _write_rows(self) -> None:
        super()._write_rows()
        if self.laid is not None:
            self.fh.write(HERE.decode())

    def rows_written(self) -> Iterator[bytes]:
        """The rows as they stand in the file."""
        assert self.laid is not None
        table, looks = self.laid
        columns = [(f'<c r="{xl_col_to_name(at)}', *_dress(table, looks, at)) for at in range(len(table.head))]
        rooms = [_letters(width) for width in table.widths]
        known: dict[tuple[Value, int], str] = {}
        lines: list[str] = []
        for number, values in enumerate(table.rows, table.start + 1):
            tall = _lines(values, rooms)
            line = [f'<row r="{number}" ht="{tall * LINE:g}">' if tall > 1 else f'<row r="{number}">']
            for value, (place, words, figures) in zip(values, columns, strict=True):
                key = (value, words if isinstance(value, str) else figures)
                if key not in known:
                    if len(known) > _REMEMBERED:
                        known.clear()
                    known[key] = self._content(*key)
                line.append(f"{place}{number}{known[key]}")
            lines.append("".join(line) + "</row>")
            if len(lines) == _ROWS_AT_ONCE:
                yield "".join(lines).encode()
                lines.clear()
        yield "".join(lines).encode()

    def _content(self, value: Value, look: int) -> str:
        if not isinstance(value, str):
            return f'" s="{look}"><v>{value:.16G}</v></c>'
        text = cell_text(value)
        kept = ' xml:space="preserve"' if _preserve_whitespace(text) else ""
        text = self._escape_data(self._escape_control_characters(text))
        return f'" s="{look}" t="inlineStr"><is><t{kept}>{text}</t></is></c>'


def _letters(width: int) -> int:
    """How many letters of a text fit into a column: it is as wide as so many figures of the smaller default."""
    return max(int(width * 0.9), 1)


def _lines(values: Sequence[Value], rooms: Sequence[int]) -> int:
    """Lines that the tallest cell of a row takes. Not every program that opens the file works it out for itself."""
    most = 1
    for value, room in zip(values, rooms, strict=True):
        if isinstance(value, str) and len(value) > room:
            most = max(most, -(-len(value) // room))
    return most


def _dress(table: Sheet, looks: dict[str, Any], column: int) -> tuple[int, int]:
    """The looks of words and of figures in a column, by their numbers in the file."""
    kind = table.kinds[column]
    names = ("text" if kind == "s" else "right", kind if kind in "npf" else "right")
    return looks[names[0]]._get_xf_index(), looks[names[1]]._get_xf_index()


class _NoCells(dict[Any, Any]):
    """In place of the notes that XlsxWriter takes of every cell of a table, lest two tables meet: a worksheet here
    has one."""

    def __setitem__(self, place: Any, table: Any) -> None:
        """Keeps nothing."""


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
    sheet = book.add_worksheet("Cover", _Worksheet)
    sheet.set_column(0, 0, COVER_WIDTH)
    for row, (text, look) in enumerate(cover_lines(model)):
        sheet.write_string(row, 0, cell_text(text), looks[look])
        sheet.set_row(row, _TALL.get(look) or LINE * _lines([text], [_letters(COVER_WIDTH)]))
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
    sheet = book.add_worksheet(table.name, _Worksheet)
    sheet.table_cells = _NoCells()
    sheet.write_string(0, 0, cell_text(table.title), looks["title"])
    sheet.set_row(0, _TALL["title"])
    sheet.set_row(table.start - 1, LINE * _lines(table.head, [_letters(width) - 1 for width in table.widths]))
    lines = [f"This worksheet contains one table. It starts in cell A{table.start}.", *table.intro]
    for row, line in enumerate(lines, 1):
        sheet.write_string(row, 0, cell_text(line), looks["line"])
    _table(sheet, table, looks)
    for column, width in enumerate(table.widths):
        sheet.set_column(column, column, width)
    if len(table.head) > LANDSCAPE_FROM:
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
    if table.name == "Contents":
        for row, (there, about) in enumerate(table.rows, top + 1):
            sheet.write_url(row, 0, f"internal:'{there}'!A1", looks["link"], str(there))
            sheet.write_string(row, 1, cell_text(str(about)), looks["text"])
    elif table.rows:
        sheet.lay(table, looks)
    else:
        for column, kind in enumerate(table.kinds):
            sheet.write_string(top + 1, column, "none recorded", looks["text" if kind == "s" else "right"])
