"""The sample as the lead inspector looks at it: bands against the caseload, PDUs, and every check with its override."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from hmip_desktop.domain.sample import CaseFacts, CheckOverride, SampleImport
from hmip_desktop.domain.sample_checks import (
    CODES,
    MINIMUM_PER_PDU,
    ROSH_POINTS,
    SampleWarning,
    Status,
    band_counts,
    count_by,
    uncovered,
)
from hmip_desktop.services.context import Context
from hmip_desktop.services.sample import commencements, list_facts, sample_report
from hmip_desktop.store import projections


@dataclass(frozen=True, slots=True)
class BandShare:
    """One RoSH band: cases and whole per cent of the sample, and of the caseload (None without a population file)."""

    code: str
    cases: int
    percent: int
    caseload_percent: int | None


@dataclass(frozen=True, slots=True)
class PduCount:
    """Cases of one PDU; ``few`` below the number that a PDU should have."""

    pdu: str
    cases: int
    few: bool


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check. ``override`` with its author's name and time where somebody accepted the warnings; ``later`` are
    those that came, or grew worse, since then."""

    code: str
    status: Status
    warnings: tuple[SampleWarning, ...]
    override: CheckOverride | None = None
    by: str = ""
    at: str = ""
    later: tuple[SampleWarning, ...] = ()

    @property
    def is_open(self) -> bool:
        """A warning that nobody accepted."""
        return self.status == "warned" and (self.override is None or bool(self.later))


@dataclass(frozen=True, slots=True)
class SamplePicture:
    """The sample at one look. ``imported`` None before a file came; ``minimum`` is the line of the PDU chart."""

    bands: tuple[BandShare, ...]
    pdus: tuple[PduCount, ...]
    checks: tuple[CheckLine, ...]
    imported: SampleImport | None
    minimum: int = MINIMUM_PER_PDU
    points: int = ROSH_POINTS

    @property
    def open_warnings(self) -> int:
        """Checks that warn and were not overridden."""
        return sum(line.is_open for line in self.checks)


def sample_picture(ctx: Context) -> SamplePicture:
    """The sample of this inspection; open warnings first, then overridden ones, then those that passed."""
    facts = list_facts(ctx)
    current = projections.current_inspection(ctx.store, ("sample",)).values()
    imported = next((c.value for c in current if isinstance(c.value, SampleImport)), None)
    return SamplePicture(_bands(ctx, facts), _pdus(facts), _checks(ctx), imported)


def _bands(ctx: Context, facts: list[CaseFacts]) -> tuple[BandShare, ...]:
    seen = band_counts((case.rosh, 1) for case in facts)
    expected = band_counts((row.rosh, row.commencements) for row in commencements(ctx))
    total = sum(expected.values())
    return tuple(
        BandShare(code, count, _percent(count, len(facts)), _percent(expected[code], total) if total else None)
        for code, count in seen.items()
    )


def _pdus(facts: list[CaseFacts]) -> tuple[PduCount, ...]:
    counts = count_by(facts, lambda case: case.pdu)
    made = [PduCount(pdu, number, number < MINIMUM_PER_PDU) for pdu, number in counts.items()]
    return tuple(sorted(made, key=lambda one: (-one.cases, one.pdu)))


def _checks(ctx: Context) -> tuple[CheckLine, ...]:
    report = sample_report(ctx)
    names = {m.fingerprint: m.name for m in ctx.inspection().roster.members}
    held = {}
    for current in projections.current_inspection(ctx.store, ("override",)).values():
        if current.value is not None:
            value = cast(CheckOverride, current.value)
            held[value.code] = (value, names.get(current.author, ""), current.at)
    lines = []
    for code in CODES:
        warnings = tuple(w for w in report.warnings if w.code == code)
        override, by, at = held.get(code, (None, "", "")) if warnings else (None, "", "")
        later = uncovered(warnings, override) if override else ()
        lines.append(CheckLine(code, report.statuses[code], warnings, override, by, at, later))
    order = {"warned": 1, "passed": 2, "not-checked": 3}
    return tuple(sorted(lines, key=lambda line: 0 if line.is_open else order[line.status]))


def _percent(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole) if whole else 0
