"""Writing files so that they appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hmip_desktop.errors import Refused


def write_private(path: Path, content: bytes) -> Path:
    """Write ``content`` to ``path`` by atomic rename, readable by this user only.

    Raises Refused ``file-not-writable`` with the file's name; nothing half-written stays.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise Refused("file-not-writable", file=path.name) from error
    return path


def make_folder(folder: Path) -> None:
    """Make sure that ``folder`` is there. Raises Refused ``folder-not-writable``."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused("folder-not-writable", folder=folder.name) from error


def read_limited(path: Path, limit: int, code: str) -> bytes:
    """The content of a file of at most ``limit`` bytes. Raises Refused ``file-missing`` or ``code``."""
    try:
        with path.open("rb") as source:
            content = source.read(limit + 1)
    except OSError as error:
        raise Refused("file-missing", file=path.name) from error
    if len(content) > limit:
        raise Refused(code, file=path.name)
    return content
