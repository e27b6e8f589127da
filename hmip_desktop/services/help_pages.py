"""The help pages: read from the resources, found by words, by a place in the window, or by the code of a refusal.

A page is a Markdown file with a head of TOML between two lines of ``+++``. The English file says to which group a
page belongs and which codes it explains; a translation holds title, search words and text. A page that is not
translated is shown in English.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

GROUPS = ("trouble", "task", "role", "place", "more")
"""Groups of pages in the order of the contents: what to do when something goes wrong comes first."""
FIRST_PAGE = "something-went-wrong"
"""Shown for a code that no page names, which a test keeps from happening."""

REST = "rest"
"""What a page writes to list the refusals that no page asks for by name."""

_HEAD = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n", re.DOTALL)
_SENTENCES = re.compile(r"^\[\[sentences (.+)\]\]$", re.MULTILINE)
_NAME = re.compile(r"\{[a-z_]+\}")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[*_`#>|]+")
_WORD = re.compile(r"\w+")
_EXCERPT = 110


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page: ``body`` is Markdown, ``codes`` are patterns of the refusals it explains, ``words`` help to find it."""

    id: str
    group: str
    order: int
    title: str
    body: str
    words: str = ""
    codes: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """The text without marks, links and pictures, for searching and reading aloud."""
        return " ".join(_MARKS.sub(" ", _LINK.sub(r"\1", self.body)).split())


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page that answers a search, with the words around the first place that does."""

    page: HelpPage
    excerpt: str


@dataclass(frozen=True)
class HelpBook:
    """All pages of one language in the order of the contents."""

    language: str
    pages: tuple[HelpPage, ...]

    @cached_property
    def _by_id(self) -> dict[str, HelpPage]:
        return {page.id: page for page in self.pages}

    @cached_property
    def _folded(self) -> tuple[tuple[HelpPage, str, str, str], ...]:
        return tuple((page, fold(page.title), fold(page.words), fold(page.plain)) for page in self.pages)

    def has(self, page_id: str) -> bool:
        """True when there is a page of that id."""
        return page_id in self._by_id

    def page(self, page_id: str) -> HelpPage:
        """The page of that id; KeyError when there is none."""
        return self._by_id[page_id]

    def page_for_code(self, code: str) -> str:
        """The page that says what to do about a refusal: one that names the code before one that names its kind."""
        for page in self.pages:
            if code in page.codes:
                return page.id
        for page in self.pages:
            if any(fnmatchcase(code, pattern) for pattern in page.codes):
                return page.id
        return FIRST_PAGE

    def search(self, query: str) -> list[FoundPage]:
        """Pages that hold every word of ``query`` or a word beginning with it, the best first; accents do not count."""
        wanted = _WORD.findall(fold(query))
        if not wanted:
            return []
        ranked = []
        for place, (page, *texts) in enumerate(self._folded):
            score = _score(wanted, texts)
            if score:
                ranked.append((-score, place, page))
        return [FoundPage(page, _excerpt(page.plain, wanted)) for _, _, page in sorted(ranked, key=lambda row: row[:2])]


def read_help(folder: Path, language: str, sentences: Mapping[str, str]) -> HelpBook:
    """The pages under ``folder`` (``en/``, ``cy/``) in ``language``; ``sentences`` fill the lists of refusals."""
    pages = []
    originals = {file: _split(file) for file in sorted((folder / "en").glob("*.md"))}
    elsewhere = _asked_for(body for _, body in originals.values())
    for file, (head, body) in originals.items():
        own = folder / language / file.name
        told, text = _split(own) if language != "en" and own.exists() else (head, body)
        pages.append(
            HelpPage(
                file.stem, head["group"], head["order"], told["title"], _with_sentences(text, sentences, elsewhere),
                told.get("words", ""), tuple(head.get("codes", ())),
            )
        )  # fmt: skip
    return HelpBook(language, tuple(sorted(pages, key=lambda page: (GROUPS.index(page.group), page.order, page.id))))


def fold(text: str) -> str:
    """Small letters without accents, so that "tŷ" is found by "ty"."""
    parted = unicodedata.normalize("NFD", text.replace("’", "'")).casefold()
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def _split(file: Path) -> tuple[dict[str, Any], str]:
    """Head and text of a page file."""
    text = file.read_text(encoding="utf-8")
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"{file.name} has no head")
    return tomllib.loads(head.group(1)), text[head.end() :].strip() + "\n"


def _asked_for(texts: Iterable[str]) -> set[str]:
    """The patterns of codes that pages ask for by name."""
    return {pattern for text in texts for asked in _SENTENCES.findall(text) for pattern in asked.split()} - {REST}


def _with_sentences(text: str, sentences: Mapping[str, str], elsewhere: Collection[str]) -> str:
    """Put the sentences of refusals where the page asks for them by patterns of their codes, or for the rest."""

    def matches(code: str, patterns: Iterable[str]) -> bool:
        return any(fnmatchcase(code, pattern) for pattern in patterns)

    def listed(asked: re.Match[str]) -> str:
        patterns = asked.group(1).split()
        rest = REST in patterns
        chosen = [code for code in sorted(sentences) if matches(code, elsewhere if rest else patterns) != rest]
        return "\n\n".join(f"`{code}`\n{_NAME.sub('…', sentences[code])}" for code in chosen)

    return _SENTENCES.sub(listed, text)


def _score(wanted: Sequence[str], texts: Sequence[str]) -> int:
    """How well a page answers: a word of the title counts 8, a search word 4, a word of the text 1."""
    total = 0
    for word in wanted:
        best = 0
        for weight, text in zip((8, 4, 1), texts, strict=True):
            if re.search(rf"\b{re.escape(word)}\b", text):
                best = max(best, 2 * weight)
            elif re.search(rf"\b{re.escape(word)}", text):
                best = max(best, weight)
        if not best:
            return 0
        total += best
    return total


def _excerpt(plain: str, wanted: Sequence[str]) -> str:
    """The words around the first place where the text answers; the beginning when only the title does."""
    folded = fold(plain)
    places = [found.start() for word in wanted if (found := re.search(rf"\b{re.escape(word)}", folded))]
    start = max(min(places, default=0) - _EXCERPT // 3, 0)
    start = plain.find(" ", start) + 1 if start else 0
    cut = plain[start : start + _EXCERPT]
    cut = cut if start + _EXCERPT >= len(plain) else cut.rpartition(" ")[0] + "…"
    return ("… " if start else "") + cut
