"""``find``: each key in the command palette to its painted answer, against a raw full-text query and a plain list.

The floor is a line and a list of the same size in a bare dialog, and a query of an index that lies ready in memory.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path

import made
from measure import Bench, compare, timed
from PySide6.QtCore import QStringListModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QListView, QVBoxLayout, QWidget
from sqlcipher3 import dbapi2
from windows import Stage, settle

from hmip_desktop.domain.pack import Pack
from hmip_desktop.ui.commands import inspector_commands, start_commands
from hmip_desktop.ui.palette import MOST, Entry, PaletteDialog

TARGET = 1.3
QUERIES = ("export", "assessment", "risk of harm", "larger text", "who is at risk", "sign off", "plan", "26-000")


def entries_of(pack: Pack, cases: int) -> list[Entry]:
    """Commands, the elements of the pack with their guidance, and as many cases as an inspector may have."""

    def nothing() -> None:
        """Nobody chooses anything here."""

    found = [Entry(one.plain, one.menu, one.keys, nothing) for one in (*start_commands(), *inspector_commands())]
    for element in pack.elements:
        guidance = pack.guidance(element.ref) if element.kind == "key_question" else None
        also = " ".join((guidance.judge, *guidance.look_for)) if guidance else ""
        found.append(Entry(f"{element.ref} {pack.text(element.ref)}", "Question", "", nothing, also))
    return found + [Entry(f"Open 26-{number:05d}", "Area", "", nothing) for number in range(1, cases + 1)]


class Floor(QDialog):
    """A line, a list, and a full-text index of the same words."""

    def __init__(self, entries: list[Entry], size_of: QWidget) -> None:
        super().__init__()
        self.raw = dbapi2.connect(":memory:")
        self.raw.execute("CREATE VIRTUAL TABLE entry USING fts5(words, sort, also, prefix = '2 3')")
        rows = [(entry.words, entry.sort, entry.also) for entry in entries]
        self.raw.executemany("INSERT INTO entry VALUES (?, ?, ?)", rows)
        self.line, self.list, self.model = QLineEdit(), QListView(), QStringListModel()
        self.list.setModel(self.model)
        column = QVBoxLayout(self)
        column.addWidget(self.line)
        column.addWidget(self.list)
        self.resize(size_of.size())
        self.line.textChanged.connect(self._find)

    def _find(self, words: str) -> None:
        query = " ".join(f'"{word}"*' for word in words.split())
        statement = f"SELECT words FROM entry WHERE entry MATCH ? ORDER BY rank LIMIT {MOST}"
        found = self.raw.execute(statement, (query,)).fetchall() if query else []
        self.model.setStringList([words for (words,) in found])


def keys(stage: Stage, line: QLineEdit) -> list[float]:
    """Seconds for each key of every query, to the painted answer."""
    taken = []
    for query in QUERIES:
        line.clear()
        settle(stage.app)
        taken += [timed(lambda: (QTest.keyClick(line, key), settle(stage.app))) for key in query]  # type: ignore[call-overload] # noqa: B023
    return taken


def bench(fixture: made.Made, folder: Path, rounds: int) -> Iterator[Bench]:
    """The line: medians of a round over every key."""
    stage = Stage()
    entries = entries_of(fixture.pack, 24)
    palette = PaletteDialog(stage.theme, stage.window, entries)
    floor = Floor(entries, palette)
    mine: list[float] = []
    theirs: list[float] = []
    for turn in range(rounds + 1):
        pair = [(palette, palette.search, mine), (floor, floor.line, theirs)]
        for dialog, line, kept in pair if turn % 2 else reversed(pair):
            dialog.show()
            dialog.activateWindow()
            line.setFocus()
            settle(stage.app)
            kept.append(statistics.median(keys(stage, line)))
            dialog.hide()
    palette.deleteLater()
    floor.deleteLater()
    stage.close()
    count = sum(len(query) for query in QUERIES)
    yield compare("find", TARGET, mine[1:], theirs[1:], f"{len(entries)} entries, each the median of {count} keys")
