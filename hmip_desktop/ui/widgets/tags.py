"""Small marks: coloured status tags, key caps, glyph with words, the six pixel progress bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from hmip_desktop.ui import icons
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting

# kind -> ground, ink
TAGS = {
    "ok": ("ok_bg", "ok_fg"),
    "gap": ("warn_bg", "warn_fg"),
    "warning": ("warn_bg", "warn_fg"),
    "error": ("err_bg", "err_fg"),
    "info": ("info_bg", "info_fg"),
    "quote": ("purple_bg", "purple_fg"),
    "grey": ("grey_bg", "grey_fg"),
    "band1": ("band1", "band1_fg"),
    "band2": ("band2", "band2_fg"),
    "band3": ("band3", "band3_fg"),
    "band4": ("band4", "band4_fg"),
}


class StatusTag(QLabel):
    """Words on a coloured ground. The words carry the meaning, the colour only helps."""

    def __init__(self, theme: Theme, text: str, kind: str = "grey") -> None:
        super().__init__()
        self._theme, self._kind = theme, kind
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take the font from the theme."""
        self.setFont(self._theme.font("tag-bold"))
        self.updateGeometry()

    def show_tag(self, text: str, kind: str) -> None:
        """Other words on another ground."""
        self._kind = kind
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + 2 * self._theme.space(10)
        return QSize(width, max(self._theme.size(20), metrics.height() + 2))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        ground, ink = TAGS[self._kind]
        edge = self._theme.colour(ink) if self._theme.mode == "contrast" else None
        painting.box(painter, self.rect(), self._theme.colour(ground), edge, 3)
        painter.setPen(self._theme.colour(ink))
        painter.setFont(self.font())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())


class KeyCap(QLabel):
    """The name of a key in a small frame; it only shows, it is no target. With ``command`` it is the key of that."""

    def __init__(self, theme: Theme, keys: str, command: str = "") -> None:
        super().__init__()
        self._theme, self._keys, self._command = theme, keys, command
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(keys)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take font and keys from the theme."""
        if self._command:
            self.setText(self._theme.keys.shown(self._command, self._keys))
        self.setFont(self._theme.font("tag"))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        if not self.text():  # the person took all its keys from the command
            return QSize(0, 0)
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + 2 * self._theme.space(7)
        return QSize(width, max(self._theme.size(18), metrics.height() + 2))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.text():
            return
        painter = painting.crisp(QPainter(self))
        painting.box(painter, self.rect(), None, self._theme.colour("control"), 3)
        painter.setPen(self._theme.colour("text2"))
        painter.setFont(self.font())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())


class Glyph(QWidget):
    """An icon that stands beside words; it is decoration, the words say it."""

    def __init__(self, theme: Theme, icon: str, tone: str = "text", length: int = 16) -> None:
        super().__init__()
        self._theme, self._icon, self._tone, self._length = theme, icon, tone, length
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_glyph(self, icon: str, tone: str) -> None:
        """Another icon."""
        self._icon, self._tone = icon, tone
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.size(self._length)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._icon:
            painter = painting.crisp(QPainter(self))
            side = min(self.width(), self.height())
            area = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
            icons.draw(painter, self._icon, area, self._theme.colour(self._tone))


class ThinBar(QWidget):
    """A progress bar of six pixels. The numbers stand in words beside it, so it has no focus."""

    def __init__(self, theme: Theme, name: str, height: int = 6) -> None:
        super().__init__()
        self._theme, self._height = theme, height
        self._done, self._total = 0, 0
        self._name = name
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_progress(self, done: int, total: int) -> None:
        """``done`` of ``total``; a total of 0 shows an empty bar."""
        self._done, self._total = done, total
        self.setAccessibleName(f"{self._name} {done}/{total}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(120), self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        radius = self.height() / 2 - 0.5
        painting.box(painter, self.rect(), self._theme.colour("border"), None, radius)
        if self._total:
            share = min(self._done / self._total, 1.0)
            part = QRectF(0, 0, max(self.width() * share, self.height()) if share else 0, self.height())
            painting.box(painter, part, self._theme.colour("brand"), None, radius)
