"""Made-up case records for the tests of printed outputs."""

from __future__ import annotations

from dataclasses import replace

from outputs.factories import AREAS, PROMPTS, at, context, digest

from hmip_desktop.domain.report_case import (
    CaseFact,
    CaseReport,
    Difference,
    EvidenceLine,
    HistoryLine,
    InterviewPart,
    KeyQuestionBlock,
    Narrative,
    NoteLine,
    PracticePoint,
    PromptLine,
    RoutePanel,
    TrailStep,
)
from hmip_desktop.domain.report_codes import check_code

SHOWN = (
    "Sets out three earlier assaults and ties each to drink and to the end of a relationship; says that a new"
    " relationship would raise the risk.",
    "The victim liaison officer was called, and the wish for no contact was checked against the licence.",
    "Two years of police call-outs were read; no child lives at the address.",
)

FACTS = (
    ("Sentence", "Licence, from 24 April 2026"),
    ("Risk of serious harm", "High"),
    ("PDU", "Calderford; no transfers"),
    ("MAPPA", "Category 2, level 1"),
    ("Practitioner", "P-014, probation officer"),
    ("Interviewed", "P-014, on Teams, 11 November"),
    ("Interview language", "English"),
    ("Narrative to translate", "None"),
    ("Assessor", "AI-03; no conflict declared"),
    ("Evidence seen", "nDelius, OASys, ViSOR, minutes, interview"),
)
HISTORY = (
    (7, "Route", "core (computed)"),
    (31, "C1", "Yes"),
    (48, "C2", "No"),
    (77, "C2", "No, now Yes: triggers of the panel, see E3"),
    (90, "C3", "No"),
    (102, "C3e", "No, now Not applicable"),
    (118, "C4", "No"),
    (171, "Case", "signed off"),
    (172, "Case", "unlocked: the date of E6 was mistyped"),
    (174, "Case", "signed off again"),
)


def block(number: int, answer: str | None = "yes", evidence: int = 2, **changes: object) -> KeyQuestionBlock:
    """A key question with its prompts and some evidence."""
    area, text, prompts = AREAS[number - 1]
    first = 3 * (number - 1) + 1
    numbers = [f"E{first + i}" for i in range(evidence)]
    answers = ["yes", "no", "yes", "na", "yes"]
    made = KeyQuestionBlock(
        ref=f"C{number}",
        short=area,
        text=text,
        answer=answer,
        why=Narrative("The people at risk are named by role, and checks were made within a week of release."),
        prompts=tuple(
            PromptLine(f"C{number}{'abcde'[i]}", PROMPTS[(i + number) % 5], answers[i], tuple(numbers[: i % 3]))
            for i in range(prompts)
        ),
        evidence=tuple(
            EvidenceLine(
                name,
                ("OASys", "nDelius", "ViSOR")[i % 3],
                f"{4 + i} May 2026",
                Narrative(SHOWN[i % 3]),
                (f"C{number}a",),
            )
            for i, name in enumerate(numbers)
        ),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def interview() -> InterviewPart:
    """Four interview notes."""
    notes = (
        "Has held the case since release and knew the files from an earlier order.",
        "Saw the e-mail of the police late: on leave, and nobody covered the inbox.",
        "Visits need two people; the team had one for most of June.",
        "Would like training on new relationships and risk.",
    )
    return InterviewPart(
        "Practitioner P-014, Teams, 11 November 2026, 10:02 to 10:58. Introduction read in full. Nobody else present."
        " Times are those of the first keystroke of each note.",
        tuple(
            NoteLine(f"I{i}", at(11, 10, 9 + i * 9), i * 540, Narrative(text), (f"C{i}a",))
            for i, text in enumerate(notes, 1)
        ),
    )


def record(**changes: object) -> CaseReport:
    """A signed-off core case without interview content."""
    difference = Difference(
        "Yes with C2b at no.",
        Narrative("the panel set its own triggers and the practitioner worked to them (E3)."),
        at(12, 16, 31),
    )
    made = CaseReport(
        context=context(audience="team"),
        case_ref="WM-0417",
        pdu="Calderford",
        state="signed-off",
        state_at=at(13, 9, 16),
        state_who="AI-03",
        question_set="Core question set",
        file_read=False,
        facts=tuple(CaseFact(*pair) for pair in FACTS),
        route=RoutePanel(
            "core",
            "core",
            "Contact was suspended on 26 June 2026, 63 days after release. Day 56 is the last day for the"
            " adjusted set.",
        ),
        blocks=(block(1, evidence=3), block(2, difference=difference), block(3, "no"), block(4, "no", evidence=1)),
        practice=(
            PracticePoint(
                "strength", Narrative("Reads the history and says what it means for people at risk now"), ("E1", "I1")
            ),
            PracticePoint("area", Narrative("Take new information as a reason to review"), ("E7", "E8")),
        ),
        feedback="given to P-014 on 11 November 2026 at 10:53, the strength and the area.",
        advice="agree who covers the inbox before leave. Advice is not an instruction and nobody will ask about it.",
        alert="considered on 11 November at 11:20; not raised. The police confirmed that the partner was told.",
        trail=(
            TrailStep("Checked", "AI-03", at(12, 16, 49), "0 unanswered, 1 difference explained, 0 without evidence"),
            TrailStep("Signed off", "AI-03", at(12, 16, 52), "Judged from all the evidence seen"),
            TrailStep("Unlocked", "LI-01", at(13, 9, 10), "The date of E6 was mistyped; no judgement changed"),
            TrailStep("Signed off", "AI-03", at(13, 9, 16), "Judged from all the evidence seen"),
        ),
        history=tuple(
            HistoryLine(entry, at(9 + entry % 5, 9 + entry % 7, entry % 60), "AI-03", about, change, digest(str(entry)))
            for entry, about, change in HISTORY
        ),
        code=check_code(digest("case 417")),
        guidance="Guidance in force for every answer: dipp-2025 version 1.0.0, digest abab abab abab.",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def record_with_interview() -> CaseReport:
    """The version for the team alone."""
    return record(interview=interview())


def record_cy() -> CaseReport:
    """A Welsh record with one narrative in English."""
    welsh = replace(
        block(1),
        short="Asesu",
        text="A yw’r asesiad yn dweud pwy allai gael niwed, ŵyr pwy a sut ŷm ni’n gwybod?",
        why=Narrative("Mae’r bobl sydd mewn perygl wedi’u henwi yn ôl rôl. Ŵ Ŷ ŵ ŷ â ê î ô û.", "cy"),
    )
    return record(
        context=context(audience="team", language="cy"), blocks=(welsh, block(2)), file_read=True, interview=None
    )
