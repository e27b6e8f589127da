"""The rules of a sample: each at its boundary, and never against the sample itself."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.domain.sample_checks import CODES, SampleContext, check_sample, start_window
from hmip_desktop.domain.sample_rows import PopulationRow
from hmip_desktop.ui.text import sentence

FIELDWORK = date(2026, 11, 23)


def case(number: int, **facts) -> CaseFacts:
    plain = {
        "case_ref": f"26-{number:04}", "pdu": "Northvale", "practitioner": f"P{number}", "grade": "PO",
        "sentence_type": "community_order", "start_date": "2026-05-04", "rosh": "medium",
    }  # fmt: skip
    return CaseFacts(**{**plain, **facts})


NO_CONTEXT = SampleContext()


def codes(cases, context=NO_CONTEXT) -> list[str]:
    return [warning.code for warning in check_sample(cases, context).warnings]


def test_five_in_a_pdu_are_enough_and_four_are_not() -> None:
    five = [case(number) for number in range(5)]
    assert "few-in-pdu" not in codes(five)
    (warning,) = check_sample(five[:4]).warnings
    assert (warning.code, warning.about, len(warning.cases)) == ("few-in-pdu", "Northvale", 4)


def test_a_pdu_of_the_population_without_any_case_is_named() -> None:
    context = SampleContext(population=[PopulationRow("Southmoor", "medium", 40)])
    about = {w.about for w in check_sample([case(n) for n in range(5)], context).warnings if w.code == "few-in-pdu"}
    assert about == {"Southmoor"}


def test_two_cases_of_one_practitioner() -> None:
    cases = [*(case(n) for n in range(5)), case(9, practitioner="P1")]
    (warning,) = check_sample(cases).warnings
    assert (warning.code, warning.cases) == ("several-per-practitioner", ("26-0001", "26-0009"))


def test_rosh_is_compared_in_three_bands_and_only_with_a_population() -> None:
    cases = [
        case(n, rosh=rosh) for n, rosh in enumerate(["low"] * 5 + ["medium"] * 10 + ["high"] * 2 + ["very_high"] * 3)
    ]
    population = [
        PopulationRow("Northvale", "low", 25), PopulationRow("Northvale", "medium", 50),
        PopulationRow("Northvale", "high", 24), PopulationRow("Northvale", "very_high", 1),
    ]  # fmt: skip
    assert check_sample(cases).statuses["rosh-mix"] == "not-checked"
    assert check_sample(cases, SampleContext(population=population)).statuses["rosh-mix"] == "passed"


@pytest.mark.parametrize(("low", "off"), [(10, False), (9, True), (20, False), (21, True)])
def test_exactly_five_points_are_within_and_more_are_off(low, off) -> None:
    cases = [case(n, rosh="low" if n < low else "medium") for n in range(100)]
    population = [PopulationRow("Northvale", "low", 15), PopulationRow("Northvale", "medium", 85)]
    found = check_sample(cases, SampleContext(population=population))
    assert (found.statuses["rosh-mix"] == "warned") == off


def test_the_window_is_two_whole_calendar_weeks() -> None:
    assert start_window(date(2026, 11, 23)) == (date(2026, 4, 27), date(2026, 5, 10))
    assert start_window(date(2026, 11, 29)) == start_window(date(2026, 11, 23))
    assert start_window(date(2026, 11, 22)) != start_window(date(2026, 11, 23))


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_the_window_holds_fourteen_days_from_monday_to_sunday(fieldwork) -> None:
    first, last = start_window(fieldwork)
    assert (last - first).days == 13
    assert (first.weekday(), last.weekday()) == (0, 6)
    assert 29 * 7 - 6 <= (fieldwork - last).days + 6 <= 30 * 7 + 6


@pytest.mark.parametrize(
    ("start", "outside"),
    [("2026-04-26", True), ("2026-04-27", False), ("2026-05-10", False), ("2026-05-11", True)],
)
def test_a_start_outside_the_window(start, outside) -> None:
    cases = [case(1, start_date=start)]
    assert ("start-outside-weeks" in codes(cases, SampleContext(FIELDWORK))) == outside
    assert check_sample(cases).statuses["start-outside-weeks"] == "not-checked"


def test_a_licence_started_with_its_release() -> None:
    inside = case(1, sentence_type="licence", start_date="2024-01-01", release_date="2026-05-04")
    assert "start-outside-weeks" not in codes([inside], SampleContext(FIELDWORK))


@pytest.mark.parametrize(("end", "early"), [("2026-05-11", True), ("2026-05-12", False), ("", False)])
def test_ended_within_seven_days(end, early) -> None:
    assert ("ended-within-7-days" in codes([case(1, end_date=end)])) == early


def test_requirements_matter_for_community_sentences_only() -> None:
    cases = [
        case(1, requirement="rar"), case(2, requirement="accredited_programme"), case(3, requirement="none"),
        case(4), case(5, sentence_type="licence", requirement="none"),
    ]  # fmt: skip
    found = [w.about for w in check_sample(cases).warnings if w.code == "no-rar-or-programme"]
    assert found == ["26-0003", "26-0004"]
    assert check_sample([case(1)]).statuses["no-rar-or-programme"] == "not-checked"


def test_the_same_person_twice() -> None:
    cases = [case(1, person="X1"), case(2, person="X1"), case(3, person="X2"), case(4), case(5)]
    (warning,) = check_sample(cases).warnings
    assert (warning.code, warning.cases) == ("same-person-twice", ("26-0001", "26-0002"))
    assert check_sample([case(1)]).statuses["same-person-twice"] == "not-checked"


def test_every_check_has_a_status_and_every_warning_a_sentence() -> None:
    cases = [
        case(1, person="X", end_date="2026-05-05", requirement="none"),
        case(2, person="X", practitioner="P1", start_date="2020-01-01", requirement="rar"),
    ]
    context = SampleContext(FIELDWORK, [PopulationRow("Northvale", "low", 50)])
    report = check_sample(cases, context)
    assert tuple(report.statuses) == CODES
    assert {warning.code for warning in report.warnings} == set(CODES)
    for warning in report.warnings:
        assert "{" not in sentence(warning.code, warning.params)
        assert sentence(warning.code, warning.params) != warning.code


def test_no_cases_pass_no_check() -> None:
    assert set(check_sample([]).statuses.values()) == {"not-checked"}


@given(st.permutations([case(n, pdu=f"PDU {n % 3}", practitioner=f"P{n % 4}") for n in range(9)]))
def test_order_of_the_rows_does_not_matter(cases) -> None:
    base = check_sample(sorted(cases, key=lambda c: c.case_ref))
    found = check_sample(cases)
    assert found.statuses == base.statuses
    assert {(w.code, w.about, frozenset(w.cases)) for w in found.warnings} == {
        (w.code, w.about, frozenset(w.cases)) for w in base.warnings
    }
