"""The panel's ratings of organisational standards: ``standard,rating,reason``."""

from __future__ import annotations

from pathlib import Path

from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.ratings import PanelDecision
from hmip_desktop.domain.row_errors import RowError, refuse_rows
from hmip_desktop.errors import Refused
from hmip_desktop.intake.cells import Cells
from hmip_desktop.intake.tables import TableLimits, read_table, refuse_table

REQUIRED = ("standard", "rating")
OPTIONAL = ("reason",)
LIMITS = TableLimits(size=1024 * 1024, rows=1_000)
REASON_LENGTH = 1_000


def read_organisational(path: Path, pack: Pack) -> dict[str, PanelDecision]:
    """The panel's decision by standard, or ``Refused`` with the first fault.

    Only standards that the pack marks organisational may stand here; the others follow from cases.
    """
    if pack.scoring is None or not pack.rated:
        raise Refused("pack-takes-no-ratings", pack=pack.id)
    table = read_table(path, LIMITS)
    refuse_table(table, REQUIRED)
    organisational = {standard.ref for standard in pack.standards if standard.organisational}
    ratings = [band.id for band in pack.scoring.bandings]
    decisions: dict[str, PanelDecision] = {}
    errors: list[RowError] = []
    for number, untrusted in table.records((*REQUIRED, *OPTIONAL)):
        cells = Cells(number, untrusted)
        standard = cells.text("standard", required=True)
        rating = cells.choice("rating", ratings, required=True)
        reason = cells.text("reason", limit=REASON_LENGTH)
        if standard and standard not in organisational:
            cells.fault("standard", "standard-not-organisational")
        elif standard in decisions:
            cells.fault("standard", "standard-twice")
        errors.extend(cells.errors)
        decisions[standard] = PanelDecision(rating, reason)
    refuse_rows(errors)
    return decisions
