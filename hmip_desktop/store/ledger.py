"""Packages that came and went: numbers, digests, receipts, and what was held back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import col, delete, select

from hmip_desktop.store.engine import Store, Transaction
from hmip_desktop.store.tables import CoverageRow, HeldRow, PackageRow, ReceiptRow, SentRow, SettingRow

NO_PACKAGE = "0" * 64
"""Stands for the digest of a package that was forgotten with the store that sent it."""
_NUMBERS_ABOVE = "numbers-above"
_RELEASE = (
    "UPDATE quarantine SET released = 1 WHERE case_id = ? AND released = 0 AND package_id IN"
    " (SELECT package_id FROM package WHERE sender = ? AND sequence <= ?)"
)
Status = Literal["merged", "known", "late", "stale", "gap", "fork", "held", "refused", "read"]


_MERGED = "('merged', 'late', 'gap')"
_PUT_RECEIVED = (  # as text, because a merge of a whole year notes ninety
    "INSERT INTO package (package_id, manifest_digest, sender, kind, sequence, previous, at, status, file_sha256,"
    " file_name, made_at, counts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (package_id) DO UPDATE SET"
    " manifest_digest = excluded.manifest_digest, sender = excluded.sender, kind = excluded.kind,"
    " sequence = excluded.sequence, previous = excluded.previous, at = excluded.at, status = excluded.status,"
    " file_sha256 = excluded.file_sha256, file_name = excluded.file_name, made_at = excluded.made_at"
    f" WHERE package.status NOT IN {_MERGED} OR excluded.status IN {_MERGED} RETURNING id"
)


@dataclass(frozen=True, slots=True)
class Received:
    """A package that was read here at ``at`` and written by its sender at ``made_at`` (stored moments).

    ``counts`` is false while it is set aside.
    """

    package_id: str
    manifest_digest: str
    sender: str
    kind: str
    sequence: int
    at: str
    status: str
    file_sha256: str
    previous: str = ""
    counts: bool = True
    file_name: str = ""
    made_at: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A package written for an addressee; ``coverage``: stream to the highest counter it brings them up to."""

    package_id: str
    addressee: str
    kind: str
    sequence: int
    manifest_digest: str
    at: str
    coverage: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Held:
    """Something quarantined: a whole package (``case_id`` empty) or one case of it. ``params`` fill the sentence."""

    package_id: str
    case_id: str
    sender: str
    code: str
    params: Mapping[str, str]
    at: str
    released: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptKept:
    """A verified receipt of a recipient: the document verbatim and what it covers (stream to counter).

    ``replaces``: what earlier receipts of that recipient covered counts no more.
    """

    sender: str
    document: bytes
    signature: bytes
    coverage: Mapping[str, int]
    at: str
    replaces: bool = False


def received(store: Store, *, sender: str | None = None) -> list[Received]:
    """Packages read here, oldest first, of one sender or of all."""
    wanted = select(PackageRow).order_by(col(PackageRow.id))
    if sender is not None:
        wanted = wanted.where(PackageRow.sender == sender)
    with store.read() as db:
        return [_received(row) for row in db.session.exec(wanted)]


def find_received(store: Store, package_id: str) -> Received | None:
    """The received package of that id, or None."""
    with store.read() as db:
        row = db.session.exec(select(PackageRow).where(PackageRow.package_id == package_id)).first()
        return _received(row) if row else None


def record_received(store: Store, package: Received) -> None:
    """Note a package of which nothing is merged (refused, stale, held); merging notes its packages itself.

    The same package again replaces what was noted, unless it was merged.
    """
    with store.write() as db:
        put_received(db, package)


def put_received(db: Transaction, package: Received) -> int:
    """Note a package inside a transaction; answers its key."""
    row = (
        package.package_id, package.manifest_digest, package.sender, package.kind, package.sequence, package.previous,
        package.at, package.status, package.file_sha256, package.file_name, package.made_at, int(package.counts),
    )  # fmt: skip
    found = db.execute(_PUT_RECEIVED, row).fetchone()
    if found is None:  # it was merged, and that stays
        found = db.execute("SELECT id FROM package WHERE package_id = ?", (package.package_id,)).fetchone()
    return int(found[0])


