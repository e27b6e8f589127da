"""Locks when nobody is there: after ten minutes without a key or a movement, and when the computer goes to sleep."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

IDLE_MINUTES = 10
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


class IdleWatch(QObject):
    """Listens to the windows of the program, not to their widgets, so that painting is not slowed.

    ``idle`` comes once; ``keeps_awake`` is asked then, and while it says True (an interview clock runs) the
    watch begins anew. Sleep asks nobody.
    """

    idle = Signal()

    def __init__(self, keeps_awake: Callable[[], bool], minutes: float = IDLE_MINUTES) -> None:
        super().__init__()
        self._keeps_awake = keeps_awake
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(minutes * 60_000))
        self._timer.timeout.connect(self._on_quiet)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)
            app.applicationStateChanged.connect(self._on_state)
        self._watch(QGuiApplication.focusWindow())
        self._timer.start()

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self._timer.start()
        return False

    def _on_quiet(self) -> None:
        if self._keeps_awake():
            self._timer.start()
        else:
            self.idle.emit()

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationSuspended:
            self.idle.emit()
