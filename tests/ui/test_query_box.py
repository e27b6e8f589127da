"""Queries and notes at the question, in the rail and in My cases; conflicts of the inspector's own store."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from shiboken6 import isValid

from hmip_desktop.services import assess, declarations, exporting, guidance_notes, merge_apply, merge_plan, queries
from hmip_desktop.store import projections
from hmip_desktop.ui.views.case.rail_items import rail_items
from hmip_desktop.ui.widgets.buttons import Button

ASKED = "Which contact do you mean?"


@pytest.fixture
def bring(world, tmp_path):
    """Send from one to the other and merge there."""

    def send(sender, to) -> None:
        made = exporting.export(sender, to.me, tmp_path / "post")
        assert merge_apply.apply(to, merge_plan.plan(to, [made.package])).quarantined == 0

    return send


@pytest.fixture
def asked(world, bring) -> str:
    """A query about C1 of case 0417, arrived before the program reads anything."""
    query_id, _ = queries.ask(world.lead, world.case_ids["0417"], "C1", ASKED)
    bring(world.lead, world.inspector)
    return query_id


def _box(program):
    return program.places.case.space.assessment.page.queries


def test_a_query_is_in_the_list_the_panel_and_at_its_question(qtbot, asked, program, world, settled) -> None:
    cases = program.places.cases
    row = next(case for case in cases._shown if case.case_ref == "24-0417")
    assert row.queries == 1
    assert cases.filters.buttons[3].choice.words == "Returned 1"
    assert cases.side.returned.heading.text() == "Returned: 1 question"
    cases.side.returned.place_asked.emit(world.case_ids["0417"], "C1")
    settled()
    card = _box(program).cards[asked]
    assert [turn.text for turn in card.view.shown] == [ASKED]
    assert card.heading.text() == "Query on C1"
    desk = program.places.case.desk
    stage = next(row for row in rail_items(desk, "C1") if any(page.key == "C1" for page in row.children))
    page = next(row for row in stage.children if row.key == "C1")
    assert (page.icon, page.spoken.rpartition(", ")[2]) == ("reply", "Asked about")


def test_a_reply_is_written_kept_while_typed_and_sent(qtbot, asked, program, world, bring, settled) -> None:
    program.places.open_case(world.case_ids["0417"], "C1")
    settled()
    card = _box(program).cards[asked]
    assert _box(program).focus_first()
    assert not card.box.button.isEnabled()
    card.box.field.setPlainText("The visit of 12 May.")
    program.places.case.drafts.flush()
    settled()
    program.places.case.space.open_ref("C2")
    program.places.case.space.open_ref("C1")
    assert card.box.words() == "The visit of 12 May."
    card.box.button.click()
    settled()
    assert [turn.kind for turn in card.view.shown] == ["question", "reply"]
    assert card.box.words() == ""
    assert queries.open_by_case(world.inspector) == {}
    bring(world.inspector, world.lead)
    assert queries.list_queries(world.lead)[0].reply == "The visit of 12 May."


def test_words_begun_before_a_crash_stand_in_the_box_again(asked, program, world, settled) -> None:
    from hmip_desktop.services import drafting

    case_id = world.case_ids["0417"]
    drafting.keep_draft(world.inspector, f"draft:{case_id}/query/{asked}", case_id, "The visit of")
    program.places.open_case(case_id, "C1")
    settled()
    assert _box(program).cards[asked].box.words() == "The visit of"


def test_a_signed_off_case_is_answered_without_unlocking(asked, made_up, world, bring, program, settled) -> None:
    made_up.finish(world, "0417")
    program.places.open_case(world.case_ids["0417"], "C1")
    settled()
    case = program.places.case
    assert case.desk.is_locked
    card = _box(program).cards[asked]
    assert card.box.isVisible()
    card.box.field.setPlainText("The visit of 12 May.")
    card.box.button.click()
    settled()
    assert case.desk.is_locked
    assert case.desk.record.queries[asked].value.state == "answered"


def test_too_many_words_are_counted_and_not_taken(asked, program, world, settled) -> None:
    program.places.open_case(world.case_ids["0417"], "C1")
    settled()
    box = _box(program).cards[asked].box
    box.field.setPlainText("x" * 1003)
    assert not box.button.isEnabled()
    assert box.left.text() == "3 characters too many"


def test_a_note_stands_at_its_question_and_asks_about_an_older_answer(program, world, bring, settled) -> None:
    case_id = world.case_ids["0417"]
    assess.record_answer(world.inspector, case_id, "C1", "yes")
    guidance_notes.write(world.lead, "C1", "Children who visit count.")
    bring(world.lead, world.inspector)
    program.places.open_case(case_id, "C1")
    settled()
    note = _box(program).notes[0]
    assert note.stands is not None
    note.stands.click()
    settled()
    assert _box(program).notes[0].stands is None
    assert assess.open_case(world.inspector, case_id).record.answers["C1"].value.guidance.endswith("note 1")


def test_nothing_is_shown_where_nothing_was_asked(program, case, settled) -> None:
    case.space.open_ref("C2")
    settled()
    assert not _box(program).isVisible()


@pytest.fixture
def clash(world, bring) -> str:
    """Lead and inspector answered C1 of 0417 without seeing each other's work; the case."""
    case_id = world.case_ids["0417"]
    assess.record_answer(world.lead, case_id, "C1", "no")
    assess.record_answer(world.inspector, case_id, "C1", "yes")
    bring(world.lead, world.inspector)
    return case_id


