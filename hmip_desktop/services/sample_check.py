"""Check a sample file: its rows and the rules that a sample should meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hmip_desktop.domain.row_errors import RowError, RowNote
from hmip_desktop.domain.sample_checks import SampleContext, SampleReport, SampleWarning, check_sample, count_by
from hmip_desktop.domain.sample_rows import SampleRow
from hmip_desktop.domain.values import ROSH_LEVELS
from hmip_desktop.intake.population import read_population
from hmip_desktop.intake.sample import read_sample
from hmip_desktop.progress import Progress
from hmip_desktop.services.row_answers import Say, errors_json, notes_json


@dataclass(frozen=True, slots=True)
class SampleCheck:
    """What was found. ``rows`` counts all rows below the header; the checks look at the good ones."""

    rows: int
    accepted: tuple[SampleRow, ...]
    errors: tuple[RowError, ...]
    notes: tuple[RowNote, ...]
    report: SampleReport
    by_pdu: Mapping[str, int]
    by_rosh: Mapping[str, int]

    @property
    def is_refused(self) -> bool:
        """True when a row is in error: exit 1, with the object printed all the same."""
        return bool(self.errors)

    def to_json(self, say: Say) -> dict[str, object]:
        """The answer of ``sample check``."""
        return {
            "rows": self.rows,
            "errors": errors_json(self.errors, say),
            "warnings": [warning_json(warning, say) for warning in self.report.warnings],
            "checks": dict(self.report.statuses),
            "by_pdu": dict(self.by_pdu),
            "by_rosh": dict(self.by_rosh),
            "notes": notes_json(self.notes, say),
        }


def warning_json(warning: SampleWarning, say: Say) -> dict[str, object]:
    """``code``, ``cases``, ``message`` of a warning, and what it is about."""
    return {
        "code": warning.code,
        "about": warning.about,
        "cases": list(warning.cases),
        "message": say(warning.code, warning.params),
    }


def check_sample_file(
    path: Path,
    fieldwork_start: date | None = None,
    population: Path | None = None,
    progress: Progress | None = None,
) -> SampleCheck:
    """Read a sample and run the checks. Raises ``Refused`` only when a file is no such table at all.

    Checks that need the population or the start of fieldwork answer ``not-checked`` without it.
    """
    commencements = read_population(population) if population else ()
    file = read_sample(path)
    if progress:
        progress.step(1, 2, "check")
    cases = [row.facts for row in file.rows]
    report = check_sample(cases, SampleContext(fieldwork_start, commencements))
    by_rosh: dict[str, int] = {level: sum(case.rosh == level for case in cases) for level in ROSH_LEVELS}
    return SampleCheck(
        file.total, file.rows, file.errors, file.notes, report, count_by(cases, lambda case: case.pdu), by_rosh
    )
