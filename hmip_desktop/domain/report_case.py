"""The case record as a model: one assessed case with its evidence, sign-off and history.

The record is made without interview content by default. With it (``interview`` set) it is for the team only;
the page says so (guidance manual 2025, 1.4: what is said in interviews is used in aggregated form).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hmip_desktop.domain.report_model import ReportContext

RecordState = Literal["signed-off", "unlocked", "open"]


@dataclass(frozen=True, slots=True)
class Narrative:
    """Words of a person with their language, so that a screen reader says them rightly."""

    text: str
    language: Literal["en", "cy"] = "en"


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A label (an English key of the message file) with its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class RoutePanel:
    """How the question set was found: dates and day count in ``account``, the day-56 rule, what was computed
    and used, and the reason of an override."""

    used: str
    computed: str
    account: str
    override_reason: str = ""


@dataclass(frozen=True, slots=True)
class PromptLine:
    """A prompt with its answer (yes, no, na or None) and the evidence numbers it rests on."""

    ref: str
    text: str
    answer: str | None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """Evidence E1, E2 ...: source, its date as words, what it shows, and the questions it is for.

    ``kept``: why a note is kept that is dated after the day up to which the case is judged; empty for the others.
    ``translate``: somebody is to translate it.
    """

    number: str
    source: str
    dated: str
    shows: Narrative
    refs: tuple[str, ...]
    kept: str = ""
    translate: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Prompts and judgement differ: what differs, the reason, and when it was given (aware)."""

    what: str
    reason: Narrative
    given_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeyQuestionBlock:
    """A key question with judgement, why (nothing is printed for an empty one), prompts and evidence. ``answer``
    None: not answered."""

    ref: str
    short: str
    text: str
    answer: str | None
    why: Narrative
    prompts: tuple[PromptLine, ...]
    evidence: tuple[EvidenceLine, ...]
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class NoteLine:
    """Interview note I1, I2 ...: wall clock, seconds since the start, words, and what it is for."""

    number: str
    noted_at: datetime
    elapsed_s: int
    note: Narrative
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InterviewPart:
    """Interview notes with the sentences that stand above them: who, times, introduction, second person."""

    account: str
    notes: tuple[NoteLine, ...]


@dataclass(frozen=True, slots=True)
class PracticePoint:
    """A strength or area for improvement of the practitioner's own work, and what it rests on."""

    kind: Literal["strength", "area"]
    what: Narrative
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrailStep:
    """A step of the sign-off trail."""

    step: str
    who: str
    done_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A change to a judgement or reason: entry number, when, who, about what, the change in words
    (``No, now Yes``), and the 64-character digest of its revision."""

    entry: int
    changed_at: datetime
    who: str
    about: str
    change: str
    digest: str


@dataclass(frozen=True, slots=True)
class CaseReport:
    """One case for print. ``code`` is the check code of its revisions; ``guidance`` names what was in force.
    ``feedback``, ``advice`` and ``alert`` are sentences; empty ones print nothing. ``excluded``: the case was taken out
    of the count."""

    context: ReportContext
    case_ref: str
    pdu: str
    state: RecordState
    state_at: datetime | None
    state_who: str
    question_set: str
    file_read: bool
    facts: tuple[CaseFact, ...]
    route: RoutePanel | None
    blocks: tuple[KeyQuestionBlock, ...]
    practice: tuple[PracticePoint, ...]
    feedback: str
    advice: str
    alert: str
    trail: tuple[TrailStep, ...]
    history: tuple[HistoryLine, ...]
    code: str
    guidance: str
    interview: InterviewPart | None = None
    excluded: bool = False

    @property
    def with_interview(self) -> bool:
        """Holds interview content: team only, and every page says so."""
        return self.interview is not None
