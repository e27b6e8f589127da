"""Two pages that are there only when they are wanted: an older copy of the work, and coming back with a new identity."""

from __future__ import annotations

from PySide6.QtCore import Signal

from hmip_desktop.domain.values import grouped
from hmip_desktop.services import recovering, safekeeping, stores, vouching
from hmip_desktop.services.safekeeping import Kept
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.safety.desk import SafetyDesk, SafetyPage, button_row, count_words
from hmip_desktop.ui.views.safety.identity_page import CardButtons, FingerprintGroups
from hmip_desktop.ui.views.start.backup_words import when_words
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.inputs import Tick
from hmip_desktop.ui.widgets.labels import PlainLabel


class OlderPage(SafetyPage):
    """What is known of the missing changes, and the two ways on. ``settled`` comes when the copy was accepted."""

    settled = Signal()

    def __init__(self, theme: Theme, desk: SafetyDesk) -> None:
        super().__init__(
            theme, desk, t("This is an older copy of your work"),
            t("This computer remembers that the work had come further than what is in its folder now. That happens "
              "when an old copy of the folder was put back, or when the disk lost what was written last."),
        )  # fmt: skip
        missing = desk.ctx.store.anchor_check.missing
        words = (
            t("{changes} are missing here.", changes=count_words(missing))
            if missing
            else t("Other changes stand here than this computer remembers.")
        )
        advice = t(
            "Do not go on working before you have decided: what you do now could get in the way of finding them."
        )
        self.known = Banner(theme, "warning", words, advice)
        self.body.addWidget(self.known)
        find = self.add_card(
            t("1  Find the newer copy"),
            t("Look for a copy of the folder with a later date: on this computer, on a stick, in the backups below. "
              "Then open that one."),
        )  # fmt: skip
        self.newer = PlainLabel(theme, "", "control-bold")
        find.body.addWidget(self.newer)
        self.look = Button(theme, t("Look at the backups"), "history")
        self.look.clicked.connect(lambda: desk.go("backups"))
        find.body.addWidget(button_row(theme, self.look))
        accept = self.add_card(
            t("2  Go on with this copy"),
            t("When the newer copy cannot be found. The missing changes stay named as missing, here and at your lead "
              "inspector, until a package brings them. What you sent before comes back from your team."),
        )  # fmt: skip
        self.tick = Tick(theme, t("The newer copy cannot be found. I go on with this one."))
        self.accept = Button(theme, t("Go on with this copy"), "check")
        self.accept.setEnabled(False)
        self.tick.toggled.connect(self.accept.setEnabled)
        self.accept.clicked.connect(self._accept)
        accept.body.addWidget(self.tick)
        accept.body.addWidget(button_row(theme, self.accept))
        self.body.addStretch(1)

    def entered(self) -> None:
        self.desk.run(self, safekeeping.backups, self.show_backups)

    def show_backups(self, found: tuple[Kept, ...]) -> None:
        """Say whether a backup holds more than what is here."""
        here = self.desk.ctx.store.extent.count
        further = [kept for kept in found if kept.contents is not None and kept.contents.revisions > here]
        if further:
            when = when_words(further[0].backup.at, self.desk.ctx.now())
            self.newer.setText(t("The backup of {when} holds more than this copy.", when=when))
        else:
            self.newer.setText(t("No backup in this folder holds more than this copy."))

    def _accept(self) -> None:
        self.accept.setEnabled(False)
        self.desk.run(self, lambda ctx, _: stores.accept_older_copy(ctx), self._accepted, writes=True)

    def _accepted(self, _: object) -> None:
        self.desk.log.warning("older copy accepted")
        self.settled.emit()


class BackPage(SafetyPage):
    """After coming back by sheet or escrow key: what to do so that the team knows the new identity."""

    def __init__(self, theme: Theme, desk: SafetyDesk) -> None:
        super().__init__(
            theme, desk, t("You are back. What to do now"),
            t("Your work is all here, with a new passphrase. Your key for signing was lost with the old one, so you "
              "have a new identity that your team does not know yet."),
        )  # fmt: skip
        told = recovering.came_back(desk.ctx)
        if told is not None and told.missing:
            lost = t("{changes} that this computer remembers are not in the folder.", changes=count_words(told.missing))
            more = t("They stay named as missing; what you had sent comes back from your team.")
            self.body.addWidget(Banner(theme, "warning", lost, more))
        self.need = vouching.need(desk.ctx)
        whom = self._whom()
        card = self.add_card(t("1  Send your new card"), t("Save it and send it to {whom}.", whom=whom))
        self.buttons = CardButtons(theme, self, card)
        call = self.add_card(
            t("2  Read two groups out"),
            t("They call you on a number that they know and ask for two of these groups. They then say that this is "
              "the key in place of your old one."),
        )  # fmt: skip
        call.body.addWidget(FingerprintGroups(theme, desk.ctx.me))
        if told is not None and told.before:
            old = t("Your old fingerprint, so that they find it: {groups}", groups=grouped(told.before))
            call.body.addWidget(PlainLabel(theme, old, "small", "text2"))
        self._add_last(by_sheet=told is None or told.by == "sheet")
        self.body.addStretch(1)

    def _whom(self) -> str:
        """Who is to take the new card."""
        if self.need is None:
            return t("your lead inspector")
        if self.need.by == "team":
            return t("everybody of your team: {names}", names=", ".join(self.need.who))
        return ", ".join(self.need.who)

    def _add_last(self, *, by_sheet: bool) -> None:
        if self.need is not None and self.need.by == "team":
            card = self.add_card(
                t("3  Take your place up again"),
                t("There is no deputy who could vouch for you. Take the lead up again here; each of your team then "
                  "takes your new card under This computer and keys, with three groups heard from you."),
            )  # fmt: skip
            self.resume = Button(self.theme, t("Take the lead up again"), "people")
            self.resume.clicked.connect(self._resume)
            card.body.addWidget(button_row(self.theme, self.resume))
        else:
            card = self.add_card(
                t("3  Open the package that they send"),
                t("Then your cases are yours again under the new key, and this page goes. Until then you can go on "
                  "working; sending waits."),
            )  # fmt: skip
        note = (
            t("Your recovery sheet still holds.") if by_sheet else t("Make a new recovery sheet, since yours is lost.")
        )
        card.body.addWidget(PlainLabel(self.theme, note, "control-bold"))
        self.ways = Button(self.theme, t("Passphrase and ways back"), "key")
        self.ways.clicked.connect(lambda: self.desk.go("ways"))
        card.body.addWidget(button_row(self.theme, self.ways))

    def _resume(self) -> None:
        self.resume.setEnabled(False)
        self.desk.run(self, lambda ctx, _: vouching.resume(ctx), lambda _: self.desk.go("identity"), writes=True)
