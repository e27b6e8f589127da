"""Challenges to judgements: the list, one of them with its steps, and the forms to raise, propose and decide."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.domain.releases import DECIDER
from hmip_desktop.services import challenges
from hmip_desktop.services.case_search import CaseSearch, FoundCase, find_cases
from hmip_desktop.services.challenges import ChallengeLine, Decided, NewChallenge
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.views.lead.page import Columns, TableCard
from hmip_desktop.ui.views.lead.release_words import kind_words, state_words
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Card
from hmip_desktop.ui.widgets.grid import FieldGrid
from hmip_desktop.ui.widgets.inputs import DateInput, LineInput, PickList, TextInput
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.notices import EmptyState
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import answer_words, day_words

ICONS = {"new": ("pencil", "warn"), "proposed": ("clock", "warn"), "to-carry-out": ("clock", "warn"),
         "upheld": ("check", "ok"), "not-upheld": ("minus-circle", "text2")}  # fmt: skip


class ChallengesPart(QWidget):
    """All challenges at the left, the selected one at the right. ``case_asked`` carries case and question."""

    case_asked = Signal(str, str)

    def __init__(self, theme: Theme, desk: LeadDesk) -> None:
        super().__init__()
        self._theme, self._desk = theme, desk
        columns = (
            Column(t("Number"), 68), Column(t("State"), 126), Column(t("Case"), 80), Column(t("Question"), 78),
            Column(t("What is challenged"), 170, stretch=True), Column(t("Raised"), 138),
        )  # fmt: skip
        self.view = RowsView(theme, t("Challenges"), RowsModel(columns, self._cell))
        self.view.row_changed.connect(lambda _: self._choose())
        self.table = TableCard(theme, t("Challenges"), self.view, rows=6)
        self.detail = Card(theme, padding=16, gap=8)
        top = QHBoxLayout()
        self.heading, self.open = Heading(theme, "", 2), LinkButton(theme, t("Open the case"))
        self.open.clicked.connect(self._open)
        top.addWidget(self.heading, 1)
        top.addWidget(self.open)
        self.detail.body.addLayout(top)
        self.text = PlainLabel(theme, "", "body")
        self.said = PlainLabel(theme, "", "control", "text2")
        self.detail.body.addWidget(self.text)
        self.detail.body.addWidget(self.said)
        self.act = Button(theme, t("Propose an outcome..."), filled=True)
        self.act.clicked.connect(self.step)
        self.detail.body.addWidget(self.act)
        self.detail.body.addStretch(1)
        self.both = Columns(theme, ((self.table, 60), (self.detail, 40)), 820)
        words = t("When somebody says that a judgement is wrong, write it down here. It keeps the case from being "
                  "destroyed, and the numbers from being signed, until it is decided.")  # fmt: skip
        self.empty = EmptyState(theme, "scales", t("No judgement is challenged"), words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.both, 1)
        column.addWidget(self.empty, 1)

    def show_lines(self, lines: Sequence[ChallengeLine]) -> None:
        """Show the challenges as they stand; the one in view stays in view."""
        held = self.line
        self.both.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self.view.show_rows(lines, next((at for at, one in enumerate(lines) if held and one.id == held.id), 0))
        self._choose()

    @property
    def line(self) -> ChallengeLine | None:
        """The challenge in view."""
        rows, row = self.view.rows_model.rows, self.view.current_row()
        return rows[row] if 0 <= row < len(rows) else None

    def _choose(self) -> None:
        line = self.line
        self.detail.setVisible(line is not None)
        if line is None:
            return
        value = line.value
        self.heading.setText(f"{line.name} · {line.case_ref} · {value.ref}")
        self.open.setAccessibleName(t("Open {case} at {ref}", case=line.case_ref, ref=value.ref))
        self.text.setText(value.text)
        self.said.setText("\n".join(self._steps(line)))
        self.act.setVisible(line.state in ("new", "proposed"))
        self.act.setText(t("Record the decision...") if line.state == "proposed" else t("Propose an outcome..."))

    def _steps(self, line: ChallengeLine) -> list[str]:
        value = line.value
        said = [t("{kind}, raised by {who} on {day}", kind=kind_words(value.kind), who=value.by,
                  day=day_words(value.raised_on))]  # fmt: skip
        said.append(t("Counts now: {answer}", answer=answer_words(line.answer) if line.answer else t("unanswered")))
        if value.proposal:
            outcome = t("change to {answer}", answer=answer_words(value.answer)) if value.answer else t("keep it")
            said.append(t("Proposed: {outcome}. {reason}", outcome=outcome, reason=value.proposal_reason))
        if value.decision:
            said.append(t("{outcome} by {who}, {role}, on {day}. {reason}", outcome=state_words(line.state),
                          who=value.decided_by, role=value.decided_role, day=day_words(value.decided_on),
                          reason=value.decision_reason))  # fmt: skip
        return said

    def _cell(self, line: ChallengeLine, column: int) -> Cell:
        if column == 1:
            icon, tone = ICONS[line.state]
            return Cell(state_words(line.state), icon=icon, icon_tone=tone, bold=line.value.is_open)
        if column == 5:
            return Cell(day_words(line.value.raised_on), tone="text2")
        return Cell((line.name, "", line.case_ref, line.value.ref, line.value.text)[column], bold=column == 0)

    def _open(self) -> None:
        if self.line is not None:
            self.case_asked.emit(self.line.value.case_id, self.line.value.ref)

    def ask(self) -> None:
        """The form for a new challenge."""
        RaiseDialog(self._theme, self.window(), self._desk).open()

    def step(self) -> None:
        """The form for what comes next: a proposal, or the decision."""
        line = self.line
        if line is not None and line.state == "new":
            ProposeDialog(self._theme, self.window(), self._desk, line).open()
        elif line is not None and line.state == "proposed":
            DecideDialog(self._theme, self.window(), self._desk, line).open()


class RaiseDialog(FormDialog):
    """Which case and judgement, what is challenged, by whom by role, and when."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk) -> None:
        super().__init__(theme, parent, t("A judgement is challenged"), t("Write it down"))
        self.setMinimumWidth(theme.size(620))
        self._desk = desk
        self.kind = AnswerGroup(theme, t("What it is"), (
            Choice("factual_accuracy", t("Factual accuracy")), Choice("complaint", t("Complaint")),
        ))  # fmt: skip
        self.kind.set_value("factual_accuracy")
        self.form.addWidget(self.kind)
        self.case, self.ref = PickList(theme, t("Case")), PickList(theme, t("Judgement"))
        self.case.picked.connect(self._offer_judgements)
        self.ref.picked.connect(lambda _: self._look())
        self.by, self.on = LineInput(theme, t("Who challenges it, by role")), DateInput(theme, t("Day of the letter"))
        self.by.setMaxLength(200)
        grid = FieldGrid(theme, 2, 240)
        for label, editor in ((t("Case"), self.case), (t("Judgement"), self.ref),
                              (t("Who challenges it, by role"), self.by), (t("Day of the letter"), self.on)):  # fmt: skip
            grid.add(Field(theme, label, editor))
        self.form.addWidget(grid)
        self.words = TextInput(theme, t("What is challenged, naming nobody"), lines=4)
        self.form.addWidget(Field(theme, t("What is challenged, naming nobody"), self.words))
        for typed in (self.by.textChanged, self.on.textChanged, self.words.textChanged):
            typed.connect(self._look)
        self.carry_out = self._carry_out
        self.keep_words(desk, "release")
        self._look()
        desk.read(lambda ctx, _: find_cases(ctx, CaseSearch()), self._offer, parent=self)

    def _offer(self, found: tuple[FoundCase, ...]) -> None:
        self.case.offer([(one.item.case_id, f"{one.item.case_ref}, {one.inspector}") for one in found])
        self.case.set_value("")
        self._look()

    def _offer_judgements(self, case_id: str) -> None:
        self._desk.read(lambda ctx, _: challenges.judgements(ctx, case_id), self._show_judgements, parent=self)

    def _show_judgements(self, found: tuple[tuple[str, str], ...]) -> None:
        self.ref.offer([(ref, f"{ref}  {answer_words(answer) if answer else ''}".strip()) for ref, answer in found])
        self._look()

    def _look(self) -> None:
        ready = self.case.value() and self.ref.value() and self.by.text().strip() and self.words.toPlainText().strip()
        self.act.setEnabled(bool(ready and self.on.value()))

    def _carry_out(self) -> None:
        new = NewChallenge(self.case.value(), self.ref.value(), self.kind.value(), self.words.toPlainText(),
                           self.by.text(), self.on.value())  # fmt: skip
        self._desk.carry_out(
            lambda ctx, _: challenges.raise_challenge(ctx, new)[1], lambda _: self.accept(), self.say_trouble
        )


