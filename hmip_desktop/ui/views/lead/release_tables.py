"""Tables about the region: the list, what a table holds, and the form to import one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.domain.releases import TOPICS
from hmip_desktop.services.context_tables import LINE_LENGTH, KeptTable, NewTable, import_table
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FileChooser, FormDialog
from hmip_desktop.ui.views.lead.importing import TABLES
from hmip_desktop.ui.views.lead.page import Columns, TableCard
from hmip_desktop.ui.views.lead.release_words import topic_words
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Card
from hmip_desktop.ui.widgets.grid import FieldGrid
from hmip_desktop.ui.widgets.inputs import DateInput, LineInput, PickList
from hmip_desktop.ui.widgets.labels import ElidedLabel, Heading, PlainLabel
from hmip_desktop.ui.widgets.notices import EmptyState
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import day_words

SHOWN = 8
"""Rows of a table that are shown beside the list."""


class TablesPart(QWidget):
    """Tables at the left, what the selected one holds at the right."""

    remove_asked = Signal(str)

    def __init__(self, theme: Theme, desk: LeadDesk, choose: FileChooser) -> None:
        super().__init__()
        self._theme, self._desk, self._choose_file = theme, desk, choose
        columns = (
            Column(t("About"), 110), Column(t("Title"), 160, stretch=True), Column(t("Source"), 140, stretch=True),
            Column(t("Date"), 150), Column(t("Rows"), 60, right=True),
        )  # fmt: skip
        self.view = RowsView(theme, t("Tables on the region"), RowsModel(columns, self._cell))
        self.view.row_changed.connect(lambda _: self._choose())
        self.table = TableCard(theme, t("Tables on the region"), self.view, rows=6)
        self.detail = Card(theme, padding=16, gap=8)
        self.heading = Heading(theme, "", 2)
        self.about, self.rows = PlainLabel(theme, "", "control", "text2"), PlainLabel(theme, "", "small")
        self.remove = Button(theme, t("Take it out"))
        self.remove.clicked.connect(self._remove)
        for part in (self.heading, self.about, self.rows, self.remove):
            self.detail.body.addWidget(part)
        self.detail.body.addStretch(1)
        self.both = Columns(theme, ((self.table, 60), (self.detail, 40)), 820)
        words = t("Tables that somebody else published, on the region, caseload, workload or MAPPA. They stand in the "
                  "workbook with source and date, apart from what cases say.")  # fmt: skip
        self.empty = EmptyState(theme, "rows", t("No tables yet"), words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.both, 1)
        column.addWidget(self.empty, 1)

    def show_tables(self, found: Sequence[KeptTable]) -> None:
        """Show the tables in force."""
        self.both.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.view.show_rows(found, max(self.view.current_row(), 0))
        self._choose()

    @property
    def kept(self) -> KeptTable | None:
        """The table in view."""
        rows, row = self.view.rows_model.rows, self.view.current_row()
        return rows[row] if 0 <= row < len(rows) else None

    def _choose(self) -> None:
        kept = self.kept
        self.detail.setVisible(kept is not None)
        if kept is None:
            return
        value = kept.value
        self.heading.setText(value.title)
        self.about.setText(t("Source: {source}, {day}", source=value.source, day=day_words(value.dated)))
        lines = [", ".join(value.head), *(", ".join(map(str, row)) for row in value.rows[:SHOWN])]
        if len(value.rows) > SHOWN:
            lines.append(t("and {count} more rows", count=len(value.rows) - SHOWN))
        self.rows.setText("\n".join(lines))
        self.remove.setAccessibleName(t("Take out {title}", title=value.title))

    def _cell(self, kept: KeptTable, column: int) -> Cell:
        value = kept.value
        if column == 4:
            return Cell(str(len(value.rows)), right=True)
        words = (topic_words(value.topic), value.title, value.source, day_words(value.dated))[column]
        return Cell(words, bold=column == 1, tip=words)

    def _remove(self) -> None:
        if self.kept is not None:
            self.remove_asked.emit(self.kept.id)

    def ask(self) -> None:
        """The form to import a table."""
        TableDialog(self._theme, self.window(), self._desk, self._choose_file).open()


class TableDialog(FormDialog):
    """The file, what it is about, its title, its source and its date."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, choose: FileChooser) -> None:
        super().__init__(
            theme, parent, t("Import a table on the region"), t("Import"),
            t("CSV or the first sheet of an XLSX, with column names in row 1. It is taken whole or not at all."),
        )  # fmt: skip
        self.setMinimumWidth(theme.size(560))
        self._desk, self._choose = desk, choose
        self.file: Path | None = None
        row = QHBoxLayout()
        row.setSpacing(theme.space(10))
        pick = Button(theme, t("Choose the table..."), "folder")
        pick.clicked.connect(self.choose_file)
        self._file_words = ElidedLabel(theme, t("CSV or XLSX"), "control", "text2")
        row.addWidget(pick)
        row.addWidget(self._file_words, 1)
        self.form.addLayout(row)
        self.topic = PickList(theme, t("About"), [(topic, topic_words(topic)) for topic in TOPICS])
        self.title, self.source = LineInput(theme, t("Title")), LineInput(theme, t("Who published it"))
        self.dated = DateInput(theme, t("Date of the table"))
        grid = FieldGrid(theme, 2, 220)
        for label, editor in ((t("Title"), self.title), (t("About"), self.topic),
                              (t("Who published it"), self.source), (t("Date of the table"), self.dated)):  # fmt: skip
            grid.add(Field(theme, label, editor))
        for line in (self.title, self.source, self.dated):
            line.setMaxLength(LINE_LENGTH)
            line.textChanged.connect(self._look)
        self.form.addWidget(grid)
        self.carry_out = self._carry_out
        self.keep_words(desk, "release")
        self._look()

    def choose_file(self) -> None:
        """Choose the table."""
        self.take_file(self._choose.file(t("Table on the region"), t("Tables") + f" {TABLES}"))

    def take_file(self, file: Path | None) -> None:
        """This file; its name becomes the title where none is typed."""
        if file is None:
            return
        self.file = file
        self._file_words.setText(file.name)
        self._file_words.set_tone("text")
        if not self.title.text():
            self.title.setText(file.stem.replace("_", " ").replace("-", " "))
        self.say_trouble("")
        self._look()

    def _look(self) -> None:
        typed = self.title.text().strip() and self.source.text().strip() and self.dated.value()
        self.act.setEnabled(bool(self.file and typed))

    def _carry_out(self) -> None:
        if self.file is None:
            return
        new = NewTable(self.file, self.topic.value(), self.title.text(), self.source.text(), self.dated.value())
        self._desk.write(
            lambda ctx, _: import_table(ctx, new), lambda _: self.accept(), title=t("Importing the table"),
            failed=self.say_trouble,
        )  # fmt: skip
