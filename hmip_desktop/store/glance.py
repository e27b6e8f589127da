"""A light look at an open store: every page authenticates, and the newest change of each own stream is whole."""

from __future__ import annotations

from hmip_desktop.domain.revisions import sha256_hex
from hmip_desktop.store.connection import driver
from hmip_desktop.store.engine import Store

_NEWEST = (
    "SELECT r.digest, r.header FROM stream s JOIN revision r ON r.stream = s.id AND r.counter ="
    " (SELECT max(counter) FROM revision WHERE stream = s.id) WHERE s.own = 1"
)


def is_whole(store: Store) -> bool:
    """False when a page of the database does not authenticate or a newest own change is not what it says.

    Reads beside whoever writes and holds nobody up; what ``audit`` proves takes longer.
    """
    try:
        with store.read() as db:
            if db.execute("PRAGMA cipher_integrity_check").fetchall():
                return False
            return all(sha256_hex(header) == digest.hex() for digest, header in db.execute(_NEWEST).fetchall())
    except driver.DatabaseError:
        return False
