"""The practitioner interview: who came, the clock, the notes, and where each note went."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from hmip_desktop.domain.assessment import Evaluation, Evidence, EvidenceLink, Feedback, Stance
from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.interview import Interview, InterviewNote, NotePlace
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Allocation
from hmip_desktop.domain.values import Language, moment, read_moment
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import LEADING, Changes, Context, stamp_of
from hmip_desktop.store import drafts, projections
from hmip_desktop.store.revisions import Write

SITTING = "interview"
"""Key of the draft that holds a running interview's clock."""
FEEDBACK_GIVEN = "Feedback was given."
FEEDBACK_NOT_GIVEN = "No feedback was given."


def save_interview(ctx: Context, case_id: str, interview: Interview) -> Changes:
    """Record who was interviewed and when; a file-read has nobody and no times."""
    record = _open_record(ctx, case_id)
    if record.is_file_read and interview.interviewed != "nobody":
        raise Refused("file-read-has-no-interview", case_ref=record.facts.case_ref)
    return ctx.write(_write(ctx, subject("interview", case_id), interview))


def save_note(
    ctx: Context, case_id: str, note: InterviewNote, note_id: str = "", parents: tuple[str, ...] | None = None
) -> tuple[str, Changes]:
    """Add or change an interview note; gives its id. Its time is that of its first keystroke.

    Somebody is talking meanwhile, so only the two rows that every note needs are read before it is written.
    """
    if not note.text.strip():
        raise Refused("note-empty")
    with ctx.store.write():
        rows = projections.current(ctx.store, case_id, ("case", "signoff"))
        if f"case:{case_id}" not in rows:
            raise Refused("case-unknown", case_id=case_id)
        if f"signoff:{case_id}" in rows:
            _open_record(ctx, case_id)
        key = note_id or ctx.new_id()
        stamp = stamp_of(ctx.pack_in_force())
        return key, ctx.write(Write(subject("note", case_id, key), note, stamp, parents))


def withdraw_note(ctx: Context, case_id: str, note_id: str) -> Changes:
    """Take a note out; it stays in the history."""
    _open_record(ctx, case_id)
    return ctx.write(_write(ctx, subject("note", case_id, note_id), None))


def place_on_judgement(ctx: Context, case_id: str, note_id: str, ref: str, stance: Stance) -> Changes:
    """Send a note to a judgement: it becomes evidence with source interview, in one action.

    Sent to a second judgement, the same evidence bears on both.
    """
    record = _open_record(ctx, case_id)
    note = _note(record, note_id)
    before = record.placed.get(note_id)
    made = evidence_of(record, note_id)
    evidence_id = made or ctx.new_id()
    held = record.evidence.get(evidence_id)
    links = tuple(link for link in (held.value.links if held else ()) if link.ref != ref)
    evidence = Evidence(
        note.text, "interview", note.noted_at[:10], (*links, EvidenceLink(ref, stance)), note_id, _language(record)
    )
    place = NotePlace("judgement", ref, evidence_id)
    if before is not None and before.value.place == "theme":
        place = msgspec.structs.replace(before.value, evidence=evidence_id)
    return ctx.write(
        _write(ctx, subject("evidence", case_id, evidence_id), evidence),
        _write(ctx, subject("placed", case_id, note_id), place),
    )


def evidence_of(record: CaseRecord, note_id: str) -> str:
    """Id of the evidence that a note became and still is, "" for none."""
    placed = record.placed.get(note_id)
    made = placed.value.evidence if placed is not None else None
    return made if made and made in record.evidence else ""


def set_aside_note(ctx: Context, case_id: str, note_id: str, reason: str = "") -> Changes:
    """Say that a note goes nowhere; it is kept. Raises Refused ``note-is-placed`` while it is sent somewhere."""
    record = _open_record(ctx, case_id)
    before = record.placed.get(note_id)
    if before is not None and before.value.place != "aside":
        raise Refused("note-is-placed")
    return ctx.write(_write(ctx, subject("placed", case_id, note_id), NotePlace("aside", reason=reason)))


