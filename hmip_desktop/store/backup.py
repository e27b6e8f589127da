"""Rolling backups inside the store's folder, and the way back."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.store import keys
from hmip_desktop.store.connection import connect
from hmip_desktop.store.copying import check_database, copy_store, sync_file
from hmip_desktop.store.engine import SCHEMA_VERSION, Store, open_store, schema_version
from hmip_desktop.store.instance import hold_lock
from hmip_desktop.store.keys import Entropy, sync_folder
from hmip_desktop.store.presence import StoreFiles
from hmip_desktop.store.rekeying import is_of_key, settle
from hmip_desktop.store.revisions import start_installation

KEEP = 10
KEEP_REPLACED = 3
_NAME = "%Y%m%dT%H%M%S%fZ"
_REPLACED = "-replaced"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: its folder with database and key file, when it was made (stored moment), and its size in bytes."""

    path: Path
    at: str
    bytes: int

    @property
    def is_replaced(self) -> bool:
        """True for what stood in the store's place before a backup was put there."""
        return self.path.name.endswith(_REPLACED)


def back_up(store: Store, *, now: datetime, keep: int = KEEP) -> Backup:
    """Copy the store by the online backup interface, check the copy, and drop all but the newest ``keep``.

    Stores that were replaced are counted apart, so that they do not roll away with the next backups. Writers wait
    while its pages are copied, not while it is read back. A copy that fails leaves nothing behind.
    Refused: disk-full, backup-damaged when the copy does not read back.
    """
    target = StoreFiles(store.folder).backups / _after_all(store.folder, now).strftime(_NAME)
    copy_store(store.quiet(), store.unlocked, store.folder, target)
    store.sync_anchor()
    standing = backups(store.folder)
    rolling = [one for one in standing if not one.is_replaced][max(keep, 1) :]
    for old in rolling + [one for one in standing if one.is_replaced][KEEP_REPLACED:]:
        shutil.rmtree(old.path)
    return _described(target)


def _after_all(folder: Path, now: datetime) -> datetime:
    """``now``, or just after the newest backup when the clock was set back since: the newest must not roll away."""
    made = [at for one in backups(folder) if (at := _made_at(one.path)) is not None]
    return max([now.astimezone(UTC), *(at + timedelta(microseconds=1) for at in made[:1])])


def backups(folder: Path) -> list[Backup]:
    """Backups of the store in ``folder``, newest first. Opens nothing."""
    root = StoreFiles(folder).backups
    found = [path for path in root.iterdir() if _made_at(path) is not None] if root.is_dir() else []
    return [_described(path) for path in sorted(found, key=lambda path: path.name, reverse=True)]


def name_of_replaced(now: datetime) -> str:
    """The name under which a replaced store is kept among the backups."""
    return now.astimezone(UTC).strftime(_NAME) + _REPLACED


def drop_all(folder: Path) -> int:
    """Remove every backup of a store, because words were erased; answers how many."""
    root = StoreFiles(folder).backups
    found = sorted(root.iterdir()) if root.is_dir() else []
    for path in found:
        shutil.rmtree(path)
    return len(found)


def of_an_earlier_key(store: Store) -> list[Path]:
    """Copies of this store among its backups that another data key encrypts, or that are damaged from the start on.

    Whoever knows the passphrase of their day opens them with the key file that lies beside each.
    """
    root = StoreFiles(store.folder).backups
    found = sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    return [path for path in found if not is_of_key(StoreFiles(path).database, store.unlocked)]


def drop_earlier_keys(store: Store) -> int:
    """Remove the copies of ``of_an_earlier_key``; answers how many."""
    found = of_an_earlier_key(store)
    for path in found:
        shutil.rmtree(path)
    return len(found)


def restore(
    folder: Path,
    backup: Backup,
    passphrase: str,
    *,
    author: str,
    now: datetime,
    entropy: Entropy,
    anchor: Path | None = None,
) -> Store:
    """Put a backup in place of the closed store in ``folder`` and open it as a new installation.

    The passphrase is the one in force when the backup was made. What stood there is kept among the backups.
    Refused before anything is touched: backup-damaged, wrong-passphrase, key-file-damaged, store-newer, store-in-use.
    """
    _check(backup, passphrase)
    files = StoreFiles(folder)
    lock = hold_lock(files.lock)
    try:
        settle(folder)
        for name in (files.database.name, files.key.name):
            shutil.copyfile(backup.path / name, files.folder / f"{name}.restored")
            sync_file(files.folder / f"{name}.restored")
        _put_away(files, now)
        for name in (files.database.name, files.key.name):
            (files.folder / f"{name}.restored").replace(files.folder / name)
        sync_folder(folder)
    finally:
        lock.release()
    store = open_store(folder, passphrase=passphrase, anchor=anchor)
    try:
        start_installation(store, ground="restored", author=author, now=now, entropy=entropy)
    except BaseException:
        store.close()
        raise
    return store


def _check(backup: Backup, passphrase: str) -> None:
    files = StoreFiles(backup.path)
    if not files.database.is_file() or not files.key.is_file():
        raise Refused("backup-damaged")
    unlocked = keys.unlock(backup.path, passphrase)
    check_database(files.database, unlocked)
    raw = connect(files.database, unlocked.data_key, unlocked.salt, "ro")
    try:
        version = schema_version(raw)
    finally:
        raw.close()
    if version > SCHEMA_VERSION:
        raise Refused("store-newer", version=str(version))


def _put_away(files: StoreFiles, now: datetime) -> None:
    """Keep what stands in the store's place among the backups, log included, however damaged it is."""
    target = files.backups / name_of_replaced(now)
    target.mkdir(parents=True, exist_ok=True)
    names = [files.database.name + suffix for suffix in ("", "-wal", "-shm")] + [files.key.name]
    for name in names:
        if (files.folder / name).exists():
            (files.folder / name).replace(target / name)


def _made_at(path: Path) -> datetime | None:
    try:
        return datetime.strptime(path.name.removesuffix(_REPLACED), _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def _described(path: Path) -> Backup:
    made_at = _made_at(path)
    assert made_at is not None
    return Backup(path, moment(made_at), sum(file.stat().st_size for file in path.iterdir()))
