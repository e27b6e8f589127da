"""Opening the encrypted database: one instance, one writer, kept connections."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlmodel import SQLModel

from hmip_desktop.errors import Refused
from hmip_desktop.store import keys, tables
from hmip_desktop.store.anchor import Anchor
from hmip_desktop.store.connection import Connection, Mode, connect, driver
from hmip_desktop.store.instance import StoreLock, hold_lock
from hmip_desktop.store.keys import DEFAULT_KDF, Entropy, Kdf, Unlocked
from hmip_desktop.store.opened import Store
from hmip_desktop.store.presence import StoreFiles, check_mount, check_place, check_ready, state
from hmip_desktop.store.rekeying import settle
from hmip_desktop.store.transaction import Transaction

__all__ = ["SCHEMA_VERSION", "Created", "Store", "Transaction", "create", "open_store"]

SCHEMA_VERSION = 4


@dataclass(frozen=True, slots=True)
class Created:
    """A new open store and its recovery text, which is kept nowhere else."""

    store: Store
    recovery: str


def create(
    folder: Path, passphrase: str, *, now: datetime, entropy: Entropy, kdf: Kdf = DEFAULT_KDF,
    anchor: Path | None = None, environ: Mapping[str, str] = os.environ,
) -> Created:  # fmt: skip
    """Make a new store in ``folder`` (made when missing) and open it.

    ``anchor`` is the file outside the folder that remembers how far the store had come; ``environ`` says where
    synced folders are. Refused: store-exists, store-folder-shared, store-folder-synced.
    """
    check_place(folder, environ)
    check_mount(folder)
    if state(folder) != "absent":
        raise Refused("store-exists", folder=folder.name)
    folder.mkdir(parents=True, exist_ok=True)
    files = StoreFiles(folder)
    with ExitStack() as undo:
        lock = hold_lock(files.lock)
        undo.callback(lock.release)
        undo.callback(_remove, files.key, files.database)
        unlocked, recovery = keys.create(folder, passphrase, entropy=entropy, kdf=kdf)
        _lay_out(connect(files.database, unlocked.data_key, unlocked.salt, "rwc"), unlocked, entropy, now)
        store = _opened(folder, unlocked, lock, "rw", anchor)
        undo.pop_all()
    return Created(store, recovery)


def open_store(
    folder: Path, *, passphrase: str | None = None, recovery: str | None = None,
    opened: Callable[[Path], Unlocked] | None = None, read_only: bool = False, anchor: Path | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Store:  # fmt: skip
    """Open by passphrase, by recovery text, or by keys that ``opened`` gives for the folder.

    An older schema is brought up to date after a snapshot, and a change of the data key that was cut off is settled
    one way or the other. Refused: store-missing, store-empty, store-newer,
    store-in-use, wrong-passphrase, wrong-recovery-text, recovery-text-mistyped, store-damaged, key-file-missing,
    key-file-damaged, store-folder-shared, store-folder-synced, store-folder-read-only. A refused store has not changed
    by a byte. ``read_only`` takes no lock and migrates nothing.
    """
    if passphrase is None and recovery is None and opened is None:
        raise ValueError("a store is opened by passphrase, by recovery text, or by keys that are open")
    check_place(folder, environ)
    check_ready(folder)
    with ExitStack() as undo:
        lock = None if read_only else hold_lock(StoreFiles(folder).lock)
        if lock is not None:
            undo.callback(lock.release)
            settle(folder)
            undo.callback(_remove, *(path for path in _log_files(folder) if not path.exists()))
        if opened is not None:
            unlocked = opened(folder)
        else:
            unlocked = (
                keys.unlock(folder, passphrase) if passphrase is not None else keys.recover(folder, recovery or "")
            )
        reader = connect(StoreFiles(folder).database, unlocked.data_key, unlocked.salt, "ro")
        undo.callback(reader.close)
        kept = reader if _is_up_to_date(reader, read_only) else None
        if kept is None:
            reader.close()
            _migrate(folder, unlocked)
        store = _opened(folder, unlocked, lock, "ro" if read_only else "rw", anchor, kept)
        undo.pop_all()
    return store


def _is_up_to_date(raw: Connection, read_only: bool) -> bool:
    """False for an older schema. Refused: store-newer, and store-older when it may not be written."""
    version = schema_version(raw)
    if version > SCHEMA_VERSION:
        raise Refused("store-newer", version=str(version))
    if version < SCHEMA_VERSION and read_only:
        raise Refused("store-older", version=str(version))
    return version == SCHEMA_VERSION


def _migrate(folder: Path, unlocked: Unlocked) -> None:
    # alembic is loaded only for a store of an older program, never on the way to the first page
    from hmip_desktop.store import migrations

    migrations.migrate(folder, unlocked, SCHEMA_VERSION)


def schema_version(raw: Connection) -> int:
    """The schema that a database has, 0 when none was laid out."""
    return int(raw.execute("PRAGMA user_version").fetchone()[0])


def _lay_out(raw: Connection, unlocked: Unlocked, entropy: Entropy, now: datetime) -> None:
    """All tables and the first settings in one transaction."""
    raw.execute("BEGIN IMMEDIATE")
    for statement in table_statements():
        raw.execute(statement)
    settings = {"installation": entropy(8).hex(), "store": unlocked.store_id, "made_at": now.isoformat()}
    rows = [(name, f'"{value}"') for name, value in settings.items()]
    raw.executemany("INSERT INTO setting (name, value) VALUES (?, ?)", rows)
    raw.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    raw.execute("COMMIT")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()


def table_statements() -> list[str]:
    """The schema of today as SQL, in an order that can be run."""
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.schema import CreateIndex, CreateTable

    dialect = sqlite.dialect()
    made: list[str] = []
    for table in SQLModel.metadata.sorted_tables:
        if table.name in OUR_TABLES:
            made.append(str(CreateTable(table).compile(dialect=dialect)))
            indexes = sorted(table.indexes, key=lambda index: str(index.name))
            made += [str(CreateIndex(index).compile(dialect=dialect)) for index in indexes]
    return made


OUR_TABLES = frozenset(
    table.__tablename__ for table in vars(tables).values()
    if isinstance(table, type) and issubclass(table, SQLModel) and table is not SQLModel
)  # fmt: skip


def _opened(
    folder: Path, unlocked: Unlocked, lock: StoreLock | None, mode: Literal["rw", "ro"], anchor: Path | None,
    reader: Connection | None = None,
) -> Store:  # fmt: skip
    """The store; ``reader`` is the connection its schema was looked at with, which it goes on reading with."""
    record = Anchor(anchor, unlocked.store_id, unlocked.anchor_key) if anchor else None

    def connector(kind: Mode) -> Connection:
        return connect(StoreFiles(folder).database, unlocked.data_key, unlocked.salt, kind)

    try:
        return Store(folder, unlocked, connector, lock, record, read_only=mode == "ro", reader=reader)
    except driver.DatabaseError as error:
        raise Refused("store-damaged") from error


def _log_files(folder: Path) -> tuple[Path, ...]:
    """What SQLite lays beside a database while it is open; a look at one that is then refused leaves them empty."""
    log = StoreFiles(folder).log
    return (log, log.with_name("store.db-shm"))


def _remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
