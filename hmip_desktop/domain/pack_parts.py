"""The parts of a question pack: routes, standards, key questions, prompts, guidance, scoring, changes.

``domain.pack`` puts them together. Every part is frozen and refuses unknown fields.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hmip_desktop.domain.conditions import Facts, holds
from hmip_desktop.domain.values import EvidenceSource, Lens, Stage

DataKind = Literal["single", "multi", "yes_no", "text", "number", "date"]
OptionalStage = Literal[Stage, ""]
OptionalLens = Literal[Lens, ""]

Ref = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$", max_length=32)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
OptionalText = Annotated[str, StringConstraints(max_length=4000)]
When = Annotated[str, StringConstraints(max_length=500)]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+){0,2}([-+.][A-Za-z0-9.]+)?$", max_length=32)]


class Part(BaseModel):
    """Base of all parts: frozen, strict about types, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


class Route(Part):
    """A question set of the pack, for example core or adjusted."""

    id: Code
    title: Text


class Variant(Part):
    """A kind of provider for which some standards are left out, for example NPS or CRC."""

    id: Code
    title: Text


class CaseRule(Part):
    """A rule shown first for cases where ``when`` holds; it never answers anything."""

    when: When
    text: Text


class RouteGuidance(Part):
    """Guidance that differs on one route; None keeps what the question says for all routes."""

    judge: Text | None = None
    look_for: tuple[Text, ...] | None = None
    sources: tuple[EvidenceSource, ...] | None = None
    not_applicable: OptionalText | None = None
    for_case: tuple[CaseRule, ...] | None = None


class Guidance(Part):
    """What an inspector reads beside a key question: rule, what to look for, sources, not-applicable rule."""

    judge: Text
    look_for: tuple[Text, ...] = ()
    sources: tuple[EvidenceSource, ...] = ()
    not_applicable: OptionalText = ""
    for_case: tuple[CaseRule, ...] = ()
    routes: dict[Code, RouteGuidance] = Field(default_factory=dict)

    def for_route(self, route: str) -> Guidance:
        """This guidance with what differs on ``route`` put in; itself when nothing does."""
        variant = self.routes.get(route)
        if variant is None:
            return self
        changes = {name: value for name, value in variant if value is not None}
        return self.model_copy(update={**changes, "routes": {}})

    def rules_for(self, facts: Facts, answers: Facts) -> tuple[str, ...]:
        """Texts of the rules for this very case, in pack order."""
        return tuple(rule.text for rule in self.for_case if holds(rule.when, facts, answers))


class Prompt(Part):
    """A lettered prompt: yes or no, and not applicable where ``na``. It informs the key question."""

    ref: Ref
    text: Text
    na: bool = False
    when: When = ""
    hint: OptionalText = ""


class Question(Part):
    """A key question: yes or no by a person's judgement, and not applicable where ``na``."""

    ref: Ref
    short: OptionalText = ""
    text: Text
    stage: OptionalStage = ""
    lens: OptionalLens = ""
    route: str = ""
    na: bool = False
    when: When = ""
    guidance: Guidance | None = None
    prompts: tuple[Prompt, ...] = ()

    @property
    def label(self) -> str:
        """Two to six words for rails and tables; the text itself where the pack gives none."""
        return self.short or self.text


class Standard(Part):
    """A standard; an ``organisational`` one is judged by the panel, never from cases."""

    ref: Ref
    title: Text
    statement: OptionalText = ""
    stage: OptionalStage = ""
    organisational: bool = False
    variants: tuple[Code, ...] = ()
    questions: tuple[Question, ...] = ()


class Option(Part):
    """One choice of a data question."""

    id: Code
    text: Text


class DataQuestion(Part):
    """Information about the case that is no judgement; counts as missing only where ``required``."""

    ref: Ref
    kind: DataKind
    text: Text
    short: OptionalText = ""
    stage: OptionalStage = ""
    route: str = ""
    options: tuple[Option, ...] = ()
    when: When = ""
    required: bool = False
    hint: OptionalText = ""

    @property
    def label(self) -> str:
        """A short name for rails and tables."""
        return self.short or self.text


class Topic(Part):
    """A topic of the practitioner interview with its planned minutes and what to ask about."""

    ref: Ref
    title: Text
    minutes: int = Field(default=0, ge=0, le=240)
    ask: tuple[Text, ...] = ()


class Introduction(Part):
    """A line of the checklist read out at the start of an interview."""

    ref: Ref
    text: Text


class RatingExample(Part):
    """Characteristics that illustrate one rating of one standard."""

    standard: Ref
    rating: Code
    characteristics: tuple[Text, ...]


class Banding(Part):
    """A rating and the lowest whole per cent (or points) from which it applies."""

    id: Code
    at_least: int = Field(alias="from", ge=0, le=1000)


class Scoring(Part):
    """How a rated pack turns percentages into ratings (2017 consultation, section 4).

    ``bandings`` band a rounded percentage, lowest first; ``points`` are given per rating of a standard;
    ``composite`` bands the sum of the points of ``standards`` standards.
    """

    bandings: tuple[Banding, ...]
    points: dict[Code, int] = Field(default_factory=dict)
    composite: tuple[Banding, ...] = ()
    standards: int = Field(default=0, ge=0, le=100)


class Predecessor(Part):
    """The version that a pack succeeds, named so that it cannot be taken for another."""

    id: Code
    version: Version
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Change(Part):
    """What became of one element of the version before: ``ref`` is its reference there.

    ``reworded`` with ``same_meaning`` keeps its reference and its answers. In every other case the old reference ends
    and is never used again; ``into`` are the elements of this version that came of it: two or more for ``split``, the
    one that several share for ``merged``, one for ``reworded`` with another meaning, none for ``retired``.
    """

    ref: Ref
    what: Literal["reworded", "split", "merged", "retired"]
    same_meaning: bool | None = None
    into: tuple[Ref, ...] = ()
    why: OptionalText = ""

    @property
    def stands(self) -> bool:
        """True when answers given to the old words answer the new ones."""
        return self.what == "reworded" and bool(self.same_meaning)


class Changes(Part):
    """How a version follows the one before: every element of either is named exactly once.

    ``kept`` are those whose words did not change, ``new`` those that came of nothing; ``why`` is shown to people.
    """

    succeeds: Predecessor
    why: OptionalText = ""
    kept: tuple[Ref, ...] = ()
    elements: tuple[Change, ...] = ()
    new: tuple[Ref, ...] = ()
