"""The archive of the escrow key: a folder of sealed files, opened, proven and counted, and receipts for what it holds.

Whoever keeps the escrow key needs no store. The inspection record names the key by a fingerprint that covers the
signing key too, so that every inspector's program knows who may sign for the archive. Which files belong to the
inspection is decided by the lead inspector's signed roster, and the lead inspector by a fingerprint that was heard.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.revisions import Revision, StreamHead
from hmip_desktop.domain.sample import Allocation, Erased, Member, Roster
from hmip_desktop.domain.values import grouped, moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import reader
from hmip_desktop.exchange.escrow import read_escrow
from hmip_desktop.exchange.identity import Identity, IdentityCard
from hmip_desktop.exchange.reader import Accepted, Keys, Opened, Standing
from hmip_desktop.exchange.receipts import CaseReceipt, Receipt, write_receipt
from hmip_desktop.exchange.roster import read_roster
from hmip_desktop.exchange.seal import Entropy
from hmip_desktop.exchange.writer import Content, Recipient, write_package
from hmip_desktop.progress import Progress
from hmip_desktop.services.files import make_folder, read_limited
from hmip_desktop.services.merge_knowledge import refs_of
from hmip_desktop.services.team import HEARD_GROUPS, check_heard
from hmip_desktop.store.ledger import NO_PACKAGE

KEY_LIMIT = 4096
_RECEIVING = ("inspector", "local_assessor", "interviewer")


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file of the archive, or one case of it (``case_id``), that could not be taken, and why."""

    file: str
    refused: Refused
    case_id: str = ""


@dataclass(slots=True)
class _CaseHeld:
    """What the archive holds of a case: stream to counter to digest, and whose business the case is or was."""

    streams: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    broken: dict[str, int] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    wordless: dict[str, tuple[str, int]] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    revisions: int = 0

    def add(self, revision: Revision) -> None:
        """Take a proven revision. Of a number that two revisions bear neither is counted, nor what follows."""
        header = revision.header
        held = self.streams[header.stream].setdefault(header.counter, revision.digest)
        if held != revision.digest:
            self.broken[header.stream] = min(header.counter, self.broken.get(header.stream, header.counter))
        self.revisions += 1
        self.people.add(header.author)
        value = revision.value()
        if revision.value_line is None:
            self.wordless[revision.digest] = (header.stream, header.counter)
        else:
            self.wordless.pop(revision.digest, None)
        if isinstance(value, Allocation):
            self.people |= {value.inspector, value.interviewer}
        if isinstance(value, Erased):
            self.erased.update(value.revisions)

    def heads(self) -> tuple[StreamHead, ...]:
        """Per stream the last revision that is here with its words and all before it."""
        ends = dict(self.broken)
        for digest, (stream, counter) in self.wordless.items():
            if digest not in self.erased:
                ends[stream] = min(counter, ends.get(stream, counter))
        found = []
        for stream, held in sorted(self.streams.items()):
            last, end = 0, ends.get(stream)
            while last + 1 in held and last + 1 != end:
                last += 1
            if last:
                found.append(StreamHead(stream, last, held[last]))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Archive:
    """What a folder of sealed files holds of one inspection. ``packages`` are the ids of those that were taken."""

    inspection: str
    lead: str
    roster: Roster
    packages: tuple[str, ...]
    troubles: tuple[Trouble, ...]
    newest: str
    cases: dict[str, _CaseHeld] = field(repr=False)
    escrow: Identity = field(repr=False)

    @property
    def revisions(self) -> int:
        """How many revisions of cases are here, each counted once for every file that holds it."""
        return sum(case.revisions for case in self.cases.values())

    def of(self, member: Member) -> tuple[tuple[str, tuple[StreamHead, ...]], ...]:
        """The cases that are or were this member's business, each with how far its streams are here."""
        held = [(case_id, case.heads()) for case_id, case in self.cases.items() if member.fingerprint in case.people]
        return tuple(sorted((case_id, heads) for case_id, heads in held if heads))

    def addressees(self) -> tuple[Member, ...]:
        """Those whose computers may purge by a receipt: who assesses or interviews, leads nothing, and is not gone."""
        return tuple(
            one for one in self.roster.members
            if self.roster.role_of(one.role) in _RECEIVING and one.revoked_from is None and self.of(one)
        )  # fmt: skip

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        return {
            "inspection": self.inspection,
            "lead": self.lead,
            "files": len(self.packages),
            "cases": len(self.cases),
            "newest": self.newest,
            "not_taken": [
                {"file": one.file, "case_id": one.case_id, "code": one.refused.code} for one in self.troubles
            ],
        }


