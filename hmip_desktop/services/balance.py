"""A proposal of who gets which case, with its reasons; nothing is written before it is applied.

Loads are evened out, interviews that begin within an hour of each other go to different people, and nobody gets a
case that a declared conflict of interest names. A declaration is free text: cases are barred whose reference,
practitioner, office or PDU it names, in the declaration itself or in what was decided about it. One that names
nothing of the sample and about which nothing is decided bars every case, since nobody has judged it yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

from hmip_desktop.domain.balancing import Bearer, CaseToPlace, balance, clash
from hmip_desktop.domain.revisions import sha256_hex, subject
from hmip_desktop.domain.sample import Allocation, Member
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import LEADING, Context, OpenInspection, stamp_of
from hmip_desktop.services.declarations import Declared, declared
from hmip_desktop.services.sending import Placed, seats
from hmip_desktop.store import projections
from hmip_desktop.store.projections import CaseItem
from hmip_desktop.store.revisions import Write

Reason = Literal["evens-out", "free-then", "only-one-able", "conflict-avoided"]
LeftReason = Literal["all-declared", "nobody-free"]
ABLE = ("inspector", "local_assessor")
SHORTEST_NAME = 3
"""Letters that a practitioner, an office or a PDU must have to be looked for in a declaration."""


@dataclass(frozen=True, slots=True)
class Why:
    """One reason, with the names it is about: who had to be passed over."""

    code: Reason | LeftReason
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """One case of a proposal: to whom, with whom it was ``before`` (fingerprints), and why. ``to`` is empty when
    nobody can take it, ``before`` when nobody has it."""

    case_id: str
    case_ref: str
    pdu: str
    rosh: str
    interview_at: str
    to: str
    to_name: str
    before: str
    before_name: str
    reasons: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """Cases of one person now and after the proposal. ``barred``: cases that a declaration keeps from them, with
    ``undecided`` when all are, until something is decided about it."""

    fingerprint: str
    name: str
    now: int
    after: int
    barred: tuple[str, ...] = ()
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What applying would do. ``standing``: clashes that stay as they are, because both cases are with one person
    already, as (name, case, case)."""

    seed: int
    lines: tuple[ProposedLine, ...]
    loads: tuple[Load, ...]
    standing: tuple[tuple[str, str, str], ...]

    @property
    def placed(self) -> tuple[ProposedLine, ...]:
        """Lines that applying changes."""
        return tuple(line for line in self.lines if line.to and line.to != line.before)

    @property
    def left(self) -> tuple[ProposedLine, ...]:
        """Cases that nobody can take."""
        return tuple(line for line in self.lines if not line.to)


def propose(ctx: Context, *, again: bool = False, seed: int | None = None) -> Proposal:
    """A balanced allocation of the cases that nobody has; with ``again`` also of those that were not sent yet.

    The same store and the same ``seed`` give the same proposal. Raises Refused ``nobody-to-allocate-to``.
    """
    ctx.require(*LEADING, "local_assessor")
    inspection = ctx.inspection()
    able = [m for m in inspection.roster.members if m.role in ABLE and m.revoked_from is None]
    if not able:
        raise Refused("nobody-to-allocate-to")
    items = projections.case_list(ctx.store, state="included", second=False)
    movable = _movable(ctx, items, again=again)
    barred, undecided = _barred(ctx, able, items)
    cases = [
        CaseToPlace(item.case_id, _own_start(item), "" if item.case_id in movable else item.inspector) for item in items
    ]
    chosen = seed if seed is not None else int(sha256_hex(inspection.id.encode())[:8], 16)
    busy = _busy_elsewhere(items)
    bearers = [Bearer(m.fingerprint, barred[m.fingerprint], busy.get(m.fingerprint, frozenset())) for m in able]
    found = balance(cases, bearers, chosen)
    table = _table(inspection, able, barred, items, found.placed)
    lines = tuple(_line(table, item, found.placed.get(item.case_id, "")) for item in items if item.case_id in movable)
    loads = tuple(
        Load(
            m.fingerprint, m.name, sum(i.inspector == m.fingerprint for i in items), found.loads[m.fingerprint],
            tuple(sorted(item.case_ref for item in items if item.case_id in barred[m.fingerprint])),
            m.fingerprint in undecided,
        )
        for m in able
    )  # fmt: skip
    return Proposal(chosen, lines, loads, _standing(table))


