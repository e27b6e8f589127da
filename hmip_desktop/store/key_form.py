"""The form of a key file: what must be there, of which type and length, before any of it reaches a library."""

from __future__ import annotations

import base64
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from hmip_desktop.domain.values import converted

_Nonce = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{16}$")]
_Salt = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{22}==$")]
_Sealed = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{40,400}={0,2}$")]


class _Cost(msgspec.Struct):
    alg: Annotated[str, Meta(pattern="^argon2id$")]
    t: int
    m: int
    p: int
    salt: _Salt


class _Slot(msgspec.Struct):
    nonce: _Nonce
    wrapped: _Sealed
    kdf: _Cost | None = None


class _KeyFile(msgspec.Struct):
    store: Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
    slots: dict[str, _Slot]
    seed: _Slot | None = None


def is_key_file(document: Any) -> bool:
    """True when every slot can be unwrapped as it stands: with what, is another matter."""
    try:
        found = converted(document, _KeyFile)
        for slot in (*found.slots.values(), *([found.seed] if found.seed else [])):
            base64.b64decode(slot.wrapped, validate=True)
    except (msgspec.ValidationError, ValueError):
        return False
    by_passphrase = found.slots.get("passphrase")
    return by_passphrase is not None and by_passphrase.kdf is not None and "recovery" in found.slots
