"""One model, one number: PDF, XLSX, ODS and CSV say the same, cell by cell."""

from __future__ import annotations

import csv
import re
from functools import cache
from io import BytesIO, StringIO
from typing import Any

import pytest
from odf.opendocument import load
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import load_workbook
from outputs import factories
from outputs.reading import elements, page_texts, written

from hmip_desktop.domain.report_model import ReportModel
from hmip_desktop.outputs.annex import write_annex
from hmip_desktop.outputs.data import write_results_csv
from hmip_desktop.outputs.headline import write_headline
from hmip_desktop.outputs.workbook import write_workbook
from hmip_desktop.outputs.workbook_ods import write_ods

MODELS = {"72 cases": factories.report, "rated": factories.rated_report}
FIGURES = ("yes", "no", "not_applicable", "unanswered", "base", "percent", "interval_lower", "interval_upper")


@cache
def _model(name: str) -> ReportModel:
    return MODELS[name]()


def _xlsx(model: ReportModel) -> dict[str, list[list[Any]]]:
    book = load_workbook(BytesIO(written(write_workbook, model)))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def _ods(model: ReportModel) -> dict[str, list[list[Any]]]:
    document = load(BytesIO(written(write_ods, model)))
    return {
        table.getAttribute("name"): [
            [_ods_value(cell) for cell in row.getElementsByType(TableCell)] for row in table.getElementsByType(TableRow)
        ]
        for table in document.spreadsheet.getElementsByType(Table)
    }


def _ods_value(cell: Any) -> Any:
    if cell.getAttribute("valuetype") == "float":
        value = float(cell.getAttribute("value"))
        return int(value) if value.is_integer() else value
    return "\n".join(str(line) for line in cell.getElementsByType(P))


def _tidy(model: ReportModel) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(written(write_results_csv, model).decode("utf-8"), newline="")))


@pytest.mark.parametrize("name", MODELS)
def test_xlsx_and_ods_are_equal_cell_by_cell(name: str) -> None:
    xlsx, ods = _xlsx(_model(name)), _ods(_model(name))
    assert list(xlsx) == list(ods)
    for sheet, rows in xlsx.items():
        assert [[value for value in row if value is not None] for row in rows] == ods[sheet]


@pytest.mark.parametrize("name", MODELS)
def test_csv_and_xlsx_are_equal_cell_by_cell(name: str) -> None:
    model = _model(name)
    rows = _xlsx(model)["Question_results"]
    start = next(at for at, row in enumerate(rows) if row[0] == "Reference")
    sheet = {row[0]: [str(value) for value in row[5:13]] for row in rows[start + 1 :]}
    tidy = {row["reference"]: row for row in _tidy(model) if row["split_by"] == "none"}
    assert set(sheet) == set(tidy)
    for ref, values in sheet.items():
        assert [_plain(value) for value in values] == [_plain(tidy[ref][column]) for column in FIGURES]


@pytest.mark.parametrize("name", MODELS)
def test_splits_are_equal_in_csv_and_xlsx(name: str) -> None:
    model = _model(name)
    rows = _xlsx(model)["Results_by_PDU"]
    start = next(at for at, row in enumerate(rows) if row[0] == "Reference")
    columns = ("yes", "no", "base", "percent", "interval_lower", "interval_upper")
    tidy = {(row["reference"], row["group"]): row for row in _tidy(model) if row["split_by"] == "pdu"}
    assert len(rows) > start + 4
    for row in rows[start + 1 :]:
        found = tidy[row[0], row[2]]
        assert [_plain(str(value)) for value in row[3:9]] == [_plain(found[column]) for column in columns]


def _plain(value: str) -> str:
    return value.removesuffix(".0")


def test_headline_and_csv_are_equal() -> None:
    model = _model("72 cases")
    text = " ".join(page_texts(written(write_headline, model)))
    for row in _tidy(model):
        if row["split_by"] != "none" or row["kind"] != "key_question" or row["yes"] == "[c]":
            continue
        low, high = _whole(row["interval_lower"]), _whole(row["interval_upper"])
        assert f"{row['yes']} of {row['base']}" in text
        assert re.search(rf"\b{row['percent']} %", text)
        assert any(f"{a} to {b} %" in text for a in low for b in high)


def _whole(tenth: str) -> set[int]:
    """The whole numbers that a figure printed to a tenth can come from (a printed .5 may round either way)."""
    value = float(tenth)
    return {int(value + 0.5), int(value + 0.499)} if abs(value % 1 - 0.5) < 1e-9 else {int(value + 0.5)}


def test_figures_drawn_say_what_the_csv_says() -> None:
    model = _model("72 cases")
    tidy = {row["reference"]: row for row in _tidy(model) if row["split_by"] == "none"}
    said = [str(e["/Alt"]) for e in elements(written(write_headline, model)) if "/Alt" in e]
    bars = [text for text in said if "95 per cent interval" in text]
    assert len(bars) == 12
    for text in bars:
        row = tidy[text.split()[0].rstrip(":")]
        assert f"{row['yes']} of {row['base']}, {row['percent']} per cent" in text


def test_annex_and_csv_are_equal() -> None:
    model = _model("72 cases")
    text = " ".join(page_texts(written(write_annex, model)))
    for row in _tidy(model):
        if row["split_by"] == "pdu" and row["yes"] != "[c]":
            assert f"{row['yes']} of {row['base']}" in text
            assert f"{row['percent']} %" in text


def test_the_annex_ends_with_what_limits_its_figures() -> None:
    model = _model("72 cases")
    assert model.limitations
    last = " ".join(page_texts(written(write_annex, model))[-1].split())
    assert "What limits these figures" in last
    assert all(limit.lead in last for limit in model.limitations)
    assert "Annex 2:" not in last  # annex 3 has the same running head


def test_hidden_figures_are_hidden_everywhere() -> None:
    model = _model("72 cases")
    hidden = [row for row in _tidy(model) if row["yes"] == "[c]"]
    assert hidden
    for row in hidden:
        assert {row[column] for column in FIGURES} == {"[c]"}
