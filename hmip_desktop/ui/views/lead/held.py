"""What is held: every thing that came in and does not count, with what to ask for or to decide."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmip_desktop.services.forks import admit
from hmip_desktop.services.held import HeldThing
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.held_words import happened_words, message_words, title_words, todo_words
from hmip_desktop.ui.views.lead.wide_form import WideForm
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.inputs import LineInput
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import moment_words

ICONS = {"fork": "branch", "package": "package", "case": "shield-alert"}


class HeldDialog(WideForm):
    """The list; below it what is the matter with the marked one, and the one thing to do about it."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, things: Sequence[HeldThing]) -> None:
        super().__init__(
            theme, parent, t("What is held"), t("Copy the message"),
            t("None of this counts yet, and nothing of it is lost. A held case counts as with its inspector."), (760, 620),
        )  # fmt: skip
        self._desk, self._now = desk, desk.now()
        self.cancel.setText(t("Close"))
        columns = (
            Column(t("What"), 210, stretch=True), Column(t("From"), 110, stretch=True),
            Column(t("Cases"), 150, stretch=True), Column(t("Since"), 92),
        )  # fmt: skip
        self.things = RowsView(theme, t("What is held"), RowsModel(columns, self._cell), row_height=34)
        self.things.setMinimumHeight(theme.size(120))
        self.form.addWidget(self.things, 1)
        self.title = Heading(theme, "", 3)
        self.happened = PlainLabel(theme, "", "control")
        self.todo = PlainLabel(theme, "", "control", "text2")
        for part in (self.title, self.happened, self.todo):
            self.form.addWidget(part)
        self.reason = LineInput(theme, t("Why both branches are taken"))
        self.reason.setMaxLength(300)
        self.reason.textChanged.connect(lambda _: self._look())
        self.reason_field = Field(theme, t("Why both branches are taken"), self.reason, t("stays in the history"))
        self.form.addWidget(self.reason_field)
        self.message = PlainLabel(theme, "", "small")
        self.message.setAccessibleName(t("Message"))
        self.form.addWidget(self.message)
        self.said = PlainLabel(theme, "", "small", "text2")
        row = QHBoxLayout()
        row.addWidget(self.said, 1)
        self.form.addLayout(row)
        self.carry_out = self._act
        self.keep_words(desk, "inbox")
        self.things.row_changed.connect(lambda _: self._look())
        self.things.show_rows(things)

    def chosen(self) -> HeldThing | None:
        """The marked thing."""
        rows, row = self.things.rows_model.rows, self.things.current_row()
        return rows[row] if 0 <= row < len(rows) else None

    def _cell(self, thing: HeldThing, column: int) -> Cell:
        if column == 0:
            return Cell(title_words(thing), bold=True, icon=ICONS[thing.kind], icon_tone="warn")
        if column == 1:
            return Cell(thing.sender or t("Unknown"))
        if column == 2:
            refs = ", ".join(thing.case_refs)
            return Cell(refs, tip=refs, tone="text2")
        return Cell(moment_words(thing.since, self._now) or t("planned"), tone="text2")

    def _look(self) -> None:
        thing = self.chosen()
        self.act.setEnabled(thing is not None)
        if thing is None:
            return
        fork = thing.kind == "fork"
        self.title.setText(t("{what}, from {name}", what=title_words(thing), name=thing.sender or t("Unknown")))
        self.happened.setText(happened_words(thing))
        self.todo.setText(todo_words(thing))
        self.reason_field.setVisible(fork)
        self.message.setVisible(not fork)
        self.message.setText("" if fork else self.words())
        self.act.setText(t("Take both branches") if fork else t("Copy the message"))
        self.act.setEnabled(bool(self.reason.text().strip()) if fork else True)
        self.said.setText("")

    def words(self) -> str:
        """The message to the sender of the marked thing, about everything of theirs that is asked for again."""
        thing = self.chosen()
        if thing is None:
            return ""
        same = [one for one in self.things.rows_model.rows if one.sender == thing.sender and one.kind == "case"]
        about = same if thing.kind == "case" else [thing]
        return message_words(about, self._desk.overview.value.reference)

    def _act(self) -> None:
        thing = self.chosen()
        if thing is None:
            return
        if thing.kind == "fork":
            reason = self.reason.text()
            self._desk.write(
                lambda ctx, _: admit(ctx, thing.installation, reason), lambda _: self.accept(), failed=self.say_trouble
            )
            return
        QGuiApplication.clipboard().setText(self.words())
        self.said.setText(t("Copied. It holds references and no case details."))
