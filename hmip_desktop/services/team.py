"""Who belongs to the inspection: trusting identity cards, and the roster that the lead inspector signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Allocation, Member, Roster
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


def trust(ctx: Context, file: Path, digits: str, instead_of: str = "") -> Person:
    """Trust a card after its fingerprint was heard: all 30 digits, or two of its groups as the window asks.

    A lead inspector with an inspection adds the person to the roster. ``instead_of`` is the fingerprint that the
    same person had before their passphrase was lost: the new one vouches for it and gets its cases.
    Raises Refused ``fingerprint-needed``, ``fingerprint-differs``, ``member-unknown``, and what a bad card refuses.
    """
    card = read_card_file(file)
    heard = "".join(ch for ch in digits if ch.isdigit())
    if not heard:
        raise Refused("fingerprint-needed")
    if heard != card.fingerprint:
        raise Refused("fingerprint-differs", name=card.name)
    document = file.read_bytes()
    keepsakes.trust_card(ctx.store, Card(card.fingerprint, document, moment(ctx.now())))
    inspection = ctx.find_inspection()
    if inspection is not None and inspection.is_led_by(ctx.me) and inspection.member(card.fingerprint) is None:
        ctx.write(*_joining(ctx, inspection, card, instead_of))
    return Person(card.name, card.role, card.fingerprint)


def _joining(ctx: Context, inspection: OpenInspection, card: IdentityCard, instead_of: str) -> list[Write]:
    """The next roster with the person of ``card``, and the cases of the fingerprint that they had before."""
    members = inspection.roster.members
    joining = msgspec.structs.replace(member_of(card), continues=instead_of)
    if not instead_of:
        return [_roster_write(inspection, (*members, joining))]
    if inspection.member(instead_of) is None:
        raise Refused("member-unknown")
    last = max((p.sequence for p in ledger.received(ctx.store, sender=instead_of)), default=0)
    left = tuple(
        msgspec.structs.replace(m, revoked_from=last + 1) if m.fingerprint == instead_of else m for m in members
    )
    writes = [_roster_write(inspection, (*left, joining))]
    for item in projections.case_list(ctx.store):
        if instead_of in (item.inspector, item.interviewer):
            inspector, interviewer = (card.fingerprint if one == instead_of else one for one in (
                item.inspector, item.interviewer
            ))  # fmt: skip
            value = Allocation(inspector, interviewer, item.second)
            writes.append(Write(subject("allocation", item.case_id), value, stamp_of(inspection.pack)))
    return writes


def _roster_write(inspection: OpenInspection, members: tuple[Member, ...]) -> Write:
    return Write(subject("roster", inspection.id), Roster(inspection.roster.version + 1, members))


def trust_heard(ctx: Context, file: Path, heard: Mapping[int, str]) -> Person:
    """Trust a card after groups of its fingerprint were heard: ``heard`` is group number (1 to 6) to its five digits.

    At least two groups. Raises Refused ``fingerprint-needed``, ``fingerprint-differs`` and as ``trust``.
    """
    card = read_card_file(file)
    groups = grouped(card.fingerprint).split()
    if len(heard) < HEARD_GROUPS or any(not words.strip() for words in heard.values()):
        raise Refused("fingerprint-needed")
    if any(groups[number - 1] != words.replace(" ", "") for number, words in heard.items()):
        raise Refused("fingerprint-differs", name=card.name)
    return trust(ctx, file, card.fingerprint)


def trusted(ctx: Context) -> dict[str, IdentityCard]:
    """Trusted cards by fingerprint."""
    return {print_: identities.read_card(card.document) for print_, card in keepsakes.cards(ctx.store).items()}


def revoke(ctx: Context, fingerprint: str, sequence: int) -> Changes:
    """Revoke a member's key from a sequence number on; what came before stays proven."""
    ctx.require(*LEADING)
    inspection = ctx.inspection()
    if inspection.member(fingerprint) is None:
        raise Refused("member-unknown")
    members = tuple(
        msgspec.structs.replace(m, revoked_from=sequence) if m.fingerprint == fingerprint else m
        for m in inspection.roster.members
    )
    return ctx.write(Write(subject("roster", inspection.id), Roster(inspection.roster.version + 1, members)))


def create_escrow(folder: Path, entropy: Entropy) -> Person:
    """Make an escrow key: ``escrow.card`` for the lead, ``escrow-private.txt`` to print and lock away."""
    if (folder / "escrow.card").exists() or (folder / "escrow-private.txt").exists():
        raise Refused("escrow-exists")
    made = new_escrow(entropy)
    write_private(folder / "escrow-private.txt", made.private_text.encode())
    write_private(folder / "escrow.card", made.card)
    read = identities.read_card(made.card)
    return Person(read.name, read.role, read.fingerprint)
