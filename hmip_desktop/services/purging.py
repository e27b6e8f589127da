"""A person's own copy: cases archived out of sight, and the whole copy destroyed once others surely have it.

Purge needs closed fieldwork, a signed receipt of the lead inspector and one of the deputy or of the escrow archive that
cover everything of the case, and nothing that holds it. Source rule: design of revisions and packages, "Receipts,
roles, leaving".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from hmip_desktop.domain.retention import Purged
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Member
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.identity import ESCROW, IdentityCard, read_bare
from hmip_desktop.exchange.receipts import SignedReceipt, read_receipt
from hmip_desktop.exchange.seal import SignedDocument
from hmip_desktop.progress import Progress
from hmip_desktop.services import retention, safekeeping
from hmip_desktop.services.context import Changes, Context, OpenInspection
from hmip_desktop.services.retention import Rules
from hmip_desktop.store import backup, drafts, keepsakes, ledger, projections, purging
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.caselist import ARCHIVED
from hmip_desktop.store.projections import CaseItem
from hmip_desktop.store.revisions import Write

WhyNot = Literal[
    "leads-keep", "fieldwork-open", "hold", "open-alert", "words-not-saved", "no-lead-receipt", "lead-lacks",
    "no-deputy", "no-deputy-receipt", "deputy-lacks", "no-archive-receipt",
    "archive-lacks",
]  # fmt: skip
ESCROW_CARD = "escrow-card"
"""Under this the card of the escrow key is kept, with which its archive signs."""
SECOND: frozenset[str] = frozenset({"deputy", ESCROW})
"""Roles whose receipt is the second one."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that a purge still needs. ``params`` fill its sentence: names, counts, the ground of a hold."""

    code: WhyNot
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReceiptHeld:
    """The newest valid receipt of somebody who leads or of the escrow archive (role ``escrow``), with its moment.

    ``stores``: how many stores beside this one hold all of ``cases``, as the issuer knew it then.
    """

    fingerprint: str
    name: str
    role: str
    number: int
    issued_at: str
    cases: frozenset[str]
    stores: int


@dataclass(frozen=True, slots=True)
class CopyOfCase:
    """A case of which words are held here. ``case_ref`` is empty where its facts never came or are gone."""

    case_id: str
    case_ref: str
    pdu: str
    changes: int
    archived: bool
    finished: bool
    obstacles: tuple[Obstacle, ...]

    @property
    def may_be_purged(self) -> bool:
        """True when nothing is missing."""
        return not self.obstacles


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """What this store keeps, and what stands between it and a purge. ``purged`` are this person's own."""

    rules: Rules
    cases: tuple[CopyOfCase, ...]
    receipts: tuple[ReceiptHeld, ...]
    purged: tuple[retention.PurgedLine, ...]

    @property
    def ready(self) -> tuple[CopyOfCase, ...]:
        """The cases that may be purged now."""
        return tuple(case for case in self.cases if case.may_be_purged)


@dataclass(frozen=True, slots=True)
class PurgeDone:
    """What a purge destroyed: cases, values, and how many backups went with them."""

    cases: int
    erased: int
    backups: int
    changes: Changes


# archive --------------------------------------------------------------------------------------------------


def archived(ctx: Context) -> frozenset[str]:
    """The cases that are out of sight."""
    held = keepsakes.setting(ctx.store, ARCHIVED, [])
    return frozenset(str(one) for one in held) if isinstance(held, list) else frozenset()


def archive(ctx: Context, case_id: str) -> Changes:
    """Take a finished case out of My cases. It stays here, encrypted, and is still sent and received.

    Raises Refused ``case-unknown``, ``archive-not-finished``, ``archive-open-alert``.
    """
    item = projections.case_item(ctx.store, case_id)
    if item is None:
        raise Refused("case-unknown", case_id=case_id)
    if item.alerts_open:
        raise Refused("archive-open-alert", case=item.case_ref)
    if not _is_finished(ctx, item):
        raise Refused("archive-not-finished", case=item.case_ref)
    _keep_archived(ctx, archived(ctx) | {case_id})
    return Changes(cases=frozenset({case_id}))


def bring_back(ctx: Context, case_id: str) -> Changes:
    """Show an archived case again. Raises Refused ``case-not-archived``."""
    held = archived(ctx)
    if case_id not in held:
        raise Refused("case-not-archived")
    _keep_archived(ctx, held - {case_id})
    return Changes(cases=frozenset({case_id}))


