"""What opens the work on this computer: the passphrase, the recovery sheet, and if wished the escrow key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from hmip_desktop.domain.values import grouped
from hmip_desktop.errors import Refused
from hmip_desktop.services import new_key, safekeeping, stores
from hmip_desktop.services.context import Context
from hmip_desktop.services.new_key import KeyRenewed
from hmip_desktop.services.safekeeping import WaysIn
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.views.safety.desk import SafetyDesk, SafetyPage, button_row
from hmip_desktop.ui.views.start.backup_words import when_words
from hmip_desktop.ui.views.start.help import strength, suggest_words
from hmip_desktop.ui.views.start.new_passphrase import NewPassphrase
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.inputs import PassphraseInput
from hmip_desktop.ui.widgets.labels import PlainLabel


class OwnPassphrase(FormDialog):
    """Asks for the passphrase of today before a key is changed: an open laptop is no proof of who sits at it."""

    def __init__(self, theme: Theme, parent: QWidget, desk: SafetyDesk, title: str, act: str, sentence: str) -> None:
        super().__init__(theme, parent, title, act, sentence)
        self._desk = desk
        self.now = PassphraseInput(theme, t("Your passphrase now"))
        self.now.textChanged.connect(self.look)
        self.form.addWidget(Field(theme, t("Your passphrase now"), self.now))
        self.carry_out = self._carry
        self.verb: Callable[[Context], object] = lambda ctx: None
        self.look()

    def missing(self) -> str:
        """What is still wanted."""
        return "" if self.now.text() else t("your passphrase now")

    def look(self) -> None:
        """Switch the button on or off."""
        self.act.setEnabled(not self.missing())

    def _carry(self) -> None:
        words, verb = self.now.text(), self.verb
        self.act.setEnabled(False)

        def work(ctx: Context, _: object) -> object:
            if not stores.is_passphrase(ctx, words):
                raise Refused("wrong-passphrase")
            return verb(ctx)

        self._desk.run(self, work, lambda _: self.accept(), writes=True, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self.look()
        if isinstance(error, Refused):
            self.say_trouble(error)
        else:
            self._desk.refused(error)


class ChangePassphrase(OwnPassphrase):
    """The passphrase of today, and the new one twice. There is no hint: it would help others more."""

    def __init__(self, theme: Theme, parent: QWidget, desk: SafetyDesk) -> None:
        super().__init__(theme, parent, desk, t("Change your passphrase"), t("Change it"), "")
        self.setMinimumWidth(min(theme.size(600), 1240))  # both new ones side by side: lower, for a small screen
        self.fresh = NewPassphrase(theme, strength, lambda: suggest_words(desk.ctx.entropy), t("New passphrase"))
        self.fresh.changed.connect(self.look)
        self.form.addWidget(self.fresh)
        question = t("May somebody else know the old one, or have seen your sheet?")
        choices = (Choice("no", t("No")), Choice("yes", t("Yes, or I am not sure")))
        self.known = AnswerGroup(theme, question, choices)
        self.known.chosen.connect(lambda _: self.look())
        self.form.addWidget(Field(theme, question, self.known))
        self.meaning = PlainLabel(theme, known_words(""), "control", "text2")
        self.form.addWidget(self.meaning)
        self.wanted = PlainLabel(theme, "", "small", "text2")
        self.form.addWidget(self.wanted)
        self.verb = self._change
        self.look()

    def _change(self, ctx: Context) -> None:
        if not self.is_known:
            stores.change_passphrase(ctx, self.fresh.text())

    @property
    def is_known(self) -> bool:
        """True when somebody else may know the old passphrase: nothing is changed by this form then."""
        return self.known.value() == "yes"

    def missing(self) -> str:
        fresh: NewPassphrase | None = getattr(self, "fresh", None)
        known: AnswerGroup | None = getattr(self, "known", None)
        unanswered = known is not None and not known.value()
        return (
            super().missing()
            or (fresh.missing() if fresh is not None else "")
            or (t("whether somebody else may know the old one or your sheet") if unanswered else "")
        )

    def look(self) -> None:
        super().look()
        wanted: PlainLabel | None = getattr(self, "wanted", None)
        if wanted is not None:
            missing = self.missing()
            self.meaning.setText(known_words(self.known.value()))
            self.act.setText(t("Go on") if self.is_known else t("Change it"))
            wanted.setText(t("To continue: {what}", what=missing) if missing else "")


def known_words(answer: str) -> str:
    """What the answer to "may somebody else know the old one" leads to, or why it is asked while there is none."""
    if answer == "yes":
        return t("Go on to a new recovery sheet; then all is encrypted again under a new key. The old passphrase and the "
                 "old sheet open nothing of it, and a fresh backup replaces those before.")  # fmt: skip
    if answer == "no":
        return t("Nothing is encrypted again, so it takes a second. Backups, and copies of the folder that somebody made "
                 "before, still open with the old one.")  # fmt: skip
    return t("Whoever knows one of them and had a copy of this folder can open your work for ever, unless it is encrypted "
             "again.")  # fmt: skip


def renewed_words(renewed: KeyRenewed) -> str:
    """What became of the backups and the escrow key when the work was encrypted again."""
    parts = [t("The next start asks for the new passphrase, and only the new sheet opens it.")]
    if renewed.trouble is not None:
        parts.append(trouble_words(renewed.trouble.code))
    if renewed.left:
        parts.append(t("Backups that still open with the old passphrase are here: {count}.", count=renewed.left))
    elif renewed.dropped:
        words = t(
            "A fresh backup took the place of those that opened with the old one: {count}.", count=renewed.dropped
        )
        parts.append(words)
    if renewed.escrow_out:
        parts.append(t("The key {groups} does not open it any more.", groups=grouped(renewed.escrow_out)))
    return " ".join(parts)


def trouble_words(code: str) -> str:
    """Why there is no fresh backup, and what to do before the next try. The work itself is safe under its new key."""
    why = {
        "disk-full": t("There is no fresh backup: the disk is full. Free some room"),
        "store-folder-gone": t("There is no fresh backup: the folder of the backups is not there. Connect its disk"),
        "store-folder-read-only": t("There is no fresh backup: nothing may be written where the backups lie. Ask for the "
                                    "right to write there"),
        "store-busy": t("There is no fresh backup: another program holds the files. Close it"),
        "backup-damaged": t("There is no fresh backup: it did not read back whole, so the disk may be failing. Have it "
                            "looked at"),
    }.get(code, t("There is no fresh backup: the disk did not take it. See that it is connected and sound"))  # fmt: skip
    return t("{why}, then choose Make a backup now under Backups.", why=why)


class WaysPage(SafetyPage):
    """``sheet_asked`` of the desk's ``go`` shows the new recovery key; everything else happens in small forms."""

    def __init__(self, theme: Theme, desk: SafetyDesk) -> None:
        super().__init__(
            theme, desk, t("Passphrase and ways back"),
            t("Nobody can look your passphrase up or send you a new one. These are the ways in; each can be renewed."),
        )  # fmt: skip
        self.form: OwnPassphrase
        self._add_passphrase_card(theme)
        sheet = self.add_card(
            t("Recovery sheet"),
            t("It opens your work when the passphrase is lost; you then get a new identity. Make a new one when the old "
              "paper is worn out or destroyed. It leads to the same key: whoever saw the old sheet and has a backup or "
              "a copy of this folder can open your work with it still. If somebody may have seen it, change your "
              "passphrase and answer Yes, or I am not sure: that encrypts everything again."),
        )  # fmt: skip
        self.sheet_at = PlainLabel(theme, "", "control-bold")
        sheet.body.addWidget(self.sheet_at)
        self.renew = Button(theme, t("Make a new recovery sheet..."), "print")
        self.renew.clicked.connect(self.ask_sheet)
        sheet.body.addWidget(button_row(theme, self.renew))
        escrow = self.add_card(
            t("Escrow key"),
            t("If you wish, the escrow key of the inspection opens this work too, for when passphrase and sheet are "
              "both lost. Its private half lies printed or on a sealed stick, and each use is written down."),
        )  # fmt: skip
        self.escrow_words = PlainLabel(theme, "", "control-bold")
        escrow.body.addWidget(self.escrow_words)
        self.let_in = Button(theme, t("Let the escrow key in..."), "escrow")
        self.let_in.clicked.connect(self.ask_escrow)
        escrow.body.addWidget(button_row(theme, self.let_in))
        self.body.addStretch(1)

    def _add_passphrase_card(self, theme: Theme) -> None:
        card = self.add_card(t("Passphrase"), t("You type it at each start and after a quiet time."))
        self.passphrase_at = PlainLabel(theme, "", "control-bold")
        card.body.addWidget(self.passphrase_at)
        self.change = Button(theme, t("Change your passphrase..."), "key")
        self.change.clicked.connect(self.ask_change)
        self.changed = Banner(theme, "ok")
        self.changed.hide()
        self.taken, self.earlier = Banner(theme, "warning"), Banner(theme, "warning")
        self.drop = Button(theme, t("Delete these backups"), "trash")
        self.drop.clicked.connect(self.drop_earlier)
        card.body.addWidget(button_row(theme, self.change))
        for part in (self.changed, self.taken, self.earlier, self.drop):
            card.body.addWidget(part)
            part.hide()

    def entered(self) -> None:
        self.desk.run(self, lambda ctx, _: safekeeping.ways_in(ctx), self.show_ways)

    def show_ways(self, ways: WaysIn) -> None:
        """Show what opens the store now."""
        now = self.desk.ctx.now()
        made, sheet = when_words(ways.passphrase_at, now), when_words(ways.sheet_at, now)
        self.passphrase_at.setText(t("Chosen {when}", when=made) if made else t("In force"))
        self.sheet_at.setText(
            t("The sheet in force was made {when}", when=sheet) if sheet else t("A sheet is in force")
        )
        if ways.escrow:
            words = t("The key {groups} opens this work.", groups=grouped(ways.escrow))
        elif ways.escrow_offered:
            words = t("Not let in. The inspection names the key {groups}.", groups=grouped(ways.escrow_offered))
        else:
            words = t("This inspection names no escrow key.")
        self.escrow_words.setText(words)
        self.earlier.say(t("Backups that still open with an earlier passphrase: {count}.", count=ways.earlier))
        self.earlier.setVisible(bool(ways.earlier))
        self.drop.setVisible(bool(ways.earlier))
        self.let_in.setVisible(bool(ways.escrow_offered) and ways.escrow != ways.escrow_offered)

    def ask_change(self) -> None:
        """The form for another passphrase."""
        self.form = ChangePassphrase(self.theme, self, self.desk)
        self.form.accepted.connect(self._on_changed)
        self.form.open()

    def _on_changed(self) -> None:
        if isinstance(self.form, ChangePassphrase) and self.form.is_known:
            self.desk.renewing = self.form.fresh.text()
            self.desk.go("sheet")
            return
        self.desk.log.info("passphrase changed")
        self.changed.say(t("Your passphrase is changed."), t("The next start asks for the new one."))
        self.changed.show()
        self.entered()

    def tell_of_key(self, renewed: KeyRenewed | None) -> None:
        """Say that the work is encrypted again and what is still to do, or with None that it was stopped."""
        self.changed.set_kind("info" if renewed is None else "ok")
        if renewed is None:
            self.changed.say(
                t("Stopped: nothing was changed."), t("The old passphrase and the old sheet still open your work.")
            )
        else:
            self.changed.say(t("Your work is encrypted again under a new key."), renewed_words(renewed))
            self.taken.say(
                t("Could your signing key have been taken?"),
                t("Whoever had the old passphrase and a copy of this folder has it, and encrypting again does not take it "
                  "back. Phone whoever leads your inspection: they revoke the key. Coming back in by the new sheet gives "
                  "you another."),
            )  # fmt: skip
        self.changed.show()
        self.taken.setVisible(renewed is not None)

    def drop_earlier(self) -> None:
        """Delete the backups that open with an earlier passphrase."""
        self.desk.run(self, lambda ctx, _: new_key.drop_earlier_copies(ctx), lambda _: self.entered(), writes=True)

    def ask_sheet(self) -> None:
        """The passphrase first, then the page with the new key."""
        self.form = OwnPassphrase(
            self.theme, self, self.desk, t("Make a new recovery sheet"), t("Go on"),
            t("Have paper or a printer ready. The old sheet holds until you have shown that the new one is written down. "
              "This does not help if somebody may have seen the old one: change your passphrase for that."),
        )  # fmt: skip
        self.form.accepted.connect(lambda: self.desk.go("sheet"))
        self.form.open()

    def ask_escrow(self) -> None:
        """The passphrase, then the escrow key is let in."""
        self.form = OwnPassphrase(
            self.theme, self, self.desk, t("Let the escrow key in"), t("Let it in"),
            t("Whoever holds the escrow key can then open this work at this computer. It cannot be done from afar."),
        )  # fmt: skip
        self.form.verb = safekeeping.let_escrow_in
        self.form.accepted.connect(self.entered)
        self.form.open()
