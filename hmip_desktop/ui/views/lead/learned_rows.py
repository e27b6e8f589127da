"""A table whose rows are ticked with Space or the mouse, and rows of links below a heading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.cells import Ticks
from hmip_desktop.ui.views.lead.learned_words import found_words
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.chips import FlowLayout
from hmip_desktop.ui.widgets.frames import Banner, Box
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView

TICKED = 0


class TickRows(RowsView):
    """``ticked`` carries the number of a row of which the tick is to change; who listens decides what that means."""

    ticked = Signal(int)

    def __init__(
        self, theme: Theme, name: str, columns: Sequence[Column], cell_of: Callable[[Any, int], Cell], row: int = 52
    ) -> None:
        super().__init__(theme, name, RowsModel(columns, cell_of), row_height=row)
        self.setItemDelegateForColumn(TICKED, Ticks(theme, self))
        self.clicked.connect(lambda index: self.ticked.emit(index.row()) if index.column() == TICKED else None)

    def current(self) -> Any:
        """The row in view, None for none."""
        row, rows = self.current_row(), self.rows_model.rows
        return rows[row] if 0 <= row < len(rows) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.current_row() >= 0:
            self.ticked.emit(self.current_row())
            return
        super().keyPressEvent(event)


class CaseLinks(Box):
    """The cases behind something, each a link. ``asked`` carries a case id."""

    asked = Signal(str)
    MOST = 24

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 2)
        self._theme = theme
        self._flow = FlowLayout(theme.space(12))
        self.body.addLayout(self._flow)
        self.links: list[LinkButton] = []

    def show_cases(self, cases: Sequence[tuple[str, str, str]]) -> None:
        """Show other cases: id, reference, PDU; the first so many."""
        while (item := self._flow.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        self.links = []
        for case_id, case_ref, pdu in cases[: self.MOST]:
            link = LinkButton(self._theme, case_ref)
            link.setAccessibleName(t("Open case {case}, {pdu}", case=case_ref, pdu=pdu))
            link.setToolTip(pdu)
            link.clicked.connect(lambda _=False, to=case_id: self.asked.emit(to))
            self._flow.addWidget(link)
            self.links.append(link)
        self.updateGeometry()


def say_marks(banner: Banner, marks: Sequence[str], then: str) -> None:
    """Say that words may tell who is meant, and what becomes of them ``then``; nothing where they do not."""
    banner.setVisible(bool(marks))
    if marks:
        banner.say(t("This looks like {found}.", found=found_words(marks)), then)
