"""Counts, denominators, splits and the accounting that has to add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.pack_parts import Banding
from hmip_desktop.domain.results import (
    DIMENSIONS,
    Accounting,
    Tally,
    TidyAnswer,
    cases_behind,
    question_result,
    split,
    tally,
)
from hmip_desktop.errors import Refused

BANDINGS = tuple(
    Banding(id=code, at_least=at)
    for code, at in (("inadequate", 0), ("requires_improvement", 50), ("good", 65), ("outstanding", 80))
)
answers = st.lists(
    st.tuples(
        st.integers(1, 30), st.sampled_from(["C1", "A1"]), st.sampled_from(["yes", "no", "na", None]),
        st.sampled_from(["North", "South", ""]), st.booleans(),
    ),
    unique_by=lambda item: item[:2],
)  # fmt: skip


def tidy(items) -> list[TidyAnswer]:
    return [
        TidyAnswer(f"26-{case}", question, answer, {"pdu": pdu} if pdu else {}, counted=counted)
        for case, question, answer, pdu, counted in items
    ]


@given(answers)
def test_every_counted_answer_is_counted_once_and_no_other(items) -> None:
    found = tally(tidy(items))
    for ref, counts in found.items():
        mine = [answer for _, question, answer, _, counted in items if question == ref and counted]
        assert (counts.yes, counts.no, counts.na, counts.unanswered) == tuple(
            mine.count(answer) for answer in ("yes", "no", "na", None)
        )
        assert counts.n == counts.yes + counts.no
    assert set(found) == {question for _, question, _, _, counted in items if counted}


@given(answers, st.sampled_from(DIMENSIONS))
def test_a_split_adds_up_to_the_whole(items, dimension) -> None:
    rows = tidy(items)
    whole = tally(rows)
    parts = split(rows, dimension)
    for ref, counts in whole.items():
        groups = [group[ref] for group in parts.values() if ref in group]
        assert sum(g.yes for g in groups) == counts.yes
        assert sum(g.no + g.na + g.unanswered for g in groups) == counts.no + counts.na + counts.unanswered


@given(answers)
def test_every_number_opens_the_cases_behind_it(items) -> None:
    rows = tidy(items)
    for ref, counts in tally(rows).items():
        assert len(cases_behind(rows, ref, "yes")) == counts.yes
        assert len(cases_behind(rows, ref, None)) == counts.unanswered
    for pdu, group in split(rows, "pdu").items():
        for ref, counts in group.items():
            assert len(cases_behind(rows, ref, "no", {"pdu": pdu})) == counts.no


def test_one_answer_more() -> None:
    counts = Tally("C1").plus("yes").plus("no").plus("na").plus(None).plus("yes")
    assert counts == Tally("C1", 2, 1, 1, 1)


def test_core_and_adjusted_are_never_pooled() -> None:
    rows = tidy([(1, "C1", "yes", "North", True), (1, "A1", "no", "North", True)])
    assert {ref: counts.n for ref, counts in tally(rows).items()} == {"C1": 1, "A1": 1}


def test_a_case_answered_twice_is_refused_unless_one_is_not_counted() -> None:
    first, second = TidyAnswer("26-1", "C1", "yes", row=2), TidyAnswer("26-1", "C1", "no", row=3)
    with pytest.raises(Refused) as refused:
        tally([first, second])
    assert (refused.value.code, refused.value.params["row"]) == ("answered-twice", 3)
    assert tally([first, TidyAnswer("26-1", "C1", "no", counted=False)])["C1"] == Tally("C1", yes=1)


def test_a_dimension_is_one_of_the_list() -> None:
    with pytest.raises(ValueError, match="postcode"):
        split([], "postcode")


def test_nothing_applicable_has_no_percentage() -> None:
    found = question_result(Tally("C1", na=4, unanswered=2), BANDINGS)
    assert (found.percent, found.interval, found.banding, found.n) == (None, None, None, 0)


def test_percentage_interval_and_banding_of_counts() -> None:
    found = question_result(Tally("2.1.1", yes=129, no=71, na=9, unanswered=3), BANDINGS)
    assert (found.n, found.percent, found.banding, found.near_boundary) == (200, 65, "good", True)
    assert found.interval == pytest.approx((0.5764, 0.7080), abs=1e-3)
    assert question_result(Tally("2.1.1a", yes=129, no=71)).banding is None


@given(
    st.integers(0, 50),
    st.lists(st.integers(0, 9), max_size=3),
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(-3, 3),
)
def test_the_list_is_the_sum_of_its_parts_or_nothing_is_written(counted, excluded, unsigned, away, slip) -> None:
    reasons = {f"reason-{i}": number for i, number in enumerate(excluded)}
    listed = counted + sum(excluded) + unsigned + away + slip
    account = Accounting(listed, counted, reasons, unsigned, away, training=4, second=2)
    if slip == 0:
        account.check()
    else:
        with pytest.raises(Refused, match="accounting-does-not-add-up"):
            account.check()


def test_a_negative_part_cannot_hide_in_a_good_sum() -> None:
    with pytest.raises(Refused, match="accounting-does-not-add-up"):
        Accounting(10, 12, {"review": -2}).check()
