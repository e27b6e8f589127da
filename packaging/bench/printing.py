"""``pdf``: forty pages of case records with structure tags, against the same pages untagged by stock ReportLab.

The floor is given everything ready: words escaped and shortened, cells in their places, the number of pages known.
It makes the same paragraphs, tables and marks of ReportLab's own classes with its own settings and lays them out once.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from measure import Bench, compare, rounds_of, timed
from reportlab import rl_config
from reportlab.lib import rl_accel
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.report_case import (
    CaseFact,
    CaseReport,
    EvidenceLine,
    HistoryLine,
    KeyQuestionBlock,
    Narrative,
    PromptLine,
    TrailStep,
)
from hmip_desktop.domain.report_context import ReportContext
from hmip_desktop.outputs import case_record, furniture
from hmip_desktop.outputs.flow import Figure, KeepRoom, TaggedParagraph
from hmip_desktop.outputs.fonts import MONO, MONO_BOLD, NUMBERS_WRITTEN_IN, SANS, SANS_BOLD, as_written
from hmip_desktop.outputs.styles import GREY, HAIRLINE, INK, MM
from hmip_desktop.outputs.tables import TaggedTable
from hmip_desktop.paths import resource
from hmip_desktop.services import packs
from hmip_desktop.services.made_up import Plan, pick

PAGES = 40
PACK = "dipp-2025"
AT = datetime(2026, 11, 13, 9, 16, tzinfo=UTC)
SOURCES = ("OASys", "nDelius", "ViSOR")
LABELS = ("Sentence", "PDU", "Practitioner", "Interviewed")
Maker = Callable[[], Flowable]


def reports(pack: Pack) -> Iterator[CaseReport]:
    """Case records without end: questions of a pack, everything said in them made up."""
    plan = Plan(1000, 1, 1, date(2026, 11, 9))
    context = ReportContext(
        "Inspection", "Westmarch", "Westmarch 2026", date(2026, 11, 9), date(2026, 11, 13), pack.id, pack.version,
        "ab" * 32, pack.rated, "OFFICIAL-SENSITIVE", "team",
        "provisional", AT, "A Lead", made_up=True,
    )  # fmt: skip
    for case_ref in plan.case_refs:
        blocks = tuple(_block(pack, plan, case_ref, question.ref) for question in pack.questions("core", ""))
        yield CaseReport(
            context, case_ref, "Aldermere", "signed-off", AT, "AI-03", "Core question set", False,
            tuple(CaseFact(label, pick(plan, "grades", case_ref, label)) for label in LABELS),
            None, blocks, (), pick(plan, "strengths", case_ref), pick(plan, "areas", case_ref), "",
            tuple(TrailStep("Signed off", "AI-03", AT, pick(plan, "reasons", case_ref, at)) for at in range(2)),
            tuple(HistoryLine(at, AT + timedelta(minutes=at), "AI-03", block.ref, "No, now Yes", f"{at:064x}")
                  for block in blocks for at in range(1, 6)),
            "abcd efgh", "Guidance in force for every answer.",
        )  # fmt: skip


def _block(pack: Pack, plan: Plan, case_ref: str, ref: str) -> KeyQuestionBlock:
    prompts = pack.question(ref).prompts
    evidence = tuple(
        EvidenceLine(f"E{at}", SOURCES[at % 3], f"{4 + at} May 2026",
                     Narrative(pick(plan, ("supports", "gaps")[at % 2], case_ref, ref, at)), (prompts[0].ref,))
        for at in range(1, 5)
    )  # fmt: skip
    lines = tuple(
        PromptLine(prompt.ref, pack.text(prompt.ref), ("yes", "no", "na")[at % 3], ("E1", "E2")[: at % 3])
        for at, prompt in enumerate(prompts)
    )
    why = Narrative(pick(plan, "reasons", case_ref, ref))
    return KeyQuestionBlock(
        ref, pack.label(ref), pack.text(ref), ("yes", "no")[len(evidence) % 2], why, lines, evidence
    )


# ---- the same pages, untagged


class Drawn(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A drawing of the program on a plain canvas."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self.width, self.height, self.figure = figure.width, figure.height, figure

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        self.figure.canv = self.canv
        self.figure.draw()


@dataclass(frozen=True)
class Pages:
    """One document ready to be made: makers of its flowables, its furniture in words, its number of pages."""

    makers: list[Maker]
    setup: furniture.PageSetup
    count: int


@contextmanager
def remembered() -> Iterator[dict[int, tuple[tuple[Any, ...], dict[str, Any]]]]:
    """While this lasts, every paragraph and table of the program remembers what it was made from."""
    held: dict[int, tuple[tuple[Any, ...], dict[str, Any]]] = {}
    before = {kind: kind.__init__ for kind in (TaggedParagraph, TaggedTable)}

    def remembering(kind: type, whole: Callable[..., None]) -> Callable[..., None]:
        def made(self: Any, *args: Any, **kwargs: Any) -> None:
            held[id(self)] = (args, dict(kwargs))
            whole(self, *args, **kwargs)

        return made

    for kind, whole in before.items():
        kind.__init__ = remembering(kind, whole)  # type: ignore[method-assign]
    try:
        yield held
    finally:
        for kind in before:
            del kind.__init__  # what it inherits comes back


def untagged(record: CaseReport) -> Pages:
    """The document of one case record in makers of ReportLab's own flowables."""
    kept: list[Pages] = []

    def build(setup: furniture.PageSetup, story: furniture.Story) -> tuple[bytes, int]:
        width, height = setup.size
        with remembered() as held:
            flowables = story(width - setup.left - setup.right, height - setup.top - setup.bottom)
            makers = [_maker(one, held) for one in flowables]
        content, count = furniture.build_pdf(setup, story)
        kept.append(Pages(makers, setup, count))
        return content, count

    whole = case_record.build_pdf
    case_record.build_pdf = build
    try:
        case_record.write_case_record(record, BytesIO())
    finally:
        case_record.build_pdf = whole
    return kept[0]


