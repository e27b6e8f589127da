"""Data files: tidy results, answers for the team alone, and the dictionary."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from outputs import factories
from outputs.reading import written

from hmip_desktop.domain.report_data import AnswerData, AnswerLine
from hmip_desktop.errors import Refused
from hmip_desktop.outputs.data import write_answers_csv, write_dictionary, write_results_csv


def _answers(**changes: str) -> AnswerData:
    line = AnswerLine("24-0417", "C1", "yes", pdu="Ashby Vale", rosh="high", route="core", assessor="AI-03")
    return AnswerData(
        factories.context(audience="team"), (replace(line, **changes), replace(line, question="C2", answer=""))
    )


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8"), newline="")))


def test_answers_are_tidy() -> None:
    first, second = _rows(written(write_answers_csv, _answers()))
    assert first["case_ref"] == "24-0417"
    assert (first["question"], first["answer"], first["counted"]) == ("C1", "yes", "true")
    assert second["answer"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_free_text_that_would_run_gets_an_apostrophe(start: str) -> None:
    row = _rows(written(write_answers_csv, _answers(ethnicity=f"{start}cmd()")))[0]
    assert row["ethnicity"].startswith("'")
    assert not row["ethnicity"].startswith(start)


def test_codes_and_numbers_stay_as_they_are() -> None:
    model = factories.report(questions=tuple(replace(q, text="-1 or +1") for q in factories.facts().questions))
    rows = _rows(written(write_results_csv, model))
    assert {row["question"] for row in rows} == {"'-1 or +1"}
    assert all(not row["reference"].startswith("'") for row in rows)


@pytest.mark.parametrize("audience", ["body", "public"])
def test_answers_never_leave_the_team(audience: str) -> None:
    data = replace(_answers(), context=factories.context(audience=audience))
    stream = BytesIO()
    with pytest.raises(Refused) as caught:
        write_answers_csv(data, stream)
    assert caught.value.code == "answers-need-team"
    assert stream.getvalue() == b""


def test_every_column_is_in_the_dictionary_of_its_audience() -> None:
    model = factories.report(context=factories.context(audience="team"))
    content = json.loads(written(write_dictionary, model))
    files = {file["file"]: [column["name"] for column in file["columns"]] for file in content["files"]}
    assert files["results"] == list(_rows(written(write_results_csv, model))[0])
    assert files["answers"] == list(_rows(written(write_answers_csv, _answers()))[0])
    assert content["marking"] == "OFFICIAL-SENSITIVE"
    assert content["model"] == model.code
    public = json.loads(written(write_dictionary, factories.report(context=factories.context(audience="public"))))
    assert [file["file"] for file in public["files"]] == ["results"]


def test_two_runs_give_the_same_bytes() -> None:
    for write in (write_results_csv, write_dictionary):
        assert written(write, factories.report()) == written(write, factories.report())
