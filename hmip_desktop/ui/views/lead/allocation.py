"""Giving cases out by hand, dragged or by keyboard, or by a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from hmip_desktop.services.allocate import allocate
from hmip_desktop.services.balance import hindrances
from hmip_desktop.services.case_search import CaseSearch, FoundCase, find_cases
from hmip_desktop.services.context import Context
from hmip_desktop.services.sending import Placed, Seat, give, give_interview, seats
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.page import Columns
from hmip_desktop.ui.views.lead.plan_panel import some_of
from hmip_desktop.ui.views.lead.slot_words import slot_words
from hmip_desktop.ui.views.lead.wide_form import WideForm
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.inputs import PickList, SearchBox
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, Index, RowsModel, RowsView
from hmip_desktop.ui.words import rosh_words

CASES = "application/x-hmip-cases"
TAKING = ("inspector", "local_assessor", "deputy")
TALKING = (*TAKING, "interviewer")
WHOLE, INTERVIEW = "case", "interview"
Hindrances = dict[str, tuple[tuple[str, ...], tuple[str, ...]]]


class CaseRows(RowsModel):
    """Cases that can be dragged; what is carried is their references, within the program only."""

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [CASES]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        rows = sorted({index.row() for index in indexes})
        data = QMimeData()
        data.setData(CASES, "\n".join(self.rows[row].item.case_ref for row in rows).encode())
        return data


class PeopleView(RowsView):
    """People that cases can be dropped on. ``dropped`` carries the row and the references."""

    dropped = Signal(int, list)

    def __init__(self, theme: Theme, name: str, model: RowsModel, row_height: int) -> None:
        super().__init__(theme, name, model, row_height)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(CASES):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        row = self.rowAt(int(event.position().y()))
        if row >= 0 and event.mimeData().hasFormat(CASES):
            self.set_current_row(row)
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        row = self.rowAt(int(event.position().y()))
        refs = bytes(event.mimeData().data(CASES).data()).decode().split("\n")
        if row >= 0 and refs != [""]:
            event.acceptProposedAction()
            self.dropped.emit(row, refs)


class GiveCases(WideForm):
    """Cases at the left, people at the right: dragged, or chosen and given with Enter. It stays open for the next."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, team: Sequence[Seat]) -> None:
        super().__init__(
            theme, parent, t("Give cases to a person"), t("Give"),
            t("Choose one case or several with Ctrl or Shift and drag them onto a person, or press Enter, choose the "
              "person and press Enter again. Who has a case now keeps what they did; it comes back with their next "
              "package."), (980, 640),
        )  # fmt: skip
        self._desk = desk
        self._hindrances: Hindrances = {}
        self._team = tuple(team)
        self.cancel.setText(t("Close"))
        self.form.addWidget(Columns(theme, ((self._build_cases(theme), 58), (self._build_people(theme), 42)), 700), 1)
        self.said = PlainLabel(theme, "", "small", "text2")
        self.form.addWidget(self.said)
        self.carry_out = self._give_chosen
        self._show_people()
        self._find("")

    def _build_cases(self, theme: Theme) -> QWidget:
        self.search = SearchBox(theme, t("Find a case"), t("Find by reference, PDU or practitioner"))
        self.search.searched.connect(self._find)
        columns = (
            Column(t("Case"), 92), Column(t("PDU"), 100, stretch=True), Column(t("Interview"), 142),
            Column(t("RoSH"), 76), Column(t("With"), 112, stretch=True),
        )  # fmt: skip
        self.cases = RowsView(theme, t("Cases"), CaseRows(columns, _cell), row_height=32)
        self.cases.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.cases.setDragEnabled(True)
        self.cases.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.cases.setMinimumHeight(theme.size(180))
        self.cases.selectionModel().selectionChanged.connect(self._look)
        self.cases.opened.connect(lambda _: self.people.setFocus(Qt.FocusReason.OtherFocusReason))
        self.chosen = PlainLabel(theme, "", "small", "text2")
        return _column(theme, Heading(theme, t("Cases"), 3), self.search, self.cases, self.chosen)

    def _build_people(self, theme: Theme) -> QWidget:
        columns = (Column(t("Person"), 190, stretch=True), Column(t("Cases"), 56, right=True))
        self.people = PeopleView(theme, t("People"), RowsModel(columns, self._person_cell), row_height=50)
        self.people.setMinimumHeight(theme.size(180))
        self.people.opened.connect(lambda _: self._give_chosen())
        self.people.row_changed.connect(lambda _: self._say_act())
        self.people.dropped.connect(self._dropped)
        self.what = PickList(theme, t("What is given"), [(WHOLE, t("The case")), (INTERVIEW, t("Its interview only"))])
        self.what.picked.connect(lambda _: self._change_what())
        return _column(theme, Heading(theme, t("People"), 3), Field(theme, t("What is given"), self.what), self.people)

    # showing ----------------------------------------------------------------------------------------------

    def _find(self, words: str) -> None:
        search = CaseSearch(words, "included", order="inspector")
        self._desk.read(lambda ctx, _: (find_cases(ctx, search), seats(ctx)), self._show, parent=self)

    def _show(self, found: tuple[tuple[FoundCase, ...], tuple[Seat, ...]]) -> None:
        cases, self._team = found
        self._show_people()
        self.cases.show_rows(cases, max(self.cases.current_row(), 0))
        self._look()

    def _show_people(self) -> None:
        roles = TALKING if self._talks else TAKING
        able = [seat for seat in self._team if not seat.revoked and seat.role in roles]
        self.people.show_rows(able, max(self.people.current_row(), 0))

    @property
    def _talks(self) -> bool:
        """The interview alone is given."""
        return self.what.value() == INTERVIEW

    def _change_what(self) -> None:
        self.said.setText("")
        self._show_people()
        self._look()

    def refs(self) -> list[str]:
        """References of the chosen cases."""
        rows = sorted({index.row() for index in self.cases.selectionModel().selectedRows()})
        return [self.cases.rows_model.rows[row].item.case_ref for row in rows]

    def _look(self, *_: object) -> None:
        """Say how many are chosen, and ask what stands against giving them to each person."""
        refs = self.refs()
        self.chosen.setText(t("1 chosen") if len(refs) == 1 else t("{count} chosen", count=len(refs)))
        self._say_act()
        talks = self._talks
        self._desk.read(
            lambda ctx, _: (refs, dict(hindrances(ctx, refs, interview=talks))), self._hinder, parent=self
        )  # fmt: skip

    def _hinder(self, found: tuple[list[str], Hindrances]) -> None:
        refs, hindering = found
        if refs == self.refs():
            self._hindrances = hindering
            self.people.viewport().update()
            self._say_act()

    def _person(self) -> Seat | None:
        rows, row = self.people.rows_model.rows, self.people.current_row()
        return rows[row] if 0 <= row < len(rows) else None

    def _say_act(self) -> None:
        refs, seat = self.refs(), self._person()
        self.act.setEnabled(bool(refs) and seat is not None)
        if seat is None:
            self.act.setText(t("Give"))
        elif self._talks:
            self.act.setText(
                t("Give the interview of {case} to {name}", case=refs[0], name=seat.name) if len(refs) == 1
                else t("Give {count} interviews to {name}", count=len(refs), name=seat.name)
            )  # fmt: skip
        elif len(refs) == 1:
            self.act.setText(t("Give {case} to {name}", case=refs[0], name=seat.name))
        else:
            self.act.setText(t("Give {count} cases to {name}", count=len(refs), name=seat.name))

    def _person_cell(self, seat: Seat, column: int) -> Cell:
        if column:
            return Cell(str(len(seat.cases)), right=True, spoken=t("{count} cases", count=len(seat.cases)))
        meets, named = self._hindrances.get(seat.fingerprint, ((), ()))
        if named:
            words = t("declared a conflict: {cases}", cases=some_of(named))
            return Cell(seat.name, bold=True, icon="warning", icon_tone="warn", detail=words, tip=words)
        if meets:
            words = t("two interviews at one time: {cases}", cases=some_of(meets))
            return Cell(seat.name, bold=True, icon="clock", icon_tone="warn", detail=words, tip=words)
        return Cell(seat.name, bold=True, icon="person", icon_tone="text2", detail=t("nothing stands against it"))

    # acting -----------------------------------------------------------------------------------------------

    def _dropped(self, row: int, refs: list[str]) -> None:
        self.give_to(self.people.rows_model.rows[row], refs)

    def _give_chosen(self) -> None:
        seat, refs = self._person(), self.refs()
        if seat is not None and refs:
            self.give_to(seat, refs)

    def give_to(self, seat: Seat, refs: list[str]) -> None:
        """Give these cases to this person and say so; the form stays open."""
        self.say_trouble("")

        talks = self._talks

        def act(ctx: Context, _: object) -> Placed:
            return (give_interview if talks else give)(ctx, refs, seat.fingerprint)

        self._desk.write(act, lambda _: self._given(seat, refs, talks), failed=self.say_trouble)

    def _given(self, seat: Seat, refs: list[str], talks: bool) -> None:
        cases = ", ".join(refs)
        self.said.setText(
            t("{name} now interviews for {cases}.", cases=cases, name=seat.name) if talks
            else t("{cases} now with {name}.", cases=cases, name=seat.name)
        )  # fmt: skip
        self._find(self.search.text())
        self.cases.setFocus(Qt.FocusReason.OtherFocusReason)


def _column(theme: Theme, *parts: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.space(6))
    for part in parts:
        column.addWidget(part, int(isinstance(part, RowsView)))
    return holder


def _cell(found: FoundCase, column: int) -> Cell:
    item = found.item
    if column == 0:
        return Cell(item.case_ref, bold=True)
    if column == 1:
        return Cell(item.pdu)
    if column == 2:
        return Cell(slot_words(item.interview_at) or t("none"), tone="text" if item.interview_at else "text2")
    if column == 3:
        return Cell(rosh_words(item.rosh))
    if not found.inspector:
        return Cell(t("nobody yet"), tone="text2")
    if not found.interviewer:
        return Cell(found.inspector)
    words = t("{name}, interview {other}", name=found.inspector, other=found.interviewer)
    return Cell(words, tip=words)


class AllocateFile:
    """Allocates by a file, whole or not at all; a refusal goes through the one door for errors."""

    def __init__(self, desk: LeadDesk, file: Path) -> None:
        self._desk, self._file = desk, file

    def carry_out(self) -> None:
        """Read the file and allocate."""
        file = self._file
        self._desk.write(lambda ctx, progress: allocate(ctx, file, progress), title=t("Allocating"))
