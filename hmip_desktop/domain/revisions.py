"""Revisions: the immutable changes from which everything else follows.

A revision is two lines of UTF-8 JSON, a header and a value. Its id is the SHA-256 of the header line;
the header commits to the value line, so the value can be erased and the chain still checked.
Source rule: design of revisions and packages, "Revision".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Generic, Literal, TypeVar

import msgspec
from msgspec import Meta

from hmip_desktop.domain import (
    alert,
    assessment,
    interview,
    keeping,
    learned,
    organisational,
    releases,
    retention,
    sample,
    second_draw,
    trust,
)
from hmip_desktop.domain.values import Digest, Fingerprint, Hex16, Moment, PackStamp, Value, decoder_of
from hmip_desktop.errors import Refused

HEADER_LIMIT = 8 * 1024
VALUE_LIMIT = 512 * 1024
PARENTS_LIMIT = 64
# "lead" is what only the lead inspector and the deputy hold: second assessments, moderation, set-asides
Scope = Literal["case", "inspection", "lead"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of subject holds, where it belongs, and which roles may write it."""

    schema: type[Value]
    scope: Scope
    writers: frozenset[str]


_ASSESSING = frozenset({"lead", "deputy", "inspector", "local_assessor", "quality_lead"})
_TALKING = _ASSESSING | {"interviewer"}
_LEADING = frozenset({"lead", "deputy"})
_ALL = _TALKING | {"data_team"}

