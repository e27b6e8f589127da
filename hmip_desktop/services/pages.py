"""Long lists of which a few rows are looked at: what stands where is settled, the rows are read a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, overload

PAGE = 40
Key = TypeVar("Key")
Row = TypeVar("Row")


class Pages(Sequence[Row | None], Generic[Key, Row]):
    """Rows in an order that was settled when they were looked for. A page of them is read when somebody looks at it,
    so that ten thousand cost no more than forty; None for what has gone since."""

    def __init__(self, keys: Sequence[Key], read: Callable[[Sequence[Key]], Sequence[Row | None]]) -> None:
        self._keys, self._read = keys, read
        self._pages: dict[int, Sequence[Row | None]] = {}

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, place: int) -> Row | None: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row | None]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row | None] | None:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        page, row = divmod(place % len(self), PAGE)
        if page not in self._pages:
            self._pages[page] = self._read(self._keys[page * PAGE : (page + 1) * PAGE])
        return self._pages[page][row]
