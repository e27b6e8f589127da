"""Alerts about serious and imminent risk, and advice below the threshold.

An offline computer tells nobody anything: raising an alert gives a sealed file, a ready message and whom to phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import msgspec

from hmip_desktop.domain.alert import Advice, Alert, Assurance, Told, together
from hmip_desktop.domain.case_record import Current, Held
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import Changes, Context
from hmip_desktop.store import projections, strays
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write

WHOLE = "lead"
"""In place of a case id: the alert is about the inspection as a whole. Who leads raises it; it goes from lead
inspector to deputy and to nobody else. Everybody else raises an organisational alert in the case where it was seen."""


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert of the register: a reference, never what happened. ``case_id`` may be ``WHOLE``."""

    case_id: str
    case_ref: str
    alert_id: str
    alert: Held[Alert]

    @property
    def subject(self) -> str:
        """Subject of its revisions."""
        return subject_of(self.case_id, self.alert_id)


def subject_of(case_id: str, alert_id: str) -> str:
    """Subject of the revisions of an alert about a case, or about the inspection as a whole."""
    return subject("org-alert", alert_id) if case_id == WHOLE else subject("alert", case_id, alert_id)


def raise_alert(ctx: Context, case_id: str, alert: Alert) -> tuple[str, Changes]:
    """Record an alert at once; it needs no finished case, and with ``WHOLE`` none at all.

    Raises Refused ``alert-incomplete``, ``alert-not-organisational``, ``role-not-allowed``.
    """
    needed = (alert.what_happened, alert.at_risk, *(why for _, _, why in alert.tests))
    whole = alert.scope != "organisational" or bool(alert.systemic)
    if not whole or not all(text.strip() for text in needed):
        raise Refused("alert-incomplete")
    if case_id != WHOLE:
        ctx.case(case_id)
    elif alert.scope != "organisational":
        raise Refused("alert-not-organisational")
    alert_id = ctx.new_id()
    if alert.told and alert.state == "raised":
        alert = msgspec.structs.replace(alert, state="told")
    return alert_id, ctx.write(Write(subject_of(case_id, alert_id), alert))


def record_told(ctx: Context, case_id: str, alert_id: str, who: str) -> Changes:
    """Somebody was told by telephone, now."""
    alert = _alert(ctx, case_id, alert_id)
    told = (*alert.told, Told(who, moment(ctx.now())))
    state = "told" if alert.state == "raised" else alert.state
    return _save(ctx, case_id, alert_id, msgspec.structs.replace(alert, told=told, state=state))


def acknowledge(ctx: Context, case_id: str, alert_id: str) -> Changes:
    """The lead inspector has received the alert."""
    ctx.require("lead", "deputy")
    alert = _alert(ctx, case_id, alert_id)
    changed = msgspec.structs.replace(alert, received_at=moment(ctx.now()), state="received")
    return _save(ctx, case_id, alert_id, changed)


def seek_assurance(ctx: Context, case_id: str, alert_id: str, assurance: Assurance) -> Changes:
    """Record what the responsible body was asked to confirm, or the evidence that it acted."""
    ctx.require("lead", "deputy")
    alert = _alert(ctx, case_id, alert_id)
    changed = msgspec.structs.replace(alert, assurance=(*alert.assurance, assurance), state="assurance")
    return _save(ctx, case_id, alert_id, changed)


def close_alert(ctx: Context, case_id: str, alert_id: str, reason: str) -> Changes:
    """Close an alert; only with evidence that the responsible body acted. Raises ``alert-needs-evidence``."""
    ctx.require("lead", "deputy")
    alert = _alert(ctx, case_id, alert_id)
    if not any(a.evidence.strip() and a.seen_at for a in alert.assurance) or not reason.strip():
        raise Refused("alert-needs-evidence")
    return _save(ctx, case_id, alert_id, msgspec.structs.replace(alert, state="closed", closed_reason=reason.strip()))


def record_advice(ctx: Context, case_id: str, text: str) -> Changes:
    """Record advice below the threshold of an alert: it creates no task."""
    if not text.strip():
        raise Refused("advice-empty")
    return ctx.write(Write(subject("advice", case_id, ctx.new_id()), Advice(text.strip(), moment(ctx.now()))))


def register(ctx: Context) -> tuple[AlertRow, ...]:
    """Every alert of this store, oldest first; one whose case is not here yet has no case reference."""
    cases = {item.case_id: item.case_ref for item in projections.case_list(ctx.store, state="alert")}
    cases |= dict.fromkeys(strays.cases_with_alerts(ctx.store), "")
    rows = []
    for case_id, case_ref in cases.items():
        for current in projections.current(ctx.store, case_id, ("alert",)).values():
            if current.value is not None:
                rows.append(AlertRow(case_id, case_ref, current.subject.partition("/")[2], _held(ctx, current)))
    for text, current in projections.current_inspection(ctx.store, ("org-alert",)).items():
        if current.value is not None:
            rows.append(AlertRow(WHOLE, "", text.partition(":")[2], _held(ctx, current)))
    return tuple(sorted(rows, key=lambda row: row.alert.value.raised_at))


def _held(ctx: Context, current: Current) -> Held[Alert]:
    """An alert as it stands: steps that crossed on the way count together."""
    value = cast(Alert, current.value)
    if current.conflicting:
        found = (one.value() for one in journal.history(ctx.store, current.subject) if one.digest in current.heads)
        value = together([one for one in found if isinstance(one, Alert)])
    return Held(value, current.heads, current.at, current.author, current.conflicting)


def heads_of(ctx: Context, case_id: str, alert_id: str) -> tuple[str, ...]:
    """Digests of the revisions that an alert stands on. Raises Refused ``alert-unknown``."""
    held = _current(ctx, case_id, alert_id)
    if held is None or held.value is None:
        raise Refused("alert-unknown")
    return held.heads


def _current(ctx: Context, case_id: str, alert_id: str) -> Current | None:
    text = subject_of(case_id, alert_id)
    if case_id == WHOLE:
        return projections.current_inspection(ctx.store, ("org-alert",)).get(text)
    return projections.current(ctx.store, case_id, ("alert",)).get(text)


def _alert(ctx: Context, case_id: str, alert_id: str) -> Alert:
    held = _current(ctx, case_id, alert_id)
    if held is None or held.value is None:
        raise Refused("alert-unknown")
    return _held(ctx, held).value


def _save(ctx: Context, case_id: str, alert_id: str, alert: Alert) -> Changes:
    """The next step; where two stand side by side it names both."""
    held = _current(ctx, case_id, alert_id)
    if held is None or not held.conflicting:
        return ctx.write(Write(subject_of(case_id, alert_id), alert))
    return ctx.settle(Write(held.subject, alert, None, held.heads))
