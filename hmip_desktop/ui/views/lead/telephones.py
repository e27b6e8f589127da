"""Whom to phone about an alert, and in which order: numbers of the team, kept in the roster."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.services.phone_list import PhoneLine, phone_lines, save_phone_list
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.widgets.buttons import IconButton
from hmip_desktop.ui.widgets.frames import PageColumn
from hmip_desktop.ui.widgets.inputs import LineInput
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.words import role_words


class PhoneRow(QWidget):
    """One person: place, name with role, number, and buttons to be phoned earlier or later."""

    def __init__(self, theme: Theme, line: PhoneLine) -> None:
        super().__init__()
        self.line = line
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(8))
        self.place = PlainLabel(theme, "", "control-bold", "text2", wrap=False)
        self.place.setMinimumWidth(theme.size(22))
        row.addWidget(self.place)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(PlainLabel(theme, line.name, "control-bold"))
        words.addWidget(PlainLabel(theme, role_words(line.role), "small", "text2"))
        row.addLayout(words, 1)
        self.number = LineInput(theme, t("Telephone number of {name}", name=line.name), t("no number"))
        self.number.setText(line.number)
        self.number.setMinimumWidth(theme.size(150))
        row.addWidget(self.number, 1)
        self.earlier = IconButton(theme, "up", t("Phone {name} earlier", name=line.name))
        self.later = IconButton(theme, "down", t("Phone {name} later", name=line.name))
        row.addWidget(self.earlier)
        row.addWidget(self.later)


class PhonesDialog(FormDialog):
    """The team as a list to phone through; saved as one change of the roster."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk) -> None:
        super().__init__(
            theme, parent, t("Whom to phone"), t("Save"),
            t("Whoever raises an alert sees these numbers in this order. A person without a number is not shown. The "
              "team gets the list with your next packages."),
        )  # fmt: skip
        self.setMinimumWidth(theme.size(560))
        self.resize(theme.size(600), min(theme.size(560), parent.window().height() - 40))
        self._desk = desk
        self.rows: list[PhoneRow] = []
        self._page = PageColumn(theme, t("Team"), widest=900, margin=2)
        self.form.addWidget(self._page, 1)
        self.carry_out = self._save
        self.act.setEnabled(False)
        desk.read(lambda ctx, _: phone_lines(ctx), self._show, parent=self)

    def _show(self, lines: tuple[PhoneLine, ...]) -> None:
        for line in lines:
            row = PhoneRow(self.theme, line)
            row.earlier.clicked.connect(partial(self._move, row, -1))
            row.later.clicked.connect(partial(self._move, row, 1))
            self.rows.append(row)
        self._arrange()
        self._page.body.addStretch(1)
        self.keep_words(self._desk, "sample")
        self.act.setEnabled(bool(lines))
        if self.rows:
            self.rows[0].number.setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        """Rows in their order, numbered; Tab follows it."""
        for place, row in enumerate(self.rows):
            self._page.body.removeWidget(row)
            self._page.body.insertWidget(place, row)
            row.place.setText(str(place + 1))
            row.earlier.setEnabled(place > 0)
            row.later.setEnabled(place < len(self.rows) - 1)
        for above, below in pairwise(self.rows):
            QWidget.setTabOrder(above.later, below.number)

    def _move(self, row: PhoneRow, by: int) -> None:
        place = self.rows.index(row)
        if 0 <= place + by < len(self.rows):
            self.rows.insert(place + by, self.rows.pop(place))
            self._arrange()
            used = row.earlier if by < 0 else row.later
            (used if used.isEnabled() else row.number).setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        """Those with a number first, in the order shown."""
        lines = [(row.line.fingerprint, row.number.text()) for row in self.rows]
        self._desk.write(lambda ctx, _: save_phone_list(ctx, lines), lambda _: self.accept(), failed=self.say_trouble)
