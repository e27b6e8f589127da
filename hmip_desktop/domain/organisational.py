"""Organisational questions: what was read in advance, what meetings gave, and the lead inspector's judgement.

Source rules: dynamic inspection guidance 2025, organisational questions; 2017 consultation, standards 1.1 to 1.4. They
are never answered from case figures.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from hmip_desktop.domain.values import Date, Line, Ref, Short, Text, Value

Sort = Literal["document", "meeting"]
Meeting = Literal["", "leaders", "managers", "practitioners", "partners", "service_providers", "people", "other"]
MEETINGS: tuple[Meeting, ...] = (
    "leaders", "managers", "practitioners", "partners", "service_providers", "people", "other",
)  # fmt: skip


class OrgEvidence(Value, frozen=True):
    """A document sent in advance, or a meeting of week 2. ``title`` names the document and ``source`` who sent it; of
    a meeting ``meeting`` says its kind and ``who`` those who came, by role. ``refs`` are standards and key questions
    that it bears on. The subject is ``org-evidence:<id>``."""

    sort: Sort
    dated_on: Date
    refs: Annotated[tuple[Ref, ...], Meta(min_length=1, max_length=60)]
    notes: Text = ""
    title: Short = ""
    source: Short = ""
    meeting: Meeting = ""
    who: Line = ""


class OrgJudgement(Value, frozen=True):
    """What the lead inspector judges of a standard or key question, in words. The subject is
    ``org-judgement:<ref>``."""

    text: Annotated[str, Meta(min_length=1, max_length=20_000)]
