"""Organisational questions: documents sent in advance and meetings at the right, the judgement in words above them.

No case figure stands here: what cases show is under Results, and stays there.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from hmip_desktop.domain.pack import Pack
from hmip_desktop.services import organisational
from hmip_desktop.services.effective_practice import known_names
from hmip_desktop.services.organisational import Organisation, Piece, people_among
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.learned_piece import PieceDialog, piece_title
from hmip_desktop.ui.views.lead.learned_rows import say_marks
from hmip_desktop.ui.views.lead.page import Columns, LeadPage, TableCard
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.frames import Banner, Box, Card, Line
from hmip_desktop.ui.widgets.inputs import TextInput
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.notices import EmptyState
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import day_words, moment_words

QUESTION, EVIDENCE, JUDGED = range(3)


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A standard or one of its key questions. ``until``: the last version that asked it, empty for what is asked."""

    ref: str
    label: str
    text: str
    standard: bool
    until: str = ""


def asked_lines(found: Organisation, pack: Pack) -> tuple[AskedLine, ...]:
    """Standards with their key questions below them, in the words of the program's language; what is asked no longer
    stands last, in its own words."""
    lines = []
    for standard in found.standards:
        words = pack.text(standard.ref, "statement")
        lines.append(AskedLine(standard.ref, pack.text(standard.ref), words, True))
        lines += [AskedLine(q.ref, pack.text(q.ref, "label"), pack.text(q.ref), False) for q in standard.questions]
    lines += [AskedLine(one.ref, one.label, one.text, False, one.until) for one in found.ended]
    return tuple(lines)


class OrganisationScreen(LeadPage):
    """The questions at the left; at the right what is judged of the one in view, and what it rests on."""

    help_page = "organisational-questions"

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Organisational questions"))
        self.found: Organisation | None = None
        columns = (
            Column(t("Question"), 260, stretch=True), Column(t("Evidence"), 78, right=True), Column(t("Judged"), 120),
        )  # fmt: skip
        self.view = RowsView(theme, t("Organisational questions"), RowsModel(columns, self._cell), row_height=40)
        self.view.row_changed.connect(lambda _: self._show_line())
        self.table = TableCard(theme, t("Questions"), self.view, rows=7)
        self.card = JudgementCard(theme, desk)
        self.card.piece_asked.connect(self.ask_piece)
        self.card.looked.connect(self.footer.say_note)
        self._stack = QStackedWidget()
        self._stack.addWidget(Columns(theme, ((self.table, 44), (self.card, 56)), 820))
        words = t("This question pack asks nothing about the organisation.")
        self.empty = EmptyState(theme, "people", t("No organisational questions"), words)
        self._stack.addWidget(self.empty)
        self.column.body.addWidget(self._stack, 1)
        self.document = Button(theme, t("Add a document..."), "file")
        self.meeting = Button(theme, t("Add a meeting..."), "people")
        self.document.clicked.connect(lambda: self.ask_piece("document"))
        self.meeting.clicked.connect(lambda: self.ask_piece("meeting"))
        self.head.add_button(self.document)
        self.head.add_button(self.meeting)
        self.head.say(t("Judged from what was sent in advance and from meetings. No figure from cases enters here."))
        self.footer.add_button(self.card.save)

    def refresh(self) -> None:
        self.desk.read(lambda ctx, _: (organisational.organisation(ctx), known_names(ctx)), self._show, parent=self)

    def _show(self, held: tuple[Organisation, frozenset[str]]) -> None:
        found, self.card.known = held
        self.found = found
        lines = asked_lines(found, self.desk.overview.pack)
        self._stack.setCurrentIndex(0 if lines else 1)
        for button in (self.document, self.meeting):
            button.setVisible(bool(lines))
        self.footer.set_shown(self.card.save, bool(lines))
        self.head.fit()
        self.view.show_rows(lines, max(self.view.current_row(), 0))
        open_to = [line for line in lines if not line.standard and not line.until]
        settled = [found.judged.get(line.ref) for line in open_to]
        judged, asked = sum(one is not None and not one.conflicting for one in settled), len(open_to)
        self.table.note.setText(t("{count} of {all} judged", count=judged, all=asked))
        self._show_line()

    def line(self) -> AskedLine | None:
        """The question in view."""
        row, rows = self.view.current_row(), self.view.rows_model.rows
        return rows[row] if 0 <= row < len(rows) else None

    def _show_line(self) -> None:
        line = self.line()
        if line is not None and self.found is not None:
            self.footer.set_shown(self.card.save, not line.until)
            self.card.show_line(line, self.found)

    def _cell(self, line: AskedLine, column: int) -> Cell:
        found = self.found
        if column == QUESTION and line.until:
            words = t("{ref}  {label} (asked until version {version})", ref=line.ref, label=line.label,
                      version=line.until)  # fmt: skip
            return Cell(words, tone="text2")
        if column == QUESTION or found is None:
            return Cell(f"{line.ref}  {line.label}" if line.standard else f"    {line.ref}  {line.label}",
                        bold=line.standard, spoken=f"{line.ref} {line.label}")  # fmt: skip
        if column == EVIDENCE:
            count = len(found.on(line.ref))
            return Cell(str(count) if count else t("none"), right=True, tone="text" if count else "text2")
        held = found.judged.get(line.ref)
        if held is not None and held.conflicting:
            return Cell(t("In conflict"), icon="conflict", icon_tone="warn")
        if held is not None:
            return Cell(t("Judged"), icon="check", icon_tone="ok")
        return Cell("" if line.standard else t("Not yet"), tone="text2")

    def ask_piece(self, sort: str, piece: Piece | None = None) -> None:
        """The form for a document or a meeting, about the question in view."""
        line = self.line()
        if line is not None and self.found is not None:
            lines = asked_lines(self.found, self.desk.overview.pack)
            choices = [(one.ref, f"{one.ref}  {one.label}") for one in lines if not one.until or one.ref == line.ref]
            PieceDialog(self.theme, self, self.desk, sort, choices, line.ref, piece, self.card.known).open()

    def leaving(self) -> None:
        self.card.keep()


