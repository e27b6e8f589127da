"""Question packs: standards, key questions, prompts, data questions and guidance as data.

The shape is the TOML (or JSON) that ``resources/packs`` holds; its parts are in ``domain.pack_parts``. What
one field cannot say about itself (repeated references, references that lead nowhere, cycles) is checked in
``domain.pack_checks``; reading files belongs to ``intake.packs``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Literal

import msgspec
from pydantic import Field, PrivateAttr

from hmip_desktop.domain.pack_parts import (
    Changes,
    Code,
    DataQuestion,
    Guidance,
    Introduction,
    OptionalText,
    Part,
    Question,
    RatingExample,
    Route,
    Scoring,
    Standard,
    Text,
    Topic,
    Variant,
    Version,
)
from hmip_desktop.domain.values import STAGES, Language

FORMAT = 1
MAX_PROMPTS = 10
"""Prompts to one key question, at most (2017 consultation, section 3.12)."""
STAGE_TITLES: dict[str, str] = {
    "assessment": "Assessment",
    "planning": "Sentence planning",
    "implementation": "Implementation and delivery",
    "reviewing": "Reviewing",
}
STAGE_TITLES_CY: dict[str, str] = {
    "assessment": "Asesu",
    "planning": "Cynllunio’r ddedfryd",
    "implementation": "Gweithredu a chyflawni",
    "reviewing": "Adolygu",
}

Kind = Literal["standard", "key_question", "prompt", "data", "topic"]


@dataclass(frozen=True, slots=True)
class Element:
    """One thing of a pack that has a reference. ``standard`` and ``question`` are the parents' references."""

    ref: str
    kind: Kind
    text: str
    label: str
    stage: str = ""
    lens: str = ""
    route: str = ""
    standard: str = ""
    question: str = ""
    na: bool = False
    when: str = ""
    guidance: bool = False
    organisational: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many standards, key questions, prompts, data questions and topics a pack holds."""

    standards: int
    key_questions: int
    prompts: int
    data: int
    topics: int


class Pack(Part):
    """A whole question pack, one version."""

    format: Literal[1]
    id: Code
    version: Version
    title: Text
    source: OptionalText = ""
    adapted: bool = False
    adaptation: OptionalText = ""
    guidance_version: OptionalText = ""
    rated: bool = False
    languages: tuple[Language, ...] = ("en",)
    judged_up_to: date | None = Field(default=None, strict=False)
    routes: tuple[Route, ...] = ()
    variants: tuple[Variant, ...] = ()
    scoring: Scoring | None = None
    standards: tuple[Standard, ...] = ()
    data_questions: tuple[DataQuestion, ...] = ()
    topics: tuple[Topic, ...] = ()
    introduction: tuple[Introduction, ...] = ()
    rating_examples: tuple[RatingExample, ...] = ()
    translations: dict[Literal["cy"], dict[str, OptionalText]] = Field(default_factory=dict)
    changes: Changes | None = None
    _spoken: str = PrivateAttr("en")

    def speak(self, language: str) -> None:
        """Let ``text`` answer in ``language`` unless it is asked for another; for copies that are shown."""
        self._spoken = language

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """Everything with a reference in reading order: standards with questions, data questions, topics."""
        return tuple(_elements(self))

    @cached_property
    def _by_ref(self) -> dict[str, Element]:
        return {element.ref: element for element in self.elements}

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {q.ref: q for standard in self.standards for q in standard.questions}

    def element(self, ref: str) -> Element:
        """The element of that reference; KeyError when the pack has none."""
        return self._by_ref[ref]

    def has(self, ref: str) -> bool:
        """True when some element has that reference."""
        return ref in self._by_ref

    def label(self, ref: str) -> str:
        """A few words for the element, or the reference itself for one that the pack does not know."""
        element = self._by_ref.get(ref)
        return element.label if element else ref

    def standard(self, ref: str) -> Standard:
        """The standard of that reference; KeyError when there is none."""
        return next((s for s in self.standards if s.ref == ref), None) or _unknown(ref)

    def question(self, ref: str) -> Question:
        """The key question of that reference, or of the prompt with it; KeyError otherwise."""
        element = self._by_ref[ref]
        return self._questions[element.question or ref]

    def guidance(self, ref: str, route: str = "") -> Guidance | None:
        """Guidance of a key question, or of a prompt's key question, on that route; None without."""
        element = self._by_ref.get(ref)
        if element is None or element.kind not in ("key_question", "prompt"):
            return None
        found = self.question(ref).guidance
        return found.for_route(route) if found else None

    def questions(self, route: str = "", variant: str = "", *, organisational: bool = False) -> tuple[Question, ...]:
        """Key questions asked on that route and variant, in rail order; conditions are not looked at."""
        return tuple(
            q for s in self.rail(variant, organisational=organisational) for q in s.questions if q.route in ("", route)
        )

    def rail(self, variant: str = "", *, organisational: bool = False) -> tuple[Standard, ...]:
        """Standards of cases (or of the organisation) in rail order: by stage, then those without one.

        A standard that names variants is there only for one of those.
        """
        chosen = [
            s
            for s in self.standards
            if s.organisational == organisational and (not s.variants or variant in s.variants)
        ]
        return tuple(sorted(chosen, key=lambda s: STAGES.index(s.stage) if s.stage else len(STAGES)))

    @cached_property
    def counts(self) -> Counts:
        """Counts over the whole pack, all routes and variants."""
        kinds = [element.kind for element in self.elements]
        return Counts(
            kinds.count("standard"), kinds.count("key_question"), kinds.count("prompt"), kinds.count("data"),
            kinds.count("topic"),
        )  # fmt: skip

    def stage_title(self, stage: str) -> str:
        """Title of a stage in the rail; empty for no stage."""
        return (STAGE_TITLES_CY if self._spoken == "cy" else STAGE_TITLES).get(stage, "")

    def text(self, ref: str, field: str = "", language: str = "") -> str:
        """Words of an element in ``language``, else in the pack's own; KeyError for an unknown reference.

        ``field`` is ``text``, ``label``, ``title``, ``statement``, ``yes``, ``no`` or ``na``; empty means the
        main one. Answer labels that no translation gives are empty.
        """
        element = self._by_ref[ref]
        main = "title" if element.kind in ("standard", "topic") else "text"
        wanted = field or main
        held = self.translations.get("cy", {}) if (language or self._spoken) == "cy" else {}
        name = "short" if wanted == "label" else wanted
        name = main if wanted == "label" and element.label == element.text else name
        if found := held.get(f"{ref}.{name}"):
            return found
        if wanted == "statement" and element.kind == "standard":
            return self.standard(ref).statement
        return {"label": element.label, main: element.text}.get(wanted, "")

    @cached_property
    def canonical(self) -> bytes:
        """The pack as canonical JSON, the bytes that travel: keys sorted, fields at their default left out."""
        plain = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return msgspec.json.encode(plain, order="sorted")

    @cached_property
    def digest(self) -> str:
        """SHA-256 of ``canonical`` in hex; stamped on every answer."""
        return hashlib.sha256(self.canonical).hexdigest()


