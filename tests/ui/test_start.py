"""Unlocking and the first run, from the first key to the list of cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from hmip_desktop.paths import resource
from hmip_desktop.services.store_place import check_folder
from hmip_desktop.ui.curtain import make_application
from hmip_desktop.ui.program import Program
from hmip_desktop.ui.views.start.first_run import FirstRunScreen
from hmip_desktop.ui.views.start.help import below, suggest_words, two_places
from hmip_desktop.ui.views.start.step_key import same_group
from hmip_desktop.ui.views.start.unlock import UnlockScreen, wait_after

KEY = "K7QF-M2XD-9HRT-W4BA-3ZUC-VE4N-P5YL-6GJS"


@pytest.fixture
def locked(qtbot, world):
    """The program before its passphrase, on a store that is there."""
    folder = world.folder / "AI-07"
    world.inspector.store.close()
    running = Program(make_application(["tests"]), folder, remember=False)
    running.window.show()
    running.window.activateWindow()
    yield running
    if running.places is not None:
        running.places.leave()
    running.window.close()
    running.end()
    running.window.deleteLater()


def test_before_unlocking_no_case_and_no_count_is_on_the_screen(locked) -> None:
    words = " ".join(label.text() for label in locked.window.findChildren(QLabel))
    assert "24-04" not in words
    assert "cases" not in words.replace("Case references and counts are not shown", "")


def test_a_wrong_passphrase_is_said_and_the_right_one_opens(qtbot, locked, made_up) -> None:
    screen = locked.unlock_screen
    screen.passphrase.setText("not the passphrase at all")
    qtbot.keyClick(screen.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not locked.jobs.is_busy, timeout=20_000)
    assert screen.problem.isVisible()
    assert locked.context is None
    screen.passphrase.setText(made_up.PASSPHRASE)
    qtbot.keyClick(screen.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: locked.places is not None and not locked.jobs.is_busy, timeout=20_000)
    assert locked.window.screen_shown is locked.places.cases
    assert len(locked.places.cases._shown) == 4


def test_locking_closes_the_store_and_asks_again(qtbot, locked, made_up) -> None:
    locked.unlock_screen.unlock_asked.emit(made_up.PASSPHRASE)
    qtbot.waitUntil(lambda: locked.places is not None and not locked.jobs.is_busy, timeout=20_000)
    locked.window.perform("lock")
    qtbot.waitUntil(lambda: not locked.jobs.is_busy)
    assert locked.context is None
    assert isinstance(locked.window.screen_shown, UnlockScreen)
    words = " ".join(label.text() for label in locked.window.screen_shown.findChildren(QLabel))
    assert "Locked at" in words


def test_wrong_tries_slow_down_and_never_more_than_half_a_minute() -> None:
    assert [wait_after(tries) for tries in range(8)] == [0, 0, 1, 2, 4, 8, 16, 30]


def test_caps_lock_is_warned_of(qtbot, theme, shown, tmp_path) -> None:
    screen = shown(UnlockScreen(theme, tmp_path, ()))
    qtbot.keyClicks(screen.passphrase, "A")
    screen.passphrase.caps_changed.emit(False)
    assert not screen._caps.isVisible()
    screen.passphrase.caps_changed.emit(True)
    assert screen._caps.isVisible()


def test_the_passphrase_leaves_the_screen_with_it(theme, shown, tmp_path) -> None:
    screen = shown(UnlockScreen(theme, tmp_path, ()))
    screen.passphrase.setText("walnut kettle")
    screen.leaving()
    assert screen.passphrase.text() == ""


@pytest.fixture
def first_run(theme, shown, tmp_path, made_up) -> FirstRunScreen:
    """The first run, at its first step."""
    return shown(FirstRunScreen(theme, tmp_path / "store", made_up.steady_entropy(3)), 1100, 760)


def _through_two_steps(screen: FirstRunScreen) -> None:
    screen.who.name.setText("AI-07")
    screen.who.role.set_value("inspector")
    screen.who.changed.emit()
    screen.go_on()
    screen.folder.first.setText("walnut kettle harbour violin thistle")
    screen.folder.second.setText("walnut kettle harbour violin thistle")


def test_each_step_says_what_is_missing(first_run) -> None:
    assert not first_run.next.isEnabled()
    first_run.who.name.setText("AI-07")
    assert first_run.who.missing() == "your role"
    _through_two_steps(first_run)
    assert first_run.folder.missing() == ""
    first_run.folder.second.setText("walnut kettle harbour violin")
    assert first_run.folder.missing() == "type the passphrase again"
    first_run.folder.first.setText("password1234")
    assert first_run.folder.missing() == "a strong passphrase"


def test_a_synced_or_shared_folder_is_refused_with_the_reason(first_run, tmp_path) -> None:
    _through_two_steps(first_run)
    for bad in ("\\\\server\\share\\store", str(tmp_path / "OneDrive" / "store")):
        first_run.folder.folder.setText(bad)
        first_run.folder.folder.left.emit()
        assert first_run.folder.missing() == "a folder that can be used"
        assert not first_run.next.isEnabled()


def test_the_recovery_key_is_typed_back_before_it_is_gone(qtbot, first_run) -> None:
    _through_two_steps(first_run)
    with qtbot.waitSignal(first_run.create_asked) as told:
        first_run.go_on()
    assert told.args[0].name == "AI-07"
    first_run.show_recovery(KEY)
    assert first_run.folder.first.text() == ""
    groups = KEY.split("-")
    step = first_run.key
    asked = step._asked
    assert step.missing().startswith("type group")
    for place, line in zip(asked, step.lines, strict=True):
        line.setText(groups[place].lower())
        assert groups[place] not in step.board.accessibleName().replace(" ", "")
    assert step.missing() == "tick the box"
    step.tick.setChecked(True)
    with qtbot.waitSignal(first_run.finished):
        first_run.go_on()
    assert step._groups == ()


def test_letters_that_look_like_figures_count_as_those_letters() -> None:
    assert same_group(" 0i1b ", "OIIB")
    assert not same_group("ABCD", "ABCE")


def test_five_words_are_suggested_by_chance_and_are_strong(made_up) -> None:
    words = resource("words/passphrase.txt").read_text(encoding="utf-8").split()
    assert len(words) == len(set(words)) >= 350
    entropy = made_up.steady_entropy(11)
    suggested = suggest_words(entropy).split()
    assert len(suggested) == 5
    assert set(suggested) <= set(words)
    assert suggest_words(entropy).split() != suggested


def test_chance_favours_nobody(made_up) -> None:
    entropy = made_up.steady_entropy(2)
    drawn = [below(3, entropy) for _ in range(3000)]
    assert {drawn.count(number) // 200 for number in range(3)} <= {4, 5}
    assert all(first < second < 8 for first, second in (two_places(8, entropy) for _ in range(50)))


@pytest.fixture
def fresh(qtbot, tmp_path):
    """The program where there is no store yet."""
    running = Program(make_application(["tests"]), tmp_path / "new", remember=False)
    running.window.show()
    yield running
    if running.places is not None:
        running.places.leave()
    qtbot.waitUntil(lambda: not running.jobs.is_busy, timeout=20_000)
    running.window.close()
    running.end()
    running.window.deleteLater()


def test_a_new_store_is_made_and_the_way_to_the_first_cases_is_shown(qtbot, fresh) -> None:
    screen = fresh.first_run
    _through_two_steps(screen)
    screen.go_on()
    qtbot.waitUntil(lambda: screen.place == 2, timeout=20_000)
    groups = screen.key._groups
    for place, line in zip(screen.key._asked, screen.key.lines, strict=True):
        line.setText(groups[place])
    screen.key.tick.setChecked(True)
    assert screen.next.text() == "Finish and open My cases"
    screen.go_on()
    qtbot.waitUntil(lambda: fresh.places is not None and not fresh.jobs.is_busy, timeout=20_000)
    assert fresh.context is not None
    assert fresh.window.screen_shown is fresh.places.join


def test_who_leads_is_told_that_they_check_the_keys_and_is_not_sent_to_my_cases(first_run) -> None:
    screen = first_run
    screen.who.role.set_value("inspector")
    assert screen.who.note.accessibleName().startswith("Your lead inspector checks your key")
    screen.who.role.set_value("lead")
    assert screen.who.note.accessibleName().startswith("You check the key of everybody in your team")
    screen._show(2)
    assert screen.next.text() == "Finish"


def test_a_folder_is_looked_at_and_left_as_it_was(tmp_path: Path) -> None:
    found = check_folder(tmp_path / "store", {})
    assert found.is_good
    assert list(tmp_path.iterdir()) == []
    assert not check_folder(Path("\\\\server\\store"), {}).is_good
    assert check_folder(tmp_path / "Dropbox" / "store", {}).is_synced
