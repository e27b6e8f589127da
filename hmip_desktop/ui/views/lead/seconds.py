"""The quality lead's own second assessments: opened from here, and sent to the lead inspector when done."""

from __future__ import annotations

from PySide6.QtCore import Signal

from hmip_desktop.progress import Progress
from hmip_desktop.services import exporting, second_sample
from hmip_desktop.services.context import Context
from hmip_desktop.services.exporting import Exported
from hmip_desktop.services.second_sample import OwnCase
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FileChooser
from hmip_desktop.ui.views.lead.page import LeadPage, TableCard
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.notices import EmptyState
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import moment_words, rosh_words, route_words


def _find(ctx: Context, _: Progress) -> tuple[OwnCase, ...]:
    return second_sample.own_cases(ctx)


def blind_banner(theme: Theme) -> Banner:
    """Why whoever assesses for the second time asks nothing about the first, and who does."""
    return Banner(
        theme, "info", t("Ask about a first assessment through the lead inspector."),
        t("This computer never gets a first answer, so that your assessments stay blind; agreement, moderation and "
          "queries stand with the lead inspector, who holds both sides. Say which case and which question."),
    )  # fmt: skip


class SecondsScreen(LeadPage):
    """One row a case of one's own. ``case_asked`` carries the id of the case to work on."""

    help_page = "second-assessments"

    case_asked = Signal(str)

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Second assessments"))
        self.choose = FileChooser(self)
        columns = (
            Column(t("Case"), 92), Column(t("PDU"), 150, stretch=True), Column(t("RoSH"), 90),
            Column(t("Questions"), 100), Column(t("State"), 230, stretch=True), Column(t("Changed"), 100),
        )  # fmt: skip
        view = RowsView(theme, t("Second assessments"), RowsModel(columns, self._cell))
        view.opened.connect(lambda row: self.case_asked.emit(view.rows_model.rows[row].case_id))
        self.cases = TableCard(theme, t("Your cases"), view, rows=6)
        self.empty = EmptyState(theme, "scales", t("No case for you yet"),
                                t("The lead inspector draws cases and sends them to you: add the package in the "
                                  "inbox."))  # fmt: skip
        self.blind = blind_banner(theme)
        self.column.body.addWidget(self.blind)
        self.column.body.addWidget(self.cases, 1)
        self.column.body.addWidget(self.empty, 1)
        self.send = Button(theme, t("Send to the lead inspector..."), "export")
        self.open = Button(theme, t("Open"), filled=True)
        self.send.clicked.connect(self._send)
        self.open.clicked.connect(lambda: view.opened.emit(view.current_row()))
        self.footer.add_button(self.send)
        self.footer.add_button(self.open)
        self.head.say(t("You assess these cases afresh. Nothing of the first assessment is here, and yours never counts "
                        "in the results."))  # fmt: skip

    def refresh(self) -> None:
        self.desk.read(_find, self._show, parent=self)

    def _show(self, items: tuple[OwnCase, ...]) -> None:
        self.cases.setVisible(bool(items))
        self.empty.setVisible(not items)
        self.cases.view.show_rows(items, max(self.cases.view.current_row(), 0))
        self.send.setEnabled(bool(items))
        self.open.setEnabled(bool(items))

    def _cell(self, item: OwnCase, column: int) -> Cell:
        if column == 4:
            done = item.signed_off
            words = t("Signed off") if done else t("In progress") if item.answered else t("Not yet started")
            icon, tone = ("done", "ok") if done else ("half", "link") if item.answered else ("circle", "text")
            return Cell(words, icon=icon, icon_tone=tone, end=f"{item.answered}/{item.total}" if item.total else "")
        if column == 5:
            return Cell(moment_words(item.changed_at, self.desk.now()), tone="text2")
        words = (item.case_ref, item.pdu, rosh_words(item.rosh), route_words(item.route))[column]
        return Cell(words, bold=column == 0)

    def _send(self) -> None:
        folder = self.choose.folder(t("Folder for the sealed file"))
        lead = next((m for m in self.desk.overview.members if m.role == "lead" and m.revoked_from is None), None)
        if folder is None or lead is None:
            return
        self.desk.write(
            lambda ctx, progress: exporting.export(ctx, lead.fingerprint, folder, progress=progress), self._sent,
            title=t("Making the sealed file"),
        )  # fmt: skip

    def _sent(self, made: Exported) -> None:
        self.footer.say_note(t("Sealed as {file}", file=made.package.name), "check")
