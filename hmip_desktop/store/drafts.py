"""What is being typed, durable before it becomes a revision: one row per subject, and a bin for what is let go.

The subject of a draft is ``draft:<case>/<kind>/<rest>`` for what will be a revision of ``<kind>:<case>/<rest>``, so
that erasing a revision finds the words that were typed for it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from hmip_desktop.store.engine import Store, Transaction

_SAVE = (
    "INSERT INTO draft (subject, case_id, content, heads, at) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (subject) DO UPDATE SET content = excluded.content, at = excluded.at"
)
_PENDING = "SELECT subject, case_id, content, heads, at FROM draft"
_BIN = (
    "INSERT INTO binned_draft (subject, case_id, content, heads, at, binned_at)"
    " SELECT subject, case_id, content, heads, at, ? FROM draft WHERE subject = ?"
)
_BINNED = "SELECT id, subject, case_id, content, heads, at, binned_at FROM binned_draft"


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsaved words. ``content`` is text or JSON as the editor keeps it; ``heads`` those on screen when typing began.

    ``case_id`` is ``-`` for what belongs to no case; ``at`` is a stored moment.
    """

    subject: str
    case_id: str
    content: str
    heads: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class Binned:
    """A draft that was let go, with its number in the bin and when."""

    number: int
    draft: Draft
    binned_at: str


def save(store: Store, draft: Draft) -> None:
    """Keep a draft durably; the one before of that subject is replaced, its ``heads`` stay as they were."""
    with store.write() as db:
        db.execute(_SAVE, (draft.subject, draft.case_id, draft.content, json.dumps(draft.heads), draft.at))


def pending(store: Store, case_id: str | None = None) -> list[Draft]:
    """Drafts left over, oldest first."""
    where, parameters = (" WHERE case_id = ?", (case_id,)) if case_id is not None else ("", ())
    with store.read() as db:
        rows = db.execute(f"{_PENDING}{where} ORDER BY at, subject", parameters).fetchall()
    return [_draft(*row) for row in rows]


def discard(store: Store, subject: str) -> None:
    """Drop the draft of a subject; nothing when there is none. Inside ``store.write()`` with its revision: one step."""
    with store.write() as db:
        db.execute("DELETE FROM draft WHERE subject = ?", (subject,))


def put_in_bin(store: Store, subject: str, at: str) -> None:
    """Move the draft of a subject to the bin; ``at`` is a stored moment. Nothing when there is none."""
    with store.write() as db:
        db.execute(_BIN, (at, subject))
        db.execute("DELETE FROM draft WHERE subject = ?", (subject,))


def binned(store: Store, case_id: str | None = None) -> list[Binned]:
    """What lies in the bin, the latest first."""
    where, parameters = (" WHERE case_id = ?", (case_id,)) if case_id is not None else ("", ())
    with store.read() as db:
        rows = db.execute(f"{_BINNED}{where} ORDER BY binned_at DESC, id DESC", parameters).fetchall()
    return [Binned(row[0], _draft(*row[1:6]), row[6]) for row in rows]


def take_from_bin(store: Store, number: int) -> Draft | None:
    """Make a draft of it again and take it out of the bin; None when it is not there any more.

    A draft of the same subject that was begun since goes to the bin in its place.
    """
    with store.write() as db:
        row = db.execute(f"{_BINNED} WHERE id = ?", (number,)).fetchone()
        if row is None:
            return None
        draft = _draft(*row[1:6])
        put_in_bin(store, draft.subject, row[6])
        save(store, draft)
        db.execute("DELETE FROM binned_draft WHERE id = ?", (number,))
    return draft


def empty_bin(store: Store, before: str) -> None:
    """Take out for good what was put in before the stored moment."""
    with store.write() as db:
        db.execute("DELETE FROM binned_draft WHERE binned_at < ?", (before,))


def forget(db: Transaction, subject: str) -> None:
    """Take out the words typed for a subject of revisions, in the buffer and in the bin: for erasure."""
    kind, _, key = subject.partition(":")
    case_id, _, rest = key.partition("/")
    named = (subject, f"draft:{case_id}/{kind}/{rest}" if rest else f"draft:{case_id}/{kind}")
    db.execute("DELETE FROM draft WHERE subject IN (?, ?)", named)
    db.execute("DELETE FROM binned_draft WHERE subject IN (?, ?)", named)


def _draft(subject: str, case: str, content: str, heads: str, at: str) -> Draft:
    return Draft(subject, case, content, tuple(json.loads(heads)), at)
