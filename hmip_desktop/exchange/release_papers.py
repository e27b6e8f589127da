"""The two papers of a release: the sheet that goes to the data team, and what they sign and send back.

Both are canonical JSON, signed, and sealed as age files. The sheet holds the counted answers by case, so that the data
team recounts on a computer of their own; what comes back holds digests and ticks alone.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from hmip_desktop.domain.releases import PublishedCell
from hmip_desktop.domain.values import (
    Answer,
    Code,
    Count,
    Digest,
    Fingerprint,
    Hex16,
    Moment,
    Ref,
    Short,
    Value,
    decoder_of,
)
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import seal
from hmip_desktop.exchange.documents import read_document, write_document
from hmip_desktop.exchange.identity import Identity
from hmip_desktop.exchange.seal import SignedDocument

SHEET_LIMIT = 256 * 1024 * 1024
APPROVAL_LIMIT = 64 * 1024


class SheetCase(Value, frozen=True, array_like=True):
    """One counted case: its id, question set, PDU, RoSH band, practitioner, and its answers (None: unanswered)."""

    case_id: Hex16
    route: Short
    pdu: Short
    rosh: Short
    practitioner: Short
    answers: tuple[tuple[Ref, Answer | None], ...]


class ReleaseSheet(Value, frozen=True):
    """What is to be released. ``cells`` are the figures as they would be published, ``kept`` the places that stay as
    they were released before; ``small`` and ``base`` are the limits of disclosure."""

    format: Literal["hmip-release@1"]
    inspection: Hex16
    reference: Short
    number: Annotated[int, Meta(ge=1, lt=10_000)]
    issuer: Fingerprint
    issued_at: Moment
    basis: Digest
    code: Short
    cases: tuple[SheetCase, ...]
    cells: tuple[PublishedCell, ...]
    kept: tuple[Short, ...]
    small: Count
    base: Count


class Approval(Value, frozen=True):
    """What the data team signs: this sheet, recounted, with these ticks."""

    format: Literal["hmip-release-approval@1"]
    inspection: Hex16
    number: Count
    sheet: Digest
    code: Short
    signer: Fingerprint
    name: Short
    ticks: tuple[Code, ...]
    signed_at: Moment


class _Carried(Value, frozen=True):
    """A signed document in one file."""

    document: bytes
    signature: bytes


def write_sheet(sheet: ReleaseSheet, signer: Identity, recipients: list[str]) -> tuple[bytes, str]:
    """The sealed file and the digest of the sheet in it."""
    data = write_document(sheet)
    return _sealed(data, signer, recipients), hashlib.sha256(data).hexdigest()


def read_sheet(untrusted: bytes, secrets: list[str]) -> tuple[ReleaseSheet, str, str]:
    """The sheet, its digest, and the key line that signed it. Raises Refused ``release-file-not-readable`` and what
    opening an age file refuses."""
    document, signed = _opened(untrusted, secrets, SHEET_LIMIT)
    sheet = read_document(document.data, ReleaseSheet, limit=SHEET_LIMIT)
    if sheet is None:
        raise Refused("release-file-not-readable")
    return sheet, hashlib.sha256(document.data).hexdigest(), signed


def write_approval(approval: Approval, signer: Identity, recipients: list[str]) -> bytes:
    """The sealed file that goes back."""
    return _sealed(write_document(approval), signer, recipients)


def read_approval(untrusted: bytes, secrets: list[str]) -> tuple[Approval, str]:
    """The approval and the key line that signed it. Raises Refused ``release-file-not-readable``."""
    document, signed = _opened(untrusted, secrets, APPROVAL_LIMIT)
    approval = read_document(document.data, Approval, limit=APPROVAL_LIMIT)
    if approval is None:
        raise Refused("release-file-not-readable")
    return approval, signed


def _sealed(data: bytes, signer: Identity, recipients: list[str]) -> bytes:
    signed = seal.sign_document(data, signer.signing_seed, seal.RELEASE)
    return seal.encrypt(msgspec.json.encode(_Carried(signed.data, signed.signature)), recipients)


def _opened(untrusted: bytes, secrets: list[str], limit: int) -> tuple[SignedDocument, str]:
    plain = seal.decrypt(untrusted, secrets)
    if len(plain) > 2 * limit:
        raise Refused("release-file-not-readable")
    try:
        carried = decoder_of(_Carried)(plain)
    except (msgspec.DecodeError, ValueError) as error:
        raise Refused("release-file-not-readable") from error
    document = SignedDocument(carried.document, carried.signature)
    signed = seal.signer(document, seal.RELEASE)
    if signed is None:
        raise Refused("release-file-not-readable")
    return document, signed
