"""Proof that the store says what its revisions say: every digest, commitment, chain and projection again."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from hmip_desktop.domain.revision_lines import LineReader
from hmip_desktop.domain.revisions import Header, Revision, SignedHeads
from hmip_desktop.domain.values import decoder_of
from hmip_desktop.errors import Refused
from hmip_desktop.progress import Progress
from hmip_desktop.store import branches, casebook
from hmip_desktop.store.connection import driver
from hmip_desktop.store.deriving import Known, answer_code
from hmip_desktop.store.engine import Store, Transaction
from hmip_desktop.store.projections import Beside

_ROWS = "SELECT id, counter, digest, header, value FROM revision WHERE stream = ? ORDER BY counter"
_Row = tuple[int, int, bytes, Any, Any]
"""Key, counter, digest, header line, value line."""
_STEP, _TURN = 5000, 500


class _HeadsFile(msgspec.Struct, frozen=True):
    """The one field of a signed heads document that matters here."""

    heads: SignedHeads


_heads = decoder_of(_HeadsFile)
_header = decoder_of(Header)
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
    readable, same = True, False
    home = _log_is_home(store)
    with ThreadPoolExecutor(1) as beside:  # pages are checked without Python, so that costs hardly any time of its own
        pages = beside.submit(_damaged_pages, store)
        try:
            same = _look_at_all(store, work, progress or Progress())
        except driver.DatabaseError:
            readable = False
        damaged = max(pages.result(), int(not home), int(not readable))
    forks = sorted(work.forks)
    admitted = tuple(fork for fork in forks if fork[0].partition("/")[0] in work.admitted)
    return Audit(
        work.revisions,
        len({stream.partition("/")[0] for stream in work.seen}),
        tuple(sorted(work.breaks, key=lambda one: (one.stream, one.counter))),
        tuple(sorted(work.gaps, key=lambda one: (one.stream, one.first))),
        tuple(fork for fork in forks if fork not in admitted),
        work.erased,
        tuple(sorted(s for s, (own, last) in work.seen.items() if not own and work.attested.get(s, 0) < last)),
        same,
        damaged,
        admitted,
    )


def _look_at_all(store: Store, work: _Audit, progress: Progress) -> bool:
    """Every revision once, case file by case file; True when what is derived is what they say."""
    with store.read() as db:
        total = int(db.execute("SELECT count(*) FROM revision").fetchone()[0])
        work.erased_on_purpose = frozenset(digest for (digest,) in db.execute("SELECT digest FROM erased").fetchall())
        work.attested = _attested(db)
        work.admitted = branches.admitted(db)
        beside = Beside(db)
        streams: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
        for key, *stream in db.execute("SELECT case_key, id, name, own FROM stream").fetchall():
            streams[key].append(tuple(stream))
        turn = step = 0
        for key, case_id in casebook.all_files(db):
            held = [one for stream in streams.pop(key, ()) for one in work.look(db, *stream)]
            beside.look(key, case_id, held)
            if work.revisions >= turn:
                progress.give_way()
                turn = work.revisions + _TURN
            if work.revisions >= step:
                progress.step(work.revisions, total, "check")
                step = work.revisions + _STEP
        for stream in [one for several in streams.values() for one in several]:
            work.look(db, *stream)  # of no file that is here
        same = beside.is_same() and work.legible
    progress.step(total, total, "derive")
    return same


class _Audit:
    """Looks at one stream after the other, in order of counter, so that each revision is compared with the one before.

    ``legible`` is false once a header could not be read.
    """

    def __init__(self) -> None:
        self.seen: dict[str, tuple[bool, int]] = {}
        self.breaks: list[Break] = []
        self.gaps: list[Missing] = []
        self.forks: list[tuple[str, int]] = []
        self.attested: dict[str, int] = {}
        self.admitted: frozenset[str] = frozenset()
        self.erased_on_purpose: frozenset[bytes] = frozenset()
        self.revisions = 0
        self.erased = 0
        self.legible = True
        self._lines = LineReader()

    def look(self, db: Transaction, key: int, stream: str, own: int) -> list[Known]:
        """Check every revision of a stream and its place in the chain; gives them as they are derived from."""
        rows = db.execute(_ROWS, (key,)).fetchall()
        plain = self._plain(stream, rows)
        if plain is None:
            return self._one_by_one(stream, own, rows)
        self.revisions += len(rows)
        self.seen[stream] = (bool(own), len(rows))
        return [_known(row, one.header) for row, one in zip(rows, plain, strict=True)]

    def _plain(self, stream: str, rows: list[_Row]) -> list[Revision] | None:
        """The revisions of a stream in which all is as it should be from the first on; None for any other.

        Read as those of a package are: line by line what follows from the line before, which is sooner told than what
        is wrong with one.
        """
        if not rows or any(type(row[3]) is not bytes or type(row[4]) is not bytes for row in rows):
            return None
        try:
            reading = self._lines.read([row[3] for row in rows], [row[4] for row in rows])
        except Refused:
            return None
        first = reading.revisions[0].header
        if len(reading.runs) > 1 or (first.stream, first.counter, first.prev) != (stream, 1, None):
            return None
        same = all(
            one.header.counter == row[1] and one.digest == row[2].hex()
            for one, row in zip(reading.revisions, rows, strict=True)
        )
        return reading.revisions if same else None

    def _one_by_one(self, stream: str, own: int, rows: list[_Row]) -> list[Known]:
        last = 0
        here: list[str] = []
        before: list[str] = []
        found: list[Known] = []
        for row in rows:
            _, counter, digest, line, value = row
            self.revisions += 1
            if counter == last:
                self.forks.append((stream, counter))
            else:
                if counter > last + 1:
                    self.gaps.append(Missing(stream, last + 1, counter - 1))
                before, here = here if counter == last + 1 else [], []
                last = counter
                self.seen[stream] = (bool(own), counter)
            here.append(digest.hex())
            was_erased = value is None and digest in self.erased_on_purpose
            self.erased += was_erased
            header = _legible(line, value)
            codes = _faults(row, stream, header, before, was_erased)
            self.breaks += [Break(stream, counter, code) for code in codes]
            if header is None:
                self.legible = False
            else:
                found.append(_known(row, header))
        return found


def _known(row: _Row, header: Header) -> Known:
    answer = answer_code(row[4]) if header.subject.startswith("answer:") else None
    pack = casebook.signed_under(header.subject, row[3])
    return Known(header.subject, row[0], row[2], False, answer, row[4], pack, header.parents, header.at)


def _legible(line: object, value: object) -> Header | None:
    """The header of a line, None for one that cannot be read or is stored as text, which this program never does."""
    if type(line) is not bytes or not (value is None or type(value) is bytes):
        return None
    try:
        return _header(line)
    except msgspec.DecodeError:
        return None


def _faults(row: _Row, stream: str, header: Header | None, before: list[str], was_erased: bool) -> list[str]:
    _, counter, digest, line, value = row
    found: list[str] = []
    if type(line) is bytes and sha256(line).digest() != digest:
        found.append("digest-differs")
    if header is None:
        return [*found, "header-invalid"]
    if _encode(header) != line:
        found.append("header-invalid")
    if header.stream != stream or header.counter != counter:
        found.append("stream-differs")
    if not was_erased and (value is None or sha256(value).hexdigest() != header.commit):
        found.append("value-differs")
    if (counter == 1) != (header.prev is None) or (before and header.prev not in before):
        found.append("chain-broken")
    return found


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


def _log_is_home(store: Store) -> bool:
    """Bring the log home: pages are checked in the main file only."""
    try:
        if not store.read_only:
            store.flush_log()
    except driver.DatabaseError:
        return False
    return True


def _damaged_pages(store: Store) -> int:
    """Pages that do not authenticate."""
    try:
        with store.quiet() as raw:
            pages = raw.execute("PRAGMA cipher_integrity_check").fetchall()
            sound = raw.execute("PRAGMA quick_check(10)").fetchall() == [("ok",)]
    except driver.DatabaseError:
        return 1
    return len(pages) if pages or sound else 1
