"""The parts of "Queries and guidance": the list of queries with the thread, notes with older answers, declarations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.services.declarations import Declared
from hmip_desktop.services.guidance_notes import Note, OlderAnswer
from hmip_desktop.services.queries import QueryLine, Turn
from hmip_desktop.ui.draft_keeper import KeptFields
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.thread import ThreadView, WordsBox
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.page import Columns, TableCard
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.frames import Banner, Box, Card
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.notices import EmptyState
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import answer_words, moment_words

OLDER_SHOWN = 12


def state_cell(line: QueryLine) -> Cell:
    """Where a query stands, for the lead inspector."""
    if line.conflicting:
        return Cell(t("Crossed on the way"), icon="conflict", icon_tone="warn")
    if line.state == "answered":
        return Cell(t("Replied"), icon="reply", icon_tone="link", bold=True)
    if line.state == "closed":
        return Cell(t("Closed, to send") if line.to_send else t("Closed"), icon="check", icon_tone="text2")
    if line.to_send:
        return Cell(t("To send"), icon="export", icon_tone="warn")
    return Cell(t("Sent, waits"), icon="clock", icon_tone="text2")


class QueriesPart(QWidget):
    """All queries at the left, the thread of the selected one at the right. ``chosen`` carries a line or None."""

    chosen = Signal(object)
    further_asked = Signal(str)
    close_asked = Signal(str)
    case_asked = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._now: datetime | None = None
        columns = (
            Column(t("State"), 126), Column(t("Case"), 84), Column(t("Question"), 84),
            Column(t("Inspector"), 90), Column(t("Last words"), 150, stretch=True), Column(t("When"), 76),
        )  # fmt: skip
        self.view = RowsView(theme, t("Queries"), RowsModel(columns, self._cell))
        self.view.row_changed.connect(self._choose)
        self.table = TableCard(theme, t("Queries"), self.view, rows=6)
        self.talk = Card(theme, padding=16, gap=10)
        top = QHBoxLayout()
        self.heading = Heading(theme, "", 2)
        self.open = LinkButton(theme, t("Open the case"))
        self.open.clicked.connect(self._open)
        top.addWidget(self.heading, 1)
        top.addWidget(self.open)
        self.talk.body.addLayout(top)
        self.turns = ThreadView(theme)
        self.talk.body.addWidget(self.turns)
        self.box = WordsBox(theme, t("A further question, or how it was settled"), t("Ask further"), "help", lines=3)
        self.box.given.connect(self.further_asked)
        self.close_button = Button(theme, t("Close"), "check")
        self.close_button.clicked.connect(lambda: self.close_asked.emit(self.box.words()))
        self.box.typed.connect(lambda _: self._fit())
        self.box.row.addWidget(self.close_button)
        self.talk.body.addWidget(self.box)
        self.talk.body.addStretch(1)
        self.both = Columns(theme, ((self.table, 60), (self.talk, 40)), 780)
        words = t("Ask from All cases, from a conflict, or here. The assessor replies at the question.")
        self.empty = EmptyState(theme, "reply", t("Nothing asked yet"), words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.both, 1)
        column.addWidget(self.empty, 1)

    def show_lines(self, lines: Sequence[QueryLine], now: datetime) -> None:
        """Show the queries as they stand; the one in view stays in view."""
        self._now = now
        held = self.line
        self.both.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        kept = next((place for place, line in enumerate(lines) if held and line.query_id == held.query_id), 0)
        self.view.show_rows(lines, kept)
        self._choose(self.view.current_row())

    @property
    def line(self) -> QueryLine | None:
        """The query in view."""
        rows, row = self.view.rows_model.rows, self.view.current_row()
        return rows[row] if 0 <= row < len(rows) else None

    def show_turns(self, turns: Sequence[Turn], now: datetime) -> None:
        """Show the thread of the query in view."""
        self.turns.show_turns(turns, now)

    def done(self) -> None:
        """What was typed is written."""
        self.box.show_words("")
        self._fit()

    def _choose(self, row: int) -> None:
        line = self.line
        self.talk.setVisible(line is not None)
        if line is not None:
            self.heading.setText(f"{line.case_ref} · {line.ref}")
            self.open.setAccessibleName(t("Open {case} at {ref}", case=line.case_ref, ref=line.ref))
            self._fit()
        self.chosen.emit(line)

    def _fit(self) -> None:
        line = self.line
        self.close_button.setVisible(line is not None and line.state != "closed")
        self.close_button.setEnabled(line is not None and bool(line.reply or self.box.words()))

    def _open(self) -> None:
        if self.line is not None:
            self.case_asked.emit(self.line.case_id, self.line.ref)

    def _cell(self, line: QueryLine, column: int) -> Cell:
        if column == 0:
            return state_cell(line)
        if column == 4:
            return Cell(line.reply or line.text, tip=line.text)
        if column == 5:
            return Cell(moment_words(line.at, self._now) if self._now else "", tone="text2")
        return Cell((line.case_ref, line.ref, line.inspector)[column - 1], bold=column == 1)


class NotesPart(QWidget):
    """Notes in force at the left; at the right the note in view with the answers that are older than it."""

    chosen = Signal(object)
    change_asked = Signal(object)
    withdraw_asked = Signal(object)
    case_asked = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._now: datetime | None = None
        columns = (
            Column(t("Question"), 84), Column(t("Note"), 200, stretch=True), Column(t("By"), 90), Column(t("Date"), 76),
        )  # fmt: skip
        self.view = RowsView(theme, t("Notes to the guidance"), RowsModel(columns, self._cell))
        self.view.row_changed.connect(lambda _: self._choose())
        self.table = TableCard(theme, t("Notes to the guidance"), self.view, rows=6)
        self.detail = Card(theme, padding=16, gap=10)
        self.heading, self.text = Heading(theme, "", 2), PlainLabel(theme, "", "body")
        self.detail.body.addWidget(self.heading)
        self.detail.body.addWidget(self.text)
        row = QHBoxLayout()
        for words, asked in ((t("Change..."), self.change_asked), (t("Take back"), self.withdraw_asked)):
            button = Button(theme, words)
            button.clicked.connect(lambda _=False, to=asked: to.emit(self.note))
            row.addWidget(button)
        row.addStretch(1)
        self.detail.body.addLayout(row)
        self.older = Heading(theme, "", 3)
        self.detail.body.addWidget(self.older)
        self.cases = Box(theme, 2)
        self.detail.body.addWidget(self.cases)
        self.detail.body.addStretch(1)
        self.both = Columns(theme, ((self.table, 55), (self.detail, 45)), 780)
        words = t(
            "A note says what holds for a question from now on. Everybody gets it, signed, with the next package."
        )
        self.empty = EmptyState(theme, "book", t("No notes yet"), words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.both, 1)
        column.addWidget(self.empty, 1)

    def show_notes(self, notes: Sequence[Note], now: datetime) -> None:
        """Show the notes in force."""
        self._now = now
        self.both.setVisible(bool(notes))
        self.empty.setVisible(not notes)
        self.view.show_rows(notes, max(self.view.current_row(), 0))
        self._choose()

    @property
    def note(self) -> Note | None:
        """The note in view."""
        rows, row = self.view.rows_model.rows, self.view.current_row()
        return rows[row] if 0 <= row < len(rows) else None

    def _choose(self) -> None:
        note = self.note
        self.detail.setVisible(note is not None)
        if note is not None:
            self.heading.setText(t("{ref}, note {number}", ref=note.ref, number=note.number))
            self.text.setText(note.text)
        self.chosen.emit(note)

    def show_older(self, older: Sequence[OlderAnswer]) -> None:
        """Show the answers that were given before the note in view."""
        self.older.setText(
            t("{count} answers were given before this note", count=len(older)) if older
            else t("No answer here is older than this note")
        )  # fmt: skip
        while (item := self.cases.body.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for one in older[:OLDER_SHOWN]:
            link = LinkButton(self._theme, f"{one.case_ref}: {answer_words(one.answer)}")
            link.clicked.connect(lambda _=False, to=one: self.case_asked.emit(to.case_id, to.ref))
            self.cases.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        if len(older) > OLDER_SHOWN:
            more = t("and {count} more", count=len(older) - OLDER_SHOWN)
            self.cases.body.addWidget(PlainLabel(self._theme, more, "small", "text2"))

    def _cell(self, note: Note, column: int) -> Cell:
        when = moment_words(note.at, self._now) if self._now else ""
        return Cell((note.ref, note.text, note.name, when)[column], bold=column == 0)


class DeclaredPart(Box):
    """Declared conflicts of interest: what was said, what to do, and what was decided."""

    decided = Signal(str, str)
    cases_asked = Signal(str)

    def __init__(self, theme: Theme, desk: LeadDesk) -> None:
        super().__init__(theme, 12)
        self._theme, self._desk = theme, desk
        self._cards = Box(theme, 12)
        self.boxes: list[WordsBox] = []
        self.kept: dict[str, KeptFields] = {}
        words = t("Everybody is asked before their first case. What is declared comes with their next package.")
        self.empty = EmptyState(theme, "scales", t("No conflict of interest declared"), words)
        self.body.addWidget(self._cards)
        self.body.addWidget(self.empty)
        self.body.addStretch(1)

    def show_declared(self, found: Sequence[Declared], now: datetime) -> None:
        """Show what was declared."""
        self.boxes = []
        while (item := self._cards.body.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for one in found:
            self._cards.body.addWidget(self._card(one, now))
        self._cards.setVisible(bool(found))
        self.empty.setVisible(not found)

    def _card(self, one: Declared, now: datetime) -> Card:
        theme = self._theme
        card = Card(theme, padding=16, gap=8)
        top = QHBoxLayout()
        top.addWidget(Heading(theme, t("{name} declared a conflict of interest", name=one.name), 2), 1)
        top.addWidget(PlainLabel(theme, moment_words(one.at, now), "small", "text2", wrap=False))
        card.body.addLayout(top)
        card.body.addWidget(PlainLabel(theme, one.detail, "body"))
        held = t("Has now: {cases}.", cases=", ".join(one.cases)) if one.cases else t("Has no case now.")
        card.body.addWidget(PlainLabel(theme, held, "control", "text2"))
        if one.decided:
            card.body.addWidget(Banner(theme, "ok", t("Decided:"), one.decided))
            return card
        words = t("Phone {name}, find out which cases it touches, and give those to somebody else under Sample and "
                  "team. Work done on them stays in the history. Then write down what you decided.", name=one.name)  # fmt: skip
        card.body.addWidget(Banner(theme, "warning", t("What to do:"), words))
        box = WordsBox(theme, t("What you decided"), t("Record the decision"), "check")
        box.given.connect(lambda said, to=one.revision: self.decided.emit(to, said))
        about = (one.revision, one.name)
        self.kept[one.revision] = self._desk.keep_words("queries/declared", lambda: about, box.field)
        self.kept[one.revision].take_up()  # the cards are made anew at every look
        self.boxes.append(box)
        card.body.addWidget(box)
        return card
