"""The inspection at a glance: where every case is, and what waits for the lead inspector."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.sample import Inspection, Member
from hmip_desktop.services import declarations, queries
from hmip_desktop.services.alerts import register
from hmip_desktop.services.conflict_queue import to_settle
from hmip_desktop.services.context import Context
from hmip_desktop.store import ledger, projections
from hmip_desktop.store.projections import CaseItem


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the cases of the list are, as outputs count them. ``received``: work on them is here, signed off or not."""

    listed: int
    received: int
    with_inspectors: int
    not_allocated: int
    excluded: int

    @property
    def adds_up(self) -> bool:
        """False when the parts do not make the whole."""
        return self.listed == self.received + self.with_inspectors + self.not_allocated + self.excluded


@dataclass(frozen=True, slots=True)
class Overview:
    """What stands around every place of the lead inspector. ``last_export`` is a stored moment, empty for never;
    ``replies`` to queries wait to be read, ``declared`` conflicts of interest for a decision."""

    inspection_id: str
    value: Inspection
    pack: Pack
    members: tuple[Member, ...]
    me: Member | None
    where: Whereabouts
    conflicts: int
    open_alerts: int
    held: int
    last_export: str
    replies: int = 0
    declared: int = 0

    def name_of(self, fingerprint: str) -> str:
        """Name of a member, the fingerprint's first group for a stranger, empty for nobody."""
        found = next((m.name for m in self.members if m.fingerprint == fingerprint), None)
        return found if found is not None else fingerprint[:5]


def overview(ctx: Context) -> Overview:
    """The inspection of this store at a glance. Raises Refused ``inspection-missing``."""
    inspection = ctx.inspection()
    items = projections.case_list(ctx.store, second=False)
    sent = ledger.sent(ctx.store)
    return Overview(
        inspection.id,
        inspection.value,
        inspection.pack,
        inspection.roster.members,
        inspection.member(ctx.me),
        whereabouts(items),
        len(to_settle(ctx)),
        sum(row.alert.value.state != "closed" for row in register(ctx)),
        len(ledger.held(ctx.store)),
        sent[-1].at if sent else "",
        queries.waiting_for_lead(ctx),
        sum(not one.decided for one in declarations.declared(ctx)),
    )


def whereabouts(items: Iterable[CaseItem], arriving: frozenset[str] = frozenset()) -> Whereabouts:
    """Where these cases are, as if work on ``arriving`` (case ids) had come back already."""
    counts = {"received": 0, "with": 0, "nobody": 0, "excluded": 0}
    for item in items:
        counts[_place(item, arriving)] += 1
    return Whereabouts(sum(counts.values()), counts["received"], counts["with"], counts["nobody"], counts["excluded"])


def _place(item: CaseItem, arriving: frozenset[str]) -> str:
    if item.excluded:
        return "excluded"
    if item.returned or item.answered or item.signed_off_at or item.case_id in arriving:
        return "received"
    return "with" if item.inspector else "nobody"
