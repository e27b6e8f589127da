"""Revisions in the store: appended, never changed. The only way that anything about a case is written here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hmip_desktop.domain.merge import KnownCase
from hmip_desktop.domain.revisions import Revision, StreamHead
from hmip_desktop.domain.values import PackStamp, Value
from hmip_desktop.store.engine import Store
from hmip_desktop.store.keys import Entropy


@dataclass(frozen=True, slots=True)
class Write:
    """One change. ``value`` None withdraws; ``parents`` None means the current counting heads."""

    subject: str
    value: Value | None
    pack: PackStamp | None = None
    parents: tuple[str, ...] | None = None


def append(
    store: Store, writes: Sequence[Write], *, author: str, now: datetime, entropy: Entropy
) -> tuple[Revision, ...]:
    """Write all changes in ONE transaction with ONE disk sync, projections included.

    The case is the first part of the subject's key (``answer:<case>.1/2.1.3`` belongs to ``<case>``); kinds of the
    inspection go to its own stream. A value equal to the single head writes nothing, so fewer may come back.
    Refused: parent-unknown when a named parent is no revision of that subject, store-read-only.
    """
    raise NotImplementedError


def start_installation(store: Store, *, ground: str, author: str, now: datetime, entropy: Entropy) -> Revision:
    """Take a new installation number and write its first revision, which names the heads of all own old streams.

    ``ground``: first-run, restored, old-copy-accepted, replaced-laptop. Call once after ``create`` and after each
    of the others; never reuse a number.
    """
    raise NotImplementedError


def history(store: Store, subject: str) -> tuple[Revision, ...]:
    """All revisions of a subject held here, parents before children, set-aside ones included."""
    raise NotImplementedError


def case_history(store: Store, case_id: str) -> tuple[Revision, ...]:
    """All revisions of a case (``-``: the inspection's own), by time as written, then stream and counter."""
    raise NotImplementedError


def lines(
    store: Store, case_id: str, covered: Mapping[str, int]
) -> Iterator[tuple[bytes, bytes | None]]:
    """Header and value lines of a case after the covered counter of each stream, in stream order."""
    raise NotImplementedError


def uncovered(store: Store, covered: Mapping[str, int]) -> dict[str, int]:
    """How many revisions of each case (``-`` included) stand after ``covered`` (stream to counter). Practice cases never."""
    raise NotImplementedError


def stream_heads(store: Store, case_id: str | None = None, *, own: bool = False) -> tuple[StreamHead, ...]:
    """Newest revision of each stream, of one case or of all; ``own`` keeps those of this installation."""
    raise NotImplementedError


def known_case(store: Store, case_id: str) -> KnownCase:
    """What is held of a case (``-``: the inspection's own), for planning a merge. Empty when unknown."""
    raise NotImplementedError


def get(store: Store, digest: str) -> Revision | None:
    """The revision of that digest, or None. There is no index on digests: this reads through all of them."""
    raise NotImplementedError
