"""Forms about a person of the team: replace a lost key, revoke a key, hand their cases over, make a deputy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSpinBox, QVBoxLayout, QWidget

from hmip_desktop.domain.values import grouped
from hmip_desktop.services.context import Context
from hmip_desktop.services.staffing import Post, hand_over, post, revoke_key, set_deputy
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.inputs import LineInput, PickList, Tick
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.words import role_words


class PersonDialog(FormDialog):
    """What can be decided about one person; each choice opens its form. ``replace_asked`` carries their fingerprint."""

    replace_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, who: Post) -> None:
        super().__init__(theme, parent, t("{name}, {role}", name=who.name, role=role_words(who.role)), t("Done"))
        self.setMinimumWidth(min(theme.size(600), 1240))  # lower that way: large text has to fit a small screen
        self._desk, self._over, self.who = desk, parent, who
        self.form.addWidget(PlainLabel(theme, t("Key {groups}", groups=grouped(who.fingerprint)), "control", "text2"))
        if who.revoked_from is not None:
            words = t("The key is revoked: of their packages to you, from number {number} on.", number=who.revoked_from)
            self.form.addWidget(Banner(theme, "warning", words, icon="shield-alert"))
        deputy = who.role == "deputy"
        self.choices: dict[str, Button] = {}
        for key, words, icon, why, act in (
            ("replace", t("Replace a lost key..."), "key",
             t("The passphrase was lost and the recovery sheet gave back the work: the new card takes the old one's "
               "place, with all cases."), self._replace),
            ("leave", t("Hand their cases to somebody else..."), "swap",
             t("Somebody leaves or falls ill: what they did goes along and is continued."), self._leave),
            ("revoke", t("Revoke the key..."), "shield-alert",
             t("The laptop is lost or stolen: what came before stays proven, what comes later is held."), self._revoke),
            ("deputy", t("End being a deputy...") if deputy else t("Make them a deputy..."), "people",
             t("A deputy has everything that was merged in a store of their own and can act as you do."), self._deputy),
        ):  # fmt: skip
            self.form.addWidget(self._choice(key, words, icon, why, act))
        self.choices["deputy"].setEnabled(who.role in ("deputy", "inspector") and who.revoked_from is None)
        self.choices["leave"].setEnabled(bool(who.cases and who.going_on))
        self.cancel.hide()

    def _choice(self, key: str, words: str, icon: str, why: str, act: Callable[[], None]) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.space(2))
        button = Button(self.theme, words, icon)
        button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
        button.clicked.connect(act)
        button.setAccessibleDescription(why)
        column.addWidget(button)
        column.addWidget(PlainLabel(self.theme, why, "small", "text2"))
        self.choices[key] = button
        return holder

    def _replace(self) -> None:
        self.accept()
        self.replace_asked.emit(self.who.fingerprint)

    def _leave(self) -> None:
        self._follow(HandOverForm(self.theme, self._over, self._desk, self.who))

    def _revoke(self) -> None:
        self._follow(RevokeForm(self.theme, self._over, self._desk, self.who))

    def _deputy(self) -> None:
        self._follow(DeputyForm(self.theme, self._over, self._desk, self.who))

    def _follow(self, form: FormDialog) -> None:
        self.accept()
        self.next_form = form
        form.open()

    @classmethod
    def ask(
        cls, theme: Theme, parent: QWidget, desk: LeadDesk, fingerprint: str, replace: Callable[[str], None]
    ) -> None:
        """Read what there is to decide about, then open the form."""

        def show(who: Post) -> None:
            dialog = cls(theme, parent, desk, who)
            dialog.replace_asked.connect(replace)
            dialog.open()

        desk.read(lambda ctx, _: post(ctx, fingerprint), show, parent=parent)


class DecisionForm(FormDialog):
    """A decision with its reason. ``decide`` of a subclass carries it out."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, who: Post, words: tuple[str, str, str]) -> None:
        title, act, sentence = words
        super().__init__(theme, parent, title, act, sentence)
        self.setMinimumWidth(min(theme.size(600), 1240))  # lower that way: large text has to fit a small screen
        self._desk, self.who = desk, who
        self.fields = QVBoxLayout()
        self.fields.setSpacing(theme.space(10))
        self.form.addLayout(self.fields)
        self.reason = LineInput(theme, t("Reason"))
        self.reason.setMaxLength(300)
        self.reason.textChanged.connect(self.look)
        self.form.addWidget(Field(theme, t("Reason"), self.reason, t("stays in the history")))
        self.carry_out = self._carry
        self.keep_words(desk, "sample", who.fingerprint)
        self.look()

    def look(self) -> None:
        """Switch the button on once there is a reason."""
        self.act.setEnabled(bool(self.reason.text().strip()))

    def decide(self, ctx: Context) -> object:
        """Carry the decision out."""
        raise NotImplementedError

    def _carry(self) -> None:
        self._desk.write(lambda ctx, _: self.decide(ctx), lambda _: self.accept(), failed=self.say_trouble)

    def number_field(self, label: str, offered: int = 0) -> QSpinBox:
        """A package number, offered as the one after the last that came unless another is."""
        number = QSpinBox()
        number.setRange(1, 1_000_000)
        number.setValue(offered or self.who.last_number + 1)
        number.setAccessibleName(label)
        number.setMinimumHeight(self.theme.size(34))
        number.setMaximumWidth(self.theme.size(140))
        return number


