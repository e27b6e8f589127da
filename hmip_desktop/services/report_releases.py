"""What was released of this inspection, and what outputs of today may show beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from hmip_desktop.domain.assessment import Evaluation
from hmip_desktop.domain.disclosure import DEFAULT_LIMITS, Limits
from hmip_desktop.domain.pack_parts import Banding
from hmip_desktop.domain.publication import Cells, Held, Parts, cells_of, changes_between, hold
from hmip_desktop.domain.releases import PublishedCell, Release
from hmip_desktop.domain.report_codes import model_code
from hmip_desktop.domain.report_model import Change, ContextTable
from hmip_desktop.domain.results import Accounting
from hmip_desktop.services.challenges import upheld_since
from hmip_desktop.services.context import Context
from hmip_desktop.services.context_tables import tables
from hmip_desktop.services.report_counts import Counts
from hmip_desktop.store import projections

KIND = "release"


@dataclass(frozen=True, slots=True)
class Standing:
    """Releases of this inspection, oldest first; ``current`` when nothing counted has changed since the last.

    ``challenged`` are questions with a challenge upheld since the last; ``tables`` those about the region.
    """

    releases: tuple[Release, ...] = ()
    current: bool = False
    challenged: frozenset[str] = frozenset()
    tables: tuple[ContextTable, ...] = ()

    @property
    def number(self) -> int:
        """Number of the last release, 0 before one."""
        return self.releases[-1].number if self.releases else 0

    @property
    def published(self) -> tuple[Cells, ...]:
        """What each release published."""
        return tuple(cells_from(one.cells) for one in self.releases)

    @property
    def truth(self) -> Cells:
        """The counts behind the last release, for the team alone; empty before one."""
        return cells_from(self.releases[-1].truth) if self.releases else {}

    def held(self, parts: Parts, bandings: Sequence[Banding], limits: Limits) -> Held:
        """``parts`` as body and public may see them beside what was released before. Unchanged figures are shown as
        they were released."""
        return hold(parts, self.published, bandings, limits)

    def changes(self, parts: Parts, *, team: bool) -> tuple[Change, ...]:
        """What changed: as published for others, as counted for the team. A current release lists what it changed
        itself, figures under way what they would change."""
        if not self.releases or (self.current and len(self.releases) == 1):
            return ()
        if self.current and not team:
            return tuple(Change(one.where, one.before, one.after, one.reason) for one in self.releases[-1].changes)
        if self.current:
            return changes_between(cells_from(self.releases[-2].truth), self.truth, self.challenged)
        before = self.truth if team else self.published[-1]
        return changes_between(before, cells_of(parts), self.challenged)


def standing(ctx: Context, basis: str) -> Standing:
    """How what is counted now (its digest) stands to what was released."""
    found = releases(ctx)
    since = found[-1].signed_at if found else ""
    current = bool(found) and found[-1].basis == basis
    if current:
        since = found[-2].signed_at if len(found) > 1 else ""
    shown = tuple(one.for_report for one in tables(ctx) if not one.conflicting)
    return Standing(found, current, upheld_since(ctx, since), shown)


def releases(ctx: Context) -> tuple[Release, ...]:
    """Every release of this inspection, oldest first; one that two people wrote apart does not count."""
    held = projections.current_inspection(ctx.store, (KIND,)).values()
    found = (one.value for one in held if isinstance(one.value, Release) and not one.conflicting)
    return tuple(sorted(found, key=lambda one: one.number))


def figures_code(parts: Parts) -> str:
    """Check code of published figures, whoever prints them and when."""
    return model_code(sorted(cells_of(parts).items()))


def cells_for(cells: Mapping[str, tuple[int | None, ...]]) -> tuple[PublishedCell, ...]:
    """Cells as they are stored."""
    return tuple(PublishedCell(where, counts) for where, counts in cells.items())


def cells_from(cells: tuple[PublishedCell, ...]) -> dict[str, tuple[int | None, ...]]:
    """Cells as they were stored."""
    return {one.where: one.counts for one in cells}


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything that figures are made from."""

    accounting: Accounting
    counts: Counts
    evaluations: Mapping[str, Evaluation | None]
    population: Mapping[tuple[str, str], int]
    panel: Mapping[str, object]
    limits: Limits = DEFAULT_LIMITS


def basis_of(counted: Counted) -> str:
    """SHA-256 of everything that is counted: equal for equal figures, in whatever order the work came."""
    seen = hashlib.sha256()

    def take(part: object) -> None:
        seen.update(msgspec.json.encode(part, order="deterministic") + b"\n")

    take(counted.accounting)
    take(sorted((*key, size) for key, size in counted.population.items()))
    take(sorted(counted.panel.items()))
    if counted.limits != DEFAULT_LIMITS:  # what is hidden decides over what is printed
        take(counted.limits)
    for case in sorted(counted.counts.cases, key=lambda one: one.item.case_id):
        item = case.item
        take([item.case_id, item.practitioner, item.inspector, item.route, item.interviewed, item.file_read])
        take([sorted(case.facts.items()), sorted((ref, answer or "") for ref, answer in case.answers.items())])
        evaluation = counted.evaluations.get(item.case_id)
        take(evaluation.themes if evaluation is not None else ())
    return seen.hexdigest()


def for_audience(held: Held, audience: str) -> Parts:
    """The published parts that an audience may have: splits and the profile by PDU are for the public files, lines of
    enquiry and themes of a handful of cases for the body."""
    if audience == "public":
        said = (one for one in held.parts.themes if one.kind != "line_of_enquiry" and one.cases is not None)
        return replace(held.parts, themes=tuple(said))
    return replace(held.parts, splits=(), profile=tuple(block for block in held.parts.profile if block.id != "pdu"))
