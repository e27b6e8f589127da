"""Where the notes of an interview were sent, and taking them back from there."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from hmip_desktop.domain.assessment import Theme
from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.interview import NotePlace
from hmip_desktop.domain.revisions import subject
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import Changes, Context, stamp_of
from hmip_desktop.services.interview import evidence_of
from hmip_desktop.store.revisions import Write


def judgements_of(record: CaseRecord, note_id: str) -> tuple[str, ...]:
    """Every judgement that a note was sent to, in the order of sending."""
    made = evidence_of(record, note_id)
    return tuple(link.ref for link in record.evidence[made].value.links) if made else ()


def themes_of(place: NotePlace | None) -> tuple[Theme, ...]:
    """The themes that a note became. A place keeps their kinds in ``ref`` and their words in ``reason``, line by
    line, so that exactly these can be taken back."""
    if place is None or place.place != "theme":
        return ()
    return tuple(_themes(place))


def _themes(place: NotePlace) -> Iterator[Theme]:
    for kind, text in zip(place.ref.split(","), place.reason.split("\n"), strict=False):
        if kind in ("enabler", "barrier", "line_of_enquiry"):
            yield Theme(kind, text)  # type: ignore[arg-type]


def call_back(ctx: Context, case_id: str, note_id: str) -> Changes:
    """Take a note back from wherever it was sent: evidence and themes made of it go too, in one action.

    Raises Refused ``case-signed-off``, ``note-unknown``, ``role-not-allowed`` for a theme of somebody else's.
    """
    record = ctx.case(case_id)
    if record.is_signed_off:
        raise Refused("case-signed-off", case_ref=record.facts.case_ref)
    if note_id not in record.notes:
        raise Refused("note-unknown")
    held, stamp = record.placed.get(note_id), stamp_of(ctx.pack_in_force())
    writes = [Write(subject("placed", case_id, note_id), None, stamp)]
    if made := evidence_of(record, note_id):
        writes.append(Write(subject("evidence", case_id, made), None, stamp))
    gone = themes_of(held.value if held else None)
    if gone and record.evaluation is not None:
        kept = tuple(theme for theme in record.evaluation.value.themes if theme not in gone)
        value = msgspec.structs.replace(record.evaluation.value, themes=kept)
        writes.append(Write(subject("evaluation", case_id), value, stamp))
    return ctx.write(*writes)
