"""A case as it was at any moment, put together from its revisions; for moderation only, and each look is recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hmip_desktop.domain.assessment import Evidence
from hmip_desktop.domain.case_record import CaseRecord, Current, assemble
from hmip_desktop.domain.revisions import SETTLING, Revision, heads, subject
from hmip_desktop.domain.second_draw import Replay
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services.asked_questions import questions_of
from hmip_desktop.services.context import Changes, Context
from hmip_desktop.services.moderation import MODERATING
from hmip_desktop.services.quality import pairs
from hmip_desktop.store import projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write

COUNTING = frozenset(
    {"answer", "data", "reason", "evidence", "route", "signoff", "evaluation", "fact", "moderation", SETTLING}
)
"""Kinds of which a change is a moment to stop at."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A moment at which something in the case changed: who changed what, and what came of it ("" for words)."""

    at: str
    name: str
    kind: str
    ref: str
    answer: str


@dataclass(frozen=True, slots=True)
class AsItWas:
    """A case at a moment: answers by question in the order of the pack, and how many notes of evidence each had.

    ``reasons`` are those given by then, by question; ``evidence`` are all notes as they then were.
    """

    at: str
    answers: tuple[tuple[str, str, str | None, int], ...]
    signed_off: bool
    notes: int
    reasons: Mapping[str, str]
    evidence: tuple[Evidence, ...]

    def notes_on(self, ref: str) -> tuple[Evidence, ...]:
        """The notes on one question."""
        return tuple(note for note in self.evidence if any(link.ref == ref for link in note.links))


@dataclass(frozen=True, slots=True)
class Replayed:
    """A case that is being looked back at: its moments in order, each with the case as it then was."""

    case_id: str
    case_ref: str
    stops: tuple[Stop, ...]
    states: tuple[AsItWas, ...]
    changes: Changes


@dataclass(frozen=True, slots=True)
class PastReplay:
    """Who looked back at what, when and why."""

    at: str
    name: str
    case_ref: str
    reason: str


def replay(ctx: Context, case_id: str, reason: str) -> Replayed:
    """Look back at a case of a pair that is signed off on both sides, and write down that it was done.

    Raises Refused ``role-not-allowed``, ``replay-needs-reason``, ``replay-not-for-moderation``.
    """
    ctx.require(*MODERATING)
    if not reason.strip():
        raise Refused("replay-needs-reason")
    sides = {item.case_id: item for pair in pairs(ctx) if pair.ready for item in (pair.first, pair.second)}
    if case_id not in sides:
        raise Refused("replay-not-for-moderation")
    inspection = ctx.inspection()
    value = Replay(case_id, moment(ctx.now()), reason.strip())
    changes = ctx.write(Write(subject("replay", inspection.id, ctx.new_id()), value))
    history = journal.whole_history(ctx.store, case_id)
    names = {member.fingerprint: member.name for member in inspection.roster.members}
    stops = tuple(_stop(one, names) for one in history if one.header.kind in COUNTING)
    known = {at: _state(ctx, as_at(case_id, history, at), at) for at in dict.fromkeys(stop.at for stop in stops)}
    states = tuple(known[stop.at] for stop in stops)
    return Replayed(case_id, sides[case_id].case_ref, stops, states, changes)


def as_at(case_id: str, history: Iterable[Revision], at: str) -> CaseRecord:
    """The case from the revisions written up to and including a stored moment.

    Raises Refused ``case-unknown`` before the case was there. Clocks of two laptops may differ by what they differ.
    """
    by_subject: dict[str, list[Revision]] = defaultdict(list)
    for one in history:
        if one.header.at <= at:
            by_subject[one.header.subject].append(one)
    return assemble(case_id, (_current(held) for held in by_subject.values()))


def past_replays(ctx: Context, case_id: str = "") -> tuple[PastReplay, ...]:
    """The looks back at a case (at any without one) that were recorded, the newest first."""
    found = ctx.find_inspection()
    names = {m.fingerprint: m.name for m in found.roster.members} if found else {}
    made = []
    for one in projections.current_inspection(ctx.store, ("replay",)).values():
        if isinstance(one.value, Replay) and case_id in ("", one.value.case_id):
            item = projections.case_item(ctx.store, one.value.case_id)
            ref = item.case_ref if item else ""
            made.append(PastReplay(one.value.as_at, names.get(one.author, ""), ref, one.value.reason))
    return tuple(sorted(made, key=lambda one: one.at, reverse=True))


def _current(held: list[Revision]) -> Current:
    ends = heads((one.digest, one.header.parents) for one in held)
    tips = sorted((one for one in held if one.digest in ends), key=lambda one: one.digest)
    first = tips[0]
    differ = len({one.value_line and one.value() for one in tips}) > 1
    header = first.header
    return Current(header.subject, first.value(), tuple(sorted(ends)), header.at, header.author, differ, header.pack)


def _stop(one: Revision, names: dict[str, str]) -> Stop:
    value = one.value()
    ref = one.header.subject.partition("/")[2] if one.header.kind != "evidence" else ""
    answer = getattr(value, "answer", None)
    return Stop(one.header.at, names.get(one.header.author, ""), one.header.kind, ref, answer or "")


def _state(ctx: Context, record: CaseRecord, at: str) -> AsItWas:
    inspection = ctx.inspection()
    route = record.route_used if inspection.pack.routes else ""
    notes = [held.value for held in record.evidence.values()]
    given = record.given
    lines = tuple(
        (
            asked.ref,
            asked.kind,
            given.get(asked.ref) if isinstance(given.get(asked.ref), str) else None,
            sum(any(link.ref == asked.ref for link in note.links) for note in notes),
        )
        for asked in questions_of(inspection, route)
    )
    reasons = {ref: held.value.reason for ref, held in record.reasons.items()}
    return AsItWas(at, lines, record.is_signed_off, len(notes), reasons, tuple(notes))
