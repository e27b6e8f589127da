"""The case record: judgements, evidence, sign-off and history of one case, three to five pages."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import Spacer

from hmip_desktop.domain.report_case import CaseFact, CaseReport, RecordState
from hmip_desktop.domain.report_words import long_date, long_moment
from hmip_desktop.errors import Refused
from hmip_desktop.outputs.case_close import closing, history, interview_notes
from hmip_desktop.outputs.case_questions import question_block
from hmip_desktop.outputs.figures import JudgementMark
from hmip_desktop.outputs.flow import bold, heading_two, mark, paragraph, stacked_height
from hmip_desktop.outputs.fonts import SANS_BOLD, shortened
from hmip_desktop.outputs.furniture import PageSetup, Target, build_pdf, deliver
from hmip_desktop.outputs.masthead import masthead
from hmip_desktop.outputs.styles import BINDING, CELL, GOOD, HAIRLINE, MM, WARN, style
from hmip_desktop.outputs.tables import Look, panel, table
from hmip_desktop.outputs.words import Words

SUBJECT = style(13, 17, SANS_BOLD, textColor="#484949")
STATES: dict[RecordState, str] = {"signed-off": "Signed off", "unlocked": "Unlocked", "open": "Not signed off"}
EXCLUDED = "Excluded, not counted"
FILE_READ = "File-read: no interview was sought"
TEAM_ONLY = "Team only: holds interview notes"


def write_case_record(record: CaseReport, target: Target) -> int:
    """Write one case record as PDF to ``target``; its number of pages.

    Raises ``Refused('record-needs-team')`` when it holds interview notes and the audience is not the team.
    """
    context = record.context
    if record.with_interview and context.audience != "team":
        raise Refused("record-needs-team", audience=context.audience)
    words = Words(context.language)
    title = words("Case record {case}", case=record.case_ref)
    state = state_words(record, words)
    setup = PageSetup(
        context=context,
        title=title,
        document=title,
        running=f"{title} · {record.pdu} · {_set_name(record, words)} · {state}",
        shorter=(f"{title} · {record.pdu} · {state}", f"{title} · {state}"),
        origin=context.pack_words,
        notice=words(TEAM_ONLY) if record.with_interview else "",
        left=BINDING,
        page_of=words("Page {page} of {pages}", page="{page}", pages="{pages}"),
        made_up=words("Made-up data"),
        self_assessment=words("Self-assessment"),
        language=words.language,
    )
    content, pages = build_pdf(setup, lambda width, height: _story(record, words, width, height))
    deliver(content, target)
    return pages


def state_words(record: CaseReport, words: Words) -> str:
    """State of the record for the running header: ``signed off 13 November 2026``, with whether the case counts."""
    state = words(STATES[record.state])
    told = [words(EXCLUDED).lower()] if record.excluded else []
    if record.state_at is None:
        told.append(state.lower())
    else:
        told.append(f"{state.lower()} {long_date(record.state_at.date(), words.language)}")
    return " · ".join(told)


def _set_name(record: CaseReport, words: Words) -> str:
    return words(record.route.used) if record.route else words(record.question_set)


def _story(record: CaseReport, words: Words, width: float, height: float) -> list[Any]:
    story = [*_head(record, words, width), *_glance(record, words, width), *_facts(record, words, width)]
    room: float | None = height - stacked_height(story, width)
    for block in record.blocks:
        story += question_block(block, words, width, height, room)
        room = None  # where a later one begins is only known when the pages are laid out
    if record.interview is not None:
        story += interview_notes(record.interview, words, width)
    return [*story, *closing(record, words, width), *history(record, words, width)]


def _head(record: CaseReport, words: Words, width: float) -> list[Any]:
    when = long_moment(record.state_at, words.language) if record.state_at else ""
    state = words(STATES[record.state])
    who = ", ".join(part for part in (state if record.excluded else "", when, record.state_who) if part)
    lines = [who, words(record.question_set)]
    if record.file_read:
        lines.append(words(FILE_READ))
    subject = shortened(f"{record.case_ref} · {record.pdu}", width * 0.55, SANS_BOLD, 13)
    head = masthead(
        words("Case record"), subject, words(EXCLUDED) if record.excluded else state, lines, width,
        subject_style=SUBJECT, state_colour=GOOD if record.state == "signed-off" and not record.excluded else WARN,
    )  # fmt: skip
    return [head, Spacer(1, 4)]


def _glance(record: CaseReport, words: Words, width: float) -> list[Any]:
    made = [heading_two(words("At a glance"))]
    for start in range(0, len(record.blocks), 4):
        four = record.blocks[start : start + 4]
        names = [shortened(f"{b.ref} {b.short}", (width / 4 - 6) * 1.9, SANS_BOLD, 8.5) for b in four]
        marks = [[JudgementMark(words.answer(b.answer), b.answer == "yes")] for b in four]
        look = Look(row_heads=(), padding=(3, 4, 0, 4))
        made.append(table([names, marks], [width / 4] * len(four), look))
    return made


def _facts(record: CaseReport, words: Words, width: float) -> list[Any]:
    pairs = list(record.facts)
    if len(pairs) % 2:
        pairs.append(CaseFact("", ""))
    rows = [
        [_label(left, words), left.value, _label(right, words), right.value]
        for left, right in zip(pairs[::2], pairs[1::2], strict=True)
    ]
    line = ("LINEABOVE", (0, 0), (-1, 0), 0.5, HAIRLINE, "butt")
    look = Look(heads=0, row_heads=(0, 2), padding=(2.5, 3, 0, 6), commands=(line,))
    widths = [34 * MM, width / 2 - 34 * MM, 37 * MM, width / 2 - 37 * MM]
    made: list[Any] = [heading_two(words("Case facts"))]
    if rows:
        made.append(table(rows, widths, look))
    if record.route is not None:
        made.append(panel([paragraph(_route(record, words), CELL)], width))
    return made


def _label(fact: CaseFact, words: Words) -> Any:
    return bold(words(fact.label)) if fact.label else ""


def _route(record: CaseReport, words: Words) -> str:
    route = record.route
    assert route is not None
    override = (
        words("Changed by hand: {reason}", reason=route.override_reason)
        if route.override_reason
        else words("No override.")
    )
    return mark(
        "<b>{}</b> {} {} {} {}",
        words("Route: {route}.", route=words(route.used)),
        route.account,
        words("Computed: {route}.", route=words(route.computed)),
        words("Used: {route}.", route=words(route.used)),
        override,
    )
