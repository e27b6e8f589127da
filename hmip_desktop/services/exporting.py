"""Writing a sealed package for one addressee: everything that no verified receipt of theirs covers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hmip_desktop.domain.report_codes import check_code
from hmip_desktop.domain.sample import Member
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.identity import ESCROW
from hmip_desktop.exchange.manifest import CaseBusiness, PackageKind
from hmip_desktop.exchange.roster import write_roster
from hmip_desktop.exchange.seal import PACK, SignedDocument, sign_document
from hmip_desktop.exchange.writer import Content, Line, Recipient, Written, write_package
from hmip_desktop.progress import Progress
from hmip_desktop.services import guidance_notes
from hmip_desktop.services.context import Context, OpenInspection
from hmip_desktop.services.files import make_folder
from hmip_desktop.services.receipts import receipt_for
from hmip_desktop.store import keepsakes, ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.ledger import Sent
from hmip_desktop.store.projections import CaseItem

NEVER = 2**53


@dataclass(frozen=True, slots=True)
class Exported:
    """A package that was written, reopened, verified and counted. ``code`` is what two people compare by telephone;
    ``for_whom`` is the name of the addressee, which no file name tells."""

    package: Path
    package_id: str
    sequence: int
    kind: str
    cases: int
    revisions: int
    bytes: int
    code: str = ""
    for_whom: str = ""

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        return {
            "package": str(self.package),
            "package_id": self.package_id,
            "kind": self.kind,
            "sequence": self.sequence,
            "cases": self.cases,
            "revisions": self.revisions,
            "bytes": self.bytes,
            "code": self.code,
        }


@dataclass(frozen=True, slots=True)
class LastSent:
    """A package to somebody as their chain of custody names it: number, stored moment of writing, and check code."""

    sequence: int
    at: str
    code: str


def last_sent(ctx: Context, to: str) -> tuple[LastSent, ...]:
    """The last three packages that were written here for this fingerprint, newest first."""
    packages = ledger.sent(ctx.store, addressee=to)[-3:]
    return tuple(LastSent(one.sequence, one.at, check_code(one.manifest_digest)) for one in reversed(packages))


def export(
    ctx: Context, to: str, folder: Path, *, only_alerts: bool = False, progress: Progress | None = None
) -> Exported:
    """Write one package for the member with fingerprint ``to``, or the whole work for the archive of the escrow key.

    The archive is named by that key's fingerprint or as ``escrow``, and only those who lead send to it. Raises
    Refused: ``member-unknown``, ``role-not-allowed``, ``member-revoked``, ``export-to-yourself``,
    ``nothing-to-export``, and what the writer refuses; nothing is recorded as sent then.
    """
    inspection = ctx.inspection()
    addressee = _addressee(ctx, inspection, to)
    kind = _kind(ctx, inspection, addressee, only_alerts)
    make_folder(folder)  # first of all: a receipt that is made is kept as sent
    sequence, previous = ledger.next_sequence(ctx.store, *inspection.fingerprints(addressee))
    content = replace(_rows(ctx, inspection, addressee, kind), sequence=sequence, previous=previous or None)
    if kind == "allocation":
        content = _allocation(ctx, inspection, addressee, content)
    written = write_package(
        content,
        sender=ctx.identity,
        recipients=_recipients(inspection, addressee),
        folder=folder,
        entropy=ctx.entropy,
        now=ctx.now(),
        progress=progress,
        before_it_appears=lambda made: ledger.record_sent(ctx.store, _sent(ctx, made, addressee, kind, sequence)),
    )
    ctx.store.sync_anchor()
    return Exported(
        written.path, written.package_id, sequence, kind, written.cases, written.revisions, written.bytes,
        check_code(written.manifest_digest), addressee.name,
    )  # fmt: skip


def _rows(ctx: Context, inspection: OpenInspection, addressee: Member, kind: PackageKind) -> Content:
    """What is due to the addressee, not numbered yet. Refused ``nothing-to-export``."""
    only_alerts = kind == "alert"
    covered = ledger.covered(ctx.store, addressee.fingerprint)
    items = _cases_for(ctx, inspection, addressee, only_alerts)
    coverage = {item.case_id: _coverage(ctx, item.case_id, addressee, inspection, covered) for item in items}
    waiting = journal.uncovered(ctx.store, covered)
    sending = [item for item in items if waiting.get(item.case_id)]
    if only_alerts:
        sending = [item for item in sending if any(_lines(ctx, item.case_id, coverage[item.case_id], True))]
    between = _hold_the_same(inspection, ctx.me, addressee.fingerprint)
    beside = waiting.get("-") or (between and waiting.get("lead"))
    if not sending and kind != "allocation" and (only_alerts or not beside):
        raise Refused("nothing-to-export", name=addressee.name)
    return Content(
        kind=kind,
        inspection=inspection.id,
        sequence=0,
        previous=None,
        roster_version=inspection.roster.version,
        cases=((item.case_id, _lines(ctx, item.case_id, coverage[item.case_id], only_alerts)) for item in sending),
        inspection_lines=_inspection_lines(ctx, covered, only_alerts),
        lead_lines=_lead_lines(ctx, addressee, covered, only_alerts),
        forwarded=tuple(_document(kept.signed) for kept in keepsakes.heads(ctx.store, latest_only=False)),
        business=tuple(CaseBusiness(item.case_id, state_of(item)) for item in items),
        former=_former(ctx),
    )


def _former(ctx: Context) -> frozenset[str]:
    """The fingerprints under which this store was written before the present one."""
    own = {head.stream.partition("/")[0] for head in journal.stream_heads(ctx.store, own=True)}
    return frozenset(a for name, a in journal.authors(ctx.store).items() if name in own) - {ctx.me}


def _addressee(ctx: Context, inspection: OpenInspection, to: str) -> Member:
    to = to.replace(" ", "")
    if to == ctx.me:
        raise Refused("export-to-yourself")
    if inspection.escrow and to in (inspection.escrow, ESCROW):
        if not inspection.is_led_by(ctx.me):
            raise Refused("role-not-allowed", role=ctx.role)
        return Member(inspection.escrow, ESCROW, "data_team", "", inspection.value.escrow.partition(" ")[2])
    named = [m for m in inspection.roster.members if to in (m.fingerprint, m.name.replace(" ", ""))]
    if len(named) != 1:
        raise Refused("member-unknown")
    if named[0].revoked_from is not None:
        raise Refused("member-revoked", name=named[0].name)
    return named[0]


def _kind(ctx: Context, inspection: OpenInspection, addressee: Member, only_alerts: bool) -> PackageKind:
    if only_alerts:
        return "alert"
    if not inspection.is_led_by(ctx.me):
        return "work"
    if not inspection.is_led_by(addressee.fingerprint):
        return "allocation"
    first = not ledger.sent(ctx.store, addressee=addressee.fingerprint)
    behind = _names_new_pack(ctx, inspection, addressee) or guidance_notes.is_behind(ctx, addressee.fingerprint)
    return "allocation" if first or behind else "work"


def _names_new_pack(ctx: Context, inspection: OpenInspection, addressee: Member) -> bool:
    """True when the inspection was changed since the addressee got the packs, which only an allocation carries."""
    brought: dict[str, int] = {}
    for sent in ledger.sent(ctx.store, addressee=addressee.fingerprint):
        if sent.kind == "allocation":
            brought |= {stream: max(last, brought.get(stream, 0)) for stream, last in sent.coverage.items()}
    history = journal.history(ctx.store, f"inspection:{inspection.id}")
    mine = (one.header for one in history if one.header.author == ctx.me)
    return any(header.counter > brought.get(header.stream, 0) for header in mine)


def _cases_for(ctx: Context, inspection: OpenInspection, addressee: Member, only_alerts: bool) -> list[CaseItem]:
    """The addressee's business: for an inspector what is or was allocated to them, for a lead everything here."""
    items = projections.case_list(ctx.store)
    if only_alerts:
        items = [item for item in items if item.alerts_open]
    if inspection.gets_all(addressee.fingerprint):
        return items
    had = {case_id for one in inspection.fingerprints(addressee) for case_id in _cases_had(ctx, one)}
    return [i for i in items if addressee.fingerprint in (i.inspector, i.interviewer) or i.case_id in had]


