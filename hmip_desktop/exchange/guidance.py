"""Notes to the guidance: what a lead inspector adds to a question during an inspection, signed and carried as it is."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from msgspec import Meta

from hmip_desktop.domain.values import Fingerprint, Hex16, Line, Moment, Ref, Value
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.documents import read_document, write_document
from hmip_desktop.exchange.seal import GUIDANCE, SignedDocument, sign_document, signer

NOTE_LIMIT = 64 * 1024
"""Of one note as a document, in bytes."""


class GuidanceNote(Value, frozen=True):
    """What holds for a question from now on. ``number`` counts the notes of an inspection from 1.

    ``replaces`` is the digest of the note that this one stands for; without text it takes that one back.
    """

    author: Fingerprint
    format: Literal["hmip-guidance"]
    inspection: Hex16
    number: Annotated[int, Meta(ge=1, lt=2**53)]
    ref: Ref
    replaces: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$")]
    text: Line
    written_at: Moment


def write_note(note: GuidanceNote, seed: bytes) -> SignedDocument:
    """The note as it travels, signed with the author's key."""
    return sign_document(write_document(note), seed, GUIDANCE)


def read_note(untrusted: SignedDocument) -> tuple[GuidanceNote, str]:
    """A note and the key line that signed it. Raises Refused ``guidance-not-readable``."""
    note = read_document(untrusted.data, GuidanceNote, limit=NOTE_LIMIT)
    signed = signer(untrusted, GUIDANCE)
    if note is None or signed is None:
        raise Refused("guidance-not-readable")
    return note, signed


def note_digest(document: SignedDocument) -> str:
    """The name of a note: SHA-256 of its bytes."""
    return hashlib.sha256(document.data).hexdigest()
