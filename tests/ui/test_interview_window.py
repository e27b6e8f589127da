"""The interview window with real stores: crash and return, second person, feedback, notes that were not saved."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hmip_desktop.domain.interview import Interview, SecondPerson
from hmip_desktop.domain.values import moment
from hmip_desktop.services import assess, drafting, interview
from hmip_desktop.services.interview import SITTING
from hmip_desktop.store import drafts
from hmip_desktop.ui.platform.sharing import Sharing
from hmip_desktop.ui.views.interview.header import hour_words
from hmip_desktop.ui.views.interview.session import InterviewSession


def _record(world):
    return assess.open_case(world.inspector, world.case_ids["0417"]).record


@pytest.fixture
def talk(case, settled, world):
    """The window of an interview that has just begun."""

    def ticks() -> float:
        return world.clock.at.timestamp()

    case.interview.ticks = ticks
    case.open_interview()
    case.talk.setup.start.click()
    settled()
    return case.talk


def _type(qtbot, talk, words: str, enter: bool = True) -> None:
    qtbot.keyClicks(talk.talk.box, words)
    if enter:
        qtbot.keyClick(talk.talk.box, Qt.Key.Key_Return)


def test_the_time_kept_is_that_of_the_first_key_and_not_of_enter(qtbot, world, talk, settled) -> None:
    world.clock.at += timedelta(minutes=5)
    _type(qtbot, talk, "k", enter=False)
    began = moment(world.clock.at)
    world.clock.at += timedelta(minutes=2)
    _type(qtbot, talk, "nows the level")
    settled()
    (held,) = _record(world).notes.values()
    assert held.value.text == "knows the level"
    assert held.value.noted_at <= began
    assert 300 <= held.value.elapsed_s < 330


def test_a_crash_gives_back_the_clock_the_topic_and_the_half_typed_note(qtbot, world, case, talk, settled) -> None:
    world.clock.at += timedelta(minutes=4)
    talk.step_topic(1)
    _type(qtbot, talk, "-no referral", enter=False)
    since = talk.session.typing_since
    talk.toggle_pause()
    case.drafts.flush()
    settled()
    assert interview.running(world.inspector) == (world.case_ids["0417"],)
    assert drafting.recovered(world.inspector) == ()  # its own window puts it back, no dialog asks
    kept = {held.subject.rpartition("/")[2]: held.content for held in drafts.pending(world.inspector.store)}
    assert json.loads(kept["note"])["tag"] == "gap"
    case.interview.talk = None  # as if the program had died: nothing was closed or saved
    world.clock.at += timedelta(minutes=10)
    case.drafts.look()
    settled()
    again = case.talk
    assert again is not None
    assert again is not talk
    assert again.isVisible()
    assert again.session.is_paused
    assert 240 <= again.session.elapsed_s < 260
    assert again.session.topic_place == 1
    assert (again.talk.box.toPlainText(), again.talk.box.tag, again.talk.box.sign) == ("no referral", "gap", "-")
    assert again.session.typing_since == since
    qtbot.keyClick(again.talk.box, Qt.Key.Key_Return)
    settled()
    assert [held.value.noted_at for held in _record(world).notes.values()] == [since[0]]
    assert "note" not in {held.subject.rpartition("/")[2] for held in drafts.pending(world.inspector.store)}
    talk.deleteLater()


def test_a_running_interview_opens_by_itself_after_unlocking(world, program, case, talk, settled) -> None:
    case.drafts.flush()
    settled()
    program.places.put_case_away()
    settled()
    program.places._go_on_talking(interview.running(world.inspector))
    settled()
    assert program.places.case.talk.session.started_at == talk.session.started_at
    assert program.places.case.is_interviewing


def test_ending_forgets_the_running_clock(world, talk, settled) -> None:
    talk.talk.stop.click()
    settled()
    assert interview.running(world.inspector) == ()
    assert _record(world).interview.value.ended_at
    assert SITTING not in {held.subject.rpartition("/")[2] for held in drafts.pending(world.inspector.store)}


def test_feedback_opens_only_when_the_second_person_has_left(world, case, settled) -> None:
    interview.save_interview(
        world.inspector, world.case_ids["0417"],
        Interview("practitioner", started_at=moment(world.clock.at), second=SecondPerson("key_role")),
    )  # fmt: skip
    case.desk.read_again()
    settled()
    case.open_interview()
    talk = case.talk
    assert talk.talk.second.isVisible()
    talk.show_feedback()
    assert "has to leave before feedback" in talk.feedback.rule.label.text()
    assert not talk.feedback.give.isEnabled()
    assert talk.feedback.left.isVisible()
    talk.feedback.left.click()
    settled()
    assert _record(world).interview.value.second.left_at
    assert talk.feedback.give.isEnabled()
    assert not talk.talk.second.isVisibleTo(talk.talk)
    talk.feedback.give.click()
    settled()
    assert _record(world).evaluation.value.feedback.given
    assert talk.feedback.said.text() == "Recorded: given."


def test_a_substitute_who_does_not_supervise_is_told_there_is_no_feedback(world, case, settled) -> None:
    case.open_interview()
    setup = case.talk.setup
    setup.who.set_value("other_substitute")
    setup.who.picked.emit("other_substitute")
    assert setup.no_feedback.isVisible()
    setup.language.set_value("cy")
    setup.start.click()
    settled()
    value = _record(world).interview.value
    assert (value.interviewed, value.supervises_case, value.language) == ("other_substitute", False, "cy")
    case.talk.show_feedback()
    assert "does not supervise" in case.talk.feedback.rule.label.text()
    assert not case.talk.feedback.give.isEnabled()


def test_nobody_came_is_recorded_without_a_clock(world, case, settled) -> None:
    case.open_interview()
    setup = case.talk.setup
    setup.who.set_value("nobody")
    setup.who.picked.emit("nobody")
    assert setup.start.text() == "Record that nobody came"
    setup.start.click()
    settled()
    value = _record(world).interview.value
    assert (value.interviewed, value.started_at, value.file_read) == ("nobody", "", False)


def test_a_note_that_could_not_be_written_stays_and_is_tried_again(
    qtbot, world, program, case, talk, made_up, settled
) -> None:
    made_up.finish(world, "0417")  # signed off behind the window's back, so that nothing more is taken
    _type(qtbot, talk, "spoken in vain")
    settled()
    assert talk.talk.trouble.isVisible()
    assert [row.trouble for row in talk.keeper.rows()] == [True]
    assert case.desk.saving.blocks_close
    assess.reopen(world.inspector, world.case_ids["0417"], "There was more to say")
    talk.talk.again.click()
    settled()
    assert [held.value.text for held in _record(world).notes.values()] == ["spoken in vain"]
    assert not talk.talk.trouble.isVisible()
    assert not talk.keeper.has_unsaved


def test_an_alert_is_raised_from_the_note_by_one_key(qtbot, world, program, case, talk, settled) -> None:
    _type(qtbot, talk, "He is back at the address", enter=False)
    qtbot.keyClick(talk.talk.box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    settled()
    assert program.window.screen_shown is case.alert
    assert case.alert.form.happened.toPlainText() == "He is back at the address"
    assert [held.value.text for held in _record(world).notes.values()] == ["He is back at the address"]
    assert talk.session.is_running


def test_the_hour_informs_and_ends_nothing(world, talk) -> None:
    session = InterviewSession(lambda: world.clock.at, ())
    assert hour_words(session) == "of 60 min"
    session.start()
    world.clock.at += timedelta(minutes=57)
    assert hour_words(session) == "3 min left"
    world.clock.at += timedelta(minutes=9)
    assert (hour_words(session), session.is_running) == ("60 min are over", True)
    session.pause()
    assert hour_words(session) == "paused"


def test_the_window_says_that_it_may_be_seen_where_it_cannot_hide(talk) -> None:
    talk.header.show_sharing(Sharing.UNKNOWN)
    assert talk.header._eye.accessibleName() == "May be visible if you share"
    talk.header.show_sharing(Sharing.HIDDEN)
    assert talk.header._eye.accessibleName() == "Hidden from sharing"


def test_keys_of_the_window_are_changed_like_all_others(qtbot, program, talk, settled) -> None:
    keys = program.theme.keys
    listed = {command.id: command.keys for command in program.window.all_commands()}
    assert (listed["talk-pause"], listed["talk-gap"]) == ("Ctrl+P", "Alt+2")
    keys.choose("talk-pause", "Ctrl+Shift+U")
    keys.choose("talk-gap", "Alt+G")
    assert "Ctrl+Shift+U" in talk.talk.pause.toolTip()
    qtbot.keyClick(talk.talk.box, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert talk.session.is_paused
    qtbot.keyClick(talk.talk.box, Qt.Key.Key_G, Qt.KeyboardModifier.AltModifier)
    assert talk.talk.box.tag == "gap"
    qtbot.keyClick(talk.talk.box, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert talk.talk.box.tag == "gap"
    keys.reset()
    qtbot.keyClick(talk.talk.box, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert not talk.session.is_paused


def test_pinning_keeps_the_native_window(talk) -> None:
    handle = talk.windowHandle()
    talk.set_pinned(False)
    assert not handle.flags() & Qt.WindowType.WindowStaysOnTopHint
    talk.set_pinned(True)
    assert talk.windowHandle() is handle
    assert handle.flags() & Qt.WindowType.WindowStaysOnTopHint


def test_notes_of_a_long_interview_stay_at_the_bottom(qtbot, talk, settled) -> None:
    for number in range(25):
        _type(qtbot, talk, f"note {number}")
    settled()
    bar = talk.talk.notes.verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() == bar.maximum()
    model = talk.talk.notes.notes
    assert model.data(model.index(24), Qt.ItemDataRole.AccessibleTextRole).endswith("note 24")
    QApplication.processEvents()
