"""Erasing words on purpose: of one thing in a case, or of a whole case, with ground and reason, for every store.

The erasure travels with the next package and takes effect wherever it is merged; headers and chain stay. What it
cannot reach is told: outputs handed out, sealed files not merged yet, copies of a disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from hmip_desktop.domain.revisions import Revision, key_of
from hmip_desktop.domain.sample import CaseFacts, Erased
from hmip_desktop.errors import Refused
from hmip_desktop.services import retention
from hmip_desktop.services.context import Changes, Context, changes_of
from hmip_desktop.services.purging import renew_backups
from hmip_desktop.store import erasure, ledger, projections, purging
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write

Scope = Literal["thing", "case", "row"]
SCOPES: tuple[Scope, ...] = ("thing", "case", "row")
"""One thing; everything written about the case; that and whoever its row of the sample names. The row itself stays."""
GROUNDS = ("wrong-person", "not-needed", "asked-by-person", "period-over", "other")
NAMING = ("practitioner", "person", "office", "interview_at")
"""Fields of a row of the sample that point to people."""
_ROW = ("case", "allocation", "decision")
_NEVER = ("erased",)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of a case whose words can be erased alone: its subject, kind, words as they stand, versions held."""

    subject: str
    kind: str
    key: str
    words: str
    versions: int
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """One erasure as it stands in the record: stored moment, case, who, ground and reason, how many changes.

    ``case_ref`` is empty for a case that left the list.
    """

    at: str
    case_ref: str
    by: str
    ground: str
    reason: str
    changes: int


@dataclass(frozen=True, slots=True)
class Remains:
    """What an erasure cannot reach. ``stores`` are names of those to whom this case was sent; ``packages`` how many."""

    stores: tuple[str, ...]
    packages: int


@dataclass(frozen=True, slots=True)
class ErasureDone:
    """What was erased here: changes whose words went, backups that went with them, what is still to be sent to."""

    changes: Changes
    erased: int
    backups: int
    remains: Remains


def things(ctx: Context, case_id: str) -> tuple[Thing, ...]:
    """What of this case can be erased alone, the latest first."""
    inspection = ctx.inspection()
    names = {member.fingerprint: member.name for member in inspection.roster.members}
    held: dict[str, list[Revision]] = {}
    for one in journal.whole_history(ctx.store, case_id):
        if one.value_line is not None and one.header.kind not in (*_ROW, *_NEVER):
            held.setdefault(one.header.subject, []).append(one)
    found = []
    for text, versions in held.items():
        last = versions[-1]
        name = names.get(last.header.author, "")
        words = " ".join(_written(msgspec.to_builtins(last.value())))
        kind, ref = last.header.kind, key_of(text).partition("/")[2]
        found.append(Thing(text, kind, ref, words, len(versions), name, last.header.at))
    return tuple(sorted(found, key=lambda thing: thing.at, reverse=True))