def _received(row: PackageRow) -> Received:
    return Received(
        row.package_id, row.manifest_digest, row.sender, row.kind, row.sequence, row.at, row.status, row.file_sha256,
        row.previous, bool(row.counts), row.file_name, row.made_at,
    )  # fmt: skip


def next_sequence(store: Store, *addressee: str) -> tuple[int, str]:
    """Number of the next package for a person (1 for the first) and the manifest digest of the one before.

    ``addressee``: the person's fingerprints. A store put back from a copy cannot know which numbers it gave out
    after the copy was made: it goes on far above them, and names no package before the first that it does not
    remember.
    """
    newest = select(SentRow).where(col(SentRow.addressee).in_(addressee)).order_by(col(SentRow.sequence).desc())
    with store.read() as db:
        row = db.session.exec(newest.limit(1)).first()
        above = numbers_above(db)
        before = row.manifest_digest if row else NO_PACKAGE if above else ""
        return max(row.sequence if row else 0, above) + 1, before


def numbers_above(db: Transaction) -> int:
    """Below this and at it, package and receipt numbers may have been given out by a copy of this store; 0 for none."""
    row = db.session.get(SettingRow, _NUMBERS_ABOVE)
    return int(json.loads(row.value)) if row else 0


def forget_numbers(db: Transaction, now: datetime) -> None:
    """From here on numbers start above any that this store can have given out so far."""
    above = max(numbers_above(db) + 1, int(now.timestamp()) * 1000)
    db.session.merge(SettingRow(name=_NUMBERS_ABOVE, value=json.dumps(above)))
    db.session.flush()


def record_sent(store: Store, package: Sent) -> None:
    """Note a package that was written, read back and counted."""
    with store.write() as db:
        db.session.add(
            SentRow(
                package_id=package.package_id, addressee=package.addressee, kind=package.kind,
                sequence=package.sequence, manifest_digest=package.manifest_digest, at=package.at,
                coverage=_json(package.coverage),
            )
        )  # fmt: skip


def sent(store: Store, *, addressee: str | None = None) -> list[Sent]:
    """Packages written here, oldest first."""
    wanted = select(SentRow).order_by(col(SentRow.id))
    if addressee is not None:
        wanted = wanted.where(SentRow.addressee == addressee)
    with store.read() as db:
        return [
            Sent(
                row.package_id,
                row.addressee,
                row.kind,
                row.sequence,
                row.manifest_digest,
                row.at,
                json.loads(row.coverage),
            )
            for row in db.session.exec(wanted)
        ]


def any_sent(store: Store) -> bool:
    """True when a package was ever written here."""
    with store.read() as db:
        return db.execute("SELECT 1 FROM sent LIMIT 1").fetchone() is not None


def record_receipt(store: Store, receipt: ReceiptKept) -> None:
    """Keep a verified receipt; coverage only ever grows unless ``replace_coverage`` is called."""
    with store.write() as db:
        put_receipt(db, receipt)


def put_receipt(db: Transaction, receipt: ReceiptKept) -> None:
    """Keep a verified receipt inside a transaction."""
    db.session.add(
        ReceiptRow(
            sender=receipt.sender, document=receipt.document, signature=receipt.signature,
            coverage=_json(receipt.coverage), at=receipt.at,
        )
    )  # fmt: skip
    if receipt.replaces:
        db.execute("DELETE FROM coverage WHERE recipient = ?", (receipt.sender,))
    db.executemany(
        "INSERT INTO coverage (recipient, stream, counter) VALUES (?, ?, ?)"
        " ON CONFLICT (recipient, stream) DO UPDATE SET counter = max(counter, excluded.counter)",
        [(receipt.sender, stream, counter) for stream, counter in receipt.coverage.items()],
    )


