"""Weighting to the population, and how much alike the answers of one inspector are."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hmip_desktop.domain.weighting import design_effect, weighted_percent

COUNTS = st.tuples(st.integers(0, 30), st.integers(1, 30)).map(lambda pair: (min(pair), max(pair)))


def test_a_stratum_weighs_as_much_as_its_commencements() -> None:
    answers = {"low": (8, 10), "high": (2, 10)}
    assert weighted_percent(answers, {"low": 300, "high": 100}) == pytest.approx(65)
    assert weighted_percent(answers, {"low": 100, "high": 300}) == pytest.approx(35)


@pytest.mark.parametrize(
    "population",
    [{}, {"low": 0, "high": 0}, {"low": 5}, {"low": 5, "high": 5, "very_high": 1}],
    ids=["none", "empty", "answers outside", "a stratum nobody answered"],
)
def test_strata_that_cannot_speak_for_the_population_give_nothing(population: dict[str, int]) -> None:
    assert weighted_percent({"low": (1, 2), "high": (1, 2)}, population) is None


@given(st.dictionaries(st.integers(), COUNTS, min_size=1, max_size=6))
def test_a_population_of_the_sample_s_own_make_up_changes_nothing(answers: dict[int, tuple[int, int]]) -> None:
    found = weighted_percent(answers, {key: n for key, (_, n) in answers.items()})
    assert found == pytest.approx(100 * sum(yes for yes, _ in answers.values()) / sum(n for _, n in answers.values()))


@given(st.dictionaries(st.integers(), COUNTS, min_size=1, max_size=6), st.integers(1, 50))
def test_a_weighted_share_lies_between_those_of_the_strata(answers: dict[int, tuple[int, int]], size: int) -> None:
    found = weighted_percent(answers, {key: size + abs(key) % 7 for key in answers})
    shares = [100 * yes / n for yes, n in answers.values()]
    assert found is not None
    assert min(shares) - 1e-9 <= found <= max(shares) + 1e-9


def test_inspectors_who_always_agree_with_themselves_make_an_effect_of_their_number_of_cases() -> None:
    assert design_effect([(10, 10), (0, 10), (10, 10)]) == pytest.approx(10)


def test_equal_inspectors_have_no_effect() -> None:
    assert design_effect([(5, 10), (5, 10), (5, 10)]) == 1


@pytest.mark.parametrize("clusters", [[], [(9, 20)], [(2, 4), (1, 5)], [(1, 1)] * 12, [(10, 10), (10, 10)]])
def test_too_little_to_tell_gives_nothing(clusters: list[tuple[int, int]]) -> None:
    assert design_effect(clusters) is None


@given(st.lists(COUNTS, min_size=2, max_size=8))
def test_the_effect_is_never_below_one_nor_above_the_largest_cluster(clusters: list[tuple[int, int]]) -> None:
    found = design_effect(clusters)
    assume(found is not None)
    assert found is not None
    assert 1 <= found <= max(n for _, n in clusters) + 1e-9
