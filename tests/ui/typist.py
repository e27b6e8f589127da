"""Somebody who types into the real windows until the program is killed: one process that forks for each sitting.

Before a key is pressed it says which, and when: ``key<TAB>nanoseconds of the monotonic clock<TAB>piece<TAB>letter``.
What the program offered after the sitting before is told as ``offered<TAB>JSON``.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from hmip_desktop.ui.curtain import make_application
from hmip_desktop.ui.program import Program
from hmip_desktop.ui.views.lead import places as _lead  # noqa: F401 - brought in once for every sitting
from hmip_desktop.ui.views.my_cases import places as _mine  # noqa: F401 - the same
from tests.ui.hands import rest

WORDS = ("contact", "review", "visit", "police", "children", "plan", "risk", "checked", "manager", "address", "shared")


def tell(*words: object) -> None:
    """One line in one piece."""
    os.write(1, ("\t".join(str(word) for word in words) + "\n").encode())


class Typist:
    """One sitting: where to type and what is drawn by a seed, so that a sitting can be had again."""

    def __init__(self, folder: Path, passphrase: str, seed: int) -> None:
        self.chance, self.seed, self.pieces = random.Random(seed), seed, 0
        self.program = Program(make_application(["typist"]), folder, remember=False)
        self.program.window.resize(1366, 768)
        self.program.window.show()
        self.program.entrance.unlock(passphrase)
        self.wait_for(lambda: self.program.places is not None and self.program.places.overview is not None)
        rest(60)
        self.wait_for(lambda: not self.program.jobs.is_busy)
        self.look_at_what_is_left_over()

    def wait_for(self, reached: Callable[[], bool]) -> None:
        """Until it is so."""
        while not reached():
            rest(5)

    def look_at_what_is_left_over(self) -> None:
        """What the program says it recovered, and what becomes of it: all is kept."""
        sheet, case = self.program.places.recovery.sheet, self.program.places.case
        if sheet is not None:
            tell("offered", json.dumps([card.left.after for card in sheet.cards]))
            if sheet.keep_all.isVisible():
                sheet.keep_all.click()
                self.wait_for(lambda: not self.program.jobs.is_busy)
        if self.program.places.recovery.sheet is not None:
            self.program.places.recovery.sheet.reject()
        if case is not None and case.talk is not None:
            tell("offered", json.dumps([case.talk.talk.box.toPlainText()]))
        tell("ready")

    def type_until_killed(self) -> None:
        """From one case and place to the next, as a week goes."""
        while True:
            cases = self.program.places.overview.cases
            self.program.places.open_case(self.chance.choice(cases).case_id)
            self.wait_for(lambda: self.program.places.case is not None and not self.program.jobs.is_busy)
            rest(20)
            for _ in range(self.chance.randint(1, 3)):
                self.chance.choice((self.evidence, self.evidence, self.talk, self.alert, self.strengths))()

    def type(self, box: QWidget) -> None:
        """A few words with a mark that no other piece has, letter by letter."""
        self.pieces += 1
        piece = f"z{self.seed}x{self.pieces}y"
        text = " ".join([piece, *self.chance.choices(WORDS, k=self.chance.randint(2, 9))])
        self.go_to(box)
        for letter in text:
            tell("key", time.monotonic_ns(), piece, letter)
            QTest.keyClicks(box, letter)
            rest(self.chance.randint(4, 60))

    def go_to(self, box: QWidget) -> None:
        """The keyboard is where a person types: an interview found again may stand in front of the case."""
        box.window().activateWindow()
        box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.wait_for(box.hasFocus)

    def evidence(self) -> None:
        """A note at a question, kept or left open."""
        case = self.program.places.case
        refs = [page.ref for page in case.desk.flow.pages if page.kind == "key_question"]
        case.space.open_ref(self.chance.choice(refs))
        page = case.space.assessment.page
        page.add_evidence()
        if page.evidence.composer.isVisible():
            self.type(page.evidence.composer.text)
            rest(self.chance.choice((0, 400)))
            if self.chance.random() < 0.7:
                page.evidence.composer.keep()

    def talk(self) -> None:
        """A note beside the call; the window is gone on with when it is open."""
        case = self.program.places.case
        case.open_interview()
        talk = case.talk
        if not case.is_interviewing:
            talk.setup.start.click()
        box = talk.talk.box
        self.go_to(box)
        if box.toPlainText():  # a note left half typed is gone on with, in a line of its own
            box.moveCursor(box.textCursor().MoveOperation.End)
            QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        self.type(box)
        if self.chance.random() < 0.7:
            QTest.keyClick(talk.talk.box, Qt.Key.Key_Return)

    def alert(self) -> None:
        """What happened, in an alert that is still a draft; what stands there is taken up again."""
        case = self.program.places.case
        case.raise_alert()
        rest(20)
        box = case.alert.form.happened
        box.moveCursor(box.textCursor().MoveOperation.End)
        self._new_line(box)
        self.type(box)

    def strengths(self) -> None:
        """A line of the close of the case."""
        case = self.program.places.case
        case.space.open_key("evaluate")
        rest(20)
        box = case.space.evaluation.closing.strengths
        box.moveCursor(box.textCursor().MoveOperation.End)
        self._new_line(box)
        self.type(box)

    def _new_line(self, box: QWidget) -> None:
        self.go_to(box)
        if box.toPlainText():
            QTest.keyClick(box, Qt.Key.Key_Return)


def main() -> None:
    """For each line ``folder<TAB>passphrase<TAB>seed``: a sitting, its number told, and ``ended`` once it is gone."""
    for line in sys.stdin:
        folder, passphrase, seed = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            try:
                Typist(Path(folder), passphrase, int(seed)).type_until_killed()
            except BaseException:  # noqa: BLE001 - told, and the sitting ends
                traceback.print_exc()
                sys.stderr.flush()
            finally:
                os._exit(1)  # it never ends by itself
        tell("writer", child)
        os.waitpid(child, 0)
        tell("ended")


if __name__ == "__main__":
    assert QApplication.instance() is None
    main()
