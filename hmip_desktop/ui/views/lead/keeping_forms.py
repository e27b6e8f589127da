"""The forms about keeping: closing fieldwork, the period, holds, and erasing words with what cannot be reached."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from hmip_desktop.domain.retention import HOLD_GROUNDS, HoldGround
from hmip_desktop.services import erasing, inspection_key, retention
from hmip_desktop.services.case_search import FoundCase, find_cases
from hmip_desktop.services.context import Context
from hmip_desktop.services.erasing import GROUNDS, Remains, Scope, Thing
from hmip_desktop.services.inspection_key import Holder
from hmip_desktop.services.retention import HoldLine, StillOpen
from hmip_desktop.ui.keeping_words import erase_words, hold_words
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.grid import FieldGrid
from hmip_desktop.ui.widgets.inputs import LineInput, PickList, Tick

MONTHS = (0, 6, 12, 18, 24, 36, 60, 84, 120)
LONGEST_SHOWN = 64


class ReasonForm(FormDialog):
    """A decision that stands with its reason; ``verb`` carries it out."""

    def __init__(
        self, theme: Theme, parent: QWidget, desk: LeadDesk, title: str, act: str, sentence: str
    ) -> None:  # fmt: skip
        super().__init__(theme, parent, title, act, sentence)
        self.setMinimumWidth(theme.size(620))
        self.desk = desk
        self.verb: Callable[[Context, str], object] = lambda ctx, reason: None
        self.reason = LineInput(theme, t("Reason"))
        self.reason.textChanged.connect(lambda _: self.look())
        self.carry_out = self._carry

    def add_reason(self, about: str = "") -> None:
        """Put the field for the reason below what is there; ``about`` is the id of what the form is about."""
        self.form.addWidget(Field(self.theme, t("Reason"), self.reason))
        self.keep_words(self.desk, "keeping", about)
        self.look()

    def missing(self) -> bool:
        """True while something is still wanted."""
        return not self.reason.text().strip()

    def look(self) -> None:
        """Switch the button on or off."""
        self.act.setEnabled(not self.missing())

    def _carry(self) -> None:
        reason, verb = self.reason.text(), self.verb
        self.act.setEnabled(False)
        self.desk.write(lambda ctx, _: verb(ctx, reason), lambda _: self.accept(), failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self.look()
        self.say_trouble(error)


class FieldworkDialog(ReasonForm):
    """Closing fieldwork, with what is unfinished; or opening it again."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, closed: bool) -> None:
        if closed:
            super().__init__(theme, parent, desk, t("Open fieldwork again"), t("Open again"),
                             t("Nobody can purge from then on. What was purged already stays purged."))  # fmt: skip
            self.verb = retention.reopen_fieldwork
        else:
            super().__init__(theme, parent, desk, t("Close fieldwork"), t("Close fieldwork"),
                             t("Nothing is destroyed by this. It is told to everybody with the next packages; inspectors "
                               "may then purge what two receipts cover and no hold keeps."))  # fmt: skip
            self.verb = retention.close_fieldwork
            self.unfinished = Banner(theme, "info", t("Looking what is unfinished..."))
            self.form.addWidget(self.unfinished)
            desk.read(lambda ctx, _: retention.still_open(ctx), self._show, parent=self)
        self.add_reason()

    def _show(self, found: StillOpen) -> None:
        parts = []
        if found.not_back:
            parts.append(t("{count} cases are not back", count=found.not_back))
        if found.not_signed_off:
            parts.append(t("{count} are not signed off", count=found.not_signed_off))
        if found.conflicts:
            parts.append(t("{count} conflicts are open", count=found.conflicts))
        if found.open_alerts:
            parts.append(t("{count} alerts are open", count=found.open_alerts))
        self.unfinished.set_kind("warning" if parts else "ok")
        if parts:
            self.unfinished.say(
                t("Unfinished, of {count} cases that count:", count=found.cases), ", ".join(parts) + "."
            )
        else:
            self.unfinished.say(t("Every case is back and signed off; no conflict and no alert is open."))


