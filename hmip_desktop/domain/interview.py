"""The practitioner interview: who came, when, and what was noted."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from hmip_desktop.domain.values import (
    Count,
    Hex16,
    Language,
    Line,
    Moment,
    OptionalMoment,
    Ref,
    Short,
    Text,
    Value,
)

Interviewed = Literal["practitioner", "line_manager", "other_substitute", "nobody"]
FILE_READ = "file-read"
"""Stands where ``Interviewed`` does for a case of which no interview was asked for."""
NoteTag = Literal["", "strength", "gap", "quote", "follow_up"]


class SecondPerson(Value, frozen=True):
    """A second person in the interview: only three reasons count, and they leave before feedback."""

    reason: Literal["recent_change", "key_role", "very_new"]
    left_at: OptionalMoment = ""


class Interview(Value, frozen=True):
    """One interview. ``file_read`` means none was sought. Times are UTC moments; ``paused_s`` is in seconds."""

    interviewed: Interviewed
    file_read: bool = False
    supervises_case: bool = True
    started_at: OptionalMoment = ""
    ended_at: OptionalMoment = ""
    paused_s: Count = 0
    introduction: tuple[Ref, ...] = ()
    second: SecondPerson | None = None
    language: Language = "en"


class InterviewNote(Value, frozen=True):
    """A note whose time is that of its first keystroke; ``elapsed_s`` is seconds on the interview clock."""

    text: Text
    noted_at: Moment
    elapsed_s: Count
    topic: Short = ""
    tag: NoteTag = ""
    placed: Annotated[str, Meta(max_length=60)] = ""
    evidence: Annotated[str, Meta(pattern=r"^([0-9a-f]{16})?$")] = ""


class NotePlace(Value, frozen=True):
    """Where triage sent a note: a judgement, a theme, or set aside."""

    place: Literal["judgement", "theme", "aside"]
    ref: Short = ""
    evidence: Hex16 | None = None
    reason: Line = ""
