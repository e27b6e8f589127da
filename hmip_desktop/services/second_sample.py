"""Second assessments: drawing a sample, giving it out blind, and the first interview's notes once the first is signed.

A second is a case id of its own, made from the sample row. Which two belong together stands in the lead's store alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from hmip_desktop.domain.interview import InterviewNote
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Allocation, SecondAssessment
from hmip_desktop.domain.second_draw import Drawable, Drawn, SecondDraw, Strata, draw, hand_out
from hmip_desktop.domain.values import Moment
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import Changes, Context, OpenInspection, stamp_of
from hmip_desktop.store import projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.projections import CaseItem
from hmip_desktop.store.revisions import Write

ABLE = ("inspector", "local_assessor", "quality_lead")
"""Who may be a second. Those who lead hold every first, so they cannot."""
_NOT_OPENING = frozenset({"case", "allocation", "decision", "moderation", "query", "resolution"})


@dataclass(frozen=True, slots=True)
class DrawRequest:
    """How many, within which strata, for whom (fingerprints), from which seed: 16 hex digits, empty for a new one."""

    wanted: int
    by: Strata
    people: tuple[str, ...]
    seed: str = ""


@dataclass(frozen=True, slots=True)
class DrawOffer:
    """What there is to draw from. ``people`` are (fingerprint, name, seconds that they have already)."""

    frame: int
    drawn: int
    strata: Mapping[str, Mapping[str, int]]
    people: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class DrawMade:
    """A draw: its seed, each case with who got it, and those for which nobody offered may be the second."""

    seed: str
    given: tuple[tuple[str, str], ...]
    left: tuple[str, ...]
    changes: Changes


@dataclass(frozen=True, slots=True)
class PastDraw:
    """A draw as it is told later."""

    at: Moment
    name: str
    value: SecondDraw


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case that somebody was given to assess; ``answered`` of ``total`` questions."""

    case_id: str
    case_ref: str
    pdu: str
    rosh: str
    route: str
    answered: int
    total: int
    signed_off: bool
    changed_at: str


def links(ctx: Context) -> tuple[SecondAssessment, ...]:
    """Which second belongs to which first, as far as this store knows."""
    found = projections.current_inspection(ctx.store, ("second",)).values()
    return tuple(one.value for one in found if isinstance(one.value, SecondAssessment))


def offer(ctx: Context) -> DrawOffer:
    """What can be drawn now. Raises Refused ``role-not-allowed``."""
    ctx.require("lead", "deputy")
    inspection, frame = ctx.inspection(), _frame(ctx)
    held = _held(ctx)
    strata = {by: Counter(_stratum(item, by) for item in frame) for by in ("none", "pdu", "rosh", "inspector")}
    people = tuple(
        (m.fingerprint, m.name, held.get(m.fingerprint, 0)) for m in inspection.roster.members
        if m.role in ABLE and m.revoked_from is None
    )  # fmt: skip
    return DrawOffer(len(frame), len(links(ctx)), strata, people)


def draw_seconds(ctx: Context, request: DrawRequest) -> DrawMade:
    """Draw, give out and write down the draw in one transaction; interview notes that are due follow.

    Raises Refused ``draw-nothing-wanted``, ``draw-seed-not-valid``, ``draw-nobody``, ``draw-nobody-may``,
    ``member-unknown``, ``role-not-allowed``.
    """
    ctx.require("lead", "deputy")
    inspection = ctx.inspection()
    people = _people(inspection, request.people)
    frame = _frame(ctx)
    if request.wanted < 1 or not frame:
        raise Refused("draw-nothing-wanted")
    seed = request.seed.strip().lower() or ctx.new_id()
    if len(seed) != 16 or set(seed) - set("0123456789abcdef"):
        raise Refused("draw-seed-not-valid")
    chosen = draw(
        [Drawable(i.case_id, i.case_ref, _stratum(i, request.by), frozenset()) for i in frame], request.wanted, seed
    )
    fitted = [replace(case, unfit=_unfit(ctx, inspection, case.case_id, people)) for case in chosen]
    given = hand_out(fitted, people, _held(ctx))
    made = [one for one in given if one.to]
    if not made:
        raise Refused("draw-nobody-may")
    value = SecondDraw(seed, request.by, request.wanted, len(frame), tuple(case.case_ref for case in chosen))
    writes = [Write(subject("draw", inspection.id, ctx.new_id()), value)]
    for one in made:
        writes += _give(ctx, inspection, one)
    changes = ctx.write(*writes)
    names = {m.fingerprint: m.name for m in inspection.roster.members}
    return DrawMade(
        seed,
        tuple((one.case.case_ref, names[one.to]) for one in made),
        tuple(one.case.case_ref for one in given if not one.to),
        changes | lend_notes(ctx),
    )


