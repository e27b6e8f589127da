"""Receipts: what the lead inspector merged of a person's work, so that only then a case shows as received."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from hmip_desktop.domain.revisions import StreamHead
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.receipts import CaseReceipt, Receipt, SignedReceipt, read_receipt, write_receipt
from hmip_desktop.exchange.seal import SignedDocument
from hmip_desktop.services.context import Context, OpenInspection
from hmip_desktop.store import keepsakes, ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.keepsakes import Signed
from hmip_desktop.store.ledger import ReceiptKept

SENT = "receipt-sent"
_MERGED = ("merged", "late", "gap")


def receipt_for(ctx: Context, inspection: OpenInspection, addressee: str) -> SignedDocument | None:
    """A signed receipt for everything merged from ``addressee``; None while nothing was.

    A store put back from a copy says so even when nothing is left, so that what was covered before is sent again.
    """
    member = inspection.member(addressee)
    theirs = inspection.fingerprints(member) if member else (addressee,)
    packages = [p for one in theirs for p in ledger.received(ctx.store, sender=one) if p.status in _MERGED]
    with ctx.store.read() as db:
        above = ledger.numbers_above(db)
    if not packages and not above:
        return None
    numbers = [int(key) for one in theirs for key in keepsakes.documents(ctx.store, f"{SENT}/{one}")]
    number = max([above, *numbers]) + 1
    brought = {case_id for one in theirs for case_id in ledger.cases_brought(ctx.store, one)}
    brought_whole = brought & ledger.cases_handed_in(ctx.store)
    items = [item for item in projections.case_list(ctx.store) if item.case_id in brought_whole]
    heads = {
        item.case_id: {
            head.digest
            for head in (*journal.stream_heads(ctx.store, item.case_id), *journal.unbroken(ctx.store, item.case_id))
        }
        for item in items
    }
    receipt = Receipt(
        inspection=inspection.id,
        issuer=ctx.me,
        addressee=addressee,
        number=number,
        issued_at=moment(ctx.now()),
        packages=tuple(p.package_id for p in packages if p.counts),
        cases=tuple(CaseReceipt(item.case_id, tuple(sorted(heads[item.case_id]))) for item in items),
        covers=tuple(_covers(ctx, inspection, addressee, brought)),
        withdrawn=tuple(p.package_id for p in packages if not p.counts),
        stores=1 + _others_that_hold(ctx, inspection, addressee, [item.case_id for item in items]),
    )
    document = write_receipt(receipt, signer=ctx.identity)
    keepsakes.keep_document(ctx.store, f"{SENT}/{addressee}", str(number), Signed(document.data, document.signature))
    return document


def _others_that_hold(ctx: Context, inspection: OpenInspection, addressee: str, cases: Sequence[str]) -> int:
    """How many others who lead, and the escrow archive, have all of these cases by their own newest receipts."""
    heads = [head for case_id in cases for head in journal.unbroken(ctx.store, case_id)]
    leading = {member.fingerprint for member in inspection.leads() if member.revoked_from is None}
    others = (leading | {inspection.escrow}) - {ctx.me, addressee, ""}
    covered = [ledger.covered(ctx.store, one) for one in others] if heads else []
    return sum(all(held.get(head.stream, 0) >= head.counter for head in heads) for held in covered)


def _covers(ctx: Context, inspection: OpenInspection, addressee: str, brought: set[str]) -> list[StreamHead]:
    """How far each stream counts here without a gap, of all that is the addressee's business.

    A case of which something is held is left out whole: then all of it is sent again.
    """
    items = projections.case_list(ctx.store)
    lead = inspection.is_led_by(addressee)
    theirs = {i.case_id for i in items if lead or addressee in (i.inspector, i.interviewer)}
    held = {entry.case_id for entry in ledger.held(ctx.store)}
    return [
        head
        for case_id in sorted({"-"} | theirs | brought)
        if case_id not in held
        for head in journal.unbroken(ctx.store, case_id)
    ]


def keep_receipt(
    ctx: Context,
    inspection: OpenInspection,
    signed: SignedReceipt,
    sender: str,
    arriving: Mapping[str, str],
    forked: Collection[str] = (),
) -> ReceiptKept | None:
    """A receipt that came, checked against the roster, as the ledger keeps it; None for one older than another here.

    Of streams written here only what is held here as the receipt names it is covered, so that words under a number
    that a copy of this store used too are never taken for received. ``arriving`` gives the digests of revisions that
    the same merge brings, by stream and number (``stream#number``); of streams in ``forked``, which it gives a second
    branch, only what was held here before is covered. Where two branches are held, both must be.
    Raises Refused ``receipt-not-for-you``, ``receipt-not-from-lead`` or ``receipt-other-inspection``.
    """
    check_receipt(ctx, inspection, signed, sender)
    receipt = signed.receipt
    earlier = (
        read_receipt(SignedDocument(k.document, k.signature)) for k in ledger.receipts(ctx.store, receipt.issuer)
    )
    if any(kept.receipt.number >= receipt.number for kept in earlier):
        return None
    named: dict[str, list[StreamHead]] = {}
    for head in receipt.covers:
        named.setdefault(head.stream, []).append(head)
    coverage = _coverage(ctx, named, {s: h for s, h in arriving.items() if s.partition("#")[0] not in forked})
    return ReceiptKept(
        receipt.issuer, signed.document.data, signed.document.signature, coverage, receipt.issued_at, replaces=True
    )


def _coverage(ctx: Context, named: Mapping[str, list[StreamHead]], arriving: Mapping[str, str]) -> dict[str, int]:
    """Stream to the counter up to which everything here is with the issuer."""
    last = {head.stream: head for head in journal.stream_heads(ctx.store)}
    own = {head.stream for head in journal.stream_heads(ctx.store, own=True)}
    held = {head for heads in named.values() for head in journal.holds(ctx.store, heads)}
    coverage: dict[str, int] = {}
    for stream, heads in named.items():
        here = [head for head in heads if head in held]
        if stream in last and journal.has_branches(ctx.store, stream):
            coverage[stream] = journal.reach(ctx.store, stream, [head.digest for head in here])
        elif here:
            coverage[stream] = max(head.counter for head in here)
        elif stream in own:
            came = [head.counter for head in heads if arriving.get(f"{stream}#{head.counter}") == head.digest]
            coverage[stream] = max(came, default=0)
        else:  # they may have more of somebody else's work than is here, never another branch of it
            beyond = [head.counter for head in heads if stream not in last or head.counter > last[stream].counter]
            coverage[stream] = max(beyond, default=0)
    return {stream: counter for stream, counter in coverage.items() if counter}


def check_receipt(ctx: Context, inspection: OpenInspection, signed: SignedReceipt, sender: str) -> None:
    """Refuse a receipt not made out to this person by somebody who leads this inspection, or by the escrow archive."""
    receipt = signed.receipt
    issuer = inspection.member(receipt.issuer)
    if receipt.addressee != ctx.me:
        raise Refused("receipt-not-for-you")
    if receipt.inspection != inspection.id:
        raise Refused("receipt-other-inspection")
    if inspection.escrow and receipt.issuer == sender == inspection.escrow:
        return  # the fingerprint covers the key under which the package and the receipt are signed
    if issuer is None or not inspection.is_led_by(receipt.issuer):
        raise Refused("receipt-not-from-lead")
    if issuer.signing != signed.signer or receipt.issuer != sender:
        raise Refused("receipt-not-from-lead")
