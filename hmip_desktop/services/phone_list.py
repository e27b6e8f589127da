"""Whom to phone about an alert, and in which order: part of the roster, so that it reaches the team with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from hmip_desktop.errors import Refused
from hmip_desktop.services.context import LEADING, Changes, Context
from hmip_desktop.services.team import write_roster

LONGEST = 40
FEWEST_DIGITS = 3
_SIGNS = frozenset("+()-./ x#")
"""What may stand in a number beside digits; ``x`` and ``#`` go before an extension."""


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """One member of the team with a telephone number, "" when none is known."""

    fingerprint: str
    name: str
    role: str
    number: str


def phone_lines(ctx: Context) -> tuple[PhoneLine, ...]:
    """The team in the order in which it is phoned: those with a number first, then whoever leads."""
    members = [m for m in ctx.inspection().roster.members if m.revoked_from is None]
    leads = {m.fingerprint for m in ctx.inspection().leads()}
    ordered = sorted(members, key=lambda m: (not m.phone, m.phone_order if m.phone else 0, m.fingerprint not in leads))
    return tuple(PhoneLine(m.fingerprint, m.name, m.role, m.phone) for m in ordered)


def save_phone_list(ctx: Context, lines: Sequence[tuple[str, str]]) -> Changes:
    """Keep numbers and order: ``lines`` are (fingerprint, number) in the order of phoning; an empty number takes a
    person off the list. Members that are not named stay as they are.

    The team gets it with the next packages. Raises Refused ``role-not-allowed``, ``member-unknown``,
    ``phone-not-a-number``.
    """
    ctx.require(*LEADING, "local_assessor")
    inspection = ctx.inspection()
    wanted = {}
    for place, (fingerprint, words) in enumerate(lines, 1):
        member = inspection.member(fingerprint)
        if member is None:
            raise Refused("member-unknown")
        wanted[fingerprint] = (place, _number(words, member.name))
    members = tuple(
        msgspec.structs.replace(m, phone_order=wanted[m.fingerprint][0], phone=wanted[m.fingerprint][1])
        if m.fingerprint in wanted
        else m
        for m in inspection.roster.members
    )
    if members == inspection.roster.members:
        return Changes()
    return write_roster(ctx, inspection, members)


def _number(words: str, name: str) -> str:
    plain = " ".join(words.split())
    digits = sum(ch.isdigit() for ch in plain)
    fits = all(ch.isdigit() or ch in _SIGNS for ch in plain.lower().replace("ext", "x"))
    if plain and (not fits or digits < FEWEST_DIGITS or len(plain) > LONGEST):
        raise Refused("phone-not-a-number", name=name)
    return plain
