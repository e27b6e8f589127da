"""A token that long work reports to and that can ask it to stop."""

from __future__ import annotations

import time
from threading import Event

from hmip_desktop.errors import Cancelled

TURN_S = 0.0002


class Progress:
    """Counts steps for whoever watches; safe to read from another thread.

    ``label`` is a short code-like word for the current step ("read", "check", "write").
    """

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        self.label = ""
        self._stop = Event()

    def step(self, done: int, total: int, label: str = "") -> None:
        """Report ``done`` of ``total``; raises Cancelled when somebody asked to stop."""
        if self._stop.is_set():
            raise Cancelled
        self.done, self.total = done, total
        if label:
            self.label = label

    def give_way(self) -> None:
        """Let another thread have its turn. For loops over many rows of the store: reading each of them lets go of the
        interpreter and takes it back so soon that the window, though it asks, is not heard for a tenth of a second."""
        time.sleep(TURN_S)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()
