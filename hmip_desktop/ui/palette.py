"""Ctrl+K: find a command, a question or a place by a few letters of its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import nlargest

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QTreeView, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.inputs import SearchBox

MOST = 12
_PARTS = re.compile(r"[\s(),:;/]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: its words, what it is (a menu, "Question"), its keys, and what it does.

    ``also`` is searched and not shown: the guidance of a question, the text of a help page.
    """

    words: str
    sort: str
    keys: str
    act: Callable[[], None]
    also: str = ""


class Finder:
    """Entries made ready for being searched at every key: each step goes once over all of them in one expression."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = list(entries)
        self._texts = [f" {_folded(f'{entry.words} {entry.sort}')} " for entry in self._entries]
        self._also = [f" {_folded(entry.also)} " if entry.also else "" for entry in self._entries]

    def best(self, query: str) -> list[Entry]:
        """The best entries for a query, the better first, else in their own order."""
        scores: dict[int, int] | None = None
        for piece in _folded(query).split():
            found = self._scores(piece)
            if scores is not None:
                found = {place: score + scores[place] for place, score in found.items() if place in scores}
            scores = found
        if scores is None:
            return self._entries[:MOST]
        ranked = nlargest(MOST, ((score, -place) for place, score in scores.items()))
        return [self._entries[-place] for _, place in ranked]

    def _scores(self, piece: str) -> dict[int, int]:
        """Which entries answer a piece, and how well: a whole word beats a beginning, this beats the middle of a word,
        that beats what only the text of the entry says. Letters in order count where nothing else is found."""
        whole, begins = f" {piece} ", f" {piece}"
        found = {place: 3 for place, also in enumerate(self._also) if begins in also}
        for place in [place for place, text in enumerate(self._texts) if piece in text]:
            text = self._texts[place]
            found[place] = 12 if whole in text else 8 if begins in text else 5
        if not found and len(piece) >= 3:
            return {place: 2 for place, text in enumerate(self._texts) if _in_order(piece, text)}
        return found


def _folded(text: str) -> str:
    return " ".join(_PARTS.split(text.lower()))


def _in_order(piece: str, text: str) -> bool:
    """True when the letters of ``piece`` come in this order, however far apart."""
    place = -1
    for letter in piece:
        place = text.find(letter, place + 1)
        if place < 0:
            return False
    return True


class FoundList(QTreeView):
    """What was found, a dozen rows at most: words at the left, keys or kind at the right, drawn without Python."""

    opened = Signal(int)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._rows = QStandardItemModel(0, 2, self)
        self.setModel(self._rows)
        self.setAccessibleName(name)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setAllColumnsShowFocus(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.header().resizeSection(1, theme.size(150))
        self.setFont(theme.font("control"))
        self.setStyleSheet(f"QTreeView::item {{ padding: 0 {theme.space(8)}px; }}")
        self.clicked.connect(lambda index: self.opened.emit(index.row()))

    def show_found(self, found: Sequence[Entry]) -> None:
        """Show these, with the first chosen; only words that changed are touched."""
        while self._rows.rowCount() < len(found):
            left, right = QStandardItem(), QStandardItem()
            left.setSizeHint(QSize(0, self._theme.row(32)))
            right.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            right.setForeground(self._theme.colour("text2"))
            self._rows.appendRow([left, right])
        if self._rows.rowCount() > len(found):
            self._rows.removeRows(len(found), self._rows.rowCount() - len(found))
        for row, entry in enumerate(found):
            for column, words in ((0, entry.words), (1, entry.keys or entry.sort)):
                item = self._rows.item(row, column)
                if item.text() != words:
                    item.setText(words)
                    item.setAccessibleText(f"{words}, {entry.sort}" if column == 0 else words)
        self.choose(0)

    def choose(self, row: int) -> None:
        """Make a row the chosen one."""
        self.setCurrentIndex(self._rows.index(row, 0))

    def chosen(self) -> int:
        """The number of the chosen row, -1 while nothing was found."""
        return self.currentIndex().row()


class PaletteDialog(Sheet):
    """Type, arrow to the line, Enter. The chosen entry acts after the dialog is gone."""

    def __init__(self, theme: Theme, parent: QWidget | None, entries: Sequence[Entry]) -> None:
        super().__init__(theme, parent, t("Find"), width=620)
        self._finder = Finder(entries)
        self._shown: list[Entry] = []
        self.chosen: Entry | None = None
        hint = t("A few letters of a command or question")
        self.search = SearchBox(theme, t("Find a command or a question"), hint)
        self.search.searched.connect(self._show)
        self.body.addWidget(self.search)
        self.list = FoundList(theme, t("Found"))
        self.list.setMinimumHeight(theme.row(32) * MOST + 4)
        self.list.opened.connect(self._choose)
        self.body.addWidget(self.list)
        self._show("")
        self.search.setFocus()

    def _show(self, query: str) -> None:
        self._shown = self._finder.best(query)
        self.list.show_found(self._shown)

    def _choose(self, row: int) -> None:
        self.chosen = self._shown[row]
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._shown:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.list.choose(min(max(self.list.chosen() + step, 0), len(self._shown) - 1))
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._shown:
            self._choose(max(self.list.chosen(), 0))
            return
        super().keyPressEvent(event)
