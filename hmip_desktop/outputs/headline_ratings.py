"""Ratings on the headline sheet: a rated pack's standards, each with the key question that held it down."""

from __future__ import annotations

from typing import Any

from hmip_desktop.domain.report_model import RatingRow, RatingTable
from hmip_desktop.outputs.flow import bold, heading_two, mark, paragraph
from hmip_desktop.outputs.fonts import SANS_BOLD, shortened
from hmip_desktop.outputs.styles import BODY, MM
from hmip_desktop.outputs.tables import Look, table

DEPARTURE_LINES = 3
BASIS = {"panel": "panel", "cases": "cases", "calculated": "calculated"}


def rating_block(ratings: RatingTable, width: float) -> list[Any]:
    """Heading, table of standards and the overall rating. The lowest key question rules a standard; the panel's
    ratings of organisational standards say so."""
    name = width - (39 + 46 + 15 + 12 + 17) * MM
    rows: list[list[Any]] = [["Standard", "Rating", "Lowest key question", "Yes of n", "Share", "Basis"]]
    rows += [_row(row, name) for row in ratings.rows]
    look = Look(
        right=(3, 4),
        padding=(0.8, 1.2, 0, 5),
        summary="Standards with their ratings",
        commands=(("LEFTPADDING", (5, 0), (5, -1), 8), ("RIGHTPADDING", (5, 0), (5, -1), 0)),
    )
    widths = [name, 39 * MM, 46 * MM, 15 * MM, 12 * MM, 17 * MM]
    departed = departures(ratings)
    return [
        heading_two("Ratings"), table(rows, widths, look), paragraph(_overall(ratings), BODY),
        *([paragraph(shortened(departed, width * DEPARTURE_LINES), BODY)] if departed else []),
    ]  # fmt: skip


def departures(ratings: RatingTable) -> str:
    """Where the panel departed from the lowest key question, what that gives, and why; "" where it did nowhere."""
    rows = [row for row in ratings.rows if row.by_rule]
    told = [
        f"{row.ref} by its lowest key question {row.by_rule}, by the panel {row.label}: {row.reason}" for row in rows
    ]
    return f"The panel departed from the rule: {' '.join(told)}" if told else ""


def _row(row: RatingRow, name: float) -> list[Any]:
    share = row.share
    return [
        bold(shortened(f"{row.ref} {row.title}", name - 6, SANS_BOLD, 9)),
        bold(shortened(row.label, 39 * MM - 6, SANS_BOLD, 9)),
        shortened(row.lowest_words or "judged as a whole", 46 * MM - 6),
        share.of_n if share else "",
        share.percent_words if share else "",
        BASIS.get(row.basis, row.basis),
    ]


def _overall(ratings: RatingTable) -> str:
    if ratings.rating is None:
        missing = ", ".join(ratings.missing)
        return mark("<b>Overall: not rated.</b> Without a rating: {}.", missing or "no standard")
    points = f"{ratings.score} of {ratings.maximum} points." if ratings.score is not None else ""
    near = [row.ref for row in ratings.rows if row.near_boundary]
    close = f" Near a boundary: {', '.join(near)}." if near else ""
    given = f", which give {ratings.by_points}" if ratings.by_points else ""
    reason = f" The panel departed from the points{given}: {ratings.reason}" if ratings.reason else ""
    return mark("<b>Overall: {}.</b> {}{}{}", ratings.label, points, reason, close)
