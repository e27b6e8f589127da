"""Importing a sample: the file is checked first and every bad row is listed; nothing is imported by halves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmip_desktop.domain.row_errors import RowError
from hmip_desktop.services.sample import Imported, import_sample
from hmip_desktop.services.sample_check import SampleCheck, check_sample_file
from hmip_desktop.ui.text import sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FileChooser
from hmip_desktop.ui.views.lead.wide_form import WideForm
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.labels import ElidedLabel, PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView

TABLES = "(*.csv *.xlsx)"


class ImportDialog(WideForm):
    """Choose the sample and perhaps the region's caseload, see what the check finds, then import."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, choose: FileChooser) -> None:
        super().__init__(
            theme, parent, t("Import a sample"), t("Import"),
            t("The whole file is checked before anything is imported. Rows that are on the list already stay as they "
              "are."), (760, 620),
        )  # fmt: skip
        self._desk, self._choose = desk, choose
        self.file: Path | None = None
        self.population: Path | None = None
        self._file_words = self._chooser(t("Choose the sample..."), self.choose_file, t("CSV or XLSX"))
        self._population_words = self._chooser(
            t("Caseload of the region..."), self.choose_population, t("not needed; RoSH is compared with it")
        )
        self.found = Banner(theme, "info")
        self.found.hide()
        self.form.addWidget(self.found)
        model = RowsModel(
            (Column(t("Row"), 60, right=True), Column(t("Column"), 120), Column(t("What is wrong"), 300, stretch=True)),
            _error_cell,
        )
        self.errors = RowsView(theme, t("Rows that must be corrected"), model, row_height=44)
        self.errors.give_way()
        self.errors.hide()
        self.errors.row_changed.connect(self._say_whole)
        self.form.addWidget(self.errors, 1)
        self.whole = PlainLabel(theme, "", "control", "text2")
        self.whole.hide()
        self.form.addWidget(self.whole)
        self.copy = Button(theme, t("Copy the list"), "file")
        self.copy.setAccessibleDescription(t("for whoever made the file: one line a fault"))
        self.copy.clicked.connect(self._copy)
        self.copy.hide()
        self.form.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.addStretch(0)
        self.act.setEnabled(False)
        self.carry_out = self._import

    def _chooser(self, words: str, act: object, hint: str) -> PlainLabel:
        row = QHBoxLayout()
        row.setSpacing(self.theme.space(10))
        button = Button(self.theme, words, "folder")
        button.clicked.connect(act)
        label = ElidedLabel(self.theme, hint, "control", "text2")
        row.addWidget(button)
        row.addWidget(label, 1)
        self.form.addLayout(row)
        return label

    def choose_file(self) -> None:
        """Choose the sample and check it."""
        self.take_file(self._choose.file(t("Case sample"), t("Tables") + f" {TABLES}"))

    def choose_population(self) -> None:
        """Choose the caseload and check again."""
        file = self._choose.file(t("Caseload of the region"), t("Tables") + f" {TABLES}")
        if file is not None:
            self.population = file
            self._population_words.setText(file.name)
            self.take_file(self.file)

    def take_file(self, file: Path | None) -> None:
        """Check a file and list what is wrong with it."""
        if file is None:
            return
        self.file = file
        self._file_words.setText(file.name)
        self._file_words.set_tone("text")
        self.say_trouble("")
        start = self._desk.overview.value.fieldwork_start
        day = date.fromisoformat(start) if start else None
        population = self.population
        self._desk.jobs.run(
            lambda progress: check_sample_file(file, day, population, progress),
            parent=self,
            on_success=self._show,
            on_error=self._refused,
        )

    def _refused(self, error: Exception) -> None:
        self.act.setEnabled(False)
        self.found.hide()
        self.errors.hide()
        self.whole.hide()
        self.copy.hide()
        self.say_trouble(error)

    def _show(self, check: SampleCheck) -> None:
        bad = len({error.row for error in check.errors})
        self.act.setEnabled(not check.errors)
        self.errors.setVisible(bool(check.errors))
        self.copy.setVisible(bool(check.errors))
        self.copy.setText(t("Copy the list"))
        self.errors.show_rows(check.errors)
        self._say_whole(self.errors.current_row())
        self.found.show()
        if check.errors:
            self.found.set_kind("warning")
            self.found.say(
                t("{bad} of {rows} rows must be corrected.", bad=bad, rows=check.rows), t("Nothing was imported.")
            )
            return
        self.found.set_kind("info")
        self.found.say(
            t("{rows} rows are in order.", rows=check.rows),
            t("{pdus} PDUs, {warnings} warnings to look at after the import.", pdus=len(check.by_pdu),
              warnings=len(check.report.warnings)),
        )  # fmt: skip
        self.act.setFocus()

    def _say_whole(self, row: int) -> None:
        """The chosen row's sentence in full: a list of what is allowed may be longer than the table is wide."""
        rows = self.errors.rows_model.rows
        error = rows[row] if 0 <= row < len(rows) else None
        self.whole.setText(sentence(error.code, error.sentence_params) if error is not None else "")
        self.whole.setVisible(error is not None)

    def _copy(self) -> None:
        """All faults as lines, for the message to whoever made the file: nobody types them off the screen."""
        faults = self.errors.rows_model.rows
        QGuiApplication.clipboard().setText("\n".join(sentence(one.code, one.sentence_params) for one in faults))
        self.copy.setText(t("Copied: 1 line") if len(faults) == 1 else t("Copied: {count} lines", count=len(faults)))

    def _import(self) -> None:
        file, population = self.file, self.population
        if file is None:
            return
        self.act.setEnabled(False)
        self._desk.write(
            lambda ctx, progress: import_sample(ctx, file, population=population, progress=progress),
            self._done,
            title=t("Importing the sample"),
            failed=self.say_trouble,
        )

    def _done(self, imported: Imported) -> None:
        self.accept()


def _error_cell(error: RowError, column: int) -> Cell:
    if column == 0:
        return Cell(str(error.row), right=True)
    if column == 1:
        return Cell(error.column, tone="text2")
    words = sentence(error.code, error.sentence_params)
    place, _, rest = words.partition(": ")  # row and column stand beside it
    what, _, to_do = (rest if rest and error.column in place else words).partition("; ")
    return Cell(_capital(what), detail=_capital(to_do), tip=words)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
