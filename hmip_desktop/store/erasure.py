"""Erasing words while the chain stays: the value goes, header and counter remain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hmip_desktop.domain.revisions import Revision, read_value, settled_case, subject
from hmip_desktop.domain.sample import Erased, Roster
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.store import casebook, drafts
from hmip_desktop.store.engine import Store, Transaction
from hmip_desktop.store.keys import Entropy
from hmip_desktop.store.revisions import Write, append

_LEADING = ("lead", "deputy")
_ROSTER = (
    "SELECT r.value FROM current c JOIN revision r ON r.id = c.head JOIN case_file f ON f.id = c.case_key"
    " WHERE f.case_id = '-' AND c.subject >= 'roster:' AND c.subject < 'roster;'"
)


def erase(
    store: Store, case_id: str, digests: Sequence[str], *, ground: str, author: str, now: datetime, entropy: Entropy
) -> Revision:
    """Erase the values of these revisions of a case and write the ``erased`` revision that says so.

    What those who lead hold about the case is reached too. Drafts of their subjects go too, the log is brought home
    and freed pages are zeroed. Backups made before still hold the words: ``backup.drop_all`` removes them.
    Refused: revision-unknown.
    """
    with store.write() as db:
        key = casebook.find_file(db, case_id)
        held = {one.digest for one in _about(db, key, case_id)} if key is not None else set()
        if key is None or not set(digests) <= held:
            raise Refused("revision-unknown")
        value = Erased(tuple(sorted(digests)), ground, moment(now))
        write = Write(subject("erased", case_id, entropy(8).hex()), value)
        written = append(store, [write], author=author, now=now, entropy=entropy)
        _wipe(store, db, key, case_id, digests)
    store.flush_log()
    return written[0]


def honour(store: Store, db: Transaction, key: int, revision: Revision) -> None:
    """Erase what an ``erased`` revision that arrived names: the author's own words, or anybody's for those who lead."""
    value = revision.value()
    if not isinstance(value, Erased):
        return
    author, leads = revision.header.author, _leads(db)
    held = {one.digest: one.header.author for one in _about(db, key, revision.header.case_id)}
    allowed = [d for d in value.revisions if d in held and (held[d] == author or author in leads)]
    later = [d for d in value.revisions if d not in held and author in leads]
    db.executemany("INSERT OR IGNORE INTO erased (digest) VALUES (?)", [(bytes.fromhex(d),) for d in later])
    _wipe(store, db, key, revision.header.case_id, allowed)


def _about(db: Transaction, key: int, case_id: str) -> list[Revision]:
    """The revisions of a case, and of those that only those who lead hold the ones about it."""
    lead = casebook.find_file(db, "lead")
    between = casebook.whole_revisions(db, lead) if lead is not None else []
    return [*casebook.whole_revisions(db, key), *(o for o in between if settled_case(o.header.subject) == case_id)]


def _wipe(store: Store, db: Transaction, key: int, case_id: str, digests: Sequence[str]) -> None:
    _wipe_file(store, db, key, case_id, digests)
    lead = casebook.find_file(db, "lead")
    if lead is not None:
        _wipe_file(store, db, lead, "lead", digests)
        casebook.refresh_settled(db, store.frame, (case_id,))


def _wipe_file(store: Store, db: Transaction, key: int, case_id: str, digests: Sequence[str]) -> None:
    wanted = {bytes.fromhex(digest) for digest in digests}
    found = [one for one in casebook.known(db, key, counting=False) if one.digest in wanted]
    for one in found:
        db.execute("UPDATE revision SET value = NULL WHERE id = ?", (one.row,))
        db.execute("INSERT OR IGNORE INTO erased (digest) VALUES (?)", (one.digest,))
        drafts.forget(db, one.subject)
    if found:
        casebook.reproject(db, store.frame, key, case_id)


def _leads(db: Transaction) -> frozenset[str]:
    found: set[str] = set()
    for (line,) in db.execute(_ROSTER).fetchall():
        roster = read_value("roster", line) if line is not None else None
        if isinstance(roster, Roster):
            found.update(member.fingerprint for member in roster.members if member.role in _LEADING)
    return frozenset(found)