def apply_proposal(ctx: Context, proposal: Proposal) -> Placed:
    """Give the cases out as proposed, in one transaction.

    Raises Refused ``proposal-overtaken`` when a case changed hands or left the count since.
    """
    ctx.require(*LEADING, "local_assessor")
    inspection = ctx.inspection()
    writes = []
    for line in proposal.placed:
        item = projections.case_item(ctx.store, line.case_id)
        taker = inspection.member(line.to)
        if item is None or item.excluded or item.inspector != line.before:
            raise Refused("proposal-overtaken", case_ref=line.case_ref)
        if taker is None or taker.revoked_from is not None:
            raise Refused("proposal-overtaken", case_ref=line.case_ref)
        writes.append(_allocation(inspection, line, item))
    return Placed(len(writes), ctx.write(*writes))


def _allocation(inspection: OpenInspection, line: ProposedLine, item: CaseItem) -> Write:
    value = Allocation(line.to, item.interviewer)
    return Write(subject("allocation", line.case_id), value, stamp_of(inspection.pack))


def minutes(interview_at: str) -> int | None:
    """When an interview begins, in minutes since the first day; None without both day and time."""
    if len(interview_at) < len("2026-11-23T09:30"):
        return None
    try:
        at = datetime.fromisoformat(interview_at)
    except ValueError:
        return None
    return at.toordinal() * 24 * 60 + at.hour * 60 + at.minute


def hindrances(
    ctx: Context, case_refs: Iterable[str], *, interview: bool = False
) -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """For each member who can take cases: which of these would clash with an interview of theirs or one another,
    and which a declared conflict of interest names; by fingerprint. ``interview``: the interview alone is given, so
    whoever holds it now does not matter."""
    start = _start if interview else _own_start
    able = [m for m in ctx.inspection().roster.members if m.revoked_from is None]
    items = projections.case_list(ctx.store, state="included", second=False)
    wanted = set(case_refs)
    barred, _ = _barred(ctx, able, items)
    chosen = [item for item in items if item.case_ref in wanted]
    found = {}
    for member in able:
        theirs = [
            item for item in items
            if item.case_ref not in wanted and member.fingerprint == (item.interviewer or item.inspector)
        ]  # fmt: skip
        together = (*theirs, *(item for item in chosen if start(item) is not None))
        meets = [
            item.case_ref for item in chosen
            if any(clash(start(item), minutes(one.interview_at)) for one in together if one is not item)
        ]  # fmt: skip
        named = [item.case_ref for item in chosen if item.case_id in barred[member.fingerprint]]
        found[member.fingerprint] = (tuple(meets), tuple(named))
    return found


@dataclass(frozen=True, slots=True)
class _Table:
    """Names, people, barred cases, and when each person holds which interview after the proposal."""

    names: Mapping[str, str]
    able: tuple[Member, ...]
    barred: Mapping[str, frozenset[str]]
    times: Mapping[str, tuple[tuple[int, str], ...]]

    def busy(self, item: CaseItem, person: str) -> bool:
        """True when this person holds another interview at that time."""
        mine = _own_start(item)
        return any(ref != item.case_ref and clash(mine, at) for at, ref in self.times.get(person, ()))


def _table(
    inspection: OpenInspection, able: Sequence[Member], barred: Mapping[str, frozenset[str]],
    items: Sequence[CaseItem], placed: Mapping[str, str],
) -> _Table:  # fmt: skip
    times: dict[str, list[tuple[int, str]]] = {}
    for item in items:
        at, who = minutes(item.interview_at), item.interviewer or placed.get(item.case_id, item.inspector)
        if who and at is not None:
            times.setdefault(who, []).append((at, item.case_ref))
    names = {m.fingerprint: m.name for m in inspection.roster.members}
    return _Table(names, tuple(able), barred, {who: tuple(sorted(theirs)) for who, theirs in times.items()})


