"""Who belongs to the inspection: trusting identity cards, and the roster that the lead inspector signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Allocation, Member, Roster
from hmip_desktop.domain.trust import as_successor, continued, revoked
from hmip_desktop.domain.values import grouped, moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import identity as identities
from hmip_desktop.exchange.escrow import new_escrow
from hmip_desktop.exchange.identity import IdentityCard
from hmip_desktop.exchange.roster import member_of
from hmip_desktop.services.context import LEADING, Changes, Context, Entropy, OpenInspection, stamp_of
from hmip_desktop.services.files import read_limited, write_private
from hmip_desktop.store import keepsakes, ledger, projections
from hmip_desktop.store.keepsakes import Card
from hmip_desktop.store.revisions import Write

CARD_LIMIT = 16 * 1024
HEARD_GROUPS = 2
"""Groups of a fingerprint that the window asks for."""


@dataclass(frozen=True, slots=True)
class Person:
    """Name, role and fingerprint (30 digits) of an identity."""

    name: str
    role: str
    fingerprint: str

    def to_json(self) -> dict[str, object]:
        """As the command line prints it; the fingerprint in six groups stands beside the digits."""
        return {
            "name": self.name,
            "role": self.role,
            "fingerprint": self.fingerprint,
            "fingerprint_groups": grouped(self.fingerprint),
        }


def show_identity(ctx: Context) -> Person:
    """The identity of this store."""
    return Person(ctx.identity.name, ctx.identity.role, ctx.identity.fingerprint)


def save_card(ctx: Context, file: Path) -> Path:
    """Write the identity card, the one file that may travel in clear."""
    return write_private(file, identities.write_card(ctx.identity))


def read_card_file(file: Path) -> IdentityCard:
    """An identity card from a file, checked against its own signature."""
    return identities.read_card(read_limited(file, CARD_LIMIT, "card-too-big"))


def describe_card(file: Path) -> Person:
    """Whose card this is, before anybody trusts it."""
    card = read_card_file(file)
    return Person(card.name, card.role, card.fingerprint)


def describe_escrow(file: Path) -> str:
    """The fingerprint of an escrow card. Raises Refused ``card-not-escrow`` and as reading a card does."""
    card = read_card_file(file)
    if card.role != "escrow":
        raise Refused("card-not-escrow", name=card.name)
    return card.fingerprint


def trust(ctx: Context, file: Path, digits: str, instead_of: str = "") -> Person:
    """Trust a card after its fingerprint was heard: all 30 digits, or two of its groups as the window asks.

    A lead inspector with an inspection adds the person to the roster. ``instead_of`` is the fingerprint that the
    same person had before their passphrase was lost: the new one vouches for it and gets its cases.
    Raises Refused ``fingerprint-needed``, ``fingerprint-differs``, ``member-unknown``, ``vouch-for-yourself``, and
    what a bad card refuses.
    """
    card = read_card_file(file)
    heard = "".join(ch for ch in digits if ch.isdigit())
    if not heard:
        raise Refused("fingerprint-needed")
    if heard != card.fingerprint:
        raise Refused("fingerprint-differs", name=card.name)
    instead_of = instead_of.replace(" ", "")
    if instead_of and card.fingerprint in (ctx.me, instead_of):
        raise Refused("vouch-for-yourself")
    with ctx.store.write():
        keepsakes.trust_card(ctx.store, Card(card.fingerprint, file.read_bytes(), moment(ctx.now())))
        inspection = ctx.find_inspection()
        leading = inspection is not None and inspection.is_led_by(ctx.me)
        if instead_of and not leading:
            raise Refused("role-not-allowed", role=ctx.identity.role)
        if inspection is not None and leading and card.role != identities.ESCROW:
            _join(ctx, inspection, card, instead_of)
    return Person(card.name, card.role, card.fingerprint)


def _join(ctx: Context, inspection: OpenInspection, card: IdentityCard, instead_of: str) -> None:
    """Bring the person of ``card`` into the team, with the cases of the fingerprint that they had before."""
    if not instead_of:
        if inspection.member(card.fingerprint) is None:
            write_roster(ctx, inspection, (*inspection.roster.members, member_of(card)))
        return
    former = inspection.member(instead_of)
    if former is None:
        raise Refused("member-unknown")
    joining = successor_of(inspection, former, member_of(card))
    roster = continued(inspection.roster, instead_of, joining, {ctx.me: last_number(ctx, instead_of) + 1})
    write_roster(ctx, inspection, roster.members)
    hand_over(ctx, inspection, instead_of, card.fingerprint)


def successor_of(inspection: OpenInspection, former: Member, joining: Member) -> Member:
    """The new card in the place of ``former``: role, telephone, and the inspection's own key where theirs was that."""
    if former.recipient == inspection.value.recipient:
        joining = msgspec.structs.replace(joining, recipient=former.recipient)
    return as_successor(former, joining)


