"""Case files in the database: their revisions read for projecting, and what was projected written back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from hmip_desktop.domain.revisions import HANDING_KINDS, KINDS, Header, Revision, key_of
from hmip_desktop.domain.values import PackStamp, decoder_of
from hmip_desktop.store import withdrawn
from hmip_desktop.store.connection import blob
from hmip_desktop.store.deriving import CaseState, Known, State, answer_code, case_state, states
from hmip_desktop.store.frame import Frame
from hmip_desktop.store.transaction import Transaction

TEXT_COLUMNS = (
    "case_ref", "pdu", "practitioner", "grade", "sentence_type", "rosh", "sex", "age_band", "ethnicity", "disability",
    "route", "inspector", "interviewer", "interview_at", "interviewed", "signed_off_at", "excluded_reason",
)  # fmt: skip
COUNT_COLUMNS = (
    "listed", "practice", "second", "counted", "file_read", "excluded", "answered", "total", "conflicts", "alerts",
    "alerts_open",
)  # fmt: skip
COLUMNS = (*TEXT_COLUMNS, *COUNT_COLUMNS)

_REVISIONS = (
    "SELECT r.id, r.digest, r.header, r.value, s.name, r.counter"
    " FROM stream s JOIN revision r ON r.stream = s.id WHERE s.case_key = ?"
)
_STATES = (
    "SELECT c.subject, c.head, c.heads, c.conflicting, c.answer, r.value,"
    " CASE WHEN c.subject >= 'signoff:' AND c.subject < 'signoff;' THEN r.header END FROM current c"
    " LEFT JOIN revision r ON r.id = c.head AND c.answer IS NULL WHERE c.case_key = ?"
)
SET_FILE = (
    f"UPDATE case_file SET {', '.join(f'{column} = ?' for column in COLUMNS)},"
    " changed_at = max(changed_at, ?), returned = max(returned, ?) WHERE id = ?"
)
PUT_CURRENT = (
    "INSERT INTO current (case_key, subject, head, heads, conflicting, answer) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (case_key, subject) DO UPDATE SET head = excluded.head, heads = excluded.heads,"
    " conflicting = excluded.conflicting, answer = excluded.answer"
)
# None is looked up like bytes (``connection.blob``), so -1 stands for it on the way.
PUT_COUNTED = "INSERT INTO counted_answer (question, answer, case_key, original) VALUES (?, ?, ?, nullif(?, -1))"
_DROP_COUNTED = "DELETE FROM counted_answer WHERE question = ? AND answer = ? AND case_key = ?"
_HIDDEN = (
    "SELECT r.id FROM stream s JOIN revision r ON r.stream = s.id WHERE s.case_key = ? AND r.arrived IS NOT NULL"
    " AND NOT CASE WHEN EXISTS (SELECT 1 FROM twin t WHERE t.revision = r.id)"
    " THEN EXISTS (SELECT 1 FROM twin t JOIN package p ON p.id = t.package"
    " WHERE t.revision = r.id AND p.counts = 1{excluded})"
    " ELSE EXISTS (SELECT 1 FROM brought b JOIN package p ON p.id = b.package"
    " WHERE b.stream = r.stream AND r.counter BETWEEN b.first AND b.last AND p.counts = 1{excluded}) END"
)

_HANDING = tuple(f'"subject":"{kind}:'.encode() for kind in sorted(HANDING_KINDS))
_WORK = (
    "FROM stream s JOIN brought b ON b.stream = s.id JOIN package p ON p.id = b.package"
    " JOIN revision r ON r.stream = s.id AND r.counter BETWEEN b.first AND b.last"
    " WHERE s.case_key = ? AND p.kind = 'work' AND p.counts = 1"
    f" AND {' + '.join(['instr(r.header, ?)'] * len(_HANDING))} = 0"
)


class _Glance(msgspec.Struct, frozen=True):
    """The fields of a header that projections need; the rest is skipped."""

    at: str
    parents: tuple[str, ...]
    subject: str


class _Stamp(msgspec.Struct, frozen=True):
    """The field of a sign-off's header that tells under which version of the pack a case was finished."""

    pack: PackStamp | None


_stamp = decoder_of(_Stamp)
_glance = decoder_of(_Glance)
_header = decoder_of(Header)


