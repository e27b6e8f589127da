"""Decisions about people of the team: a key revoked, cases handed over, a deputy made. Each stays with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

import msgspec

from hmip_desktop.domain.keeping import Staffing
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Member
from hmip_desktop.errors import Refused
from hmip_desktop.services import team
from hmip_desktop.services.context import LEADING, Changes, Context, OpenInspection
from hmip_desktop.store import projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write

LEAVERS_GIVE_TO = ("inspector", "deputy", "local_assessor", "lead")


@dataclass(frozen=True, slots=True)
class Post:
    """A member as these decisions need them: cases by reference, the highest package number that came from them.

    ``revoked_from`` is their first package to this person that counts no more, None while the key is good.
    ``going_on`` are those who can take over their cases, as (fingerprint, name); ``also_leading`` those who lead
    beside the person at work and got packages of their own under numbers of their own.
    """

    fingerprint: str
    name: str
    role: str
    cases: tuple[str, ...]
    last_number: int
    revoked_from: int | None
    going_on: tuple[tuple[str, str], ...]
    also_leading: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision as it stands in the history: stored moment, whom it is about, what and why."""

    at: str
    person: str
    what: str
    reason: str
    to: str
    sequence: int


def post(ctx: Context, fingerprint: str) -> Post:
    """What there is to decide about. Raises Refused ``member-unknown``."""
    inspection = ctx.inspection()
    member = _member(inspection, fingerprint)
    items = projections.case_list(ctx.store)
    cases = tuple(i.case_ref for i in items if fingerprint in (i.inspector, i.interviewer))
    able = [
        (one.fingerprint, one.name) for one in inspection.roster.members
        if one.fingerprint != fingerprint and one.revoked_from is None and one.role in LEAVERS_GIVE_TO
    ]  # fmt: skip
    leading = [
        (one.fingerprint, one.name) for one in inspection.leads()
        if one.fingerprint not in (fingerprint, ctx.me) and one.revoked_from is None
    ]  # fmt: skip
    ends = member.refused_from(inspection.own_fingerprints(ctx.me))
    last = team.last_number(ctx, fingerprint)
    return Post(fingerprint, member.name, member.role, cases, last, ends, tuple(able), tuple(leading))


def revoke_key(
    ctx: Context, fingerprint: str, sequence: int, reason: str, others: Mapping[str, int] | None = None
) -> Changes:
    """Take no package of this member from number ``sequence`` on; what came before stays proven.

    The number is of packages to the person at work; ``others`` gives those of other addressees, by fingerprint.
    Whoever is not named keeps what they have and takes nothing more. Raises Refused ``role-not-allowed``,
    ``member-unknown``, ``staffing-needs-reason``, ``revoke-yourself``.
    """
    member = _decidable(ctx, fingerprint, reason)
    with ctx.store.write():
        changed = team.revoke(ctx, member.fingerprint, sequence, others)
        return changed | _note(ctx, fingerprint, Staffing("key_revoked", reason.strip(), sequence=sequence))


def hand_over(ctx: Context, fingerprint: str, to: str, reason: str, *, revoke_from: int | None = None) -> Changes:
    """Give every case of a member who leaves to the member ``to``, who goes on as a second author.

    With ``revoke_from`` their key is revoked from that package number on. The next package to ``to`` brings what was
    done so far. One transaction. Raises Refused as ``revoke_key`` and ``member-revoked`` for somebody who cannot take
    them.
    """
    _decidable(ctx, fingerprint, reason)
    inspection = ctx.inspection()
    heir = _member(inspection, to)
    if to == fingerprint:
        raise Refused("member-unknown")
    if heir.revoked_from is not None:
        raise Refused("member-revoked", name=heir.name)
    with ctx.store.write():
        changed = team.hand_over(ctx, inspection, fingerprint, to)
        if revoke_from is not None:
            changed |= team.revoke(ctx, fingerprint, revoke_from)
        made = Staffing("handed_over", reason.strip(), heir.name, revoke_from or 0)
        return changed | _note(ctx, fingerprint, made)


def set_deputy(ctx: Context, fingerprint: str, is_deputy: bool, reason: str) -> Changes:
    """Let a member act as deputy, or end that. They get everything that was merged with the next package to them.

    Raises Refused as ``revoke_key``; ``deputy-role-fixed`` for a role that cannot stand in for the lead inspector.
    """
    member = _decidable(ctx, fingerprint, reason)
    role: Literal["deputy", "inspector"] = "deputy" if is_deputy else "inspector"
    if member.role not in ("deputy", "inspector") or member.revoked_from is not None:
        raise Refused("deputy-role-fixed", name=member.name)
    inspection = ctx.inspection()
    members = tuple(
        msgspec.structs.replace(m, role=role) if m.fingerprint == fingerprint else m for m in inspection.roster.members
    )
    changed = team.write_roster(ctx, inspection, members)
    return changed | _note(
        ctx, fingerprint, Staffing("made_deputy" if is_deputy else "no_longer_deputy", reason.strip())
    )


def decisions(ctx: Context) -> tuple[Decided, ...]:
    """What was decided about people, newest first."""
    inspection = ctx.inspection()
    found = []
    for one in journal.case_history(ctx.store, "lead"):
        if one.header.kind == "staffing" and one.value_line is not None:
            value = cast(Staffing, one.value())
            person = inspection.member(one.header.subject.partition(":")[2].partition("/")[0])
            name = person.name if person is not None else ""
            found.append(Decided(one.header.at, name, value.what, value.reason, value.to, value.sequence))
    return tuple(reversed(found))


def _member(inspection: OpenInspection, fingerprint: str) -> Member:
    member = inspection.member(fingerprint)
    if member is None:
        raise Refused("member-unknown")
    return member


def _decidable(ctx: Context, fingerprint: str, reason: str) -> Member:
    ctx.require(*LEADING)
    if not reason.strip():
        raise Refused("staffing-needs-reason")
    if fingerprint == ctx.me:
        raise Refused("revoke-yourself")
    return _member(ctx.inspection(), fingerprint)


def _note(ctx: Context, fingerprint: str, value: Staffing) -> Changes:
    return ctx.write(Write(subject("staffing", fingerprint, ctx.new_id()), value))
