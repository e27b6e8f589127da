"""The window: what a narrow one hides, panes by F6, every command in the menu, errors through one door."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from hmip_desktop.errors import Refused
from hmip_desktop.ui.commands import inspector_commands, start_commands
from hmip_desktop.ui.errors import ErrorDoor, report
from hmip_desktop.ui.idle import IdleWatch
from hmip_desktop.ui.palette import Entry, Finder, PaletteDialog
from hmip_desktop.ui.platform.text_scale import scale_from_percent
from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.widgets.buttons import Button

CTRL = Qt.KeyboardModifier.ControlModifier


class Appearing(QObject):
    """Notes every top-level widget that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def test_nothing_flashes_up_beside_the_window(program, world, settled) -> None:
    watch = Appearing()
    QApplication.instance().installEventFilter(watch)
    program.places.open_case(world.case_ids["0417"])
    settled()
    for key in ("details", "evaluate", "C2"):
        program.places.case.space.open_key(key)
        settled()
    program.places.case.raise_alert()
    settled()
    QApplication.instance().removeEventFilter(watch)
    assert watch.seen == []
    assert program.window.isActiveWindow()


@pytest.mark.parametrize(
    ("width", "rail", "panel"), [(1366, True, True), (1119, True, False), (1000, True, False), (799, False, False)]
)
def test_a_narrow_window_hides_the_panel_then_the_rail(program, case, settled, width, rail, panel) -> None:
    case.space.open_ref("C1")
    program.window.resize(width, 768)
    settled()
    assert case.space.rail.isVisible() == rail
    assert case.space.assessment.guidance.isVisible() == panel
    toggles = {name: program.window.findChild(Button, name) for name in ("rail-toggle", "panel-toggle")}
    footer = case.space.assessment.footer
    shown = {name: footer.findChild(Button, name).isVisible() for name in toggles}
    assert shown == {"rail-toggle": not rail, "panel-toggle": not panel}


def test_larger_text_counts_as_a_narrower_window(program, case, settled) -> None:
    case.space.open_ref("C1")
    program.appearance.change_scale(3)
    program.window.restyle()
    settled()
    assert program.theme.scale == pytest.approx(1.3)
    assert not case.space.assessment.guidance.isVisible()
    program.appearance.change_scale(0)
    program.window.restyle()
    settled()
    assert case.space.assessment.guidance.isVisible()


def test_a_low_window_lets_the_judgement_scroll_with_the_page(program, case, settled) -> None:
    case.space.open_ref("C1")
    bar = case.space.assessment.judgement
    program.window.resize(1100, 540)
    settled()
    assert case.space.assessment.page.isAncestorOf(bar)
    program.window.resize(1366, 768)
    settled()
    assert not case.space.assessment.page.isAncestorOf(bar)


def test_f1_brings_the_panel_back_in_place_of_the_screen_and_away_again(qtbot, program, case, settled) -> None:
    case.space.open_ref("C1")
    program.window.resize(760, 700)
    settled()
    program.window.perform("guidance")
    settled()
    assert case.space.assessment.guidance.isVisible()
    assert not case.space.assessment.isVisible()
    program.window.perform("guidance")
    settled()
    assert case.space.assessment.isVisible()
    assert not case.space.assessment.guidance.isVisible()


def test_ctrl_j_goes_to_the_questions_and_back_in_a_narrow_window(program, case, settled) -> None:
    case.space.open_ref("C1")
    program.window.resize(760, 700)
    settled()
    program.window.perform("questions")
    settled()
    assert case.space.rail.view.hasFocus()
    case.space.rail.view.opened.emit("C2")
    settled()
    assert case.space.assessment.isVisible()
    assert case.space.assessment.shown_ref() == "C2"


def test_f6_goes_from_pane_to_pane_and_back(program, case, settled) -> None:
    case.space.open_ref("C1")
    settled()
    screen = case.space.assessment
    panes = [case.space.rail, screen, screen.guidance, screen.footer]

    def pane() -> int:
        focus = QApplication.focusWidget()
        return next(place for place, one in enumerate(panes) if one.isAncestorOf(focus))

    start = pane()
    went = []
    for _ in range(4):
        program.window.go_to_pane(1)
        went.append(pane())
    assert went == [(start + step) % 4 for step in (1, 2, 3, 4)]
    program.window.go_to_pane(-1)
    assert pane() == (start - 1) % 4


def test_every_command_is_in_the_menu_with_its_keys(program, case, settled) -> None:
    menus = [action.menu() for action in program.window.menuBar().actions()]
    menus += [action.menu() for menu in menus for action in menu.actions() if action.menu() is not None]
    listed = {action.text(): action for menu in menus for action in menu.actions() if action.text()}
    for command in [*start_commands(), *inspector_commands()]:
        if not command.menu:  # given by its keys alone
            continue
        assert command.words in listed
        keys = [key for key in command.keys.split(" | ") if key]
        assert len(listed[command.words].shortcuts()) == len(keys)


def test_no_two_commands_share_a_key_and_none_is_a_single_letter() -> None:
    keys = [key for command in [*start_commands(), *inspector_commands()] for key in command.keys.split(" | ") if key]
    assert len(keys) == len(set(keys))
    assert not [key for key in keys if len(key) == 1]