def case_of(subject: str) -> str:
    """The case that a subject belongs to, ``-`` or ``lead``; KeyError for an unknown kind."""
    kind = subject.partition(":")[0]
    scope = KINDS[kind].scope
    if scope == "case":
        return key_of(subject).partition("/")[0]
    return "-" if scope == "inspection" else "lead"


def file_key(db: Transaction, case_id: str) -> int:
    """The key of a case file, opened when it is new."""
    found = find_file(db, case_id)
    if found is not None:
        return found
    return int(db.execute("INSERT INTO case_file (case_id) VALUES (?) RETURNING id", (case_id,)).fetchone()[0])


def find_file(db: Transaction, case_id: str) -> int | None:
    """The key of a case file, None when there is none."""
    row = db.execute("SELECT id FROM case_file WHERE case_id = ?", (case_id,)).fetchone()
    return None if row is None else int(row[0])


def known(db: Transaction, key: int, *, counting: bool = True) -> list[Known]:
    """Revisions of a case file for projecting, those set aside left out unless ``counting`` is false."""
    found = [known_of(row) for row in all_rows(db, key)]
    return without_hidden(db, key, found) if counting else found


def all_rows(db: Transaction, key: int) -> list[tuple[Any, ...]]:
    """Every revision of a case file, set aside or not: row, digest, header, value, name of its stream, counter."""
    return list(db.execute(_REVISIONS, (key,)).fetchall())


def known_of(row: Sequence[Any]) -> Known:
    """One of ``all_rows`` for projecting."""
    place, digest, header, value, *_ = row
    seen = _glance(header)
    answer = answer_code(value) if seen.subject.startswith("answer:") else None
    pack = signed_under(seen.subject, header)
    return Known(seen.subject, place, digest, False, answer, value, pack, seen.parents, seen.at)


def without_hidden(db: Transaction, key: int, revisions: list[Known]) -> list[Known]:
    """Those of a case file's revisions that count."""
    hidden = hidden_rows(db, key)
    return [one for one in revisions if one.row not in hidden] if hidden else revisions


def hidden_rows(db: Transaction, key: int, without: Sequence[int] = ()) -> frozenset[int]:
    """Rows of a case file that no counting package brought and that were not written here.

    ``without``: keys of packages that are looked at as if they did not count.
    """
    stated = withdrawn.by_sender(withdrawn.stated(db).values())
    if stated:
        return withdrawn.unsupported(db, key, stated, without)
    if not without and db.execute("SELECT 1 FROM package WHERE counts = 0 LIMIT 1").fetchone() is None:
        return frozenset()
    excluded = f" AND p.id NOT IN ({', '.join('?' * len(without))})" if without else ""
    rows = db.execute(_HIDDEN.format(excluded=excluded), (key, *without, *without)).fetchall()
    return frozenset(row for (row,) in rows)


def whole_revisions(db: Transaction, key: int) -> list[Revision]:
    """Every revision of a case file, set aside or not, in no order."""
    return [Revision(row[1].hex(), _header(row[2]), row[2], row[3]) for row in all_rows(db, key)]


def current_states(db: Transaction, key: int) -> list[State]:
    """What is current of a case file; values of answers stand in their codes and are not read."""
    rows = db.execute(_STATES, (key,)).fetchall()
    return [
        State(row[0], row[1], row[2], bool(row[3]), row[4], row[5], signed_under(row[0], row[6]) if row[6] else "")
        for row in rows
    ]


def signed_under(subject: str, header_line: bytes) -> str:
    """The digest of the pack that a sign-off was made under, "" for another subject and where none is named."""
    if not subject.startswith("signoff:"):
        return ""
    pack = _stamp(header_line).pack
    return pack.digest if pack else ""


def split_heads(joined: bytes) -> tuple[str, ...]:
    """Digests in hex from the joined form that ``current`` keeps."""
    if len(joined) == 32:  # as nearly always
        return (joined.hex(),)
    return tuple(joined[i : i + 32].hex() for i in range(0, len(joined), 32))


def current_rows(key: int, states_of: Iterable[State]) -> list[tuple[Any, ...]]:
    """Parameters of ``PUT_CURRENT``."""
    return [(key, one.subject, one.row, blob(one.heads), int(one.conflicting), one.answer) for one in states_of]


def file_row(key: int, state: CaseState, changed_at: str, returned: bool) -> tuple[Any, ...]:
    """Parameters of ``SET_FILE``."""
    row = state.row
    texts = [row.get(column, "") for column in TEXT_COLUMNS]
    counts = [row.get(column, 0) for column in COUNT_COLUMNS]
    return (*texts, *counts, changed_at, int(returned), key)


