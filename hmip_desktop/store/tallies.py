"""Counts over the answers that count, and where every case on the list is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, get_args

from hmip_desktop.domain.results import Tally, TidyAnswer
from hmip_desktop.store.deriving import ANSWERS, CODES
from hmip_desktop.store.opened import Store
from hmip_desktop.store.transaction import Transaction

Dimension = Literal[
    "pdu", "sentence_type", "rosh", "sex", "age_band", "ethnicity", "disability", "grade", "route", "inspector",
    "practitioner",
]  # fmt: skip
_DIMENSIONS: frozenset[str] = frozenset(get_args(Dimension))
EVERYTHING: Mapping[Dimension, str] = MappingProxyType({})
_FIELDS = {1: "yes", 2: "no", 3: "na", 0: "unanswered"}
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
    _check(by, *only)
    kept = _kept(only)
    with store.read() as db:
        names = dict(db.execute("SELECT id, ref FROM question").fetchall())
        wanted = [number for number, ref in names.items() if ref in set(refs)] if refs else []
        if refs and not wanted:
            return []
        rows = db.execute(_statement(by, wanted, kept), [*only.values(), *wanted]).fetchall()
        if original:
            rows += _differences(db, by, wanted, kept, [*only.values(), *wanted])
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for number, group, answer, n in rows:
        cell = counts.setdefault((names[number], group), dict.fromkeys(_FIELDS.values(), 0))
        cell[_FIELDS[answer]] += n
    return [GroupTally(group, Tally(ref, **cell)) for (ref, group), cell in sorted(counts.items())]


def _check(*names: Dimension | None) -> None:
    for name in names:
        if name is not None and name not in _DIMENSIONS:
            raise ValueError(name)


def _kept(only: Mapping[Dimension, str]) -> str:
    """The condition on counted answers ``c`` that keeps cases with these values: looked up once, not a row."""
    if not only:
        return "1 = 1"
    return f"c.case_key IN (SELECT id FROM case_file WHERE {' AND '.join(f'{name} = ?' for name in only)})"


def _statement(by: Dimension | None, wanted: Sequence[int], where: str, answer: str = "answer") -> str:
    some = f" AND c.question IN ({', '.join('?' * len(wanted))})" if wanted else ""
    if by is None:
        return (
            f"SELECT c.question, '', c.{answer}, count(*) FROM counted_answer c WHERE {where}{some}"
            f" GROUP BY c.question, c.{answer}"
        )
    return (
        f"SELECT c.question, f.{by}, c.{answer}, count(*) FROM counted_answer c JOIN case_file f ON f.id = c.case_key"
        f" WHERE {where}{some} GROUP BY c.question, f.{by}, c.{answer}"
    )


def _differences(
    db: Transaction, by: Dimension | None, wanted: Sequence[int], kept: str, values: Sequence[object]
) -> list[tuple[int, str, int, int]]:
    """What turns counts after moderation into counts before it: few rows, found by their own index."""
    moderated = f"c.original IS NOT NULL AND {kept}"
    settled = db.execute(_statement(by, wanted, moderated), values).fetchall()
    own = db.execute(_statement(by, wanted, moderated, "original"), values).fetchall()
    return [(number, group, answer, -n) for number, group, answer, n in settled] + list(own)


def counted_cases(
    store: Store, by: Dimension | None = None, only: Mapping[Dimension, str] = EVERYTHING
) -> dict[str, int]:
    """How many cases count, by group (one group ``""`` without a dimension); ``only`` those with these values."""
    _check(by, *only)
    kept = "".join(f" AND {name} = ?" for name in only)
    with store.read() as db:
        rows = db.execute(
            f"SELECT {by or repr('')}, count(*) FROM case_file WHERE listed = 1 AND counted = 1{kept} GROUP BY 1",
            list(only.values()),
        ).fetchall()
    return dict(rows)


def cases_behind(
    store: Store, ref: str, answer: str, *, by: Dimension | None = None, group: str = "",
    only: Mapping[Dimension, str] = EVERYTHING,
) -> list[str]:  # fmt: skip
    """Ids of the cases behind one number of ``tally``, by case reference. ``answer`` empty: unanswered."""
    _check(by, *only)
    named = [*only.items(), *([(by, group)] if by else ())]
    where = "".join(f" AND f.{name} = ?" for name, _ in named)
    with store.read() as db:
        rows = db.execute(
            "SELECT f.case_id FROM counted_answer c JOIN question q ON q.id = c.question"
            f" JOIN case_file f ON f.id = c.case_key WHERE q.ref = ? AND c.answer = ?{where} ORDER BY f.case_ref",
            (ref, CODES.get(answer, 0), *(value for _, value in named)),
        ).fetchall()
    return [case_id for (case_id,) in rows]


def yes_and_no(store: Store, case_ids: Sequence[str], refs: Sequence[str]) -> dict[str, tuple[int, int]]:
    """How many of these questions are at yes and at no in each case, as they stand, counted or not."""
    places = ", ".join("?" * len(refs))
    statement = (
        "SELECT coalesce(sum(c.answer = 1), 0), coalesce(sum(c.answer = 2), 0) FROM case_file f"
        f" JOIN current c ON c.case_key = f.id WHERE f.case_id = ? AND c.subject IN ({places})"
    )
    with store.read() as db:
        return {
            case_id: db.execute(statement, (case_id, *(f"answer:{case_id}/{ref}" for ref in refs))).fetchone()
            for case_id in case_ids
        }


def answers(store: Store) -> list[AnswerRow]:
    """Every answer held, counted or not, with dimensions: the tidy rows, by case reference and question.

    A question that counts as unanswered is there too, with answer None. Practice cases are left out.
    """
    facts = ", ".join(f"f.{name}" for name in _FACTS)
    with store.read() as db:
        numbers = dict(db.execute("SELECT ref, id FROM question").fetchall())
        files = db.execute(
            f"SELECT f.id, f.case_id, f.case_ref, f.inspector, f.second, f.counted, {facts} FROM case_file f"
            " WHERE f.listed = 1 AND f.practice = 0 ORDER BY f.case_ref, f.case_id"
        ).fetchall()
        held: dict[int, dict[str, int]] = {}
        for key, subject, answer in db.execute(
            "SELECT case_key, subject, CASE conflicting WHEN 1 THEN 0 ELSE answer END FROM current"
            " WHERE answer IS NOT NULL"
        ):
            held.setdefault(key, {})[subject.partition("/")[2]] = answer
        counted: dict[int, dict[int, tuple[int, int | None]]] = {}
        for key, question, answer, own in db.execute("SELECT case_key, question, answer, original FROM counted_answer"):
            counted.setdefault(key, {})[question] = (answer, own)
    names = {number: ref for ref, number in numbers.items()}
    rows: list[AnswerRow] = []
    for file in files:
        settled = {names[number]: found for number, found in counted.get(file[0], {}).items()}
        rows += _rows(file, held.get(file[0], {}), settled)
    return rows


def _rows(file: tuple[Any, ...], held: dict[str, int], settled: dict[str, tuple[int, int | None]]) -> list[AnswerRow]:
    _, case_id, case_ref, inspector, second, _, *stated = file
    facts = {name: value for name, value in zip(_FACTS, stated, strict=True) if value}
    rows = []
    for ref in sorted({*held, *settled}):
        answer, original = settled.get(ref, (held.get(ref, 0), None))
        own = answer if original is None else original
        tidy = TidyAnswer(case_ref, ref, ANSWERS.get(answer), facts, inspector, ref in settled)
        rows.append(AnswerRow(tidy, case_id, bool(second), ANSWERS.get(own), original is not None))
    return rows


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
