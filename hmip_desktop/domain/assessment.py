"""An assessment of one case: answers, evidence, evaluation and sign-off."""

from __future__ import annotations

from typing import Literal

from hmip_desktop.domain.values import (
    Answer,
    Code,
    Count,
    Date,
    EvidenceSource,
    Language,
    Lens,
    Line,
    Moment,
    Ref,
    Route,
    Short,
    Stage,
    Text,
    Value,
)  # fmt: skip

Stance = Literal["supports", "gap"]


class AnswerValue(Value, frozen=True):
    """The answer to a key question or prompt; None when it was cleared. Judged by a person, never computed."""

    answer: Answer | None
    guidance: Short = ""


class DataValue(Value, frozen=True):
    """The answer to a data question: option ids, or one text, number or date as text."""

    chosen: tuple[Line, ...]


class Reason(Value, frozen=True):
    """Why something stands, in the assessor's words: a judgement against its prompts, or a note dated after the day
    up to which the case is judged."""

    reason: Line


class Flag(Value, frozen=True):
    """A question marked by the assessor to come back to."""

    flagged: bool


class RouteUse(Value, frozen=True):
    """The question set computed from the case details and the one used; an override says why."""

    computed: Route
    used: Route
    reason_code: Code
    days: Count | None = None
    override_reason: Line = ""


class EvidenceLink(Value, frozen=True):
    """A judgement that a note bears on; supports it or shows a gap."""

    ref: Ref
    stance: Stance


class Evidence(Value, frozen=True):
    """A note with its source and date, linked to the judgements it bears on."""

    text: Text
    source: EvidenceSource
    dated_on: Date = ""
    links: tuple[EvidenceLink, ...] = ()
    note: Short = ""
    language: Language = "en"
    translate: bool = False


class Theme(Value, frozen=True):
    """An enabler, barrier or line of enquiry, stripped of identity."""

    kind: Literal["enabler", "barrier", "line_of_enquiry"]
    text: Line


class EffectivePractice(Value, frozen=True):
    """What was done well and why it worked, for the effective-practice set."""

    stage: Stage
    lens: Lens
    done: Line
    why: Line


class Feedback(Value, frozen=True):
    """Feedback to the practitioner on their own work only; ``given`` false with the reason why not."""

    given: bool
    reason: Line = ""
    given_at: Line = ""


class Evaluation(Value, frozen=True):
    """The close of a case: what stood out, and what was fed back."""

    strengths: tuple[Line, ...] = ()
    areas: tuple[Line, ...] = ()
    themes: tuple[Theme, ...] = ()
    practice: tuple[EffectivePractice, ...] = ()
    feedback: Feedback | None = None
    alert_considered: bool = False


class SignOff(Value, frozen=True):
    """Signed off, or unlocked again with a reason."""

    signed: bool
    name: Short
    signed_at: Moment
    reason: Line = ""


class Moderation(Value, frozen=True):
    """The answer that counts after moderation of a second assessment."""

    answer: Answer
    reason: Line


class Query(Value, frozen=True):
    """A question of the lead inspector or quality lead to the assessor about one judgement, and its reply."""

    ref: Ref
    text: Line
    reply: Line = ""
    state: Literal["open", "answered", "closed"] = "open"


class Resolution(Value, frozen=True):
    """Why two versions of a subject were settled as they were."""

    subject: Line
    reason: Line
