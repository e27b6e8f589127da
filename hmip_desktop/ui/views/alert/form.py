"""The words of an alert: scope, the three tests with their why, what happened, who is at risk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import UNSET
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hmip_desktop.domain.alert import Alert, Told
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.alert.words import poor_practice_words, scopes
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice, yes_no
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner, Card, Line
from hmip_desktop.ui.widgets.inputs import LineInput, TextInput
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.tags import Glyph

ORGANISATIONAL = "organisational"
SYSTEMIC = "systemic"
LONGEST = 1000  # letters of a line in the store


@dataclass(frozen=True, slots=True)
class AlertTest:
    """One of the three tests: its code, the question, and what its line asks for."""

    code: str
    question: str
    hint: str


def tests() -> list[AlertTest]:
    """The three tests in the order in which people think, and the fourth that only practice has (manual 2025, alerts)."""
    return [
        AlertTest("identifiable", t("Is it clear who could be harmed, and how?"), t("Who or what, without names")),
        AlertTest("significant", t("Is it serious: life or limb, or hard to recover from?"), t("Why it is serious")),
        AlertTest("imminent", t("Is it imminent: hours or days, not weeks?"), t("Why it cannot wait")),
        AlertTest(SYSTEMIC, t("Is it systemic: the same in case after case?"), t("Where else it was seen")),
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
        return self.answer.value() == "yes" and self.is_told

    @property
    def is_told(self) -> bool:
        """True when answered either way, with a line of why."""
        return bool(self.answer.value()) and bool(self.why.text().strip())

    def line(self) -> str:
        """The line of why."""
        return self.why.text().strip()[:LONGEST]


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
        self._on_changed()

    def _scope_card(self, theme: Theme) -> Card:
        card = Card(theme, gap=6)
        card.body.addWidget(Heading(theme, t("What is it about?"), 2))
        self.scope = AnswerGroup(theme, t("What is it about?"), [Choice(code, words) for code, words in scopes()])
        self.scope.chosen.connect(lambda _: self._on_changed())
        card.body.addWidget(self.scope, 0, Qt.AlignmentFlag.AlignLeft)
        self.poor_practice = Banner(theme, "info")
        self.poor_practice.hide()
        card.body.addWidget(self.poor_practice)
        return card

    def _test_card(self, theme: Theme) -> Card:
        card = Card(theme, gap=9)
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self._tests_title = Heading(theme, t("The three tests"), 2, wrap=False)
        row.addWidget(self._tests_title)
        row.addStretch(1)
        self._met_glyph = Glyph(theme, "circle", "text2", 15)
        self._met = PlainLabel(theme, "", "control-bold", wrap=False)
        row.addWidget(self._met_glyph)
        row.addWidget(self._met)
        card.body.addLayout(row)
        self.rows: dict[str, TestRow] = {}
        self._lines: dict[str, Line] = {}
        for number, test in enumerate(tests(), start=1):
            line = Line(theme)
            card.body.addWidget(line)
            line.setVisible(number > 1)
            self.rows[test.code] = TestRow(theme, number, test)
            self._lines[test.code] = line
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
        tests, met = self._asked(), self.met_count
        organisational = self.is_organisational
        self._tests_title.setText(t("The four tests") if organisational else t("The three tests"))
        for part in (self.rows[SYSTEMIC], self._lines[SYSTEMIC]):
            part.setVisible(organisational)
        self._met.setText(t("{met} of {count} met", met=met, count=len(tests)))
        done = met == len(tests)
        self._met_glyph.show_glyph("done" if done else "circle", "ok" if done else "text2")
        self._say_practice()
        self.changed.emit()

    def _say_practice(self) -> None:
        """Refuses nothing, but says when it looks like general poor practice, which is no alert however widespread."""
        self.poor_practice.setVisible(self.is_organisational)
        answered = [row for row in self._asked() if row.answer.value()]
        if any(row.answer.value() == "no" for row in answered):
            self.poor_practice.set_kind("warning")
            lead, rest = poor_practice_words()
            self.poor_practice.say(lead, f"{rest} {t('You can save it all the same.')}")
        else:
            self.poor_practice.set_kind("info")
            self.poor_practice.say(
                "", t("Practice is an alert only when it is identifiable, systemic, significant and imminent.")
            )

    def _asked(self) -> list[TestRow]:
        """The tests that this kind of alert has to pass."""
        return [row for code, row in self.rows.items() if code != SYSTEMIC or self.is_organisational]

    @property
    def is_organisational(self) -> bool:
        """True when it is about practice and not about one case."""
        return self.scope.value() == ORGANISATIONAL

    @property
    def met_count(self) -> int:
        """How many of the tests are met."""
        return sum(1 for row in self._asked() if row.is_met)

    def missing(self) -> str:
        """The first thing without which the alert cannot be saved, in words; "" when nothing is missing."""
        if not self.scope.value():
            return t("say what it is about")
        if self.is_organisational and not all(row.is_told for row in self._asked()):
            return t("answer the four tests with a line each")
        if not self.is_organisational and self.met_count < len(self._asked()):
            return t("answer the three tests with a line each")
        if not self.happened.toPlainText().strip():
            return t("say what happened")
        if not self.at_risk.toPlainText().strip():
            return t("say who is at risk")
        return ""

    def alert(self, raised_at: str, told: tuple[Told, ...]) -> Alert:
        """The alert as written. What was done so far ends what happened."""
        happened = self.happened.toPlainText().strip()
        if self.so_far.text().strip():
            happened += "\n" + t("Done so far: {words}", words=self.so_far.text().strip())
        lines = {code: row.line() for code, row in self.rows.items()}
        asked = {code: row for code, row in self.rows.items() if row in self._asked()}
        return Alert(
            self.scope.value(), happened, self.at_risk.toPlainText().strip()[:LONGEST], lines["significant"],  # type: ignore[arg-type]
            lines["imminent"], lines["identifiable"], raised_at, told,
            systemic=lines[SYSTEMIC] if SYSTEMIC in asked else UNSET,
            not_met=tuple(code for code, row in asked.items() if row.answer.value() == "no") or UNSET,  # type: ignore[misc]
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

    def show_alert(self, alert: Alert) -> None:
        """Show an alert that was saved, as it was written."""
        self.scope.set_value(alert.scope)
        for code, met, why in alert.tests:
            self.rows[code].answer.set_value("yes" if met else "no")
            self.rows[code].why.setText(why)
        self.happened.setPlainText(alert.what_happened)
        self.at_risk.setPlainText(alert.at_risk)
        self._on_changed()

    def begin(self, words: str) -> None:
        """Start from the words of a note, below what stands there already."""
        before = self.happened.toPlainText().strip()
        if words.strip() and words.strip() not in before:
            self.happened.setPlainText(f"{before}\n{words.strip()}".strip())

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