class EndKeyDialog(ReasonForm):
    """Destroying the key to which work was sealed so far."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk) -> None:
        super().__init__(
            theme, parent, desk, t("Destroy the key of the inspection"), t("Destroy the key"),
            t("Sealed files that were sent to you, and outputs sealed for the team, can then be opened by you no more, "
              "wherever they lie. What was merged stays here."),
        )  # fmt: skip
        self.verb = inspection_key.end_key
        self.form.addWidget(Banner(
            theme, "warning", t("Merge first what you still want."),
            t("Backups that hold the old key go, and a new one is made. Whoever keeps the escrow key can open the files "
              "still. Your next packages bring a new key to everybody."),
        ))  # fmt: skip
        self.others = Banner(theme, "info")
        self.others.hide()
        self.form.addWidget(self.others)
        self.add_reason()
        desk.read(lambda ctx, _: inspection_key.key_state(ctx).others, self._name_others, parent=self)

    def _name_others(self, others: tuple[Holder, ...]) -> None:
        """Say whose sealed files do not die with the key; shown only where somebody else leads too."""
        names = [one.name for one in others if not one.ended_at]
        self.others.say(
            t("Not destroyed: what was sealed to {names} as well.", names=", ".join(names)),
            t("It opens with their own store. They destroy their key on this page of their own program, and their next "
              "package tells you."),
        )  # fmt: skip
        self.others.setVisible(bool(names))
        self.adjustSize()


class PeriodDialog(ReasonForm):
    """For how long the work is kept after fieldwork was closed."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, months: int | None) -> None:
        super().__init__(theme, parent, desk, t("Period of keeping"), t("Set"),
                         t("It runs from the day on which fieldwork is closed. When it is over this page says so; "
                           "nothing is erased by itself."))  # fmt: skip
        self.months = PickList(theme, t("Months"), [(str(count), months_words(count)) for count in MONTHS])
        self.months.set_value(str(24 if months is None else months))
        self.months.picked.connect(lambda _: self.look())
        self.form.addWidget(Field(theme, t("Keep for"), self.months))
        self.verb = lambda ctx, reason: retention.set_period(ctx, chosen, reason)
        chosen = 24 if months is None else months

        def take(code: str) -> None:
            nonlocal chosen
            chosen = int(code)

        self.months.picked.connect(take)
        self.add_reason()


class HoldDialog(ReasonForm):
    """Nothing of a case, or of the whole inspection, may be destroyed."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk) -> None:
        super().__init__(theme, parent, desk, t("Put a hold"), t("Hold"),
                         t("While it is in force nobody can purge or erase what it names. An open alert holds its case "
                           "without it."))  # fmt: skip
        self.ground = PickList(theme, t("Ground"), [(code, hold_words(code)) for code in HOLD_GROUNDS])
        self.case = PickList(theme, t("What is held"))
        grid = FieldGrid(theme, 2, 240)
        grid.add(Field(theme, t("Ground"), self.ground))
        grid.add(Field(theme, t("What is held"), self.case))
        self.form.addWidget(grid)
        self.verb = self._hold
        self.add_reason()
        desk.read(lambda ctx, _: find_cases(ctx), self._offer, parent=self)

    def _offer(self, found: tuple[FoundCase, ...]) -> None:
        whole = [("", t("The whole inspection"))]
        self.case.offer(whole + [(one.item.case_id, f"{one.item.case_ref}, {one.item.pdu}") for one in found])

    def _carry(self) -> None:
        ground: HoldGround = next(code for code in HOLD_GROUNDS if code == self.ground.value())
        case_id = self.case.value()
        self.verb = lambda ctx, reason: retention.put_hold(ctx, ground, reason, (case_id,) if case_id else ())
        super()._carry()

    def _hold(self, ctx: Context, reason: str) -> object:
        return retention.put_hold(ctx, "other", reason)


class LiftDialog(ReasonForm):
    """A hold ends."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, line: HoldLine) -> None:
        what = ", ".join(line.refs) or t("the whole inspection")
        super().__init__(theme, parent, desk, t("Lift the hold"), t("Lift"),
                         t("{ground}, on {what}: {reason}", ground=hold_words(line.value.ground), what=what,
                           reason=line.value.reason))  # fmt: skip
        self.verb = lambda ctx, reason: retention.lift_hold(ctx, line.hold_id, reason)
        self.add_reason(line.hold_id)


