"""Locks when nobody is there: after ten minutes without a key or a movement, and when the computer goes to sleep."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from hmip_desktop.ui.settings import Settings

IDLE_MINUTES = 10
LOCK_CHOICES = (2, 5, 10, 15)
TICK_S, GAP_S = 5.0, 45.0
_INPUT = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TabletMove,
        QEvent.Type.TouchBegin,
    )
)
_PAINTING = frozenset((QEvent.Type.Expose, QEvent.Type.UpdateRequest, QEvent.Type.Paint))


def lock_minutes(settings: Settings) -> int:
    """After how many quiet minutes the person wants the store closed; anything not offered counts as ten."""
    chosen = int(settings.number("lock-minutes", IDLE_MINUTES))
    return chosen if chosen in LOCK_CHOICES else IDLE_MINUTES


class IdleWatch(QObject):
    """Listens to the windows of the program, not to their widgets, so that painting is not slowed.

    ``idle`` comes once; ``keeps_awake`` is asked then, and while it says True (an interview clock runs) the
    watch begins anew. Sleep asks nobody: a gap in the time of day (``wall``, in seconds) of more than ``GAP_S``
    between two ticks is one, and it is looked for before a window paints itself again.
    """

    idle = Signal()

    def __init__(
        self, keeps_awake: Callable[[], bool], minutes: float = IDLE_MINUTES, wall: Callable[[], float] = time.time
    ) -> None:
        super().__init__()
        self._keeps_awake, self._wall = keeps_awake, wall
        self._seen = wall()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(minutes * 60_000))
        self._timer.timeout.connect(self._on_quiet)
        self._ticks = QTimer(self)
        self._ticks.setInterval(round(TICK_S * 1000))
        self._ticks.timeout.connect(self.look_at_clock)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)
            app.applicationStateChanged.connect(self._on_state)
            for window in app.topLevelWindows():
                self._watch(window)
        self._timer.start()
        self._ticks.start()

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _INPUT:
            self._timer.start()
        elif kind in _PAINTING:
            self.look_at_clock()
        return False

    def look_at_clock(self) -> None:
        """Lock when the time of day jumped since the last look: the computer slept."""
        now = self._wall()
        slept = not -GAP_S < now - self._seen < GAP_S
        self._seen = now
        if slept and self._ticks.isActive():
            self.idle.emit()

    def _on_quiet(self) -> None:
        if self._keeps_awake():
            self._timer.start()
        else:
            self.idle.emit()

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationSuspended and self._ticks.isActive():
            self.idle.emit()

    def set_minutes(self, minutes: float) -> None:
        """Another time until ``idle``; it begins anew."""
        self._timer.setInterval(round(minutes * 60_000))
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        self._ticks.stop()
