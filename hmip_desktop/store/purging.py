"""Destroying a store's own copy of cases: every value goes, headers and chain stay, and nothing of it is sent.

Unlike ``erasure.erase`` it writes no ``erased`` revision, which would take the words from those who keep them.
"""

from __future__ import annotations

from collections.abc import Iterable

from hmip_desktop.store import casebook
from hmip_desktop.store.engine import Store, Transaction

_WITH_WORDS = (
    "SELECT f.case_id, count(*) FROM case_file f JOIN stream s ON s.case_key = f.id"
    " JOIN revision r ON r.stream = s.id WHERE r.value IS NOT NULL AND f.case_id NOT IN ('-', 'lead')"
    " AND f.case_id NOT LIKE 'practice-%' GROUP BY f.id ORDER BY f.case_id"
)
_NOTE = (
    "INSERT OR IGNORE INTO erased (digest) SELECT r.digest FROM stream s JOIN revision r ON r.stream = s.id"
    " WHERE s.case_key = ? AND r.value IS NOT NULL"
)
_EMPTY = (
    "UPDATE revision SET value = NULL WHERE value IS NOT NULL AND stream IN (SELECT id FROM stream WHERE case_key = ?)"
)

_WITH_KIND = (
    "SELECT DISTINCT f.case_id FROM case_file f JOIN current c ON c.case_key = f.id"
    " WHERE c.subject > ? || ':' AND c.subject < ? || ';' AND f.case_id NOT LIKE 'practice-%'"
)


def words_held(store: Store) -> dict[str, int]:
    """How many revisions of each case have a value here, by case id; practice cases are left out."""
    with store.read() as db:
        return {str(case_id): int(count) for case_id, count in db.execute(_WITH_WORDS).fetchall()}


def cases_with(store: Store, kind: str) -> tuple[str, ...]:
    """The cases that hold a subject of this kind, on the list or not."""
    with store.read() as db:
        return tuple(str(case_id) for (case_id,) in db.execute(_WITH_KIND, (kind, kind)).fetchall())


def empty_cases(store: Store, case_ids: Iterable[str]) -> int:
    """Erase every value and every draft of these cases; answers how many values went.

    Inside ``store.write()`` it is one step with what is recorded of it. The log is brought home by ``flush_log``.
    """
    gone = 0
    with store.write() as db:
        for case_id in case_ids:
            gone += _empty_case(store, db, case_id)
    return gone


def drop_drafts(store: Store, case_id: str) -> None:
    """Take out what was typed and never became a revision, in the buffer and in the bin."""
    with store.write() as db:
        db.execute("DELETE FROM draft WHERE case_id = ?", (case_id,))
        db.execute("DELETE FROM binned_draft WHERE case_id = ?", (case_id,))


def _empty_case(store: Store, db: Transaction, case_id: str) -> int:
    drop_drafts(store, case_id)
    key = casebook.find_file(db, case_id)
    if key is None:
        return 0
    db.execute(_NOTE, (key,))
    gone = int(db.execute(_EMPTY, (key,)).rowcount)
    casebook.reproject(db, store.frame, key, case_id)
    return gone
