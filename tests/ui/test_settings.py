"""Settings of the window: kept in a file, or forgotten when there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.views.settings.dialog import SettingsDialog
from tests.ui.audit import audit


def test_what_is_kept_is_there_at_the_next_start(tmp_path: Path, qapp) -> None:
    first = Settings(tmp_path / "window.ini")
    first.keep("look", "dark")
    first.keep("text-scale", 1.2)
    del first
    again = Settings(tmp_path / "window.ini")
    assert again.text("look") == "dark"
    assert again.number("text-scale", 1.0) == 1.2


def test_without_a_file_everything_is_forgotten_and_nothing_written(tmp_path: Path, qapp, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(None)
    settings.keep("look", "dark")
    assert settings.text("look") == "dark"
    assert Settings(None).text("look", "system") == "system"
    assert list(tmp_path.iterdir()) == []


def test_an_unreadable_number_counts_as_absent(tmp_path: Path, qapp) -> None:
    settings = Settings(tmp_path / "window.ini")
    settings.keep("text-scale", "large")
    assert settings.number("text-scale", 1.0) == 1.0


@pytest.mark.parametrize(("kept", "minutes"), [("5", 5), ("15", 15), ("0", 10), ("600", 10), ("never", 10)])
def test_locking_stays_within_what_is_safe(qapp, kept: str, minutes: int) -> None:
    settings = Settings(None)
    settings.keep("lock-minutes", kept)
    assert settings.lock_minutes() == minutes


def _open(program, title: str):
    sections = program.preferences.sections()
    dialog = SettingsDialog(program.theme, program.window, sections, title)
    dialog.show()
    QApplication.processEvents()
    return dialog, next(section for section in sections if section.title == title)


def test_the_look_is_changed_at_once_and_kept(program) -> None:
    dialog, look = _open(program, "Look")
    look.looks.choose("dark")
    look.rows.choose("compact")
    look.larger.click()
    assert (program.theme.mode, program.theme.density) == ("dark", "compact")
    assert look.size_now.text() == f"{round(program.theme.scale * 100)} %"
    assert program.settings.text("look") == "dark"
    look.looks.choose("")
    assert look.looks.value() == "dark"
    dialog.close()
    dialog.deleteLater()


def test_text_size_stops_at_its_ends(program) -> None:
    dialog, look = _open(program, "Look")
    for _ in range(12):
        look.larger.click()
    assert program.theme.scale == 2.0 and not look.larger.isEnabled()
    for _ in range(12):
        look.smaller.click()
    assert program.theme.scale == 0.9 and not look.smaller.isEnabled()
    program.theme.set_scale(1.0)
    dialog.close()
    dialog.deleteLater()


def test_spelling_and_locking_are_chosen_in_the_dialog(qtbot, program) -> None:
    dialog, spelling = _open(program, "Spelling")
    spelling.choices.choose("both")
    assert program.preferences.spelling.choice() == "both"
    program.preferences.spelling.learn("Zorblatt")
    qtbot.waitUntil(lambda: not program.preferences.spelling.is_busy)
    spelling.entered()
    qtbot.waitUntil(lambda: list(spelling.list.rows_model.rows) == ["zorblatt"])
    spelling.remove.click()
    qtbot.waitUntil(lambda: list(spelling.list.rows_model.rows) == [])
    dialog.close()
    dialog.deleteLater()
    dialog, locking = _open(program, "Locking")
    locking.minutes.choose("5")
    assert program.settings.lock_minutes() == 5
    assert program.preferences.watch._timer.interval() == 5 * 60_000
    dialog.close()
    dialog.deleteLater()


@pytest.mark.parametrize(("scale", "mode"), [(1.0, "light"), (2.0, "dark")])
def test_every_section_passes_the_audit(program, scale: float, mode: str) -> None:
    program.theme.set_scale(scale)
    program.theme.set_mode(mode)
    dialog, _ = _open(program, "Look")
    found = []
    for place in range(len(dialog.sections)):
        dialog._open(str(place))
        QApplication.processEvents()
        found += audit(dialog)
    dialog.close()
    dialog.deleteLater()
    program.theme.set_scale(1.0)
    program.theme.set_mode("light")
    assert found == []


def test_a_window_on_a_screen_that_is_gone_comes_back_on_one_that_is_there(tmp_path: Path, qapp, shown) -> None:
    window = shown(QWidget(), 400, 300)
    settings = Settings(tmp_path / "window.ini")
    settings.keep_window(window)
    other = QWidget()
    assert settings.restore_window(other)
    window.move(9000, 9000)
    settings.keep_window(window)
    gone = QWidget()
    settings.restore_window(gone)
    assert any(screen.availableGeometry().intersects(gone.frameGeometry()) for screen in qapp.screens())
