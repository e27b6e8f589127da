"""A store copied while it is open: the online backup interface, the key file beside it, the copy read back."""

from __future__ import annotations

import os
import shutil
from contextlib import AbstractContextManager
from pathlib import Path

from hmip_desktop.errors import Refused
from hmip_desktop.progress import Progress
from hmip_desktop.store.connection import Connection, connect, driver
from hmip_desktop.store.keys import Unlocked, sync_folder
from hmip_desktop.store.presence import StoreFiles, disk_refusal
from hmip_desktop.store.trouble import database_refusal

PAGES_AT_ONCE = 256


def copy_store(
    held: AbstractContextManager[Connection], unlocked: Unlocked, folder: Path, target: Path,
    progress: Progress | None = None,
) -> None:  # fmt: skip
    """Copy the open database and the key file of ``folder`` to a new folder ``target``; one already there is replaced.

    ``held`` gives the connection to copy from, and is entered only while pages are copied: whoever waits for it does
    not wait for the copy to be read back. The copy is encrypted by the keys in ``unlocked``, whatever those of the
    source are, and appears whole or not at all. With ``progress`` it can be stopped, and nobody may write meanwhile.
    Refused: backup-damaged when it does not read back, disk-full, and store-folder-read-only, store-folder-gone or
    store-folder-trouble of the folder that it was to lie in.
    """
    beside = target.with_name(target.name + ".new")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        beside.mkdir(parents=True)
        _copy_database(held, unlocked, StoreFiles(beside).database, progress)
        shutil.copyfile(StoreFiles(folder).key, StoreFiles(beside).key)
        for path in (StoreFiles(beside).database, StoreFiles(beside).key):
            sync_file(path)
        sync_folder(beside)
        shutil.rmtree(target, ignore_errors=True)
        beside.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise disk_refusal(error, target.parent) from error
    except driver.OperationalError as error:
        raise database_refusal(error, target.parent) or Refused("disk-full") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _copy_database(
    held: AbstractContextManager[Connection], unlocked: Unlocked, path: Path, progress: Progress | None
) -> None:
    copy = connect(path, unlocked.data_key, unlocked.salt, "rwc")
    try:
        with held as source:
            if progress is None:
                # All pages in one go: in steps, a writer makes it start over again and it may never end.
                source.backup(copy, pages=-1)
            else:
                told = progress

                def step(_: int, left: int, pages: int) -> None:
                    told.step(pages - left, pages, "write")

                source.backup(copy, pages=PAGES_AT_ONCE, progress=step)
        # A backup is one file: without this it would need a log and its index beside it to be read.
        copy.execute("PRAGMA journal_mode=DELETE").fetchall()
    finally:
        copy.close()
    check_database(path, unlocked)


def check_database(path: Path, unlocked: Unlocked) -> None:
    """Refuse with backup-damaged a copy that does not read back whole."""
    try:
        copy = connect(path, unlocked.data_key, unlocked.salt, "ro")
    except Refused as refused:
        raise Refused("backup-damaged") from refused
    try:
        damaged = copy.execute("PRAGMA cipher_integrity_check").fetchall()
        answer = copy.execute("PRAGMA quick_check(1)").fetchall()
    except driver.DatabaseError as error:
        raise Refused("backup-damaged") from error
    finally:
        copy.close()
    if damaged or answer != [("ok",)]:
        raise Refused("backup-damaged")


def sync_file(path: Path) -> None:
    """Bring a written file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
