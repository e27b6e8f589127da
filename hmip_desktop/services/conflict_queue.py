"""The conflicts one after the other, each with the case and the question it is about."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from hmip_desktop.domain.assessment import AnswerValue, Evidence
from hmip_desktop.domain.revisions import STEPPING_KINDS, settled_case
from hmip_desktop.domain.values import Answer, Value
from hmip_desktop.services.conflicts import NamedConflict, joined_close, list_conflicts, write_third
from hmip_desktop.services.context import Changes, Context
from hmip_desktop.store import projections


@dataclass(frozen=True, slots=True)
class QueuedConflict:
    """A conflict as it is read. ``kind`` is the kind of subject; ``heading`` the question or what else it is about;
    ``mine`` the letter of the side written in this store, else of the first; ``evidence`` the notes on a judgement."""

    named: NamedConflict
    kind: str
    ref: str
    heading: str
    area: str
    case_ref: str
    pdu: str
    rosh: str
    mine: str
    evidence: tuple[Evidence, ...] = ()

    @property
    def id(self) -> str:
        """Under which it is settled."""
        return self.named.conflict.id

    @property
    def is_judgement(self) -> bool:
        """An answer to a key question or prompt, which one value must replace."""
        return all(isinstance(side.side.value, AnswerValue | None) for side in self.named.sides)

    @property
    def is_text(self) -> bool:
        """Notes of evidence, which can be written anew."""
        return all(isinstance(side.side.value, Evidence) for side in self.named.sides)

    @property
    def can_keep_both(self) -> bool:
        """Notes of evidence, and closes of a case that can stand together."""
        return self.is_text or joined_close([side.side.value for side in self.named.sides]) is not None


def to_settle(ctx: Context) -> tuple[str, ...]:
    """Subjects in two versions that the person at work may settle.

    A query or an alert in two versions is no conflict to anybody: both steps stay and the next one follows both.
    """
    return tuple(sorted(text for text in projections.disputed(ctx.store) if _settles(ctx, text)))


def _settles(ctx: Context, subject_text: str) -> bool:
    kind = subject_text.partition(":")[0]
    return kind not in STEPPING_KINDS and ctx.may_write(kind)


def queue(ctx: Context) -> tuple[QueuedConflict, ...]:
    """Every open conflict that the person at work may settle, by case reference and subject."""
    found = (named for named in list_conflicts(ctx) if _settles(ctx, named.conflict.subject))
    return tuple(_queued(ctx, named) for named in found)


def _queued(ctx: Context, named: NamedConflict) -> QueuedConflict:
    conflict = named.conflict
    kind, _, key = conflict.subject.partition(":")
    ref = key.partition("/")[2]
    line = ctx.inspection().line
    if kind == "evidence":
        ref = _linked(named)
    known = line.has(ref)
    item = projections.case_item(ctx.store, settled_case(conflict.subject) or conflict.case_id)
    own = next((side.letter for side in named.sides if side.side.author == ctx.me), named.sides[0].letter)
    return QueuedConflict(
        named,
        kind,
        ref,
        line.element(ref).text if known else "",
        line.in_force.stage_title(line.element(ref).stage) if known else "",
        conflict.case_ref or (item.case_ref if item else ""),
        item.pdu if item else "",
        item.rosh if item else "",
        own,
        _notes_on(ctx, conflict.case_id, ref) if kind == "answer" else (),
    )


def _linked(named: NamedConflict) -> str:
    """The judgement that a note of evidence is about first."""
    values = [side.side.value for side in named.sides]
    links = [value.links for value in values if isinstance(value, Evidence) and value.links]
    return links[0][0].ref if links else ""


def _notes_on(ctx: Context, case_id: str, ref: str) -> tuple[Evidence, ...]:
    held = projections.current(ctx.store, case_id, ("evidence",)).values()
    notes = [one.value for one in held if isinstance(one.value, Evidence)]
    return tuple(note for note in notes if any(link.ref == ref for link in note.links))


def settle_with_base(ctx: Context, conflict: QueuedConflict, reason: str) -> Changes:
    """Go back to what both began from."""
    base = conflict.named.conflict.base
    return write_third(ctx, conflict.id, base.value if base else None, reason)  # type: ignore[arg-type]


def settle_with_answer(ctx: Context, conflict: QueuedConflict, answer: Answer, reason: str) -> Changes:
    """Another answer than those that stand against each other."""
    first = _first(conflict)
    guidance = first.guidance if isinstance(first, AnswerValue) else ""
    return write_third(ctx, conflict.id, AnswerValue(answer, guidance), reason)


def settle_with_text(ctx: Context, conflict: QueuedConflict, text: str, reason: str) -> Changes:
    """Other words for a note of evidence, with the links and the date of the first version."""
    first = _first(conflict)
    assert isinstance(first, Evidence)
    return write_third(ctx, conflict.id, msgspec.structs.replace(first, text=text.strip()), reason)


def _first(conflict: QueuedConflict) -> Value | None:
    return next((side.side.value for side in conflict.named.sides if side.side.value is not None), None)
