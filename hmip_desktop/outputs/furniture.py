"""The page itself: size, margins, marking, running header, footer and page numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from hmip_desktop.domain.report_context import ReportContext
from hmip_desktop.outputs.fonts import SANS, SANS_BOLD, shortened
from hmip_desktop.outputs.structure import TaggedCanvas
from hmip_desktop.outputs.styles import BOTTOM, GREY, HAIRLINE, INK, MM, SIDE, TOP
from hmip_desktop.outputs.words import Words

Story = Callable[[float, float], list[Any]]
"""Given the width and height of the text area in points, the flowables of the document, made afresh."""
Target = Path | BinaryIO


@dataclass(frozen=True)
class PageSetup:
    """What stands around the text. ``running`` heads pages from the second on; ``document`` and ``origin``
    stand at the foot; ``notice`` is a warning printed at the top of every page, the first included. ``shorter`` are
    to stand in place of ``running``, the first that fits, where it would be cut. ``language`` is that of the words of
    this document: of an inspection in Welsh some are in English all the same."""

    context: ReportContext
    title: str
    document: str
    running: str
    origin: str
    notice: str = ""
    shorter: tuple[str, ...] = ()
    wide: bool = False
    left: float = SIDE
    right: float = SIDE
    top: float = TOP
    bottom: float = BOTTOM
    page_of: str = "Page {page} of {pages}"
    made_up: str = "Made-up data"
    self_assessment: str = "Self-assessment"
    language: str = "en"

    @property
    def size(self) -> tuple[float, float]:
        """Page width and height in points."""
        size: tuple[float, float] = landscape(A4) if self.wide else A4
        return size


def plain_setup(context: ReportContext, title: str, words: Words) -> PageSetup:
    """Portrait pages of a document called ``title``, with the region beside it and the furniture in the language of
    ``words``.
    """
    return PageSetup(
        context=context,
        title=f"{title}, {context.region}",
        document=f"{title}, {context.region}",
        running=f"{title} · {context.region} · {context.reference}",
        origin=context.pack_words,
        page_of=words("Page {page} of {pages}"),
        made_up=words("Made-up data"),
        self_assessment=words("Self-assessment"),
        language=words.language,
    )


class _Document(BaseDocTemplate):  # type: ignore[misc]  # ReportLab has no types
    def __init__(self, stream: BinaryIO, setup: PageSetup) -> None:
        width, height = setup.size
        language = "cy" if setup.language == "cy" else "en-GB"
        super().__init__(
            stream,
            pagesize=(width, height),
            title=setup.title,
            author="HMIP Desktop",
            subject=_subject(setup),
            lang=language,
            initialFontName=SANS,
            invariant=1,
        )
        self.setup = setup
        self._doSave = 0  # the page numbers are still to be drawn when the last page is done
        frame = Frame(
            setup.left, setup.bottom, width - setup.left - setup.right, height - setup.top - setup.bottom,
            0, 0, 0, 0,
        )  # fmt: skip
        self.addPageTemplates([PageTemplate("page", [frame], onPage=self._furniture)])

    def _furniture(self, canvas: TaggedCanvas, _: Any) -> None:
        draw_furniture(canvas, self.setup, canvas.getPageNumber())


def _subject(setup: PageSetup) -> str:
    """The marking once in the metadata, since artifacts on the page are not read aloud."""
    context = setup.context
    parts: list[str] = [context.marking]
    if setup.notice:
        parts.append(setup.notice)
    if context.made_up:
        parts.append(setup.made_up)
    if context.self_assessment:
        parts.append(setup.self_assessment)
    return ". ".join(parts)


def draw_furniture(canvas: TaggedCanvas, setup: PageSetup, page: int) -> None:
    """Marking, running header, footer and the place of the page number of one page, all as artifacts."""
    width, height = setup.size
    left, right = setup.left, width - setup.right
    canvas.begin_artifact("Header")
    _centred(canvas, width / 2, height - 11 * MM, setup.context.marking)
    canvas.setFont(SANS, 8.5)
    canvas.setFillColor(GREY)
    room = right - left
    if setup.notice:
        canvas.setFont(SANS_BOLD, 8.5)
        canvas.drawRightString(right, height - 16 * MM, setup.notice)
        room = right - left - canvas.stringWidth(setup.notice, SANS_BOLD, 8.5) - 8
        canvas.setFont(SANS, 8.5)
    if page > 1:
        said = (setup.running, *setup.shorter)
        fits = next((one for one in said if canvas.stringWidth(one, SANS, 8.5) <= room), said[-1])
        canvas.drawString(left, height - 16 * MM, shortened(fits, room, SANS, 8.5))
        _rule(canvas, left, right, height - 18 * MM)
    canvas.end()
    canvas.begin_artifact("Footer")
    _rule(canvas, left, right, 15.5 * MM)
    canvas.setFont(SANS, 8.5)
    canvas.setFillColor(GREY)
    half = (right - left) / 2 - 60
    canvas.drawString(left, 11.5 * MM, shortened(setup.document, half + 100, SANS, 8.5))
    canvas.doForm(_number_form(page))
    canvas.drawString(left, 7.8 * MM, shortened(setup.origin, half, SANS, 8.5))
    canvas.drawRightString(right, 7.8 * MM, _standing(setup))
    _centred(canvas, width / 2, 7.6 * MM, setup.context.marking)
    canvas.end()


def _standing(setup: PageSetup) -> str:
    context = setup.context
    words = [setup.made_up] if context.made_up else []
    if context.self_assessment:
        words.append(setup.self_assessment)
    return " · ".join(words)


def _centred(canvas: TaggedCanvas, x: float, y: float, words: str) -> None:
    canvas.setFont(SANS_BOLD, 10)
    canvas.setFillColor(INK)
    canvas.drawCentredString(x, y, words)


def _rule(canvas: TaggedCanvas, left: float, right: float, y: float) -> None:
    canvas.setStrokeColor(HAIRLINE)
    canvas.setLineWidth(0.5)
    canvas.setLineCap(0)
    canvas.line(left, y, right, y)


def _number_form(page: int) -> str:
    return f"page-number-{page}"


def _draw_numbers(canvas: TaggedCanvas, setup: PageSetup, pages: int) -> None:
    """What the pages left room for: ``Page x of y`` can only be drawn when the last page is known."""
    width, height = setup.size
    for page in range(1, pages + 1):
        canvas.beginForm(_number_form(page), 0, 0, width, height)
        canvas.setFont(SANS, 8.5)
        canvas.setFillColor(GREY)
        canvas.drawRightString(width - setup.right, 11.5 * MM, setup.page_of.format(page=page, pages=pages))
        canvas.endForm()


def build_pdf(setup: PageSetup, story: Story) -> tuple[bytes, int]:
    """The document and its number of pages. Laid out once; the page numbers are filled in at the end."""
    width, height = setup.size
    stream = BytesIO()
    document = _Document(stream, setup)
    flowables = story(width - setup.left - setup.right, height - setup.top - setup.bottom)
    document.build(flowables, canvasmaker=TaggedCanvas)
    _draw_numbers(document.canv, setup, document.page)
    document.canv.save()
    return stream.getvalue(), document.page


def deliver(content: bytes, target: Target) -> None:
    """Write a finished file to ``target``, a path or an open stream, in one piece."""
    if isinstance(target, Path):
        target.write_bytes(content)
    else:
        target.write(content)
