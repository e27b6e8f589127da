"""Agreement against published figures and against statsmodels."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa

from hmip_desktop.domain.agreement import COEFFICIENTS, Rating, measure, same_rater_twice

# Ratings of twelve units by four raters with gaps (the example of Krippendorff's texts).
FOUR_RATERS = ("11-1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "-555", "--11", "--3-")
# Six raters, fifteen patients, five diagnoses: raters per category.
SIX_RATERS = (
    (0, 0, 0, 6, 0), (0, 3, 0, 0, 3), (0, 1, 4, 0, 1), (0, 0, 0, 0, 6), (0, 3, 0, 3, 0), (2, 0, 4, 0, 0),
    (0, 0, 4, 0, 2), (2, 0, 3, 1, 0), (2, 0, 0, 4, 0), (0, 0, 0, 0, 6), (1, 0, 0, 5, 0), (1, 1, 0, 4, 0),
    (0, 3, 3, 0, 0), (1, 0, 0, 5, 0), (0, 2, 0, 3, 1),
)  # fmt: skip
# Fleiss 1971 as it is usually printed in tutorials: fourteen raters, ten subjects, five categories.
FOURTEEN_RATERS = (
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1), (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
)  # fmt: skip
ABSTRACTORS = ((13, 0, 0), (0, 20, 7), (0, 4, 56))
DERMATOLOGISTS = ((0, 4, 1), (0, 8, 0), (0, 1, 5))


def raw(rows) -> list[Rating]:
    return [
        Rating(str(subject), f"R{rater}", None if mark == "-" else mark)
        for subject, row in enumerate(rows)
        for rater, mark in enumerate(row)
    ]


def spread(rows) -> list[Rating]:
    return raw([[str(c) for c, count in enumerate(row) for _ in range(count)] for row in rows])


def table(cells) -> list[Rating]:
    return raw([(str(a), str(b)) for a, row in enumerate(cells) for b, count in enumerate(row) for _ in range(count)])


def value(found, name) -> float | None:
    return found.coefficients[name].value


def test_four_raters_with_gaps() -> None:
    found = measure(raw(FOUR_RATERS))
    assert (found.n_subjects, found.n_raters, found.paired) == (12, 4, 11)
    assert found.observed == pytest.approx(0.8181818, abs=1e-7)
    assert value(found, "gwet_ac1") == pytest.approx(0.77544, abs=5e-6)
    assert value(found, "fleiss_kappa") == pytest.approx(0.76117, abs=5e-6)
    assert value(found, "krippendorff_alpha") == pytest.approx(0.74342, abs=5e-6)
    assert found.coefficients["gwet_ac1"].error == pytest.approx(0.14295, abs=5e-6)
    assert found.coefficients["fleiss_kappa"].error == pytest.approx(0.15302, abs=5e-6)
    assert found.coefficients["gwet_ac1"].interval is None
    assert found.coefficients["cohen_kappa"].reason == "not-two-raters"


def test_six_raters_and_five_diagnoses() -> None:
    found = measure(spread(SIX_RATERS))
    assert value(found, "gwet_ac1") == pytest.approx(0.4448007, abs=5e-8)
    assert value(found, "fleiss_kappa") == pytest.approx(0.4139265, abs=5e-8)
    assert value(found, "krippendorff_alpha") == pytest.approx(0.4204384, abs=5e-8)
    assert found.coefficients["gwet_ac1"].error == pytest.approx(0.08418757, abs=5e-8)
    assert found.coefficients["fleiss_kappa"].error == pytest.approx(0.08119291, abs=5e-8)


def test_fourteen_raters() -> None:
    assert value(measure(spread(FOURTEEN_RATERS)), "fleiss_kappa") == pytest.approx(0.210, abs=5e-4)


def test_two_abstractors() -> None:
    found = measure(table(ABSTRACTORS))
    assert (found.observed, found.agreeing, found.paired) == (pytest.approx(0.89), 89, 100)
    assert value(found, "cohen_kappa") == pytest.approx(0.7964094, abs=5e-8)
    assert value(found, "fleiss_kappa") == pytest.approx(0.7962397, abs=5e-8)
    assert value(found, "gwet_ac1") == pytest.approx(0.8493305, abs=5e-8)
    assert value(found, "krippendorff_alpha") == pytest.approx(0.7972585, abs=5e-8)
    assert found.coefficients["cohen_kappa"].error == pytest.approx(0.05891072, abs=5e-8)
    assert found.coefficients["cohen_kappa"].interval == pytest.approx((0.681, 0.912), abs=2e-3)


def test_a_printed_kappa_with_fewer_than_twenty_pairs() -> None:
    found = measure(table(DERMATOLOGISTS)).coefficients["cohen_kappa"]
    assert found.value == pytest.approx(0.4842, abs=5e-5)
    assert found.error == pytest.approx(0.1380, abs=5e-5)
    assert found.interval is None


cells = st.integers(2, 4).flatmap(
    lambda q: st.lists(st.lists(st.integers(0, 9), min_size=q, max_size=q), min_size=q, max_size=q)
)


@pytest.mark.filterwarnings("ignore::RuntimeWarning:statsmodels")
@given(cells)
def test_cohen_agrees_with_statsmodels(counts) -> None:
    used = [any(row) or any(line[i] for line in counts) for i, row in enumerate(counts)]
    assume(all(used))
    found = measure(table(counts)).coefficients["cohen_kappa"]
    theirs = cohens_kappa(counts)
    assert found.value == pytest.approx(theirs.kappa, abs=1e-9)
    assert found.error == pytest.approx(max(0.0, theirs.var_kappa) ** 0.5, abs=1e-6)
    if found.interval and theirs.kappa_low > -1 and theirs.kappa_upp < 1:
        assert found.interval == pytest.approx((theirs.kappa_low, theirs.kappa_upp), abs=1e-6)


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=4, max_size=4), min_size=2, max_size=30))
def test_fleiss_agrees_with_statsmodels(rows) -> None:
    assume(len({mark for row in rows for mark in row}) > 1)
    counts, _ = aggregate_raters(rows)
    assert value(measure(raw(rows)), "fleiss_kappa") == pytest.approx(fleiss_kappa(counts), abs=1e-9)


@given(st.lists(st.lists(st.sampled_from("ab-"), min_size=3, max_size=3), min_size=1, max_size=12))
def test_names_and_order_do_not_matter(rows) -> None:
    base = measure(raw(rows))
    renamed = [
        Rating(r.subject, {"R0": "Z", "R1": "Y", "R2": "X"}[r.rater], r.category and {"a": "9", "b": "1"}[r.category])
        for r in reversed(raw(rows))
    ]
    found = measure(renamed)
    for name in COEFFICIENTS:
        assert value(found, name) == pytest.approx(value(base, name)) if value(base, name) is not None else True
        assert found.coefficients[name].reason == base.coefficients[name].reason


@given(st.lists(st.lists(st.sampled_from("abc-"), min_size=3, max_size=3), max_size=12))
def test_a_coefficient_is_a_number_up_to_one_or_has_a_reason(rows) -> None:
    for coefficient in measure(raw(rows)).coefficients.values():
        assert (coefficient.value is None) == (coefficient.reason is not None)
        assert coefficient.value is None or coefficient.value <= 1 + 1e-12


def test_full_agreement_is_one() -> None:
    found = measure(table(((12, 0), (0, 13))))
    assert [value(found, name) for name in COEFFICIENTS] == [pytest.approx(1)] * 4
    assert found.observed_interval is not None


def test_undefined_says_why() -> None:
    one = measure(table(((25,),)))
    assert {c.reason for c in one.coefficients.values()} == {"one-category"}
    nobody = measure([Rating("1", "A", "yes"), Rating("2", "B", "no")])
    assert {c.reason for c in nobody.coefficients.values()} == {"no-pairs"}
    assert nobody.observed is None
    assert measure([]).coefficients["krippendorff_alpha"].reason == "no-pairs"


def test_categories_that_could_have_been_used_are_told() -> None:
    everybody_yes = [Rating(str(s), r, "yes") for s in range(25) for r in "AB"]
    found = measure(everybody_yes, categories=("yes", "no"))
    assert value(found, "gwet_ac1") == 1
    assert found.coefficients["fleiss_kappa"].reason == "one-category"
    assert found.prevalence_note


def test_prevalence_that_breaks_kappa_is_said() -> None:
    found = measure(table(((92, 4), (4, 0))))
    assert value(found, "cohen_kappa") < 0
    assert found.prevalence_note
    assert not measure(table(((45, 5), (5, 45)))).prevalence_note


def test_a_rater_who_rates_twice_is_found() -> None:
    rows = [Rating("1", "A", "x", 2), Rating("1", "B", "x", 3), Rating("1", "A", "y", 4)]
    for order in permutations(rows):
        assert [r.row for r in same_rater_twice(order)] == [4]
