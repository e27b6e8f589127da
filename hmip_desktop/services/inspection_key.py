"""The end of an inspection's own key: sealed files that were left in mailboxes and on sticks die with it.

Packages to the lead inspector are sealed to a key that belongs to the inspection and not to a person. Once fieldwork is
closed and everything is merged, whoever finds such a file, and one day the lead inspector's store, shall not read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import reader
from hmip_desktop.exchange.identity import new_recipient_key
from hmip_desktop.exchange.opening import Keys, Opened
from hmip_desktop.services import retention
from hmip_desktop.services.context import Changes, Context, stamp_of
from hmip_desktop.services.inspection import INSPECTION_KEY
from hmip_desktop.services.purging import renew_backups
from hmip_desktop.services.team import write_roster
from hmip_desktop.store import keepsakes
from hmip_desktop.store.revisions import Write

ENDED = "inspection-key-ended"


@dataclass(frozen=True, slots=True)
class KeyState:
    """Whether this store holds the inspection's key, and when and why the one before it was destroyed.

    ``ended_at`` is a stored moment, empty while none was.
    """

    held: bool
    ended_at: str
    reason: str


@dataclass(frozen=True, slots=True)
class KeyEnded:
    """What ending the key changed, and how many backups went because they still held it."""

    changes: Changes
    backups: int


def key_state(ctx: Context) -> KeyState:
    """How the key of this inspection stands here."""
    told = keepsakes.setting(ctx.store, ENDED)
    ended = told if isinstance(told, dict) else {}
    held = keepsakes.secret(ctx.store, INSPECTION_KEY) is not None
    return KeyState(held, str(ended.get("at", "")), str(ended.get("reason", "")))


def deputies(ctx: Context) -> tuple[str, ...]:
    """Names of those whose own keys open what inspectors sent while they stood in: ending the key takes none away."""
    members = ctx.inspection().roster.members
    return tuple(one.name for one in members if one.role == "deputy" and one.fingerprint != ctx.me)


def end_key(ctx: Context, reason: str) -> KeyEnded:
    """Destroy the key to which work was sealed so far, in this store and its backups, and take a new one.

    Who still sends needs the new one, which the next package brings. The escrow key opens the old files still, and so
    does a deputy what was sealed to them. Raises Refused ``role-not-allowed``, ``keeping-needs-reason``,
    ``keeping-key-not-here``, ``keeping-key-fieldwork``, ``keeping-key-held``.
    """
    inspection = ctx.inspection()
    me = inspection.member(ctx.me)
    if me is None or not inspection.is_led_by(ctx.me):
        raise Refused("role-not-allowed", role=ctx.role)
    if not reason.strip():
        raise Refused("keeping-needs-reason")
    if keepsakes.secret(ctx.store, INSPECTION_KEY) is None:
        raise Refused("keeping-key-not-here")
    rules = retention.rules(ctx)
    if not rules.closed:
        raise Refused("keeping-key-fieldwork")
    if rules.in_force:
        raise Refused("keeping-key-held", count=len(rules.in_force))
    key = new_recipient_key(ctx.entropy)
    value = msgspec.structs.replace(inspection.value, recipient=key.recipient)
    mine = msgspec.structs.replace(me, recipient=key.recipient)
    members = tuple(mine if one.fingerprint == ctx.me else one for one in inspection.roster.members)
    with ctx.store.write():
        keepsakes.set_secret(ctx.store, INSPECTION_KEY, key.secret.encode())
        changes = ctx.write(Write(subject("inspection", inspection.id), value, stamp_of(inspection.pack)))
        changes |= write_roster(ctx, inspection, members)
        keepsakes.set_setting(ctx.store, ENDED, {"at": moment(ctx.now()), "reason": reason.strip()})
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
