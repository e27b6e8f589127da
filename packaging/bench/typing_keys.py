"""``typing``: a key press to its painted character in a long note, with autosave and spelling on, against a plain editor."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import made
from measure import Bench, compare, rounds_of, timed, told
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QPlainTextEdit
from windows import Stage, settle

from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.spelling import SpellingDesk
from hmip_desktop.ui.views.case.workspace import CaseWorkspace
from hmip_desktop.ui.widgets.save_state import SaveState

LENGTH = 10_000
KEYS = 120
TARGET = 1.1
TYPED = "the practitioner recieved the assesment and "
WORDS = (
    "the practitioner assessed the likelihood of reoffending and the plan was reviewed with the person on probation in good "
    "time although the assesment of risk in nDelius did not name the children who were recieved into care and the "
    "safeguarding enquiry was answered late"
).split()  # fmt: skip


def note(length: int) -> str:
    """A made-up note of so many characters, in paragraphs of some hundred, with a wrong word now and then."""
    chance, parts, count = random.Random(11), [], 0
    while count < length:
        words = [chance.choice(WORDS) for _ in range(chance.randint(30, 70))]
        parts.append(" ".join(words).capitalize() + ".")
        count += len(parts[-1]) + 1
    return "\n".join(parts)[:length]


def press(stage: Stage, field: QPlainTextEdit, keys: str) -> list[float]:
    """Seconds for each key: pressed, handled with all that became due, and painted."""
    taken = []
    for key in keys:
        taken.append(timed(lambda: (QTest.keyClick(field, key), settle(stage.app))))  # type: ignore[call-overload] # noqa: B023
    return taken


class Pair:
    """The composer of the case window and a plain editor of the same size with the same words."""

    def __init__(self, fixture: made.Made, folder: Path) -> None:
        self.stage = Stage()
        self.ctx = fixture.open(fixture.copy(folder))
        stage, book = self.stage, StoreCaseBook(self.ctx, fixture.cases[0])
        self.spelling = SpellingDesk(stage.theme, Settings(None), ctx=self.ctx)
        self.saving = SaveState()
        self.drafts = DraftKeeper(book, stage.jobs)
        self.space = CaseWorkspace(stage.theme, CaseDesk(book, book.read(), stage.jobs, self.saving), self.drafts)
        self.space.screen_asked.connect(stage.window.show_screen)
        self.space.open_assessment()
        stage.window.activateWindow()
        settle(stage.app)
        self.space.assessment.add_evidence()
        settle(stage.app)
        self.ours = self.space.assessment.page.evidence.composer.text
        self.bare = QMainWindow()
        self.plain = QPlainTextEdit()
        self.bare.setCentralWidget(self.plain)
        self.plain.setFont(self.ours.font())
        self.plain.setFixedSize(self.ours.size())
        self.bare.show()
        self.slowest: list[float] = []
        for field in (self.ours, self.plain):
            field.setPlainText(note(LENGTH))
        self._wait_for_marks()

    def _wait_for_marks(self) -> None:
        self.ours.setFocus()
        ends = time.monotonic() + 30
        while not self.ours.extraSelections() and time.monotonic() < ends:
            self.stage.app.processEvents()
        assert self.ours.extraSelections(), "spelling has marked nothing"

    def type_in(self, field: QPlainTextEdit) -> list[float]:
        """Type in the middle of a note that is brought back to its length first."""
        field.window().activateWindow()
        field.setFocus()
        if len(field.toPlainText()) > LENGTH + 20 * KEYS:
            field.setPlainText(note(LENGTH))
        cursor = field.textCursor()
        cursor.setPosition(LENGTH // 2)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfWord)
        field.setTextCursor(cursor)
        field.ensureCursorVisible()
        settle(self.stage.app)
        return press(self.stage, field, (TYPED * KEYS)[:KEYS])

    def run_ours(self) -> float:
        """Seconds for a key on average, with the saving and the looking-up that fell due."""
        taken = self.type_in(self.ours)
        self.slowest.append(max(taken))
        return statistics.mean(taken)

    def run_plain(self) -> float:
        """The same in the plain editor."""
        return statistics.mean(self.type_in(self.plain))

    def close(self) -> None:
        """Take both windows down."""
        self.drafts.flush()
        self.spelling.close()
        self.bare.close()
        for part in self.space.screens:
            self.stage.window.forget_screen(part)
        self.stage.close()
        self.ctx.store.close()


def bench(fixture: made.Made, folder: Path, rounds: int) -> Iterator[Bench]:
    """The line of the ratio, and the slowest key of each round, which waits for nothing but says what is felt."""
    pair = Pair(fixture, folder)
    mine, theirs = rounds_of(pair.run_ours, pair.run_plain, rounds)
    slowest = pair.slowest[1:]
    pair.close()
    yield compare("typing", TARGET, mine, theirs, f"{LENGTH} characters, each the mean of {KEYS} keys")
    yield told("typing-slowest", slowest, "the slowest key of a round")
