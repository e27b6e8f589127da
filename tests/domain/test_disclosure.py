"""Nothing that is hidden can be worked out again; nothing thin is shown."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.disclosure import Group, Limits, ground_to_hide, judge_groups, keep_first_release
from hmip_desktop.domain.suppression import suppress_list


@given(st.lists(st.sampled_from([0, 1, 2, 5, 6]), min_size=1, max_size=5))
def test_no_hidden_count_can_be_worked_out_by_trying_every_list(counts) -> None:
    """An attacker who tries all lists that fit the published figures finds two values for each hidden count."""
    (row,) = suppress_list("t", counts).cells
    *shown, total = row
    unknown = [place for place, cell in enumerate(shown) if cell is None]
    seen: dict[int, set[int]] = {}
    for guess in product(range(1, 9), repeat=len(unknown)):
        tried = list(counts)
        for place, number in zip(unknown, guess, strict=True):
            tried[place] = number
        if total is None or sum(tried) == total:
            for place in unknown:
                seen.setdefault(place, set()).add(tried[place])
    assert set(seen) == set(unknown)
    assert all(len(values) > 1 for values in seen.values()), (counts, row)


def test_a_list_without_small_counts_stays_as_it_is() -> None:
    safe = suppress_list("t", [10, 0, 20])
    assert safe.cells == ((10, 0, 20, 30),)
    assert safe.log == ()


def test_the_cheapest_count_goes_with_a_small_one() -> None:
    safe = suppress_list("sex by PDU", [2, 40, 41])
    assert safe.cells == ((None, None, 41, 83),)
    assert {entry.ground for entry in safe.log} == {"small-count", "second-cell"}


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_a_list_keeps_its_secret_too(counts) -> None:
    (row,) = suppress_list("sex", counts).cells
    *inner, total = row
    hidden = [count for count, cell in zip(counts, inner, strict=True) if cell is None]
    assert all(cell is None or cell == 0 or cell > 4 for cell in inner)
    assert len(hidden) != 1 or total is None
    assert not hidden or total is None or sum(hidden) > len(hidden)


@pytest.mark.parametrize(
    ("yes", "no", "practitioners", "ground"),
    [
        (5, 4, 9, "few-cases"), (5, 5, 4, "few-practitioners"), (10, 0, 9, "all-one-answer"),
        (0, 10, 9, "all-one-answer"), (5, 5, 5, None),
    ],
)  # fmt: skip
def test_why_a_subgroup_may_not_be_shown(yes, no, practitioners, ground) -> None:
    assert ground_to_hide(group("North", yes, no, practitioners)) == ground


def group(key: str, yes: int, no: int, practitioners: int = 9) -> Group:
    return Group(key, yes, no, frozenset(f"{key}-{n}" for n in range(practitioners)))


def test_small_ones_are_shown_together() -> None:
    found = judge_groups("C1 by PDU", [group("A", 12, 8), group("B", 4, 3), group("C", 2, 5), group("D", 1, 1)])
    assert [g.key for g in found.shown] == ["A"]
    assert found.hidden == ("B", "C", "D")
    assert found.together_of == 3
    assert found.together is not None
    assert (found.together.yes, found.together.no) == (7, 9)
    assert {entry.ground for entry in found.log} == {"few-cases"}


def test_a_single_small_one_takes_its_neighbour_with_it() -> None:
    found = judge_groups("C1 by PDU", [group("A", 12, 8), group("B", 9, 3), group("C", 2, 5)])
    assert [g.key for g in found.shown] == ["A"]
    assert found.hidden == ("B", "C")
    assert [entry.ground for entry in found.log] == ["few-cases", "neighbour"]


def test_practitioners_are_counted_once_when_groups_are_joined() -> None:
    shared = frozenset("PQ")
    found = judge_groups("C1 by sex", [Group("F", 4, 4, shared), Group("M", 4, 4, shared)])
    assert found.shown == ()
    assert found.together is None


groups = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15), st.integers(0, 8)), min_size=1, max_size=6).map(
    lambda items: [group(f"G{i}", yes, no, p) for i, (yes, no, p) in enumerate(items)]
)


@given(groups)
def test_what_is_left_over_from_the_total_is_never_a_thin_group(all_groups) -> None:
    found = judge_groups("C1", all_groups)
    assert all(ground_to_hide(shown) is None for shown in found.shown)
    assert {g.key for g in found.shown} | set(found.hidden) == {g.key for g in all_groups}
    left = [g for g in all_groups if g.key in found.hidden and g.n]
    if left and found.shown:
        assert len(left) > 1
        assert sum(g.n for g in left) >= 10
        assert 0 < sum(g.yes for g in left) < sum(g.n for g in left)
    if found.together is not None:
        assert ground_to_hide(found.together) is None


def test_limits_are_settings() -> None:
    strict = Limits(small=9, base_cases=20)
    assert ground_to_hide(group("A", 9, 9), strict) == "few-cases"
    assert suppress_list("x", [9, 30, 40], strict).cells == ((None, None, 40, 79),)


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 20)),
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 20)),
)
def test_a_second_release_never_differs_by_a_few(first, second) -> None:
    kept = keep_first_release(first, second)
    assert set(kept) == set(second)
    for where, count in kept.items():
        assert where not in first or count == first[where] or abs(count - first[where]) > 4
        assert count in (second[where], first.get(where))
