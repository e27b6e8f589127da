"""The workbook: its shape for readers and machines, and nothing in it that runs."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from outputs import factories
from outputs.reading import written

from hmip_desktop.domain.report_model import ContextTable, ReportModel
from hmip_desktop.errors import Refused
from hmip_desktop.outputs.sheets import COVER_WIDTH, data_sheets
from hmip_desktop.outputs.workbook import write_workbook
from hmip_desktop.outputs.workbook_ods import write_ods

FIXED = ["Cover", "Contents", "Notes", "Sample_profile", "Question_results", "Results_by_PDU", "Results_by_RoSH"]
HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "http://example.invalid",
    "{=1}",
    "x" * 40_000,
)


def _book(model: ReportModel) -> Workbook:
    return load_workbook(BytesIO(written(write_workbook, model)))


@pytest.mark.parametrize("make", [factories.report, factories.rated_report])
def test_sheets_titles_tables_and_notes(make: Any) -> None:
    book = _book(make())
    assert [name for name in book.sheetnames if name in FIXED] == [n for n in FIXED if n in book.sheetnames]
    assert book.active.title == "Cover"
    for sheet in book.worksheets[1:]:
        (name,) = sheet.tables
        table = sheet.tables[name]
        assert name == f"T_{sheet.title}"
        start = table.ref.split(":")[0]
        assert sheet["A2"].value == f"This worksheet contains one table. It starts in cell {start}."
        assert table.autoFilter is None
        assert sheet.freeze_panes is None
        assert not sheet.merged_cells.ranges
        assert sheet["A1"].font.b
        assert (sheet["A1"].font.name, sheet["A1"].font.sz) == ("Arial", 16)
        cells = [cell.value for row in sheet[table.ref] for cell in row]
        assert all(value not in (None, "") for value in cells)
        heads = [cell.value for cell in sheet[table.ref][0]]
        assert len(set(heads)) == len(heads)


def test_marking_stands_in_the_print_header_and_footer_of_each_sheet() -> None:
    model = factories.report(context=factories.context(marking="OFFICIAL", audience="public"))
    for sheet in _book(model):
        assert sheet.oddHeader.center.text == "OFFICIAL"
        assert sheet.oddFooter.center.text == "OFFICIAL"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0


def test_a_row_is_as_tall_as_its_words_need() -> None:
    """Some programs show a row that says nothing of its height one line tall, whatever wraps in it."""
    model = factories.report()
    tables = [(one.name, one.start, one.widths) for one in data_sheets(model) if one.name != "Contents"]
    for name, top, widths in (("Cover", 1, (COVER_WIDTH,)), *tables):
        sheet, wrapped = _book(model)[name], 0
        for row in sheet.iter_rows(min_row=top):
            words = [(cell.value, 0.9 * width) for cell, width in zip(row, widths, strict=True)]
            lines = max(len(value) / room for value, room in words if isinstance(value, str))
            wrapped += lines > 1
            assert (sheet.row_dimensions[row[0].row].height or 15.75) >= 15.7 * lines, (name, row[0].value)
        assert wrapped or name != "Notes"


def test_the_cover_carries_the_accounting() -> None:
    words = " ".join(str(row[0].value) for row in _book(factories.report())["Cover"])
    assert "72 = 70 counted + 2 excluded." in words
    assert "3 training and 7 second assessments" in words
    assert factories.report().code in words


def test_nothing_runs_as_a_formula() -> None:
    table = ContextTable(HOSTILE[0], HOSTILE[3], HOSTILE[1], HOSTILE, (HOSTILE, HOSTILE))
    base = factories.facts()
    questions = tuple(replace(q, text=HOSTILE[i % 8], area=HOSTILE[i % 8]) for i, q in enumerate(base.questions))
    model = factories.report(context_tables=(table,), questions=questions)
    for sheet in _book(model):
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    content = written(write_workbook, model)
    with ZipFile(BytesIO(content)) as archive:
        parts = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
    assert b"<f>" not in parts
    ods = written(write_ods, model)
    with ZipFile(BytesIO(ods)) as archive:
        assert b"table:formula" not in archive.read("content.xml")


def test_equal_heads_of_an_imported_table_are_told_apart() -> None:
    table = ContextTable("Caseload", "source", "2026", ("Number", "Number", ""), ((1, 2, 3),))
    sheet = _book(factories.report(context_tables=(table,)))["Context_1"]
    assert [cell.value for cell in sheet[4]] == ["Number", "Number (2)", "Column 3"]
    assert "apart" in sheet["A1"].value or "not from cases" in sheet["A1"].value


def test_numbers_are_numbers_and_figures_that_cannot_exist_are_marked() -> None:
    sheet = _book(factories.report())["Question_results"]
    first = [cell.value for cell in sheet[5]]
    assert first[0] == "C1"
    assert all(isinstance(value, int | float) for value in (first[5], first[9], first[10], first[11]))
    assert first[7] == "[z]"
    assert sheet["K5"].number_format == "0"
    assert sheet["L5"].number_format == "0.0"


def test_moderated_and_weighted_figures_get_columns_of_their_own() -> None:
    base = factories.facts()
    first = base.questions[0]
    changed = replace(first, moderated=1, first=factories.share(30, 58), weighted=52.25, design_effect=1.3)
    book = _book(factories.report(questions=(changed, *base.questions[1:])))
    sheet = book["Question_results"]
    assert "[note 7]" in {cell.value for cell in book["Notes"]["A"]}
    assert "[note 7]" not in {cell.value for cell in _book(factories.report())["Notes"]["A"]}
    heads = [cell.value for cell in sheet[4]]
    row = dict(zip(heads, [cell.value for cell in sheet[5]], strict=True))
    assert row["Weighted to the population (per cent) [note 7]"] == 52.3
    assert row["Yes before moderation"] == 30
    assert row["Answers settled by moderation"] == 1


@pytest.mark.parametrize("write", [write_workbook, write_ods])
def test_two_runs_give_the_same_bytes(write: Any) -> None:
    assert written(write, factories.report()) == written(write, factories.report())


@pytest.mark.parametrize("write", [write_workbook, write_ods])
def test_a_sum_that_fails_stops_the_workbook(write: Any) -> None:
    model = factories.report()
    wrong = replace(model, accounting=replace(model.accounting, core=1))
    stream = BytesIO()
    with pytest.raises(Refused):
        write(wrong, stream)
    assert stream.getvalue() == b""


def test_title_and_marking_are_properties_of_both_files() -> None:
    model = factories.report()
    assert _book(model).properties.title == "Westmarch probation region: case data tables"
    with ZipFile(BytesIO(written(write_ods, model))) as archive:
        about = archive.read("meta.xml").decode()
        assert "Westmarch probation region: case data tables" in about
        assert "OFFICIAL-SENSITIVE" in archive.read("styles.xml").decode()
        assert archive.namelist()[0] == "mimetype"


def test_rows_of_a_long_table_come_back_as_they_were() -> None:
    said = (" spaces ", "a < b & c", "two\nlines", "<r><t>x</t></r>", "ŵ", "<!-- here -->", 1, 2.5, -3)
    rows = tuple((number, *said) for number in range(120))
    table = ContextTable("Long", "Made up", "2026", tuple(f"Column {at}" for at in range(len(said) + 1)), rows)
    sheet = _book(factories.report(context_tables=(table,)))["Context_1"]
    assert [tuple(line) for line in sheet.iter_rows(min_row=5, values_only=True)] == list(rows)
    assert sheet.dimensions == "A1:J124"
    assert sheet.tables["T_Context_1"].ref == "A4:J124"


def test_a_long_table_is_not_kept_cell_by_cell() -> None:
    peaks = []
    for count in (500, 5000):
        rows = tuple((str(number), *["yes", "no"] * 5) for number in range(count))
        table = ContextTable("Long", "Made up", "2026", tuple(f"Column {at}" for at in range(11)), rows)
        model = factories.report(context_tables=(table,))
        tracemalloc.start()
        write_workbook(model, BytesIO())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert (peaks[1] - peaks[0]) / (4500 * 11) < 60  # bytes; a kept cell takes some 250


def test_only_an_inspection_with_two_sets_of_questions_speaks_of_core_cases() -> None:
    """Every note that a head or a category points to is there, and the other way round none of a set that is not."""
    for model, told in ((factories.report(), True), (factories.rated_report(), False)):
        held = {str(cell.value) for sheet in _book(model) for row in sheet.iter_rows() for cell in row if cell.value}
        assert any("[note 6]" in text for text in held) is told
        assert any("Only core cases are split" in text for text in held) is told
