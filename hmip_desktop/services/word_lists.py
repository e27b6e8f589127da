"""Which words are in a language's word list, and which words of it are near one that is not.

The lists are read by a library that keeps every other thread waiting while it thinks, a quarter of a second for the
neighbours of one word. So this module is meant for a process of its own: ``services.spelling`` talks to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

LISTS = {"en": "en_GB", "cy": "cy_GB"}
"""Language to the name of its pair of files, ``.aff`` and ``.dic``."""
MOST_SUGGESTED = 6


class _Dictionary(Protocol):
    def spell(self, word: str) -> bool:
        """True for a word of the list."""

    def suggest(self, word: str) -> Iterable[str]:
        """The words near it, the nearest first."""


class WordLists:
    """The word lists in ``folder``, each read when it is first asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, _Dictionary] = {}

    def _list(self, language: str) -> _Dictionary:
        if language not in self._read:
            from hunspell import Hunspell  # only the process that asks it needs it

            self._read[language] = Hunspell(LISTS[language], hunspell_data_dir=str(self._folder))
        return self._read[language]

    def wrong(self, languages: Iterable[str], words: Iterable[str]) -> list[str]:
        """Those of ``words`` that stand in none of the lists. A typographic apostrophe counts as a plain one."""
        lists = [self._list(language) for language in languages]
        return [word for word in words if not any(one.spell(_plain(word)) for one in lists)]

    def suggest(self, languages: Iterable[str], word: str) -> list[str]:
        """At most six words that are near one, the nearest first; those of the first language go first."""
        found: list[str] = []
        for language in languages:
            found += [near for near in self._list(language).suggest(_plain(word)) if near not in found]
        return found[:MOST_SUGGESTED]


def _plain(word: str) -> str:
    return word.replace("\u2019", "'")
