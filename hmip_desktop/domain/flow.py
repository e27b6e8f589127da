"""What is visible, next, missing and contradictory in one assessment. Pure: nothing is remembered or written.

``Navigator`` is built once per pack, route and variant; ``look`` answers everything for one state of the case
and costs well under a millisecond. Answers of elements that are not visible stay in the answers handed in,
are listed as ``inactive`` and count nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from hmip_desktop.domain.conditions import Condition, Facts, Value, parse
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.values import STAGES


@dataclass(frozen=True, slots=True)
class Count:
    """``answered`` of ``total`` visible elements that ask for an answer."""

    answered: int
    total: int

    @property
    def open(self) -> int:
        """How many still ask for an answer."""
        return self.total - self.answered

    @property
    def complete(self) -> bool:
        """True when nothing asks for an answer any more."""
        return self.answered == self.total


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A key judgement that its prompts do not bear out; asks for a reason, never blocks or answers.

    ``prompts`` are the prompts that speak against it.
    """

    question: str
    code: Literal["yes-with-prompt-no", "no-with-all-prompts-yes"]
    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One screen: a key question with its prompts, or the data questions of a stage.

    ``ref`` is the key question, or ``data:<stage>``; ``elements`` are visible references in answering order
    (prompts first, the judgement last).
    """

    ref: str
    kind: Literal["key_question", "data"]
    stage: str
    standard: str
    elements: tuple[str, ...]


class Navigator:
    """Questions of one pack on one route and variant, in rail order."""

    def __init__(self, pack: Pack, route: str = "", variant: str = "", *, organisational: bool = False) -> None:
        """``organisational`` takes the standards that the panel judges instead of those of cases.

        Raises ConditionError when the pack holds a condition that cannot be read (checked packs hold none).
        """
        self.pack = pack
        self.route = route
        self.variant = variant
        self.pages = tuple(_pages(pack, route, variant, organisational))
        self.elements = {ref: pack.element(ref) for page in self.pages for ref in page.elements}
        self._conditions = {e.ref: parse(e.when) for e in self.elements.values() if e.when}
        self._data = {data.ref: data for data in pack.data_questions}
        self._asked = {r for r in self.elements if r not in self._data or self._data[r].required}

    def look(self, facts: Facts, answers: Facts) -> Flow:
        """The assessment in this state. ``answers`` by reference; None, "" or absent means unanswered."""
        return Flow(self, facts, answers)

    def asks(self, ref: str) -> bool:
        """True when an answer to it counts in progress: judgements, prompts and required data questions."""
        return ref in self._asked

    def read(self, ref: str, value: Value) -> Value:
        """An answer as conditions see it: one choice as itself, only a multi question as a tuple."""
        data = self._data.get(ref)
        if data is None or data.kind == "multi" or not isinstance(value, tuple):
            return value
        one = value[0]
        return int(one) if data.kind == "number" and one.lstrip("-").isdecimal() else one

    def condition(self, ref: str) -> Condition | None:
        """The condition of an element, None when it always applies."""
        return self._conditions.get(ref)


class Flow:
    """One state of an assessment as seen by a ``Navigator``.

    References are in answering order everywhere: stages in rail order, in a page the prompts first and the
    key judgement last, the data questions of a stage after its standards.
    """

    def __init__(self, navigator: Navigator, facts: Facts, answers: Facts) -> None:
        self.navigator = navigator
        self.facts = facts
        self.answers = answers
        active = _Active(navigator, facts, answers)
        self._seen = active.seen
        shown = (page for page in navigator.pages if page.kind == "data" or active.visible(page.ref))
        kept = ((page, tuple(ref for ref in page.elements if active.visible(ref))) for page in shown)
        self.pages: tuple[Page, ...] = tuple(
            Page(page.ref, page.kind, page.stage, page.standard, refs) for page, refs in kept if refs
        )
        self.visible: tuple[str, ...] = tuple(ref for page in self.pages for ref in page.elements)
        self._visible = frozenset(self.visible)

    def is_visible(self, ref: str) -> bool:
        """True when the element is asked in this state."""
        return ref in self._visible

    def answer(self, ref: str) -> Value:
        """The answer that counts: None when unanswered or when the element is not visible."""
        return given(self.answers.get(ref)) if ref in self._visible else None

    @cached_property
    def inactive(self) -> tuple[str, ...]:
        """Answered references that are not visible now, sorted; kept, and counted nowhere."""
        return tuple(sorted(r for r, v in self.answers.items() if r not in self._visible and given(v) is not None))

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Visible references that ask for an answer and have none."""
        asks, answers = self.navigator.asks, self.answers
        return tuple(ref for ref in self.visible if asks(ref) and given(answers.get(ref)) is None)

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Key judgements against their prompts: yes with a prompt at no, or no with every prompt at yes."""
        found = (self._contradiction(page) for page in self.pages if page.kind == "key_question")
        return tuple(contradiction for contradiction in found if contradiction)

    def contradiction(self, question: str) -> Contradiction | None:
        """The contradiction of one key question, None when there is none."""
        return next((c for c in self.contradictions if c.question == question), None)

    def _contradiction(self, page: Page) -> Contradiction | None:
        judged = self.answer(page.ref)
        prompts = [(ref, self.answer(ref)) for ref in page.elements if ref != page.ref]
        against = tuple(ref for ref, value in prompts if value == "no")
        if judged == "yes" and against:
            return Contradiction(page.ref, "yes-with-prompt-no", against)
        applicable = [(ref, value) for ref, value in prompts if value != "na"]
        if judged == "no" and applicable and all(value == "yes" for _, value in applicable):
            return Contradiction(page.ref, "no-with-all-prompts-yes", tuple(ref for ref, _ in applicable))
        return None

    def na_allowed(self, ref: str) -> bool:
        """True when the pack offers not applicable for this element."""
        element = self.navigator.elements.get(ref)
        return element is not None and element.na

    def rules(self, ref: str) -> tuple[str, ...]:
        """Rules of the guidance for this very case, for a key question or the one of a prompt."""
        guidance = self.navigator.pack.guidance(ref, self.navigator.route)
        return guidance.rules_for(self.facts, self._seen) if guidance else ()

    @cached_property
    def stages(self) -> dict[str, Count]:
        """Progress by stage in rail order; "" holds what belongs to no stage, only where there is such."""
        return self._count((page.stage, page) for page in self.pages)

    @cached_property
    def standards(self) -> dict[str, Count]:
        """Progress by standard in rail order; pages of data questions are left out."""
        return self._count((page.standard, page) for page in self.pages if page.kind == "key_question")

    @cached_property
    def total(self) -> Count:
        """Progress over everything."""
        return _sum(self.stages.values())

    def page_count(self, page_ref: str) -> Count:
        """Progress of one page; 0 of 0 for a page that is not visible."""
        return self._count((page.ref, page) for page in self.pages if page.ref == page_ref).get(page_ref, Count(0, 0))

    def _count(self, pages: Iterable[tuple[str, Page]]) -> dict[str, Count]:
        asks, missing = self.navigator.asks, self._missing
        totals: dict[str, list[int]] = {}
        for key, page in pages:
            tally = totals.setdefault(key, [0, 0])
            for ref in page.elements:
                if asks(ref):
                    tally[0] += ref not in missing
                    tally[1] += 1
        return {key: Count(*tally) for key, tally in totals.items()}

    @cached_property
    def _missing(self) -> frozenset[str]:
        return frozenset(self.missing)

    def page_of(self, ref: str) -> Page | None:
        """The visible page that shows this element (or has this reference)."""
        return next((page for page in self.pages if page.ref == ref or ref in page.elements), None)

    def next(self, ref: str) -> str | None:
        """The visible element after this one; the first for one that is not visible; None after the last."""
        return _step(self.visible, ref, 1)

    def previous(self, ref: str) -> str | None:
        """The visible element before this one; the last for one not visible; None before the first."""
        return _step(self.visible, ref, -1)

    def next_page(self, ref: str) -> Page | None:
        """The page after the one with this page reference, None after the last."""
        found = _step([page.ref for page in self.pages], ref, 1)
        return self.page_of(found) if found else None

    def previous_page(self, ref: str) -> Page | None:
        """The page before the one with this page reference, None before the first."""
        found = _step([page.ref for page in self.pages], ref, -1)
        return self.page_of(found) if found else None

    def next_unanswered(self, ref: str = "") -> str | None:
        """The first missing element after this one, then from the start; None when nothing is missing."""
        if not self.missing:
            return None
        here = self.visible.index(ref) if ref in self._visible else -1
        later = (one for one in self.visible[here + 1 :] if one in self._missing)
        return next(later, None) or next(one for one in self.missing)


def given(value: Value) -> Value:
    """The value, or None for what counts as no answer: nothing, an empty text, an empty choice."""
    return None if value is None or value in ("", ()) else value


class _Active:
    """Answers as conditions see them: those of elements that are not visible are not there."""

    def __init__(self, navigator: Navigator, facts: Facts, answers: Facts) -> None:
        self.navigator = navigator
        self.facts = facts
        self.answers = answers
        self.known: dict[str, bool] = {}
        self.seen = _Seen(self)

    def visible(self, ref: str) -> bool:
        """True when the element applies; each is worked out once."""
        if ref not in self.known:
            self.known[ref] = False  # a cycle that no checked pack has ends here instead of never
            self.known[ref] = self._applies(ref)
        return self.known[ref]

    def _applies(self, ref: str) -> bool:
        element = self.navigator.elements.get(ref)
        if element is None or (element.question and not self.visible(element.question)):
            return False
        condition = self.navigator.condition(ref)
        return condition is None or condition.test(self.facts, self.seen)


class _Seen(Mapping[str, Value]):
    """The mapping face of ``_Active``, which is all that a condition is given."""

    def __init__(self, active: _Active) -> None:
        self._active = active

    def __getitem__(self, ref: str) -> Value:
        value = given(self._active.answers.get(ref))
        if value is None or not self._active.visible(ref):
            raise KeyError(ref)
        return self._active.navigator.read(ref, value)

    def __iter__(self) -> Iterator[str]:
        return (ref for ref in self._active.answers if ref in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _pages(pack: Pack, route: str, variant: str, organisational: bool) -> Iterator[Page]:
    standards = pack.rail(variant, organisational=organisational)
    for stage in (*STAGES, ""):
        for standard in standards:
            for question in standard.questions:
                if (question.stage or standard.stage) == stage and question.route in ("", route):
                    refs = (*(prompt.ref for prompt in question.prompts), question.ref)
                    yield Page(question.ref, "key_question", stage, standard.ref, refs)
        data = () if organisational else pack.data_questions
        asked = tuple(d.ref for d in data if d.stage == stage and d.route in ("", route))
        if asked:
            yield Page(f"data:{stage}", "data", stage, "", asked)


def _step(refs: Sequence[str], ref: str, by: int) -> str | None:
    if not refs:
        return None
    if ref not in refs:
        return refs[0] if by > 0 else refs[-1]
    there = refs.index(ref) + by
    return refs[there] if 0 <= there < len(refs) else None


def _sum(counts: Iterable[Count]) -> Count:
    counted = list(counts)
    return Count(sum(c.answered for c in counted), sum(c.total for c in counted))
