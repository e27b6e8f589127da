"""What the screens of one case may ask about queries and notes to the guidance; called off the window's thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hmip_desktop.domain.moved_case import MovedCase
from hmip_desktop.services import drafting, guidance_notes, moved_case, queries
from hmip_desktop.services.context import Changes, Context
from hmip_desktop.services.guidance_notes import Note
from hmip_desktop.services.queries import Turn

DRAFT = "query"
"""Drafts of replies are kept under this and the id of the query."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A query on one of the questions asked for, with all that was said. ``draft``: words begun and not sent off."""

    query_id: str
    ref: str
    state: str
    turns: tuple[Turn, ...]
    draft: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A note to the guidance, and whether the answer of this case was given before it."""

    note: Note
    answered_before: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """What was asked and noted about some questions of a case."""

    threads: tuple[Thread, ...]
    notes: tuple[Noted, ...]


class CaseTalk:
    """The verbs about queries and notes, told which store and which case."""

    def __init__(self, ctx: Context, case_id: str) -> None:
        self._ctx, self._case_id = ctx, case_id

    def read(self, refs: Sequence[str]) -> Talk:
        """What was asked and noted about these questions; the newest note first."""
        ctx, record = self._ctx, self._ctx.case(self._case_id)
        drafts = {held.subject.rpartition("/")[2]: held.words for held in drafting.left_over(ctx, self._case_id)
                  if f"/{DRAFT}/" in held.subject}  # fmt: skip
        threads = tuple(
            Thread(query_id, held.value.ref, held.value.state, queries.thread(ctx, self._case_id, query_id),
                   drafts.get(query_id, ""))
            for query_id, held in record.queries.items() if held.value.ref in refs
        )  # fmt: skip
        noted = []
        for note in guidance_notes.notes(ctx):
            if note.ref in refs:
                held = record.answers.get(note.ref)
                given = held is not None and held.value.answer is not None
                older = given and guidance_notes.number_of(held.value.guidance) < note.number if held else False
                noted.append(Noted(note, older))
        return Talk(threads, tuple(noted))

    def answer(self, query_id: str, words: str) -> Changes:
        """Reply to a query."""
        return queries.answer(self._ctx, self._case_id, query_id, words)

    def ask(self, ref: str, words: str) -> Changes:
        """Ask about a question."""
        return queries.ask(self._ctx, self._case_id, ref, words)[1]

    def ask_further(self, query_id: str, words: str) -> Changes:
        """Ask again in the same thread."""
        return queries.ask_further(self._ctx, self._case_id, query_id, words)

    def close(self, query_id: str, words: str) -> Changes:
        """Close a query."""
        return queries.close(self._ctx, self._case_id, query_id, words)

    def stands(self, ref: str) -> Changes:
        """The answer stands under the note."""
        return guidance_notes.stands(self._ctx, self._case_id, ref)

    def tell(self, moved: MovedCase) -> Changes:
        """The person at work has read what a new version of the questions changed."""
        return moved_case.tell(self._ctx, moved)

    def leads(self) -> bool:
        """True for whoever asks and closes."""
        found = self._ctx.find_inspection()
        return found is not None and found.is_led_by(self._ctx.me)
