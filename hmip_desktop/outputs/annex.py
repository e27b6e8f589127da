"""The case-data annex: every key question and prompt, by probation delivery unit, landscape."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import KeepTogether, PageBreak

from hmip_desktop.domain.report_model import QuestionLine, ReportModel, Share, Split, SplitGroup
from hmip_desktop.domain.report_words import date_span, long_date
from hmip_desktop.outputs.annex_notes import limits, notes
from hmip_desktop.outputs.flow import bold, heading_two, mark, paragraph
from hmip_desktop.outputs.fonts import SANS, SANS_BOLD, text_width
from hmip_desktop.outputs.furniture import PageSetup, Target, build_pdf, deliver
from hmip_desktop.outputs.masthead import masthead, release_colour
from hmip_desktop.outputs.styles import (
    CELL_CENTRE,
    CELL_HIDDEN,
    H1_ANNEX,
    HEAD_CENTRE,
    MM,
    NAVY,
    WHITE,
    style,
)
from hmip_desktop.outputs.tables import Look, table

FILLS = {
    "M": HexColor("#8eb8dc"), "H": HexColor("#bcd6ec"), "U": HexColor("#e6eff7"), "F": WHITE,
    "O": HexColor("#8eb8dc"), "G": HexColor("#bcd6ec"), "RI": HexColor("#e6eff7"), "I": WHITE,
}  # fmt: skip
SUBJECT = style(9.5, 13, spaceAfter=3)
QUESTION = style(9, 11.5)
QUESTION_KEY = style(9, 11.5, SANS_BOLD)
WIDE_UNTIL = 8
NARROW_AT_MOST, JOINED_NARROW, WHOLE_NARROW = 14.5 * MM, 20 * MM, 36 * MM
SHORTEST_PART = 3
"""Letters of a word that stay together where a head is broken."""
REF, QUESTION_WIDTH, WIDE, NARROW, JOINED, WHOLE = 11 * MM, 59 * MM, 16.7 * MM, 12 * MM, 22 * MM, 41 * MM


def write_annex(model: ReportModel, target: Target) -> int:
    """Write the case-data annex as PDF to ``target``; its number of pages.

    Figures stand as the model gives them, already disclosed; a hidden one is ``[c]`` whatever the reason.
    Raises ``Refused('figures-do-not-reconcile')`` when a sum fails; nothing is written then.
    """
    model.accounting.check()
    context = model.context
    title = _title(model)
    setup = PageSetup(
        context=context,
        title=f"{title}, {context.region}",
        document=f"{context.reference} case-data annex, {context.release_words.lower()}",
        running=f"Case-data annex · {context.region} · {context.rated_words}",
        origin=context.pack_words,
        wide=True,
        left=15 * MM,
        right=15 * MM,
        top=21 * MM,
        bottom=19 * MM,
    )
    content, pages = build_pdf(setup, lambda width, height: _story(model, width, height))
    deliver(content, target)
    return pages


def _title(model: ReportModel) -> str:
    return f"Annex 2: {model.main_route or 'case'} questions by probation delivery unit"


def _story(model: ReportModel, width: float, height: float) -> list[Any]:
    context = model.context
    route = model.main_route
    questions = [q for q in model.questions if q.route == route]
    split = model.split("pdu", route)
    lead = "Rated." if context.rated else "Not rated:"
    rest = (
        " Letters are the published bandings."
        if context.rated
        else " the letters help to read the table and are not grades."
    )
    adjusted = [q for q in model.questions if q.route == "adjusted"] if route else []
    pointer = " Adjusted questions are in Annex 3." if adjusted else ""
    subject = mark(
        "{}, {}. {}. <b>{}</b>{}{}", context.region, date_span(context.fieldwork_from, context.fieldwork_to),
        _cases(model, split), lead, rest, pointer,
    )  # fmt: skip
    lines = (f"{long_date(context.printed_at.date())}, {context.printed_at:%H:%M}", f"Report model {model.code}")
    head = masthead(
        _title(model), subject, context.release_words, lines, width, title_style=H1_ANNEX, subject_style=SUBJECT,
        state_colour=release_colour(context.state == "released"), left_share=0.76,
    )  # fmt: skip
    body = pdu_table(questions, split, width, height) if split else whole_table(questions, width)
    story = [head, body, KeepTogether(notes(model, split, width))]
    if adjusted:
        cases = f"{model.accounting.adjusted} cases, in all PDUs together; never added to the core figures."
        story += [PageBreak(), heading_two("Annex 3: adjusted questions"), paragraph(cases, SUBJECT)]
        story.append(whole_table(adjusted, width))
    return [*story, KeepTogether(limits(model))] if model.limitations else story


def _cases(model: ReportModel, split: Split | None) -> str:
    sums = model.accounting
    cases = f"{sums.core} core cases" if sums.routed else f"{sums.counted} cases"
    units = sum(g.role == "group" for g in split.groups) if split else 0
    return f"{cases} in {units} PDUs" if units > 1 else cases


def pdu_table(questions: Sequence[QuestionLine], split: Split, width: float, height: float) -> Any:
    """Key questions and prompts by group; the rows of one key question stay on one page where they fit."""
    shares = {row.ref: row.shares for row in split.rows}
    shown = [q for q in questions if q.ref in shares]
    groups = split.groups
    widths, narrow = _widths(groups, width)
    heads = [_group_head(g, narrow, split.base, wide) for g, wide in zip(groups, widths[2:], strict=True)]
    rows: list[list[Any]] = [["Ref", "Question or prompt", *heads]]
    commands: list[tuple[Any, ...]] = []
    for at, question in enumerate(shown, 1):
        cells = [_cell(s, g.role == "all", narrow) for s, g in zip(shares[question.ref], groups, strict=True)]
        rows.append([bold(question.ref), _wording(question), *cells])
        commands += _fills(at, shares[question.ref])
        if question.kind == "key_question":
            commands.append(("LINEABOVE", (0, at), (-1, at), 1.2, NAVY, "butt"))
    commands += _uprights(groups, narrow)
    look = Look(
        padding=(2.6, 3.2, 2, 2), valign="MIDDLE", commands=tuple(commands),
        summary="Yes answers by probation delivery unit, small numbers hidden",
    )  # fmt: skip
    return _whole_groups(rows, widths, look, shown, height)


def _whole_groups(
    rows: list[list[Any]], widths: list[float], look: Look, shown: Sequence[QuestionLine], height: float
) -> Any:
    made = table(rows, widths, look)
    made.wrap(sum(widths), 10_000)
    heights = made._rowHeights
    commands = []
    at = 1
    for _, members in groupby(shown, key=lambda q: q.parent or q.ref):
        last = at + len(list(members)) - 1
        if sum(heights[at : last + 1]) + heights[0] < height - 8:
            commands.append(("NOSPLIT", (0, at), (-1, last)))
        at = last + 1
    made.setStyle(commands)
    return made


def _widths(groups: Sequence[SplitGroup], width: float) -> tuple[list[float], bool]:
    units = sum(g.role == "group" for g in groups)
    narrow = units > WIDE_UNTIL
    own = {"joined": JOINED_NARROW, "all": WHOLE_NARROW} if narrow else {"joined": JOINED, "all": WHOLE}
    room = width - REF - sum(own[g.role] for g in groups if g.role != "group")
    wished = max(NARROW, (room - QUESTION_WIDTH) / max(units, 1))
    own["group"] = min(NARROW_AT_MOST if narrow else WIDE, wished, (room - 40 * MM) / max(units, 1))
    columns = [own[g.role] for g in groups]
    return [REF, width - REF - sum(columns), *columns], narrow


def _broken(name: str, width: float) -> str:
    """``name`` with a hyphen in each word that is wider than its column, so that none runs into the next."""
    words = []
    for whole in name.split():
        word, parts = whole, []
        while text_width(word, SANS_BOLD, HEAD_CENTRE.fontSize) > width and len(word) > SHORTEST_PART:
            fits = range(SHORTEST_PART, len(word) - 1)
            at = max((n for n in fits if text_width(f"{word[:n]}-", SANS_BOLD, HEAD_CENTRE.fontSize) <= width),
                     default=SHORTEST_PART)  # fmt: skip
            at = min(at, len(word) - SHORTEST_PART) if len(word) > 2 * SHORTEST_PART else at
            parts.append(f"{word[:at]}-")
            word = word[at:]
        words.append(" ".join([*parts, word]))
    return " ".join(words)


def _group_head(group: SplitGroup, narrow: bool, base: int, width: float) -> Any:
    name = group.code if narrow and group.role == "group" and group.code else _broken(group.label, width - 2)
    if group.cases is None:
        # A column that joins what each row hides has no number of its own: n stands in the cells.
        cases = "n in each cell" if group.role == "joined" else f"under {base}"
    else:
        cases = f"{group.cases} cases"
    if group.role == "all":
        cases += ", interval"
    if narrow and group.role == "group":
        cases = f"&lt; {base}" if group.cases is None else str(group.cases)
    return paragraph(mark("{}<br/><font name='" + SANS + "'>" + cases + "</font>", name), HEAD_CENTRE)


def _wording(question: QuestionLine) -> Any:
    if question.kind == "prompt":
        return paragraph(question.text, QUESTION)
    label = question.area if question.area and question.area != question.text else ""
    return paragraph(f"{label}: {question.text}" if label else question.text, QUESTION_KEY)


def _cell(share: Share | None, whole: bool, narrow: bool) -> Any:
    if share is None:
        return paragraph("[c]", CELL_HIDDEN)
    if share.percent is None:
        return paragraph("none", CELL_HIDDEN)
    bounds = share.bounds
    interval = f", {bounds[0]} to {bounds[1]}" if whole and bounds else ""
    gap = "" if narrow and share.percent == 100 else " "
    first = f"{share.percent}{gap}% {share.letter}".rstrip()
    return paragraph(mark("<b>{}</b>{}<br/><font size=8.5>{}</font>", first, interval, share.of_n), CELL_CENTRE)


def _fills(at: int, shares: Sequence[Share | None]) -> list[tuple[Any, ...]]:
    return [
        ("BACKGROUND", (2 + place, at), (2 + place, at), FILLS[share.letter])
        for place, share in enumerate(shares)
        if share is not None and share.letter in FILLS
    ]


def _uprights(groups: Sequence[SplitGroup], narrow: bool) -> list[tuple[Any, ...]]:
    lines: list[tuple[Any, ...]] = [("LEFTPADDING", (0, 0), (0, -1), 0)]
    lines += [("LEFTPADDING", (2, 0), (-1, 0), 0.8), ("RIGHTPADDING", (2, 0), (-1, 0), 0.8)]
    if narrow:
        units = ((2, 1), (1 + sum(g.role == "group" for g in groups), -1))
        lines += [("LEFTPADDING", *units, 0.4), ("RIGHTPADDING", *units, 0.4)]
    for place, group in enumerate(groups):
        column = 2 + place
        if group.role in ("joined", "all"):
            lines.append(("LINEBEFORE", (column, 0), (column, -1), 1.2, NAVY, "butt"))
        elif place:
            lines.append(("LINEBEFORE", (column, 1), (column, -1), 0.5, WHITE, "butt"))
    return lines


def whole_table(questions: Sequence[QuestionLine], width: float) -> Any:
    """Key questions and prompts of one set over all its cases, with what was left out."""
    rows: list[list[Any]] = [
        ["Ref", "Question or prompt", "Yes of n", "Share", "95 % interval", "Not applicable", "Unanswered"]
    ]
    commands: list[tuple[Any, ...]] = []
    for at, question in enumerate(questions, 1):
        share = question.share
        if share is None:
            figures = ["[c]"] * 5
        else:
            letter = f"{share.percent_words} {share.letter}".strip()
            na = str(share.na) if question.na_allowed else "[z]"
            figures = [share.of_n, bold(letter), share.interval_words, na, str(share.unanswered)]
        rows.append([bold(question.ref), _wording(question), *figures])
        if question.kind == "key_question":
            commands.append(("LINEABOVE", (0, at), (-1, at), 1.2, NAVY, "butt"))
    look = Look(right=(2, 3, 4, 5, 6), padding=(2.6, 3.2, 0, 6), valign="MIDDLE", commands=tuple(commands))
    own = [REF + 4, 22 * MM, 26 * MM, 28 * MM, 26 * MM, 24 * MM]
    return table(rows, [own[0], width - sum(own), *own[1:]], look)
