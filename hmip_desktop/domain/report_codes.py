"""Check codes: eight characters that two people compare by telephone. They catch mix-ups, not forgery."""

from __future__ import annotations

import hashlib

import msgspec

ALPHABET = "ACDEFHJKLMNPRTUVWXY34679"
"""Characters that are not mistaken for one another when read or heard (24, about 36 bits in eight)."""


def check_code(digest: str) -> str:
    """``digest`` (SHA-256 in hex) as two groups of four: ``7RTT Y3PF``. ValueError when it is no hex."""
    value = int(digest, 16)
    letters = ""
    for _ in range(8):
        value, place = divmod(value, len(ALPHABET))
        letters += ALPHABET[place]
    return f"{letters[:4]} {letters[4:]}"


def bytes_code(content: bytes) -> str:
    """Check code of a file's bytes."""
    return check_code(hashlib.sha256(content).hexdigest())


def model_code(model: object) -> str:
    """Check code of a model: of its JSON with sorted keys, so that equal models have equal codes."""
    return bytes_code(msgspec.json.encode(model, order="deterministic"))


def digest_groups(digest: str, characters: int = 12) -> str:
    """The first ``characters`` of a digest in groups of four, as printed in histories."""
    first = digest[:characters]
    return " ".join(first[i : i + 4] for i in range(0, len(first), 4))
