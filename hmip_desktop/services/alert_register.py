"""The register of alerts as it is read: how far each has come, what is next and by when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from hmip_desktop.domain.alert import Alert, Assurance
from hmip_desktop.domain.revisions import Revision
from hmip_desktop.domain.values import moment, read_moment
from hmip_desktop.services.alert_calls import Reconciled, reconciled
from hmip_desktop.services.alerts import AlertRow, register, seek_assurance
from hmip_desktop.services.context import Changes, Context
from hmip_desktop.store import projections
from hmip_desktop.store import revisions as journal

StepCode = Literal["raised", "told", "received", "assurance", "closed"]
NextCode = Literal["acknowledge", "ask", "evidence", "close", ""]


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five steps: whether it is done, and the moment (stored) and person where they are known."""

    code: StepCode
    done: bool
    at: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One alert. ``next`` is what the lead inspector does next; ``days_left`` until the day the body was asked to
    answer by, negative when it has passed, None without a day; ``open_days`` from raising to today or to closing."""

    row: AlertRow
    number: int
    pdu: str
    rosh: str
    raised_by: str
    steps: tuple[Step, ...]
    state: str
    next: NextCode
    due_on: str
    days_left: int | None
    open_days: int

    @property
    def alert(self) -> Alert:
        """The alert itself."""
        return self.row.alert.value

    @property
    def can_close(self) -> bool:
        """Evidence that the responsible body acted was seen."""
        return any(one.evidence.strip() and one.seen_at for one in self.alert.assurance)


class WhoDid:
    """Who did a step of an alert and when: the author and the time of the first revision in which it stands."""

    def __init__(self, written: Iterable[Revision], names: Mapping[str, str]) -> None:
        held = sorted(written, key=lambda one: one.header.at)
        values = ((one.header, one.value()) for one in held)
        self._steps = [(names.get(h.author, ""), h.at, value) for h, value in values if isinstance(value, Alert)]

    def __call__(self, is_done: Callable[[Alert], bool]) -> tuple[str, str]:
        """Name and stored moment of what ``is_done`` looks for, both "" while nobody did it."""
        return next(((name, at) for name, at, alert in self._steps if is_done(alert)), ("", ""))


def read_register(ctx: Context) -> tuple[RegisterLine, ...]:
    """Every alert, the newest first; numbered in the order in which they were raised."""
    names = {m.fingerprint: m.name for m in ctx.inspection().roster.members}
    rung = reconciled(ctx)
    lines = [
        _line(ctx, row, number, WhoDid(journal.history(ctx.store, row.subject), names), rung.get(row.alert_id))
        for number, row in enumerate(register(ctx), 1)
    ]
    return tuple(reversed(lines))


def record_evidence(ctx: Context, case_id: str, alert_id: str, evidence: str, body: str) -> Changes:
    """Record what was seen that shows that the responsible body acted, seen now."""
    seen = Assurance("", body.strip(), evidence=evidence.strip(), seen_at=moment(ctx.now()))
    return seek_assurance(ctx, case_id, alert_id, seen)


def _line(ctx: Context, row: AlertRow, number: int, who: WhoDid, rung: Reconciled | None) -> RegisterLine:
    alert = row.alert.value
    item = projections.case_item(ctx.store, row.case_id)
    today = ctx.now().date()
    due = next((one.due_on for one in reversed(alert.assurance) if one.due_on), "")
    steps = _steps(alert, who, rung)
    raised = read_moment(alert.raised_at).date()
    return RegisterLine(
        row,
        number,
        item.pdu if item else "",
        item.rosh if item else "",
        who(lambda _: True)[0],
        steps,
        _state(alert),
        _next(alert),
        due,
        (date.fromisoformat(due) - today).days if due and alert.state != "closed" else None,
        max((today - raised).days, 0),
    )


def _steps(alert: Alert, who: WhoDid, rung: Reconciled | None) -> tuple[Step, ...]:
    told = [(one.told_at, one.who) for one in alert.told] + ([(rung.at, rung.by)] if rung else [])
    told_at, told_to = min(told, default=("", ""))
    seen = next((one for one in alert.assurance if one.evidence.strip() and one.seen_at), None)
    return (
        Step("raised", True, alert.raised_at),
        Step("told", bool(told), told_at, told_to),
        Step("received", bool(alert.received_at), alert.received_at, who(lambda held: bool(held.received_at))[0]),
        Step("assurance", seen is not None, seen.seen_at if seen else "", seen.body if seen else ""),
        _closed(alert, who),
    )


def _closed(alert: Alert, who: WhoDid) -> Step:
    if alert.state != "closed":
        return Step("closed", False)
    by, at = who(lambda held: held.state == "closed")
    return Step("closed", True, at, by)


def _state(alert: Alert) -> str:
    """The state in one word: closed, evidence, asked, received, told or raised."""
    if alert.state == "closed":
        return "closed"
    if any(one.evidence.strip() and one.seen_at for one in alert.assurance):
        return "evidence"
    if alert.assurance:
        return "asked"
    if alert.received_at:
        return "received"
    return "told" if alert.told else "raised"


def _next(alert: Alert) -> NextCode:
    nexts: dict[str, NextCode] = {
        "raised": "acknowledge", "told": "acknowledge", "received": "ask", "asked": "evidence", "evidence": "close",
    }  # fmt: skip
    if not alert.received_at and alert.state != "closed":
        return "acknowledge"
    return nexts.get(_state(alert), "")