def _start(item: CaseItem) -> int | None:
    """When the interview of this case begins, whoever holds it."""
    return minutes(item.interview_at)


def _own_start(item: CaseItem) -> int | None:
    """When the inspector of this case holds its interview; None when somebody else does."""
    return _start(item) if not item.interviewer else None


def _busy_elsewhere(items: Iterable[CaseItem]) -> dict[str, frozenset[int]]:
    """When people hold interviews for which they are named as the interviewer."""
    found: dict[str, set[int]] = {}
    for item in items:
        at = minutes(item.interview_at)
        if item.interviewer and at is not None:
            found.setdefault(item.interviewer, set()).add(at)
    return {who: frozenset(times) for who, times in found.items()}


def _movable(ctx: Context, items: Sequence[CaseItem], *, again: bool) -> frozenset[str]:
    """Cases that a proposal may give out: nobody has them, or they were not sent and nothing was done on them."""
    found = {item.case_id for item in items if not item.inspector}
    if again:
        unsent = {ref for seat in seats(ctx) for ref in seat.waiting}
        found |= {
            item.case_id for item in items
            if item.case_ref in unsent and not item.answered and not item.returned and not item.signed_off_at
        }  # fmt: skip
    return frozenset(found)


def _barred(
    ctx: Context, people: Sequence[Member], items: Sequence[CaseItem]
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Case ids that each person may not have, and those for whom that is all of them until something is decided."""
    barred = {member.fingerprint: frozenset[str]() for member in people}
    undecided = set()
    for one in declared(ctx):
        if one.fingerprint not in barred:
            continue
        named = frozenset(item.case_id for item in items if _is_named(ctx, one, item))
        if not named and not one.decided:
            undecided.add(one.fingerprint)
            named = frozenset(item.case_id for item in items)
        barred[one.fingerprint] = named
    return barred, frozenset(undecided)


def _is_named(ctx: Context, one: Declared, item: CaseItem) -> bool:
    words = f"{one.detail}\n{one.decided}"
    office = ctx.case(item.case_id).facts.office
    return any(_stands_in(name, words) for name in (item.case_ref, item.practitioner, item.pdu, office))


def _stands_in(name: str, words: str) -> bool:
    """True when ``name`` stands in ``words`` as a whole, whatever the case of its letters."""
    plain = name.strip()
    if len(plain) < SHORTEST_NAME:
        return False
    return re.search(rf"(?<![\w-]){re.escape(plain)}(?![\w-])", words, re.IGNORECASE) is not None


def _line(table: _Table, item: CaseItem, to: str) -> ProposedLine:
    declared_by = tuple(m.name for m in table.able if item.case_id in table.barred[m.fingerprint])
    busy = tuple(m.name for m in table.able if m.fingerprint != to and table.busy(item, m.fingerprint))
    reasons: list[Why] = []
    if not to:
        everybody = len(declared_by) == len(table.able)
        reasons.append(Why("all-declared", declared_by) if everybody else Why("nobody-free", busy))
    elif len({*declared_by, *busy}) == len(table.able) - 1 and len(table.able) > 1:
        reasons.append(Why("only-one-able"))
    if to and busy:
        reasons.append(Why("free-then", busy))
    if to and declared_by:
        reasons.append(Why("conflict-avoided", declared_by))
    if to and not reasons:
        reasons.append(Why("evens-out"))
    return ProposedLine(
        item.case_id, item.case_ref, item.pdu, item.rosh, item.interview_at, to, table.names.get(to, ""),
        item.inspector, table.names.get(item.inspector, ""), tuple(reasons),
    )  # fmt: skip


def _standing(table: _Table) -> tuple[tuple[str, str, str], ...]:
    """Clashes that remain: two interviews of one person at one time."""
    found = []
    for who, theirs in table.times.items():
        found += [(table.names.get(who, ""), a[1], b[1]) for a, b in pairwise(theirs) if clash(a[0], b[0])]
    return tuple(sorted(found))