KINDS: Mapping[str, Kind] = {
    "case": Kind(sample.CaseFacts, "case", _LEADING | {"local_assessor"}),
    "allocation": Kind(sample.Allocation, "case", _LEADING | {"local_assessor"}),
    "decision": Kind(sample.SampleDecision, "case", _LEADING | {"local_assessor"}),
    "fact": Kind(sample.Fact, "case", _TALKING),
    "route": Kind(assessment.RouteUse, "case", _ASSESSING),
    "answer": Kind(assessment.AnswerValue, "case", _ASSESSING),
    "data": Kind(assessment.DataValue, "case", _ASSESSING),
    "reason": Kind(assessment.Reason, "case", _ASSESSING),
    "flag": Kind(assessment.Flag, "case", _ASSESSING),
    "evidence": Kind(assessment.Evidence, "case", _TALKING),
    "late-evidence": Kind(assessment.Reason, "case", _TALKING),
    "evaluation": Kind(assessment.Evaluation, "case", _ASSESSING),
    "signoff": Kind(assessment.SignOff, "case", _ASSESSING),
    # as it was written before "moderated": with the case, so that it reached the assessor. Read and never written anew
    "moderation": Kind(assessment.Moderation, "case", _LEADING | {"quality_lead"}),
    "query": Kind(assessment.Query, "case", _ASSESSING),
    "resolution": Kind(assessment.Resolution, "case", _ASSESSING),
    "interview": Kind(interview.Interview, "case", _TALKING),
    "note": Kind(interview.InterviewNote, "case", _TALKING),
    "placed": Kind(interview.NotePlace, "case", _TALKING),
    "alert": Kind(alert.Alert, "case", _TALKING),
    "org-alert": Kind(alert.Alert, "lead", _LEADING | {"local_assessor"}),
    "alert-call": Kind(alert.AlertCall, "lead", _LEADING),
    "advice": Kind(alert.Advice, "case", _TALKING),
    "erased": Kind(sample.Erased, "case", _ALL),
    "inspection": Kind(sample.Inspection, "inspection", _LEADING | {"local_assessor"}),
    "roster": Kind(sample.Roster, "inspection", _LEADING | {"local_assessor"}),
    "sample": Kind(sample.SampleImport, "lead", _LEADING | {"local_assessor"}),
    "population": Kind(sample.Population, "lead", _LEADING | {"local_assessor"}),
    "override": Kind(sample.CheckOverride, "lead", _LEADING | {"local_assessor"}),
    "declaration": Kind(sample.Declaration, "inspection", _ALL),
    "vouch": Kind(trust.Vouch, "inspection", _ALL),
    "fork": Kind(trust.ForkAdmitted, "inspection", _LEADING | {"local_assessor"}),
    "panel": Kind(sample.PanelRating, "lead", _LEADING | {"local_assessor"}),
    "installation": Kind(sample.Installation, "inspection", _ALL),
    "staffing": Kind(keeping.Staffing, "lead", _LEADING),
    "escrow-use": Kind(keeping.EscrowUse, "inspection", _ALL),
    "second": Kind(sample.SecondAssessment, "lead", _LEADING | {"quality_lead"}),
    "draw": Kind(second_draw.SecondDraw, "lead", _LEADING),
    "moderated": Kind(assessment.Moderation, "lead", _LEADING | {"local_assessor"}),
    "replay": Kind(second_draw.Replay, "lead", _LEADING | {"quality_lead"}),
    "challenge": Kind(releases.Challenge, "lead", _LEADING | {"local_assessor"}),
    "release": Kind(releases.Release, "lead", _LEADING | {"local_assessor"}),
    "limits": Kind(releases.DisclosureLimits, "lead", _LEADING | {"local_assessor"}),
    "context-table": Kind(releases.RegionTable, "lead", _LEADING | {"local_assessor"}),
    "set-aside": Kind(sample.SetAside, "lead", _LEADING | {"local_assessor"}),
    "duplicate": Kind(trust.DuplicateDecision, "lead", _LEADING | {"local_assessor"}),
    "uncounted": Kind(trust.Uncounted, "lead", _LEADING | {"local_assessor"}),
    "theme-group": Kind(learned.ThemeGroup, "lead", _LEADING | {"local_assessor"}),
    "practice-wording": Kind(learned.PracticeWording, "lead", _LEADING | {"local_assessor"}),
    "org-evidence": Kind(organisational.OrgEvidence, "lead", _LEADING | {"local_assessor"}),
    "org-judgement": Kind(organisational.OrgJudgement, "lead", _LEADING | {"local_assessor"}),
    "retention": Kind(retention.RetentionPeriod, "inspection", _LEADING | {"local_assessor"}),
    "hold": Kind(retention.Hold, "inspection", _LEADING | {"local_assessor"}),
    "fieldwork": Kind(retention.Fieldwork, "inspection", _LEADING | {"local_assessor"}),
    "purge": Kind(retention.Purged, "inspection", _ALL),
}
SETTLING = "moderated"
"""The kind of the answers that moderation settled: what those who lead hold about a case and its assessor never gets.
The first part of the key is the case. While there is one, withdrawn or not, a ``moderation`` of before counts no more.
"""
HANDING_KINDS = frozenset({"case", "allocation", "decision", "query"})
"""Kinds by which those who lead hand a case out. They come back with a package too, and are no work on the case."""
STEPPING_KINDS = frozenset({"query", "alert", "org-alert"})
"""Kinds whose revisions are steps that only add: where two crossed on the way both stand, and the next step names both.
Nobody has to settle anything.
"""
OWN_KINDS = frozenset({"declaration", "purge", "uncounted", "vouch"})
"""Kinds that nobody writes for somebody else: the first part of the key is the author's fingerprint."""


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """The header line. ``stream`` is installation and case; ``-`` for what belongs to no case, ``lead`` for what
    only the lead inspector and the deputy hold.
    """

    at: Moment
    author: Fingerprint
    commit: Digest
    counter: Annotated[int, Meta(ge=1, lt=2**53)]
    pack: PackStamp | None
    parents: Annotated[tuple[Digest, ...], Meta(max_length=PARENTS_LIMIT)]
    prev: Digest | None
    stream: Annotated[str, Meta(pattern=r"^[0-9a-f]{16}/([0-9a-f]{16}|practice-[0-9a-f]{8}|-|lead)$")]
    subject: Annotated[str, Meta(pattern=r"^[a-z-]{1,16}:[A-Za-z0-9._/-]{1,80}$")]

    @property
    def kind(self) -> str:
        """Kind of the subject: the part before the colon."""
        return self.subject.partition(":")[0]

    @property
    def case_id(self) -> str:
        """Case that the stream belongs to, ``-`` for the inspection's own stream."""
        return self.stream.partition("/")[2]


class Revision(msgspec.Struct, frozen=True, gc=False):
    """One checked revision. ``value_line`` is None when its words were erased."""

    digest: str
    header: Header
    header_line: bytes
    value_line: bytes | None

    def value(self) -> Value | None:
        """The typed value; None for a tombstone or erased words."""
        if self.value_line is None:
            return None
        return read_value(self.header.kind, self.value_line)


V = TypeVar("V")


class _ValueLine(msgspec.Struct, Generic[V], frozen=True, forbid_unknown_fields=True):
    salt: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
    value: V | None


UNREADABLE = (msgspec.DecodeError, ValueError, OverflowError, RecursionError)
"""What decoding hostile JSON may raise."""