def _keep_archived(ctx: Context, case_ids: frozenset[str]) -> None:
    keepsakes.set_setting(ctx.store, ARCHIVED, sorted(case_ids) or None)


def _is_finished(ctx: Context, item: CaseItem) -> bool:
    """Signed off, not counted, or given to somebody else."""
    return bool(item.signed_off_at) or item.excluded or ctx.me not in (item.inspector, item.interviewer)


# what stands in the way -----------------------------------------------------------------------------------


def own_copy(ctx: Context) -> OwnCopy:
    """Every case of which words are held here, with what a purge still needs. Refused ``inspection-missing``."""
    inspection, found = ctx.inspection(), retention.rules(ctx)
    receipts = _receipts(ctx, inspection)
    lacking = {one.fingerprint: _lacking(ctx, inspection, one) for one in receipts}
    general = _general(ctx, inspection, found, receipts)
    hidden = archived(ctx)
    cases = []
    for case_id, changes in purging.words_held(ctx.store).items():
        item = projections.case_item(ctx.store, case_id)
        obstacles = (*general, *_of_case(ctx, case_id, item, found), *_lacks(case_id, receipts, lacking))
        ref, pdu = (item.case_ref, item.pdu) if item is not None else ("", "")
        finished = item is not None and _is_finished(ctx, item)
        cases.append(CopyOfCase(case_id, ref, pdu, changes, case_id in hidden, finished, obstacles))
    mine = tuple(one for one in found.purged if one.by == ctx.identity.name)
    return OwnCopy(found, tuple(sorted(cases, key=lambda one: (one.case_ref == "", one.case_ref))), receipts, mine)


def _general(
    ctx: Context, inspection: OpenInspection, found: Rules, receipts: Sequence[ReceiptHeld]
) -> tuple[Obstacle, ...]:
    """What is missing for every case alike."""
    if inspection.is_led_by(ctx.me):
        return (Obstacle("leads-keep"),)
    missing = [] if found.closed else [Obstacle("fieldwork-open")]
    roles = {one.role for one in receipts}
    leads = [member for member in inspection.leads() if member.revoked_from is None]
    if not roles - SECOND:
        name = next((member.name for member in leads if member.role != "deputy"), "")
        missing.append(Obstacle("no-lead-receipt", {"name": name}))
    if not roles & SECOND:
        missing.append(_no_second(inspection, [member.name for member in leads if member.role == "deputy"]))
    return tuple(missing)


def _no_second(inspection: OpenInspection, deputies: Sequence[str]) -> Obstacle:
    """Who could give the second receipt: a deputy, where there is none the archive of the escrow key."""
    if deputies:
        return Obstacle("no-deputy-receipt", {"name": ", ".join(deputies)})
    return Obstacle("no-archive-receipt" if inspection.escrow else "no-deputy")


def _of_case(ctx: Context, case_id: str, item: CaseItem | None, found: Rules) -> list[Obstacle]:
    missing = [Obstacle("hold", {"ground": one.value.ground}) for one in found.holds_on(case_id)]
    if item is not None and item.alerts_open:
        missing.append(Obstacle("open-alert"))
    if drafts.pending(ctx.store, case_id):
        missing.append(Obstacle("words-not-saved"))
    return missing


def _lacks(case_id: str, receipts: Sequence[ReceiptHeld], lacking: Mapping[str, Mapping[str, int]]) -> list[Obstacle]:
    """What each of the two does not have yet; of several who could be the second the one who has most counts."""
    missing = []
    for theirs in (
        [one for one in receipts if one.role not in SECOND],
        [one for one in receipts if one.role in SECOND],
    ):
        counts = [(lacking[one.fingerprint].get(case_id, 0), one.name, _LACKS.get(one.role)) for one in theirs]
        if counts and min(counts, key=lambda one: one[:2])[0]:
            count, name, code = min(counts, key=lambda one: one[:2])
            missing.append(Obstacle(code or "lead-lacks", {"name": name, "count": str(count)}))
    return missing


_LACKS: Mapping[str, WhyNot] = {"deputy": "deputy-lacks", ESCROW: "archive-lacks"}


