"""A note becomes a theme: which kind, and in words that name nobody."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.interview import InterviewNote
from hmip_desktop.services.themes import KINDS, LONGEST, marks_in
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.interview.suggest import theme_words
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner, Card
from hmip_desktop.ui.widgets.inputs import LineInput, Tick
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel


def mark_words(code: str) -> str:
    """What may tell who is meant."""
    return {
        "crn": t("a CRN"), "prison-number": t("a prison number"), "date": t("a date"), "name": t("a name"),
        "known-reference": t("a reference of this case"), "pnc": t("a PNC number"),
        "ni-number": t("a National Insurance number"), "birth-date": t("a date of birth"),
        "postcode": t("a postcode"), "telephone": t("a telephone number"),
    }.get(code, code)  # fmt: skip


class ThemeForm(Card):
    """``saved`` carries kind, words and whether a warning was read; ``left`` that the person changed their mind."""

    saved = Signal(str, str, bool)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, gap=10)
        self._theme = theme
        self._record: CaseRecord | None = None
        self.body.addWidget(Heading(theme, t("As a theme"), 2))
        why = t(
            "Themes are counted and listed by PDU, apart from the case. Write what it shows, so that nobody can be "
            "known by it."
        )
        self.body.addWidget(PlainLabel(theme, why, "control", "text2"))
        self.kind = AnswerGroup(theme, t("Kind of theme"), [Choice(code, theme_words(code)) for code in KINDS])
        self.kind.chosen.connect(lambda _: self._fit())
        self.body.addWidget(self.kind, 0, Qt.AlignmentFlag.AlignLeft)
        self.words = LineInput(theme, t("The theme in one line"))
        self.words.setMaxLength(LONGEST)
        self.words.textChanged.connect(lambda _: self._fit())
        self.words.returnPressed.connect(self._save)
        self.body.addWidget(
            Field(theme, t("The theme in one line"), self.words, t("no names, no references, no dates"))
        )
        self.warning = Banner(theme, "warning")
        self.body.addWidget(self.warning)
        self.read_again = Tick(theme, t("I have read it again: nobody can be known by it"), "control")
        self.read_again.toggled.connect(lambda _: self._fit())
        self.body.addWidget(self.read_again)
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self.save = Button(theme, t("Keep as a theme"), "check")
        self.save.clicked.connect(self._save)
        cancel = Button(theme, t("Not a theme"))
        cancel.clicked.connect(self.left)
        row.addWidget(self.save)
        row.addWidget(cancel)
        row.addStretch(1)
        self.body.addLayout(row)

    def begin(self, record: CaseRecord, note: InterviewNote, kind: str) -> None:
        """Start with the words of a note, where they name nobody."""
        self._record = record
        words = " ".join(note.text.split())
        self.kind.set_value(kind)
        self.read_again.setChecked(False)
        self.words.setText("" if marks_in(record, words) else words[:LONGEST])
        self._fit()
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason) if kind else self.kind.focus_answer()
        self.words.selectAll()

    def _fit(self) -> None:
        marks = marks_in(self._record, self.words.text()) if self._record is not None else ()
        for part in (self.warning, self.read_again):
            part.setVisible(bool(marks))
        if marks:
            found = ", ".join(mark_words(mark) for mark in marks)
            self.warning.say(t("This looks like {found}.", found=found), t("Write it without."))
        self.save.setEnabled(self._ready)

    @property
    def _ready(self) -> bool:
        told = bool(self.words.text().strip() and self.kind.value())
        marked = self._record is not None and bool(marks_in(self._record, self.words.text()))
        return told and (not marked or self.read_again.isChecked())

    def _save(self) -> None:
        if self._ready:
            self.saved.emit(self.kind.value(), self.words.text().strip(), self.read_again.isChecked())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.kind.set_stacked(self.kind.row_width() > self.width() - self._theme.size(40))
