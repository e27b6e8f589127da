"""What every editor of a data question does."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from hmip_desktop.domain.pack_parts import DataQuestion
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.labels import PlainLabel


class Editor(QWidget):
    """Shows and takes the answer to one data question.

    ``answered`` carries the chosen option ids, or one text, number or date as text; an empty tuple clears. It is
    emitted when the person has finished with the field, never for a value set from saved data.
    """

    answered = Signal(tuple)

    def __init__(self, theme: Theme, question: DataQuestion) -> None:
        super().__init__()
        self.theme, self.question = theme, question
        self.field: QLineEdit | QPlainTextEdit | None = None  # where words are typed
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.space(4))
        self.problem = PlainLabel(theme, "", "small", "err")
        self.problem.hide()

    def value(self) -> tuple[str, ...]:
        """The answer on screen."""
        raise NotImplementedError

    def set_value(self, chosen: tuple[str, ...]) -> None:
        """Show a saved answer."""
        raise NotImplementedError

    def leave(self) -> None:
        """Answer with what is typed now, as on leaving the field."""

    def focus_answer(self) -> None:
        """Put the keyboard where the answer is given."""
        first = self.nextInFocusChain()
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_problem(self, words: str) -> None:
        """Say what is wrong with what was typed, or take that away."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
