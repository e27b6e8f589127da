"""Bandings, the lowest one rules, points and limits: the vectors of the 2017 consultation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.pack_parts import Banding, Question, Scoring, Standard, Variant
from hmip_desktop.domain.ratings import (
    PanelDecision,
    StandardRating,
    answered_variants,
    await_panel,
    composite,
    limit_of,
    rate_standard,
)
from hmip_desktop.domain.results import Tally, question_result

SCORING = Scoring(
    bandings=tuple(
        Banding(id=code, at_least=at)
        for code, at in (("inadequate", 0), ("requires_improvement", 50), ("good", 65), ("outstanding", 80))
    ),
    points={"inadequate": 0, "requires_improvement": 1, "good": 2, "outstanding": 3},
    composite=tuple(
        Banding(id=code, at_least=at)
        for code, at in (("inadequate", 0), ("requires_improvement", 6), ("good", 16), ("outstanding", 26))
    ),
    standards=10,
)


def standard(ref: str, variant: str = "", questions: int = 2) -> Standard:
    return Standard(
        ref=ref, title=f"Standard {ref}", variants=(variant,) if variant else (),
        questions=tuple(Question(ref=f"{ref}.{n}", text="Is it good?") for n in range(1, questions + 1)),
    )  # fmt: skip


STANDARDS = (
    *(standard(f"{domain}.{n}") for domain in (1, 2) for n in range(1, 5)),
    standard("3.1", "nps"), standard("3.2", "nps"), standard("4.1", "crc"), standard("4.2", "crc"),
)  # fmt: skip
PACK = Pack(
    format=1, id="rated", version="1.0.0", title="A rated pack", rated=True, scoring=SCORING, standards=STANDARDS,
    variants=(Variant(id="nps", title="National"), Variant(id="crc", title="Company")),
)  # fmt: skip
NPS = [s.ref for s in STANDARDS if "crc" not in s.variants]


def results(**counts):
    return {
        ref: question_result(Tally(ref, yes, n - yes), SCORING.bandings)
        for ref, (yes, n) in ((name.replace("_", "."), pair) for name, pair in counts.items())
    }


def rated(good: int, requires: int = 0, outstanding: int = 0) -> list[StandardRating]:
    ratings = ["outstanding"] * outstanding + ["good"] * good + ["requires_improvement"] * requires
    ratings += ["inadequate"] * (10 - len(ratings))
    return [StandardRating(ref, rating, "", "calculated") for ref, rating in zip(NPS, ratings, strict=True)]


def test_the_lowest_banding_rules_a_standard() -> None:
    found = rate_standard(STANDARDS[4], results(**{"2_1_1": (90, 100), "2_1_2": (51, 100)}))
    assert (found.rating, found.limiting, found.basis, found.near_boundary) == (
        "requires_improvement", "2.1.2", "calculated", True,
    )  # fmt: skip


def test_the_limiting_question_is_the_lowest_share_and_the_first_of_equals() -> None:
    found = rate_standard(STANDARDS[4], results(**{"2_1_1": (51, 100), "2_1_2": (50, 100)}))
    assert found.limiting == "2.1.2"
    found = rate_standard(STANDARDS[4], results(**{"2_1_1": (1, 2), "2_1_2": (50, 100)}))
    assert found.limiting == "2.1.1"


def test_a_key_question_without_answers_leaves_the_standard_unrated() -> None:
    found = rate_standard(STANDARDS[4], results(**{"2_1_1": (90, 100), "2_1_2": (0, 0)}))
    assert (found.rating, found.missing, found.limiting) == ("not_rated", ("2.1.2",), "")
    assert rate_standard(STANDARDS[4], {}).missing == ("2.1.1", "2.1.2")


def never(*refs: str):
    return {ref: question_result(Tally(ref, na=7), SCORING.bandings) for ref in refs}


def test_not_applicable_everywhere_is_told_from_not_answered_yet() -> None:
    some = results(**{"2_1_1": (90, 100)})
    assert rate_standard(STANDARDS[4], never("2.1.1", "2.1.2")).gap == "nothing-applied"
    assert rate_standard(STANDARDS[4], some | never("2.1.2")).gap == "question-never-applied"
    assert rate_standard(STANDARDS[4], some | results(**{"2_1_2": (0, 0)})).gap == "unanswered"
    waits = question_result(Tally("2.1.2", na=6, unanswered=1), SCORING.bandings)
    assert rate_standard(STANDARDS[4], {**never("2.1.1"), "2.1.2": waits}).gap == "unanswered"
    settled = rate_standard(STANDARDS[4], never("2.1.1", "2.1.2"), PanelDecision("good", "Seen on site"))
    assert (settled.rating, settled.by_rule, settled.departs, settled.gap) == ("good", "", False, "nothing-applied")
    assert rate_standard(STANDARDS[4], results(**{"2_1_1": (90, 100), "2_1_2": (51, 100)})).gap == ""


def test_the_panel_stands_over_the_cases() -> None:
    found = rate_standard(STANDARDS[0], {}, PanelDecision("good", "all evidence weighed"))
    assert (found.rating, found.basis, found.reason) == ("good", "panel", "all evidence weighed")
    assert (found.by_rule, found.limiting, found.departs) == ("", "", False)  # cases never rate the organisation
    assert (await_panel(STANDARDS[0]).rating, await_panel(STANDARDS[0]).basis) == ("not_rated", "panel")


@pytest.mark.parametrize(("panel", "departs"), [("good", True), ("requires_improvement", False)])
def test_what_the_rule_gives_stays_beside_what_the_panel_says(panel: str, departs: bool) -> None:
    held = results(**{"2_1_1": (90, 100), "2_1_2": (51, 100)})
    found = rate_standard(STANDARDS[4], held, PanelDecision(panel, "two cases were judged under earlier guidance"))
    assert (found.rating, found.basis, found.departs) == (panel, "panel", departs)
    assert (found.by_rule, found.limiting, found.near_boundary) == ("requires_improvement", "2.1.2", True)


@pytest.mark.parametrize(
    ("good", "requires", "outstanding", "score", "rating"),
    [
        (6, 4, 0, 16, "good"),
        (4, 0, 6, 26, "outstanding"),
        (0, 6, 0, 6, "requires_improvement"),
        (0, 5, 0, 5, "inadequate"),
        (5, 5, 0, 15, "requires_improvement"),
        (5, 0, 5, 25, "good"),
        (0, 0, 10, 30, "outstanding"),
        (0, 0, 0, 0, "inadequate"),
    ],
)
def test_points_make_the_composite(good, requires, outstanding, score, rating) -> None:
    found = composite(PACK, rated(good, requires, outstanding), ["nps"])
    assert (found.score, found.maximum, found.rating, found.missing, found.variant) == (score, 30, rating, (), "nps")


@pytest.mark.parametrize(
    ("score", "near"), [(5, True), (6, True), (10, False), (15, True), (16, True), (25, True), (30, False)]
)
def test_one_step_of_one_standard_can_change_the_whole(score, near) -> None:
    threes, rest = divmod(score, 3)
    ratings = rated(1 if rest == 2 else 0, 1 if rest == 1 else 0, threes)
    assert composite(PACK, ratings, ["nps"]).near_boundary == near


def test_a_standard_without_rating_leaves_the_composite_open() -> None:
    ratings = [*rated(10)[:-1], StandardRating("3.2", "not_rated", "", "calculated", ("3.2.1",))]
    found = composite(PACK, ratings, ["nps"])
    assert (found.score, found.rating, found.missing, found.reason) == (None, None, ("3.2",), "standards-not-rated")


def test_the_variant_with_answers_is_the_one_that_is_rated() -> None:
    assert answered_variants(PACK, results(**{"3_1_1": (1, 2)})) == ("nps",)
    assert answered_variants(PACK, results(**{"4_2_1": (1, 2), "3_1_1": (0, 0)})) == ("crc",)
    assert composite(PACK, rated(10), []).reason == "no-variant-answered"
    assert composite(PACK, rated(10), ["nps", "crc"]).reason == "several-variants-answered"
    assert composite(PACK, rated(10), ["crc"]).missing == ("4.1", "4.2")


def test_another_number_of_standards_has_no_limits_to_go_by() -> None:
    fewer = PACK.model_copy(update={"standards": STANDARDS[:9]})
    assert composite(fewer, rated(10), ["nps"]).reason == "other-number"


def test_an_unrated_pack_has_no_composite() -> None:
    with pytest.raises(ValueError, match="not rated"):
        composite(PACK.model_copy(update={"scoring": None}), [], [])


@given(st.integers(0, 30))
def test_limits_never_fall_as_points_rise(score) -> None:
    order = [band.id for band in SCORING.composite]
    assert order.index(limit_of(score, SCORING)) <= order.index(limit_of(min(30, score + 1), SCORING))


@given(st.lists(st.integers(0, 40), min_size=2, max_size=2), st.integers(0, 1))
def test_one_more_yes_never_lowers_a_standard(yes, question) -> None:
    order = [band.id for band in SCORING.bandings]
    before = rate_standard(STANDARDS[4], results(**{"2_1_1": (yes[0], 41), "2_1_2": (yes[1], 41)}))
    yes[question] += 1
    after = rate_standard(STANDARDS[4], results(**{"2_1_1": (yes[0], 41), "2_1_2": (yes[1], 41)}))
    assert order.index(before.rating) <= order.index(after.rating)
