"""The version of the questions in use, and bringing in the next one: first what it will do, then doing it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmip_desktop.services.pack_change import ChangedElement, InUse, PackChange, bring_in
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.views.lead.page import TableCard
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Box, Card, PageColumn
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import became_words

WIDEST, TALLEST = 1240, 700
"""In px, whatever the text size: the least window is 1366 by 768."""


class VersionPart(Box):
    """What is in use and how many cases are under it. ``bring_asked`` asks for the file of the next version."""

    bring_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 12)
        card = Card(theme, padding=16, gap=10)
        self.heading = Heading(theme, "", 2)
        self.words = PlainLabel(theme, "", "body")
        self.rule = PlainLabel(theme, t(
            "A new version says for every question what became of it. Open cases move over and lose nothing; signed-off "
            "ones stay as they are. Results count together only what means the same, and say so."
        ), "control", "text2")  # fmt: skip
        for part in (self.heading, self.words, self.rule):
            card.body.addWidget(part)
        row = QHBoxLayout()
        self.bring = Button(theme, t("Bring in a new version..."), "questions")
        self.bring.clicked.connect(self.bring_asked)
        row.addWidget(self.bring)
        row.addStretch(1)
        card.body.addLayout(row)
        self.body.addWidget(card)
        self.body.addStretch(1)

    def show_use(self, found: InUse) -> None:
        """Show what is in use."""
        self.heading.setText(t("{pack}, version {version}", pack=found.pack_id.upper(), version=found.version))
        words = [_open_words(found.open_cases, found.version)]
        words += [_finished_words(count, version) for version, count in found.finished if count]
        self.words.setText("\n".join(words))


def _open_words(count: int, version: str) -> str:
    if count == 1:
        return t("1 open case is asked version {version}.", version=version)
    return t("{count} open cases are asked version {version}.", count=count, version=version)


def _finished_words(count: int, version: str) -> str:
    if count == 1:
        return t("1 case is signed off under version {version}.", version=version)
    return t("{count} cases are signed off under version {version}.", count=count, version=version)


class ChangeDialog(FormDialog):
    """What bringing in a version will do: in numbers, then question by question."""

    help_page = "new-version"

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, file: Path, plan: PackChange) -> None:
        title = t("From version {before} to {now}", before=plan.old.version, now=plan.pack.version)
        super().__init__(theme, parent, title, t("Bring it in"), plan.why)
        self.setMinimumWidth(min(theme.size(820), WIDEST))
        self._desk, self._file = desk, file
        column = PageColumn(theme, title, widest=WIDEST, margin=0)
        column.setMinimumHeight(theme.size(200))
        self.summary = PlainLabel(theme, "\n".join(plan_words(plan)), "body")
        columns = (
            Column(t("Question"), 84), Column(t("What becomes of it"), 300, stretch=True),
            Column(t("Answers"), 76, right=True), Column(t("To answer"), 84, right=True),
        )  # fmt: skip
        self.view = RowsView(theme, t("Questions that change"), RowsModel(columns, _cell), row_height=52)
        self.view.show_rows(plan.changed, 0)
        table = TableCard(theme, t("Questions that change"), self.view, rows=5)
        table.note.setText(t("{count} others are kept as they are", count=plan.number("kept")))
        self.view.row_changed.connect(lambda _: self._say_words())
        self.words = PlainLabel(theme, "", "control")
        later = t("Nothing is deleted. Everybody gets the new version, signed, with the next file that you send them.")
        for part in (self.summary, table, self.words, PlainLabel(theme, later, "control", "text2")):
            column.body.addWidget(part)
        column.body.addStretch(1)
        self.form.addWidget(column, 1)
        self._say_words()
        self.carry_out = self._carry_out
        self.resize(min(theme.size(820), WIDEST), min(theme.size(640), TALLEST))

    def _say_words(self) -> None:
        """The whole wording of the selected row, which the table may cut off."""
        row, rows = self.view.current_row(), self.view.rows_model.rows
        one = rows[row] if 0 <= row < len(rows) else None
        parts = [t("Before: {words}", words=one.text)] if one is not None and one.text else []
        parts += [t("Now: {words}", words=one.wording)] if one is not None and one.wording else []
        parts += [one.why] if one is not None and one.why else []
        self.words.setText("\n".join(parts))

    def _carry_out(self) -> None:
        file = self._file
        self._desk.carry_out(lambda ctx, _: bring_in(ctx, file), lambda _: self.accept(), self.say_trouble)


def plan_words(plan: PackChange) -> list[str]:
    """The plan in numbers."""
    one = plan.open_cases == 1
    moves = t("1 open case moves over.") if one else t("{count} open cases move over.", count=plan.open_cases)
    version = plan.old.version
    stay = (
        t("1 signed-off case stays under version {version}.", version=version) if plan.finished == 1
        else t("{count} signed-off cases stay under version {version}.", count=plan.finished, version=version)
    )  # fmt: skip
    lines = [f"{moves} {stay}" if plan.finished else moves]
    answers = t("1 answer stands.") if plan.moving == 1 else t("{count} answers stand.", count=plan.moving)
    ended = (
        t("1 is kept and asked no more.") if plan.ended == 1
        else t("{count} are kept and asked no more.", count=plan.ended)
    )  # fmt: skip
    lines.append(f"{answers} {ended}")
    asked = t("{count} more answers are asked for in the open cases.", count=plan.opening)
    lines.append(t("1 more answer is asked for in the open cases.") if plan.opening == 1 else asked)
    return lines


def _cell(one: ChangedElement, column: int) -> Cell:
    became = became_words(one.became)
    if one.into:
        became = t("{what}: {list}", what=became, list=", ".join(one.into))
    wording = one.wording or one.text
    tip = "\n".join(part for part in (one.text, one.wording, one.why) if part)
    cells = (
        Cell(one.ref, bold=True), Cell(became, detail=wording, tip=tip),
        Cell(str(one.answers), right=True, tone="text2" if not one.answers else "text"),
        Cell(str(one.opens), right=True, tone="text2" if not one.opens else "text"),
    )  # fmt: skip
    return cells[column]
