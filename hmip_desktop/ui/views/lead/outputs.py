"""Outputs: files by audience, how they look, what is left out and why, and writing them to a folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmip_desktop.domain.disclosure import Limits
from hmip_desktop.errors import Refused
from hmip_desktop.services.output_list import PAGED, LeftOut, PreviewPage, kinds_for, left_out, preview
from hmip_desktop.services.report import Reported, ReportRequest, report
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.cells import Ticks
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FileChooser, FormDialog
from hmip_desktop.ui.views.lead.left_out import LeftOutCard, LimitsDialog
from hmip_desktop.ui.views.lead.output_preview import PreviewCard
from hmip_desktop.ui.views.lead.output_words import (
    AUDIENCES,
    audience_sentence,
    audience_words,
    kind_detail,
    kind_title,
)
from hmip_desktop.ui.views.lead.page import Columns, LeadPage, TableCard
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.inputs import LineInput, Tick
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView


class FilesView(RowsView):
    """The kinds of output; Space or a click on the box ticks one. ``ticked`` is emitted after a change."""

    ticked = Signal()

    def __init__(self, theme: Theme) -> None:
        self.chosen: set[str] = set()
        columns = (Column(t("Make"), 44), Column(t("File"), 180, stretch=True))
        super().__init__(theme, t("Files to make"), RowsModel(columns, self._cell), row_height=52, header=False)
        self.setItemDelegateForColumn(0, Ticks(theme, self))
        self.clicked.connect(lambda index: self.tick(index.row()) if index.column() == 0 else None)

    def _cell(self, kind: str, column: int) -> Cell:
        on = kind in self.chosen
        if column == 0:
            words = t("will be made") if on else t("not chosen")
            return Cell(bold=on, spoken=words)
        return Cell(kind_title(kind), bold=True, detail=kind_detail(kind))

    def tick(self, row: int) -> None:
        """Choose a file, or leave it out again."""
        kind = self.rows_model.rows[row]
        self.chosen ^= {kind}
        self.viewport().update()
        self.ticked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.current_row() >= 0:
            self.tick(self.current_row())
            return
        super().keyPressEvent(event)


class OutputsScreen(LeadPage):
    """Files at the left, the page in the middle, what is left out at the right."""

    help_page = "outputs"

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Outputs"))
        self.choose = FileChooser(self)
        self.made: Reported | None = None
        self._asked: tuple[str, str, int] = ("", "", 0)
        self.column.body.addWidget(self._audiences(theme))
        self.files = FilesView(theme)
        self.files.ticked.connect(self._count)
        self.files.row_changed.connect(lambda _: self._look(1))
        card = TableCard(theme, t("Files"), self.files, rows=2)
        self.card_note = card.note
        self.preview = PreviewCard(theme)
        self.preview.page_asked.connect(self._look)
        self.left_out = LeftOutCard(theme)
        self.left_out.limits_asked.connect(self.ask_limits)
        parts = ((card, 32), (self.preview, 47), (self.left_out, 30))
        self.column.body.addWidget(Columns(theme, parts, least=860), 1)
        self.save = Button(theme, t("Save the files"), filled=True)
        self.save.clicked.connect(self._save)
        self.footer.add_button(self.save)
        self.audience.set_value("body")

    def _audiences(self, theme: Theme) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(12))
        row.addWidget(PlainLabel(theme, t("For"), "control", "text2", wrap=False))
        choices = [Choice(code, audience_words(code)) for code in AUDIENCES]
        self.audience = AnswerGroup(theme, t("For"), choices)
        self.audience.chosen.connect(self._change_audience)
        row.addWidget(self.audience)
        self.about = PlainLabel(theme, "", "small", "text2")
        row.addWidget(self.about, 1)
        return holder

    # showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        audience = self.audience.value()
        self.about.setText(audience_sentence(audience))
        kinds = kinds_for(audience)
        self.files.chosen &= set(kinds)
        self.files.chosen = self.files.chosen or {kinds[0] if audience != "team" else "headline"}
        place = kinds.index("headline") if "headline" in kinds else 0
        self.files.show_rows(kinds, place)
        self._count()
        self.desk.read(
            lambda ctx, _: (audience, left_out(ctx, audience)), self._show_left_out, parent=self,
            failed=lambda error: self.left_out.say(error_sentence(error)),
        )  # fmt: skip

    def _show_left_out(self, found: tuple[str, LeftOut]) -> None:
        audience, left = found
        if audience != self.audience.value():
            return
        counts = left.accounting
        if left.core or left.adjusted:
            words = t(
                "Every file is made here, from the same counted cases: {core} core, {adjusted} adjusted, "
                "{excluded} excluded.", core=left.core, adjusted=left.adjusted, excluded=counts.excluded_total,
            )  # fmt: skip
        else:
            words = t("Every file is made here, from the same {counted} counted cases.", counted=counts.counted)
        self.head.say(words)
        self.left_out.show_left_out(left, audience)

    def ask_limits(self, now: Limits) -> None:
        """Open the form that sets what is hidden in this inspection."""
        LimitsDialog(self.theme, self, self.desk, now).open()

    def _count(self) -> None:
        count = len(self.files.chosen)
        self.card_note.setText(t("{count} chosen", count=count))
        self.save.setEnabled(bool(count))
        self.save.setText(t("Save {count} files", count=count) if count > 1 else t("Save 1 file"))
        self.footer.say_note("" if count else t("Choose a file to make"))

    def _look(self, page: int) -> None:
        """Show a page of the current file."""
        row = self.files.current_row()
        if row < 0:
            return
        kind, audience = self.files.rows_model.rows[row], self.audience.value()
        self._asked = (kind, audience, page)
        if kind not in PAGED:
            self.preview.say(kind_title(kind), t("A table file: open it after it is made."))
            return
        self.preview.say(kind_title(kind), t("Making the page..."))
        asked = self._asked
        self.desk.read_alone(
            lambda ctx, progress: (asked, preview(ctx, kind, audience, page, progress=progress)),
            self._show_page, parent=self, failed=lambda error: self._no_page(asked, error),
        )  # fmt: skip

    def _show_page(self, found: tuple[tuple[str, str, int], PreviewPage]) -> None:
        asked, page = found
        if asked == self._asked:
            self.preview.show_page(kind_title(asked[0]), page)

    def _no_page(self, asked: tuple[str, str, int], error: Refused) -> None:
        if asked == self._asked:
            self.preview.say(kind_title(asked[0]), error_sentence(error))

    def _change_audience(self, code: str) -> None:
        if not code:
            self.audience.set_value("body")
        self.files.chosen = set()
        self.refresh()

    # acting -----------------------------------------------------------------------------------------------

    def _save(self) -> None:
        if self.audience.value() == "team":
            TeamFilesDialog(self.theme, self).open()
        else:
            self.write_files()

    def write_files(self, *, clear: bool = False, reason: str = "", with_interview: bool = False) -> None:
        """Ask for a folder and write the chosen files into it, in the background."""
        folder = self.choose.folder(t("Folder for the files"))
        if folder is None:
            return
        kinds = tuple(kind for kind in kinds_for(self.audience.value()) if kind in self.files.chosen)
        request = ReportRequest(folder, kinds, self.audience.value(), clear, reason, with_interview)
        self.desk.write(
            lambda ctx, progress: report(ctx, request, progress),
            lambda made: self._written(made, folder),
            title=t("Making the files"),
        )

    def _written(self, made: Reported, folder: Path) -> None:
        self.made = made
        count = len(made.outputs)
        self.footer.say_note(t("{count} files written to {folder}", count=count, folder=folder.name), "done")


class TeamFilesDialog(FormDialog):
    """Files with cases in them are sealed for the team unless somebody insists, with a reason."""

    def __init__(self, theme: Theme, page: OutputsScreen) -> None:
        super().__init__(
            theme, page, t("Files for the team"), t("Choose a folder..."),
            t("These files hold cases. They are sealed for the members of the team, who open them with this program."),
        )  # fmt: skip
        self._page = page
        self.interview = Tick(theme, t("Put interview notes into case records; it says so on each page"), "control")
        self.clear = Tick(theme, t("Write them open, not sealed"), "control")
        self.reason = LineInput(theme, t("Why they must be open"))
        self._reason_field = Field(theme, t("Why they must be open"), self.reason)
        self._reason_field.hide()
        self.clear.toggled.connect(self._reason_field.setVisible)
        for part in (self.interview, self.clear, self._reason_field):
            self.form.addWidget(part)
        self.carry_out = self._go
        self.keep_words(page.desk, "outputs")

    def _go(self) -> None:
        clear, reason = self.clear.isChecked(), self.reason.text().strip()
        if clear and not reason:
            self.say_trouble(t("Say why these files must be open."))
            return
        self.accept()
        self._page.write_files(clear=clear, reason=reason, with_interview=self.interview.isChecked())
