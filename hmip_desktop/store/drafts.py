"""What is being typed, durable before it becomes a revision: one row per subject."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.store.engine import Store


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
    raise NotImplementedError


def pending(store: Store, case_id: str | None = None) -> list[Draft]:
    """Drafts left over, oldest first."""
    raise NotImplementedError


def discard(store: Store, subject: str) -> None:
    """Drop the draft of a subject; nothing when there is none."""
    raise NotImplementedError
