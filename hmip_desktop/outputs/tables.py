"""The one table builder: real tables with row and column heads in the structure tree, and layout grids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Table

from hmip_desktop.outputs.flow import Figure, KeepRoom, TaggedParagraph, heading_two, is_width, paragraph
from hmip_desktop.outputs.fonts import SANS
from hmip_desktop.outputs.structure import Element, Spot, TaggedCanvas, summary_attributes, table_attributes
from hmip_desktop.outputs.styles import (
    BRAND,
    CELL,
    CELL_RIGHT,
    H2_STYLE,
    HAIRLINE,
    HEAD,
    HEAD_RIGHT,
    INK,
    PALE,
)

Cell = Any
"""A string (escaped on the way in), markup, a flowable, or a list of them."""
TALL = 240.0
"""A row taller than this (a third of a page) may break inside; all others stay whole."""
LEAST = 60.0
"""A row that breaks leaves at least this much of it on the page."""
KEPT = 3
"""Last rows that stay together with what is kept below a table."""


@dataclass(frozen=True)
class Look:
    """How a table is set. ``right`` are columns ranged right; ``row_heads`` columns whose cells head their row;
    ``heads`` the number of head rows; ``padding`` top, bottom, left, right in points."""

    heads: int = 1
    row_heads: tuple[int, ...] = (0,)
    right: tuple[int, ...] = ()
    padding: tuple[float, float, float, float] = (2.5, 3, 0, 6)
    valign: str = "TOP"
    hairlines: bool = True
    layout: bool = False
    summary: str = ""
    cell: ParagraphStyle = CELL
    head: ParagraphStyle = HEAD
    heights: Sequence[float | None] | None = None
    commands: tuple[tuple[Any, ...], ...] = field(default=())


LAYOUT = Look(heads=0, row_heads=(), layout=True, hairlines=False, padding=(0, 4, 0, 0))


class TaggedTable(Table):  # type: ignore[misc]  # ReportLab has no types
    """A table whose lines and fills are artifacts, and whose rows stay whole unless very tall. Its columns have fixed
    widths, so it is measured once."""

    _fits: float | None = None
    below = 0.0
    """Room that is kept free under the last row for what has to stand on the same page."""

    def _calc(self, availWidth: float, availHeight: float) -> None:
        if not is_width(self._fits, availWidth):
            self._fits = availWidth
            super()._calc(availWidth, availHeight)

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        """Its size; too high for the room where only the rows themselves would fit, so that it is split."""
        width, height = super().wrap(availWidth, availHeight)
        return width, (availHeight + 1 if self._crowds(height, availHeight) else height)

    def _crowds(self, height: float, room: float) -> bool:
        return self._nrows - self._heads > KEPT and height <= room < height + self.below

    def setStyle(self, tblstyle: Any) -> None:
        """Style commands, after which it is measured again."""
        self._fits = None
        super().setStyle(tblstyle)

    def _drawBkgrnd(self) -> None:
        self.canv.begin_artifact()
        super()._drawBkgrnd()
        self.canv.end()

    def _drawLines(self) -> None:
        self.canv.begin_artifact()
        super()._drawLines()
        self.canv.end()

    def split(self, availWidth: float, availHeight: float) -> list[Any]:
        """Break between rows; inside a row only when the first one that does not fit is very tall."""
        crowded = self._crowds(sum(self._rowHeights), availHeight)
        availHeight -= self.below if crowded else 0
        parts: list[Any] = super().split(availWidth, availHeight)
        for part in parts[-1:]:
            part.below = self.below
        if crowded and len(parts) == 2:  # or the last rows would fit where they were taken from
            parts.insert(1, KeepRoom(parts[1].wrap(availWidth, 10_000)[1] + self.below))
        heights, used = self._rowHeights, 0.0
        for number, height in enumerate(heights):
            if used + height > availHeight + 1e-6:
                inside = height > TALL and number >= self._heads and availHeight - used > LEAST
                return self._splitRows(availHeight, doInRowSplit=1) or parts if inside else parts
            used += height
        return parts

    @property
    def _heads(self) -> int:
        return self.repeatRows if isinstance(self.repeatRows, int) else 0


class _Tree:
    """Elements of one table; a whole row is made at once so that empty cells are in the tree too."""

    def __init__(self, columns: int, look: Look, spans: Sequence[tuple[int, int, int, int]]) -> None:
        self.look, self.columns = look, columns
        self.spot = Spot("Table", **summary_attributes(look.summary))
        self.rows: dict[int, list[Element]] = {}
        self.spans = {(row, column): (last - column + 1) for column, row, last, _ in spans}
        self.head_page = 0

    def parent(self, row: int, column: int) -> Any:
        """The finder of the element of one cell; it finds none for a repeated head."""

        def find(canvas: TaggedCanvas) -> Element | None:
            if self.look.layout:
                return canvas.root
            if row < self.look.heads:
                page = canvas.getPageNumber()
                self.head_page = self.head_page or page
                if page != self.head_page:
                    return None
            return self._row(row, canvas)[column]

        return find

    def _row(self, row: int, canvas: TaggedCanvas) -> list[Element]:
        if row not in self.rows:
            table = self.spot.element(canvas)
            line = Element("TR", table)
            cells: list[Element] = []
            covered = 0
            for column in range(self.columns):
                if covered:
                    covered -= 1
                    cells.append(cells[-1])
                    continue
                wide = self.spans.get((row, column), 1)
                covered = wide - 1
                cells.append(Element(*self._kind(row, column, line), **self._attributes(row, column, wide)))
            self.rows[row] = cells
        return self.rows[row]

    def _kind(self, row: int, column: int, line: Element) -> tuple[str, Element]:
        head = row < self.look.heads or column in self.look.row_heads
        return ("TH" if head else "TD"), line

    def _attributes(self, row: int, column: int, wide: int) -> dict[str, Any]:
        scope = "Column" if row < self.look.heads else "Row" if column in self.look.row_heads else ""
        return table_attributes(scope, columns=wide)


def table(
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    look: Look | None = None,
    spans: Sequence[tuple[int, int, int, int]] = (),
) -> TaggedTable:
    """``rows`` as a table (or layout grid, ``look.layout``) with columns of ``widths`` points; ``spans`` are
    (column, row, last column, last row)."""
    look = look or Look()
    tree = _Tree(len(widths), look, spans)
    cells = [
        [_cell(value, look, row, column, tree) for column, value in enumerate(line)] for row, line in enumerate(rows)
    ]
    return TaggedTable(
        cells,
        colWidths=list(widths),
        rowHeights=list(look.heights) if look.heights else None,
        repeatRows=look.heads,
        style=_commands(look, spans),
        hAlign="LEFT",
        spaceBefore=2,
        spaceAfter=4,
    )


def _cell(value: Cell, look: Look, row: int, column: int, tree: _Tree) -> list[Any] | str:
    right = column in look.right
    if row < look.heads:
        base = HEAD_RIGHT if right and look.head is HEAD else look.head
    else:
        base = CELL_RIGHT if right else look.cell
    made: list[Any] = []
    for part in value if isinstance(value, list) else [value]:
        if part == "":
            continue
        flowable = paragraph(part, base) if isinstance(part, str) else part
        if isinstance(flowable, TaggedParagraph) and flowable.spot is not None:
            flowable.spot.parent = flowable.spot.parent or tree.parent(row, column)
            flowable.spot.alone = flowable.spot.tag == "P" and not look.layout and value is part
        elif isinstance(flowable, Figure):
            flowable.parent = tree.parent(row, column)
        made.append(flowable)
    return made or ""


def _commands(look: Look, spans: Sequence[tuple[int, int, int, int]]) -> list[tuple[Any, ...]]:
    top, bottom, left, right = look.padding
    whole = ((0, 0), (-1, -1))
    commands: list[tuple[Any, ...]] = [
        ("FONTNAME", *whole, SANS),  # an empty cell would otherwise pull in Helvetica, not embedded
        ("VALIGN", *whole, look.valign),
        ("TOPPADDING", *whole, top),
        ("BOTTOMPADDING", *whole, bottom),
        ("LEFTPADDING", *whole, left),
        ("RIGHTPADDING", *whole, right),
    ]
    if look.hairlines:
        commands.append(("LINEBELOW", *whole, 0.5, HAIRLINE, "butt"))
    if look.heads:
        last = look.heads - 1
        commands.append(("LINEBELOW", (0, last), (-1, last), 1, INK, "butt"))
        commands.append(("VALIGN", (0, 0), (-1, last), "BOTTOM"))
    commands += [("SPAN", (c0, r0), (c1, r1)) for c0, r0, c1, r1 in spans]
    return commands + list(look.commands)


def panel(
    content: Sequence[Cell],
    width: float,
    *,
    edge: Color = BRAND,
    fill: Color = PALE,
    edge_width: float = 4,
    padding: float = 8,
) -> TaggedTable:
    """A ticket: pale fill and a strong left edge that stays inside the margin."""
    commands = (
        ("BACKGROUND", (1, 0), (1, -1), fill),
        ("BACKGROUND", (0, 0), (0, -1), edge),
        ("LEFTPADDING", (1, 0), (1, -1), padding + 2),
    )
    look = Look(
        heads=0, row_heads=(), layout=True, hairlines=False, padding=(padding - 2, padding - 1, 0, padding),
        commands=commands,
    )  # fmt: skip
    return table([["", list(content)]], [edge_width, width - edge_width], look)


def section(title: str, body: TaggedTable, width: float, look: ParagraphStyle = H2_STYLE) -> list[Any]:
    """A heading that keeps at least the head and two rows of its table; a table of up to three rows is kept whole."""
    body.wrap(width, 10_000)
    heads = body.repeatRows if isinstance(body.repeatRows, int) else 0
    rows = body._rowHeights
    kept = rows if len(rows) - heads <= 3 else rows[: heads + 2]
    room = look.spaceBefore + look.leading + look.spaceAfter + min(sum(kept), TALL) + 6
    return [KeepRoom(room), heading_two(title, look), body]
