"""One lettered prompt: its words at the left, its answers at the right, what is linked to it below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice, yes_no
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.frames import Line
from hmip_desktop.ui.widgets.labels import PlainLabel

LEAST_WORDS = 300  # px at 100 %: less than this beside the answers, and they go below the words


class PromptRow(QWidget):
    """Shows one prompt and is used again for another: a page turn builds nothing.

    ``chosen`` carries reference and code, "" for cleared; ``entered`` the reference when the focus comes in;
    ``evidence_asked`` the reference when its evidence link is pressed.
    """

    chosen = Signal(str, str)
    entered = Signal(str)
    evidence_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.ref = ""
        self._reserved = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.line = Line(theme)
        column.addWidget(self.line)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._letter = PlainLabel(theme, "", "body-bold", "text2", wrap=False)
        self._words = PlainLabel(theme, "", "body")
        self._link = LinkButton(theme, "", "link")
        self._link.clicked.connect(lambda: self.evidence_asked.emit(self.ref))
        text = QVBoxLayout()
        text.setSpacing(0)
        self._text = text
        text.addWidget(self._words)
        text.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        text.addStretch(1)
        lettered = QHBoxLayout()
        lettered.addWidget(self._letter, 0, Qt.AlignmentFlag.AlignTop)
        lettered.addLayout(text, 1)
        self._lettered = lettered
        self._row.addLayout(lettered, 1)
        self.answers = AnswerGroup(theme, "", yes_no(True))
        self.answers.chosen.connect(lambda code: self.chosen.emit(self.ref, code))
        self.answers.entered.connect(lambda: self.entered.emit(self.ref))
        self._row.addWidget(self.answers, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(self._row)
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take the spacing from the theme."""
        self.layout().setSpacing(self._theme.space(9))
        self._row.setSpacing(self._theme.space(12))
        self._lettered.setSpacing(self._theme.space(10))
        self._letter.setFixedWidth(self._theme.size(12))
        above = self._theme.size(4)
        self._text.setContentsMargins(0, above, 0, 0)
        self._letter.setContentsMargins(0, above, 0, 0)
        self._fit()

    def show_prompt(self, ref: str, letter: str, words: str, choices: list[Choice], value: str) -> None:
        """Show a prompt with its saved answer."""
        if ref != self.ref:
            self.ref = ref
            self._letter.setText(letter)
            self._words.setText(words)
            self.answers.set_choices(choices)
            self.answers.set_name(t("prompt {letter}, {words}", letter=letter, words=words))
            self._fit()
        self.answers.set_value(value)

    def show_evidence(self, count: int) -> None:
        """How many notes bear on this prompt; none shows no link."""
        self._link.setVisible(count > 0)
        self._link.setText(t("1 evidence note") if count == 1 else t("{count} evidence notes", count=count))
        self._link.updateGeometry()

    def reserve(self, width: int) -> None:
        """Keep ``width`` for the answers, so that Yes and No of all prompts stand in one column."""
        self._reserved = width
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Answers beside the words while those keep 300 px, else below, else one below the other."""
        width = self.width()
        wide = max(self._reserved, self.answers.row_width())
        beside = width - wide >= self._theme.size(LEAST_WORDS)
        self.answers.setMinimumWidth(wide if beside else 0)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(across if beside else down)
        self._row.setAlignment(self.answers, Qt.AlignmentFlag.AlignTop if beside else Qt.AlignmentFlag.AlignLeft)
        self.answers.set_stacked(self.answers.row_width() > max(width, 1))
