"""All cases of the inspection, searched and filtered, with the names of who has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hmip_desktop.services.context import Context
from hmip_desktop.services.pages import Pages
from hmip_desktop.store import projections
from hmip_desktop.store.caselist import CaseOrder, CaseState, case_order, cases_at
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
    """What to look for: words in reference, PDU or practitioner, a state, a person (fingerprint); and in what order,
    ties by reference."""

    words: str = ""
    state: CaseState | None = None
    inspector: str = ""
    order: CaseOrder = "case_ref"
    descending: bool = False


FoundCases = Pages[int, FoundCase]
"""Cases in the order in which they were found."""


def browse_cases(ctx: Context, search: CaseSearch = CaseSearch()) -> FoundCases:
    """The cases of ``find_cases``, for a list that shows a few of them at a time; the first page is read."""
    keys = case_order(
        ctx.store, search=search.words, state=search.state, inspector=search.inspector or None, order=search.order,
        descending=search.descending, second=False,
    )  # fmt: skip
    names = _names(ctx)
    found = FoundCases(
        keys,
        lambda page: [found_case(item, names) if item is not None else None for item in cases_at(ctx.store, page)],
    )
    if found:
        found[0]
    return found


def find_cases(ctx: Context, search: CaseSearch = CaseSearch()) -> tuple[FoundCase, ...]:
    """Cases on the list that fit; blind second assessments are not among them."""
    names = _names(ctx)
    items = projections.case_list(
        ctx.store, search=search.words, state=search.state, inspector=search.inspector or None, order=search.order,
        descending=search.descending, second=False,
    )  # fmt: skip
    return tuple(found_case(item, names) for item in items)


def found_case(item: CaseItem, names: Mapping[str, str]) -> FoundCase:
    """A row of the list with the names of its people."""
    return FoundCase(item, names.get(item.inspector, ""), names.get(item.interviewer, ""), _state(item))


def _names(ctx: Context) -> dict[str, str]:
    return {member.fingerprint: member.name for member in ctx.inspection().roster.members}


def _state(item: CaseItem) -> str:
    if item.excluded:
        return "excluded"
    if item.signed_off_at:
        return "signed-off"
    if item.returned:
        return "returned"
    return "started" if item.answered else "not-started"
