"""The column at the left edge in which a rail stands. By itself, for the start screen has no list to put there."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from hmip_desktop.ui.theme import Theme


class RailPanel(QWidget):
    """A white column as wide as the rail: what stands above the list, the list, what stands below it."""

    def __init__(self, theme: Theme, width: int) -> None:
        super().__init__()
        self._theme, self._width = theme, width
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take the width from the theme; it grows more slowly than the text."""
        self.setMinimumWidth(self._theme.size(self._width))
        self.setMaximumWidth(self._theme.size(self._width))

    def free_width(self) -> None:
        """Fill whatever width there is, as the questions do when they stand alone in a narrow window."""
        self.setMinimumWidth(0)
        self.setMaximumWidth(16_777_215)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self._theme.colour("border"))