class JudgementCard(Card):
    """The question, the judgement in words, and the evidence that bears on it. ``piece_asked`` carries its sort and the
    piece that is to be looked at, ``looked`` why there is nothing to keep."""

    piece_asked = Signal(str, object)
    looked = Signal(str)

    def __init__(self, theme: Theme, desk: LeadDesk) -> None:
        super().__init__(theme, padding=16, gap=8)
        self._theme, self._desk = theme, desk
        self.known: frozenset[str] = frozenset()
        self._line: AskedLine | None = None
        self._held = ""
        self.heading, self.text = Heading(theme, "", 2), PlainLabel(theme, "", "control", "text2")
        self.words = TextInput(theme, t("Judgement"), t("What you judge, and what it rests on"), lines=7)
        self.words.textChanged.connect(self._look)
        self.words.left.connect(self.keep)
        self._kept = desk.keep_words("organisation/judge", self._about, self.words, save=self.keep)
        self.by = PlainLabel(theme, "", "small", "text2")
        self.warning, self.until = Banner(theme, "warning"), Banner(theme, "info")
        self.until.hide()
        self.save = Button(theme, t("Keep the judgement"), filled=True)
        self.save.clicked.connect(self.keep)
        self.evidence = Box(theme, 4)
        parts = (self.heading, self.text, self.until, self.words, self.by, self.warning, Line(theme),
                 Heading(theme, t("What it rests on"), 3), self.evidence)  # fmt: skip
        for part in parts:
            self.body.addWidget(part)
        self.body.addStretch(1)

    def show_line(self, line: AskedLine, found: Organisation) -> None:
        """Show another question; what was typed to the one before is kept first."""
        other = self._line is None or self._line.ref != line.ref
        if other:
            self.keep()
        held = found.judged.get(line.ref)
        typed = not other and self.words.toPlainText().strip() != self._held
        self._line, self._held = line, held.text if held else ""
        self.words.setReadOnly(bool(line.until))
        self.until.setVisible(bool(line.until))
        if line.until:
            self.until.say(t("Asked until version {version}.", version=line.until),
                           t("What was judged is kept and printed as it was written."))  # fmt: skip
        self.heading.setText(f"{line.ref} {line.label}")
        self.text.setText(line.text)
        if not typed:
            self.words.setPlainText(self._held)
        if other:
            self._kept.take_up()
        when = moment_words(held.at, self._desk.now()) if held else ""
        self.by.setText(t("{name}, {time}", name=held.name, time=when) if held else t("Not judged yet."))
        self._show_pieces(found.on(line.ref))
        self._look()

    def _about(self) -> tuple[str, str]:
        line = self._line
        return (line.ref, f"{line.ref} {line.label}") if line else ("", "")

    def _look(self) -> None:
        words = self.words.toPlainText().strip()
        self.save.setEnabled(words != self._held)
        nothing = t("Kept as it stands") if words else t("Write what you judge")
        self.looked.emit("" if words != self._held or self.words.isReadOnly() else nothing)
        marks = people_among(words, self.known)
        say_marks(self.warning, marks, t("Outside the team the judgement is left out."))

    def keep(self) -> None:
        """Keep what was typed, when it differs from what is kept."""
        words = self.words.toPlainText().strip()
        if self._line is not None and words != self._held:
            ref, self._held = self._line.ref, words
            self._desk.write(lambda ctx, _: organisational.judge(ctx, ref, words), kept=self._kept)

    def _show_pieces(self, pieces: tuple[Piece, ...]) -> None:
        theme = self._theme
        while (item := self.evidence.body.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        if not pieces:
            words = t("Nothing yet. Add the documents of the evidence in advance, and the meetings of week 2.")
            self.evidence.body.addWidget(PlainLabel(theme, words, "control", "text2"))
        for piece in pieces:
            self.evidence.body.addWidget(self._piece(piece))

    def _piece(self, piece: Piece) -> QWidget:
        theme, value = self._theme, piece.value
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(8))
        link = LinkButton(theme, piece_title(value), "file" if value.sort == "document" else "people")
        link.clicked.connect(lambda: self.piece_asked.emit(value.sort, piece))
        row.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        who = value.source if value.sort == "document" else value.who
        row.addWidget(PlainLabel(theme, f"{day_words(value.dated_on)} · {who}", "small", "text2"), 1)
        return holder
