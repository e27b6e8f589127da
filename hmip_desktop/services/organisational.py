"""Organisational questions: evidence in advance and week-2 meetings, and the lead inspector's judgement in words.

Kept apart from case numbers: nothing here is counted, and no figure of a case is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hmip_desktop.domain.identifying import Mark, identifying
from hmip_desktop.domain.organisational import OrgEvidence, OrgJudgement
from hmip_desktop.domain.pack_parts import Standard
from hmip_desktop.domain.revisions import key_of, subject
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import LEADING, Changes, Context, OpenInspection
from hmip_desktop.services.effective_practice import known_names
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write

MAKING = (*LEADING, "local_assessor")
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A document or meeting with its id."""

    piece_id: str
    value: OrgEvidence


@dataclass(frozen=True, slots=True)
class Judged:
    """The words on a standard or key question, with who wrote them and when (a stored moment)."""

    text: str
    name: str
    at: str
    conflicting: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """A standard or key question that is asked no longer and on which something is held. ``until``: the last version
    of the pack that asked it; label and text are that version's."""

    ref: str
    label: str
    text: str
    until: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """Everything on the organisational questions: the standards of this inspection in the pack's order, the evidence
    by date, and the judgements by reference. ``ended`` were asked under an earlier version: kept, to be read only."""

    standards: tuple[Standard, ...]
    pieces: tuple[Piece, ...]
    judged: Mapping[str, Judged]
    ended: tuple[Ended, ...] = ()

    def on(self, ref: str) -> tuple[Piece, ...]:
        """The evidence that bears on a standard or one of its key questions, or on one key question."""
        refs = {ref} | {q.ref for s in self.standards if s.ref == ref for q in s.questions}
        return tuple(piece for piece in self.pieces if refs & set(piece.value.refs))


def organisation(ctx: Context) -> Organisation:
    """The organisational questions of this inspection with what is held on them."""
    inspection = ctx.inspection()
    names = {member.fingerprint: member.name for member in inspection.roster.members}
    held = projections.current_inspection(ctx.store, ("org-evidence", "org-judgement"))
    pieces, judged = [], {}
    for name, current in held.items():
        if isinstance(current.value, OrgEvidence):
            pieces.append(Piece(key_of(name), current.value))
        elif isinstance(current.value, OrgJudgement):
            who = names.get(current.author, "")
            judged[key_of(name)] = Judged(current.value.text, who, current.at, current.conflicting)
    pieces.sort(key=lambda one: (one.value.dated_on, one.value.sort, one.piece_id))
    standards = standards_of(inspection)
    held_on = {*judged, *(ref for piece in pieces for ref in piece.value.refs)}
    return Organisation(standards, tuple(pieces), judged, _ended(inspection, held_on - _refs(standards)))


def _ended(inspection: OpenInspection, refs: set[str]) -> tuple[Ended, ...]:
    """Those of the references that an earlier version of the pack has, in their order there."""
    made = []
    for pack in inspection.line.packs:
        for element in pack.elements:
            if element.ref in refs:
                refs = refs - {element.ref}
                made.append(Ended(element.ref, pack.label(element.ref), element.text, pack.version))
    return tuple(made)


def _refs(standards: tuple[Standard, ...]) -> set[str]:
    return {one for s in standards for one in (s.ref, *(q.ref for q in s.questions))}


def standards_of(inspection: OpenInspection) -> tuple[Standard, ...]:
    """The organisational standards of the pack that are asked in this inspection; none where the pack has none."""
    return inspection.pack.rail(inspection.value.variant, organisational=True)


def save_evidence(ctx: Context, value: OrgEvidence, piece_id: str = "") -> tuple[str, Changes]:
    """Keep a document or a meeting; gives its id.

    Raises Refused ``org-evidence-unnamed`` (a document without name or source, a meeting without kind or roles),
    ``org-evidence-undated``, ``org-evidence-about-nothing``, ``org-evidence-unknown``, ``question-not-in-pack``,
    ``role-not-allowed``.
    """
    ctx.require(*MAKING)
    if piece_id and piece_id not in {one.piece_id for one in organisation(ctx).pieces}:
        raise Refused("org-evidence-unknown")
    told = (value.title, value.source) if value.sort == "document" else (value.meeting, value.who)
    if not all(part.strip() for part in told):
        raise Refused("org-evidence-unnamed")
    if not _is_day(value.dated_on):
        raise Refused("org-evidence-undated")
    if not value.refs:
        raise Refused("org-evidence-about-nothing")
    kept = next((one.value.refs for one in organisation(ctx).pieces if one.piece_id == piece_id), ())
    for ref in value.refs:
        if ref not in kept:  # one that is asked no longer stays where it was named
            _check_ref(ctx.inspection(), ref)
    made = piece_id or ctx.new_id()
    return made, ctx.write(Write(subject("org-evidence", made), value))


def withdraw_evidence(ctx: Context, piece_id: str) -> Changes:
    """Take a document or meeting out; its words stay in the history. Raises Refused ``org-evidence-unknown``."""
    ctx.require(*MAKING)
    if piece_id not in {one.piece_id for one in organisation(ctx).pieces}:
        raise Refused("org-evidence-unknown")
    return ctx.write(Write(subject("org-evidence", piece_id), None))


def judge(ctx: Context, ref: str, text: str) -> Changes:
    """Keep the judgement on a standard or key question; without words it is taken back. What is asked no longer keeps
    the words it has.

    Raises Refused ``question-not-in-pack``, ``org-judgement-too-long``, ``role-not-allowed``.
    """
    ctx.require(*MAKING)
    _check_ref(ctx.inspection(), ref)
    words = text.strip()
    if len(words) > LONGEST:
        raise Refused("org-judgement-too-long", most=LONGEST)
    return ctx.write(Write(subject("org-judgement", ref), OrgJudgement(words) if words else None))


def people_in(ctx: Context, text: str) -> tuple[Mark, ...]:
    """What in a judgement may tell who is meant: names, numbers and references of this inspection. Dates are none:
    a judgement of an organisation is full of them."""
    return people_among(text, known_names(ctx))


def people_among(text: str, known: frozenset[str]) -> tuple[Mark, ...]:
    """As ``people_in`` with the names that are known."""
    return tuple(mark for mark in identifying(text, known) if mark != "date")


def _check_ref(inspection: OpenInspection, ref: str) -> None:
    if ref not in _refs(standards_of(inspection)):
        raise Refused("question-not-in-pack", question=ref)


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
