"""Results: key question by group, the cases behind the chosen cell, and how certain it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmip_desktop.services.closer_look import BehindCases, behind, bounds_of, look_closer
from hmip_desktop.services.filtered_results import FilteredResults, Wanted, filtered_results
from hmip_desktop.services.results import (
    DIMENSIONS,
    InspectionResults,
    ResultRow,
    ResultTable,
    in_set,
)
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.certainty import CertaintyCard
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.heat import WHOLE, HeatView
from hmip_desktop.ui.views.lead.heat_cells import before_words
from hmip_desktop.ui.views.lead.legend import Legend
from hmip_desktop.ui.views.lead.page import Columns, FlushCard, LeadPage, TableCard
from hmip_desktop.ui.views.lead.result_filters import FilterRow, dimension_words, value_words
from hmip_desktop.ui.views.lead.row_words import behind_cell, spoken_rows
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Box
from hmip_desktop.ui.widgets.inputs import PickList
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.widgets.table import Column, RowsModel, RowsView
from hmip_desktop.ui.words import route_words

LEVELS = 5
"""So often a layout asks the one above it, from a card to the page."""


class ResultsScreen(LeadPage):
    """The heat map above, the cases behind the chosen cell below, its certainty at the right.

    ``case_asked`` carries the id of a case to open; ``outputs_asked`` leads to the outputs. ``said`` carries what a
    screen reader is told after other cases were chosen.
    """

    help_page = "results"

    case_asked = Signal(str)
    outputs_asked = Signal()
    said = Signal(str)

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Results"))
        self.wanted = Wanted()
        self.counted: FilteredResults | None = None
        self._announcing = self._showing = False
        self.head.add_button(self._split_list(theme))
        self.sets = AnswerGroup(theme, t("Question set"), ())
        self.sets.chosen.connect(self._choose_set)
        self.filters = FilterRow(theme, desk, self.sets)
        self.filters.changed.connect(self._filter)
        self.column.body.addWidget(self.filters)
        self.base = PlainLabel(theme, "", "small", "text2")
        self.said.connect(self._tell)
        self.column.body.addWidget(self.base)
        self.map_card = FlushCard(theme)
        self.legend = Legend(theme, rated=desk.overview.pack.rated)
        self.map_card.body.addWidget(self.legend)
        self.heat = HeatView(theme)
        self.heat.cell_changed.connect(self._choose)
        self.map_card.body.addWidget(self.heat)
        self.behind, self._opened = self._behind_card(theme), -1
        self.heat.activated.connect(lambda _: self.behind.view.setFocus())
        left = Box(theme, 12)
        left.body.addWidget(self.map_card)
        left.body.addWidget(self.behind, 1)
        self.certainty = CertaintyCard(theme)
        self.column.body.addWidget(Columns(theme, ((left, 82), (self.certainty, 28)), least=820), 1)
        self._build_footer(theme)

    def _split_list(self, theme: Theme) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(10))
        row.addWidget(PlainLabel(theme, t("Split by"), "control", "text2", wrap=False))
        self.split = PickList(theme, t("Split by"), [(code, dimension_words(code)) for code in DIMENSIONS])
        self.split.picked.connect(self._split_by)
        row.addWidget(self.split)
        return holder

    def _behind_card(self, theme: Theme) -> TableCard:
        columns = (
            Column(t("Case"), 84), Column(t("Judgement"), 138), Column(t("Prompts at No"), 112, firm=True), Column(t("RoSH"), 84),
            Column(t("Sentence"), 150, stretch=True), Column(t("Interview"), 110, stretch=True), Column(t("By"), 110,
                                                                                                        stretch=True),
        )  # fmt: skip
        view = RowsView(theme, t("Cases behind the number"), RowsModel(columns, behind_cell), row_height=31)
        view.opened.connect(self._open_case)
        return TableCard(theme, t("Cases behind the number"), view, rows=2)

    def _build_footer(self, theme: Theme) -> None:
        self.open = Button(theme, t("Open the case"), "facts")
        self.open.clicked.connect(lambda: self.behind.view.opened.emit(self.behind.view.current_row()))
        self.behind.view.row_changed.connect(lambda row: self.open.setEnabled(row >= 0))
        self.open.setEnabled(False)
        self.headline = Button(theme, t("Put in the headline sheet"), filled=True)
        self.headline.clicked.connect(self.outputs_asked)
        self.footer.add_button(self.open)
        self.footer.add_button(self.headline)

    # showing ----------------------------------------------------------------------------------------------

    @property
    def found(self) -> InspectionResults | None:
        """The results in view, None before the first."""
        return self.counted.found if self.counted is not None else None

    def refresh(self) -> None:
        wanted = self.wanted
        counting = t("Counting the results")
        self.desk.read(lambda ctx, _: filtered_results(ctx, wanted), self._show, parent=self, title=counting)

    def _want(self, **changes: Any) -> None:
        self.wanted = replace(self.wanted, **changes)
        self.refresh()

    def _show(self, counted: FilteredResults) -> None:
        if counted.wanted != self.wanted:  # another choice was made meanwhile
            if replace(counted.wanted, ref=self.wanted.ref, group=self.wanted.group) == self.wanted:
                self.refresh()  # only of a cell: for the rest an answer is on its way already
            return
        self.counted = counted
        self._show_counted(counted)
        for _ in range(LEVELS):  # all is in its place before the one picture of what changed
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        if self._announcing:
            self._announcing = False
            self.said.emit(self.base.text())

    def _show_counted(self, counted: FilteredResults) -> None:
        found = counted.found
        self.head.heading.setText(t("Key questions by {group}", group=dimension_words(self.wanted.by)))
        self.head.say(t("Share of applicable cases answered Yes.") + " " + self._letters_words(found))
        choices = [
            Choice(table.route, t("{name}: {count} cases", name=route_words(table.route), count=table.cases))
            for table in found.tables
        ]
        self.sets.setVisible(len(choices) > 1)
        self.sets.set_choices(choices)
        self.sets.set_value(found.table(self.wanted.route).route)
        self.headline.setEnabled(found.accounting.counted > 0)
        self.footer.say_note("" if found.accounting.counted else t("No case is signed off yet"))
        self._show_table(counted)

    def _tell(self, words: str) -> None:
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.base, words))

    def _letters_words(self, found: InspectionResults) -> str:
        if not found.pack.rated:
            return t("This pack is not rated: colours and letters only show in which quarter a percentage lies.")
        if self.wanted.only:
            return t("Of chosen cases letters are no ratings; they only show in which band a percentage lies.")
        return t("Letters are ratings of key questions.")

    def table(self) -> ResultTable:
        """The table of the chosen question set."""
        assert self.found is not None
        return self.found.table(self.wanted.route)

    def _show_table(self, counted: FilteredResults) -> None:
        """The map of the chosen set with the cell that was looked at, and the cases behind it, which came along."""
        table = self.table()
        self.filters.offer(counted.offered[table.route])
        self.base.setText("; ".join(self._base_words(counted, table)))
        rows = spoken_rows(table.rows, self.desk.overview.pack)
        titles = (_whole_words(self.wanted.by), *(self._group_words(group.key) for group in table.groups))
        row = next((place for place, one in enumerate(rows) if one.asked.ref == counted.ref), 0)
        groups = [None, *(group.key for group in table.groups)]
        cell = (row, WHOLE + groups.index(counted.group))
        self._showing = True
        self.heat.show_table(table, rows, titles, cell)
        self._showing = False
        self._show_behind(*cell, counted.behind)

    def _base_words(self, counted: FilteredResults, table: ResultTable) -> list[str]:
        """How many cases of this question set count, of how many, what leaves the others out, and what stands apart."""
        name, chosen = route_words(table.route).lower(), self.filters.words()
        moved = any(cell.moderated for row in table.rows for cell in (row.whole, *row.cells))
        marked = [t("a corner marks answers that moderation settled")] if moved else []
        apart = [
            t("{name} shown apart ({count})", name=route_words(one.route), count=one.cases).lower()
            for one in counted.found.tables if one is not table
        ]  # fmt: skip
        if not chosen:
            return [t("{count} cases counted", count=table.cases), *apart, *marked, *self._versions(counted.found)]
        every = counted.base[table.route]
        values = {"kept": table.cases, "all": every, "out": every - table.cases, "filters": chosen}
        kept = (
            t("{kept} of {all} {name} cases: only {filters}", name=name, **values) if name
            else t("{kept} of {all} cases: only {filters}", **values)
        )  # fmt: skip
        return [kept, t("{out} left out", **values), *apart, *marked, t("outputs count every case")]

    def _versions(self, found: InspectionResults) -> list[str]:
        """How many cases count under each version of the questions, where there is more than one."""
        held = [one for one in found.versions if one.cases]
        if len(held) < 2:
            return []
        under = [t("{count} under version {version}", count=one.cases, version=one.pack.version) for one in held]
        return [*under, t("only what means the same is counted together")]

    def _group_words(self, key: str) -> str:
        return value_words(self.desk, self.wanted.by, key)

    def _choose(self, row: int, column: int) -> None:
        """Another cell was chosen on the map: its cases are asked for."""
        held, cell = self.heat.heat.rows[row], self.heat.heat.result(row, column)
        if self._showing or cell is None:
            return
        self.heat.viewport().update()
        self._opened = -1
        group = None if column == WHOLE else cell.group
        self.wanted = replace(self.wanted, ref=held.asked.ref, group=group)
        only, by = in_set(self.table().route, self.wanted.only), None if group is None else self.wanted.by
        wanted, ref = self.wanted, held.asked.ref
        self._show_certainty(row, column)
        self.desk.read(
            lambda ctx, _: (wanted, row, column, behind(ctx, ref, by, group or "", only)),
            self._show_chosen,
            parent=self,
        )

    def _show_chosen(self, found: tuple[Wanted, int, int, BehindCases]) -> None:
        wanted, row, column, cases = found
        if wanted == self.wanted:
            self._show_behind(row, column, cases)

    def _show_certainty(self, row: int, column: int) -> None:
        """What the map says of a cell, in words at the right and above the cases."""
        held, cell, title = (
            self.heat.heat.rows[row],
            self.heat.heat.result(row, column),
            self.heat.heat.titles[column - 1],
        )
        assert cell is not None
        chosen = self.filters.words()
        under = t("only {filters}", filters=chosen) if chosen else ""
        place = ", ".join(part for part in (self.heat.heat.label(row), title, self._set_words(), under) if part)
        look = look_closer(self.desk.overview.pack, cell.result)
        beside = (before_words(cell), self._apart(held, column == WHOLE))
        self.certainty.show_look(place, look, cell.letter, "\n".join(words for words in beside if words))
        self.behind.heading.setText(t("Cases behind {ref}, {group}", ref=held.asked.ref, group=title))

    def _set_words(self) -> str:
        return route_words(self.sets.value()).lower()

    def _apart(self, held: ResultRow, whole: bool) -> str:
        """The total of this question, which stands beside a group's share."""
        result = held.whole.result
        bounds = bounds_of(result)
        if whole or result.percent is None or bounds is None:
            return ""
        low, high = bounds
        return t(
            "{whole}: {percent} %, {yes} of {n}; interval {low} to {high}.", whole=_whole_words(self.wanted.by),
            percent=result.percent, yes=result.tally.yes, n=result.n, low=low, high=high,
        )  # fmt: skip

    def _show_behind(self, row: int, column: int, cases: BehindCases) -> None:
        cell = self.heat.heat.result(row, column)
        assert cell is not None
        self._show_certainty(row, column)
        counts = cell.result.tally
        self.behind.note.setText(
            t("{yes} Yes · {no} No · {na} not applicable · {open} unanswered", yes=counts.yes, no=counts.no,
              na=counts.na, open=counts.unanswered)
        )  # fmt: skip
        self.behind.view.show_rows(cases, max(self._opened, 0))

    # acting -----------------------------------------------------------------------------------------------

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"clear-filters": self.filters.clear_all}

    def entered(self) -> None:
        """Back from a case, the focus is on its row again."""
        super().entered()
        if self._opened >= 0:
            self.behind.view.setFocus()

    def carry(self) -> object:
        return self.wanted

    def take_up(self, carried: object) -> None:
        assert isinstance(carried, Wanted)
        self.split.set_value(carried.by)
        self.filters.choose(carried.only)
        self.wanted = carried
        self.refresh()

    def _choose_set(self, code: str) -> None:
        self._want(route=code or self.table().route, ref="", group=None)

    def _filter(self) -> None:
        self._announcing = True
        self._want(only=self.filters.only())

    def _split_by(self, code: str) -> None:
        self._want(by=code, group=None)

    def _open_case(self, row: int) -> None:
        case = self.behind.view.rows_model.rows[row]
        if case is not None:
            self._opened = row
            self.case_asked.emit(case.item.case_id)


def _whole_words(by: str) -> str:
    return t("All PDUs") if by == "pdu" else t("All cases")
