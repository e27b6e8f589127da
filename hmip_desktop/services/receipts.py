"""Receipts: what the lead inspector merged of a person's work, so that only then a case shows as received."""

from __future__ import annotations

from hmip_desktop.domain.revisions import StreamHead
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.receipts import CaseReceipt, Receipt, SignedReceipt, write_receipt
from hmip_desktop.exchange.seal import SignedDocument
from hmip_desktop.services.context import LEADING, Context, OpenInspection
from hmip_desktop.store import keepsakes, ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.keepsakes import Signed
from hmip_desktop.store.ledger import ReceiptKept

SENT = "receipt-sent"
_MERGED = ("merged", "late", "gap")


def receipt_for(ctx: Context, inspection: OpenInspection, addressee: str) -> SignedDocument | None:
    """A signed receipt for everything merged from ``addressee``; None while nothing was."""
    packages = [p for p in ledger.received(ctx.store, sender=addressee) if p.status in _MERGED]
    if not packages:
        return None
    number = len(keepsakes.documents(ctx.store, f"{SENT}/{addressee}")) + 1
    items = [i for i in projections.case_list(ctx.store) if addressee in (i.inspector, i.interviewer)]
    heads = {item.case_id: journal.stream_heads(ctx.store, item.case_id) for item in items}
    cases = [item.case_id for item in items if item.returned]
    held = {entry.case_id for entry in ledger.held(ctx.store)}
    receipt = Receipt(
        inspection=inspection.id,
        issuer=ctx.me,
        addressee=addressee,
        number=number,
        issued_at=moment(ctx.now()),
        packages=tuple(p.package_id for p in packages if p.counts),
        cases=tuple(
            CaseReceipt(case_id, tuple(sorted(h.digest for h in heads[case_id]))) for case_id in cases if heads[case_id]
        ),
        covers=tuple(_unbroken(ctx, heads, held)),
        withdrawn=tuple(p.package_id for p in packages if not p.counts),
    )
    document = write_receipt(receipt, signer=ctx.identity)
    keepsakes.keep_document(ctx.store, f"{SENT}/{addressee}", str(number), Signed(document.data, document.signature))
    return document


def _unbroken(ctx: Context, heads: dict[str, tuple[StreamHead, ...]], held: set[str]) -> list[StreamHead]:
    """Per stream the last revision without a gap before it; cases with something held are left out."""
    covers = []
    for case_id, case_heads in [*heads.items(), ("-", journal.stream_heads(ctx.store, "-"))]:
        if case_id in held:
            continue
        known = journal.known_case(ctx.store, case_id).streams
        for head in case_heads:
            counters = known.get(head.stream, {})
            last = 0
            while last + 1 in counters:
                last += 1
            if last:
                covers.append(StreamHead(head.stream, last, counters[last]))
    return covers


def keep_receipt(ctx: Context, inspection: OpenInspection, signed: SignedReceipt, sender: str) -> ReceiptKept:
    """A receipt that came, checked against the roster, as the ledger keeps it.

    Raises Refused ``receipt-not-for-you``, ``receipt-not-from-lead`` or ``receipt-other-inspection``.
    """
    receipt = signed.receipt
    issuer = inspection.member(receipt.issuer)
    if receipt.addressee != ctx.me:
        raise Refused("receipt-not-for-you")
    if receipt.inspection != inspection.id:
        raise Refused("receipt-other-inspection")
    if issuer is None or issuer.role not in LEADING or issuer.signing != signed.signer or receipt.issuer != sender:
        raise Refused("receipt-not-from-lead")
    coverage = {head.stream: head.counter for head in receipt.covers}
    return ReceiptKept(receipt.issuer, signed.document.data, signed.document.signature, coverage, receipt.issued_at)
