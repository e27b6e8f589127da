"""Undoing a merge: packages set aside count no more, and can be brought back. Nothing is ever taken out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from hmip_desktop.domain.revisions import Revision, read_value, subject
from hmip_desktop.domain.sample import SetAside
from hmip_desktop.domain.trust import Uncounted
from hmip_desktop.errors import Refused
from hmip_desktop.store import casebook, withdrawn
from hmip_desktop.store.deriving import FILES
from hmip_desktop.store.engine import Store, Transaction
from hmip_desktop.store.keys import Entropy
from hmip_desktop.store.revisions import Write, append

_SET_ASIDE = (
    "SELECT c.subject, r.value FROM current c JOIN revision r ON r.id = c.head JOIN case_file f ON f.id = c.case_key"
    " WHERE f.case_id = 'lead' AND c.subject >= 'set-aside:' AND c.subject < 'set-aside;'"
)
_FILE_OF = (
    "SELECT s.case_key FROM twin t JOIN revision r ON r.id = t.revision JOIN stream s ON s.id = r.stream"
    " WHERE r.digest = ?"
)


def set_aside_blockers(store: Store, package_ids: Sequence[str]) -> list[Revision]:
    """Counting revisions outside these packages that descend from one inside.

    While there are any, the packages cannot be set aside. Refused: package-unknown.
    """
    with store.read() as db:
        keys = _keys(db, package_ids)
        blockers: list[Revision] = []
        for file in _files(db, keys):
            before, after = casebook.hidden_rows(db, file), casebook.hidden_rows(db, file, keys)
            inside: set[str] = set()
            outside: set[str] = set()
            for one in casebook.known(db, file, counting=False):
                if one.row not in before:
                    (inside if one.row in after else outside).add(one.digest.hex())
            whole = casebook.whole_revisions(db, file) if inside else []
            blockers += [one for one in whole if one.digest in outside and inside & set(one.header.parents)]
    return sorted(blockers, key=lambda one: (one.header.case_id, one.header.stream, one.header.counter))


def set_aside(
    store: Store, package_ids: Sequence[str], *, reason: str, author: str, now: datetime, entropy: Entropy
) -> Revision:
    """Let the revisions of these packages count no more; heads and projections follow.

    Refused: set-aside-descendants (``count``, ``cases``), package-unknown, packages-already-aside.
    """
    with store.write() as db:
        aside = _aside(db)
        if set(package_ids) <= aside:
            raise Refused("packages-already-aside")
        blockers = set_aside_blockers(store, package_ids)
        if blockers:
            cases = sorted({one.header.case_id for one in blockers})
            raise Refused("set-aside-descendants", count=len(blockers), cases=len(cases))
        value = SetAside(tuple(sorted(package_ids)), reason)
        write = Write(subject("set-aside", entropy(8).hex()), value)
        written = append(store, [write], author=author, now=now, entropy=entropy)
        follow(store, db)
    return written[0]


def bring_back(
    store: Store, package_ids: Sequence[str], *, reason: str, author: str, now: datetime, entropy: Entropy
) -> tuple[Revision, ...]:
    """Let packages that were set aside count again. Refused: package-unknown, packages-not-aside."""
    wanted = set(package_ids)
    with store.write() as db:
        _keys(db, package_ids)
        writes = []
        for text, value in _values(db):
            if not value.back and wanted & set(value.packages):
                left = tuple(one for one in value.packages if one not in wanted)
                changed = SetAside(left or value.packages, reason, back=not left)
                writes.append(Write(text, changed))
        if not writes:
            raise Refused("packages-not-aside")
        written = append(store, writes, author=author, now=now, entropy=entropy)
        follow(store, db)
    return written


def restate(
    store: Store, senders: tuple[str, ...], *, author: str, now: datetime, entropy: Entropy
) -> tuple[Revision, ...]:
    """Say anew what is held here and does not count, so that stores which have it from here follow.

    ``senders`` are the fingerprints under which this store ever sent. Nothing is written while nothing changed.
    """
    with store.write() as db:
        stated = withdrawn.stated(db)
        if not stated and db.execute("SELECT 1 FROM package WHERE counts = 0 LIMIT 1").fetchone() is None:
            return ()
        before = stated.get(author, Uncounted())
        ranges: list[tuple[str, int, int]] = []
        twins: list[str] = []
        for key, _ in casebook.all_files(db):
            found = withdrawn.places(db, key, hidden) if (hidden := casebook.hidden_rows(db, key)) else ([], [])
            ranges += found[0]
            twins += found[1]
        value = Uncounted(tuple(sorted(ranges)), tuple(sorted(twins)), senders)
        if (value.ranges, value.twins) == (before.ranges, before.twins):
            return ()
        write = Write(subject("uncounted", author), value)
        return append(store, [write], author=author, now=now, entropy=entropy)


def follow(store: Store, db: Transaction, stated_before: Mapping[str, Uncounted] | None = None) -> None:
    """Make packages count or not as the set-aside revisions now say, and derive their cases anew.

    ``stated_before``: what other stores said that they do not count, where that may have changed too.
    """
    aside = _aside(db)
    rows = db.execute("SELECT id, package_id, counts FROM package").fetchall()
    changed = [
        (key, package_id not in aside) for key, package_id, counts in rows if bool(counts) == (package_id in aside)
    ]
    for key, counts in changed:
        db.execute("UPDATE package SET counts = ? WHERE id = ?", (int(counts), key))
    db.recount = True
    touched = set(_files(db, [key for key, _ in changed]))
    if stated_before is not None:
        touched |= _files_stated(db, (*stated_before.values(), *withdrawn.stated(db).values()))
    for file, case_id in casebook.all_files(db):
        if file in touched:
            casebook.reproject(db, store.frame, file, case_id)
            if case_id in FILES:
                casebook.refresh_all(db, store.frame)


def _files_stated(db: Transaction, statements: Iterable[Uncounted]) -> set[int]:
    """Case files of which stores say that they hold something which does not count."""
    streams = {stream for value in statements for stream, _, _ in value.ranges}
    digests = {bytes.fromhex(digest) for value in statements for digest in value.twins}
    rows = db.execute("SELECT name, case_key FROM stream").fetchall()
    files = {key for name, key in rows if name in streams}
    for digest in digests:
        files |= {key for (key,) in db.execute(_FILE_OF, (digest,)).fetchall()}
    return files


def _values(db: Transaction) -> list[tuple[str, SetAside]]:
    rows = db.execute(_SET_ASIDE).fetchall()
    values = ((text, read_value("set-aside", line)) for text, line in rows if line is not None)
    return [(text, value) for text, value in values if isinstance(value, SetAside)]


def _aside(db: Transaction) -> set[str]:
    return {package for _, value in _values(db) if not value.back for package in value.packages}


def _keys(db: Transaction, package_ids: Iterable[str]) -> list[int]:
    found = dict(db.execute("SELECT package_id, id FROM package").fetchall())
    for package_id in package_ids:
        if package_id not in found:
            raise Refused("package-unknown", package=package_id)
    return [found[package_id] for package_id in package_ids]


def _files(db: Transaction, packages: Sequence[int]) -> list[int]:
    """Case files that these packages brought something to."""
    rows = db.execute(
        "SELECT DISTINCT s.case_key FROM brought b JOIN stream s ON s.id = b.stream"
        f" WHERE b.package IN ({', '.join('?' * len(packages))})",
        list(packages),
    ).fetchall()
    return [key for (key,) in rows]
