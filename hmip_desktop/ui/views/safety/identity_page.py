"""Who the person is to the team: name, role, the fingerprint to read out, and the card to hand over."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from hmip_desktop.domain.values import grouped
from hmip_desktop.services import vouching
from hmip_desktop.services.team import save_card
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.trusting import NEW_LEAD, TrustDialog, Trusting
from hmip_desktop.ui.views.safety.desk import SafetyDesk, SafetyPage, button_row
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Banner, Card
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.words import role_words


class FingerprintGroups(QWidget):
    """Six numbered groups of five digits, large enough to read out on a call."""

    def __init__(self, theme: Theme, fingerprint: str) -> None:
        super().__init__()
        groups = grouped(fingerprint).split()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.space(20))
        grid.setVerticalSpacing(theme.space(6))
        for place, group in enumerate(groups):
            row, column = divmod(place, 3)
            number = PlainLabel(theme, str(place + 1), "small", "text2", wrap=False)
            digits = PlainLabel(theme, group, "mono", wrap=False)
            digits.setAccessibleName(t("Group {place}: {digits}", place=place + 1, digits=" ".join(group)))
            grid.addWidget(number, row, column * 2)
            grid.addWidget(digits, row, column * 2 + 1)
        grid.setColumnStretch(6, 1)
        self.setAccessibleName(t("Fingerprint {groups}", groups=" ".join(groups)))


def facts_grid(theme: Theme, facts: tuple[tuple[str, str], ...]) -> tuple[QGridLayout, list[PlainLabel]]:
    """Labels at the left, bold values beside them; gives the value labels too."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.space(16))
    grid.setVerticalSpacing(theme.space(6))
    grid.setColumnStretch(1, 1)
    values = []
    for row, (label, value) in enumerate(facts):
        grid.addWidget(PlainLabel(theme, label, "control", "text2", wrap=False), row, 0)
        values.append(PlainLabel(theme, value, "control-bold"))
        grid.addWidget(values[-1], row, 1)
    return grid, values


class CardButtons:
    """The two buttons that hand an identity card over: save it as a file, or print what is to be read out."""

    def __init__(self, theme: Theme, page: SafetyPage, card: Card) -> None:
        self._page = page
        self.save = Button(theme, t("Save your card..."), "download")
        self.save.clicked.connect(self.ask_folder)
        self.print = Button(theme, t("Print the fingerprint"), "print")
        self.print.clicked.connect(self._print)
        card.body.addWidget(button_row(theme, self.save, self.print))
        self.done = Banner(theme, "ok")
        self.done.hide()
        card.body.addWidget(self.done)

    def ask_folder(self) -> None:
        """Ask where the card is to lie."""
        name = QFileDialog.getExistingDirectory(self._page, t("Folder for your identity card"))
        if name:
            self.save_to(Path(name))

    def save_to(self, folder: Path) -> None:
        """Write the card to this folder."""
        file = folder / f"{self._page.desk.ctx.identity.name.replace(' ', '-')}.card"
        self._page.desk.run(self._page, lambda ctx, _: save_card(ctx, file), self._saved)

    def _saved(self, file: Path) -> None:
        self.done.say(t("Saved as {file}.", file=file.name), t("Send it to your lead inspector; it holds no case."))
        self.done.show()

    def _print(self) -> None:
        from hmip_desktop.ui.printing import print_text  # the printing library is needed for this only

        me = self._page.desk.ctx.identity
        lines = [t("HMIP Desktop identity"), me.name, role_words(me.role), "", *grouped(me.fingerprint).split()]
        print_text(self._page, "\n".join(lines), t("Identity"))


class IdentityPage(SafetyPage):
    """The identity card of whoever works here."""

    def __init__(self, theme: Theme, desk: SafetyDesk) -> None:
        super().__init__(
            theme, desk, t("Your identity"),
            t("Everything that you send is signed with a key that only this computer holds."),
        )  # fmt: skip
        me = desk.ctx.identity
        who = self.add_card(t("Your card"))
        facts = ((t("Name in the team"), me.name), (t("Role"), role_words(me.role)))
        grid, _ = facts_grid(theme, facts)
        who.body.addLayout(grid)
        who.body.addWidget(PlainLabel(theme, t("Fingerprint of your key"), "control-bold"))
        who.body.addWidget(FingerprintGroups(theme, me.fingerprint))
        self.buttons = CardButtons(theme, self, who)
        note = t(
            "Whoever trusts your card calls you on a number that they know and asks for two of the groups. Read them "
            "from here, never from the message that brought the card."
        )
        self.body.addWidget(Banner(theme, "info", t("On the call."), note, "phone"))
        self._add_lead_card()
        self.body.addStretch(1)

    def _add_lead_card(self) -> None:
        """Those who are led take a new card of the lead inspector here; a lead inspector sees who has."""
        inspection = self.desk.ctx.find_inspection()
        if inspection is None:
            return
        if not inspection.is_led_by(self.desk.ctx.me):
            card = self.add_card(
                t("Your lead inspector has a new key?"),
                t("After a lost passphrase they send you a new card and read three groups of it out to you. From then "
                  "on what they send under it counts."),
            )  # fmt: skip
            self.take = Button(self.theme, t("Take their new card..."), "key")
            self.take.clicked.connect(self._ask_card)
            card.body.addWidget(button_row(self.theme, self.take))
            return
        found = vouching.acceptances(self.desk.ctx)
        if found:
            card = self.add_card(t("Who has taken your new card"), t("As far as their packages tell."))
            words = tuple((one.person, t("taken") if one.accepted else t("not yet")) for one in found)
            grid, _ = facts_grid(self.theme, words)
            card.body.addLayout(grid)

    def _ask_card(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, t("Identity card"), "", t("Identity cards (*.card)"))
        if name:
            self.take_card(Path(name))

    def take_card(self, file: Path) -> None:
        """Ask for the groups that were heard."""
        trusting = Trusting(self.desk.ctx, self.desk.jobs, self.desk.refused)
        TrustDialog.ask(self.theme, self, trusting, file, NEW_LEAD)
