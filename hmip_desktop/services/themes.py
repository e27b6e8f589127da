"""Themes: enablers, barriers and lines of enquiry that a note of an interview gave, stripped of identity."""

from __future__ import annotations

from typing import Literal

import msgspec

from hmip_desktop.domain.assessment import Evaluation, Theme
from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.identifying import Mark, identifying
from hmip_desktop.domain.interview import NotePlace
from hmip_desktop.domain.revisions import subject
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import Changes, Context, stamp_of
from hmip_desktop.services.placing import themes_of
from hmip_desktop.store.revisions import Write

ThemeKind = Literal["enabler", "barrier", "line_of_enquiry"]
KINDS: tuple[ThemeKind, ...] = ("enabler", "barrier", "line_of_enquiry")
LONGEST = 300
"""Most letters of one theme: it is a line of a list, not a note."""
TOGETHER = 1000


def marks_in(record: CaseRecord, text: str) -> tuple[Mark, ...]:
    """What in ``text`` may tell who this case is about; empty when nothing was found. A person still reads it."""
    facts = record.facts
    known = (facts.case_ref, facts.practitioner, facts.person, record.imported.practitioner)
    return identifying(text, [word for word in known if word.strip()])


def note_to_theme(
    ctx: Context, case_id: str, note_id: str, kind: ThemeKind, text: str, *, read_again: bool = False
) -> Changes:
    """Make a theme of a note, in words of its own: they are counted and listed apart from the case.

    Words that may identify somebody are refused until the person says ``read_again``: read again, nobody is named.
    Raises Refused ``theme-empty``, ``theme-too-long``, ``theme-identifies``, ``note-in-enough-themes``.
    """
    record = ctx.case(case_id)
    words = " ".join(text.split())
    _check(record, note_id, words, read_again)
    held = record.placed.get(note_id)
    before = held.value if held else None
    theme = Theme(kind, words)
    made = themes_of(before)
    if theme in made:
        return Changes()
    made = (*made, theme)
    reason = "\n".join(one.text for one in made)
    if len(reason) > TOGETHER:
        raise Refused("note-in-enough-themes")
    place = NotePlace("theme", ",".join(one.kind for one in made), before.evidence if before else None, reason)
    value = record.evaluation.value if record.evaluation else Evaluation()
    themes = value.themes if theme in value.themes else (*value.themes, theme)
    stamp = stamp_of(ctx.pack_in_force())
    return ctx.write(
        Write(subject("evaluation", case_id), msgspec.structs.replace(value, themes=themes), stamp),
        Write(subject("placed", case_id, note_id), place, stamp),
    )


def _check(record: CaseRecord, note_id: str, words: str, read_again: bool) -> None:
    if record.is_signed_off:
        raise Refused("case-signed-off", case_ref=record.facts.case_ref)
    if note_id not in record.notes:
        raise Refused("note-unknown")
    if not words:
        raise Refused("theme-empty")
    if len(words) > LONGEST:
        raise Refused("theme-too-long", most=LONGEST)
    if not read_again and marks_in(record, words):
        raise Refused("theme-identifies")
