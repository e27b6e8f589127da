"""What stood out in a case, and what was fed back: the right half of Evaluate."""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from hmip_desktop.domain.assessment import Evaluation, Feedback
from hmip_desktop.domain.assessment import Theme as CaseTheme
from hmip_desktop.services.interview import feedback_rule
from hmip_desktop.services.themes import marks_in
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import KeptFields
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.practice_list import PracticeList
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.chips import ChipRow, FlowLayout
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner, Card, Line
from hmip_desktop.ui.widgets.inputs import LineInput, TextInput, Tick
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel

KINDS = ("enabler", "barrier", "line_of_enquiry")


def kind_words(kind: str) -> str:
    """What a theme is."""
    return {
        "enabler": t("Enablers"), "barrier": t("Barriers"), "line_of_enquiry": t("Lines of enquiry"),
    }[kind]  # fmt: skip


def feedback_words(code: str) -> tuple[str, str]:
    """Why feedback is or is not allowed, as lead and sentence."""
    no = t("No feedback.")
    return {
        "": (t("Feedback is allowed."), t("Keep to what the practitioner did personally.")),
        "nobody-interviewed": (no, t("Nobody was interviewed in this case.")),
        "substitute-does-not-supervise": (
            no,
            t("You interviewed somebody who does not supervise this practitioner."),
        ),
        "second-person-still-there": (
            no,
            t("The second person has to leave before feedback: record when they left, in the interview."),
        ),
    }[code]


