"""Words that stand in no list: marked off the window's thread, mended by keyboard, learnt in the encrypted store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from hmip_desktop.errors import Refused
from hmip_desktop.services import spelling
from hmip_desktop.services.spelling import Speller
from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.spelling import SpellingDesk
from hmip_desktop.ui.spelling_marks import SpellingMarks
from hmip_desktop.ui.widgets.inputs import TextInput


@pytest.fixture
def desk(qapp, theme) -> Iterator[SpellingDesk]:
    """Spelling without a store to keep words in."""
    made = SpellingDesk(theme, Settings(None))
    yield made
    made.close()


@pytest.fixture
def field(desk, theme, shown) -> TextInput:
    """A field that was entered, so that it has its marks."""
    made = shown(TextInput(theme, "Evidence"))
    made.setFocus()
    return made


def marked(field: TextInput) -> list[str]:
    """The words that have a wavy line now."""
    return marks_of(field).marked()


def marks_of(field: TextInput) -> SpellingMarks:
    """The marks of an entered field."""
    return field.findChild(SpellingMarks)


def test_wrong_words_are_marked_and_the_words_of_the_work_are_not(qtbot, field) -> None:
    field.setPlainText("The assesment in nDelius and OASys names RoSH, MAPPA, her desistance. MARAC's view: recieved. ")
    qtbot.waitUntil(lambda: marked(field) == ["assesment", "recieved"], timeout=20_000)
    assert field.toPlainText().startswith("The assesment")


def test_the_word_being_typed_is_left_alone_until_the_caret_leaves_it(qtbot, field, desk) -> None:
    QTest.keyClicks(field, "One recieve")
    marks_of(field).look()
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=20_000)
    marks_of(field).look()
    assert marked(field) == []
    QTest.keyClicks(field, " more")
    qtbot.waitUntil(lambda: marked(field) == ["recieve"], timeout=20_000)


def test_marks_stand_at_the_word_behind_wide_characters(qtbot, field) -> None:
    field.setPlainText("\U0001f600\U0001f600 and assesment here")
    qtbot.waitUntil(lambda: marked(field) == ["assesment"], timeout=20_000)


def test_welsh_is_checked_where_it_is_chosen(qtbot, field, desk) -> None:
    field.setPlainText("Mae'r gweithiwr yn gefnogol a gweithwrr yn dda. ")
    field.set_spelling("cy")
    qtbot.waitUntil(lambda: marked(field) == ["gweithwrr"], timeout=20_000)
    field.set_spelling("off")
    qtbot.waitUntil(lambda: marked(field) == [], timeout=20_000)
    field.set_spelling("")
    desk.choose("both")
    qtbot.waitUntil(lambda: marked(field) == ["gweithwrr"], timeout=20_000)


def _menu_of(field: TextInput, position: int) -> QMenu:
    menu = QMenu(field)
    field.menu_made.emit(menu, position)
    return menu


def test_a_suggestion_mends_the_word_and_can_be_undone(qtbot, field) -> None:
    field.setPlainText("An assesment was made. ")
    qtbot.waitUntil(lambda: marked(field) == ["assesment"], timeout=20_000)
    menu = _menu_of(field, 5)
    qtbot.waitUntil(lambda: menu.actions()[0].text() == "assessment", timeout=20_000)
    assert menu.activeAction() is menu.actions()[0]
    menu.actions()[0].trigger()
    assert field.toPlainText() == "An assessment was made. "
    field.undo()
    assert field.toPlainText() == "An assesment was made. "


def test_ignoring_takes_the_mark_away_everywhere(qtbot, field, desk) -> None:
    field.setPlainText("Zorblatt and Zorblatt's. ")
    qtbot.waitUntil(lambda: len(marked(field)) == 2, timeout=20_000)
    menu = _menu_of(field, 2)
    next(action for action in menu.actions() if action.text() == "&Ignore").trigger()
    qtbot.waitUntil(lambda: marked(field) == [], timeout=20_000)


def test_f7_goes_round_the_marked_words_in_a_window_of_its_own(qtbot, field) -> None:
    field.setPlainText("An assesment that I recieved. ")
    qtbot.waitUntil(lambda: len(marked(field)) == 2, timeout=20_000)
    chosen = []
    for _ in range(3):
        marks_of(field).go_to_next()
        chosen.append(field.textCursor().selectedText())
    assert chosen == ["assesment", "recieved", "assesment"]


def test_keys_work_in_the_case_window_and_words_are_learnt_in_the_store(qtbot, program, case, settled, world) -> None:
    field = TextInput(program.theme, "Words")
    field.setParent(program.window.centralWidget())
    field.show()
    field.setFocus()
    QTest.keyClicks(field, "The Zorblatt centre ")
    qtbot.waitUntil(lambda: marked(field) == ["Zorblatt"], timeout=20_000)
    QTest.keyClick(field, Qt.Key.Key_F7)
    assert field.textCursor().selectedText() == "Zorblatt"
    desk = program.preferences.spelling
    desk.learn("Zorblatt")
    qtbot.waitUntil(lambda: marked(field) == [] and not desk.is_busy, timeout=20_000)
    assert spelling.my_words(world.inspector) == {"zorblatt"}
    QTest.keyClick(field, Qt.Key.Key_Home)
    desk.forget("zorblatt", lambda: None)
    qtbot.waitUntil(lambda: marked(field) == ["Zorblatt"], timeout=20_000)
    assert spelling.my_words(world.inspector) == frozenset()
    field.setParent(None)
    field.deleteLater()


def test_where_it_cannot_start_nothing_is_marked_and_the_reason_is_kept(qtbot, theme, shown) -> None:
    desk = SpellingDesk(theme, Settings(None), speller=Speller(["/nowhere/at/all"]))
    field = shown(TextInput(theme, "Evidence"))
    field.setFocus()
    field.setPlainText("An assesment. ")
    qtbot.waitUntil(lambda: desk.trouble is not None, timeout=20_000)
    assert isinstance(desk.trouble, Refused)
    QApplication.processEvents()
    assert marked(field) == []
    desk.close()
