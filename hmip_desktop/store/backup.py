"""Rolling backups inside the store's folder, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hmip_desktop.store.engine import Store
from hmip_desktop.store.keys import Entropy

KEEP = 10


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: its database file and when it was made (stored moment)."""

    path: Path
    at: str
    bytes: int


def back_up(store: Store, *, now: datetime, keep: int = KEEP) -> Backup:
    """Copy the store by the online backup interface, check the copy, and drop all but the newest ``keep``."""
    raise NotImplementedError


def backups(folder: Path) -> list[Backup]:
    """Backups of the store in ``folder``, newest first. Opens nothing."""
    raise NotImplementedError


def restore(
    folder: Path, backup: Backup, passphrase: str, *, author: str, now: datetime, entropy: Entropy, anchor: Path | None = None
) -> Store:
    """Put a backup in place of the closed store in ``folder`` and open it as a new installation.

    What stood there is kept beside it as a backup. Refused before anything is touched: backup-damaged,
    wrong-passphrase, store-in-use.
    """
    raise NotImplementedError
