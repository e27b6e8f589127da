"""Cells of tables: what one shows, what is said for it, and how it is painted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

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
AT_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)
AT_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
ELIDE = Qt.TextElideMode.ElideRight
KEPT_WORDS = 2000
Area = tuple[int, int, int, int]
"""Left, top, width, height: numbers, for asking a QRect costs as much as a stroke."""


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


def needed_width(theme: Theme, cell: Cell, first: bool = False) -> int:
    """How wide a column must be, in px, to show a cell of one line whole."""
    role = "tag-bold" if cell.tag else "control-bold" if cell.bold else "control"
    wide = theme.space(14 if first else 8) + theme.metrics(role).horizontalAdvance(cell.text) + theme.space(8) + 1
    if cell.icon:
        wide += theme.size(15) + theme.space(9)
    if cell.tag:
        wide += 2 * theme.space(10)
    if cell.end:
        wide += theme.metrics("control").horizontalAdvance(cell.end) + theme.space(6)
    return round(wide)


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
        selected = self._view.selectionModel().isSelected(index)
        area = cast("Area", option.rect.getRect())
        self.paint_cell(painter, area, self._cell_of(index), selected, index.column() == 0)

    def paint_cell(self, painter: QPainter, area: Area, cell: Cell, selected: bool, first: bool) -> None:
        """Paint one cell; ``first`` is the one at the left edge of its row."""
        theme, (left, top, width, height) = self._theme, area
        if selected:
            painter.fillRect(left, top, width, height, theme.colour("surface_sel"))
            if first:
                painter.fillRect(left, top, 4, height, theme.colour("brand"))
        painter.fillRect(left, top + height - 1, width, 1, theme.colour("border"))
        if cell is EMPTY:
            return
        pad = theme.space(14 if first else 8)
        left, width = left + pad, width - pad - theme.space(8)
        if cell.icon:
            side = theme.size(15)
            middle = top + (height - 1) // 2
            icons.draw(painter, cell.icon, QRectF(left, middle - side / 2, side, side), theme.colour(cell.icon_tone))
            taken = side + theme.space(9)
            left, width = left + taken, width - taken
        area = (left, top, width, height)
        if cell.tag:
            self._paint_tag(painter, area, cell, selected)
        elif cell.detail:
            self._paint_two_lines(painter, area, cell)
        else:
            self._paint_words(painter, area, cell)

    def _paint_words(self, painter: QPainter, area: Area, cell: Cell) -> None:
        theme, (left, top, width, height) = self._theme, area
        role = "control-bold" if cell.bold else "control"
        if cell.end:
            painter.setFont(theme.font("control"))
            painter.setPen(theme.colour("text2"))
            painter.drawText(left, top, width, height, AT_RIGHT, cell.end)
            width -= theme.metrics("control").horizontalAdvance(cell.end) + theme.space(6)
        painter.setFont(theme.font(role))
        painter.setPen(theme.colour("link" if cell.link else cell.tone))
        words = self._fitting(role, cell.text, width)
        painter.drawText(left, top, width, height, AT_RIGHT if cell.right else AT_LEFT, words)
        if cell.dotted or cell.link:
            metrics = theme.metrics(role)
            under = round(top + (height - 1) // 2 + metrics.ascent() / 2 + 3)
            line = painting.pen(theme.colour("link" if cell.link else "text"), 1)
            if cell.dotted:
                line.setDashPattern([1.5, 2])
            painting.crisp(painter).setPen(line)
            painter.drawLine(left, under, left + metrics.horizontalAdvance(words), under)

    def _paint_two_lines(self, painter: QPainter, area: Area, cell: Cell) -> None:
        theme, (left, above, width, height) = self._theme, area
        upper, lower = theme.metrics("control"), theme.metrics("small")
        top = above + (height - 1) // 2 - (upper.height() + lower.height()) / 2
        role = "control-bold" if cell.bold else "control"
        for words, font, tone, line in (
            (cell.text, role, cell.tone, QRectF(left, top, width, upper.height())),
            (cell.detail, "small", "text2", QRectF(left, top + upper.height(), width, lower.height())),
        ):
            painter.setFont(theme.font(font))
            painter.setPen(theme.colour(tone))
            painter.drawText(line, AT_MIDDLE, self._fitting(font, words, width))

    def _paint_tag(self, painter: QPainter, area: Area, cell: Cell, selected: bool) -> None:
        theme, (left, top, room, height) = self._theme, area
        ground, ink = ("surface", "info_fg") if selected and cell.tag == "info" else TAGS[cell.tag]
        width = theme.metrics("tag-bold").horizontalAdvance(cell.text) + 2 * theme.space(10)
        high = theme.size(21)
        spot = QRect(left, top + (height - 1) // 2 - high // 2, min(width, room), high)
        painting.box(painting.crisp(painter), spot, theme.colour(ground), None, 3)
        painter.setPen(theme.colour(ink))
        painter.setFont(theme.font("tag-bold"))
        painter.drawText(spot, AT_CENTRE, cell.text)
