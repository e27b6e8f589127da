"""Cells of tables: what one shows, what is said for it, and how it is painted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from hmip_desktop.ui import icons
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.tags import TAGS

Index = QModelIndex | QPersistentModelIndex

# Looked up once: combining flags in Python takes as long as painting the words they are for.
AT_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
AT_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
ELIDE = Qt.TextElideMode.ElideRight
KEPT_WORDS = 2000
ANTIALIASING = QPainter.RenderHint.Antialiasing


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows. ``spoken`` is what a screen reader says, the shown words when empty.

    ``tag`` dresses the words as a status tag of that kind; ``detail`` is a second line; ``end`` stands at the
    right edge; ``dotted`` underlines words that have a reason in ``tip``; ``link`` dresses them as a link.
    """

    text: str = ""
    bold: bool = False
    tone: str = "text"
    icon: str = ""
    icon_tone: str = "text"
    tag: str = ""
    detail: str = ""
    end: str = ""
    tip: str = ""
    dotted: bool = False
    link: bool = False
    right: bool = False
    spoken: str = ""


EMPTY = Cell()
"""A cell with nothing in it."""


def spoken_words(cell: Cell) -> str:
    """What is said for a cell: its own words for the ear, else everything it shows."""
    return cell.spoken or " ".join(part for part in (cell.text, cell.end, cell.detail) if part)


class CellDelegate(QStyledItemDelegate):
    """Paints cells straight from the model, without styles."""

    def __init__(self, theme: Theme, view: QTableView, cell_of: Callable[[Index], Cell]) -> None:
        super().__init__(view)
        self._theme, self._view, self._cell_of = theme, view, cell_of
        self._cut: dict[tuple[str, str, int], str] = {}
        theme.changed.connect(self._cut.clear)

    def _fitting(self, role: str, words: str, width: int) -> str:
        """The words, cut off where they do not fit; kept, for most cells of a list say the same few things."""
        key = (role, words, width)
        if key not in self._cut:
            if len(self._cut) > KEPT_WORDS:
                self._cut.clear()
            self._cut[key] = self._theme.metrics(role).elidedText(words, ELIDE, width)
        return self._cut[key]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect, first = self._theme, option.rect, index.column() == 0
        cell = self._cell_of(index)
        painter.setRenderHint(ANTIALIASING)
        selected = self._view.selectionModel().isSelected(index)
        if selected:
            painter.fillRect(rect, theme.colour("surface_sel"))
            if first:
                painter.fillRect(rect.left(), rect.top(), 4, rect.height(), theme.colour("brand"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("border"))
        if cell is EMPTY:
            return
        pad = theme.space(14 if first else 8)
        area = rect.adjusted(pad, 0, -theme.space(8), 0)
        if cell.icon:
            side = theme.size(15)
            icons.draw(
                painter,
                cell.icon,
                QRectF(area.left(), area.center().y() - side / 2, side, side),
                theme.colour(cell.icon_tone),
            )
            area.setLeft(area.left() + side + theme.space(9))
        if cell.tag:
            self._paint_tag(painter, area, cell, selected)
        elif cell.detail:
            self._paint_two_lines(painter, area, cell)
        else:
            self._paint_words(painter, area, cell)

    def _paint_words(self, painter: QPainter, area: QRect, cell: Cell) -> None:
        theme = self._theme
        role = "control-bold" if cell.bold else "control"
        metrics = theme.metrics(role)
        if cell.end:
            painter.setFont(theme.font("control"))
            painter.setPen(theme.colour("text2"))
            painter.drawText(area, AT_RIGHT, cell.end)
            area = area.adjusted(0, 0, -theme.metrics("control").horizontalAdvance(cell.end) - theme.space(6), 0)
        painter.setFont(theme.font(role))
        painter.setPen(theme.colour("link" if cell.link else cell.tone))
        words = self._fitting(role, cell.text, area.width())
        painter.drawText(area, AT_RIGHT if cell.right else AT_LEFT, words)
        if cell.dotted or cell.link:
            under = area.center().y() + metrics.ascent() / 2 + 3
            line = painting.pen(theme.colour("link" if cell.link else "text"), 1)
            if cell.dotted:
                line.setDashPattern([1.5, 2])
            painter.setPen(line)
            painter.drawLine(area.left(), round(under), area.left() + metrics.horizontalAdvance(words), round(under))

    def _paint_two_lines(self, painter: QPainter, area: QRect, cell: Cell) -> None:
        theme = self._theme
        upper, lower = theme.metrics("control"), theme.metrics("small")
        top = area.center().y() - (upper.height() + lower.height()) / 2
        role = "control-bold" if cell.bold else "control"
        for words, font, tone, line in (
            (cell.text, role, cell.tone, QRectF(area.left(), top, area.width(), upper.height())),
            (cell.detail, "small", "text2", QRectF(area.left(), top + upper.height(), area.width(), lower.height())),
        ):
            painter.setFont(theme.font(font))
            painter.setPen(theme.colour(tone))
            shown = self._fitting(font, words, area.width())
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _paint_tag(self, painter: QPainter, area: QRect, cell: Cell, selected: bool) -> None:
        theme = self._theme
        ground, ink = ("surface", "info_fg") if selected and cell.tag == "info" else TAGS[cell.tag]
        width = theme.metrics("tag-bold").horizontalAdvance(cell.text) + 2 * theme.space(10)
        height = theme.size(21)
        spot = QRect(area.left(), area.center().y() - height // 2, min(width, area.width()), height)
        painting.box(painter, spot, theme.colour(ground), None, 3)
        painter.setPen(theme.colour(ink))
        painter.setFont(theme.font("tag-bold"))
        painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), cell.text)
