"""Ctrl+K: find a command, a question or a place by a few letters of its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.inputs import SearchBox
from hmip_desktop.ui.widgets.rail import RailItem, RailView

MOST = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: its words, what it is (a menu, "Question"), its keys, and what it does."""

    words: str
    sort: str
    keys: str
    act: Callable[[], None]


def rank(query: str, words: str) -> int:
    """How well ``words`` answer a query; 0 not at all. Whole words beat beginnings, these beat letters in order."""
    wanted, text = query.lower().split(), words.lower()
    if not wanted:
        return 1
    score = 0
    for piece in wanted:
        if piece in text.split():
            score += 12
        elif any(word.startswith(piece) for word in text.replace("(", " ").split()):
            score += 8
        elif piece in text:
            score += 5
        elif _in_order(piece, text):
            score += 2
        else:
            return 0
    return score


def _in_order(piece: str, text: str) -> bool:
    letters = iter(text)
    return len(piece) >= 3 and all(letter in letters for letter in piece)


def best(entries: Sequence[Entry], query: str) -> list[Entry]:
    """The best entries for a query, the better first, else in their own order."""
    ranked = [(rank(query, f"{entry.words} {entry.sort}"), place) for place, entry in enumerate(entries)]
    found = sorted(((-score, place) for score, place in ranked if score), key=lambda pair: pair)
    return [entries[place] for _, place in found[:MOST]]


class PaletteDialog(Sheet):
    """Type, arrow to the line, Enter. The chosen entry acts after the dialog is gone."""

    def __init__(self, theme: Theme, parent: QWidget | None, entries: Sequence[Entry]) -> None:
        super().__init__(theme, parent, t("Find"), width=620)
        self._entries = list(entries)
        self._shown: list[Entry] = []
        self.chosen: Entry | None = None
        self.search = SearchBox(theme, t("Find a command or a question"), t("A few letters of a command or question"))
        self.search.searched.connect(self._show)
        self.body.addWidget(self.search)
        self.list = RailView(theme, t("Found"), glyphs=False)
        self.list.setMinimumHeight(theme.size(360))
        self.list.opened.connect(self._choose)
        self.body.addWidget(self.list)
        self._show("")
        self.search.setFocus()

    def _show(self, query: str) -> None:
        self._shown = best(self._entries, query)
        rows = [
            RailItem(
                str(place),
                entry.words,
                one_line=True,
                count=entry.keys or entry.sort,
                spoken=f"{entry.words}, {entry.sort}",
            )
            for place, entry in enumerate(self._shown)
        ]
        self.list.show_items(rows, "0" if rows else "")

    def _choose(self, key: str) -> None:
        self.chosen = self._shown[int(key)]
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._shown:
            here = int(self.list.shown_key() or 0)
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.list.show_current(str(min(max(here + step, 0), len(self._shown) - 1)))
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._shown:
            self._choose(self.list.shown_key() or "0")
            return
        super().keyPressEvent(event)
