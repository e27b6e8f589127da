"""Where the notes of an interview were sent, and taking them back from there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from hmip_desktop.domain.assessment import Evaluation, Evidence, Theme
from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.interview import NotePlace
from hmip_desktop.domain.revisions import subject
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import Changes, Context, stamp_of
from hmip_desktop.services.interview import evidence_of
from hmip_desktop.store.revisions import Write


@dataclass(frozen=True, slots=True)
class Placing:
    """Where one note is: its place and the evidence made of it. Both None: nowhere yet."""

    place: NotePlace | None = None
    evidence: Evidence | None = None


NOWHERE = Placing()


def placing_of(record: CaseRecord, note_id: str) -> Placing:
    """Where a note is now, so that it can be put back there."""
    held = record.placed.get(note_id)
    made = evidence_of(record, note_id)
    return Placing(held.value if held else None, record.evidence[made].value if made else None)


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


def put_back(ctx: Context, case_id: str, note_id: str, before: Placing = NOWHERE) -> Changes:
    """Put a note where it was ``before``, by default nowhere: evidence and themes follow, in one action.

    Raises Refused ``case-signed-off``, ``note-unknown``, ``role-not-allowed`` for a theme of somebody else's.
    """
    record = ctx.case(case_id)
    if record.is_signed_off:
        raise Refused("case-signed-off", case_ref=record.facts.case_ref)
    if note_id not in record.notes:
        raise Refused("note-unknown")
    now, stamp = placing_of(record, note_id), stamp_of(ctx.pack_in_force())
    writes = [Write(subject("placed", case_id, note_id), before.place, stamp)]
    made = evidence_of(record, note_id) or (before.place.evidence if before.place else None)
    if made and now.evidence != before.evidence:
        writes.append(Write(subject("evidence", case_id, made), before.evidence, stamp))
    evaluation = _with_themes(record, themes_of(now.place), themes_of(before.place))
    if evaluation is not None:
        writes.append(Write(subject("evaluation", case_id), evaluation, stamp))
    return ctx.write(*writes)


def _with_themes(record: CaseRecord, gone: tuple[Theme, ...], back: tuple[Theme, ...]) -> Evaluation | None:
    """The evaluation without ``gone`` and with ``back``; None when that changes nothing."""
    held = record.evaluation.value if record.evaluation else Evaluation()
    kept = [theme for theme in held.themes if theme not in gone or theme in back]
    kept += [theme for theme in back if theme not in kept]
    if tuple(kept) == held.themes:
        return None
    return msgspec.structs.replace(held, themes=tuple(kept))
