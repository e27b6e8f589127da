"""The team: who has how many cases and interviews, whose key is trusted, who has what since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hmip_desktop.domain.values import grouped
from hmip_desktop.services.sending import Seat
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.cells import Slots
from hmip_desktop.ui.views.lead.page import TableCard
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.chips import FlowLayout
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import moment_words, role_words

NAME, SLOTS, CASES, KEY, HAS = range(5)


class TeamCard(TableCard):
    """One row a person. ``trust_asked`` and ``give_asked`` ask the place for those forms.

    ``change_asked`` carries the fingerprint of the person about whom something is to be decided.
    """

    trust_asked = Signal()
    give_asked = Signal()
    change_asked = Signal(str)
    phones_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        self._now: datetime | None = None
        model = RowsModel(
            (
                Column(t("Person"), 106, stretch=True),
                Column(t("Interviews, Mon to Fri"), 222),
                Column(t("Cases"), 62, right=True),
                Column(t("Key fingerprint"), 138),
                Column(t("Has what"), 130, stretch=True),
            ),
            self._cell,
        )
        view = RowsView(theme, t("Team"), model, row_height=44)
        super().__init__(theme, t("Team and interviews"), view)
        view.setItemDelegateForColumn(SLOTS, Slots(theme, view))
        view.opened.connect(lambda row: self.change_asked.emit(model.rows[row].fingerprint))
        self.none_yet = Banner(theme, "info")
        self.none_yet.say(t("Nobody is in the team yet."), t("Ask for identity cards and trust them by telephone."))
        self.none_yet.hide()
        self.foot.addWidget(self.none_yet)
        buttons = QWidget()
        row = FlowLayout(theme.space(8))
        buttons.setLayout(row)
        self.trust = Button(theme, t("Trust a key..."), "key")
        self.trust.clicked.connect(self.trust_asked)
        self.give = Button(theme, t("Give cases..."), "swap")
        self.give.clicked.connect(self.give_asked)
        self.change = Button(theme, t("Change..."), "person")
        self.change.setAccessibleName(t("Change something about the marked person"))
        self.change.clicked.connect(self._ask_change)
        row.addWidget(self.trust)
        row.addWidget(self.give)
        row.addWidget(self.change)
        self.phones = Button(theme, t("Whom to phone..."), "phone")
        self.phones.clicked.connect(self.phones_asked)
        row.addWidget(self.phones)
        self.foot.addWidget(buttons)
        self.body.addStretch(0)

    def _ask_change(self) -> None:
        row = self.view.current_row()
        if row >= 0:
            self.change_asked.emit(self.view.rows_model.rows[row].fingerprint)

    def show_team(self, seats: Sequence[Seat], now: datetime) -> None:
        """Show the team as it stands."""
        self._now = now
        current = max(self.view.current_row(), 0)
        self.view.show_rows(seats, current)
        self.none_yet.setVisible(not seats)
        self.view.setVisible(bool(seats))  # what to do first stands at the top then, not below an empty table
        self.change.setEnabled(bool(seats))
        placed = sum(sum(seat.interviews) for seat in seats)
        reads = sum(seat.file_reads for seat in seats)
        self.note.setText(t("{placed} interviews in week 1, {reads} file-reads", placed=placed, reads=reads))

    def _cell(self, seat: Seat, column: int) -> Cell:
        if column == NAME:
            return Cell(
                seat.name, bold=True, detail=t("Inspector") if seat.role == "inspector" else role_words(seat.role)
            )
        if column == SLOTS:
            days = ", ".join(str(count) for count in seat.interviews)
            return Cell(spoken=t("Interviews from Monday to Friday: {days}", days=days))
        if column == CASES:
            return Cell(str(len(seat.cases)), right=True, spoken=t("{count} cases", count=len(seat.cases)))
        if column == KEY:
            return self._key(seat)
        return self._has(seat)

    def _key(self, seat: Seat) -> Cell:
        groups = grouped(seat.fingerprint)
        shown = " ".join(groups.split()[:2])
        words = t("revoked") if seat.revoked else t("trusted")
        icon, tone = ("shield-alert", "warn") if seat.revoked else ("shield-check", "ok")
        return Cell(shown, bold=True, detail=words, icon=icon, icon_tone=tone, tip=groups, spoken=f"{words}, {groups}")

    def _has(self, seat: Seat) -> Cell:
        assert self._now is not None
        when = moment_words(seat.sent_at, self._now)
        since = t("last sent {when}", when=when) if when else t("nothing sent yet")
        tip = ""
        if seat.out:
            first = moment_words(seat.out_since, self._now)
            since = t("{count} out since {when}", count=len(seat.out), when=first)
            tip = t("Not back yet, since {when}: {cases}", when=first, cases=", ".join(seat.out))
        words, bold = self._what(seat)
        return Cell(words, bold=bold, tone="text" if bold or seat.cases else "text2", detail=since, tip=tip,
                    spoken=f"{words}. {tip or since}")  # fmt: skip

    def _what(self, seat: Seat) -> tuple[str, bool]:
        """What a person has, or what waits to be sent to them, which is said in bold."""
        if seat.waiting:
            return t("{count} to send", count=len(seat.waiting)), True
        if seat.copy:
            return t("{count} changes to send", count=seat.copy), True
        if seat.receipt:
            return t("Receipt to send"), True
        if not seat.cases:
            return t("No cases"), False
        return t("{back} of {count} back", count=len(seat.cases), back=seat.returned), False
