"""How long the work of an inspection is kept: period, holds, closing fieldwork; and who destroyed a copy when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec

from hmip_desktop.domain.case_record import Current
from hmip_desktop.domain.retention import (
    HOLD_GROUNDS,
    LONGEST_MONTHS,
    Fieldwork,
    Hold,
    HoldGround,
    Purged,
    RetentionPeriod,
    months_after,
)
from hmip_desktop.domain.revisions import key_of, subject
from hmip_desktop.domain.values import Value, moment, read_moment
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import Changes, Context, OpenInspection
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write

KINDS = ("retention", "hold", "fieldwork", "purge")


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A hold as it stands. ``refs`` are references of the cases it names, none for the whole inspection.

    ``disputed``: written in two versions; it then holds until that is settled.
    """

    hold_id: str
    value: Hold
    refs: tuple[str, ...]
    by: str
    at: str
    disputed: bool

    @property
    def in_force(self) -> bool:
        """True while it forbids destroying something."""
        return self.disputed or not self.value.lifted_at

    def covers(self, case_id: str) -> bool:
        """True while it forbids destroying that case."""
        return self.in_force and (not self.value.cases or case_id in self.value.cases)


@dataclass(frozen=True, slots=True)
class PurgedLine:
    """One store that destroyed its copy of some cases: whose, how many cases and changes, stored moment."""

    by: str
    cases: int
    changes: int
    at: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What is decided about keeping. ``closed_at`` and ``keep_until`` are empty while fieldwork is open.

    ``months`` None: no period was set. ``reason`` is that of the last word about fieldwork, ``by`` who said it.
    """

    closed: bool
    closed_at: str
    by: str
    reason: str
    months: int | None
    keep_until: str
    holds: tuple[HoldLine, ...]
    purged: tuple[PurgedLine, ...]

    def holds_on(self, case_id: str) -> tuple[HoldLine, ...]:
        """The holds that forbid destroying that case."""
        return tuple(one for one in self.holds if one.covers(case_id))

    @property
    def in_force(self) -> tuple[HoldLine, ...]:
        """The holds that are not lifted."""
        return tuple(one for one in self.holds if one.in_force)


@dataclass(frozen=True, slots=True)
class StillOpen:
    """What is not finished when fieldwork is to be closed; told, never in the way."""

    cases: int
    not_back: int
    not_signed_off: int
    conflicts: int
    open_alerts: int


def rules(ctx: Context) -> Rules:
    """What is decided about keeping this inspection. Raises Refused ``inspection-missing``."""
    inspection = ctx.inspection()
    names = {member.fingerprint: member.name for member in inspection.roster.members}
    found = projections.current_inspection(ctx.store, KINDS)
    work = found.get(subject("fieldwork", inspection.id))
    said = work.value if work is not None and isinstance(work.value, Fieldwork) else None
    closed = said is not None and said.closed and not (work is not None and work.conflicting)
    period = found.get(subject("retention", inspection.id))
    months = period.value.months if period is not None and isinstance(period.value, RetentionPeriod) else None
    until = (
        months_after(read_moment(said.decided_at).date(), months) if said and closed and months is not None else None
    )
    return Rules(
        closed,
        said.decided_at if said is not None and closed else "",
        names.get(work.author, "") if work is not None else "",
        said.reason if said is not None else "",
        months,
        until.isoformat() if until else "",
        _holds(ctx, found, names),
        _purges(found, names),
    )


def _holds(ctx: Context, found: dict[str, Current], names: dict[str, str]) -> tuple[HoldLine, ...]:
    lines = []
    for text, current in found.items():
        value = current.value
        if isinstance(value, Hold):
            items = [projections.case_item(ctx.store, case_id) for case_id in value.cases]
            refs = tuple(sorted(item.case_ref for item in items if item is not None))
            name = names.get(current.author, "")
            lines.append(HoldLine(key_of(text), value, refs, name, current.at, current.conflicting))
    return tuple(sorted(lines, key=lambda line: (not line.in_force, line.at)))


def _purges(found: dict[str, Current], names: dict[str, str]) -> tuple[PurgedLine, ...]:
    lines = [
        PurgedLine(names.get(one.author, ""), len(one.value.cases), one.value.changes, one.value.purged_at)
        for one in found.values()
        if isinstance(one.value, Purged)
    ]
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True))


def still_open(ctx: Context) -> StillOpen:
    """What somebody should know before fieldwork is closed."""
    items = [item for item in projections.case_list(ctx.store) if not item.excluded]
    return StillOpen(
        len(items),
        sum(not (item.returned or item.signed_off_at) for item in items),
        sum(not item.signed_off_at for item in items),
        sum(item.conflicts for item in items),
        sum(item.alerts_open for item in projections.case_list(ctx.store)),
    )


def set_period(ctx: Context, months: int, reason: str) -> Changes:
    """Keep the work for so many months after fieldwork is closed.

    Raises Refused ``role-not-allowed``, ``keeping-needs-reason``, ``period-out-of-range``.
    """
    inspection = _deciding(ctx, reason)
    if not 0 <= months <= LONGEST_MONTHS:
        raise Refused("period-out-of-range", longest=LONGEST_MONTHS)
    return _write(ctx, subject("retention", inspection.id), RetentionPeriod(months, reason.strip()))


def put_hold(ctx: Context, ground: HoldGround, reason: str, case_ids: tuple[str, ...] = ()) -> Changes:
    """Forbid destroying these cases, or anything of the inspection when none is named.

    Raises Refused ``role-not-allowed``, ``keeping-needs-reason``, ``hold-ground-unknown``, ``case-unknown``.
    """
    _deciding(ctx, reason)
    if ground not in HOLD_GROUNDS:
        raise Refused("hold-ground-unknown", ground=ground)
    for case_id in case_ids:
        if projections.case_item(ctx.store, case_id) is None:
            raise Refused("case-unknown", case_id=case_id)
    return _write(ctx, subject("hold", ctx.new_id()), Hold(ground, reason.strip(), tuple(sorted(set(case_ids)))))


def lift_hold(ctx: Context, hold_id: str, reason: str) -> Changes:
    """End a hold. Raises Refused ``role-not-allowed``, ``keeping-needs-reason``, ``hold-unknown``."""
    _deciding(ctx, reason)
    found = projections.current_inspection(ctx.store, ("hold",)).get(subject("hold", hold_id))
    value = found.value if found is not None else None
    if not isinstance(value, Hold) or value.lifted_at:
        raise Refused("hold-unknown")
    lifted = msgspec.structs.replace(value, lifted_at=moment(ctx.now()), lifted_because=reason.strip())
    return _write(ctx, subject("hold", hold_id), lifted)


def close_fieldwork(ctx: Context, reason: str) -> Changes:
    """Say that fieldwork is over. Nothing is destroyed by it; inspectors may then purge under the other conditions.

    Raises Refused ``role-not-allowed``, ``keeping-needs-reason``, ``fieldwork-closed-already``.
    """
    return _decide_fieldwork(ctx, reason, closed=True)


def reopen_fieldwork(ctx: Context, reason: str) -> Changes:
    """Take the closing back; what was purged since stays purged. Refused as above, and ``fieldwork-not-closed``."""
    return _decide_fieldwork(ctx, reason, closed=False)


def _decide_fieldwork(ctx: Context, reason: str, *, closed: bool) -> Changes:
    inspection = _deciding(ctx, reason)
    if rules(ctx).closed == closed:
        raise Refused("fieldwork-closed-already" if closed else "fieldwork-not-closed")
    value = Fieldwork(closed, reason.strip(), moment(ctx.now()))
    return _write(ctx, subject("fieldwork", inspection.id), value)


def _write(ctx: Context, text: str, value: Value) -> Changes:
    return ctx.write(Write(text, value))


def _deciding(ctx: Context, reason: str) -> OpenInspection:
    """The inspection, for somebody who leads it and says why."""
    inspection = ctx.inspection()
    if not inspection.is_led_by(ctx.me):
        raise Refused("role-not-allowed", role=ctx.role)
    if not reason.strip():
        raise Refused("keeping-needs-reason")
    return inspection


def is_due(found: Rules, today: date) -> bool:
    """True when the period of keeping is over."""
    return bool(found.keep_until) and today.isoformat() >= found.keep_until
