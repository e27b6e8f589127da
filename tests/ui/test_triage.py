"""Placing notes by keys: themes without identity, one note to several places, editing, tags, calling back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hmip_desktop.services import assess, interview
from hmip_desktop.services.placing import judgements_of

SHIFT = Qt.KeyboardModifier.ShiftModifier


def _record(world):
    return assess.open_case(world.inspector, world.case_ids["0417"]).record


@pytest.fixture
def triage(world, made_up, case, settled):
    """The screen on an interview with eleven notes, three of them placed."""
    made_up.hold_interview(world, "0417")
    case.desk.read_again()
    settled()
    case.open_triage()
    settled()
    return case.triage


def _press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def test_shift_keeps_the_note_here_for_a_second_place(qtbot, world, triage, settled) -> None:
    first, (one, two) = triage._note_id, [row.ref for row in triage.targets._suggestions[:2]]
    _press(qtbot, Qt.Key.Key_1, SHIFT)
    settled()
    assert triage._note_id == first
    triage.targets.focus_first()
    _press(qtbot, Qt.Key.Key_2)
    settled()
    assert triage._note_id != first
    record = _record(world)
    assert judgements_of(record, first) == (one, two)
    evidence = record.evidence[record.placed[first].value.evidence].value
    assert (evidence.source, evidence.dated_on) == ("interview", record.notes[first].value.noted_at[:10])
    assert triage._short(first).endswith("+1")


def test_the_fourth_key_makes_a_theme_that_names_nobody(qtbot, world, triage, settled) -> None:
    first = triage._note_id
    _press(qtbot, Qt.Key.Key_4)
    form = triage.theme_form
    assert form.isVisible()
    assert form.kind.value() in ("enabler", "barrier", "line_of_enquiry")
    form.words.setText("Mr Harris never answers")
    assert form.warning.isVisible()
    assert not form.save.isEnabled()
    form.words.setText("Training is recent")
    assert not form.warning.isVisible()
    qtbot.keyClick(form.words, Qt.Key.Key_Return)
    settled()
    record = _record(world)
    assert [theme.text for theme in record.evaluation.value.themes] == ["Training is recent"]
    assert record.placed[first].value.place == "theme"
    assert triage.there._numbers["theme"].text() == "1"


def test_a_reference_of_the_case_needs_reading_again(qtbot, triage) -> None:
    _press(qtbot, Qt.Key.Key_6)
    form = triage.theme_form
    form.kind.choose("barrier")
    form.words.setText("Nobody covers for PP-114")
    assert not form.save.isEnabled()
    form.read_again.setChecked(True)
    assert form.save.isEnabled()
    qtbot.keyClick(form.words, Qt.Key.Key_Escape)
    assert not form.isVisible()
    assert triage.targets.isVisible()


def test_a_sent_note_is_called_back_with_its_evidence(qtbot, world, triage, settled) -> None:
    sent = next(key for key, held in _record(world).placed.items() if held.value.ref == "C2a")
    triage.show_note(sent)
    assert triage.card._went.text() == "Sent to C2a"
    assert not triage.targets.aside.isEnabled()
    evidence = len(_record(world).evidence)
    triage.card.call_back.click()
    settled()
    record = _record(world)
    assert sent not in record.placed
    assert len(record.evidence) == evidence - 1
    triage.undo_bar.button.click()
    settled()
    record = _record(world)
    assert record.placed[sent].value.ref == "C2a"
    assert len(record.evidence) == evidence


def test_a_theme_is_undone_as_one_step(qtbot, world, triage, settled) -> None:
    first = triage._note_id
    triage.notes.to_theme(first, "enabler", "Training is recent", False)
    settled()
    triage.desk.undo()
    settled()
    record = _record(world)
    assert first not in record.placed
    assert record.evaluation is None or record.evaluation.value.themes == ()


def test_words_and_tag_change_and_the_time_stays(qtbot, world, triage, settled) -> None:
    first = triage._note_id
    at = _record(world).notes[first].value.noted_at
    qtbot.keyClick(triage, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    settled()
    assert _record(world).notes[first].value.tag == "gap"
    triage.card.edit.click()
    triage.card.editor.setPlainText("Trained this spring")
    qtbot.keyClick(triage.card.editor, Qt.Key.Key_Return)
    settled()
    note = _record(world).notes[first].value
    assert (note.text, note.tag, note.noted_at) == ("Trained this spring", "gap", at)


def test_when_every_note_is_placed_the_screen_says_so(world, triage, settled) -> None:
    for note_id in interview.untriaged(_record(world)):
        interview.set_aside_note(world.inspector, world.case_ids["0417"], note_id)
    triage.desk.read_again()
    settled()
    assert triage.all_done.isVisible()
    assert triage.skip.text() == "Done"


def test_arrow_keys_walk_the_places(qtbot, triage) -> None:
    triage.targets.focus_first()
    _press(qtbot, Qt.Key.Key_Down)
    assert triage.targets.rows[1].hasFocus()
    _press(qtbot, Qt.Key.Key_Up)
    assert triage.targets.rows[0].hasFocus()
