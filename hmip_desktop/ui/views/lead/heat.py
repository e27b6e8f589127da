"""The heat map: key question by group, a painted table of which every cell can be read aloud.

The question and its total stay where they are when the groups are scrolled sideways.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableView,
)

from hmip_desktop.services.results import Cell, ResultRow, ResultTable
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.heat_cells import FEW, CellPainter, before_words, letter_words
from hmip_desktop.ui.widgets import painting

Index = QModelIndex | QPersistentModelIndex
ANYWHERE = QAbstractItemView.ScrollHint.EnsureVisible
NOWHERE = QModelIndex()
MOST_ROWS = 6
WHOLE = 1
"""The column of totals, the last of those that are never scrolled away."""
LABEL_WIDTH, LEAST_LABEL, CELL_WIDTH, ROW_HEIGHT, HEADER = 172, 120, 78, 46, 38
LABEL_LEFT, LABEL_RIGHT, LABEL_LINES = 14, 8, 4
GAP, APART = 2, 6
WRAP = int(Qt.TextFlag.TextWordWrap)


class HeatModel(QAbstractTableModel):
    """Rows are questions; column 0 their labels, column 1 the whole, then the groups."""

    def __init__(self) -> None:
        super().__init__()
        self.table: ResultTable | None = None
        self.rows: tuple[ResultRow, ...] = ()
        self.titles: tuple[str, ...] = ()

    def show_table(self, table: ResultTable, rows: tuple[ResultRow, ...], titles: tuple[str, ...]) -> None:
        """Show other results; ``titles`` are the words of the whole and of the groups."""
        self.beginResetModel()
        self.table, self.rows, self.titles = table, rows, titles
        self.endResetModel()

    def result(self, row: int, column: int) -> Cell | None:
        """The cell at a place, None for the label."""
        if column == 0:
            return None
        held = self.rows[row]
        return held.whole if column == WHOLE else held.cells[column - WHOLE - 1]

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
            if cell.result.tally.applied_to_nothing:
                return t("{place}: applied to no case", place=place)
            return t("{place}: nobody was asked or answered", place=place)
        words = t(
            "{place}: {percent} per cent, {yes} of {n}", place=place, percent=cell.result.percent,
            yes=cell.result.tally.yes, n=cell.result.n,
        )  # fmt: skip
        band = f", {letter_words(cell.letter)}" if cell.letter else ""
        few = ", " + t("fewer than {count} cases", count=FEW) if cell.result.n < FEW else ""
        before = f". {before_words(cell)}" if cell.before is not None else ""
        return words + band + few + before

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == 0:
            return t("Key question") if section == 0 else self.titles[section - 1]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole and section == 0:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class _Header(QHeaderView):
    """Titles of which the first two stay where they are."""

    def __init__(self, view: HeatView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._view = view
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        view, model, painter = self._view, self._view.heat, QPainter(self.viewport())
        painter.setFont(self.font())
        across = Qt.Orientation.Horizontal
        for columns, room in view.parts():
            painter.setClipRect(QRect(room.left(), 0, room.width(), self.height()))
            for column in columns:
                spot = QRect(view.left_of(column), 0, self.sectionSize(column), self.height())
                view.paint_title(painter, spot, column, model.headerData(column, across))


class HeatView(QTableView):
    """Arrow keys move from cell to cell; ``cell_changed`` carries row and column of the one chosen."""

    cell_changed = Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._cells = CellPainter(theme)
        self._heights: dict[tuple[str, int], int] = {}
        self.heat = HeatModel()
        self.heat.setParent(self)
        self.setModel(self.heat)
        self.setHorizontalHeader(_Header(self))
        self.setAccessibleName(t("Key questions by group"))
        self.setAccessibleDescription(t("Enter goes to the cases behind the number"))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.selectionModel().currentChanged.connect(lambda now, _: self._on_current(now))
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take fonts and lengths from the theme."""
        self._heights.clear()
        self.horizontalHeader().setFont(self._theme.font("small-bold"))
        self.horizontalHeader().setFixedHeight(self._theme.row(HEADER))
        self._fit()

    def show_table(
        self, table: ResultTable, rows: tuple[ResultRow, ...], titles: tuple[str, ...], chosen: tuple[int, int]
    ) -> None:
        """Show other results with one cell chosen."""
        self.heat.show_table(table, rows, titles)
        self._fit()
        if rows:
            self.choose(*chosen)

    def choose(self, row: int, column: int) -> None:
        """Choose a cell."""
        self.setCurrentIndex(self.heat.index(row, column))

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid():
            self.cell_changed.emit(index.row(), max(index.column(), WHOLE))

    def _fit(self) -> None:
        """The label takes a fixed width, or less where then all groups fit; totals and groups share the rest."""
        count = self.heat.columnCount()
        if not count:
            return
        theme, room = self._theme, self.viewport().width()
        least = theme.size(CELL_WIDTH)
        left = room - least * (count - 1)
        label = theme.size(LABEL_WIDTH) if left < theme.size(LEAST_LABEL) else min(theme.size(LABEL_WIDTH), left)
        each = max((room - label) // (count - 1), least)
        widths = [max(room - each * (count - 1), label), *[each] * (count - 1)]
        tall, top, side = self._tall(widths[0]), self.horizontalHeader(), self.verticalHeader()
        if widths != [self.columnWidth(column) for column in range(count)] or tall != side.defaultSectionSize():
            # All at once: told of every single one, the view would paint itself again after its next picture.
            for header in (top, side):
                header.blockSignals(True)
            for column, width in enumerate(widths):
                top.resizeSection(column, width)
            side.setDefaultSectionSize(tall)
            for header in (top, side):
                header.blockSignals(False)
            self.updateGeometries()
            self.viewport().update()
        self.setFixedHeight(self.needed_height())

    def _tall(self, width: int) -> int:
        """Height of every row: that of its cells, or of the longest label where its column is narrow."""
        theme, metrics = self._theme, self._theme.metrics("control-bold")
        room = QRect(0, 0, width - theme.space(LABEL_LEFT) - theme.space(LABEL_RIGHT), 10_000)
        tallest = 0
        for label in map(self.heat.label, range(self.heat.rowCount())):
            if (label, room.width()) not in self._heights:
                self._heights[label, room.width()] = metrics.boundingRect(room, WRAP, label).height()
            tallest = max(tallest, self._heights[label, room.width()])
        return max(theme.row(ROW_HEIGHT), min(tallest, LABEL_LINES * metrics.lineSpacing()) + theme.space(4))

    def needed_height(self) -> int:
        """Height that shows up to six rows."""
        rows = min(max(self.heat.rowCount(), 1), MOST_ROWS)
        wide = sum(self.columnWidth(column) for column in range(self.heat.columnCount())) > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        return self._theme.row(HEADER) + rows * self.verticalHeader().defaultSectionSize() + 3 + bar

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(500), self.needed_height())

    # columns that stay ------------------------------------------------------------------------------------

    def left_of(self, column: int) -> int:
        """Where a column begins in the viewport."""
        top = self.horizontalHeader()
        return top.sectionPosition(column) if column <= WHOLE else top.sectionViewportPosition(column)

    def fixed_width(self) -> int:
        """The width of the columns that stay."""
        return sum(self.columnWidth(column) for column in range(WHOLE + 1))

    def parts(self) -> list[tuple[list[int], QRect]]:
        """The columns in view with the room they have: the groups, then those that stay above them."""
        count, fixed, size = self.heat.columnCount(), self.fixed_width(), self.viewport().size()
        groups = [
            column for column in range(WHOLE + 1, count)
            if self.left_of(column) < size.width() and self.left_of(column) + self.columnWidth(column) > fixed
        ]  # fmt: skip
        stay = list(range(min(WHOLE + 1, count)))
        room = QRect(fixed, 0, size.width() - fixed, size.height())
        return [(groups, room), (stay, QRect(0, 0, fixed, size.height()))]

    def visualRect(self, index: Index) -> QRect:
        rect = super().visualRect(index)
        if 0 <= index.column() <= WHOLE:
            rect.moveLeft(self.left_of(index.column()))
        return rect

    def indexAt(self, spot: QPoint) -> QModelIndex:
        if spot.x() >= self.fixed_width():
            return super().indexAt(spot)
        row = self.rowAt(spot.y())
        return self.heat.index(row, WHOLE if spot.x() >= self.columnWidth(0) else 0) if row >= 0 else QModelIndex()

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = ANYWHERE) -> None:
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if index.column() <= WHOLE:
            bar.setValue(before)
        else:
            bar.setValue(bar.value() - max(self.fixed_width() - self.left_of(index.column()), 0))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dx:  # what stays was moved along with the rest
            self.viewport().update()
            self.horizontalHeader().viewport().update()

    # painting ---------------------------------------------------------------------------------------------

    def paint_title(self, painter: QPainter, spot: QRect, column: int, words: str) -> None:
        """The title of a column, over a line that parts it from the rows."""
        theme, inside = self._theme, spot.adjusted(2, 0, -2, 0)
        if column == 0:
            inside.setLeft(spot.left() + theme.space(LABEL_LEFT))
        painter.fillRect(spot, theme.colour("surface"))
        painter.fillRect(spot.left(), spot.bottom(), spot.width(), 1, theme.colour("control"))
        painter.setPen(theme.colour("text2"))
        side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignHCenter
        painter.drawText(inside, int(side | Qt.AlignmentFlag.AlignVCenter) | WRAP, words)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self.viewport()))
        area, current = event.rect(), self.currentIndex()
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        rows = range(first, (last if last >= 0 else self.heat.rowCount() - 1) + 1) if first >= 0 else range(0)
        for columns, room in self.parts():
            painter.setClipRect(room & area)
            for column in columns:
                left, width = self.left_of(column), self.columnWidth(column)
                for row in rows:
                    spot = QRect(left, self.rowViewportPosition(row), width, self.rowHeight(row))
                    if column:
                        self._cells.paint(painter, self._inside(spot, column), self.heat.result(row, column))
                    else:
                        self._paint_label(painter, spot, row, row == current.row())
            if current.column() in columns:
                self._mark(painter, QRectF(self._inside(self.visualRect(current), current.column())))
        if self.horizontalScrollBar().value():
            painter.setClipping(False)
            edge = QRect(self.fixed_width() - APART // 2 - 1, 0, GAP, self.viewport().height())
            painter.fillRect(edge, self._theme.colour("control"))

    def _inside(self, spot: QRect, column: int) -> QRect:
        """A cell without the gap that parts it from the next; totals stand further away."""
        return spot.adjusted(0, 0, -APART if column == WHOLE else -GAP, -GAP)

    def _mark(self, painter: QPainter, spot: QRectF) -> None:
        """The chosen cell: the focus ring, or a dark edge while the keyboard is elsewhere."""
        if self.hasFocus():
            painting.ring(painter, spot, self._theme, 3)
        elif self.currentIndex().column():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(painting.pen(self._theme.colour("text"), 2))
            painter.drawRect(spot.adjusted(1, 1, -1, -1))

    def _paint_label(self, painter: QPainter, rect: QRect, row: int, chosen: bool) -> None:
        theme = self._theme
        painter.fillRect(rect.left(), rect.bottom() - 1, rect.width(), 1, theme.colour("border"))
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font("control-bold" if chosen else "control"))
        area = rect.adjusted(theme.space(LABEL_LEFT), 0, -theme.space(LABEL_RIGHT), 0)
        flags = int(Qt.AlignmentFlag.AlignVCenter) | WRAP
        painter.drawText(area, flags, self.heat.label(row))
