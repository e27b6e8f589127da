"""The page for feedback: opens to it only when the rules allow, and says why not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.interview import InterviewNote
from hmip_desktop.services.interview import feedback_rule
from hmip_desktop.ui.draft_keeper import DraftKeeper, KeptFields
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.closing_form import feedback_words
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner, Box, PageColumn
from hmip_desktop.ui.widgets.inputs import LineInput
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel


class FeedbackPage(QWidget):
    """``given`` carries whether feedback was given and why not; ``left_asked`` that the second person has left."""

    given = Signal(bool, str)
    left_asked = Signal()
    advice_asked = Signal()
    back_asked = Signal()

    def __init__(self, theme: Theme, drafts: DraftKeeper | None = None) -> None:
        super().__init__()
        self._theme = theme
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        page = PageColumn(theme, t("Feedback"), widest=520, margin=14)
        page.body.setSpacing(theme.space(10))
        outer.addWidget(page)
        page.body.addWidget(Heading(theme, t("Feedback"), 2))
        self.rule = Banner(theme, "ok")
        page.body.addWidget(self.rule)
        self.left = Button(theme, t("The second person has left"), "people")
        self.left.clicked.connect(self.left_asked)
        page.body.addWidget(self.left)
        page.body.addWidget(self._speak_part(theme))
        self.give = Button(theme, t("Feedback is given, now"), "check", filled=True)
        self.give.clicked.connect(lambda: self.given.emit(True, ""))
        page.body.addWidget(self.give)
        self.why = LineInput(theme, t("Why was no feedback given?"), t("A few words are enough"))
        page.body.addWidget(Field(theme, t("Or why no feedback was given"), self.why))
        self.kept: KeptFields | None = None
        if drafts is not None:
            self.kept = KeptFields(drafts, lambda: "feedback", {"text": self.why})
        self.refuse = Button(theme, t("No feedback was given"))
        self.refuse.clicked.connect(lambda: self.given.emit(False, self.why.text().strip()))
        page.body.addWidget(self.refuse)
        self.said = PlainLabel(theme, "", "control-bold")
        page.body.addWidget(self.said)
        advice = LinkButton(theme, t("Advice below an alert..."))
        advice.clicked.connect(self.advice_asked)
        page.body.addWidget(advice)
        self.back = Button(theme, t("Back to the notes"), "arrow-left")
        self.back.clicked.connect(self.back_asked)
        page.body.addWidget(self.back)
        page.body.addStretch(1)

    def _speak_part(self, theme: Theme) -> Box:
        """What the notes offer to speak about; only while feedback is allowed."""
        self.speak = Box(theme, 6)
        self._strengths, self._gaps = Box(theme, 3), Box(theme, 3)
        for title, points in ((t("Strengths you noted"), self._strengths), (t("Gaps you noted"), self._gaps)):
            self.speak.body.addWidget(PlainLabel(theme, title, "control-bold"))
            self.speak.body.addWidget(points)
        rule = t("Say only what the practitioner did personally: nothing about colleagues, the service or the rating.")
        self.speak.body.addWidget(PlainLabel(theme, rule, "small", "text2"))
        return self.speak

    def show_case(self, record: CaseRecord, notes: list[InterviewNote]) -> None:
        """Show what is allowed as the case stands, and what was noted."""
        rule = feedback_rule(record)
        lead, words = feedback_words(rule.code)
        self.rule.set_kind("ok" if rule.allowed else "warning")
        self.rule.say(lead, words)
        self.left.setVisible(rule.code == "second-person-still-there")
        self.speak.setVisible(rule.allowed)
        self.give.setEnabled(rule.allowed)
        for points, tag in ((self._strengths, "strength"), (self._gaps, "gap")):
            self._show_points(points, [note.text for note in notes if note.tag == tag])
        held = record.evaluation.value.feedback if record.evaluation is not None else None
        words = "" if held is None else t("Recorded: given.") if held.given else t("Recorded: not given.")
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def _show_points(self, points: Box, found: list[str]) -> None:
        """A line a note, its words in line below its dot."""
        theme = self._theme
        while (item := points.body.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for text in found or [t("None yet")]:
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme.space(6))
            if found:
                row.addWidget(PlainLabel(theme, "•", "control", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(PlainLabel(theme, text, "control"), 1)
            points.body.addWidget(holder)
