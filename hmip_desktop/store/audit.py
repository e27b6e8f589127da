"""Proof that the store says what its revisions say: every digest, commitment, chain and projection again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec

from hmip_desktop.domain.revisions import Header, SignedHeads
from hmip_desktop.progress import Progress
from hmip_desktop.store import branches
from hmip_desktop.store.connection import driver
from hmip_desktop.store.engine import Store, Transaction
from hmip_desktop.store.projections import matches_rebuild

_ROWS = (
    "SELECT s.name, s.own, r.counter, r.digest, r.header, r.value FROM stream s JOIN revision r ON r.stream = s.id"
    " ORDER BY s.name, r.counter, r.digest"
)
_STEP, _TURN = 5000, 200


class _HeadsFile(msgspec.Struct, frozen=True):
    """The one field of a signed heads document that matters here."""

    heads: SignedHeads


_heads = msgspec.json.Decoder(_HeadsFile).decode
_header = msgspec.json.Decoder(Header).decode
_encode = msgspec.json.Encoder(order="sorted").encode


@dataclass(frozen=True, slots=True)
class Break:
    """A revision that does not hold.

    ``code``: digest-differs, value-differs, header-invalid, chain-broken, stream-differs.
    """

    stream: str
    counter: int
    code: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Counters that are missing in a stream, both ends included."""

    stream: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Audit:
    """Result of an audit. ``devices`` counts installations.

    ``forks`` are (stream, counter) held twice, ``admitted`` those that the lead inspector admitted; ``erased`` counts
    revisions whose words were erased on purpose, a value gone without that is a break; ``unattested`` are streams of
    others whose newest revision no held signed heads cover;
    ``damaged_pages`` counts pages of the database that do not authenticate.
    """

    revisions: int
    devices: int
    breaks: tuple[Break, ...]
    gaps: tuple[Missing, ...]
    forks: tuple[tuple[str, int], ...]
    erased: int
    unattested: tuple[str, ...]
    projection_matches: bool
    damaged_pages: int = 0
    by_code: Mapping[str, int] = field(default_factory=dict)
    admitted: tuple[tuple[str, int], ...] = ()

    @property
    def sound(self) -> bool:
        """True when nothing is broken, forked or different; gaps and unattested streams are told, not faults here."""
        return not self.breaks and not self.forks and self.projection_matches and not self.damaged_pages


def audit(store: Store, progress: Progress | None = None) -> Audit:
    """Check everything. Changes nothing; brings the write-ahead log home first, so that every page can be checked.

    Where pages cannot be read the counts cover what could be.
    """
    work = _Audit()
    readable = True
    try:
        _look_at_all(store, work, progress or Progress())
    except driver.DatabaseError:
        readable = False
    admitted = tuple(fork for fork in work.forks if fork[0].partition("/")[0] in work.admitted)
    return Audit(
        work.revisions,
        len({stream.partition("/")[0] for stream in work.seen}),
        tuple(work.breaks),
        tuple(work.gaps),
        tuple(fork for fork in work.forks if fork not in admitted),
        work.erased,
        tuple(sorted(s for s, (own, last) in work.seen.items() if not own and work.attested.get(s, 0) < last)),
        readable and _projection_matches(store),
        max(_damaged_pages(store), int(not readable)),
        Counter(one.code for one in work.breaks),
        admitted,
    )


def _look_at_all(store: Store, work: _Audit, progress: Progress) -> None:
    with store.read() as db:
        total = int(db.execute("SELECT count(*) FROM revision").fetchone()[0])
        erased = frozenset(digest for (digest,) in db.execute("SELECT digest FROM erased").fetchall())
        work.attested = _attested(db)
        work.admitted = branches.admitted(db)
        for done, row in enumerate(db.execute(_ROWS)):
            if done % _TURN == 0:
                progress.give_way()
            if done % _STEP == 0:
                progress.step(done, total, "check")
            work.look(row, erased)
    progress.step(total, total, "derive")


class _Audit:
    """Rows come stream by stream in order of counter, so that each is compared with the one before."""

    def __init__(self) -> None:
        self.seen: dict[str, tuple[bool, int]] = {}
        self.breaks: list[Break] = []
        self.gaps: list[Missing] = []
        self.forks: list[tuple[str, int]] = []
        self.attested: dict[str, int] = {}
        self.admitted: frozenset[str] = frozenset()
        self.revisions = 0
        self.erased = 0
        self._before: dict[int, list[str]] = {}
        self._stream = ""
        self._last = 0

    def look(self, row: tuple[Any, ...], erased: frozenset[bytes]) -> None:
        """Check one revision and its place in the chain."""
        stream, own, counter, digest, _, value_line = row
        self.revisions += 1
        if stream != self._stream:
            self._stream = stream
            self._before.clear()
            self._last = 0
        last = self._last
        if counter == last:
            self.forks.append((stream, counter))
        elif counter > last + 1:
            self.gaps.append(Missing(stream, last + 1, counter - 1))
        self.seen[stream] = (bool(own), counter)
        self._last = counter
        was_erased = value_line is None and digest in erased
        self.breaks += [Break(stream, counter, code) for code in self._faults(row, was_erased)]
        self.erased += was_erased
        self._before.setdefault(counter, []).append(digest.hex())

    def _faults(self, row: tuple[Any, ...], was_erased: bool) -> Iterator[str]:
        stream, _, counter, digest, header_line, value_line = row
        if not isinstance(header_line, bytes) or not isinstance(value_line, bytes | None):
            yield "header-invalid"  # stored as text, which this program never does
            return
        if sha256(header_line).digest() != digest:
            yield "digest-differs"
        try:
            header = _header(header_line)
        except msgspec.DecodeError:
            yield "header-invalid"
            return
        if _encode(header) != header_line:
            yield "header-invalid"
        if header.stream != stream or header.counter != counter:
            yield "stream-differs"
        if value_line is None:
            if not was_erased:
                yield "value-differs"
        elif sha256(value_line).hexdigest() != header.commit:
            yield "value-differs"
        before = self._before.get(counter - 1)
        if (counter == 1) != (header.prev is None) or (before and header.prev not in before):
            yield "chain-broken"


def _attested(db: Transaction) -> dict[str, int]:
    """How far signed heads reach, by stream. Signatures were checked when they came in."""
    reach: dict[str, int] = {}
    for (document,) in db.execute("SELECT document FROM signed_heads").fetchall():
        try:
            held = _heads(document).heads
        except msgspec.DecodeError:
            continue
        for head in held.heads:
            reach[head.stream] = max(reach.get(head.stream, 0), head.counter)
    return reach


def _projection_matches(store: Store) -> bool:
    try:
        return matches_rebuild(store)
    except (msgspec.DecodeError, driver.DatabaseError, LookupError):
        return False


def _damaged_pages(store: Store) -> int:
    """Pages that do not authenticate. They are read from the main file only, hence the log is brought home first."""
    try:
        if not store.read_only:
            store.flush_log()
        with store.quiet() as raw:
            pages = raw.execute("PRAGMA cipher_integrity_check").fetchall()
            sound = raw.execute("PRAGMA quick_check(10)").fetchall() == [("ok",)]
    except driver.DatabaseError:
        return 1
    return len(pages) if pages or sound else 1
