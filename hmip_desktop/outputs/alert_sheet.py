"""The alert sheet: what was seen, who was told, what would close it. No name, number or address."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import Spacer

from hmip_desktop.domain.report_sheets import AlertSheet, AlertStep, AssuranceLine
from hmip_desktop.domain.report_words import long_moment, tight_moment
from hmip_desktop.outputs.flow import bold, heading_two, mark, paragraph, stacked_height
from hmip_desktop.outputs.fonts import SANS_BOLD
from hmip_desktop.outputs.furniture import PageSetup, Target, build_pdf, deliver
from hmip_desktop.outputs.masthead import masthead
from hmip_desktop.outputs.styles import (
    BODY,
    CELL,
    CELL_BOLD,
    CODE_LARGE,
    ERROR,
    ERROR_FILL,
    ERROR_TEXT,
    GOOD,
    HAIRLINE,
    INK,
    MM,
    SMALL,
    style,
)
from hmip_desktop.outputs.tables import Look, panel, section, table

PHONE = style(13, 17, SANS_BOLD, textColor=ERROR_TEXT)
STEPS = style(10, 13.5)


def write_alert(sheet: AlertSheet, target: Target) -> int:
    """Write the alert sheet as PDF to ``target``; its number of pages, 1 unless the facts overflow."""
    title = "Organisational alert" if sheet.organisational else "Individual alert"
    setup = PageSetup(
        context=sheet.context,
        title=f"{title} {sheet.reference}",
        document=f"{title} {sheet.reference}",
        running=f"{title} {sheet.reference} · {sheet.state}",
        origin=f"Printed {long_moment(sheet.context.printed_at)}",
    )
    content, pages = build_pdf(setup, lambda width, height: _story(sheet, title, width, height))
    deliver(content, target)
    return pages


def _story(sheet: AlertSheet, title: str, width: float, height: float) -> list[Any]:
    head = [_head(sheet, title, width), Spacer(1, 6), _phone(sheet, width)]
    body = [*_tests(sheet, width), *_seen(sheet, width), *_assurance(sheet, width), *_steps(sheet, width)]
    code = _code(sheet, width)
    if stacked_height([*head, *body, code], width) <= height - 2:
        return [*head, *body, code]
    # Facts overflow: the phone panel and the code stay on the first page.
    return [*head, code, *body]


def _head(sheet: AlertSheet, title: str, width: float) -> Any:
    parts = [sheet.reference]
    if sheet.case_ref:
        parts.append(f"case {sheet.case_ref}")
    if sheet.pdu:
        parts.append(sheet.pdu)
    raised = f"{sheet.raised_by}, {sheet.raised_while}" if sheet.raised_while else sheet.raised_by
    return masthead(
        title, " · ".join(parts), sheet.state, (f"Raised {long_moment(sheet.raised_at)}", raised), width,
        state_colour=GOOD if sheet.closed else ERROR_TEXT, rule=ERROR, rule_weight=3,
    )  # fmt: skip


def _phone(sheet: AlertSheet, width: float) -> Any:
    lines = mark("<br/>".join(f"{number}. {{}}" for number in range(1, len(sheet.phone) + 1)), *sheet.phone)
    content = [
        paragraph(bold("Phone first. This computer has told nobody."), PHONE),
        paragraph(lines, STEPS),
    ]
    return panel(content, width, edge=ERROR, fill=ERROR_FILL, edge_width=6)


def _tests(sheet: AlertSheet, width: float) -> list[Any]:
    words = {3: "Three tests", 4: "Four tests"}
    rows: list[list[Any]] = [["Test", "Met", "Why"]]
    rows += [[bold(test.test), bold("Yes" if test.met else "No"), test.why] for test in sheet.tests]
    look = Look(padding=(2.5, 3.5, 0, 6))
    body = table(rows, [32 * MM, 16 * MM, width - 48 * MM], look)
    return section(words.get(len(sheet.tests), "Tests"), body, width)


def _seen(sheet: AlertSheet, width: float) -> list[Any]:
    rows = [[bold(label), text] for label, text in sheet.seen if text]
    look = Look(heads=0, padding=(2.5, 3.5, 0, 6), commands=(("LINEABOVE", (0, 0), (-1, 0), 0.5, HAIRLINE, "butt"),))
    return section("What was seen", table(rows, [32 * MM, width - 32 * MM], look), width) if rows else []


def _assurance(sheet: AlertSheet, width: float) -> list[Any]:
    ask = (
        "The inspectorate does not manage the risk. It asks the region to show, with evidence, that each of these"
        " was done:"
    )
    title = heading_two("Assurance sought from the region")
    if not sheet.assurance:
        return [title, paragraph("The inspectorate does not manage the risk. No assurance is agreed yet.", BODY)]
    rows: list[list[Any]] = [["No.", "Action", "By", "Evidence that closes it", "Seen"]]
    rows += [_assurance_row(number, line) for number, line in enumerate(sheet.assurance, 1)]
    wide = [10 * MM, width - 108 * MM, 24 * MM, 42 * MM, 32 * MM]
    return [title, paragraph(ask, BODY), table(rows, wide, Look(padding=(2.5, 3.5, 0, 6)))]


def _assurance_row(number: int, line: AssuranceLine) -> list[Any]:
    seen = mark("<b>Yes</b>, {}", tight_moment(line.seen_at)) if line.seen_at else bold("Not yet")
    return [bold(str(number)), line.action, line.by, line.evidence, seen]


def _steps(sheet: AlertSheet, width: float) -> list[Any]:
    rows: list[list[Any]] = [["Step", "When", "Who", "Note"]]
    rows += [_step_row(step) for step in sheet.steps]
    wide = [40 * MM, 30 * MM, 22 * MM, width - 92 * MM]
    return section("What happened when", table(rows, wide, Look(padding=(2.5, 3.2, 0, 6))), width)


def _step_row(step: AlertStep) -> list[Any]:
    when = tight_moment(step.happened_at) if step.happened_at else "Not yet"
    return [bold(step.step), when, step.who, step.note]


def _code(sheet: AlertSheet, width: float) -> Any:
    left = [paragraph("Check code, to read out", SMALL), paragraph(sheet.code, CODE_LARGE)]
    right = [
        paragraph(
            "Before you rely on this sheet, ask the sender to read the code from their screen. If one character"
            " differs, do not use it: ask for the file again.",
            CELL,
        ),
        paragraph("No name, number or address is printed here. Say those by phone.", CELL_BOLD),
    ]
    commands = (
        ("BOX", (0, 0), (-1, -1), 1, INK, "butt"),
        ("LINEBEFORE", (1, 0), (1, 0), 0.5, HAIRLINE, "butt"),
    )
    look = Look(
        heads=0, row_heads=(), layout=True, hairlines=False, padding=(6, 7, 8, 8), valign="MIDDLE",
        commands=commands,
    )  # fmt: skip
    return table([[left, right]], [62 * MM, width - 62 * MM], look)
