"""Full-text search over texts that were read from the store: an FTS5 index that lives in memory and nowhere else.

It is derived when it is asked for, so saving costs nothing, nothing readable is written, and erased words are gone
from it with the revision that held them.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from hmip_desktop.store.connection import driver

_LAY_OUT = "CREATE VIRTUAL TABLE passage USING fts5(words, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
_FIND = (
    "SELECT rowid, highlight(passage, 0, char(2), char(3)) FROM passage WHERE passage MATCH ?"
    " ORDER BY rank, rowid LIMIT ?"
)
_WORD = re.compile(r"\w+")
_MARKS = re.compile("[\x02\x03]")


@dataclass(frozen=True, slots=True)
class Found:
    """A text that holds every word asked for: its place among the texts, and from where to where the words stand."""

    place: int
    spans: tuple[tuple[int, int], ...]


class TextIndex:
    """Texts by their words. May be built on one thread and asked on another; closed with its owner."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._asking = threading.Lock()
        self._db = driver.connect(":memory:", check_same_thread=False, isolation_level=None, cached_statements=16)
        self._db.execute(_LAY_OUT)
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO passage (rowid, words) VALUES (?, ?)", _rows(texts))
        self._db.execute("COMMIT")

    def find(self, words: str, most: int = 60) -> tuple[Found, ...]:
        """Texts with every one of ``words``, as a whole or as a beginning, the best first; nothing for no words."""
        wanted = " ".join(f'"{word}"*' for word in _WORD.findall(words))
        if not wanted:
            return ()
        with self._asking:
            rows = self._db.execute(_FIND, (wanted, most)).fetchall()
        return tuple(Found(place, _spans(marked)) for place, marked in rows)

    def close(self) -> None:
        """Let the texts go."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _rows(texts: Sequence[str]) -> Iterable[tuple[int, str]]:
    return ((place, _MARKS.sub(" ", text)) for place, text in enumerate(texts))


def _spans(marked: str) -> tuple[tuple[int, int], ...]:
    """Where the marked words stand in the text without its marks."""
    found, start = [], 0
    for gone, match in enumerate(_MARKS.finditer(marked)):
        here = match.start() - gone
        if match.group() == "\x02":
            start = here
        else:
            found.append((start, here))
    return tuple(found)
