"""Standards, key questions and prompts found in the lines of a published document.

Two shapes are known. Numbered: ``2.1 Title``, a statement, ``2.1.1 Question?``, ``a) Prompt?``. Bulleted:
``2.1 Title``, a statement, a list of questions with a list of prompts inside each; references are then
counted out. Page numbers, running headers and footers and footnotes are passed over, wrapped lines joined.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from hmip_desktop.intake.published_lines import Line

LONGEST = 4000
"""Characters of one element, at most; what follows is not placed."""
MAX_UNPLACED = 50
"""Lines named one by one as not placed; more are only counted."""

MAX_REMARKS = 200
"""More remarks than this on one document help nobody."""

_STANDARD = re.compile(r"^(?:standard\s+)?(\d{1,2}\.\d{1,2})[.:]?\s+(\D.*)$", re.IGNORECASE)
_QUESTION = re.compile(r"^(\d{1,2}\.\d{1,2}\.\d{1,2})[.:)]?\s+(\S.*)$")
_LETTER = re.compile(r"^\(?([a-z])[).]\s+(\S.*)$")
_CLOSES = re.compile(r"^(?:\d{1,2}\.\s+\D|annex\s+[A-Z]\b|appendix\s+[A-Z0-9]\b|chapter\s+\d)", re.IGNORECASE)
_LONE_MARK = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){1,2}[.:)]?|\(?[a-z][).])$")
_PAGE_NUMBER = re.compile(r"^[-–\s]*(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–\s]*$", re.IGNORECASE)
_FOOTNOTE = re.compile(r"^\d{1,2}\s+[A-Z]")
_RUNNING = 3
"""A line that stands this often, digits aside, is a running header or footer."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the document that a person should look at: a code and what its sentence names."""

    code: str
    params: dict[str, object]


@dataclass(slots=True)
class Found:
    """A standard, key question or prompt: its reference, words so far, line, and what it holds."""

    ref: str
    text: str
    line: int
    statement: str = ""
    inside: list[Found] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """What was found, in document order, and remarks."""

    standards: list[Found]
    remarks: list[Remark]

    @property
    def size(self) -> int:
        """Key questions and prompts found."""
        return sum(1 + len(question.inside) for standard in self.standards for question in standard.inside)


def outline(lines: Iterable[Line]) -> Outline:
    """Everything found, by whichever of the two shapes places more of the document."""
    kept = _joined_marks(_without_noise(list(lines)))
    numbered, bulleted = _Reader(numbered=True), _Reader(numbered=False)
    for reader in (numbered, bulleted):
        for line in kept:
            reader.read(line)
    return max((numbered.finish(), bulleted.finish()), key=lambda one: one.size)


class _Reader:
    """Goes through the lines once. ``open`` is the element whose sentence has not ended."""

    def __init__(self, *, numbered: bool) -> None:
        self.numbered = numbered
        self.standards: list[Found] = []
        self.standard: Found | None = None
        self.question: Found | None = None
        self.open: Found | None = None
        self.last = 0
        self.unplaced: list[Line] = []

    def read(self, line: Line) -> None:
        """Take in one line."""
        if self.numbered and (match := _QUESTION.match(line.text)):
            self.start_question(match.group(1), match.group(2), line)
        elif match := _STANDARD.match(line.text):
            self.start_standard(match.group(1), match.group(2), line)
        elif _CLOSES.match(line.text) and not self.unfinished:
            self.standard = self.question = self.open = None
        elif self.numbered and self.question and (match := _LETTER.match(line.text)):
            self.start_prompt(match.group(1), match.group(2), line)
        elif line.depth is not None and self.standard:
            self.read_bullet(line)
        else:
            self.read_text(line)

    @property
    def unfinished(self) -> bool:
        """True while the sentence of a question or prompt has not come to its question mark."""
        if self.open is None or self.open is self.standard or len(self.open.text) > LONGEST:
            return False
        return not _ends(self.open.text)

    def start_standard(self, ref: str, title: str, line: Line) -> None:
        self.standard = self.open = Found(ref, title, line.number)
        self.question = None
        self.standards.append(self.standard)

    def start_question(self, ref: str, text: str, line: Line) -> None:
        parent = ref.rpartition(".")[0]
        if self.standard is None or self.standard.ref != parent:
            self.start_standard(parent, "", line)
        assert self.standard is not None
        self.question = self.open = Found(ref, text, line.number)
        self.standard.inside.append(self.question)
        self.last = line.number

    def start_prompt(self, letter: str, text: str, line: Line) -> None:
        assert self.question is not None
        self.open = Found(f"{self.question.ref}{letter}", text, line.number)
        self.question.inside.append(self.open)
        self.last = line.number

    def read_bullet(self, line: Line) -> None:
        standard, question = self.standard, self.question
        assert standard is not None
        if not self.numbered and not line.depth:
            self.start_question(f"{standard.ref}.{len(standard.inside) + 1}", line.text, line)
        elif question is not None and len(question.inside) < 26:
            self.start_prompt(chr(ord("a") + len(question.inside)), line.text, line)
        else:
            self.unplaced.append(line)

    def read_text(self, line: Line) -> None:
        if self.open is None:
            self.unplaced.append(line)
        elif self.open is self.standard and len(self.standard.statement) < LONGEST:
            self.standard.statement = _join(self.standard.statement, line.text)
        elif self.unfinished and not _FOOTNOTE.match(line.text):
            self.open.text = _join(self.open.text, line.text)
            self.last = line.number
        else:
            self.unplaced.append(line)

    def finish(self) -> Outline:
        """The standards that hold questions, each once, with remarks on what looks wrong."""
        remarks: list[Remark] = []
        best: dict[str, Found] = {}
        for standard in self.standards:
            other = best.get(standard.ref)
            if standard.inside and other is None:
                best[standard.ref] = standard
            elif standard.inside and other is not None:
                kept, left = (standard, other) if _weight(standard) > _weight(other) else (other, standard)
                best[standard.ref] = kept
                remarks.append(Remark("published-standard-twice", {"ref": left.ref, "line": left.line}))
        standards = sorted(best.values(), key=lambda one: one.line)
        for standard in standards:
            remarks += _looked_over(standard)
        return Outline(standards, remarks[:MAX_REMARKS] + self.left_over(standards))

    def left_over(self, standards: list[Found]) -> list[Remark]:
        """Remarks on lines between the first standard and the last prompt that have no place."""
        if not standards:
            return []
        first, last = standards[0].line, standards[-1].inside[-1]
        end = max([last.line, *(prompt.line for prompt in last.inside)])
        inside = [line for line in self.unplaced if first < line.number < end]
        remarks = [
            Remark("published-not-placed", {"line": line.number, "text": line.text[:80]})
            for line in inside[:MAX_UNPLACED]
        ]
        if len(inside) > MAX_UNPLACED:
            remarks.append(Remark("published-more-not-placed", {"count": len(inside) - MAX_UNPLACED}))
        return remarks


