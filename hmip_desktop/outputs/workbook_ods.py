"""The same data tables as OpenDocument spreadsheet, cell by cell equal to the XLSX."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from odf import dc, meta
from odf.element import Element
from odf.namespaces import STYLENS, nsdict
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import (
    Footer,
    FooterStyle,
    Header,
    HeaderFooterProperties,
    HeaderStyle,
    MasterPage,
    PageLayout,
    PageLayoutProperties,
    ParagraphProperties,
    Style,
    TableCellProperties,
    TableColumnProperties,
    TextProperties,
)
from odf.table import DatabaseRange, DatabaseRanges, Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import P

from hmip_desktop.domain.report_model import ReportModel
from hmip_desktop.outputs.archive import fixed_archive
from hmip_desktop.outputs.furniture import Target, deliver
from hmip_desktop.outputs.sheets import COVER_WIDTH, Sheet, cover_lines, data_sheets
from hmip_desktop.outputs.workbook import LANDSCAPE_FROM, cell_text

LOOKS: dict[str, tuple[dict[str, str], dict[str, str], dict[str, str]]] = {
    "title": ({"fontsize": "16pt", "fontweight": "bold"}, {}, {}),
    "head": ({"fontsize": "14pt", "fontweight": "bold"}, {}, {"wrapoption": "wrap"}),
    "text": ({}, {}, {"wrapoption": "wrap", "verticalalign": "top"}),
    "line": ({}, {}, {}),
    "column": ({"fontweight": "bold"}, {}, {"wrapoption": "wrap", "borderbottom": "1pt solid #000000"}),
    "right": ({}, {"textalign": "end"}, {"verticalalign": "top"}),
}

WIDE, NARROW = "wide", "narrow"


def write_ods(model: ReportModel, target: Target) -> int:
    """Write the data tables as ODS to ``target``; its number of sheets. Raises ``Refused`` when a sum fails."""
    model.accounting.check()
    # The library names in each file whatever it has met before in this process; the full list keeps runs equal.
    Element.namespaces = dict(sorted(nsdict.items()))
    document = OpenDocumentSpreadsheet()
    _properties(document, model)
    for wide in (False, True):
        _marked_page(document, model.context.marking, wide=wide)
    for name, (text, line, cell) in LOOKS.items():
        _style(document, name, text, line, cell)
    _cover(document, model)
    sheets = data_sheets(model)
    for sheet in sheets:
        _sheet(document, sheet)
    _named_tables(document, sheets)
    stream = BytesIO()
    document.write(stream)
    deliver(fixed_archive(stream.getvalue()), target)
    return len(sheets) + 1


def _properties(document: Any, model: ReportModel) -> None:
    # The library stamps the time of writing; the model's own time keeps two runs equal.
    at = f"{model.context.printed_at:%Y-%m-%dT%H:%M:%S}"
    for old in list(document.meta.childNodes):
        document.meta.removeChild(old)
    for element, text in (
        (meta.Generator(), "HMIP Desktop"),
        (dc.Title(), f"{cell_text(model.context.region)}: case data tables"),
        (dc.Subject(), model.context.marking),
        (dc.Language(), "en-GB"),
        (meta.CreationDate(), at),
        (dc.Date(), at),
    ):
        element.addText(text)
        document.meta.addElement(element)


def _marked_page(document: Any, marking: str, *, wide: bool) -> None:
    """How a sheet is printed: A4, as wide as the page and no wider, the marking above and below."""
    name = WIDE if wide else NARROW
    layout = PageLayout(name=f"{name}-page")
    sizes = {"pagewidth": "29.7cm", "pageheight": "21cm"} if wide else {"pagewidth": "21cm", "pageheight": "29.7cm"}
    paper = PageLayoutProperties(printorientation="landscape" if wide else "portrait", margin="1.5cm", **sizes)
    for side, pages in (("X", 1), ("Y", 0)):
        paper.setAttrNS(STYLENS, f"scale-to-{side}", str(pages))
    layout.addElement(paper)
    page = MasterPage(name=name, pagelayoutname=layout)
    centred = Style(name=f"{name}-marking", family="paragraph")
    centred.addElement(ParagraphProperties(textalign="center"))
    centred.addElement(TextProperties(fontfamily="Arial", fontweight="bold"))
    for looks, element in ((HeaderStyle(), Header()), (FooterStyle(), Footer())):
        looks.addElement(HeaderFooterProperties(minheight="0.9cm", margin="0.3cm"))
        layout.addElement(looks)
        element.addElement(P(text=marking, stylename=centred))
        page.addElement(element)
    document.automaticstyles.addElement(centred)
    document.automaticstyles.addElement(layout)
    document.masterstyles.addElement(page)
    document.automaticstyles.addElement(Style(name=f"{name}-sheet", family="table", masterpagename=name))


def _style(document: Any, name: str, text: dict[str, str], line: dict[str, str], cell: dict[str, str]) -> None:
    made = Style(name=name, family="table-cell")
    made.addElement(TextProperties(**{"fontfamily": "Arial", "fontsize": "12pt", **text}))
    if line:
        made.addElement(ParagraphProperties(**line))
    if cell:
        made.addElement(TableCellProperties(**cell))
    document.automaticstyles.addElement(made)


def _new_table(document: Any, name: str, widths: tuple[int, ...]) -> Any:
    table = Table(name=name, stylename=f"{WIDE if len(widths) > LANDSCAPE_FROM else NARROW}-sheet")
    for number, width in enumerate(widths):
        style = Style(name=f"{name}-{number}", family="table-column")
        style.addElement(TableColumnProperties(columnwidth=f"{width * 0.22:.2f}cm"))
        document.automaticstyles.addElement(style)
        table.addElement(TableColumn(stylename=style))
    document.spreadsheet.addElement(table)
    return table


def _cover(document: Any, model: ReportModel) -> None:
    table = _new_table(document, "Cover", (COVER_WIDTH,))
    for text, look in cover_lines(model):
        _row(table, [text], [look])


def _sheet(document: Any, sheet: Sheet) -> None:
    table = _new_table(document, sheet.name, sheet.widths)
    _row(table, [sheet.title], ["title"])
    _row(table, [f"This worksheet contains one table. It starts in cell A{sheet.start}."], ["line"])
    for line in sheet.intro:
        _row(table, [line], ["line"])
    head = TableHeaderRows()
    table.addElement(head)
    _row(head, list(sheet.head), ["column"] * len(sheet.head))
    looks = ["text" if kind == "s" else "right" for kind in sheet.kinds]
    for values in sheet.rows or (("none recorded",) * len(sheet.head),):
        _row(table, list(values), looks)


def _named_tables(document: Any, sheets: list[Sheet]) -> None:
    """Each table under the name that it has in the XLSX."""
    named = DatabaseRanges()
    for sheet in sheets:
        column, left = "", len(sheet.head)
        while left:
            left, letter = divmod(left - 1, 26)
            column = f"{chr(65 + letter)}{column}"
        bottom = sheet.start + max(len(sheet.rows), 1)
        place = f"{sheet.name}.A{sheet.start}:{sheet.name}.{column}{bottom}"
        named.addElement(DatabaseRange(name=f"T_{sheet.name}", targetrangeaddress=place, displayfilterbuttons="false"))
    document.spreadsheet.addElement(named)


def _row(table: Any, values: list[Any], looks: list[str]) -> None:
    row = TableRow()
    for value, look in zip(values, looks, strict=True):
        if isinstance(value, int | float):
            cell = TableCell(valuetype="float", value=str(value), stylename=look)
            cell.addElement(P(text=str(value)))
        else:
            cell = TableCell(valuetype="string", stylename=look)
            for line in cell_text(value).split("\n"):
                cell.addElement(P(text=line))
        row.addElement(cell)
    table.addElement(row)
