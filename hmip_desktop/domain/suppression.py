"""Hiding small counts in tables with totals so that nobody can work them out again.

A table is whole: rows of counts without totals; row, column and grand totals are added here and published
with it. A cell is protected when the published figures allow it at least one other value. That is decided
exactly: another value exists when the hidden cells hold a ring through that cell, along which one case can
be moved (up, down, up, ...) without any count falling to 0, since a reader may guess that no 0 is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from hmip_desktop.domain.disclosure import DEFAULT_LIMITS, Ground, Hidden, Limits

Cell = tuple[int, int]
_PRICE_OF_ZERO = 50


@dataclass(frozen=True, slots=True)
class SafeTable:
    """A table with totals as its last row and column; hidden cells are None. ``log`` stays inside."""

    cells: tuple[tuple[int | None, ...], ...]
    log: tuple[Hidden, ...]


def with_totals(counts: Sequence[Sequence[int]]) -> list[list[int]]:
    """``counts`` with row totals, column totals and the grand total added."""
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def suppress_table(where: str, counts: Sequence[Sequence[int]], limits: Limits = DEFAULT_LIMITS) -> SafeTable:
    """A two-way table of characteristics: counts of 1 to ``small`` hidden, totals too, and others with them."""
    full = with_totals(counts)
    hidden: dict[Cell, Ground] = {
        (r, c): "small-count" for r, row in enumerate(full) for c, count in enumerate(row) if 0 < count <= limits.small
    }
    while True:
        open_cells = [cell for cell in hidden if not is_protected(full, set(hidden), cell)]
        if not open_cells:
            break
        for cell in _ring(full, hidden, open_cells[0]):
            hidden.setdefault(cell, "second-cell")
    return SafeTable(
        tuple(tuple(None if (r, c) in hidden else n for c, n in enumerate(row)) for r, row in enumerate(full)),
        tuple(Hidden(f"{where}: row {r + 1}, column {c + 1}", ground) for (r, c), ground in hidden.items()),
    )


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


def is_protected(full: Sequence[Sequence[int]], hidden: set[Cell], cell: Cell) -> bool:
    """True when the figures that stay published allow ``cell`` another value. ``full`` is with totals."""
    return _can_move(full, hidden, cell, up=True) or _can_move(full, hidden, cell, up=False)


def _can_move(full: Sequence[Sequence[int]], hidden: set[Cell], cell: Cell, *, up: bool) -> bool:
    """Whether one case can be added to (or taken from) ``cell`` and the change passed round a ring.

    The last row and column are totals: there a change has the opposite sign, so a case added to a cell can
    be met by a case added to its total.
    """
    row, column = cell
    if not _allowed(full, cell, up):
        return False
    # Walk from the changed column back to the changed row; every step mends one line and spoils the next.
    seen = {("c", column)}
    queue = [("c", column, _sign(full, cell, up))]
    while queue:
        kind, line, spoiled = queue.pop()
        for other in hidden:
            here, there = (other[1], other[0]) if kind == "c" else (other[0], other[1])
            if here != line or other == cell:
                continue
            mending = not spoiled
            if not _allowed(full, other, _direction(full, other, mending)):
                continue
            following = "r" if kind == "c" else "c"
            if following == "r" and there == row:
                return True
            if (following, there) not in seen:
                seen.add((following, there))
                queue.append((following, there, mending))
    return False


def _is_total(full: Sequence[Sequence[int]], cell: Cell) -> bool:
    """True for row and column totals; the grand total counts like an inner cell (minus of a minus)."""
    return (cell[0] == len(full) - 1) != (cell[1] == len(full[0]) - 1)


def _sign(full: Sequence[Sequence[int]], cell: Cell, up: bool) -> bool:
    return up != _is_total(full, cell)


def _direction(full: Sequence[Sequence[int]], cell: Cell, positive: bool) -> bool:
    return positive != _is_total(full, cell)


def _allowed(full: Sequence[Sequence[int]], cell: Cell, up: bool) -> bool:
    return up or full[cell[0]][cell[1]] > 1


def _ring(full: Sequence[Sequence[int]], hidden: dict[Cell, Ground], cell: Cell) -> list[Cell]:
    """The three cells that, with ``cell``, make the cheapest ring: fewest cases hidden anew, zeros and totals last."""
    row, column = cell
    best: tuple[int, int, list[Cell]] | None = None
    for r, c in product(range(len(full)), range(len(full[0]))):
        if r == row or c == column:
            continue
        corners: list[Cell] = [(row, c), (r, column), (r, c)]
        if not is_protected(full, {cell, *corners}, cell):
            continue
        fresh = [corner for corner in corners if corner not in hidden]
        totals = sum(a == len(full) - 1 or b == len(full[0]) - 1 for a, b in fresh)
        price = (totals, sum(full[a][b] or _PRICE_OF_ZERO for a, b in fresh), corners)
        if best is None or price[:2] < best[:2]:
            best = price
    if best is None:
        raise ArithmeticError("a small count has no ring")
    return best[2]
