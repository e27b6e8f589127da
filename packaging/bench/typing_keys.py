"""``typing``: a key press to its painted character in a long note, with autosave and spelling on."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import made
from measure import Bench, compare, timed, told
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QPlainTextEdit
from windows import Stage, settle

from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.spelling import SpellingDesk
from hmip_desktop.ui.spelling_marks import SpellingMarks
from hmip_desktop.ui.views.case.workspace import CaseWorkspace
from hmip_desktop.ui.widgets.save_state import SaveState

LENGTH = 10_000
KEYS = 400
TARGET = 1.1
WRONG_EVERY = 100  # words
TYPED = "the practitioner received the assessment and the plan in good time, "
WORDS = (
    *("the", "practitioner", "assessed", "likelihood", "of", "reoffending", "and", "plan", "was", "reviewed", "with"),
    *(
        "person",
        "on",
        "probation",
        "in",
        "good",
        "time",
        "although",
        "risk",
        "nDelius",
        "did",
        "not",
        "name",
        "received",
    ),
)


def note(length: int) -> str:
    """A made-up note of so many characters, in paragraphs of some hundred, with a wrong word now and then."""
    chance, parts, count = random.Random(11), [], 0
    while count < length:
        words = [
            "assesment" if chance.random() * WRONG_EVERY < 1 else chance.choice(WORDS)
            for _ in range(chance.randint(30, 70))
        ]
        parts.append(" ".join(words).capitalize() + ".")
        count += len(parts[-1]) + 1
    return "\n".join(parts)[:length]


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
        self.wait_for_marks()

    def wait_for_marks(self) -> None:
        """Until the words that are wrong have their lines, as in a note that somebody goes on with."""
        self.stage.window.activateWindow()
        self.ours.setFocus()
        ends = time.monotonic() + 30
        marks = self.ours.findChild(SpellingMarks)
        while (not marks.marked() or self.spelling.is_busy) and time.monotonic() < ends:
            self.stage.app.processEvents()
        assert marks.marked(), "spelling has marked nothing"

    def place(self, field: QPlainTextEdit) -> None:
        """The note as it was, with the caret behind a word in its middle."""
        field.setPlainText(note(LENGTH))
        cursor = field.textCursor()
        cursor.setPosition(LENGTH // 2)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfWord)
        field.setTextCursor(cursor)
        field.ensureCursorVisible()

    def round(self) -> tuple[float, float]:
        """Seconds for a key, ours and plain, medians of a round, key by key in turn: no machine stays as quick
        as it is for as long as a sentence takes."""
        for field in (self.plain, self.ours):
            self.place(field)
        self.wait_for_marks()
        mine: list[float] = []
        theirs: list[float] = []
        for number, key in enumerate((TYPED * KEYS)[:KEYS]):
            pair = [(self.ours, mine), (self.plain, theirs)]
            for field, kept in pair if number % 2 else reversed(pair):
                kept.append(self.press(field, key))
        self.slowest.append(max(mine))
        return statistics.median(mine), statistics.median(theirs)

    def press(self, field: QPlainTextEdit, key: str) -> float:
        """Seconds for one key: pressed, handled with all that became due, and painted."""
        return timed(lambda: (QTest.keyClick(field, key), settle(self.stage.app)))  # type: ignore[call-overload]

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
    seconds = [pair.round() for _ in range(rounds + 1)][1:]
    slowest = pair.slowest[1:]
    pair.close()
    mine, theirs = ([one[side] for one in seconds] for side in (0, 1))
    size = f"{LENGTH} characters, one word in {WRONG_EVERY} marked, each the median of {KEYS} keys"
    yield compare("typing", TARGET, mine, theirs, size)
    yield told("typing-slowest", slowest, "the slowest key of a round")
