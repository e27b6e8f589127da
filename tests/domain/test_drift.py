"""Drift by inspector and the draw of second assessments: against statsmodels, and laws that any data must keep."""

from __future__ import annotations

import hashlib
import math
import random

import numpy
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from hmip_desktop.domain import drift
from hmip_desktop.domain.drift import ALL, Judged, between_variance, difference, measure_drift
from hmip_desktop.domain.second_draw import Drawable, draw, hand_out, order_key, shares

SCORES = st.lists(st.sampled_from((0.0, 1.0)), min_size=0, max_size=9)
CELLS = st.lists(st.tuples(SCORES, SCORES), min_size=1, max_size=6)


def _least_squares(cells: list[tuple[list[float], list[float]]]) -> float:
    """The coefficient of the inspector beside one term for each cell, by statsmodels."""
    rows, scores = [], []
    for place, (own, others) in enumerate(cells):
        for side, values in ((1.0, own), (0.0, others)):
            for value in values:
                rows.append([side, *(float(place == other) for other in range(len(cells)))])
                scores.append(value)
    return float(sm.OLS(numpy.array(scores), numpy.array(rows)).fit().params[0])


MIXED = [([1, 1, 0, 1], [1, 0, 0, 0, 1, 0]), ([1, 0], [0, 0, 1]), ([0, 1, 1], [1, 1, 0, 0, 1])]
SHARES = [([0.25, 1.0, 0.5], [0.75, 0.0, 0.5, 0.5]), ([1.0, 0.75], [0.25, 0.5, 0.5])]


@pytest.mark.parametrize("cells", [MIXED, SHARES], ids=["yes and no", "shares"])
def test_the_difference_is_the_least_squares_coefficient(cells) -> None:
    found = difference(cells)
    assert found is not None
    assert found[0] == pytest.approx(_least_squares(cells), abs=1e-10)


def test_for_yes_and_no_its_test_is_that_of_cochran_mantel_and_haenszel() -> None:
    tables = [
        numpy.array([[sum(own), len(own) - sum(own)], [sum(others), len(others) - sum(others)]])
        for own, others in MIXED
    ]
    wanted = StratifiedTable(tables).test_null_odds(correction=False).statistic
    value, error = difference(MIXED) or (0.0, 1.0)
    assert (value / error) ** 2 == pytest.approx(wanted, abs=1e-10)


@given(CELLS)
def test_changing_sides_changes_the_sign_and_nothing_else(cells) -> None:
    here, there = difference(cells), difference([(others, own) for own, others in cells])
    if here is None or there is None:
        assert here is there is None
    else:
        assert here[0] == pytest.approx(-there[0], abs=1e-12)
        assert here[1] == pytest.approx(there[1], abs=1e-12)
        assert -1 <= here[0] <= 1


@given(CELLS, st.integers(1, 5))
def test_a_cell_without_anybody_to_compare_with_says_nothing(cells, size: int) -> None:
    assert difference([*cells, ([1.0] * size, [])]) == difference(cells)


def test_the_variance_between_is_zero_where_chance_explains_it() -> None:
    assert between_variance([(0.05, 0.1), (-0.05, 0.1), (0.1, 0.1)]) == 0
    assert between_variance([(0.3, 0.1), (-0.3, 0.1)]) == pytest.approx(0.08)
    assert between_variance([]) == 0


def _cases(chance: random.Random, rates: dict[str, float], each: int, refs=("C1", "C2")) -> list[Judged]:
    made = []
    for inspector, rate in rates.items():
        for number in range(each):
            facts = {"route": "core", "rosh": ("medium", "high")[number % 2], "pdu": "A", "sentence_type": "licence"}
            scores = {ref: float(chance.random() < rate) for ref in refs}
            made.append(Judged(f"{inspector}-{number}", inspector, facts, scores))
    return made


RATES = {"1": 0.6, "2": 0.62, "3": 0.58, "4": 0.05, "5": 0.6}


def test_somebody_who_says_no_far_more_often_stands_out_and_nobody_else() -> None:
    found = measure_drift(_cases(random.Random(5), RATES, 40), RATES, ("C1", "C2"))
    assert {(one.inspector, one.ref) for one in found if one.stands_out} == {("4", ALL), ("4", "C1"), ("4", "C2")}
    whole = next(one for one in found if one.inspector == "4" and one.ref == ALL)
    assert whole.value is not None and whole.value < -0.3
    assert whole.factors == ("rosh", "pdu", "sentence_type")
    assert (whole.cases, whole.used) == (40, 40)


