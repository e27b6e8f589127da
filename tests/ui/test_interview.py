"""The interview: two clocks, the time of the first key, signs and tags, notes on the disk, placing them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hmip_desktop.domain.pack_parts import Topic
from hmip_desktop.domain.values import moment
from hmip_desktop.services import assess
from hmip_desktop.ui.platform.sharing import Sharing, sharing_words, state_after
from hmip_desktop.ui.views.interview.note_box import NoteBox
from hmip_desktop.ui.views.interview.session import InterviewSession
from hmip_desktop.ui.views.interview.suggest import stems, suggest

START = datetime(2026, 11, 9, 10, 0, tzinfo=UTC)
TOPICS = (
    Topic(ref="T1", title="Workload", minutes=6, ask=("How many cases?",)),
    Topic(ref="T2", title="Oversight", minutes=6),
)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **more: int) -> None:
        """Let time go by."""
        self.at += timedelta(**more)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(clock) -> InterviewSession:
    """An interview that has just begun."""
    made = InterviewSession(clock, TOPICS)
    made.start()
    return made


def test_the_time_of_a_note_is_that_of_its_first_key(session, clock) -> None:
    clock.pass_(minutes=12, seconds=4)
    session.first_key()
    clock.pass_(seconds=50)
    session.first_key()
    note = session.finish_note("  Knows the MAPPA level. ", "strength")
    assert (note.elapsed_s, note.noted_at) == (724, moment(START + timedelta(minutes=12, seconds=4)))
    assert (note.text, note.tag, note.topic) == ("Knows the MAPPA level.", "strength", "T1")


def test_an_emptied_box_begins_anew(session, clock) -> None:
    session.first_key()
    session.drop_typing()
    clock.pass_(seconds=30)
    assert session.finish_note("Later", "").elapsed_s == 30


def test_a_pause_stops_the_interview_clock_and_not_the_wall(session, clock) -> None:
    clock.pass_(minutes=5)
    session.pause()
    clock.pass_(minutes=10)
    assert session.elapsed_s == 300
    session.resume()
    clock.pass_(minutes=1)
    note = session.finish_note("After the break", "")
    assert (session.elapsed_s, session.paused_s) == (360, 600)
    assert note.noted_at == moment(START + timedelta(minutes=16))


def test_topics_count_their_own_minutes(session, clock) -> None:
    clock.pass_(minutes=7)
    session.go_to_topic(1)
    clock.pass_(minutes=3)
    assert session.topic_minutes() == 3
    session.go_to_topic(0)
    clock.pass_(minutes=2)
    assert session.topic_minutes() == 9
    session.go_to_topic(99)
    assert session.topic.ref == "T2"


def test_an_ended_interview_counts_no_further(session, clock) -> None:
    clock.pass_(minutes=58)
    session.end()
    clock.pass_(minutes=30)
    assert session.elapsed_s == 58 * 60
    assert not session.is_running


@pytest.fixture
def box(theme, shown) -> NoteBox:
    """A note box that has the keyboard."""
    made = shown(NoteBox(theme), 360, 80)
    made.setFocus()
    return made


def test_a_sign_shows_its_tag_at_once_and_goes(qtbot, box) -> None:
    qtbot.keyClicks(box, "+knows")
    assert (box.tag, box.toPlainText()) == ("strength", "knows")
    with qtbot.waitSignal(box.entered_note) as told:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert told.args == ["knows", "strength"]
    assert (box.tag, box.toPlainText()) == ("", "")


def test_one_backspace_turns_the_sign_back_into_plain_text(qtbot, box) -> None:
    qtbot.keyClicks(box, "!")
    qtbot.keyClick(box, Qt.Key.Key_Backspace)
    assert (box.tag, box.toPlainText()) == ("", "!")


def test_a_dash_before_a_space_is_a_dash(qtbot, box) -> None:
    qtbot.keyClicks(box, "- said so")
    assert (box.tag, box.toPlainText()) == ("", "- said so")


def test_alt_and_a_number_tag_and_shift_enter_makes_a_line(qtbot, box) -> None:
    qtbot.keyClicks(box, "one")
    qtbot.keyClick(box, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(box, "two")
    assert (box.tag, box.toPlainText()) == ("quote", "one\ntwo")
    qtbot.keyClick(box, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert box.tag == ""


def test_the_first_key_is_told_once_for_each_key_and_enter_on_nothing_says_nothing(qtbot, box) -> None:
    keys, notes = [], []
    box.first_key.connect(lambda: keys.append(1))
    box.entered_note.connect(lambda *note: notes.append(note))
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClicks(box, "ab")
    assert (len(keys), notes) == (2, [])


def test_a_window_hides_only_when_that_was_read_back() -> None:
    assert state_after(True, 0x11) is Sharing.HIDDEN
    assert state_after(True, 0) is Sharing.VISIBLE
    assert state_after(False, None) is Sharing.UNKNOWN
    assert "May be visible" in sharing_words(Sharing.UNKNOWN)


def test_the_window_keeps_notes_at_once_and_the_interview_with_its_times(qtbot, program, world, case, settled) -> None:
    case.interview.ticks = lambda: world.clock.at.timestamp()  # noqa: PLW0108 - the time moves on
    case.open_interview()
    window = case.talk
    assert window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    window.setup.start.click()
    settled()
    world.clock.at += timedelta(minutes=3)
    qtbot.keyClicks(window.talk.box, "+early check with police")
    qtbot.keyClick(window.talk.box, Qt.Key.Key_Return)
    settled()
    record = assess.open_case(world.inspector, world.case_ids["0417"]).record
    note = next(iter(record.notes.values())).value
    assert (note.tag, note.text) == ("strength", "early check with police")
    assert 180 <= note.elapsed_s < 240
    assert record.interview.value.started_at
    assert case.is_interviewing
    qtbot.keyClicks(window.talk.box, "left open")
    window.talk.stop.click()
    settled()
    record = assess.open_case(world.inspector, world.case_ids["0417"]).record
    assert record.interview.value.ended_at
    assert {held.value.text for held in record.notes.values()} == {"early check with police", "left open"}
    assert program.window.screen_shown is case.triage


def test_titles_of_windows_name_no_person(case, settled) -> None:
    case.open_interview()
    assert case.talk.windowTitle() == "Interview 24-0417"
    case.talk.close()


def test_triage_by_numbers_sends_undoes_and_sets_aside(qtbot, program, world, made_up, case, settled) -> None:
    made_up.hold_interview(world, "0417")
    case.desk.read_again()
    settled()
    case.open_triage()
    settled()
    screen = case.triage
    first = screen._note_id
    target = screen.targets._suggestions[0].ref
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_1)
    settled()
    record = assess.open_case(world.inspector, world.case_ids["0417"]).record
    assert record.placed[first].value.ref == target
    assert screen._note_id != first
    assert screen.undo_bar.isVisible()
    screen.undo_bar.button.click()
    settled()
    assert first not in assess.open_case(world.inspector, world.case_ids["0417"]).record.placed
    second = screen._note_id
    qtbot.keyClick(screen.targets.rows[0], Qt.Key.Key_0)
    settled()
    placed = assess.open_case(world.inspector, world.case_ids["0417"]).record.placed
    assert placed[second].value.place == "aside"


def test_suggestions_share_words_and_give_their_reason(case, world) -> None:
    from hmip_desktop.domain.interview import InterviewNote

    note = InterviewNote("Police were asked about earlier call-outs", moment(START), 5, "", "gap")
    found = suggest(case.desk.flow, case.desk.pack, note)
    assert len(found) == 4
    assert found[0].reason == "“Police”"
    assert "police" in found[0].words.lower()
    assert stems("The police checked it") == {"police", "checke"}
