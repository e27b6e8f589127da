"""The practitioner interview: who came, the clock, the notes, and where each note went."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from hmip_desktop.domain.assessment import Evidence, EvidenceLink, Stance
from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.interview import Interview, InterviewNote, NotePlace
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.values import Language
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import Changes, Context, stamp_of
from hmip_desktop.store.revisions import Write


def save_interview(ctx: Context, case_id: str, interview: Interview) -> Changes:
    """Record who was interviewed and when; a file-read has nobody and no times."""
    record = _open_record(ctx, case_id)
    if record.is_file_read and interview.interviewed != "nobody":
        raise Refused("file-read-has-no-interview", case_ref=record.facts.case_ref)
    return ctx.write(_write(ctx, subject("interview", case_id), interview))


def save_note(
    ctx: Context, case_id: str, note: InterviewNote, note_id: str = "", parents: tuple[str, ...] | None = None
) -> tuple[str, Changes]:
    """Add or change an interview note; gives its id. Its time is that of its first keystroke."""
    _open_record(ctx, case_id)
    if not note.text.strip():
        raise Refused("note-empty")
    key = note_id or ctx.new_id()
    return key, ctx.write(_write(ctx, subject("note", case_id, key), note, parents))


def withdraw_note(ctx: Context, case_id: str, note_id: str) -> Changes:
    """Take a note out; it stays in the history."""
    _open_record(ctx, case_id)
    return ctx.write(_write(ctx, subject("note", case_id, note_id), None))


def place_on_judgement(ctx: Context, case_id: str, note_id: str, ref: str, stance: Stance) -> Changes:
    """Send a note to a judgement: it becomes evidence with source interview, in one action."""
    record = _open_record(ctx, case_id)
    held = record.notes.get(note_id)
    if held is None:
        raise Refused("note-unknown")
    note = held.value
    evidence_id = ctx.new_id()
    evidence = Evidence(
        note.text, "interview", note.noted_at[:10], (EvidenceLink(ref, stance),), note_id, _language(record)
    )
    return ctx.write(
        _write(ctx, subject("evidence", case_id, evidence_id), evidence),
        _write(ctx, subject("placed", case_id, note_id), NotePlace("judgement", ref, evidence_id)),
    )


def set_aside_note(ctx: Context, case_id: str, note_id: str, reason: str = "") -> Changes:
    """Say that a note goes nowhere; it is kept."""
    _open_record(ctx, case_id)
    return ctx.write(_write(ctx, subject("placed", case_id, note_id), NotePlace("aside", reason=reason)))


def unplace_note(ctx: Context, case_id: str, note_id: str) -> Changes:
    """Take a note back from where it was sent; evidence made of it is withdrawn apart."""
    _open_record(ctx, case_id)
    return ctx.write(_write(ctx, subject("placed", case_id, note_id), None))


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
