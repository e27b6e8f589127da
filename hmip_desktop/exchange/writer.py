"""Writing a package: sealed, padded, reopened and counted before it appears."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from isal import igzip

from hmip_desktop.domain.revision_lines import LineReader
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import seal
from hmip_desktop.exchange.coverage import Coverage
from hmip_desktop.exchange.envelope import pack_members
from hmip_desktop.exchange.identity import Identity
from hmip_desktop.exchange.manifest import (
    CASES_LIMIT,
    FORMAT,
    INSPECTION_NAME,
    LEAD_NAME,
    MANIFEST_NAME,
    SIGNATURE_NAME,
    UNPACKED_LIMIT,
    CaseBusiness,
    Manifest,
    MemberEntry,
    PackageKind,
    write_manifest,
)
from hmip_desktop.exchange.opening import Keys, open_package
from hmip_desktop.exchange.rows import judged, row_members, unpacked_rows
from hmip_desktop.exchange.seal import Entropy, SignedDocument
from hmip_desktop.progress import Progress

Line = tuple[bytes, bytes | None]
"""Header line and value line of a revision, without newlines; None where the words were erased."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
PACKERS = 2
"""Threads that pack or unpack: that runs beside Python, which it does not need."""
BATCH = 512 * 1024
"""Bytes of rows that are handed to the packers together."""
SHARE = 16
"""Members that one of them reads back before the other has to wait for it."""
Packed = tuple[bytes, str]
"""What a member holds, and its SHA-256."""
_LEVEL = 2  # of ISA-L, from 0 to 3: smaller than level 4 of zlib in a seventh of its time; whoever reads uses zlib


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who can open the package: fingerprint, and the ``age1...`` key to seal it to."""

    fingerprint: str
    key: str


@dataclass(frozen=True, slots=True)
class Content:
    """What goes in. Lines come in stream order (stream, then counter); cases are read one after the other, once.

    ``previous`` is the manifest digest of the last package to this addressee, None for the first. ``lead_lines``
    go to a lead or deputy only. The sender's own signed heads are made here; ``forwarded`` are all heads documents
    held of other authors, oldest first, of which those that the package needs go along unchanged. ``packs`` and
    ``guidance`` are by digest of their bytes. ``former`` are the fingerprints that the sender had before.
    """

    kind: PackageKind
    inspection: str
    sequence: int
    previous: str | None
    roster_version: int
    cases: Iterable[tuple[str, Iterable[Line]]] = ()
    inspection_lines: Iterable[Line] = ()
    lead_lines: Iterable[Line] = ()
    forwarded: Iterable[SignedDocument] = ()
    roster: SignedDocument | None = None
    receipt: SignedDocument | None = None
    packs: Mapping[str, SignedDocument] = field(default_factory=dict)
    guidance: Mapping[str, SignedDocument] = field(default_factory=dict)
    business: tuple[CaseBusiness, ...] = ()
    former: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Written:
    """A package that was written, reopened, verified and counted.

    ``brought`` gives per stream the counter ranges (first, last) that it holds, for the ledger of what was sent.
    """

    path: Path
    package_id: str
    manifest_digest: str
    file_sha256: str
    bytes: int
    cases: int
    revisions: int
    brought: Mapping[str, tuple[tuple[int, int], ...]]


def write_package(
    content: Content,
    *,
    sender: Identity,
    recipients: tuple[Recipient, ...],
    folder: Path,
    entropy: Entropy,
    now: datetime,
    progress: Progress | None = None,
    before_it_appears: Callable[[Written], None] = lambda written: None,
) -> Written:
    """Write ``hmip-<8 random letters>.hmip`` into ``folder``; the first recipient is the addressee.

    ``before_it_appears`` is told of the package when it is whole and nobody can have it yet: what is noted there
    of its number holds whatever happens next.

    The file appears by rename after it was read back. Raises Refused ``package-folder-missing``,
    ``package-not-written`` (disk), ``package-too-many-cases``, ``package-case-too-big``, ``recipient-key-invalid``
    or any code of the reader when what was written does not read back; nothing is left behind then.
    """
    if not folder.is_dir():
        raise Refused("package-folder-missing")
    parts = _Parts(progress)
    parts.add_rows(content)
    parts.add_documents(content, sender)
    manifest = _manifest(content, sender, recipients, parts.entries, package_id=entropy(8).hex(), now=now)
    manifest_bytes = write_manifest(manifest)
    signature = seal.sign(manifest_bytes, sender.signing_seed, seal.MANIFEST)
    members = [(MANIFEST_NAME, manifest_bytes), (SIGNATURE_NAME, signature), *parts.members]
    proof = seal.new_secret(entropy)
    keys = [*(r.key for r in recipients), seal.recipient_of(proof)]
    sealed = seal.encrypt(pack_members(members), keys)
    path = _free_name(folder, entropy)
    written = Written(
        path,
        manifest.package,
        hashlib.sha256(manifest_bytes).hexdigest(),
        hashlib.sha256(sealed).hexdigest(),
        len(sealed),
        len(manifest.cases),
        manifest.revisions,
        {stream: tuple(ranges) for stream, ranges in parts.coverage.brought.items()},
    )
    with _appearing(path, sealed) as beside:
        _verify(beside, Keys(manifest.addressee, (proof,)), manifest_bytes, progress)
        before_it_appears(written)
    return written


@dataclass(frozen=True, slots=True)
class _Rows:
    """One member that holds rows: its lines, and the same joined."""

    name: str
    headers: list[bytes]
    values: list[bytes]
    data: bytes


_Packing = list[tuple[list[_Rows], Future[list[Packed]]]]
"""Members under way, each share of them with what a packer makes of it."""


class _Parts:
    """Members of the package under way, each with its entry for the manifest.

    What is written is judged here, by the rules of whoever reads it; reading back then proves that it is the same.
    """

    def __init__(self, progress: Progress | None) -> None:
        self.members: list[tuple[str, bytes]] = []
        self.entries: list[MemberEntry] = []
        self.coverage = Coverage()
        self._lines = LineReader()
        self._progress = progress

    def add_rows(self, content: Content) -> None:
        """The rows, member by member, a batch of them at a time: one is packed while it is judged.

        A packer is handed many members at once, for whoever is busy with Python lets another thread on only every 5 ms,
        and few batches are kept unpacked, for the one before is waited for.
        """
        before: _Packing | None = None
        with ThreadPoolExecutor(PACKERS) as packers:
            for batch in self._batches(content):
                share = -(-len(batch) // PACKERS)
                shares = [batch[first : first + share] for first in range(0, len(batch), share)]
                packing = [(one, packers.submit(_pack, [rows.data for rows in one])) for one in shares]
                for rows in batch:
                    self.coverage.follow(judged(rows.headers, rows.values, self._lines))
                self._collect(before or ())
                before = packing
            self._collect(before or ())

    def _collect(self, packing: _Packing | tuple[()]) -> None:
        for shared, future in packing:
            for rows, (packed, digest) in zip(shared, future.result(), strict=True):
                self._add(rows.name, packed, digest, len(rows.data), len(rows.headers))

    def _batches(self, content: Content) -> Iterator[list[_Rows]]:
        """Members that have rows, as many together as come to a megabyte."""
        batch: list[_Rows] = []
        size = 0
        for name, lines in self._row_members(content):
            held = list(lines)
            if held:
                headers, values = [header for header, _ in held], [value or b"" for _, value in held]
                batch.append(_Rows(name, headers, values, _joined(headers, values)))
                size += len(batch[-1].data)
            if size >= BATCH:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _row_members(self, content: Content) -> Iterator[tuple[str, Iterable[Line]]]:
        yield INSPECTION_NAME, content.inspection_lines
        yield LEAD_NAME, content.lead_lines
        for done, (case_id, lines) in enumerate(content.cases):
            if done >= CASES_LIMIT:
                raise Refused("package-too-many-cases", limit=CASES_LIMIT)
            if self._progress:
                self._progress.step(done, max(done, len(content.business)), "write")
            yield f"cases/{case_id}.jsonl.gz", lines

    def add_documents(self, content: Content, sender: Identity) -> None:
        """Signed heads, and what the kind carries beside rows."""
        for name, data in self.coverage.heads_members(sender, content.forwarded, content.former):
            self._add_plain(name, data)
        named = [("roster", content.roster), ("receipt", content.receipt)]
        named += [(f"packs/{digest}", document) for digest, document in content.packs.items()]
        named += [(f"guidance/{digest}", document) for digest, document in content.guidance.items()]
        for stem, document in named:
            if document is not None:
                self._add_plain(f"{stem}.json", document.data)
                self._add_plain(f"{stem}.json.sig", document.signature)

    def _add(self, name: str, packed: bytes, digest: str, size: int, rows: int) -> None:
        self.entries.append(MemberEntry(name, rows, digest, len(packed), size))
        self.members.append((name, packed))

    def _add_plain(self, name: str, data: bytes) -> None:
        self._add(name, data, hashlib.sha256(data).hexdigest(), len(data), 0)


def _joined(headers: list[bytes], values: list[bytes]) -> bytes:
    """The lines of one member as it holds them."""
    written = [b""] * (2 * len(headers) + 1)
    written[0:-1:2], written[1::2] = headers, values
    data = b"\n".join(written)
    if len(data) > UNPACKED_LIMIT:
        raise Refused("package-case-too-big", limit_mb=UNPACKED_LIMIT // (1024 * 1024))
    return data


def _pack(members: list[bytes]) -> list[Packed]:
    packed = [igzip.compress(data, _LEVEL, mtime=0) for data in members]
    return [(data, hashlib.sha256(data).hexdigest()) for data in packed]


def _manifest(
    content: Content,
    sender: Identity,
    recipients: tuple[Recipient, ...],
    entries: list[MemberEntry],
    *,
    package_id: str,
    now: datetime,
) -> Manifest:
    return Manifest(
        addressee=recipients[0].fingerprint,
        business=tuple(sorted(content.business, key=lambda one: one.case)),
        format="hmip-package",
        inspection=content.inspection,
        kind=content.kind,
        made_at=moment(now),
        major=FORMAT[0],
        members=tuple(sorted(entries, key=lambda entry: entry.name)),
        minor=FORMAT[1],
        package=package_id,
        previous=content.previous,
        recipients=tuple(recipient.fingerprint for recipient in recipients),
        roster=content.roster_version,
        sender=sender.card,
        sequence=content.sequence,
    )


def _free_name(folder: Path, entropy: Entropy) -> Path:
    """A name that says nothing and is not taken."""
    while True:
        letters = "".join(_LETTERS[byte % len(_LETTERS)] for byte in entropy(8))
        path = folder / f"hmip-{letters}.hmip"
        if not path.exists():
            return path


@contextmanager
def _appearing(path: Path, sealed: bytes) -> Iterator[Path]:
    """The file under a name beside, synced; it gets its own name only when the block ends well."""
    beside = path.with_suffix(".part")
    try:
        with beside.open("xb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        yield beside
        beside.replace(path)
    except OSError as error:
        raise Refused("package-not-written") from error
    finally:
        beside.unlink(missing_ok=True)


def _verify(beside: Path, keys: Keys, manifest_bytes: bytes, progress: Progress | None) -> None:
    """Read back every byte and count every row with a key that only this call has and that is gone after it.

    The manifest names what was packed, and each member's check sum what was judged before it was packed.
    """
    opened = open_package(beside, keys)
    if bytes(opened.members[MANIFEST_NAME]) != manifest_bytes:
        raise Refused("package-not-written")
    rows = [entry for _, entry in row_members(opened)]
    shares = [rows[first : first + SHARE] for first in range(0, len(rows), SHARE)]
    with ThreadPoolExecutor(PACKERS) as readers:
        for done, _ in enumerate(readers.map(lambda share: [len(unpacked_rows(opened, one)) for one in share], shares)):
            if progress:
                progress.step(done * SHARE, len(rows), "check")
    for entry in opened.entries.values():
        if not entry.name.endswith(".gz"):
            opened.member(entry.name)
