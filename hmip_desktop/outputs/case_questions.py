"""A key question in the case record: judgement, why, prompts, what differs, evidence."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import KeepTogether, Spacer

from hmip_desktop.domain.report_case import Difference, EvidenceLine, KeyQuestionBlock, PromptLine
from hmip_desktop.domain.report_words import long_moment
from hmip_desktop.outputs.figures import JudgementMark
from hmip_desktop.outputs.flow import bold, heading_two, mark, paragraph, stacked_height
from hmip_desktop.outputs.fonts import SANS_BOLD
from hmip_desktop.outputs.styles import CELL, MM, NAVY, SMALL, WARN, WARN_FILL, style
from hmip_desktop.outputs.tables import Look, panel, table
from hmip_desktop.outputs.words import Words

TITLE = style(13, 16, SANS_BOLD, textColor=NAVY)
WORDING = style(10, 13.5, SANS_BOLD)
WHY = style(10, 13.5, spaceAfter=3)


FEW_ROWS = 3
"""A table of so many rows is never parted."""
EMPTY = 0.35
"""Share of a page that may stay empty below what stands before a key question, so that its block is kept whole."""


def question_block(
    block: KeyQuestionBlock, words: Words, width: float, height: float, room: float | None = None
) -> list[Any]:
    """The block of one key question, kept whole if it fits one page of ``height`` points; else it breaks only
    between rows of its evidence. ``room``: points left on its page, so that not half a page stays empty."""
    front: list[Any] = [Spacer(1, 9), _title(block, words, width)]
    front += _why(block, words)
    if block.prompts:
        front.append(_prompts(block.prompts, words, width))
    if block.difference is not None:
        front.append(_difference(block.difference, words, width))
    evidence: list[Any] = [_evidence(block.evidence, words, width)] if block.evidence else []
    if not block.evidence:
        front.append(paragraph(words("No evidence is linked to this question."), SMALL))
    whole = stacked_height([*front, *evidence], width)
    if room is not None and whole > room > height * EMPTY and stacked_height(front, width) <= room:
        few = len(block.evidence) <= FEW_ROWS
        return [KeepTogether(front), *([KeepTogether(evidence)] if few and evidence else evidence)]
    if whole <= height - 4:
        return [KeepTogether([*front, *evidence])]
    if stacked_height(front, width) <= height - 4:
        return [KeepTogether(front), *evidence]
    return [*front, *evidence]


def _title(block: KeyQuestionBlock, words: Words, width: float) -> Any:
    mark_ = JudgementMark(words.answer(block.answer), block.answer == "yes", large=True)
    left = [heading_two(f"{block.ref} {block.short}", TITLE), paragraph(block.text, WORDING)]
    commands = (
        ("LINEABOVE", (0, 0), (-1, 0), 1.5, NAVY, "butt"),
        ("ALIGN", (1, 0), (1, 0), "RIGHT"),
        ("RIGHTPADDING", (0, 0), (0, 0), 10),
    )
    look = Look(
        heads=0, row_heads=(), layout=True, hairlines=False, padding=(2, 4, 0, 0), valign="BOTTOM",
        commands=commands,
    )  # fmt: skip
    return table([[left, [mark_]]], [width - mark_.width - 4, mark_.width + 4], look)


def _why(block: KeyQuestionBlock, words: Words) -> list[Any]:
    if not block.why.text.strip():
        return []  # a reason is only asked for where prompts and judgement differ, and then stands in their panel
    if block.why.language == words.language:
        return [paragraph(mark("<b>{}</b> {}", words("Why:"), block.why.text), WHY)]
    return [paragraph(bold(words("Why:")), WHY), paragraph(block.why.text, WHY, language=block.why.language)]


def _prompts(prompts: tuple[PromptLine, ...], words: Words, width: float) -> Any:
    rows: list[list[Any]] = [[words("Ref"), words("Prompt"), words("Answer"), words("Evidence")]]
    for prompt in prompts:
        evidence = ", ".join(prompt.evidence) if prompt.evidence else words("none found")
        rows.append([bold(prompt.ref), prompt.text, bold(words.answer(prompt.answer)), evidence])
    return table(rows, [15 * MM, width - 74 * MM, 27 * MM, 32 * MM])


def _difference(difference: Difference, words: Words, width: float) -> Any:
    given = ""
    if difference.given_at is not None:
        given = words("Reason given on {when}:", when=long_moment(difference.given_at, words.language))
    lead = words("Prompts and judgement differ.")
    reason = difference.reason.text.strip() or words("No reason was written.")
    if difference.reason.language == words.language:
        text = mark("<b>{}</b> {} {} {}", lead, difference.what, given, reason)
        content = [paragraph(text, CELL)]
    else:
        content = [
            paragraph(mark("<b>{}</b> {} {}", lead, difference.what, given), CELL),
            paragraph(reason, CELL, language=difference.reason.language),
        ]
    return panel(content, width, edge=WARN, fill=WARN_FILL, padding=6)


def _evidence(lines: tuple[EvidenceLine, ...], words: Words, width: float) -> Any:
    head = [words("No."), words("Source and date"), words("What it shows"), words("For")]
    rows: list[list[Any]] = [head]
    for line in lines:
        dated = "<br/><font color='#484949'>{}</font>" if line.dated else "{}"
        flag = "<br/><b>{}</b>" if line.translate else "{}"
        flagged = words("For translation") if line.translate else ""
        source = mark("{}" + dated + flag, words(line.source), line.dated, flagged)
        shows: Any = line.shows.text
        if line.shows.language != words.language:
            shows = paragraph(shows, CELL, language=line.shows.language)
        if line.kept:
            first = paragraph(shows, CELL) if isinstance(shows, str) else shows
            shows = [first, paragraph(mark("<b>{}</b> {}", words("Dated late, kept because:"), line.kept), SMALL)]
        rows.append([bold(line.number), source, shows, ", ".join(line.refs)])
    return table(rows, [12 * MM, 34 * MM, width - 72 * MM, 26 * MM], Look(padding=(2.5, 3.5, 0, 6)))
