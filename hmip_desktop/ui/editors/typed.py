"""Editors for what is typed: text, number, date."""

from __future__ import annotations

from hmip_desktop.domain.pack_parts import DataQuestion
from hmip_desktop.ui.editors.base import Editor
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.inputs import DateInput, LineInput, TextInput


class TextEditor(Editor):
    """A few lines of text, saved when the field is left."""

    def __init__(self, theme: Theme, question: DataQuestion) -> None:
        super().__init__(theme, question)
        self.field = self.box = TextInput(theme, question.text, lines=2)
        self.box.left.connect(self.leave)
        self._kept: tuple[str, ...] = ()
        self.column.addWidget(self.box)

    def leave(self) -> None:
        if self.value() != self._kept:
            self._kept = self.value()
            self.answered.emit(self._kept)

    def value(self) -> tuple[str, ...]:
        words = self.box.toPlainText().strip()
        return (words,) if words else ()

    def set_value(self, chosen: tuple[str, ...]) -> None:
        self._kept = chosen
        if self.value() != chosen and not self.box.hasFocus():
            self.box.setPlainText(chosen[0] if chosen else "")


class NumberEditor(Editor):
    """A whole number."""

    def __init__(self, theme: Theme, question: DataQuestion) -> None:
        super().__init__(theme, question)
        self.field = self.line = self.make_line(theme, question)
        self.line.limit_width(160)
        self.line.left.connect(self.leave)
        self.line.returnPressed.connect(self.leave)
        self._kept: tuple[str, ...] = ()
        self.column.addWidget(self.line)
        self.column.addWidget(self.problem)

    def make_line(self, theme: Theme, question: DataQuestion) -> LineInput:
        """The field itself."""
        return LineInput(theme, question.text)

    def problem_words(self) -> str:
        """What is wrong with the words in the field, "" when nothing is."""
        words = self.line.text().strip()
        return "" if not words or words.lstrip("-").isdecimal() else t("Write a whole number, or leave it empty.")

    def leave(self) -> None:
        words = self.problem_words()
        self.show_problem(words)
        self.line.show_problem(bool(words))
        if not words and self.value() != self._kept:
            self._kept = self.value()
            self.answered.emit(self._kept)

    def value(self) -> tuple[str, ...]:
        words = self.line.text().strip()
        return (str(int(words)),) if words and not self.problem_words() else ()

    def set_value(self, chosen: tuple[str, ...]) -> None:
        self._kept = chosen
        if not self.line.hasFocus():
            self.line.setText(chosen[0] if chosen else "")


class DateEditor(NumberEditor):
    """A date; kept as an ISO date."""

    def make_line(self, theme: Theme, question: DataQuestion) -> LineInput:
        return DateInput(theme, question.text)

    def problem_words(self) -> str:
        wrong = isinstance(self.line, DateInput) and self.line.is_wrong()
        return t("Write the date as 12/5/2025, or leave it empty.") if wrong else ""

    def value(self) -> tuple[str, ...]:
        day = self.line.value() if isinstance(self.line, DateInput) else None
        return (day.isoformat(),) if day else ()

    def set_value(self, chosen: tuple[str, ...]) -> None:
        self._kept = chosen
        if not self.line.hasFocus():
            self.line.setText("/".join(reversed(chosen[0].split("-"))) if chosen else "")
