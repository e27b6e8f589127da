"""Nothing that is hidden can be worked out again; nothing thin is shown."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.disclosure import Group, Limits, ground_to_hide, judge_groups, keep_first_release
from hmip_desktop.domain.suppression import suppress_list, suppress_table, with_totals

tables = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 12), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)
tiny = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda shape: st.lists(
        st.lists(st.sampled_from([0, 1, 2, 5, 6]), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0], max_size=shape[0],
    )
)  # fmt: skip


@given(tables)
def test_no_small_count_is_shown_and_what_is_shown_is_true(counts) -> None:
    full = with_totals(counts)
    safe = suppress_table("t", counts)
    for row, shown in zip(full, safe.cells, strict=True):
        for count, cell in zip(row, shown, strict=True):
            assert cell is None or cell == count
            assert cell is None or cell == 0 or cell > 4
    assert len(safe.log) == sum(cell is None for row in safe.cells for cell in row)


@given(tables)
def test_a_hidden_cell_never_stands_alone_in_its_row_or_column(counts) -> None:
    cells = suppress_table("t", counts).cells
    for line in [*cells, *zip(*cells, strict=True)]:
        assert sum(cell is None for cell in line) != 1


@given(tiny)
def test_no_hidden_cell_can_be_worked_out_by_trying_every_table(counts) -> None:
    """An attacker who tries all tables that fit the published figures finds two values for each hidden cell."""
    full = with_totals(counts)
    shown = suppress_table("t", counts).cells
    height, width = len(counts), len(counts[0])
    unknown = [(r, c) for r in range(height) for c in range(width) if shown[r][c] is None]
    if len(unknown) > 5:
        return
    seen: dict[tuple[int, int], set[int]] = {}
    for guess in product(range(1, 9), repeat=len(unknown)):
        inner = [list(row) for row in counts]
        for (r, c), number in zip(unknown, guess, strict=True):
            inner[r][c] = number if counts[r][c] else number - 1
        tried = with_totals(inner)
        if all(cell is None or cell == tried[r][c] for r, row in enumerate(shown) for c, cell in enumerate(row)):
            for r, c in product(range(height + 1), range(width + 1)):
                if shown[r][c] is None:
                    seen.setdefault((r, c), set()).add(tried[r][c])
    hidden = {(r, c) for r, row in enumerate(shown) for c, cell in enumerate(row) if cell is None}
    assert set(seen) == hidden
    assert all(len(values) > 1 for values in seen.values()), (full, shown)


def test_a_table_without_small_counts_stays_as_it_is() -> None:
    safe = suppress_table("t", [[10, 0], [20, 30]])
    assert safe.cells == ((10, 0, 10), (20, 30, 50), (30, 30, 60))
    assert safe.log == ()


def test_the_cheapest_cells_go_with_a_small_one() -> None:
    safe = suppress_table("sex by PDU", [[2, 40, 41], [50, 60, 6], [70, 7, 80]])
    hidden = {(r, c) for r, row in enumerate(safe.cells) for c, cell in enumerate(row) if cell is None}
    assert (0, 0) in hidden
    assert len(hidden) == 4
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
