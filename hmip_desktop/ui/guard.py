"""While a store is open: who watches for nobody being there, and what is taken away when it is locked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog

from hmip_desktop.ui.idle import IdleWatch
from hmip_desktop.ui.platform.clipboard import ClipboardGuard
from hmip_desktop.ui.platform.sleeping import SleepSignals
from hmip_desktop.ui.window import MainWindow


class Shell(Protocol):
    """What the program lends."""

    window: MainWindow


class Guard(QObject):
    """``begin`` when a store was opened, ``end`` before it is closed."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.watch: IdleWatch | None = None
        self._signals: SleepSignals | None = None
        self.clipboard: ClipboardGuard | None = None

    def begin(self, keeps_awake: Callable[[], bool]) -> IdleWatch:
        """Watch from now on; gives the watch, whose ``idle`` asks for locking."""
        self.end()
        self.watch = IdleWatch(keeps_awake)
        self._signals = SleepSignals(self._shell.window)
        self._signals.going.connect(self.watch.idle)
        self.clipboard = ClipboardGuard(QGuiApplication.clipboard())
        return self.watch

    def shut_windows(self) -> None:
        """Close every dialog and every window but the main one; what a form held is given up, what is drafted stays."""
        for widget in QApplication.topLevelWidgets():
            if widget is self._shell.window or not widget.isVisible():
                continue
            widget.reject() if isinstance(widget, QDialog) else widget.close()

    def end(self) -> None:
        """Watch no more, and take what was copied here from the clipboard."""
        if self.clipboard is not None:
            self.clipboard.stop()
            self.clipboard.deleteLater()
            self.clipboard = None
        if self._signals is not None:
            self._signals.stop()
            self._signals.deleteLater()
            self._signals = None
        if self.watch is not None:
            self.watch.stop()
            self.watch.deleteLater()  # it may be the one that is asking
            self.watch = None
