"""Words and shapes that every part of the program shares: ids, codes and typed text.

Every stored value is a ``Value``: a frozen msgspec struct that refuses unknown fields, so that the same
definition guards what this program writes and what a package brings.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from threading import Lock
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

Role = Literal["lead", "deputy", "inspector", "local_assessor", "interviewer", "quality_lead", "data_team"]
ROLES: tuple[Role, ...] = (
    "lead", "deputy", "inspector", "local_assessor", "interviewer", "quality_lead", "data_team",
)  # fmt: skip
Answer = Literal["yes", "no", "na"]
ANSWERS: tuple[Answer, ...] = ("yes", "no", "na")
Route = Literal["core", "adjusted"]
SentenceType = Literal["community_order", "suspended_sentence_order", "licence", "pss"]
SENTENCE_TYPES: tuple[SentenceType, ...] = ("community_order", "suspended_sentence_order", "licence", "pss")
Rosh = Literal["low", "medium", "high", "very_high"]
ROSH_LEVELS: tuple[Rosh, ...] = ("low", "medium", "high", "very_high")
Measure = Literal["", "reset", "impact"]
Requirement = Literal["", "rar", "accredited_programme", "none"]
Stage = Literal["assessment", "planning", "implementation", "reviewing"]
STAGES: tuple[Stage, ...] = ("assessment", "planning", "implementation", "reviewing")
Lens = Literal["engagement", "desistance", "children_safe", "people_safe"]
LENSES: tuple[Lens, ...] = ("engagement", "desistance", "children_safe", "people_safe")
EvidenceSource = Literal[
    "ndelius", "oasys", "visor", "vcms", "mappa_minutes", "marac_minutes", "professionals_minutes",
    "interview", "other",
]  # fmt: skip
Language = Literal["en", "cy"]

Code = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Ref = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")]
Hex16 = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Fingerprint = Annotated[str, Meta(pattern=r"^[0-9]{30}$")]
Date = Annotated[str, Meta(pattern=r"^(|\d{4}-\d{2}-\d{2})$")]
Moment = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$")]
OptionalMoment = Annotated[str, Meta(pattern=r"^(|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)$")]
Short = Annotated[str, Meta(max_length=200)]
LONGEST_LINE, LONGEST_TEXT = 1000, 50_000
Line = Annotated[str, Meta(max_length=LONGEST_LINE)]
Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]
Count = Annotated[int, Meta(ge=0, lt=2**53)]


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of everything that a revision can hold."""


class PackStamp(Value, frozen=True):
    """Which question pack was in force: id, version and digest of its canonical form."""

    id: Code
    version: Short
    digest: Digest


Shape = TypeVar("Shape")
_MEETING = Lock()


def decoder_of(schema: type[Shape]) -> Callable[[bytes | memoryview], Shape]:
    """What reads strict JSON of ``schema``, made once; the only way here to a decoder.

    When msgspec meets a struct for the first time it works out its fields, and another thread that meets the same one
    meanwhile is handed the half of it: the process ends with a fault in memory. So one thread at a time meets.
    """
    known: Any = schema
    made: Callable[[bytes | memoryview], Shape] = _decoder(known)
    return made


@cache
def _decoder(schema: Any) -> Any:
    with _MEETING:
        return msgspec.json.Decoder(schema).decode


def converted(raw: Any, schema: type[Shape]) -> Shape:
    """``raw``, made of plain values, as a ``schema``. Raises msgspec.ValidationError."""
    decoder_of(schema)  # met by one thread at a time
    return msgspec.convert(raw, schema)


def moment(at: datetime) -> str:
    """``at`` as the one stored form, UTC to the millisecond: ``2026-11-21T09:05:00.120Z``."""
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return utc.isoformat(timespec="milliseconds")[:-6] + "Z"


def read_moment(text: str) -> datetime:
    """The aware UTC time of a stored moment; ValueError when it is none."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def grouped(fingerprint: str) -> str:
    """A fingerprint as people read it out: six groups of five digits."""
    return " ".join(fingerprint[i : i + 5] for i in range(0, len(fingerprint), 5))