def second_has_left(ctx: Context, case_id: str) -> Changes:
    """The second person has left, now. Raises Refused ``nobody-second`` when there was none."""
    record = _open_record(ctx, case_id)
    held = record.interview
    if held is None or held.value.second is None:
        raise Refused("nobody-second")
    gone = msgspec.structs.replace(held.value.second, left_at=moment(ctx.now()))
    value = msgspec.structs.replace(held.value, second=gone)
    return ctx.write(_write(ctx, subject("interview", case_id), value))


def give_feedback(ctx: Context, case_id: str, given: bool, reason: str = "") -> Changes:
    """Record that feedback was given now, or why not. Raises Refused ``feedback-not-allowed``.

    Whoever only interviews writes it as a note of the interview, for closing the case is the assessor's.
    """
    record = _open_record(ctx, case_id)
    if given and not feedback_rule(record).allowed:
        raise Refused("feedback-not-allowed")
    now = moment(ctx.now())
    if not ctx.may_write("evaluation"):
        words = FEEDBACK_GIVEN if given else f"{FEEDBACK_NOT_GIVEN} {reason.strip()}".strip()
        elapsed = _elapsed(record, now)
        return save_note(ctx, case_id, InterviewNote(words, now, elapsed))[1]
    held = record.evaluation.value if record.evaluation else Evaluation()
    feedback = Feedback(given, "" if given else reason.strip(), now)
    value = msgspec.structs.replace(held, feedback=feedback)
    return ctx.write(_write(ctx, subject("evaluation", case_id), value))


def _elapsed(record: CaseRecord, now: str) -> int:
    """Seconds on the interview clock, pauses so far taken off as far as they are recorded."""
    held = record.interview
    if held is None or not held.value.started_at:
        return 0
    seconds = (read_moment(now) - read_moment(held.value.started_at)).total_seconds()
    return max(int(seconds) - held.value.paused_s, 0)


def is_interview_only(ctx: Context, record: CaseRecord) -> bool:
    """True for somebody who was given the interview of this case and nothing else of it."""
    if ctx.identity.role == "interviewer":
        return True
    held: Allocation | None = record.allocation
    mine = held is not None and held.interviewer == ctx.me and held.inspector != ctx.me
    return mine and ctx.identity.role not in LEADING


def running(ctx: Context) -> tuple[str, ...]:
    """Ids of cases whose interview was running when the program stopped, the latest first."""
    found = [held for held in drafts.pending(ctx.store) if held.subject == f"draft:{held.case_id}/{SITTING}"]
    return tuple(held.case_id for held in sorted(found, key=lambda one: one.at, reverse=True))


@dataclass(frozen=True, slots=True)
class FeedbackRule:
    """Whether feedback may be given now, and if not the code of the reason."""

    allowed: bool
    code: str = ""


def feedback_rule(record: CaseRecord) -> FeedbackRule:
    """No feedback to a substitute who does not supervise the case, nor with a second person still there."""
    if record.interview is None or record.interview.value.interviewed == "nobody":
        return FeedbackRule(False, "nobody-interviewed")
    interview = record.interview.value
    if interview.interviewed != "practitioner" and not interview.supervises_case:
        return FeedbackRule(False, "substitute-does-not-supervise")
    if interview.second is not None and not interview.second.left_at:
        return FeedbackRule(False, "second-person-still-there")
    return FeedbackRule(True)


def untriaged(record: CaseRecord) -> tuple[str, ...]:
    """Ids of notes that triage has not placed, in time order."""
    left = [(held.value.noted_at, note_id) for note_id, held in record.notes.items() if note_id not in record.placed]
    return tuple(note_id for _, note_id in sorted(left))


def _note(record: CaseRecord, note_id: str) -> InterviewNote:
    held = record.notes.get(note_id)
    if held is None:
        raise Refused("note-unknown")
    return held.value


def _language(record: CaseRecord) -> Language:
    return record.interview.value.language if record.interview else "en"


def _open_record(ctx: Context, case_id: str) -> CaseRecord:
    record = ctx.case(case_id)
    if record.is_signed_off:
        raise Refused("case-signed-off", case_ref=record.facts.case_ref)
    return record


def _write(
    ctx: Context, subject_text: str, value: msgspec.Struct | None, parents: tuple[str, ...] | None = None
) -> Write:
    return Write(subject_text, value, stamp_of(ctx.inspection().pack), parents)  # type: ignore[arg-type]
