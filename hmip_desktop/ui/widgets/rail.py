"""The list at the left edge: stages and questions of a case, or places in the program. One tree, one tab stop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QPainter,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from hmip_desktop.ui import icons
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.tags import TAGS

_ENTRY = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class RailItem:
    """One row. ``kind`` is "item", "caption" or "line"; the last two cannot be chosen.

    ``spoken`` is what a screen reader says instead of the text and count; it names the state in words, because
    the glyph does so only for the eye. ``count_kind`` dresses the count as a tag; ``detail`` is a second line;
    ``one_line`` cuts words that do not fit instead of wrapping them.
    """

    key: str
    text: str = ""
    icon: str = ""
    tone: str = "text"
    count: str = ""
    count_kind: str = ""
    bold: bool = False
    enabled: bool = True
    kind: str = "item"
    spoken: str = ""
    detail: str = ""
    one_line: bool = False
    children: tuple[RailItem, ...] = ()
    expanded: bool = True


class RailView(QTreeView):
    """Rows of 34 px: glyph, words that wrap, count. The current row has a tint, a blue edge and bold words.

    Without ``glyphs`` the words begin at the edge. ``opened`` carries the key when a row is clicked or Enter or Space is pressed on it. Arrow keys only move, so
    that a person can read the list without leaving the page.
    """

    opened = Signal(str)

    def __init__(self, theme: Theme, name: str, glyphs: bool = True) -> None:
        super().__init__()
        self._theme = theme
        self.glyphs = glyphs
        self._items: tuple[RailItem, ...] = ()
        self._by_key: dict[str, QStandardItem] = {}
        self._shown = ""
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_RailDelegate(theme, self))
        self.setAccessibleName(name)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setItemsExpandable(False)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def show_items(self, items: Sequence[RailItem], current: str = "") -> None:
        """Show rows; when only words or counts changed the rows stay, and so do focus and scroll position."""
        wanted = tuple(items)
        if _shape(wanted) != _shape(self._items):
            self._items = wanted
            self._rebuild()
        else:
            self._items = wanted
            self._refresh(self._model.invisibleRootItem(), wanted)
        if current:
            self.show_current(current)

    def _rebuild(self) -> None:
        self._by_key.clear()
        self._model.clear()
        self._fill(self._model.invisibleRootItem(), self._items)

    def _fill(self, parent: QStandardItem, items: Sequence[RailItem]) -> None:
        for entry in items:
            row = QStandardItem()
            self._by_key.setdefault(entry.key, row)
            _dress(row, entry)
            parent.appendRow(row)
            self._fill(row, entry.children)
            self.setExpanded(row.index(), entry.expanded)

    def _refresh(self, parent: QStandardItem, items: Sequence[RailItem]) -> None:
        for place, entry in enumerate(items):
            row = parent.child(place)
            if row.data(_ENTRY) != entry:
                if row.data(_ENTRY).expanded != entry.expanded:
                    self.setExpanded(row.index(), entry.expanded)
                _dress(row, entry)
            self._refresh(row, entry.children)

    def _find(self, key: str) -> QModelIndex:
        row = self._by_key.get(key)
        return row.index() if row is not None else QModelIndex()

    def _rows(self, parent: QStandardItem) -> Iterator[QStandardItem]:
        for place in range(parent.rowCount()):
            row = parent.child(place)
            yield row
            yield from self._rows(row)

    def show_current(self, key: str) -> None:
        """Mark the row of what the page shows; the list scrolls only as far as needed."""
        before, self._shown = self._find(self._shown), key
        index = self._find(key)
        if before.isValid():
            self.update(before)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)
            self.update(index)

    def expand_only(self, key: str) -> None:
        """Open the group of a row and close the others."""
        parent = self._find(key).parent()
        groups = [self._model.index(place, 0) for place in range(self._model.rowCount())]
        for index in groups:  # closed first: for a moment there would be more rows than room, and a scroll bar
            if index != parent and self.isExpanded(index):
                self.collapse(index)
        if parent.isValid() and not self.isExpanded(parent):
            self.expand(parent)
        self.executeDelayedItemsLayout()  # now, or the rows would be painted both before and after it

    def shown_key(self) -> str:
        """The key of the row whose page is on screen."""
        return self._shown

    def current_key(self) -> str:
        """The key of the row that the keyboard is on."""
        entry = self.currentIndex().data(_ENTRY)
        return entry.key if entry else ""

    def keys(self) -> list[str]:
        """All keys that can be opened, from top to bottom."""
        entries = [row.data(_ENTRY) for row in self._rows(self._model.invisibleRootItem())]
        return [entry.key for entry in entries if entry.kind == "item" and entry.enabled]

    def _open(self, index: QModelIndex) -> None:
        entry = index.data(_ENTRY)
        if entry is not None and entry.kind == "item" and entry.enabled:
            self.opened.emit(entry.key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        words = self.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
        if words and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():  # the words of a row break elsewhere
            self.scheduleDelayedItemsLayout()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(200), self._theme.size(200))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(120), self._theme.size(80))


def _shape(items: Sequence[RailItem]) -> tuple:
    """What must be rebuilt when it differs: keys, kinds and nesting."""
    return tuple((entry.key, entry.kind, _shape(entry.children)) for entry in items)


def _dress(row: QStandardItem, entry: RailItem) -> None:
    """Put an entry into its row."""
    row.setData(entry, _ENTRY)
    row.setText(entry.text)
    row.setToolTip("")
    spoken = entry.spoken or " ".join(part for part in (entry.text, entry.count) if part)
    row.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
    choosable = entry.kind == "item" and entry.enabled
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if choosable else Qt.ItemFlag.NoItemFlags
    row.setFlags(flags)


class _RailDelegate(QStyledItemDelegate):
    """Paints the rows of a rail."""

    def __init__(self, theme: Theme, view: RailView) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def _level(self, index: Index) -> int:
        return 1 if index.parent().isValid() else 0

    def _font_role(self, entry: RailItem, current: bool) -> str:
        if entry.kind == "caption":
            return "small-bold"
        if entry.bold:
            return "body-bold"
        return "control-bold" if current else "control"

    def _count_width(self, entry: RailItem) -> int:
        if not entry.count:
            return 0
        role = "tag-bold" if entry.count_kind else "control"
        extra = 2 * self._theme.space(8) if entry.count_kind else 0
        return self._theme.metrics(role).horizontalAdvance(entry.count) + extra + self._theme.space(8)

    def _word_area(self, rect: QRect, entry: RailItem, level: int) -> QRect:
        theme = self._theme
        left = theme.size(16 if not level else 36) + theme.size(25)
        if entry.kind == "caption" or not self._view.glyphs:
            left = theme.size(14)
        right = theme.space(12) + self._count_width(entry)
        return rect.adjusted(left, 0, -right, 0)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry: RailItem = index.data(_ENTRY)
        theme = self._theme
        if entry.kind == "line":
            return QSize(10, theme.space(16))
        current = entry.key == self._view.shown_key()
        width = self._view.viewport().width()
        area = self._word_area(QRect(0, 0, width, 10), entry, self._level(index))
        metrics = theme.metrics(self._font_role(entry, current or not entry.bold))
        flags = int(Qt.TextFlag.TextWordWrap)
        flags = 0 if entry.one_line else flags
        words = metrics.boundingRect(0, 0, max(area.width(), 40), 1000, flags, entry.text)
        more = theme.metrics("small").height() + 2 if entry.detail else 0
        return QSize(width, max(theme.row(34), words.height() + more + theme.space(12)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: RailItem = index.data(_ENTRY)
        painter.save()
        painting.crisp(painter)
        theme, rect = self._theme, option.rect
        if entry.kind == "line":
            side = theme.space(12)
            painter.fillRect(rect.left() + side, rect.center().y(), rect.width() - 2 * side, 1, theme.colour("border"))
            painter.restore()
            return
        current = entry.key == self._view.shown_key() and entry.kind == "item"
        if current:
            painter.fillRect(rect, theme.colour("surface_sel"))
            painter.fillRect(rect.left(), rect.top(), 4, rect.height(), theme.colour("brand"))
        elif option.state & QStyle.StateFlag.State_MouseOver and entry.enabled and entry.kind == "item":
            painter.fillRect(rect, theme.colour("hover"))
        level = self._level(index)
        if entry.icon:
            side = theme.size(15)
            left = rect.left() + theme.size(36 if level else 16)
            spot = QRectF(left, rect.center().y() - side / 2 + 0.5, side, side)
            icons.draw(painter, entry.icon, spot, theme.colour(entry.tone))
        self._paint_words(painter, self._word_area(rect, entry, level), entry, current)
        self._paint_count(painter, rect, entry)
        if self._view.hasFocus() and index == self._view.currentIndex():
            painting.ring(painter, QRectF(rect).adjusted(1, 1, -1, -1), theme, 3)
        painter.restore()

    def _paint_words(self, painter: QPainter, area: QRect, entry: RailItem, current: bool) -> None:
        theme, role = self._theme, self._font_role(entry, current)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        flags = middle | int(Qt.TextFlag.TextWordWrap)
        painter.setPen(theme.colour("text" if entry.enabled and entry.kind == "item" else "text2"))
        painter.setFont(theme.font(role))
        if entry.detail:
            small = theme.metrics("small").height()
            painter.drawText(area.adjusted(0, 0, 0, -small), flags, entry.text)
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("text2"))
            painter.drawText(area.adjusted(0, area.height() // 2 + 1, 0, 0), flags, entry.detail)
        elif entry.one_line:
            shown = theme.metrics(role).elidedText(entry.text, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area, middle, shown)
        else:
            painter.drawText(area, flags, entry.text)

    def _paint_count(self, painter: QPainter, rect: QRect, entry: RailItem) -> None:
        if not entry.count:
            return
        theme = self._theme
        width = self._count_width(entry) - theme.space(8)
        area = QRect(rect.right() - theme.space(12) - width, rect.top(), width, rect.height())
        if entry.count_kind:
            ground, ink = TAGS[entry.count_kind]
            height = theme.size(20)
            spot = QRect(area.left(), rect.center().y() - height // 2, width, height)
            painting.box(painter, spot, theme.colour(ground), None, 3)
            painter.setPen(theme.colour(ink))
            painter.setFont(theme.font("tag-bold"))
            painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), entry.count)
            return
        painter.setPen(theme.colour("text2"))
        painter.setFont(theme.font("control"))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), entry.count)
