"""Which sealed file is for whom: the names of the files tell nobody anything, so this is where it is said."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout

from hmip_desktop.services.exporting import Exported
from hmip_desktop.services.merge_round import MergeRound
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.views.lead.package_words import kind_words
from hmip_desktop.ui.views.lead.page import LeadPage
from hmip_desktop.ui.views.lead.wide_form import WideForm
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.labels import ElidedLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView


class SentFilesDialog(WideForm):
    """One row a file: for whom, its name, what it is, and the code that both sides see."""

    def __init__(self, page: LeadPage, made: Sequence[Exported]) -> None:
        title = t("1 sealed file is ready") if len(made) == 1 else t("{count} sealed files are ready", count=len(made))
        super().__init__(
            page.theme, page, title, t("Done"),
            t("Each was written, read back and counted. This program sends nothing: give each file to the person beside "
              "it, as your team agreed. Nobody else of the team can open it."), (720, 460),
        )  # fmt: skip
        theme = page.theme
        columns = (
            Column(t("For"), 150, stretch=True), Column(t("File"), 200, stretch=True),
            Column(t("Cases"), 62, right=True), Column(t("Check code"), 130),
        )  # fmt: skip
        self.files = RowsView(theme, t("Sealed files"), RowsModel(columns, _cell), row_height=44)
        self.files.setMinimumHeight(theme.size(180))
        self.files.show_rows(made)
        self.form.addWidget(self.files, 1)
        folder = made[0].package.parent
        row = QHBoxLayout()
        row.setSpacing(theme.space(10))
        self.show_folder = Button(theme, t("Open the folder"), "folder")
        self.show_folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
        row.addWidget(self.show_folder)
        row.addWidget(ElidedLabel(theme, str(folder), "control", "text2"), 1)
        self.form.addLayout(row)
        self.cancel.hide()


def _cell(made: Exported, column: int) -> Cell:
    if column == 0:
        return Cell(made.for_whom, bold=True, icon="person", icon_tone="text2")
    if column == 1:
        about = t("{kind} no. {number}", kind=kind_words(made.kind), number=made.sequence)
        return Cell(made.package.name, detail=about, tip=made.package.name)
    return Cell(str(made.cases), right=True) if column == 2 else Cell(made.code, tip=made.code)


def show_sent(page: LeadPage, made: Sequence[Exported]) -> None:
    """Say which file is for whom, when any was made."""
    if made:
        SentFilesDialog(page, made).open()


def merged_words(done: MergeRound) -> str:
    """What became of the receipts of a merge, "" when none was wanted."""
    if done.refused is not None:
        return t("Merged. No receipts: {why}", why=error_sentence(done.refused))
    if not done.receipts or done.folder is None:
        return ""
    count, where = len(done.receipts), f"{done.folder.parent.name}/{done.folder.name}"
    one = t("Merged. 1 receipt is in {folder}", folder=where)
    return one if count == 1 else t("Merged. {count} receipts are in {folder}", count=count, folder=where)
