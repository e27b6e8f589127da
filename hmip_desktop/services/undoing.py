"""Undo and redo of what this person did in this sitting.

One action may write several subjects (triage, paste, a corrected date with its question set); it is taken back as
one. Nothing is deleted: taking back writes the words from before as the next revision. An action is taken back only
while each of its revisions is still the only head of its subject; otherwise somebody changed it since, and the
refusal ``undo-changed-since`` says who and where (``subject``), so that the history can be opened there.

    sitting = Sitting(ctx)
    taken = Taken()
    changes = sitting.doing(case_id, taken, lambda: assess.record_answer(ctx, case_id, "C1a", "yes"))
    changes = sitting.take_back(taken)      # undo
    changes = sitting.take_back(taken)      # redo: the same ``taken`` goes to and fro

The caller keeps the order: the last action first, as in a stack. All of it runs where writing is allowed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from hmip_desktop.domain.merge import value_part
from hmip_desktop.domain.revisions import Revision
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import Changes, Context
from hmip_desktop.store import projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write

T = TypeVar("T")


@dataclass(slots=True)
class Taken:
    """One action as it stands on the stack: the revisions that it wrote, and the case. Empty: it wrote nothing."""

    case_id: str = ""
    revisions: tuple[Revision, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.revisions)


@dataclass(slots=True)
class Sitting:
    """What this person did since the store was opened, as far as it can be taken back.

    ``_stands`` says which later revision holds the same words again as one that was taken back over.
    """

    ctx: Context
    _stands: dict[str, str] = field(default_factory=dict)

    def doing(self, case_id: str, taken: Taken, act: Callable[[], T]) -> T:
        """Carry out ``act`` and note in ``taken`` what it wrote about the case; gives what ``act`` gives."""
        with self.ctx.store.write():
            before = journal.last_written(self.ctx.store, case_id)
            given = act()
            taken.case_id = case_id
            taken.revisions = journal.written_since(self.ctx.store, case_id, before)
        return given

    def take_back(self, taken: Taken) -> Changes:
        """Undo an action, or redo one that was undone; several subjects are one.

        Raises Refused ``undo-changed-since`` (``who``, ``subject``, ``ref``), ``case-signed-off``, and
        ``undo-of-settlement`` for a conflict that was settled; nothing is changed then.
        """
        if not taken:
            return Changes()
        with self.ctx.store.write():
            self._check_open(taken)
            current = projections.current(self.ctx.store, taken.case_id)
            history = {one.digest: one for one in journal.case_history(self.ctx.store, taken.case_id)}
            writes = []
            for revision in _last_of_each(taken.revisions):
                head = self._standing(revision.digest)
                held = current.get(revision.header.subject)
                if held is None or held.heads != (head,):
                    raise self._changed(revision.header.subject, held.heads if held else (), head, history)
                before = _before(revision, taken.revisions, history)
                value = before.value() if before is not None else None
                writes.append(Write(revision.header.subject, value, revision.header.pack, (head,)))
            after = journal.last_written(self.ctx.store, taken.case_id)
            changes = self.ctx.write(*writes)
            made = journal.written_since(self.ctx.store, taken.case_id, after)
            self._remember(taken.revisions, made, history)
            taken.revisions = made
        return changes

    def _remember(self, undone: tuple[Revision, ...], made: tuple[Revision, ...], history: dict[str, Revision]) -> None:
        """What was written now stands for the revisions whose words it brings back."""
        now = {one.header.subject: one.digest for one in made}
        for revision in _last_of_each(undone):
            before = _before(revision, undone, history)
            if before is not None and revision.header.subject in now:
                self._stands[before.digest] = now[revision.header.subject]

    def _standing(self, digest: str) -> str:
        while digest in self._stands:
            digest = self._stands[digest]
        return digest

    def _check_open(self, taken: Taken) -> None:
        kinds = {revision.header.kind for revision in taken.revisions}
        record = self.ctx.case(taken.case_id)
        if "signoff" not in kinds and record.is_signed_off:
            raise Refused("case-signed-off", case_ref=record.facts.case_ref)

    def _changed(self, subject: str, heads: tuple[str, ...], own: str, history: dict[str, Revision]) -> Refused:
        later = [history[digest].header for digest in heads if digest != own and digest in history]
        inspection = self.ctx.find_inspection()
        member = inspection.member(later[0].author) if later and inspection else None
        who = member.name if member else self.ctx.identity.name
        ref = subject.partition("/")[2] or subject.partition(":")[0]
        return Refused("undo-changed-since", who=who, subject=subject, ref=ref, at=later[0].at if later else "")


def _last_of_each(revisions: tuple[Revision, ...]) -> list[Revision]:
    """The last revision of each subject, in the order in which they were written."""
    last = {one.header.subject: one for one in revisions}
    return [one for one in revisions if last[one.header.subject] is one]


def _before(revision: Revision, taken: tuple[Revision, ...], history: dict[str, Revision]) -> Revision | None:
    """What the action replaced of this subject; None when there was nothing.

    Raises Refused ``undo-of-settlement`` when it replaced words that differed: a revision cannot bring both back.
    """
    inside = {one.digest for one in taken}
    first = revision
    while len(first.header.parents) == 1 and first.header.parents[0] in inside:
        first = history.get(first.header.parents[0]) or next(r for r in taken if r.digest == first.header.parents[0])
    parents = [history[digest] for digest in first.header.parents if digest in history]
    if len({value_part(one.value_line) for one in parents}) > 1:
        raise Refused("undo-of-settlement")
    return parents[0] if parents else None
