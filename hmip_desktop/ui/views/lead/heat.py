"""The heat map: key question by group, a painted table of which every cell can be read aloud."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from hmip_desktop.services.results import Cell, ResultRow, ResultTable
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting

Index = QModelIndex | QPersistentModelIndex
BANDS = {
    "O": "band4", "G": "band3", "RI": "band2", "I": "band1", "M": "band4", "H": "band3", "U": "band2", "F": "band1",
}  # fmt: skip
"""Colour role of each letter."""
FEW = 10
NOWHERE = QModelIndex()
MOST_ROWS = 6
LABEL_WIDTH, CELL_WIDTH, ROW_HEIGHT, HEADER = 172, 74, 46, 38
LABEL_LEFT, LABEL_RIGHT, LABEL_LINES = 14, 8, 4


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


class HeatModel(QAbstractTableModel):
    """Rows are questions; column 0 their labels, then the groups, last the whole."""

    def __init__(self) -> None:
        super().__init__()
        self.table: ResultTable | None = None
        self.rows: tuple[ResultRow, ...] = ()
        self.titles: tuple[str, ...] = ()

    def show_table(self, table: ResultTable, rows: tuple[ResultRow, ...], titles: tuple[str, ...]) -> None:
        """Show other results; ``titles`` are the words of the groups and of the whole."""
        self.beginResetModel()
        self.table, self.rows, self.titles = table, rows, titles
        self.endResetModel()

    def result(self, row: int, column: int) -> Cell | None:
        """The cell at a place, None for the label."""
        if column == 0:
            return None
        held = self.rows[row]
        return held.whole if column > len(held.cells) else held.cells[column - 1]

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() or not self.titles else len(self.titles) + 1

    def label(self, row: int) -> str:
        """Reference and short words of a row's question."""
        asked = self.rows[row].asked
        return f"{asked.ref}  {asked.label or asked.text}"

    def data(self, index: Index, role: int = 0) -> Any:
        if role not in (0, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return None
        cell = self.result(index.row(), index.column())
        if cell is None:
            return self.rows[index.row()].asked.text if role == Qt.ItemDataRole.ToolTipRole else self.label(index.row())
        if role == 0:
            return f"{cell.result.percent} %" if cell.result.percent is not None else ""
        return self.spoken(index.row(), index.column(), cell)

    def spoken(self, row: int, column: int, cell: Cell) -> str:
        """Everything that a cell shows, in words."""
        place = f"{self.label(row)}, {self.titles[column - 1]}"
        if cell.result.percent is None:
            return t("{place}: nobody was asked or answered", place=place)
        words = t(
            "{place}: {percent} per cent, {yes} of {n}", place=place, percent=cell.result.percent,
            yes=cell.result.tally.yes, n=cell.result.n,
        )  # fmt: skip
        band = f", {letter_words(cell.letter)}" if cell.letter else ""
        few = ", " + t("fewer than {count} cases", count=FEW) if cell.result.n < FEW else ""
        return words + band + few

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == 0:
            return t("Key question") if section == 0 else self.titles[section - 1]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole and section == 0:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class HeatView(QTableView):
    """Arrow keys move from cell to cell; ``cell_changed`` carries row and column of the one chosen."""

    cell_changed = Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.heat = HeatModel()
        self.heat.setParent(self)
        self.setModel(self.heat)
        self.setItemDelegate(_HeatDelegate(theme, self))
        self.setAccessibleName(t("Key questions by group"))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        top = self.horizontalHeader()
        top.setSectionsClickable(False)
        top.setHighlightSections(False)
        top.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        top.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.selectionModel().currentChanged.connect(lambda now, _: self._on_current(now))
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take fonts and lengths from the theme."""
        self.horizontalHeader().setFont(self._theme.font("small-bold"))
        self.horizontalHeader().setStyleSheet(
            "QHeaderView::section { padding: 0 2px; } QHeaderView::section:first { padding-left: 14px; }"
        )
        self.horizontalHeader().setFixedHeight(self._theme.row(HEADER))
        self._fit()

    def show_table(self, table: ResultTable, rows: tuple[ResultRow, ...], titles: tuple[str, ...]) -> None:
        """Show other results and keep the chosen cell where it was."""
        before = self.currentIndex()
        place = (before.row(), before.column()) if before.isValid() else (0, 1)
        self.heat.show_table(table, rows, titles)
        self._fit()
        if rows:
            self.choose(min(place[0], len(rows) - 1), min(max(place[1], 1), len(titles)))

    def choose(self, row: int, column: int) -> None:
        """Choose a cell."""
        self.setCurrentIndex(self.heat.index(row, column))

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid():
            self.cell_changed.emit(index.row(), max(index.column(), 1))

    def _fit(self) -> None:
        """The label takes a fixed width, the groups share the rest."""
        count = self.heat.columnCount()
        if not count:
            return
        theme, room = self._theme, self.viewport().width()
        least = theme.size(CELL_WIDTH)
        label = min(theme.size(LABEL_WIDTH), max(theme.size(120), room - least * (count - 1)))
        each = max((room - label) // (count - 1), least)
        self.setColumnWidth(0, max(room - each * (count - 1), label))
        for column in range(1, count):
            self.setColumnWidth(column, each)
        self.verticalHeader().setDefaultSectionSize(self._tall())
        self.setFixedHeight(self.needed_height())

    def _tall(self) -> int:
        """Height of every row: that of its cells, or of the longest label where its column is narrow."""
        theme, metrics = self._theme, self._theme.metrics("control-bold")
        room = QRect(0, 0, self.columnWidth(0) - theme.space(LABEL_LEFT) - theme.space(LABEL_RIGHT), 10_000)
        wrap = int(Qt.TextFlag.TextWordWrap)
        labels = (self.heat.label(row) for row in range(self.heat.rowCount()))
        tallest = max((metrics.boundingRect(room, wrap, label).height() for label in labels), default=0)
        return max(theme.row(ROW_HEIGHT), min(tallest, LABEL_LINES * metrics.lineSpacing()) + theme.space(4))

    def needed_height(self) -> int:
        """Height that shows up to six rows."""
        rows = min(max(self.heat.rowCount(), 1), MOST_ROWS)
        wide = sum(self.columnWidth(column) for column in range(self.heat.columnCount())) > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        return self._theme.row(HEADER) + rows * self._tall() + 3 + bar

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(500), self.needed_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        index = self.currentIndex()
        if not index.isValid():
            return
        spot = QRectF(self.visualRect(index)).adjusted(0, 0, -2, -2)
        painter = painting.crisp(QPainter(self.viewport()))
        if self.hasFocus():
            painting.ring(painter, spot, self._theme, 3)
        elif index.column():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(painting.pen(self._theme.colour("text"), 2))
            painter.drawRect(spot.adjusted(1, 1, -1, -1))


class _HeatDelegate(QStyledItemDelegate):
    """Paints per cent, letter, "a of b", and a dot below ten cases."""

    def __init__(self, theme: Theme, view: HeatView) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect = self._theme, option.rect
        painter.save()
        painting.crisp(painter)
        cell = self._view.heat.result(index.row(), index.column())
        if cell is None:
            self._paint_label(painter, rect, index)
        elif cell.result.percent is None:
            painter.setPen(theme.colour("text2"))
            painter.setFont(theme.font("small"))
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), "–")
        else:
            self._paint_cell(painter, QRectF(rect).adjusted(0, 0, -2, -2), cell)
        painter.restore()

    def _paint_label(self, painter: QPainter, rect: Any, index: Index) -> None:
        theme = self._theme
        chosen = self._view.currentIndex().row() == index.row()
        painter.fillRect(rect.left(), rect.bottom() - 1, rect.width(), 1, theme.colour("border"))
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font("control-bold" if chosen else "control"))
        area = rect.adjusted(theme.space(LABEL_LEFT), 0, -theme.space(LABEL_RIGHT), 0)
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(area, flags, self._view.heat.label(index.row()))

    def _paint_cell(self, painter: QPainter, area: QRectF, cell: Cell) -> None:
        theme = self._theme
        band = BANDS.get(cell.letter, "grey")
        ground, ink = (band, f"{band}_fg") if band != "grey" else ("grey_bg", "grey_fg")
        painter.fillRect(area, theme.colour(ground))
        colour = theme.colour(ink)
        self._paint_percent(painter, area, cell, colour)
        line = theme.metrics("tag").height()
        words = t("{yes} of {n}", yes=cell.result.tally.yes, n=cell.result.n)
        under = QRectF(area.left(), area.center().y() + 1, area.width(), line + 2)
        painter.setPen(colour)
        painter.setFont(theme.font("tag"))
        few = cell.result.n < FEW
        wide = theme.metrics("tag").horizontalAdvance(words) + (theme.size(14) if few else 0)
        left = area.center().x() - wide / 2
        painter.drawText(QRectF(left, under.top(), wide, under.height()), int(Qt.AlignmentFlag.AlignVCenter), words)
        if few:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            radius = theme.size(4)
            painter.drawEllipse(QPointF(left + wide - radius, under.center().y()), radius, radius)

    def _paint_percent(self, painter: QPainter, area: QRectF, cell: Cell, ink: QColor) -> None:
        theme = self._theme
        words = f"{cell.result.percent}%"
        wide = theme.metrics("control-bold").horizontalAdvance(words)
        letter = theme.metrics("tag-bold").horizontalAdvance(cell.letter) + theme.size(8) if cell.letter else 0
        gap = theme.size(6) if letter else 0
        height = theme.metrics("control-bold").height()
        left = area.center().x() - (wide + gap + letter) / 2
        top = area.center().y() - height
        painter.setPen(ink)
        painter.setFont(theme.font("control-bold"))
        painter.drawText(QRectF(left, top, wide + 2, height), int(Qt.AlignmentFlag.AlignVCenter), words)
        if cell.letter:
            box = QRectF(left + wide + gap, top + 1, letter, height - 2)
            painting.box(painter, box, None, ink, 3)
            painter.setPen(ink)
            painter.setFont(theme.font("tag-bold"))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), cell.letter)
