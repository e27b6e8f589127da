"""My cases: the list with filters and search, where work stopped, interviews of today, a place for packages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.services.sitting import ListedCase, Overview
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.my_cases.case_notices import CaseNotices
from hmip_desktop.ui.views.my_cases.panel import CasesPanel
from hmip_desktop.ui.views.my_cases.rows import FILTERS, cell_of, columns, filter_words, narrowed, place_of
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.frames import Banner, Card
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.inputs import SearchBox
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.notices import EmptyState
from hmip_desktop.ui.widgets.rails import PlacesRail
from hmip_desktop.ui.widgets.save_state import SaveState
from hmip_desktop.ui.widgets.table import RowsModel, RowsView
from hmip_desktop.ui.words import moment_words


class MyCasesScreen(Screen):
    """``open_asked`` carries the id of a case, ``resume_asked`` nothing, ``files_dropped`` package files."""

    help_page = "my-cases"

    open_asked = Signal(str)
    resume_asked = Signal()
    export_asked = Signal()
    alert_asked = Signal(str)
    alerts_asked = Signal(str)
    files_dropped = Signal(list)
    file_asked = Signal()
    place_asked = Signal(str, str)
    conflicts_asked = Signal()
    practice_asked = Signal()
    throw_away_asked = Signal()
    declare_asked = Signal()

    panel_words = "Today"
    panel_width = 284
    rail_words = "Places"

    def __init__(self, theme: Theme, rail: PlacesRail, saving: SaveState, now: Callable[[], datetime]) -> None:
        super().__init__(theme, t("My cases"))
        self.rail, self._now = rail, now
        self._overview: Overview | None = None
        self._shown: Sequence[ListedCase] = ()
        self._filter, self._told_above, self._roomy = "all", False, True
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.space(20),) * 2, theme.space(20), theme.space(12))
        column.setSpacing(theme.space(10))
        self.alert = Banner(theme, "alert")
        self._alert_link = LinkButton(theme, t("Open the alert"), tone="warn_fg")
        self._alert_link.clicked.connect(self._open_alert)
        self.alert.tail.addWidget(self._alert_link)
        column.addWidget(self.alert)
        self.alert.hide()
        self.notices = CaseNotices(theme)
        self.notices.conflicts_asked.connect(self.conflicts_asked)
        self.notices.export_asked.connect(self.export_asked)
        column.addWidget(self.notices)
        column.addLayout(self._heading(theme))
        self._build_list(theme, column)
        self._hint = PlainLabel(theme, _about_reasons(), "small", "text2")
        column.addWidget(self._hint)
        self._build_panel(theme)
        self._build_footer(theme, saving)
        self._show_list(True)  # laid out for a list while it waits, so that showing one moves nothing

    def _build_list(self, theme: Theme, column: QVBoxLayout) -> None:
        """The table, and what stands in its place where nothing was found or nothing has come yet."""
        self.none = Banner(theme, "info", t("No case found"), icon="search")
        self._all = LinkButton(theme, t("Show all cases"))
        self._all.clicked.connect(self._show_all)
        self.none.tail.addWidget(self._all)
        column.addWidget(self.none)
        card = Card(theme, padding=4, gap=0)
        self.table = RowsView(theme, t("My cases"), RowsModel(columns(), lambda c, i: cell_of(c, i, self._now())))
        self.table.opened.connect(self._open_row)
        self.table.row_changed.connect(self._on_row)
        card.body.addWidget(self.table)
        self._card = card
        column.addWidget(card, 1)
        self.empty = EmptyState(
            theme, "package", t("No cases here yet"),
            t("Your lead inspector sends you a sealed allocation package. Drop it here: it is checked first, and "
              "nothing changes until you agree."), t("Choose a file..."),
        )  # fmt: skip
        self.empty.asked.connect(self.file_asked)
        column.addWidget(self.empty, 1)
        self._below = QWidget()
        column.addWidget(self._below, 1)

    def _build_panel(self, theme: Theme) -> None:
        self.panel = self.side = CasesPanel(theme)
        self.side.resume_asked.connect(self.resume_asked)
        self.side.open_asked.connect(self.open_asked)
        self.side.place_asked.connect(self.place_asked)
        self.side.practice_asked.connect(self.practice_asked)
        self.side.throw_away_asked.connect(self.throw_away_asked)
        self.side.drop.dropped.connect(self.files_dropped)
        self.side.drop.choose_asked.connect(self.file_asked)

    def _heading(self, theme: Theme) -> QBoxLayout:
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(theme.space(10))
        self._title = Heading(theme, t("My cases"), 1, wrap=False)
        self._top.addWidget(self._title)
        self._top.addStretch(1)
        tools = QHBoxLayout()
        tools.setSpacing(theme.space(10))
        tools.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.search = SearchBox(theme, t("Find a case"), t("Find a case"), "find")
        self.search.searched.connect(lambda _: self._show_rows())
        self.search.limit_width(206)
        tools.addWidget(self.search)
        self.filters = AnswerGroup(theme, t("Show"), [Choice(code, filter_words(code)) for code in FILTERS])
        self.filters.set_value("all")
        self.filters.chosen.connect(self._on_filter)
        tools.addWidget(self.filters)
        self._top.addLayout(tools)
        return self._top

    def _build_footer(self, theme: Theme, saving: SaveState) -> None:
        footer = Footer(theme, saving)
        alert = Button(theme, t("Raise an alert"), "alert")
        alert.clicked.connect(lambda: self.alert_asked.emit(self.current_id()))
        self.export_button = Button(theme, t("Export..."), "export")
        self.export_button.clicked.connect(self.export_asked)
        self.open_button = Button(theme, t("Open"), filled=True)
        self.open_button.clicked.connect(lambda: self._open_row(self.table.current_row()))
        for button in (alert, self.export_button, self.open_button):
            footer.add_button(button)
        self.footer = footer

    # showing ----------------------------------------------------------------------------------------------

    def show_overview(self, overview: Overview) -> None:
        """Show the cases as they stand; of a first look the rows only, the rest comes with the whole."""
        self._overview = overview
        chosen = self.current_id()
        self._show_rows(chosen)
        if not overview.complete:
            return
        self._fill_filters()
        self.side.show_overview(overview, self._now())
        self.notices.show_overview(overview)
        self._show_alert(overview)
        if self.footer is not None:
            last = moment_words(overview.exported_at, self._now()) or t("never")
            count = overview.changed_since
            one, more = t("1 case changed since then"), t("{count} cases changed since then", count=count)
            changed = one if count == 1 else more
            self.footer.say_place(
                t("On this computer only. Last export {when}", when=last), changed if overview.changed_since else ""
            )
        leads = overview.leads
        self.export_button.setText(t("Export to {name}...", name=leads[0][1]) if leads else t("Export..."))
        self.export_button.updateGeometry()
        self.identity_changed.emit()

    def tell_above(self, banners: int) -> None:
        """Alerts that stand in the strip over every place are not said a second time here."""
        self._told_above = banners > 0
        if self._overview is not None and self._overview.complete:
            self._show_alert(self._overview)

    def _show_alert(self, overview: Overview) -> None:
        alarmed = narrowed(overview.cases, "alert", self._today())
        self.alert.setVisible(bool(alarmed) and not self._told_above)
        if alarmed:
            self.alert.say(t("An alert on {case} is open.", case=alarmed[0].case_ref), t("No evidence of action yet."))

    def _today(self) -> date:
        return self._now().astimezone().date()

    def _fill_filters(self) -> None:
        assert self._overview is not None
        today = self._today()
        counts = {code: len(narrowed(self._overview.cases, code, today)) for code in FILTERS}
        choices = [Choice(code, f"{filter_words(code)} {counts[code]}") for code in FILTERS]
        self.filters.set_choices(choices)
        self.filters.set_value(self._filter)

    def _on_filter(self, code: str) -> None:
        self._filter = code or "all"
        self.filters.set_value(self._filter)
        self._show_rows()

    def _show_rows(self, chosen: str = "") -> None:
        if self._overview is None:
            return
        everything, words = self._overview.cases, self.search.text().strip()
        all_shown = self._filter == "all" and not words
        self._shown = everything if all_shown else narrowed(everything, self._filter, self._today(), words)
        self.table.show_rows(self._shown, place_of(self._shown, chosen))
        self._show_list(bool(everything))
        if everything:
            found = bool(self._shown)
            self._card.setVisible(found)
            for part in (self.none, self._below):
                part.setVisible(not found)

    def _show_all(self) -> None:
        """Leave search and filter."""
        self.search.clear()
        self._on_filter("all")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_list(self, any_cases: bool) -> None:
        """The list with what belongs to it, or what stands here before there are cases."""
        self.empty.setVisible(not any_cases)
        self.none.hide()
        self._below.hide()
        for part in (self._card, self.search, self.filters):
            part.setVisible(any_cases)
        self._hint.setVisible(self._roomy and any_cases)

    def current_id(self) -> str:
        """The id of the selected case, "" when none is."""
        row = self.table.current_row()
        return self._shown[row].case_id if 0 <= row < len(self._shown) else ""

    def _on_row(self, row: int) -> None:
        known = 0 <= row < len(self._shown)
        self.open_button.setEnabled(known)
        self.open_button.setText(t("Open {case}", case=self._shown[row].case_ref) if known else t("Open"))
        self.open_button.updateGeometry()
        self._hint.setText(self._reason(self._shown[row]) if known else "")

    def _reason(self, case: ListedCase) -> str:
        """The PDU whole, and why the selected case has its questions: there on focus as well as on hover."""
        why = case.route_reason if case.route == "adjusted" and case.route_reason else _about_reasons()
        return f"{case.case_ref} · {case.pdu}: {why}" if case.pdu else f"{case.case_ref}: {why}"

    def _open_row(self, row: int) -> None:
        if 0 <= row < len(self._shown) and self._shown[row].case_id:
            self.open_asked.emit(self._shown[row].case_id)

    def _open_alert(self) -> None:
        assert self._overview is not None
        alarmed = narrowed(self._overview.cases, "alert", self._today())
        if alarmed:
            self.alerts_asked.emit(alarmed[0].case_id)

    # the window asks --------------------------------------------------------------------------------------

    def identity(self) -> Identity:
        held = self._overview
        if held is None:
            return Identity(t("My cases"))
        facts = [(t("Inspection"), held.inspection), (t("Region"), held.region), (t("Inspector"), held.name)]
        return Identity(t("My cases"), tuple((label, value) for label, value in facts if value))

    def commands(self) -> Mapping[str, Callable[[], None]]:
        handlers: dict[str, Callable[[], None]] = {
            "find": lambda: self.search.setFocus(Qt.FocusReason.ShortcutFocusReason),
            "export": self.export_asked.emit,
            "open-package": self.file_asked.emit,
            "raise-alert": lambda: self.alert_asked.emit(self.current_id()),
        }
        held = self._overview
        if held is None or not held.complete:
            return handlers
        if held.place is not None:
            handlers["resume"] = self.resume_asked.emit
        if held.conflicts:
            handlers["settle-conflicts"] = self.conflicts_asked.emit
        if held.practice is not None:
            handlers["practice-throw-away"] = self.throw_away_asked.emit
        if held.inspection:
            handlers["declare"] = self.declare_asked.emit
        return handlers

    def set_room(self, width: float, height: float) -> None:
        narrow = width < 900
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._top.setDirection(down if narrow else across)
        self._title.setVisible(height >= 480)
        self._roomy = height >= 560
        self._hint.setVisible(self._roomy and not self.empty.isVisibleTo(self))

    def entered(self) -> None:
        (self.table if self._shown else self.empty).setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        return [pane for pane in (self.rail, self, self.panel, self.footer) if pane is not None]


def _about_reasons() -> str:
    return t("Route words with a dotted line show their reason on hover. F2 shows it for the selected case.")
