"""One case as it stands: every current value with the heads it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar, cast

import msgspec

from hmip_desktop.domain.alert import Advice, Alert
from hmip_desktop.domain.assessment import (
    AnswerValue,
    DataValue,
    Evaluation,
    Evidence,
    Flag,
    Moderation,
    Query,
    Reason,
    RouteUse,
    SignOff,
)
from hmip_desktop.domain.flow import Flow, Navigator
from hmip_desktop.domain.interview import Interview, InterviewNote, NotePlace
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.revisions import SETTLING
from hmip_desktop.domain.routing import Routing, route_case
from hmip_desktop.domain.sample import Allocation, CaseFacts, Fact, SampleDecision
from hmip_desktop.domain.values import PackStamp, Value, converted
from hmip_desktop.errors import Refused

V = TypeVar("V", bound=Value)


@dataclass(frozen=True, slots=True)
class Current:
    """The current state of one subject. ``value`` None is a withdrawn one; ``conflicting`` when heads differ.

    With heads that differ ``value`` is that of the first head by digest and must not be counted.
    """

    subject: str
    value: Value | None
    heads: tuple[str, ...]
    at: str
    author: str
    conflicting: bool = False
    pack: PackStamp | None = None


@dataclass(frozen=True, slots=True)
class Held(Generic[V]):
    """A typed current value with its heads, so that the next change can name what it replaces."""

    value: V
    heads: tuple[str, ...]
    at: str
    author: str
    conflicting: bool
    pack: PackStamp | None = None


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """Everything current about one case. Maps are keyed by reference or by the id of the note."""

    case_id: str
    facts: CaseFacts
    imported: CaseFacts
    allocation: Allocation | None = None
    decision: SampleDecision | None = None
    route: RouteUse | None = None
    answers: Mapping[str, Held[AnswerValue]] = field(default_factory=dict)
    data: Mapping[str, Held[DataValue]] = field(default_factory=dict)
    reasons: Mapping[str, Held[Reason]] = field(default_factory=dict)
    flags: Mapping[str, Held[Flag]] = field(default_factory=dict)
    evidence: Mapping[str, Held[Evidence]] = field(default_factory=dict)
    late_reasons: Mapping[str, Held[Reason]] = field(default_factory=dict)
    interview: Held[Interview] | None = None
    notes: Mapping[str, Held[InterviewNote]] = field(default_factory=dict)
    placed: Mapping[str, Held[NotePlace]] = field(default_factory=dict)
    evaluation: Held[Evaluation] | None = None
    signoff: Held[SignOff] | None = None
    alerts: Mapping[str, Held[Alert]] = field(default_factory=dict)
    advice: Mapping[str, Held[Advice]] = field(default_factory=dict)
    queries: Mapping[str, Held[Query]] = field(default_factory=dict)
    moderations: Mapping[str, Held[Moderation]] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()

    @property
    def is_excluded(self) -> bool:
        """True when the case was taken out of the count, and nobody decided otherwise at the same time."""
        agreed = f"decision:{self.case_id}" not in self.conflicts
        return agreed and self.decision is not None and self.decision.state == "excluded"

    @property
    def is_file_read(self) -> bool:
        """True for a file-read: a substitute case, or one where no interview was sought."""
        return bool(self.facts.substitute_for) or (self.interview is not None and self.interview.value.file_read)

    @property
    def is_signed_off(self) -> bool:
        """True while the last sign-off stands and no other stands against it."""
        return self.signoff is not None and self.signoff.value.signed and not self.signoff.conflicting

    @property
    def finished_under(self) -> str:
        """Digest of the pack version that the standing sign-off names; empty for an open case."""
        stamp = self.signoff.pack if self.signoff is not None and self.is_signed_off else None
        return stamp.digest if stamp else ""

    @property
    def fact_values(self) -> dict[str, Any]:
        """Case facts by name as conditions read them."""
        derived = {"age_band": self.facts.age_band, "route": self.route_used, "file_read": self.is_file_read}
        return msgspec.structs.asdict(self.facts) | derived

    @property
    def given(self) -> dict[str, Any]:
        """Answers by reference as conditions and the flow read them; conflicting ones count as unanswered."""
        answers: dict[str, Any] = {ref: h.value.answer for ref, h in self.answers.items() if not h.conflicting}
        return answers | {ref: h.value.chosen for ref, h in self.data.items() if not h.conflicting}

    @property
    def route_used(self) -> str:
        """The question set in use: the recorded one, else the computed one, else core."""
        if self.route is not None:
            return self.route.used
        routing = computed_route(self.facts)
        return routing.route if isinstance(routing, Routing) else "core"

    def flow(self, pack: Pack, variant: str = "") -> Flow:
        """What is visible, missing and contradictory in this case under ``pack``."""
        return navigator_for(self, pack, variant).look(self.fact_values, self.given)


def navigator_for(record: CaseRecord, pack: Pack, variant: str = "") -> Navigator:
    """The navigator of the case's question set."""
    return Navigator(pack, record.route_used if pack.routes else "", variant)


