"""Settings, keys: every command with its keys, and other keys for any of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QKeySequenceEdit, QLineEdit, QWidget

from hmip_desktop.ui.commands import Command
from hmip_desktop.ui.keymap import Clash
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.settings.section import SettingsSection
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.inputs import SearchBox
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView


class KeysSection(SettingsSection):
    """Choose a command, press its new keys, give them to it. Two commands never share keys."""

    def __init__(self, theme: Theme, commands: Sequence[Command]) -> None:
        super().__init__(theme, t("Keys"))
        self._all = list({command.id: command for command in commands}.values())
        self._shown: list[Command] = []
        self._clash: Clash | None = None
        self.search = SearchBox(theme, t("Find a command"), t("Find a command"))
        self.search.searched.connect(self._find)
        self.body.addWidget(self.search)
        columns = [Column(t("Command"), 250, stretch=True), Column(t("Keys"), 190), Column(t("Changed"), 90)]
        self.table = RowsView(theme, t("Commands and their keys"), RowsModel(columns, self._cell))
        self.table.setMinimumHeight(theme.size(150))
        self.table.give_way()
        self.table.row_changed.connect(self._choose)
        self.body.addWidget(self.table, 1)
        self.label = PlainLabel(theme, "", "control-bold")
        self.body.addWidget(self.label)
        self.body.addWidget(self._editor())
        self.banner = Banner(theme, "warning")
        self.take = LinkButton(theme, t("Take them from there"), tone="warn_fg")
        self.take.clicked.connect(self._take_over)
        self.banner.tail.addWidget(self.take)
        self.banner.hide()
        self.body.addWidget(self.banner)
        self.body.addLayout(self._buttons())
        theme.keys.changed.connect(self._refresh)
        self._find("")

    def _editor(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.space(10))
        self.edit = QKeySequenceEdit()
        self.edit.setMaximumSequenceLength(1)
        self.edit.setFont(self.theme.font("control"))
        for line_edit in self.edit.findChildren(QLineEdit):
            line_edit.setMinimumHeight(self.theme.size(34))
        self.edit.setFixedWidth(self.theme.size(190))
        self.edit.keySequenceChanged.connect(self._look)
        self.give = Button(self.theme, t("Give these keys"))
        self.give.clicked.connect(self._give)
        row.addWidget(self.edit)
        row.addWidget(self.give)
        row.addStretch(1)
        return line

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.space(10))
        self.none = LinkButton(self.theme, t("No keys"))
        self.reset = LinkButton(self.theme, t("Its own keys again"))
        self.reset_all = LinkButton(self.theme, t("All keys as they were"))
        self.none.clicked.connect(lambda: self.theme.keys.choose(self._current().id, ""))
        self.reset.clicked.connect(lambda: self.theme.keys.reset(self._current().id))
        self.reset_all.clicked.connect(lambda checked: self.theme.keys.reset())
        for part in (self.none, self.reset):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.reset_all)
        return row

    # the table --------------------------------------------------------------------------------------------

    def _cell(self, command: Command, place: int) -> Cell:
        keys = self.theme.keys
        if place == 0:
            return Cell(command.plain.rstrip("."))
        if place == 1:
            return Cell(t(" or ").join(keys.keys_of(command.id)).replace("Return", "Enter"), bold=True)
        return Cell(t("Yes") if keys.is_changed(command.id) else "")

    def _find(self, words: str) -> None:
        wanted = words.lower().split()
        self._shown = [one for one in self._all if all(word in self._words_of(one) for word in wanted)]
        self.table.show_rows(self._shown)
        self._choose(self.table.current_row())

    def _words_of(self, command: Command) -> str:
        return f"{command.plain} {' '.join(self.theme.keys.keys_of(command.id))}".lower()

    def _current(self) -> Command:
        return self._shown[self.table.current_row()]

    def _refresh(self) -> None:
        self.table.viewport().update()
        self._choose(self.table.current_row())

    def _choose(self, row: int) -> None:
        """Another command: its keys stand in the field, ready to be replaced."""
        chosen = 0 <= row < len(self._shown)
        for part in (self.edit, self.give, self.none, self.reset):
            part.setEnabled(chosen)
        keys = self.theme.keys
        self.reset_all.setEnabled(any(keys.is_changed(command.id) for command in self._all))
        name = self._shown[row].plain.rstrip(".") if chosen else ""
        self.label.setText(t("New keys for: {command}", command=name) if chosen else t("No command is called that."))
        for field in (self.edit, *self.edit.findChildren(QLineEdit)):
            field.setAccessibleName(t("New keys for {command}. Press them; Tab leaves.", command=name))
        if chosen:
            held = keys.keys_of(self._shown[row].id)
            self.edit.setKeySequence(QKeySequence(held[0] if held else ""))
            self.reset.setEnabled(keys.is_changed(self._shown[row].id))
            self.none.setEnabled(bool(held))
        self._look()

    # new keys ---------------------------------------------------------------------------------------------

    def pressed(self) -> str:
        """The keys that stand in the field, as they are kept."""
        return self.edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def _look(self) -> None:
        """Say at once whether the pressed keys can be had."""
        row = self.table.current_row()
        if not 0 <= row < len(self._shown):
            return
        command, keys = self._shown[row], self.pressed()
        same = keys in self.theme.keys.keys_of(command.id)
        self._clash = self.theme.keys.clash(self._all, command.id, keys) if keys and not same else None
        self.banner.setVisible(self._clash is not None)
        if self._clash is not None:
            self.banner.say("", self._clash.words)
            self.take.setVisible(bool(self._clash.with_id))
        self.give.setEnabled(bool(keys) and not same and self._clash is None)

    def _give(self) -> None:
        self.theme.keys.choose(self._current().id, self.pressed())
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_over(self) -> None:
        """Take the keys from the command that has them, then give them."""
        if self._clash is not None and self._clash.with_id:
            command, keys = self._current(), self.pressed()
            self.theme.keys.take_from(self._clash.with_id, keys)
            self.theme.keys.choose(command.id, keys)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
