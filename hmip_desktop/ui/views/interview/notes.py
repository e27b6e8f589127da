"""The notes of an interview in a column, newest at the bottom, where the eye is. One list, painted, one tab stop."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from hmip_desktop.domain.interview import InterviewNote
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.tags import TAGS
from hmip_desktop.ui.words import TAG_KINDS, clock_words, tag_words

Index = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole + 1
WRAP = int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A note with its id, "" while it is on its way to the disk; ``trouble`` when it did not get there."""

    note_id: str
    note: InterviewNote
    trouble: bool = False

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        words = f"{clock_words(self.note.elapsed_s)} {self.note.text} {tag_words(self.note.tag)}".strip()
        return t("Not saved yet: {words}", words=words) if self.trouble else words


class _Notes(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[ShownNote] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == _ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.note.text
        return row.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None

    def show(self, rows: list[ShownNote]) -> None:
        """Show these; notes that only got their id stay where they are, and new ones are added below."""
        same = min(len(self.rows), len(rows))
        if [row.note for row in rows[:same]] == [row.note for row in self.rows[:same]] and len(rows) >= same:
            changed = [place for place in range(same) if rows[place] != self.rows[place]]
            self.rows[:same] = rows[:same]
            for place in changed:
                self.dataChanged.emit(self.index(place), self.index(place))
            if len(rows) > len(self.rows):
                self.beginInsertRows(QModelIndex(), same, len(rows) - 1)
                self.rows += rows[same:]
                self.endInsertRows()
            if len(rows) == len(self.rows):
                return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()


class NoteColumn(QListView):
    """All notes in time order; stays at the bottom unless somebody scrolled up."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.notes = _Notes()
        self.setModel(self.notes)
        self._painter = _NotePainter(theme, self)
        self.setItemDelegate(self._painter)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(t("Notes so far"))
        self.setMinimumHeight(0)
        self._at_end = True
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._follow)
        bar.valueChanged.connect(self._note_place)
        theme.changed.connect(self._painter.forget)

    def show_notes(self, rows: list[ShownNote]) -> None:
        """Show these notes; only what is new is laid out."""
        self.notes.show(rows)

    def chosen(self) -> InterviewNote | None:
        """The note that the keyboard is on, while the list has it."""
        index = self.currentIndex()
        return self.notes.rows[index.row()].note if index.isValid() and self.hasFocus() else None

    def _follow(self, _: int, last: int) -> None:
        if self._at_end:
            self.verticalScrollBar().setValue(last)

    def _note_place(self, value: int) -> None:
        self._at_end = value >= self.verticalScrollBar().maximum() - 4

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._painter.forget()
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(200), self._theme.size(120))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(120), 0)


class _NotePainter(QStyledItemDelegate):
    """A card a note: time on the interview clock, words, tag."""

    def __init__(self, theme: Theme, view: NoteColumn) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view
        self._heights: dict[tuple[str, str, int], int] = {}

    def forget(self) -> None:
        """Widths or fonts changed: measure again."""
        self._heights.clear()

    def _tag(self, row: ShownNote) -> tuple[str, str]:
        """Words and kind of the tag."""
        if row.trouble:
            return t("Not saved"), "error"
        return tag_words(row.note.tag), TAG_KINDS.get(row.note.tag, "grey")

    def _words(self, rect: QRect, row: ShownNote) -> QRect:
        """Where the words stand in a card."""
        theme = self._theme
        left = theme.metrics("control").horizontalAdvance(clock_words(row.note.elapsed_s)) + theme.space(8)
        words, _ = self._tag(row)
        right = self._tag_width(words) + theme.space(8) if words else 0
        return rect.adjusted(theme.space(10) + left, theme.space(6), -theme.space(10) - right, -theme.space(6))

    def _tag_width(self, words: str) -> int:
        return self._theme.metrics("tag-bold").horizontalAdvance(words) + 2 * self._theme.space(10)

    def _card(self, rect: QRect) -> QRect:
        side = self._theme.space(12)
        return rect.adjusted(side, 0, -side, -self._theme.space(8))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: ShownNote = index.data(_ROW)
        width = self._view.viewport().width()
        key = (row.note.text, self._tag(row)[0], width)
        if key not in self._heights:
            room = self._words(self._card(QRect(0, 0, width, 1000)), row)
            metrics = self._theme.metrics("control")
            words = metrics.boundingRect(0, 0, max(room.width(), 40), 100_000, WRAP, row.note.text)
            least = self._theme.size(20)
            self._heights[key] = max(words.height(), least) + 2 * self._theme.space(6) + self._theme.space(8)
        return QSize(width, self._heights[key])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ShownNote = index.data(_ROW)
        theme, card = self._theme, self._card(option.rect)
        painter.save()
        painting.crisp(painter)
        painting.box(painter, card, theme.colour("surface"), theme.colour("border"), 6)
        words = self._words(card, row)
        painter.setFont(theme.font("control"))
        painter.setPen(theme.colour("text2"))
        painter.drawText(card.left() + theme.space(10), words.top() + theme.metrics("control").ascent(),
                         clock_words(row.note.elapsed_s))  # fmt: skip
        painter.setPen(theme.colour("text"))
        painter.drawText(words, WRAP, row.note.text)
        self._paint_tag(painter, card, words, row)
        if self._view.hasFocus() and option.state & QStyle.StateFlag.State_HasFocus:
            painting.ring(painter, QRectF(card), theme, 6)
        painter.restore()

    def _paint_tag(self, painter: QPainter, card: QRect, words: QRect, row: ShownNote) -> None:
        tag, kind = self._tag(row)
        if not tag:
            return
        theme = self._theme
        ground, ink = TAGS[kind]
        high = max(theme.size(20), theme.metrics("tag-bold").height() + 2)
        area = QRect(words.right() + theme.space(8), words.top(), self._tag_width(tag), high)
        edge = theme.colour(ink) if theme.mode == "contrast" else None
        painting.box(painter, area, theme.colour(ground), edge, 3)
        painter.setPen(theme.colour(ink))
        painter.setFont(theme.font("tag-bold"))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), tag)
