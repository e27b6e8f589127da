"""What is true now, derived from revisions: current values, conflicts, the case list, counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from hmip_desktop.domain.values import PackStamp, Value
from hmip_desktop.store.engine import Store

Dimension = Literal[
    "pdu", "sentence_type", "rosh", "sex", "age_band", "ethnicity", "disability", "grade", "route", "inspector",
    "practitioner",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Current:
    """The value of a subject now. ``at`` is the stored moment (``2026-11-21T09:05:00.120Z``).

    When ``conflicting``, heads differ: ``value``, ``author`` and ``at`` are those of the first head by digest and
    must not be taken for settled. ``value`` None: withdrawn, or its words were erased.
    """

    subject: str
    value: Value | None
    heads: tuple[str, ...]
    at: str
    author: str
    conflicting: bool
    pack: PackStamp | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values that stand against each other."""

    digest: str
    value: Value | None
    author: str
    at: str
    pack: PackStamp | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A subject with heads that differ. ``id`` is 8 hex digits, stable for the subject; ``base`` the last common one."""

    id: str
    case_id: str
    case_ref: str
    subject: str
    base: Side | None
    heads: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class CaseItem:
    """One row of the case list. Empty text: not stated; ``*_at`` are stored moments, ``interview_at`` as imported.

    ``assessment`` is the one counted in ``answered`` and ``total`` (1, or 2 where this store holds only the blind
    second one). ``returned``: work on it came by a counting package. ``pack`` is the digest in force for the case.
    """

    case_id: str
    case_ref: str
    pdu: str
    practitioner: str
    sentence_type: str
    rosh: str
    route: str
    inspector: str
    interviewer: str
    interview_at: str
    interviewed: str
    file_read: bool
    signed_off_at: str
    excluded: bool
    excluded_reason: str
    answered: int
    total: int
    conflicts: int
    alerts_open: int
    returned: bool
    changed_at: str
    assessment: int
    practice: bool
    pack: str


CaseState = Literal[
    "not-started", "started", "signed-off", "excluded", "included", "returned", "in-conflict", "alert"
]
CaseOrder = Literal[
    "case_ref", "pdu", "practitioner", "sentence_type", "rosh", "route", "inspector", "interview_at",
    "signed_off_at", "answered", "changed_at",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tally:
    """How many counted cases answered ``ref`` with ``answer`` in one group (empty without a dimension)."""

    ref: str
    group: str
    answer: str
    n: int


@dataclass(frozen=True, slots=True)
class TidyAnswer:
    """One answer of one case with its dimensions. ``answer`` empty: unanswered or in conflict.

    ``counted``: first assessment, case included and signed off, no practice, visible on the route, no conflict.
    ``moderated``: ``answer`` is the one moderation settled, ``original`` the assessor's.
    """

    case_ref: str
    question: str
    answer: str
    pdu: str
    sentence_type: str
    rosh: str
    sex: str
    age_band: str
    ethnicity: str
    grade: str
    route: str
    assessor: str
    counted: bool
    case_id: str
    assessment: int
    original: str
    moderated: bool


@dataclass(frozen=True, slots=True)
class Accounting:
    """Where every case on the list is; the parts sum to ``listed``, else an output must stop. Practice is apart."""

    listed: int
    counted: int
    excluded: dict[str, int]
    returned_unsigned: int
    not_returned: int
    practice: int
    second_assessments: int


def current(store: Store, case_id: str, kinds: Collection[str] = ()) -> dict[str, Current]:
    """Current values of a case by subject, of these kinds only when given. Withdrawn ones are there with None."""
    raise NotImplementedError


def current_inspection(store: Store, kinds: Collection[str] = ()) -> dict[str, Current]:
    """Current values of what belongs to no case: inspection, roster, panel ratings ..."""
    raise NotImplementedError


def conflicts(store: Store, case_id: str | None = None) -> list[Conflict]:
    """Subjects with heads that differ, by case reference and subject."""
    raise NotImplementedError


def case_list(
    store: Store, *, search: str = "", state: CaseState | None = None, inspector: str | None = None,
    order: CaseOrder = "case_ref", descending: bool = False, practice: bool = False, limit: int | None = None,
    offset: int = 0,
) -> list[CaseItem]:  # fmt: skip
    """Rows of the case list. ``search`` looks in reference, PDU and practitioner; ``practice`` lists only those."""
    raise NotImplementedError


def case_count(
    store: Store, *, search: str = "", state: CaseState | None = None, inspector: str | None = None,
    practice: bool = False,
) -> int:  # fmt: skip
    """How many rows ``case_list`` has without a limit."""
    raise NotImplementedError


def case_item(store: Store, case_id: str) -> CaseItem | None:
    """The list row of one case, or None."""
    raise NotImplementedError


def case_by_ref(store: Store, case_ref: str) -> CaseItem | None:
    """The case of the sample with that reference, or None."""
    raise NotImplementedError


def tally(store: Store, *, refs: Sequence[str] = (), by: Dimension | None = None, original: bool = False) -> list[Tally]:
    """Counted answers by question, group and answer; all questions when ``refs`` is empty.

    Counted: first assessment, case included and signed off, no practice, visible on the route, no conflict.
    ``original`` takes the assessor's answer where moderation settled another.
    """
    raise NotImplementedError


def counted_cases(store: Store, by: Dimension | None = None) -> dict[str, int]:
    """How many cases count, by group (one group ``""`` without a dimension)."""
    raise NotImplementedError


def cases_behind(store: Store, ref: str, answer: str, *, by: Dimension | None = None, group: str = "") -> list[str]:
    """Ids of the cases behind one number of ``tally``, by case reference."""
    raise NotImplementedError


def answers(store: Store) -> list[TidyAnswer]:
    """Every answer held, counted or not, with dimensions: the tidy rows. By case reference and question."""
    raise NotImplementedError


def accounting(store: Store) -> Accounting:
    """Where every case on the list is."""
    raise NotImplementedError


def rebuild(store: Store) -> None:
    """Derive every projection again from the revisions, in one transaction."""
    raise NotImplementedError


def matches_rebuild(store: Store) -> bool:
    """True when a rebuild would change nothing. Writes nothing."""
    raise NotImplementedError
