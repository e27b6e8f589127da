"""Back in by the recovery key: its groups from the sheet, and a new passphrase twice."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner, Card
from hmip_desktop.ui.widgets.inputs import PassphraseInput, TextInput
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel


class RecoverCard(Card):
    """``recover_asked`` carries the typed groups and the new passphrase."""

    recover_asked = Signal(str, str)
    back_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=24, gap=8)
        self.body.addWidget(Heading(theme, t("Use your recovery key"), 1))
        what = t("Type the groups from your sheet. Capital and small letters both work. All your work comes back.")
        self.body.addWidget(PlainLabel(theme, what, "control", "text2"))
        self.words = TextInput(theme, t("Recovery key"), lines=3)
        self.words.setFont(theme.font("mono"))
        self.body.addWidget(Field(theme, t("Recovery key"), self.words))
        self.first = PassphraseInput(theme, t("New passphrase"))
        self.second = PassphraseInput(theme, t("New passphrase again"))
        self.again = Field(theme, t("New passphrase again"), self.second)
        self.body.addWidget(Field(theme, t("New passphrase"), self.first))
        self.body.addWidget(self.again)
        self.problem = Banner(theme, "error")
        self.problem.hide()
        self.body.addWidget(self.problem)
        note = t("You get a new identity: your lead inspector links it to the old one.")
        self.body.addWidget(PlainLabel(theme, note, "small", "text2"))
        row = QHBoxLayout()
        back = Button(theme, t("Back"))
        back.clicked.connect(self.back_asked)
        self.button = Button(theme, t("Open my work"), filled=True)
        self.button.clicked.connect(self._ask)
        row.addWidget(back)
        row.addWidget(self.button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)

    def _ask(self) -> None:
        if self.first.text() != self.second.text():
            self.again.say_problem(t("The two passphrases are not the same."))
            return
        self.again.say_problem("")
        self.button.setEnabled(False)
        self.recover_asked.emit(self.words.toPlainText(), self.first.text())

    def refuse(self, sentence: str) -> None:
        """Say why it was not accepted."""
        self.problem.say(sentence)
        self.problem.setVisible(bool(sentence))
        self.button.setEnabled(True)
