"""The chain of custody: from allocation to report, with the codes that people compare by telephone."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import Spacer

from hmip_desktop.domain.report_sheets import Custody, OutputLine, SenderLine
from hmip_desktop.domain.report_words import long_moment, tight_moment
from hmip_desktop.outputs.figures import CustodyPicture
from hmip_desktop.outputs.flow import bold, mark, paragraph, stacked_height
from hmip_desktop.outputs.fonts import MONO
from hmip_desktop.outputs.furniture import PageSetup, Target, build_pdf, deliver
from hmip_desktop.outputs.masthead import masthead
from hmip_desktop.outputs.styles import CELL, CODE, GOOD, INK, MM, RULE, SMALL, WARN
from hmip_desktop.outputs.tables import Look, panel, section, table

Padding = tuple[float, float, float, float]
PADDINGS: tuple[Padding, ...] = ((2.5, 3, 0, 6), (0.6, 1, 0, 6), (0, 0.2, 0, 6))


def write_custody(custody: Custody, target: Target) -> int:
    """Write the chain-of-custody page as PDF to ``target``; its number of pages, 1 up to some twelve senders.

    Raises ``Refused('custody-does-not-reconcile')`` when a total fails; nothing is written then.
    """
    custody.check()
    context = custody.context
    setup = PageSetup(
        context=context,
        title=f"Chain of custody, {context.reference}",
        document=f"Chain of custody {context.reference}",
        running=f"Chain of custody {context.reference} · {context.region}",
        origin=f"Report model {custody.model_code}",
    )
    content, pages = build_pdf(setup, lambda width, height: _fitted(custody, width, height))
    deliver(content, target)
    return pages


def _fitted(custody: Custody, width: float, height: float) -> list[Any]:
    """The page with rows of full height where they fit one page, else with tighter ones; never in smaller type."""
    for padding in PADDINGS:
        story = _story(custody, width, padding)
        if stacked_height(story, width) <= height - 2:
            return story
    return _story(custody, width, PADDINGS[1])


def _story(custody: Custody, width: float, padding: Padding) -> list[Any]:
    context = custody.context
    complete = not custody.missing
    state = "Complete" if complete else "Not complete"
    account = "No gap, no fork, nothing in quarantine" if complete else f"Missing: {'; '.join(custody.missing)}"
    head = masthead(
        "Chain of custody", f"{context.reference} {context.region}", state,
        (account, f"Made {long_moment(context.printed_at)}"), width, state_colour=GOOD if complete else WARN,
    )  # fmt: skip
    without = mark(
        "<b>To check without this program:</b> open the package with <font name='" + MONO + "'>{}</font> and <font"
        " name='" + MONO + "'>{}</font>, verify it with <font name='" + MONO + "'>{}</font>, compare each member's"
        " SHA-256 with the manifest. Full digests are in the file beside this page.",
        "age", "unzip", "ssh-keygen -Y verify",
    )  # fmt: skip
    spelling = (
        "Fill in the last column when the sender has read the same code from their own screen, under Export. Use the"
        " spelling alphabet. Codes have no B, G, I, O, Q, S, Z, 0, 1, 2, 5 or 8, which are easily mistaken."
    )
    return [
        head,
        Spacer(1, 4),
        CustodyPicture(width, custody.steps),
        *([Spacer(1, 4), paragraph(f"The list: {custody.sum_words}.")] if custody.sum_words else []),
        *section("Last package from each sender", _senders(custody, width, padding), width),
        paragraph(spelling, SMALL),
        *(
            section("Not counted yet: with whom, since when", _away(custody, width, padding), width)
            if custody.away
            else []
        ),
        *section("What was made from them", _outputs(custody, width, padding), width),
        panel([paragraph(without, CELL)], width),
        *section("Signed", _signatures(context.who, width), width),
    ]


def _senders(custody: Custody, width: float, padding: Padding) -> Any:
    rows: list[list[Any]] = [["Sender", "Packages", "Cases", "Written", "Received", "Check code", "Initials, time"]]
    rows += [_sender_row(line) for line in custody.senders]
    packages, cases = (
        (sum(n) for n in zip(*((s.packages, s.cases) for s in custody.senders), strict=True))
        if (custody.senders)
        else (0, 0)
    )
    rows.append([bold("Total"), bold(str(packages)), bold(str(cases)), "", "", "", ""])
    last = len(rows) - 1
    commands = (
        ("LEFTPADDING", (3, 0), (3, -1), 10),
        ("LINEABOVE", (0, last), (-1, last), 1, INK, "butt"),
        *(("BOX", (6, row), (6, row), 0.5, RULE, "butt") for row, line in enumerate(custody.senders, 1) if line.code),
    )
    look = Look(right=(1, 2), padding=padding, valign="MIDDLE", commands=commands)
    wide = [26 * MM, 18 * MM, 13 * MM, 29 * MM, 27 * MM, 32 * MM, width - 145 * MM]
    return table(rows, wide, look)


def _sender_row(line: SenderLine) -> list[Any]:
    if not line.packages:
        return [bold(line.sender), "0", str(line.cases), "no package", "", "", ""]
    written = tight_moment(line.written_at) if line.written_at else "not noted"
    received = tight_moment(line.received_at) if line.received_at else "none yet"
    code = paragraph(line.code, CODE) if line.code else ""
    return [bold(line.sender), str(line.packages), str(line.cases), written, received, code, ""]


def _away(custody: Custody, width: float, padding: Padding) -> Any:
    rows: list[list[Any]] = [["With", "What is missing", "Cases", "References", "Since"]]
    for line in custody.away:
        since = tight_moment(line.since) if line.since else "not sent"
        rows.append([bold(line.who), line.what, str(len(line.case_refs)), ", ".join(line.case_refs), since])
    look = Look(right=(2,), padding=padding, valign="TOP")
    return table(rows, [26 * MM, 30 * MM, 13 * MM, width - 97 * MM, 28 * MM], look)


def _outputs(custody: Custody, width: float, padding: Padding) -> Any:
    rows: list[list[Any]] = [["Output", "Version", "Pages or sheets", "Made", "Check code"]]
    rows += [_output_row(line) for line in custody.outputs]
    look = Look(padding=padding, valign="MIDDLE")
    return table(rows, [56 * MM, 20 * MM, 36 * MM, 28 * MM, width - 140 * MM], look)


def _output_row(line: OutputLine) -> list[Any]:
    return [
        bold(line.output), str(line.version), line.extent, tight_moment(line.made_at), paragraph(line.code, CODE)
    ]  # fmt: skip


def _signatures(who: str, width: float) -> Any:
    rows = [["Role", "Signature", "Date and time"], [bold(who), "", ""], [bold("Witness, by phone or present"), "", ""]]
    look = Look(padding=(3, 4, 0, 6), valign="BOTTOM", heights=(16, 32, 32))
    return table(rows, [58 * MM, width - 106 * MM, 48 * MM], look)
