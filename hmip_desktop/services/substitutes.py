"""A case and the one that took its place: either counts, both only knowingly and with a reason.

A case that is brought back while its substitute still counts would be counted twice in effect, by one person or
because two who lead decided at the same time and their packages met.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from hmip_desktop.domain.merge import CasePlan
from hmip_desktop.domain.sample import CaseFacts, SampleDecision
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import Context
from hmip_desktop.store import projections
from hmip_desktop.store.projections import CaseItem

BESIDE = "beside-substitute"
"""Reason code of a decision that a case counts although its substitute does too."""


@dataclass(frozen=True, slots=True)
class Doubled:
    """A case and its substitute that are both on the list and neither excluded. ``reason`` why, empty without one."""

    case_id: str
    case_ref: str
    substitute_id: str
    substitute_ref: str
    reason: str
    both_counted: bool


def doubled(ctx: Context) -> tuple[Doubled, ...]:
    """Every case that stands beside its substitute, by case reference: for the list and for checks."""
    found = []
    for original, substitute in _pairs(ctx):
        if not original.excluded and not substitute.excluded:
            counted = bool(original.signed_off_at and substitute.signed_off_at)
            reason = _reason(ctx, original.case_id)
            found.append(
                Doubled(
                    original.case_id, original.case_ref, substitute.case_id, substitute.case_ref, reason, counted
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.case_ref))


def substitute_of(ctx: Context, case_id: str) -> str:
    """Reference of the substitute that counts for this case now, empty without one."""
    return next((sub.case_ref for one, sub in _pairs(ctx) if one.case_id == case_id and not sub.excluded), "")


def substitutes_that_count(ctx: Context) -> dict[str, str]:
    """Case id of each replaced case, excluded or not, to the reference of its substitute, where that counts now."""
    return {one.case_id: sub.case_ref for one, sub in _pairs(ctx) if not sub.excluded}


def check_counts(ctx: Context) -> None:
    """Refuse to count a case and its substitute without a reason: ``counts-beside-substitute``."""
    for one in doubled(ctx):
        if one.both_counted and not one.reason:
            raise Refused("counts-beside-substitute", case_ref=one.case_ref, substitute=one.substitute_ref)


def would_double(ctx: Context, cases: Iterable[CasePlan]) -> tuple[str, ...]:
    """References of cases that would stand beside their substitute after this merge and do not now."""
    excluded = {item.case_id: item.excluded for item in projections.case_list(ctx.store)}
    replaces, ids = _replaces(ctx), _ids(ctx)
    for case in cases:
        for revision in case.new if case.refused is None else ():
            value = revision.value() if revision.header.kind in ("case", "decision") else None
            if isinstance(value, CaseFacts):
                excluded.setdefault(case.case_id, False)
                if value.substitute_for:
                    replaces[case.case_id] = value.substitute_for
                    ids.setdefault(value.case_ref, case.case_id)
            elif isinstance(value, SampleDecision) and revision.digest in case.heads.get(revision.header.subject, ()):
                excluded[case.case_id] = value.state == "excluded"
    now = {one.case_ref for one in doubled(ctx)}
    after = {
        ref for substitute in replaces if not excluded.get(substitute, True)
        for ref in _stands_for(substitute, replaces, ids) if not excluded.get(ids[ref], True)
    }  # fmt: skip
    return tuple(sorted(after - now))


def _ids(ctx: Context) -> dict[str, str]:
    return {item.case_ref: item.case_id for item in projections.case_list(ctx.store, second=False)}


def _replaces(ctx: Context) -> dict[str, str]:
    """Case id of each substitute to the reference of the case it replaced. A substitute is a file-read, so few are
    looked at."""
    reads = projections.case_list(ctx.store, state="file-read", second=False)
    found = ((item.case_id, ctx.case(item.case_id).facts.substitute_for) for item in reads)
    return {case_id: ref for case_id, ref in found if ref}


def _stands_for(substitute: str, replaces: Mapping[str, str], ids: Mapping[str, str]) -> list[str]:
    """References of every case in whose place this one stands, the nearest first: a substitute may be replaced too."""
    found: list[str] = []
    ref = replaces.get(substitute, "")
    while ref in ids and ref not in found and ids[ref] != substitute:
        found.append(ref)
        ref = replaces.get(ids[ref], "")
    return found


def _pairs(ctx: Context) -> list[tuple[CaseItem, CaseItem]]:
    """Cases with each case that stands in their place, through any number of swaps, whether they count or not."""
    replaces = _replaces(ctx)
    if not replaces:
        return []
    items = {item.case_id: item for item in projections.case_list(ctx.store, second=False)}
    ids = {item.case_ref: item.case_id for item in items.values()}
    return [
        (items[ids[ref]], items[substitute])
        for substitute in replaces for ref in _stands_for(substitute, replaces, ids)
    ]  # fmt: skip


def _reason(ctx: Context, case_id: str) -> str:
    current = projections.current(ctx.store, case_id, ("decision",)).get(f"decision:{case_id}")
    decision = cast(SampleDecision | None, current.value) if current else None
    return decision.reason if decision is not None and decision.reason_code == BESIDE else ""
