"""One numbered place a note can go to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting

MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)
CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class TargetRow(QPushButton):
    """A number, a reference, words, and the reason at the right. ``pointed`` tells that the focus came here."""

    pointed = Signal()

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self._theme, self._number = theme, number
        self._ref, self._reason, self._tone = "", "", "info"
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def say(self, ref: str, words: str, reason: str, tone: str = "info") -> None:
        """Show another place; ``tone`` colours its reference."""
        self._ref, self._reason, self._tone = ref, reason, tone
        self.setText(words)
        self.setToolTip(words)
        self.setAccessibleName(" ".join(part for part in (str(self._number), ref, words, reason) if part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(160), max(self._theme.size(44), self._theme.metrics("body").height() + 12))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(120), self.sizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.pointed.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        theme, size = self._theme, self._theme.size
        enabled = self.isEnabled()
        ground = theme.colour("hover" if self.underMouse() and enabled else "surface")
        painting.box(painter, self.rect(), ground, theme.colour("control"), 4, 1, dashed=not enabled)
        key = QRectF(size(11), (self.height() - size(26)) / 2, size(26), size(26))
        painting.box(painter, key, theme.colour("surface_alt"), theme.colour("control"), 4)
        ink = theme.colour("text" if enabled else "text2")
        painter.setPen(ink)
        painter.setFont(theme.font("body-bold"))
        painter.drawText(key, CENTRE, str(self._number))
        left = self._paint_ref(painter, key.right() + size(14))
        reason = self._paint_reason(painter, self.width() - left - size(26))
        room = self.width() - left - reason - size(26)
        words = theme.metrics("body").elidedText(self.text(), Qt.TextElideMode.ElideRight, round(room))
        painter.setPen(ink)
        painter.setFont(theme.font("body"))
        painter.drawText(QRectF(left, 0, room, self.height()), MIDDLE, words)

    def _paint_ref(self, painter: QPainter, left: float) -> float:
        """The reference as a tag; where the words begin."""
        theme, size = self._theme, self._theme.size
        if not self._ref:
            return left
        wide = theme.metrics("small-bold").horizontalAdvance(self._ref) + size(18)
        high = max(size(22), theme.metrics("small-bold").height() + 4)
        tag = QRectF(left, (self.height() - high) / 2, wide, high)
        painting.box(painter, tag, theme.colour(f"{self._tone}_bg"), None, 3)
        painter.setPen(theme.colour(f"{self._tone}_fg"))
        painter.setFont(theme.font("small-bold"))
        painter.drawText(tag, CENTRE, self._ref)
        return tag.right() + size(10)

    def _paint_reason(self, painter: QPainter, room: float) -> float:
        """The reason at the right, if it leaves most of the row to the words; its width."""
        theme, size = self._theme, self._theme.size
        wide = theme.metrics("small").horizontalAdvance(self._reason) if self._reason else 0
        if not wide or wide > room / 2:
            return 0
        painter.setPen(theme.colour("text2"))
        painter.setFont(theme.font("small"))
        painter.drawText(QRectF(self.width() - wide - size(14), 0, wide + 2, self.height()), MIDDLE, self._reason)
        return wide
