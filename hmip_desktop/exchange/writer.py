"""Writing a package: sealed, padded, reopened and counted before it appears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from hmip_desktop.exchange.identity import Identity
from hmip_desktop.exchange.manifest import CaseBusiness, PackageKind
from hmip_desktop.exchange.seal import Entropy, SignedDocument
from hmip_desktop.progress import Progress

Line = tuple[bytes, bytes | None]
"""Header line and value line of a revision, without newlines; None where the words were erased."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who can open the package: fingerprint, and the ``age1...`` key to seal it to."""

    fingerprint: str
    key: str


@dataclass(frozen=True, slots=True)
class Content:
    """What goes in. Lines come in stream order (stream, then counter); cases are read one after the other, once.

    ``previous`` is the manifest digest of the last package to this addressee, None for the first. The sender's own
    signed heads are made here; ``forwarded`` are all heads documents held of other authors, of which those that
    the package needs go along unchanged. ``packs`` and ``guidance`` are by digest of their bytes.
    """

    kind: PackageKind
    inspection: str
    sequence: int
    previous: str | None
    roster_version: int
    cases: Iterable[tuple[str, Iterable[Line]]] = ()
    inspection_lines: Iterable[Line] = ()
    forwarded: Iterable[SignedDocument] = ()
    roster: SignedDocument | None = None
    receipt: SignedDocument | None = None
    packs: Mapping[str, SignedDocument] = field(default_factory=dict)
    guidance: Mapping[str, SignedDocument] = field(default_factory=dict)
    business: tuple[CaseBusiness, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A package that was written, reopened, verified and counted.

    ``brought`` gives per stream the counter ranges (first, last) that it holds, for the ledger of what was sent.
    """

    path: Path
    package_id: str
    manifest_digest: str
    file_sha256: str
    bytes: int
    cases: int
    revisions: int
    brought: Mapping[str, tuple[tuple[int, int], ...]]


def write_package(
    content: Content,
    *,
    sender: Identity,
    recipients: tuple[Recipient, ...],
    folder: Path,
    entropy: Entropy,
    now: datetime,
    progress: Progress | None = None,
) -> Written:
    """Write ``hmip-<8 random letters>.hmip`` into ``folder``; the first recipient is the addressee.

    The file appears by rename after it was read back. Raises Refused ``package-folder-missing``,
    ``package-not-written`` (disk), ``package-too-many-cases``, ``recipient-key-invalid`` or any code of the reader
    when what was written does not read back; nothing is left behind then.
    """
    raise NotImplementedError
