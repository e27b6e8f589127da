"""Conflicts: the same question answered differently by two people who did not see each other's work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from hmip_desktop.domain.assessment import AnswerValue, Evaluation, Evidence, Resolution
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Roster
from hmip_desktop.domain.values import Value
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import Changes, Context
from hmip_desktop.services.rosters import settled
from hmip_desktop.store import projections
from hmip_desktop.store.projections import Conflict, Side
from hmip_desktop.store.revisions import Write

CASE_ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class NamedSide:
    """One side with its author's name and letter (A, B, ...)."""

    letter: str
    side: Side
    author: str

    @property
    def text(self) -> str:
        """The value in plain words."""
        return words_of(self.side.value)


@dataclass(frozen=True, slots=True)
class NamedConflict:
    """A conflict with the names of its authors."""

    conflict: Conflict
    sides: tuple[NamedSide, ...]

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        conflict = self.conflict
        return {
            "id": conflict.id,
            "case_ref": conflict.case_ref,
            "question": conflict.subject.partition("/")[2] or conflict.subject.partition(":")[0],
            "subject": conflict.subject,
            "base": _side_json(conflict.base) if conflict.base else None,
            "heads": [{"keep": s.letter, "author": s.author, **_side_json(s.side)} for s in self.sides],
        }


def list_conflicts(ctx: Context, case_id: str | None = None) -> tuple[NamedConflict, ...]:
    """Every conflict, by case reference and subject."""
    names = {m.fingerprint: m.name for m in ctx.inspection().roster.members}
    return tuple(_named(conflict, names) for conflict in projections.conflicts(ctx.store, case_id))


def _named(conflict: Conflict, names: dict[str, str]) -> NamedConflict:
    sides = tuple(
        NamedSide(chr(ord("A") + index), side, names.get(side.author, side.author))
        for index, side in enumerate(conflict.heads)
    )
    return NamedConflict(conflict, sides)


def resolve(ctx: Context, conflict_id: str, keep: str, reason: str) -> Changes:
    """Settle a conflict by keeping one side; a judgement needs a reason. Of rosters the side rules where they differ,
    and nobody whom another brought is dropped.

    Raises Refused ``conflict-unknown``, ``side-unknown``, ``resolution-needs-reason``.
    """
    found = _find(ctx, conflict_id)
    chosen = next((s for s in found.sides if s.letter == keep.upper()), None)
    if chosen is None:
        raise Refused("side-unknown", keep=keep, known=", ".join(s.letter for s in found.sides))
    value = chosen.side.value
    if conflict_kind(found) == "roster":
        value = _roster(found, chosen)
    return _settle(ctx, found, value, reason)


def keep_both(ctx: Context, conflict_id: str, reason: str) -> Changes:
    """Keep both texts of an evidence note as one, all that two closes of a case name, or everybody of rosters written
    side by side.

    Raises Refused ``conflict-not-text`` for a judgement, and for closes that tell of different feedback.
    """
    found = _find(ctx, conflict_id)
    values = [s.side.value for s in found.sides]
    if conflict_kind(found) == "roster":
        return _settle(ctx, found, _roster(found, found.sides[0]), reason)
    if (close := joined_close(values)) is not None:
        return _settle(ctx, found, close, reason)
    notes = [v for v in values if isinstance(v, Evidence)]
    if len(notes) != len(values):
        raise Refused("conflict-not-text")
    links = {link for note in notes for link in note.links}
    joined = msgspec.structs.replace(
        notes[0],
        text="\n\n".join(dict.fromkeys(note.text for note in notes)),
        links=tuple(sorted(links, key=lambda link: (link.ref, link.stance))),
    )
    return _settle(ctx, found, joined, reason)


def joined_close(values: Sequence[Value | None]) -> Evaluation | None:
    """Closes of a case as one that names all they name; None where that cannot be said, for feedback is one thing."""
    closes = [value for value in values if isinstance(value, Evaluation)]
    feedback = {one.feedback for one in closes if one.feedback is not None}
    if not closes or len(closes) != len(values) or len(feedback) > 1:
        return None

    def every(name: str) -> Any:
        return tuple(dict.fromkeys(part for one in closes for part in getattr(one, name)))

    return Evaluation(
        every("strengths"), every("areas"), every("themes"), every("practice"), next(iter(feedback), None),
        any(one.alert_considered for one in closes),
    )  # fmt: skip


def write_third(ctx: Context, conflict_id: str, value: Value, reason: str) -> Changes:
    """Settle a conflict with another value than those that stand against each other."""
    return _settle(ctx, _find(ctx, conflict_id), value, reason)


def conflict_kind(found: NamedConflict) -> str:
    """The kind of the subject that a conflict is about."""
    return found.conflict.subject.partition(":")[0]


def _roster(found: NamedConflict, chosen: NamedSide) -> Value | None:
    """The team by the chosen side with everybody whom the others brought: settling drops nobody."""
    base = found.conflict.base.value if found.conflict.base else None
    others = tuple(one.side.value for one in found.sides if one is not chosen)
    return settled(base, chosen.side.value, others)


def _settle(ctx: Context, found: NamedConflict, value: Value | None, reason: str) -> Changes:
    ctx.require("lead", "deputy", "local_assessor", "inspector")
    conflict = found.conflict
    if not reason.strip():
        raise Refused("resolution-needs-reason")
    heads = tuple(sorted(side.digest for side in conflict.heads))
    pack = conflict.heads[0].pack
    writes = [Write(conflict.subject, value, pack, heads)]
    if len(conflict.case_id) == CASE_ID_LENGTH:
        settled = Resolution(conflict.subject, reason.strip())
        writes.append(Write(subject("resolution", conflict.case_id, ctx.new_id()), settled, pack))
    return ctx.settle(*writes)


def _find(ctx: Context, conflict_id: str) -> NamedConflict:
    found = next((c for c in list_conflicts(ctx) if c.conflict.id == conflict_id), None)
    if found is None:
        raise Refused("conflict-unknown", id=conflict_id)
    return found


def words_of(value: Value | None) -> str:
    """A value in plain words, for comparing two sides."""
    if value is None:
        return "withdrawn"
    if isinstance(value, AnswerValue):
        return {"yes": "Yes", "no": "No", "na": "Not applicable", None: "not answered"}[value.answer]
    if isinstance(value, Roster):
        left = {m.fingerprint for m in value.members if m.revoked_from is not None}
        return ", ".join(f"{m.name} (revoked)" if m.fingerprint in left else m.name for m in value.members)
    text = getattr(value, "text", None) or getattr(value, "reason", None)
    return str(text) if text else msgspec.json.encode(value).decode()


def _side_json(side: Side) -> dict[str, object]:
    return {"digest": side.digest, "value": words_of(side.value), "author_fingerprint": side.author, "at": side.at}