def draws(ctx: Context) -> tuple[PastDraw, ...]:
    """The draws that were made, the newest first."""
    found = ctx.find_inspection()
    names = {m.fingerprint: m.name for m in found.roster.members} if found else {}
    made = [
        PastDraw(one.at, names.get(one.author, ""), one.value)
        for one in projections.current_inspection(ctx.store, ("draw",)).values()
        if isinstance(one.value, SecondDraw)
    ]
    return tuple(sorted(made, key=lambda one: one.at, reverse=True))


def own_cases(ctx: Context) -> tuple[OwnCase, ...]:
    """The cases of the person at work, by case reference."""
    return tuple(
        OwnCase(i.case_id, i.case_ref, i.pdu, i.rosh, i.route, i.answered, i.total, bool(i.signed_off_at), i.changed_at)
        for i in projections.case_list(ctx.store, inspector=ctx.me)
    )


def notes_due(ctx: Context) -> tuple[tuple[str, str], ...]:
    """Pairs (first, second) whose first is signed off with interview notes that the second has not been given."""
    due = []
    for link in links(ctx):
        first = projections.case_item(ctx.store, link.first)
        second = projections.case_item(ctx.store, link.second)
        if first and second and first.signed_off_at and not second.signed_off_at and _lendable(ctx, link):
            due.append((link.first, link.second))
    return tuple(due)


def lend_notes(ctx: Context) -> Changes:
    """Give the seconds the interview notes of firsts that are signed off, without tag, link and triage."""
    stamp = stamp_of(ctx.inspection().pack)
    pairs = notes_due(ctx)
    writes = [
        Write(subject("note", second, note_id), note, stamp)
        for first, second in pairs
        for note_id, note in _lendable(ctx, SecondAssessment(first, second)).items()
    ]
    return ctx.write(*writes) if writes else Changes()


def _lendable(ctx: Context, link: SecondAssessment) -> dict[str, InterviewNote]:
    """By the id under which the second gets it, so that no note comes twice."""
    own = {key.rpartition("/")[2] for key in projections.current(ctx.store, link.second, ("note",))}
    found = {}
    for key, held in projections.current(ctx.store, link.first, ("note",)).items():
        value, note_id = held.value, key.rpartition("/")[2]
        if isinstance(value, InterviewNote) and note_id not in own and not held.conflicting:
            found[note_id] = InterviewNote(value.text, value.noted_at, value.elapsed_s, value.topic)
    return found


def _frame(ctx: Context) -> list[CaseItem]:
    """Cases that are on the list, given to somebody, not excluded, and without a second."""
    taken = {link.first for link in links(ctx)}
    items = projections.case_list(ctx.store, state="included", second=False)
    return [item for item in items if item.inspector and item.case_id not in taken]


def _held(ctx: Context) -> Counter[str]:
    return Counter(item.inspector for item in projections.case_list(ctx.store, second=True))


def _stratum(item: CaseItem, by: str) -> str:
    if by == "rosh":
        return "high" if item.rosh == "very_high" else item.rosh
    return "" if by == "none" else cast(str, getattr(item, by))


def _people(inspection: OpenInspection, wanted: Sequence[str]) -> tuple[str, ...]:
    if not wanted:
        raise Refused("draw-nobody")
    for fingerprint in wanted:
        member = inspection.member(fingerprint)
        if member is None or member.role not in ABLE or member.revoked_from is not None:
            raise Refused("member-unknown")
    return tuple(wanted)


def _unfit(ctx: Context, inspection: OpenInspection, case_id: str, people: Sequence[str]) -> frozenset[str]:
    """Those of ``people`` who were ever given the first, or wrote in it, under this fingerprint or an earlier one."""
    touched: set[str] = set()
    for revision in journal.case_history(ctx.store, case_id):
        if revision.header.kind not in _NOT_OPENING:
            touched.add(revision.header.author)
        value = revision.value() if revision.header.kind == "allocation" else None
        if isinstance(value, Allocation):
            touched |= {value.inspector, value.interviewer}
    members = [member for member in inspection.roster.members if member.fingerprint in people]
    return frozenset(m.fingerprint for m in members if touched & set(inspection.fingerprints(m)))


def _give(ctx: Context, inspection: OpenInspection, drawn: Drawn) -> list[Write]:
    facts = ctx.case(drawn.case.case_id).imported
    second, stamp = ctx.new_id(), stamp_of(inspection.pack)
    return [
        Write(subject("case", second), facts, stamp),
        Write(subject("allocation", second), Allocation(drawn.to, second=True), stamp),
        Write(subject("second", inspection.id, second), SecondAssessment(drawn.case.case_id, second)),
    ]
