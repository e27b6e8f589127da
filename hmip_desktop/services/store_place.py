"""Whether a folder can hold the work: on this computer, kept in step by no service, writable. Light to import."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.errors import Refused
from hmip_desktop.store import presence

PROBE = ".hmip-probe"


@dataclass(frozen=True, slots=True)
class PlaceCheck:
    """What was found about a folder. ``free_gb`` is whole gigabytes free, None when that cannot be told."""

    is_local: bool
    is_synced: bool
    is_writable: bool
    holds_store: bool
    free_gb: int | None

    @property
    def is_good(self) -> bool:
        """True when a store can be made there."""
        return self.is_local and not self.is_synced and self.is_writable and not self.holds_store


def check_folder(folder: Path, environ: Mapping[str, str] | None = None) -> PlaceCheck:
    """Look at a folder that may not exist yet; a file is written beside it, read back and deleted."""
    is_local, is_synced = True, False
    try:
        presence.check_place(folder, environ if environ is not None else os.environ)
    except Refused as refused:
        is_local = refused.code != "store-folder-shared"
        is_synced = refused.code == "store-folder-synced"
    standing = next((place for place in (folder, *folder.parents) if place.is_dir()), None)
    writable = is_local and standing is not None and _can_write(standing)
    return PlaceCheck(is_local, is_synced, writable, presence.state(folder) != "absent", _free(standing))


def _can_write(folder: Path) -> bool:
    probe = folder / f"{PROBE}-{os.getpid()}"
    try:
        probe.write_bytes(b"probe")
        return probe.read_bytes() == b"probe"
    except OSError:
        return False
    finally:
        probe.unlink(missing_ok=True)


def _free(folder: Path | None) -> int | None:
    import shutil  # brings three compression libraries, 9 ms before the first window

    try:
        return shutil.disk_usage(folder).free // 10**9 if folder else None
    except OSError:
        return None
