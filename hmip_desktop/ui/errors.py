"""The one door for trouble: known trouble is said kindly with what to do, anything else is a defect.

Feeders are failed jobs, exceptions in slots, exceptions in threads. The window stays open and what was typed
stays where it is.
"""

from __future__ import annotations

import platform
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, QSysInfo, Qt, Signal, Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from hmip_desktop import __version__
from hmip_desktop.errors import Cancelled, Refused
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.inputs import TextInput
from hmip_desktop.ui.widgets.labels import PlainLabel


def report(error: BaseException) -> str:
    """What may be sent to whoever mends the program: versions, kinds of error and places in the code.

    Messages of exceptions are left out, for they may hold what somebody typed; codes of refusals are kept.
    """
    lines = [
        f"HMIP Desktop {__version__}, Python {platform.python_version()}, Qt {qVersion()}",
        QSysInfo.prettyProductName(),
        "",
    ]
    step: BaseException | None = error
    while step is not None:
        code = f" {step.code}" if isinstance(step, Refused) else ""
        lines.append(f"{type(step).__name__}{code}")
        for frame in traceback.extract_tb(step.__traceback__):
            lines.append(f"  {_place(frame.filename)}:{frame.lineno} {frame.name}")
        step = step.__cause__ or step.__context__
    return "\n".join(lines)


def _place(file: str) -> str:
    """A file of the program or of a library by its own path; of anything else the name alone, for folders tell names."""
    for mark in ("/hmip_desktop/", "/site-packages/"):
        _, found, rest = file.replace("\\", "/").rpartition(mark)
        if found:
            return rest
    return file.replace("\\", "/").rpartition("/")[2]


class TroubleDialog(Sheet):
    """Says what happened. For a refusal one sentence; for a defect also the report and a button to copy it."""

    def __init__(
        self, theme: Theme, parent: QWidget | None, error: BaseException, explain: Callable[[str], None] | None = None
    ) -> None:
        if isinstance(error, Refused):
            super().__init__(theme, parent, t("That was not done"), width=480)
            self.sentence = error_sentence(error)
            self.body.addWidget(Banner(theme, "warning", "", self.sentence))
        else:
            super().__init__(theme, parent, t("Something went wrong"), width=480)
            self.sentence = t("The program did something wrong. What you typed is kept and you can carry on.")
            self._fill_defect(theme, report(error))
        if explain is not None:
            self._offer_help(explain, error.code if isinstance(error, Refused) else "")
        self.close_button = self.add_main(t("Close"))
        self.close_button.setFocus()
        self.setAccessibleDescription(self.sentence)

    def _offer_help(self, explain: Callable[[str], None], code: str) -> None:
        self.help_button = Button(self.theme, t("What to do"), "help")
        self.help_button.clicked.connect(lambda: explain(code))
        self.buttons.addWidget(self.help_button)

    def _fill_defect(self, theme: Theme, words: str) -> None:
        self.body.addWidget(Banner(theme, "error", "", self.sentence))
        names = t("This report names places in the program only: no answer, no note, no name. Please send it on.")
        self.body.addWidget(PlainLabel(theme, names, "control", "text2"))
        box = TextInput(theme, t("Report"), lines=8)
        box.setReadOnly(True)
        box.setPlainText(words)
        self.body.addWidget(box)
        self.copy_button = Button(theme, t("Copy the report"), "copy")
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(words))
        self.buttons.addWidget(self.copy_button)


class ErrorDoor(QObject):
    """Where all errors come together on the window's thread.

    ``presented`` tells what was shown, for tests and the log. ``show`` opens the dialog; tests give another.
    """

    presented = Signal(object)
    _from_thread = Signal(object)

    def __init__(self, theme: Theme, window: QWidget | None = None, log: Callable[[str], None] | None = None) -> None:
        super().__init__(window)
        self._theme, self._window = theme, window
        self._log = log or (lambda words: None)
        self._open: TroubleDialog | None = None
        self.explain: Callable[[str], None] | None = None  # opens the help on a code
        self._from_thread.connect(self.present, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def present(self, error: BaseException) -> None:
        """Show one error; asking to stop is no error. While one dialog is open further ones are only logged."""
        if isinstance(error, Cancelled | KeyboardInterrupt):
            return
        self._log(report(error))
        self.presented.emit(error)
        if self._open is not None:
            return
        dialog = TroubleDialog(self._theme, self._window, error, self.explain)
        self._open = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        if self._open is not None:
            self._open.deleteLater()
        self._open = None

    @property
    def dialog(self) -> TroubleDialog | None:
        """The dialog in view, if any."""
        return self._open

    def install(self) -> None:
        """Take over uncaught exceptions of slots and of threads."""

        def from_slot(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            self._from_thread.emit(error)

        def from_thread(args: threading.ExceptHookArgs) -> None:
            if args.exc_value is not None:
                self._from_thread.emit(args.exc_value)

        sys.excepthook = from_slot
        threading.excepthook = from_thread