@lru_cache(maxsize=8)
def read_pack(document: bytes) -> Pack:
    """The pack of a document as ``canonical`` has it. Raises pydantic's ValidationError.

    A store reads its pack at every sitting, list and merge, and no part of a pack changes: the same bytes are the
    same pack.
    """
    return Pack.model_validate_json(document)


def _unknown(ref: str) -> Standard:
    raise KeyError(ref)


def _elements(pack: Pack) -> Iterator[Element]:
    for standard in pack.standards:
        yield Element(
            standard.ref, "standard", standard.title, standard.title, stage=standard.stage,
            organisational=standard.organisational,
        )  # fmt: skip
        for question in standard.questions:
            yield from _question_elements(standard, question)
    for data in pack.data_questions:
        yield Element(
            data.ref, "data", data.text, data.label, stage=data.stage, route=data.route, when=data.when,
            guidance=bool(data.hint),
        )  # fmt: skip
    for topic in pack.topics:
        yield Element(topic.ref, "topic", topic.title, topic.title, guidance=bool(topic.ask))


def _question_elements(standard: Standard, question: Question) -> Iterator[Element]:
    stage = question.stage or standard.stage
    yield Element(
        question.ref, "key_question", question.text, question.label, stage=stage, lens=question.lens,
        route=question.route, standard=standard.ref, na=question.na, when=question.when,
        guidance=question.guidance is not None, organisational=standard.organisational,
    )  # fmt: skip
    for prompt in question.prompts:
        yield Element(
            prompt.ref, "prompt", prompt.text, prompt.text, stage=stage, lens=question.lens,
            route=question.route, standard=standard.ref, question=question.ref, na=prompt.na,
            when=prompt.when, guidance=question.guidance is not None or bool(prompt.hint),
            organisational=standard.organisational,
        )  # fmt: skip
