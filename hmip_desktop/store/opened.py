"""An open store: its one writing connection, its readers, and what it remembers while open."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from queue import Empty, LifoQueue
from types import TracebackType
from typing import Any, Self, TypeVar

from hmip_desktop.errors import Refused
from hmip_desktop.store import keys
from hmip_desktop.store.anchor import Anchor, AnchorCheck, Extent, measure
from hmip_desktop.store.connection import Connection, Mode, driver
from hmip_desktop.store.frame import Frame
from hmip_desktop.store.instance import StoreLock
from hmip_desktop.store.keys import DEFAULT_KDF, Entropy, Kdf, Unlocked
from hmip_desktop.store.presence import StoreFiles
from hmip_desktop.store.transaction import Channel, Transaction, Writing
from hmip_desktop.store.trouble import database_refusal, file_number

COMMITS_TO_CHECKPOINT = 1000
COMMITS_TO_WAIT = 200
Found = TypeVar("Found")


class Store:
    """An open store. Safe to use from several threads: one writes at a time, readers see whole transactions.

    ``anchor_check`` says how the store stood to its anchor when it was opened; while that is trouble the anchor
    is left as it is until ``accept_history``.
    """

    def __init__(
        self, folder: Path, unlocked: Unlocked, connector: Callable[[Mode], Connection], lock: StoreLock | None,
        anchor: Anchor | None, *, read_only: bool, reader: Connection | None = None,
    ) -> None:  # fmt: skip
        """Made by ``engine.create`` and ``engine.open_store`` only."""
        self.folder = folder
        self.unlocked = unlocked
        self.store_id = unlocked.store_id
        self.read_only = read_only
        self.frame = Frame()
        self._connector = connector
        self._lock = lock
        self._anchor = anchor
        self._writing = threading.RLock()
        self._inside: Transaction | None = None
        self._owner = 0
        self._readers: LifoQueue[Channel] = LifoQueue()
        self._closed = False
        self._commits = 0
        self._written = 0
        self._remembered: dict[str, tuple[int, Any]] = {}
        self._much = False
        self._extent = Extent(0, 0)
        self._kept_writer: Channel | None = None
        self._database = os.fspath(StoreFiles(folder).database)
        self._file = file_number(self._database)
        self._readers.put(Channel(reader if reader is not None else connector("ro")))
        try:
            self.installation = self._stored_installation()
            self.anchor_check = self._checked_anchor()
        except BaseException:
            self._close_connections()
            raise

    @property
    def _writer(self) -> Channel:
        """The one writing connection. Made when it is first needed: a list can be shown without it."""
        if self._kept_writer is None:
            self._kept_writer = Channel(self._connector("ro" if self.read_only else "rw"))
        return self._kept_writer

    @property
    def extent(self) -> Extent:
        """How far the store has come."""
        return self._extent if self._anchor is not None else self._measured()

    @property
    def is_open(self) -> bool:
        """False once it was closed."""
        return not self._closed

    @property
    def inside(self) -> Transaction | None:
        """The transaction of ``write`` that this thread is in, None outside one."""
        return self._inside if self._owner == threading.get_ident() else None

    def write(self) -> AbstractContextManager[Transaction]:
        """One durable transaction on the kept writing connection; rolled back when the block raises.

        Inside another ``write`` of the same thread it is part of that one. Refused: store-read-only, store-closed,
        and as ``database_refusal`` has it: disk-full, store-busy, store-folder-gone.
        """
        inside = self.inside
        return Writing(self._begin, self._end) if inside is None else nullcontext(inside)

    def _begin(self) -> Transaction:
        """A transaction on the database that was opened, not on one whose file is there no more; alone until ``_end``.

        Linux lets a file be taken away while it is open: what is written goes nowhere, and nothing says so.
        """
        self._writing.acquire()
        try:
            self._check_open()
            if self.read_only:
                raise Refused("store-read-only")
            if file_number(self._database) != self._file:
                raise Refused("store-folder-gone", folder=self.folder.name)
            transaction = Transaction(self._writer)
            self._writer.raw.execute("BEGIN IMMEDIATE")
        except BaseException as error:
            self._writing.release()
            refused = database_refusal(error, self.folder)
            if refused is not None:
                raise refused from error
            raise
        self._inside, self._owner = transaction, threading.get_ident()
        return transaction

    def _end(self, transaction: Transaction, error: BaseException | None) -> None:
        """Commit, and let the anchor follow; roll back after ``error``, or when committing fails."""
        try:
            try:
                if error is not None:
                    raise error
                transaction.finish()
                self._writer.end("COMMIT")
            except BaseException as raised:
                transaction.close()
                self._writer.abandon()
                self.frame.forget()
                refused = database_refusal(raised, self.folder)
                if refused is not None:
                    raise refused from raised
                if raised is not error:
                    raise
                return
            finally:
                self._inside, self._owner = None, 0
            self._after(transaction)
        finally:
            self._writing.release()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One consistent view on a reading connection; inside ``write`` of the same thread: that transaction."""
        inside = self.inside
        if inside is not None:
            yield inside
            return
        self._check_open()
        try:
            channel = self._readers.get_nowait()
        except Empty:
            channel = Channel(self._connector("ro"))
        transaction = Transaction(channel)
        channel.raw.execute("BEGIN")
        try:
            yield transaction
        finally:
            transaction.close()
            channel.abandon()
            if self._closed:
                channel.close()
            else:
                self._readers.put(channel)

    def remember(self, name: str, look: Callable[[Transaction], Found]) -> Found:
        """What ``look`` finds, which is not looked for again until something was written.

        Inside ``write`` of the same thread, and where another may write, every look is a new one.
        """
        if self.read_only or (self._inside is not None and self._owner == threading.get_ident()):
            with self.read() as db:
                return look(db)
        written = self._written  # before the look: what is written meanwhile makes it old
        held = self._remembered.get(name)
        if held is None or held[0] != written:
            with self.read() as db:
                held = self._remembered[name] = (written, look(db))
        return held[1]

    @contextmanager
    def quiet(self) -> Iterator[Connection]:
        """The writing connection outside any transaction, nobody else writing: for backup and for maintenance.

        Refused: store-closed, and as ``database_refusal`` has it.
        """
        with self._writing:
            self._check_open()
            try:
                yield self._writer.raw
            except driver.DatabaseError as error:
                raise database_refusal(error, self.folder) or error from error

    @property
    def log_waits(self) -> bool:
        """True after much was written, at once or bit by bit: the log should be brought home when it is quiet."""
        return self._much or self._commits >= COMMITS_TO_WAIT

    def checkpoint(self) -> None:
        """Bring the write-ahead log home and sync the anchor; for when it is quiet and ``log_waits``."""
        if self.read_only:
            return
        with self.quiet() as raw:
            raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            self._commits, self._much = 0, False
            if self._anchor is not None:
                self._anchor.sync()

    def sync_anchor(self) -> None:
        """Bring the anchor to the disk: what was copied or handed on is remembered, whatever happens next."""
        with self._writing:
            if self._anchor is not None:
                self._anchor.sync()

    def flush_log(self) -> None:
        """Bring the log home and empty it, so that nothing erased is left in it; waits for readers.

        Inside a transaction it is brought home when that ends.
        """
        with self.quiet() as raw:
            if self._inside is not None:
                self._inside.homeward = True
                return
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def accept_history(self) -> None:
        """A person has decided to go on with this copy: from here on the anchor follows it again."""
        self.anchor_check = AnchorCheck("none")
        if self._anchor is not None:
            self._extent = self._measured()
            self._anchor.note(self._extent)

    def take_installation(self, transaction: Transaction, installation: str) -> None:
        """Write under a new installation number from here on."""
        statement = "UPDATE setting SET value = ? WHERE name = 'installation'"
        transaction.execute(statement, (json.dumps(installation),))
        self.installation = installation

    def signing_seed(self) -> bytes | None:
        """The signing seed, None when the store was opened by recovery or none is kept."""
        return self.unlocked.seed

    def keep_signing_seed(self, seed: bytes, *, entropy: Entropy) -> None:
        """Wrap ``seed`` (32 bytes) by the passphrase in the key file. Refused: passphrase-needed."""
        self.unlocked = keys.keep_seed(self.folder, self.unlocked, seed, entropy=entropy)

    def change_passphrase(self, passphrase: str, *, entropy: Entropy, kdf: Kdf = DEFAULT_KDF) -> None:
        """From now on ``passphrase`` opens this store; the database is not touched."""
        self.unlocked = keys.change_passphrase(self.folder, self.unlocked, passphrase, entropy=entropy, kdf=kdf)

    def close(self) -> None:
        """Bring the log home, sync the anchor, close every connection and release the lock. Twice is once."""
        with self._writing:
            if self._closed:
                return
            self._closed = True
            try:
                if not self.read_only and (self._kept_writer is not None or self._has_log()):
                    self._bring_home()
            finally:
                self._close_connections()
                if self._anchor is not None:
                    self._anchor.close()
                if self._lock is not None:
                    self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _has_log(self) -> bool:
        """True while something stands in the log, as after a sitting that was cut off."""
        log = StoreFiles(self.folder).log
        return log.exists() and log.stat().st_size > 0

    def _bring_home(self) -> None:
        """Empty the log; the readers are let go first, for none may look on."""
        writer = self._writer
        self._let_readers_go()
        with suppress(driver.DatabaseError):  # no room, or no disk: the log holds it all and comes home another day
            writer.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _close_connections(self) -> None:
        self._remembered.clear()
        self._let_readers_go()
        if self._kept_writer is not None:
            self._kept_writer.close()

    def _let_readers_go(self) -> None:
        while not self._readers.empty():
            self._readers.get_nowait().close()

    def _check_open(self) -> None:
        if self._closed:
            raise Refused("store-closed")

    def _after(self, transaction: Transaction) -> None:
        if self._anchor is not None and not self.anchor_check.is_trouble:
            if transaction.recount:
                self._extent = self._measured()
            else:
                self._extent = self._extent.grown(transaction.added, transaction.heads)
            self._anchor.note(self._extent)
        self._commits += 1
        self._written += 1
        self._much = self._much or transaction.recount
        if transaction.homeward or self._commits >= COMMITS_TO_CHECKPOINT:
            # Where words were erased, or where it was never quiet, not at an ordinary save. What was saved is saved,
            # also where there is no room to bring the log home.
            with suppress(Refused, OSError):
                self.checkpoint()

    def _checked_anchor(self) -> AnchorCheck:
        if self._anchor is None:
            return AnchorCheck("none")
        self._extent = self._measured()
        check = self._anchor.check(self._extent)
        if not check.is_trouble and not self.read_only:
            self._anchor.note(self._extent)
        return check

    def _measured(self) -> Extent:
        with self.read() as db:
            return measure(db)

    def _stored_installation(self) -> str:
        with self.read() as db:
            row = db.execute("SELECT value FROM setting WHERE name = 'installation'").fetchone()
        if row is None:
            raise Refused("store-damaged")
        return str(json.loads(row[0]))
