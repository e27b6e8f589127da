"""Words that are being typed: durable before they become a revision, offered again after a crash."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.domain.values import moment
from hmip_desktop.services.context import Context
from hmip_desktop.store import drafts


@dataclass(frozen=True, slots=True)
class Draft:
    """Left-over words: ``subject`` as revisions name it, the words, and when they were kept (a stored moment)."""

    subject: str
    case_id: str
    words: str
    heads: tuple[str, ...]
    at: str


def keep_draft(ctx: Context, subject: str, case_id: str, words: str, heads: tuple[str, ...] = ()) -> None:
    """Keep what is being typed. ``heads`` are those on screen when typing began; later calls do not move them."""
    drafts.save(ctx.store, drafts.Draft(subject, case_id, words, heads, moment(ctx.now())))


def left_over(ctx: Context, case_id: str) -> tuple[Draft, ...]:
    """Drafts of a case that never became a revision, oldest first."""
    return tuple(
        Draft(held.subject, held.case_id, held.content, held.heads, held.at)
        for held in drafts.pending(ctx.store, case_id)
    )


def drop_draft(ctx: Context, subject: str) -> None:
    """The words became a revision, or the person let them go."""
    drafts.discard(ctx.store, subject)
