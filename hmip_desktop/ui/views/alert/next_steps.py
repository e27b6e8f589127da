"""What to do now that the alert is saved: telephone, sealed file, message, sheet. What failed says what to do."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.chips import FlowLayout
from hmip_desktop.ui.widgets.frames import Banner, Card
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel


class NextSteps(Card):
    """``folder_chosen`` asks for the file to be made (again) in a folder, "" in the one before."""

    folder_chosen = Signal(str)
    mail_asked = Signal()
    copy_asked = Signal()
    sheet_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, gap=10)
        self._folder = Path()
        self.body.addWidget(Heading(theme, t("The alert is saved. Now send it"), 2))
        self.file = Banner(theme, "info", icon="package")
        self.body.addWidget(self.file)
        files = QWidget()
        row = FlowLayout(theme.space(8))
        files.setLayout(row)
        self.open_folder = Button(theme, t("Open the folder"), "folder")
        self.open_folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))))
        self.again = Button(theme, t("Make the file again"), "refresh")
        self.again.clicked.connect(lambda: self.folder_chosen.emit(""))
        self.other = Button(theme, t("Another folder..."), "folder")
        self.other.clicked.connect(self._choose)
        self.mail = Button(theme, t("Open a message in the mail program"), "mail")
        self.mail.clicked.connect(self.mail_asked)
        self.copy = Button(theme, t("Copy the message"), "copy")
        self.copy.clicked.connect(self.copy_asked)
        self.sheet = Button(theme, t("Sheet to read out..."), "print")
        self.sheet.clicked.connect(self.sheet_asked)
        for button in (self.open_folder, self.again, self.other, self.mail, self.copy, self.sheet):
            row.addWidget(button)
        self.body.addWidget(files)
        note = t(
            "Attach the sealed file to the message yourself: this program sends nothing. The alert stays in view on "
            "every screen until your lead inspector's receipt has come."
        )
        self.body.addWidget(PlainLabel(theme, note, "control", "text2"))
        self.say_making()

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, t("Folder for the sealed file"), str(self._folder))
        if chosen:
            self.folder_chosen.emit(chosen)

    def say_before(self) -> None:
        """An alert of before is looked at again: its file can be made once more."""
        self.file.set_kind("info", "package")
        self.file.say("", t("Its sealed file was made when it was saved. Make it again if it did not arrive."))
        self._show(made=False, failed=True)

    def say_making(self) -> None:
        """The file is under way."""
        self.file.set_kind("info", "package")
        self.file.say(t("Making the sealed file..."))
        self._show(made=False, failed=False)

    def say_made(self, file: Path, name: str, code: str) -> None:
        """The file was written and read back."""
        self._folder = file.parent
        self.file.set_kind("ok")
        self.file.say(t("Sealed for {name}: {file}", name=name, file=file.name),
                      t("in {folder}. Code to compare by telephone: {code}", folder=str(file.parent), code=code))  # fmt: skip
        self._show(made=True, failed=False)

    def say_nobody(self, code: str) -> None:
        """Whoever leads raised it: there is nobody to send it to."""
        self.file.set_kind("ok")
        self.file.say(t("You lead this inspection: the alert is in your register."),
                      t("Code to compare by telephone: {code}", code=code))  # fmt: skip
        self._show(made=False, failed=False)

    def say_practice(self) -> None:
        """In the practice case there is no file."""
        self.file.set_kind("info")
        self.file.say(t("This is practice."), t("Here the sealed file would be named, with its folder and its code."))
        self._show(made=False, failed=False)

    def say_failed(self, sentence: str, folder: Path) -> None:
        """The file could not be written; the alert itself is safe in the store."""
        self._folder = folder
        self.file.set_kind("error")
        self.file.say(t("The alert is safe here, but its sealed file could not be made."), sentence)
        self._show(made=False, failed=True)
        self.other.setFocus()

    def _show(self, *, made: bool, failed: bool) -> None:
        self.open_folder.setVisible(made)
        self.again.setVisible(failed)
        self.other.setVisible(failed or made)