@dataclass(frozen=True, slots=True)
class ReceiptWritten:
    """A sealed receipt for one of the team."""

    file: Path
    name: str
    cases: int

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        return {"file": str(self.file), "name": self.name, "cases": self.cases}


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who signed a team list in the archive as lead inspector: to be heard before it is believed."""

    name: str
    fingerprint: str

    @property
    def groups(self) -> str:
        """The fingerprint as it is read out."""
        return grouped(self.fingerprint)


@dataclass(frozen=True, slots=True)
class _TeamList:
    """A roster found in the archive with the card of whoever sent it, who signed it too."""

    card: IdentityCard
    inspection: str
    roster: Roster


def leads_named(key: Path, folder: Path, progress: Progress | None = None) -> tuple[Named, ...]:
    """Who says of themselves that they lead, by name. Raises Refused as ``read_archive``."""
    escrow, files = _escrow(key), _files(folder)
    found, _ = _team_lists(escrow, files, progress or Progress())
    leading = {one.card.fingerprint: one.card.name for one in found if one.card.role != "deputy"}
    return tuple(Named(name, print_) for print_, name in sorted(leading.items(), key=lambda one: one[1]))


def heard_as(lead: Named, heard: Mapping[int, str]) -> str:
    """The fingerprint of ``lead``, for ``read_archive``, once two groups were heard: number from 1 to five digits.

    Raises Refused ``fingerprint-needed`` and ``fingerprint-differs``.
    """
    check_heard(lead.fingerprint, lead.name, heard, HEARD_GROUPS)
    return lead.fingerprint


def read_archive(key: Path, folder: Path, lead: str, progress: Progress | None = None) -> Archive:
    """Open every sealed file in ``folder`` with the escrow key, prove it, and count what is held.

    ``lead``: all 30 digits of the lead inspector's fingerprint, as heard. A file that is damaged, of a stranger or of
    another inspection is told in ``troubles`` and counts for nothing. Raises Refused ``escrow-key-not-readable``,
    ``file-missing``, ``escrow-archive-empty``, ``escrow-archive-no-lead``, ``escrow-archive-mixed``.
    """
    progress = progress or Progress()
    escrow, files = _escrow(key), _files(folder)
    lists, order = _team_lists(escrow, files, progress)
    heard = "".join(ch for ch in lead if ch.isdigit())
    mine = [one for one in lists if one.card.fingerprint == heard]
    if not mine:
        raise Refused("escrow-archive-no-lead")
    if len({one.inspection for one in mine}) > 1:
        raise Refused("escrow-archive-mixed", name=mine[0].card.name)
    newest = max(mine, key=lambda one: one.roster.version)
    reading = _Reading(escrow, newest, tuple(one.roster for one in mine))
    for done, file in enumerate(order):
        progress.step(done, len(order), "check")
        reading.take(file, progress)
    return Archive(
        newest.inspection, newest.card.name, newest.roster, tuple(sorted(reading.packages)), tuple(reading.troubles),
        reading.newest, reading.cases, escrow,
    )  # fmt: skip


class _Reading:
    """The archive being read, file by file."""

    def __init__(self, escrow: Identity, team: _TeamList, rosters: tuple[Roster, ...]) -> None:
        self.escrow, self.team, self.rosters = escrow, team, rosters
        self.questions: dict[str, frozenset[str]] = {}
        self.cases: dict[str, _CaseHeld] = {}
        self.packages: set[str] = set()
        self.troubles: list[Trouble] = []
        self.newest = ""

    def take(self, file: Path, progress: Progress) -> None:
        """Prove one file and note what it holds, or why it counts for nothing."""
        try:
            opened = reader.open_package(file, _keys(self.escrow))
            if opened.sender_fingerprint == self.escrow.fingerprint:
                return  # a receipt of this archive
            standing = self._standing(opened)
            accepted = reader.check_standing(opened, standing)
            self._read(file, accepted, standing, progress)
        except Refused as refused:
            self.troubles.append(Trouble(file.name, refused))

    def _standing(self, opened: Opened) -> Standing:
        """As the addressee's own store would judge it: numbers run per addressee, and the archive reads along."""
        return Standing(
            own=opened.manifest.addressee,
            inspections=frozenset({self.team.inspection}),
            trusted=(self.team.card,),
            rosters=self.rosters,
            questions=self.questions,
        )

    def _read(self, file: Path, accepted: Accepted, standing: Standing, progress: Progress) -> None:
        packs = {d: refs_of(Pack.model_validate_json(one.data)) for d, one in accepted.packs.items()}
        for case in reader.cases(accepted, standing, questions=packs, progress=progress):
            if case.refused is not None:
                self.troubles.append(Trouble(file.name, case.refused, case.case_id))
            elif case.case_id not in ("-", "lead"):
                held = self.cases.setdefault(case.case_id, _CaseHeld())
                for revision in case.revisions:
                    held.add(revision)
        self.questions |= packs
        manifest = accepted.opened.manifest
        self.packages.add(manifest.package)
        self.newest = max(self.newest, manifest.made_at)


