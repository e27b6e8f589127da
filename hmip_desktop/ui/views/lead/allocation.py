"""Giving cases out by hand or by a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QAbstractItemView, QWidget

from hmip_desktop.services.allocate import allocate
from hmip_desktop.services.case_search import CaseSearch, FoundCase, find_cases
from hmip_desktop.services.sending import Seat, give
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.inputs import PickList, SearchBox
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import rosh_words


class GiveCases(FormDialog):
    """Choose cases (Ctrl or Shift chooses several) and the person who is to have them."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, seats: Sequence[Seat]) -> None:
        super().__init__(
            theme, parent, t("Give cases to a person"), t("Give"),
            t("Choose one case or several with Ctrl or Shift. Who has a case now keeps what they did; it comes back "
              "with their next package."),
        )  # fmt: skip
        self.setMinimumWidth(theme.size(640))
        self._desk = desk
        able = [seat for seat in seats if not seat.revoked and seat.role in ("inspector", "local_assessor", "deputy")]
        self.person = PickList(theme, t("Person"), [
            (seat.fingerprint, t("{name}, {count} cases now", name=seat.name, count=len(seat.cases))) for seat in able
        ])  # fmt: skip
        self.form.addWidget(Field(theme, t("Person"), self.person))
        self.search = SearchBox(theme, t("Find a case"), t("Find by reference, PDU or practitioner"))
        self.search.searched.connect(self._find)
        self.form.addWidget(self.search)
        columns = (
            Column(t("Case"), 90), Column(t("PDU"), 150, stretch=True), Column(t("RoSH"), 90),
            Column(t("With"), 130, stretch=True),
        )  # fmt: skip
        self.cases = RowsView(theme, t("Cases"), RowsModel(columns, _cell), row_height=32)
        self.cases.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.cases.setMinimumHeight(theme.size(260))
        self.cases.selectionModel().selectionChanged.connect(self._count)
        self.form.addWidget(self.cases, 1)
        self.chosen = PlainLabel(theme, "", "small", "text2")
        self.form.addWidget(self.chosen)
        self.carry_out = self._give
        self.act.setEnabled(False)
        self._find("")

    def _find(self, words: str) -> None:
        self._desk.read(
            lambda ctx, _: find_cases(ctx, CaseSearch(words, "included", order="inspector")), self._show, parent=self
        )

    def _show(self, found: tuple[FoundCase, ...]) -> None:
        self.cases.rows_model.show_rows(found)
        self._count()

    def _refs(self) -> list[str]:
        rows = sorted(index.row() for index in self.cases.selectionModel().selectedRows())
        return [self.cases.rows_model.rows[row].item.case_ref for row in rows]

    def _count(self, *_: object) -> None:
        refs = self._refs()
        self.act.setEnabled(bool(refs) and bool(self.person.value()))
        self.chosen.setText(t("{count} chosen", count=len(refs)))
        self.act.setText(t("Give {count} cases", count=len(refs)) if len(refs) > 1 else t("Give"))

    def _give(self) -> None:
        refs, person = self._refs(), self.person.value()
        self._desk.write(lambda ctx, _: give(ctx, refs, person), lambda _: self.accept(), failed=self.say_trouble)


def _cell(found: FoundCase, column: int) -> Cell:
    item = found.item
    if column == 0:
        return Cell(item.case_ref, bold=True)
    if column == 1:
        return Cell(item.pdu)
    if column == 2:
        return Cell(rosh_words(item.rosh))
    return Cell(found.inspector) if found.inspector else Cell(t("nobody yet"), tone="text2")


class AllocateFile:
    """Allocates by a file, whole or not at all; a refusal goes through the one door for errors."""

    def __init__(self, desk: LeadDesk, file: Path) -> None:
        self._desk, self._file = desk, file

    def carry_out(self) -> None:
        """Read the file and allocate."""
        file = self._file
        self._desk.write(lambda ctx, progress: allocate(ctx, file, progress), title=t("Allocating"))
