"""The end of an inspection's own keys: sealed files that were left in mailboxes and on sticks die with them.

Packages to the lead inspector are sealed to a key that belongs to the inspection and not to a person, those to a deputy
to the deputy's own. Once fieldwork is closed and everything is merged, whoever finds such a file, and one day the store
of the one it was sealed to, shall not read it. Each destroys their own key; the roster, which then names another, tells
the rest of the team.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Roster
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import reader
from hmip_desktop.exchange.identity import new_recipient_key
from hmip_desktop.exchange.opening import Keys, Opened
from hmip_desktop.exchange.seal import recipient_of
from hmip_desktop.services import retention, stores
from hmip_desktop.services.context import LEADING, Changes, Context, OpenInspection, stamp_of
from hmip_desktop.services.inspection import INSPECTION_KEY
from hmip_desktop.services.purging import renew_backups
from hmip_desktop.services.team import write_roster
from hmip_desktop.store import keepsakes
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write

ENDED = "inspection-key-ended"


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody else to whom work was sealed, and the stored moment of their destroying that key; empty before."""

    name: str
    ended_at: str


@dataclass(frozen=True, slots=True)
class KeyState:
    """Whether work is sealed to a key of this store, and when and why the one before it was destroyed.

    ``personal``: a deputy's, which is their own. ``ended_at`` is a stored moment, empty while none was destroyed.
    ``others``: who else of those who lead was sent sealed files.
    """

    held: bool
    personal: bool
    ended_at: str
    reason: str
    others: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class KeyEnded:
    """What ending the key changed, and how many backups went because they still held it."""

    changes: Changes
    backups: int


def key_state(ctx: Context) -> KeyState:
    """How the key of this inspection stands here."""
    told = keepsakes.setting(ctx.store, ENDED)
    ended = told if isinstance(told, dict) else {}
    of_inspection = keepsakes.secret(ctx.store, INSPECTION_KEY) is not None
    inspection = ctx.inspection()
    personal = not of_inspection and inspection.is_led_by(ctx.me)
    return KeyState(
        of_inspection or personal, personal, str(ended.get("at", "")), str(ended.get("reason", "")),
        _others(ctx, inspection),
    )  # fmt: skip


def _others(ctx: Context, inspection: OpenInspection) -> tuple[Holder, ...]:
    """The others who lead or led, each with the day from which rosters name another key of theirs."""
    since: dict[str, dict[str, str]] = {}
    led = {member.fingerprint for member in inspection.leads()}
    written = [(one.value(), one.header.at) for one in journal.history(ctx.store, subject("roster", inspection.id))]
    rosters = [(roster, at) for roster, at in written if isinstance(roster, Roster)]
    for roster, at in sorted(rosters, key=lambda pair: pair[0].version):  # laptops differ about the time
        for member in roster.members:
            since.setdefault(member.fingerprint, {}).setdefault(member.recipient, at)
            if member.role in LEADING:
                led.add(member.fingerprint)
    found = []
    for member in inspection.roster.members:
        if member.fingerprint in led - {ctx.me}:
            _, *later = since.get(member.fingerprint, {member.recipient: ""}).items()
            found.append(Holder(member.name, dict(later).get(member.recipient, "")))
    return tuple(found)


def end_key(ctx: Context, reason: str) -> KeyEnded:
    """Destroy the key to which work was sealed so far, in this store and its backups, and take a new one.

    A deputy destroys their own and keeps their card. Who still sends needs the new one, which the next package brings.
    The escrow key opens the old files still, and so do the others who lead what was sealed to them. Raises Refused
    ``role-not-allowed``, ``keeping-needs-reason``, ``keeping-key-not-here``, ``keeping-key-fieldwork``,
    ``keeping-key-held``.
    """
    inspection = ctx.inspection()
    me = inspection.member(ctx.me)
    if me is None or not inspection.is_led_by(ctx.me):
        raise Refused("role-not-allowed", role=ctx.role)
    if not reason.strip():
        raise Refused("keeping-needs-reason")
    personal = keepsakes.secret(ctx.store, INSPECTION_KEY) is None
    if personal and me.recipient != recipient_of(ctx.identity.age_secret):
        raise Refused("keeping-key-not-here")
    rules = retention.rules(ctx)
    if not rules.closed:
        raise Refused("keeping-key-fieldwork")
    if rules.in_force:
        raise Refused("keeping-key-held", count=len(rules.in_force))
    key = new_recipient_key(ctx.entropy)
    mine = msgspec.structs.replace(me, recipient=key.recipient)
    members = tuple(mine if one.fingerprint == ctx.me else one for one in inspection.roster.members)
    fresh = replace(ctx.identity, age_secret=key.secret, carded=ctx.identity.card.recipient)
    with ctx.store.write():
        if personal:
            stores.keep_person(ctx.store, fresh)
            changes = Changes()
        else:
            keepsakes.set_secret(ctx.store, INSPECTION_KEY, key.secret.encode())
            value = msgspec.structs.replace(inspection.value, recipient=key.recipient)
            changes = ctx.write(Write(subject("inspection", inspection.id), value, stamp_of(inspection.pack)))
        changes |= write_roster(ctx, inspection, members)
        keepsakes.set_setting(ctx.store, ENDED, {"at": moment(ctx.now()), "reason": reason.strip()})
    if personal:
        ctx.identity = fresh
    return KeyEnded(changes, renew_backups(ctx))


def open_here(ctx: Context, file: Path, keys: Keys) -> Opened:
    """Open a package with the ``keys`` held here.

    Raises Refused as the reader does, and ``package-key-ended`` for one that the destroyed key may have opened.
    """
    try:
        return reader.open_package(file, keys)
    except Refused as refused:
        ended = key_state(ctx).ended_at if refused.code == "package-not-for-you" else ""
        if ended:
            raise Refused("package-key-ended", day=ended[:10]) from refused
        raise
