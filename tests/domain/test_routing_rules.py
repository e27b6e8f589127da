"""Core or adjusted: the day boundaries, the edges, and that every reason has its sentence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.routing import LIMIT_DAYS, REASONS, route_case
from hmip_desktop.domain.values import SENTENCE_TYPES
from hmip_desktop.errors import Refused
from hmip_desktop.ui.text import sentence

START = date(2026, 3, 2)


def _on(day: int) -> date:
    return START + timedelta(days=day)


def _route(sentence: str, measure: str, day: int):
    community = sentence in ("community_order", "suspended_sentence_order")
    # The other date is set far away on purpose: only the clock's own date may count.
    other = START - timedelta(days=400)
    return route_case(sentence, START if community else other, None if community else START, measure, _on(day))


@pytest.mark.parametrize(
    ("sentence", "measure", "day", "route", "reason"),
    [
        ("licence", "reset", 0, "adjusted", "licence-reset-within-limit"),
        ("licence", "reset", 56, "adjusted", "licence-reset-within-limit"),
        ("licence", "reset", 57, "core", "measure-after-limit"),
        ("licence", "impact", 56, "adjusted", "licence-impact-within-limit"),
        ("licence", "impact", 57, "core", "measure-after-limit"),
        ("community_order", "impact", 0, "adjusted", "community-impact-within-limit"),
        ("community_order", "impact", 56, "adjusted", "community-impact-within-limit"),
        ("suspended_sentence_order", "impact", 56, "adjusted", "community-impact-within-limit"),
        ("suspended_sentence_order", "impact", 57, "core", "measure-after-limit"),
        ("community_order", "reset", 10, "core", "edge-community-reset"),
        ("suspended_sentence_order", "reset", 56, "core", "edge-community-reset"),
        ("community_order", "reset", 57, "core", "measure-after-limit"),
        ("pss", "reset", 3, "adjusted", "pss-reset"),
        ("pss", "reset", 300, "adjusted", "pss-reset"),
        ("pss", "impact", 3, "core", "edge-pss-impact"),
    ],
)
def test_the_set_of_each_kind_of_case(sentence, measure, day, route, reason) -> None:
    found = _route(sentence, measure, day)
    assert (found.route, found.reason_code, found.day, found.limit) == (route, reason, day, 56)


def test_a_case_without_a_measure_is_core_whatever_its_dates() -> None:
    assert route_case("licence", None).reason_code == "no-measure"
    assert route_case("pss", START, START).route == "core"


def test_pss_needs_no_dates() -> None:
    assert route_case("pss", None, None, "reset").route == "adjusted"
    assert route_case("pss", None, None, "impact").reason_code == "edge-pss-impact"


@pytest.mark.parametrize("sentence", SENTENCE_TYPES)
@pytest.mark.parametrize("measure", ["reset", "impact"])
def test_a_measure_before_the_clock_starts_is_refused(sentence, measure) -> None:
    with pytest.raises(Refused) as refused:
        _route(sentence, measure, -1)
    assert refused.value.code == "measure-before-start"
    assert refused.value.params["start"] == "2026-03-02"


@pytest.mark.parametrize(
    ("sentence", "start", "release", "measure_on", "code"),
    [
        ("licence", START, None, START, "release-date-missing"),
        ("community_order", None, START, START, "start-date-missing"),
        ("licence", START, START, None, "measure-date-missing"),
        ("community_order", START, None, None, "measure-date-missing"),
    ],
)
def test_a_day_that_cannot_be_counted_is_refused(sentence, start, release, measure_on, code) -> None:
    with pytest.raises(Refused) as refused:
        route_case(sentence, start, release, "impact", measure_on)
    assert refused.value.code == code


@given(
    sentence=st.sampled_from(["community_order", "suspended_sentence_order", "licence"]),
    measure=st.sampled_from(["reset", "impact"]),
    day=st.integers(0, 2000),
)
def test_after_the_limit_everything_but_pss_is_core(sentence, measure, day) -> None:
    found = _route(sentence, measure, day)
    assert found.route == REASONS[found.reason_code]
    if day > LIMIT_DAYS:
        assert found.reason_code == "measure-after-limit"
    else:
        assert (found.route == "adjusted") == (sentence == "licence" or measure == "impact")


def test_every_reason_has_a_sentence_that_names_its_set() -> None:
    for reason, route in REASONS.items():
        words = sentence(reason, {"day": 12, "limit": 56})
        assert words.lower().startswith(f"{route} questions")
        assert "{" not in words
