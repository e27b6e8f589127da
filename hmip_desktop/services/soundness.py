"""Whether the store is sound, in few words: a light look at every start, and the whole proof when asked for."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.progress import Progress
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context
from hmip_desktop.store import caselist
from hmip_desktop.store.glance import is_whole

DAMAGED = "store-not-whole"


def glance(ctx: Context) -> str:
    """A light look: the code of what is wrong, "" when nothing is."""
    return "" if is_whole(ctx.store) else DAMAGED


@dataclass(frozen=True, slots=True)
class Proof:
    """What the whole proof found. ``missing`` counts changes that are named but not here, ``unproven`` streams.

    ``damaged_cases`` names the cases in which something does not hold, as far as that can be told.
    """

    sound: bool
    changes: int
    computers: int
    broken: int
    forked: int
    missing: int
    unproven: int
    erased: int
    damaged_pages: int
    derived_matches: bool
    damaged_cases: tuple[str, ...]


def prove(ctx: Context, progress: Progress) -> Proof:
    """Recompute every digest, chain and derived row. Stops with Cancelled when asked to."""
    found = audit(ctx, progress)
    names = {item.case_id: item.case_ref for item in caselist.case_list(ctx.store)}
    streams = [one.stream for one in found.breaks] + [stream for stream, _ in found.forks]
    hurt = sorted({names.get(case_id, "") for case_id in (stream.partition("/")[2] for stream in streams)} - {""})
    return Proof(
        found.sound, found.revisions, found.devices, len(found.breaks), len(found.forks),
        sum(gap.last - gap.first + 1 for gap in found.gaps), len(found.unattested), found.erased,
        found.damaged_pages, found.projection_matches, tuple(hurt),
    )  # fmt: skip
