"""Keys that a person chooses: kept, refused in words where they clash, and shown wherever a key is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from hmip_desktop.ui.commands import inspector_commands, start_commands
from hmip_desktop.ui.keymap import Keymap
from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.views.settings.keys import KeysSection
from hmip_desktop.ui.widgets.inputs import SearchBox
from hmip_desktop.ui.widgets.tags import KeyCap

COMMANDS = [*start_commands(), *inspector_commands()]


def test_chosen_keys_are_there_at_the_next_start(tmp_path: Path, qapp) -> None:
    first = Keymap()
    first.learn(COMMANDS)
    first.keep_in(Settings(tmp_path / "window.ini"))
    first.choose("flag", "Ctrl+Shift+G")
    first.choose("undo", "")
    again = Keymap()
    again.keep_in(Settings(tmp_path / "window.ini"))
    dressed = {command.id: command.keys for command in again.learn(COMMANDS)}
    assert dressed["flag"] == "Ctrl+Shift+G"
    assert dressed["undo"] == ""
    assert dressed["redo"] == "Ctrl+Y"
    assert again.is_changed("flag") and not again.is_changed("redo")


def test_one_or_all_go_back_to_the_keys_of_the_program(qapp) -> None:
    keys = Keymap(Settings(None))
    keys.learn(COMMANDS)
    keys.choose("flag", "Ctrl+Shift+G")
    keys.choose("find", "Ctrl+G")
    keys.reset("flag")
    assert keys.shown("flag") == "Ctrl+Shift+F"
    assert keys.shown("find") == "Ctrl+G"
    keys.reset()
    assert not any(keys.is_changed(command.id) for command in COMMANDS)


@pytest.mark.parametrize(
    ("pressed", "words", "with_id"),
    [
        ("Ctrl+E", "already used for: Add evidence", "add-evidence"),
        ("Ctrl+C", "needed for writing", ""),
        ("G", "by accident", ""),
        ("Tab", "needed for writing", ""),
        ("Ctrl+Return", "already used for: Continue", "continue"),
    ],
)
def test_a_clash_is_told_in_words(qapp, pressed: str, words: str, with_id: str) -> None:
    keys = Keymap()
    keys.learn(COMMANDS)
    clash = keys.clash(COMMANDS, "flag", pressed)
    assert clash is not None
    assert words in clash.words
    assert clash.with_id == with_id


def test_free_keys_do_not_clash(qapp) -> None:
    keys = Keymap()
    keys.learn(COMMANDS)
    assert [keys.clash(COMMANDS, "flag", free) for free in ("Ctrl+Shift+G", "F9", "Alt+B", "Ctrl+Shift+F")] == [
        None
    ] * 4


def test_changed_keys_work_at_once_and_every_hint_names_them(program, case, settled) -> None:
    window, keys = program.window, program.theme.keys
    cap = KeyCap(program.theme, "Ctrl+E", "add-evidence")
    search = SearchBox(program.theme, "Find", "Find", "find")
    keys.choose("add-evidence", "Ctrl+Shift+K")
    keys.choose("find", "Ctrl+Shift+Y")
    keys.choose("judge-yes", "Alt+J")
    assert cap.text() == "Ctrl+Shift+K"
    assert search.placeholderText() == "Find (Ctrl+Shift+Y)"
    action = next(one for one in window.actions() if one.text() == "&Add evidence")
    assert action.shortcuts() == [QKeySequence("Ctrl+Shift+K")]
    assert next(one.keys for one in window.all_commands() if one.id == "add-evidence") == "Ctrl+Shift+K"
    bar = case.space.assessment.judgement
    assert bar.answers.buttons[0].choice.keys == "Alt+J"
    QTest.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.AltModifier)
    settled()
    assert bar.answers.value() == "yes"
    keys.reset()
    assert cap.text() == "Ctrl+E"


@pytest.fixture
def section(theme, shown) -> KeysSection:
    """The section of the settings, with a keymap that knows the commands."""
    theme.keys.learn(COMMANDS)
    theme.keys.keep_in(Settings(None))
    return shown(KeysSection(theme, COMMANDS), 800, 600)


def test_keys_are_changed_in_the_settings(section) -> None:
    section.search.setText("flag")
    assert section.label.text() == "New keys for: Flag for review"
    assert not section.give.isEnabled()
    section.edit.setKeySequence(QKeySequence("Ctrl+Shift+G"))
    section.give.click()
    assert section.theme.keys.shown("flag") == "Ctrl+Shift+G"
    assert section.reset.isEnabled()
    section.reset.click()
    assert section.theme.keys.shown("flag") == "Ctrl+Shift+F"


def test_keys_that_are_taken_can_be_taken_over(section) -> None:
    section.search.setText("flag")
    section.edit.setKeySequence(QKeySequence("Ctrl+E"))
    assert "Add evidence" in section.banner.accessibleName()
    assert not section.give.isEnabled()
    section.take.click()
    assert section.theme.keys.shown("flag") == "Ctrl+E"
    assert section.theme.keys.keys_of("add-evidence") == []
    assert section.banner.isHidden()
    section.reset_all.click()
    assert section.theme.keys.shown("add-evidence") == "Ctrl+E"


def test_a_search_that_finds_nothing_offers_nothing(section) -> None:
    section.search.setText("zzzz")
    assert not section.give.isEnabled() and not section.none.isEnabled()
    assert section.label.text() == "No command is called that."
