"""The one place where words from outside become words on a page, in a cell or in a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set as AbstractSet

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Control characters have no print; direction marks could make a page read otherwise than it was written.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]")
_LONE = re.compile("[\ud800-\udfff\ufffe\uffff]")


class Markup(str):
    """Words that ReportLab may read as its own markup: made by ``mark`` only."""

    __slots__ = ()


def plain(untrusted: str) -> str:
    """``untrusted`` without control characters, direction marks and lone surrogates, in composed form;
    new lines and tabs stay."""
    joined = unicodedata.normalize("NFC", untrusted.replace("\r\n", "\n").replace("\r", "\n"))
    return _LONE.sub("\N{REPLACEMENT CHARACTER}", _HIDDEN.sub("", joined))


def one_line(untrusted: str) -> str:
    """``plain`` text on one line: every run of white space is one space."""
    return " ".join(plain(untrusted).split())


def drawable(untrusted: str, glyphs: AbstractSet[int]) -> str:
    """``plain`` text in which runs that the font cannot draw are named, never dropped in silence."""
    text = plain(untrusted)
    if glyphs >= {*map(ord, text)}:
        return text
    out: list[str] = []
    missing = 0
    for letter in text:
        if letter in "\n\t" or ord(letter) in glyphs:
            out.append(_named(missing) + letter)
            missing = 0
        else:
            missing += 1
    return "".join(out) + _named(missing)


def _named(missing: int) -> str:
    if not missing:
        return ""
    return "[1 character not printed]" if missing == 1 else f"[{missing} characters not printed]"


def escaped(untrusted: str, glyphs: AbstractSet[int]) -> Markup:
    """``untrusted`` as markup: nothing in it is read as a tag; line breaks stay."""
    text = drawable(untrusted, glyphs).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Markup(text.replace("\t", " ").replace("\n", "<br/>"))


def mark(template: str, *words: str, glyphs: AbstractSet[int]) -> Markup:
    """``template`` (our own markup with ``{}``) filled with ``words``, each escaped unless it is ``Markup``."""
    return Markup(template.format(*(w if isinstance(w, Markup) else escaped(w, glyphs) for w in words)))


def csv_text(untrusted: str) -> str:
    """Free text as a CSV field: a first character that a spreadsheet would run as a formula gets an
    apostrophe before it. Codes and numbers never go through here."""
    text = plain(untrusted)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def xml_text(untrusted: str) -> str:
    """``plain`` text for spreadsheet and word files, which keep every letter as it is."""
    return plain(untrusted)
