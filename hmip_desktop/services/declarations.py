"""Declared conflicts of interest as the lead inspector sees them, and what was decided about each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import CheckOverride, Declaration
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import LEADING, Changes, Context
from hmip_desktop.store import ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write

CODE = "conflict-of-interest"


@dataclass(frozen=True, slots=True)
class Declared:
    """A conflict that somebody declared. ``cases`` are the references of what is allocated to them; ``decided`` says
    what the lead inspector decided about this very declaration, "" while nothing is."""

    fingerprint: str
    name: str
    detail: str
    at: str
    cases: tuple[str, ...]
    decided: str
    revision: str


@dataclass(frozen=True, slots=True)
class OwnDeclaration:
    """What the person at work declared last. ``sent``: a package to whoever leads holds it."""

    conflict: bool
    at: str
    sent: bool


def declared(ctx: Context) -> tuple[Declared, ...]:
    """Every conflict that stands declared, those without a decision first, then by name."""
    inspection = ctx.inspection()
    current = projections.current_inspection(ctx.store, ("declaration", "override"))
    found = []
    for held in current.values():
        fingerprint = held.subject.partition(":")[2]
        if not isinstance(held.value, Declaration) or not held.value.conflict:
            continue
        member = inspection.member(fingerprint)
        items = projections.case_list(ctx.store, inspector=fingerprint)
        settled = current.get(_decision(inspection.id, held.heads[0]))
        reason = settled.value.reason if settled and isinstance(settled.value, CheckOverride) else ""
        found.append(
            Declared(
                fingerprint, member.name if member else fingerprint[:5], held.value.detail, held.value.declared_at,
                tuple(item.case_ref for item in items if not item.excluded), reason, held.heads[0],
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (bool(one.decided), one.name)))


def decide(ctx: Context, revision: str, words: str) -> Changes:
    """Say what was decided about a declared conflict; a new declaration asks again.

    Raises Refused ``role-not-allowed``, ``declaration-unknown``, ``declaration-needs-decision``.
    """
    ctx.require(*LEADING, "local_assessor")
    if revision not in {one.revision for one in declared(ctx)}:
        raise Refused("declaration-unknown")
    if not words.strip():
        raise Refused("declaration-needs-decision")
    return ctx.write(Write(_decision(ctx.inspection().id, revision), CheckOverride(CODE, words.strip())))


def own(ctx: Context) -> OwnDeclaration | None:
    """The last declaration of the person at work, None before the first."""
    wanted = subject("declaration", ctx.me)
    held = projections.current_inspection(ctx.store, ("declaration",)).get(wanted)
    found = ctx.find_inspection()
    if held is None or held.value is None or found is None:
        return None
    header = next(one.header for one in journal.history(ctx.store, wanted) if one.digest == held.heads[0])
    leads = {member.fingerprint for member in found.leads()}
    sent = any(
        package.addressee in leads and package.coverage.get(header.stream, 0) >= header.counter
        for package in ledger.sent(ctx.store)
    )
    value = cast(Declaration, held.value)
    return OwnDeclaration(value.conflict, value.declared_at, sent)


def _decision(inspection_id: str, revision: str) -> str:
    return subject("override", inspection_id, f"declared-{revision[:16]}")
