"""Signed JSON documents: one canonical form to write, sign, hash and check by."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from hmip_desktop.domain.values import decoder_of

T = TypeVar("T", bound=msgspec.Struct)

_encode = msgspec.json.Encoder(order="sorted").encode
UNREADABLE = (msgspec.DecodeError, ValueError, OverflowError, RecursionError)
"""What decoding hostile JSON may raise."""


def write_document(value: msgspec.Struct) -> bytes:
    """Canonical JSON: keys sorted, no spaces, one line without its newline."""
    return _encode(value)


def read_document(untrusted: bytes | memoryview, schema: type[T], *, limit: int) -> T | None:
    """The document, or None when it is too long, not of this schema, or not in its canonical form.

    The canonical form rules out repeated keys, odd escapes and numbers written in another way.
    """
    if len(untrusted) > limit:
        return None
    try:
        value = decoder_of(schema)(untrusted)
    except UNREADABLE:
        return None
    return value if _encode(value) == bytes(untrusted) else None
