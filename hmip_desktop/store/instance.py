"""One program at a time: the lock on a store, which ends with the program that holds it, however that ends.

Both systems have what is needed in a call or two. A lock that also watches over forks, threads and time-outs, none of
which happen here, took longer than opening the database does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hmip_desktop.errors import Refused
from hmip_desktop.store.presence import disk_refusal

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class StoreLock:
    """A lock that is held until ``release``. The file stays: its name tells nobody anything."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle

    def release(self) -> None:
        """Let another program in. Twice is once."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


def hold_lock(file: Path) -> StoreLock:
    """Take the lock of a store, or refuse with store-in-use, or as the disk does: store-folder-read-only, disk-full."""
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise disk_refusal(error, file.parent) from error
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        # What tells a lock of somebody else from trouble with the disk: EAGAIN, and EACCES on Windows.
        if isinstance(error, (BlockingIOError, PermissionError)):
            raise Refused("store-in-use", folder=file.parent.name) from error
        raise disk_refusal(error, file.parent) from error
    return StoreLock(handle)
