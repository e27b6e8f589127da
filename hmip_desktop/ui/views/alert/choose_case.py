"""Which case an alert is about, where none is open: by its reference, its PDU or its practitioner."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from hmip_desktop.services.context import Context
from hmip_desktop.services.find_case import find_cases
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.inputs import SearchBox


class ChooseCaseDialog(Sheet):
    """A line to search in and the cases that it finds; ``case_id`` is the chosen one."""

    def __init__(self, theme: Theme, parent: QWidget | None, ctx: Context) -> None:
        super().__init__(theme, parent, t("Raise an alert"), t("Which case is it about?"), width=480)
        self._ctx = ctx
        self.case_id = ""
        self.search = SearchBox(theme, t("Find a case"), t("Reference, PDU or practitioner"))
        self.search.searched.connect(self._find)
        self.body.addWidget(self.search)
        self.found = QListWidget()
        self.found.setAccessibleName(t("Cases found"))
        self.found.setFont(theme.font("body"))
        self.found.setStyleSheet(f"QListView::item {{ padding: 0 {theme.space(8)}px; }}")
        self.found.setMinimumHeight(theme.row(32) * 7)
        self.found.currentRowChanged.connect(self._choose)
        self.found.itemActivated.connect(lambda _: self.accept())
        self.body.addWidget(self.found, 1)
        self.add_cancel()
        self.main = self.add_main(t("Raise an alert"), "alert")
        self._find("")
        self.search.setFocus()

    def _find(self, words: str) -> None:
        self.found.clear()
        for item in find_cases(self._ctx, words):
            row = QListWidgetItem(f"{item.case_ref} · {item.pdu} · {item.practitioner}")
            row.setData(Qt.ItemDataRole.UserRole, item.case_id)
            row.setSizeHint(QSize(0, self.theme.row(32)))
            self.found.addItem(row)
        self.found.setCurrentRow(0)
        self._choose(self.found.currentRow())

    def _choose(self, row: int) -> None:
        item = self.found.item(row)
        self.case_id = str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""
        self.main.setEnabled(bool(self.case_id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.search.hasFocus():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.found.setCurrentRow(min(max(self.found.currentRow() + step, 0), self.found.count() - 1))
            return
        super().keyPressEvent(event)