def _cases_had(ctx: Context, addressee: str) -> set[str]:
    """Cases sent to them before: whoever has given one up is told so, not what others do with it now."""
    return {
        stream.partition("/")[2] for sent in ledger.sent(ctx.store, addressee=addressee) for stream in sent.coverage
    }


def _coverage(
    ctx: Context, case_id: str, addressee: Member, inspection: OpenInspection, covered: Mapping[str, int]
) -> dict[str, int]:
    """Counters not to be sent again. An interviewer gets what those who lead wrote, and no judgement of others."""
    limits = dict(covered)
    item = projections.case_item(ctx.store, case_id)
    if item is None or inspection.gets_all(addressee.fingerprint) or item.inspector == addressee.fingerprint:
        return limits
    for installation, author in journal.authors(ctx.store, case_id).items():
        if author != addressee.fingerprint and not inspection.is_led_by(author):
            limits[f"{installation}/{case_id}"] = NEVER
    return limits


def _lines(ctx: Context, case_id: str, covered: Mapping[str, int], only_alerts: bool) -> Iterator[Line]:
    """Lines of a case; of an alert package only the alerts, so that it stays small and waits for nothing.

    An alert that somebody else wrote is proven only by what they signed after it, so their stream goes along.
    """
    if not only_alerts:
        return journal.lines(ctx.store, case_id, covered)
    streams: dict[str, list[Line]] = {}
    for line in journal.lines(ctx.store, case_id, covered):
        streams.setdefault(line[0].rpartition(b'"stream":"')[2][:16].decode(), []).append(line)
    mine = f'"author":"{ctx.me}"'.encode()
    return (
        line
        for lines in streams.values() if any(map(_is_alert, lines))
        for line in lines if _is_alert(line) or mine not in line[0]
    )  # fmt: skip


