"""Hiding small counts of a characteristic that is printed with its total, so that nobody can work them out again.

A list is whole: its total is added here and published with it. A hidden count is protected when the published figures
allow it at least one other value above 0, since a reader may guess that no 0 is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hmip_desktop.domain.disclosure import DEFAULT_LIMITS, Ground, Hidden, Limits


@dataclass(frozen=True, slots=True)
class SafeTable:
    """A table whose last column is the total; hidden cells are None. ``log`` stays inside."""

    cells: tuple[tuple[int | None, ...], ...]
    log: tuple[Hidden, ...]


def suppress_list(where: str, counts: Sequence[int], limits: Limits = DEFAULT_LIMITS) -> SafeTable:
    """A characteristic on its own: a row of counts with its total. One hidden cell never stands alone."""
    hidden: dict[int, Ground] = {i: "small-count" for i, count in enumerate(counts) if 0 < count <= limits.small}
    total: int | None = sum(counts)
    log = []
    # Hidden cells of 1 each are given away by their sum, so they need company as much as a single one does.
    while hidden and total is not None and (len(hidden) == 1 or sum(counts[i] for i in hidden) == len(hidden)):
        others = [i for i, count in enumerate(counts) if i not in hidden and count]
        if others:
            hidden[min(others, key=lambda i: counts[i])] = "second-cell"
        else:
            total = None
            log.append(Hidden(f"{where}: total", "second-cell"))
    log = [*(Hidden(f"{where}: {i + 1}", ground) for i, ground in hidden.items()), *log]
    shown = tuple(None if i in hidden else count for i, count in enumerate(counts))
    return SafeTable(((*shown, total),), tuple(log))
