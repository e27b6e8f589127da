"""Unlocking. Before it no case reference and no count is on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.start.look_around import LookAroundCard
from hmip_desktop.ui.views.start.start_footer import StartFooter
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner, Card, Line, PageColumn
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.inputs import PassphraseInput
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.tags import Glyph, KeyCap

if TYPE_CHECKING:
    from hmip_desktop.ui.views.start.recover import WayBack

LONGEST_WAIT_S = 30


def wait_after(tries: int) -> int:
    """Seconds to wait after so many wrong tries in a row: 0, 1, 2, 4 ... 30. Nothing is ever deleted."""
    return 0 if tries < 2 else min(2 ** (tries - 2), LONGEST_WAIT_S)


RESTORABLE = ("store-missing", "store-empty", "store-damaged", "key-file-missing", "key-file-damaged")
"""Refusals that a backup can mend."""


class UnlockScreen(Screen):
    """``unlock_asked`` carries the passphrase; ``way_asked`` the card of another way in that was filled in.

    ``ways`` makes that card when it is first asked for: "sheet", "escrow" (None where no escrow key opens this work)
    or "backup".
    """

    help_page = "unlock"

    unlock_asked = Signal(str)
    way_asked = Signal(str, object)
    other_asked = Signal()
    new_asked = Signal()
    practice_asked = Signal()
    text_size_asked = Signal()

    def __init__(
        self, theme: Theme, store: Path, facts: Sequence[tuple[str, str]], locked: str = "", last_export: str = ""
    ) -> None:
        super().__init__(theme, "HMIP Desktop")
        self._tries, self._left = 0, 0
        self.ways: Callable[[str], WayBack | None] = lambda kind: None
        self.way: WayBack | None = None
        self._way_kind = ""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        page = PageColumn(theme, t("Unlock"), widest=840, margin=20)
        self._scroll = page.area.verticalScrollBar()
        outer.addWidget(page)
        host = QWidget()
        self._grid = QGridLayout(host)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.space(16))
        page.body.addStretch(1)
        page.body.addWidget(host)
        page.body.addStretch(1)
        self._unlock = self._unlock_card(theme, locked)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(theme.space(16))
        side.addWidget(self._stored_card(theme, store, facts, last_export), 1)
        side.addWidget(self._other_card(theme))
        self.look_around = LookAroundCard(theme)
        self.look_around.asked.connect(self.practice_asked)
        side.addWidget(self.look_around)
        self._beside: bool | None = None
        self._place(True)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._count_down)
        self.footer = StartFooter(theme, last_export)
        self.footer.text_size_asked.connect(self.text_size_asked)

    # building ---------------------------------------------------------------------------------------------

    def _unlock_card(self, theme: Theme, locked: str) -> Card:
        card = Card(theme, padding=24, gap=8)
        top = QHBoxLayout()
        top.setSpacing(theme.space(12))
        top.addWidget(Glyph(theme, "lock", "link", 26))
        top.addWidget(Heading(theme, t("Unlock"), 1), 1)
        card.body.addLayout(top)
        words = locked or t("Your work is on this computer, encrypted.")
        card.body.addWidget(PlainLabel(theme, words, "body", "text2"))
        self.passphrase = PassphraseInput(theme, t("Passphrase"))
        self.passphrase.returnPressed.connect(self._ask)
        self.passphrase.caps_changed.connect(self._on_caps)
        self.field = Field(theme, t("Passphrase"), self.passphrase, role="body-bold")
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        row.addWidget(self.field, 1)
        self._show_button = Button(theme, t("Show"), "eye", height=38)
        self._show_button.setCheckable(True)
        self._show_button.toggled.connect(self._on_show)
        row.addWidget(self._show_button, 0, Qt.AlignmentFlag.AlignBottom)
        card.body.addLayout(row)
        card.body.addWidget(self._caps_line(theme))
        self.problem = Banner(theme, "error")
        self.problem.hide()
        card.body.addWidget(self.problem)
        self.restore = Button(theme, t("Put a backup in its place..."), "history")
        self.restore.clicked.connect(lambda: self.show_way("backup"))
        self.restore.hide()
        card.body.addWidget(self.restore, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addLayout(self._main_row(theme))
        card.body.addWidget(
            PlainLabel(theme, t("Wrong tries slow the next one down. Nothing is deleted."), "small", "text2")
        )
        card.body.addWidget(Line(theme))
        self._add_ways_back(theme, card)
        card.body.addStretch(1)
        return card

    def _main_row(self, theme: Theme) -> QHBoxLayout:
        go = QHBoxLayout()
        go.setSpacing(theme.space(12))
        self.button = Button(theme, t("Unlock"), filled=True)
        self.button.clicked.connect(self._ask)
        go.addWidget(self.button)
        go.addWidget(KeyCap(theme, "Enter"))
        go.addStretch(1)
        return go

    def _caps_line(self, theme: Theme) -> QWidget:
        self._caps = QWidget()
        row = QHBoxLayout(self._caps)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(8))
        row.addWidget(Glyph(theme, "caps", "warn", 16))
        row.addWidget(PlainLabel(theme, t("Caps Lock is on"), "control-bold"), 1)
        self._caps.hide()
        return self._caps

    def _add_ways_back(self, theme: Theme, card: Card) -> None:
        card.body.addWidget(Heading(theme, t("Lost your passphrase?"), 2))
        lost = t("Nobody can look it up or send you a new one. Your recovery key brings back all your work.")
        card.body.addWidget(PlainLabel(theme, lost, "control", "text2"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(12))
        grid.setVerticalSpacing(theme.space(8))
        grid.setColumnStretch(1, 1)
        recovery = Button(theme, t("Use your recovery key..."), "key")
        recovery.clicked.connect(lambda: self.show_way("sheet"))
        escrow = Button(theme, t("Use the escrow key..."), "escrow")
        escrow.clicked.connect(lambda: self.show_way("escrow"))
        explained = (t("The groups you wrote down at first run"), t("The head of programme or the data team brings it"))
        for place, (button, words) in enumerate(zip((recovery, escrow), explained, strict=True)):
            button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
            grid.addWidget(button, place, 0)
            grid.addWidget(PlainLabel(theme, words, "small", "text2"), place, 1)
        card.body.addLayout(grid)

    def _stored_card(self, theme: Theme, store: Path, facts: Sequence[tuple[str, str]], last_export: str) -> Card:
        card = Card(theme, padding=24, gap=8)
        card.body.addWidget(Heading(theme, t("What is stored here"), 2))
        only = Banner(theme, "info", "", "", "laptop")
        only.say(t("On this computer only."), t("Last export {when}", when=last_export) if last_export else "")
        card.body.addWidget(only)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(14))
        grid.setVerticalSpacing(theme.space(6))
        grid.setColumnStretch(1, 1)
        for place, (label, value) in enumerate([*facts, (t("Folder"), store.name)]):
            grid.addWidget(PlainLabel(theme, label, "control", "text2", wrap=False), place, 0)
            grid.addWidget(PlainLabel(theme, value, "control-bold"), place, 1)
        card.body.addLayout(grid)
        card.body.addWidget(Line(theme))
        hidden = t("Case references and counts are not shown until you unlock.")
        card.body.addWidget(PlainLabel(theme, hidden, "small", "text2"))
        card.body.addStretch(1)
        return card

    def _other_card(self, theme: Theme) -> Card:
        card = Card(theme, padding=24, gap=6)
        card.body.addWidget(Heading(theme, t("Not your work?"), 2))
        words = t("Several people, or one person with several inspections, can each have their own folder.")
        card.body.addWidget(PlainLabel(theme, words, "control", "text2"))
        for text, icon, asked in (
            (t("Open another folder..."), "folder", self.other_asked),
            (t("Set up a new one..."), "plus", self.new_asked),
        ):
            link = LinkButton(theme, text, icon)
            link.clicked.connect(asked)
            card.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _place(self, beside: bool) -> None:
        """Two columns, or one below the other in a narrow window."""
        if beside == self._beside:
            return
        self._beside = beside
        left = [part for part in (self._unlock, self.way) if part is not None]
        for part in (*left, self._side):
            self._grid.removeWidget(part)
        for part in left:
            self._grid.addWidget(part, 0, 0)
        self._grid.addWidget(self._side, 0 if beside else 1, 1 if beside else 0)
        self._grid.setColumnStretch(0, 44)
        self._grid.setColumnStretch(1, 38 if beside else 0)

    # doing ------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        words = self.passphrase.text()
        if words and not self._left:
            self.button.setEnabled(False)
            self.unlock_asked.emit(words)

    def refused(self, sentence: str, code: str = "wrong-passphrase") -> None:
        """Opening did not work: say so. Only a wrong passphrase slows the next try; without a sentence another dialog
        says it."""
        if self.way is not None:
            self.way.refuse(sentence)
            return
        self.problem.set_kind("error")
        self.problem.say(sentence)
        self.problem.setVisible(bool(sentence))
        self.restore.setVisible(code in RESTORABLE)
        if code == "wrong-passphrase":
            self._tries += 1
            self._left = wait_after(self._tries)
        self.passphrase.selectAll()
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_wait()
        if self._left:
            self._timer.start()

    def _count_down(self) -> None:
        self._left -= 1
        self._show_wait()
        if self._left <= 0:
            self._timer.stop()

    def _show_wait(self) -> None:
        self.button.setEnabled(not self._left)
        self.button.setText(t("Wait {seconds} s", seconds=self._left) if self._left else t("Unlock"))
        self.button.updateGeometry()

    def _on_show(self, shown: bool) -> None:
        self.passphrase.show_words(shown)
        self._show_button.setText(t("Hide") if shown else t("Show"))
        self._show_button.set_icon("eye-off" if shown else "eye")

    def _on_caps(self, on: bool) -> None:
        self._caps.setVisible(on)

    def show_way(self, kind: str) -> None:
        """Show the card of another way in, in the place of the passphrase."""
        way = self.ways(kind)
        if way is None:
            self._say_no_escrow()
            return
        self.leave_way()
        self.way, self._way_kind = way, kind
        way.back_asked.connect(self.leave_way)
        way.asked.connect(lambda: self.way_asked.emit(kind, way))
        self._unlock.hide()
        self._grid.addWidget(way, 0, 0)
        way.show()
        way.focus_first().setFocus(Qt.FocusReason.OtherFocusReason)
        # While the card was changed the focus went to whatever came next, and large text scrolled there.
        self._scroll.setValue(0)

    def leave_way(self) -> None:
        """Back to the passphrase."""
        if self.way is not None:
            self.way.forget()
            self._grid.removeWidget(self.way)
            self.way.hide()
            self.way.deleteLater()
            self.way = None
        self._unlock.show()
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_no_escrow(self) -> None:
        words = t(
            "Only a key that was let in beforehand can, under This computer and keys. Use your recovery key, or ask "
            "your lead inspector to send your cases again to a new set-up: what you sent in is not lost."
        )
        self.problem.set_kind("info")
        self.problem.say(t("No escrow key opens this work."), words)
        self.problem.show()

    # the window asks --------------------------------------------------------------------------------------

    def identity(self) -> Identity:
        return Identity("HMIP Desktop")

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {}

    def set_room(self, width: float, height: float) -> None:
        self._place(width >= 760)

    def entered(self) -> None:
        self.button.setEnabled(not self._left)
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def leaving(self) -> None:
        self.passphrase.clear()
        if self.way is not None:
            self.way.forget()
