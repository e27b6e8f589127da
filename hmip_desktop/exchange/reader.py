"""Reading a package, step by step; each step has its own code and nothing is written anywhere.

``open_package`` proves that the file is a package for these keys and signed by the card inside; ``check_standing``
whether that card may send this here, now; ``cases`` reads the rows, each case standing alone. A package known by its
id is told apart before any row is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from hmip_desktop.domain.revisions import Revision
from hmip_desktop.domain.sample import Roster
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.identity import IdentityCard
from hmip_desktop.exchange.manifest import Manifest
from hmip_desktop.exchange.receipts import SignedReceipt
from hmip_desktop.exchange.roster import SignedRoster
from hmip_desktop.exchange.seal import SignedDocument
from hmip_desktop.progress import Progress

SIZE_LIMIT = 256 * 1024 * 1024
Order = Literal["new", "known", "late", "gap"]


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens packages here: own fingerprint, and every age secret held (own, inspection's, escrow's)."""

    own: str
    secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A package that opened and whose signature is that of the card inside; nothing is known of its standing yet.

    ``members`` are the packed bytes by name, not yet compared with the manifest.
    """

    manifest: Manifest
    manifest_digest: str
    file_sha256: str
    size: int
    sender: IdentityCard
    sender_fingerprint: str
    members: Mapping[str, memoryview] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """What this store knows that bears on one opened package.

    own            fingerprint of this store's person
    inspections    ids this store takes part in; empty before the first allocation
    trusted        cards this person has trusted by fingerprint (an inspector's lead)
    rosters        every verified roster version held, any order
    seen           manifest digest held under this package id, None when the id is new
    received       sequence -> manifest digest, of this sender to this person in this inspection
    cases          ids on the list, None where any is taken (a first allocation)
    questions      pack digest -> references of its elements (key questions, prompts, data questions), for packs held
    admitted       the lead has admitted this fork, with a reason
    """

    own: str
    inspections: frozenset[str]
    trusted: tuple[IdentityCard, ...] = ()
    rosters: tuple[Roster, ...] = ()
    seen: str | None = None
    received: Mapping[int, str] = field(default_factory=dict)
    cases: frozenset[str] | None = None
    questions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    admitted: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """A package that may be read on. ``order`` known: do nothing more.

    late: an older number; the caller refuses it as ``package-stale`` when its plan brings nothing.
    gap: ``missing`` are the sequence numbers not received so far; merged and named.
    ``packs`` and ``guidance`` are by digest, their bytes proven to have it and signed by a member who may.
    """

    opened: Opened
    order: Order
    missing: tuple[int, ...] = ()
    roster: SignedRoster | None = None
    receipt: SignedReceipt | None = None
    packs: Mapping[str, SignedDocument] = field(default_factory=dict)
    guidance: Mapping[str, SignedDocument] = field(default_factory=dict)
    heads: tuple[SignedDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadCase:
    """One case of a package, ``-`` for what belongs to no case. Refused: nothing of it may be written."""

    case_id: str
    revisions: tuple[Revision, ...]
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """What can be said of any file. ``refused`` None only for a readable, correctly signed package."""

    size: int
    readable: bool
    signature: Literal["good", "wrong", "unknown"]
    manifest: Manifest | None = None
    manifest_digest: str | None = None
    sender_fingerprint: str | None = None
    refused: Refused | None = None


def open_package(path: Path, keys: Keys) -> Opened:
    """Open a package: size, header, decryption, structure, manifest, signature, own fingerprint, in that order.

    Raises Refused: package-missing, package-too-big, package-not-age, package-header-too-long,
    package-not-for-you, package-damaged, package-not-a-zip, package-member-unexpected, package-too-new,
    package-manifest-invalid, package-signature-wrong.
    """
    raise NotImplementedError


def check_standing(opened: Opened, standing: Standing) -> Accepted:
    """Whether this package may come in here. Known by id is answered first, before anything else is looked at.

    Raises Refused: package-fork, package-inspection-unknown, package-stranger, package-revoked,
    package-kind-not-allowed, package-member-differs, roster-*, receipt-*, pack-*, guidance-*.
    """
    raise NotImplementedError


def cases(
    accepted: Accepted,
    standing: Standing,
    *,
    questions: Mapping[str, frozenset[str]] | None = None,
    progress: Progress | None = None,
) -> Iterator[ReadCase]:
    """Every case of the package, ``-`` first, each checked alone; a refused one carries its reason.

    ``questions`` are those of packs that the package itself brought, beside ``standing.questions``.
    Reasons: package-member-differs, package-member-damaged, row-*, author-not-allowed, case-not-on-list,
    pack-not-held, question-not-in-pack, unattested.
    """
    raise NotImplementedError


def describe(path: Path, keys: Keys | None = None) -> Description:
    """What a file says it is; never raises for what is in it. Up to 50 MB within 5 seconds."""
    raise NotImplementedError
