"""Workbooks keep every rule of the lint, and the lint finds each rule broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from outputs import factories
from outputs.reading import made, written

from hmip_desktop.domain.report_model import Change, ContextTable, ReportModel
from hmip_desktop.outputs.workbook import write_workbook
from hmip_desktop.outputs.workbook_ods import write_ods
from tests.workbook_lint import lint_ods, lint_xlsx

REGION = "Westmarch"


def full() -> ReportModel:
    """A model with every sheet that a workbook can have."""
    table = ContextTable(
        "Caseload", "Made-up statistics", "June 2026", ("PDU", "Cases"), (("Ashby", 410), ("Carr", 305))
    )
    change = Change("C1, all cases", "31 of 58", "30 of 58", "A challenge to a judgement was upheld")
    context = factories.context(marking="OFFICIAL", audience="public")
    return replace(factories.report(context_tables=(table,), changes=(change,)), context=context)


MODELS: dict[str, Callable[[], ReportModel]] = {
    "72 cases": factories.report, "rated": factories.rated_report, "everything": full,
}  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_both_workbooks_keep_the_rules(name: str) -> None:
    model = MODELS[name]()
    marking = model.context.marking
    assert lint_xlsx(written(write_workbook, model), marking, REGION) == []
    assert lint_ods(written(write_ods, model), marking, REGION) == []


def _retitled(book: Workbook) -> None:
    book["Notes"].title = "My notes"


def _blank_row(book: Workbook) -> None:
    book["Question_results"].insert_rows(8)


BREAKS: dict[str, tuple[Callable[[Workbook], Any], str]] = {
    "merged": (lambda book: book["Question_results"].merge_cells("A6:B6"), "has merged cells"),
    "blank cell": (lambda book: book["Question_results"].__setitem__("C7", None), "has a blank"),
    "blank row": (_blank_row, "has a blank"),
    "same heads": (lambda book: book["Question_results"].__setitem__("B4", "Reference"), "the heads are"),
    "frozen": (lambda book: setattr(book["Notes"], "freeze_panes", "A4"), "frozen"),
    "order": (lambda book: book.move_sheet("Cover", 2), "the sheets begin"),
    "name": (_retitled, "is not plain"),
    "other shorthand": (lambda book: book["Question_results"].__setitem__("F6", "n/a"), "among numbers"),
    "number as text": (lambda book: book["Question_results"].__setitem__("E6", "12"), "written as text"),
    "unexplained": (lambda book: book["Question_results"].__setitem__("A4", "Reference [note 99]"), "do not explain"),
    "formula": (lambda book: book["Question_results"].__setitem__("F6", "=1+1"), "is a formula"),
    "marking": (lambda book: setattr(book["Notes"].oddFooter.center, "text", ""), "the marking is missing"),
    "title": (lambda book: setattr(book.properties, "title", "Book1"), "the title property"),
    "opens elsewhere": (lambda book: setattr(book, "active", 2), "does not open on the cover"),
    "beside": (lambda book: book["Question_results"].__setitem__("D2", "x"), "beside the lines above"),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_rule_is_found(broken: str) -> None:
    book = load_workbook(BytesIO(made(write_workbook, factories.report)))
    act, words = BREAKS[broken]
    act(book)
    stream = BytesIO()
    book.save(stream)
    marking = factories.report().context.marking
    assert any(words in fault for fault in lint_xlsx(stream.getvalue(), marking, REGION))
