"""Editors for choices: yes or no, one of a few, several."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent

from hmip_desktop.domain.pack_parts import DataQuestion
from hmip_desktop.ui.editors.base import Editor
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice, yes_no
from hmip_desktop.ui.widgets.inputs import Tick


class SingleEditor(Editor):
    """One of a few options: side by side where they fit, else below each other."""

    def __init__(self, theme: Theme, question: DataQuestion) -> None:
        super().__init__(theme, question)
        self.group = AnswerGroup(theme, question.text, self.choices())
        self.group.chosen.connect(lambda code: self.answered.emit((code,) if code else ()))
        self.column.addWidget(self.group, 0, Qt.AlignmentFlag.AlignLeft)

    def choices(self) -> list[Choice]:
        """What can be chosen."""
        return [Choice(option.id, option.text) for option in self.question.options]

    def value(self) -> tuple[str, ...]:
        return (self.group.value(),) if self.group.value() else ()

    def set_value(self, chosen: tuple[str, ...]) -> None:
        self.group.set_value(chosen[0] if chosen else "")

    def focus_answer(self) -> None:
        self.group.focus_answer()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.group.set_stacked(self.group.row_width() > self.width())


class YesNoEditor(SingleEditor):
    """Yes or no."""

    def choices(self) -> list[Choice]:
        return yes_no()


class MultiEditor(Editor):
    """Several options, each with its own tick; every tick is saved at once."""

    def __init__(self, theme: Theme, question: DataQuestion) -> None:
        super().__init__(theme, question)
        self.ticks: dict[str, Tick] = {}
        for option in question.options:
            tick = Tick(theme, option.text, "control")
            tick.setAccessibleName(f"{option.text}, {question.text}")
            tick.clicked.connect(lambda _=False: self.answered.emit(self.value()))
            self.column.addWidget(tick)
            self.ticks[option.id] = tick

    def value(self) -> tuple[str, ...]:
        return tuple(code for code, tick in self.ticks.items() if tick.isChecked())

    def set_value(self, chosen: tuple[str, ...]) -> None:
        for code, tick in self.ticks.items():
            tick.setChecked(code in chosen)
