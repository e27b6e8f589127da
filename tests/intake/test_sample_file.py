"""The sample: every bad row is named with its column and reason, and nothing is half-imported."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.errors import Refused
from hmip_desktop.intake.sample import OPTIONAL, REQUIRED, read_sample

GOOD = {
    "case_ref": "26-0001", "pdu": "Northvale", "practitioner": "P-017", "grade": "PO",
    "sentence_type": "community_order", "start_date": "2026-05-04", "rosh": "medium",
}  # fmt: skip


def sample(folder: Path, *rows: dict[str, str], columns: tuple[str, ...] = (*REQUIRED, *OPTIONAL)) -> Path:
    path = folder / "sample.csv"
    lines = [",".join(columns)]
    lines += [",".join(f'"{row.get(column, "")}"' for column in columns) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def errors(path: Path) -> list[tuple[int, str, str]]:
    return [(error.row, error.column, error.code) for error in read_sample(path).errors]


def test_a_full_row_becomes_case_facts(tmp_path) -> None:
    full = {
        **GOOD, "sentence_type": "Licence", "rosh": "Very high", "office": "Tŷ Gwyn", "release_date": "2026-05-05",
        "end_date": "2026-11-01", "measure": "Reset", "measure_date": "2026-06-30", "requirement": "none",
        "person": "X9", "interview_at": "2026-11-24 09:30", "inspector": "A. Inspector", "transfer_in": "2026-06-01",
        "transfer_out": "2026-07-01", "mappa": "2", "sex": "female", "age": "41", "ethnicity": "White",
        "disability": "none stated",
    }  # fmt: skip
    found = read_sample(sample(tmp_path, full))
    assert found.errors == ()
    ((row),) = found.accept()
    assert (row.row, row.inspector) == (2, "A. Inspector")
    facts = row.facts
    assert (facts.sentence_type, facts.rosh, facts.measure, facts.age) == ("licence", "very_high", "reset", 41)
    assert (facts.interview_at, facts.office, facts.transfer_out) == ("2026-11-24T09:30", "Tŷ Gwyn", "2026-07-01")


def test_the_required_columns_are_enough(tmp_path) -> None:
    found = read_sample(sample(tmp_path, GOOD, columns=REQUIRED))
    assert (found.total, len(found.rows), found.errors, found.notes) == (1, 1, (), ())


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"case_ref": ""}, "case_ref", "cell-empty"),
        ({"case_ref": "=1+1"}, "case_ref", "case-ref-malformed"),
        ({"case_ref": "26/../../x;rm"}, "case_ref", "case-ref-malformed"),
        ({"case_ref": "x" * 41}, "case_ref", "case-ref-malformed"),
        ({"pdu": ""}, "pdu", "cell-empty"),
        ({"pdu": "x" * 201}, "pdu", "cell-too-long"),
        ({"pdu": "two\nlines"}, "pdu", "cell-with-line-break"),
        ({"practitioner": "a\u202eb"}, "practitioner", "cell-hidden-characters"),
        ({"grade": ""}, "grade", "cell-empty"),
        ({"sentence_type": "youth"}, "sentence_type", "value-not-known"),
        ({"rosh": "extreme"}, "rosh", "value-not-known"),
        ({"start_date": ""}, "start_date", "cell-empty"),
        ({"start_date": "04/05/2026"}, "start_date", "date-not-iso"),
        ({"start_date": "2026-02-30"}, "start_date", "date-not-iso"),
        ({"start_date": "20260504"}, "start_date", "date-not-iso"),
        ({"start_date": "1890-01-01"}, "start_date", "date-implausible"),
        ({"measure": "pause"}, "measure", "value-not-known"),
        ({"measure_date": "2026-06-01"}, "measure", "measure-not-named"),
        ({"measure": "impact", "measure_date": "2026-05-03"}, "measure_date", "measure-before-start"),
        ({"end_date": "2026-05-03"}, "end_date", "end-before-start"),
        ({"transfer_in": "2026-06-02", "transfer_out": "2026-06-01"}, "transfer_out", "transfer-out-before-in"),
        ({"requirement": "unpaid_work"}, "requirement", "value-not-known"),
        ({"interview_at": "Tuesday"}, "interview_at", "time-not-iso"),
        ({"interview_at": "2026-11-24T25:00"}, "interview_at", "time-not-iso"),
        ({"age": "forty"}, "age", "number-out-of-range"),
        ({"age": "-1"}, "age", "number-out-of-range"),
        ({"age": "131"}, "age", "number-out-of-range"),
    ],
)
def test_a_bad_cell_is_named_with_row_column_and_code(tmp_path, change, column, code) -> None:
    path = sample(tmp_path, {**GOOD, "case_ref": "26-0000"}, {**GOOD, **change}, {**GOOD, "case_ref": "26-0002"})
    found = read_sample(path)
    assert [(e.row, e.column, e.code) for e in found.errors] == [(3, column, code)]
    assert (found.total, len(found.rows)) == (3, 2)
    with pytest.raises(Refused) as refused:
        found.accept()
    assert (refused.value.code, refused.value.params["row"], refused.value.params["count"]) == (code, 3, 1)


def test_every_fault_of_a_row_is_named_at_once(tmp_path) -> None:
    bad = {**GOOD, "rosh": "x", "start_date": "soon", "age": "old"}
    assert {column for _, column, _ in errors(sample(tmp_path, bad))} == {"rosh", "start_date", "age"}


def test_a_reference_that_stands_twice_names_the_first(tmp_path) -> None:
    found = read_sample(sample(tmp_path, GOOD, {**GOOD, "case_ref": "26-0002"}, GOOD))
    assert [(e.row, e.code, e.params["first"]) for e in found.errors] == [(4, "case-ref-twice", 2)]


@pytest.mark.parametrize("column", ["name", "Surname", "DOB", "Date of birth", "first name"])
def test_names_of_people_are_refused(tmp_path, column) -> None:
    path = sample(tmp_path, GOOD, columns=(*REQUIRED, column))
    assert [code for _, _, code in errors(path)] == ["column-names-people"]
    with pytest.raises(Refused, match="column-names-people"):
        read_sample(path).accept()


def test_missing_columns_are_all_named(tmp_path) -> None:
    found = errors(sample(tmp_path, GOOD, columns=("case_ref", "pdu", "rosh")))
    assert {(row, code) for row, _, code in found} == {(1, "column-missing")}
    assert {column for _, column, _ in found} == {"practitioner", "grade", "sentence_type", "start_date"}


def test_unknown_columns_are_left_out_and_said(tmp_path) -> None:
    found = read_sample(sample(tmp_path, GOOD, columns=(*REQUIRED, "shoe_size")))
    assert [(note.column, note.code) for note in found.notes] == [("shoe_size", "column-unknown")]
    assert found.errors == ()


def test_a_sample_without_rows(tmp_path) -> None:
    assert errors(sample(tmp_path)) == [(1, "", "no-rows")]


def test_a_measure_without_date_is_left_for_the_assessor(tmp_path) -> None:
    assert errors(sample(tmp_path, {**GOOD, "measure": "impact"})) == []


def test_the_same_sample_as_a_workbook(tmp_path) -> None:
    book = openpyxl.Workbook()
    book.active.append(list(REQUIRED))
    book.active.append([GOOD[column] for column in REQUIRED])
    book.active.append(["26-0002", "Northvale", "P-1", "PO", "licence", "not a date", "high"])
    book.save(tmp_path / "sample.xlsx")
    found = read_sample(tmp_path / "sample.xlsx")
    assert found.rows[0].facts == read_sample(sample(tmp_path, GOOD)).rows[0].facts
    assert [(e.row, e.column, e.code) for e in found.errors] == [(3, "start_date", "date-not-iso")]


@given(
    st.dictionaries(
        st.sampled_from((*REQUIRED, *OPTIONAL)),
        st.text(st.characters(codec="utf-8", exclude_characters='"\0'), max_size=15),
    )
)
def test_a_row_is_either_kept_or_named(tmp_path_factory, change) -> None:
    path = sample(tmp_path_factory.mktemp("s"), {**GOOD, "case_ref": "26-9999"}, {**GOOD, **change})
    found = read_sample(path)
    kept = {row.row for row in found.rows}
    named = {error.row for error in found.errors}
    assert kept.isdisjoint(named)
    assert kept | named == set(range(2, found.total + 2))