_encode = msgspec.json.Encoder(order="sorted").encode
_decode_header = decoder_of(Header)


def sha256_hex(line: bytes) -> str:
    """SHA-256 of ``line`` as 64 lower-case hex digits."""
    return hashlib.sha256(line).hexdigest()


def subject(kind: str, *key: str) -> str:
    """The subject string of ``kind`` with its key parts joined by slashes."""
    return f"{kind}:{'/'.join(key)}"


def stream_of(installation: str, subject_text: str) -> str:
    """The stream in which ``installation`` writes revisions of this subject."""
    kind, _, key = subject_text.partition(":")
    scope = KINDS[kind].scope
    place = key.partition("/")[0] if scope == "case" else {"inspection": "-", "lead": "lead"}[scope]
    return f"{installation}/{place}"


def settled_case(subject_text: str) -> str:
    """The case whose answer this subject settles, "" for a subject of another kind."""
    kind, _, key = subject_text.partition(":")
    return key.partition("/")[0] if kind == SETTLING else ""


def key_of(subject_text: str) -> str:
    """The key of a subject: what follows the colon."""
    return subject_text.partition(":")[2]


@cache
def _value_decoder(kind: str) -> Any:
    return decoder_of(_ValueLine[KINDS[kind].schema])  # type: ignore[arg-type, misc]


def write_value(value: Value | None, salt: bytes) -> bytes:
    """The value line: ``value`` (None is a tombstone) with 16 random bytes of salt."""
    line = _encode(_ValueLine(salt=salt.hex(), value=value))
    if len(line) > VALUE_LIMIT or b"\\u0000" in line:
        raise Refused("value-not-storable")
    return line


def write(header: Header, value_line: bytes) -> Revision:
    """The revision of a header made here; its lines are encoded once and never again."""
    line = _encode(header)
    return Revision(sha256_hex(line), header, line, value_line)


def read_value(kind: str, value_line: bytes) -> Value | None:
    """The typed value of a stored line, trusted because it was checked when it came in."""
    value: Value | None = _value_decoder(kind)(value_line).value
    return value


def read(header_line: bytes, value_line: bytes | None) -> Revision:
    """A revision from untrusted lines: sizes, types, the byte check, and the commitment to its value.

    Raises Refused with ``row-too-long``, ``row-not-valid``, ``row-not-canonical``, ``row-kind-unknown`` or
    ``row-value-differs``. ``value_line`` None or empty means erased words.
    """
    if len(header_line) > HEADER_LIMIT or (value_line is not None and len(value_line) > VALUE_LIMIT):
        raise Refused("row-too-long")
    try:
        header = _decode_header(header_line)
    except UNREADABLE as error:
        raise Refused("row-not-valid") from error
    if _encode(header) != header_line or list(header.parents) != sorted(set(header.parents)):
        raise Refused("row-not-canonical")
    if header.kind not in KINDS:
        raise Refused("row-kind-unknown", kind=header.kind)
    if value_line:
        if sha256_hex(value_line) != header.commit:
            raise Refused("row-value-differs")
        check_value(header.kind, value_line)
    return Revision(sha256_hex(header_line), header, header_line, value_line or None)


def check_value(kind: str, value_line: bytes) -> None:
    """Refuse a value line that is not a typed value of its kind in canonical form."""
    try:
        value = _value_decoder(kind)(value_line)
    except UNREADABLE as error:
        raise Refused("row-not-valid") from error
    if _encode(value) != value_line or b"\\u0000" in value_line:
        raise Refused("row-not-canonical")


def pack_text(pack: PackStamp | None) -> str:
    """A pack stamp as it stands in a header line."""
    return _encode(pack).decode()


def heads(revisions: Iterable[tuple[str, tuple[str, ...]]]) -> frozenset[str]:
    """Digests that no other of these ``(digest, parents)`` names as a parent: the heads of one subject."""
    digests: set[str] = set()
    named: set[str] = set()
    for digest, parents in revisions:
        digests.add(digest)
        named.update(parents)
    return frozenset(digests - named)


class StreamHead(Value, frozen=True):
    """The newest revision of a stream: its number and digest."""

    stream: str
    counter: int
    digest: Digest


class SignedHeads(Value, frozen=True):
    """Stream heads of one installation, signed by their author and carried on unchanged by forwarders."""

    author: Fingerprint
    installation: Hex16
    heads: tuple[StreamHead, ...]
