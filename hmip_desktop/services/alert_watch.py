"""Alerts that nobody has acknowledged yet: they stay in view until a verified receipt of who leads names them."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.domain.alert import Told
from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.exchange.receipts import read_receipt
from hmip_desktop.exchange.seal import SignedDocument
from hmip_desktop.services.alerts import WHOLE, AlertRow, register
from hmip_desktop.services.context import Context, OpenInspection
from hmip_desktop.store import ledger
from hmip_desktop.store import revisions as journal


@dataclass(frozen=True, slots=True)
class WaitingAlert:
    """An alert that is still in view: a reference, never what happened.

    ``reference`` is the case and the number of the alert in it; ``told`` who was told by telephone; ``sealed`` that
    a package holds it, ``mine`` that the person at work raised it.
    """

    case_id: str
    alert_id: str
    reference: str
    raised_at: str
    told: tuple[Told, ...]
    sealed: bool
    mine: bool


def reference_of(case_ref: str, record: CaseRecord, alert_id: str) -> str:
    """Case and number of an alert, ``24-0417/1``; one that is not saved yet gets the next number."""
    ordered = sorted(record.alerts, key=lambda one: (record.alerts[one].value.raised_at, one))
    number = ordered.index(alert_id) + 1 if alert_id in ordered else len(ordered) + 1
    return f"{case_ref}/{number}"


def waiting(ctx: Context) -> tuple[WaitingAlert, ...]:
    """Alerts to keep in view, oldest first.

    Whoever leads sees every alert that nobody acknowledged; everybody else their own, until a receipt that was
    verified names a package that held them, or the acknowledgement itself has come.
    """
    inspection = ctx.find_inspection()
    if inspection is None:
        return ()
    leads = inspection.is_led_by(ctx.me)
    rows = [row for row in register(ctx) if not row.alert.value.received_at and row.alert.value.state != "closed"]
    own = {head.stream for head in journal.stream_heads(ctx.store, own=True)} if rows else set()
    named = _named_by_receipts(ctx, inspection) if rows and not leads else frozenset()
    found = []
    for row in rows:
        first = min(journal.history(ctx.store, row.subject), key=lambda one: one.header.at)
        mine = first.header.stream in own
        holding = [one for one in ledger.sent(ctx.store) if one.at >= first.header.at and one.kind in ("alert", "work")]
        if not leads and (not mine or any(one.package_id in named for one in holding)):
            continue
        if not leads and _is_covered(ctx, inspection, first.header.stream, first.header.counter):
            continue
        found.append(_made(ctx, row, bool(holding), mine))
    return tuple(found)


def _made(ctx: Context, row: AlertRow, sealed: bool, mine: bool) -> WaitingAlert:
    alert = row.alert.value
    if row.case_id == WHOLE:
        reference = f"{ctx.inspection().value.reference}/{_place_of(ctx, row)}"
    else:
        reference = reference_of(row.case_ref, ctx.case(row.case_id), row.alert_id)
    return WaitingAlert(row.case_id, row.alert_id, reference, alert.raised_at, alert.told, sealed, mine)


def _place_of(ctx: Context, row: AlertRow) -> int:
    """The number of an alert among those about the inspection as a whole."""
    return [one.alert_id for one in register(ctx) if one.case_id == WHOLE].index(row.alert_id) + 1


def _named_by_receipts(ctx: Context, inspection: OpenInspection) -> frozenset[str]:
    """Packages that receipts of those who lead say were merged; each receipt's signature is checked again."""
    named: set[str] = set()
    for lead in inspection.leads():
        for kept in ledger.receipts(ctx.store, lead.fingerprint):
            receipt = read_receipt(SignedDocument(kept.document, kept.signature))
            if receipt.signer == lead.signing and receipt.receipt.addressee == ctx.me:
                named |= set(receipt.receipt.packages) - set(receipt.receipt.withdrawn)
    return frozenset(named)


def _is_covered(ctx: Context, inspection: OpenInspection, stream: str, counter: int) -> bool:
    covered = (ledger.covered(ctx.store, lead.fingerprint) for lead in inspection.leads())
    return any(one.get(stream, 0) >= counter for one in covered)
