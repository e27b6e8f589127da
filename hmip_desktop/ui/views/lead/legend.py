"""The legend of the heat map: letters, what they stand for, from which per cent."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.cells import draw_words
from hmip_desktop.ui.views.lead.heat_cells import BANDS, FEW
from hmip_desktop.ui.widgets import painting


class Legend(QWidget):
    """Fixed quarters for packs that are not rated, the rating bands for those that are."""

    def __init__(self, theme: Theme, *, rated: bool) -> None:
        super().__init__()
        self._theme = theme
        self._parts = _rated() if rated else _quarters()
        self._few = t("fewer than {count}: read n, not the colour", count=FEW)
        self.setAccessibleName(", ".join([*(f"{letter}: {words}" for letter, words in self._parts), self._few]))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _layout(self, width: int) -> list[tuple[float, int, str, str]]:
        """Left, line, letter and words of each part; parts that do not fit go to the next line."""
        theme = self._theme
        left, line, spots = float(theme.space(14)), 0, []
        for letter, words in [*self._parts, ("", self._few)]:
            wide = theme.size(34) + theme.metrics("small").horizontalAdvance(words) + theme.size(10)
            if left + wide > width and left > theme.space(14):
                left, line = float(theme.space(14)), line + 1
            if not letter and left + wide <= width:
                left = width - wide
            spots.append((left, line, letter, words))
            left += wide
        return spots

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(self._height(self.width()))

    def _height(self, width: int) -> int:
        return (self._layout(width)[-1][1] + 1) * self._theme.row(30) + self._theme.space(4)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(500), self._height(self._theme.size(820)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = painting.crisp(QPainter(self)), self._theme
        height = theme.row(30)
        for left, line, letter, words in self._layout(self.width()):
            top = line * height + theme.space(2)
            middle = top + height / 2
            if letter:
                spot = QRectF(left, middle - theme.size(10), theme.size(28), theme.size(20))
                painting.box(painter, spot, theme.colour(BANDS[letter]), None, 3)
                painter.setPen(theme.colour(f"{BANDS[letter]}_fg"))
                painter.setFont(theme.font("tag-bold"))
                painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), letter)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("text2"))
                painter.drawEllipse(QPointF(left + theme.size(24), middle), theme.size(4), theme.size(4))
            room = QRectF(left + theme.size(34), top, theme.metrics("small").horizontalAdvance(words) + 4, height)
            draw_words(painter, theme, room, words, "small", "text2")


def _rated() -> list[tuple[str, str]]:
    return [("O", t("80% and over")), ("G", t("65 to 79%")), ("RI", t("50 to 64%")), ("I", t("under 50%"))]


def _quarters() -> list[tuple[str, str]]:
    return [
        ("M", t("most, 75%+")), ("H", t("half or more")), ("U", t("under half")), ("F", t("few, under 25%")),
    ]  # fmt: skip
