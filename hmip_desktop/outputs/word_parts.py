"""Word documents by parts: styles, marking on each page, headings, tables with real head rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from hmip_desktop.domain.report_context import ReportContext
from hmip_desktop.outputs.archive import fixed_archive
from hmip_desktop.outputs.escape import xml_text
from hmip_desktop.outputs.words import Words

FONT = "Arial"
NAVY = RGBColor(0x0F, 0x38, 0x5C)
SIZES = {"Normal": 10, "Title": 24, "Heading 1": 13, "Heading 2": 11}


def new_document(context: ReportContext, title: str, words: Words, notice: str = "") -> Any:
    """An empty A4 document in the house style, with the marking (and ``notice``) at head and foot of every page."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.subject = xml_text(title), "HMIP Desktop", context.marking
    properties.comments = ""
    made = context.printed_at.astimezone(UTC).replace(tzinfo=None)
    properties.created = properties.modified = made
    properties.language = "cy" if words.language == "cy" else "en-GB"
    properties.last_modified_by = "HMIP Desktop"
    for name, size in SIZES.items():
        _style(document, name, size, "cy-GB" if words.language == "cy" else "en-GB")
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    for part in (section.header, section.footer):
        _marking(part.paragraphs[0], context.marking, notice)
    _page_number(section.footer, context, words)
    return document


def _style(document: Any, name: str, size: int, language: str) -> None:
    style = document.styles[name]
    style.font.name, style.font.size = FONT, Pt(size)
    if name != "Normal":
        style.font.bold = True
        style.font.color.rgb = RGBColor(0x0B, 0x0C, 0x0C) if name == "Title" else NAVY
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for place in list(fonts.attrib):
        if place.endswith("Theme"):
            del fonts.attrib[place]
    for place in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(place), FONT)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    tag = OxmlElement("w:lang")
    tag.set(qn("w:val"), language)
    properties.append(tag)


def _marking(paragraph: Any, marking: str, notice: str) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(marking)
    run.bold = True
    if notice:
        paragraph.add_run(f"  {xml_text(notice)}").bold = True


def _page_number(footer: Any, context: ReportContext, words: Words) -> None:
    said = [context.pack_words]
    said += [words("Made-up data")] if context.made_up else []
    said += [words("Self-assessment")] if context.self_assessment else []
    line = footer.add_paragraph(f"{xml_text(' · '.join(said))} · ")
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = line.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def heading(document: Any, text: str, level: int = 1) -> None:
    """A heading; level 0 is the title of the document."""
    document.add_heading(xml_text(text), level)


def text(document: Any, *parts: str, language: str = "") -> None:
    """A paragraph; every other part, from the first on, is bold: bold, plain, bold, plain. An empty part is none."""
    paragraph = document.add_paragraph()
    for number, part in enumerate(parts):
        if part:
            run = paragraph.add_run(xml_text(part))
            run.bold = number % 2 == 0
            if language:
                _language(run, language)


def _language(run: Any, language: str) -> None:
    tag = OxmlElement("w:lang")
    tag.set(qn("w:val"), "cy-GB" if language == "cy" else "en-GB")
    run._r.get_or_add_rPr().append(tag)


def bullet(document: Any, lead: str, rest: str) -> None:
    """A list item with a bold lead."""
    paragraph = document.add_paragraph(style="List Bullet")
    paragraph.add_run(xml_text(lead)).bold = True
    paragraph.add_run(xml_text(rest))


def table(document: Any, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    """A table whose head row repeats on each page and whose rows stay whole; first column bold. Widths in mm."""
    made = document.add_table(rows=1 if head else 0, cols=len(widths))
    made.autofit = False
    if head:
        _mark_row(made.rows[0], "w:tblHeader")
        for cell, name in zip(made.rows[0].cells, head, strict=True):
            _fill(cell, name, bold=True)
    for values in rows:
        row = made.add_row()
        _mark_row(row, "w:cantSplit")
        for number, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            _fill(cell, value, bold=number == 0)
    for row in made.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    _lines(made)
    document.add_paragraph()


def _fill(cell: Any, value: str, bold: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(xml_text(value))
    run.bold = bold
    run.font.size = Pt(9)


def _mark_row(row: Any, name: str) -> None:
    element = OxmlElement(name)
    element.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(element)


def _lines(made: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "CECECE")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    made._tbl.tblPr.append(borders)


def document_bytes(document: Any) -> bytes:
    """The finished file, the same on every run."""
    stream = BytesIO()
    document.save(stream)
    return fixed_archive(stream.getvalue())
