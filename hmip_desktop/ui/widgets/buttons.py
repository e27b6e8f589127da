"""Buttons, links and small icon buttons, painted here so that they look alike on every system."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from hmip_desktop.ui import icons
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting


class Button(QPushButton):
    """A button with an optional icon before its words.

    ``filled`` marks the one main act of a screen. Disabled, it keeps a dashed outline: the words that say
    what is missing stand near it.
    """

    def __init__(
        self, theme: Theme, text: str, icon: str = "", filled: bool = False, small: bool = False, height: int = 0
    ) -> None:
        super().__init__(text)
        self._theme, self._icon, self._filled, self._small = theme, icon, filled, small
        self._height = height or (26 if small else 37 if filled else 33)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take font and size from the theme."""
        role = "body-bold" if self._filled else "control"
        self.setFont(self._theme.font("small" if self._small else role))
        self.updateGeometry()
        self.update()

    def set_icon(self, name: str) -> None:
        """Another icon, or none."""
        self._icon = name
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """The text without its mnemonic marks, as painted."""
        return self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")

    def sizeHint(self) -> QSize:
        size, pad = self._theme.size, self._theme.space(18 if self._filled else 14)
        if self._small:
            pad = self._theme.space(8)
        width = self.fontMetrics().horizontalAdvance(self.words()) + 2 * pad
        if self._icon:
            width += size(16) + (size(6) if self.text() else 0)
        return QSize(width + 2, max(size(self._height), self.fontMetrics().height() + 8))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _tones(self) -> tuple[str, str, str]:
        """Ink, ground and edge for the present state."""
        if not self.isEnabled():
            return "disabled_fg", "grey_bg", "control"
        if self._filled:
            ground = "brand_hover" if self.underMouse() or self.isDown() else "brand"
            return "on_brand", ground, ground
        if self.isChecked():
            return "info_fg", "info_bg", "link"
        return "text", "hover" if self.underMouse() or self.isDown() else "surface", "control"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        theme = self._theme
        ink, ground, edge = (theme.colour(role) for role in self._tones())
        painting.box(painter, self.rect(), ground, edge, 4, 1, dashed=not self.isEnabled())
        metrics = self.fontMetrics()
        words, icon = self.words(), theme.size(16) if self._icon else 0
        gap = theme.size(6) if icon and words else 0
        left = (self.width() - icon - gap - metrics.horizontalAdvance(words)) / 2
        if self._icon:
            icons.draw(painter, self._icon, QRectF(left, (self.height() - icon) / 2, icon, icon), ink)
        painter.setPen(ink)
        painter.setFont(self.font())
        area = QRectF(left + icon + gap, 0, self.width() - left, self.height())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


class LinkButton(QPushButton):
    """An underlined link that acts; it wraps nothing and is never smaller than 26 px."""

    def __init__(self, theme: Theme, text: str, icon: str = "", role: str = "control", tone: str = "link") -> None:
        super().__init__(text)
        self._theme, self._icon, self._role, self._tone = theme, icon, role, tone
        self.setFlat(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take the font from the theme."""
        self.setFont(self._theme.font(self._role))
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: str) -> None:
        """Another colour role."""
        self._tone = tone
        self.update()

    def say(self, text: str, icon: str) -> None:
        """Other words with another icon."""
        self._icon = icon
        self.setText(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + 7  # the ring of the focus touches no letter
        if self._icon:
            width += self._theme.size(20)
        return QSize(width, max(self._theme.size(26), self.fontMetrics().height() + 4))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), self._theme.size(80)), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        ink = self._theme.colour(self._tone if self.isEnabled() else "text2")
        left = 2.0
        if self._icon:
            size = self._theme.size(15)
            icons.draw(painter, self._icon, QRectF(left, (self.height() - size) / 2, size, size), ink)
            left += self._theme.size(20)
        painter.setPen(ink)
        painter.setFont(self.font())
        metrics = self.fontMetrics()
        words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, round(self.width() - left))
        painter.drawText(QRectF(left, 0, self.width() - left, self.height()), int(Qt.AlignmentFlag.AlignVCenter), words)
        if self.isEnabled():
            line = (self.height() + metrics.ascent() - metrics.descent()) / 2 + 2.5
            painter.setPen(painting.pen(ink, 2.0 if self.underMouse() else 1.0))
            painter.drawLine(int(left), round(line), int(left + metrics.horizontalAdvance(words)), round(line))


class IconButton(QPushButton):
    """A bare icon that acts; ``name`` is what a screen reader says and what the tip shows."""

    def __init__(self, theme: Theme, icon: str, name: str, tone: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icon, self._tone = theme, icon, tone
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_icon(self, icon: str, name: str = "") -> None:
        """Another icon, and another name if given."""
        self._icon = icon
        if name:
            self.set_name(name)
        self.update()

    def set_name(self, name: str) -> None:
        """What is said for it and what its tip shows."""
        self.setAccessibleName(name)
        self.setToolTip(name)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(28), self._theme.size(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        if self.underMouse() or self.isDown():
            ground = self._theme.colour("hover" if self._tone != "on_bar" else "brand_hover")
            painting.box(painter, self.rect(), ground, None, 4)
        size = self._theme.size(16)
        area = QRectF((self.width() - size) / 2, (self.height() - size) / 2, size, size)
        icons.draw(painter, self._icon, area, self._theme.colour(self._tone if self.isEnabled() else "text2"))
