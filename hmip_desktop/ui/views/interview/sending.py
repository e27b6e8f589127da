"""Sending the notes of an interview: one sealed file for the lead inspector, one for whoever assesses the case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from hmip_desktop.services import note_sending
from hmip_desktop.services.context import Context
from hmip_desktop.services.exporting import Exported
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.inputs import LineInput
from hmip_desktop.ui.widgets.labels import PlainLabel


class SendNotesDialog(Sheet):
    """To whom the notes go, and into which folder."""

    def __init__(self, theme: Theme, parent: QWidget | None, people: Sequence[tuple[str, str]], folder: Path) -> None:
        super().__init__(theme, parent, t("Send the notes"), t("One sealed file is made for each of them:"))
        for _, name in people:
            self.body.addWidget(PlainLabel(theme, name, "control-bold"))
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self.folder = LineInput(theme, t("Folder for the sealed files"))
        self.folder.setText(str(folder))
        choose = Button(theme, t("Choose..."), "folder")
        choose.clicked.connect(self._choose)
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        self.body.addWidget(PlainLabel(theme, t("Folder for the sealed files"), "control-bold"))
        self.body.addLayout(row)
        rule = t("Nobody else can open them. Notes that are not placed yet go along: the assessor can place them.")
        self.body.addWidget(Banner(theme, "info", "", rule, "lock"))
        self.add_cancel()
        self.main = self.add_main(t("Make the sealed files"), "package")
        self.main.setEnabled(bool(people))

    def _choose(self) -> None:
        picked = QFileDialog.getExistingDirectory(self, t("Folder for the sealed files"), self.folder.text())
        if picked:
            self.folder.setText(picked)


class SentNotesDialog(Sheet):
    """What was made, and that this program sends nothing."""

    def __init__(self, theme: Theme, parent: QWidget | None, made: Sequence[Exported]) -> None:
        super().__init__(theme, parent, t("The sealed files are ready"))
        for one in made:
            done = Banner(theme, "ok")
            done.say(one.package.name, t("was written, read back and counted."))
            self.body.addWidget(done)
        note = t("Send each file to its addressee. This program sends nothing.")
        self.body.addWidget(PlainLabel(theme, note, "control", "text2"))
        folder = made[0].package.parent
        show = Button(theme, t("Open the folder"), "folder")
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
        self.buttons.addWidget(show)
        self.add_main(t("Done"))


class NoteSender(QObject):
    """``sent`` comes after the files were written, ``failed`` with what was refused."""

    sent = Signal()
    failed = Signal(object)

    def __init__(self, theme: Theme, window: QWidget, jobs: JobRunner, ctx: Context) -> None:
        super().__init__(window)
        self._theme, self._window, self._jobs, self._ctx = theme, window, jobs, ctx

    def ask(self, folder: Path) -> None:
        """Ask for the folder, then write."""
        dialog = SendNotesDialog(self._theme, self._window, note_sending.receivers(self._ctx), folder)
        agreed = dialog.exec() == SendNotesDialog.DialogCode.Accepted
        chosen = Path(dialog.folder.text().strip()).expanduser()
        dialog.deleteLater()
        if agreed:
            self.send(chosen)

    def send(self, folder: Path) -> None:
        """Write one sealed file for each addressee."""
        ctx = self._ctx
        self._jobs.run(
            lambda progress: note_sending.send_notes(ctx, folder, progress),
            parent=self, title=t("Making the sealed files"), writes=True,
            on_success=self._done, on_error=self.failed.emit,
        )  # fmt: skip

    def _done(self, made: tuple[Exported, ...]) -> None:
        self.sent.emit()
        dialog = SentNotesDialog(self._theme, self._window, made)
        dialog.exec()
        dialog.deleteLater()
