"""The case sample as the inspectorate sends it: every bad row is named, good ones become case facts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from msgspec import structs

from hmip_desktop.domain.routing import route_case
from hmip_desktop.domain.row_errors import RowError, RowNote, refuse_rows
from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.domain.sample_rows import SampleRow
from hmip_desktop.domain.values import ROSH_LEVELS, SENTENCE_TYPES, Measure, Requirement, Rosh, SentenceType
from hmip_desktop.errors import Refused
from hmip_desktop.intake.cells import Cells, to_date
from hmip_desktop.intake.tables import TableLimits, read_table, require_columns, unknown_columns

REQUIRED = ("case_ref", "pdu", "practitioner", "grade", "sentence_type", "start_date", "rosh")
OPTIONAL = (
    "office", "release_date", "end_date", "measure", "measure_date", "requirement", "person", "interview_at",
    "inspector", "transfer_in", "transfer_out", "mappa", "sex", "age", "ethnicity", "disability",
)  # fmt: skip
MEASURES = ("reset", "impact")
REQUIREMENTS = ("rar", "accredited_programme", "none")
LIMITS = TableLimits(size=32 * 1024 * 1024, rows=20_000)
OLDEST = 130


@dataclass(frozen=True, slots=True)
class SampleFile:
    """What a sample file holds. ``rows`` are the good ones; ``total`` counts all rows below the header."""

    rows: tuple[SampleRow, ...]
    errors: tuple[RowError, ...]
    notes: tuple[RowNote, ...]
    total: int
    sha256: str

    def accept(self) -> tuple[SampleRow, ...]:
        """All rows, or ``Refused`` with the first error's code: nothing is ever half-imported."""
        refuse_rows(self.errors)
        return self.rows


def read_sample(path: Path) -> SampleFile:
    """Read a sample (CSV or XLSX). Errors are listed by row; a file that is no table raises ``Refused``."""
    table = read_table(path, LIMITS)
    faults = require_columns(table, REQUIRED)
    notes = unknown_columns(table, (*REQUIRED, *OPTIONAL))
    total = len({error.row for error in table.errors}) + len(table.rows)
    if any(fault.code == "column-missing" for fault in faults):
        return SampleFile((), (*faults, *table.errors), tuple(notes), total, table.sha256)
    if not total:
        return SampleFile((), (RowError(1, "", "no-rows"),), tuple(notes), 0, table.sha256)
    rows: list[SampleRow] = []
    errors = [*faults, *table.errors]
    first_rows: dict[str, int] = {}
    for number, cells in table.records((*REQUIRED, *OPTIONAL)):
        reader = Cells(number, cells)
        row = _read_row(reader)
        _note_repeat(reader, first_rows)
        if reader.errors or row is None:
            errors.extend(reader.errors)
        else:
            rows.append(row)
    errors.sort(key=lambda error: error.row)
    return SampleFile(tuple(rows), tuple(errors), tuple(notes), total, table.sha256)


def refuse_facts(facts: CaseFacts) -> None:
    """Check a case that was typed as a row of a file is checked.

    Raises ``Refused``: ``case-ref-not-usable``, ``case-fact-not-valid`` with the ``field``.
    """
    held = {name: "" if value is None else str(value) for name, value in structs.asdict(facts).items()}
    cells = Cells(0, held)
    _read_row(cells)
    for error in cells.errors:
        if error.column == "case_ref":
            raise Refused("case-ref-not-usable")
        raise Refused("case-fact-not-valid", field=error.column.replace("_", " "))


def _note_repeat(reader: Cells, first_rows: dict[str, int]) -> None:
    ref = reader.raw("case_ref").casefold()
    if not ref:
        return
    first = first_rows.setdefault(ref, reader.row)
    if first != reader.row:
        reader.fault("case_ref", "case-ref-twice", first=first)


def _read_row(cells: Cells) -> SampleRow | None:
    facts = dict(
        case_ref=cells.case_ref(),
        pdu=cells.text("pdu", required=True),
        practitioner=cells.text("practitioner", required=True),
        grade=cells.text("grade", required=True),
        sentence_type=cells.choice("sentence_type", SENTENCE_TYPES, required=True),
        start_date=cells.date("start_date", required=True),
        rosh=cells.choice("rosh", ROSH_LEVELS, required=True),
        measure=cells.choice("measure", MEASURES),
        requirement=cells.choice("requirement", REQUIREMENTS),
        interview_at=cells.moment("interview_at"),
        **{name: cells.date(name) for name in _DATES},
        **{name: cells.text(name) for name in _TEXTS},
    )
    age = cells.whole("age", 0, OLDEST)
    inspector = cells.text("inspector")
    if not cells.errors:
        _check_dates(cells, facts)
    if cells.errors:
        return None
    known = CaseFacts(
        **{name: value for name, value in facts.items() if name not in _TYPED},
        sentence_type=cast("SentenceType", facts["sentence_type"]),
        rosh=cast("Rosh", facts["rosh"]),
        measure=cast("Measure", facts["measure"]),
        requirement=cast("Requirement", facts["requirement"]),
        age=age,
    )
    return SampleRow(cells.row, known, inspector)


_DATES = ("release_date", "end_date", "measure_date", "transfer_in", "transfer_out")
_TEXTS = ("office", "person", "mappa", "sex", "ethnicity", "disability")
_TYPED = frozenset({"sentence_type", "rosh", "measure", "requirement"})


def _check_dates(cells: Cells, facts: dict[str, str]) -> None:
    """Dates that contradict each other; a date that is only missing is left for the assessor to complete."""
    if facts["end_date"] and facts["end_date"] < facts["start_date"]:
        cells.fault("end_date", "end-before-start", start=facts["start_date"])
    if facts["transfer_in"] and facts["transfer_out"] and facts["transfer_out"] < facts["transfer_in"]:
        cells.fault("transfer_out", "transfer-out-before-in", transfer_in=facts["transfer_in"])
    if facts["measure_date"] and not facts["measure"]:
        cells.fault("measure", "measure-not-named")
    _check_measure(cells, facts)


def _check_measure(cells: Cells, facts: dict[str, str]) -> None:
    try:
        route_case(
            cast("SentenceType", facts["sentence_type"]), to_date(facts["start_date"]),
            to_date(facts["release_date"]), cast("Measure", facts["measure"]), to_date(facts["measure_date"]),
        )  # fmt: skip
    except Refused as refused:
        if refused.code == "measure-before-start":
            cells.fault("measure_date", refused.code, **refused.params)
