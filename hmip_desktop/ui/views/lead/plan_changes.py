"""What a plan would change, word by word, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from hmip_desktop.domain.interview import InterviewNote
from hmip_desktop.domain.values import Value
from hmip_desktop.services.plan_changes import PlannedChange
from hmip_desktop.ui.differences import compare, runs_of, spoken_of
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.history import version_words
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.wide_form import WideForm
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel, RunsLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import moment_words


class PlanChangesDialog(WideForm):
    """The list of what would say something else, and the marked one against what is here."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, changes: Sequence[PlannedChange]) -> None:
        super().__init__(
            theme, parent, t("What would change"), t("Done"),
            t("Nothing is written yet. What is new, and says nothing here so far, is not in this list."), (760, 600),
        )  # fmt: skip
        self._now = desk.now()
        self.cancel.hide()
        columns = (
            Column(t("Case"), 92), Column(t("What"), 180, stretch=True), Column(t("From"), 120, stretch=True),
            Column(t("When"), 100),
        )  # fmt: skip
        self.changes = RowsView(theme, t("What would change"), RowsModel(columns, self._cell), row_height=34)
        self.changes.setMinimumHeight(theme.size(180))
        self.form.addWidget(self.changes, 1)
        self.title = Heading(theme, "", 3)
        self.words = RunsLabel(theme, (), "body")
        self.means = PlainLabel(theme, "", "small", "text2")
        for part in (self.title, self.words, self.means):
            self.form.addWidget(part)
        self.changes.row_changed.connect(lambda _: self._look())
        self.changes.show_rows(changes)
        self._look()

    def _cell(self, change: PlannedChange, column: int) -> Cell:
        if column == 0:
            return Cell(change.case_ref, bold=True)
        if column == 1:
            icon = "conflict" if change.conflict else "pencil"
            return Cell(subject_words(change), icon=icon, icon_tone="warn" if change.conflict else "link")
        if column == 2:
            return Cell(change.author or t("Unknown"))
        return Cell(moment_words(change.at, self._now), tone="text2")

    def _look(self) -> None:
        rows, row = self.changes.rows_model.rows, self.changes.current_row()
        if not 0 <= row < len(rows):
            self.title.setText(t("Nothing that is here would say something else."))
            return
        change: PlannedChange = rows[row]
        pieces = compare(value_words(change.before), value_words(change.after))
        self.title.setText(t("Case {case}, {what}", case=change.case_ref, what=subject_words(change)))
        self.words.set_runs(runs_of(pieces))
        self.words.setAccessibleName(spoken_of(pieces, t("added"), t("taken out")))
        self.means.setText(
            t("A conflict: both versions stay, and neither counts until you settle it.") if change.conflict
            else t("The newer version follows the one that is here; that stays in the history.")
        )  # fmt: skip


def subject_words(change: PlannedChange) -> str:
    """What a change is about."""
    return {
        "answer": t("answer {ref}", ref=change.ref), "data": t("answer {ref}", ref=change.ref),
        "reason": t("reason at {ref}", ref=change.ref), "evidence": t("evidence"), "note": t("an interview note"),
        "evaluation": t("the close of the case"),
    }.get(change.kind, t("case details"))  # fmt: skip


def value_words(value: Value | None) -> str:
    """A value in the words that are compared."""
    return value.text if isinstance(value, InterviewNote) else version_words(value)