def _written(value: Any) -> Iterator[str]:
    """The texts that people wrote inside a value: those of more than one word."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    if isinstance(value, str) and " " in value.strip():
        yield value
    for part in parts:
        yield from _written(part)


def remains(ctx: Context, case_id: str) -> Remains:
    """Who was sent this case by this store, so that it is known whom the erasure has to reach."""
    names = {member.fingerprint: member.name for member in ctx.inspection().roster.members}
    sent = [one for one in ledger.sent(ctx.store) if any(stream.endswith(f"/{case_id}") for stream in one.coverage)]
    people = {names.get(one.addressee, "") for one in sent}
    senders = {names.get(one, "") for one in names if case_id in ledger.cases_brought(ctx.store, one)}
    return Remains(tuple(sorted((people | senders) - {""})), len(sent))


def erase(ctx: Context, case_id: str, scope: Scope, ground: str, reason: str, subject_text: str = "") -> ErasureDone:
    """Erase words of a case here and, by the next packages, everywhere.

    ``subject_text`` names the one thing when ``scope`` is thing. Raises Refused ``role-not-allowed``,
    ``keeping-needs-reason``, ``erase-ground-unknown``, ``case-unknown``, ``erase-nothing``, and for a whole case
    ``erase-held`` and ``erase-open-alert``.
    """
    _may_erase(ctx, case_id, scope, ground, reason)
    left = remains(ctx, case_id)
    with ctx.store.write():
        if scope == "row":
            _strip_row(ctx, case_id)
        digests = [one.digest for one in _chosen(ctx, case_id, scope, subject_text)]
        if not digests:
            raise Refused("erase-nothing")
        written = erasure.erase(
            ctx.store, case_id, digests, ground=f"{ground}: {reason.strip()}", author=ctx.me, now=ctx.now(),
            entropy=ctx.entropy,
        )  # fmt: skip
        if scope != "thing":
            purging.drop_drafts(ctx.store, case_id)
    return ErasureDone(changes_of((written,)), len(digests), renew_backups(ctx), left)


def erasures(ctx: Context) -> tuple[ErasureLine, ...]:
    """What was erased in this inspection as far as it is known here, the latest first."""
    names = {member.fingerprint: member.name for member in ctx.inspection().roster.members}
    found = [
        _line(ctx, one, value, names)
        for case_id in purging.cases_with(ctx.store, "erased")
        for one in journal.case_history(ctx.store, case_id)
        if isinstance(value := one.value(), Erased)
    ]
    return tuple(sorted(found, key=lambda line: line.at, reverse=True))


def _line(ctx: Context, one: Revision, value: Erased, names: dict[str, str]) -> ErasureLine:
    item = projections.case_item(ctx.store, one.header.case_id)
    ground, found, reason = value.ground.partition(": ")
    known = bool(found) and ground in GROUNDS
    return ErasureLine(
        one.header.at, item.case_ref if item is not None else "", names.get(one.header.author, ""),
        ground if known else "other", reason if known else value.ground, len(value.revisions),
    )  # fmt: skip


def _strip_row(ctx: Context, case_id: str) -> None:
    """The row of the sample once more without whoever it names, so that the case stays on the list and adds up."""
    for text, current in projections.current(ctx.store, case_id, ("case",)).items():
        if isinstance(current.value, CaseFacts):
            bare = msgspec.structs.replace(current.value, **dict.fromkeys(NAMING, ""))
            ctx.write(Write(text, bare, current.pack))


def _chosen(ctx: Context, case_id: str, scope: Scope, text: str) -> Iterable[Revision]:
    held = [one for one in journal.whole_history(ctx.store, case_id) if one.value_line is not None]
    if scope == "thing":
        return [one for one in held if one.header.subject == text and one.header.kind not in (*_ROW, *_NEVER)]
    rows = {head for one in projections.current(ctx.store, case_id, _ROW).values() for head in one.heads}
    if scope == "row":
        return [one for one in held if one.header.kind not in _NEVER and one.digest not in rows]
    return [one for one in held if one.header.kind not in (*_ROW, *_NEVER)]


def _may_erase(ctx: Context, case_id: str, scope: Scope, ground: str, reason: str) -> None:
    if not ctx.inspection().is_led_by(ctx.me):
        raise Refused("role-not-allowed", role=ctx.role)
    if not reason.strip():
        raise Refused("keeping-needs-reason")
    if ground not in GROUNDS:
        raise Refused("erase-ground-unknown", ground=ground)
    item = projections.case_item(ctx.store, case_id)
    if item is None:
        raise Refused("case-unknown", case_id=case_id)
    if scope == "thing":
        return
    if item.alerts_open:
        raise Refused("erase-open-alert", case=item.case_ref)
    holds = retention.rules(ctx).holds_on(case_id)
    if holds:
        raise Refused("erase-held", case=item.case_ref, count=len(holds))
