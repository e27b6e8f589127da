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
        presence.check_mount(folder)
    except Refused as refused:
        is_local = refused.code != "store-folder-shared"
        is_synced = refused.code == "store-folder-synced"
    standing = next((place for place in (folder, *folder.parents) if place.is_dir()), None)
    writable = is_local and standing is not None and _can_write(standing)
    return PlaceCheck(is_local, is_synced, writable, presence.state(folder) != "absent", free_gb(standing))


def trouble_of(folder: Path) -> Refused | None:
    """Why what stands in ``folder`` cannot be opened, None when it can be tried or when nothing stands there."""
    if is_free(folder):
        return None
    try:
        presence.check_ready(folder)
    except Refused as refused:
        return refused
    return None


def is_free(folder: Path) -> bool:
    """True when neither a part of a store nor a backup of one stands in ``folder``."""
    return presence.state(folder) == "absent" and not backups_here(folder)


def backups_here(folder: Path) -> int:
    """How many backups lie in the store's folder; opens nothing."""
    root = presence.StoreFiles(folder).backups
    return sum(1 for path in root.iterdir() if (path / "store.db").is_file()) if root.is_dir() else 0


def _can_write(folder: Path) -> bool:
    probe = folder / f"{PROBE}-{os.getpid()}"
    try:
        probe.write_bytes(b"probe")
        return probe.read_bytes() == b"probe"
    except OSError:
        return False
    finally:
        probe.unlink(missing_ok=True)


def free_gb(folder: Path | None) -> int | None:
    """Whole gigabytes free on the disk of ``folder``, None when that cannot be told."""
    import shutil  # brings three compression libraries, 9 ms before the first window

    try:
        return shutil.disk_usage(folder).free // 10**9 if folder else None
    except OSError:
        return None
