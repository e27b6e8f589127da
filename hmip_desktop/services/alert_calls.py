"""Telephone calls about an alert whose sealed file is not here yet, and the alert that each of them turned out to be.

A call waits in the register until somebody says which alert it was, or that none came of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from hmip_desktop.domain.alert import AlertCall
from hmip_desktop.domain.revisions import key_of, subject
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services.alerts import AlertRow, register
from hmip_desktop.services.context import LEADING, Changes, Context
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write

KIND = "alert-call"


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call that waits. ``by`` noted it; ``fitting`` are the alerts that it can have been, each with its number."""

    call_id: str
    value: AlertCall
    by: str
    fitting: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The call that came before an alert's file: who noted it, and when (a stored moment)."""

    by: str
    at: str


def waiting_calls(ctx: Context) -> tuple[CallLine, ...]:
    """Calls of which nobody has said what came of them, the earliest first."""
    held, names = _held(ctx), _names(ctx)
    taken = {value.alert for value, _ in held.values()}
    alerts = [(row, number) for number, row in enumerate(register(ctx), 1) if row.alert_id not in taken]
    lines = [
        CallLine(
            call_id, value, names.get(author, ""),
            tuple((row.alert_id, number) for row, number in alerts if _fits(row, value)),
        )
        for call_id, (value, author) in held.items() if not value.alert and not value.no_alert
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: line.value.called_at))


def _fits(row: AlertRow, call: AlertCall) -> bool:
    """About the same case, and not acknowledged before the call came."""
    received = row.alert.value.received_at
    return row.case_ref == call.case_ref and (not received or received >= call.called_at)


def reconciled(ctx: Context) -> dict[str, Reconciled]:
    """Alerts, by id, that were told by telephone before their file came."""
    names = _names(ctx)
    return {
        value.alert: Reconciled(names.get(author, ""), value.called_at)
        for value, author in _held(ctx).values() if value.alert
    }  # fmt: skip


def record_call(ctx: Context, case_ref: str, caller: str, said: str) -> Changes:
    """Note a call that comes now. ``case_ref`` empty: about the inspection as a whole.

    Raises Refused ``role-not-allowed``, ``alert-call-incomplete``, ``alert-call-case-unknown``.
    """
    ctx.require(*LEADING)
    case_ref, caller, said = case_ref.strip(), caller.strip(), said.strip()
    if not (caller and said):
        raise Refused("alert-call-incomplete")
    if case_ref and projections.case_by_ref(ctx.store, case_ref) is None:
        raise Refused("alert-call-case-unknown", case_ref=case_ref)
    value = AlertCall(case_ref, caller, said, moment(ctx.now()))
    return ctx.write(Write(subject(KIND, ctx.new_id()), value))


def reconcile(ctx: Context, call_id: str, alert_id: str) -> Changes:
    """Say which alert a call was about. Raises Refused ``role-not-allowed``, ``alert-unknown``."""
    ctx.require(*LEADING)
    if alert_id not in {row.alert_id for row in register(ctx)}:
        raise Refused("alert-unknown")
    return _settle(ctx, call_id, alert=alert_id)


def close_call(ctx: Context, call_id: str, why: str) -> Changes:
    """Say that no alert comes of a call, and why. Raises Refused ``role-not-allowed``, ``alert-call-incomplete``."""
    ctx.require(*LEADING)
    if not why.strip():
        raise Refused("alert-call-incomplete")
    return _settle(ctx, call_id, no_alert=why.strip())


def _settle(ctx: Context, call_id: str, **how: str) -> Changes:
    held = _held(ctx).get(call_id)
    if held is None:
        raise Refused("alert-unknown")
    return ctx.write(Write(subject(KIND, call_id), msgspec.structs.replace(held[0], **how)))


def _held(ctx: Context) -> dict[str, tuple[AlertCall, str]]:
    """Every call by id, with who wrote of it last."""
    current = projections.current_inspection(ctx.store, (KIND,))
    return {key_of(text): (one.value, one.author) for text, one in current.items() if isinstance(one.value, AlertCall)}


def _names(ctx: Context) -> dict[str, str]:
    return {member.fingerprint: member.name for member in ctx.inspection().roster.members}
