"""Step 2: where the work is kept, and the passphrase twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.start.new_passphrase import NewPassphrase
from hmip_desktop.ui.views.start.step import Step
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Banner, Card
from hmip_desktop.ui.widgets.inputs import LineInput
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel, Run, RunsLabel
from hmip_desktop.ui.widgets.tags import Glyph


@dataclass(frozen=True, slots=True)
class FolderCheck:
    """One thing that a folder has to be: the words, what was found, and whether it holds."""

    words: str
    detail: str
    holds: bool


class _CheckLine(QWidget):
    """Glyph, bold words, what was found."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(10))
        self._glyph = Glyph(theme, "circle", "text2", 16)
        self._words = RunsLabel(theme, (), "control")
        row.addWidget(self._glyph)
        row.addWidget(self._words, 1)

    def say(self, check: FolderCheck) -> None:
        """Show a check."""
        self._glyph.show_glyph("done" if check.holds else "cross-circle", "ok" if check.holds else "err")
        self._words.set_runs([Run(check.words + "  ", bold=True), Run(check.detail, tone="text2")])


class FolderStep(Step):
    """Checks the folder at every change; the passphrase needs strength and both fields alike."""

    def __init__(
        self,
        theme: Theme,
        check: Callable[[Path], Sequence[FolderCheck]],
        strength: Callable[[str], int],
        suggest: Callable[[], str],
        default: Path,
    ) -> None:
        super().__init__(
            theme, 2, t("Where the work lives"), t("Where will your work be kept?"),
            t("Everything stays on this computer, encrypted. Nothing is ever sent anywhere by itself: you export a "
              "sealed file when you choose."),
        )  # fmt: skip
        self._check = check
        self._holds = False
        self.body.addWidget(self._folder_card(theme, default))
        self.body.addWidget(self._passphrase_card(theme, strength, suggest))
        self.problem = Banner(theme, "error")
        self.problem.hide()
        self.body.addWidget(self.problem)
        warning = t(
            "If this laptop breaks, the work since your last export goes with it. The bar at the bottom always says when that was."
        )
        self.body.addWidget(Banner(theme, "info", "", warning, "laptop"))
        self.body.addStretch(1)
        self._check_folder()

    def _folder_card(self, theme: Theme, default: Path) -> Card:
        card = Card(theme, gap=8)
        card.body.addWidget(Heading(theme, t("Folder"), 2))
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self.folder = LineInput(theme, t("Folder"))
        self.folder.setText(str(default))
        self.folder.left.connect(self._check_folder)
        choose = Button(theme, t("Choose..."), "folder")
        choose.clicked.connect(self._choose)
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        card.body.addLayout(row)
        self._lines = [_CheckLine(theme) for _ in range(3)]
        for line in self._lines:
            card.body.addWidget(line)
        return card

    def _passphrase_card(self, theme: Theme, strength: Callable[[str], int], suggest: Callable[[], str]) -> Card:
        card = Card(theme, gap=8)
        card.body.addWidget(Heading(theme, t("Choose a passphrase"), 2))
        how = t("Four or more words that you can remember. You type it each time you start and after 10 minutes idle.")
        card.body.addWidget(PlainLabel(theme, how, "control", "text2"))
        self.passphrase = NewPassphrase(theme, strength, suggest)
        self.passphrase.changed.connect(self.changed)
        self.first, self.second = self.passphrase.first, self.passphrase.second
        card.body.addWidget(self.passphrase)
        return card

    # doing ------------------------------------------------------------------------------------------------

    def chosen_folder(self) -> Path:
        """The folder as typed."""
        return Path(self.folder.text().strip()).expanduser()

    def _choose(self) -> None:
        picked = QFileDialog.getExistingDirectory(self, t("Folder for your work"), self.folder.text())
        if picked:
            self.folder.setText(picked)
            self._check_folder()

    def _check_folder(self) -> None:
        checks = list(self._check(self.chosen_folder()))
        for line, check in zip(self._lines, checks, strict=False):
            line.say(check)
        self._holds = all(check.holds for check in checks)
        self.folder.show_problem(not self._holds)
        self.changed.emit()

    def missing(self) -> str:
        if not self._holds:
            return t("a folder that can be used")
        return self.passphrase.missing()

    def refuse(self, sentence: str) -> None:
        """Say why the store could not be made."""
        self.problem.say(sentence)
        self.problem.show()

    def forget(self) -> None:
        """Take the passphrase off the screen."""
        self.passphrase.forget()

    def focus_first(self) -> None:
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)
