"""Exporting: to whom, into which folder, what goes with it; then what was written and read back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from hmip_desktop.services.exporting import Exported
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.inputs import LineInput, PickList
from hmip_desktop.ui.widgets.labels import PlainLabel


class ExportDialog(Sheet):
    """Asks for addressee and folder. One sealed file goes to one person; nothing is sent by this program.

    ``last_of`` says of a fingerprint what went to that person last.
    """

    def __init__(
        self, theme: Theme, parent: QWidget | None, people: Sequence[tuple[str, str]], folder: Path, changed: int,
        last_of: Callable[[str], str] = lambda _: "",
    ) -> None:  # fmt: skip
        one = t("1 case changed since the last export. Everything that has no receipt yet goes along.")
        more = t("{count} cases changed since the last export. Everything that has no receipt yet goes along.",
                 count=changed)  # fmt: skip
        super().__init__(theme, parent, t("Export"), one if changed == 1 else more)
        self.who = PickList(theme, t("For whom"), people)
        self.body.addWidget(Field(theme, t("For whom"), self.who))
        self.last = PlainLabel(theme, "", "small", "text2")
        self.body.addWidget(self.last)
        self._last_of = last_of
        self.who.picked.connect(lambda _: self._tell_last())
        self._tell_last()
        if not people:
            words = t("There is nobody to send it to yet. Take in the first package of your lead inspector.")
            self.body.addWidget(Banner(theme, "warning", "", words))
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self.folder = LineInput(theme, t("Folder for the sealed file"))
        self.folder.setText(str(folder))
        choose = Button(theme, t("Choose..."), "folder")
        choose.clicked.connect(self._choose)
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        self.body.addWidget(PlainLabel(theme, t("Folder for the sealed file"), "control-bold"))
        self.body.addLayout(row)
        sealed = t("Only this person and the inspection's escrow key can open the file. Send it as your team agreed.")
        self.body.addWidget(Banner(theme, "info", "", sealed, "lock"))
        self.add_cancel()
        self.main = self.add_main(t("Make the sealed file"), "package")
        self.main.setEnabled(bool(people))

    def _tell_last(self) -> None:
        """The last package to the person chosen, with the code that they compare by telephone."""
        words = self._last_of(self.who.value())
        self.last.setText(words)
        self.last.setVisible(bool(words))

    def _choose(self) -> None:
        picked = QFileDialog.getExistingDirectory(self, t("Folder for the sealed file"), self.folder.text())
        if picked:
            self.folder.setText(picked)

    def values(self) -> tuple[str, Path]:
        """Fingerprint of the addressee, and the folder."""
        return self.who.value(), Path(self.folder.text().strip()).expanduser()


class ExportedDialog(Sheet):
    """Says what was written. It was reopened, verified and counted before this appears."""

    def __init__(self, theme: Theme, parent: QWidget | None, made: Exported, name: str) -> None:
        super().__init__(theme, parent, t("The sealed file is ready"))
        done = Banner(theme, "ok")
        done.say(made.package.name, t("was written, read back and counted."))
        self.body.addWidget(done)
        for label, value in (
            (t("For"), name),
            (t("Number"), str(made.sequence)),
            (t("Cases"), str(made.cases)),
            (t("Changes"), str(made.revisions)),
            (t("Check code"), made.code),
            (t("Folder"), str(made.package.parent)),
        ):
            row = QHBoxLayout()
            label_part = PlainLabel(theme, label, "control", "text2", wrap=False)
            label_part.setFixedWidth(theme.size(90))
            row.addWidget(label_part)
            row.addWidget(PlainLabel(theme, value, "control-bold"), 1)
            self.body.addLayout(row)
        note = t("This program sends nothing. A case counts as received only when the receipt has come back.")
        self.body.addWidget(PlainLabel(theme, note, "control", "text2"))
        self._folder = made.package.parent
        show = Button(theme, t("Open the folder"), "folder")
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))))
        self.buttons.addWidget(show)
        self.add_main(t("Done"))
