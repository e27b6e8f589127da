"""The register of alerts. The inspectorate does not manage the risk: it asks the body to act and for evidence."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from hmip_desktop.domain.alert import Assurance
from hmip_desktop.services.alert_calls import CallLine, close_call, reconcile, waiting_calls
from hmip_desktop.services.alert_register import RegisterLine, read_register, record_evidence
from hmip_desktop.services.alerts import acknowledge, close_alert, record_told, seek_assurance
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.alert_calls import CallDialog, CallsBox
from hmip_desktop.ui.views.lead.alert_detail import AlertCard
from hmip_desktop.ui.views.lead.alert_words import (
    due_words,
    next_words,
    number_words,
    open_words,
    scope_words,
    state_words,
)
from hmip_desktop.ui.views.lead.cells import StepDots, TagBelow
from hmip_desktop.ui.views.lead.desk import LeadDesk, Verb
from hmip_desktop.ui.views.lead.forms import FileChooser, FormDialog
from hmip_desktop.ui.views.lead.page import Columns, LeadPage, TableCard
from hmip_desktop.ui.views.lead.whole_alert import WholeAlertDialog
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.inputs import DateInput, LineInput, TextInput
from hmip_desktop.ui.widgets.notices import EmptyState
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import moment_words

ALERT, ABOUT, STATE, RAISED, NEXT = range(5)
LEADS = ("lead", "deputy")
RAISING = (*LEADS, "local_assessor")


class AlertsScreen(LeadPage):
    """The register at the left, the chosen alert at the right."""

    help_page = "alerts-register"

    raise_asked = Signal()

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Alerts"))
        self.lines: tuple[RegisterLine, ...] = ()
        self.choose = FileChooser(self)
        self._now: datetime = desk.now()
        self.call = Button(theme, t("Record a call..."), "phone")
        self.call.clicked.connect(self.ask_call)
        self.whole = Button(theme, t("Raise one about the whole..."), "alert")
        self.whole.setAccessibleName(t("Raise an alert about the inspection as a whole"))
        self.whole.clicked.connect(self.ask_whole)
        self.came = Button(theme, t("A call came..."), "phone")
        self.came.setAccessibleName(t("Note a call that came before its sealed file"))
        self.came.clicked.connect(lambda: CallDialog(self.theme, self, self.desk).open())
        self.head.add_button(self.came)
        self.came.setVisible(desk.role in LEADS)
        self.head.add_button(self.whole)
        self.head.add_button(self.call)
        self.calls = CallsBox(theme)
        self.calls.matched.connect(self._match)
        self.calls.closing.connect(self.ask_no_alert)
        self.column.body.addWidget(self.calls)
        self.register = self._table(theme)
        self.card = AlertCard(theme)
        self.card.ask_asked.connect(self.ask_assurance)
        self.card.evidence_asked.connect(self.ask_evidence)
        self.card.close_asked.connect(self.ask_close)
        self.columns = Columns(theme, ((self.register, 73), (self.card, 37)), least=900)
        self.column.body.addWidget(self.columns, 1)
        self.empty = EmptyState(
            theme, "alert", t("No alerts"),
            t("Alerts raised by your inspectors appear here as soon as their sealed file is merged."),
        )  # fmt: skip
        self.column.body.addWidget(self.empty, 1)
        self.main = Button(theme, t("Acknowledge"), filled=True)
        self.main.clicked.connect(self._do_next)
        self.footer.add_button(self.main)

    def _table(self, theme: Theme) -> TableCard:
        columns = (
            Column(t("Alert"), 112), Column(t("About"), 130, stretch=True), Column(t("State"), 212),
            Column(t("Raised"), 110, stretch=True), Column(t("Next"), 128, stretch=True),
        )  # fmt: skip
        view = RowsView(theme, t("Register of alerts"), RowsModel(columns, self._cell), row_height=52)
        view.setItemDelegateForColumn(STATE, StepDots(theme, view))
        view.setItemDelegateForColumn(NEXT, TagBelow(theme, view))
        view.row_changed.connect(self._choose)
        card = TableCard(theme, t("Register"), view)
        row = QHBoxLayout()
        self.which = AnswerGroup(theme, t("Which alerts"), (
            Choice("all", t("Open and closed")), Choice("open", t("Open only")),
        ))  # fmt: skip
        self.which.set_value("all")
        self.which.chosen.connect(self._choose_which)
        row.addWidget(self.which)
        card.top.addLayout(row)
        return card

    # showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        self.desk.read(lambda ctx, _: (read_register(ctx), waiting_calls(ctx)), self._show, parent=self)

    def _show(self, found: tuple[tuple[RegisterLine, ...], tuple[CallLine, ...]]) -> None:
        lines, calls = found
        self._now, self.lines = self.desk.now(), lines
        self.calls.show_calls(calls, self._now, self.desk.role in LEADS)
        opened = sum(line.alert.state != "closed" for line in lines)
        self.head.say(
            t("{open} open, {closed} closed. The inspectorate does not manage the risk: it asks the body to act and "
              "for evidence that it did.", open=opened, closed=len(lines) - opened)
        )  # fmt: skip
        self.columns.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self._show_rows()

    def _show_rows(self) -> None:
        chosen = self.chosen
        wanted = [line for line in self.lines if self.which.value() != "open" or line.alert.state != "closed"]
        ids = [line.row.alert_id for line in wanted]
        place = ids.index(chosen.row.alert_id) if chosen and chosen.row.alert_id in ids else 0
        self.register.view.show_rows(wanted, place)
        self.card.setVisible(bool(wanted))
        if not wanted:
            self._say_main(None)

    @property
    def chosen(self) -> RegisterLine | None:
        """The alert in view."""
        rows = self.register.view.rows_model.rows
        place = self.register.view.current_row()
        return rows[place] if 0 <= place < len(rows) else None

    def _choose_which(self, code: str) -> None:
        if not code:
            self.which.set_value("all")
        self._show_rows()

    def _choose(self, row: int) -> None:
        line = self.chosen
        if line is not None:
            self.card.show_alert(line, self._now, self.desk.role in LEADS)
        self._say_main(line)

    def _say_main(self, line: RegisterLine | None) -> None:
        """The filled button is what is next for the chosen alert."""
        leads = self.desk.role in LEADS
        words = {"acknowledge": t("Acknowledge"), "ask": t("Record assurance asked"), "close": t("Close the alert"),
                 "evidence": t("Record evidence seen")}  # fmt: skip
        code = line.next if line is not None else ""
        self.whole.setVisible(self.desk.role in RAISING)
        self.head.fit()
        self.main.setText(words.get(code, t("Nothing to do")))
        self.main.setEnabled(bool(code) and leads)
        self.call.setEnabled(line is not None and line.alert.state != "closed")
        waiting = sum(one.next == "acknowledge" for one in self.lines)
        self.footer.say_link("")
        self.footer.say_note(
            "" if not waiting else t("1 alert to acknowledge") if waiting == 1
            else t("{count} alerts to acknowledge", count=waiting)
        )  # fmt: skip

    def _cell(self, line: RegisterLine, column: int) -> Cell:
        if column == ALERT:
            return Cell(number_words(line.number), bold=True, detail=line.raised_by)
        if column == ABOUT:
            return Cell(line.row.case_ref or t("The inspection as a whole"), detail=scope_words(line.alert.scope))
        if column == STATE:
            done = sum(step.done for step in line.steps)
            spoken = t("{state}, {done} of {all} steps", state=state_words(line.state), done=done, all=len(line.steps))
            return Cell(state_words(line.state), spoken=spoken)
        if column == RAISED:
            told = t("nobody told") if not line.alert.told else open_words(line) or t("by telephone")
            return Cell(moment_words(line.alert.raised_at, self._now), detail=told)
        words, tag = due_words(line)
        if not line.next:
            closed = t("Closed")
            return Cell(closed, tone="text2")
        return Cell(next_words(line.next), end=words, tag=tag, spoken=f"{next_words(line.next)} {words}")

    # acting -----------------------------------------------------------------------------------------------

    def _do_next(self) -> None:
        line = self.chosen
        if line is None:
            return
        if line.next == "acknowledge":
            row = line.row
            self.desk.write(lambda ctx, _: acknowledge(ctx, row.case_id, row.alert_id))
        else:
            acts = {"ask": self.ask_assurance, "evidence": self.ask_evidence, "close": self.ask_close}
            acts[line.next]()

    def _write(self, form: FormDialog, verb: Verb) -> None:
        self.desk.write(verb, lambda _: form.accept(), failed=form.say_trouble)

    def ask_whole(self) -> None:
        """Open the form for an alert that belongs to no case."""
        WholeAlertDialog(self.theme, self, self.desk, self.choose).open()

    def _match(self, call_id: str, alert_id: str) -> None:
        self.desk.write(lambda ctx, _: reconcile(ctx, call_id, alert_id))

    def ask_no_alert(self, call_id: str) -> None:
        """Say that no alert comes of a call, and why."""
        form = FormDialog(self.theme, self, t("No alert came of the call"), t("Take it out of the list"),
                          t("The call stays in the record."))  # fmt: skip
        why = LineInput(self.theme, t("Why not"))
        form.form.addWidget(Field(self.theme, t("Why not"), why))
        form.carry_out = lambda: self._write(form, lambda ctx, _: close_call(ctx, call_id, why.text()))
        form.keep_words(self.desk, "alerts", f"no-alert/{call_id}")
        form.open()

    def ask_call(self) -> None:
        """Record that somebody was told by telephone, now."""
        line = self.chosen
        if line is None:
            return
        row = line.row
        form = FormDialog(self.theme, self, t("Record a call"), t("Told now"), t("The time is taken now."))
        who = LineInput(self.theme, t("Who was told, by role"))
        form.form.addWidget(Field(self.theme, t("Who was told, by role"), who))
        who.textChanged.connect(lambda words: form.need("" if words.strip() else t("Say who was told")))
        form.need(t("Say who was told"))
        form.carry_out = lambda: self._write(
            form, lambda ctx, _: record_told(ctx, row.case_id, row.alert_id, who.text().strip())
        )
        form.keep_words(self.desk, "alerts", f"told/{row.alert_id}", f"{row.case_ref}/{line.number}")
        form.open()

    def ask_assurance(self) -> None:
        """Record what the body was asked to confirm, and by when."""
        line = self.chosen
        if line is None:
            return
        row, theme = line.row, self.theme
        form = FormDialog(theme, self, t("Assurance asked"), t("Record"),
                          t("What was the responsible body asked to confirm, who was asked, and by when?"))  # fmt: skip
        action = TextInput(theme, t("What it is to confirm"), lines=2)
        body = LineInput(theme, t("Who was asked, by role"))
        due = DateInput(theme, t("Answer by"))
        for words, editor in ((t("What it is to confirm"), action), (t("Who was asked, by role"), body),
                              (t("Answer by"), due)):  # fmt: skip
            form.form.addWidget(Field(theme, words, editor))

        def carry_out() -> None:
            day = due.value()
            if not (action.toPlainText().strip() and body.text().strip() and day):
                form.say_trouble(t("Fill in all three, the date as day, month and year."))
                return
            asked = Assurance(action.toPlainText().strip(), body.text().strip(), day.isoformat())
            self._write(form, lambda ctx, _: seek_assurance(ctx, row.case_id, row.alert_id, asked))

        form.carry_out = carry_out
        form.keep_words(self.desk, "alerts", f"assurance/{row.alert_id}", f"{row.case_ref}/{line.number}")
        form.open()

    def ask_evidence(self) -> None:
        """Record what was seen that shows that the body acted."""
        line = self.chosen
        if line is None:
            return
        row, theme = line.row, self.theme
        question = t("What did you see that shows that the responsible body acted? The time is taken now.")
        form = FormDialog(theme, self, t("Evidence seen"), t("Record"), question)
        evidence = TextInput(theme, t("What you saw"), lines=3)
        body = LineInput(theme, t("From whom, by role"))
        form.form.addWidget(Field(theme, t("What you saw"), evidence))
        form.form.addWidget(Field(theme, t("From whom, by role"), body))

        def carry_out() -> None:
            words, who = evidence.toPlainText().strip(), body.text().strip()
            if not (words and who):
                form.say_trouble(t("Say what you saw and from whom."))
                return
            self._write(form, lambda ctx, _: record_evidence(ctx, row.case_id, row.alert_id, words, who))

        form.carry_out = carry_out
        form.keep_words(self.desk, "alerts", f"evidence/{row.alert_id}", f"{row.case_ref}/{line.number}")
        form.open()

    def ask_close(self) -> None:
        """Close the alert, with the reason."""
        line = self.chosen
        if line is None or not line.can_close:
            return
        row = line.row
        form = FormDialog(self.theme, self, t("Close the alert"), t("Close the alert"),
                          t("It stays in the register with all that was recorded."))  # fmt: skip
        reason = LineInput(self.theme, t("Why it is closed"))
        form.form.addWidget(Field(self.theme, t("Why it is closed"), reason))
        form.carry_out = lambda: self._write(
            form, lambda ctx, _: close_alert(ctx, row.case_id, row.alert_id, reason.text())
        )
        form.keep_words(self.desk, "alerts", f"close/{row.alert_id}", f"{row.case_ref}/{line.number}")
        form.open()