def test_limits_hold_for_all_comparisons_together() -> None:
    alike = dict.fromkeys(RATES, 0.6)
    marked = 0
    for seed in range(80):
        found = measure_drift(_cases(random.Random(seed), alike, 16), alike, ("C1", "C2"))
        marked += any(one.stands_out for one in found)
    assert marked <= 7


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(5, 12))
def test_an_estimate_is_drawn_towards_the_team_and_its_interval_is_not_narrowed(seed: int, each: int) -> None:
    chance = random.Random(seed)
    rates = {name: chance.random() for name in ("1", "2", "3")}
    for one in measure_drift(_cases(chance, rates, each), rates, ("C1", "C2")):
        if one.value is None:
            assert one.reason is not None
            continue
        assert one.raw is not None and one.error is not None and one.low is not None and one.high is not None
        assert abs(one.value) <= abs(one.raw)
        assert one.value * one.raw >= 0
        assert one.low <= one.value <= one.high
        inside = one.low > -1 and one.high < 1
        assert not inside or one.high - one.low > 2 * 1.96 * one.error


def test_cells_are_made_coarser_where_colleagues_are_missing() -> None:
    cases = _cases(random.Random(1), {"1": 0.5, "2": 0.5}, 12)
    apart = [
        Judged(one.case, one.inspector, {**one.facts, "pdu": one.inspector, "sentence_type": one.inspector}, one.scores)
        for one in cases
    ]
    found = measure_drift(apart, ["1"], ("C1",))
    assert {one.factors for one in found} == {("rosh",)}
    alone = [Judged(o.case, o.inspector, {**o.facts, "rosh": o.inspector}, o.scores) for o in apart]
    assert {one.factors for one in measure_drift(alone, ["1"], ("C1",))} == {()}


def test_core_and_adjusted_are_never_compared() -> None:
    cases = _cases(random.Random(1), {"1": 0.5, "2": 0.5}, 12)
    apart = [Judged(o.case, o.inspector, {**o.facts, "route": o.inspector}, o.scores) for o in cases]
    assert {one.reason for one in measure_drift(apart, ["1"], ("C1",))} == {"nobody-to-compare"}


def test_what_cannot_be_said_has_its_reason() -> None:
    few = _cases(random.Random(1), {"1": 0.5, "2": 0.5}, drift.FEWEST_CASES - 1)
    assert {one.reason for one in measure_drift(few, ["1"], ("C1",))} == {"too-few-cases"}
    same = _cases(random.Random(1), {"1": 1.0, "2": 1.0}, 9)
    assert {(one.reason, one.value) for one in measure_drift(same, ["1"], ("C1",))} == {("all-the-same", None)}


# the draw --------------------------------------------------------------------------------------------------

NAMES = st.lists(st.text("abcdef0123456789", min_size=1, max_size=5), min_size=1, max_size=30, unique=True)


def _frame(names: list[str]) -> list[Drawable]:
    return [Drawable(name, name, name[0], frozenset()) for name in names]


@given(NAMES, st.integers(0, 40), st.randoms())
def test_a_draw_can_be_repeated_from_its_seed(names: list[str], wanted: int, chance) -> None:
    mixed = list(names)
    chance.shuffle(mixed)
    found = draw(_frame(names), wanted, "00ff00ff00ff00ff")
    assert found == draw(_frame(mixed), wanted, "00ff00ff00ff00ff")
    assert len(found) == min(wanted, len(names))
    assert len({one.case_id for one in found}) == len(found)


def test_the_order_is_that_of_a_plain_sha256() -> None:
    assert order_key("ab", "24-0417") == hashlib.sha256(b"ab/24-0417").hexdigest()
    alike = [Drawable(name, name, "", frozenset()) for name in ("a", "b", "c", "d")]
    wanted = sorted("abcd", key=lambda name: hashlib.sha256(f"5/{name}".encode()).hexdigest())
    assert [one.case_id for one in draw(alike, 4, "5")] == wanted


@given(st.dictionaries(st.text("abc", min_size=1, max_size=2), st.integers(0, 40), min_size=1), st.integers(0, 99))
def test_shares_are_in_proportion_and_add_up(sizes: dict[str, int], wanted: int) -> None:
    found, total = shares(sizes, wanted), sum(sizes.values())
    assert sum(found.values()) == min(wanted, total)
    for name, size in sizes.items():
        assert 0 <= found[name] <= size
        if total:
            assert abs(found[name] - min(wanted, total) * size / total) < 1


@given(NAMES, st.integers(0, 2**32))
def test_nobody_gets_a_case_that_they_may_not_have_and_loads_stay_even(names: list[str], seed: int) -> None:
    chance = random.Random(seed)
    people = ("x", "y", "z")
    cases = [Drawable(n, n, "", frozenset(p for p in people if chance.random() < 0.3)) for n in names]
    found = hand_out(cases, people, {})
    assert [one.case for one in found] == cases
    for one in found:
        assert one.to not in one.case.unfit
        assert bool(one.to) == (one.case.unfit != frozenset(people))
    free = hand_out([Drawable(n, n, "", frozenset()) for n in names], people, {"x": 1})
    loads = [sum(one.to == person for one in free) + (person == "x") for person in people]
    assert len(names) < 3 or max(loads) - min(loads) <= 1
    assert math.isclose(sum(loads), len(names) + 1)
