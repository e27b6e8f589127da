"""The set of effective practice, by stage and lens, as PDF and as a Word document. It names nobody and no case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hmip_desktop.domain.report_learned import PracticeSet
from hmip_desktop.domain.report_words import long_moment
from hmip_desktop.domain.values import STAGES
from hmip_desktop.outputs.flow import bold, paragraph
from hmip_desktop.outputs.furniture import Target, build_pdf, deliver, plain_setup
from hmip_desktop.outputs.masthead import masthead
from hmip_desktop.outputs.styles import LEAD, MM, SMALL
from hmip_desktop.outputs.tables import Look, section, table
from hmip_desktop.outputs.word_parts import document_bytes, heading, new_document, text
from hmip_desktop.outputs.word_parts import table as word_table
from hmip_desktop.outputs.words import Words

TITLE = "Effective practice"
STAGE_WORDS: Mapping[str, str] = {
    "assessment": "Assessment", "planning": "Planning", "implementation": "Implementation and delivery",
    "reviewing": "Reviewing",
}  # fmt: skip
LENS_WORDS: Mapping[str, str] = {
    "engagement": "Engaging the person on probation", "desistance": "Supporting desistance",
    "children_safe": "Keeping children safe", "people_safe": "Keeping other people safe",
}  # fmt: skip
ABOUT = (
    "What practitioners did well and why it worked, in the words of the lead inspector. Examples were chosen because"
    " others can learn from them: they are not a count, and no case, place or person is named."
)
SELF_ABOUT = (
    "What practitioners did well and why it worked, in the words of the service that looked at its own cases. Examples"
    " were chosen because others can learn from them: they are not a count, and no case, place or person is named."
)
NONE = "No example was chosen to go out."


def write_practice(practice: PracticeSet, target: Target) -> int:
    """Write the set as PDF to ``target``; its number of pages."""
    context = practice.context
    words = Words(context.language)
    setup = plain_setup(context, words(TITLE), words)
    content, pages = build_pdf(setup, lambda width, _: _story(practice, words, width))
    deliver(content, target)
    return pages


def _story(practice: PracticeSet, words: Words, width: float) -> list[Any]:
    context = practice.context
    lines = (long_moment(context.printed_at, words.language), context.who)
    made: list[Any] = [masthead(words(TITLE), f"{context.region}. {context.title}", words.state(context), lines, width)]
    made.append(paragraph(words(_about(practice)), LEAD))
    if not practice.lines:
        return [*made, paragraph(words(NONE), SMALL)]
    for stage in STAGES:
        found = practice.of_stage(stage)
        if found:
            rows: list[list[Any]] = [[words("Lens"), words("What was done"), words("Why it worked")]]
            rows += [[bold(words(LENS_WORDS[one.lens])), one.done, one.why] for one in found]
            body = table(
                rows, [36 * MM, (width - 36 * MM) * 0.55, (width - 36 * MM) * 0.45], Look(padding=(3, 4, 0, 8))
            )
            made += section(words(STAGE_WORDS[stage]), body, width)
    return made


def _about(practice: PracticeSet) -> str:
    return SELF_ABOUT if practice.context.self_assessment else ABOUT


def write_practice_docx(practice: PracticeSet, target: Target) -> None:
    """Write the set as DOCX to ``target``, content as in the PDF."""
    context = practice.context
    words = Words(context.language)
    document = new_document(context, f"{words(TITLE)}, {context.region}", words)
    heading(document, words(TITLE), 0)
    text(document, f"{context.region}. {context.title}")
    made = f"{long_moment(context.printed_at, words.language)}. {context.who}."
    text(document, f"{words.state(context)}.", f" {made}")
    text(document, "", words(_about(practice)))
    if not practice.lines:
        text(document, "", words(NONE))
    for stage in STAGES:
        found = practice.of_stage(stage)
        if found:
            heading(document, words(STAGE_WORDS[stage]))
            rows = [[words(LENS_WORDS[one.lens]), one.done, one.why] for one in found]
            word_table(document, [words("Lens"), words("What was done"), words("Why it worked")], rows, [36, 76, 62])
    deliver(document_bytes(document), target)
