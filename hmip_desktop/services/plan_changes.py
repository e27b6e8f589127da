"""What a plan would change of words and answers that are here already, one by one; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.domain.revisions import HANDING_KINDS
from hmip_desktop.domain.values import Value
from hmip_desktop.services.context import Context
from hmip_desktop.services.merge_plan import MergePlan
from hmip_desktop.store import projections

COMPARED = frozenset({"answer", "reason", "data", "evidence", "fact", "route", "evaluation", "note"}) - HANDING_KINDS
"""Kinds whose values are words or answers; sign-offs, alerts and the like are counted in the plan and not compared."""


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """One subject of a case that says something here and would say something else. ``ref`` is empty where the subject
    belongs to no question; ``conflict``: both stay, until somebody settles it. None: withdrawn."""

    case_ref: str
    kind: str
    ref: str
    author: str
    at: str
    before: Value | None
    after: Value | None
    conflict: bool


def planned_changes(ctx: Context, plan: MergePlan) -> tuple[PlannedChange, ...]:
    """Every change of ``plan`` by case and subject, conflicts first; of several versions that come the last."""
    names = {m.fingerprint: m.name for m in ctx.inspection().roster.members}
    found: dict[tuple[str, str], PlannedChange] = {}
    for case in (case for package in plan.arrivals for case in package.cases if case.refused is None):
        item = projections.case_item(ctx.store, case.case_id)
        if item is None or not case.new:
            continue
        here = projections.current(ctx.store, case.case_id, COMPARED)
        standing = {digest for digests in case.heads.values() for digest in digests}
        for revision in case.new:
            subject = revision.header.subject
            if subject in here and revision.digest in standing:
                before, after = here[subject].value, revision.value()
                if before != after:
                    kind, _, key = subject.partition(":")
                    ref = key.partition("/")[2] if kind in ("answer", "data", "reason") else ""
                    author = names.get(revision.header.author, "")
                    found[item.case_ref, subject] = PlannedChange(
                        item.case_ref, kind, ref, author, revision.header.at, before, after, subject in plan.conflicts
                    )
    return tuple(found[key] for key in sorted(found, key=lambda key: (not found[key].conflict, *key)))
