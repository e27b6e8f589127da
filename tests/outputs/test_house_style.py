"""What holds for every PDF: marking, fonts, tags, furniture, equal bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pdfua
import pytest
from outputs import factories, factories_case, factories_sheets
from outputs.reading import fonts, made, page_texts, reader, table_rows, tags, unmarked_painting, written
from pypdf.generic import ContentStream

from hmip_desktop.outputs.alert_sheet import write_alert
from hmip_desktop.outputs.annex import write_annex
from hmip_desktop.outputs.case_record import write_case_record
from hmip_desktop.outputs.custody import write_custody
from hmip_desktop.outputs.headline import write_headline

Make = Callable[[], Any]
EVERY = pytest.mark.parametrize(
    ("write", "make"),
    [
        pytest.param(write_headline, factories.report, id="headline"),
        pytest.param(write_headline, factories.rated_report, id="headline-rated"),
        pytest.param(write_annex, factories.report, id="annex"),
        pytest.param(write_annex, factories.rated_report, id="annex-rated"),
        pytest.param(write_case_record, factories_case.record, id="record"),
        pytest.param(write_case_record, factories_case.record_with_interview, id="record-with-interview"),
        pytest.param(write_case_record, factories_case.record_cy, id="record-welsh"),
        pytest.param(write_alert, factories_sheets.alert, id="alert"),
        pytest.param(write_custody, factories_sheets.custody, id="custody"),
    ],
)


@EVERY
@pytest.mark.parametrize("marking", ["OFFICIAL", "OFFICIAL-SENSITIVE"])
def test_the_marking_stands_twice_on_each_page_and_once_in_the_metadata(write: Any, make: Make, marking: str) -> None:
    model = make()
    content = written(write, replace(model, context=replace(model.context, marking=marking)))
    for text in page_texts(content):
        assert text.split().count(marking) == 2
    assert reader(content).metadata.subject.startswith(f"{marking}.")


@EVERY
def test_every_font_is_ours_and_embedded(write: Any, make: Make) -> None:
    found = fonts(made(write, make))
    assert found
    assert all(found.values()), found
    assert all("NotoSans" in name or "DejaVuSansMono" in name for name in found)


@EVERY
def test_two_runs_give_the_same_bytes(write: Any, make: Make) -> None:
    assert written(write, make()) == made(write, make)


@EVERY
def test_an_outside_checker_finds_nothing_against_pdf_ua(write: Any, make: Make, tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(made(write, make))
    found = pdfua.validate(str(path))
    # its rule on heading levels breaks off on any number tree; levels are looked at in the next test
    assert {outcome.rule_id for outcome in found.outcomes if outcome.skipped} <= {"UA-14-001"}
    assert len(found.outcomes) >= 12
    assert [(one.rule_id, one.message) for one in found.findings] == []


@EVERY
def test_the_structure_can_be_read_aloud(write: Any, make: Make) -> None:
    content = made(write, make)
    count = tags(content)
    assert count["/Document"] == 1
    assert count["/H1"] == 1
    assert count["/H2"] >= 1
    assert count["/Table"] >= 1
    assert count["/TH"] >= 2
    root = reader(content).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader(content).metadata.title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert all(page["/Tabs"] == "/S" for page in reader(content).pages)


@EVERY
def test_each_page_leads_to_its_elements(write: Any, make: Make) -> None:
    pdf = reader(made(write, make))
    numbers = pdf.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    lists = {int(key): value.get_object() for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
    for page in pdf.pages:
        elements = lists[int(page["/StructParents"])]
        operations = ContentStream(page.get_contents(), pdf).operations
        marks = [
            operands[1]["/MCID"] for operands, operator in operations if operator == b"BDC" and "/MCID" in operands[1]
        ]
        assert marks == list(range(len(elements)))


@EVERY
def test_rows_of_a_table_have_equal_numbers_of_cells(write: Any, make: Make) -> None:
    for rows in table_rows(made(write, make)):
        assert len(set(rows)) == 1


@EVERY
def test_all_that_is_painted_is_content_or_artifact(write: Any, make: Make) -> None:
    assert unmarked_painting(made(write, make)) == []


@EVERY
def test_pages_are_numbered_and_made_up_data_is_named(write: Any, make: Make) -> None:
    texts = page_texts(made(write, make))
    word, of, data = (
        ("Tudalen", "o", "Data wedi’i ddyfeisio") if "Cofnod" in texts[0] else ("Page", "of", "Made-up data")
    )
    for number, text in enumerate(texts, 1):
        assert f"{word} {number} {of} {len(texts)}" in text
        assert data in text


@EVERY
def test_self_assessment_is_named_on_each_page(write: Any, make: Make) -> None:
    model = make()
    context = replace(model.context, self_assessment=True, made_up=False, language="en")
    for text in page_texts(written(write, replace(model, context=context))):
        assert "Self-assessment" in text
        assert "Made-up data" not in text


def test_the_language_of_the_document_is_said() -> None:
    assert reader(written(write_case_record, factories_case.record())).trailer["/Root"]["/Lang"] == "en-GB"
    assert reader(written(write_case_record, factories_case.record_cy())).trailer["/Root"]["/Lang"] == "cy"


def test_a_repeated_head_is_not_read_twice() -> None:
    content = written(write_annex, factories.report())
    texts = page_texts(content)
    assert all("Question or prompt" in text for text in texts[:2])
    heads = [rows for rows in table_rows(content) if rows]
    assert len(heads) == 3
