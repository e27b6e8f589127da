"""Revisions in the store: appended, never changed. The only way that anything about a case is written here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from hmip_desktop.domain.merge import KnownCase
from hmip_desktop.domain.revisions import SETTLING, Revision, StreamHead, read, read_value, subject
from hmip_desktop.domain.sample import Allocation, Installation
from hmip_desktop.domain.values import PackStamp, Value, decoder_of
from hmip_desktop.store import branches, casebook, ledger
from hmip_desktop.store.appending import Appending
from hmip_desktop.store.deriving import Known
from hmip_desktop.store.engine import Store
from hmip_desktop.store.keys import Entropy
from hmip_desktop.store.transaction import Transaction

_LINES = "SELECT header, value FROM revision WHERE stream = ? AND counter > ? ORDER BY counter, digest"
_NEWEST = (
    "SELECT s.name, r.counter, r.digest FROM stream s"
    " JOIN (SELECT stream, max(counter) AS counter FROM revision GROUP BY stream) h ON h.stream = s.id"
    " JOIN revision r ON r.stream = h.stream AND r.counter = h.counter"
)

_PLACES = (
    "SELECT r.id, s.name, r.counter, r.digest, s.id FROM stream s JOIN revision r ON r.stream = s.id"
    " WHERE s.case_key = ?"
    " ORDER BY s.name, r.counter, r.digest"
)
_BRANCHES = "SELECT counter, digest, header, value, id FROM revision WHERE stream = ? AND counter > ?"
_BRANCHES_OF = "SELECT r.counter, r.digest, r.header FROM stream s JOIN revision r ON r.stream = s.id WHERE s.name = ?"
_TWICE = (
    "SELECT 1 FROM stream s JOIN revision r ON r.stream = s.id JOIN twin t ON t.revision = r.id WHERE s.name = ?"
    " LIMIT 1"
)
_DIGESTS = "SELECT r.digest FROM stream s JOIN revision r ON r.stream = s.id WHERE s.name = ? AND r.counter = ?"
_LAST_OWN = "SELECT max(r.counter) FROM stream s JOIN revision r ON r.stream = s.id WHERE s.name = ?"
_OWN_SINCE = (
    "SELECT r.header, r.value FROM stream s JOIN revision r ON r.stream = s.id WHERE s.name = ? AND r.counter > ?"
    " ORDER BY r.counter"
)
_SETTLED = (
    "SELECT r.header, r.value FROM case_file f JOIN stream s ON s.case_key = f.id JOIN revision r ON r.stream = s.id"
    " WHERE f.case_id = 'lead' AND instr(r.header, ?) > 0"
)
_FIRST = "SELECT substr(s.name, 1, 16), max(s.id) FROM stream s JOIN case_file f ON f.id = s.case_key"


class _Author(msgspec.Struct, frozen=True):
    """The one field of a header that tells whose stream it is."""

    author: str


_author = decoder_of(_Author)


class Write(msgspec.Struct, frozen=True):
    """One change. ``value`` None withdraws; ``parents`` None means the current counting heads."""

    subject: str
    value: Value | None
    pack: PackStamp | None = None
    parents: tuple[str, ...] | None = None


def append(
    store: Store, writes: Sequence[Write], *, author: str, now: datetime, entropy: Entropy, settling: bool = True
) -> tuple[Revision, ...]:
    """Write all changes in ONE transaction with ONE disk sync, projections included.

    The case is the first part of the subject's key (``answer:<case>/2.1.3`` belongs to ``<case>``); kinds of the
    inspection go to its own stream, kinds of the lead to theirs. A value equal to the current one writes nothing,
    so fewer revisions may come back. Inside ``store.write()`` it is part of that transaction.
    Refused: parent-unknown when a named parent is no revision of that subject, store-read-only, disk-full; unless
    ``settling``, subject-in-conflict for a change that would settle a conflict.
    """
    with store.write() as db:
        work = Appending(store, db, author, now, entropy, settling)
        for one in writes:
            work.add(one.subject, one.value, one.pack, one.parents)
        return work.finish()


def start_installation(store: Store, *, ground: str, author: str, now: datetime, entropy: Entropy) -> Revision:
    """Take a new installation number and write its first revision, which names the heads of all own old streams.

    ``ground``: first-run, restored, old-copy-accepted, replaced-laptop. Call once after ``create`` and after each
    of the others; never reuse a number. Accepts the copy as it is, so the anchor follows it from here on.
    """
    old = stream_heads(store, own=True)
    value = Installation(tuple((head.stream, head.counter, head.digest) for head in old), ground)
    with store.write() as db:
        before = store.installation
        if db.execute("SELECT 1 FROM stream WHERE name LIKE ? LIMIT 1", (f"{before}/%",)).fetchone():
            store.take_installation(db, entropy(8).hex())
            ledger.forget_numbers(db, now)
        written = append(
            store, [Write(subject("installation", store.installation), value)], author=author, now=now, entropy=entropy
        )
    store.accept_history()
    return written[0]


def history(store: Store, subject: str) -> tuple[Revision, ...]:
    """All revisions of a subject held here, parents before children, set-aside ones included."""
    found = [one for one in case_history(store, casebook.case_of(subject)) if one.header.subject == subject]
    here = {one.digest for one in found}
    ordered: list[Revision] = []
    done: set[str] = set()
    while found:
        ready = [one for one in found if all(p in done or p not in here for p in one.header.parents)]
        ordered += ready
        done.update(one.digest for one in ready)
        found = [one for one in found if one.digest not in done]
    return tuple(ordered)


def case_history(store: Store, case_id: str) -> tuple[Revision, ...]:
    """All revisions of a case (``-``, ``lead``: the inspection's), by time as written, then stream and counter."""
    with store.read() as db:
        key = casebook.find_file(db, case_id)
        found = casebook.whole_revisions(db, key) if key is not None else []
    return tuple(sorted(found, key=_as_written))


def whole_history(store: Store, case_id: str) -> tuple[Revision, ...]:
    """As ``case_history``, with what only those who lead hold about the case."""
    with store.read() as db:
        rows = db.execute(_SETTLED, (f'"subject":"{SETTLING}:{case_id}/',)).fetchall()
    return tuple(sorted((*case_history(store, case_id), *(read(*row) for row in rows)), key=_as_written))


def _as_written(one: Revision) -> tuple[str, str, int]:
    return one.header.at, one.header.stream, one.header.counter


def lines(store: Store, case_id: str, covered: Mapping[str, int]) -> Iterator[tuple[bytes, bytes | None]]:
    """Header and value lines of a case after the covered counter of each stream, in stream order."""
    with store.read() as db:
        streams = db.execute(
            "SELECT s.id, s.name FROM stream s JOIN case_file f ON f.id = s.case_key WHERE f.case_id = ?"
            " ORDER BY s.name",
            (case_id,),
        ).fetchall()
        forked = _forked(db, case_id)
        for stream, name in streams:
            if stream in forked:
                rows = branches.in_branches(db.execute(_BRANCHES, (stream, covered.get(name, 0))).fetchall())
                yield from ((row[2], row[3]) for row in rows)
            else:
                yield from db.execute(_LINES, (stream, covered.get(name, 0))).fetchall()


def last_written(store: Store, case_id: str) -> int:
    """The counter of the newest revision that this installation wrote about a case; 0 when there is none."""
    with store.read() as db:
        row = db.execute(_LAST_OWN, (f"{store.installation}/{case_id}",)).fetchone()
    return int(row[0] or 0)


def written_since(store: Store, case_id: str, counter: int) -> tuple[Revision, ...]:
    """What this installation wrote about a case after ``counter``, in order."""
    with store.read() as db:
        rows = db.execute(_OWN_SINCE, (f"{store.installation}/{case_id}", counter)).fetchall()
    return tuple(read(header, value) for header, value in rows)


def uncovered(store: Store, covered: Mapping[str, int]) -> dict[str, int]:
    """How many revisions of each case (``-`` and ``lead`` included) stand after ``covered`` (stream to counter).

    Practice cases are never there.
    """
    counts: dict[str, int] = {}
    with store.read() as db:
        rows = db.execute(
            "SELECT s.id, s.name, f.case_id, max(r.counter) FROM stream s JOIN case_file f ON f.id = s.case_key"
            " JOIN revision r ON r.stream = s.id WHERE f.case_id NOT LIKE 'practice-%'"
            " GROUP BY s.id ORDER BY f.case_id"
        ).fetchall()
        for stream, name, case_id, newest in rows:
            after = covered.get(name, 0)
            if newest > after:
                counts[case_id] = counts.get(case_id, 0) + _count_after(db, stream, after)
    return counts


def _count_after(db: Transaction, stream: int, after: int) -> int:
    row = db.execute("SELECT count(*) FROM revision WHERE stream = ? AND counter > ?", (stream, after)).fetchone()
    return int(row[0])


def stream_heads(store: Store, case_id: str | None = None, *, own: bool = False) -> tuple[StreamHead, ...]:
    """Newest revision of each stream, of one case or of all, by name.

    ``own`` keeps those written by this store, under its present installation number or an earlier one.
    """
    where = [clause for clause, wanted in (("s.own = 1", own), ("f.case_id = ?", case_id is not None)) if wanted]
    statement = _NEWEST + " JOIN case_file f ON f.id = s.case_key"
    if where:
        statement += " WHERE " + " AND ".join(where)
    with store.read() as db:
        rows = db.execute(statement, (case_id,) if case_id is not None else ()).fetchall()
    return tuple(StreamHead(name, counter, digest.hex()) for name, counter, digest in sorted(rows))


def unbroken(store: Store, case_id: str) -> tuple[StreamHead, ...]:
    """Per stream of a case the last counting revision with no gap before it, by name; two where it has branches."""
    with store.read() as db:
        key = casebook.find_file(db, case_id)
        if key is None:
            return ()
        hidden = casebook.hidden_rows(db, key)
        rows = db.execute(_PLACES, (key,)).fetchall()
        forked = branches.forked_streams(db, key)
        named = {stream: name for _, name, _, _, stream in rows if stream in forked}
        twins = {name: db.execute(_BRANCHES, (stream, 0)).fetchall() for stream, name in named.items()}
    places: dict[str, dict[int, tuple[int, bytes]]] = {}
    for row, name, counter, digest, _ in rows:
        places.setdefault(name, {})[counter] = (row, digest)
    reached = []
    for name, held in places.items():
        if name in twins:
            ends = [(counter, digest, header, row) for counter, digest, header, _, row in twins[name]]
            reached += [StreamHead(name, counter, digest) for counter, digest in branches.tips(ends, hidden)]
            continue
        last, digest = 0, b""
        while last + 1 in held and held[last + 1][0] not in hidden:
            last, digest = last + 1, held[last + 1][1]
        if last:
            reached.append(StreamHead(name, last, digest.hex()))
    return tuple(reached)


def _forked(db: Transaction, case_id: str) -> frozenset[int]:
    key = casebook.find_file(db, case_id)
    return frozenset() if key is None else branches.forked_streams(db, key)


def holds(store: Store, heads: Iterable[StreamHead]) -> tuple[StreamHead, ...]:
    """Those of ``heads`` that are held here, the same revision under the same number of the same stream."""
    with store.read() as db:
        return tuple(
            head for head in heads
            if (bytes.fromhex(head.digest),) in db.execute(_DIGESTS, (head.stream, head.counter)).fetchall()
        )  # fmt: skip


def has_branches(store: Store, stream: str) -> bool:
    """True for a stream of which two branches are held here."""
    with store.read() as db:
        return db.execute(_TWICE, (stream,)).fetchone() is not None


def reach(store: Store, stream: str, digests: Iterable[str]) -> int:
    """The counter up to which every branch of a stream is among these revisions and those before them; 0 for none."""
    with store.read() as db:
        rows = db.execute(_BRANCHES_OF, (stream,)).fetchall()
    return branches.reach(rows, frozenset(digests))


def admitted_forks(store: Store) -> frozenset[str]:
    """Installations that wrote twice under the same numbers, both branches admitted."""
    with store.read() as db:
        return branches.admitted(db)


def authors(store: Store, case_id: str | None = None) -> dict[str, str]:
    """Installation to the one person who writes there, of those with revisions of a case or of any."""
    where, parameters = (" WHERE f.case_id = ?", (case_id,)) if case_id is not None else ("", ())
    with store.read() as db:
        rows = db.execute(f"{_FIRST}{where} GROUP BY 1", parameters).fetchall()
        found = [
            (name, db.execute("SELECT header FROM revision WHERE stream = ? LIMIT 1", (stream,)).fetchone())
            for name, stream in rows
        ]
    return {name: _author(row[0]).author for name, row in found if row is not None}


def known_case(store: Store, case_id: str) -> KnownCase:
    """What is held of a case (``-``, ``lead``: the inspection's), for planning a merge. Empty when unknown."""
    with store.read() as db:
        key = casebook.find_file(db, case_id)
        if key is None:
            return KnownCase()
        streams: dict[str, dict[int, str]] = {}
        twins: dict[str, dict[int, frozenset[str]]] = {}
        found: list[Known] = []
        for row in casebook.all_rows(db, key):
            _, digest, _, _, name, counter = row
            found.append(casebook.known_of(row))
            if streams.setdefault(name, {}).setdefault(counter, digest.hex()) != digest.hex():
                several = twins.setdefault(name, {})
                several[counter] = several.get(counter, frozenset({streams[name][counter]})) | {digest.hex()}
        by_subject: dict[str, list[Known]] = {}
        for one in casebook.without_hidden(db, key, found):
            by_subject.setdefault(one.subject, []).append(one)
    named = {text: frozenset(parent for one in held for parent in one.parents) for text, held in by_subject.items()}
    heads = {
        text: {d: one.value for one in held if (d := one.digest.hex()) not in named[text]}
        for text, held in by_subject.items()
    }
    return KnownCase(streams, heads, named, twins, _allocated(found))


def _allocated(revisions: Iterable[Known]) -> frozenset[str]:
    """Everybody whom one of these allocations names; "" is among them where one names nobody or was withdrawn."""
    found: set[str] = set()
    for one in revisions:
        if one.subject.startswith("allocation:"):
            given = read_value("allocation", one.value) if one.value is not None else None
            found |= {given.inspector, given.interviewer} if isinstance(given, Allocation) else {""}
    return frozenset(found)


def get(store: Store, digest: str) -> Revision | None:
    """The revision of that digest, or None. There is no index on digests: this reads through all of them."""
    with store.read() as db:
        row = db.execute("SELECT header, value FROM revision WHERE digest = ?", (bytes.fromhex(digest),)).fetchone()
    return read(row[0], row[1]) if row else None
