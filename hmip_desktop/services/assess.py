"""Assessing a case: answers, evidence, reasons, the question set, evaluation and sign-off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from hmip_desktop.domain.assessment import (
    AnswerValue,
    DataValue,
    Evaluation,
    Evidence,
    Flag,
    Reason,
    RouteUse,
    SignOff,
)
from hmip_desktop.domain.case_record import CaseRecord, Held, computed_route
from hmip_desktop.domain.flow import Flow
from hmip_desktop.domain.moved_case import MovedCase, beyond
from hmip_desktop.domain.moved_case import moved as moved_by_versions
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.routing import Routing
from hmip_desktop.domain.sample import Declaration, Fact
from hmip_desktop.domain.values import Answer, Route, moment
from hmip_desktop.errors import Refused
from hmip_desktop.services import moved_case
from hmip_desktop.services.context import Changes, Context, stamp_of
from hmip_desktop.services.guidance_notes import IN_FORCE, stamp_by
from hmip_desktop.store import projections
from hmip_desktop.store.appending import before_answer
from hmip_desktop.store.revisions import Write

Parents = tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case with its pack and the state of its questions. ``judged_up_to`` is an ISO date, "" for no limit.

    ``moved``: what newer versions of the pack changed in it; ``told``: the person at work has read that.
    ``finished_under``: the version that a signed-off case stays under while another is in force, else "";
    ``beyond``: what was answered in it all the same to questions that only other versions ask.
    """

    record: CaseRecord
    pack: Pack
    variant: str
    flow: Flow
    judged_up_to: str = ""
    moved: MovedCase | None = None
    told: bool = False
    finished_under: str = ""
    beyond: tuple[str, ...] = ()


def open_case(ctx: Context, case_id: str) -> OpenCase:
    """The case as it stands. Raises Refused ``case-unknown``."""
    inspection = ctx.inspection()
    record = ctx.case(case_id)
    variant, pack = inspection.value.variant, inspection.pack_of(record)
    limit = inspection.value.judged_up_to or (pack.judged_up_to.isoformat() if pack.judged_up_to else "")
    flow = record.flow(pack, variant)
    if not inspection.earlier:
        return OpenCase(record, pack, variant, flow, limit)
    names = {member.fingerprint: member.name for member in inspection.roster.members} | {ctx.me: ctx.identity.name}
    moved = moved_by_versions(case_id, record, flow, variant, inspection.line, names)
    told = moved is not None and moved_case.is_told(ctx, moved)
    finished = "" if pack is inspection.pack else pack.version
    apart = beyond(record, pack, inspection.line)
    return OpenCase(record, pack, variant, flow, limit, moved, told, finished, apart)


def declare(ctx: Context, conflict: bool, detail: str) -> Changes:
    """The conflict-of-interest declaration that stands before the first case opens."""
    if conflict and not detail.strip():
        raise Refused("declaration-needs-detail")
    declaration = Declaration(conflict, detail.strip(), moment(ctx.now()))
    return ctx.write(Write(subject("declaration", ctx.me), declaration))


def has_declared(ctx: Context) -> bool:
    """True once this person has declared."""
    return f"declaration:{ctx.me}" in projections.current_inspection(ctx.store)


def record_answer(
    ctx: Context, case_id: str, ref: str, answer: Answer | None, *, parents: Parents = None, reason: str = ""
) -> Changes:
    """Answer a key question or prompt; None clears it. The person decides, nothing is computed.

    ``parents`` are the heads that were on screen. Raises Refused ``case-signed-off``, ``question-not-in-pack``,
    ``question-ended`` (an earlier version asked it), ``na-not-allowed``.
    """
    with ctx.store.write():  # what is read first comes from pages that the writing connection holds already
        about = subject("answer", case_id, ref)
        pack, notes = _answerable(ctx, case_id, about)
        if not pack.has(ref) or pack.element(ref).kind not in ("key_question", "prompt"):
            ended = ctx.inspection().line.has(ref)
            raise Refused("question-ended" if ended else "question-not-in-pack", question=ref)
        if answer == "na" and not open_case(ctx, case_id).flow.na_allowed(ref):
            raise Refused("na-not-allowed", question=ref)
        value = AnswerValue(answer, stamp_by(notes, pack, ref))
        writes = [Write(about, value, stamp_of(pack), parents)]
        if reason.strip():
            writes.append(Write(subject("reason", case_id, ref), Reason(reason.strip()), stamp_of(pack)))
        return ctx.write(*writes)


def record_page(ctx: Context, case_id: str, answers: Mapping[str, Answer | None]) -> Changes:
    """Answer several questions as one action that is undone as one."""
    with ctx.store.write():
        made = (record_answer(ctx, case_id, ref, answer) for ref, answer in answers.items())
        return reduce(or_, made, Changes())


