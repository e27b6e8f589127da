"""``note``: Enter to a durable, painted interview note, against one raw transaction and one line in a plain list.

Both sides paint off screen. The floor writes the same row and upserts the same projection on the window's own thread;
ours goes through the note box, the writer's thread and back, as it does beside a call.
"""

from __future__ import annotations

import os
import shutil
import statistics
from collections.abc import Iterator
from pathlib import Path

import made
from measure import Bench, compare, timed
from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QMainWindow
from windows import Stage, settle

from hmip_desktop.domain.interview import Interview
from hmip_desktop.domain.values import moment
from hmip_desktop.services import interview
from hmip_desktop.store.connection import connect
from hmip_desktop.store.presence import StoreFiles
from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.views.interview.session import InterviewSession
from hmip_desktop.ui.views.interview.window import HEIGHT, WIDTH, InterviewWindow
from hmip_desktop.ui.widgets.save_state import SaveState

TARGET = 2.0
IN_A_ROUND = 20
ASLEEP = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
NOTE = "Knew the MAPPA level and the date of the last review; number {number}."


class Ours:
    """The interview window with its clock running; one note by Enter, until it is painted and on the disk."""

    def __init__(self, stage: Stage, fixture: made.Made, folder: Path) -> None:
        self.stage = stage
        self.ctx = fixture.open(fixture.copy(folder))
        case_id = fixture.cases[0]
        interview.save_interview(self.ctx, case_id, Interview("practitioner", started_at=moment(made.NOW)))
        book = StoreCaseBook(self.ctx, case_id)
        self.desk = CaseDesk(book, book.read(), stage.jobs, SaveState())
        self.drafts = DraftKeeper(book, stage.jobs)
        session = InterviewSession(book.now, self.desk.pack.topics)
        self.window = InterviewWindow(stage.theme, self.desk, session, self.drafts)
        self.window.show()
        self.kept: list[str] = []
        self.window.keeper.kept.connect(self.kept.append)
        settle(stage.app)
        self.typed = 0

    def once(self) -> float:
        """Seconds from Enter to the note on the disk and on the screen."""
        self.typed += 1
        box, before = self.window.talk.box, len(self.kept)
        box.setPlainText(NOTE.format(number=self.typed))
        self._quiet()

        def work() -> None:
            key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
            self.stage.app.sendEvent(box, key)
            while len(self.kept) == before:
                self.stage.app.processEvents(ASLEEP, 5)
            settle(self.stage.app)

        seconds = timed(work)
        assert self.window.talk.notes.model().rowCount() == self.typed
        self._quiet()
        return seconds

    def _quiet(self) -> None:
        """Let drafts and everything else under way come home before the next measurement."""
        while self.stage.jobs.is_busy:
            self.stage.app.processEvents(ASLEEP, 5)
        settle(self.stage.app)

    def close(self) -> None:
        """Take the window down."""
        self._quiet()
        self.window.close()
        self._quiet()
        self.window.deleteLater()
        self.ctx.store.close()


class Floor:
    """The rows of a note on a raw connection with the same key and pragmas, and its words in a plain list."""

    def __init__(self, stage: Stage, folder: Path, ours: Ours) -> None:
        self.stage = stage
        copied = shutil.copytree(folder, folder.with_name("notes-floor"), ignore=shutil.ignore_patterns("*.lock"))
        unlocked = ours.ctx.store.unlocked
        self.raw = connect(StoreFiles(Path(copied)).database, unlocked.data_key, unlocked.salt, "rw")
        row = "SELECT r.stream, r.counter, r.digest, r.header, r.value, c.case_key, c.heads"
        found = self.raw.execute(
            f"{row} FROM current c JOIN revision r ON r.id = c.head WHERE c.subject LIKE 'note:%' LIMIT 1"
        ).fetchone()
        self.stream, self.counter, self.digest, self.header, self.value, self.key, self.heads = found
        self.counter += 1000
        self.window = QMainWindow()
        self.window.resize(WIDTH, HEIGHT)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.window.setCentralWidget(self.list)
        self.window.show()
        settle(stage.app)
        self.typed = 0

    def once(self) -> float:
        """Seconds for one transaction and one painted line."""
        self.typed += 1

        def work() -> None:
            self.append()
            self.list.addItem(NOTE.format(number=self.typed))
            self.list.scrollToBottom()
            settle(self.stage.app)

        return timed(work)

    def append(self) -> None:
        """Revision row in, projection row in, committed."""
        self.counter += 1
        raw = self.raw
        raw.execute("BEGIN IMMEDIATE")
        added = raw.execute(
            "INSERT INTO revision (stream, counter, digest, header, value) VALUES (?, ?, ?, ?, ?)",
            (self.stream, self.counter, os.urandom(32), self.header, self.value),
        ).lastrowid
        raw.execute(
            "INSERT INTO current (case_key, subject, head, heads, conflicting, answer) VALUES (?, ?, ?, ?, 0, 0)",
            (self.key, f"note:raw/{self.counter}", added, self.heads),
        )
        raw.execute("COMMIT")

    def close(self) -> None:
        """Take the window down."""
        self.window.close()
        self.window.deleteLater()
        self.raw.close()


def bench(fixture: made.Made, folder: Path, rounds: int) -> Iterator[Bench]:
    """The line for the note: each round is the median of twenty notes of one side and of the other."""
    stage = Stage()
    ours = Ours(stage, fixture, folder / "notes")
    ours.once()
    floor = Floor(stage, folder / "notes", ours)
    mine: list[float] = []
    theirs: list[float] = []
    for turn in range(rounds + 1):
        for side, kept in ((ours, mine), (floor, theirs))[:: 1 if turn % 2 else -1]:
            kept.append(statistics.median(side.once() for _ in range(IN_A_ROUND)))
    floor.close()
    ours.close()
    stage.close()
    yield compare("note", TARGET, mine[1:], theirs[1:], f"each the median of {IN_A_ROUND}")