def hand_over(ctx: Context, inspection: OpenInspection, former: str, to: str) -> Changes:
    """Give every case and interview of ``former`` to the member ``to``; blind second assessments stay such."""
    writes = []
    for item in projections.case_list(ctx.store):
        if former in (item.inspector, item.interviewer):
            inspector, interviewer = (to if one == former else one for one in (item.inspector, item.interviewer))
            value = Allocation(inspector, interviewer, item.second)
            writes.append(Write(subject("allocation", item.case_id), value, stamp_of(inspection.pack)))
    return ctx.write(*writes)


def last_number(ctx: Context, fingerprint: str) -> int:
    """The highest number of a package that came from ``fingerprint``."""
    return max((p.sequence for p in ledger.received(ctx.store, sender=fingerprint)), default=0)


def write_roster(ctx: Context, inspection: OpenInspection, members: tuple[Member, ...]) -> Changes:
    """The next version of the roster. Rosters written side by side about different people become one by it.

    Raises Refused ``subject-in-conflict`` while they disagree about the same person: that is settled knowingly.
    """
    write = Write(subject("roster", inspection.id), Roster(inspection.roster.version + 1, members))
    return ctx.write(write) if inspection.disputed else ctx.settle(write)


def trust_heard(ctx: Context, file: Path, heard: Mapping[int, str]) -> Person:
    """Trust a card after groups of its fingerprint were heard: ``heard`` is group number (1 to 6) to its five digits.

    At least two groups. Raises Refused ``fingerprint-needed``, ``fingerprint-differs`` and as ``trust``.
    """
    card = read_card_file(file)
    check_groups(card, heard, HEARD_GROUPS)
    return trust(ctx, file, card.fingerprint)


def check_groups(card: IdentityCard, heard: Mapping[int, str], wanted: int) -> None:
    """Refuse ``fingerprint-needed`` for fewer groups than ``wanted``, ``fingerprint-differs`` for a wrong one."""
    check_heard(card.fingerprint, card.name, heard, wanted)


def check_heard(fingerprint: str, name: str, heard: Mapping[int, str], wanted: int) -> None:
    """As ``check_groups``, of somebody whose card is not at hand."""
    groups = grouped(fingerprint).split()
    if len(heard) < wanted or any(not words.strip() or not 1 <= n <= len(groups) for n, words in heard.items()):
        raise Refused("fingerprint-needed")
    if any(groups[number - 1] != words.replace(" ", "") for number, words in heard.items()):
        raise Refused("fingerprint-differs", name=name)


def trusted(ctx: Context) -> dict[str, IdentityCard]:
    """Trusted cards by fingerprint."""
    return {print_: identities.read_card(card.document) for print_, card in keepsakes.cards(ctx.store).items()}


def revoke(ctx: Context, fingerprint: str, sequence: int, others: Mapping[str, int] | None = None) -> Changes:
    """Revoke a member's key from package ``sequence`` to this person on; what came before stays proven.

    Numbers run per addressee: ``others`` gives those of further ones as they read them out. Whoever has a number from
    an earlier revocation and none now keeps it; everybody else keeps what they have and takes nothing more.
    """
    ctx.require(*LEADING)
    inspection = ctx.inspection()
    member = inspection.member(fingerprint)
    if member is None:
        raise Refused("member-unknown")
    ends = {**_ends_before(inspection, member), ctx.me: sequence, **(others or {})}
    members = tuple(revoked(m, ends) if m.fingerprint == fingerprint else m for m in inspection.roster.members)
    return write_roster(ctx, inspection, members)


def _ends_before(inspection: OpenInspection, member: Member) -> dict[str, int]:
    """The numbers of an earlier revocation; the one of an older roster stood for everybody."""
    if member.revoked_from is None:
        return {}
    if member.revoked_for is msgspec.UNSET:
        return {one.fingerprint: member.revoked_from for one in inspection.roster.members}
    return dict(member.revoked_for)


def create_escrow(folder: Path, entropy: Entropy) -> Person:
    """Make an escrow key: ``escrow.card`` for the lead, ``escrow-private.txt`` to print and lock away."""
    if (folder / "escrow.card").exists() or (folder / "escrow-private.txt").exists():
        raise Refused("escrow-exists")
    made = new_escrow(entropy)
    write_private(folder / "escrow-private.txt", made.private_text.encode())
    write_private(folder / "escrow.card", made.card)
    read = identities.read_card(made.card)
    return Person(read.name, read.role, read.fingerprint)
