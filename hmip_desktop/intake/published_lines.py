"""A published document as plain lines, whatever its format: text, Markdown, HTML or Word.

Limits come first: size, and for Word the unpacked size and ratio of the ZIP. Nothing outside the file is ever
fetched, and documents that declare entities are refused.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, ParseError, fromstring

from hmip_desktop.errors import Refused

MAX_BYTES = 10_000_000
MAX_UNPACKED = 100_000_000
MAX_RATIO = 100
RATIO_FROM = 1_000_000
"""Below this unpacked size the ratio of a ZIP says nothing."""
MAX_LINES = 100_000
MAX_TAGS = 400_000
LONG_LINE = 20_000
"""A line longer than this is nobody's question; its Markdown is not looked at."""

_BULLET = re.compile(r"^(\s*)([-*+•◦▪‣–—]|o(?=\s))\s+(?=\S)")
_SECOND_LEVEL = "◦▪‣–—o"
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_LINK = re.compile(r"\[([^\]\n]{1,300})\]\([^)\n]{0,500}\)")
_EMPHASIS = re.compile(
    r"(?<!\\)\*{1,3}(?=[^\s*])|(?<=[^\s*\\])\*{1,3}|(?<![\w\\])_{1,3}(?=[^\s_])|(?<=[^\s_\\])_{1,3}(?!\w)"
)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>-])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_DECLARATION = re.compile(r"<[!?][^<>]{0,2000}>")
_NO_TAG = re.compile(r"<(?!/?[A-Za-z][^<>]{0,2000}>)")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line or paragraph. ``depth`` is its level in a list, None outside lists; ``page`` marks a page break before.

    ``number`` counts lines of a text file, paragraphs of a Word or HTML document, from 1.
    """

    text: str
    number: int
    depth: int | None = None
    page: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Lines that are not empty, the document's own title ("" when it shows none), and how it was decoded."""

    lines: tuple[Line, ...]
    title: str
    guessed_encoding: bool = False


