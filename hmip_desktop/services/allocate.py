"""Giving cases to inspectors and interviewers, and drawing blind second assessments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Allocation, SecondAssessment
from hmip_desktop.errors import Refused
from hmip_desktop.intake.allocation import AllocationRow, read_allocation
from hmip_desktop.progress import Progress
from hmip_desktop.services.context import Changes, Context, OpenInspection, stamp_of
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write


@dataclass(frozen=True, slots=True)
class Slot:
    """A case for an inspector; people by fingerprint or by their name in the roster."""

    case_id: str
    case_ref: str
    inspector: str
    interviewer: str = ""


@dataclass(frozen=True, slots=True)
class Allocated:
    """How many cases were given to somebody, and how many blind seconds were drawn."""

    allocated: int
    seconds: int
    changes: Changes

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        return {"allocated": self.allocated, "seconds": self.seconds}


def allocate(ctx: Context, file: Path, progress: Progress | None = None) -> Allocated:
    """Allocate by a CSV, whole or not at all.

    Raises Refused with the first bad row, ``case-not-on-list``, ``member-unknown``, ``second-by-first-assessor``.
    """
    rows = read_allocation(file)
    if progress is not None:
        progress.step(0, 1, "write")
    return allocate_rows(ctx, rows)


def allocate_rows(ctx: Context, rows: Iterable[AllocationRow]) -> Allocated:
    """Allocate these rows in one transaction. Refused as ``allocate``."""
    ctx.require("lead", "deputy", "local_assessor")
    inspection = ctx.inspection()
    slots: list[Slot] = []
    seconds: list[tuple[AllocationRow, str]] = []
    for row in rows:
        item = projections.case_by_ref(ctx.store, row.second_of or row.case_ref)
        if item is None:
            raise Refused("case-not-on-list", case_id=row.second_of or row.case_ref, row=row.row)
        if row.second_of:
            seconds.append((row, item.case_id))
        else:
            slots.append(Slot(item.case_id, item.case_ref, row.inspector, row.interviewer))
    drawn = [write for row, first in seconds for write in _second(ctx, inspection, row, first)]
    changes = ctx.write(*allocate_slots(inspection, slots), *drawn)
    return Allocated(len(slots), len(seconds), changes)


def allocate_slots(inspection: OpenInspection, slots: Iterable[Slot]) -> list[Write]:
    """The writes that give these cases out. Raises Refused ``member-unknown``."""
    stamp = stamp_of(inspection.pack)
    return [
        Write(
            subject("allocation", slot.case_id),
            Allocation(
                find_member(inspection, slot.inspector),
                find_member(inspection, slot.interviewer) if slot.interviewer else "",
            ),
            stamp,
        )
        for slot in slots
    ]


def find_member(inspection: OpenInspection, who: str) -> str:
    """Fingerprint of a member by fingerprint or name. Raises Refused ``member-unknown``, ``member-name-twice``."""
    digits = who.replace(" ", "")
    found = [m for m in inspection.roster.members if m.fingerprint == digits or m.name.casefold() == who.casefold()]
    found = [m for m in found if m.revoked_from is None] or found
    if len(found) > 1:
        raise Refused("member-name-twice", name=who)
    if not found:
        raise Refused("member-unknown", name=who)
    if found[0].revoked_from is not None:
        raise Refused("member-revoked", name=found[0].name)
    return found[0].fingerprint


def _second(ctx: Context, inspection: OpenInspection, row: AllocationRow, first_id: str) -> list[Write]:
    """A blind second assessment: a case of its own from the sample row, tied to the first in the lead's store only."""
    first = ctx.case(first_id)
    inspector = find_member(inspection, row.inspector)
    if first.allocation is not None and inspector in (first.allocation.inspector, first.allocation.interviewer):
        raise Refused("second-by-first-assessor", row=row.row, first=first.facts.case_ref)
    second_id = ctx.new_id()
    stamp = stamp_of(inspection.pack)
    return [
        Write(subject("case", second_id), first.imported, stamp),
        Write(subject("allocation", second_id), Allocation(inspector, second=True), stamp),
        Write(subject("second", inspection.id, second_id), SecondAssessment(first_id, second_id)),
    ]
