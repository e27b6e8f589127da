"""One alert: what happened, its five steps with who and when, evidence, and what may be done next."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.domain.alert import Assurance
from hmip_desktop.services.alert_register import RegisterLine, Step
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.alert.words import poor_practice_words, test_words
from hmip_desktop.ui.views.lead.alert_words import due_words, number_words, scope_words, step_words
from hmip_desktop.ui.views.lead.cells import draw_dot
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.chips import FlowLayout
from hmip_desktop.ui.widgets.frames import Banner, Box, Card, Line
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.tags import StatusTag
from hmip_desktop.ui.words import day_words, moment_words, rosh_words


class AlertCard(Card):
    """The chosen alert. The signals ask the place for the forms that carry them out."""

    ask_asked = Signal()
    evidence_asked = Signal()
    close_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=16, gap=6)
        self._theme = theme
        top = QHBoxLayout()
        top.setSpacing(theme.space(10))
        self.title = Heading(theme, "", 2, wrap=False)
        self.risk = StatusTag(theme, "", "error")
        top.addWidget(self.title)
        top.addWidget(self.risk)
        top.addStretch(1)
        self.body.addLayout(top)
        self.scope = PlainLabel(theme, "", "small", "text2")
        self.happened = PlainLabel(theme, "", "control")
        self.tests = PlainLabel(theme, "", "small", "text2")
        self.practice = Banner(theme, "warning")
        self.practice.say(*poor_practice_words())
        for part in (self.scope, self.happened, self.tests, self.practice):
            self.body.addWidget(part)
        self.body.addWidget(Line(theme))
        self._steps = Box(theme, 0)
        self.body.addWidget(self._steps)
        self.body.addWidget(Line(theme))
        self.evidence_title = Heading(theme, t("Assurance from the body"), 3)
        self.evidence = PlainLabel(theme, "", "small")
        self.body.addWidget(self.evidence_title)
        self.body.addWidget(self.evidence)
        self._build_acts(theme)
        self.body.addStretch(1)
        self.phone = Banner(theme, "info", icon="phone")
        self.phone.say(t("This computer cannot tell anybody."), t("Telephone the duty line, then record it."))
        self.body.addWidget(self.phone)

    def _build_acts(self, theme: Theme) -> None:
        holder = QWidget()
        flow = FlowLayout(theme.space(6))
        holder.setLayout(flow)
        policy = holder.sizePolicy()
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        self.ask = Button(theme, t("Asked..."), small=True)
        self.ask.clicked.connect(self.ask_asked)
        self.add = Button(theme, t("Evidence seen..."), small=True)
        self.add.clicked.connect(self.evidence_asked)
        self.close_button = Button(theme, t("Close..."), "lock", small=True)
        self.close_button.clicked.connect(self.close_asked)
        for button in (self.ask, self.add, self.close_button):
            flow.addWidget(button)
        self.body.addWidget(holder)
        self.why = PlainLabel(theme, "", "small", "text2")
        self.body.addWidget(self.why)

    def show_alert(self, line: RegisterLine, now: datetime, leads: bool) -> None:
        """Show another alert; only those who lead may act on it."""
        alert = line.alert
        self.title.setText(f"{number_words(line.number)}  ·  {line.row.case_ref or t('The inspection as a whole')}")
        self.risk.setVisible(line.rosh in ("high", "very_high"))
        self.risk.show_tag(t("{level} RoSH", level=rosh_words(line.rosh)), "error")
        self.scope.setText(", ".join(part for part in (scope_words(alert.scope), line.pdu) if part))
        self.happened.setText(alert.what_happened)
        told = [(t("Who is at risk"), alert.at_risk), *test_words(alert)]
        self.tests.setText("\n".join(f"{name}: {words}" for name, words in told if words))
        self.practice.setVisible(alert.looks_like_poor_practice)
        self._show_steps(line, now)
        self._show_assurance(line, now)
        closed = alert.state == "closed"
        self.ask.setEnabled(leads and not closed and bool(alert.received_at))
        self.add.setEnabled(leads and not closed and bool(alert.received_at))
        self.close_button.setEnabled(leads and not closed and line.can_close)
        self.why.setText(self._why(line, leads))
        self.phone.setVisible(not closed)

    def _why(self, line: RegisterLine, leads: bool) -> str:
        if line.alert.state == "closed":
            return t("Closed: {reason}", reason=line.alert.closed_reason)
        if not leads:
            return t("The lead inspector or deputy acts on alerts.")
        if not line.alert.received_at:
            return t("Acknowledge the alert first.")
        return "" if line.can_close else t("Cannot close yet: no evidence that the body acted.")

    def _show_steps(self, line: RegisterLine, now: datetime) -> None:
        while (item := self._steps.body.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for place, step in enumerate(line.steps):
            who = line.raised_by if step.code == "raised" else step.who
            row = StepRow(self._theme, step, ", ".join(part for part in (who, moment_words(step.at, now)) if part))
            row.first, row.last = place == 0, place == len(line.steps) - 1
            row.due = due_words(line)[0] if step.code == "assurance" and not step.done else ""
            row.finish()
            self._steps.body.addWidget(row)

    def _show_assurance(self, line: RegisterLine, now: datetime) -> None:
        lines = [_assurance_line(one, now) for one in line.alert.assurance]
        self.evidence.setText("\n".join(lines) or t("Nothing asked and nothing seen yet."))
        self.evidence.set_tone("text" if lines else "text2")


def _assurance_line(one: Assurance, now: datetime) -> str:
    if one.evidence:
        return t("Seen {when}: {evidence}", when=moment_words(one.seen_at, now), evidence=one.evidence)
    due = t(", by {day}", day=day_words(one.due_on)) if one.due_on else ""
    return t("Asked {body}{due}: {action}", body=one.body, due=due, action=one.action)


class StepRow(QWidget):
    """A dot on a line, the step in words, who and when."""

    def __init__(self, theme: Theme, step: Step, detail: str) -> None:
        super().__init__()
        self._theme, self._step, self._detail = theme, step, detail
        self.first = self.last = False
        self.due = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.size(30), theme.space(3), 0, theme.space(5))
        self._row.setSpacing(theme.space(8))

    def finish(self) -> None:
        """Put the words in, after due and the ends are known."""
        theme = self._theme
        words = QVBoxLayout()
        words.setSpacing(0)
        top = QHBoxLayout()
        top.setSpacing(theme.space(8))
        role = "control-bold" if self._step.done else "control"
        top.addWidget(PlainLabel(theme, step_words(self._step.code), role, wrap=False))
        if self.due:
            top.addWidget(StatusTag(theme, self.due, "info"))
        top.addStretch(1)
        words.addLayout(top)
        if self._detail:
            words.addWidget(PlainLabel(theme, self._detail, "small", "text2"))
        self._row.addLayout(words, 1)
        done = t("done") if self._step.done else t("not yet")
        self.setAccessibleName(", ".join(x for x in (step_words(self._step.code), done, self._detail, self.due) if x))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = painting.crisp(QPainter(self)), self._theme
        radius, x = theme.size(7), theme.size(10)
        middle = theme.space(3) + theme.metrics("control").height() / 2
        painter.setPen(painting.pen(theme.colour("sel" if self._step.done else "control"), 2))
        if not self.first:
            painter.drawLine(QPointF(x, 0), QPointF(x, middle - radius))
        if not self.last:
            painter.drawLine(QPointF(x, middle + radius), QPointF(x, self.height()))
        draw_dot(painter, theme, QPointF(x, middle), radius, self._step.done)
