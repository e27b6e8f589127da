"""A grid of fields that goes from three columns to two to one as the room shrinks."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from hmip_desktop.ui.theme import Theme


class FieldGrid(QWidget):
    """Fields side by side, each at least ``least`` px wide at 100 %."""

    def __init__(self, theme: Theme, columns: int = 3, least: int = 190) -> None:
        super().__init__()
        self._theme, self._columns, self._least = theme, columns, least
        self._fields: list[QWidget] = []
        self._left_out: set[QWidget] = set()
        self._shown = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(16))
        self._grid.setVerticalSpacing(theme.space(10))

    def add(self, field: QWidget) -> None:
        """Put a field after those already there."""
        self._fields.append(field)
        self._shown = 0
        self._place()

    def set_shown(self, field: QWidget, shown: bool) -> None:
        """Show a field or leave it out; the others close up."""
        left_out = field in self._left_out
        if shown == (not left_out):
            return
        self._left_out ^= {field}
        field.setVisible(shown)
        self._shown = 0
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        room = max(self.width(), 1) // (self._theme.size(self._least) + self._grid.horizontalSpacing())
        columns = min(max(room, 1), self._columns)
        if columns == self._shown:
            return
        self._shown = columns
        for field in self._fields:
            self._grid.removeWidget(field)
        shown = [field for field in self._fields if field not in self._left_out]
        for place, field in enumerate(shown):
            self._grid.addWidget(field, place // columns, place % columns)
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
