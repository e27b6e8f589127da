"""From the counting revisions of one case to what is current, the list row, and the answers that count. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec

from hmip_desktop.domain.alert import Alert, together
from hmip_desktop.domain.assessment import DataValue, Moderation
from hmip_desktop.domain.case_record import CaseRecord, Held, corrected
from hmip_desktop.domain.merge import VALUE_STARTS, differs
from hmip_desktop.domain.revisions import STEPPING_KINDS, read_value
from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.errors import Refused
from hmip_desktop.store.frame import Frame, Route, Visible

ANSWERS = {1: "yes", 2: "no", 3: "na"}
CODES = {"yes": 1, "no": 2, "na": 3}
FILES = ("-", "lead")
"""Files of what belongs to no case."""

# The line is canonical and "answer" is its first key, so its first letters tell the answer: decoding 600,000 of
# them again is a tenth of a merge.
_ANSWER_STARTS = {b'{"answer":"ye': 1, b'{"answer":"no': 2, b'{"answer":"na': 3}
_ANSWER_ENDS = VALUE_STARTS + 13
# Kinds that say something of the case as a whole; the rest only count as touched.
TELLING = frozenset({"case", "fact", "allocation", "decision", "route", "interview", "signoff", "alert"})


class State(msgspec.Struct, gc=False):
    """One subject: digests of its heads joined in order; ``row``, ``answer`` and ``value`` belong to the first, of an
    alert to the first that says whether it is open.

    ``answer`` is None for what is no answer, else as in ``ANSWERS``, 0 for unanswered. ``pack`` is the digest of the
    pack that a sign-off was made under, "" for anything else.
    """

    subject: str
    row: int
    heads: bytes
    conflicting: bool
    answer: int | None
    value: bytes | None
    pack: str


class Known(State, gc=False):
    """A counting revision, which alone is the state of its subject: ``heads`` is its own digest."""

    parents: tuple[str, ...]
    at: str

    @property
    def digest(self) -> bytes:
        """SHA-256 of the header line."""
        return self.heads


@dataclass(slots=True)
class CaseState:
    """What is derived of one case. ``row`` holds the columns of its list row but for ``changed_at`` and ``returned``.

    ``counted``: question to (answer, the assessor's own answer where moderation settled another).
    """

    row: dict[str, Any]
    counted: dict[str, tuple[int, int | None]] = field(default_factory=dict)


def answer_code(value: bytes | None) -> int:
    """0 for unanswered, withdrawn or erased, else as in ``ANSWERS``."""
    return _ANSWER_STARTS.get(value[VALUE_STARTS:_ANSWER_ENDS], 0) if value else 0


def states(revisions: Iterable[Known]) -> dict[str, State]:
    """The heads of every subject that these revisions are about."""
    found: dict[str, State] = {}
    several: dict[str, list[Known]] = {}
    for one in revisions:
        before = found.setdefault(one.subject, one)
        if before is not one:
            several.setdefault(one.subject, [cast(Known, before)]).append(one)
    for subject, held in several.items():
        found[subject] = _settled(held)
    return found


def _settled(held: Sequence[Known]) -> State:
    named = {bytes.fromhex(parent) for one in held for parent in one.parents}
    left = sorted((one for one in held if one.digest not in named), key=lambda one: one.digest)
    first = left[0]
    heads = b"".join(one.digest for one in left)
    conflicting = len(left) > 1 and differs(one.value for one in left)
    if conflicting and first.subject.startswith("alert:"):
        first = _as_together(left)
    return State(first.subject, first.row, heads, conflicting, first.answer, first.value, first.pack)


def _as_together(heads: Sequence[Known]) -> Known:
    """Of steps of an alert that crossed the first that is open, or closed, as all of them are together."""
    values = ((one, read_value("alert", one.value)) for one in heads if one.value)
    said = [(one, value) for one, value in values if isinstance(value, Alert)]
    if not said:
        return heads[0]
    closed = together([value for _, value in said]).state == "closed"
    return next(one for one, value in said if (value.state == "closed") == closed)


class _Parts:
    """What the current values of a case say, sorted by what they are for."""

    def __init__(self, states_of: Iterable[State]) -> None:
        self.answers: dict[str, int] = {}
        self.data: dict[str, Any] = {}
        self.moderated: dict[str, int] = {}
        self.corrections: dict[str, Any] = {}
        self.single: dict[str, Any] = {}
        self.alerts: list[Alert] = []
        self.conflicts = 0
        self.disputed: set[str] = set()
        self.signed_under = ""
        answers = self.answers
        for state in states_of:
            head, _, key = state.subject.partition("/")
            if state.pack:
                self.signed_under = state.pack
            if state.conflicting:
                kind = head.partition(":")[0]
                self.conflicts += kind not in STEPPING_KINDS
                self.disputed.add(kind)
            if state.answer is not None:
                answers[key] = 0 if state.conflicting else state.answer
            elif state.value is not None:
                kind = head.partition(":")[0]
                if kind in _TELLING_OR_COUNTED:
                    self._take(kind, key, state)

    def _take(self, kind: str, key: str, state: State) -> None:
        value = cast(Any, read_value(kind, cast(bytes, state.value)))
        if value is None:
            return
        if kind == "data":
            if not state.conflicting:
                self.data[key] = cast(DataValue, value).chosen
        elif kind == "moderation":
            if not state.conflicting:
                self.moderated[key] = CODES[cast(Moderation, value).answer]
        elif kind == "fact":
            self.corrections[key] = value.value
        elif kind == "alert":
            self.alerts.append(value)
        else:
            self.single[kind] = value


_TELLING_OR_COUNTED = TELLING | {"data", "moderation"}
# While two people say different things of one of these, no digest decides: the case waits and does not count.
_DECIDING = frozenset({"case", "fact", "decision", "route", "signoff"})
_AGREED = frozenset({"decision", "signoff"})


def case_state(frame: Frame, case_id: str, states_of: Iterable[State]) -> CaseState:
    """The list row of a case and its answers that count."""
    parts = _Parts(states_of)
    imported = parts.single.get("case")
    row = {"practice": int(case_id.startswith("practice-")), "conflicts": parts.conflicts, "listed": 0, "counted": 0}
    row |= {"alerts": len(parts.alerts), "alerts_open": sum(alert.state != "closed" for alert in parts.alerts)}
    if imported is None:
        return CaseState(row)
    record = _record(case_id, cast(CaseFacts, imported), parts)
    route_name = frame.route_of(record)
    route = frame.route(route_name, parts.signed_under if record.is_signed_off else "")
    visible = _visible(record, route, parts)
    given = [ref for ref, code in parts.answers.items() if code] + [ref for ref, chosen in parts.data.items() if chosen]
    second = record.allocation is not None and record.allocation.second
    agreed = not parts.disputed & _DECIDING
    counts = record.is_signed_off and agreed and not (record.is_excluded or row["practice"] or second)
    row |= _columns(record) | {
        "route": route_name,
        "second": int(second),
        "counted": int(counts),
        "answered": len(visible.asked.intersection(given)) if route else len(given),
        "total": len(visible.asked),
    }
    return CaseState(row, _counted(parts, visible, frame.settled(case_id)) if counts else {})


def _record(case_id: str, imported: CaseFacts, parts: _Parts) -> CaseRecord:
    try:
        facts = corrected(imported, parts.corrections)
    except Refused:
        facts = imported  # one correction that does not fit must not hide the case from its list
    single = {kind: value for kind, value in parts.single.items() if kind not in parts.disputed & _AGREED}
    return CaseRecord(
        case_id, facts, imported, single.get("allocation"), single.get("decision"), single.get("route"),
        interview=_held(single.get("interview")), signoff=_held(single.get("signoff")),
    )  # fmt: skip


def _held(value: Any) -> Held[Any] | None:
    return None if value is None else Held(value, (), "", "", False)


def _visible(record: CaseRecord, route: Route | None, parts: _Parts) -> Visible:
    if route is None:  # without the pack nobody can say what is asked, so everything answered stands
        return Visible(frozenset(), frozenset(parts.answers))
    return route.visible(record.fact_values, _Given(parts))


class _Given(Mapping[str, Any]):
    """Answers as conditions read them; worked out only where one is looked at."""

    def __init__(self, parts: _Parts) -> None:
        self._parts = parts

    def __getitem__(self, ref: str) -> Any:
        code = self._parts.answers.get(ref)
        return self._parts.data[ref] if code is None else ANSWERS.get(code)

    def __iter__(self) -> Iterator[str]:
        return iter({**self._parts.answers, **self._parts.data})

    def __len__(self) -> int:
        return len({**self._parts.answers, **self._parts.data})


def _columns(record: CaseRecord) -> dict[str, Any]:
    facts, allocation, decision = record.facts, record.allocation, record.decision
    interview, signoff = record.interview, record.signoff
    return {
        "listed": 1,
        "case_ref": facts.case_ref, "pdu": facts.pdu, "practitioner": facts.practitioner, "grade": facts.grade,
        "sentence_type": facts.sentence_type, "rosh": facts.rosh, "sex": facts.sex, "age_band": facts.age_band,
        "ethnicity": facts.ethnicity, "disability": facts.disability, "interview_at": facts.interview_at,
        "inspector": allocation.inspector if allocation else "",
        "interviewer": allocation.interviewer if allocation else "",
        "interviewed": interview.value.interviewed if interview else "",
        "file_read": int(record.is_file_read),
        "signed_off_at": signoff.value.signed_at if signoff and signoff.value.signed else "",
        "excluded": int(record.is_excluded),
        "excluded_reason": decision.reason_code if decision and record.is_excluded else "",
    }  # fmt: skip


def _counted(parts: _Parts, visible: Visible, settled_since: Mapping[str, str]) -> dict[str, tuple[int, int | None]]:
    own = parts.answers
    moderated = {**parts.moderated, **{ref: CODES.get(answer) for ref, answer in settled_since.items()}}
    counted: dict[str, tuple[int, int | None]] = {ref: (own.get(ref, 0), None) for ref in visible.judged}
    for ref, settled in moderated.items():
        if settled is not None and ref in counted and settled != own.get(ref, 0):
            counted[ref] = (settled, own.get(ref, 0))
    return counted
