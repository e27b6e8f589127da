"""A thread of a query: what was asked and said, one below the other, and the box for the next step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.services.queries import LONGEST, Turn
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Box
from hmip_desktop.ui.widgets.inputs import TextInput
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.tags import Glyph
from hmip_desktop.ui.words import moment_words


def turn_words(turn: Turn) -> str:
    """Whose step it is, in a few words."""
    who = t("You") if turn.mine else turn.name
    if turn.kind == "question":
        return t("{who} asked", who=who)
    return t("{who} replied", who=who) if turn.kind == "reply" else t("{who} closed it", who=who)


class TurnLine(QWidget):
    """One step: icon, who and when, and the words below."""

    def __init__(self, theme: Theme, turn: Turn, now: datetime) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        row = QHBoxLayout()
        row.setSpacing(theme.space(6))
        icon = {"question": "help", "reply": "reply", "closed": "check"}[turn.kind]
        row.addWidget(Glyph(theme, icon, "text2", 14))
        said, when = turn_words(turn), moment_words(turn.at, now)
        row.addWidget(PlainLabel(theme, f"{said}, {when}", "small", "text2"), 1)
        column.addLayout(row)
        if turn.text:
            column.addWidget(PlainLabel(theme, turn.text, "body"))
        self.setAccessibleName(f"{said}, {when}: {turn.text}" if turn.text else f"{said}, {when}")


class ThreadView(Box):
    """The steps of one query."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 10)
        self._theme = theme
        self.shown: tuple[Turn, ...] = ()

    def show_turns(self, turns: Sequence[Turn], now: datetime) -> None:
        """Show other steps; the same ones are left as they are."""
        if tuple(turns) == self.shown:
            return
        self.shown = tuple(turns)
        while (item := self.body.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for turn in turns:
            self.body.addWidget(TurnLine(self._theme, turn, now))


class WordsBox(QWidget):
    """A field for the next words with its button; ``given`` carries them. Ctrl+Enter is the page's, so a button is it."""

    given = Signal(str)
    typed = Signal(str)

    def __init__(self, theme: Theme, name: str, button: str, icon: str = "", lines: int = 2) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(6))
        self.field = TextInput(theme, name, name, lines=lines)
        self.field.textChanged.connect(self._on_text)
        column.addWidget(self.field)
        self.row = QHBoxLayout()
        self.row.setSpacing(theme.space(8))
        self.button = Button(theme, button, icon)
        self.button.clicked.connect(self._give)
        self.left = PlainLabel(theme, "", "small", "text2")
        self.row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.row.addWidget(self.left, 1)
        column.addLayout(self.row)
        self._on_text()

    def words(self) -> str:
        """What stands in the field."""
        return self.field.toPlainText().strip()

    def show_words(self, words: str) -> None:
        """Put words into the field, without telling that they were typed."""
        self.field.blockSignals(True)
        self.field.setPlainText(words)
        self.field.blockSignals(False)
        self._look()

    def _on_text(self) -> None:
        self._look()
        self.typed.emit(self.field.toPlainText())

    def _look(self) -> None:
        count = len(self.words())
        self.button.setEnabled(0 < count <= LONGEST)
        over = count - LONGEST
        self.left.setText(t("{count} characters too many", count=over) if over > 0 else "")

    def _give(self) -> None:
        words = self.words()
        if words:
            self.given.emit(words)
