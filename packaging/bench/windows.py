"""``open-list`` and ``page``: what a person waits for between a key and a picture. Real windows, drawn off screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import made
from measure import Bench, absolute, compare, rounds_of, timed, told
from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QMainWindow, QTableView

from hmip_desktop.services import sitting
from hmip_desktop.services.context import Context
from hmip_desktop.store import engine
from hmip_desktop.store.connection import connect
from hmip_desktop.store.presence import StoreFiles
from hmip_desktop.ui.application import Appearance, load_family, settings_file
from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.curtain import make_application
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.text import sentence
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.workspace import CaseWorkspace
from hmip_desktop.ui.views.my_cases.first_page import FirstPage
from hmip_desktop.ui.widgets.save_state import SaveState
from hmip_desktop.ui.window import MainWindow

SIZE = (1366, 768)
FRAME_MS = 16.7
SHOWN = "case_ref, pdu, route, answered, total, interview_at, signed_off_at, conflicts, alerts_open"
ROWS_IN_VIEW = 20


class Stage:
    """The program's window, empty, looking as it does for everybody."""

    def __init__(self) -> None:
        self.app = make_application(["bench"])
        self.theme = Theme(family=load_family())
        self.appearance = Appearance(self.app, self.theme, Settings(settings_file()))
        self.jobs = JobRunner()
        self.window = MainWindow(self.theme, self.jobs)
        self.window.resize(*SIZE)
        self.window.show()
        settle(self.app)

    def close(self) -> None:
        """Take the window down and end its threads."""
        self.window.close()
        self.jobs.shutdown()
        settle(self.app)


def settle(app: QCoreApplication) -> None:
    """Handle what is waiting, twice: the first round may ask for a second look."""
    app.processEvents()
    app.processEvents()


# ---- the list of cases


class Plain(QAbstractTableModel):
    """Rows as the database gave them."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        super().__init__()
        self.rows = rows

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 7

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        if role:
            return None
        return str(self.rows[index.row()][index.column()])


class List:
    """Unlocking to the painted list: the program's way, and the least that shows the rows in view."""

    def __init__(self, stage: Stage, fixture: made.Made, folder: Path) -> None:
        self.stage, self.fixture, self.folder = stage, fixture, fixture.copy(folder)
        self.complete: list[float] = []
        with fixture.open(folder).store as store:
            self.unlocked = store.unlocked
        self.bare = QMainWindow()
        self.bare.resize(*SIZE)
        self.bare.show()
        settle(stage.app)

    def ours(self) -> float:
        """Open the store, read the list, show it. The key is not derived: that time is meant to be long, and while
        it passes the program makes the widgets of the page (``Program._prepare``). What stands around the list is
        read and shown after its first picture; ``open-list-all`` tells when that is done."""
        stage = self.stage
        page = FirstPage(stage.theme, stage.window)
        page.now = made.clock
        settle(stage.app)
        opened: list[Context] = []

        def work() -> None:
            store = engine.open_store(self.folder, passphrase=made.PASSPHRASE)
            opened.append(Context(store, self.fixture.lead, made.clock, os.urandom))
            first = sitting.first_look(opened[0])
            assert first is not None
            page.screen.show_overview(first)
            stage.window.show_screen(page.screen)
            settle(stage.app)

        def rest() -> None:
            page.screen.show_overview(sitting.overview(opened[0], sentence))
            settle(stage.app)

        derive = engine.keys.unlock
        engine.keys.unlock = lambda folder, passphrase: self.unlocked
        try:
            seconds = timed(work)
        finally:
            engine.keys.unlock = derive
        assert page.screen.table.model().rowCount() == len(self.fixture.cases)
        self.complete.append(seconds + timed(rest))
        assert page.screen.table.model().rowCount() == len(self.fixture.cases)
        stage.window.forget_screen(page.screen)
        opened[0].store.close()
        settle(stage.app)
        return seconds

    def floor(self) -> float:
        """A raw connection, the rows in view and the number of all, a plain table in a bare window."""
        raws: list[Any] = []

        def work() -> None:
            raw = connect(StoreFiles(self.folder).database, self.unlocked.data_key, self.unlocked.salt, "rw")
            raws.append(raw)
            raw.execute("SELECT count(*) FROM case_file WHERE listed = 1").fetchone()
            rows = raw.execute(
                f"SELECT {SHOWN} FROM case_file WHERE listed = 1 ORDER BY case_ref LIMIT {ROWS_IN_VIEW}"
            ).fetchall()
            table = QTableView()
            model = Plain(rows)
            model.setParent(table)
            table.setModel(model)
            self.bare.setCentralWidget(table)
            settle(self.stage.app)

        seconds = timed(work)
        raws[0].close()
        self.bare.takeCentralWidget().deleteLater()
        settle(self.stage.app)
        return seconds


def open_list(fixture: made.Made, folder: Path, rounds: int) -> Iterator[Bench]:
    """The line of the list."""
    stage = Stage()
    shown = List(stage, fixture, folder)
    mine, theirs = rounds_of(shown.ours, shown.floor, rounds)
    shown.bare.close()
    stage.close()
    yield compare("open-list", 1.3, mine, theirs, f"{len(fixture.cases)} cases, without the key derivation")
    yield told("open-list-all", shown.complete[1:], "until the counts and everything around the list stand too")


# ---- the page of the wizard


def pages(fixture: made.Made, folder: Path, rounds: int) -> Iterator[Bench]:
    """The line against repainting the same page, and the line against one frame of the screen."""
    stage = Stage()
    ctx = fixture.open(fixture.copy(folder))
    book = StoreCaseBook(ctx, fixture.cases[0])
    workspace = CaseWorkspace(stage.theme, CaseDesk(book, book.read(), stage.jobs, SaveState()))
    workspace.screen_asked.connect(stage.window.show_screen)
    workspace.open_assessment()
    settle(stage.app)
    screen = workspace.assessment
    ways = _ways(len(screen.desk.flow.pages))
    mine: list[float] = []
    theirs: list[float] = []
    for turn in range(10 * rounds + 10):
        way = next(ways)
        turned = timed(lambda: (screen.go_on() if way else screen.go_back(), settle(stage.app)))  # noqa: B023
        again = timed(lambda: [part.repaint() for part in (screen.rail, screen, screen.panel)])
        if turn >= 10:
            mine.append(turned)
            theirs.append(again)
    for part in workspace.screens:
        stage.window.forget_screen(part)
    stage.close()
    ctx.store.close()
    yield compare("page", 1.2, mine, theirs, "floor: repainting rail, question, judgement and guidance")
    yield absolute("page-time", FRAME_MS, [seconds * 1000 for seconds in mine], "ms")


def _ways(pages: int) -> Iterator[bool]:
    """Through the case and back again, for ever: True is forwards."""
    while True:
        yield from [True] * (pages - 1)
        yield from [False] * (pages - 1)
