"""Decisions about people and their stores: who goes on for whom, and a store that was used twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from hmip_desktop.domain.sample import Member, Roster
from hmip_desktop.domain.values import Count, Digest, Fingerprint, Line, Moment, Value

Verdict = Literal["second_assessment", "mistake", "two_cases"]


class Vouch(Value, frozen=True):
    """A person heard groups of a fingerprint read out, and takes that card for the one who had ``former`` before.

    ``groups`` are the numbers (1 to 6) of the groups that were typed. The subject is ``vouch:<author>/<fingerprint>``.
    """

    former: Fingerprint
    member: Member
    groups: tuple[int, ...]
    heard_at: Moment


class ForkAdmitted(Value, frozen=True):
    """Both branches of what an installation wrote are taken, with the reason; ``fork:<installation>``."""

    author: Fingerprint
    reason: Line
    admitted_at: Moment


class Uncounted(Value, frozen=True):
    """What a store of those who lead holds and does not count, because the packages that brought it were set aside.

    ``ranges`` are stream, first and last counter; ``twins`` digests where one counter holds several. What that store
    sends on under one of ``senders`` counts no more elsewhere either. The subject is ``uncounted:<author>``.
    """

    ranges: tuple[tuple[Line, Count, Count], ...] = ()
    twins: tuple[Digest, ...] = ()
    senders: tuple[Fingerprint, ...] = ()


class DuplicateDecision(Value, frozen=True):
    """What two cases are that look alike; ``kept`` is the one that counts. ``duplicate:<case>/<case>``."""

    verdict: Verdict
    kept: Annotated[str, Meta(pattern=r"^([0-9a-f]{16})?$")]
    reason: Line


def revoked(member: Member, ends: Mapping[str, int]) -> Member:
    """``member`` with the key revoked: ``ends`` is addressee to the first package number that counts no more."""
    numbers = tuple(sorted(ends.items()))
    return msgspec.structs.replace(member, revoked_from=min(ends.values(), default=1), revoked_for=numbers)


def continued(roster: Roster, former: str, joining: Member, ends: Mapping[str, int] | None) -> Roster:
    """The next version, in which ``joining`` goes on for the member ``former`` with their role and telephone.

    ``former`` stays in the team with their key revoked as ``ends`` says of each addressee (None leaves it as it is),
    so that what they wrote stays proven. A roster without ``former`` gets the new member only.
    """
    members: list[Member] = []
    for member in roster.members:
        if member.fingerprint == joining.fingerprint:
            continue
        if member.fingerprint != former:
            members.append(member)
            continue
        left = member if ends is None else _revoked_by_both(member, revoked(member, ends))
        members += [as_successor(member, joining), left]
    if former not in {member.fingerprint for member in roster.members}:
        members.append(joining)
    return Roster(roster.version + 1, tuple(members))


def as_successor(former: Member, joining: Member) -> Member:
    """``joining`` in the place of ``former``: their role and telephone, and for whom they go on.

    A recipient key that belongs to the inspection and not to the person stays the same: only the person who has
    the store can open what is sealed to it.
    """
    return msgspec.structs.replace(
        joining, role=former.role, phone=former.phone, phone_order=former.phone_order, continues=former.fingerprint
    )


def joined(base: Roster | None, rosters: tuple[Roster, ...]) -> tuple[Roster, frozenset[str]]:
    """One roster of several that were written side by side, and the fingerprints about whom they disagree.

    Nobody is dropped. A member that only some of them changed since ``base`` is taken as changed; where two changed
    the same member differently the first roster rules, but a key that any of them revoked stays revoked.
    """
    before = {member.fingerprint: member for member in base.members} if base else {}
    found: dict[str, Member] = {}
    disputed: set[str] = set()
    for roster in rosters:
        for member in roster.members:
            held = found.get(member.fingerprint)
            if held is None or held == before.get(member.fingerprint):
                found[member.fingerprint] = member
            elif member not in (held, before.get(member.fingerprint)):
                disputed.add(member.fingerprint)
                found[member.fingerprint] = _revoked_by_both(held, member)
    version = max(roster.version for roster in rosters)
    return Roster(version, tuple(found.values())), frozenset(disputed)


def _revoked_by_both(held: Member, other: Member) -> Member:
    """``held``, revoked as either says: each knows numbers of packages to some, and the earlier of two rules."""
    ends = [one for one in (held, other) if one.revoked_from is not None]
    if all(one.revoked_for is msgspec.UNSET for one in ends):
        numbers = [one.revoked_from for one in ends if one.revoked_from is not None]
        return msgspec.structs.replace(held, revoked_from=min(numbers, default=None))
    named = [dict(one.revoked_for) for one in ends if one.revoked_for is not msgspec.UNSET]
    for_all = [one.revoked_from for one in ends if one.revoked_for is msgspec.UNSET and one.revoked_from is not None]
    people = {person for one in named for person in one}
    found = {person: min(for_all + [one[person] for one in named if person in one]) for person in people}
    return revoked(held, found)
