"""What is true now, derived from revisions: current values, conflicts, and the derivation itself.

The case list stands in ``store.caselist`` and the counts in ``store.tallies``; both can be had from here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from hmip_desktop.domain.case_record import Current
from hmip_desktop.domain.revisions import SETTLING, STEPPING_KINDS, Header, Revision, read_value
from hmip_desktop.domain.values import PackStamp, Value, decoder_of
from hmip_desktop.store import casebook
from hmip_desktop.store.caselist import CaseItem, case_by_ref, case_count, case_item, case_list, list_size
from hmip_desktop.store.crosstab import EVERYTHING, Dimension
from hmip_desktop.store.deriving import FILES, Known, State
from hmip_desktop.store.engine import Store
from hmip_desktop.store.frame import Frame, announced
from hmip_desktop.store.revisions import history
from hmip_desktop.store.tallies import (
    Accounting,
    AnswerRow,
    CaseAnswers,
    GroupTally,
    accounting,
    answers,
    answers_by_case,
    cases_behind,
    counted_cases,
    moderated,
    tally,
)
from hmip_desktop.store.transaction import Transaction

__all__ = [
    "EVERYTHING", "Accounting", "AnswerRow", "Beside", "CaseAnswers", "CaseItem", "Conflict", "Current",
    "Dimension", "GroupTally", "Side", "accounting", "answers", "answers_by_case", "case_by_ref", "case_count",
    "case_item", "case_list", "cases_behind", "conflicts", "counted_cases", "current", "current_inspection",
    "disputed", "list_size", "matches_rebuild", "moderated", "packs_named", "rebuild",
    "signed_more_than_once", "signed_under", "tally", "whole_case",
]  # fmt: skip

_CURRENT = (
    "SELECT c.subject, c.heads, c.conflicting, r.header, r.value FROM case_file f JOIN current c ON c.case_key = f.id"
    " JOIN revision r ON r.id = c.head WHERE f.case_id = ?"
)
_header = decoder_of(Header)


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
    """A subject with heads that differ. ``id``: 8 hex digits, stable for the subject; ``base``: the last common one."""

    id: str
    case_id: str
    case_ref: str
    subject: str
    base: Side | None
    heads: tuple[Side, ...]


def current(store: Store, case_id: str, kinds: Collection[str] = ()) -> dict[str, Current]:
    """Current values of a case by subject, of these kinds only when given. Withdrawn ones are there with None."""
    statement, parameters = _CURRENT, [case_id]
    if kinds:
        statement += f" AND ({' OR '.join(['c.subject BETWEEN ? AND ?'] * len(kinds))})"
        for kind in kinds:
            parameters += [f"{kind}:", f"{kind};"]
    with store.read() as db:
        rows = db.execute(statement, parameters).fetchall()
    return {row[0]: _current(*row) for row in rows}


def whole_case(store: Store, case_id: str) -> list[Current]:
    """Current values of a case with those of it that only those who lead hold: what moderation settled."""
    statement = f"{_CURRENT} UNION ALL {_CURRENT} AND c.subject BETWEEN ? AND ?"
    prefix = f"{SETTLING}:{case_id}"
    with store.read() as db:
        rows = db.execute(statement, (case_id, "lead", f"{prefix}/", f"{prefix}0")).fetchall()
    return [_current(*row) for row in rows]


def _current(subject: str, heads: bytes, conflicting: int, header_line: bytes, value_line: bytes | None) -> Current:
    header = _header(header_line)
    value = read_value(header.kind, value_line) if value_line is not None else None
    digests = casebook.split_heads(heads)
    return Current(subject, value, digests, header.at, header.author, bool(conflicting), header.pack)


def signed_under(store: Store, *, counted: bool = False) -> dict[str, str]:
    """Signed-off cases, with the digest of the pack that each sign-off names ("" for none); the counted ones only."""
    where = " AND f.counted = 1" if counted else ""
    with store.read() as db:
        rows = db.execute(
            "SELECT f.case_id, c.subject, r.header FROM case_file f JOIN current c ON c.case_key = f.id"
            " AND c.subject = 'signoff:' || f.case_id JOIN revision r ON r.id = c.head"
            f" WHERE f.listed = 1 AND f.practice = 0 AND f.signed_off_at <> ''{where}"
        ).fetchall()
    return {case_id: casebook.signed_under(subject, header) for case_id, subject, header in rows}


def signed_more_than_once(store: Store) -> tuple[str, ...]:
    """Cases whose sign-off was written again after its first time: reopened, signed anew, or settled."""
    with store.read() as db:
        rows = db.execute(
            "SELECT f.case_id, r.header, length(c.heads) FROM case_file f JOIN current c ON c.case_key = f.id"
            " AND c.subject = 'signoff:' || f.case_id JOIN revision r ON r.id = c.head WHERE f.listed = 1"
            " ORDER BY f.case_ref, f.case_id"
        ).fetchall()
    return tuple(case_id for case_id, header, size in rows if size > 32 or _header(header).parents)


def packs_named(store: Store) -> list[str]:
    """Digests of the packs that the inspection named one after the other, the latest first, held here or not."""
    with store.read() as db:
        return announced(db)


def current_inspection(store: Store, kinds: Collection[str] = ()) -> dict[str, Current]:
    """Current values of what belongs to no case: inspection, roster, panel ratings, sample checks ..."""
    found: dict[str, Current] = {}
    for file in FILES:
        found |= current(store, file, kinds)
    return found


def conflicts(store: Store, case_id: str | None = None) -> list[Conflict]:
    """Subjects with heads that differ and have to be settled, by case reference and subject."""
    where = " AND f.case_id = ?" if case_id is not None else ""
    with store.read() as db:
        rows = db.execute(
            "SELECT f.case_id, f.case_ref, c.subject, c.heads FROM current c INDEXED BY current_in_conflict"
            f" JOIN case_file f ON f.id = c.case_key WHERE c.conflicting = 1{where} ORDER BY f.case_ref, c.subject",
            (case_id,) if case_id is not None else (),
        ).fetchall()
        return [_conflict(store, *row) for row in rows if row[2].partition(":")[0] not in STEPPING_KINDS]


def disputed(store: Store) -> dict[str, tuple[str, ...]]:
    """Subjects with heads that differ, and those heads: few rows, found by their own index."""
    with store.read() as db:
        rows = db.execute(
            "SELECT c.subject, c.heads FROM current c INDEXED BY current_in_conflict WHERE c.conflicting = 1"
        ).fetchall()
    return {subject: casebook.split_heads(heads) for subject, heads in rows}


def _conflict(store: Store, case_id: str, case_ref: str, subject: str, heads: bytes) -> Conflict:
    revisions = {one.digest: one for one in history(store, subject)}
    digests = casebook.split_heads(heads)
    common = _common_ancestors(revisions, digests)
    base = next((one for one in reversed(list(revisions.values())) if one.digest in common), None)
    return Conflict(
        conflict_id(subject), case_id, case_ref, subject, _side(base) if base else None,
        tuple(_side(revisions[digest]) for digest in digests),
    )  # fmt: skip


def conflict_id(subject: str) -> str:
    """The short id under which a conflict on this subject is listed and resolved."""
    return hashlib.sha256(subject.encode()).hexdigest()[:8]


def _common_ancestors(revisions: dict[str, Revision], heads: Iterable[str]) -> set[str]:
    lineages = []
    for head in heads:
        seen: set[str] = set()
        waiting = list(revisions[head].header.parents)
        while waiting:
            digest = waiting.pop()
            if digest in revisions and digest not in seen:
                seen.add(digest)
                waiting += revisions[digest].header.parents
        lineages.append(seen)
    return set.intersection(*lineages) if lineages else set()


def _side(revision: Revision) -> Side:
    header = revision.header
    return Side(revision.digest, revision.value(), header.author, header.at, header.pack)


def rebuild(store: Store) -> None:
    """Derive every projection again from the revisions, in one transaction."""
    with store.write() as db:
        store.frame.forget()
        db.execute("DELETE FROM counted_answer")
        db.execute("UPDATE case_file SET counted = 0")
        for key, case_id in casebook.all_files(db):
            casebook.reproject(db, store.frame, key, case_id)
            if case_id in FILES:
                store.frame.forget()


def matches_rebuild(store: Store) -> bool:
    """True when a rebuild would change nothing. Writes nothing."""
    with store.read() as db:
        beside = Beside(db)
        for key, case_id in casebook.all_files(db):
            beside.look(key, case_id, casebook.known(db, key, counting=False))
        return beside.is_same()


class Beside:
    """What is stored beside what its revisions say, case file by case file. Writes nothing."""

    def __init__(self, db: Transaction) -> None:
        self._db = db
        self._frame = Frame()
        self._same = True
        self._counted: list[tuple[int, int, int | None, int]] = []

    def look(self, key: int, case_id: str, revisions: list[Known]) -> None:
        """A case file with all its revisions, those set aside too. What cannot be derived is not the same."""
        if not self._same:
            return
        try:
            counting = casebook.without_hidden(self._db, key, revisions)
            states, state, changed_at, returned = casebook.project(self._db, self._frame, key, case_id, counting)
        except (msgspec.DecodeError, LookupError):
            self._same = False
            return
        row = casebook.file_row(key, state, changed_at, returned)
        self._same = _matches(self._db, key, list(states.values()), row)
        number = self._frame.questions.get
        self._counted += [(number(ref, 0), *pair, key) for ref, pair in state.counted.items()]

    def is_same(self) -> bool:
        """True when every file looked at is the same, and no answer counts that none of them brings."""
        if not self._same:
            return False
        rows = self._db.execute("SELECT question, answer, original, case_key FROM counted_answer").fetchall()
        return len(rows) == len(self._counted) and set(self._counted).issuperset(rows)


def _matches(db: Transaction, key: int, states: list[State], wanted_row: tuple[Any, ...]) -> bool:
    wanted = sorted(casebook.current_rows(key, states))
    held = db.execute("SELECT case_key, subject, head, heads, conflicting, answer FROM current WHERE case_key = ?"
                      " ORDER BY subject", (key,)).fetchall()  # fmt: skip
    columns = ", ".join((*casebook.COLUMNS, "changed_at", "returned", "id"))
    row = db.execute(f"SELECT {columns} FROM case_file WHERE id = ?", (key,)).fetchone()
    return bool(wanted == held and row == wanted_row)
