"""Signed receipts: which packages and cases were merged, and how far every stream is covered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from hmip_desktop.domain.revisions import StreamHead
from hmip_desktop.domain.values import Count, Digest, Fingerprint, Hex16, Moment, Value
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import seal
from hmip_desktop.exchange.documents import read_document, write_document
from hmip_desktop.exchange.identity import Identity
from hmip_desktop.exchange.seal import SignedDocument

RECEIPT_LIMIT = 64 * 1024 * 1024


class CaseReceipt(Value, frozen=True):
    """A case that was merged, with the head digests it has in the issuer's store."""

    case: Hex16
    heads: tuple[Digest, ...]


class Receipt(Value, frozen=True):
    """What ``issuer`` says to ``addressee``: merged, withdrawn, and covered up to where.

    ``number`` rises by one per issuer and addressee; the highest verified number counts. ``stores`` is how many stores
    beside the addressee's hold all of ``cases``, by what those who keep them signed. ``covers`` names per stream the
    last revision without a gap before it.
    """

    inspection: Hex16
    issuer: Fingerprint
    addressee: Fingerprint
    number: Annotated[int, Meta(ge=1, lt=2**53)]
    issued_at: Moment
    packages: tuple[Hex16, ...]
    cases: tuple[CaseReceipt, ...]
    covers: tuple[StreamHead, ...]
    withdrawn: tuple[Hex16, ...] = ()
    stores: Count = 1


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """A receipt with a right signature. ``signer`` is a key line, to be compared with the issuer's."""

    receipt: Receipt
    signer: str
    document: SignedDocument


class _ReceiptFile(Value, frozen=True):
    format: Literal["hmip-receipt@1"]
    receipt: Receipt


def write_receipt(receipt: Receipt, *, signer: Identity) -> SignedDocument:
    """Sign a receipt; ValueError when ``signer`` is not its issuer."""
    if receipt.issuer != signer.fingerprint:
        raise ValueError("a receipt is signed by its issuer")
    data = write_document(_ReceiptFile("hmip-receipt@1", receipt))
    return seal.sign_document(data, signer.signing_seed, seal.RECEIPT)


def read_receipt(untrusted: SignedDocument) -> SignedReceipt:
    """Raises Refused ``receipt-not-readable`` or ``receipt-signature-wrong``."""
    file = read_document(untrusted.data, _ReceiptFile, limit=RECEIPT_LIMIT)
    if file is None:
        raise Refused("receipt-not-readable")
    signer = seal.signer(untrusted, seal.RECEIPT)
    if signer is None:
        raise Refused("receipt-signature-wrong")
    return SignedReceipt(file.receipt, signer, untrusted)
