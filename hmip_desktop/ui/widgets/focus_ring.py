"""A ring around whatever has the keyboard: yellow outside, dark inside, so it shows on every ground."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from shiboken6 import isValid

from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting

_BROAD = 4  # how far the ring stands outside the widget
_INNER = 7  # how broad the ring is at most, its rounded corners included
_MOVES = frozenset((QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest))


class FocusRing(QWidget):
    """Lies over one window, lets every click through, and follows the focus. Item views paint their own row's ring.

    A click does not call for a ring on a button; text fields show it always.
    """

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._target: QWidget | None = None
        self._ring = QRectF()
        self._soon = QTimer(self)  # layouts settle first, and many moves are followed once
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._follow)
        self._watched: list[QObject] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        for watched in self._watched:
            if isValid(watched):
                watched.removeEventFilter(self)
        self._watched = []
        self._target = new if new is not None and self._wants_ring(new) else None
        if self._target is None:
            self.hide()
            return
        for step in self._to_watch(self._target):
            step.installEventFilter(self)
            self._watched.append(step)
        self._follow()

    def _to_watch(self, target: QWidget) -> list[QWidget]:
        """What holds the target, the ground of each scrolling area around it, and the window's content: every move shows
        in one of them. Not the target itself: every key of a text would come by here."""
        found = []
        step = target.parentWidget()
        if step is not None:
            found.append(step)
        while step is not None and step is not self.window():
            above = step.parentWidget()
            if isinstance(above, QWidget) and isinstance(above.parentWidget(), QAbstractScrollArea):
                found.append(step)
            step = above
        content = getattr(self.window(), "centralWidget", self.window)()
        return list(dict.fromkeys([*found, content or self.window()]))

    def _wants_ring(self, widget: QWidget) -> bool:
        if widget.window() is not self.window() or isinstance(
            widget, QAbstractItemView | QMenu | QMenuBar | QScrollArea
        ):
            return False
        by_mouse = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        return not by_mouse or isinstance(widget, QLineEdit | QPlainTextEdit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._soon.start()
        return False

    def _follow(self) -> None:
        """Stand around the target, cut off where a scrolling area cuts it off."""
        target = self._target
        if target is None or not isValid(target) or not target.isVisible():
            self.hide()
            return
        window = self.window()
        area = QRect(target.mapTo(window, QPoint(0, 0)), target.size())
        area = area.adjusted(-_BROAD + 1, -_BROAD + 1, _BROAD - 1, _BROAD - 1)
        clip = window.rect()
        step = target.parentWidget()
        while step is not None and step is not window:
            above = step.parentWidget()
            if isinstance(above, QAbstractScrollArea) and above.viewport() is step:
                clip &= QRect(step.mapTo(window, QPoint(0, 0)), step.size())
            step = above
        shown = area & clip
        if shown.isEmpty():
            self.hide()
            return
        ring = QRectF(area.translated(-shown.topLeft()))
        if self.isVisible() and shown == self.geometry() and ring == self._ring:
            self.raise_()
            return
        self._ring = ring
        self.setGeometry(shown)
        inside = area.translated(-shown.topLeft()).adjusted(_INNER, _INNER, -_INNER, -_INNER)
        self.setMask(
            QRegion(self.rect()) - QRegion(inside)
        )  # what is painted inside the ring is not painted over again
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painting.ring(painting.crisp(QPainter(self)), self._ring, self._theme, 6)
