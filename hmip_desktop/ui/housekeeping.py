"""Keeps work behind the window from making the window wait.

Two things of Python stop every thread at once. The search for circular garbage among all objects takes a quarter of a
second while a report is made: here it looks at young objects only, and at all of them when nothing is under way and
nobody types. And a thread that computes gives way to the window five milliseconds after it asked: here after one.
"""

from __future__ import annotations

import gc
import sys

from PySide6.QtCore import QObject, QTimer

from hmip_desktop.ui.jobs import JobRunner

GIVE_WAY_S = 0.001
QUIET_MS = 1500
NEVER = 1_000_000  # this many searches of the middle generation would have to come first


class Housekeeping(QObject):
    """One for the process. What was imported by the time it is made is not searched any more: it stays for ever."""

    def __init__(self, jobs: JobRunner) -> None:
        super().__init__(jobs)
        self._jobs = jobs
        sys.setswitchinterval(GIVE_WAY_S)
        young, middle, _ = gc.get_threshold()
        gc.set_threshold(young, middle, NEVER)
        self.settle()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self.tidy)
        jobs.idle.connect(self._quiet.start)

    def settle(self) -> None:
        """Count everything that is there now as there to stay: at the start, and when the places stand."""
        gc.freeze()

    def tidy(self) -> None:
        """Search all objects, unless work began again; then when that is done."""
        if not self._jobs.is_busy:
            gc.collect()
