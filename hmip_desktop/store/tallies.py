"""Counts over the answers that count, and where every case on the list is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hmip_desktop.domain.results import Tally, TidyAnswer
from hmip_desktop.domain.values import decoder_of
from hmip_desktop.store.crosstab import EVERYTHING, Dimension, crosstab
from hmip_desktop.store.deriving import ANSWERS, CODES
from hmip_desktop.store.opened import Store

ANSWER_ORDER = ("no", "yes", "na", "")
"""The order in which the cases behind a number are shown: first those that somebody will ask about."""
_held = decoder_of(dict[str, int])
_keys = decoder_of(list[int])
_FACTS = ("pdu", "sentence_type", "rosh", "sex", "age_band", "ethnicity", "grade", "route", "disability")


@dataclass(frozen=True, slots=True)
class GroupTally:
    """Counts of one question in one group; the group is empty without a dimension and where it is not stated."""

    group: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A tidy answer with what stays inside the team.

    ``tidy.counted``: case included and signed off, no practice, no second assessment, asked on its route, no
    conflict. ``moderated``: its answer is the one moderation settled, ``original`` the assessor's (None: unanswered).
    """

    tidy: TidyAnswer
    case_id: str
    second: bool
    original: str | None
    moderated: bool


@dataclass(frozen=True, slots=True)
class CaseAnswers:
    """The answers of one case by reference, in the codes of ``tables.CurrentRow``: ``held`` as they stand, ``counted``
    what counts, with the assessor's own where moderation settled another (else None)."""

    case_id: str
    case_ref: str
    inspector: str
    second: bool
    facts: Mapping[str, str]
    held: dict[str, int] = field(default_factory=dict)
    counted: dict[str, tuple[int, int | None]] = field(default_factory=dict)

    def as_counted(self) -> dict[str, str | None]:
        """What counts in words, None for unanswered."""
        return {ref: ANSWERS.get(code) for ref, (code, _) in self.counted.items()}

    def own(self) -> dict[str, str | None]:
        """The assessor's answers in words where moderation settled another."""
        return {ref: ANSWERS.get(code) for ref, (_, code) in self.counted.items() if code is not None}

    def rows(self) -> list[AnswerRow]:
        """The tidy rows, by question."""
        made = []
        for ref in sorted({*self.held, *self.counted}):
            answer, original = self.counted.get(ref, (self.held.get(ref, 0), None))
            own = answer if original is None else original
            tidy = TidyAnswer(self.case_ref, ref, ANSWERS.get(answer), self.facts, self.inspector, ref in self.counted)
            made.append(AnswerRow(tidy, self.case_id, self.second, ANSWERS.get(own), original is not None))
        return made


@dataclass(frozen=True, slots=True)
class Accounting:
    """Where every case on the list is. Practice and second assessments are counted apart and are not ``listed``."""

    listed: int
    counted: int
    excluded: dict[str, int]
    returned_unsigned: int
    not_returned: int
    practice: int
    second_assessments: int

    @property
    def adds_up(self) -> bool:
        """False when the parts do not make the whole: then no output may be made."""
        parts = self.counted + sum(self.excluded.values()) + self.returned_unsigned + self.not_returned
        return parts == self.listed


def tally(
    store: Store, *, refs: Sequence[str] = (), by: Dimension | None = None, original: bool = False,
    only: Mapping[Dimension, str] = EVERYTHING,
) -> list[GroupTally]:  # fmt: skip
    """Counted answers by question and group, by reference and group; all questions when ``refs`` is empty.

    ``original`` takes the assessor's answer where moderation settled another. ``only``: cases with these values.
    """
    plain = by is None and not only and not original
    counts: dict[tuple[str, str], list[int]] = {}
    for ref, group, answer, n in _whole(store) if plain else _by_group(store, frozenset(refs), by, only, original):
        if not refs or ref in refs:
            counts.setdefault((ref, group), [0, 0, 0, 0])[answer] = n
    return [
        GroupTally(group, Tally(ref, yes, no, na, unanswered))
        for (ref, group), (unanswered, yes, no, na) in sorted(counts.items())
    ]


def _whole(store: Store) -> Iterator[tuple[str, str, int, int]]:
    """Everything together, by one statement that reads the answers as they lie."""
    with store.read() as db:
        names = dict(db.execute("SELECT id, ref FROM question").fetchall())
        rows = db.execute("SELECT question, answer, count(*) FROM counted_answer GROUP BY question, answer").fetchall()
    return ((names[question], "", answer, n) for question, answer, n in rows)


def _by_group(
    store: Store, refs: frozenset[str], by: Dimension | None, only: Mapping[Dimension, str], original: bool
) -> Iterator[tuple[str, str, int, int]]:
    tab = crosstab(store)
    groups = tuple(tab.groups(by, only).items())
    for (ref, answer), cases in (tab.before_moderation() if original else tab.answers).items():
        if not refs or ref in refs:
            for group, kept in groups:
                if both := cases & kept:
                    yield ref, group, answer, both.bit_count()


def moderated(
    store: Store, by: Dimension | None = None, only: Mapping[Dimension, str] = EVERYTHING
) -> dict[tuple[str, str], int]:
    """How many counted answers moderation settled otherwise, by question and group; those without any are not there."""
    tab = crosstab(store)
    groups = tuple(tab.groups(by, only).items()) if tab.moved else ()
    found: dict[tuple[str, str], int] = {}
    for (ref, _, _), cases in tab.moved.items():
        for group, kept in groups:
            if both := cases & kept:
                found[ref, group] = found.get((ref, group), 0) + both.bit_count()
    return found