def test_commands_that_nobody_takes_are_switched_off(program, settled) -> None:
    on = {command.id for command in program.window.commands_on()}
    assert "flag" not in on
    assert {"palette", "export", "raise-alert"} <= on


def test_the_palette_finds_by_letters_and_acts_after_it_is_gone(qtbot, theme, shown) -> None:
    done = []
    entries = [
        Entry("Export...", "File", "Ctrl+Shift+E", lambda: done.append("export")),
        Entry("C1 Does assessment focus on safety?", "Question", "", lambda: done.append("C1")),
        Entry("Larger text", "View", "Ctrl+=", lambda: done.append("larger")),
    ]
    finder = Finder(entries)
    assert [entry.words for entry in finder.best("exp")] == ["Export..."]
    assert finder.best("assessment C1")[0].words.startswith("C1")
    assert finder.best("zzz") == []
    dialog = PaletteDialog(theme, None, entries)
    shown(dialog)
    qtbot.keyClicks(dialog.search, "larg")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.chosen is not None
    assert done == []
    dialog.chosen.act()
    assert done == ["larger"]


def test_the_report_of_a_defect_names_places_and_nothing_that_was_typed() -> None:
    try:
        raise ValueError("Mr Smith lives at 4 High Street")
    except ValueError as error:
        words = report(error)
    assert "ValueError" in words
    assert "Smith" not in words
    assert "test_window.py" in words
    assert "/work" not in words
    assert "/home" not in words


def test_a_refusal_is_said_kindly_and_a_second_error_waits(theme, shown) -> None:
    window = shown(QWidget())
    door = ErrorDoor(theme, window)
    told = []
    door.presented.connect(told.append)
    door.present(Refused("case-unknown", case_id="x"))
    first = door.dialog
    assert first is not None
    assert "There is no case" in first.sentence
    door.present(ValueError("again"))
    assert door.dialog is first
    assert len(told) == 2
    first.accept()
    assert door.dialog is None


def test_a_defect_offers_its_report_to_be_copied(theme, shown) -> None:
    window = shown(QWidget())
    door = ErrorDoor(theme, window)
    door.present(ValueError("made up"))
    door.dialog.copy_button.click()
    assert "ValueError" in QApplication.clipboard().text()
    door.dialog.accept()


def test_the_look_is_kept_and_follows_what_was_chosen(qapp, theme, tmp_path) -> None:
    from hmip_desktop.ui.application import Appearance
    from hmip_desktop.ui.theme import Theme

    settings = Settings(tmp_path / "window.ini")
    looks = Appearance(qapp, Theme(), settings)
    looks.choose_look("dark")
    looks.change_scale(2)
    looks.choose_density("compact")
    again = Appearance(qapp, Theme(), Settings(tmp_path / "window.ini"))
    assert (again.theme.mode, again.theme.density) == ("dark", "compact")
    assert again.theme.scale == pytest.approx(1.2)
    looks.choose_look("light")


def test_a_window_comes_back_only_on_a_screen_that_is_there(qapp, tmp_path, shown) -> None:
    settings = Settings(tmp_path / "window.ini")
    window = shown(QWidget(), 500, 400)
    window.move(40, 40)
    settings.keep_window(window)
    other = shown(QWidget(), 300, 200)
    assert settings.restore_window(other)
    assert other.width() == 500
    settings.keep("window/version", 99)
    assert not settings.restore_window(other)


def test_the_system_text_size_is_brought_into_our_range() -> None:
    assert [scale_from_percent(percent) for percent in (100, 150, 225, 90, 400)] == [1.0, 1.5, 2.0, 1.0, 1.0]


def test_idle_locks_unless_an_interview_clock_runs(qtbot, shown) -> None:
    shown(QWidget())
    busy = [True]
    watch = IdleWatch(lambda: busy[0], minutes=0.0005)
    told = []
    watch.idle.connect(lambda: told.append(1))
    with qtbot.assertNotEmitted(watch.idle, wait=120):
        pass
    busy[0] = False
    qtbot.waitUntil(lambda: bool(told))
    assert told == [1]


def test_a_key_begins_the_idle_time_anew(qtbot, shown) -> None:
    window = shown(QWidget())
    watch = IdleWatch(lambda: False, minutes=5)
    watch._watch(window.windowHandle())
    watch._timer.stop()
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert watch._timer.isActive()


def test_the_start_screen_brings_no_database_and_no_documents_library() -> None:
    heavy = ["sqlalchemy", "sqlmodel", "pydantic", "reportlab", "xlsxwriter", "docx", "zxcvbn", "msgspec"]
    code = (
        "import sys; import hmip_desktop.ui.application, hmip_desktop.ui.views.start.unlock, "
        "hmip_desktop.ui.window, hmip_desktop.ui.errors; "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_closing_while_something_is_under_way_stops_it_first_and_then_closes(qtbot, program, settled) -> None:
    def work(progress) -> None:
        number = 0
        while True:
            number += 1
            progress.step(number % 100, 100)

    program.jobs.run(work, title="Making the sealed file")
    assert not program.window.close()
    qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=5000)
    assert not program.jobs.is_busy
