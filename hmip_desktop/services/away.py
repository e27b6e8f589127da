"""Cases of the list that do not count yet: with whom they are, and since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hmip_desktop.services.context import Context
from hmip_desktop.store import ledger
from hmip_desktop.store.ledger import Sent
from hmip_desktop.store.projections import CaseItem


@dataclass(frozen=True, slots=True)
class Away:
    """Cases of one person in one state. ``who`` is a fingerprint, "" for nobody yet; ``returned``: work on them is
    here and not signed off. ``since`` is the stored moment of the first package that brought that person the oldest
    of them, "" where none did."""

    who: str
    returned: bool
    case_refs: tuple[str, ...]
    since: str


def away(ctx: Context, items: Iterable[CaseItem]) -> tuple[Away, ...]:
    """Those of ``items`` that neither count nor are excluded; what is not returned comes first."""
    first = first_sent(ledger.sent(ctx.store))
    found: dict[tuple[bool, str], list[CaseItem]] = {}
    for item in items:
        if not (item.excluded or item.counted or item.practice or item.second):
            found.setdefault((item.returned or item.answered > 0, item.inspector), []).append(item)
    return tuple(
        Away(
            who, returned, tuple(item.case_ref for item in cases),
            min((at for item in cases if (at := first.get((who, item.case_id)))), default=""),
        )
        for (returned, who), cases in sorted(found.items(), key=lambda one: one[0])
    )  # fmt: skip


def first_sent(packages: Iterable[Sent]) -> dict[tuple[str, str], str]:
    """Addressee and case to the stored moment of the first of ``packages`` that brought them anything of it."""
    found: dict[tuple[str, str], str] = {}
    for package in packages:
        for stream in package.coverage:
            found.setdefault((package.addressee, stream.partition("/")[2]), package.at)
    return found