class ProposeDialog(FormDialog):
    """Keep the judgement or change it, with the reason."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, line: ChallengeLine) -> None:
        title = t("Propose an outcome for {name}", name=line.name)
        super().__init__(theme, parent, title, t("Propose"), line.value.text)
        self._desk, self._id = desk, line.id
        now = answer_words(line.answer) if line.answer else t("unanswered")
        choices = [Choice("keep", t("Keep it: {answer}", answer=now))]
        na = desk.overview.pack.element(line.value.ref).na
        choices += [
            Choice(code, t("Change to {answer}", answer=answer_words(code)))
            for code in ("yes", "no", "na")
            if code != line.answer and (code != "na" or na)
        ]
        self.outcome = AnswerGroup(theme, t("Outcome"), choices)
        self.outcome.set_stacked(True)
        self.outcome.chosen.connect(lambda _: self._look())
        self.form.addWidget(self.outcome)
        self.reason = TextInput(theme, t("Reason"), lines=4)
        self.reason.textChanged.connect(self._look)
        self.form.addWidget(Field(theme, t("Reason"), self.reason))
        self.carry_out = self._carry_out
        self.keep_words(desk, "release", line.id)
        self._look()

    def _look(self) -> None:
        self.act.setEnabled(bool(self.outcome.value() and self.reason.toPlainText().strip()))

    def _carry_out(self) -> None:
        chosen, reason, one = self.outcome.value(), self.reason.toPlainText(), self._id
        answer = "" if chosen == "keep" else chosen
        self._desk.carry_out(
            lambda ctx, _: challenges.propose(ctx, one, answer, reason), lambda _: self.accept(), self.say_trouble
        )


class DecideDialog(FormDialog):
    """What the chief operating officer decided, when and why."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, line: ChallengeLine) -> None:
        value = line.value
        title = t("Record the decision about {name}", name=line.name)
        outcome = t("change to {answer}", answer=answer_words(value.answer)) if value.answer else t("keep it")
        super().__init__(theme, parent, title, t("Record"), t("Proposed: {outcome}. {reason}", outcome=outcome,
                                                              reason=value.proposal_reason))  # fmt: skip
        self._desk, self._id = desk, line.id
        choices = [Choice("not_upheld", t("Not upheld: the judgement stays"))]
        if value.answer:
            words = t("Upheld: it becomes {answer}", answer=answer_words(value.answer))
            choices.insert(0, Choice("upheld", words))
        self.outcome = AnswerGroup(theme, t("Decision"), choices)
        self.outcome.set_stacked(True)
        self.outcome.chosen.connect(lambda _: self._look())
        self.form.addWidget(self.outcome)
        self.by, self.role = LineInput(theme, t("Who decided")), LineInput(theme, t("Role"))
        self.role.setText(DECIDER)
        self.on = DateInput(theme, t("Decided on"))
        grid = FieldGrid(theme, 2, 200)
        for label, editor in ((t("Who decided"), self.by), (t("Role"), self.role), (t("Decided on"), self.on)):
            editor.setMaxLength(200)
            editor.textChanged.connect(self._look)
            grid.add(Field(theme, label, editor))
        self.form.addWidget(grid)
        self.reason = TextInput(theme, t("Reason"), lines=3)
        self.reason.textChanged.connect(self._look)
        self.form.addWidget(Field(theme, t("Reason"), self.reason))
        self.carry_out = self._carry_out
        self.keep_words(desk, "release", line.id)
        self._look()

    def _look(self) -> None:
        typed = self.by.text().strip() and self.role.text().strip() and self.reason.toPlainText().strip()
        self.act.setEnabled(bool(self.outcome.value() and typed and self.on.value()))

    def _carry_out(self) -> None:
        decided = Decided(self.outcome.value(), self.reason.toPlainText(), self.by.text(), self.role.text(),
                          self.on.value())  # fmt: skip
        one = self._id
        self._desk.carry_out(
            lambda ctx, _: challenges.decide(ctx, one, decided), lambda _: self.accept(), self.say_trouble
        )
