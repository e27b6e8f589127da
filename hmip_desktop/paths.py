"""Where things are: shipped resources and the folders of this computer."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePosixPath


def resources() -> Path:
    """Folder of shipped data, from source or from the built program."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle:
        return Path(bundle) / "resources"
    return Path(__file__).resolve().parent.parent / "resources"


def resource(name: str) -> Path:
    """Path of a shipped file, by relative name with forward slashes; no absolute names, no parents."""
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts:
        raise ValueError(f"not a resource name: {name}")
    return resources() / relative


def anchor_file(store: Path) -> Path:
    """Where this computer remembers how far the store in folder ``store`` had come: outside that folder."""
    import hashlib  # both are only asked for when a store is opened, after the first picture

    import platformdirs

    name = hashlib.sha256(str(store.resolve()).encode()).hexdigest()[:16]
    return Path(platformdirs.user_state_dir("HMIP Desktop", appauthor=False)) / "anchors" / f"{name}.anchor"


def log_folder() -> Path:
    """Where this computer's log lies: beside the anchors, away from the store, so that it can be handed on alone."""
    import platformdirs  # as above

    return Path(platformdirs.user_state_dir("HMIP Desktop", appauthor=False)) / "logs"


def private_umask() -> None:
    """From here on, files made by this process can be read by its user only."""
    os.umask(0o077)


def no_core_dumps() -> None:
    """From here on a crash of this process leaves no picture of its memory, and no other process may look into it.

    On Windows the error report, which could hold one, is not shown and not kept.
    """
    if sys.platform == "win32":
        import ctypes  # the calls exist on Windows only

        kernel = ctypes.WinDLL("kernel32")
        kernel.SetErrorMode(0x0001 | 0x0002)  # no critical-error box, no box of a general protection fault
        return
    import resource as limits  # exists on Unix only

    limits.setrlimit(limits.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE
