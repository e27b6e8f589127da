"""The case sample of the inspection: imported whole or not at all, checked, and every decision kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import cast

import msgspec

from hmip_desktop.domain.revisions import sha256_hex, subject
from hmip_desktop.domain.sample import (
    CaseFacts,
    CheckOverride,
    Population,
    PopulationCount,
    SampleDecision,
    SampleImport,
)
from hmip_desktop.domain.sample_checks import SampleContext, SampleReport, check_sample
from hmip_desktop.domain.sample_rows import PopulationRow
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.intake.population import read_population
from hmip_desktop.intake.sample import read_sample, refuse_facts
from hmip_desktop.progress import Progress
from hmip_desktop.services import substitutes
from hmip_desktop.services.allocate import Slot, allocate_slots
from hmip_desktop.services.context import Changes, Context, stamp_of
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write

LISTING = ("lead", "deputy", "local_assessor")


@dataclass(frozen=True, slots=True)
class Imported:
    """How many cases came in, how many were known already, and how many were allocated by the file's own column."""

    imported: int
    known: int
    allocated: int
    report: SampleReport
    changes: Changes

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        return {
            "imported": self.imported,
            "known": self.known,
            "allocated": self.allocated,
            "warnings": len(self.report.warnings),
        }


def import_sample(
    ctx: Context, file: Path, *, population: Path | None = None, progress: Progress | None = None
) -> Imported:
    """Import a sample file whole or not at all; a row whose case is on the list already changes nothing.

    Raises Refused with the first bad row's code (all are listed in ``errors``), ``sample-case-differs`` when a
    known case has other facts, ``member-unknown`` for an inspector outside the roster.
    """
    ctx.require(*LISTING)
    inspection = ctx.inspection()
    counted = read_population(population) if population else ()
    table = read_sample(file)
    rows = table.accept()
    known = _listed(ctx)
    writes: list[Write] = []
    slots: list[Slot] = []
    for row in rows:
        case_id = known.get(row.facts.case_ref.casefold())
        if case_id is not None and ctx.case(case_id).imported != row.facts:
            raise Refused("sample-case-differs", case_ref=row.facts.case_ref, row=row.row)
        if case_id is None:
            case_id = case_id_of(inspection.id, row.facts.case_ref)
            writes.append(Write(subject("case", case_id), row.facts, stamp_of(inspection.pack)))
            if row.inspector:
                slots.append(Slot(case_id, row.facts.case_ref, row.inspector))
    if progress is not None:
        progress.step(1, 2, "write")
    allocations = allocate_slots(inspection, slots)
    new = len(writes)
    if writes or not _was_imported(ctx, table.sha256):
        record = SampleImport(table.sha256, len(rows), moment(ctx.now()))
        writes.append(Write(subject("sample", inspection.id), record))
    changes = ctx.write(*writes, *allocations, *population_writes(inspection.id, counted))
    return Imported(new, len(rows) - new, len(allocations), sample_report(ctx), changes)


def _was_imported(ctx: Context, sha256: str) -> bool:
    """True when this very file was the last one imported."""
    current = projections.current_inspection(ctx.store).get(f"sample:{ctx.inspection().id}")
    held = current.value if current else None
    return isinstance(held, SampleImport) and held.file_sha256 == sha256


def case_id_of(inspection_id: str, case_ref: str) -> str:
    """The id of a case of the sample: the same wherever the list is imported, so that no case stands there twice."""
    return sha256_hex(f"{inspection_id}/{case_ref}".encode())[:16]


def sample_report(ctx: Context) -> SampleReport:
    """The sample rules over the included cases of the list; checks without their data answer ``not-checked``."""
    inspection = ctx.inspection()
    population = commencements(ctx)
    start = inspection.value.fieldwork_start
    cases = list_facts(ctx)
    return check_sample(cases, SampleContext(date.fromisoformat(start) if start else None, population))


def population_writes(inspection_id: str, rows: Iterable[PopulationRow]) -> list[Write]:
    """The write that keeps the commencements of the region; none without rows."""
    counts = tuple(PopulationCount(**asdict(row)) for row in rows)
    return [Write(subject("population", inspection_id), Population(counts))] if counts else []


def commencements(ctx: Context) -> tuple[PopulationRow, ...]:
    """Commencements of the region as imported, none when no population file came."""
    current = projections.current_inspection(ctx.store).get(f"population:{ctx.inspection().id}")
    held = current.value if current else None
    return (
        tuple(PopulationRow(**msgspec.structs.asdict(row)) for row in held.rows) if isinstance(held, Population) else ()
    )


def list_facts(ctx: Context) -> list[CaseFacts]:
    """Facts of the included cases, by case reference; second assessments and practice cases are not on the list."""
    items = projections.case_list(ctx.store, state="included")
    return [ctx.case(item.case_id).facts for item in items]


def override_warning(ctx: Context, code: str, reason: str) -> Changes:
    """Accept what a sample check warns of now, with the reason; a warning that comes later is open again."""
    ctx.require(*LISTING)
    if not reason.strip():
        raise Refused("override-needs-reason")
    covers = tuple((one.about, one.degree) for one in sample_report(ctx).warnings if one.code == code)
    value = CheckOverride(code, reason.strip(), covers)
    return ctx.write(Write(subject("override", ctx.inspection().id, code), value))


def overrides(ctx: Context) -> dict[str, CheckOverride]:
    """Accepted warnings of the sample checks by code."""
    current = projections.current_inspection(ctx.store)
    warned = [c for c in current.values() if c.subject.startswith("override:") and "/declared-" not in c.subject]
    found = [c.value for c in warned if c.value is not None]
    return {value.code: value for value in cast(list[CheckOverride], found)}


def exclude_case(ctx: Context, case_id: str, reason_code: str, reason: str, substitute: CaseFacts | None = None) -> str:
    """Take a case out of the count, perhaps with a substitute case (a file-read); gives the substitute's id or "".

    Work on the excluded case is kept. Raises Refused ``exclusion-needs-reason``, ``case-excluded``,
    ``substitute-on-list`` for a substitute that is a case of the sample already, and the codes of ``refuse_facts``.
    """
    ctx.require(*LISTING)
    record = ctx.case(case_id)
    if record.is_excluded:
        raise Refused("case-excluded", case_ref=record.facts.case_ref)
    if not reason_code.strip() or not reason.strip():
        raise Refused("exclusion-needs-reason")
    inspection = ctx.inspection()
    writes: list[Write] = []
    substitute_id = ""
    if substitute is not None:
        refuse_facts(substitute)
        if substitute.case_ref.casefold() in _listed(ctx):
            raise Refused("substitute-on-list", case_ref=substitute.case_ref)
        substitute_id = case_id_of(inspection.id, substitute.case_ref)
        facts = _as_substitute(substitute, record.facts.case_ref)
        writes.append(Write(subject("case", substitute_id), facts, stamp_of(inspection.pack)))
    decision = SampleDecision("excluded", reason_code, reason.strip(), substitute_id)
    ctx.write(*writes, Write(subject("decision", case_id), decision, stamp_of(inspection.pack)))
    return substitute_id


def add_case(ctx: Context, facts: CaseFacts, reason: str) -> str:
    """Put a case beyond the sample on the list that was agreed with the inspected body; gives its id.

    It is inspected and counted like the others, and the reason stays with it. Raises Refused ``extra-needs-reason``,
    ``case-on-list``, and the codes of ``refuse_facts``.
    """
    ctx.require(*LISTING)
    if not reason.strip():
        raise Refused("extra-needs-reason")
    refuse_facts(facts)
    if facts.case_ref.casefold() in _listed(ctx):
        raise Refused("case-on-list", case_ref=facts.case_ref)
    inspection = ctx.inspection()
    case_id = case_id_of(inspection.id, facts.case_ref)
    agreed = msgspec.structs.replace(facts, extra_reason=reason.strip())
    ctx.write(Write(subject("case", case_id), agreed, stamp_of(inspection.pack)))
    return case_id


def include_case(ctx: Context, case_id: str, reason: str, *, beside: bool = False) -> Changes:
    """Bring an excluded case back into the count; ``beside`` says that it is to count although its substitute does.

    Raises Refused ``exclusion-needs-reason``, ``substitute-still-counts``.
    """
    ctx.require(*LISTING)
    if not reason.strip():
        raise Refused("exclusion-needs-reason")
    substitute = substitutes.substitute_of(ctx, case_id)
    if substitute and not beside:
        raise Refused("substitute-still-counts", substitute=substitute)
    decision = SampleDecision("included", substitutes.BESIDE if substitute else "brought-back", reason.strip())
    return ctx.write(Write(subject("decision", case_id), decision, stamp_of(ctx.inspection().pack)))


def _listed(ctx: Context) -> dict[str, str]:
    """Case ids of the list by reference, whatever the case of its letters."""
    return {item.case_ref.casefold(): item.case_id for item in projections.case_list(ctx.store, second=False)}


def _as_substitute(facts: CaseFacts, case_ref: str) -> CaseFacts:
    return msgspec.structs.replace(facts, substitute_for=case_ref, interview_at="")