def computed_route(facts: CaseFacts) -> Routing | Refused:
    """The question set that the case details give, or why none can be computed."""
    try:
        return route_case(
            facts.sentence_type,
            _day(facts.start_date),
            _day(facts.release_date),
            facts.measure,
            _day(facts.measure_date),
        )
    except Refused as refused:
        return refused


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused("date-not-valid", value=text) from error


_SINGLE = ("evaluation", "signoff", "interview")
_MAPS = {
    "answer": "answers",
    "data": "data",
    "reason": "reasons",
    "flag": "flags",
    "evidence": "evidence",
    "late-evidence": "late_reasons",
    "note": "notes",
    "placed": "placed",
    "alert": "alerts",
    "advice": "advice",
    "query": "queries",
    "moderation": "moderations",
    SETTLING: "moderations",
}
_PLAIN = ("allocation", "decision", "route")


def assemble(case_id: str, currents: Iterable[Current]) -> CaseRecord:
    """The case from the current values of its subjects. Raises Refused ``case-unknown`` without its sample row."""
    parts: dict[str, Any] = {name: {} for name in _MAPS.values()}
    corrections: dict[str, Any] = {}
    conflicts: list[str] = []
    imported: CaseFacts | None = None
    for current in _latest_word(currents):
        kind, _, key = current.subject.partition(":")
        if current.conflicting:
            conflicts.append(current.subject)
        if current.value is None:
            continue
        if kind == "case":
            imported = cast(CaseFacts, current.value)
        elif kind == "fact":
            corrections[key.partition("/")[2]] = cast(Fact, current.value).value
        elif kind in _PLAIN:
            parts[kind] = current.value
        elif kind in _SINGLE:
            parts[kind] = _held(current)
        elif kind in _MAPS:
            parts[_MAPS[kind]][key.partition("/")[2]] = _held(current)
    if imported is None:
        raise Refused("case-unknown", case_id=case_id)
    facts = corrected(imported, corrections)
    return CaseRecord(case_id, facts, imported, conflicts=tuple(sorted(conflicts)), **parts)


def _latest_word(currents: Iterable[Current]) -> Iterable[Current]:
    """Without moderations as they were written before where those who lead said something of the question since."""
    held = list(currents)
    start = f"{SETTLING}:"
    before = {f"moderation:{one.subject.removeprefix(start)}" for one in held if one.subject.startswith(start)}
    return [one for one in held if one.subject not in before] if before else held


def corrected(imported: CaseFacts, corrections: Mapping[str, Any]) -> CaseFacts:
    """The facts with the assessor's corrections over the imported row; a correction of the wrong type is refused."""
    known = {name: value for name, value in corrections.items() if name in CaseFacts.__struct_fields__}
    if not known:
        return imported
    try:
        return converted(msgspec.structs.asdict(imported) | known, CaseFacts)
    except msgspec.ValidationError as error:
        raise Refused("fact-not-valid", facts=", ".join(sorted(known))) from error


def _held(current: Current) -> Held[Any]:
    return Held(
        cast(Value, current.value), current.heads, current.at, current.author, current.conflicting, current.pack
    )
