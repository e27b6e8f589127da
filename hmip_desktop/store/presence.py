"""Which files a store is made of, and whether one is here. Light: nothing of the database is imported."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hmip_desktop.errors import Refused

State = Literal["absent", "ready", "key-missing", "database-missing", "database-empty"]
SMALLEST_DATABASE = 4096
_SYNCED = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "nextcloud", "owncloud", "box sync")
_NETWORK = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.onedriver")
)
_SYNC_ROOTS = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


@dataclass(frozen=True, slots=True)
class StoreFiles:
    """Paths of the parts of a store in ``folder``."""

    folder: Path

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.folder / "store.db"

    @property
    def log(self) -> Path:
        """SQLite's write-ahead log: there while the store is open, or after a sitting that was cut off."""
        return self.folder / "store.db-wal"

    @property
    def key(self) -> Path:
        """The wrapped data key."""
        return self.folder / "store.key"

    @property
    def lock(self) -> Path:
        """Held by the one program that has the store open."""
        return self.folder / "store.lock"

    @property
    def backups(self) -> Path:
        """Rolling backups, each a database with a copy of its key file."""
        return self.folder / "backups"


def state(folder: Path) -> State:
    """What stands in ``folder``; ``absent`` when neither part of a store is there. Reads no content."""
    files = StoreFiles(folder)
    has_key, has_database = files.key.is_file(), files.database.is_file()
    if not has_key:
        return "key-missing" if has_database else "absent"
    if not has_database:
        return "database-missing"
    return "ready" if files.database.stat().st_size >= SMALLEST_DATABASE else "database-empty"


def check_ready(folder: Path) -> None:
    """Refuse what cannot be opened: store-missing, store-empty, key-file-missing."""
    codes = {
        "absent": "store-missing",
        "database-missing": "store-missing",
        "database-empty": "store-empty",
        "key-missing": "key-file-missing",
    }
    code = codes.get(state(folder))
    if code:
        raise Refused(code, folder=folder.name)


def check_place(folder: Path, environ: Mapping[str, str]) -> None:
    """Refuse a folder on a share (store-folder-shared) or kept in step by a service (store-folder-synced).

    Decided by its name, also the one that a link or a mapped drive letter leads to, and by where ``environ`` says that
    OneDrive lives.
    """
    for text in {str(folder), os.path.realpath(folder)}:
        _check_name(text, folder, environ)


def _check_name(text: str, folder: Path, environ: Mapping[str, str]) -> None:
    if text.startswith(("\\\\", "//")):
        raise Refused("store-folder-shared", folder=folder.name)
    roots = [environ[name].lower() for name in _SYNC_ROOTS if environ.get(name)]
    parts = [part.lower() for part in text.replace("\\", "/").split("/")]
    if any(part.startswith(_SYNCED) for part in parts) or any(text.lower().startswith(root) for root in roots):
        raise Refused("store-folder-synced", folder=folder.name)


def check_mount(folder: Path, mounts: Path = Path("/proc/self/mounts")) -> None:
    """Refuse a folder on a network file system (store-folder-shared), as far as Linux lists what is mounted where."""
    try:
        listed = [line.split() for line in mounts.read_text(errors="replace").splitlines()]
    except OSError:
        return
    place = Path(os.path.realpath(folder))
    points = [(Path(one[1].replace("\\040", " ")), one[2]) for one in listed if len(one) > 2]
    over = [(len(point.parts), kind) for point, kind in points if place.is_relative_to(point)]
    if over and max(over, key=lambda one: one[0])[1] in _NETWORK:
        raise Refused("store-folder-shared", folder=folder.name)


def disk_refusal(error: OSError, folder: Path) -> Refused:
    """What to tell when the disk under ``folder`` does not take or give a file.

    disk-full; store-folder-read-only when nothing may be written there; store-folder-gone when it is not there any
    more (a stick pulled out); store-folder-trouble for anything else that the disk says.
    """
    if error.errno in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return Refused("disk-full")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Refused("store-folder-read-only", folder=folder.name)
    if error.errno in (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTDIR):
        return Refused("store-folder-gone", folder=folder.name)
    return Refused("store-folder-trouble", folder=folder.name)
