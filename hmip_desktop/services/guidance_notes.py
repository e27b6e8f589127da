"""Notes to the guidance: written by the lead inspector to one question, signed, sent with the next package.

Each answer carries the guidance that it was given under, the number of the newest note included, so which answers
are older than a note is read from the answers and not from anybody's clock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from hmip_desktop.domain.assessment import AnswerValue
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.values import Answer, moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.guidance import GuidanceNote, note_digest, read_note, write_note
from hmip_desktop.exchange.seal import SignedDocument
from hmip_desktop.services.context import Changes, Context, OpenInspection, stamp_of
from hmip_desktop.store import keepsakes, ledger, projections, subjects
from hmip_desktop.store.keepsakes import Signed
from hmip_desktop.store.revisions import Write

DOCUMENTS = "guidance"
IN_FORCE = "guidance-in-force"
LONGEST = 1000
ASSESSING = ("inspector", "local_assessor", "interviewer")
_MARK = " note "


@dataclass(frozen=True, slots=True)
class Note:
    """A note in force. ``at`` is the stored moment of writing, ``name`` whoever wrote it."""

    digest: str
    number: int
    ref: str
    text: str
    name: str
    at: str


@dataclass(frozen=True, slots=True)
class OlderAnswer:
    """An answer that was given before a note was known to whoever gave it."""

    case_id: str
    case_ref: str
    ref: str
    answer: Answer
    at: str
    signed_off: bool


def write(ctx: Context, ref: str, text: str, replaces: str = "") -> str:
    """Write a note to a question; gives its digest. Without words it takes back the note that it replaces.

    Raises Refused ``guidance-not-yours``, ``question-not-in-pack``, ``guidance-note-empty``,
    ``guidance-note-too-long``, ``guidance-note-unknown``.
    """
    inspection = ctx.inspection()
    if not inspection.is_led_by(ctx.me):
        raise Refused("guidance-not-yours")
    words = text.strip()
    if not inspection.pack.has(ref):
        raise Refused("question-not-in-pack", question=ref)
    if not words and not replaces:
        raise Refused("guidance-note-empty")
    if len(words) > LONGEST:
        raise Refused("guidance-note-too-long", most=LONGEST)
    held = _documents(ctx, inspection)
    if replaces and replaces not in held:
        raise Refused("guidance-note-unknown")
    number = max((note.number for note in held.values()), default=0) + 1
    note = GuidanceNote(ctx.me, "hmip-guidance", inspection.id, number, ref, replaces, words, moment(ctx.now()))
    document = write_note(note, ctx.identity.signing_seed)
    digest = note_digest(document)
    with ctx.store.write():
        keepsakes.keep_document(ctx.store, DOCUMENTS, digest, Signed(document.data, document.signature))
        look_again(ctx)
    return digest


def notes(ctx: Context, ref: str = "") -> tuple[Note, ...]:
    """The notes in force, of one question or of all, the newest first."""
    found = ctx.find_inspection()
    if found is None:
        return ()
    names = {m.fingerprint: m.name for m in found.roster.members}
    made = [
        Note(digest, note.number, note.ref, note.text, names.get(note.author, ""), note.written_at)
        for digest, note in _in_force(_documents(ctx, found)).items()
        if ref in ("", note.ref)
    ]
    return tuple(sorted(made, key=lambda note: (note.number, note.digest), reverse=True))


def older_answers(ctx: Context, note: Note) -> tuple[OlderAnswer, ...]:
    """Answers of listed cases that were given before this note, by case reference."""
    return tuple(
        OlderAnswer(row.case_id, row.case_ref, note.ref, row.current.value.answer, row.current.at, row.signed_off)
        for row in subjects.answers_to(ctx.store, note.ref)
        if isinstance(row.current.value, AnswerValue)
        and row.current.value.answer is not None
        and not row.excluded
        and number_of(row.current.value.guidance) < note.number
    )  # fmt: skip


def stands(ctx: Context, case_id: str, ref: str) -> Changes:
    """The answer stands under the guidance in force now. Raises Refused ``case-signed-off``, ``answer-missing``."""
    record = ctx.case(case_id)
    if record.is_signed_off:
        raise Refused("case-signed-off", case_ref=record.facts.case_ref)
    held = record.answers.get(ref)
    if held is None or held.value.answer is None:
        raise Refused("answer-missing", question=ref)
    pack = ctx.pack_in_force()
    value = AnswerValue(held.value.answer, guidance_of(ctx, pack, ref))
    return ctx.write(Write(subject("answer", case_id, ref), value, stamp_of(pack), held.heads))


def guidance_of(ctx: Context, pack: Pack, ref: str) -> str:
    """What an answer given now is stamped with: the guidance's version, and the number of the newest note to it."""
    return stamp_by(keepsakes.setting_line(ctx.store, IN_FORCE), pack, ref)


