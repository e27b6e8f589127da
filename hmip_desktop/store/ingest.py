"""Merging planned packages: one transaction, all or nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from hmip_desktop.domain.merge import CasePlan
from hmip_desktop.domain.revisions import HANDING_KINDS, Revision, settled_case
from hmip_desktop.domain.values import moment
from hmip_desktop.progress import Progress
from hmip_desktop.store import aside, branches, casebook, erasure, keepsakes, ledger, withdrawn
from hmip_desktop.store.aside import bring_back, set_aside, set_aside_blockers
from hmip_desktop.store.connection import blob
from hmip_desktop.store.deriving import FILES, Known, answer_code, case_state, states
from hmip_desktop.store.engine import Store, Transaction
from hmip_desktop.store.keepsakes import KeptHeads, Signed
from hmip_desktop.store.ledger import Held, ReceiptKept, Received

__all__ = [
    "Arrival", "Batch", "Ingested", "apply", "bring_back", "set_aside", "set_aside_blockers",
]  # fmt: skip

ROWS_TO_FLUSH = 20_000
_INSERT = "INSERT INTO revision (id, stream, counter, arrived, digest, header, value) VALUES (?, ?, ?, ?, ?, ?, ?)"
_AT = attrgetter("at")
_BROUGHT = "INSERT OR IGNORE INTO brought (stream, package, first, last) VALUES (?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One package with the plans of its cases (``-``, ``lead``: the inspection's) and what came beside them.

    ``cases`` is read once, so it may be a generator. A plan with ``refused`` is quarantined, nothing of it is written.
    ``senders``: the fingerprints that its sender has and had, none for the one of the package alone.
    ``documents``: (kind, key, signed) for ``keepsakes.keep_document``; ``packs``: canonical JSON with signature.
    """

    package: Received
    cases: Iterable[CasePlan]
    heads: tuple[KeptHeads, ...] = ()
    packs: tuple[Signed, ...] = ()
    documents: tuple[tuple[str, str, Signed], ...] = ()
    receipts: tuple[ReceiptKept, ...] = ()
    senders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Packages that are merged together."""

    arrivals: tuple[Arrival, ...]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a merge wrote: revisions and cases touched, how many were known, what was quarantined."""

    revisions: int
    known: int
    cases: tuple[str, ...]
    held: tuple[Held, ...]


def apply(store: Store, batch: Batch, *, now: datetime, progress: Progress | None = None) -> Ingested:
    """Write everything the plans bring, in one transaction; an exception or a cancel leaves no trace.

    Revisions already held are skipped, so the same batch twice changes nothing.
    """
    with _uncollected(), store.write() as db:
        db.recount = True
        work = _Ingest(store, db, moment(now), progress or Progress())
        for arrival in batch.arrivals:
            work.take(arrival)
        return work.finish()


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles meanwhile: a merge makes millions of rows and no cycle, and looking costs a tenth of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(slots=True)
class _Rows:
    """Rows that wait to be written together, because one statement for many is several times faster."""

    revisions: list[tuple[Any, ...]] = field(default_factory=list)
    current: list[tuple[Any, ...]] = field(default_factory=list)
    counted: list[tuple[Any, ...]] = field(default_factory=list)
    files: list[tuple[Any, ...]] = field(default_factory=list)
    brought: list[tuple[Any, ...]] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)

    def flush(self, db: Transaction) -> None:
        """Write and forget. What counts is sorted, so that each page of its table is filled once."""
        self.counted.sort()
        for statement, rows in (
            (_INSERT, self.revisions), (casebook.PUT_CURRENT, self.current), (casebook.PUT_COUNTED, self.counted),
            (casebook.SET_FILE, self.files), (_BROUGHT, self.brought),
        ):  # fmt: skip
            if rows:
                db.executemany(statement, rows)
                rows.clear()
        self.waiting.clear()


