"""Who somebody is to the others: a card signed by itself, and the fingerprint that people read out.

The card is the one file that travels in clear: name, role and both public keys, no case.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

import msgspec

from hmip_desktop.domain.values import ROLES
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import seal
from hmip_desktop.exchange.documents import read_document, write_document
from hmip_desktop.exchange.seal import Entropy, SignedDocument

CARD_LIMIT = 8 * 1024
FINGERPRINT_DIGITS = 30
NAME_LIMIT = 100
ESCROW = "escrow"


class IdentityCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What others know of a person (or of an escrow key, role ``escrow``).

    ``signing`` is ``ssh-ed25519 AAAA...``, ``recipient`` is ``age1...``.
    """

    name: str
    recipient: str
    role: str
    signing: str

    @property
    def fingerprint(self) -> str:
        """30 digits over the whole card, without spaces."""
        return fingerprint(self)


class _CardFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    card: IdentityCard
    format: Literal["hmip-identity@1"]
    signature: str


@dataclass(frozen=True)
class Identity:
    """A person with both secret keys. ``age_secret`` is ``AGE-SECRET-KEY-1...``, the seed 32 bytes.

    ``carded`` is the recipient key on the card where the secret half of that one was destroyed since: the card, and
    with it the fingerprint, stays what the team heard on the telephone. The card takes half a millisecond to work out,
    and every saved answer asks for the fingerprint.
    """

    name: str
    role: str
    signing_seed: bytes = field(repr=False)
    age_secret: str = field(repr=False)
    carded: str = ""

    @cached_property
    def card(self) -> IdentityCard:
        """The public side."""
        recipient = self.carded or seal.recipient_of(self.age_secret)
        return IdentityCard(self.name, recipient, self.role, seal.public_line(self.signing_seed))

    @cached_property
    def fingerprint(self) -> str:
        """30 digits over the card."""
        return self.card.fingerprint


@dataclass(frozen=True, slots=True)
class RecipientKey:
    """A key pair that only opens: an inspection's own, made with it and destroyed at its close."""

    recipient: str
    secret: str = field(repr=False)


def new_identity(name: str, role: str, entropy: Entropy) -> Identity:
    """A new person. Raises Refused ``identity-name-invalid`` or ``identity-role-unknown``."""
    if not is_name(name):
        raise Refused("identity-name-invalid", limit=NAME_LIMIT)
    if role not in ROLES:
        raise Refused("identity-role-unknown", roles=", ".join(ROLES))
    return Identity(name, role, entropy(32), seal.new_secret(entropy))


def new_recipient_key(entropy: Entropy) -> RecipientKey:
    """A new pair for sealing."""
    secret = seal.new_secret(entropy)
    return RecipientKey(seal.recipient_of(secret), secret)


@lru_cache(maxsize=512)
def fingerprint(card: IdentityCard) -> str:
    """30 digits over name, role and both keys: SHA-256 of the card's canonical JSON, modulo 10^30."""
    digest = hashlib.sha256(seal.CARD.encode() + b"\n" + write_document(card)).digest()
    return f"{int.from_bytes(digest) % 10**FINGERPRINT_DIGITS:0{FINGERPRINT_DIGITS}d}"


def is_name(text: str) -> bool:
    """True for a name that shows as one plain line: 1 to 100 characters, none of them invisible."""
    return 0 < len(text) <= NAME_LIMIT and text.isprintable() and text == text.strip()


def is_card(card: IdentityCard) -> bool:
    """True when name, role and both keys can be used; says nothing about whose card it is."""
    return (
        is_name(card.name)
        and (card.role in ROLES or card.role == ESCROW)
        and seal.is_public_line(card.signing)
        and seal.is_recipient(card.recipient)
    )


def write_card(identity: Identity) -> bytes:
    """The card file: canonical JSON holding the card and its own signature."""
    card = identity.card
    signature = seal.sign(write_document(card), identity.signing_seed, seal.CARD).decode()
    return write_document(_CardFile(card, "hmip-identity@1", signature)) + b"\n"


def write_bare(card: IdentityCard) -> bytes:
    """A card without its signature: for keeping beside a fingerprint that is known already."""
    return write_document(card)


def read_bare(kept: bytes, known: str) -> IdentityCard | None:
    """The card that was kept, None unless its fingerprint is the one ``known``: that covers name, role and keys."""
    card = read_document(kept, IdentityCard, limit=CARD_LIMIT)
    return card if card is not None and is_card(card) and card.fingerprint == known else None


def read_card(untrusted: bytes) -> IdentityCard:
    """A card whose signature is its own; says nothing about whether to trust it.

    Raises Refused ``card-not-readable`` or ``card-signature-wrong``.
    """
    file = read_document(untrusted.removesuffix(b"\n"), _CardFile, limit=CARD_LIMIT)
    if file is None or not is_card(file.card):
        raise Refused("card-not-readable")
    document = SignedDocument(write_document(file.card), file.signature.encode())
    if seal.signer(document, seal.CARD) != file.card.signing:
        raise Refused("card-signature-wrong")
    return file.card
