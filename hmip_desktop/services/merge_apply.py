"""Applying a merge plan: everything in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from hmip_desktop.domain.values import moment
from hmip_desktop.exchange.heads import read_heads
from hmip_desktop.exchange.identity import ESCROW, write_bare
from hmip_desktop.exchange.reader import Accepted
from hmip_desktop.exchange.seal import SignedDocument
from hmip_desktop.progress import Progress
from hmip_desktop.services import guidance_notes
from hmip_desktop.services.context import Changes, Context, OpenInspection
from hmip_desktop.services.merge_plan import MergePlan, PackagePlan
from hmip_desktop.services.merge_undo import restate
from hmip_desktop.services.purging import ESCROW_CARD, renew_backups
from hmip_desktop.services.receipts import keep_receipt
from hmip_desktop.store import ingest, ledger
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.ingest import Arrival, Batch
from hmip_desktop.store.keepsakes import KeptHeads, Signed
from hmip_desktop.store.ledger import Held, ReceiptKept, Received

FORWARDED = "forwarded"


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did."""

    plan: MergePlan
    new: int
    known: int
    conflicts: int
    gaps: int
    quarantined: int
    applied: bool
    changes: Changes = field(default_factory=Changes)

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        return {
            "packages": [_package_json(p) for p in self.plan.packages],
            "new": self.new,
            "known": self.known,
            "conflicts": self.conflicts,
            "gaps": self.gaps,
            "quarantined": self.quarantined,
            "applied": self.applied,
        }


def _package_json(package: PackagePlan) -> dict[str, object]:
    held_cases = [{"case_id": c.case_id, "code": c.refused.code} for c in package.held if c.refused]
    code = package.refused.code if package.refused else (held_cases[0]["code"] if held_cases else "")
    return {
        "file": package.file,
        "status": package.status,
        "code": code,
        "sender": package.sender,
        "kind": package.kind,
        "sequence": package.sequence,
        "new": package.new,
        "known": package.known,
        "held": held_cases,
        "missing": list(package.missing),
    }


def summary(planned: MergePlan, *, applied: bool) -> Merged:
    """The counts of a plan: ``quarantined`` is packages refused and cases held."""
    arrivals = planned.arrivals
    cases = {c.case_id for p in arrivals for c in p.cases if c.refused is None} - {"-", "lead"}
    return Merged(
        planned,
        new=sum(p.new for p in arrivals),
        known=sum(p.known for p in arrivals),
        conflicts=len(planned.conflicts),
        gaps=sum(len(p.missing) + sum(len(c.gaps) for c in p.cases) for p in arrivals),
        quarantined=len(planned.refusals) + sum(len(p.held) for p in arrivals),
        applied=applied,
        changes=Changes(frozenset(), frozenset(cases)) if applied else Changes(),
    )


def apply(ctx: Context, planned: MergePlan, progress: Progress | None = None) -> Merged:
    """Write the plan in one transaction; a failure leaves no trace. Packages without effect do nothing."""
    inspection = ctx.find_inspection()
    arrivals = tuple(_arrival(ctx, inspection, planned, p) for p in planned.arrivals)
    with ctx.store.write() if arrivals or any(p.withheld for p in planned.refusals) else nullcontext():
        _hold(ctx, inspection, planned)
        if arrivals:
            ingest.apply(ctx.store, Batch(arrivals), now=ctx.now(), progress=progress)
            if any(p.accepted and p.accepted.guidance for p in planned.arrivals):
                guidance_notes.look_again(ctx)
            restate(ctx)
            _leave_shared_number(ctx, planned)
    if any(_brings_erasure(p) for p in planned.arrivals):
        renew_backups(ctx)
    return summary(planned, applied=bool(arrivals))


def _brings_erasure(package: PackagePlan) -> bool:
    """True when it erases words here, which backups made before would still hold."""
    return any(case.brings("erased") for case in package.cases if case.refused is None)


