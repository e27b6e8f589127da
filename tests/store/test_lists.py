"""The case list, counts and the tidy rows."""

from __future__ import annotations

import pytest

from hmip_desktop.domain.revisions import Revision
from hmip_desktop.domain.sample import Allocation, SampleDecision
from hmip_desktop.store import caselist, projections
from tests.store.desk import Desk, asked, case, facts


@pytest.fixture
def week(desk: Desk) -> Desk:
    """Cases 1 and 2 signed off, 3 excluded though signed, 4 begun, 5 untouched, 6 a second assessment; one practice."""
    for number in (3, 4, 5, 6):
        desk.put(f"case:{case(number)}", facts(number, rosh="low" if number > 3 else "high", sex="female", age=30))
    desk.put(f"case:{case(6)}", facts(1))
    desk.put(f"allocation:{case(6)}", Allocation("5" * 30, second=True))
    desk.put("case:practice-00c0ffee", facts(9))
    desk.answer_all(1)
    desk.answer_all(2, "no")
    desk.answer_all(3)
    desk.answer_all(6)
    desk.answer(4, "C1", "yes")
    for number in (1, 2, 3, 6):
        desk.sign(number)
    desk.put(f"decision:{case(3)}", SampleDecision("excluded", "transferred", "left"))
    return desk


def _ids(desk: Desk, **options: object) -> list[str]:
    return [item.case_id for item in caselist.case_list(desk.store, **options)]  # type: ignore[arg-type]


def _behind(desk: Desk, ref: str, *options: object, **more: object) -> list[tuple[str, str]]:
    found = projections.cases_behind(desk.store, ref, *options, **more)  # type: ignore[arg-type]
    items = caselist.cases_at(desk.store, [key for _, key in found])
    return [(answer, item.case_id) for (answer, _), item in zip(found, items, strict=True) if item]


@pytest.mark.parametrize(
    ("state", "numbers"),
    [
        ("not-started", [5]), ("started", [4]), ("signed-off", [1, 6, 2]), ("excluded", [3]),
        ("included", [1, 6, 2, 4, 5]), ("returned", []), ("in-conflict", []), ("alert", []), ("open-alert", []),
    ],
)  # fmt: skip
def test_states_of_the_list(week: Desk, state: str, numbers: list[int]) -> None:
    assert _ids(week, state=state) == [case(n) for n in numbers]
    assert caselist.case_count(week.store, state=state) == len(numbers)  # type: ignore[arg-type]


def test_searching_ordering_and_paging(week: Desk) -> None:
    assert _ids(week, search=" 404 ") == [case(4)]
    assert _ids(week, search="alderMERE") == [case(2), case(4)]
    assert _ids(week, search="PP-_") == []
    assert _ids(week, search="%") == []
    assert _ids(week, order="rosh", second=False) == [case(n) for n in (1, 2, 3, 4, 5)]
    assert _ids(week, order="pdu", descending=True, second=False)[:3] == [case(1), case(3), case(5)]
    assert _ids(week, limit=2, offset=1, second=False) == [case(2), case(3)]
    assert _ids(week, inspector="5" * 30) == [case(6)]
    assert _ids(week, second=True) == [case(6)]
    assert _ids(week, practice=True) == ["practice-00c0ffee"]
    with pytest.raises(ValueError, match="drop table"):
        _ids(week, order="drop table")
    found = caselist.case_by_ref(week.store, "26-401")
    assert found is not None
    assert found.case_id == case(1)
    assert caselist.case_by_ref(week.store, "26-409") is None


def test_the_first_page_is_read_from_an_index(week: Desk) -> None:
    with week.store.read() as db:
        plan = db.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM case_file WHERE (listed = 1) AND (practice = 0) ORDER BY case_ref LIMIT 9"
        ).fetchall()
    assert ["case_file_by_ref" in row[3] for row in plan] == [True]


def test_only_what_counts_is_counted(week: Desk) -> None:
    tallies = {one.tally.ref: one.tally for one in projections.tally(week.store)}
    assert {ref: (t.yes, t.no, t.n) for ref, t in tallies.items() if ref in asked()} == dict.fromkeys(
        asked(), (1, 1, 2)
    )
    assert projections.counted_cases(week.store) == {"": 2}
    assert projections.counted_cases(week.store, "pdu") == {"Aldermere": 1, "Kingsreach": 1}


