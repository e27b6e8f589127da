"""Going on under a new identity after a lost passphrase: who vouches for whom, and how it is recorded.

Recovery with the sheet gives back the work and makes a new identity, which nobody knows yet:

* an inspector or any other member is vouched for by the lead inspector or a deputy, ``vouch``;
* a lead inspector is vouched for by a deputy in the same way; where there is none, the lead inspector takes the
  place up again in their own store, ``resume``, and each of the team accepts the new card after hearing groups of
  its fingerprint on the telephone, ``accept_lead``.

Every one of these is a revision with its author and time. ``need`` tells what the person at work still has to
arrange, ``acceptances`` who has accepted so far.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Member
from hmip_desktop.domain.trust import Vouch, continued
from hmip_desktop.domain.values import grouped, moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.identity import FINGERPRINT_DIGITS
from hmip_desktop.exchange.roster import member_of
from hmip_desktop.services import team
from hmip_desktop.services.context import LEADING, Changes, Context, OpenInspection
from hmip_desktop.services.team import Person
from hmip_desktop.store import keepsakes, ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.keepsakes import Card
from hmip_desktop.store.revisions import Write

GROUPS_FOR_LEAD = 3
"""Groups of a fingerprint that somebody has to hear before they take a new card for the lead inspector's."""
By = Literal["lead", "deputy", "team"]


@dataclass(frozen=True, slots=True)
class Need:
    """A person who works under a new identity that the team does not know yet.

    ``former`` is the member that they were; ``by`` who can vouch for them: the lead inspector, a deputy, or for a
    lead inspector without a deputy the team, one by one after ``resume``; ``who`` their names.
    """

    former: Member
    by: By
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One of the team and whether they take the new card for the lead inspector's. ``at`` is a stored moment."""

    person: str
    fingerprint: str
    accepted: bool
    at: str = ""


def need(ctx: Context) -> Need | None:
    """What the person at work has to arrange after recovery; None when the team knows them, or knows no inspection."""
    inspection = ctx.find_inspection()
    former = _former(ctx, inspection) if inspection is not None else None
    if inspection is None or former is None:
        return None
    able = [m for m in inspection.leads() if m.fingerprint != former.fingerprint and m.revoked_from is None]
    if able:
        return Need(former, "lead" if able[0].role != "deputy" else "deputy", tuple(m.name for m in able))
    others = [m for m in inspection.roster.members if m.fingerprint != former.fingerprint and m.revoked_from is None]
    return Need(former, "team", tuple(m.name for m in others))


def vouch(ctx: Context, file: Path, heard: Mapping[int, str], instead_of: str) -> Person:
    """Take the card in ``file`` for the member ``instead_of``, whose passphrase was lost, after hearing it.

    For those who lead: the next roster names the new card in the place of the old one, whose key is revoked, and
    the cases move along. ``heard``: group number (1 to 6) to its five digits, at least two, three for a lead
    inspector. Raises Refused ``role-not-allowed``, ``fingerprint-needed``, ``fingerprint-differs``,
    ``member-unknown``, ``vouch-for-yourself``.
    """
    ctx.require(*LEADING, "local_assessor")
    inspection = ctx.inspection()
    former = inspection.member(instead_of)
    if former is None:
        raise Refused("member-unknown")
    card = team.read_card_file(file)
    team.check_groups(card, heard, GROUPS_FOR_LEAD if former.role == "lead" else team.HEARD_GROUPS)
    return team.trust(ctx, file, card.fingerprint, instead_of)


def resume(ctx: Context) -> Changes:
    """A lead inspector who recovered takes their place up again in their own store; others accept the card after.

    For use where no deputy can vouch. Raises Refused ``vouch-not-needed`` when the team knows this identity, and
    ``role-not-allowed`` for anybody who did not lead.
    """
    inspection = ctx.inspection()
    former = _former(ctx, inspection)
    if former is None:
        raise Refused("vouch-not-needed")
    if not inspection.is_led_by(former.fingerprint):
        raise Refused("role-not-allowed", role=ctx.identity.role)
    joining = team.successor_of(inspection, former, member_of(ctx.identity.card))
    ends: dict[str, int] = {}
    for one in ledger.sent(ctx.store):
        ends[one.addressee] = max(one.sequence + 1, ends.get(one.addressee, 1))
    roster = continued(inspection.roster, former.fingerprint, joining, ends)
    return team.write_roster(ctx, inspection, roster.members)


