"""All cases of the inspection: found by words, state and person; Enter opens one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from hmip_desktop.services.case_search import CaseSearch, FoundCase, FoundCases, browse_cases
from hmip_desktop.services.duplicates import likely
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.duplicates import DuplicatesDialog
from hmip_desktop.ui.views.lead.exclusion import ExcludeDialog, exclusion_words
from hmip_desktop.ui.views.lead.page import LeadPage, TableCard
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.grid import FieldGrid
from hmip_desktop.ui.widgets.inputs import PickList, SearchBox
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import moment_words, rosh_words, route_words

TYPING_MS = 150
LOW = 480  # so low, at 100 %, rows are worth more than a heading
CASE, PDU, RISK, ROUTE, STATE, PERSON, OPEN, CHANGED = range(8)


def case_state_words(code: str) -> str:
    """Where a case is."""
    return {
        "not-started": t("With inspector"),
        "started": t("Started here"),
        "returned": t("Returned, not signed off"),
        "signed-off": t("Signed off"),
        "excluded": t("Excluded"),
    }.get(code, code)


_LOOKS = {
    "not-started": ("circle", "text"),
    "started": ("half", "link"),
    "returned": ("reply", "link"),
    "signed-off": ("done", "ok"),
    "excluded": ("minus-circle", "text2"),
}


class CasesScreen(LeadPage):
    """One row a case. ``case_asked`` carries the id of the case to open."""

    help_page = "all-cases"

    case_asked = Signal(str)
    ask_asked = Signal(str)

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("All cases"))
        self._now: datetime = desk.now()
        self._roomy = True
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._search)
        self.column.body.addWidget(self._filters(theme))
        columns = (
            Column(t("Case"), 92), Column(t("PDU"), 130, stretch=True), Column(t("RoSH"), 86, spare=3),
            Column(t("Questions"), 92, spare=1), Column(t("State"), 250, stretch=True),
            Column(t("Inspector"), 130, stretch=True), Column(t("To look at"), 130), Column(t("Changed"), 96, spare=2),
        )  # fmt: skip
        view = RowsView(theme, t("All cases"), RowsModel(columns, self._cell))
        view.opened.connect(self._open)
        view.row_changed.connect(self._choose)
        self.cases = TableCard(theme, t("Cases"), view, rows=6)
        self.column.body.addWidget(self.cases, 1)
        self.swap = Button(theme, t("Exclude or swap"), "swap")
        self.swap.clicked.connect(self._exclude)
        self.alike = Button(theme, t("Cases that look alike..."), "copy")
        self.alike.clicked.connect(self.ask_alike)
        self.head.add_button(self.alike)
        self.open = Button(theme, t("Open"), filled=True)
        self.open.clicked.connect(lambda: view.opened.emit(view.current_row()))
        self.ask = Button(theme, t("Ask..."), "help")
        self.ask.clicked.connect(self._ask)
        self.footer.add_button(self.ask)
        self.footer.add_button(self.swap)
        self.footer.add_button(self.open)

    def _filters(self, theme: Theme) -> QWidget:
        grid = FieldGrid(theme, 4, 140)
        self.search = SearchBox(theme, t("Find a case"), t("Find by reference, PDU or practitioner"), "find")
        self.search.searched.connect(lambda _: self._typing.start())
        self.state = PickList(theme, t("State"), [
            ("", t("Every state")), ("not-started", t("Not started")), ("returned", t("Returned")),
            ("signed-off", t("Signed off")), ("in-conflict", t("In conflict")), ("open-alert", t("With an open alert")),
            ("to-translate", t("With notes to translate")), ("in-welsh", t("Interviewed in Welsh")),
            ("excluded", t("Excluded")),
        ])  # fmt: skip
        self.person = PickList(theme, t("Person"))
        self.order = PickList(theme, t("Order of the list"), [
            ("case_ref", t("By reference")), ("pdu", t("By PDU")), ("practitioner", t("By practitioner")),
            ("changed_at", t("Last changed first")), ("answered", t("Fewest answers first")),
        ])  # fmt: skip
        for picker in (self.state, self.person, self.order):
            picker.picked.connect(lambda _: self._search())
        for part in (self.search, self.state, self.person, self.order):
            grid.add(part)
        return grid

    def set_room(self, width: float, height: float) -> None:
        """What is said about the list goes before its rows do."""
        self._roomy = height >= LOW
        self._show_words()

    def _show_words(self) -> None:
        self.cases.set_titled(self._roomy)
        self.head.sentence.setVisible(self._roomy and bool(self.head.sentence.text()))
        self.head.fit()

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"find": self.search.setFocus}

    # showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        self._offer_people()
        self._search()
        self.desk.read(lambda ctx, _: len(likely(ctx)), self._say_alike, parent=self)

    def wanted(self) -> CaseSearch:
        """What is looked for now, and in what order."""
        order = self.order.value()
        return CaseSearch(
            self.search.text(), self.state.value() or None, self.person.value(),  # type: ignore[arg-type]
            order, order == "changed_at",  # type: ignore[arg-type]  # the codes offered are states and orders
        )  # fmt: skip

    def _search(self) -> None:
        wanted = self.wanted()
        self.desk.read(lambda ctx, _: (wanted, browse_cases(ctx, wanted)), self._show, parent=self)

    def _offer_people(self) -> None:
        before = self.person.value()
        people = [("", t("Everybody"))] + [(m.fingerprint, m.name) for m in self.desk.overview.members]
        if self.person.count() != len(people):
            self.person.offer(people)
            self.person.set_value(before)

    def _show(self, found: tuple[CaseSearch, FoundCases]) -> None:
        wanted, cases = found
        if wanted != self.wanted():
            return
        self._now = self.desk.now()
        listed = self.desk.overview.where.listed
        self.head.say(
            t(
                "{shown} of {all} cases. Enter shows the record of the selected case, for reading.",
                shown=len(cases),
                all=listed,
            )
        )
        self._show_words()
        self.cases.view.show_rows(cases, max(self.cases.view.current_row(), 0))

    def _say_alike(self, count: int) -> None:
        words = t("1 pair looks alike...") if count == 1 else t("{count} pairs look alike...", count=count)
        self.alike.setText(words if count else t("Cases that look alike..."))
        self.alike.updateGeometry()
        self.head.fit()

    def _at(self, row: int) -> FoundCase | None:
        rows = self.cases.view.rows_model.rows
        return rows[row] if 0 <= row < len(rows) else None

    def _choose(self, row: int) -> None:
        chosen = self._at(row)
        self.open.setEnabled(chosen is not None)
        self.swap.setEnabled(chosen is not None)
        self.ask.setEnabled(chosen is not None and bool(chosen.item.inspector))
        self.open.setText(t("Open {case}", case=chosen.item.case_ref) if chosen else t("Open"))

    def _open(self, row: int) -> None:
        if chosen := self._at(row):
            self.case_asked.emit(chosen.item.case_id)

    def _ask(self) -> None:
        if chosen := self._at(self.cases.view.current_row()):
            self.ask_asked.emit(chosen.item.case_id)

    def _cell(self, found: FoundCase | None, column: int) -> Cell:
        return self._shown(found, column) if found is not None else Cell()

    def _shown(self, found: FoundCase, column: int) -> Cell:
        item = found.item
        if column == CASE:
            return Cell(item.case_ref, bold=True)
        if column == PDU:
            return Cell(item.pdu)
        if column == RISK:
            return Cell(rosh_words(item.rosh))
        if column == ROUTE:
            return Cell(route_words(item.route))
        if column == STATE:
            return self._state(found)
        if column == PERSON:
            return Cell(found.inspector) if found.inspector else Cell(t("nobody yet"), tone="text2")
        if column == OPEN:
            return self._to_look_at(found)
        return Cell(moment_words(item.changed_at, self._now), tone="text2")

    def _state(self, found: FoundCase) -> Cell:
        item = found.item
        icon, tone = _LOOKS[found.state]
        words = case_state_words(found.state)
        if found.state == "not-started" and not item.inspector:
            words = t("Not yet allocated")
        count = f"{item.answered}/{item.total}" if item.total and found.state != "excluded" else ""
        why = exclusion_words(item.excluded_reason) if item.excluded else ""
        return Cell(words, icon=icon, icon_tone=tone, end=count, tip=why, dotted=bool(why))

    def _to_look_at(self, found: FoundCase) -> Cell:
        item = found.item
        if item.alerts_open:
            return Cell(t("Open alert"), tag="warning")
        if item.conflicts:
            words = t("1 conflict") if item.conflicts == 1 else t("{count} conflicts", count=item.conflicts)
            return Cell(words, tag="warning")
        return Cell(t("File-read"), icon="file", icon_tone="text2") if item.file_read else Cell()

    # acting -----------------------------------------------------------------------------------------------

    def ask_alike(self) -> None:
        """Show cases that look alike, and what was decided about them."""
        DuplicatesDialog(self.theme, self, self.desk).open()

    def _exclude(self) -> None:
        if chosen := self._at(self.cases.view.current_row()):
            ExcludeDialog(self.theme, self, self.desk, chosen.item.case_id).open()
