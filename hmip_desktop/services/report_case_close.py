"""The close of a case record: what was fed back and advised, whether an alert was considered, and interview notes."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from typing import Literal

from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.flow import Flow
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.report_case import InterviewPart, Narrative, NoteLine, PracticePoint
from hmip_desktop.domain.report_words import long_date, long_moment
from hmip_desktop.domain.values import read_moment
from hmip_desktop.outputs.words import Words

NO_FEEDBACK = {
    "nobody-interviewed": "nobody was interviewed",
    "substitute-does-not-supervise": "the person interviewed does not supervise the practitioner",
    "second-person-still-there": "a second person was still there",
}
SECOND_PERSON = {
    "recent_change": "the practitioner changed recently",
    "key_role": "a key role in an intervention",
    "very_new": "the practitioner is very new",
}
WHO = {
    "practitioner": "The practitioner",
    "line_manager": "The line manager, in place of the practitioner",
    "other_substitute": "Somebody in place of the practitioner",
    "nobody": "Nobody",
}


_REFS = re.compile(r"\s*\[([^\[\]]+)\]\s*$")


def closing_parts(
    record: CaseRecord, pack: Pack, zone: tzinfo | None, words: Words
) -> tuple[str, str, str, tuple[PracticePoint, ...]]:
    """Sentences on feedback, advice and the alert, and the strengths and areas of the practitioner's own work."""
    close = record.evaluation.value if record.evaluation else None
    strengths = close.strengths if close else ()
    areas = close.areas if close else ()
    practice = [_point("strength", text, pack) for text in strengths]
    practice += [_point("area", text, pack) for text in areas]
    return _feedback(record, zone, words), _advice(record, words), _alert(record, zone, words), tuple(practice)


def _point(kind: Literal["strength", "area"], text: str, pack: Pack) -> PracticePoint:
    """A line with the judgements that it names in brackets at its end; brackets that hold anything else are words."""
    asked = {one.ref.lower(): one.ref for one in pack.elements if one.kind in ("key_question", "prompt")}
    found = _REFS.search(text)
    named = re.findall(r"[^,;\s]+", found[1].lower()) if found else []
    if found is None or not named or not asked.keys() >= set(named):
        return PracticePoint(kind, Narrative(text))
    return PracticePoint(kind, Narrative(text[: found.start()]), tuple(dict.fromkeys(asked[one] for one in named)))


def _feedback(record: CaseRecord, zone: tzinfo | None, words: Words) -> str:
    close = record.evaluation.value if record.evaluation else None
    if close is None or close.feedback is None:
        return ""
    feedback = close.feedback
    if not feedback.given:
        known = NO_FEEDBACK.get(feedback.reason, "")
        reason = words(known) if known else feedback.reason.strip().rstrip(".")
        return words("not given: {reason}.", reason=reason) if reason else words("not given; no reason was written.")
    at = _moment(feedback.given_at)
    when = long_moment(at.astimezone(zone), words.language) if at else ""
    return words("given on {when}.", when=when) if when else words("given.")


def _moment(text: str) -> datetime | None:
    try:
        return read_moment(text)
    except ValueError:
        return None


def _advice(record: CaseRecord, words: Words) -> str:
    given = sorted((held.value.given_at, held.value.text.strip()) for held in record.advice.values())
    if not given:
        return ""
    said = " ".join(text if text.endswith(".") else f"{text}." for _, text in given)
    return f"{said} {words('Advice is not an instruction and nobody will ask about it.')}"


def _alert(record: CaseRecord, zone: tzinfo | None, words: Words) -> str:
    raised = sorted(held.value.raised_at for held in record.alerts.values())
    if raised:
        days = ", ".join(long_moment(read_moment(at).astimezone(zone), words.language) for at in raised)
        return words("raised on {days}; it has a sheet of its own.", days=days)
    considered = record.evaluation is not None and record.evaluation.value.alert_considered
    return words("considered; none was raised.") if considered else ""


def interview_part(record: CaseRecord, flow: Flow, zone: tzinfo | None, words: Words) -> InterviewPart | None:
    """The interview with its notes in time order; None where none was held."""
    if record.interview is None or record.is_file_read:
        return None
    held = sorted(record.notes.items(), key=lambda entry: (entry[1].value.noted_at, entry[0]))
    notes = []
    for number, (note_id, note) in enumerate(held, 1):
        value = note.value
        notes.append(
            NoteLine(
                f"I{number}",
                read_moment(value.noted_at).astimezone(zone),
                value.elapsed_s,
                Narrative(value.text, record.interview.value.language),
                _refs(record, note_id),
            )
        )
    return InterviewPart(_account(record, zone, words), tuple(notes))


def _refs(record: CaseRecord, note_id: str) -> tuple[str, ...]:
    """Where triage sent a note, and every judgement that the evidence made of it bears on."""
    refs = [link.ref for held in record.evidence.values() if held.value.note == note_id for link in held.value.links]
    placed = record.placed.get(note_id)
    if placed is not None and placed.value.place == "judgement" and placed.value.ref:
        refs.append(placed.value.ref)
    return tuple(dict.fromkeys(refs))


def _account(record: CaseRecord, zone: tzinfo | None, words: Words) -> str:
    assert record.interview is not None
    interview = record.interview.value
    who = words(WHO[interview.interviewed])
    sentences = [words("{who} was interviewed.", who=who)]
    start, end = _moment(interview.started_at), _moment(interview.ended_at)
    if start is not None:
        local = start.astimezone(zone)
        day, until = long_date(local.date(), words.language), f"{end.astimezone(zone):%H:%M}" if end else ""
        named = {"who": who, "day": day, "start": f"{local:%H:%M}"}
        sentences[0] = (
            words("{who} was interviewed on {day}, {start} to {end}.", **named, end=until) if until
            else words("{who} was interviewed on {day}, {start}.", **named)
        )  # fmt: skip
    if interview.introduction:
        count = len(interview.introduction)
        sentences.append(words("{count} points of the introduction were ticked off.", count=count))
    second = interview.second
    if second is not None:
        left = _moment(second.left_at)
        why, until = words(SECOND_PERSON[second.reason]), f"{left.astimezone(zone):%H:%M}" if left else ""
        sentences.append(
            words("A second person was there ({why}), gone by {time}.", why=why, time=until) if until
            else words("A second person was there ({why}).", why=why)
        )  # fmt: skip
    sentences.append(words("Times are those of the first keystroke of each note."))
    return " ".join(sentences)
