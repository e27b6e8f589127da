"""Results: key question by group, the cases behind the chosen cell, and how certain it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmip_desktop.services.closer_look import BehindCase, behind, bounds_of, look_closer
from hmip_desktop.services.results import (
    DIMENSIONS,
    Cell,
    Dimension,
    InspectionResults,
    ResultRow,
    ResultTable,
    results,
)
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.certainty import CertaintyCard
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.heat import HeatView
from hmip_desktop.ui.views.lead.legend import Legend
from hmip_desktop.ui.views.lead.page import Columns, FlushCard, LeadPage, TableCard
from hmip_desktop.ui.views.lead.row_words import spoken_rows
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Box
from hmip_desktop.ui.widgets.inputs import PickList
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.widgets.table import Cell as ListCell
from hmip_desktop.ui.widgets.table import Column, RowsModel, RowsView
from hmip_desktop.ui.words import answer_words, interviewed_words, rosh_words, route_words, sentence_words


def dimension_words(code: str) -> str:
    """What results are split by."""
    return {
        "pdu": t("PDU"),
        "sentence_type": t("Sentence type"),
        "rosh": t("RoSH"),
        "sex": t("Sex"),
        "age_band": t("Age band"),
        "ethnicity": t("Ethnicity"),
        "grade": t("Practitioner grade"),
        "inspector": t("Inspector"),
    }.get(code, code)


class ResultsScreen(LeadPage):
    """The heat map above, the cases behind the chosen cell below, its certainty at the right.

    ``case_asked`` carries the id of a case to open; ``outputs_asked`` leads to the outputs.
    """

    help_page = "results"

    case_asked = Signal(str)
    outputs_asked = Signal()

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Results"))
        self.found: InspectionResults | None = None
        self.by: Dimension = "pdu"
        self._cell: tuple[ResultRow, Cell, str] | None = None
        self.column.body.addWidget(self._chips(theme))
        self.map_card = FlushCard(theme)
        self.legend = Legend(theme, rated=desk.overview.pack.rated)
        self.map_card.body.addWidget(self.legend)
        self.heat = HeatView(theme)
        self.heat.cell_changed.connect(self._choose)
        self.map_card.body.addWidget(self.heat)
        self.behind = self._behind_card(theme)
        left = Box(theme, 12)
        left.body.addWidget(self.map_card)
        left.body.addWidget(self.behind, 1)
        self.certainty = CertaintyCard(theme)
        self.column.body.addWidget(Columns(theme, ((left, 82), (self.certainty, 28)), least=820), 1)
        self._build_footer(theme)

    def _chips(self, theme: Theme) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(10))
        self.sets = AnswerGroup(theme, t("Question set"), ())
        self.sets.chosen.connect(self._choose_set)
        row.addWidget(self.sets)
        row.addWidget(PlainLabel(theme, t("Split by"), "control", "text2", wrap=False))
        self.split = PickList(theme, t("Split by"), [(code, dimension_words(code)) for code in DIMENSIONS])
        self.split.setSizePolicy(self.split.sizePolicy().Policy.Maximum, self.split.sizePolicy().Policy.Fixed)
        self.split.picked.connect(self._split_by)
        row.addWidget(self.split)
        self.base = PlainLabel(theme, "", "small", "text2")
        self.base.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.base, 1)
        return holder

    def _behind_card(self, theme: Theme) -> TableCard:
        columns = (
            Column(t("Case"), 84), Column(t("Judgement"), 104), Column(t("Prompts at No"), 104), Column(t("RoSH"), 84),
            Column(t("Sentence"), 150, stretch=True), Column(t("Interview"), 110, stretch=True), Column(t("By"), 110,
                                                                                                        stretch=True),
        )  # fmt: skip
        view = RowsView(theme, t("Cases behind the number"), RowsModel(columns, _behind_cell), row_height=31)
        view.opened.connect(lambda row: self.case_asked.emit(view.rows_model.rows[row].item.case_id))
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

    def refresh(self) -> None:
        by = self.by
        self.desk.read(lambda ctx, _: results(ctx, by), self._show, parent=self)

    def _show(self, found: InspectionResults) -> None:
        self.found = found
        rated = t("Letters are ratings of key questions.")
        unrated = t("This pack is not rated: colours and letters only show in which quarter a percentage lies.")
        self.head.heading.setText(t("Key questions by {group}", group=dimension_words(self.by)))
        self.head.say(t("Share of applicable cases answered Yes.") + " " + (rated if found.pack.rated else unrated))
        choices = [
            Choice(table.route, t("{name}: {count} cases", name=route_words(table.route), count=table.cases))
            for table in found.tables
        ]
        before = self.sets.value()
        self.sets.setVisible(len(choices) > 1)
        self.sets.set_choices(choices)
        known = {choice.code for choice in choices}
        self.sets.set_value(before if before in known else choices[0].code)
        self.headline.setEnabled(found.accounting.counted > 0)
        self.footer.say_note("" if found.accounting.counted else t("No case is signed off yet"))
        self._show_table()

    def table(self) -> ResultTable:
        """The table of the chosen question set."""
        assert self.found is not None
        wanted = self.sets.value()
        return next((table for table in self.found.tables if table.route == wanted), self.found.tables[0])

    def _show_table(self) -> None:
        table = self.table()
        asked = (row for row in table.rows if row.asked.kind == "key_question")
        rows = spoken_rows(asked, self.desk.overview.pack)
        titles = (*(self._group_words(group.key) for group in table.groups), _whole_words(self.by))
        others = [one for one in (self.found.tables if self.found else ()) if one is not table]
        apart = [
            t("{name} shown apart ({count})", name=route_words(one.route), count=one.cases).lower() for one in others
        ]
        here = t("{count} cases counted", count=table.cases)
        self.base.setText("; ".join([here, *apart, *self._versions()]))
        self.heat.show_table(table, rows, titles)

    def _versions(self) -> list[str]:
        """How many cases count under each version of the questions, where there is more than one."""
        held = [one for one in (self.found.versions if self.found else ()) if one.cases]
        if len(held) < 2:
            return []
        under = [t("{count} under version {version}", count=one.cases, version=one.pack.version) for one in held]
        return [*under, t("only what means the same is counted together")]

    def _group_words(self, key: str) -> str:
        if not key:
            return t("not stated")
        if self.by == "rosh":
            return rosh_words(key)
        if self.by == "sentence_type":
            return sentence_words(key)
        return self.desk.overview.name_of(key) if self.by == "inspector" else key

    def _choose(self, row: int, column: int) -> None:
        cell = self.heat.heat.result(row, column)
        if cell is None:
            return
        held, title = self.heat.heat.rows[row], self.heat.heat.titles[column - 1]
        self._cell = (held, cell, title)
        whole = cell is held.whole
        ref, by, group = held.asked.ref, self.by, cell.group
        self.heat.viewport().update()
        place = ", ".join(part for part in (self.heat.heat.label(row), title, self._set_words()) if part)
        pack = self.desk.overview.pack
        self.certainty.show_look(place, look_closer(pack, cell.result), cell.letter, self._apart(held, whole))
        self.behind.heading.setText(t("Cases behind {ref}, {group}", ref=ref, group=title))
        self.desk.read(
            lambda ctx, _: (held, cell, behind(ctx, ref) if whole else behind(ctx, ref, by, group)),
            self._show_behind,
            parent=self,
        )

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
            "{whole}: {percent} %, {yes} of {n}; interval {low} to {high}.", whole=_whole_words(self.by),
            percent=result.percent, yes=result.tally.yes, n=result.n, low=low, high=high,
        )  # fmt: skip

    def _show_behind(self, found: tuple[ResultRow, Cell, tuple[BehindCase, ...]]) -> None:
        held, cell, cases = found
        if self._cell is None or (self._cell[0], self._cell[1]) != (held, cell):
            return
        counts = cell.result.tally
        self.behind.note.setText(
            t("{yes} Yes · {no} No · {na} not applicable · {open} unanswered", yes=counts.yes, no=counts.no,
              na=counts.na, open=counts.unanswered)
        )  # fmt: skip
        self.behind.view.show_rows(cases)

    # acting -----------------------------------------------------------------------------------------------

    def _choose_set(self, code: str) -> None:
        if code:
            self._show_table()
        else:
            self.sets.set_value(self.table().route)

    def _split_by(self, code: str) -> None:
        self.by = code  # type: ignore[assignment]
        self.refresh()


def _whole_words(by: str) -> str:
    return t("All PDUs") if by == "pdu" else t("All cases")


def _behind_cell(case: BehindCase, column: int) -> ListCell:
    item = case.item
    if column == 0:
        return ListCell(item.case_ref, bold=True, link=True)
    if column == 1:
        icon = {"no": "minus-circle", "yes": "check", "na": "circle"}.get(case.answer, "")
        return ListCell(answer_words(case.answer), bold=case.answer == "no", icon=icon or "circle", icon_tone="text2")
    if column == 2:
        return ListCell(t("{no} of {all}", no=case.prompts_no, all=case.prompts) if case.prompts else "")
    if column == 3:
        return ListCell(rosh_words(item.rosh))
    if column == 4:
        return ListCell(sentence_words(item.sentence_type))
    if column == 5:
        return ListCell(t("File-read") if item.file_read else interviewed_words(item.interviewed))
    return ListCell(case.inspector)
