"""Paragraphs, headings, list items and figures that know their place in the structure tree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfdoc import PDFString
from reportlab.platypus import CondPageBreak, Flowable, Paragraph

from hmip_desktop.outputs import escape
from hmip_desktop.outputs.escape import Markup
from hmip_desktop.outputs.fonts import load_fonts
from hmip_desktop.outputs.structure import Element, Spot, TaggedCanvas, box_attributes
from hmip_desktop.outputs.styles import BODY, H1_STYLE, H2_STYLE


def mark(template: str, *words: str) -> Markup:
    """Our own markup with ``{}`` filled by ``words``; words from outside are escaped on the way in."""
    return escape.mark(template, *words, glyphs=load_fonts())


def bold(words: str) -> Markup:
    """``words`` in bold."""
    return mark("<b>{}</b>", words)


class TaggedParagraph(Paragraph):  # type: ignore[misc]  # ReportLab has no types
    """A paragraph with a ``spot`` in the structure tree; both halves of a broken one share it.

    Words that are plain or bold are not parsed, and lines are not broken again for the width that they were last
    broken for: a cell of a table is measured three times before it is drawn.
    """

    spot: Spot | None = None
    _fits: float | None = None

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        """Its width and height, in points, in a column of ``availWidth``."""
        # A split that finds no place to break throws the lines away.
        if not is_width(self._fits, availWidth) or not hasattr(self, "blPara"):
            size: tuple[float, float] = super().wrap(availWidth, availHeight)
            self._fits = availWidth if size[0] else None
            return size
        return self.width, self.height

    def _setup(self, text: Any, style: ParagraphStyle, bulletText: Any, frags: Any, cleaner: Any) -> None:
        if frags is None and text and style.textTransform is None:
            frags = _unparsed(cleaner(text), style)
        super()._setup(text, style, bulletText, frags, cleaner)

    def drawOn(self, canvas: TaggedCanvas, x: float, y: float, _sW: float = 0) -> None:
        """Draw as marked content."""
        if self.spot is None:
            self.spot = Spot("P")
        canvas.draw_marked(self.spot, lambda: super(TaggedParagraph, self).drawOn(canvas, x, y, _sW))

    def split(self, availWidth: float, availHeight: float) -> list[Any]:
        """The halves of this paragraph at a page break."""
        if self.spot is None:
            self.spot = Spot("P")
        if not hasattr(self, "blPara"):
            self.wrap(availWidth, availHeight)
        # The words are joined again for the halves: the spaces added for reading aloud would then count twice.
        block = self.blPara
        _without_tails(block)
        parts: list[Any] = super().split(availWidth, availHeight)
        _with_tails(block)
        for part in parts:
            part.spot = self.spot
        return parts

    def breakLines(self, width: float) -> Any:
        """Lines with their trailing space kept: ReportLab drops it, and a reader would join the words."""
        block = super().breakLines(width)
        _with_tails(block)
        return block


def is_width(known: float | None, width: float) -> bool:
    """True when ``width`` is the ``known`` one: a frame and the column in it differ by what rounding leaves."""
    return known is not None and abs(known - width) < 1e-6


_FRAGMENTS: WeakKeyDictionary[ParagraphStyle, tuple[Any, Any]] = WeakKeyDictionary()
"""By style the fragments of plain and of bold words, as ReportLab's parser makes them."""
_BOLD = re.compile("<b>([^<]+)</b>")


def _unparsed(text: str, style: ParagraphStyle) -> list[Any] | None:
    """The fragments of words that are plain or bold; None where other markup has to be read."""
    runs = _BOLD.split(text)
    if not text or any("<" in run or "&" in run for run in runs):
        return None
    if style not in _FRAGMENTS:
        _FRAGMENTS[style] = (Paragraph("x", style).frags[0], Paragraph("<b>x</b>", style).frags[0])
    kinds = _FRAGMENTS[style]
    return [kinds[at % 2].clone(text=run) for at, run in enumerate(runs) if run]


def _with_tails(block: Any) -> None:
    for line in block.lines[:-1]:
        if block.kind == 0 and line[1] and line[1][-1] != "":
            line[1].append("")
        elif block.kind == 1 and line.words and not line.words[-1].text.endswith(" "):
            line.words[-1].text += " "


def _without_tails(block: Any) -> None:
    for line in block.lines[:-1]:
        if block.kind == 0 and line[1] and line[1][-1] == "":
            line[1].pop()
        elif block.kind == 1 and line.words and line.words[-1].text.endswith(" "):
            line.words[-1].text = line.words[-1].text[:-1]


def paragraph(words: str, look: ParagraphStyle = BODY, tag: str = "P", language: str = "") -> TaggedParagraph:
    """``words`` as a paragraph, escaped unless they are markup. ``language`` (en, cy) where it differs from the
    document's."""
    text = words if isinstance(words, Markup) else mark("{}", words)
    made = TaggedParagraph(text, look)
    attributes = {"Lang": PDFString("en-GB" if language == "en" else language)} if language else {}
    made.spot = Spot(tag, **attributes)
    return made


def heading_one(words: str, look: ParagraphStyle = H1_STYLE) -> TaggedParagraph:
    """The one title of a document."""
    return paragraph(words, look, "H1")


def heading_two(words: str, look: ParagraphStyle = H2_STYLE) -> TaggedParagraph:
    """A section heading."""
    return paragraph(words, look, "H2")


def list_items(texts: list[Markup], look: ParagraphStyle) -> list[TaggedParagraph]:
    """``texts`` as the items of one bulleted list: L, LI, LBody."""
    whole = Spot("L")
    return [_list_item(text, look, whole) for text in texts]


def _list_item(text: Markup, look: ParagraphStyle, whole: Spot) -> TaggedParagraph:
    made = TaggedParagraph(text, look, bulletText="•")
    item = Spot("LI", whole.element)
    made.spot = Spot("LBody", item.element)
    return made


class Figure(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A drawing of fixed size with ``words`` that say in full what it shows. Subclasses paint on ``self.canv``."""

    def __init__(self, width: float, height: float, words: str) -> None:
        super().__init__()
        self.width, self.height, self.words = width, height, words
        self.parent: Any = None

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        """Its own size, whatever room there is."""
        return self.width, self.height

    def drawOn(self, canvas: TaggedCanvas, x: float, y: float, _sW: float = 0) -> None:
        """Draw as a Figure with its alternative text and box, or as an artifact in a repeated head."""
        left, bottom = canvas.absolutePosition(x, y)
        parent: Element | None = canvas.root if self.parent is None else self.parent(canvas)
        box = box_attributes(left, bottom, self.width, self.height)
        spot = Spot("Figure", lambda _: parent, Alt=self.words, A=box)
        canvas.draw_marked(spot, lambda: super(Figure, self).drawOn(canvas, x, y, _sW))


class KeepRoom(CondPageBreak):  # type: ignore[misc]  # ReportLab has no types
    """A page break here if less than ``height`` points are left; takes no room itself and keeps the space between
    its neighbours as it was."""

    _SPACETRANSFER = True


def stacked_height(flowables: Sequence[Any], width: float) -> float:
    """Height that ``flowables`` take one under the other at the top of a page, in points."""
    total, after, first = 0.0, 0.0, True
    for flowable in flowables:
        if isinstance(flowable, KeepRoom):
            continue
        before = 0.0 if first else max(flowable.getSpaceBefore() - after, 0)
        after, first = flowable.getSpaceAfter(), False
        total += before + flowable.wrap(width, 10_000)[1] + after
    return total
