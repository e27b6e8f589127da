"""What the database says when the disk or another program is in the way, as refusals that a person can act on."""

from __future__ import annotations

import os
from pathlib import Path

from hmip_desktop.errors import Refused

_CODES = {
    "SQLITE_FULL": "disk-full",
    "SQLITE_BUSY": "store-busy",
    "SQLITE_LOCKED": "store-busy",
    "SQLITE_READONLY": "store-folder-read-only",
    "SQLITE_PERM": "store-folder-read-only",
    "SQLITE_IOERR": "store-folder-trouble",
    "SQLITE_CANTOPEN": "store-folder-trouble",
    "SQLITE_CORRUPT": "store-damaged",
    "SQLITE_NOTADB": "store-damaged",
}


def database_refusal(error: BaseException, folder: Path) -> Refused | None:
    """The refusal of an error of the driver, bare or wrapped by SQLAlchemy; None for what is a defect of ours.

    disk-full, store-busy (another program keeps the file locked), store-folder-read-only, store-folder-gone,
    store-folder-trouble, store-damaged. The transaction has been rolled back and nothing of it was saved.
    """
    name = str(getattr(getattr(error, "orig", None) or error, "sqlite_errorname", ""))
    code = _CODES.get("_".join(name.split("_")[:2]))
    if code is None:
        return None
    if code == "store-folder-trouble" and not folder.exists():
        code = "store-folder-gone"
    elif code == "store-folder-trouble" and not os.access(folder, os.W_OK):
        code = "store-folder-read-only"
    return Refused(code, folder=folder.name) if code.startswith("store-folder") else Refused(code)


def file_number(database: str) -> int:
    """What tells one file from another that took its place; 0 where the system does not say, or there is none."""
    try:
        return os.stat(database).st_ino
    except OSError:
        return 0
