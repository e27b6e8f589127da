"""Ratings of subjects by raters, for measuring agreement: ``subject,rater,category``."""

from __future__ import annotations

from pathlib import Path

from hmip_desktop.domain.agreement import Rating, same_rater_twice
from hmip_desktop.domain.row_errors import RowError, refuse_rows
from hmip_desktop.errors import Refused
from hmip_desktop.intake.cells import Cells
from hmip_desktop.intake.tables import TableLimits, read_table, refuse_table

COLUMNS = ("subject", "rater", "category")
LIMITS = TableLimits(size=64 * 1024 * 1024, rows=1_000_000)


def read_ratings(path: Path) -> tuple[Rating, ...]:
    """All ratings, or ``Refused`` with the first fault. An empty category is a missing rating.

    ``rated-twice`` when one rater rates a subject twice.
    """
    table = read_table(path, LIMITS)
    refuse_table(table, COLUMNS)
    ratings: list[Rating] = []
    errors: list[RowError] = []
    for number, untrusted in table.records(COLUMNS):
        cells = Cells(number, untrusted)
        subject, rater = cells.text("subject", required=True), cells.text("rater", required=True)
        category = cells.text("category")
        ratings.append(Rating(subject, rater, category or None, number))
        errors.extend(cells.errors)
    errors.extend(RowError(again.row, "rater", "rated-twice") for again in same_rater_twice(ratings))
    refuse_rows(errors)
    if not ratings:
        raise Refused("no-rows", row=1, column="")
    return tuple(ratings)
