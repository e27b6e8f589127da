"""Word documents: real headings, head rows that repeat, marking on each page, the same figures."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from outputs import factories, factories_case
from outputs.reading import written
from outputs.test_case_record import HOSTILE

from hmip_desktop.domain.report_case import Narrative
from hmip_desktop.errors import Refused
from hmip_desktop.outputs.word import write_case_record_docx
from hmip_desktop.outputs.word_headline import write_headline_docx


def _read(write: Any, model: Any) -> Any:
    return Document(BytesIO(written(write, model)))


def _words(document: Any) -> str:
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join(parts).split())


CASES = pytest.mark.parametrize(
    ("write", "make"),
    [
        (write_headline_docx, factories.report),
        (write_headline_docx, factories.rated_report),
        (write_case_record_docx, factories_case.record),
        (write_case_record_docx, factories_case.record_with_interview),
        (write_case_record_docx, factories_case.record_cy),
    ],
)


@CASES
def test_headings_and_table_heads_are_real(write: Any, make: Any) -> None:
    document = _read(write, make())
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles.count("Title") == 1
    assert styles.count("Heading 1") >= 5
    headed = [table for table in document.tables if table.rows[0]._tr.findall(f".//{qn('w:tblHeader')}")]
    assert len(headed) >= 4


@CASES
def test_the_marking_stands_in_header_and_footer(write: Any, make: Any) -> None:
    document = _read(write, make())
    section = document.sections[0]
    assert section.header.paragraphs[0].text.startswith("OFFICIAL-SENSITIVE")
    assert section.footer.paragraphs[0].text.startswith("OFFICIAL-SENSITIVE")
    assert document.core_properties.subject == "OFFICIAL-SENSITIVE"


@CASES
def test_two_runs_give_the_same_bytes(write: Any, make: Any) -> None:
    assert written(write, make()) == written(write, make())


def test_the_headline_has_the_figures_of_the_model() -> None:
    model = factories.report()
    words = _words(_read(write_headline_docx, model))
    for question in model.key_questions("core"):
        assert question.share is not None
        assert f"{question.share.of_n} {question.share.percent_words} {question.share.interval_words}" in words
    for limit in model.limitations:
        assert f"{limit.lead}{limit.rest}" in words
    assert "is not rated" in words


def test_interview_notes_stay_with_the_team() -> None:
    record = factories_case.record_with_interview()
    document = _read(write_case_record_docx, record)
    assert "Team only" in document.sections[0].header.paragraphs[0].text
    with pytest.raises(Refused) as caught:
        write_case_record_docx(replace(record, context=factories.context(audience="body")), BytesIO())
    assert caught.value.code == "record-needs-team"
    assert "nobody covered" in _words(document)
    assert "nobody covered" not in _words(_read(write_case_record_docx, factories_case.record()))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_words_from_outside_stay_words(text: str) -> None:
    block = replace(factories_case.block(1), why=Narrative(text))
    document = _read(write_case_record_docx, factories_case.record(blocks=(block,), feedback=text))
    assert len(document.tables) >= 4


def test_welsh() -> None:
    document = _read(write_case_record_docx, factories_case.record_cy())
    assert document.core_properties.language == "cy"
    assert "Cofnod achos" in _words(document)
