"""The escrow key: reads along in every package of an inspection; its private half lies printed or on a sealed stick."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hmip_desktop.domain.values import grouped
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import seal
from hmip_desktop.exchange.identity import ESCROW, Identity, is_name, write_card
from hmip_desktop.exchange.seal import Entropy

_NAME = "# name: "
_TEXT_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class Escrow:
    """A new escrow key: ``card`` is the file for lead inspectors, ``private_text`` is to be printed and locked away.

    ``private_text`` is an age key file: ``age -d -i`` takes it as it is.
    """

    card: bytes
    fingerprint: str
    private_text: str = field(repr=False)


def new_escrow(entropy: Entropy, *, name: str = "Escrow") -> Escrow:
    """Make an escrow key; nothing of it is kept here. Raises Refused ``identity-name-invalid``."""
    if not is_name(name):
        raise Refused("identity-name-invalid", limit=100)
    identity = _identity(name, seal.new_secret(entropy))
    lines = (
        "# HMIP Desktop escrow key. Whoever holds it can read every package of the inspections that name it.",
        _NAME + name,
        f"# fingerprint: {grouped(identity.fingerprint)}",
        identity.age_secret,
    )
    return Escrow(write_card(identity), identity.fingerprint, "\n".join(lines) + "\n")


def read_escrow(private_text: str) -> Identity:
    """The escrow identity of a private text: its secret opens packages, its seed signs an archive's receipt.

    Raises Refused ``escrow-key-not-readable``.
    """
    lines = [line.strip() for line in private_text[:_TEXT_LIMIT].splitlines()]
    names = [line.removeprefix(_NAME) for line in lines if line.startswith(_NAME)] or ["Escrow"]
    secrets = [line for line in lines if line and not line.startswith("#")]
    try:
        (secret,) = secrets
        return _identity(names[0], secret.upper())
    except ValueError as error:
        raise Refused("escrow-key-not-readable") from error


def _identity(name: str, secret: str) -> Identity:
    """The signing seed follows from the secret, so that one line on paper is the whole key."""
    derive = HKDF(SHA256(), length=32, salt=None, info=b"hmip-escrow-signing@1")
    return Identity(name, ESCROW, derive.derive(seal.secret_bytes(secret)), secret)