def receipts(store: Store, sender: str) -> list[ReceiptKept]:
    """Receipts of that recipient, oldest first."""
    wanted = select(ReceiptRow).where(ReceiptRow.sender == sender).order_by(col(ReceiptRow.id))
    with store.read() as db:
        return [
            ReceiptKept(row.sender, row.document, row.signature, json.loads(row.coverage), row.at)
            for row in db.session.exec(wanted)
        ]


def covered(store: Store, recipient: str) -> dict[str, int]:
    """Stream to the highest counter that verified receipts of ``recipient`` cover."""
    with store.read() as db:
        rows = db.session.exec(select(CoverageRow).where(CoverageRow.recipient == recipient))
        return {row.stream: row.counter for row in rows}


def replace_coverage(store: Store, recipient: str, coverage: Mapping[str, int]) -> None:
    """Set what ``recipient`` has, after a receipt that withdraws earlier ones."""
    with store.write() as db:
        db.session.exec(delete(CoverageRow).where(col(CoverageRow.recipient) == recipient))
        db.session.add_all(
            CoverageRow(recipient=recipient, stream=stream, counter=counter) for stream, counter in coverage.items()
        )


def hold(store: Store, entry: Held) -> None:
    """Quarantine a package or one case of it; the same one again replaces the entry."""
    with store.write() as db:
        put_held(db, entry)


def put_held(db: Transaction, entry: Held) -> None:
    """Quarantine inside a transaction."""
    _drop_held(db, entry.package_id, entry.case_id)
    db.session.add(
        HeldRow(
            package_id=entry.package_id, case_id=entry.case_id, sender=entry.sender, code=entry.code,
            params=_json(entry.params), at=entry.at, released=int(entry.released),
        )
    )  # fmt: skip


def held(store: Store, *, with_released: bool = False) -> list[Held]:
    """What stands in quarantine, oldest first."""
    wanted = select(HeldRow).order_by(col(HeldRow.id))
    if not with_released:
        wanted = wanted.where(HeldRow.released == 0)
    with store.read() as db:
        return [
            Held(row.package_id, row.case_id, row.sender, row.code, json.loads(row.params), row.at, bool(row.released))
            for row in db.session.exec(wanted)
        ]


def release(store: Store, package_id: str, case_id: str = "") -> None:
    """Mark an entry as settled: the case came again sound, or a person admitted it."""
    with store.write() as db:
        for row in db.session.exec(select(HeldRow).where(HeldRow.package_id == package_id, HeldRow.case_id == case_id)):
            row.released = 1


def release_older(db: Transaction, senders: Iterable[str], case_id: str, sequence: int) -> None:
    """Settle what was held of a case in packages of one person up to this number: this one holds all of it again."""
    db.executemany(_RELEASE, [(case_id, sender, sequence) for sender in senders])


def cases_brought(store: Store, sender: str) -> set[str]:
    """Cases (``-`` and ``lead`` too) of which counting packages of ``sender`` brought something."""
    with store.read() as db:
        rows = db.execute(
            "SELECT DISTINCT f.case_id FROM package p JOIN brought b ON b.package = p.id JOIN stream s ON"
            " s.id = b.stream JOIN case_file f ON f.id = s.case_key WHERE p.sender = ? AND p.counts = 1",
            (sender,),
        ).fetchall()
    return {case_id for (case_id,) in rows}


def cases_handed_in(store: Store) -> set[str]:
    """Cases that counting packages of work brought, with or without work on them."""
    with store.read() as db:
        rows = db.execute(
            "SELECT DISTINCT f.case_id FROM package p JOIN brought b ON b.package = p.id JOIN stream s ON"
            " s.id = b.stream JOIN case_file f ON f.id = s.case_key WHERE p.kind = 'work' AND p.counts = 1"
        ).fetchall()
    return {case_id for (case_id,) in rows}


def _drop_held(db: Transaction, package_id: str, case_id: str) -> None:
    db.session.exec(delete(HeldRow).where(col(HeldRow.package_id) == package_id, col(HeldRow.case_id) == case_id))


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(dict(value), sort_keys=True, default=str)
