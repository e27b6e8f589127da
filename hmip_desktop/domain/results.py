"""From answers to counts, percentages and intervals; the accounting that every output has to keep.

The denominator is applicable and answered: not applicable and unanswered are counted apart. Core and
adjusted are different questions with different references and are never pooled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hmip_desktop.domain.certainty import band_of, near_boundary
from hmip_desktop.domain.intervals import round_percent, wilson
from hmip_desktop.domain.pack_parts import Banding
from hmip_desktop.errors import Refused

DIMENSIONS = ("pdu", "sentence_type", "rosh", "sex", "age_band", "ethnicity", "grade", "route")
"""What results can be split by."""


@dataclass(frozen=True, slots=True)
class TidyAnswer:
    """One answer of one case to one question. ``answer`` None is unanswered; ``facts`` holds the dimensions stated."""

    case_ref: str
    question: str
    answer: str | None
    facts: Mapping[str, str] = field(default_factory=dict)
    assessor: str = ""
    counted: bool = True
    row: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one question. Both the calculator and the store's SQL end here."""

    ref: str
    yes: int = 0
    no: int = 0
    na: int = 0
    unanswered: int = 0

    @property
    def n(self) -> int:
        """Applicable and answered: what percentages divide by."""
        return self.yes + self.no

    @property
    def applied_to_nothing(self) -> bool:
        """The question was not applicable wherever it was asked: an answer, unlike one still to be given."""
        return bool(self.na) and not self.n and not self.unanswered

    def plus(self, answer: str | None) -> Tally:
        """This tally with one answer more."""
        return Tally(
            self.ref, self.yes + (answer == "yes"), self.no + (answer == "no"), self.na + (answer == "na"),
            self.unanswered + (answer is None),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """Counts with percentage (whole), 95 % Wilson interval (proportions) and banding; these three None at n = 0.

    ``banding`` is None too where nothing is rated: prompts, and every question of an unrated pack.
    """

    tally: Tally
    percent: int | None
    interval: tuple[float, float] | None
    banding: str | None
    near_boundary: bool = False

    @property
    def ref(self) -> str:
        """Reference of the question."""
        return self.tally.ref

    @property
    def n(self) -> int:
        """Applicable and answered."""
        return self.tally.n


@dataclass(frozen=True, slots=True)
class Accounting:
    """Where every case of the list is. Training and second assessments stand apart and enter no table.

    ``excluded`` is by reason code. A substitute case stands on the list in its own right.
    """

    listed: int
    counted: int
    excluded: Mapping[str, int] = field(default_factory=dict)
    returned_unsigned: int = 0
    not_returned: int = 0
    training: int = 0
    second: int = 0

    @property
    def excluded_total(self) -> int:
        """Excluded for any reason."""
        return sum(self.excluded.values())

    @property
    def sum_words(self) -> str:
        """The list as a sum in words: ``25 = 19 counted + 3 excluded + 3 not returned``."""
        parts = [f"{self.counted} counted", f"{self.excluded_total} excluded"]
        if self.returned_unsigned:
            parts.append(f"{self.returned_unsigned} returned but not signed off")
        if self.not_returned:
            parts.append(f"{self.not_returned} not returned")
        return f"{self.listed} = {' + '.join(parts)}"

    def check(self) -> None:
        """Raise ``Refused("accounting-does-not-add-up")`` when the list is not the sum of its parts."""
        parts = self.counted + self.excluded_total + self.returned_unsigned + self.not_returned
        smallest = min(
            self.counted, self.returned_unsigned, self.not_returned, self.training, self.second,
            *self.excluded.values(),
        )  # fmt: skip
        if parts != self.listed or smallest < 0:
            raise Refused(
                "accounting-does-not-add-up", listed=self.listed, counted=self.counted,
                excluded=self.excluded_total, returned_unsigned=self.returned_unsigned,
                not_returned=self.not_returned,
            )  # fmt: skip


def tally(answers: Iterable[TidyAnswer]) -> dict[str, Tally]:
    """Counts by question over the counted answers, in the order in which questions come.

    Raises ``Refused("answered-twice")`` when counted assessors answered one question of one case twice.
    """
    counts: dict[str, list[int]] = {}
    seen: set[tuple[str, str]] = set()
    for item in answers:
        if not item.counted:
            continue
        address = (item.case_ref, item.question)
        if address in seen:
            raise Refused(
                "answered-twice", row=item.row, column="case_ref", case_ref=item.case_ref, question=item.question
            )
        seen.add(address)
        counts.setdefault(item.question, [0, 0, 0, 0])[_PLACES[item.answer]] += 1
    return {ref: Tally(ref, *numbers) for ref, numbers in counts.items()}


_PLACES: dict[str | None, int] = {"yes": 0, "no": 1, "na": 2, None: 3}


def split(answers: Sequence[TidyAnswer], dimension: str) -> dict[str, dict[str, Tally]]:
    """Counts by question within each value of a dimension, sorted; an empty value means not stated."""
    if dimension not in DIMENSIONS:
        raise ValueError(dimension)
    groups: dict[str, list[TidyAnswer]] = {}
    for item in answers:
        groups.setdefault(item.facts.get(dimension, ""), []).append(item)
    return {value: tally(groups[value]) for value in sorted(groups)}


def cases_behind(
    answers: Iterable[TidyAnswer], ref: str, answer: str | None, facts: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """References of the counted cases behind one number, in order of the answers."""
    wanted = (facts or {}).items()
    return tuple(
        item.case_ref
        for item in answers
        if item.counted
        and item.question == ref
        and item.answer == answer
        and all(item.facts.get(name, "") == value for name, value in wanted)
    )


def question_result(counts: Tally, bandings: Sequence[Banding] = ()) -> QuestionResult:
    """Percentage, interval and banding of counted answers. ``bandings`` stay empty for prompts and unrated packs."""
    if counts.n == 0:
        return QuestionResult(counts, None, None, None)
    percent = round_percent(counts.yes, counts.n)
    interval = wilson(counts.yes, counts.n)
    if not bandings:
        return QuestionResult(counts, percent, interval, None)
    near = near_boundary(counts.yes, counts.n, bandings)
    return QuestionResult(counts, percent, interval, band_of(percent, bandings), near)