def test_every_split_adds_up_to_the_whole(week: Desk) -> None:
    whole = {one.tally.ref: one.tally for one in projections.tally(week.store)}
    for by in ("pdu", "sentence_type", "rosh", "sex", "age_band", "ethnicity", "grade", "route", "inspector"):
        sums: dict[str, list[int]] = {}
        for one in projections.tally(week.store, by=by):  # type: ignore[arg-type]
            total = sums.setdefault(one.tally.ref, [0, 0, 0, 0])
            for index, field in enumerate(("yes", "no", "na", "unanswered")):
                total[index] += getattr(one.tally, field)
        assert sums == {ref: [t.yes, t.no, t.na, t.unanswered] for ref, t in whole.items()}
    with pytest.raises(ValueError, match="case_id"):
        projections.tally(week.store, by="case_id")  # type: ignore[arg-type]


def test_every_number_opens_the_cases_behind_it(week: Desk) -> None:
    assert _behind(week, "C1") == [("no", case(2)), ("yes", case(1))]
    assert _behind(week, "C1", ["no"], by="pdu", group="Aldermere") == [("no", case(2))]
    assert _behind(week, "C1", ["no"], by="pdu", group="Kingsreach") == []
    assert projections.tally(week.store, refs=["unknown"]) == []
    (only,) = projections.tally(week.store, refs=["C1"])
    assert only.tally.ref == "C1"


def test_unanswered_questions_of_counted_cases_are_counted_apart(week: Desk) -> None:
    week.sign(1, signed=False)
    week.answer(1, "C1", None)
    week.sign(1)
    (only,) = projections.tally(week.store, refs=["C1"])
    assert (only.tally.n, only.tally.unanswered) == (1, 1)
    assert _behind(week, "C1", [""]) == [("", case(1))]
    row = next(r for r in projections.answers(week.store) if (r.case_id, r.tidy.question) == (case(1), "C1"))
    assert (row.tidy.answer, row.tidy.counted) == (None, True)
    assert projections.matches_rebuild(week.store)


def test_an_answer_in_conflict_does_not_count(week: Desk) -> None:
    week.sign(1, signed=False)
    first: Revision = week.answer(1, "C1", "no")
    week.answer(1, "C1", "na", parents=first.header.parents)
    week.sign(1)
    (only,) = projections.tally(week.store, refs=["C1"])
    assert (only.tally.yes, only.tally.no, only.tally.na, only.tally.unanswered) == (0, 1, 0, 1)
    assert projections.matches_rebuild(week.store)


def test_tidy_rows_say_what_counts(week: Desk) -> None:
    rows = projections.answers(week.store)
    assert {r.case_id for r in rows if r.tidy.counted} == {case(1), case(2)}
    assert {r.case_id for r in rows} == {case(n) for n in (1, 2, 3, 4, 6)}
    assert {r.case_id for r in rows if r.second} == {case(6)}
    one = next(r.tidy for r in rows if r.case_id == case(4))
    assert (one.case_ref, one.question, one.answer, one.counted) == ("26-404", "C1", "yes", False)
    assert one.facts["age_band"] == "30-39"
    assert "ethnicity" not in one.facts
    whole = {one.tally.ref: one.tally for one in projections.tally(week.store)}
    for ref in asked():
        counted = [r.tidy.answer for r in rows if r.tidy.question == ref and r.tidy.counted]
        assert (counted.count("yes"), counted.count("no")) == (whole[ref].yes, whole[ref].no)


def test_every_case_on_the_list_is_somewhere(week: Desk) -> None:
    found = projections.accounting(week.store)
    assert found.adds_up
    assert (found.listed, found.counted, found.excluded) == (5, 2, {"transferred": 1})
    assert (found.returned_unsigned, found.not_returned) == (1, 1)
    assert (found.practice, found.second_assessments) == (1, 1)


def test_excluding_and_taking_back_in_moves_the_numbers(week: Desk) -> None:
    week.put(f"decision:{case(3)}", SampleDecision("included"))
    assert projections.counted_cases(week.store) == {"": 3}
    week.put(f"decision:{case(1)}", SampleDecision("excluded", "duplicate", "twice"))
    (only,) = projections.tally(week.store, refs=["C1"])
    assert (only.tally.yes, only.tally.no) == (1, 1)
    assert projections.matches_rebuild(week.store)
