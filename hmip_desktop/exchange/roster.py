"""The signed roster file: who is in the team, with which role and keys, and who is revoked from when on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hmip_desktop.domain.sample import Member, Roster
from hmip_desktop.domain.values import Hex16, Moment, Value, moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import seal
from hmip_desktop.exchange.documents import read_document, write_document
from hmip_desktop.exchange.identity import Identity, IdentityCard, is_card
from hmip_desktop.exchange.seal import SignedDocument

ROSTER_LIMIT = 1024 * 1024
MEMBERS_LIMIT = 500


@dataclass(frozen=True, slots=True)
class SignedRoster:
    """A roster as its signer wrote it. ``signer`` is a key line; whether it is the lead's, ``check_standing`` says."""

    inspection: str
    issued_at: str
    roster: Roster
    signer: str
    document: SignedDocument


class _RosterFile(Value, frozen=True):
    format: Literal["hmip-roster@1"]
    inspection: Hex16
    issued_at: Moment
    roster: Roster


def member_of(card: IdentityCard, *, phone: str = "", phone_order: int = 0) -> Member:
    """The roster's entry for a trusted card."""
    return Member(
        fingerprint=card.fingerprint,
        name=card.name,
        role=card.role,  # type: ignore[arg-type]  # a person's card; escrow never is in a roster
        signing=card.signing,
        recipient=card.recipient,
        phone=phone,
        phone_order=phone_order,
    )


def write_roster(inspection: str, roster: Roster, *, signer: Identity, now: datetime) -> SignedDocument:
    """Sign a roster version."""
    file = _RosterFile("hmip-roster@1", inspection, moment(now), roster)
    return seal.sign_document(write_document(file), signer.signing_seed, seal.ROSTER)


def read_roster(untrusted: SignedDocument) -> SignedRoster:
    """A roster with a right signature, its members distinct and their keys usable.

    A member's role may differ from the one on the card that the fingerprint covers: the roster rules.
    Raises Refused ``roster-not-readable`` or ``roster-signature-wrong``.
    """
    file = read_document(untrusted.data, _RosterFile, limit=ROSTER_LIMIT)
    if file is None or not _sound(file.roster.members):
        raise Refused("roster-not-readable")
    signer = seal.signer(untrusted, seal.ROSTER)
    if signer is None:
        raise Refused("roster-signature-wrong")
    return SignedRoster(file.inspection, file.issued_at, file.roster, signer, untrusted)


def _sound(members: tuple[Member, ...]) -> bool:
    distinct = len({m.fingerprint for m in members}) == len(members) <= MEMBERS_LIMIT
    return distinct and all(is_card(IdentityCard(m.name, m.recipient, m.role, m.signing)) for m in members)