def write_receipts(
    archive: Archive, folder: Path, *, now: datetime, entropy: Entropy, progress: Progress | None = None
) -> tuple[ReceiptWritten, ...]:
    """One sealed receipt for each of the team of whom cases are here: which cases, and up to which change of whom.

    The number of a receipt is its moment in microseconds, since an archive remembers none. Raises Refused
    ``escrow-archive-nothing``, ``folder-not-writable`` and what the writer refuses.
    """
    people = archive.addressees()
    if not people:
        raise Refused("escrow-archive-nothing")
    make_folder(folder)
    number = int(now.timestamp()) * 1_000_000 + now.microsecond
    made = []
    for done, member in enumerate(people):
        if progress:
            progress.step(done, len(people), "write")
        made.append(_write_receipt(archive, member, number, folder, now, entropy))
    return tuple(made)


def _write_receipt(
    archive: Archive, member: Member, number: int, folder: Path, now: datetime, entropy: Entropy
) -> ReceiptWritten:
    held = archive.of(member)
    receipt = Receipt(
        inspection=archive.inspection,
        issuer=archive.escrow.fingerprint,
        addressee=member.fingerprint,
        number=number,
        issued_at=moment(now),
        packages=archive.packages,
        cases=tuple(CaseReceipt(case_id, tuple(sorted(one.digest for one in heads))) for case_id, heads in held),
        covers=tuple(head for _, heads in held for head in heads),
    )
    document = write_receipt(receipt, signer=archive.escrow)
    content = Content("receipt", archive.inspection, number, NO_PACKAGE, archive.roster.version, receipt=document)
    written = write_package(
        content, sender=archive.escrow, recipients=(Recipient(member.fingerprint, member.recipient),), folder=folder,
        entropy=entropy, now=now,
    )  # fmt: skip
    return ReceiptWritten(written.path, member.name, len(held))


def _escrow(key: Path) -> Identity:
    text = read_limited(key, KEY_LIMIT, "escrow-key-not-readable")
    return read_escrow(text.decode("utf-8", "replace"))


def _keys(escrow: Identity) -> Keys:
    return Keys(escrow.fingerprint, (escrow.age_secret,))


def _files(folder: Path) -> Sequence[Path]:
    found = sorted(folder.rglob("*.hmip"))
    if not found:
        raise Refused("escrow-archive-empty", folder=folder.name)
    return found


def _team_lists(
    escrow: Identity, files: Iterable[Path], progress: Progress
) -> tuple[tuple[_TeamList, ...], tuple[Path, ...]]:
    """Rosters that their own sender signed, and the files in the order to read them: those with packs first."""
    files = tuple(files)
    found, moments = [], {}
    for done, file in enumerate(files):
        progress.step(done, len(files), "read")
        try:
            opened = reader.open_package(file, _keys(escrow))
            manifest = opened.manifest
            moments[file] = (manifest.kind not in ("allocation", "guidance"), manifest.made_at)
            if "roster.json" in opened.members:
                signed = read_roster(opened.document("roster.json"))
                if signed.signer == opened.sender.signing and signed.inspection == manifest.inspection:
                    found.append(_TeamList(opened.sender, signed.inspection, signed.roster))
        except Refused:
            continue  # told when the file is read for what it holds
    latest = (True, "9")
    return tuple(found), tuple(sorted(files, key=lambda file: (*moments.get(file, latest), file.name)))
