"""A person at the keyboard: every act is a key event to whatever has the focus, as the window system would send it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QDialog, QLineEdit, QPlainTextEdit, QWidget

from hmip_desktop.ui.program import Program
from hmip_desktop.ui.widgets.answers import AnswerButton

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
KEYS = Qt.Key
PLAIN = Qt.KeyboardModifier.NoModifier
PATIENCE_S = 20.0


def rest(ms: int) -> None:
    """Nothing is typed for so long; the program's own events and threads go on."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


class Hands:
    """Types into one running program. It looks at the focus and at names, as a screen reader does, and nothing else."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.keys = 0

    def settle(self) -> None:
        """Wait until every job came home and every layout is done."""
        limit = time.monotonic() + PATIENCE_S
        quiet = 0
        while quiet < 3:
            QApplication.processEvents()
            quiet = 0 if self.program.jobs.is_busy else quiet + 1
            assert time.monotonic() < limit, "the program did not come to rest"
            if quiet == 0:
                rest(1)

    def focus(self) -> QWidget:
        """What has the keyboard now; offscreen nothing gives it back to the main window when another one closes."""
        if QApplication.activeWindow() is None:
            (QApplication.activeModalWidget() or self.program.window).activateWindow()
            QApplication.processEvents()
        held = QApplication.focusWidget() or QApplication.activeWindow()
        assert held is not None, "nothing has the keyboard"
        return held

    def name(self) -> str:
        """What a screen reader says of the focus."""
        held = self.focus()
        words = held.accessibleName()
        return words or (held.text() if isinstance(held, QAbstractButton | QLineEdit) else "")

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN, *, wait: bool = True) -> None:
        """One key, then patience until what it began is done."""
        self.keys += 1
        QTest.keyClick(self.focus(), key, modifier)
        if wait:
            self.settle()

    def type(self, words: str) -> None:
        """Letter after letter."""
        for letter in words:
            self.keys += 1
            QTest.keyClicks(self.focus(), letter)
        QApplication.processEvents()

    def tab_to(self, wanted: str, most: int = 90) -> QWidget:
        """Press Tab until the focus is on something whose name begins so."""
        seen = []
        for _ in range(most):
            if self.name().startswith(wanted):
                return self.focus()
            seen.append(self.name())
            self.press(KEYS.Key_Tab, wait=False)
            QApplication.processEvents()
        raise AssertionError(f"Tab does not lead to {wanted!r}; it led to {list(dict.fromkeys(seen))}")

    def push(self, wanted: str) -> None:
        """Tab to a button or a tick and press it with the space bar."""
        self.tab_to(wanted)
        self.press(KEYS.Key_Space)

    def find(self, words: str) -> None:
        """The command palette: some letters, Enter."""
        with self.dialog(lambda: self._choose(words)):
            self.press(KEYS.Key_K, CTRL)

    def _choose(self, words: str) -> None:
        self.type(words)
        self.press(KEYS.Key_Return, wait=False)

    @contextmanager
    def dialog(self, *works: Callable[[], None]) -> Iterator[None]:
        """While the body runs, dialogs open one after another and wait; each of ``works`` is what is done in one."""
        looker = _Looker(list(works))
        yield
        looker.wait()
        self.settle()

    # an inspector's ways ----------------------------------------------------------------------------------

    def open_case(self, case_ref: str) -> None:
        """From anywhere to a case: the list, its search line, the row, Enter."""
        self.press(KEYS.Key_Home, CTRL)
        self.press(KEYS.Key_F, CTRL)
        self.press(KEYS.Key_A, CTRL)
        self.type(case_ref)
        self.tab_to("My cases")
        self.press(KEYS.Key_Return)

    def answer_the_rest(self, no: frozenset[str] = frozenset(), most: int = 80) -> int:
        """Ctrl+Enter from one open element to the next, each answered by its keys, faster than the disk; how many.

        ``no`` holds the references of prompts that are answered with the second answer.
        """
        space, answered = self.program.places.case.space, 0
        flow = self.program.places.case.desk
        while flow.flow.missing:
            self.press(KEYS.Key_Return, CTRL, wait=False)
            assert answered < most, f"still open: {flow.flow.missing}"
            held = self.focus()
            if isinstance(held, AnswerButton):
                ref = space.assessment.page.element_in_focus()
                self.press(KEYS.Key_2 if ref in no else KEYS.Key_1, wait=False)
            elif isinstance(held, QCheckBox):
                self.press(KEYS.Key_Space, wait=False)
            else:
                assert isinstance(held, QLineEdit | QPlainTextEdit), f"nothing to answer in {type(held).__name__}"
                self.type("2")
                self.press(KEYS.Key_Tab, wait=False)
            answered += 1
        self.settle()
        return answered


class _Looker:
    """Looks for the next dialog from within its own event loop, and does there what the person does."""

    def __init__(self, works: list[Callable[[], None]]) -> None:
        self._works, self._seen = works, None
        self._error: BaseException | None = None
        self._limit = time.monotonic() + PATIENCE_S
        self._timer = QTimer()
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if time.monotonic() > self._limit:
            self._end(AssertionError("the dialog did not come, or did not go"), dialog)
        elif dialog is None or dialog is self._seen:
            if dialog is None and not self._works:
                self._timer.stop()
        elif not self._works:
            self._end(AssertionError(f"a dialog too many: {dialog.accessibleName()}"), dialog)
        else:
            self._seen = dialog
            try:
                dialog.activateWindow()
                QApplication.processEvents()
                self._works.pop(0)()
            except BaseException as error:  # noqa: BLE001 - told by the test, once the dialog is out of its way
                self._end(error, dialog)

    def _end(self, error: BaseException, dialog: QWidget | None) -> None:
        self._timer.stop()
        self._error = error
        if isinstance(dialog, QDialog):
            dialog.reject()

    def wait(self) -> None:
        """Until every dialog came and went."""
        while self._timer.isActive():
            QApplication.processEvents()
            rest(1)
        if self._error is not None:
            raise self._error