def _hold(ctx: Context, inspection: OpenInspection | None, planned: MergePlan) -> None:
    """Note the packages that are held whole, and what each would bring.

    One that only bears a number given out before, with no branch in it, is settled by the sender's next.
    """
    waiting = [one for one in ledger.held(ctx.store) if not one.case_id and not one.params.get("places")]
    for package in planned.arrivals if waiting else ():
        for one in waiting:
            newer = int(one.params.get("sequence", "0")) < package.sequence
            if newer and one.code == "package-fork" and one.sender in _senders(inspection, package.sender):
                ledger.release(ctx.store, one.package_id)
    for package in planned.refusals:
        held = package.withheld
        if held is None or package.refused is None:
            continue
        params = {
            "file": Path(package.file).name,
            "sequence": str(package.sequence),
            "installations": " ".join(held.installations),
            "cases": " ".join(held.cases),
            "places": " ".join(f"{stream}#{counter}" for stream, counter in held.places),
            "count": str(held.revisions),
        }
        entry = Held(held.package_id, "", package.sender, package.refused.code, params, moment(ctx.now()))
        ledger.hold(ctx.store, entry)


def _leave_shared_number(ctx: Context, planned: MergePlan) -> None:
    """Somebody else writes under the number of this installation, on a copy of this store: take another from here on.

    What comes back under it was not written here, so two would go on counting from the same place.
    """
    own = f"{ctx.store.installation}/"
    cases = [case for package in planned.arrivals for case in package.cases]
    brought = (case for case in cases if any(stream.startswith(own) for stream in case.brought))
    streams = {revision.header.stream for case in brought for revision in case.new}
    streams |= {fork.stream for case in cases for fork in case.forks}
    if any(stream.startswith(own) for stream in streams):
        journal.start_installation(ctx.store, ground="used-twice", author=ctx.me, now=ctx.now(), entropy=ctx.entropy)


def _arrival(ctx: Context, inspection: OpenInspection | None, planned: MergePlan, package: PackagePlan) -> Arrival:
    assert package.accepted is not None
    accepted, opened = package.accepted, package.accepted.opened
    manifest = opened.manifest
    received = Received(
        manifest.package,
        opened.manifest_digest,
        opened.sender_fingerprint,
        _kind(inspection, package),
        manifest.sequence,
        moment(ctx.now()),
        "gap" if accepted.order == "gap" else "late" if accepted.order == "late" else "merged",
        opened.file_sha256,
        manifest.previous or "",
        file_name=Path(package.file).name,
        made_at=manifest.made_at,
    )
    documents: list[tuple[str, str, Signed]] = []
    if accepted.roster is not None:
        roster = accepted.roster
        documents.append(("roster", str(roster.roster.version), _signed(roster.document)))
    if opened.sender.role == ESCROW:
        documents.append((ESCROW_CARD, opened.sender_fingerprint, Signed(write_bare(opened.sender), b"")))
    documents += [(guidance_notes.DOCUMENTS, digest, _signed(one)) for digest, one in accepted.guidance.items()]
    return Arrival(
        received,
        package.cases,
        heads=tuple(_kept_heads(accepted.heads)),
        packs=tuple(_signed(document) for document in accepted.packs.values()),
        documents=tuple(documents),
        receipts=_receipts(ctx, inspection, planned, accepted),
        senders=_senders(inspection, opened.sender_fingerprint),
    )


def _receipts(
    ctx: Context, inspection: OpenInspection | None, planned: MergePlan, accepted: Accepted
) -> tuple[ReceiptKept, ...]:
    if accepted.receipt is None or inspection is None:
        return ()
    arriving = {
        f"{revision.header.stream}#{revision.header.counter}": revision.digest
        for package in planned.arrivals
        for case in package.cases
        for revision in case.new
    }
    forked = {stream for p in planned.arrivals for case in p.cases for stream, _, _ in case.twins}
    kept = keep_receipt(ctx, inspection, accepted.receipt, accepted.opened.sender_fingerprint, arriving, forked)
    return (kept,) if kept is not None else ()


def _kind(inspection: OpenInspection | None, package: PackagePlan) -> str:
    """The kind as the ledger keeps it: what those who lead forward of others is no return of a case."""
    forwarded = package.kind == "work" and inspection is not None and inspection.is_led_by(package.sender)
    return FORWARDED if forwarded else package.kind


def _senders(inspection: OpenInspection | None, sender: str) -> tuple[str, ...]:
    """The fingerprints of one person: what was held of the earlier ones is settled by what comes under the present."""
    member = inspection.member(sender) if inspection else None
    return inspection.fingerprints(member) if inspection and member else (sender,)


def _signed(document: SignedDocument) -> Signed:
    return Signed(document.data, document.signature)


def _kept_heads(documents: Iterable[SignedDocument]) -> Iterator[KeptHeads]:
    for document in documents:
        heads = read_heads(document)
        if heads is not None:
            yield KeptHeads(heads.installation, heads.author, _signed(document))
