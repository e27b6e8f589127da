"""Tables: rows of painted cells, 36 px high, quick with ten thousand rows, every cell readable aloud."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableView,
    QToolTip,
)

from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.cells import EMPTY, Cell, CellDelegate, Index, needed_width, spoken_words

NO_PARENT = QModelIndex()

__all__ = ["EMPTY", "Cell", "Column", "Index", "RowsModel", "RowsView", "spoken_words"]


LEAST_SHARE = 0.85  # columns may shrink to this share before the table scrolls sideways
LEAST_STRETCH = 0.65  # those that stretch give way first, down to this share


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its least width in px at 100 %, and whether it takes what is left over.

    ``whole`` are cells that it has room for in every language and text size, as the title has with them. A ``firm``
    column never gives of its own width where all others must. ``spare`` ones are not shown where the others would be cut
    for them, 1 before 2.
    """

    title: str
    width: int = 100
    stretch: bool = False
    right: bool = False
    whole: tuple[Cell, ...] = ()
    firm: bool = False
    spare: int = 0


class RowsModel(QAbstractTableModel):
    """Rows of anything; ``cell_of`` turns a row and a column number into a cell only when it is painted."""

    def __init__(self, columns: Sequence[Column], cell_of: Callable[[Any, int], Cell]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._cell_of = cell_of
        self.rows: Sequence[Any] = ()
        self._last: tuple[int, Any] = (-1, None)

    def cells(self, number: int) -> list[Cell]:
        """All cells of a row."""
        row = self.rows[number]
        return [self._cell_of(row, place) for place in range(len(self.columns))]

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows; any sequence will do, it is read by number."""
        self.beginResetModel()
        self.rows, self._last = rows, (-1, None)
        self.endResetModel()

    def cell(self, index: Index) -> Cell:
        """The cell at an index. The row is kept for its next cell, since cells are painted row by row."""
        number = index.row()
        if self._last[0] != number:
            self._last = (number, self.rows[number])
        return self._cell_of(self._last[1], index.column())

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = 0) -> Any:
        if role == 0:
            return self.cell(index).text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_words(self.cell(index))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == 0:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None


class RowsView(QTableView):
    """A table without grid. One row is current; Enter, double click and ``opened`` open it.

    ``row_changed`` carries the number of the current row, -1 for none. Rows with two lines take ``row_height`` 52.
    """

    opened = Signal(int)
    row_changed = Signal(int)
    reason_asked = Signal(int)

    def __init__(self, theme: Theme, name: str, model: RowsModel, row_height: int = 36, header: bool = True) -> None:
        super().__init__()
        self._theme, self._row_height = theme, row_height
        self.rows_model = model
        model.setParent(self)
        self.setModel(model)
        self._cells = CellDelegate(theme, self, model.cell)
        self._plain, self._gives_way = True, False
        self.setItemDelegate(self._cells)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.verticalHeader().hide()
        top = self.horizontalHeader()
        top.setVisible(header)
        top.setSectionsClickable(False)
        top.setHighlightSections(False)
        top.setTextElideMode(Qt.TextElideMode.ElideRight)
        top.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.row_changed.emit(now.row()))
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take fonts and row height from the theme."""
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self._theme.row(self._row_height))
        self.horizontalHeader().setFont(self._theme.font("small-bold"))
        self.horizontalHeader().setFixedHeight(self._theme.row(36))
        self._fit_columns()
        self.viewport().update()

    def show_rows(self, rows: Sequence[Any], current: int = 0) -> None:
        """Show other rows and make one of them current."""
        self.rows_model.show_rows(rows)
        if rows:
            self.set_current_row(min(max(current, 0), len(rows) - 1))
        else:
            self.row_changed.emit(-1)

    def set_current_row(self, row: int) -> None:
        """Make a row current and bring it into view."""
        index = self.rows_model.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def current_row(self) -> int:
        """The number of the current row, -1 for none."""
        return self.currentIndex().row()

    def rows_height(self, most: int = 1000) -> int:
        """The height that shows the header and up to ``most`` rows without scrolling."""
        shown = min(len(self.rows_model.rows), most)
        header = self._theme.row(36) if self.horizontalHeader().isVisibleTo(self) else 0
        return header + shown * self._theme.row(self._row_height) + 2

    def _fit_columns(self) -> None:
        """Give every column its width and share what is left among the stretching ones."""
        columns = self.rows_model.columns
        widths = [self._least(column, place) for place, column in enumerate(columns)]
        for place in sorted(
            (place for place, one in enumerate(columns) if one.spare), key=lambda at: columns[at].spare
        ):
            self.setColumnHidden(place, self.viewport().width() < sum(widths) - self._gives(widths))
            widths[place] *= not self.isColumnHidden(place)
        self._share(widths)
        if widths != [self.columnWidth(place) for place in range(len(widths))]:
            self._set_widths(widths)

    def _gives(self, widths: list[int]) -> int:
        """How much the stretching columns can give together."""
        columns = zip(self.rows_model.columns, widths, strict=True)
        return sum(round(width * (1 - LEAST_STRETCH)) for column, width in columns if column.stretch)

    def _share(self, widths: list[int]) -> None:
        """Take from the columns what is too much, or give them what is left."""
        columns = self.rows_model.columns
        spare = self.viewport().width() - sum(widths)
        seen = [place for place in range(1, len(widths)) if widths[place]]
        takers = [place for place, column in enumerate(columns) if column.stretch and widths[place]]
        least = min(sum(widths) * LEAST_SHARE, sum(widths) - self._gives(widths))
        if spare < 0 and least <= self.viewport().width():
            part = min(1.0, -spare / max(self._gives(widths), 1)) * (1 - LEAST_STRETCH)
            for place in takers:
                widths[place] -= math.ceil(widths[place] * part)
            spare = min(self.viewport().width() - sum(widths), 0)
            soft = [place for place in seen if spare < 0 and not columns[place].firm]
            wide = sum(widths[place] for place in soft)
            for place in soft:  # the wider, the more
                widths[place] += spare * widths[place] // wide
            spare = self.viewport().width() - sum(widths)
        takers = takers or (seen if any(column.stretch for column in columns) else [])
        for place in takers if spare > 0 else ():
            widths[place] += spare // len(takers)

    def _least(self, column: Column, place: int) -> int:
        """What a column needs at least: its head, in whatever language, is never cut while there is room."""
        head = 0 if self.isColumnHidden(place) or not column.title else self.horizontalHeader().sectionSizeHint(place)
        needed = [needed_width(self._theme, cell, place == 0) for cell in column.whole]
        return max(self._theme.size(column.width), head, *needed)

    def _set_widths(self, widths: list[int]) -> None:
        """All at once: told of every single one, the view would paint itself again after its next picture."""
        top = self.horizontalHeader()
        top.blockSignals(True)
        for place, width in enumerate(widths):
            if width:  # one that is hidden keeps its own
                top.resizeSection(place, width)
        top.blockSignals(False)
        self.updateGeometries()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_columns()  # first, or a bar is asked for below columns that are about to fit
        super().resizeEvent(event)
        at = self.visualRect(self.currentIndex())
        if at.isValid() and 0 <= at.top() < event.oldSize().height():  # what was in view stays in view
            self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row() >= 0:
            self.opened.emit(self.current_row())
            return
        if event.key() == Qt.Key.Key_F2 and self.current_row() >= 0:
            self.show_reason(self.current_row())
            self.reason_asked.emit(self.current_row())
            return
        super().keyPressEvent(event)

    def show_reason(self, row: int) -> None:
        """Show the first reason that a row's cells have, as hovering over it would."""
        for place in range(len(self.rows_model.columns)):
            index = self.rows_model.index(row, place)
            cell = self.rows_model.cell(index)
            if cell.tip:
                spot = self.visualRect(index)
                where = self.viewport().mapToGlobal(QPoint(spot.left(), spot.bottom() - 8))
                QToolTip.showText(where, cell.tip, self)
                return

    def _tip(self, index: Index) -> str:
        """The reason of a cell, else its words where they are cut."""
        cell = self.rows_model.cell(index)
        room = self.columnWidth(index.column())
        cut = not cell.detail and needed_width(self._theme, cell, index.column() == 0) > room
        return cell.tip or (spoken_words(cell) if cut else "")

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            tip = self._tip(index) if index.isValid() else ""
            QToolTip.showText(event.globalPos(), tip, self) if tip else QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def setItemDelegateForColumn(self, column: int, delegate: QAbstractItemDelegate) -> None:
        super().setItemDelegateForColumn(column, delegate)
        self._plain = False

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._plain:
            self._paint_rows(event.rect())
        else:
            super().paintEvent(event)
        if self.hasFocus() and self.current_row() >= 0:
            first = self.visualRect(self.rows_model.index(self.current_row(), 0))
            area = QRectF(1, first.top(), self.viewport().width() - 2, first.height() - 1)
            painting.ring(painting.crisp(QPainter(self.viewport())), area, self._theme, 3)

    def _paint_rows(self, area: QRect) -> None:
        """Row by row with one painter: asked for every cell by itself, Qt takes longer to ask than a cell to paint."""
        top, bottom = self.rowAt(area.top()), self.rowAt(area.bottom())
        if top < 0:
            return
        painter = QPainter(self.viewport())
        columns = range(len(self.rows_model.columns))
        across = {
            place: (self.columnViewportPosition(place), self.columnWidth(place))
            for place in columns
            if not self.isColumnHidden(place)
        }
        chosen = {index.row() for index in self.selectionModel().selectedRows()}
        paint = self._cells.paint_cell
        for number in range(top, (bottom if bottom >= 0 else len(self.rows_model.rows) - 1) + 1):
            above, height, selected = self.rowViewportPosition(number), self.rowHeight(number), number in chosen
            cells = self.rows_model.cells(number)
            for place, (left, width) in across.items():
                paint(painter, (left, above, width, height), cells[place], selected, place == 0)

    def give_way(self) -> None:
        """Ask for the least height alone: with what it would like to show, a long table would make a whole page scroll."""
        self._gives_way = True
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        high = self.minimumHeight() or self.minimumSizeHint().height() if self._gives_way else self.rows_height(12)
        return QSize(self._theme.size(400), high)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(160), self._theme.row(self._row_height) * 3)
