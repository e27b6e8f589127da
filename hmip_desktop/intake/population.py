"""Commencements of the region by PDU and RoSH, with which a sample is compared."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from hmip_desktop.domain.row_errors import RowError, refuse_rows
from hmip_desktop.domain.sample_rows import PopulationRow
from hmip_desktop.domain.values import ROSH_LEVELS, SENTENCE_TYPES, Rosh
from hmip_desktop.errors import Refused
from hmip_desktop.intake.cells import Cells
from hmip_desktop.intake.tables import TableLimits, read_table, refuse_table

REQUIRED = ("pdu", "rosh", "commencements")
OPTIONAL = ("sentence_type", "sex", "age_band", "ethnicity")
LIMITS = TableLimits(size=16 * 1024 * 1024, rows=100_000)
MOST = 10_000_000


def read_population(path: Path) -> tuple[PopulationRow, ...]:
    """All rows, or ``Refused`` with the first fault: a population with holes would mislead every check.

    Codes beside those of tables: ``population-empty`` when no case commenced, ``population-row-twice``
    when two rows count the same kind of case.
    """
    table = read_table(path, LIMITS)
    refuse_table(table, REQUIRED)
    rows: list[PopulationRow] = []
    errors: list[RowError] = []
    kinds: dict[tuple[str, ...], int] = {}
    for number, untrusted in table.records((*REQUIRED, *OPTIONAL)):
        cells = Cells(number, untrusted)
        row = _read(cells)
        if row is not None:
            kind = (row.pdu, row.rosh, row.sentence_type, row.sex, row.age_band, row.ethnicity)
            if kinds.setdefault(kind, number) != number:
                cells.fault("", "population-row-twice", first=kinds[kind])
            rows.append(row)
        errors.extend(cells.errors)
    refuse_rows(errors)
    if not sum(row.commencements for row in rows):
        raise Refused("population-empty")
    return tuple(rows)


def _read(cells: Cells) -> PopulationRow | None:
    pdu = cells.text("pdu", required=True)
    rosh = cells.choice("rosh", ROSH_LEVELS, required=True)
    commencements = cells.whole("commencements", 0, MOST, required=True)
    sentence_type = cells.choice("sentence_type", SENTENCE_TYPES)
    sex, age_band, ethnicity = (cells.text(name) for name in ("sex", "age_band", "ethnicity"))
    if cells.errors or commencements is None:
        return None
    return PopulationRow(pdu, cast("Rosh", rosh), commencements, sentence_type, sex, age_band, ethnicity)
