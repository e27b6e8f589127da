"""Back in without the passphrase: by the recovery sheet, by the escrow key, or from a backup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.domain.values import grouped
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.start.new_passphrase import NewPassphrase
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner, Card
from hmip_desktop.ui.widgets.inputs import LineInput, TextInput
from hmip_desktop.ui.widgets.labels import ElidedLabel, Heading, PlainLabel

Strength = Callable[[str], int]
Suggest = Callable[[], str]


@dataclass(frozen=True, slots=True)
class EscrowTry:
    """The file of the escrow key, why it is used, and the new passphrase."""

    file: Path
    reason: str
    passphrase: str


class WayBack(Card):
    """A card with a heading, fields in ``fields``, what is still missing, and its one filled button.

    ``asked`` comes when everything is there; ``back_asked`` when the person changed their mind.
    """

    asked = Signal()
    back_asked = Signal()

    def __init__(self, theme: Theme, title: str, sentence: str, act: str) -> None:
        super().__init__(theme, padding=24, gap=8)
        self.theme = theme
        self.body.addWidget(Heading(theme, title, 1))
        self.body.addWidget(PlainLabel(theme, sentence, "control", "text2"))
        self.fields = QVBoxLayout()
        self.fields.setSpacing(theme.space(8))
        self.body.addLayout(self.fields)
        self.problem = Banner(theme, "error")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.wanted = PlainLabel(theme, "", "small", "text2")
        self.body.addWidget(self.wanted)
        row = QHBoxLayout()
        self.back = Button(theme, t("Back"))
        self.back.clicked.connect(self.back_asked)
        self.button = Button(theme, act, filled=True)
        self.button.clicked.connect(self._ask)
        row.addWidget(self.back)
        row.addWidget(self.button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)

    def missing(self) -> str:
        """What is still missing, in words; "" when nothing is."""
        return ""

    def look(self) -> None:
        """Switch the button on or off and say what is missing."""
        missing = self.missing()
        self.button.setEnabled(not missing)
        self.wanted.setText(t("To continue: {what}", what=missing) if missing else "")
        self.wanted.setVisible(bool(missing))

    def _ask(self) -> None:
        if not self.missing():
            self.button.setEnabled(False)
            self.refuse("", enabled=False)
            self.asked.emit()

    def refuse(self, sentence: str, *, enabled: bool = True) -> None:
        """Say why it was not accepted."""
        self.problem.say(sentence)
        self.problem.setVisible(bool(sentence))
        self.button.setEnabled(enabled and not self.missing())

    def forget(self) -> None:
        """Take what was typed off the screen."""

    def focus_first(self) -> QWidget:
        """Where typing begins."""
        return self.button


class RecoverCard(WayBack):
    """The groups of the recovery sheet and a new passphrase."""

    def __init__(self, theme: Theme, strength: Strength, suggest: Suggest) -> None:
        super().__init__(
            theme, t("Use your recovery key"),
            t("Type the groups from your sheet. Capital and small letters both work. All your work comes back."),
            t("Open my work"),
        )  # fmt: skip
        self.words = TextInput(theme, t("Recovery key"), lines=3)
        self.words.setFont(theme.font("mono"))
        self.words.textChanged.connect(self.look)
        self.fields.addWidget(Field(theme, t("Recovery key"), self.words))
        self.passphrase = NewPassphrase(theme, strength, suggest, t("New passphrase"))
        self.passphrase.changed.connect(self.look)
        self.first, self.second = self.passphrase.first, self.passphrase.second
        self.fields.addWidget(self.passphrase)
        note = t("You get a new identity: your lead inspector links it to the old one.")
        self.fields.addWidget(PlainLabel(theme, note, "small", "text2"))
        self.look()

    def missing(self) -> str:
        if not self.words.toPlainText().strip():
            return t("the groups from your sheet")
        return self.passphrase.missing()

    def forget(self) -> None:
        self.words.clear()
        self.passphrase.forget()

    def focus_first(self) -> QWidget:
        return self.words


class EscrowCard(WayBack):
    """The file of the escrow key, the reason, and a new passphrase. ``show_key`` says which key is wanted."""

    def __init__(self, theme: Theme, strength: Strength, suggest: Suggest) -> None:
        super().__init__(
            theme, t("Use the escrow key"),
            t("Whoever keeps the escrow key brings it to this computer on a sealed stick. Nobody can do this from "
              "afar, and each use is written down with its reason."),
            t("Open my work"),
        )  # fmt: skip
        self.file: Path | None = None
        self._which = PlainLabel(theme, "", "control", "text2")
        self.fields.addWidget(self._which)
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self.choose = Button(theme, t("File of the escrow key..."), "escrow")
        self.choose.clicked.connect(self._choose)
        self._name = ElidedLabel(theme, t("no file chosen yet"), "control", "text2")
        row.addWidget(self.choose)
        row.addWidget(self._name, 1)
        self.fields.addLayout(row)
        self.reason = LineInput(theme, t("Why is it used?"))
        self.reason.setMaxLength(300)
        self.reason.textChanged.connect(self.look)
        self.fields.addWidget(Field(theme, t("Why is it used?"), self.reason, t("stays in the history")))
        self.passphrase = NewPassphrase(theme, strength, suggest, t("New passphrase"))
        self.passphrase.changed.connect(self.look)
        self.fields.addWidget(self.passphrase)
        self.look()

    def show_key(self, fingerprint: str) -> None:
        """Say which escrow key opens this work."""
        self._which.setText(t("The key with the fingerprint {groups}", groups=grouped(fingerprint)))

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, t("File of the escrow key"), "", t("Text (*.txt);;All files (*)"))
        if name:
            self.take_file(Path(name))

    def take_file(self, file: Path) -> None:
        """Use this file."""
        self.file = file
        self._name.setText(file.name)
        self._name.set_tone("text")
        self.look()

    def missing(self) -> str:
        if self.file is None:
            return t("the file of the escrow key")
        if not self.reason.text().strip():
            return t("the reason")
        return self.passphrase.missing()

    def tried(self) -> EscrowTry:
        """What was filled in."""
        assert self.file is not None
        return EscrowTry(self.file, self.reason.text().strip(), self.passphrase.text())

    def forget(self) -> None:
        self.passphrase.forget()

    def focus_first(self) -> QWidget:
        return self.choose
