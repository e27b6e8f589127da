"""Packages that came and went: numbers, digests, receipts, and what was held back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hmip_desktop.store.engine import Store

Status = Literal["merged", "known", "late", "stale", "gap", "fork", "held", "refused", "read"]


@dataclass(frozen=True, slots=True)
class Received:
    """A package that was read here. ``counts`` is false while it is set aside. ``at``: stored moment."""

    package_id: str
    manifest_digest: str
    sender: str
    kind: str
    sequence: int
    at: str
    status: Status
    file_sha256: str
    previous: str = ""
    counts: bool = True
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A package written for an addressee; ``coverage``: stream to the highest counter it brings them up to."""

    package_id: str
    addressee: str
    kind: str
    sequence: int
    manifest_digest: str
    at: str
    coverage: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Held:
    """Something quarantined: a whole package (``case_id`` empty) or one case of it. ``params`` fill the sentence."""

    package_id: str
    case_id: str
    sender: str
    code: str
    params: Mapping[str, str]
    at: str
    released: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptKept:
    """A verified receipt of a recipient: the document verbatim and what it covers (stream to counter)."""

    sender: str
    document: bytes
    signature: bytes
    coverage: Mapping[str, int]
    at: str


def received(store: Store, *, sender: str | None = None) -> list[Received]:
    """Packages read here, oldest first, of one sender or of all."""
    raise NotImplementedError


def find_received(store: Store, package_id: str) -> Received | None:
    """The received package of that id, or None."""
    raise NotImplementedError


def record_received(store: Store, package: Received) -> None:
    """Note a package of which nothing is merged (refused, stale, held); merging notes its packages itself."""
    raise NotImplementedError


def next_sequence(store: Store, addressee: str) -> tuple[int, str]:
    """Number of the next package for ``addressee`` (1 for the first) and the manifest digest of the one before."""
    raise NotImplementedError


def record_sent(store: Store, package: Sent) -> None:
    """Note a package that was written, read back and counted."""
    raise NotImplementedError


def sent(store: Store, *, addressee: str | None = None) -> list[Sent]:
    """Packages written here, oldest first."""
    raise NotImplementedError


def record_receipt(store: Store, receipt: ReceiptKept) -> None:
    """Keep a verified receipt; coverage only ever grows unless ``withdraw_receipts`` is called."""
    raise NotImplementedError


def receipts(store: Store, sender: str) -> list[ReceiptKept]:
    """Receipts of that recipient, oldest first."""
    raise NotImplementedError


def covered(store: Store, recipient: str) -> dict[str, int]:
    """Stream to the highest counter that verified receipts of ``recipient`` cover."""
    raise NotImplementedError


def replace_coverage(store: Store, recipient: str, coverage: Mapping[str, int]) -> None:
    """Set what ``recipient`` has, after a receipt that withdraws earlier ones."""
    raise NotImplementedError


def hold(store: Store, entry: Held) -> None:
    """Quarantine a package or one case of it; the same one again replaces the entry."""
    raise NotImplementedError


def held(store: Store, *, with_released: bool = False) -> list[Held]:
    """What stands in quarantine, oldest first."""
    raise NotImplementedError


def release(store: Store, package_id: str, case_id: str = "") -> None:
    """Mark an entry as settled: the case came again sound, or a person admitted it."""
    raise NotImplementedError
