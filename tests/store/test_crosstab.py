"""Sets of cases in memory: the same numbers as the rows themselves, and never older than the last write."""

from __future__ import annotations

from itertools import product

import pytest

from hmip_desktop.domain.assessment import Moderation
from hmip_desktop.domain.interview import Interview
from hmip_desktop.store import engine, projections
from hmip_desktop.store.crosstab import DIMENSIONS, crosstab
from tests.store.desk import PASSPHRASE, Desk, asked, case, facts

CASES = 12
BY_HAND = (
    "SELECT q.ref, {column}, c.answer, count(*) FROM counted_answer c JOIN question q ON q.id = c.question"
    " JOIN case_file f ON f.id = c.case_key WHERE f.rosh = ? GROUP BY 1, 2, 3"
)


@pytest.fixture
def week(desk: Desk) -> Desk:
    """Twelve cases of different sorts, signed off but for one, some with an interview, one moderated."""
    for number in range(1, CASES + 1):
        rosh, sex = ("low", "high", "medium")[number % 3], ("female", "male", "")[number % 4 % 3]
        desk.put(f"case:{case(number)}", facts(number, rosh=rosh, sex=sex, age=20 + 7 * number))
        desk.answer_all(number, ("yes", "no")[number % 5 > 1])
        if number % 4:
            desk.put(f"interview:{case(number)}", Interview("practitioner", file_read=number % 4 == 2))
        if number != 7:
            desk.sign(number)
    desk.put(f"moderation:{case(1)}/C1", Moderation("no", "Moderated"))
    return desk


def _column(name: str) -> str:
    return "CASE f.file_read WHEN 1 THEN 'file-read' ELSE f.interviewed END" if name == "interview" else f"f.{name}"


def test_every_split_of_some_cases_equals_the_statement_by_hand(week: Desk) -> None:
    for by, level in product(DIMENSIONS, ("low", "high", "nobody")):
        with week.store.read() as db:
            rows = db.execute(BY_HAND.format(column=_column(by)), (level,)).fetchall()
        wanted: dict[tuple[str, str], dict[int, int]] = {}
        for ref, group, answer, n in rows:
            wanted.setdefault((ref, group), {})[answer] = n
        found = projections.tally(week.store, by=by, only={"rosh": level})
        assert [(one.tally.ref, one.group) for one in found] == sorted(wanted)
        for one in found:
            held, tally = wanted[one.tally.ref, one.group], one.tally
            assert (tally.yes, tally.no, tally.na, tally.unanswered) == tuple(
                held.get(code, 0) for code in (1, 2, 3, 0)
            )
        asked_in = {group: sum(held.values()) for (ref, group), held in wanted.items() if ref == "C1"}
        assert projections.counted_cases(week.store, by, {"rosh": level}) == asked_in


def test_what_is_remembered_is_never_older_than_the_last_write(week: Desk) -> None:
    first = crosstab(week.store)
    assert crosstab(week.store) is first
    (before,) = projections.tally(week.store, refs=["C2"], only={"route": "core"})
    week.sign(7)
    assert crosstab(week.store) is not first
    (after,) = projections.tally(week.store, refs=["C2"], only={"route": "core"})
    assert after.tally.n == before.tally.n + 1 == CASES


def test_inside_a_transaction_its_own_writes_are_counted_and_nothing_of_it_is_remembered(week: Desk) -> None:
    held = crosstab(week.store)

    def give_up() -> None:
        with week.store.write() as db:
            db.execute("UPDATE case_file SET rosh = 'low' WHERE counted = 1")
            assert projections.counted_cases(week.store, "rosh") == {"low": CASES - 1}
            raise RuntimeError("given up")

    with pytest.raises(RuntimeError, match="given up"):
        give_up()
    assert crosstab(week.store) is held
    assert set(projections.counted_cases(week.store, "rosh")) == {"low", "high", "medium"}


def test_before_moderation_the_assessors_answers_count(week: Desk) -> None:
    for only in ({}, {"rosh": "high"}):
        (settled,) = projections.tally(week.store, refs=["C1"], only=only)  # type: ignore[arg-type]
        (own,) = projections.tally(week.store, refs=["C1"], only=only, original=True)  # type: ignore[arg-type]
        assert (own.tally.yes, own.tally.no) == (settled.tally.yes + 1, settled.tally.no - 1)
    others = [ref for ref in asked() if ref != "C1"]
    assert projections.tally(week.store, refs=others, original=True) == projections.tally(week.store, refs=others)


def test_a_store_that_another_may_write_is_looked_at_every_time(week: Desk) -> None:
    folder = week.store.folder
    week.store.close()
    with engine.open_store(folder, passphrase=PASSPHRASE, read_only=True) as store:
        assert crosstab(store) is not crosstab(store)
        assert projections.counted_cases(store) == {"": CASES - 1}


def test_many_cases_with_a_value_each_are_told_apart(week: Desk) -> None:
    by_person = projections.counted_cases(week.store, "practitioner")
    assert by_person == {f"PP-{number}": 1 for number in range(1, CASES + 1) if number != 7}
    tab = crosstab(week.store)
    keys = [key for cases in tab.values["practitioner"].values() for key in tab.keys_in(cases)]
    assert sorted(keys) == sorted(tab.keys)
    assert list(tab.keys_in(tab.kept({}))) == list(tab.keys)


def test_nothing_counted_is_nothing(desk: Desk) -> None:
    assert projections.counted_cases(desk.store) == {}
    assert projections.tally(desk.store, by="pdu") == []
    assert projections.cases_behind(desk.store, "C1") == []
    with pytest.raises(ValueError, match="case_id"):
        projections.counted_cases(desk.store, "case_id")  # type: ignore[arg-type]
