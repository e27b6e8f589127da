"""What is kept as it came: identity cards, rosters, packs, other people's signed heads, secrets, settings."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.domain.pack import Pack
from hmip_desktop.store.engine import Store


@dataclass(frozen=True, slots=True)
class Signed:
    """A document exactly as it came, with its signature."""

    document: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class KeptHeads:
    """Signed stream heads of an installation, carried on unchanged. ``author`` signed them."""

    installation: str
    author: str
    signed: Signed


@dataclass(frozen=True, slots=True)
class Card:
    """An identity card that a person here trusts; ``trusted_at`` is a stored moment."""

    fingerprint: str
    document: bytes
    trusted_at: str


def keep_pack(store: Store, pack: Pack, signature: bytes = b"") -> None:
    """Keep a question pack by digest as canonical JSON; cases under it are counted anew."""
    raise NotImplementedError


def pack(store: Store, digest: str) -> Pack | None:
    """The question pack of that digest, or None."""
    raise NotImplementedError


def pack_document(store: Store, digest: str) -> Signed | None:
    """The pack as canonical JSON with its signature (empty when it came unsigned), or None."""
    raise NotImplementedError


def pack_digests(store: Store) -> list[str]:
    """Digests of the packs held."""
    raise NotImplementedError


def keep_heads(store: Store, heads: KeptHeads) -> None:
    """Keep signed heads; of each installation and author every different document is kept, so a fork shows."""
    raise NotImplementedError


def heads(store: Store, *, latest_only: bool = True) -> list[KeptHeads]:
    """Signed heads held, of each installation the last that came, or all."""
    raise NotImplementedError


def keep_document(store: Store, kind: str, key: str, signed: Signed) -> None:
    """Keep a signed document (``roster``, ``guidance``, ``receipt-sent`` ...) under kind and key; the same key replaces."""
    raise NotImplementedError


def document(store: Store, kind: str, key: str) -> Signed | None:
    """The document of that kind and key, or None."""
    raise NotImplementedError


def documents(store: Store, kind: str) -> dict[str, Signed]:
    """All documents of a kind by key, in the order they were kept."""
    raise NotImplementedError


def trust_card(store: Store, card: Card) -> None:
    """Keep an identity card as trusted; the same fingerprint replaces."""
    raise NotImplementedError


def cards(store: Store) -> dict[str, Card]:
    """Trusted cards by fingerprint."""
    raise NotImplementedError


def set_secret(store: Store, name: str, value: bytes | None) -> None:
    """Keep a secret (inspection key, age identity ...) in the encrypted database; None destroys it."""
    raise NotImplementedError


def secret(store: Store, name: str) -> bytes | None:
    """The secret of that name, or None."""
    raise NotImplementedError


def secrets(store: Store, prefix: str = "") -> dict[str, bytes]:
    """Secrets whose name begins with ``prefix``."""
    raise NotImplementedError


def set_setting(store: Store, name: str, value: object) -> None:
    """Keep a JSON value under a name; None removes it."""
    raise NotImplementedError


def setting(store: Store, name: str, default: object = None) -> object:
    """The JSON value of that name, or ``default``."""
    raise NotImplementedError
