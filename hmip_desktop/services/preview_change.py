"""What a change of a case detail would do to the questions, worked out before anything is written. Pure reading."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from hmip_desktop.domain.assessment import RouteUse
from hmip_desktop.domain.case_record import CaseRecord, computed_route
from hmip_desktop.domain.flow import Flow
from hmip_desktop.domain.routing import Routing
from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.domain.values import Route, converted
from hmip_desktop.errors import Refused
from hmip_desktop.services.assess import OpenCase


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """The questions before and after a change.

    ``come`` and ``go`` are references that would be asked or asked no longer. ``set_aside`` are answers given that
    would no longer apply (kept, marked, counted nowhere), ``taken_up`` those that would apply again. ``routing`` is
    how the question set would be computed, or why it cannot be; an override keeps ``after`` as it is.
    """

    before: str
    after: str
    routing: Routing | Refused
    come: tuple[str, ...]
    go: tuple[str, ...]
    set_aside: tuple[str, ...]
    taken_up: tuple[str, ...]
    total_before: int
    total_after: int

    @property
    def matters(self) -> bool:
        """True when questions come or go."""
        return bool(self.come or self.go)


def preview_fact(opened: OpenCase, name: str, value: str | int | None) -> ChangePreview:
    """What correcting a case detail would do. Raises Refused ``fact-not-valid`` for a value that does not fit."""
    record = opened.record
    try:
        facts = converted(msgspec.structs.asdict(record.facts) | {name: value}, CaseFacts)
    except msgspec.ValidationError as error:
        raise Refused("fact-not-valid", facts=name) from error
    after = _with_facts(record, facts, bool(opened.pack.routes))
    routing = computed_route(facts)
    return _compare(opened.flow, after.flow(opened.pack, opened.variant), record.route_used, after.route_used, routing)


def preview_route(opened: OpenCase, used: Route) -> ChangePreview:
    """What using another question set would do."""
    record, routing = opened.record, computed_route(opened.record.facts)
    after = replace(record, route=_use(routing, used, "-"))
    return _compare(opened.flow, after.flow(opened.pack, opened.variant), record.route_used, used, routing)


def _with_facts(record: CaseRecord, facts: CaseFacts, routes: bool) -> CaseRecord:
    """The case with these facts; its question set is computed anew as ``correct_fact`` would."""
    routing = computed_route(facts)
    settled = f"route:{record.case_id}" not in record.conflicts
    if not routes or isinstance(routing, Refused) or not settled:
        return replace(record, facts=facts, route=record.route or _use(None, _as_route(record.route_used), ""))
    override = record.route.override_reason if record.route else ""
    used: Route = record.route.used if record.route and override else routing.route
    return replace(record, facts=facts, route=_use(routing, used, override))


def _use(routing: Routing | Refused | None, used: Route, reason: str) -> RouteUse:
    computed = routing.route if isinstance(routing, Routing) else used
    return RouteUse(computed, used, "preview", None, reason)


def _as_route(used: str) -> Route:
    return "adjusted" if used == "adjusted" else "core"


def _compare(now: Flow, then: Flow, before: str, after: str, routing: Routing | Refused) -> ChangePreview:
    here, there = set(now.visible), set(then.visible)
    aside, was_aside = set(then.inactive), set(now.inactive)
    return ChangePreview(
        before, after, routing,
        tuple(ref for ref in then.visible if ref not in here), tuple(ref for ref in now.visible if ref not in there),
        tuple(ref for ref in now.visible if ref in aside), tuple(sorted(was_aside - aside)),
        now.total.total, then.total.total,
    )  # fmt: skip
