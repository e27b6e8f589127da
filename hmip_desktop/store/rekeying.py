"""Another data key for a store: its database encrypted again, for when somebody may know what opened it before.

Whoever once had the passphrase and the key file has the data key, and no other passphrase takes it back. So the
database is written again under a new key, with a key file of its own, to a folder beside; only when both are whole and
were read back do they take the place of the old ones. Which of the two renames were done is seen from what is left in
that folder, without any passphrase: a change that was cut off is settled before the store is opened.
"""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.errors import Refused
from hmip_desktop.progress import Progress
from hmip_desktop.store import keys
from hmip_desktop.store.copying import copy_store
from hmip_desktop.store.instance import hold_lock
from hmip_desktop.store.keys import DEFAULT_KDF, Entropy, EscrowSlot, Kdf, Unlocked, sync_folder
from hmip_desktop.store.opened import Store
from hmip_desktop.store.presence import StoreFiles, disk_refusal

READY = "rekeyed"
_DRAFT = "rekeying"
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True, repr=False)
class NewWays:
    """What is to open the store: passphrase, recovery text, and where wished an escrow slot with its secret."""

    passphrase: str
    recovery: str
    escrow: tuple[EscrowSlot, bytes] | None = None
    kdf: Kdf = DEFAULT_KDF


def renew_key(store: Store, ways: NewWays, progress: Progress, *, entropy: Entropy) -> Unlocked:
    """Encrypt an open store again under a new data key; answers the keys to open it with.

    Until the new database and its key file were read back, all can be stopped and the store is open as before. Then it
    is closed and they take its place. Refused: disk-full, backup-damaged when what was written does not read back;
    store-busy and store-in-use when somebody else looks on, with the store closed and unchanged.
    """
    folder = store.folder
    fresh = _write_beside(folder, store.unlocked, ways, entropy)
    try:
        with store.quiet() as raw:
            copy_store(nullcontext(raw), fresh, folder / _DRAFT, folder / READY, progress)
            keys.recover(folder / READY, ways.recovery)
            keys.unlock(folder / READY, ways.passphrase)
            progress.step(1, 1, "write")  # the last moment to stop
            store.close()
        _take_place(folder)
    except BaseException:
        settle(folder)
        if store.is_open or not is_of_key(StoreFiles(folder).database, fresh):
            raise
    settle(folder)
    return fresh


def settle(folder: Path) -> None:
    """Bring a change of the data key to an end that was cut off: done when the database is in its place, else undone.

    To be called by who holds the lock of the closed store, or has it open. Nothing happens where none was begun.
    """
    ready, draft = folder / READY, folder / _DRAFT
    if ready.is_dir():
        if StoreFiles(ready).database.exists():
            shutil.rmtree(draft, ignore_errors=True)
            ready.replace(draft)  # at once: half a folder would look like one whose database is in its place
        elif StoreFiles(ready).key.exists():
            StoreFiles(ready).key.replace(StoreFiles(folder).key)
            sync_folder(folder)
    for path in (ready, draft, folder / f"{READY}.new"):
        shutil.rmtree(path, ignore_errors=True)


def is_of_key(database: Path, unlocked: Unlocked) -> bool:
    """True when a database file is one of this data key: its salt, which changes with the key, stands in the clear."""
    try:
        with database.open("rb") as file:
            return file.read(_SALT_BYTES) == unlocked.salt
    except OSError:
        return False


def _write_beside(folder: Path, unlocked: Unlocked, ways: NewWays, entropy: Entropy) -> Unlocked:
    draft = folder / _DRAFT
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(mode=0o700)
    except OSError as error:
        raise disk_refusal(error, folder) from error
    fresh = keys.renew(draft, unlocked, ways.passphrase, ways.recovery, entropy=entropy, kdf=ways.kdf)
    if ways.escrow is not None:
        slot, secret = ways.escrow
        keys.keep_escrow(draft, fresh, slot, secret, entropy=entropy)
    return fresh


def _take_place(folder: Path) -> None:
    files, ready = StoreFiles(folder), StoreFiles(folder / READY)
    lock = hold_lock(files.lock)
    try:
        # A log that stayed belongs to the old database and would be read into the new one.
        if files.log.exists() or files.log.with_name("store.db-shm").exists():
            raise Refused("store-busy")
        ready.database.replace(files.database)
        sync_folder(folder)
        ready.key.replace(files.key)
        sync_folder(folder)
    except OSError as error:
        raise disk_refusal(error, folder) from error
    finally:
        lock.release()
