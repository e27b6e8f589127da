"""Merging planned packages: one transaction, all or nothing; and setting packages aside again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hmip_desktop.domain.merge import CasePlan
from hmip_desktop.domain.revisions import Revision
from hmip_desktop.progress import Progress
from hmip_desktop.store.engine import Store
from hmip_desktop.store.keepsakes import KeptHeads, Signed
from hmip_desktop.store.keys import Entropy
from hmip_desktop.store.ledger import Held, ReceiptKept, Received


@dataclass(frozen=True, slots=True)
class Arrival:
    """One package with the plans of its cases (``-``: the inspection's own revisions) and what came beside them.

    ``cases`` is read once, so it may be a generator. A plan with ``refused`` is quarantined, nothing of it is written.
    ``documents``: (kind, key, signed) for ``keepsakes.keep_document``; ``packs``: canonical JSON with signature.
    """

    package: Received
    cases: Iterable[CasePlan]
    heads: tuple[KeptHeads, ...] = ()
    packs: tuple[Signed, ...] = ()
    documents: tuple[tuple[str, str, Signed], ...] = ()
    receipts: tuple[ReceiptKept, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Packages that are merged together."""

    arrivals: tuple[Arrival, ...]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a merge wrote: revisions and cases touched, how many were known, what was quarantined."""

    revisions: int
    known: int
    cases: tuple[str, ...]
    held: tuple[Held, ...]


def apply(store: Store, batch: Batch, *, now: datetime, progress: Progress | None = None) -> Ingested:
    """Write everything the plans bring, in one transaction; an exception or a cancel leaves no trace.

    Revisions already held are skipped, so the same batch twice changes nothing.
    """
    raise NotImplementedError


def set_aside_blockers(store: Store, package_ids: Sequence[str]) -> list[Revision]:
    """Counting revisions outside these packages that descend from one inside: they keep the packages from being set aside."""
    raise NotImplementedError


def set_aside(
    store: Store, package_ids: Sequence[str], *, reason: str, author: str, now: datetime, entropy: Entropy
) -> Revision:
    """Let the revisions of these packages count no more; heads and projections follow.

    Refused: set-aside-descendants (``count``), package-unknown, packages-already-aside.
    """
    raise NotImplementedError


def bring_back(
    store: Store, package_ids: Sequence[str], *, reason: str, author: str, now: datetime, entropy: Entropy
) -> tuple[Revision, ...]:
    """Let packages that were set aside count again. Refused: package-unknown, packages-not-aside."""
    raise NotImplementedError