def _lacking(ctx: Context, inspection: OpenInspection, receipt: ReceiptHeld) -> dict[str, int]:
    """Changes of each case that the issuer does not have by this receipt; a case it does not name counts whole."""
    lacking = dict(journal.uncovered(ctx.store, ledger.covered(ctx.store, receipt.fingerprint)))
    for case_id, count in purging.words_held(ctx.store).items():
        if case_id not in receipt.cases:
            lacking[case_id] = max(count, lacking.get(case_id, 0))
    return lacking


def _receipts(ctx: Context, inspection: OpenInspection) -> tuple[ReceiptHeld, ...]:
    """The newest receipt of each who leads and of the archive, its signature and addressee checked anew."""
    found = []
    issuers: list[Member | IdentityCard] = [one for one in inspection.leads() if one.revoked_from is None]
    for issuer in (*issuers, *_archive(ctx, inspection)):
        mine = [one for one in _signed(ctx, issuer) if _is_good(ctx, inspection, issuer, one)]
        if mine:
            one = max((signed.receipt for signed in mine), key=lambda receipt: receipt.number)
            cases = frozenset(case.case for case in one.cases)
            found.append(
                ReceiptHeld(
                    issuer.fingerprint, issuer.name, issuer.role, one.number, one.issued_at, cases, one.stores
                )
            )  # fmt: skip
    return tuple(found)


def _archive(ctx: Context, inspection: OpenInspection) -> tuple[IdentityCard, ...]:
    """The card of the inspection's escrow key, once a receipt of its archive came."""
    kept = keepsakes.document(ctx.store, ESCROW_CARD, inspection.escrow) if inspection.escrow else None
    card = read_bare(kept.document, inspection.escrow) if kept is not None else None
    return (card,) if card is not None else ()


def _signed(ctx: Context, issuer: Member | IdentityCard) -> list[SignedReceipt]:
    kept = ledger.receipts(ctx.store, issuer.fingerprint)
    read = []
    for one in kept:
        try:
            read.append(read_receipt(SignedDocument(one.document, one.signature)))
        except Refused:
            continue  # a receipt that does not hold counts for nothing
    return read


def _is_good(ctx: Context, inspection: OpenInspection, issuer: Member | IdentityCard, signed: SignedReceipt) -> bool:
    receipt = signed.receipt
    me = inspection.member(ctx.me)
    mine = inspection.fingerprints(me) if me is not None else (ctx.me,)
    return (
        signed.signer == issuer.signing
        and receipt.issuer == issuer.fingerprint
        and receipt.addressee in mine
        and receipt.inspection == inspection.id
    )


# purge ----------------------------------------------------------------------------------------------------


def purge(ctx: Context, case_ids: Sequence[str], progress: Progress | None = None) -> PurgeDone:
    """Destroy this store's copy of these cases: values, drafts, what was derived, the log, and the backups.

    Headers stay, so that audit still proves the chain; that it was done is recorded and told to those who lead.
    Raises Refused ``nothing-to-purge`` and ``purge-blocked``, before anything is touched.
    """
    progress = progress or Progress()
    copy = own_copy(ctx)
    chosen = [case for case in copy.cases if case.case_id in set(case_ids)]
    if not chosen:
        raise Refused("nothing-to-purge")
    blocked = [case for case in chosen if not case.may_be_purged]
    if blocked:
        raise Refused("purge-blocked", count=len(blocked))
    ids = tuple(case.case_id for case in chosen)
    progress.step(0, 3, "purge")
    with ctx.store.write():
        gone = purging.empty_cases(ctx.store, ids)
        receipts = tuple((one.fingerprint, one.number) for one in copy.receipts)
        value = Purged(ids, gone, receipts, moment(ctx.now()))
        written = ctx.write(Write(subject("purge", ctx.me, ctx.new_id()), value))
        _keep_archived(ctx, archived(ctx) - set(ids))
    progress.step(1, 3, "purge")
    backups = renew_backups(ctx)
    progress.step(3, 3, "purge")
    return PurgeDone(len(ids), gone, backups, written | Changes(cases=frozenset(ids)))


def renew_backups(ctx: Context) -> int:
    """After words were erased: empty the log, let every backup go that still holds them, and make a fresh one."""
    ctx.store.flush_log()
    gone = backup.drop_all(ctx.store.folder)
    if gone:
        safekeeping.back_up_now(ctx)
    return gone
