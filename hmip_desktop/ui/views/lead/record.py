"""The record of one case, page by page, as the team would print it: for reading, nothing can be changed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent

from hmip_desktop.errors import Refused
from hmip_desktop.services.output_list import PreviewPage, preview
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.output_preview import PreviewCard
from hmip_desktop.ui.views.lead.page import LeadPage
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.rail_panel import RailPanel


class RecordScreen(LeadPage):
    """``back_asked`` leads back to the list, ``work_asked`` to the case itself."""

    help_page = "all-cases"

    back_asked = Signal()
    work_asked = Signal(str)

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Case record"))
        self.case_id, self._page, self.came_from = "", 1, "cases"
        self.preview = PreviewCard(theme)
        self.preview.page_asked.connect(self.show_page)
        self.preview.sheet.setMinimumHeight(theme.size(1000))
        self.column.body.addWidget(self.preview, 1)
        self.work = Button(theme, t("Work on this case"), "pencil")
        self.work.clicked.connect(lambda: self.work_asked.emit(self.case_id))
        self.back = Button(theme, t("Back to all cases"), filled=True)
        self.back.clicked.connect(self.back_asked)
        self.footer.add_button(self.work)
        self.footer.add_button(self.back)

    def come_from(self, place: str) -> None:
        """From where the case was opened: there leads the way back."""
        self.came_from = place
        self.back.setText({
            "results": t("Back to the results"), "enquiry": t("Back to the lines of enquiry"),
            "practice": t("Back to effective practice"),
        }.get(place, t("Back to all cases")))  # fmt: skip
        self.back.updateGeometry()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"back": self.back_asked.emit}

    def show_case(self, case_id: str, case_ref: str) -> None:
        """Show the record of another case."""
        self.case_id, self._page = case_id, 1
        self.head.heading.setText(t("Record of {case}", case=case_ref) if case_ref else t("Case record"))
        self.head.say(t("For reading. What your inspectors wrote cannot be changed here."))
        self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.entered()

    def refresh(self) -> None:
        self.show_page(self._page)

    def show_page(self, page: int) -> None:
        """Show a page of the record."""
        case_id = self.case_id
        self._page = page
        if not case_id:
            return
        self.preview.say(t("Record"), t("Making the page..."))
        self.desk.read_alone(
            lambda ctx, progress: (case_id, preview(ctx, "case", "team", page, case_id=case_id, scale=2.0,
                                                    progress=progress)),
            self._show, parent=self, failed=self._refused,
        )  # fmt: skip

    def _show(self, found: tuple[str, PreviewPage]) -> None:
        case_id, page = found
        if case_id == self.case_id:
            self.preview.show_page(t("Record"), page)

    def _refused(self, error: Refused) -> None:
        self.preview.say(t("Record"), error_sentence(error))