class RevokeForm(DecisionForm):
    """From which package on the key counts no more."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, who: Post) -> None:
        super().__init__(
            theme, parent, desk, who,
            (t("Revoke the key of {name}", name=who.name), t("Revoke the key"),
             t("Packages of theirs to you up to the number before stay proven and count. Anything later is held, "
               "whoever sent it. The team learns it with your next packages: everybody keeps what they have and takes "
               "nothing more.")),
        )  # fmt: skip
        label = t("From package number")
        self.number = self.number_field(label)
        last = t("the last that came is number {number}", number=who.last_number)
        self.fields.addWidget(Field(theme, label, self.number, last if who.last_number else t("none came yet")))
        self.theirs = {one: self._number_at(name) for one, name in who.also_leading}
        if who.cases:
            words = t("{count} cases stay with them until you hand them over.", count=len(who.cases))
            self.fields.addWidget(Banner(theme, "info", words))

    def _number_at(self, name: str) -> QSpinBox:
        """The number of packages to somebody else who leads, whose numbers are their own."""
        label = t("From package number, to {name}", name=name)
        number = self.number_field(label, 1)
        hint = t("ask {name}, who sees it in this same form; 1 takes nothing more", name=name)
        self.fields.addWidget(Field(self.theme, label, number))
        self.fields.addWidget(PlainLabel(self.theme, hint, "small", "text2"))
        return number

    def decide(self, ctx: Context) -> object:
        others = {one: number.value() for one, number in self.theirs.items()}
        return revoke_key(ctx, self.who.fingerprint, self.number.value(), self.reason.text(), others)


class HandOverForm(DecisionForm):
    """To whom the cases go, and whether the key ends with it."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, who: Post) -> None:
        super().__init__(
            theme, parent, desk, who,
            (t("Hand over the cases of {name}", name=who.name), t("Hand {count} cases over", count=len(who.cases)),
             t("Everything that came from them goes along with your next package, and the other person goes on as a "
               "second author: who wrote what stays to be seen.")),
        )  # fmt: skip
        self.to = PickList(theme, t("To"), who.going_on)
        self.fields.addWidget(Field(theme, t("To"), self.to))
        self.chosen_words = PlainLabel(theme, t("Cases: {refs}", refs=", ".join(who.cases)), "control", "text2")
        self.fields.addWidget(self.chosen_words)
        note = t("What is only on their laptop is not here: ask for a last package first, if that is still possible.")
        self.fields.addWidget(Banner(theme, "warning", "", note))
        self.ends = Tick(theme, t("They leave the inspection: revoke their key after package number {number}.",
                                  number=who.last_number))  # fmt: skip
        self.fields.addWidget(self.ends)

    def decide(self, ctx: Context) -> object:
        from_number = self.who.last_number + 1 if self.ends.isChecked() else None
        return hand_over(ctx, self.who.fingerprint, self.to.value(), self.reason.text(), revoke_from=from_number)


class DeputyForm(DecisionForm):
    """Making or ending a deputy."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, who: Post) -> None:
        self.makes = who.role != "deputy"
        if self.makes:
            words = (t("Make {name} a deputy", name=who.name), t("Make deputy"),
                     t("They get everything that was merged so far with your next package, and can merge, settle and "
                       "allocate as you do. Send it to them next."))  # fmt: skip
        else:
            words = (t("{name} is no longer a deputy", name=who.name), t("End it"),
                     t("They go on as an inspector. What they decided as a deputy stays."))  # fmt: skip
        super().__init__(theme, parent, desk, who, words)

    def decide(self, ctx: Context) -> object:
        return set_deputy(ctx, self.who.fingerprint, self.makes, self.reason.text())
