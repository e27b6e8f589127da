"""Page 2 of the headline sheet: prompts at both ends, lines of enquiry, alerts, limits, provenance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hmip_desktop.domain.report_model import AlertCounts, QuestionLine, ReportModel, ThemeLine
from hmip_desktop.domain.report_words import count_words, long_date
from hmip_desktop.outputs.figures import Axis, IntervalBar
from hmip_desktop.outputs.flow import bold, heading_two, list_items, mark, paragraph, stacked_height
from hmip_desktop.outputs.fonts import MONO_BOLD, SANS_BOLD, shortened
from hmip_desktop.outputs.styles import BODY, GREY, MM, SMALL, WARN, WARN_FILL, style
from hmip_desktop.outputs.tables import Look, panel, table

THEMES = 8
FIRST_THEMES, FEWEST_THEMES = 5, 3
"""Lines of enquiry that stay while prompts are put on two lines, and while the wording of a prompt would be cut."""
PROMPT_LINES = (6.0, 1.9, 1.0)
"""How many lines the wording of a prompt may take, tried in this order; a little less where words are cut."""
ITEM = style(9.5, 12.5, leftIndent=10, bulletIndent=0, spaceAfter=1.2)
PROMPT = style(8.5, 10.5)
PROVENANCE = style(8.5, 11.5, textColor=GREY, spaceBefore=4)


def back_page(model: ReportModel, width: float, room: float) -> list[Any]:
    """The flowables of page 2, with as many lines of enquiry as ``room`` points hold."""
    themes = [line for line in model.themes if line.kind == "line_of_enquiry"]
    most = min(len(themes), THEMES)
    # Prompts in full where there is room for them and for the first lines of enquiry; else on fewer lines.
    fewest = dict(zip(PROMPT_LINES, (FIRST_THEMES, FEWEST_THEMES, FIRST_THEMES), strict=True))
    tries = [(lines, number) for lines in fewest for number in range(most, min(most, fewest[lines]) - 1, -1)]
    for lines, number in (*tries, *((PROMPT_LINES[-1], number) for number in range(most, -1, -1))):
        page = [
            *_prompts(model, width, lines),
            *_themes(themes, number, width),
            *_alerts(model),
            *_changes(model),
            *_limits(model, width),
            _provenance(model),
        ]
        if stacked_height(page, width) <= room:
            return page
    return page


def _prompts(model: ReportModel, width: float, lines: float) -> list[Any]:
    cases = ", core cases" if model.main_route else ""
    if not model.strongest:
        return [heading_two(f"Strongest and weakest prompts{cases}"), paragraph(model.ranking_note, SMALL)]
    return [
        heading_two(f"Strongest prompts{cases}"),
        _prompt_table(model.strongest, width, lines),
        heading_two(f"Weakest prompts{cases}"),
        _prompt_table(model.weakest, width, lines),
        paragraph(model.ranking_note, SMALL),
    ]


def _prompt_table(prompts: Sequence[QuestionLine], width: float, lines: float) -> Any:
    bar = 28 * MM
    wording = width - (12 + 17 + 12.5 + 20) * MM - bar - 9
    rows: list[list[Any]] = [["Ref", "Prompt", "Yes of n", "Share", [Axis(bar)], "Interval"]]
    for prompt in prompts:
        share = prompt.share
        if share is None:
            continue
        drawn = IntervalBar(bar, 12, share, prompt.ref, 5)
        text: Any = shortened(prompt.text, (wording - 6) * lines)
        if lines > 1:
            text = paragraph(shortened(prompt.text, (wording - 6) * lines, size=PROMPT.fontSize), PROMPT)
        rows.append([bold(prompt.ref), text, share.of_n, bold(share.percent_words), [drawn], share.interval_words])
    commands = (
        ("RIGHTPADDING", (4, 0), (4, -1), 1),
        ("LEFTPADDING", (4, 0), (4, -1), 8),
        ("RIGHTPADDING", (5, 0), (5, -1), 0),
    )
    look = Look(right=(2, 3, 5), padding=(1.3, 1.7, 0, 4), valign="MIDDLE", commands=commands)
    return table(rows, [12 * MM, wording, 17 * MM, 12.5 * MM, bar + 9, 20 * MM], look)


def _themes(themes: Sequence[ThemeLine], number: int, width: float) -> list[Any]:
    title = heading_two("Lines of enquiry for week 2")
    if not number:
        words = "None recorded." if not themes else f"{len(themes)} recorded: they are in the workbook."
        return [title, paragraph(words, BODY)]
    explore = width - 88 * MM
    rows: list[list[Any]] = [["Theme", "Cases", "PDUs", "What to explore"]]
    for line in themes[:number]:
        rows.append(
            [
                bold(shortened(line.theme, (63 * MM - 6) * 1.9, SANS_BOLD, 9)),
                "[c]" if line.cases is None else str(line.cases),
                "[c]" if line.pdus is None else str(line.pdus),
                shortened(line.explore, (explore - 14) * 1.9),
            ]
        )
    look = Look(right=(1, 2), commands=(("LEFTPADDING", (3, 0), (3, -1), 8),))
    made = [title, table(rows, [63 * MM, 12 * MM, 13 * MM, explore], look)]
    if len(themes) > number:
        left = len(themes) - number
        made.append(paragraph(f"{left} more {'is' if left == 1 else 'are'} in the workbook.", SMALL))
    return made


def alert_sentences(alerts: AlertCounts) -> tuple[str, str]:
    """Alerts as counts only: a lead for bold print, and the rest."""
    if alerts.raised:
        lead = (
            f"Individual alerts: {alerts.raised} raised, {alerts.closed} closed with evidence,"
            f" {alerts.waiting} waiting for assurance."
        )
    else:
        lead = "Individual alerts: none."
    rest = f" Organisational alerts: {count_words(alerts.organisational) if alerts.organisational else 'none'}."
    travel = " Details travel on their own sealed sheets." if alerts.raised or alerts.organisational else ""
    return lead, rest + travel


def _alerts(model: ReportModel) -> list[Any]:
    lead, rest = alert_sentences(model.alerts)
    return [heading_two("Alerts"), paragraph(mark("<b>{}</b>{}", lead, rest), BODY)]


def _changes(model: ReportModel) -> list[Any]:
    if not model.changes:
        return []
    first = [f"{c.where}: {c.before}, now {c.after}" for c in model.changes[:2]]
    left = len(model.changes) - 2
    more = f" {left} more {'is' if left == 1 else 'are'} in the workbook." if left > 0 else ""
    text = shortened("; ".join(first), 900) + "." + more
    return [paragraph(mark("<b>Changed since the release before:</b> {}", text), BODY)]


def _limits(model: ReportModel, width: float) -> list[Any]:
    texts = [mark("<b>{}</b>{}", limit.lead, limit.rest) for limit in model.limitations]
    note = paragraph("Written from the record by rule; nobody edits this list.", SMALL)
    body = panel([note, *list_items(texts, ITEM)], width, edge=WARN, fill=WARN_FILL)
    return [heading_two("What limits these figures"), body]


def _provenance(model: ReportModel) -> Any:
    made = model.context.printed_at
    by = "inspector" if model.senders == 1 else "inspectors"
    source = f" from {model.packages} packages by {model.senders} {by}" if model.packages else ""
    text = mark(
        "Every figure comes from report model <font name='" + MONO_BOLD + "'>{}</font>, made on {} at {}{}."
        " Running the same model again gives this sheet byte for byte.",
        model.code, long_date(made.date()), f"{made:%H:%M}", source,
    )  # fmt: skip
    return paragraph(text, PROVENANCE)
