"""One file of each thing that can be the matter with a package: each has its word in the Inbox and says what next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from hmip_desktop.services import forks
from hmip_desktop.ui.program import Program
from hmip_desktop.ui.views.lead.held import HeldDialog
from hmip_desktop.ui.widgets.cells import needed_width
from tests.people import Team
from tests.ten_packages import ten_packages

WORDS = {
    "known": ("Known", "Nothing to do"),
    "late": ("Late", "nothing else to do"),
    "stale": ("Stale", "put it aside"),
    "gap": ("With a gap", "no. 2, 3. It is merged all the same. Look for what is missing"),
    "fork": ("Used twice", "Apply keeps it here, and then you decide"),
    "revoked": ("Revoked", "Apply keeps it here, and then you decide"),
    "unattested": ("Held in part", "ask the sender to export it again"),
    "foreign": ("Other inspection", "open the store of that inspection"),
    "newer": ("Newer version", "install that version"),
    "damaged": ("Damaged", "ask the sender for the file again"),
}


@pytest.fixture
def ten(tmp_path: Path) -> Iterator[tuple[Team, dict[str, Path]]]:
    team, files = ten_packages(tmp_path / "ten")
    yield team, files
    team.close()


@pytest.fixture
def inbox(ten, started, qtbot) -> Iterator[tuple[Program, object, Callable[[], None]]]:
    """The lead's Inbox, and what waits for everything that was asked of it."""
    lead = ten[0].lead
    program = started(lead.store.folder)
    program.enter(lead)

    def settled() -> None:
        qtbot.waitUntil(lambda: not program.jobs.is_busy, timeout=20_000)
        for _ in range(4):
            QApplication.processEvents()

    settled()
    program.places.open_place("inbox")
    settled()
    yield program, program.places.screens["inbox"], settled
    settled()
    program.places.leave()
    program.context = None
    program.places = None


def test_ten_packages_have_ten_words_and_each_says_what_to_do_next(ten, inbox) -> None:
    _, files = ten
    _, screen, settled = inbox
    screen.take_files(files.values())
    settled()
    view, told = screen.packages.view, {}
    for row, state in enumerate(files):
        view.set_current_row(row)
        settled()
        assert screen.about.isVisible()
        assert view.viewport().rect().contains(view.visualRect(view.currentIndex()).center())
        word = view.rows_model.cell(view.rows_model.index(row, 0))
        assert needed_width(screen.theme, word, first=True) <= view.columnWidth(0), word.text
        told[state] = (word.text, screen.about.text())
    assert {state: word for state, (word, _) in told.items()} == {state: word for state, (word, _) in WORDS.items()}
    assert len({word for word, _ in told.values()}) == 10
    assert {state: said for state, (_, said) in told.items() if WORDS[state][1] not in said} == {}


@pytest.mark.parametrize("state", ["fork", "revoked"])
def test_a_package_that_waits_for_a_decision_can_be_applied_alone(ten, inbox, state: str) -> None:
    team, files = ten
    program, screen, settled = inbox
    screen.take_files([files[state]])
    settled()
    assert screen.plan_panel.title.text() == "1 package held whole"
    assert screen.apply.isEnabled()
    screen.apply.click()
    settled()
    assert [one.code for one in screen.found.held] == ["package-revoked" if state == "revoked" else "package-fork"]
    screen.ask_held()
    settled()
    form = next(dialog for dialog in program.window.findChildren(QDialog) if dialog.isVisible())
    assert isinstance(form, HeldDialog)
    if state == "fork":
        form.reason.setText("A spare laptop was used in the week.")
        form.act.click()
        settled()
        assert forks.held_forks(team.lead) == ()
    else:
        form.reject()