def _maker(flowable: Any, held: dict[int, tuple[tuple[Any, ...], dict[str, Any]]]) -> Maker:
    if isinstance(flowable, TaggedParagraph):
        (text, look), options = held[id(flowable)]
        words = str(text)
        return lambda: Paragraph(words, look, **options)
    if isinstance(flowable, TaggedTable):
        (cells,), options = held[id(flowable)]
        rows = [[_cell(cell, held) for cell in row] for row in cells]
        return lambda: Table([[make() for make in row] for row in rows], **options)
    if isinstance(flowable, KeepTogether):
        inside = [_maker(one, held) for one in flowable._content]
        return lambda: KeepTogether([make() for make in inside])
    if isinstance(flowable, Figure):
        return lambda: Drawn(flowable)
    size = flowable.height
    if isinstance(flowable, KeepRoom):
        return lambda: CondPageBreak(size)
    assert isinstance(flowable, Spacer)
    return lambda: Spacer(1, size)


def _cell(cell: Any, held: dict[int, tuple[tuple[Any, ...], dict[str, Any]]]) -> Callable[[], Any]:
    if isinstance(cell, list):
        parts = [_maker(one, held) for one in cell]
        return lambda: [make() for make in parts]
    return lambda: cell


def write_untagged(pages: Pages) -> tuple[bytes, int]:
    """The document by ReportLab alone."""
    setup, stream = pages.setup, BytesIO()
    width, height = setup.size

    def furnish(canvas: Any, _: Any) -> None:
        page, left, right = canvas.getPageNumber(), setup.left, width - setup.right
        canvas.setFont(SANS_BOLD, 10)
        canvas.setFillColor(INK)
        canvas.drawCentredString(width / 2, height - 11 * MM, setup.context.marking)
        canvas.drawCentredString(width / 2, 7.6 * MM, setup.context.marking)
        canvas.setFont(SANS, 8.5)
        canvas.setFillColor(GREY)
        canvas.setStrokeColor(HAIRLINE)
        canvas.setLineWidth(0.5)
        canvas.line(left, 15.5 * MM, right, 15.5 * MM)
        if page > 1:
            canvas.drawString(left, height - 16 * MM, setup.running)
            canvas.line(left, height - 18 * MM, right, height - 18 * MM)
        canvas.drawString(left, 11.5 * MM, setup.document)
        canvas.drawString(left, 7.8 * MM, setup.origin)
        canvas.drawRightString(right, 7.8 * MM, setup.made_up)
        canvas.drawRightString(right, 11.5 * MM, setup.page_of.format(page=page, pages=pages.count))

    document = BaseDocTemplate(stream, pagesize=A4, title=setup.title, initialFontName=SANS)
    frame = Frame(
        setup.left, setup.bottom, width - setup.left - setup.right, height - setup.top - setup.bottom, 0, 0, 0, 0
    )
    document.addPageTemplates([PageTemplate("page", [frame], onPage=furnish)])
    document.build([make() for make in pages.makers])
    return stream.getvalue(), document.page


@contextmanager
def stock() -> Iterator[None]:
    """ReportLab as it comes: its own fonts and settings."""
    held, rl_config.useA85 = rl_config.useA85, 1
    for part in NUMBERS_WRITTEN_IN:
        part.fp_str = rl_accel.fp_str
    fonts = {name: pdfmetrics.getFont(name) for name in (SANS, SANS_BOLD, MONO, MONO_BOLD)}
    pdfmetrics._fonts.update(stock_fonts())
    try:
        yield
    finally:
        rl_config.useA85 = held
        for part in NUMBERS_WRITTEN_IN:
            part.fp_str = as_written
        pdfmetrics._fonts.update(fonts)


@cache
def stock_fonts() -> dict[str, TTFont]:
    """The same font files as ReportLab reads them."""
    return {name: TTFont(name, str(resource(f"fonts/{name}.ttf"))) for name in (SANS, SANS_BOLD, MONO, MONO_BOLD)}


def bench(rounds: int) -> Iterator[Bench]:
    """The line, over as many case records as make forty pages."""
    records: list[CaseReport] = []
    plain: list[Pages] = []
    for record in reports(packs.find_pack(PACK)):
        records.append(record)
        plain.append(untagged(record))
        if sum(one.count for one in plain) >= PAGES:
            break
    pages = sum(one.count for one in plain)

    def ours() -> float:
        gc.collect()
        return timed(lambda: [case_record.write_case_record(record, BytesIO()) for record in records])

    def floor() -> float:
        gc.collect()
        with stock():
            return timed(lambda: [write_untagged(one) for one in plain])

    with stock():
        same = sum(write_untagged(one)[1] for one in plain)
    assert same == pages, (same, pages)
    mine, theirs = rounds_of(ours, floor, rounds)
    yield compare("pdf", 0.75, mine, theirs, f"{pages} pages in {len(records)} case records")
