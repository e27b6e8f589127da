"""One section of the settings: a heading, a line that says what it is for, its choices. Every change holds at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QContextMenuEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel


class Choices(AnswerGroup):
    """One of a few, side by side where there is room. One always stands: there is no empty setting."""

    def __init__(self, theme: Theme, name: str, choices: Sequence[Choice]) -> None:
        super().__init__(theme, name, choices)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def choose(self, code: str) -> None:
        if code:
            super().choose(code)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.ignore()

    def minimumSizeHint(self) -> QSize:
        return QSize(max(button.sizeHint().width() for button in self.buttons), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.set_stacked(self.row_width() > event.size().width())
        super().resizeEvent(event)


class SettingsSection(QWidget):
    """``title`` stands in the list at the left. A subclass fills ``body`` in its constructor and calls ``end``."""

    def __init__(self, theme: Theme, title: str, sentence: str = "") -> None:
        super().__init__()
        self.theme, self.title = theme, title
        self.setAccessibleName(title)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(theme.space(20), theme.space(2), theme.space(12), theme.space(12))
        self.body.setSpacing(theme.space(16))
        self.body.addWidget(Heading(theme, title, 2))
        if sentence:
            self.body.addWidget(PlainLabel(theme, sentence, "control", "text2"))

    def entered(self) -> None:
        """The section came into view: show what stands now."""

    def add_block(self, label: str, part: QWidget, hint: str = "") -> None:
        """A question, what answers it, and a line below that."""
        block = QVBoxLayout()
        block.setSpacing(self.theme.space(6))
        block.addWidget(PlainLabel(self.theme, label, "control-bold"))
        block.addWidget(part)
        if hint:
            block.addWidget(PlainLabel(self.theme, hint, "small", "text2"))
        self.body.addLayout(block)

    def add_choice(
        self, label: str, choices: Sequence[tuple[str, str]], value: str, choose: Callable[[str], None], hint: str = ""
    ) -> Choices:
        """A question with a few answers, as (code, words); ``choose`` is called with the code of another answer."""
        group = Choices(self.theme, label, [Choice(code, words) for code, words in choices])
        group.set_value(value)
        group.chosen.connect(choose)
        self.add_block(label, group, hint)
        return group

    def end(self) -> None:
        """Nothing more comes: what is there stands at the top."""
        self.body.addStretch(1)
