"""The headline sheet: two pages for the inspected body, no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import PageBreak, Spacer

from hmip_desktop.domain.report_model import QuestionLine, ReportModel
from hmip_desktop.domain.report_words import date_span, long_date, question_names
from hmip_desktop.errors import Refused
from hmip_desktop.outputs.figures import Axis, IntervalBar, Strip
from hmip_desktop.outputs.flow import bold, heading_two, mark, paragraph, stacked_height
from hmip_desktop.outputs.fonts import SANS_BOLD, shortened
from hmip_desktop.outputs.furniture import PageSetup, Target, build_pdf, deliver
from hmip_desktop.outputs.headline_back import back_page
from hmip_desktop.outputs.headline_ratings import rating_block
from hmip_desktop.outputs.masthead import masthead, release_colour
from hmip_desktop.outputs.styles import (
    BODY,
    CELL_BOLD,
    GOOD_FILL,
    HAIRLINE,
    LEAD,
    MM,
    PALE,
    SHARE,
    SMALL,
    SUBTITLE_TWO,
    TILE,
    TILE_LABEL,
    style,
)
from hmip_desktop.outputs.tables import LAYOUT, Look, table

PAGES = 2
TALL_ROWS = 6
"""Up to this many key questions are printed with their wording; more of them on one line each."""
RECONCILED = style(
    9.5, 13, backColor=GOOD_FILL, borderPadding=(4, 6, 4, 7), leftIndent=7, rightIndent=7,
    spaceBefore=8, spaceAfter=8,
)  # fmt: skip


def write_headline(model: ReportModel, target: Target) -> int:
    """Write the headline sheet as PDF to ``target``; its number of pages, always 2.

    Raises ``Refused('figures-do-not-reconcile')`` when a sum fails and ``Refused('headline-too-long')`` when the
    text cannot be held on two pages; nothing is written then.
    """
    model.accounting.check()
    context = model.context
    setup = PageSetup(
        context=context,
        title=f"Headline findings, {context.region}",
        document=f"{context.reference} headline sheet, {context.release_words.lower()}",
        running=f"Headline findings · {context.region} · {long_date(context.printed_at.date())}"
        f" · {context.rated_words}",
        origin=context.pack_words,
    )
    content, pages = build_pdf(setup, lambda width, height: _story(model, width, height))
    if pages != PAGES:
        raise Refused("headline-too-long", pages=pages)
    deliver(content, target)
    return pages


def _story(model: ReportModel, width: float, height: float) -> list[Any]:
    front = [*_opening(model, width), *_findings(model, width), *_adjusted(model, width)]
    strips = _strips(model, width)
    fits = stacked_height(front, width) + stacked_height(strips, width) <= height - 4
    overleaf = [] if fits else strips
    room = height - stacked_height(overleaf, width) - 4
    return [*front, *(strips if fits else []), PageBreak(), *overleaf, *back_page(model, width, room)]


def _opening(model: ReportModel, width: float) -> list[Any]:
    context = model.context
    lines = (
        f"{context.printed_at:%A} {long_date(context.printed_at.date())}, {context.printed_at:%H:%M}",
        f"Week 1 cases, {date_span(context.fieldwork_from, context.fieldwork_to)}",
        shortened(context.who, width * 0.42),
    )
    region = shortened(context.region, width * 0.55, SANS_BOLD, 11)
    subject = mark("{}<br/>{}", region, shortened(context.title, width * 0.55, SANS_BOLD, 11))
    head = masthead(
        "Headline findings", subject, context.release_words, lines, width,
        state_colour=release_colour(context.state == "released"), subject_style=SUBTITLE_TWO,
    )  # fmt: skip
    first, second = model.accounting.sentences
    sums = mark("<b>{}</b> {} {}", first, second, model.accounting.apart_words)
    return [head, Spacer(1, 5), paragraph(_standing(model), BODY), _tiles(model, width), paragraph(sums, RECONCILED)]


def _standing(model: ReportModel) -> str:
    context = model.context
    subject = "self-assessment" if context.self_assessment else "inspection"
    lead = f"This {subject} is rated by standard." if context.rated else f"This {subject} is not rated."
    made = " It was made by the service itself, without an inspection." if context.self_assessment else ""
    sure = (
        "They are early findings and may change until accuracy checks are complete."
        if context.state == "provisional"
        else f"{'The local lead' if context.self_assessment else 'The data team'} has recomputed and released them."
    )
    return mark("<b>{}</b>{} The figures say how many cases met each question. {}", lead, made, sure)


def _tiles(model: ReportModel, width: float) -> Any:
    sums = model.accounting
    tiles = [(str(sums.listed), "cases listed"), (str(sums.counted), "cases counted")]
    tiles.append(
        (f"{sums.core} + {sums.adjusted}", "core set + adjusted set")
        if sums.routed
        else (str(sums.cases.excluded_total), "cases excluded")
    )
    tiles += [(str(sums.interviews), "with an interview"), (str(sums.file_reads), "file-reads")]
    cells = [[paragraph(figure, TILE), paragraph(label, TILE_LABEL)] for figure, label in tiles]
    shares = (0.17, 0.17, 0.26, 0.2, 0.2)
    commands = (
        ("BACKGROUND", (0, 0), (-1, -1), PALE),
        *(("LINEBEFORE", (at, 0), (at, 0), 1, HAIRLINE, "butt") for at in range(1, 5)),
    )
    look = Look(heads=0, row_heads=(), layout=True, hairlines=False, padding=(4, 5, 7, 2), commands=commands)
    return table([cells], [width * share for share in shares], look)


def _findings(model: ReportModel, width: float) -> list[Any]:
    route = model.main_route
    questions = model.key_questions(route)
    title = "What the core cases show" if route else "What the cases show"
    ratings: list[Any] = []
    if model.ratings is not None:
        ratings = rating_block(model.ratings, width)
        limiting = {row.limiting for row in model.ratings.rows}
        questions = tuple(q for q in questions if q.ref in limiting) or questions
    sentence = mark("{} <b>{}</b>", model.sentence, model.caution)
    notes = (
        "How to read it: the dark tick is the share found; the blue bar is the 95 per cent interval (Wilson), the"
        " range that the share for all such cases in the region would plausibly lie in."
    )
    if any(q.share is not None and not q.share.shows_bar for q in questions):
        notes += " No bar under 30 answers."
    if any(q.share is None for q in questions):
        notes += " [c]: too few answers, or answers all alike, to be printed."
    return [
        *ratings,
        heading_two(title),
        paragraph(sentence, LEAD),
        question_table(questions, width, with_text=len(questions) <= TALL_ROWS and model.ratings is None),
        paragraph(notes, SMALL),
    ]


def question_table(questions: Sequence[QuestionLine], width: float, with_text: bool) -> Any:
    """Key questions with yes of n, share, interval bar and interval in words; wording too where there is room."""
    bar = width - (70 + 16 + 14 + 22) * MM - 9
    rows: list[list[Any]] = [["Area and key question", "Yes of n", "Share", [Axis(bar)], "95 % interval"]]
    height, thick = (37.0, 10.0) if with_text else (14.0, 6.0)
    names = question_names(questions)
    for question in questions:
        share = question.share
        name = f"{question.ref} {names[question.ref]}"
        words = _question_words(question, name, with_text)
        if share is None or share.percent is None:
            rows.append([words, "[c]" if share is None else "none", "", "", ""])
            continue
        drawn: Any = IntervalBar(bar, height, share, name, thick)
        if not share.shows_bar:
            drawn = paragraph("fewer than 30 answers: no bar", SMALL)
        percent = paragraph(share.percent_words, SHARE) if with_text else bold(share.percent_words)
        rows.append([words, share.of_n, percent, [drawn], share.interval_words])
    commands = (
        ("RIGHTPADDING", (3, 0), (3, -1), 1),
        ("LEFTPADDING", (3, 0), (3, -1), 8),
        ("RIGHTPADDING", (4, 0), (4, -1), 0),
    )
    look = Look(
        right=(1, 2, 4), padding=(3, 3, 0, 4) if with_text else (2, 2.5, 0, 4), valign="MIDDLE",
        commands=commands, summary="Key questions: yes answers, share and interval",
    )  # fmt: skip
    return table(rows, [70 * MM, 16 * MM, 14 * MM, bar + 9, 22 * MM], look)


def _question_words(question: QuestionLine, name: str, with_text: bool) -> str:
    room = 70 * MM - 6
    name = bold(shortened(name, room, SANS_BOLD, 9))
    if not with_text:
        return name
    wording = shortened(question.text, room * 1.9, size=8.5)
    left_out = question.share.left_out_words if question.share else ""
    if not left_out:
        return mark("{}<br/><font size=8.5>{}</font>", name, wording)
    grey = "<font size=8.5 color='#484949'>{}</font>"
    return mark("{}<br/><font size=8.5>{}</font><br/>" + grey, name, wording, left_out)


def _adjusted(model: ReportModel, width: float) -> list[Any]:
    if not model.accounting.routed:
        return []
    questions = model.key_questions("adjusted")[:4]
    cases = model.accounting.adjusted
    title = heading_two(f"Adjusted set, shown apart: {cases} {'case' if cases == 1 else 'cases'}")
    if not cases or not questions:
        return [title, paragraph("No counted case answered the adjusted questions.", SMALL)]
    areas = question_names(model.key_questions("adjusted"))
    names = [shortened(f"{q.ref} {areas[q.ref]}", width * 0.36, SANS_BOLD, 8.5) for q in questions]
    rows: list[list[Any]] = [["Key question", *names], ["Yes of n"], ["Share, 95 % interval"]]
    for question in questions:
        share = question.share
        shown = share is not None and share.percent is not None
        rows[1].append(bold(share.of_n) if share is not None else "[c]")
        both = f"{share.percent_words}, {share.interval_words}" if share is not None and shown else ""
        rows[2].append(both or ("[c]" if share is None else share.percent_words))
    note = (
        "Contact was suspended early in these cases (Reset or Impact, up to day 56), so they answer other questions."
        " They are never added to the core figures."
    )
    if cases < 30:
        note += f" With {cases} {'case' if cases == 1 else 'cases'} the intervals are too wide for any comparison."
    if any(q.share is None for q in questions):
        note += " [c]: too few answers to be printed."
    wide = [width * 0.2, *[width * 0.8 / len(questions)] * len(questions)]
    return [title, table(rows, wide, Look(padding=(3, 3, 0, 4))), paragraph(note, SMALL)]


def _strips(model: ReportModel, width: float) -> list[Any]:
    blocks = [block for block in model.profile if block.strip][:3]
    if not blocks:
        return []
    room = (width - 2 * 14) / 3
    cells = [
        [
            paragraph(shortened(block.characteristic, room, SANS_BOLD, 9), CELL_BOLD),
            Strip(room, block.characteristic, [(r.category, r.count) for r in block.rows], block.out_of),
        ]
        for block in blocks
    ]
    grid = table([cells], [room + 14] * len(cells), Look(**{**LAYOUT.__dict__, "padding": (2, 0, 0, 0)}))
    return [heading_two(f"The {model.accounting.counted} cases counted"), grid]
