"""Reads finished files back: PDF text, fonts, structure and painting outside marked content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

PAINTING = {b"Tj", b"TJ", b"'", b'"', b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"Do", b"sh"}


def made(write: Callable[[Any, Any], object], make: Callable[[], object]) -> bytes:
    """The bytes of a made-up model, made once for all tests that only look at them."""
    if (write, make) not in _MADE:
        _MADE[write, make] = written(write, make())
    return _MADE[write, make]


_MADE: dict[Any, bytes] = {}


def written(write: Callable[[Any, Any], object], model: object) -> bytes:
    """The bytes that a writer makes of a model."""
    stream = BytesIO()
    write(model, stream)
    return stream.getvalue()


def reader(content: bytes) -> PdfReader:
    """The PDF, read back."""
    return PdfReader(BytesIO(content))


def page_texts(content: bytes) -> list[str]:
    """Text of each page on one line."""
    return [" ".join(page.extract_text().split()) for page in reader(content).pages]


def fonts(content: bytes) -> dict[str, bool]:
    """Every font of the file and whether it is embedded."""
    found: dict[str, bool] = {}
    for page in reader(content).pages:
        for font in page["/Resources"]["/Font"].values():
            made = font.get_object()
            descriptor = made.get("/FontDescriptor")
            if descriptor is None and "/DescendantFonts" in made:
                descriptor = made["/DescendantFonts"][0].get_object().get("/FontDescriptor")
            embedded = descriptor is not None and "/FontFile2" in descriptor.get_object()
            found[str(made["/BaseFont"])] = embedded
    return found


def elements(content: bytes) -> list[Any]:
    """Structure elements in reading order."""
    root = reader(content).trailer["/Root"]["/StructTreeRoot"]
    return list(_walk(root["/K"]))


def _walk(kids: Any) -> Iterator[Any]:
    for kid in kids if isinstance(kids, list) else [kids]:
        made = kid.get_object()
        if isinstance(made, dict) and made.get("/Type") == "/StructElem":
            yield made
            yield from _walk(made.get("/K", []))


def tags(content: bytes) -> Counter[str]:
    """How often each structure tag stands in the file."""
    return Counter(str(element["/S"]) for element in elements(content))


def unmarked_painting(content: bytes) -> list[tuple[int, bytes]]:
    """Page and operator of everything painted outside marked content."""
    pdf = reader(content)
    found = []
    for number, page in enumerate(pdf.pages, 1):
        depth = 0
        for _, operator in ContentStream(page.get_contents(), pdf).operations:
            if operator in (b"BDC", b"BMC"):
                depth += 1
            elif operator == b"EMC":
                depth -= 1
            elif operator in PAINTING and depth == 0:
                found.append((number, operator))
        assert depth == 0
    return found


def table_rows(content: bytes) -> list[list[int]]:
    """For every table in the tree, the number of cells in each of its rows."""
    tables = [element for element in elements(content) if element["/S"] == "/Table"]
    return [[_cells(row.get_object()) for row in table["/K"]] for table in tables]


def _cells(row: Any) -> int:
    total = 0
    for cell in row["/K"]:
        attributes = cell.get_object().get("/A")
        total += int(attributes.get_object().get("/ColSpan", 1)) if attributes else 1
    return total
