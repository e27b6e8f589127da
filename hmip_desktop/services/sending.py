"""What goes out to the team: who has what, what is ready to send, and one package each into a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Allocation
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.receipts import read_receipt
from hmip_desktop.exchange.seal import SignedDocument
from hmip_desktop.progress import Progress
from hmip_desktop.services.away import first_sent
from hmip_desktop.services.context import LEADING, Changes, Context, stamp_of
from hmip_desktop.services.exporting import Exported, export
from hmip_desktop.services.receipts import SENT
from hmip_desktop.store import keepsakes, ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.projections import CaseItem
from hmip_desktop.store.revisions import Write

ASSESSING = ("inspector", "local_assessor", "interviewer")
FIELDWORK_DAYS = 5
_MERGED = ("merged", "late", "gap")


@dataclass(frozen=True, slots=True)
class Seat:
    """One person of the team. ``waiting`` cases are allocated and not yet in a package; ``receipt`` is true when
    the newest receipt to them does not name every package of theirs that was merged; ``interviews`` counts Monday to
    Friday of week 1. ``copy``: changes that somebody who leads too, and so has all of the work, was not sent yet.
    ``out`` are the cases that they were sent and that have not come back, ``out_since`` when the first of them went."""

    name: str
    role: str
    fingerprint: str
    cases: tuple[str, ...]
    returned: int
    waiting: tuple[str, ...]
    receipt: bool
    sent_at: str
    interviews: tuple[int, ...]
    file_reads: int
    revoked: bool
    copy: int = 0
    out: tuple[str, ...] = ()
    out_since: str = ""

    @property
    def due(self) -> bool:
        """Cases or the work of others wait to be sent to this person."""
        return not self.revoked and bool(self.waiting or self.copy)

    @property
    def ready(self) -> bool:
        """Something waits to be sent to this person."""
        return self.due or (self.receipt and not self.revoked)


def seats(ctx: Context) -> tuple[Seat, ...]:
    """The team in roster order, without the person at work."""
    inspection = ctx.inspection()
    items = projections.case_list(ctx.store)
    start = inspection.value.fieldwork_start
    monday = date.fromisoformat(start) if start else None
    made = []
    for member in inspection.roster.members:
        if member.fingerprint == ctx.me:
            continue
        mine = [item for item in items if member.fingerprint in (item.inspector, item.interviewer)]
        sent = ledger.sent(ctx.store, addressee=member.fingerprint)
        covered = {stream: number for package in sent for stream, number in package.coverage.items()}
        merged = [p for p in ledger.received(ctx.store, sender=member.fingerprint) if p.status in _MERGED]
        last = sent[-1].at if sent else ""
        first = first_sent(sent)
        mine_of = {
            i.case_ref: first.get((member.fingerprint, i.case_id)) for i in mine if not (i.returned or i.excluded)
        }
        out = {ref: at for ref, at in mine_of.items() if at}
        made.append(
            Seat(
                member.name,
                member.role,
                member.fingerprint,
                tuple(item.case_ref for item in mine),
                sum(item.returned for item in mine),
                tuple(_waiting(ctx, member.fingerprint, mine, covered, first)),
                bool({package.package_id for package in merged} - _receipted(ctx, member.fingerprint)),
                last,
                _by_day(mine, monday),
                sum(item.file_read for item in mine),
                member.revoked_from is not None,
                _not_copied(ctx, member.fingerprint, covered) if inspection.gets_all(member.fingerprint) else 0,
                tuple(out),
                min(out.values(), default=""),
            )
        )
    return tuple(made)


def _receipted(ctx: Context, addressee: str) -> set[str]:
    """Packages that the newest receipt to this member names."""
    documents = keepsakes.documents(ctx.store, f"{SENT}/{addressee}")
    if not documents:
        return set()
    newest = documents[max(documents, key=int)]
    receipt = read_receipt(SignedDocument(newest.document, newest.signature)).receipt
    return {*receipt.packages, *receipt.withdrawn}


def _not_copied(ctx: Context, member: str, covered: dict[str, int]) -> int:
    """Changes of everybody else that are in no package to this member and that no receipt of theirs covers."""
    own = {installation for installation, author in journal.authors(ctx.store).items() if author == member}
    reach = dict(ledger.covered(ctx.store, member))
    reach |= {stream: max(number, reach.get(stream, 0)) for stream, number in covered.items()}
    reach |= {head.stream: head.counter for head in journal.stream_heads(ctx.store) if head.stream[:16] in own}
    return sum(journal.uncovered(ctx.store, reach).values())


def _waiting(
    ctx: Context, member: str, mine: Sequence[CaseItem], covered: dict[str, int], first: Mapping[tuple[str, str], str]
) -> Iterator[str]:
    """References of the cases of this member in which something is in no package to them yet."""
    for item in mine:
        if (not item.returned or _never_had(ctx, member, item, first)) and _is_new(ctx, item, covered):
            yield item.case_ref


def _never_had(ctx: Context, member: str, item: CaseItem, first: Mapping[tuple[str, str], str]) -> bool:
    """A case that somebody else finished and that this member, who is to go on with it, never had from anybody."""
    if item.excluded or (member, item.case_id) in first:
        return False
    own = {installation for installation, author in journal.authors(ctx.store).items() if author == member}
    return not any(head.stream[:16] in own for head in journal.stream_heads(ctx.store, item.case_id))


def _is_new(ctx: Context, item: CaseItem, covered: dict[str, int]) -> bool:
    heads = journal.stream_heads(ctx.store, item.case_id, own=True)
    return any(head.counter > covered.get(head.stream, 0) for head in heads)


def _by_day(items: Sequence[CaseItem], monday: date | None) -> tuple[int, ...]:
    counts = [0] * FIELDWORK_DAYS
    if monday is None:
        return ()
    monday -= timedelta(days=monday.weekday())
    for item in items:
        day = _day_of(item.interview_at)
        if day is not None and 0 <= (day - monday).days < FIELDWORK_DAYS:
            counts[(day - monday).days] += 1
    return tuple(counts)


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def send(ctx: Context, to: Sequence[str], folder: Path, progress: Progress | None = None) -> tuple[Exported, ...]:
    """One package for each of these members (fingerprints) into ``folder``; those who have all are passed over.

    Each package stands alone: what was written stays written when a later one is refused.
    """
    token = progress or Progress()
    made = []
    for index, fingerprint in enumerate(to):
        token.step(index, len(to), "export")
        try:
            made.append(export(ctx, fingerprint, folder))
        except Refused as refused:
            if refused.code != "nothing-to-export":
                raise
    token.step(len(to), len(to))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Placed:
    """How many cases were given out, and what that changed."""

    cases: int
    changes: Changes


def give(ctx: Context, case_refs: Sequence[str], fingerprint: str) -> Placed:
    """Give these cases to one member. Raises Refused ``case-not-on-list``, ``member-unknown``, ``member-revoked``."""
    return _allocated(ctx, case_refs, fingerprint, lambda item: Allocation(fingerprint, item.interviewer))


def give_interview(ctx: Context, case_refs: Sequence[str], fingerprint: str) -> Placed:
    """Give the interview of these cases, and nothing else of them, to one member; the assessor stays who they are.

    Given to the assessor, the interview is theirs again. Raises Refused as ``give``, ``interview-needs-assessor`` for
    a case that nobody has, ``interview-not-sought`` for a file-read.
    """

    def value(item: CaseItem) -> Allocation:
        if not item.inspector:
            raise Refused("interview-needs-assessor", case_ref=item.case_ref)
        if item.file_read:
            raise Refused("interview-not-sought", case_ref=item.case_ref)
        return Allocation(item.inspector, "" if fingerprint == item.inspector else fingerprint)

    return _allocated(ctx, case_refs, fingerprint, value)


def _allocated(
    ctx: Context, case_refs: Sequence[str], fingerprint: str, value: Callable[[CaseItem], Allocation]
) -> Placed:
    ctx.require(*LEADING, "local_assessor")
    inspection = ctx.inspection()
    member = inspection.member(fingerprint)
    if member is None:
        raise Refused("member-unknown")
    if member.revoked_from is not None:
        raise Refused("member-revoked", name=member.name)
    writes = []
    for ref in case_refs:
        item = projections.case_by_ref(ctx.store, ref)
        if item is None:
            raise Refused("case-not-on-list", case_id=ref, row=0)
        writes.append(Write(subject("allocation", item.case_id), value(item), stamp_of(inspection.pack)))
    return Placed(len(writes), ctx.write(*writes))