def record_data(ctx: Context, case_id: str, ref: str, chosen: tuple[str, ...], parents: Parents = None) -> Changes:
    """Answer a data question with option ids, or with one text, number or date."""
    opened = _writable(ctx, case_id)
    if not opened.pack.has(ref) or opened.pack.element(ref).kind != "data":
        raise Refused("question-not-in-pack", question=ref)
    question = next(q for q in opened.pack.data_questions if q.ref == ref)
    known = {option.id for option in question.options}
    if known and not set(chosen) <= known:
        raise Refused("option-not-in-pack", question=ref)
    return ctx.write(Write(subject("data", case_id, ref), DataValue(chosen), stamp_of(opened.pack), parents))


def explain(ctx: Context, case_id: str, ref: str, reason: str, parents: Parents = None) -> Changes:
    """Say why a judgement stands although its prompts differ. Raises Refused ``question-ended``."""
    opened = _asked(_writable(ctx, case_id), ref)
    value = Reason(reason.strip()) if reason.strip() else None
    return ctx.write(Write(subject("reason", case_id, ref), value, stamp_of(opened.pack), parents))


def flag(ctx: Context, case_id: str, ref: str, flagged: bool) -> Changes:
    """Mark a question to come back to, or take the mark away. Raises Refused ``question-ended``."""
    opened = _asked(_writable(ctx, case_id), ref)
    return ctx.write(Write(subject("flag", case_id, ref), Flag(flagged), stamp_of(opened.pack)))


def save_evidence(
    ctx: Context, case_id: str, evidence: Evidence, evidence_id: str = "", parents: Parents = None,
    late_reason: str | None = None,
) -> tuple[str, Changes]:  # fmt: skip
    """Add or change an evidence note; gives its id. Raises Refused ``evidence-empty``, ``question-not-in-pack``.

    ``late_reason`` says why a note dated after the day judged up to is kept; "" takes such a reason away, None
    leaves it as it is.
    """
    opened = _writable(ctx, case_id)
    if not evidence.text.strip():
        raise Refused("evidence-empty")
    held = opened.record.evidence.get(evidence_id)  # a question that is asked no more keeps the notes it has
    linked = {link.ref for link in held.value.links} if held else set()
    unknown = [link.ref for link in evidence.links if not (opened.pack.has(link.ref) or link.ref in linked)]
    if unknown:
        raise Refused("question-not-in-pack", question=unknown[0])
    note_id = evidence_id or ctx.new_id()
    writes = [Write(subject("evidence", case_id, note_id), evidence, stamp_of(opened.pack), parents)]
    if late_reason is not None:
        reason = Reason(late_reason.strip()) if late_reason.strip() else None
        writes.append(Write(subject("late-evidence", case_id, note_id), reason, stamp_of(opened.pack)))
    return note_id, ctx.write(*writes)


def withdraw_evidence(ctx: Context, case_id: str, evidence_id: str) -> Changes:
    """Take an evidence note out; its words stay in the history and can be brought back."""
    opened = _writable(ctx, case_id)
    return ctx.write(Write(subject("evidence", case_id, evidence_id), None, stamp_of(opened.pack)))


def correct_fact(ctx: Context, case_id: str, name: str, value: str | int | None) -> Changes:
    """Correct a case detail; the question set is computed again and no answer is dropped."""
    opened = _writable(ctx, case_id)
    stamp = stamp_of(opened.pack)
    changes = ctx.write(Write(subject("fact", case_id, name), Fact(value), stamp))
    if not opened.pack.routes:
        return changes
    record = ctx.case(case_id)
    routing = computed_route(record.facts)
    settled = f"route:{case_id}" not in record.conflicts
    if isinstance(routing, Refused) or not settled or not ctx.may_write("route"):
        return changes
    override = record.route.override_reason if record.route else ""
    used: Route = record.route.used if record.route and override else routing.route
    use = RouteUse(routing.route, used, routing.reason_code, routing.day, override)
    return changes | ctx.write(Write(subject("route", case_id), use, stamp))


def use_route(ctx: Context, case_id: str, used: Route, reason: str) -> Changes:
    """Use another question set than the computed one, with a reason; both are stored."""
    opened = _writable(ctx, case_id)
    routing = computed_route(opened.record.facts)
    if isinstance(routing, Refused):
        raise routing
    if used != routing.route and not reason.strip():
        raise Refused("override-needs-reason")
    kept = reason.strip() if used != routing.route else ""
    use = RouteUse(routing.route, used, routing.reason_code, routing.day, kept)
    return ctx.write(Write(subject("route", case_id), use, stamp_of(opened.pack)))


def route_of(record: CaseRecord) -> Routing | Refused:
    """The computed question set with its reason, or why it cannot be computed."""
    return computed_route(record.facts)