def accept_lead(ctx: Context, file: Path, heard: Mapping[int, str], instead_of: str = "") -> Person:
    """Take the card in ``file`` for the lead inspector's new one, after groups of it were read out by telephone.

    ``instead_of`` is the fingerprint that the lead inspector had, needed only where several lead. Recorded as a
    revision of the person at work; packages under the new card are taken from now on. Raises Refused
    ``fingerprint-needed``, ``fingerprint-differs``, ``member-unknown``, ``card-not-lead``, ``vouch-for-yourself``.
    """
    inspection = ctx.inspection()
    card = team.read_card_file(file)
    if card.fingerprint == ctx.me:
        raise Refused("vouch-for-yourself")
    former = _led_before(inspection, instead_of)
    if card.role != former.role:
        raise Refused("card-not-lead", name=card.name)
    team.check_groups(card, heard, GROUPS_FOR_LEAD)
    at = moment(ctx.now())
    joining = team.successor_of(inspection, former, member_of(card))
    value = Vouch(former.fingerprint, joining, tuple(sorted(heard)), at)
    with ctx.store.write():
        keepsakes.trust_card(ctx.store, Card(card.fingerprint, file.read_bytes(), at))
        ctx.write(Write(subject("vouch", ctx.me, card.fingerprint), value))
    return Person(card.name, card.role, card.fingerprint)


def trust_with_all_digits(ctx: Context, file: Path, digits: str, instead_of: str = "") -> Person:
    """As ``team.trust``; with ``instead_of`` as ``vouch`` for those who lead and as ``accept_lead`` for the others."""
    inspection = ctx.find_inspection()
    if not instead_of or inspection is None or inspection.is_led_by(ctx.me):
        return team.trust(ctx, file, digits, instead_of)
    heard = "".join(ch for ch in digits if ch.isdigit())
    groups = dict(enumerate(grouped(heard).split(), 1))
    if heard and len(heard) != FINGERPRINT_DIGITS:
        raise Refused("fingerprint-differs", name=team.read_card_file(file).name)
    return accept_lead(ctx, file, groups, instead_of.replace(" ", ""))


def acceptances(ctx: Context) -> tuple[Acceptance, ...]:
    """Who of the team has accepted the lead inspector's new card as far as their packages tell, by name.

    Empty when the lead inspector has the card that the inspection began with.
    """
    inspection = ctx.inspection()
    new = next((m for m in inspection.leads() if m.continues and m.revoked_from is None), None)
    if new is None:
        return ()
    current = projections.current_inspection(ctx.store, ("vouch",))
    found = []
    for member in inspection.roster.members:
        if member.fingerprint in (new.fingerprint, new.continues) or member.revoked_from is not None:
            continue
        held = current.get(subject("vouch", member.fingerprint, new.fingerprint))
        value = cast(Vouch, held.value) if held is not None and held.value is not None else None
        found.append(Acceptance(member.name, member.fingerprint, value is not None, value.heard_at if value else ""))
    return tuple(sorted(found, key=lambda one: one.person))


def _led_before(inspection: OpenInspection, instead_of: str) -> Member:
    leads = [m for m in inspection.leads() if m.role != "deputy" and m.revoked_from is None]
    named = [m for m in leads if instead_of in ("", m.fingerprint)]
    if len(named) != 1:
        raise Refused("member-unknown")
    return named[0]


def _former(ctx: Context, inspection: OpenInspection) -> Member | None:
    """The member that the person at work was before; None when the team knows them as they are."""
    if inspection.member(ctx.me) is not None:
        return None
    own = {head.stream.partition("/")[0] for head in journal.stream_heads(ctx.store, own=True)}
    authors = [author for name, author in journal.authors(ctx.store).items() if name in own]
    known = [member for member in map(inspection.member, authors) if member is not None]
    return next((m for m in known if m.revoked_from is None), known[0] if known else None)
