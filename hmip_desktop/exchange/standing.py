"""Whether an opened package may come in: its inspection, its sender's standing, its kind and its number."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from hmip_desktop.domain.sample import Member, Roster
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import seal
from hmip_desktop.exchange.identity import IdentityCard
from hmip_desktop.exchange.manifest import SENDERS
from hmip_desktop.exchange.opening import Opened
from hmip_desktop.exchange.receipts import SignedReceipt, read_receipt
from hmip_desktop.exchange.roster import SignedRoster, read_roster
from hmip_desktop.exchange.seal import SignedDocument

Order = Literal["new", "known", "late", "gap"]
MISSING_NAMED = 1000
"""A greater jump is that of a store put back from a copy, which goes on far above every number it may have used."""
_ROSTER_SIGNERS = frozenset({"lead", "local_assessor"})
_SIGNERS: Mapping[str, frozenset[str]] = {
    seal.PACK: frozenset({"lead", "deputy", "local_assessor", "data_team"}),
    seal.GUIDANCE: frozenset({"lead", "deputy", "local_assessor", "data_team", "quality_lead"}),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What this store knows that bears on one opened package.

    own            fingerprint of this store's person
    inspections    ids this store takes part in; empty before the first allocation
    trusted        cards this person has trusted by fingerprint (an inspector's lead)
    rosters        every verified roster version held, any order
    seen           manifest digest held under this package id, None when the id is new
    received       sequence -> manifest digest, of this sender to this person in this inspection
    cases          ids on the list, None where any is taken (a first allocation)
    questions      pack digest -> references of its elements (key questions, prompts, data questions), for packs held
    escrow         fingerprint of the inspection's escrow key, "" for none; its archive may send receipts
    admitted       the lead has admitted this fork, with a reason
    revoked        whether a revoked key is refused; False only for saying what a package held for that would bring
    """

    own: str
    inspections: frozenset[str]
    trusted: tuple[IdentityCard, ...] = ()
    rosters: tuple[Roster, ...] = ()
    seen: str | None = None
    received: Mapping[int, str] = field(default_factory=dict)
    cases: frozenset[str] | None = None
    questions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    escrow: str = ""
    admitted: bool = False
    revoked: bool = True


@dataclass(frozen=True, slots=True)
class Accepted:
    """A package that may be read on. ``order`` known: do nothing more.

    late: an older number; the caller refuses it as ``package-stale`` when its plan brings nothing.
    gap: ``missing`` are the sequence numbers not received so far, none when the sender's store was put back from
    a copy and its numbers start anew; merged and named.
    ``packs`` and ``guidance`` are by digest, their bytes proven to have it and signed by a member who may.
    ``signing`` and ``roles``: each author's key line and the roles held in any roster up to the one named.
    ``continues``: a person's fingerprint to the one they had before, for which they vouch.
    """

    opened: Opened
    order: Order
    missing: tuple[int, ...] = ()
    roster: SignedRoster | None = None
    receipt: SignedReceipt | None = None
    packs: Mapping[str, SignedDocument] = field(default_factory=dict)
    guidance: Mapping[str, SignedDocument] = field(default_factory=dict)
    heads: tuple[SignedDocument, ...] = ()
    signing: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    continues: Mapping[str, str] = field(default_factory=dict)


def check_standing(opened: Opened, standing: Standing) -> Accepted:
    """Whether this package may come in here. Known by id is answered first, before anything else is looked at.

    Raises Refused: package-fork, package-inspection-unknown, package-stranger, package-revoked,
    package-kind-not-allowed, package-member-differs, roster-not-readable, roster-signature-wrong,
    roster-not-by-lead, receipt-not-readable, receipt-signature-wrong, receipt-not-by-sender,
    pack-signature-wrong, guidance-signature-wrong.
    """
    manifest = opened.manifest
    if standing.seen == opened.manifest_digest:
        return Accepted(opened, "known")
    _check_inspection(opened, standing)
    team = _Team(standing)
    team.check_sender(opened)
    order, missing = _place(opened, standing)
    roster = _roster(opened, team) if "roster.json" in opened.members else None
    receipt = _receipt(opened, standing) if "receipt.json" in opened.members else None
    rosters = [r for r in standing.rosters if r.version <= manifest.roster]
    rosters += [roster.roster] if roster else []
    signing, roles = _people(standing.trusted, tuple(rosters))
    return Accepted(
        opened,
        order,
        missing,
        roster,
        receipt,
        _signed(opened, "packs", seal.PACK, signing, roles),
        _signed(opened, "guidance", seal.GUIDANCE, signing, roles),
        tuple(opened.documents("heads").values()),
        signing,
        roles,
        {m.fingerprint: m.continues for known in rosters for m in known.members if m.continues},
    )