def stamp_by(notes: str, pack: Pack, ref: str) -> str:
    """As ``guidance_of``, by what is kept under ``IN_FORCE``."""
    number = json.loads(notes).get(ref) if notes else None
    return f"{pack.guidance_version}{_MARK}{number}" if number else pack.guidance_version


def number_of(stamp: str) -> int:
    """The number of the note that a stamp names, 0 for none."""
    number = stamp.rpartition(_MARK)[2]
    return int(number) if _MARK in stamp and number.isdigit() else 0


def lacking(ctx: Context) -> tuple[tuple[str, str], ...]:
    """Members who assess and whose last package was made before the newest note, or before the version of the
    questions that is in force: fingerprint and name."""
    inspection = ctx.inspection()
    written = [note.written_at for note in _documents(ctx, inspection).values()]
    if inspection.earlier:
        written += [one.at for one in projections.current(ctx.store, "-", ("inspection",)).values()]
    newest = max(written, default="")
    last: dict[str, str] = {}
    for package in ledger.sent(ctx.store):
        if package.kind == "allocation":
            last[package.addressee] = package.at
    return tuple(
        (m.fingerprint, m.name) for m in inspection.roster.members
        if m.role in ASSESSING and m.revoked_from is None and m.fingerprint != ctx.me
        and "" < last.get(m.fingerprint, "") < newest
    )  # fmt: skip


def is_behind(ctx: Context, fingerprint: str) -> bool:
    """True when somebody else wrote a note after the last allocation to this member, which alone brings it."""
    theirs = (p.at for p in ledger.sent(ctx.store, addressee=fingerprint) if p.kind == "allocation")
    last = max(theirs, default="")
    notes_held = _documents(ctx, ctx.inspection()).values()
    return any(note.written_at > last for note in notes_held if note.author != fingerprint)


def to_send(ctx: Context) -> Mapping[str, SignedDocument]:
    """Every note with its signature as it travels, by digest; those replaced go along, so that everybody agrees."""
    held = keepsakes.documents(ctx.store, DOCUMENTS)
    return {digest: SignedDocument(one.document, one.signature) for digest, one in held.items()}


def look_again(ctx: Context) -> None:
    """After notes came or were written: which number stands for which question."""
    found = ctx.find_inspection()
    if found is None:
        return
    numbers: dict[str, int] = {}
    for note in _in_force(_documents(ctx, found)).values():
        numbers[note.ref] = max(note.number, numbers.get(note.ref, 0))
    if numbers or keepsakes.setting(ctx.store, IN_FORCE) is not None:
        keepsakes.set_setting(ctx.store, IN_FORCE, numbers)


def _documents(ctx: Context, found: OpenInspection) -> dict[str, GuidanceNote]:
    """The notes of this inspection that somebody who leads it signed as their author, by digest."""
    made: dict[str, GuidanceNote] = {}
    for digest, kept in keepsakes.documents(ctx.store, DOCUMENTS).items():
        try:
            note, key = read_note(SignedDocument(kept.document, kept.signature))
        except Refused:
            continue  # what is kept of another format is shown by a newer program
        member = found.member(note.author)
        if note.inspection == found.id and member is not None and member.signing == key:
            made[digest] = note
    return made


def _in_force(held: Mapping[str, GuidanceNote]) -> dict[str, GuidanceNote]:
    replaced = {note.replaces for note in held.values()}
    return {digest: note for digest, note in held.items() if digest not in replaced and note.text}