def counted_rows(db: Transaction, frame: Frame, key: int, state: CaseState) -> list[tuple[int, int, int, int]]:
    """Parameters of ``PUT_COUNTED``."""
    number, given = frame.question, frame.questions
    return [
        (given[ref] if ref in given else number(db, ref), answer, key, -1 if original is None else original)
        for ref, (answer, original) in state.counted.items()
    ]


def drop_if_counted(db: Transaction, frame: Frame, key: int) -> None:
    """Take a case out of the answers that count. The table is ordered by question, so each is looked up."""
    was = db.execute("SELECT counted FROM case_file WHERE id = ?", (key,)).fetchone()
    if not was or not was[0]:
        return
    rows = [(question, answer, key) for question in frame.questions.values() for answer in range(4)]
    db.executemany(_DROP_COUNTED, rows)


def refresh(db: Transaction, frame: Frame, key: int, case_id: str, at: str = "") -> None:
    """Derive the list row and the counted answers of a case anew from what is current."""
    frame.load(db)
    state = case_state(frame, case_id, current_states(db, key))
    write_case(db, frame, key, state, at)


def write_case(db: Transaction, frame: Frame, key: int, state: CaseState, at: str, *, returned: bool = False) -> None:
    """Put the list row and the counted answers of a case in place of those before."""
    drop_if_counted(db, frame, key)
    if state.counted:
        db.executemany(PUT_COUNTED, counted_rows(db, frame, key, state))
    db.execute(SET_FILE, file_row(key, state, at, returned))


def refresh_settled(db: Transaction, frame: Frame, case_ids: Iterable[str]) -> None:
    """Derive these cases anew after what moderation settled of them changed; their own file did not."""
    wanted = sorted(case_ids)
    if wanted:
        frame.forget_settled(db)
    for case_id in wanted:
        key = find_file(db, case_id)
        if key is not None:
            refresh(db, frame, key, case_id)


def refresh_all(db: Transaction, frame: Frame) -> None:
    """Derive every case anew, after the inspection or its pack changed."""
    frame.forget()
    for key, case_id in db.execute("SELECT id, case_id FROM case_file WHERE listed = 1").fetchall():
        refresh(db, frame, key, case_id)


def project(
    db: Transaction, frame: Frame, key: int, case_id: str, revisions: Sequence[Known]
) -> tuple[dict[str, State], CaseState, str, bool]:
    """Everything derived of a case from its counting revisions: states, row, last change, and whether work came."""
    frame.load(db)
    states_of = states(revisions)
    changed_at = max((one.at for one in revisions), default="")
    return states_of, case_state(frame, case_id, states_of.values()), changed_at, _returned(db, key)


def reproject(db: Transaction, frame: Frame, key: int, case_id: str) -> None:
    """Derive a case anew from its revisions and write all of it."""
    states_of, state, changed_at, returned = project(db, frame, key, case_id, known(db, key))
    db.execute("DELETE FROM current WHERE case_key = ?", (key,))
    db.executemany(PUT_CURRENT, current_rows(key, states_of.values()))
    db.execute("UPDATE case_file SET changed_at = '', returned = 0 WHERE id = ?", (key,))
    write_case(db, frame, key, state, changed_at, returned=returned)


def _returned(db: Transaction, key: int) -> bool:
    """True when a counting package of work brought more of the case than what hands it out."""
    return db.execute(f"SELECT 1 {_WORK} LIMIT 1", (key, *_HANDING)).fetchone() is not None


def has_returned(db: Transaction, key: int) -> bool:
    """True when it is noted that work on the case came."""
    return bool(db.execute("SELECT returned FROM case_file WHERE id = ?", (key,)).fetchone()[0])


def note_returned(db: Transaction, key: int) -> None:
    """Note that work on the case came, where a package brought only what was here already."""
    if _returned(db, key):
        db.execute("UPDATE case_file SET returned = 1 WHERE id = ?", (key,))


def all_files(db: Transaction) -> Iterable[tuple[int, str]]:
    """Keys and case ids of every file, those of no case first, because cases are counted within them."""
    rows = db.execute("SELECT id, case_id FROM case_file ORDER BY case_id NOT IN ('-', 'lead'), id").fetchall()
    return [(int(key), str(case_id)) for key, case_id in rows]
