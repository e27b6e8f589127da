"""Results of the store: complete, core and adjusted apart, every number with its cases, ratings by their rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from hmip_desktop.domain.sample import PanelRating
from hmip_desktop.errors import Refused
from hmip_desktop.services.closer_look import behind
from hmip_desktop.services.context import stamp_of
from hmip_desktop.services.filtered_results import Wanted, filtered_results
from hmip_desktop.services.results import DIMENSIONS, EVERYTHING, Dimension, Only, certainty, in_set, results
from hmip_desktop.store import projections
from hmip_desktop.store.caselist import cases_at
from hmip_desktop.store.projections import CaseItem
from hmip_desktop.store.revisions import Write
from hmip_desktop.store.tallies import cases_behind as keys_behind
from tests.made_up_inspection import UNITS, MadeUp, assess_all, make_inspection, ordinary


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeUp]:
    one = ordinary(tmp_path_factory.mktemp("results"))
    yield one
    one.lead.store.close()


@pytest.fixture(scope="module")
def rated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeUp]:
    one = make_inspection(tmp_path_factory.mktemp("rated"), "probation-2017", "nps")
    assess_all(one)
    yield one
    one.lead.store.close()


def cases_behind(
    made: MadeUp, ref: str, answer: str, by: Dimension | None = None, group: str = "", only: Only = EVERYTHING
) -> list[CaseItem]:
    """The cases behind one number."""
    found = keys_behind(made.lead.store, ref, [answer], by=by, group=group, only=only)
    assert {given for given, _ in found} <= {answer}
    return [item for item in cases_at(made.lead.store, [key for _, key in found]) if item is not None]


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_groups_make_up_the_whole_in_every_split(made: MadeUp, dimension) -> None:
    found = results(made.lead, dimension)
    assert sum(table.cases for table in found.tables) == found.accounting.counted
    for table in found.tables:
        assert table.cases == sum(group.cases for group in table.groups)
        for row in table.rows:
            whole = row.whole.result.tally
            parts = [cell.result.tally for cell in row.cells]
            assert whole.yes == sum(part.yes for part in parts)
            assert whole.no == sum(part.no for part in parts)
            assert whole.na + whole.unanswered == sum(part.na + part.unanswered for part in parts)
            assert [cell.group for cell in row.cells] == [group.key for group in table.groups]


def test_core_and_adjusted_stand_in_tables_of_their_own(made: MadeUp) -> None:
    core, adjusted = results(made.lead).tables
    assert {row.asked.ref[0] for row in core.rows} == {"C"}
    assert {row.asked.ref[0] for row in adjusted.rows} == {"A"}
    assert adjusted.cases == sum(item.counted and item.route == "adjusted" for item in made.items.values()) > 0
    assert [group.key for group in core.groups] == list(UNITS)
    kinds = [row.asked.kind for row in core.rows]
    assert (kinds[0], kinds.count("key_question")) == ("key_question", 4)


def test_every_number_opens_the_cases_behind_it(made: MadeUp) -> None:
    table = results(made.lead).tables[0]
    row = table.row("C1")
    assert row is not None
    for cell in row.cells:
        for answer, number in (("yes", cell.result.tally.yes), ("no", cell.result.tally.no)):
            behind = cases_behind(made, "C1", answer, by="pdu", group=cell.group)
            assert len(behind) == number
            assert {item.pdu for item in behind} <= {cell.group}
            for item in behind:
                assert made.lead.case(item.case_id).answers["C1"].value.answer == answer
    assert cases_behind(made, "C4", "")[0].case_ref == "26-404"


@pytest.mark.parametrize("only", [{"rosh": "high"}, {"pdu": next(iter(UNITS)), "rosh": "medium"}, {"sex": "nobody"}])
def test_results_of_some_cases_only_count_those_and_say_how_many_they_leave_out(made: MadeUp, only) -> None:
    found = results(made.lead, "pdu", only)
    kept = [i for i in made.items.values() if i.counted and all(getattr(i, k, None) == v for k, v in only.items())]
    assert found.left_out == found.accounting.counted - len(kept)
    assert sum(table.cases for table in found.tables) == len(kept)
    for ref in ("C1", "C1a"):
        row = found.tables[0].row(ref)
        assert row is not None
        for answer, number in (("yes", row.whole.result.tally.yes), ("no", row.whole.result.tally.no)):
            refs = {item.case_ref for item in cases_behind(made, ref, answer, only=only)}
            held = {i.case_ref for i in kept if _answer(made, i.case_id, ref) == answer}
            assert (refs, len(refs)) == (held, number)


def _answer(made: MadeUp, case_id: str, ref: str) -> str | None:
    held = made.lead.case(case_id).answers.get(ref)
    return held.value.answer if held is not None and held.value is not None else None


def _counts_as(made: MadeUp, case_id: str, ref: str) -> str | None:
    """The answer by the rules of counting: none where it is in conflict, the moderated one where there is one."""
    case = made.lead.case(case_id)
    held, moderated = case.answers.get(ref), case.moderations.get(ref)
    if moderated is not None and moderated.value is not None:
        return moderated.value.answer
    return None if held is None or held.conflicting else _answer(made, case_id, ref)


def test_the_cases_behind_a_number_say_how_their_prompts_stand(made: MadeUp) -> None:
    found = behind(made.lead, "C1")
    assert found and [one.answer for one in found] == sorted(
        (one.answer for one in found), key=["no", "yes", "na", ""].index
    )
    prompts = [prompt.ref for prompt in made.lead.inspection().pack.question("C1").prompts]
    for one in found:
        said = [_answer(made, one.item.case_id, ref) for ref in prompts]
        assert (one.prompts_no, one.prompts) == (said.count("no"), said.count("no") + said.count("yes"))


def test_what_does_not_count_enters_no_table(made: MadeUp) -> None:
    found = results(made.lead)
    sums = found.accounting
    assert (sums.listed, sums.counted, sums.returned_unsigned, sums.not_returned) == (50, 46, 1, 1)
    assert dict(sums.excluded) == {"ended-within-7-days": 1, "same-person-twice": 1}
    behind = {item.case_ref for answer in ("yes", "no", "na") for item in cases_behind(made, "C1", answer)}
    assert not behind & {"26-402", "26-403", "26-447", "26-448"}


def test_an_open_conflict_is_unanswered_and_moderation_settles(made: MadeUp) -> None:
    core = results(made.lead).tables[0]
    last, second = core.row("C4"), core.row("C2")
    assert last is not None
    assert second is not None
    assert last.whole.result.tally.unanswered == 1
    before = {t.tally.ref: t.tally for t in projections.tally(made.lead.store, original=True)}["C2"]
    after = second.whole.result.tally
    assert abs(after.yes - before.yes) == 1
    assert after.n == before.n
    assert (second.whole.moderated, second.whole.before) == (1, before)
    assert (last.whole.moderated, last.whole.before) == (0, None)
    pdu = made.items["26-407"].pdu
    marked = {cell.group: cell for cell in second.cells if cell.moderated}
    assert set(marked) == {pdu} and marked[pdu].before is not None
    assert abs(marked[pdu].result.tally.yes - marked[pdu].before.yes) == 1
    own = {case.item.case_ref: (case.answer, case.own) for case in behind(made.lead, "C2")}
    assert [ref for ref, (_, was) in own.items() if was is not None] == ["26-407"]
    assert set(own["26-407"]) == {"yes", "no"}


def test_letters_of_a_pack_that_is_not_rated_are_quarters(made: MadeUp) -> None:
    found = results(made.lead)
    assert (found.standards, found.overall) == (None, None)
    for table in found.tables:
        for row in table.rows:
            assert row.whole.result.banding is None
            assert row.whole.letter in ("M", "H", "U", "F", "")
    nothing = certainty(made.lead, "C1")
    assert (nothing.chances, nothing.flip, nothing.population) == (None, None, None)


def test_only_key_questions_have_a_certainty(made: MadeUp) -> None:
    with pytest.raises(Refused) as refused:
        certainty(made.lead, "C1a")
    assert refused.value.code == "question-not-in-pack"


def test_organisational_standards_wait_for_the_panel(rated: MadeUp) -> None:
    found = results(rated.lead)
    assert found.standards is not None
    assert found.overall is not None
    ratings = {rating.ref: rating for rating in found.standards}
    assert {ratings[ref].rating for ref in ("1.1", "1.2", "1.3", "1.4")} == {"not_rated"}
    assert ratings["1.1"].basis == "panel"
    assert ratings["2.1"].rating in ("inadequate", "requires_improvement", "good", "outstanding")
    lowest = min(
        (row.whole.result for table in found.tables for row in table.rows
         if row.asked.standard == "2.1" and row.asked.kind == "key_question"),
        key=lambda result: result.tally.yes / result.n,
    )  # fmt: skip
    assert (ratings["2.1"].limiting, ratings["2.1"].rating) == (lowest.ref, lowest.banding)
    assert found.overall.rating is None
    assert "1.1" in found.overall.missing


def test_a_confirmed_rating_counts_and_a_proposal_does_not(rated: MadeUp) -> None:
    inspection = rated.lead.inspection()
    stamp = stamp_of(inspection.pack)
    subjects = [f"panel:{inspection.id}/1.{number}" for number in range(1, 5)]
    rated.lead.write(*(Write(one, PanelRating("good", "As proposed"), stamp) for one in subjects))
    assert results(rated.lead).panel == {}
    confirmed = PanelRating("good", "As proposed", "requires_improvement", "The panel")
    rated.lead.write(*(Write(one, confirmed, stamp) for one in subjects))
    found = results(rated.lead)
    assert found.standards is not None
    assert found.overall is not None
    ratings = {rating.ref: rating for rating in found.standards}
    assert ratings["1.3"].rating == "requires_improvement"
    assert found.overall.rating is not None
    assert (found.overall.maximum, found.overall.missing) == (30, ())


def test_prompts_of_a_rated_pack_have_no_letter_and_key_questions_a_certainty(rated: MadeUp) -> None:
    table = results(rated.lead).tables[0]
    for row in table.rows:
        assert (row.whole.letter == "") == (row.asked.kind == "prompt")
    found = certainty(rated.lead, "2.1.1")
    assert found.chances is not None
    assert sum(found.chances.values()) == pytest.approx(1)
    assert found.population == 900
    assert found.flip is not None


def test_an_empty_store_has_results_of_nothing(tmp_path: Path) -> None:
    one = make_inspection(tmp_path)
    found = results(one.lead)
    assert found.accounting.not_returned == 49
    assert all(row.whole.result.n == 0 and row.whole.letter == "" for table in found.tables for row in table.rows)
    one.lead.store.close()


ONLY: tuple[Only, ...] = (
    {"pdu": "Aldermere", "rosh": "medium"}, {"interview": "file-read"}, {"interview": "line_manager", "sex": "male"},
    {},
)  # fmt: skip


def _has(item: CaseItem, facts: dict[str, str], name: str) -> str:
    return ("file-read" if item.file_read else item.interviewed) if name == "interview" else facts.get(name, "")


@pytest.mark.parametrize("only", ONLY)
def test_filtered_results_equal_counting_by_hand_and_keep_their_base(made: MadeUp, only: Only) -> None:
    facts = {row.case_id: row.tidy.facts for row in projections.answers(made.lead.store)}
    all_counted = [item for item in made.items.values() if item.counted]
    kept = [item for item in all_counted if all(_has(item, facts[item.case_id], k) == v for k, v in only.items())]
    assert kept and (len(kept) < len(all_counted)) == bool(only)
    found = filtered_results(made.lead, Wanted("rosh", only))
    for table in found.found.tables:
        mine = [item for item in kept if item.route == table.route]
        assert table.cases == len(mine)
        assert found.base[table.route] == sum(item.route == table.route for item in all_counted)
        for row in table.rows:
            assert row.asked.kind == "key_question"
            answers = [_counts_as(made, item.case_id, row.asked.ref) for item in mine]
            tally = row.whole.result.tally
            assert (tally.yes, tally.no) == (answers.count("yes"), answers.count("no"))
    assert [len(found.behind), found.ref, found.group] == [sum(i.route == "core" for i in kept), "C1", None]


def test_every_value_says_how_many_cases_it_would_keep_beside_the_other_choices(made: MadeUp) -> None:
    facts = {row.case_id: row.tidy.facts for row in projections.answers(made.lead.store)}
    only: Only = {"rosh": "medium", "interview": "practitioner"}
    found = filtered_results(made.lead, Wanted(only=only))
    for route, offered in found.offered.items():
        mine = [item for item in made.items.values() if item.counted and item.route == route]
        for name in ("pdu", "rosh", "interview", "sex", "grade"):
            others = [(k, v) for k, v in only.items() if k != name]
            kept = [item for item in mine if all(_has(item, facts[item.case_id], k) == v for k, v in others)]
            held = Counter(_has(item, facts[item.case_id], name) for item in kept)
            every = {_has(item, facts[item.case_id], name) for item in mine}
            assert {group.key: group.cases for group in offered[name]} == {key: held[key] for key in every}


def test_the_cell_that_was_looked_at_is_found_again_else_the_total(made: MadeUp) -> None:
    there = filtered_results(made.lead, Wanted("rosh", {"sex": "male"}, "core", "C2", "high"))
    assert (there.ref, there.group) == ("C2", "high")
    assert {case.item.rosh for case in there.behind if case} == {"high"}
    gone = filtered_results(made.lead, Wanted("rosh", {"rosh": "medium"}, "adjusted", "C2", "high"))
    assert (gone.ref, gone.group) == ("A1", None)
    assert {(case.item.rosh, case.item.route) for case in gone.behind if case} == {("medium", "adjusted")}
    assert in_set("", {"rosh": "low"}) == {"rosh": "low"}