def _is_alert(line: Line) -> bool:
    return b'"subject":"alert:' in line[0]


def _lead_lines(ctx: Context, addressee: Member, covered: Mapping[str, int], only_alerts: bool) -> Iterator[Line]:
    """What only lead inspector and deputy hold goes from one to the other and to nobody else."""
    between = _hold_the_same(ctx.inspection(), ctx.me, addressee.fingerprint)
    return journal.lines(ctx.store, "lead", covered) if between and not only_alerts else iter(())


def _hold_the_same(inspection: OpenInspection, me: str, addressee: str) -> bool:
    """True for what goes from one who leads to another, or to the archive of the escrow key."""
    return inspection.is_led_by(me) and inspection.gets_all(addressee)


def _inspection_lines(ctx: Context, covered: Mapping[str, int], only_alerts: bool) -> Iterator[Line]:
    return iter(()) if only_alerts else journal.lines(ctx.store, "-", covered)


def _allocation(ctx: Context, inspection: OpenInspection, addressee: Member, content: Content) -> Content:
    """With what only an allocation carries: signed roster, packs, notes to the guidance, receipt."""
    packs = {}
    for digest in keepsakes.pack_digests(ctx.store):
        kept = keepsakes.pack_document(ctx.store, digest)
        if kept is not None:
            unsigned = not kept.signature
            packs[digest] = (
                sign_document(kept.document, ctx.identity.signing_seed, PACK) if unsigned else _document(kept)
            )
    return replace(
        content,
        roster=_roster(ctx, inspection),
        packs=packs,
        receipt=receipt_for(ctx, inspection, addressee.fingerprint),
        guidance=guidance_notes.to_send(ctx),
    )


def _roster(ctx: Context, inspection: OpenInspection) -> SignedDocument:
    """The roster signed by the lead; a deputy carries on unchanged the one that came. Refused ``roster-not-held``."""
    if ctx.role != "deputy":
        return write_roster(inspection.id, inspection.roster, signer=ctx.identity, now=ctx.now())
    kept = keepsakes.documents(ctx.store, "roster")
    if not kept:
        raise Refused("roster-not-held")
    return _document(kept[max(kept, key=int)])


def _recipients(inspection: OpenInspection, addressee: Member) -> tuple[Recipient, ...]:
    first = Recipient(addressee.fingerprint, addressee.recipient)
    fingerprint, _, key = inspection.value.escrow.partition(" ")
    return (first, Recipient(fingerprint, key)) if fingerprint not in ("", first.fingerprint) else (first,)


def _sent(ctx: Context, written: Written, addressee: Member, kind: PackageKind, sequence: int) -> Sent:
    # an alert alone brings nobody up to its number
    brought = written.brought if kind != "alert" else {}
    coverage = {stream: max(last for _, last in ranges) for stream, ranges in brought.items()}
    return Sent(
        written.package_id,
        addressee.fingerprint,
        kind,
        sequence,
        written.manifest_digest,
        moment(ctx.now()),
        coverage,
    )


def _document(kept: keepsakes.Signed) -> SignedDocument:
    return SignedDocument(kept.document, kept.signature)


def state_of(item: CaseItem) -> str:
    """State of a case as the manifest names it."""
    if item.excluded:
        return "excluded"
    if item.signed_off_at:
        return "signed-off"
    return "started" if item.answered else "not-started"
