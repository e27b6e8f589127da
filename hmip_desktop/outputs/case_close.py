"""The close of the case record: interview notes, strengths and areas, feedback, sign-off trail and history."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import KeepTogether, Spacer

from hmip_desktop.domain.report_case import CaseReport, HistoryLine, InterviewPart, Narrative, NoteLine
from hmip_desktop.domain.report_codes import digest_groups
from hmip_desktop.domain.report_words import elapsed, long_moment, tight_utc
from hmip_desktop.outputs.flow import bold, heading_two, mark, paragraph
from hmip_desktop.outputs.fonts import MONO_BOLD
from hmip_desktop.outputs.styles import BODY, CELL, MM, MONO_SMALL, SMALL
from hmip_desktop.outputs.tables import KEPT, Look, section, table
from hmip_desktop.outputs.words import Words

CODE_ROOM = 44.0
"""Points that the line with the check code takes under the history, with the space around it."""


def interview_notes(interview: InterviewPart, words: Words, width: float) -> list[Any]:
    """Interview notes with what stands above them; only in the version for the team."""
    warning = words("Not to be passed to the practitioner’s managers.")
    account = paragraph(mark("{} <b>{}</b>", interview.account, warning), SMALL)
    head = [words("No."), words("Clock"), words("Elapsed"), words("Note"), words("For")]
    rows: list[list[Any]] = [head, *(_note(note, words) for note in interview.notes)]
    widths = [12 * MM, 14 * MM, 18 * MM, width - 74 * MM, 30 * MM]
    title = heading_two(words("Interview notes"))
    if not interview.notes:
        return [Spacer(1, 6), KeepTogether([title, account, paragraph(words("No notes were taken."), BODY)])]
    front, *rest = section(words("Interview notes"), table(rows, widths), width)
    front.height += 30
    return [Spacer(1, 6), front, rest[0], account, rest[1]]


def _note(note: NoteLine, words: Words) -> list[Any]:
    clock, ran = f"{note.noted_at:%H:%M}", elapsed(note.elapsed_s)
    return [bold(note.number), clock, ran, narrative(note.note, words), ", ".join(note.refs)]


def narrative(text: Narrative, words: Words) -> Any:
    """Words of a person; with their own language tag where it is not that of the document."""
    return text.text if text.language == words.language else paragraph(text.text, CELL, language=text.language)


def closing(record: CaseReport, words: Words, width: float) -> list[Any]:
    """Strengths and areas, feedback, advice, alert considered, and the sign-off trail."""
    made: list[Any] = []
    if record.practice:
        rows: list[list[Any]] = [[words("Kind"), words("What"), words("Rests on")]]
        kinds = {"strength": words("Strength"), "area": words("Area")}
        for point in record.practice:
            rows.append([bold(kinds[point.kind]), narrative(point.what, words), ", ".join(point.rests_on)])
        body = table(rows, [28 * MM, width - 58 * MM, 30 * MM])
        front, title, whole = section(words("Strengths, and areas for improvement"), body, width)
        made += [front, title, paragraph(words("The practitioner’s own work only."), SMALL), whole]
    sentences = [
        (words("Feedback:"), record.feedback),
        (words("Advice offered:"), record.advice),
        (words("Individual alert:"), record.alert),
    ]
    said = [paragraph(mark("<b>{}</b> {}", lead, text), BODY) for lead, text in sentences if text]
    if said:
        made.append(KeepTogether([heading_two(words("Feedback and advice")), *said]))
    return [*made, *_trail(record, words, width)]


def _trail(record: CaseReport, words: Words, width: float) -> list[Any]:
    if not record.trail:
        return [KeepTogether([heading_two(words("Sign-off")), paragraph(words("This case is not signed off."), BODY)])]
    rows: list[list[Any]] = [[words("Step"), words("Who"), words("When"), words("Note")]]
    for step in record.trail:
        when = long_moment(step.done_at, words.language)
        rows.append([bold(words(step.step)), step.who, when, step.note])
    body = table(rows, [30 * MM, 22 * MM, 46 * MM, width - 98 * MM])
    return section(words("Sign-off"), body, width)


def history(record: CaseReport, words: Words, width: float) -> list[Any]:
    """The appendix: every change to a judgement or reason, oldest first, in UTC, and the record's check code."""
    about = words(
        "Every change to a judgement or to a reason, oldest first. A digest covers the entry and the one before it,"
        " so that a missing or altered line shows. The first 12 of 64 characters are printed; the package holds all"
        " of them."
    )
    code = mark(
        "{} <font name='" + MONO_BOLD + "' size=11>{}</font>. {}",
        words("Check code of this record:"), record.code, record.guidance,
    )  # fmt: skip
    title = words("Appendix: history")
    if not record.history:
        return [Spacer(1, 10), KeepTogether([heading_two(title), paragraph(about, BODY), paragraph(code, BODY)])]
    head = [words("Entry"), words("When (UTC)"), words("Who"), words("About"), words("Change"), words("Digest")]
    rows: list[list[Any]] = [head, *(_history(line, words) for line in record.history)]
    widths = [14 * MM, 24 * MM, 19 * MM, 25 * MM, width - 113 * MM, 31 * MM]
    last = len(rows) - 1
    together = ("NOSPLIT", (0, max(last - KEPT + 1, 1)), (-1, last))  # no last entry alone on a page, and no code
    look = Look(padding=(2.5, 3, 0, 5), commands=(together,))
    front, heading, body = section(title, table(rows, widths, look), width)
    body.below = CODE_ROOM
    front.height += 45 + (body.below if last <= KEPT else 0)
    return [Spacer(1, 10), front, heading, paragraph(about, BODY), body, paragraph(code, BODY)]


def _history(line: HistoryLine, words: Words) -> list[Any]:
    when = tight_utc(line.changed_at, words.language)
    digest = paragraph(digest_groups(line.digest), MONO_SMALL)
    return [bold(f"{line.entry:04d}"), when, line.who, words(line.about), line.change, digest]
