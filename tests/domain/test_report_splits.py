"""Splits for print: nothing hidden can be read off, and what is hidden is given together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.disclosure import Group
from hmip_desktop.domain.report_share import share_of
from hmip_desktop.domain.report_splits import SplitPlan, SplitQuestion, banded_split, judged_split, short_codes
from hmip_desktop.domain.results import Tally

PLACES = ("ashby", "brack", "calder", "dun")


def _plan(sizes: tuple[int, ...], ordered: bool = False) -> SplitPlan:
    keys = ("low", "medium", "high") if ordered else PLACES
    labels = dict(zip(keys, ("Low", "Medium", "High or very high") if ordered else PLACES, strict=True))
    return SplitPlan(
        "rosh" if ordered else "pdu", "unit", "core", labels, dict(zip(keys, sizes, strict=True)), "PDUs", "All"
    )


def _question(ref: str, keys: tuple[str, ...], counts: tuple[tuple[int, int], ...]) -> SplitQuestion:
    groups = tuple(
        Group(key, yes, no, frozenset(f"{key}{i}" for i in range(yes + no)))
        for key, (yes, no) in zip(keys, counts, strict=True)
    )
    whole = share_of(Tally(ref, sum(y for y, _ in counts), sum(n for _, n in counts)))
    return SplitQuestion(ref, groups, whole)


def test_small_units_are_hidden_and_given_together() -> None:
    question = _question("C1", PLACES, ((6, 6), (7, 5), (3, 3), (2, 4)))
    split, log = judged_split(_plan((12, 12, 6, 6)), [question])
    assert [group.label for group in split.groups][-2:] == ["Two PDUs under 10, together", "All"]
    assert split.groups[2].cases is None
    (row,) = split.rows
    assert row.shares[2:4] == (None, None)
    assert row.shares[4] is not None
    assert row.shares[4].of_n == "5 of 12"
    assert {hidden.ground for hidden in log} == {"few-cases"}


def test_where_rows_hide_different_units_the_column_says_so() -> None:
    first = _question("C1", PLACES, ((6, 6), (7, 5), (3, 3), (2, 4)))
    second = _question("C2", PLACES, ((12, 0), (7, 5), (3, 3), (2, 4)))
    split, _ = judged_split(_plan((12, 12, 6, 6)), [first, second])
    joined = split.groups[-2]
    assert (joined.label, joined.cases) == ("PDUs marked [c], together", None)


@given(st.lists(st.text("abc dé", min_size=1, max_size=8), max_size=60, unique=True))
def test_codes_of_narrow_heads_are_never_alike_and_no_question(labels: list[str]) -> None:
    codes = short_codes(labels)
    assert len(set(codes)) == len(codes) == len(labels)
    assert not [code for code in codes if any(letter.isdigit() for letter in code)]


def test_codes_come_from_the_names() -> None:
    assert short_codes(["Aldermere", "Alderley", "Carrick Vale", "Isle of Dean"]) == ["ALD", "ALE", "CV", "IOD"]


def test_nothing_to_hide_needs_no_column() -> None:
    split, log = judged_split(_plan((12, 12, 12, 12)), [_question("C1", PLACES, ((6, 6),) * 4)])
    assert [group.role for group in split.groups] == ["group"] * 4 + ["all"]
    assert log == ()


def test_a_hidden_whole_hides_its_row() -> None:
    question = _question("C1", PLACES, ((6, 6),) * 4)
    split, _ = judged_split(_plan((12,) * 4), [SplitQuestion("C1", question.groups, None)])
    assert set(split.rows[0].shares) == {None}


def test_a_small_band_takes_its_neighbour_with_it() -> None:
    keys = ("low", "medium", "high")
    question = _question("C1", keys, ((3, 3), (16, 15), (11, 10)))
    split, _ = banded_split(_plan((6, 31, 21), ordered=True), [question])
    assert [group.label for group in split.groups] == [
        "Low", "Medium", "Low or medium, together", "High or very high", "All",
    ]  # fmt: skip
    low, medium, together, high, whole = split.rows[0].shares
    assert (low, medium) == (None, None)
    assert together is not None
    assert together.of_n == "19 of 37"
    assert high is not None
    assert whole is not None


COUNT = st.tuples(st.integers(0, 14), st.integers(0, 14))


@given(st.lists(st.tuples(COUNT, COUNT, COUNT, COUNT), min_size=1, max_size=4))
def test_no_single_group_is_hidden_alone(rows: list[tuple[tuple[int, int], ...]]) -> None:
    sizes = tuple(max(sum(row[place]) for row in rows) for place in range(4))
    questions = [_question(f"C{at}", PLACES, row) for at, row in enumerate(rows, 1)]
    split, _ = judged_split(_plan(sizes), questions)
    for question, row in zip(questions, split.rows, strict=True):
        hidden = [g for g, share in zip(question.groups, row.shares, strict=False) if share is None and g.n]
        answered = [group for group in question.groups if group.n]
        assert len(hidden) != 1 or len(answered) == 1


@given(st.lists(st.tuples(COUNT, COUNT, COUNT), min_size=1, max_size=4))
def test_no_single_band_is_hidden_alone(rows: list[tuple[tuple[int, int], ...]]) -> None:
    keys = ("low", "medium", "high")
    sizes = tuple(max(sum(row[place]) for row in rows) for place in range(3))
    questions = [_question(f"C{at}", keys, row) for at, row in enumerate(rows, 1)]
    split, _ = banded_split(_plan(sizes, ordered=True), questions)
    names = [group.label for group in split.groups if group.role == "group"]
    for row in split.rows:
        single = [share for share, group in zip(row.shares, split.groups, strict=True) if group.role == "group"]
        assert len(names) == 3
        assert sum(share is None for share in single) != 1
