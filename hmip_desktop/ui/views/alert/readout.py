"""The sheet to read out: large plain words, to print or to have in view while telephoning."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from hmip_desktop.ui.printing import print_text
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.inputs import TextInput


class ReadOutDialog(Sheet):
    """Shows the sheet; prints it by the system's own dialog."""

    def __init__(self, theme: Theme, parent: QWidget | None, words: str) -> None:
        why = t("For the telephone. It holds what happened: do not send it, and shred a printed one.")
        super().__init__(theme, parent, t("To read out"), why, width=620)
        self.words = words
        self.text = TextInput(theme, t("The sheet to read out"), lines=16)
        self.text.setFont(theme.font("lead"))
        self.text.setReadOnly(True)
        self.text.setPlainText(words)
        self.body.addWidget(self.text, 1)
        copy = Button(theme, t("Copy the words"), "copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(words))
        self.buttons.addWidget(copy)
        self.print_button = Button(theme, t("Print..."), "print")
        self.print_button.clicked.connect(lambda: print_text(self, words, t("Alert")))
        self.buttons.addWidget(self.print_button)
        self.add_main(t("Close"))
