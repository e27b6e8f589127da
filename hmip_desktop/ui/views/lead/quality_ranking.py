"""Which questions seem to need a note: by pairs that differ and judgements against their own prompts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hmip_desktop.services.quality import FEWEST_JUDGED, QuestionRank
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.page import TableCard
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView


class RankingPart(QWidget):
    """Key questions, those first on which people differ most. ``note_asked`` carries the reference of one."""

    note_asked = Signal(str)
    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        columns = (
            Column(t("Question"), 240, stretch=True), Column(t("Pairs that differ"), 150),
            Column(t("Against its prompts"), 170), Column(t("Points"), 70, right=True),
            Column(t("Notes in force"), 110, right=True),
        )  # fmt: skip
        self.view = RowsView(theme, t("Questions to write about"), RowsModel(columns, self._cell), row_height=46)
        self.view.opened.connect(lambda _: self._ask())
        self.view.row_changed.connect(lambda _: self.chosen.emit(self.row))
        self.table = TableCard(theme, t("Questions to write about"), self.view, rows=6)
        self.table.foot.addWidget(
            PlainLabel(theme, t("Points add the share of pairs that differ and the share of counted cases judged "
                                "against their own prompts. Both may be right: a note says what holds. Questions of fewer "
                                "than {count} cases come last.", count=FEWEST_JUDGED), "small",
                       "text2")
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)

    def show_ranking(self, found: Sequence[QuestionRank]) -> None:
        """Show the questions that have anything to say."""
        self.view.show_rows([one for one in found if one.pairs or one.judged], max(self.view.current_row(), 0))

    @property
    def row(self) -> QuestionRank | None:
        """The question in view."""
        rows, place = self.view.rows_model.rows, self.view.current_row()
        return rows[place] if 0 <= place < len(rows) else None

    def _ask(self) -> None:
        if self.row is not None:
            self.note_asked.emit(self.row.asked.ref)

    def _cell(self, one: QuestionRank, column: int) -> Cell:
        if column == 0:
            few = t("fewer than {count} cases", count=FEWEST_JUDGED) if one.is_thin else ""
            return Cell(f"{one.asked.ref}  {one.asked.label}", bold=True, tip=one.asked.text, detail=few)
        if column == 1:
            return Cell(t("{count} of {all}", count=one.differ, all=one.pairs) if one.pairs else t("no pairs yet"))
        if column == 2:
            return Cell(
                t("{count} of {all}", count=one.against, all=one.judged) if one.judged else t("nothing counted")
            )
        if column == 3:
            return Cell(f"{one.points:.2f}", right=True, bold=True)
        return Cell(str(one.notes) if one.notes else "–", right=True)
