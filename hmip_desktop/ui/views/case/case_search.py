"""Ctrl+F in a case: every text that was written, every question, found as it is typed, grouped, the words marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from hmip_desktop.domain.values import read_moment
from hmip_desktop.services.find_in_case import CaseFinder, Hit, Passage
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.frames import PageColumn
from hmip_desktop.ui.widgets.inputs import SearchBox
from hmip_desktop.ui.widgets.labels import PlainLabel, Run, RunsLabel
from hmip_desktop.ui.words import day_words, source_words

MOST = 40


def group_words(sort: str) -> str:
    """The heading of a group of results."""
    return {
        "evidence": t("Evidence"),
        "note": t("Interview notes"),
        "reason": t("Reasons"),
        "evaluation": t("Evaluation"),
        "answer": t("Answers to data questions"),
        "other": t("Advice"),
        "question": t("Questions"),
        "guidance": t("Guidance"),
    }[sort]


def marked_runs(extract: str, spans: Sequence[tuple[int, int]]) -> list[Run]:
    """A text with the words found on a ground of their own, bold, so that colour is not all that marks them."""
    runs, here = [], 0
    for start, end in spans:
        runs += [Run(extract[here:start]), Run(extract[start:end], bold=True, tone="warn_fg", ground="warn_bg")]
        here = end
    return [run for run in [*runs, Run(extract[here:])] if run.text]


def about_words(passage: Passage) -> str:
    """Where a text stands: question, source and date, short."""
    source = source_words(passage.source) if passage.sort == "evidence" else ""
    when = day_words(passage.dated_on)
    if passage.sort == "note":  # its time is what an interviewer remembers
        at = read_moment(passage.dated_on).astimezone()
        when = f"{day_words(f'{at:%Y-%m-%d}')}, {at:%H:%M}"
    return " · ".join(part for part in (passage.ref, source, when) if part)


class ResultRow(QFrame):
    """One result; the one in view has a blue edge, as rows of the rail have. ``opened`` comes when it is pressed."""

    opened = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._current = theme, False
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(12), theme.space(5), theme.space(8), theme.space(5))
        column.setSpacing(1)
        self._about = PlainLabel(theme, "", "small", "text2")
        self.words = RunsLabel(theme, (), "control")
        column.addWidget(self._about)
        column.addWidget(self.words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_hit(self, hit: Hit) -> None:
        """Show a result."""
        about = about_words(hit.passage)
        self._about.setText(about)
        self._about.setVisible(bool(about))
        self.words.set_runs(marked_runs(hit.extract, hit.spans))
        self.setAccessibleName(f"{group_words(hit.passage.sort)}, {about}, {hit.extract}")

    def set_current(self, current: bool) -> None:
        """Mark as the one that Enter opens."""
        if current != self._current:
            self._current = current
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.opened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._current:
            painter = painting.crisp(QPainter(self))
            painter.fillRect(self.rect(), self._theme.colour("info_bg"))
            painter.fillRect(0, 0, 4, self.height(), self._theme.colour("brand"))


class CaseSearchSheet(Sheet):
    """Type, arrow to the line, Enter. ``chosen`` holds the passage to go to once the dialog was accepted."""

    def __init__(self, theme: Theme, parent: QWidget | None, finder: CaseFinder, words: str = "") -> None:
        super().__init__(theme, parent, t("Find in this case"), width=680)
        self._finder = finder
        self.hits: tuple[Hit, ...] = ()
        self.chosen: Passage | None = None
        self._rows: list[ResultRow] = []
        self._titles: dict[str, PlainLabel] = {}
        self._here = 0
        self.search = SearchBox(
            theme, t("Find in this case"), t("Words in evidence, notes, reasons, evaluation or questions")
        )
        self.search.searched.connect(self._show)
        self.body.addWidget(self.search)
        self._said = PlainLabel(theme, "", "small", "text2")
        self.body.addWidget(self._said)
        self.column = PageColumn(theme, t("Found"), widest=760, margin=0)
        self.column.setMinimumHeight(theme.size(340))
        self.column.body.setSpacing(0)
        self.column.body.addStretch(1)
        self.body.addWidget(self.column, 1)
        self.search.setText(words)
        self._show(words)
        self.search.selectAll()
        self.search.setFocus()

    def _show(self, words: str) -> None:
        self.hits = self._finder.find(words, MOST)
        self._here = 0
        body = self.column.body
        while body.count():
            body.takeAt(0)
        for title in self._titles.values():
            title.hide()
        sort = ""
        for place, hit in enumerate(self.hits):
            if hit.passage.sort != sort:
                sort = hit.passage.sort
                body.addWidget(self._title(sort))
            body.addWidget(self._row(place, hit))
        for row in self._rows[len(self.hits) :]:
            row.hide()
        body.addStretch(1)
        self._said.setText(self._count_words(words))
        self._mark(0)

    def _count_words(self, words: str) -> str:
        if not words.strip():
            return t("Every word typed must be in a text; the beginning of a word is enough.")
        count = len(self.hits)
        if not count:
            return t("Nothing in this case holds these words.")
        return t("1 place found") if count == 1 else t("{count} places found", count=count)

    def _title(self, sort: str) -> PlainLabel:
        if sort not in self._titles:
            label = self._titles[sort] = PlainLabel(self.theme, group_words(sort), "small-bold", "text2")
            label.setContentsMargins(0, self.theme.space(8), 0, self.theme.space(2))
        self._titles[sort].show()
        return self._titles[sort]

    def _row(self, place: int, hit: Hit) -> ResultRow:
        if place == len(self._rows):
            row = ResultRow(self.theme)
            row.opened.connect(lambda: self._choose(place))
            self._rows.append(row)
        self._rows[place].show_hit(hit)
        self._rows[place].show()
        return self._rows[place]

    def _mark(self, place: int) -> None:
        self._here = place
        for number, row in enumerate(self._rows):
            row.set_current(number == place and place < len(self.hits))
        if place < len(self.hits):
            self.column.area.ensureWidgetVisible(self._rows[place], 0, 30)
            self.search.setAccessibleDescription(self._rows[place].accessibleName())

    def _choose(self, place: int) -> None:
        self.chosen = self.hits[place].passage
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.hits:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._mark(min(max(self._here + step, 0), len(self.hits) - 1))
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.hits:
                self._choose(self._here)
            return
        super().keyPressEvent(event)