class _Ingest:
    """One merge under way."""

    def __init__(self, store: Store, db: Transaction, at: str, progress: Progress) -> None:
        self.store, self.db, self.at, self.progress = store, db, at, progress
        self.rows = _Rows()
        self.next_row = 1 + (db.execute("SELECT max(id) FROM revision").fetchone()[0] or 0)
        self.erased = frozenset(digest for (digest,) in db.execute("SELECT digest FROM erased").fetchall())
        self.cases: dict[str, None] = {}
        self.held: list[Held] = []
        self.some_held = bool(db.execute("SELECT 1 FROM quarantine WHERE released = 0 LIMIT 1").fetchone())
        self.stated = withdrawn.stated(db)
        aside_here = db.execute("SELECT 1 FROM package WHERE counts = 0 LIMIT 1").fetchone() is not None
        self.some_aside = aside_here or bool(self.stated)
        self.opened: set[int] = set()
        self.erasures: list[tuple[int, Revision]] = []
        self.frame_changed = False
        self.aside_changed = False
        self.settled: set[str] = set()
        self.written = 0
        self.known = 0

    def take(self, arrival: Arrival) -> None:
        """Write one package: what came beside its cases first, because cases are counted within it."""
        package = ledger.put_received(self.db, arrival.package)
        if self.some_held:
            ledger.release(self.store, arrival.package.package_id)
        new_packs = [keepsakes.put_pack(self.db, signed) for signed in arrival.packs]
        for heads in arrival.heads:
            keepsakes.put_heads(self.db, heads)
        for kind, key, signed in arrival.documents:
            keepsakes.put_document(self.db, kind, key, signed)
        for receipt in arrival.receipts:
            ledger.put_receipt(self.db, receipt)
        self.db.session.flush()
        if any(new_packs):
            self.frame_changed = True
            self.store.frame.forget()
        for done, plan in enumerate(arrival.cases):
            self.progress.step(done, self.progress.total, "write")
            if plan.refused is not None:
                self._hold(arrival.package, plan)
            else:
                self._case(package, arrival.package.kind == "work", plan)
                self._release(arrival, plan)

    def finish(self) -> Ingested:
        """Write what still waits, then let what reaches further take effect."""
        self.rows.flush(self.db)
        for key, revision in self.erasures:
            erasure.honour(self.store, self.db, key, revision)
        if self.aside_changed:
            aside.follow(self.store, self.db, self.stated)
        if self.frame_changed:
            casebook.refresh_all(self.db, self.store.frame)
        casebook.refresh_settled(self.db, self.store.frame, self.settled)
        return Ingested(self.written, self.known, tuple(self.cases), tuple(self.held))

    def _hold(self, package: Received, plan: CasePlan) -> None:
        assert plan.refused is not None
        params = {name: str(value) for name, value in plan.refused.params.items()}
        entry = Held(package.package_id, plan.case_id, package.sender, plan.refused.code, params, self.at)
        ledger.put_held(self.db, entry)
        self.held.append(entry)

    def _release(self, arrival: Arrival, plan: CasePlan) -> None:
        """A whole case that comes sound settles what its sender's earlier packages held of it."""
        package = arrival.package
        if package.kind != "alert" and plan.brought and (self.some_held or self.held):
            senders = arrival.senders or (package.sender,)
            ledger.release_older(self.db, senders, plan.case_id, package.sequence)

    def _case(self, package: int, is_work: bool, plan: CasePlan) -> None:
        db = self.db
        key, was_counted = self._file(plan.case_id)
        is_work = is_work and bool(plan.brought)
        fresh = is_work and any(one.header.kind not in HANDING_KINDS for one in plan.new)
        if not plan.new and not self.some_aside:
            streams = self._streams(key, plan)
            self._note_brought(package, streams, plan)
            self._note_twins(package, streams, plan)
            self.known += plan.known
            self._look_again(key, is_work)
            return
        held = casebook.known(db, key, counting=False) if key in self.opened else []
        hidden = casebook.hidden_rows(db, key) if self.some_aside else frozenset()
        streams = self._streams(key, plan)
        here = {one.digest for one in held}
        added = self._write(package, streams, plan.new, here)
        self.known += plan.known + len(plan.new) - len(added)
        self._note_brought(package, streams, plan)
        self._note_twins(package, streams, plan)
        if hidden:  # what comes again by a counting package may count again
            self.rows.flush(db)
            casebook.reproject(db, self.store.frame, key, plan.case_id)
        else:
            if was_counted:
                casebook.drop_if_counted(db, self.store.frame.load(db), key)
            self._project(key, plan.case_id, held, added, is_work=fresh)
            self._look_again(key, is_work and not fresh)
        if added:
            self.cases[plan.case_id] = None
            self._note_kinds(key, plan)
        if len(self.rows.revisions) > ROWS_TO_FLUSH:
            self.rows.flush(db)

    def _file(self, case_id: str) -> tuple[int, bool]:
        """Key of the case file and whether the case counted; what still waits of it is written first."""
        if case_id in self.rows.waiting:
            self.rows.flush(self.db)
        self.rows.waiting.add(case_id)
        row = self.db.execute("SELECT id, counted FROM case_file WHERE case_id = ?", (case_id,)).fetchone()
        if row is None:
            return casebook.file_key(self.db, case_id), False
        self.opened.add(row[0])
        return row[0], bool(row[1])

    def _look_again(self, key: int, is_work: bool) -> None:
        """Whether a package brought work that was here already: then it has returned, too."""
        if is_work and not casebook.has_returned(self.db, key):
            self.rows.flush(self.db)
            casebook.note_returned(self.db, key)

    def _note_brought(self, package: int, streams: dict[str, int], plan: CasePlan) -> None:
        self.rows.brought += [
            (streams[stream], package, first, last) for stream, ranges in plan.brought.items() for first, last in ranges
        ]

    def _note_twins(self, package: int, streams: dict[str, int], plan: CasePlan) -> None:
        """Where two branches stand at one counter, note which of them this package brought."""
        if plan.twins:
            self.rows.flush(self.db)
            branches.note_twins(self.db, package, streams, plan.twins)

    def _note_kinds(self, key: int, plan: CasePlan) -> None:
        """Revisions whose effect reaches beyond their own subject are acted on when all are written."""
        if plan.case_id in FILES:
            self.frame_changed = self.frame_changed or plan.brings("inspection")
            self.aside_changed = self.aside_changed or plan.brings("set-aside") or plan.brings("uncounted")
            self.settled |= {settled_case(one.header.subject) for one in plan.new} - {""}
        elif plan.brings("erased"):
            self.erasures += [(key, one) for one in plan.new if one.header.kind == "erased"]

    def _streams(self, key: int, plan: CasePlan) -> dict[str, int]:
        found = dict(self.db.execute("SELECT name, id FROM stream WHERE case_key = ?", (key,)).fetchall())
        for name in {*plan.brought, *(one.header.stream for one in plan.new)} - set(found):
            made = self.db.execute("INSERT INTO stream (name, case_key) VALUES (?, ?)", (name, key))
            found[name] = made.lastrowid
        return found

    def _write(self, package: int, streams: dict[str, int], new: Sequence[Revision], here: set[bytes]) -> list[Known]:
        """Queue the rows of revisions that are not here yet; answers them as projections need them."""
        queue, erased = self.rows.revisions.append, self.erased
        stream, key = "", 0
        added: list[Known] = []
        add, row = added.append, self.next_row
        for one in new:
            digest = bytes.fromhex(one.digest)
            if digest in here:
                continue
            header = one.header
            if header.stream != stream:
                stream, key = header.stream, streams[header.stream]
            value, subject, line = one.value_line, header.subject, one.header_line
            if erased and digest in erased:
                value = None
            queue((row, key, header.counter, package, blob(digest), blob(line), value and blob(value)))
            answer = answer_code(value) if subject.startswith("answer:") else None
            pack = "" if answer is not None else casebook.signed_under(subject, line)
            add(Known(subject, row, digest, False, answer, value, pack, header.parents, header.at))
            row += 1
        self.written += len(added)
        self.next_row = row
        return added

    def _project(self, key: int, case_id: str, held: list[Known], added: list[Known], *, is_work: bool) -> None:
        """What is current of a case after its new revisions, worked out in memory."""
        frame = self.store.frame.load(self.db)
        states_of = states([*held, *added] if held else added)
        touched = {one.subject: states_of[one.subject] for one in added} if held else states_of
        self.rows.current += casebook.current_rows(key, touched.values())
        state = case_state(frame, case_id, states_of.values())
        if state.counted:
            self.rows.counted += casebook.counted_rows(self.db, frame, key, state)
        changed_at = max(map(_AT, added), default="")
        self.rows.files.append(casebook.file_row(key, state, changed_at, is_work))