def evaluate(ctx: Context, case_id: str, evaluation: Evaluation, parents: Parents = None) -> Changes:
    """Save the close of the case: strengths, areas, themes, practice and feedback."""
    opened = _writable(ctx, case_id)
    return ctx.write(Write(subject("evaluation", case_id), evaluation, stamp_of(opened.pack), parents))


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something still open before sign-off. ``blocks`` says whether sign-off waits for it.

    ``ref`` is a reference of the pack, for ``conflict`` the rest of its subject, for ``evidence-after`` a note's id.
    """

    code: str
    ref: str
    blocks: bool


def open_items(opened: OpenCase) -> tuple[OpenItem, ...]:
    """Everything unanswered, conflicting, contradictory or without evidence, in rail order."""
    record, flow = opened.record, opened.flow
    linked = {link.ref for held in record.evidence.values() for link in held.value.links}
    items = [OpenItem("conflict", text.partition("/")[2] or text, True) for text in record.conflicts]
    items += [OpenItem("unanswered", ref, True) for ref in flow.missing]
    items += [
        OpenItem(f"contradiction-{c.code}", c.question, True)
        for c in flow.contradictions
        if c.question not in record.reasons
    ]
    for page in flow.pages:
        if page.kind == "key_question" and flow.answer(page.ref) is not None and not linked & set(page.elements):
            items.append(OpenItem("without-evidence", page.ref, False))
    late = late_evidence(record.evidence, opened.judged_up_to)
    items += [OpenItem("evidence-after", note_id, True) for note_id in late if note_id not in record.late_reasons]
    if record.interview is None and not record.is_file_read:
        items.append(OpenItem("interview-not-recorded", "", True))
    if record.evaluation is None or not record.evaluation.value.alert_considered:
        items.append(OpenItem("alert-not-considered", "", True))
    return tuple(items)


def late_evidence(evidence: Mapping[str, Held[Evidence]], judged_up_to: str) -> tuple[str, ...]:
    """Ids of notes dated after the day up to which a case is judged, in date order.

    What was said in the interview is left out: the inspection itself asked, about the work up to that day.
    """
    found = [
        (held.value.dated_on, note_id) for note_id, held in evidence.items()
        if judged_up_to and held.value.dated_on > judged_up_to and held.value.source != "interview"
    ]  # fmt: skip
    return tuple(note_id for _, note_id in sorted(found))


def sign_off(ctx: Context, case_id: str) -> Changes:
    """Sign the case off with name and time. Raises Refused ``sign-off-blocked`` while something blocks."""
    opened = _writable(ctx, case_id)
    blocking = [item for item in open_items(opened) if item.blocks]
    if blocking:
        raise Refused("sign-off-blocked", count=len(blocking))
    signed = SignOff(True, ctx.identity.name, moment(ctx.now()))
    return ctx.write(Write(subject("signoff", case_id), signed, stamp_of(opened.pack)))


def reopen(ctx: Context, case_id: str, reason: str) -> Changes:
    """Unlock a signed-off case with a reason."""
    opened = open_case(ctx, case_id)
    if not opened.record.is_signed_off:
        raise Refused("case-not-signed-off")
    if not reason.strip():
        raise Refused("reopen-needs-reason")
    unlocked = SignOff(False, ctx.identity.name, moment(ctx.now()), reason.strip())
    return ctx.write(Write(subject("signoff", case_id), unlocked, stamp_of(opened.pack)))


def _answerable(ctx: Context, case_id: str, about: str) -> tuple[Pack, str]:
    """The pack and the guidance notes in force, once the case is there and not signed off: one list row, so an answer
    costs little more than its own. The case is read when that row leaves a doubt, and for "not applicable".
    """
    pack, is_open, notes = before_answer(ctx.store, case_id, about, IN_FORCE)
    if pack is not None and is_open:
        return pack, notes
    rows = projections.current(ctx.store, case_id, ("case", "signoff"))
    if f"case:{case_id}" not in rows:
        raise Refused("case-unknown", case_id=case_id)
    signoff = rows.get(f"signoff:{case_id}")
    if signoff and isinstance(signoff.value, SignOff) and signoff.value.signed and not signoff.conflicting:
        raise Refused("case-signed-off", case_ref=ctx.case(case_id).facts.case_ref)
    return ctx.pack_in_force(), notes


def _asked(opened: OpenCase, ref: str) -> OpenCase:
    """The same case, once its pack has this element: what an earlier version asked can be read and not changed."""
    if not opened.pack.has(ref):
        raise Refused("question-ended", question=ref)
    return opened


def _writable(ctx: Context, case_id: str) -> OpenCase:
    opened = open_case(ctx, case_id)
    if opened.record.is_signed_off:
        raise Refused("case-signed-off", case_ref=opened.record.facts.case_ref)
    return opened