class ClosingForm(Card):
    """Strengths, areas, themes, feedback, the alert check. Everything is saved when a field is left."""

    advice_asked = Signal()

    def __init__(self, theme: Theme, desk: CaseDesk) -> None:
        super().__init__(theme, gap=10)
        self._theme, self._desk = theme, desk
        self._add_lists(theme)
        self._add_themes(theme)
        self.body.addWidget(Line(theme))
        self._add_feedback(theme)
        self.body.addWidget(Line(theme))
        self.alert_check = Tick(
            theme, t("Alert check done: nothing serious and imminent is left without an alert"), "control"
        )
        self.alert_check.clicked.connect(self._save)
        self.body.addWidget(self.alert_check)
        self.body.addStretch(1)
        self._keep_typing()

    def _keep_typing(self) -> None:
        """What is typed is kept while it is typed."""
        self._kept: KeptFields | None = None
        if self._desk.drafts is not None:
            fields: dict[str, QLineEdit | QPlainTextEdit] = {
                "strengths": self.strengths, "areas": self.areas, "why_not": self.why_not,
                **{kind: row.line for kind, row in self.chips.items()},
            }  # fmt: skip
            self._kept = KeptFields(self._desk.drafts, lambda: "evaluation", fields, self.save, self._heads)

    def _heads(self) -> tuple[str, ...]:
        held = self._desk.record.evaluation
        return held.heads if held else ()

    def _add_lists(self, theme: Theme) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.space(16))
        asked = next((page.ref for page in self._desk.flow.pages if page.kind == "key_question"), "")
        hint = t("One to a line, what it rests on in brackets: [{ref}]", ref=asked)
        self.strengths = TextInput(theme, t("Strengths"), hint, lines=4)
        self.areas = TextInput(theme, t("Areas for improvement"), hint, lines=4)
        for label, box in ((t("Strengths"), self.strengths), (t("Areas for improvement"), self.areas)):
            box.left.connect(self._save)
            row.addWidget(Field(theme, label, box))
        self.body.addLayout(row)

    def _add_themes(self, theme: Theme) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(12))
        grid.setVerticalSpacing(theme.space(8))
        grid.setColumnStretch(1, 1)
        self.chips: dict[str, ChipRow] = {}
        for place, kind in enumerate(KINDS):
            row = ChipRow(theme, kind_words(kind), t("Add theme"))
            row.changed.connect(self._save)
            grid.addWidget(PlainLabel(theme, kind_words(kind), "control-bold", wrap=False), place, 0)
            grid.addWidget(row, place, 1)
            self.chips[kind] = row
        self.practice = PracticeList(theme, self._desk.drafts)
        self.practice.changed.connect(lambda: self._save(done=self.practice.when_saved()))
        name = PlainLabel(theme, t("Effective practice"), "control-bold", wrap=False)
        grid.addWidget(name, len(KINDS), 0)
        grid.addWidget(self.practice, len(KINDS), 1)
        self.body.addLayout(grid)
        self.names = Banner(theme, "warning")
        self.body.addWidget(self.names)

    def _add_feedback(self, theme: Theme) -> None:
        self.body.addWidget(Heading(theme, t("Feedback"), 2))
        self.rule = Banner(theme, "ok")
        self.body.addWidget(self.rule)
        host = QWidget()
        row = FlowLayout(theme.space(10))
        host.setLayout(row)
        self._given_words = PlainLabel(theme, t("Was it given?"), "body", wrap=False)
        row.addWidget(self._given_words)
        choices = [Choice("given", t("Given")), Choice("not", t("Not given"))]
        self.given = AnswerGroup(theme, t("Was feedback given?"), choices)
        self.given.chosen.connect(self._save)
        row.addWidget(self.given)
        self.advice = LinkButton(theme, "")
        self.advice.clicked.connect(self.advice_asked)
        row.addWidget(self.advice)
        row.addWidget(PlainLabel(theme, t("advice is never chased"), "small", "text2", wrap=False))
        self.body.addWidget(host)
        self.why_not = LineInput(theme, t("Why was no feedback given?"), t("Why not? A few words are enough."))
        self.why_not.left.connect(self._save)
        self.body.addWidget(self.why_not)

    def evaluation(self) -> Evaluation:
        """What the form holds, on top of what it does not show."""
        held = self._desk.record.evaluation
        before = held.value if held else Evaluation()
        themes = tuple(CaseTheme(kind, words) for kind, row in self.chips.items() for words in row.words())  # type: ignore[arg-type]
        feedback = None
        if self.given.value():
            given = self.given.value() == "given"
            was = before.feedback
            feedback = Feedback(given, "" if given else self.why_not.text().strip(), was.given_at if was else "")
        return msgspec.structs.replace(
            before,
            strengths=_lines(self.strengths),
            areas=_lines(self.areas),
            themes=themes,
            practice=self.practice.examples,
            feedback=feedback,
            alert_considered=self.alert_check.isChecked(),
        )

    def save(self) -> None:
        """Keep what stands in the fields now."""
        self._save()

    def restore(self, words: str) -> None:
        """Put back what was typed before a crash."""
        held = json.loads(words)
        for name, box in (("strengths", self.strengths), ("areas", self.areas)):
            if name in held:
                box.setPlainText(str(held[name]))
        why = str(held.get("why_not") or held.get("text") or "")  # "text": typed in the interview window
        if why:
            self.given.set_value("not")
            self.why_not.setText(why)
            self.why_not.show()
        for kind, row in self.chips.items():
            if held.get(kind):
                row.go_on_with(str(held[kind]))
        (self.why_not if why else self.strengths).setFocus()
        if self._kept is not None:
            self._kept.go_on()

    def _save(self, *_: object, done: Callable[[object], object] | None = None) -> None:
        if not self._desk.is_locked:
            settle = self._kept.when_saved() if self._kept is not None else None
            self._desk.evaluate(self.evaluation(), lambda given: [act(given) for act in (settle, done) if act])
        self.why_not.setVisible(self.given.value() == "not")

    def refresh(self) -> None:
        """Show what is saved; a field in which somebody types is left alone."""
        held = self._desk.record.evaluation
        value = held.value if held else Evaluation()
        for box, lines in ((self.strengths, value.strengths), (self.areas, value.areas)):
            if not box.hasFocus() and _lines(box) != lines:
                box.setPlainText("\n".join(lines))
            box.setReadOnly(self._desk.is_locked)
        for kind, row in self.chips.items():
            words = tuple(theme.text for theme in value.themes if theme.kind == kind)
            if words != row.words():
                row.show_words(words)
            row.setEnabled(not self._desk.is_locked)
        self.practice.show_examples(value.practice, self._desk.record)
        self.practice.setEnabled(not self._desk.is_locked)
        self._show_names(value)
        rule = feedback_rule(self._desk.record)
        self.rule.set_kind("ok" if rule.allowed else "info")
        self.rule.say(*feedback_words(rule.code))
        self.given.set_value("" if value.feedback is None else "given" if value.feedback.given else "not")
        self.given.setEnabled(not self._desk.is_locked and (rule.allowed or value.feedback is not None))
        self.why_not.setVisible(self.given.value() == "not")
        if not self.why_not.hasFocus():
            self.why_not.setText(value.feedback.reason if value.feedback else "")
        self.alert_check.setChecked(value.alert_considered)
        self.alert_check.setEnabled(not self._desk.is_locked)
        self.advice.setText(t("Advice log ({count})", count=len(self._desk.record.advice)))
        self.advice.updateGeometry()

    def _show_names(self, value: Evaluation) -> None:
        """Themes are listed apart from the case: say where one looks as if somebody could be known by it."""
        words = [theme.text for theme in value.themes if marks_in(self._desk.record, theme.text)]
        self.names.setVisible(bool(words) and not self._desk.is_locked)
        if words:
            lead = t("A theme may tell who is meant:")
            self.names.say(lead, t("{words}. Take it back and write it without names.", words=", ".join(words)))


def _lines(box: TextInput) -> tuple[str, ...]:
    return tuple(line.strip()[:1000] for line in box.toPlainText().splitlines() if line.strip())


class TwoHalves(QWidget):
    """Two cards side by side, one above the other when the room is narrow."""

    def __init__(self, theme: Theme, left: QWidget, right: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.space(16))
        self._left, self._right = left, right
        self._beside: bool | None = None
        self._place(True)

    def _place(self, beside: bool) -> None:
        if beside == self._beside:
            return
        self._beside = beside
        for part in (self._left, self._right):
            self._grid.removeWidget(part)
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._grid.addWidget(self._left, 0, 0)
        self._grid.addWidget(self._right, 0 if beside else 1, 1 if beside else 0)
        self._grid.setColumnStretch(0, 45)
        self._grid.setColumnStretch(1, 60 if beside else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self.width() >= self._theme.size(760))
