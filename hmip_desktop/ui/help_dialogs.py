"""Help that stands in dialogs: the keys, accessibility, about."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, qVersion
from PySide6.QtWidgets import QWidget

from hmip_desktop import __version__
from hmip_desktop.ui.commands import Command
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.window import MainWindow


def group_keys() -> list[tuple[str, str]]:
    """Keys that work only inside a group that has the focus."""
    return [
        (t("Answer a prompt that has the focus"), "1 2 3"),
        (t("Clear an answer that has the focus"), "Backspace"),
        (t("Interview: tag by a sign at the start"), '+  -  "  !'),
    ]


class KeysDialog(Sheet):
    """Every command with its keys."""

    def __init__(self, theme: Theme, parent: QWidget | None, commands: Sequence[Command]) -> None:
        super().__init__(theme, parent, t("Keys"), width=560)
        rows = [(command.plain, command.keys.replace(" | ", t(" or "))) for command in commands if command.keys]
        model = RowsModel(
            [Column(t("What"), 300, stretch=True), Column(t("Keys"), 200)],
            lambda row, place: Cell(row[place], bold=place == 1),
        )
        table = RowsView(theme, t("Keys"), model)
        table.show_rows([*rows, *group_keys()])
        table.setMinimumHeight(theme.size(380))
        self.body.addWidget(table)
        self.change = Button(theme, t("Change keys..."))
        self.change.clicked.connect(self._change)
        self.buttons.addWidget(self.change)
        self.add_main(t("Close"))

    def _change(self) -> None:
        """Close, and open the settings where keys are changed."""
        window = self.parent()
        self.accept()
        if isinstance(window, MainWindow):
            QTimer.singleShot(0, window, lambda: window.perform("settings-keys"))


class WordsDialog(Sheet):
    """A heading and paragraphs."""

    def __init__(self, theme: Theme, parent: QWidget | None, title: str, paragraphs: Sequence[str]) -> None:
        super().__init__(theme, parent, title)
        for words in paragraphs:
            self.body.addWidget(PlainLabel(theme, words, "body"))
        self.add_main(t("Close"))


def about_words() -> list[str]:
    """What the program is, and of what it is made."""
    return [
        t("HMIP Desktop {version}. Offline case assessment for HM Inspectorate of Probation.", version=__version__),
        t(
            "It works without a network and sends nothing. Work leaves this computer only in sealed files that you make."
        ),
        t("Made with Qt {qt} (LGPL) and free libraries; their licences lie beside the program.", qt=qVersion()),
        t("Letters: Inter, under the SIL Open Font License."),
    ]


def accessibility_words() -> list[str]:
    """What is promised and how to get it."""
    return [
        t("Everything works by keyboard. Ctrl+/ lists the keys, F6 goes from pane to pane, Ctrl+K finds any command."),
        t("Text grows from 90 to 200 per cent with Ctrl+= and Ctrl+-. The look follows your computer, or choose light, "
          "dark or high contrast under View."),
        t("The program aims at WCAG 2.2 AA as applied to software. Colour never says anything alone."),
        t("If something does not work for you, tell your lead inspector: it is a defect and will be mended."),
    ]  # fmt: skip
