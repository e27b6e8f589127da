"""The words of an alert: scope, the three tests with their why, what happened, who is at risk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hmip_desktop.domain.alert import Alert, AlertScope, Told
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice, yes_no
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Card, Line
from hmip_desktop.ui.widgets.inputs import LineInput, TextInput
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.tags import Glyph

TESTS = ("identifiable", "significant", "imminent")


def scopes() -> list[tuple[AlertScope, str]]:
    """What an alert can be about."""
    return [
        ("others", t("Harm to other people")),
        ("person_on_probation", t("Harm to the person on probation")),
        ("offence", t("An offence, such as fraud")),
        ("organisational", t("The organisation as a whole")),
    ]


@dataclass(frozen=True, slots=True)
class AlertTest:
    """One of the three tests: its code, the question, and what its line asks for."""

    code: str
    question: str
    hint: str


def tests() -> list[AlertTest]:
    """The three tests in the order in which people think (guidance manual 2025, alerts)."""
    return [
        AlertTest("identifiable", t("Is it clear who could be harmed, and how?"), t("Who or what, without names")),
        AlertTest("significant", t("Is it serious: life or limb, or hard to recover from?"), t("Why it is serious")),
        AlertTest("imminent", t("Is it imminent: hours or days, not weeks?"), t("Why it cannot wait")),
    ]


class TestRow(QWidget):
    """A question, a line for why, yes or no; the line goes below the question where the room is narrow."""

    changed = Signal()

    def __init__(self, theme: Theme, number: int, test: AlertTest) -> None:
        super().__init__()
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(10))
        self._grid.setVerticalSpacing(theme.space(4))
        self._grid.addWidget(PlainLabel(theme, str(number), "body-bold", "text2", wrap=False), 0, 0)
        self._words = PlainLabel(theme, test.question, "body")
        self.answer = AnswerGroup(theme, test.question, yes_no())
        self.why = LineInput(theme, f"{test.question} {test.hint}", test.hint)
        self._beside: bool | None = None
        self._place(True)
        self.answer.chosen.connect(lambda _: self.changed.emit())
        self.why.textChanged.connect(lambda _: self.changed.emit())

    def _place(self, beside: bool) -> None:
        if beside == self._beside:
            return
        self._beside = beside
        for part in (self._words, self.why, self.answer):
            self._grid.removeWidget(part)
        self._grid.addWidget(self._words, 0, 1)
        self._grid.addWidget(self.why, 0 if beside else 1, 2 if beside else 1, 1, 1 if beside else 3)
        self._grid.addWidget(self.answer, 0, 3, Qt.AlignmentFlag.AlignRight)
        self._grid.setColumnStretch(1, 5)
        self._grid.setColumnStretch(2, 5 if beside else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self.width() >= self._theme.size(760))

    @property
    def is_met(self) -> bool:
        """True when answered yes with a line of why."""
        return self.answer.value() == "yes" and bool(self.why.text().strip())


class AlertForm(QWidget):
    """``changed`` comes at every key, so that the draft can be kept and the buttons can follow."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(11))
        column.addWidget(self._scope_card(theme))
        column.addWidget(self._test_card(theme))
        column.addWidget(self._words_card(theme))

    def _scope_card(self, theme: Theme) -> Card:
        card = Card(theme, gap=6)
        card.body.addWidget(Heading(theme, t("What is it about?"), 2))
        self.scope = AnswerGroup(theme, t("What is it about?"), [Choice(code, words) for code, words in scopes()])
        self.scope.chosen.connect(lambda _: self.changed.emit())
        card.body.addWidget(self.scope, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _test_card(self, theme: Theme) -> Card:
        card = Card(theme, gap=9)
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        row.addWidget(Heading(theme, t("The three tests"), 2, wrap=False))
        row.addStretch(1)
        self._met_glyph = Glyph(theme, "circle", "text2", 15)
        self._met = PlainLabel(theme, "", "control-bold", wrap=False)
        row.addWidget(self._met_glyph)
        row.addWidget(self._met)
        card.body.addLayout(row)
        self.rows: dict[str, TestRow] = {}
        for number, test in enumerate(tests(), start=1):
            if number > 1:
                card.body.addWidget(Line(theme))
            self.rows[test.code] = TestRow(theme, number, test)
            self.rows[test.code].changed.connect(self._on_changed)
            card.body.addWidget(self.rows[test.code])
        return card

    def _words_card(self, theme: Theme) -> Card:
        card = Card(theme, gap=8)
        row = QHBoxLayout()
        row.setSpacing(theme.space(16))
        self.happened = TextInput(theme, t("What happened"), lines=4)
        self.at_risk = TextInput(theme, t("Who is at risk"), lines=4)
        left = Field(theme, t("What happened"), self.happened, t("facts, dates, source"), role="section")
        right = Field(theme, t("Who is at risk"), self.at_risk, t("no names"), role="section")
        for field in (left, right):
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(left, 3)
        row.addWidget(right, 2)
        card.body.addLayout(row)
        self.so_far = LineInput(theme, t("What has anyone done so far?"))
        card.body.addWidget(Field(theme, t("What has anyone done so far?"), self.so_far))
        for box in (self.happened, self.at_risk):
            box.textChanged.connect(self._on_changed)
        self.so_far.textChanged.connect(self._on_changed)
        return card

    def _on_changed(self) -> None:
        met = self.met_count
        self._met.setText(t("{met} of {count} met", met=met, count=len(self.rows)))
        done = met == len(self.rows)
        self._met_glyph.show_glyph("done" if done else "circle", "ok" if done else "text2")
        self.changed.emit()

    @property
    def met_count(self) -> int:
        """How many of the three tests are met."""
        return sum(1 for row in self.rows.values() if row.is_met)

    def missing(self) -> str:
        """The first thing without which the alert cannot be saved, in words; "" when nothing is missing."""
        if not self.scope.value():
            return t("say what it is about")
        if self.met_count < len(self.rows):
            return t("answer the three tests with a line each")
        if not self.happened.toPlainText().strip():
            return t("say what happened")
        if not self.at_risk.toPlainText().strip():
            return t("say who is at risk")
        return ""

    def alert(self, raised_at: str, told: tuple[Told, ...]) -> Alert:
        """The alert as written. What anyone did so far stands as a last paragraph of what happened."""
        happened = self.happened.toPlainText().strip()
        if self.so_far.text().strip():
            happened += "\n" + t("Done so far: {words}", words=self.so_far.text().strip())
        lines = {code: row.why.text().strip() for code, row in self.rows.items()}
        return Alert(
            self.scope.value(), happened, self.at_risk.toPlainText().strip(), lines["significant"],  # type: ignore[arg-type]
            lines["imminent"], lines["identifiable"], raised_at, told,
        )  # fmt: skip

    def draft(self) -> str:
        """Everything on the form as text, for the draft."""
        held = {code: [row.answer.value(), row.why.text()] for code, row in self.rows.items()}
        words = {
            "scope": self.scope.value(),
            "tests": held,
            "happened": self.happened.toPlainText(),
            "at_risk": self.at_risk.toPlainText(),
            "so_far": self.so_far.text(),
        }
        return json.dumps(words)

    def restore(self, draft: str) -> None:
        """Put a draft back on the form."""
        words: Mapping = json.loads(draft)
        self.scope.set_value(str(words.get("scope", "")))
        for code, (answer, why) in dict(words.get("tests", {})).items():
            if code in self.rows:
                self.rows[code].answer.set_value(answer)
                self.rows[code].why.setText(why)
        self.happened.setPlainText(str(words.get("happened", "")))
        self.at_risk.setPlainText(str(words.get("at_risk", "")))
        self.so_far.setText(str(words.get("so_far", "")))
        self._on_changed()

    def set_narrow(self, narrow: bool) -> None:
        """Answers below each other where they do not fit side by side."""
        self.scope.set_stacked(narrow or self.scope.row_width() > self.width() - self._theme.size(40))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.set_narrow(False)
