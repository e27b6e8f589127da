"""Structure tags: a canvas that records what each mark on the page is, so that a screen reader can follow.

PDF/UA shape: one tree from Document down, marked content for every leaf, artifacts for page furniture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any
from xml.sax.saxutils import escape as xml_escape

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObject, PDFStream, PDFString
from reportlab.pdfgen.canvas import Canvas

_XMP = (
    "<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about=''"
    " xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:pdfuaid='http://www.aiim.org/pdfua/ns/id/'>"
    "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>{}</rdf:li></rdf:Alt></dc:title>"
    "<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
)


class Element:
    """A node of the structure tree; ``kids`` are elements or (page number, mark number) pairs."""

    __slots__ = ("attributes", "kids", "tag")

    def __init__(self, tag: str, parent: Element | None = None, **attributes: Any) -> None:
        self.tag = tag
        self.kids: list[Element | tuple[int, int]] = []
        self.attributes = attributes
        if parent is not None:
            parent.kids.append(self)


class Spot:
    """Where a piece of content belongs in the tree. Its element is made when it is first drawn, so that the
    order of drawing is the reading order; the halves of a broken paragraph share one spot. What stands ``alone`` in
    a cell is the content of the cell itself."""

    def __init__(
        self,
        tag: str,
        parent: Callable[[TaggedCanvas], Element | None] | None = None,
        **attributes: Any,
    ) -> None:
        self.tag = tag
        self.parent = parent
        self.attributes = attributes
        self.alone = False
        self._element: Element | None = None

    def element(self, canvas: TaggedCanvas) -> Element | None:
        """The element to mark, or None when this drawing is an artifact (a repeated table head)."""
        parent = canvas.root if self.parent is None else self.parent(canvas)
        if parent is None:
            return None
        if self.alone and not self.attributes:
            return parent
        if self._element is None:
            self._element = Element(self.tag, parent, **self.attributes)
        return self._element


def _dictionary(*entries: bytes) -> bytes:
    """Entries in the order of their keys, on lines as ReportLab breaks them."""
    return b"<<\n" + _on_lines(entries, 6) + b"\n>>"


def _on_lines(parts: Sequence[bytes], each: int) -> bytes:
    if len(parts) <= each:
        return b" ".join(parts)
    return b" \n  ".join(b" ".join(parts[at : at + each]) for at in range(0, len(parts), each))


class _Node(PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """An element as it is written. There are as many as words have places on the page, so references and names are
    bytes from the start: ReportLab would make each of them anew when it writes the file."""

    __RefOnly__ = 1

    def __init__(self, element: Element, parent: bytes) -> None:
        self.element, self.parent = element, parent
        self.kids: list[bytes] = []

    def format(self, document: Any) -> bytes:
        """The dictionary of this element, its keys in order."""
        entries = [
            b"/K [ " + _on_lines(self.kids, 10) + b" ]",
            b"/P " + self.parent,
            b"/S /" + self.element.tag.encode(),
            b"/Type /StructElem",
        ]
        for key, value in self.element.attributes.items():
            entry = PDFString(value) if isinstance(value, str) else value
            entries.append(b"/%b %b" % (key.encode(), pdfdoc.format(entry, document)))
        return _dictionary(*sorted(entries))


class TaggedCanvas(Canvas):  # type: ignore[misc]  # ReportLab has no types
    """The one canvas class: collects the structure tree while pages are drawn and writes it at the end."""

    _currentMatrix: tuple[float, float, float, float, float, float]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.root = Element("Document")
        self._marks: list[list[Element]] = []
        self._page_marks: list[Element] = []
        self._page_refs: list[Any] = []

    def translate(self, dx: float, dy: float) -> None:
        """Move the origin, to a thousandth of a point.

        Every cell does so, and ReportLab would write out the four numbers that stay as well.
        """
        if self._code and self._code[-1].endswith(" cm"):
            super().translate(dx, dy)
            return
        a, b, c, d, e, f = self._currentMatrix
        self._currentMatrix = (a, b, c, d, a * dx + c * dy + e, b * dx + d * dy + f)
        self._code.append(f"1 0 0 1 {round(dx, 3)} {round(dy, 3)} cm")

    def begin(self, element: Element) -> None:
        """What is drawn until ``end`` is the content of ``element``."""
        number = len(self._page_marks)
        self._page_marks.append(element)
        element.kids.append((len(self._marks), number))
        self._code.append(f"/{element.tag} <</MCID {number}>> BDC")

    def begin_artifact(self, kind: str = "") -> None:
        """What is drawn until ``end`` is no content; ``kind`` is Header or Footer for page furniture."""
        self._code.append(f"/Artifact <</Type /Pagination /Subtype /{kind}>> BDC" if kind else "/Artifact BMC")

    def end(self) -> None:
        """Close what ``begin`` or ``begin_artifact`` opened."""
        self._code.append("EMC")

    def draw_marked(self, spot: Spot, draw: Callable[[], None]) -> None:
        """Draw as the content of ``spot``, or as an artifact where it has no place in the tree."""
        element = spot.element(self)
        if element is None:
            self.begin_artifact()
        else:
            self.begin(element)
        draw()
        self.end()

    def showPage(self) -> None:
        """Close the page and link it to the tree."""
        number = len(self._marks)
        self._marks.append(self._page_marks)
        self._page_marks = []
        super().showPage()
        page = self._doc.Pages.pages[-1]
        # ReportLab writes only the page entries it lists, and these two are not among them.
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents = number
        page.Tabs = PDFName("S")
        self._page_refs.append(page)

    def save(self) -> None:
        """Write the tree, the parent tree, the metadata and the file."""
        if len(self._code):
            self.showPage()
        document = self._doc
        references: dict[int, bytes] = {}
        pages = [self._number(page) for page in self._page_refs]
        tree = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        tree.__RefOnly__ = 1
        tree_reference = document.Reference(tree)
        tree.dict["K"] = PDFArray([self._write(self.root, self._number(tree), references, pages)])
        numbers: list[Any] = []
        for page, elements in enumerate(self._marks):
            numbers += [page, PDFArray([references[id(e)] for e in elements])]
        tree.dict["ParentTree"] = PDFDictionary({"Nums": PDFArray(numbers)})
        tree.dict["ParentTreeNextKey"] = len(self._marks)
        catalog = document.Catalog
        catalog.StructTreeRoot = tree_reference
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        catalog.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})
        catalog.Metadata = document.Reference(self._metadata())
        super().save()

    def _metadata(self) -> Any:
        text = _XMP.format(xml_escape(str(self._doc.info.title)))
        stream = PDFStream(PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}), text.encode())
        stream.filters = []  # metadata stays readable without a PDF library
        stream.__RefOnly__ = 1
        return stream

    def _number(self, entry: Any) -> bytes:
        """How others in the file refer to ``entry``."""
        name = self._doc.Reference(entry).name
        return b"%d %d R" % self._doc.idToObjectNumberAndVersion[name]

    def _write(self, element: Element, parent: bytes, references: dict[int, bytes], pages: list[bytes]) -> bytes:
        node = _Node(element, parent)
        reference = references[id(element)] = self._number(node)
        for kid in element.kids:
            if isinstance(kid, Element):
                node.kids.append(self._write(kid, reference, references, pages))
            else:
                page, number = kid
                node.kids.append(_dictionary(b"/MCID %d" % number, b"/Pg " + pages[page], b"/Type /MCR"))
        return reference


@cache
def table_attributes(scope: str = "", columns: int = 1, rows: int = 1) -> dict[str, Any]:
    """Attributes of a table cell: ``scope`` Column or Row for heads, and how many columns or rows it spans."""
    entries = [b"/ColSpan %d" % columns] if columns > 1 else []
    entries.append(b"/O /Table")
    entries += [b"/RowSpan %d" % rows] if rows > 1 else []
    entries += [b"/Scope /" + scope.encode()] if scope else []
    return {"A": _dictionary(*entries)} if len(entries) > 1 else {}


def summary_attributes(summary: str) -> dict[str, Any]:
    """Attributes of a table that say what it holds."""
    if not summary:
        return {}
    return {"A": PDFDictionary({"O": PDFName("Table"), "Summary": PDFString(summary)})}


def box_attributes(x: float, y: float, width: float, height: float) -> Any:
    """Layout attribute with the absolute box of a figure, in points."""
    corners = [round(x, 1), round(y, 1), round(x + width, 1), round(y + height, 1)]
    return PDFDictionary({"O": PDFName("Layout"), "BBox": PDFArray(corners)})