class _Team:
    """The newest roster, and the cards that this person trusts beside it."""

    def __init__(self, standing: Standing) -> None:
        self.roster = max(standing.rosters, key=lambda roster: roster.version, default=Roster(0, ()))
        self.members = {m.fingerprint: m for m in self.roster.members}
        self.own = self._fingerprints(standing.own)
        self.escrow = standing.escrow
        self.revoked = standing.revoked
        self.trusted = {card.fingerprint: card for card in standing.trusted}

    def check_sender(self, opened: Opened) -> None:
        """Refuse a stranger, a revoked key, and a kind that this person may not send."""
        sender, manifest = opened.sender_fingerprint, opened.manifest
        member = self.members.get(sender)
        name = opened.sender.name
        if not self._is_known(sender, opened.sender.signing):
            raise Refused("package-stranger", name=name)
        ends = member.refused_from(self.own) if member and self.revoked else None
        if ends is not None and manifest.sequence >= ends:
            raise Refused("package-revoked", name=name, sequence=ends)
        role = self.roster.role_of(member.role if member else opened.sender.role)
        if role not in SENDERS[manifest.kind]:
            raise Refused("package-kind-not-allowed", name=name, kind=manifest.kind)

    def _fingerprints(self, own: str) -> frozenset[str]:
        """Those of this store's person, the earlier ones too: package numbers to them go on."""
        found = {own}
        while (member := self.members.get(own)) and member.continues not in ("", *found):
            own = member.continues
            found.add(own)
        return frozenset(found)

    def _is_known(self, fingerprint: str, signing: str) -> bool:
        if self.escrow and fingerprint == self.escrow:
            return True  # a fingerprint covers the whole card, and its key signed the package
        member: Member | IdentityCard | None = self.members.get(fingerprint) or self.trusted.get(fingerprint)
        return member is not None and member.signing == signing

    def may_sign_roster(self, signing: str) -> bool:
        """True for the lead of the newest roster; before the first roster, for a trusted card of a lead."""
        people = self.members.values() if self.members else self.trusted.values()
        return any(p.signing == signing and self.roster.role_of(p.role) in _ROSTER_SIGNERS for p in people)


def _check_inspection(opened: Opened, standing: Standing) -> None:
    manifest = opened.manifest
    first = manifest.kind == "allocation" and not standing.inspections
    if manifest.inspection not in standing.inspections and not first:
        raise Refused("package-inspection-unknown")
    if standing.seen is not None and not standing.admitted:
        raise Refused("package-fork", sequence=manifest.sequence)


def _place(opened: Opened, standing: Standing) -> tuple[Order, tuple[int, ...]]:
    """Where the package stands among those received from this sender."""
    manifest, received = opened.manifest, standing.received
    number = manifest.sequence
    taken = received.get(number, opened.manifest_digest) != opened.manifest_digest
    cut_off = number - 1 in received and received[number - 1] != manifest.previous
    if (taken or cut_off) and not standing.admitted:
        raise Refused("package-fork", sequence=number)
    highest = max(received, default=0)
    if number <= highest:
        return "late", ()
    if number == highest + 1 or opened.sender_fingerprint == standing.escrow:
        return "new", ()  # an archive has no store: its numbers are moments, and each receipt stands alone
    between = range(highest + 1, number)
    return "gap", tuple(between) if len(between) <= MISSING_NAMED else ()


def _roster(opened: Opened, team: _Team) -> SignedRoster:
    roster = read_roster(opened.document("roster.json"))
    if roster.inspection != opened.manifest.inspection or not team.may_sign_roster(roster.signer):
        raise Refused("roster-not-by-lead")
    return roster


def _receipt(opened: Opened, standing: Standing) -> SignedReceipt:
    receipt = read_receipt(opened.document("receipt.json"))
    named = (receipt.receipt.issuer, receipt.receipt.inspection, receipt.signer)
    if named != (opened.sender_fingerprint, opened.manifest.inspection, opened.sender.signing):
        raise Refused("receipt-not-by-sender")
    if receipt.receipt.addressee not in opened.manifest.recipients:
        raise Refused("receipt-not-by-sender")
    return receipt


@lru_cache(maxsize=8)
def _people(
    trusted: tuple[IdentityCard, ...], rosters: tuple[Roster, ...]
) -> tuple[Mapping[str, str], Mapping[str, frozenset[str]]]:
    """Key line and roles of everybody whose revisions may be in the package; a card counts where no roster does."""
    signing: dict[str, str] = {}
    roles: dict[str, set[str]] = defaultdict(set)
    for roster in rosters:
        for member in roster.members:
            signing[member.fingerprint] = member.signing
            roles[member.fingerprint].add(roster.role_of(member.role))
    for card in trusted:
        if card.fingerprint not in signing:
            signing[card.fingerprint] = card.signing
            roles[card.fingerprint].add(card.role)
    return signing, {fingerprint: frozenset(held) for fingerprint, held in roles.items()}


def _signed(
    opened: Opened,
    folder: str,
    namespace: str,
    signing: Mapping[str, str],
    roles: Mapping[str, frozenset[str]],
) -> Mapping[str, SignedDocument]:
    """Documents named by their own digest, each signed by a member whose role allows it."""
    documents = opened.documents(folder)
    keys = {line for fingerprint, line in signing.items() if roles[fingerprint] & _SIGNERS[namespace]}
    for digest, document in documents.items():
        if hashlib.sha256(document.data).hexdigest() != digest or seal.signer(document, namespace) not in keys:
            raise Refused("pack-signature-wrong" if namespace == seal.PACK else "guidance-signature-wrong")
    return documents
