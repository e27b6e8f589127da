"""The organisational questions with the evidence they rest on, as PDF and as a Word document. No case figure enters."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import KeepTogether

from hmip_desktop.domain.report_learned import OrganisationReport, OrgPiece, OrgQuestion, OrgStandard
from hmip_desktop.domain.report_words import long_moment
from hmip_desktop.outputs.flow import bold, heading_two, mark, paragraph
from hmip_desktop.outputs.furniture import Target, build_pdf, deliver, plain_setup
from hmip_desktop.outputs.masthead import masthead
from hmip_desktop.outputs.styles import BODY, H2_SMALL, LEAD, MM, SMALL, WARN
from hmip_desktop.outputs.tables import Look, section, table
from hmip_desktop.outputs.word_parts import document_bytes, heading, new_document, text
from hmip_desktop.outputs.word_parts import table as word_table
from hmip_desktop.outputs.words import Words

TITLE = "Organisational questions"
ABOUT = (
    "Judged from what was sent in advance and from meetings, by reading and listening. No figure from cases enters"
    " here, and nothing here enters a figure."
)
NOT_JUDGED = "Not judged yet."
ENDED = "No longer asked"
KEPT_INSIDE = "Kept inside: the words may tell who is meant."


def write_organisation(report: OrganisationReport, target: Target) -> int:
    """Write the organisational questions as PDF to ``target``; its number of pages."""
    context = report.context
    words = Words(context.language)
    setup = plain_setup(context, words(TITLE), words)
    content, pages = build_pdf(setup, lambda width, _: _story(report, words, width))
    deliver(content, target)
    return pages


def _story(report: OrganisationReport, words: Words, width: float) -> list[Any]:
    context = report.context
    lines = (long_moment(context.printed_at, words.language), context.who)
    subject = f"{context.region}. {context.title}"
    head = masthead(
        words(TITLE), subject, words.state(context), lines, width, state_colour=WARN, left_share=0.7
    )  # fmt: skip
    made: list[Any] = [head, paragraph(words(ABOUT), LEAD)]
    for standard in report.standards:
        made += _standard(standard, words)
    if report.ended:
        made.append(heading_two(words(ENDED)))
        made += [_question(question, words) for question in report.ended]
    made += _pieces(words("Evidence in advance"), report.documents, words, width)
    made += _pieces(words("Meetings"), report.meetings, words, width)
    notes = [piece for piece in report.pieces if piece.notes]
    if notes:
        made.append(heading_two(words("Notes, for the team only")))
        made += [paragraph(mark("<b>{}</b> {}", piece.number, piece.notes), BODY) for piece in notes]
    return made


def _standard(standard: OrgStandard, words: Words) -> list[Any]:
    made: list[Any] = [heading_two(f"{standard.ref} {standard.title}")]
    if standard.statement:
        made.append(paragraph(standard.statement, SMALL))
    if standard.rating:
        made.append(paragraph(mark("<b>{}</b> {}", words("Panel:"), standard.rating), BODY))
    made.append(paragraph(judgement_words(standard.judgement, words), BODY))
    return [KeepTogether(made), *(_question(question, words) for question in standard.questions)]


def _question(question: OrgQuestion, words: Words) -> Any:
    made = [
        paragraph(f"{question.ref} {question.label}", H2_SMALL, "H3"),
        paragraph(question.text, SMALL),
        paragraph(judgement_words(question.judgement, words), BODY),
    ]
    if question.rests_on:
        made.append(paragraph(mark("{} <b>{}</b>", words("Rests on"), ", ".join(question.rests_on)), SMALL))
    return KeepTogether(made)


def judgement_words(judgement: str | None, words: Words) -> str:
    """A judgement as it is printed: its words, that there is none yet, or that it is kept inside."""
    return words(KEPT_INSIDE) if judgement is None else judgement or words(NOT_JUDGED)


def _pieces(title: str, pieces: tuple[OrgPiece, ...], words: Words, width: float) -> list[Any]:
    if not pieces:
        return []
    rows: list[list[Any]] = [[words(head) for head in HEADS]]
    rows += [[bold(one.number), one.what, one.who, one.dated, ", ".join(one.refs)] for one in pieces]
    widths = [12 * MM, width - 132 * MM, 48 * MM, 40 * MM, 32 * MM]
    return section(title, table(rows, widths, Look(padding=(2.5, 3.5, 0, 6))), width)


HEADS = ("No.", "What", "From or with", "Date", "For")


def write_organisation_docx(report: OrganisationReport, target: Target) -> None:
    """Write the organisational questions as DOCX to ``target``, content as in the PDF."""
    context = report.context
    words = Words(context.language)
    document = new_document(context, f"{words(TITLE)}, {context.region}", words)
    heading(document, words(TITLE), 0)
    text(document, f"{context.region}. {context.title}")
    text(document, f"{words.state(context)}.", f" {long_moment(context.printed_at, words.language)}. {context.who}.")
    text(document, "", words(ABOUT))
    for standard in report.standards:
        heading(document, f"{standard.ref} {standard.title}")
        if standard.statement:
            text(document, "", standard.statement)
        if standard.rating:
            text(document, words("Panel:"), f" {standard.rating}")
        text(document, "", judgement_words(standard.judgement, words))
        for question in standard.questions:
            _question_docx(document, question, words)
    if report.ended:
        heading(document, words(ENDED))
    for question in report.ended:
        _question_docx(document, question, words)
    for title, pieces in ((words("Evidence in advance"), report.documents), (words("Meetings"), report.meetings)):
        if pieces:
            heading(document, title)
            rows = [[one.number, one.what, one.who, one.dated, ", ".join(one.refs)] for one in pieces]
            word_table(document, [words(head) for head in HEADS], rows, [14, 54, 48, 34, 24])
    notes = [piece for piece in report.pieces if piece.notes]
    if notes:
        heading(document, words("Notes, for the team only"))
        for piece in notes:
            text(document, piece.number, f" {piece.notes}")
    deliver(document_bytes(document), target)


def _question_docx(document: Any, question: OrgQuestion, words: Words) -> None:
    heading(document, f"{question.ref} {question.label}", 2)
    text(document, "", question.text)
    text(document, "", judgement_words(question.judgement, words))
    if question.rests_on:
        text(document, "", f"{words('Rests on')} ", ", ".join(question.rests_on))
