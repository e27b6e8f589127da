"""Population, allocation, cases to route, panel ratings and ratings for agreement."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmip_desktop.errors import Refused
from hmip_desktop.intake.allocation import read_allocation
from hmip_desktop.intake.organisational import read_organisational
from hmip_desktop.intake.packs import shipped_pack
from hmip_desktop.intake.population import read_population
from hmip_desktop.intake.ratings_table import read_ratings
from hmip_desktop.intake.routing_cases import read_routing_cases

FINGERPRINT = "123456789012345678901234567890"
SPACED = "12345 67890 12345 67890 12345 67890"


def write(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def refused_at(reader, path: Path, *more) -> tuple[str, object, object]:
    with pytest.raises(Refused) as refused:
        reader(path, *more)
    return refused.value.code, refused.value.params.get("row"), refused.value.params.get("column")


def test_population_rows(tmp_path) -> None:
    text = "pdu,rosh,commencements,sex\nNorth,low,40,female\nNorth,low,60,male\nSouth,Very high,5,\n"
    rows = read_population(write(tmp_path, text))
    assert [(r.pdu, r.rosh, r.commencements, r.sex) for r in rows] == [
        ("North", "low", 40, "female"), ("North", "low", 60, "male"), ("South", "very_high", 5, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("pdu,rosh\nNorth,low\n", ("column-missing", 1, "commencements")),
        ("pdu,rosh,commencements\nNorth,low,-4\n", ("number-out-of-range", 2, "commencements")),
        ("pdu,rosh,commencements\nNorth,low,1.5\n", ("number-out-of-range", 2, "commencements")),
        ("pdu,rosh,commencements\nNorth,low,\n", ("cell-empty", 2, "commencements")),
        ("pdu,rosh,commencements\nNorth,low,4\nNorth,severe,4\n", ("value-not-known", 3, "rosh")),
        ("pdu,rosh,commencements\nNorth,low,4\nNorth,low,4\n", ("population-row-twice", 3, "")),
        ("pdu,rosh,commencements\nNorth,low,0\n", ("population-empty", None, None)),
        ("pdu,rosh,commencements\nNorth,low\n", ("row-with-fewer-cells", 2, "")),
    ],
)
def test_a_population_is_taken_whole_or_not_at_all(tmp_path, text, fault) -> None:
    assert refused_at(read_population, write(tmp_path, text)) == fault


def test_allocation_rows(tmp_path) -> None:
    text = f"case_ref,inspector,interviewer,second_of\n26-1,{SPACED},B. Brown,\n26-2,A. Able,,\n26-1,C. Clear,,26-1\n"
    rows = read_allocation(write(tmp_path, text))
    assert [(r.row, r.case_ref, r.inspector, r.interviewer, r.second_of) for r in rows] == [
        (2, "26-1", FINGERPRINT, "B. Brown", ""), (3, "26-2", "A. Able", "", ""), (4, "26-1", "C. Clear", "", "26-1"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("26-1,A,,\n26-1,B,,\n", ("allocated-twice", 3, "case_ref")),
        ("26-1,A,,\n26-1,A,,26-1\n", ("second-by-first-assessor", 3, "inspector")),
        ("26-1,,,\n", ("cell-empty", 2, "inspector")),
        ("=x,A,,\n", ("case-ref-malformed", 2, "case_ref")),
        ("", ("no-rows", 1, "")),
    ],
)
def test_an_allocation_that_contradicts_itself(tmp_path, body, fault) -> None:
    path = write(tmp_path, "case_ref,inspector,interviewer,second_of\n" + body)
    assert refused_at(read_allocation, path) == fault


def test_cases_to_route_stand_beside_rows_in_error(tmp_path) -> None:
    text = (
        "case_ref,sentence_type,start_date,release_date,measure,measure_date\n"
        "1,licence,,2026-03-02,reset,2026-04-27\n"
        "2,licence,,2026-03-02,reset,2026-04-28\n"
        "3,community_order,2026-03-02,,impact,2026-03-01\n"
        "4,community_order,2026-03-02,,,\n"
        "5,licence,2026-03-02,,impact,2026-03-09\n"
        "6,licence,2026-03-02,2026-03-02,,2026-03-09\n"
        "7,prison,2026-03-02,,,\n"
        "4,pss,2026-03-02,,,\n"
    )
    found = read_routing_cases(write(tmp_path, text))
    assert [(c.row, c.case_ref, c.routing.route) for c in found.cases] == [
        (2, "1", "adjusted"), (3, "2", "core"), (5, "4", "core"),
    ]  # fmt: skip
    assert [(e.row, e.column, e.code) for e in found.errors] == [
        (4, "measure_date", "measure-before-start"),
        (6, "release_date", "release-date-missing"),
        (7, "measure", "measure-not-named"),
        (8, "sentence_type", "value-not-known"),
        (9, "case_ref", "case-ref-twice"),
    ]


def test_a_table_without_cases_to_route(tmp_path) -> None:
    assert refused_at(read_routing_cases, write(tmp_path, "case_ref,sentence_type\n")) == ("no-rows", 1, "")
    assert refused_at(read_routing_cases, write(tmp_path, "case_ref\n1\n")) == ("column-missing", 1, "sentence_type")


def test_the_panel_rates_organisational_standards_only(tmp_path) -> None:
    pack = shipped_pack("probation-2017")
    good = write(tmp_path, "standard,rating,reason\n1.1,good,seen in the round\n1.2,Requires improvement,\n")
    found = read_organisational(good, pack)
    assert {ref: (d.rating, d.reason) for ref, d in found.items()} == {
        "1.1": ("good", "seen in the round"), "1.2": ("requires_improvement", ""),
    }  # fmt: skip
    for body, fault in (
        ("2.1,good,\n", ("standard-not-organisational", 2, "standard")),
        ("1.1,good,\n1.1,good,\n", ("standard-twice", 3, "standard")),
        ("1.1,fine,\n", ("value-not-known", 2, "rating")),
        ("1.1,,\n", ("cell-empty", 2, "rating")),
    ):
        assert refused_at(read_organisational, write(tmp_path, "standard,rating,reason\n" + body), pack) == fault
    assert refused_at(read_organisational, good, shipped_pack("dipp-2025"))[0] == "pack-takes-no-ratings"


def test_ratings_with_gaps(tmp_path) -> None:
    found = read_ratings(write(tmp_path, "subject,rater,category\n1,A,yes\n1,B,\n2,A,na\n"))
    assert [(r.subject, r.rater, r.category) for r in found] == [("1", "A", "yes"), ("1", "B", None), ("2", "A", "na")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("subject,rater\n1,A\n", ("column-missing", 1, "category")),
        ("subject,rater,category\n1,A,yes\n1,A,no\n", ("rated-twice", 3, "rater")),
        ("subject,rater,category\n1,,yes\n", ("cell-empty", 2, "rater")),
        ("subject,rater,category\n", ("no-rows", 1, "")),
    ],
)
def test_ratings_that_cannot_be_used(tmp_path, text, fault) -> None:
    assert refused_at(read_ratings, write(tmp_path, text)) == fault
