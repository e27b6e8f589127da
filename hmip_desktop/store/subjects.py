"""Subjects looked at across all cases: every one of a kind, every answer to one question, what was written last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hmip_desktop.domain.case_record import Current
from hmip_desktop.domain.revisions import Header, read_value
from hmip_desktop.domain.values import decoder_of
from hmip_desktop.store import casebook
from hmip_desktop.store.opened import Store

LOOK_BACK = 4_000
"""So many revisions are looked through for what was written here last; a sitting has a few hundred."""

_ROWS = (
    "SELECT f.case_id, f.case_ref, f.inspector, f.signed_off_at, f.excluded, c.subject, c.heads, c.conflicting,"
    " r.header, r.value FROM case_file f JOIN current c ON c.case_key = f.id AND {which}"
    " JOIN revision r ON r.id = c.head WHERE f.listed = 1 AND f.practice = 0 ORDER BY f.case_ref, c.subject"
)
_OF_KIND = _ROWS.format(which="c.subject > ? || ':' AND c.subject < ? || ';'")
_ANSWERS = _ROWS.format(which="c.subject = 'answer:' || f.case_id || '/' || ?")
_LAST = (
    "SELECT r.header FROM revision r WHERE r.arrived IS NULL"
    " AND r.id > (SELECT max(id) FROM revision) - ? ORDER BY r.id DESC LIMIT ?"
)
_header = decoder_of(Header)


@dataclass(frozen=True, slots=True)
class CaseSubject:
    """What is current of one subject of a listed case, and of its case what a list shows.

    ``stream`` and ``counter`` place the first head, so that what was sent can be told from what was not.
    """

    case_id: str
    case_ref: str
    inspector: str
    signed_off: bool
    excluded: bool
    current: Current
    stream: str
    counter: int

    @property
    def key(self) -> str:
        """What follows the case in the subject: a reference, or the id of a note or query."""
        return self.current.subject.partition("/")[2]


def of_kind(store: Store, kind: str) -> list[CaseSubject]:
    """Every subject of this kind on the list, by case reference; withdrawn ones with None. No practice cases."""
    return _read(store, _OF_KIND, (kind, kind))


def answers_to(store: Store, ref: str) -> list[CaseSubject]:
    """The answers of all listed cases to one key question or prompt, by case reference. No practice cases."""
    return _read(store, _ANSWERS, (ref,))


def written_last(store: Store, limit: int) -> list[Header]:
    """Headers of what was written here last, the newest first; not what packages brought."""
    with store.read() as db:
        return [_header(line) for (line,) in db.execute(_LAST, (LOOK_BACK, limit)).fetchall()]


def _read(store: Store, statement: str, parameters: tuple[Any, ...]) -> list[CaseSubject]:
    with store.read() as db:
        rows = db.execute(statement, parameters).fetchall()
    found = []
    for case_id, case_ref, inspector, signed_off_at, excluded, subject, heads, conflicting, line, value_line in rows:
        header = _header(line)
        value = read_value(header.kind, value_line) if value_line is not None else None
        digests = casebook.split_heads(heads)
        current = Current(subject, value, digests, header.at, header.author, bool(conflicting), header.pack)
        place = (header.stream, header.counter)
        found.append(CaseSubject(case_id, case_ref, inspector, bool(signed_off_at), bool(excluded), current, *place))
    return found
