"""Searching all texts of one case: evidence, interview notes, reasons, evaluation, what was answered in words.

The index is made of the case as it was read and lives in memory only; see ``store.textindex``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hmip_desktop.domain.pack import Pack
from hmip_desktop.services.assess import OpenCase
from hmip_desktop.store.textindex import TextIndex

Sort = Literal["evidence", "note", "reason", "evaluation", "answer", "question", "other", "guidance"]
SORTS: tuple[Sort, ...] = ("evidence", "note", "reason", "evaluation", "answer", "other", "question", "guidance")
"""In the order in which results are grouped."""
CONTEXT = 60
"""Letters shown before the first word found, where a text is long."""
LONG = 220
"""Letters shown of a text, about."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of a case. ``ref`` is the question it belongs to, "" for none; ``key`` the id of the note.

    ``dated_on`` is the date of evidence, and of an interview note its stored moment.
    """

    sort: Sort
    ref: str
    key: str
    text: str
    source: str = ""
    dated_on: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with the words found: ``extract`` is the part to show, ``spans`` where the words stand in it."""

    passage: Passage
    extract: str
    spans: tuple[tuple[int, int], ...]


class CaseFinder:
    """Finds words in one case as it was read; make another one when the case changed, and close this one."""

    def __init__(self, passages: tuple[Passage, ...]) -> None:
        self.passages = passages
        self._index = TextIndex([passage.text for passage in passages])

    def find(self, words: str, most: int = 60) -> tuple[Hit, ...]:
        """Passages that hold every one of ``words``, grouped by sort in the order of ``SORTS``, the best first."""
        hits = [_hit(self.passages[found.place], found.spans) for found in self._index.find(words, most)]
        return tuple(sorted(hits, key=lambda hit: SORTS.index(hit.passage.sort)))

    def close(self) -> None:
        """Let the texts go."""
        self._index.close()


def case_passages(opened: OpenCase) -> tuple[Passage, ...]:
    """Every text of a case that people wrote, and the questions it is asked."""
    return (*_written(opened), *_questions(opened))


def guidance_passages(pack: Pack, route: str) -> tuple[Passage, ...]:
    """The guidance of the whole pack, other question sets included, in the words for ``route``."""
    found: list[Passage] = []
    for standard in pack.standards:
        for question in standard.questions:
            guidance = pack.guidance(question.ref, question.route or route)
            texts = [question.text]
            if guidance is not None:
                texts += [guidance.judge, *guidance.look_for, guidance.not_applicable]
                texts += [rule.text for rule in guidance.for_case]
            found += [Passage("guidance", question.ref, question.ref, text) for text in texts if text]
            for prompt in question.prompts:
                texts = [prompt.text, prompt.hint]
                found += [Passage("guidance", question.ref, prompt.ref, text) for text in texts if text]
    return tuple(found)


def _written(opened: OpenCase) -> Iterator[Passage]:
    record = opened.record
    for key, held in record.evidence.items():
        note = held.value
        ref = note.links[0].ref if note.links else ""
        yield Passage("evidence", ref, key, note.text, note.source, note.dated_on)
    for key, held_note in record.notes.items():
        yield Passage("note", "", key, held_note.value.text, "interview", held_note.value.noted_at)
    for ref, held_reason in record.reasons.items():
        yield Passage("reason", ref, ref, held_reason.value.reason)
    for key, held_reason in record.late_reasons.items():
        late = record.evidence.get(key)
        yield Passage(
            "reason", late.value.links[0].ref if late and late.value.links else "", key, held_reason.value.reason
        )
    if record.route is not None and record.route.override_reason:
        yield Passage("reason", "", "route", record.route.override_reason)
    for text in _closing(opened):
        yield Passage("evaluation", "", "evaluate", text)
    for key, advice in record.advice.items():
        yield Passage("other", "", key, advice.value.text)
    for ref, chosen in record.data.items():
        options = {option.id: option.text for q in opened.pack.data_questions if q.ref == ref for option in q.options}
        text = ", ".join(options.get(one, one) for one in chosen.value.chosen)
        if text:
            yield Passage("answer", ref, ref, text)


def _closing(opened: OpenCase) -> Iterator[str]:
    held = opened.record.evaluation
    if held is None:
        return
    value = held.value
    yield from (*value.strengths, *value.areas, *(theme.text for theme in value.themes))
    for example in value.practice:
        yield f"{example.done} {example.why}"
    if value.feedback is not None and value.feedback.reason:
        yield value.feedback.reason


def _questions(opened: OpenCase) -> Iterator[Passage]:
    for ref in opened.flow.visible:
        element = opened.pack.element(ref)
        yield Passage("question", ref, ref, element.text)


def _hit(passage: Passage, spans: tuple[tuple[int, int], ...]) -> Hit:
    """The part of a text around the words found, cut at gaps between words."""
    text = passage.text
    if len(text) <= LONG or not spans:
        return Hit(passage, text, spans)
    start = max(spans[0][0] - CONTEXT, 0)
    if start:
        start = text.find(" ", start) + 1 or start
    start = min(start, spans[0][0])
    end = min(start + LONG, len(text))
    if end < len(text):
        end = max(text.rfind(" ", start, end), spans[0][1])
    lead, tail = "..." if start else "", "..." if end < len(text) else ""
    shown = tuple((a - start + len(lead), b - start + len(lead)) for a, b in spans if b <= end)
    return Hit(passage, lead + text[start:end].replace("\n", " ") + tail, shown)