def test_an_inspector_settles_a_conflict_of_the_own_store(qtbot, clash, program, world, settled) -> None:
    cases = program.places.cases
    assert cases.notices.conflicts.isVisible()
    keys = program.places.rail.view.keys
    assert keys()[:2] == ["my-cases", "conflicts"]
    program.window.perform("settle-conflicts")
    settled()
    screen = program.places.conflicts
    assert program.window.screen_shown is screen
    assert screen.shown.case_ref == "24-0417"
    assert "Ask..." not in [button.text() for button in screen.footer.findChildren(Button)]
    qtbot.keyClick(screen.bar.keep.buttons[0], Qt.Key.Key_2)
    screen.bar.reason.setText("The plan says so.")
    screen.settle.click()
    settled()
    assert projections.disputed(world.inspector.store) == {}
    assert screen.empty.isVisible()
    program.places.show_cases()
    settled()
    assert not cases.notices.isVisible()
    assert keys()[1] != "conflicts"


def test_what_only_leads_may_settle_is_not_put_to_an_inspector(program, world, bring, settled) -> None:
    from hmip_desktop.services.conflict_queue import queue, to_settle

    assert queue(world.inspector) == ()
    case_id = world.case_ids["0417"]
    query_id, _ = queries.ask(world.lead, case_id, "C1", ASKED)
    bring(world.lead, world.inspector)
    queries.answer(world.inspector, case_id, query_id, "Yes.")
    queries.close(world.lead, case_id, query_id, "By telephone.")
    bring(world.lead, world.inspector)
    assert len(projections.disputed(world.inspector.store)) == 1  # both steps stand,
    assert projections.conflicts(world.inspector.store) == []  # and nobody has to settle them
    assert to_settle(world.inspector) == ()


def test_resume_says_where_and_what_was_changed_last(program, world, settled) -> None:
    first, second = world.case_ids["0417"], world.case_ids["0428"]
    assess.record_answer(world.inspector, first, "C1a", "yes")
    assess.record_answer(world.inspector, second, "A1", "no")
    assess.record_answer(world.inspector, first, "C1a", "no")
    from hmip_desktop.services import sitting

    sitting.keep_place(world.inspector, first, "C1a")
    program.places.refresh()
    settled()
    card = program.places.cases.side.resume
    assert card.isVisible()
    found = [(change.case_ref, change.ref, change.answer) for change in program.places.overview.changes]
    assert found == [("24-0417", "C1a", "no"), ("24-0428", "A1", "no")]
    assert "24-0417 · C1a" in card.where.text()
    with_place = []
    card.place_asked.connect(lambda *where: with_place.append(where))
    card.place_asked.emit(second, "A1")
    settled()
    assert with_place == [(second, "A1")]
    assert program.places.case.book.case_id == second


def test_a_declared_conflict_stands_above_the_list_until_it_was_sent(program, world, tmp_path, settled) -> None:
    assess.declare(world.inspector, True, "I supervised this practitioner.")
    program.places.refresh()
    settled()
    notices = program.places.cases.notices
    assert notices.interest.isVisible()
    assert "LI-02" in notices.interest.label.text()
    exporting.export(world.inspector, world.lead.me, tmp_path / "post")
    program.places.refresh()
    settled()
    assert not notices.isVisible()
    assert declarations.own(world.inspector).sent


def test_leaving_forgets_the_list_and_coming_back_makes_another(qtbot, clash, program, settled) -> None:
    screen = program.places.cases
    program.places.show_conflicts()
    settled()
    conflicts = program.places.conflicts
    program.build_again()
    settled()
    qtbot.waitUntil(lambda: not isValid(screen) and not isValid(conflicts))
    assert program.window.screen_shown is program.places.cases
    assert len(program.places.cases._shown) == 4
