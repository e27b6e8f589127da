"""What a backup holds, what would be missing with it, and putting it in the place of the store."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from hmip_desktop.domain.values import decoder_of
from hmip_desktop.errors import Refused
from hmip_desktop.store import keys
from hmip_desktop.store.backup import Backup, name_of_replaced
from hmip_desktop.store.connection import Connection, connect, driver
from hmip_desktop.store.copying import check_database, sync_file
from hmip_desktop.store.engine import SCHEMA_VERSION, Store, open_store, schema_version
from hmip_desktop.store.instance import hold_lock
from hmip_desktop.store.keys import Unlocked, sync_folder
from hmip_desktop.store.presence import StoreFiles, disk_refusal
from hmip_desktop.store.rekeying import settle as settle_keys

STAGE = "restoring"
_CASES = "SELECT count(*) FROM case_file WHERE listed = 1"
_HELD = "SELECT s.name, r.counter, r.digest, r.header FROM revision r JOIN stream s ON s.id = r.stream"


class _Glance(msgspec.Struct, frozen=True):
    """The one field of a header that matters here."""

    at: str


_glance = decoder_of(_Glance)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: changes, listed cases, and the stored moment of the newest change ("" when empty)."""

    revisions: int
    cases: int
    last_at: str


def look_into(backup: Backup, unlocked: Unlocked) -> Contents:
    """Count what a backup of this store holds, without opening it for work. Refused: backup-damaged."""
    with _reading(backup, unlocked) as raw:
        revisions = int(raw.execute("SELECT count(*) FROM revision").fetchone()[0])
        cases = int(raw.execute(_CASES).fetchone()[0])
        newest = raw.execute("SELECT header FROM revision ORDER BY id DESC LIMIT 1").fetchone()
    return Contents(revisions, cases, _glance(newest[0]).at if newest else "")


def missing_from(store: Store, backup: Backup) -> Mapping[str, int]:
    """How many changes of the open store a backup lacks, by case id (``-`` and ``lead``: the inspection's own)."""
    with _reading(backup, store.unlocked) as raw:
        held = {digest for (digest,) in raw.execute("SELECT digest FROM revision")}
    missing: Counter[str] = Counter()
    with store.read() as db:
        for name, _, digest, _ in db.execute(_HELD):
            if digest not in held:
                missing[name.partition("/")[2]] += 1
    return missing


def put_back(
    store: Store, backup: Backup, *, settle: Callable[[Store], None], now: datetime, anchor: Path | None
) -> Store:
    """Put a backup in the place of an open store; the key file of today stays, so its passphrase does too.

    ``settle`` is given the restored store before it takes its place, to begin a new installation in it. What stood
    there is kept among the backups. Refused before anything is touched: backup-damaged, store-newer, disk-full.
    The store given is closed in any case but those.
    """
    unlocked = store.unlocked
    _check(backup, unlocked)
    with _staged(store.folder, backup, StoreFiles(store.folder).key) as stage:
        _settled(stage, lambda _: unlocked, settle)
        store.close()
        _swap(store.folder, stage, now, keep_key=True)
    return _reopened(store.folder, lambda _: unlocked, anchor)


def put_back_closed(
    folder: Path, backup: Backup, passphrase: str, *, settle: Callable[[Store], None], now: datetime,
    anchor: Path | None,
) -> Store:  # fmt: skip
    """As ``put_back`` for a store that does not open any more; the passphrase is that of the backup's own key file.

    Refused before anything is touched: wrong-passphrase, key-file-damaged, backup-damaged, store-newer, store-in-use.
    """
    if not StoreFiles(backup.path).key.is_file():
        raise Refused("backup-damaged")
    unlocked = keys.unlock(backup.path, passphrase)
    _check(backup, unlocked)
    with _staged(folder, backup, StoreFiles(backup.path).key) as stage:
        _settled(stage, lambda _: unlocked, settle)
        _swap(folder, stage, now, keep_key=False)
    return _reopened(folder, lambda _: unlocked, anchor)


def _settled(stage: Path, opened: Callable[[Path], Unlocked], settle: Callable[[Store], None]) -> None:
    with open_store(stage, opened=opened, environ={}) as restored:
        settle(restored)


def _reopened(folder: Path, opened: Callable[[Path], Unlocked], anchor: Path | None) -> Store:
    """The store that now stands there; a person asked for the older copy, so the anchor follows it from here on."""
    store = open_store(folder, opened=opened, anchor=anchor)
    store.accept_history()
    return store


def _check(backup: Backup, unlocked: Unlocked) -> None:
    database = StoreFiles(backup.path).database
    if not database.is_file():
        raise Refused("backup-damaged")
    check_database(database, unlocked)
    with _reading(backup, unlocked) as raw:
        version = schema_version(raw)
    if version > SCHEMA_VERSION:
        raise Refused("store-newer", version=str(version))


@contextmanager
def _reading(backup: Backup, unlocked: Unlocked) -> Iterator[Connection]:
    try:
        raw: Any = connect(StoreFiles(backup.path).database, unlocked.data_key, unlocked.salt, "ro")
    except Refused as refused:
        raise Refused("backup-damaged") from refused
    try:
        yield raw
    except driver.DatabaseError as error:
        raise Refused("backup-damaged") from error
    finally:
        raw.close()


@contextmanager
def _staged(folder: Path, backup: Backup, key: Path) -> Iterator[Path]:
    """A folder inside the store's with a copy of the backup, gone again afterwards."""
    stage = folder / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    try:
        stage.mkdir(parents=True)
        shutil.copyfile(StoreFiles(backup.path).database, StoreFiles(stage).database)
        shutil.copyfile(key, StoreFiles(stage).key)
        yield stage
    except OSError as error:
        raise disk_refusal(error, folder) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _swap(folder: Path, stage: Path, now: datetime, *, keep_key: bool) -> None:
    """What stands in the store's place goes among the backups, however damaged it is, and the staged copy moves in."""
    files, staged = StoreFiles(folder), StoreFiles(stage)
    sync_file(staged.database)
    lock = hold_lock(files.lock)
    try:
        settle_keys(folder)  # or the next opening would take a key file for its own that belongs to what goes aside
        aside = files.backups / name_of_replaced(now)
        aside.mkdir(parents=True, exist_ok=True)
        if files.key.is_file():
            shutil.copyfile(files.key, aside / files.key.name)
        for suffix in ("-wal", "-shm", ""):
            standing = files.database.with_name(files.database.name + suffix)
            if standing.exists():
                standing.replace(aside / standing.name)
        staged.database.replace(files.database)
        if not keep_key:
            staged.key.replace(files.key)
        sync_folder(folder)
    finally:
        lock.release()
