"""Streams with two branches, because a store was copied and used twice and both were admitted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from hmip_desktop.domain.values import decoder_of
from hmip_desktop.store.transaction import Transaction

_FORKED = (
    "SELECT DISTINCT s.id FROM twin t JOIN revision r ON r.id = t.revision JOIN stream s ON s.id = r.stream"
    " WHERE s.case_key = ?"
)
_PLACE = "SELECT id, digest, arrived FROM revision WHERE stream = ? AND counter = ?"
_EARLIER = (
    "INSERT OR IGNORE INTO twin (revision, package) SELECT ?, b.package FROM brought b"
    " WHERE b.stream = ? AND ? BETWEEN b.first AND b.last AND b.package <> ?"
)
_BROUGHT = "INSERT OR IGNORE INTO twin (revision, package) VALUES (?, ?)"
_ADMITTED = (
    "SELECT c.subject FROM current c JOIN case_file f ON f.id = c.case_key JOIN revision r ON r.id = c.head"
    " WHERE f.case_id = '-' AND c.subject >= 'fork:' AND c.subject < 'fork;'"
)


class _Link(msgspec.Struct, frozen=True):
    """The one field of a header that tells what a revision follows."""

    prev: str | None


_link = decoder_of(_Link)


def admitted(db: Transaction) -> frozenset[str]:
    """Installations of which both branches were admitted here."""
    return frozenset(str(subject)[5:] for (subject,) in db.execute(_ADMITTED).fetchall())


def note_twins(
    db: Transaction, package: int, streams: Mapping[str, int], twins: Iterable[tuple[str, int, str]]
) -> None:
    """Note what a package brought at places with several digests; ``streams`` gives the key of each name.

    Its revisions are written already. The first time a place gets a second digest, the packages that brought the
    first are noted too, because until then a counter alone said which revision they brought.
    """
    for name, counter, digest in twins:
        stream = streams[name]
        for row, held, arrived in db.execute(_PLACE, (stream, counter)).fetchall():
            known = db.execute("SELECT 1 FROM twin WHERE revision = ? LIMIT 1", (row,)).fetchone()
            if known is None and arrived is not None and arrived != package:
                db.execute(_EARLIER, (row, stream, counter, package))
            if held.hex() == digest:
                db.execute(_BROUGHT, (row, package))


def forked_streams(db: Transaction, key: int) -> frozenset[int]:
    """Keys of the streams of a case file that have two branches."""
    return frozenset(stream for (stream,) in db.execute(_FORKED, (key,)).fetchall())


def in_branches(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows (counter, digest, header, ...) of one forked stream, branch by branch: each branch runs on to its end,
    and what both share stands in the first.
    """
    after: dict[str | None, list[tuple[Any, ...]]] = defaultdict(list)
    here = {row[1].hex() for row in rows}
    for row in rows:
        prev = _link(row[2]).prev
        after[prev if prev in here else None].append(row)
    ordered: list[tuple[Any, ...]] = []
    waiting = sorted(after[None], reverse=True)
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting += sorted(after[row[1].hex()], reverse=True)
    return ordered


def tips(rows: Sequence[tuple[Any, ...]], hidden: frozenset[int]) -> list[tuple[int, str]]:
    """Counter and digest of the end of each branch that is reached from the first revision without a gap.

    ``rows`` are (counter, digest, header, row key) of one stream; those in ``hidden`` do not count.
    """
    after: dict[str | None, list[tuple[int, str]]] = defaultdict(list)
    for counter, digest, header, row in rows:
        if row not in hidden:
            after[_link(header).prev].append((counter, digest.hex()))
    found: list[tuple[int, str]] = []
    waiting = [one for one in after[None] if one[0] == 1]
    while waiting:
        one = waiting.pop()
        following = [later for later in after[one[1]] if later[0] == one[0] + 1]
        waiting += following
        if not following:
            found.append(one)
    return sorted(found)


def reach(rows: Sequence[tuple[Any, ...]], digests: frozenset[str]) -> int:
    """The counter up to which every branch of ``rows`` (counter, digest, header) is covered.

    Covered is what ``digests`` name and everything that those follow.
    """
    before = {digest.hex(): _link(header).prev or "" for _, digest, header in rows}
    counters = {digest.hex(): counter for counter, digest, _ in rows}
    covered: set[str] = set()
    waiting = [digest for digest in digests if digest in before]
    while waiting:
        digest = waiting.pop()
        while digest in before and digest not in covered:
            covered.add(digest)
            digest = before[digest]
    ends = before.keys() - set(before.values())
    reached = []
    for end in ends:
        place = end
        while place in before and place not in covered:
            place = before[place]
        reached.append(counters.get(place, 0))
    return min(reached, default=0)
