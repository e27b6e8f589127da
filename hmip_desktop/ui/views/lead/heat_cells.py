"""How a share is shown: per cent, letter, "a of b", and a dot below ten cases, on the colour of its band."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QPolygonF

from hmip_desktop.services.results import Cell
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting

BANDS = {
    "O": "band4", "G": "band3", "RI": "band2", "I": "band1", "M": "band4", "H": "band3", "U": "band2", "F": "band1",
}  # fmt: skip
"""Colour role of each letter."""
FEW = 10
CENTRE = int(Qt.AlignmentFlag.AlignCenter)


def letter_words(letter: str) -> str:
    """What a letter stands for: ratings of rated packs, fixed quarters of the others."""
    return {
        "O": t("Outstanding"),
        "G": t("Good"),
        "RI": t("Requires improvement"),
        "I": t("Inadequate"),
        "M": t("Most"),
        "H": t("Half or more"),
        "U": t("Under half"),
        "F": t("Few"),
    }.get(letter, "")


def before_words(cell: Cell) -> str:
    """What a share was before moderation settled some of its answers; "" where it settled none."""
    if cell.before is None:
        return ""
    return t(
        "Before moderation: {yes} of {n} ({count} settled)", count=cell.moderated, yes=cell.before.yes, n=cell.before.n
    )


class CellPainter:
    """Paints cells. Words are measured and letters drawn once for a look, since a map has many of the same."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._widths: dict[tuple[str, str], int] = {}
        self._badges: dict[tuple[str, float], QPixmap] = {}
        theme.changed.connect(self._widths.clear)
        theme.changed.connect(self._badges.clear)

    def _width(self, role: str, words: str) -> int:
        found = self._widths.get((role, words))
        if found is None:
            found = self._widths[role, words] = self._theme.metrics(role).horizontalAdvance(words)
        return found

    def paint(self, painter: QPainter, area: QRect, cell: Cell | None) -> None:
        """Paint one cell, a dash where nobody was asked or answered."""
        theme = self._theme
        if cell is None or cell.result.percent is None:
            painter.setPen(theme.colour("text2"))
            painter.setFont(theme.font("small"))
            painter.drawText(area, CENTRE, "–")
            return
        band = BANDS.get(cell.letter)
        ink = theme.colour(f"{band}_fg" if band else "grey_fg")
        painter.fillRect(area, theme.colour(band or "grey_bg"))
        painter.setPen(ink)
        middle, centre = area.top() + area.height() / 2, area.left() + area.width() / 2
        self._paint_percent(painter, QPointF(centre, middle), cell, ink)
        words, few = t("{yes} of {n}", yes=cell.result.tally.yes, n=cell.result.n), cell.result.n < FEW
        wide = self._width("tag", words) + (theme.size(14) if few else 0)
        left, metrics = centre - wide / 2, theme.metrics("tag")
        painter.setFont(theme.font("tag"))
        painter.drawText(QPointF(left, middle + 2 + metrics.ascent()), words)
        if cell.before is not None:
            side, corner = theme.size(9), QPointF(area.right() + 1, area.top())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawPolygon(QPolygonF([corner, corner - QPointF(side, 0), corner + QPointF(0, side)]))
        if few:
            radius = theme.size(4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawEllipse(QPointF(left + wide - radius, middle + 2 + metrics.height() / 2), radius, radius)

    def _paint_percent(self, painter: QPainter, spot: QPointF, cell: Cell, ink: QColor) -> None:
        """Per cent and letter side by side, above the middle."""
        theme, metrics = self._theme, self._theme.metrics("control-bold")
        words, letter = f"{cell.result.percent}%", cell.letter
        wide = self._width("control-bold", words)
        box = self._width("tag-bold", letter) + theme.size(8) if letter else 0
        gap = theme.size(6) if letter else 0
        left, top = spot.x() - (wide + gap + box) / 2, spot.y() - metrics.height()
        painter.setFont(theme.font("control-bold"))
        painter.drawText(QPointF(left, top + metrics.ascent()), words)
        if letter:
            painter.drawPixmap(QPointF(left + wide + gap, top + 1), self._badge(letter, ink, _ratio(painter)))

    def _badge(self, letter: str, ink: QColor, ratio: float) -> QPixmap:
        """The letter in its box, for a screen with so many points to a pixel; its ink goes with the letter."""
        found = self._badges.get((letter, ratio))
        if found is None:
            wide = self._width("tag-bold", letter) + self._theme.size(8)
            tall = self._theme.metrics("control-bold").height() - 2
            found = self._badges[letter, ratio] = QPixmap(round(wide * ratio), round(tall * ratio))
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            painter = painting.crisp(QPainter(found))
            area = QRectF(0, 0, wide, tall)
            painting.box(painter, area, None, ink, 3)
            painter.setFont(self._theme.font("tag-bold"))
            painter.drawText(area, CENTRE, letter)
            painter.end()
        return found


def _ratio(painter: QPainter) -> float:
    return painter.device().devicePixelRatioF()
