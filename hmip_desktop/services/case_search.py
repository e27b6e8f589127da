"""All cases of the inspection, searched and filtered, with the names of who has them."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.services.context import Context
from hmip_desktop.store import projections
from hmip_desktop.store.caselist import CaseOrder, CaseState
from hmip_desktop.store.projections import CaseItem


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A row of the list with names. ``state``: not-started, started, returned, signed-off or excluded."""

    item: CaseItem
    inspector: str
    interviewer: str
    state: str


@dataclass(frozen=True, slots=True)
class CaseSearch:
    """What to look for: words in reference, PDU or practitioner, a state, a person (fingerprint)."""

    words: str = ""
    state: CaseState | None = None
    inspector: str = ""
    order: CaseOrder = "case_ref"


def find_cases(ctx: Context, search: CaseSearch = CaseSearch()) -> tuple[FoundCase, ...]:
    """Cases on the list that fit; blind second assessments are not among them."""
    names = {m.fingerprint: m.name for m in ctx.inspection().roster.members}
    items = projections.case_list(
        ctx.store, search=search.words, state=search.state, inspector=search.inspector or None, order=search.order,
        second=False,
    )  # fmt: skip
    return tuple(
        FoundCase(item, names.get(item.inspector, ""), names.get(item.interviewer, ""), _state(item)) for item in items
    )


def _state(item: CaseItem) -> str:
    if item.excluded:
        return "excluded"
    if item.signed_off_at:
        return "signed-off"
    if item.returned:
        return "returned"
    return "started" if item.answered else "not-started"
