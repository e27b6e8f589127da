"""One append under way: revisions made in stream order, and what is current brought along with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hmip_desktop.domain.merge import differs, value_part
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.revisions import (
    SETTLING,
    STEPPING_KINDS,
    Header,
    Revision,
    settled_case,
    sha256_hex,
    write,
    write_value,
)
from hmip_desktop.domain.values import PackStamp, Value, moment
from hmip_desktop.errors import Refused
from hmip_desktop.store import casebook
from hmip_desktop.store.connection import blob
from hmip_desktop.store.deriving import FILES, TELLING, answer_code
from hmip_desktop.store.keys import Entropy
from hmip_desktop.store.opened import Store
from hmip_desktop.store.transaction import Transaction

_FIRST_LOOK = (  # with what is current of the subject that is written first, because most write but one
    "SELECT {}f.id, f.route, f.counted OR f.signed_off_at <> '', s.id, r.counter, r.digest,"
    " c.heads, c.conflicting, c.answer, h.value FROM case_file f"
    " LEFT JOIN stream s ON s.name = ? LEFT JOIN revision r ON r.stream = s.id"
    " LEFT JOIN current c ON c.case_key = f.id AND c.subject = ? LEFT JOIN revision h ON h.id = c.head"
    " WHERE f.case_id = ? ORDER BY r.counter DESC LIMIT 1"
)
_FILE = _FIRST_LOOK.format("")
_BEFORE = _FIRST_LOOK.format("f.listed AND f.signed_off_at = '', (SELECT value FROM setting WHERE name = ?), ")
_CURRENT = (
    "SELECT c.heads, c.conflicting, c.answer, r.value FROM current c JOIN revision r ON r.id = c.head"
    " WHERE c.case_key = ? AND c.subject = ?"
)
_INSERT = "INSERT INTO revision (stream, counter, digest, header, value) VALUES (?, ?, ?, ?, ?)"
_COUNT = (
    "UPDATE case_file SET answered = answered + ?, conflicts = conflicts + ?, changed_at = max(changed_at, ?)"
    " WHERE id = ?"
)


@dataclass(slots=True)
class _File:
    """A case file that is being written to."""

    key: int
    case_id: str
    route: str
    finished: bool
    stream: int
    counter: int
    prev: str | None
    refresh: bool = False


@dataclass(slots=True)
class _Now:
    """What is current of a subject before the change."""

    heads: tuple[str, ...] = ()
    conflicting: bool = False
    answer: int = 0
    value: bytes | None = None


def before_answer(store: Store, case_id: str, subject: str, setting: str) -> tuple[Pack | None, bool, str]:
    """What every answer looks at first, in one statement that is the first look of the ``append`` after it as well.

    The pack that cases are counted within, as remembered since the inspection changed; True for a listed case without
    sign-off, told by its list row alone, where anything else needs a whole look; and a setting as kept, "" for none.
    For inside ``store.write()`` only.
    """
    db = store.inside
    assert db is not None  # who writes next reads the pack from memory, and nobody changes it meanwhile
    pack = store.frame.load(db).pack
    named = (f"user/{setting}", f"{store.installation}/{case_id}", subject, case_id)
    row = db.execute(_BEFORE, named).fetchone()
    if row is None:
        return pack, False, ""
    is_open, line, *first = row
    db.before = (subject, first)
    return pack, bool(is_open), line or ""


class Appending:
    """Adds changes one by one; ``finish`` brings the list rows along and answers the revisions written."""

    def __init__(
        self, store: Store, db: Transaction, author: str, now: datetime, entropy: Entropy, settling: bool
    ) -> None:
        self._store = store
        self._db = db
        self._author = author
        self._at = moment(now)
        self._entropy = entropy
        self._settling = settling
        self._files: dict[str, _File] = {}
        self._made: list[Revision] = []
        self._frame_changed = False
        self._settled: set[str] = set()

    def add(self, subject: str, value: Value | None, pack: PackStamp | None, parents: tuple[str, ...] | None) -> None:
        """Write one change unless the value is the current one already."""
        file, now = self._file_now(casebook.case_of(subject), subject)
        line = write_value(value, self._entropy(16))
        if value_part(line) == value_part(now.value) and now.heads and not now.conflicting:
            return
        if value is None and not now.heads and not parents:
            return
        named = now.heads if parents is None or parents == now.heads else tuple(sorted(set(parents)))
        if now.conflicting and not self._settling and set(now.heads) <= set(named):
            raise Refused("subject-in-conflict", subject=subject)
        if named is not now.heads and not set(named) <= set(now.heads):
            self._check_parents(file, subject, named)
        header = Header(
            at=self._at, author=self._author, commit=sha256_hex(line), counter=file.counter + 1, pack=pack,
            parents=named, prev=file.prev, stream=f"{self._store.installation}/{file.case_id}", subject=subject,
        )  # fmt: skip
        self._put(file, now, write(header, line), line)

    def finish(self) -> tuple[Revision, ...]:
        """Bring along the list rows that a whole look is needed for."""
        frame = self._store.frame
        if self._frame_changed:
            casebook.refresh_all(self._db, frame)
        for file in self._files.values():
            if file.refresh:
                casebook.refresh(self._db, frame, file.key, file.case_id, self._at)
        if self._settled:
            casebook.refresh_settled(self._db, frame, self._settled)
        return tuple(self._made)

    def _put(self, file: _File, now: _Now, revision: Revision, line: bytes) -> None:
        header, digest = revision.header, bytes.fromhex(revision.digest)
        self._db.before = None
        whole = (file.stream, header.counter, blob(digest), blob(revision.header_line), blob(line))
        row = self._db.execute(_INSERT, whole).lastrowid
        value: bytes | None = line
        first, joined, conflicting = row, digest, False
        if header.parents != now.heads:  # beside what it leaves standing
            heads = tuple(sorted({*now.heads, revision.digest} - set(header.parents)))
            conflicting = len(heads) > 1 and self._differ(file, header.subject, heads)
            first, value = (row, line) if heads[0] == revision.digest else self._head(file, heads[0])
            joined = bytes.fromhex("".join(heads))
        answer = answer_code(value) if header.kind == "answer" else None
        current = (file.key, header.subject, first, blob(joined), int(conflicting), answer)
        self._db.execute(casebook.PUT_CURRENT, current)
        self._bring_along(file, header, now, answer, conflicting)
        self._made.append(revision)
        self._db.added += 1
        self._db.heads ^= int(revision.digest, 16) ^ (int(file.prev, 16) if file.prev else 0)
        file.counter, file.prev = header.counter, revision.digest

    def _bring_along(self, file: _File, header: Header, now: _Now, answer: int | None, conflicting: bool) -> None:
        """Count a plain change in place; mark the case for a whole look when the change may tell more."""
        kind = header.kind
        if kind == "inspection":
            self._frame_changed = True
        elif kind == SETTLING:
            self._settled.add(settled_case(header.subject))
        if file.case_id in FILES or file.refresh:
            file.refresh = file.refresh or file.case_id in FILES
            return
        delta = 0
        if kind == "answer":
            delta = self._answered(file, header.subject, now, answer or 0, conflicting)
            if file.refresh:
                return
        elif kind in TELLING or kind in ("data", "moderation"):
            file.refresh = True
            return
        crossed = 0 if kind in STEPPING_KINDS else int(conflicting) - int(now.conflicting)
        self._db.execute(_COUNT, (delta, crossed, self._at, file.key))

    def _answered(self, file: _File, subject: str, now: _Now, answer: int, conflicting: bool) -> int:
        ref = subject.partition("/")[2]
        frame = self._store.frame.load(self._db)
        route = frame.route(file.route)
        steady = route is not None and ref in route.steady
        if file.finished or conflicting or now.conflicting or not steady:
            file.refresh = True
            return 0
        return (answer > 0) - (now.answer > 0)

    def _file_now(self, case_id: str, subject: str) -> tuple[_File, _Now]:
        """The file of a case, and what is current of a subject in it."""
        held = self._files.get(case_id)
        if held is not None:
            return held, _now(self._db.execute(_CURRENT, (held.key, subject)).fetchone())
        name = f"{self._store.installation}/{case_id}"
        before, self._db.before = self._db.before, None
        if before is not None and before[0] == subject:
            row = before[1]
        else:
            row = self._db.execute(_FILE, (name, subject, case_id)).fetchone()
        if row is None:
            row = (casebook.file_key(self._db, case_id), "", 0, *(None,) * 7)
        key, route, counted, stream, counter, digest, *current = row
        if stream is None:
            made = self._db.execute("INSERT INTO stream (name, case_key, own) VALUES (?, ?, 1)", (name, key))
            stream = made.lastrowid
        file = _File(key, case_id, route, bool(counted), stream, counter or 0, digest and digest.hex())
        self._files[case_id] = file
        return file, _now(current)

    def _check_parents(self, file: _File, subject: str, named: tuple[str, ...]) -> None:
        held = {
            one.digest.hex() for one in casebook.known(self._db, file.key, counting=False) if one.subject == subject
        }
        if not set(named) <= held:
            raise Refused("parent-unknown", subject=subject)

    def _differ(self, file: _File, subject: str, heads: tuple[str, ...]) -> bool:
        held = casebook.known(self._db, file.key)
        return differs(one.value for one in held if one.digest.hex() in heads)

    def _head(self, file: _File, digest: str) -> tuple[int, bytes | None]:
        wanted = bytes.fromhex(digest)
        one = next(one for one in casebook.known(self._db, file.key) if one.digest == wanted)
        return one.row, one.value


def _now(row: Sequence[Any] | None) -> _Now:
    """From heads, whether they conflict, answer and value; None, or without heads, for what nobody wrote yet."""
    if row is None or row[0] is None:
        return _Now()
    return _Now(casebook.split_heads(row[0]), bool(row[1]), row[2] or 0, row[3])
