"""Case-level answers as the tidy file of the team holds them. Never for the body or the public."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.domain.report_model import ReportContext


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer of one case; ``answer`` is yes, no, na or empty (unanswered). All fields are codes or text
    of the sample; ``counted`` false for excluded, training and second assessments."""

    case_ref: str
    question: str
    answer: str
    pdu: str = ""
    sentence_type: str = ""
    rosh: str = ""
    sex: str = ""
    age_band: str = ""
    ethnicity: str = ""
    grade: str = ""
    route: str = ""
    interview: str = ""
    assessor: str = ""
    counted: bool = True


@dataclass(frozen=True, slots=True)
class AnswerData:
    """All answers of an inspection with the context that marks the file."""

    context: ReportContext
    lines: tuple[AnswerLine, ...]