class EraseDialog(ReasonForm):
    """Which case, which words, why; and plainly what an erasure cannot reach."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, case_id: str = "") -> None:
        super().__init__(theme, parent, desk, t("Erase words"), t("Erase"), "")
        self.setMinimumWidth(theme.size(660))
        self._wanted, self._things = case_id, dict[str, Thing]()
        self.case = PickList(theme, t("Case"))
        self.case.picked.connect(lambda _: self._read_case())
        self.ground = PickList(theme, t("Ground"), [(code, erase_words(code)) for code in GROUNDS])
        self.ground.set_value("")
        self.ground.picked.connect(lambda _: self.look())
        grid = FieldGrid(theme, 2, 240)
        grid.add(Field(theme, t("Case"), self.case))
        grid.add(Field(theme, t("Ground"), self.ground))
        self.form.addWidget(grid)
        choices = [Choice("thing", t("One thing")), Choice("case", t("All that was written")),
                   Choice("row", t("That, and who its row names"))]  # fmt: skip
        self.scope = AnswerGroup(theme, t("What is erased"), choices)
        self.scope.set_value("thing")
        self.scope.chosen.connect(self._turn)
        self.form.addWidget(self.scope)
        self.thing = PickList(theme, t("Which"))
        self.thing.picked.connect(lambda _: self.look())
        self.thing_field = Field(theme, t("Which"), self.thing)
        self.fields = FieldGrid(theme, 2, 240)
        self.fields.add(self.thing_field)
        self.fields.add(Field(theme, t("Reason"), self.reason))
        self.form.addWidget(self.fields)
        self.keep_words(desk, "keeping", case_id)
        self.left = Banner(theme, "warning", t("Nothing brings them back."), remains_words(Remains((), 0)))
        self.form.addWidget(self.left)
        self.tick = Tick(theme, t("I have read what stays and cannot be reached."))
        self.tick.toggled.connect(lambda _: self.look())
        self.form.addWidget(self.tick)
        self.look()
        desk.read(lambda ctx, _: find_cases(ctx), self._offer, parent=self)

    def missing(self) -> bool:
        if not hasattr(self, "tick"):
            return True
        whole = self.scope.value() != "thing"
        chosen = self.case.value() and self.ground.value() and (whole or self.thing.value())
        return super().missing() or not chosen or not self.tick.isChecked()

    def _offer(self, found: tuple[FoundCase, ...]) -> None:
        self.case.offer([(one.item.case_id, f"{one.item.case_ref}, {one.item.pdu}") for one in found])
        self.case.set_value(self._wanted)
        self._read_case()

    def _read_case(self) -> None:
        case_id = self.case.value()
        self.look()
        if case_id:
            self.desk.read(
                lambda ctx, _: (erasing.things(ctx, case_id), erasing.remains(ctx, case_id)), self._show, parent=self
            )

    def _show(self, found: tuple[tuple[Thing, ...], Remains]) -> None:
        things, left = found
        self._things = {one.subject: one for one in things}
        self.thing.offer([(one.subject, thing_words(one)) for one in things])
        self.thing.set_value("")
        self.left.say(t("Nothing brings them back."), remains_words(left))
        self.adjustSize()
        self.look()

    def _turn(self, code: str) -> None:
        self.scope.set_value(code or "thing")
        self.fields.set_shown(self.thing_field, self.scope.value() == "thing")
        self.look()

    def _carry(self) -> None:
        case_id, ground, text = self.case.value(), self.ground.value(), self.thing.value()
        scope: Scope = next(code for code in erasing.SCOPES if code == self.scope.value())
        self.verb = lambda ctx, reason: erasing.erase(ctx, case_id, scope, ground, reason, text).changes
        super()._carry()


def months_words(count: int) -> str:
    """A number of months as people say it."""
    if not count:
        return t("No longer than fieldwork")
    if count % 12:
        return t("{count} months", count=count)
    return t("1 year") if count == 12 else t("{count} years", count=count // 12)


def kind_words(kind: str) -> str:
    """What a thing of a case is."""
    return {
        "answer": t("Answer"), "reason": t("Reason"), "evidence": t("Evidence"), "late-evidence": t("Reason"),
        "note": t("Interview note"), "interview": t("Interview"), "evaluation": t("Evaluation"), "alert": t("Alert"),
        "advice": t("Advice"), "data": t("Data answer"), "fact": t("Case detail"), "route": t("Question set"),
        "query": t("Query"), "moderation": t("Moderation"), "moderated": t("Moderation"), "resolution": t("Settled conflict"),
        "signoff": t("Sign-off"), "flag": t("Flag"), "placed": t("Placed note"),
    }.get(kind, kind)  # fmt: skip


def thing_words(one: Thing) -> str:
    """A thing in one line: what it is, where it stands, how it begins."""
    where = one.key if len(one.key) <= 8 else ""
    words = one.words if len(one.words) <= LONGEST_SHOWN else f"{one.words[:LONGEST_SHOWN]}..."
    return " ".join(part for part in (kind_words(one.kind), where, words and f"“{words}”", one.by) if part)


def remains_words(left: Remains) -> str:
    """What an erasure reaches, and plainly what it cannot."""
    they = ", ".join(left.stores)
    reach = (
        t("The words go here and, with the next packages, at {names}.", names=they)
        if they
        else t("The words go here and from every backup here.")
    )
    beyond = t("Outputs handed out, copies of a disk, and files in mail or on sticks still hold them.")
    return f"{reach} {beyond}"
