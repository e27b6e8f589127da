"""The practice case in the window: from My cases and from the start page, marked everywhere, thrown away at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from hmip_desktop.services import practice
from hmip_desktop.ui.program import Program
from hmip_desktop.ui.views.my_cases.practice_case import PracticePlaces, ThrowAwayDialog
from hmip_desktop.ui.widgets.buttons import LinkButton
from tests.people import Clock, person


@pytest.fixture
def practising(program, settled) -> object:
    """The places of the practice case, opened from the rail of My cases."""
    program.places.rail.view.opened.emit("practice")
    settled()
    return program.places.case


def test_every_screen_of_it_says_practice(program, practising, settled) -> None:
    assert practice.is_practice(practising.book.case_id)
    case = practising
    for show in (lambda: case.space.open_ref("C1"), lambda: case.space.open_key("details"),
                 lambda: case.space.open_key("evaluate"), case.raise_alert):  # fmt: skip
        show()
        settled()
        identity = program.window.screen_shown.identity()
        assert identity.title == "Practice"
        assert identity.marking == "MADE UP, NEVER SENT"
        assert program.window.windowTitle().startswith("Practice")


def test_it_is_worked_on_and_nothing_of_it_is_on_the_list(program, world, practising, settled) -> None:
    practising.desk.answer("C1", "yes")
    settled()
    program.places.show_cases()
    settled()
    overview = program.places.overview
    assert {case.case_ref for case in overview.cases} == {f"24-{ref}" for ref in world.case_ids}
    assert overview.practice.answered == 1
    assert program.places.cases.side.practice.isVisibleTo(program.places.cases.side)
    assert overview.place is None and overview.changes == ()


def _press(kind: type, accept: bool) -> None:
    def press() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            dialog.accept() if accept else dialog.reject()

    QTimer.singleShot(0, press)


def test_it_is_thrown_away_after_one_question_and_begun_afresh(program, world, practising, settled) -> None:
    first = practising.book.case_id
    practising.desk.answer("C1", "yes")
    settled()
    program.places.show_cases()
    settled()
    _press(ThrowAwayDialog, accept=False)
    program.window.perform("practice-throw-away")
    settled()
    assert program.places.overview.practice is not None
    _press(ThrowAwayDialog, accept=True)
    program.window.perform("practice-throw-away")
    settled()
    assert program.places.overview.practice is None
    assert program.places.case is None
    program.places.open_practice()
    settled()
    assert program.places.case.book.case_id != first
    assert program.places.case.desk.given("C1") is None


def test_an_alert_in_practice_seals_nothing(program, world, practising, settled, tmp_path) -> None:
    program.places.packages._folder = tmp_path
    practising.raise_alert()
    settled()
    form = practising.alert.form
    for row in form.rows.values():
        row.answer.choose("yes")
        row.why.setText("Because of the visit on Saturday")
    form.happened.setPlainText("Made up")
    form.at_risk.setPlainText("Nobody")
    form.scope.choose("others")
    practising.alert.save.click()
    settled()
    assert list(tmp_path.glob("*.hmip")) == []
    assert "practice" in practising.alert.state.label.text()
    assert program.places.overview.cases[0].alerts_open == 0


@pytest.mark.parametrize("first_time", [True, False])
def test_practice_before_unlocking_leaves_nothing_behind(qtbot, qapp, tmp_path: Path, first_time: bool) -> None:
    if not first_time:
        person(tmp_path, "AI-01", "inspector", Clock()).store.close()
    program = Program(qapp, tmp_path / ("nobody" if first_time else "AI-01"), remember=False)
    program.window.show()
    start = program.window.screen_shown
    link = next(one for one in start.window().findChildren(LinkButton) if one.text() == "Open the practice case")
    link.click()
    qtbot.waitUntil(
        lambda: isinstance(program.places, PracticePlaces) and program.places.case is not None, timeout=20_000
    )
    qtbot.waitUntil(lambda: not program.jobs.is_busy, timeout=20_000)
    assert program.window.screen_shown.identity().title == "Practice"
    case, folder = program.places.case, program.visit._folder
    case.desk.answer("C1", "yes")
    qtbot.waitUntil(lambda: not program.jobs.is_busy, timeout=20_000)
    assert case.desk.record.answers["C1"].value.answer == "yes"
    assert (folder / "practice" / "store.db").exists()
    assert "export" not in {command.id for command in program.window.commands_on()}
    program.window.perform("lock")
    qtbot.waitUntil(lambda: not program.jobs.is_busy, timeout=20_000)
    assert not folder.exists()
    assert type(program.window.screen_shown) is type(start)
    program.end()
    program.window.close()
    program.window.deleteLater()
