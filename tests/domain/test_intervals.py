"""Rounding, intervals and band certainty against exact arithmetic and other people's implementations."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from hmip_desktop.domain.certainty import answers_to_flip, band_certainty, band_of, near_boundary
from hmip_desktop.domain.intervals import beta_below, beta_binomial, round_percent, wilson
from hmip_desktop.domain.pack_parts import Banding

BANDINGS = tuple(
    Banding(id=code, at_least=at)
    for code, at in (("inadequate", 0), ("requires_improvement", 50), ("good", 65), ("outstanding", 80))
)
counts = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
small_counts = st.integers(1, 120).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts)
def test_rounding_is_half_up_exactly(pair) -> None:
    yes, n = pair
    exact = Fraction(100 * yes, n)
    percent = round_percent(yes, n)
    assert Fraction(percent) - Fraction(1, 2) <= exact < Fraction(percent) + Fraction(1, 2)


@pytest.mark.parametrize(
    ("yes", "n", "percent"),
    [(1, 8, 13), (99, 200, 50), (129, 200, 65), (159, 200, 80), (0, 3, 0), (3, 3, 100), (1, 200, 1)],
)
def test_halves_go_up(yes, n, percent) -> None:
    assert round_percent(yes, n) == percent


def test_nothing_to_divide_by() -> None:
    for wrong in ((0, 0), (3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="of"):
            round_percent(*wrong)
        with pytest.raises(ValueError, match="of"):
            wilson(*wrong)


@given(counts)
def test_wilson_agrees_with_statsmodels(pair) -> None:
    yes, n = pair
    low, high = proportion_confint(yes, n, 0.05, "wilson")
    found = wilson(yes, n)
    assert found == pytest.approx((max(0, low), min(1, high)), abs=1e-12)
    assert 0 <= found[0] <= yes / n <= found[1] <= 1


def test_wilson_of_a_published_example() -> None:
    # Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for yes, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(yes, n) == pytest.approx((low, high), abs=5e-5)


@given(st.floats(0.001, 0.999), st.floats(0.5, 900), st.floats(0.5, 900))
def test_beta_agrees_with_scipy(x, a, b) -> None:
    assert beta_below(x, a, b) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-10)


def test_beta_at_its_ends() -> None:
    assert (beta_below(0, 2, 3), beta_below(1, 2, 3)) == (0, 1)
    assert beta_below(0.3, 1, 1) == pytest.approx(0.3)
    assert beta_below(0.5, 7.5, 7.5) == pytest.approx(0.5)
    with pytest.raises(ValueError, match="above 0"):
        beta_below(0.5, 0, 1)


@given(st.integers(0, 200), st.floats(0.5, 80), st.floats(0.5, 80))
def test_beta_binomial_is_a_distribution_and_agrees_with_scipy(draws, a, b) -> None:
    chances = [beta_binomial(k, draws, a, b) for k in range(draws + 1)]
    assert math.fsum(chances) == pytest.approx(1, abs=1e-9)
    assert chances == pytest.approx(list(stats.betabinom.pmf(range(draws + 1), draws, a, b)), abs=1e-9)
    assert beta_binomial(draws + 1, draws, a, b) == beta_binomial(-1, draws, a, b) == 0


@given(small_counts)
def test_flips_are_exact(pair) -> None:
    yes, n = pair
    now = band_of(round_percent(yes, n), BANDINGS)
    flip = answers_to_flip(yes, n, BANDINGS)
    for count, sign in ((flip.down, -1), (flip.up, 1)):
        last = yes if sign < 0 else n - yes
        steps = range(1, (count if count is not None else last + 1))
        assert all(band_of(round_percent(yes + sign * step, n), BANDINGS) == now for step in steps)
        if count is not None:
            assert band_of(round_percent(yes + sign * count, n), BANDINGS) != now


def test_flips_of_known_counts() -> None:
    # 129 of 200 is 64.5, rounds to 65 and is good; one answer less and it is not.
    assert answers_to_flip(129, 200, BANDINGS).down == 1
    assert answers_to_flip(0, 1, BANDINGS).down is None
    assert answers_to_flip(1, 1, BANDINGS).fewest == 1
    assert answers_to_flip(5, 5, BANDINGS).up is None


@pytest.mark.parametrize(("yes", "near"), [(57, False), (55, True), (60, True), (56, False), (90, False), (85, True)])
def test_near_a_boundary_is_within_five_points(yes, near) -> None:
    assert near_boundary(yes, 100, BANDINGS) == near


def test_one_case_can_make_it_near() -> None:
    assert round_percent(4, 7) == 57
    assert near_boundary(4, 7, BANDINGS)


@given(small_counts)
def test_near_is_close_to_a_boundary_or_one_answer_away(pair) -> None:
    yes, n = pair
    close = any(abs(round_percent(yes, n) - edge) <= 5 for edge in (50, 65, 80))
    assert near_boundary(yes, n, BANDINGS) == (close or answers_to_flip(yes, n, BANDINGS).fewest == 1)


@given(small_counts.filter(lambda pair: pair[1] >= 10))
def test_certainty_sums_to_one_and_follows_the_posterior(pair) -> None:
    yes, n = pair
    chances = band_certainty(yes, n, BANDINGS)
    assert chances is not None
    assert math.fsum(chances.values()) == pytest.approx(1)
    assert chances["outstanding"] == pytest.approx(stats.beta.sf(0.795, yes + 0.5, n - yes + 0.5), abs=1e-9)
    assert chances["inadequate"] == pytest.approx(stats.beta.cdf(0.495, yes + 0.5, n - yes + 0.5), abs=1e-9)


def test_no_certainty_below_ten_and_full_certainty_of_a_census() -> None:
    assert band_certainty(9, 9, BANDINGS) is None
    census = band_certainty(33, 50, BANDINGS, population=50)
    assert census == {"inadequate": 0, "requires_improvement": 0, "good": 1, "outstanding": 0}
    with pytest.raises(ValueError, match="at least"):
        band_certainty(33, 50, BANDINGS, population=49)


def test_a_finite_population_makes_more_certain_than_an_endless_one() -> None:
    endless = band_certainty(43, 60, BANDINGS)
    finite = band_certainty(43, 60, BANDINGS, population=90)
    huge = band_certainty(43, 60, BANDINGS, population=20_000)
    assert endless is not None
    assert finite is not None
    assert huge is not None
    assert finite["good"] > endless["good"]
    assert huge["good"] == pytest.approx(endless["good"], abs=0.005)


def test_a_band_needs_a_lowest_one() -> None:
    with pytest.raises(ValueError, match="no banding"):
        band_of(10, BANDINGS[1:])
