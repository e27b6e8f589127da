"""Taking a merge back whole, and bringing it back: nothing is deleted, the packages just do not count."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from hmip_desktop.domain.sample import SetAside
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import LEADING, Changes, Context, changes_of
from hmip_desktop.store import aside, ingest, ledger, projections
from hmip_desktop.store.ledger import Received

_MERGED = ("merged", "late", "gap")


@dataclass(frozen=True, slots=True)
class LastMerge:
    """The packages that were merged together last and count still. ``at`` is a stored moment."""

    at: str
    packages: tuple[Received, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the packages."""
        return tuple(package.package_id for package in self.packages)


@dataclass(frozen=True, slots=True)
class Aside:
    """Packages that do not count at present: ids, who set them aside (fingerprint), why, and when (a stored moment).

    Those that the other of those who lead set aside came to them and were never here; ``Uncounted`` says what of them
    counts here no more.
    """

    packages: tuple[str, ...]
    author: str
    reason: str
    at: str


def set_asides(ctx: Context) -> list[Aside]:
    """Everything that is set aside now, here or by the other of those who lead; the latest first."""
    found = [
        Aside(one.value.packages, one.author, one.value.reason, one.at)
        for one in projections.current(ctx.store, "lead", ("set-aside",)).values()
        if isinstance(one.value, SetAside) and not one.value.back
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def last_merge(ctx: Context) -> LastMerge | None:
    """What ``undo_merge`` would take back, None when nothing was merged or all of it is aside."""
    counting = [p for p in ledger.received(ctx.store) if p.status in _MERGED and p.counts]
    if not counting:
        return None
    # the order of the ledger and not of a clock, which may have been set back since
    last = counting[-1].at
    together = tuple(takewhile(lambda package: package.at == last, reversed(counting)))
    return LastMerge(last, tuple(reversed(together)))


def undo_merge(ctx: Context, reason: str) -> Changes:
    """Set the last merge aside whole.

    Raises Refused: ``role-not-allowed``, ``merge-undo-needs-reason``, ``nothing-merged``, and
    ``set-aside-descendants`` while later work here builds on it.
    """
    ctx.require(*LEADING, "local_assessor")
    if not reason.strip():
        raise Refused("merge-undo-needs-reason")
    last = last_merge(ctx)
    if last is None:
        raise Refused("nothing-merged")
    with ctx.store.write():
        made = ingest.set_aside(
            ctx.store, last.ids, reason=reason.strip(), author=ctx.me, now=ctx.now(), entropy=ctx.entropy
        )
        restate(ctx)
    return changes_of([made])


def redo_merge(ctx: Context, package_ids: tuple[str, ...], reason: str) -> Changes:
    """Bring packages that were set aside back into the count.

    Raises Refused ``role-not-allowed``, ``bring-back-needs-reason``, and as the store does.
    """
    ctx.require(*LEADING, "local_assessor")
    if not reason.strip():
        raise Refused("bring-back-needs-reason")
    with ctx.store.write():
        made = ingest.bring_back(
            ctx.store, package_ids, reason=reason.strip(), author=ctx.me, now=ctx.now(), entropy=ctx.entropy
        )
        restate(ctx)
    return changes_of(made)


def restate(ctx: Context) -> None:
    """Say anew what this store holds and does not count, so that a deputy's numbers follow; only who leads says so."""
    inspection = ctx.find_inspection()
    member = inspection.member(ctx.me) if inspection else None
    if inspection is None or member is None or not inspection.is_led_by(ctx.me):
        return
    aside.restate(ctx.store, inspection.fingerprints(member), author=ctx.me, now=ctx.now(), entropy=ctx.entropy)