def read_lines(name: str, untrusted: bytes) -> Reading:
    """The lines of a document called ``name``; its suffix says what it is.

    Raises Refused: ``published-kind``, ``published-too-large``, ``published-not-word``, ``published-entities``.
    """
    if len(untrusted) > MAX_BYTES:
        raise Refused("published-too-large", file=name, limit=MAX_BYTES // 1_000_000)
    kind = name.lower().rpartition(".")[2]
    if kind == "docx":
        reading = _word(name, untrusted)
    elif kind in ("txt", "md", "html", "htm"):
        text, guessed = _decoded(untrusted)
        if text.count("\n") > MAX_LINES or text.count("<") > MAX_TAGS:
            raise Refused("published-too-large", file=name, limit=MAX_BYTES // 1_000_000)
        reading = _html(text) if kind.startswith("htm") else _plain(text)
        reading = replace(reading, guessed_encoding=guessed)
    else:
        raise Refused("published-kind", file=name)
    return reading


def clean(text: str) -> str:
    """One line without invisible characters, runs of space or odd forms of letters."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def _decoded(untrusted: bytes) -> tuple[str, bool]:
    for start, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if untrusted.startswith(start):
            try:
                return untrusted.decode(encoding), False
            except UnicodeDecodeError:
                continue
    return untrusted.decode("cp1252", errors="replace"), True


def _plain(text: str) -> Reading:
    """Text or Markdown; emphasis marks, links and escapes are taken off."""
    lines: list[Line] = []
    title = ""
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        page, raw_line = "\f" in raw, raw.replace("\f", " ").expandtabs(4)
        heading = _HEADING.match(raw_line) if len(raw_line) < LONG_LINE else None
        bullet = None if heading else _BULLET.match(raw_line)
        body = heading.group(2) if heading else raw_line[bullet.end() :] if bullet else raw_line
        words = clean(_unmarked(body))
        if heading and words and not title:
            title = words
        depth = None
        if bullet:
            depth = len(bullet.group(1)) * 2 + (bullet.group(2) in _SECOND_LEVEL)
        if words or page:
            lines.append(Line(words, number, depth, page))
    return Reading(_levelled(lines), title)


def _unmarked(text: str) -> str:
    """Markdown without emphasis, links and escapes. Marks are dropped, not paired: pairing is quadratic."""
    if len(text) >= LONG_LINE:
        return text
    return _ESCAPED.sub(r"\1", _EMPHASIS.sub("", _LINK.sub(r"\1", text)))


def _levelled(lines: list[Line]) -> tuple[Line, ...]:
    """Indents of bullets as levels 0 and 1: the smallest indent of the document is level 0."""
    indents = [line.depth for line in lines if line.depth is not None]
    base = min(indents, default=0)
    return tuple(line if line.depth is None else replace(line, depth=int(line.depth > base)) for line in lines)


class _HtmlLines(HTMLParser):
    """Text of the blocks of a page; scripts, styles and navigation left out."""

    BLOCKS = frozenset(
        ("p", "div", "section", "article", "header", "footer", "main", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol")
    ) | {"li", "table", "tr", "td", "th", "dl", "dt", "dd", "blockquote", "pre", "hr", "figure"}
    SKIPPED = frozenset(("script", "style", "nav", "head", "template", "noscript"))
    HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.title = ""
        self._words: list[str] = []
        self._lists = 0
        self._skipping = 0
        self._heading = ""
        self._item = False
        self._verbatim = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SKIPPED:
            self._skipping += 1
        if tag == "br":
            self._words.append(" ") if self._heading else self.flush()
        if tag in self.BLOCKS:
            self.flush()
            self._verbatim = tag == "pre"
            self._lists += tag in ("ul", "ol")
            self._item = tag == "li" or (self._item and tag == "p")
            self._heading = tag if tag in self.HEADINGS else self._heading

    def handle_endtag(self, tag: str) -> None:
        if tag in self.SKIPPED:
            self._skipping = max(0, self._skipping - 1)
        if tag in self.BLOCKS:
            self.flush()
            self._verbatim = False
            self._lists = max(0, self._lists - (tag in ("ul", "ol")))
            self._item = False
            self._heading = "" if tag == self._heading else self._heading

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self._words.append(data)

    def flush(self) -> None:
        """End the block in hand."""
        text = "".join(self._words)
        words = clean(text)
        self._words.clear()
        if not words:
            return
        if self._verbatim:
            here = len(self.lines)
            self.lines += [replace(line, number=line.number + here) for line in _plain(text).lines]
            return
        depth = min(self._lists - 1, 1) if self._item and self._lists else None
        self._item = False
        self.lines.append(Line(words, len(self.lines) + 1, depth))
        if self._heading and not self.title:
            self.title = words


def _without_comments(text: str) -> str:
    kept: list[str] = []
    here = 0
    while (start := text.find("<!--", here)) >= 0:
        kept.append(text[here:start])
        end = text.find("-->", start + 4)
        here = len(text) if end < 0 else end + 3
    return "".join((*kept, text[here:]))


def _html(text: str) -> Reading:
    """Lines of a page. What is no tag is made text first: the parser is quadratic in what never closes."""
    parser = _HtmlLines()
    parser.feed(_NO_TAG.sub("&lt;", _DECLARATION.sub(" ", _without_comments(text))))
    parser.close()
    parser.flush()
    return Reading(tuple(parser.lines), parser.title)


def _word(name: str, untrusted: bytes) -> Reading:
    """Paragraphs of a Word document, those in tables too; headers and footers are other parts and stay out."""
    body = _part(name, untrusted, "word/document.xml")
    levels = _style_levels(_parsed(name, _part(name, untrusted, "word/styles.xml", optional=True)))
    lines: list[Line] = []
    title = ""
    for number, paragraph in enumerate(_parsed(name, body).iter(f"{_W}p"), start=1):
        words = clean("".join(_runs(paragraph)))
        if not words:
            continue
        style = _value(paragraph.find(f"{_W}pPr/{_W}pStyle"))
        if not title and re.match(r"(title|heading)", style, re.IGNORECASE):
            title = words
        lines.append(Line(words, number, _list_level(paragraph, style, levels)))
    return Reading(_levelled(lines), title)


def _runs(paragraph: Element) -> list[str]:
    return [
        (node.text or "") if node.tag == f"{_W}t" else " "
        for node in paragraph.iter()
        if node.tag in (f"{_W}t", f"{_W}tab", f"{_W}br")
    ]


def _list_level(paragraph: Element, style: str, levels: dict[str, int]) -> int | None:
    properties = paragraph.find(f"{_W}pPr/{_W}numPr")
    if properties is not None:
        own = int(_value(properties.find(f"{_W}ilvl")) or 0)
        return max(own, levels.get(style, 0))
    return levels.get(style)


def _style_levels(styles: Element) -> dict[str, int]:
    """List level of each list style, by its id: "List Bullet" 0, "List Bullet 2" 1."""
    found: dict[str, int] = {}
    for style in styles.iter(f"{_W}style"):
        named = re.match(r"list (?:bullet|number|paragraph)\s*(\d?)", _value(style.find(f"{_W}name")), re.IGNORECASE)
        if named:
            found[style.get(f"{_W}styleId", "")] = int(named.group(1) or 1) - 1
    return found


def _value(node: Element | None) -> str:
    return "" if node is None else node.get(f"{_W}val", "")


def _part(name: str, untrusted: bytes, part: str, *, optional: bool = False) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted)) as archive:
            total = sum(member.file_size for member in archive.infolist())
            if total > MAX_UNPACKED or (total > RATIO_FROM and total > MAX_RATIO * max(1, len(untrusted))):
                raise Refused("published-too-large", file=name, limit=MAX_BYTES // 1_000_000)
            if optional and part not in archive.namelist():
                return b"<none/>"
            with archive.open(part) as stream:
                content = stream.read(MAX_UNPACKED + 1)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Refused("published-not-word", file=name) from error
    if len(content) > MAX_UNPACKED:
        raise Refused("published-too-large", file=name, limit=MAX_BYTES // 1_000_000)
    return content


def _parsed(name: str, content: bytes) -> Element:
    """The root of an XML part. Entities cannot be declared, so none can grow or point outside."""
    if _DECLARES.search(content.replace(b"\0", b"")):
        raise Refused("published-entities", file=name)
    try:
        return fromstring(content)  # noqa: S314 - no entity can be declared, see above
    except (ParseError, ValueError, LookupError) as error:
        raise Refused("published-not-word", file=name) from error
