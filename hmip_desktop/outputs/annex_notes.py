"""Notes under the annex table: what a cell says, what letters and ``[c]`` mean, what not to conclude."""

from __future__ import annotations

from typing import Any

from hmip_desktop.domain.report_model import ReportModel, Split
from hmip_desktop.outputs.flow import bold, heading_two, mark, paragraph
from hmip_desktop.outputs.styles import H2_SMALL, MM, style
from hmip_desktop.outputs.tables import Look, table

NOTE = style(8.5, 11)
LIMIT = style(8.5, 11, spaceAfter=1.2)
QUARTERS = (
    "M most (75 % and over) · H half or more (50 to 74) · U under half (25 to 49) · F few (under 25). Tint follows"
    " the letter; the letter carries the meaning."
)
BANDINGS = (
    "O outstanding (80 % and over) · G good (65 to 79) · RI requires improvement (50 to 64) · I inadequate (under"
    " 50). Tint follows the letter; the letter carries the meaning."
)


def limits(model: ReportModel) -> list[Any]:
    """What limits the figures, as the record gives it: the last thing in the annex."""
    said = [paragraph(mark("<b>{}</b>{}", limit.lead, limit.rest), LIMIT) for limit in model.limitations]
    return [heading_two("What limits these figures", H2_SMALL), *said] if said else []


def notes(model: ReportModel, split: Split | None, width: float) -> list[Any]:
    """The heading and its table of notes, to be kept together after the last row."""
    lines = [("Cases", " ".join([*model.accounting.sentences, model.accounting.apart_words]))]
    lines.append(("Cell", "Share of yes answers, letter, then yes of n. n leaves out not applicable and unanswered."))
    lines.append(("Letters", BANDINGS if model.context.rated else QUARTERS))
    if split is not None:
        lines.append(
            (
                "[c]",
                f"Confidential: n is under {split.base}, or answers are too much alike to be printed, or the figure"
                " would let a reader work out another [c]. One mark for all reasons, so that the mark itself tells"
                " nothing.",
            )
        )
    if model.changes:
        said = "; ".join(f"{one.where}: {one.before}, now {one.after}" for one in model.changes[:6])
        left = len(model.changes) - 6
        more = f"; {left} more {'is' if left == 1 else 'are'} in the workbook" if left > 0 else ""
        lines.append(("Release", f"Changed since the release before: {said}{more}."))
    lines.append(("Interval", "95 per cent, Wilson, printed for all PDUs only. It covers chance, not judgement."))
    if split is not None:
        alone = "In a PDU of 10 to 12 cases one answer moves the share by 8 to 10 points. Do not rank PDUs."
        lines.append(("Differences", alone))
        codes = [f"{g.code} {g.label}" for g in split.groups if g.role == "group" and g.code]
        if len(codes) > 8:
            lines.append(("PDUs", " · ".join(codes)))
    look = Look(heads=0, hairlines=False, padding=(1, 1.2, 0, 4), cell=NOTE)
    rows = [[bold(name), text] for name, text in lines]
    return [heading_two("Notes to this table", H2_SMALL), table(rows, [22 * MM, width - 22 * MM], look)]
