"""Columns of a table that are painted: five dots, interview slots, a tag below the words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from hmip_desktop.ui import icons
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.table import Cell, Index, RowsView
from hmip_desktop.ui.widgets.tags import TAGS


class PaintedColumn(QStyledItemDelegate):
    """Paints the ground of a row as the table does, then what ``draw`` adds."""

    def __init__(self, theme: Theme, view: RowsView) -> None:
        super().__init__(view)
        self.theme, self.view = theme, view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect = self.theme, option.rect
        painter.save()
        painting.crisp(painter)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("surface_sel"))
            if index.column() == 0:
                painter.fillRect(rect.left(), rect.top(), 4, rect.height(), theme.colour("brand"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("border"))
        area = rect.adjusted(theme.space(8), 0, -theme.space(8), 0)
        self.draw(painter, area, self.view.rows_model.rows[index.row()], self.view.rows_model.cell(index))
        painter.restore()

    def draw(self, painter: QPainter, area: QRect, row: object, cell: Cell) -> None:
        """Paint one cell."""
        raise NotImplementedError


def draw_tag(painter: QPainter, theme: Theme, start: QPointF, words: str, kind: str) -> float:
    """A status tag from the middle of its left edge; gives its width."""
    ground, ink = TAGS[kind]
    width = theme.metrics("tag-bold").horizontalAdvance(words) + 2 * theme.space(8)
    height = theme.size(20)
    spot = QRectF(start.x(), start.y() - height / 2, width, height)
    edge = theme.colour(ink) if theme.mode == "contrast" else None
    painting.box(painter, spot, theme.colour(ground), edge, 3)
    painter.setPen(theme.colour(ink))
    painter.setFont(theme.font("tag-bold"))
    painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), words)
    return width


def draw_words(painter: QPainter, theme: Theme, area: QRectF, words: str, *dress: str) -> None:
    """One line of words in the middle of an area, cut short; ``dress`` is a role of type and perhaps a tone."""
    role, tone = dress[0], dress[1] if len(dress) > 1 else "text"
    painter.setFont(theme.font(role))
    painter.setPen(theme.colour(tone))
    shown = theme.metrics(role).elidedText(words, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)


class TagBelow(PaintedColumn):
    """Words, and below them a tag: the cell's ``end`` dressed as its ``tag``."""

    def draw(self, painter: QPainter, area: QRect, row: object, cell: Cell) -> None:
        theme = self.theme
        if not cell.end:
            draw_words(painter, theme, QRectF(area), cell.text, "control", cell.tone)
            return
        line = theme.metrics("control").height()
        top = area.center().y() - (line + theme.size(22)) / 2
        draw_words(painter, theme, QRectF(area.left(), top, area.width(), line), cell.text, "control", cell.tone)
        middle = top + line + theme.size(12)
        draw_tag(painter, theme, QPointF(area.left(), middle), cell.end, cell.tag or "grey")


class Slots(PaintedColumn):
    """Interviews by day, Monday to Friday: a filled square for each. The row has ``interviews``."""

    PER_DAY = 3

    def draw(self, painter: QPainter, area: QRect, row: object, cell: Cell) -> None:
        theme = self.theme
        side, gap = theme.size(11), theme.size(3)
        days = getattr(row, "interviews", ())
        step = area.width() / max(len(days), 1)
        for place, count in enumerate(days):
            left = area.left() + place * step
            if count > self.PER_DAY:  # more than there is room for: the number itself, in one wide square
                wide = QRectF(
                    left, area.center().y() - theme.size(8), self.PER_DAY * (side + gap) - gap, theme.size(16)
                )
                painting.box(painter, wide, theme.colour("sel"), theme.colour("sel"), 2)
                painter.setFont(theme.font("tag"))
                painter.setPen(theme.colour("on_sel"))
                painter.drawText(wide, int(Qt.AlignmentFlag.AlignCenter), str(count))
                continue
            for slot in range(self.PER_DAY):
                spot = QRectF(left + slot * (side + gap), area.center().y() - side / 2, side, side)
                filled = slot < count
                fill = theme.colour("sel") if filled else theme.colour("surface")
                painting.box(painter, spot, fill, theme.colour("sel" if filled else "control"), 2)


class Ticks(PaintedColumn):
    """A box with a tick where the cell is bold."""

    def draw(self, painter: QPainter, area: QRect, row: object, cell: Cell) -> None:
        theme, side = self.theme, self.theme.size(18)
        spot = QRectF(area.left() + theme.space(4), area.center().y() - side / 2, side, side)
        tone = "sel" if cell.bold else "control"
        painting.box(painter, spot, theme.colour("sel" if cell.bold else "surface"), theme.colour(tone), 4, 1.5)
        if cell.bold:
            inset = side * 0.12
            icons.draw(painter, "check", spot.adjusted(inset, inset, -inset, -inset), theme.colour("on_sel"))


class StepDots(PaintedColumn):
    """Five dots joined by a line, and the state word below them. The row has ``steps``."""

    def draw(self, painter: QPainter, area: QRect, row: object, cell: Cell) -> None:
        theme = self.theme
        steps = getattr(row, "steps", ())
        line = theme.metrics("small").height()
        radius = theme.size(6)
        top = area.center().y() - (line + radius * 2 + theme.size(4)) / 2 + radius
        reach = min(area.width() - 2 * radius, theme.size(188))
        step = reach / max(len(steps) - 1, 1)
        spots = [QPointF(area.left() + radius + place * step, top) for place in range(len(steps))]
        for place in range(1, len(steps)):
            both = steps[place].done and steps[place - 1].done
            painter.setPen(painting.pen(theme.colour("sel" if both else "control"), 2 if both else 1))
            painter.drawLine(spots[place - 1], spots[place])
        for spot, one in zip(spots, steps, strict=True):
            draw_dot(painter, theme, spot, radius, one.done)
        under = QRectF(area.left(), top + radius + theme.size(3), area.width(), line)
        draw_words(painter, theme, under, cell.text, "small", "text2")


def draw_dot(painter: QPainter, theme: Theme, spot: QPointF, radius: float, done: bool) -> None:
    """A dot with a tick when done, an empty circle when not."""
    painter.setPen(painting.pen(theme.colour("sel" if done else "control"), 1.2))
    painter.setBrush(theme.colour("sel" if done else "surface"))
    painter.drawEllipse(spot, radius - 0.5, radius - 0.5)
    if done:
        inner = radius * 0.62
        area = QRectF(spot.x() - inner, spot.y() - inner, 2 * inner, 2 * inner)
        icons.draw(painter, "check", area, theme.colour("on_sel"))
