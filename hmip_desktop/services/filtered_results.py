"""Results of chosen cases, beside the base they are taken from. For the team's screen: no output is made of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hmip_desktop.services.closer_look import BehindCases, behind
from hmip_desktop.services.context import Context
from hmip_desktop.services.results import (
    DIMENSIONS,
    EVERYTHING,
    Dimension,
    InspectionResults,
    Only,
    ResultGroup,
    in_order,
    in_set,
    results,
)
from hmip_desktop.store import projections

Offered = Mapping[Dimension, tuple[ResultGroup, ...]]
"""The values that cases can be chosen by, each with the cases that would be kept beside the other choices."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks at: key questions split ``by`` a dimension, of cases ``only`` with these values, and the
    cell of one question in one group (None: all of them) of one question set. What is not there is the first."""

    by: Dimension = "pdu"
    only: Only = field(default_factory=dict)
    route: str = ""
    ref: str = ""
    group: str | None = None


@dataclass(frozen=True, slots=True)
class FilteredResults:
    """The results, with the cell of ``ref`` and ``group`` as it was found and the cases behind it.

    By question set, so that core and adjusted never meet: ``base``, the counted cases with no filter, and ``offered``.
    """

    wanted: Wanted
    found: InspectionResults
    ref: str
    group: str | None
    behind: BehindCases
    base: Mapping[str, int]
    offered: Mapping[str, Offered]


def filtered_results(ctx: Context, wanted: Wanted) -> FilteredResults:
    """What is wanted, as the store has it now. Raises what ``results`` raises."""
    found = results(ctx, wanted.by, wanted.only, prompts=False)
    table = found.table(wanted.route)
    row = table.row(wanted.ref) or table.rows[0]
    group = wanted.group if any(one.key == wanted.group for one in table.groups) else None
    only, ref = in_set(table.route, wanted.only), row.asked.ref
    cases = behind(ctx, ref, only=only) if group is None else behind(ctx, ref, wanted.by, group, only)
    sets = [one.route for one in found.tables]
    base = {route: sum(projections.counted_cases(ctx.store, only=in_set(route, EVERYTHING)).values()) for route in sets}
    return FilteredResults(
        wanted, found, ref, group, cases, base, {route: _offered(ctx, wanted, route) for route in sets}
    )


def _offered(ctx: Context, wanted: Wanted, route: str) -> Offered:
    offered = {}
    held = ctx.store.remember(f"values {route}", lambda _: _values(ctx, route))
    for name in DIMENSIONS:
        others = {other: value for other, value in wanted.only.items() if other != name}
        kept = projections.counted_cases(ctx.store, name, in_set(route, others))
        offered[name] = tuple(ResultGroup(key, kept.get(key, 0)) for key in held[name])
    return offered


def _values(ctx: Context, route: str) -> Mapping[Dimension, Sequence[str]]:
    """The values that counted cases of a question set have, in their order."""
    return {
        name: in_order(name, list(projections.counted_cases(ctx.store, name, in_set(route, EVERYTHING))))
        for name in DIMENSIONS
    }
