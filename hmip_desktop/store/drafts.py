"""What is being typed, durable before it becomes a revision: one row per subject."""

from __future__ import annotations

import json
from dataclasses import dataclass

from hmip_desktop.store.engine import Store

_SAVE = (
    "INSERT INTO draft (subject, case_id, content, heads, at) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (subject) DO UPDATE SET content = excluded.content, at = excluded.at"
)
_PENDING = "SELECT subject, case_id, content, heads, at FROM draft"


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


def save(store: Store, draft: Draft) -> None:
    """Keep a draft durably; the one before of that subject is replaced, its ``heads`` stay as they were."""
    with store.write() as db:
        db.execute(_SAVE, (draft.subject, draft.case_id, draft.content, json.dumps(draft.heads), draft.at))


def pending(store: Store, case_id: str | None = None) -> list[Draft]:
    """Drafts left over, oldest first."""
    where, parameters = (" WHERE case_id = ?", (case_id,)) if case_id is not None else ("", ())
    with store.read() as db:
        rows = db.execute(f"{_PENDING}{where} ORDER BY at, subject", parameters).fetchall()
    return [Draft(subject, case, content, tuple(json.loads(heads)), at) for subject, case, content, heads, at in rows]


def discard(store: Store, subject: str) -> None:
    """Drop the draft of a subject; nothing when there is none. Inside ``store.write()`` with its revision: one step."""
    with store.write() as db:
        db.execute("DELETE FROM draft WHERE subject = ?", (subject,))
