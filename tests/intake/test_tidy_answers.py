"""Tidy answers: bad values with their row, double answers, and what is only worth a note."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmip_desktop.errors import Refused
from hmip_desktop.intake.answers import read_answers
from hmip_desktop.intake.packs import shipped_pack

PACK = shipped_pack("probation-2017")
DIPP = shipped_pack("dipp-2025")
HEADER = "case_ref,question,answer,pdu,rosh,route,assessor,counted"


def write(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "answers.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_answers_of_every_kind(tmp_path) -> None:
    path = write(
        tmp_path, "1,2.1.1,yes,North,low,,A,true", "1,2.1.2,,North,low,,A,", "1,2.1.1,no,North,low,,B,false",
        "2,2.1.1,na,South,high,,A,TRUE",
    )  # fmt: skip
    found = read_answers(path, PACK)
    assert [(a.case_ref, a.question, a.answer, a.counted, a.row) for a in found.answers] == [
        ("1", "2.1.1", "yes", True, 2), ("1", "2.1.2", None, True, 3), ("1", "2.1.1", "no", False, 4),
        ("2", "2.1.1", "na", True, 5),
    ]  # fmt: skip
    assert found.answers[0].facts == {"pdu": "North", "rosh": "low"}


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("1,2.1.1,maybe,,,,,", "value-not-known", "answer"),
        ("1,2.1.1,YES,,,,,", "value-not-known", "answer"),
        ("1,9.9.9,yes,,,,,", "answer-question-unknown", "question"),
        ("1,2.1,yes,,,,,", "answer-question-unknown", "question"),
        (",2.1.1,yes,,,,,", "cell-empty", "case_ref"),
        ("1,,yes,,,,,", "cell-empty", "question"),
        ("1,2.1.1,yes,,severe,,,", "value-not-known", "rosh"),
        ("1,2.1.1,yes,,,side,,", "value-not-known", "route"),
        ("1,2.1.1,yes,,,,,perhaps", "value-not-known", "counted"),
        ("7,2.1.1,no,,,,B,true", "answered-twice", "case_ref"),
        ("7,2.1.1,yes,,,,A,", "answered-twice", "case_ref"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_calculated(tmp_path, row, code, column) -> None:
    with pytest.raises(Refused) as refused:
        read_answers(write(tmp_path, "7,2.1.1,yes,,,,A,true", row), PACK)
    assert (refused.value.code, refused.value.params["row"], refused.value.params["column"]) == (code, 3, column)


def test_missing_columns_and_no_rows(tmp_path) -> None:
    with pytest.raises(Refused, match="column-missing"):
        read_answers(write(tmp_path, "1,yes", header="case_ref,answer"), PACK)
    with pytest.raises(Refused, match="no-rows"):
        read_answers(write(tmp_path), PACK)


def test_what_is_only_worth_a_note(tmp_path) -> None:
    question = next(e.ref for e in PACK.elements if e.kind == "key_question" and not e.na)
    path = write(
        tmp_path, f"1,{question},na,North,x", f"2,{question},yes,North,x", "2,2.1.2,yes,South,x",
        header="case_ref,question,answer,pdu,shoe_size",
    )  # fmt: skip
    found = read_answers(path, PACK)
    assert {note.code for note in found.notes} == {"column-unknown", "na-not-offered", "facts-differ"}
    assert {a.facts["pdu"] for a in found.answers if a.case_ref == "2"} == {"North"}


def test_a_question_of_the_other_route_is_left_out(tmp_path) -> None:
    path = write(tmp_path, "1,C1,yes,,,core,,", "1,A1,yes,,,core,,", "2,A1,no,,,adjusted,,")
    found = read_answers(path, DIPP)
    assert [(a.case_ref, a.question) for a in found.answers] == [("1", "C1"), ("2", "A1")]
    assert [(note.row, note.code) for note in found.notes] == [(3, "question-of-other-route")]
