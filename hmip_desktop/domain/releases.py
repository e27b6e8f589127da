"""What those who lead write down of challenges to judgements, of releases of numbers, and of tables on the region."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from hmip_desktop.domain.values import (
    Answer,
    Code,
    Count,
    Date,
    Digest,
    Fingerprint,
    Hex16,
    Line,
    Moment,
    OptionalMoment,
    Ref,
    Role,
    Short,
    Value,
)  # fmt: skip

SMALL, BASE_CASES, BASE_PRACTITIONERS = (2, 20), (5, 50), (3, 20)
"""Least and most that the limits of disclosure may be set to."""
DECIDER = "Chief operating officer"
"""Who decides about a challenge, unless another role is typed."""
ChallengeKind = Literal["factual_accuracy", "complaint"]
Proposal = Literal["", "change", "keep"]
Decision = Literal["", "upheld", "not_upheld"]
Topic = Literal["region", "caseload", "workload", "mappa", "other"]
TOPICS: tuple[Topic, ...] = ("region", "caseload", "workload", "mappa", "other")


class DisclosureLimits(Value, frozen=True):
    """What is hidden in this inspection's outputs where that is not the usual, with the reason: counts of 1 to
    ``small``, and judgements of groups under so many cases and practitioners. The subject is ``limits:<inspection>``.
    """

    small: Annotated[int, Meta(ge=SMALL[0], le=SMALL[1])]
    base_cases: Annotated[int, Meta(ge=BASE_CASES[0], le=BASE_CASES[1])]
    base_practitioners: Annotated[int, Meta(ge=BASE_PRACTITIONERS[0], le=BASE_PRACTITIONERS[1])]
    reason: Line


class Challenge(Value, frozen=True):
    """Somebody outside says that a judgement is wrong. ``by`` is a role, never a name.

    The lead inspector proposes, ``decided_by`` decides (name and role as typed, with a reason). ``answer`` is what
    the judgement becomes where it is upheld; ``carried_out_at`` is when that was written. The subject is
    ``challenge:<id>``.
    """

    number: Count
    case_id: Hex16
    ref: Ref
    kind: ChallengeKind
    text: Line
    by: Short
    raised_on: Date
    proposal: Proposal = ""
    answer: Answer | None = None
    proposal_reason: Line = ""
    decision: Decision = ""
    decision_reason: Line = ""
    decided_by: Short = ""
    decided_role: Short = ""
    decided_on: Date = ""
    carried_out_at: OptionalMoment = ""

    @property
    def is_open(self) -> bool:
        """Nobody decided yet, or the decided change is not written: the case is kept until then."""
        return not self.decision or (self.decision == "upheld" and not self.carried_out_at)


class PublishedCell(Value, frozen=True, array_like=True):
    """One published figure: where it stands and its counts; None is a hidden one."""

    where: Annotated[str, Meta(max_length=1300)]
    counts: tuple[Count | None, ...]


class ReleaseChange(Value, frozen=True):
    """What changed against the release before, as published."""

    where: Line
    before: Line
    after: Line
    reason: Line


class Release(Value, frozen=True):
    """Figures that were recomputed and signed. The subject is ``release:<inspection>/<number>``.

    ``basis`` is the digest of everything that was counted, ``code`` the check code of the published figures;
    ``cells`` are what was published, ``truth`` the counts behind them before disclosure, for the team alone.
    ``sheet`` is the digest of the file that the data team signed, all zeros in a self-assessment.
    """

    number: Annotated[int, Meta(ge=1, lt=10_000)]
    basis: Digest
    code: Short
    signed_by: Short
    role: Role
    signer: Fingerprint
    signed_at: Moment
    ticks: tuple[Code, ...]
    sheet: Digest
    cells: tuple[PublishedCell, ...]
    truth: tuple[PublishedCell, ...] = ()
    changes: tuple[ReleaseChange, ...] = ()


class RegionTable(Value, frozen=True):
    """A table about the region with its source and date, kept apart from case data. The subject is
    ``context-table:<id>``."""

    topic: Topic
    title: Short
    source: Short
    dated: Date
    head: tuple[Short, ...]
    rows: tuple[tuple[Short | int | float, ...], ...]
    file_sha256: Digest
