"""What the first run asks the computer: is the folder good, is the passphrase strong, five words by chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from hmip_desktop.paths import resource
from hmip_desktop.services.store_place import PlaceCheck, check_folder
from hmip_desktop.ui.text import t
from hmip_desktop.ui.views.start.step_folder import FolderCheck

WORDS = 5


def check_lines(folder: Path) -> Sequence[FolderCheck]:
    """What a folder has to be, and what it is."""
    found = check_folder(folder)
    return (_own_disk(found), _not_synced(found), _can_write(found))


def _own_disk(found: PlaceCheck) -> FolderCheck:
    free = t("{count} GB free", count=found.free_gb) if found.free_gb is not None else ""
    detail = free if found.is_local else t("This is a network share: choose a folder on this computer.")
    return FolderCheck(t("On this computer's own disk"), detail, found.is_local)


def _not_synced(found: PlaceCheck) -> FolderCheck:
    good = t("OneDrive, other synced folders and network shares are refused, with the reason")
    bad = t("A service copies this folder elsewhere: choose another one.")
    return FolderCheck(t("Not in a synced or shared folder"), bad if found.is_synced else good, not found.is_synced)


def _can_write(found: PlaceCheck) -> FolderCheck:
    detail = t("A file was written, read back and deleted")
    if found.holds_store:
        detail = t("There is work of this program here already: choose another folder.")
    elif not found.is_writable:
        detail = t("Nothing can be written here: choose another folder.")
    return FolderCheck(t("You can write here"), detail, found.is_writable and not found.holds_store)


def strength(words: str) -> int:
    """How hard a passphrase is to guess, 0 to 4."""
    from hmip_desktop.services.stores import passphrase_score  # brings the database library in with it

    return passphrase_score(words)


def suggest_words(entropy: Callable[[int], bytes]) -> str:
    """Five words by chance, from our own list; each is as likely as any other."""
    words = resource("words/passphrase.txt").read_text(encoding="utf-8").split()
    return " ".join(words[below(len(words), entropy)] for _ in range(WORDS))


def below(limit: int, entropy: Callable[[int], bytes]) -> int:
    """A number from 0 up to ``limit``, every one as likely: what would favour some is drawn again."""
    ceiling = 65536 - 65536 % limit
    while (drawn := int.from_bytes(entropy(2), "big")) >= ceiling:
        pass
    return drawn % limit


def two_places(count: int, entropy: Callable[[int], bytes]) -> tuple[int, int]:
    """Two different places of ``count``, the lower first."""
    first = below(count, entropy)
    second = below(count - 1, entropy)
    second += second >= first
    return min(first, second), max(first, second)
