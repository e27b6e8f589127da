"""Set-asides that reach other stores: what a sender does not count itself, its packages do not prove elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hmip_desktop.domain.revisions import read_value
from hmip_desktop.domain.trust import Uncounted
from hmip_desktop.store.transaction import Transaction

_STATED = (
    "SELECT c.subject, r.value FROM current c JOIN revision r ON r.id = c.head JOIN case_file f ON f.id = c.case_key"
    " WHERE f.case_id = 'lead' AND c.subject >= 'uncounted:' AND c.subject < 'uncounted;'"
)
_ROWS = (
    "SELECT r.id, s.name, r.counter, r.digest, r.stream, EXISTS (SELECT 1 FROM twin t WHERE t.revision = r.id)"
    " FROM stream s JOIN revision r ON r.stream = s.id WHERE s.case_key = ? AND r.arrived IS NOT NULL"
)
_BROUGHT = (
    "SELECT b.stream, b.first, b.last, p.sender, p.id FROM stream s JOIN brought b ON b.stream = s.id"
    " JOIN package p ON p.id = b.package WHERE s.case_key = ? AND p.counts = 1"
)
_TWINS = (
    "SELECT t.revision, p.sender, p.id FROM stream s JOIN revision r ON r.stream = s.id"
    " JOIN twin t ON t.revision = r.id JOIN package p ON p.id = t.package WHERE s.case_key = ? AND p.counts = 1"
)


@dataclass(slots=True)
class Withdrawn:
    """What one sender does not count: ranges of counters by stream, and digests where a counter holds several."""

    ranges: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    twins: set[str] = field(default_factory=set)

    def names(self, stream: str, counter: int, digest: bytes, *, is_twin: bool) -> bool:
        """True when this revision is among it."""
        if is_twin:
            return digest.hex() in self.twins
        return any(first <= counter <= last for first, last in self.ranges.get(stream, ()))


def stated(db: Transaction) -> dict[str, Uncounted]:
    """What each author says that their store does not count."""
    found = {}
    for subject, line in db.execute(_STATED).fetchall():
        value = read_value("uncounted", line) if line is not None else None
        if isinstance(value, Uncounted):
            found[str(subject)[10:]] = value
    return found


def by_sender(statements: Iterable[Uncounted]) -> Mapping[str, Withdrawn]:
    """What packages of each sender do not prove; senders who count everything are not there."""
    found: dict[str, Withdrawn] = {}
    for value in statements:
        for sender in value.senders if value.ranges or value.twins else ():
            one = found.setdefault(sender, Withdrawn())
            for stream, first, last in value.ranges:
                one.ranges[stream].append((first, last))
            one.twins.update(value.twins)
    return found


def unsupported(
    db: Transaction, key: int, withdrawn: Mapping[str, Withdrawn], without: Sequence[int] = ()
) -> frozenset[int]:
    """Rows of a case file that no counting package proves, ``withdrawn`` considered; ``without`` packages left out."""
    brought: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for stream, first, last, sender, package in db.execute(_BROUGHT, (key,)).fetchall():
        if package not in without:
            brought[stream].append((first, last, sender))
    twins: dict[int, list[str]] = defaultdict(list)
    for row, sender, package in db.execute(_TWINS, (key,)).fetchall():
        if package not in without:
            twins[row].append(sender)
    hidden = []
    for row, name, counter, digest, stream, is_twin in db.execute(_ROWS, (key,)).fetchall():
        senders = twins[row] if is_twin else [s for first, last, s in brought[stream] if first <= counter <= last]
        if not any(_proves(withdrawn.get(one), name, counter, digest, bool(is_twin)) for one in senders):
            hidden.append(row)
    return frozenset(hidden)


def _proves(withdrawn: Withdrawn | None, stream: str, counter: int, digest: bytes, is_twin: bool) -> bool:
    return withdrawn is None or not withdrawn.names(stream, counter, digest, is_twin=is_twin)


def places(db: Transaction, key: int, hidden: frozenset[int]) -> tuple[list[tuple[str, int, int]], list[str]]:
    """Hidden rows of a case file as ranges of counters by stream, and digests where a counter holds several."""
    rows: list[tuple[Any, ...]] = [row for row in db.execute(_ROWS, (key,)).fetchall() if row[0] in hidden]
    ranges: list[tuple[str, int, int]] = []
    for _, name, counter, _, _, is_twin in sorted(rows, key=lambda row: (row[1], row[2])):
        if is_twin:
            continue
        if ranges and ranges[-1][0] == name and ranges[-1][2] == counter - 1:
            ranges[-1] = (name, ranges[-1][1], counter)
        else:
            ranges.append((name, counter, counter))
    return ranges, sorted(row[3].hex() for row in rows if row[5])