def own_answers(store: Store, ref: str) -> dict[int, str]:
    """The assessor's answer to a question ("" unanswered), by list row, where moderation settled another."""
    with store.read() as db:
        rows = db.execute(
            "SELECT case_key, original FROM counted_answer WHERE original IS NOT NULL"
            " AND question = (SELECT id FROM question WHERE ref = ?)", (ref,),
        ).fetchall()  # fmt: skip
    return {key: ANSWERS.get(code) or "" for key, code in rows}


def counted_cases(
    store: Store, by: Dimension | None = None, only: Mapping[Dimension, str] = EVERYTHING
) -> dict[str, int]:
    """How many cases count, by group (one group ``""`` without a dimension); ``only`` those with these values."""
    return {group: cases.bit_count() for group, cases in crosstab(store).groups(by, only).items()}


def cases_behind(
    store: Store, ref: str, answers: Sequence[str] = ANSWER_ORDER, *, by: Dimension | None = None, group: str = "",
    only: Mapping[Dimension, str] = EVERYTHING,
) -> list[tuple[str, int]]:  # fmt: skip
    """Answer and list row of the cases behind the numbers of ``tally``, by answer as given, then by case reference.

    An answer "" is unanswered. The rows are for ``caselist.cases_at``.
    """
    tab = crosstab(store)
    kept = tab.groups(by, only).get(group if by else "", 0)
    return [
        (answer, key)
        for answer in answers for key in tab.keys_in(tab.answers.get((ref, CODES.get(answer, 0)), 0) & kept)
    ]  # fmt: skip


def yes_and_no(store: Store, keys: Sequence[int], refs: Sequence[str]) -> dict[int, tuple[int, int]]:
    """How many of these questions are at yes and at no in each of these list rows, as they stand, counted or not."""
    if not refs:
        return {}
    subjects = ", ".join(["'answer:' || f.case_id || '/' || ?"] * len(refs))
    statement = (
        "SELECT f.id, coalesce(sum(c.answer = 1), 0), coalesce(sum(c.answer = 2), 0) FROM case_file f"
        f" CROSS JOIN current c ON c.case_key = f.id AND c.subject IN ({subjects})"
        f" WHERE f.id IN ({', '.join('?' * len(keys))}) GROUP BY f.id"
    )
    with store.read() as db:
        return {key: (yes, no) for key, yes, no in db.execute(statement, (*refs, *keys)).fetchall()}


def answers(store: Store) -> list[AnswerRow]:
    """Every answer held, counted or not, with dimensions: the tidy rows, by case reference and question.

    A question that counts as unanswered is there too, with answer None. Practice cases are left out.
    """
    return [row for case in answers_by_case(store) for row in case.rows()]


def _stated(values: Sequence[str]) -> dict[str, str]:
    return {name: value for name, value in zip(_FACTS, values, strict=True) if value}


def answers_by_case(store: Store) -> list[CaseAnswers]:
    """As ``answers``, case by case: several times faster where the single rows are not wanted."""
    facts = ", ".join(f"f.{name}" for name in _FACTS)
    with store.read() as db:
        names = dict(db.execute("SELECT id, ref FROM question").fetchall())
        files = db.execute(
            f"SELECT f.id, f.case_id, f.case_ref, f.inspector, f.second, {facts} FROM case_file f"
            " WHERE f.listed = 1 AND f.practice = 0 ORDER BY f.case_ref, f.case_id"
        ).fetchall()
        found = {
            key: CaseAnswers(case_id, case_ref, inspector, bool(second), _stated(stated))
            for key, case_id, case_ref, inspector, second, *stated in files
        }
        # In one value for each case, and for each answer: to step through the rows takes longer than to read them.
        for key, held in db.execute(
            "SELECT case_key, json_group_object(substr(subject, instr(subject, '/') + 1),"
            " CASE conflicting WHEN 1 THEN 0 ELSE answer END) FROM current WHERE answer IS NOT NULL GROUP BY case_key"
        ):
            if key in found:
                found[key].held.update(_held(held.encode()))
        for question, answer, own, keys in db.execute(
            "SELECT question, answer, original, json_group_array(case_key) FROM counted_answer GROUP BY 1, 2, 3"
        ):
            ref, given = names[question], (answer, own)
            for key in _keys(keys.encode()):
                if key in found:
                    found[key].counted[ref] = given
    return list(found.values())


def accounting(store: Store) -> Accounting:
    """Where every case on the list is. In a store that keeps its own work, that work has returned by being here."""
    with store.read() as db:
        rows = db.execute(
            "SELECT CASE WHEN practice = 1 THEN 'practice' WHEN second = 1 THEN 'second'"
            " WHEN excluded = 1 THEN 'excluded' WHEN counted = 1 THEN 'counted'"
            " WHEN returned = 1 OR answered > 0 THEN 'unsigned' ELSE 'away' END,"
            " CASE WHEN excluded = 1 THEN excluded_reason ELSE '' END, count(*)"
            " FROM case_file WHERE listed = 1 GROUP BY 1, 2"
        ).fetchall()
        listed = db.execute(
            "SELECT count(*) FROM case_file WHERE listed = 1 AND practice = 0 AND second = 0"
        ).fetchone()[0]
    sums: dict[str, int] = {}
    excluded: dict[str, int] = {}
    for place, reason, n in rows:
        sums[place] = sums.get(place, 0) + n
        if place == "excluded":
            excluded[reason] = n
    return Accounting(
        listed, sums.get("counted", 0), excluded, sums.get("unsigned", 0), sums.get("away", 0),
        sums.get("practice", 0), sums.get("second", 0),
    )  # fmt: skip