def _looked_over(standard: Found) -> list[Remark]:
    remarks: list[Remark] = []
    if not standard.text:
        remarks.append(Remark("published-no-title", {"ref": standard.ref, "line": standard.line}))
        standard.text = standard.ref
    if not standard.statement:
        remarks.append(Remark("published-no-statement", {"ref": standard.ref, "line": standard.line}))
    remarks += _once_and_in_order(standard.inside, [f"{standard.ref}.{n}" for n in range(1, 100)])
    for question in standard.inside:
        remarks += _once_and_in_order(question.inside, [question.ref + chr(97 + n) for n in range(26)])
        if not question.inside:
            remarks.append(Remark("published-no-prompts", {"ref": question.ref, "line": question.line}))
        for one in (question, *question.inside):
            if not _ends(one.text):
                remarks.append(Remark("published-unfinished", {"ref": one.ref, "line": one.line}))
    return remarks


def _once_and_in_order(found: list[Found], expected: list[str]) -> list[Remark]:
    """Remarks on references that repeat (the later one is dropped) or leave a gap."""
    remarks: list[Remark] = []
    first: dict[str, Found] = {}
    for one in found:
        if first.setdefault(one.ref, one) is not one:
            remarks.append(Remark("published-repeated", {"ref": one.ref, "line": one.line}))
    found[:] = first.values()
    wanted = expected[: len(found)]
    if [one.ref for one in found] != wanted:
        missing = next((ref for ref in wanted if ref not in first), wanted[0])
        remarks.append(Remark("published-gap", {"ref": missing, "line": found[0].line}))
    return remarks


def _weight(standard: Found) -> int:
    return sum(1 + len(question.inside) for question in standard.inside)


def _ends(text: str) -> bool:
    return bool(re.search(r"\?[\"'”’)\]]*\s*\d{0,2}$", text))


def _join(before: str, after: str) -> str:
    """Two parts of a wrapped sentence; a hyphen at the end of a line belongs to its word."""
    glued = bool(re.search(r"\w-$", before)) and after[:1].islower()
    return (before + after if glued else f"{before} {after}").strip()


def _without_noise(lines: list[Line]) -> list[Line]:
    """Lines that are no page number and no running header or footer."""
    edges = _page_edges(lines)
    often = Counter(_shape(line.text) for line in lines)
    at_edges = Counter(_shape(line.text) for index, line in enumerate(lines) if index in edges)
    kept: list[Line] = []
    for line in lines:
        shape = _shape(line.text)
        marked = any(mark.match(line.text) for mark in (_STANDARD, _QUESTION, _LETTER)) or line.depth is not None
        sentence = not line.text[:1].isupper() or _ends(line.text)
        running = often[shape] >= _RUNNING and not sentence
        at_edge = at_edges[shape] > 1 and at_edges[shape] == often[shape]
        noise = not line.text or _PAGE_NUMBER.match(line.text) or (not marked and (running or at_edge))
        if not noise:
            kept.append(line)
    return kept


def _page_edges(lines: list[Line]) -> set[int]:
    """Positions of the lines next to a page break or a page number."""
    edges: set[int] = set()
    for index, line in enumerate(lines):
        if line.page or _PAGE_NUMBER.match(line.text):
            edges |= {index - 1, index, index + 1}
    return edges


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text).casefold()


def _joined_marks(lines: list[Line]) -> list[Line]:
    """A number or letter that stands alone, as in a table, put before the line that follows it."""
    joined: list[Line] = []
    mark: Line | None = None
    for line in lines:
        current = replace(line, text=f"{mark.text} {line.text}", number=mark.number) if mark else line
        mark = current if _LONE_MARK.match(current.text) else None
        if mark is None:
            joined.append(current)
    return joined if mark is None else [*joined, mark]
