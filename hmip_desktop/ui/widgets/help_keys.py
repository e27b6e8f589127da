"""The keys of the help in windows that have no menu: dialogs and the interview window."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

KEYS = ("Shift+F1", "Ctrl+F1")


def add_help_keys(window: QWidget, main: QWidget | None = None) -> None:
    """Let the keys of the help open it from ``window``, by way of ``main`` or the main window that it belongs to."""
    for keys in KEYS:
        shortcut = QShortcut(QKeySequence(keys), window)
        shortcut.activated.connect(lambda: _ask(main or window))


def _ask(window: QWidget) -> None:
    step: QWidget | None = window
    while step is not None:
        perform = getattr(step, "perform", None)
        if perform is not None:
            perform("help")
            return
        step = step.parentWidget()
