"""Where the work, its backups and the log lie on this computer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from hmip_desktop.paths import log_folder
from hmip_desktop.services.safekeeping import Lying, where_it_lies
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.safety.desk import SafetyDesk, SafetyPage, button_row
from hmip_desktop.ui.views.safety.identity_page import facts_grid
from hmip_desktop.ui.views.start.backup_words import size_words
from hmip_desktop.ui.widgets.buttons import Button


class LyingPage(SafetyPage):
    """Folders, sizes, and the log that can be handed on."""

    def __init__(self, theme: Theme, desk: SafetyDesk) -> None:
        super().__init__(
            theme, desk, t("Where things lie"),
            t("Nothing of a case is kept on this computer outside the folder of the work, but the files that you save "
              "yourself."),
        )  # fmt: skip
        store = desk.ctx.store.folder
        card = self.add_card(t("The work"), t("Encrypted. Copying this folder is no backup: use Backups."))
        facts = ((t("Folder"), str(store)), (t("Size"), ""), (t("Backups"), ""), (t("Free on this disk"), ""))
        grid, self.values = facts_grid(theme, facts)
        card.body.addLayout(grid)
        self.open_store = Button(theme, t("Open the folder"), "folder")
        self.open_store.clicked.connect(lambda: _open(store))
        card.body.addWidget(button_row(theme, self.open_store))
        log = self.add_card(
            t("The log"),
            t("For whoever mends the program. It holds codes, counts, times and places in the program: no name, no "
              "answer, no note."),
        )  # fmt: skip
        grid, _ = facts_grid(theme, ((t("Folder"), str(log_folder())),))
        log.body.addLayout(grid)
        self.open_log = Button(theme, t("Open the log folder"), "folder")
        self.open_log.clicked.connect(lambda: _open(log_folder()))
        log.body.addWidget(button_row(theme, self.open_log))
        self.body.addStretch(1)

    def entered(self) -> None:
        self.desk.run(self, lambda ctx, _: where_it_lies(ctx), self.show_sizes)

    def show_sizes(self, found: Lying) -> None:
        """Show how large everything is."""
        free = t("{count} GB", count=found.free_gb) if found.free_gb is not None else t("cannot be told")
        backups = t("{count}, {size}", count=found.backups, size=size_words(found.backup_bytes))
        for value, words in zip(self.values[1:], (size_words(found.store_bytes), backups, free), strict=True):
            value.setText(words)


def _open(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
