"""Work that does not open any more, put back from one of its backups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from PySide6.QtWidgets import QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.start.backup_words import size_words, when_words
from hmip_desktop.ui.views.start.recover import WayBack
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.inputs import PassphraseInput
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView


class Standing(Protocol):
    """What the list needs of a backup."""

    @property
    def at(self) -> str:
        """Stored moment."""
        ...

    @property
    def bytes(self) -> int:
        """Size."""
        ...

    @property
    def is_replaced(self) -> bool:
        """True for work that was put aside by restoring."""
        ...


class RestoreCard(WayBack):
    """The backups of a closed store, newest first, and the passphrase of the day that the chosen one was made."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme, t("Put a backup in its place"),
            t("What stands there now is kept beside it, however damaged it is. Work done after the backup is missing "
              "until the newer copy is found or your team sends it again."),
            t("Put this backup in its place"),
        )  # fmt: skip
        self._now: datetime | None = None
        columns = (Column(t("Made"), 180, stretch=True), Column(t("Size"), 90, right=True))
        self.list = RowsView(theme, t("Backups"), RowsModel(columns, self._cell), row_height=48)
        self.list.selectionModel().currentRowChanged.connect(lambda *_: self.look())
        self.fields.addWidget(self.list)
        self.none_yet = PlainLabel(theme, t("There is no backup of this work on this computer."), "control-bold")
        self.fields.addWidget(self.none_yet)
        self.passphrase = PassphraseInput(theme, t("Passphrase of that day"))
        self.passphrase.textChanged.connect(lambda _: self.look())
        self.passphrase.returnPressed.connect(self.button.click)
        self.field = Field(theme, t("Passphrase"), self.passphrase, t("the one in force on that day"))
        self.fields.addWidget(self.field)
        self.look()

    def show_backups(self, found: Sequence[Standing], now: datetime) -> None:
        """Show the backups that are there."""
        self._now = now
        self.list.show_rows(found)
        self.list.setFixedHeight(self.list.rows_height(5))
        self.list.setVisible(bool(found))
        self.field.setVisible(bool(found))
        self.none_yet.setVisible(not found)
        self.button.setVisible(bool(found))
        self.look()

    def _cell(self, one: Standing, column: int) -> Cell:
        assert self._now is not None
        if column == 0:
            what = t("put aside by restoring") if one.is_replaced else t("backup")
            return Cell(when_words(one.at, self._now), bold=True, detail=what)
        return Cell(size_words(one.bytes), right=True)

    def chosen(self) -> Standing | None:
        """The backup in the marked row."""
        row = self.list.current_row()
        rows = self.list.rows_model.rows
        return rows[row] if 0 <= row < len(rows) else None

    def missing(self) -> str:
        if self.chosen() is None:
            return t("a backup")
        return "" if self.passphrase.text() else t("the passphrase of that day")

    def forget(self) -> None:
        self.passphrase.clear()

    def focus_first(self) -> QWidget:
        return self.list if self.chosen() is not None else self.back
