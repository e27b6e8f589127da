"""The case list: one row a case, kept beside the revisions and read by an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from hmip_desktop.domain.values import decoder_of
from hmip_desktop.store.opened import Store

CaseState = Literal[
    "not-started", "started", "signed-off", "excluded", "included", "returned", "in-conflict", "alert", "open-alert",
    "to-finish", "not-interviewed", "file-read", "to-translate", "in-welsh",
]  # fmt: skip
CaseOrder = Literal[
    "case_ref", "pdu", "practitioner", "sentence_type", "rosh", "route", "inspector", "interview_at", "signed_off_at",
    "answered", "changed_at",
]  # fmt: skip

_keys = decoder_of(list[int])

_STATES: dict[str, str] = {
    "not-started": "excluded = 0 AND signed_off_at = '' AND answered = 0",
    "started": "excluded = 0 AND signed_off_at = '' AND answered > 0",
    "signed-off": "excluded = 0 AND signed_off_at <> ''",
    "excluded": "excluded = 1",
    "included": "excluded = 0",
    "returned": "returned = 1",
    "in-conflict": "conflicts > 0",
    "alert": "alerts > 0",
    "open-alert": "alerts_open > 0",
    "to-finish": "excluded = 0 AND signed_off_at = ''",
    "not-interviewed": "interviewed = ''",
    "file-read": "file_read = 1",
    "to-translate": (
        "id IN (SELECT c.case_key FROM current c JOIN revision r ON r.id = c.head WHERE c.subject > 'evidence:'"
        " AND c.subject < 'evidence;' AND json_extract(CAST(r.value AS TEXT), '$.value.translate'))"
    ),
    "in-welsh": (
        "file_read = 0 AND interviewed NOT IN ('', 'nobody') AND id IN (SELECT c.case_key FROM current c"
        " JOIN revision r ON r.id = c.head WHERE c.subject > 'interview:' AND c.subject < 'interview;'"
        " AND json_extract(CAST(r.value AS TEXT), '$.value.language') = 'cy')"
    ),
}
ARCHIVED = "archived"
"""The setting that lists case ids which their assessor put out of sight."""
_IN_SIGHT = (
    "alerts_open > 0 OR case_id NOT IN"
    f" (SELECT j.value FROM setting s, json_each(s.value) j WHERE s.name = 'user/{ARCHIVED}')"
)
_ORDERS: frozenset[str] = frozenset(get_args(CaseOrder))


@dataclass(frozen=True, slots=True)
class CaseItem:
    """One row of the case list. Empty text: not stated; ``*_at`` are stored moments, ``interview_at`` as imported.

    ``answered`` of ``total`` questions that ask for an answer now; ``returned``: work on it came by a counting
    package; ``second``: a blind second assessment, ``counted``: it enters results; ``alerts`` with closed ones.
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
    alerts: int
    alerts_open: int
    returned: bool
    changed_at: str
    second: bool
    practice: bool
    counted: bool


_FIELDS = tuple(CaseItem.__dataclass_fields__)
_FLAGS = frozenset(
    _FIELDS.index(name) for name in ("file_read", "excluded", "returned", "second", "practice", "counted")
)
_SELECT = f"SELECT {', '.join(_FIELDS)} FROM case_file"


def case_list(
    store: Store, *, search: str = "", state: CaseState | None = None, inspector: str | None = None,
    order: CaseOrder = "case_ref", descending: bool = False, practice: bool = False, second: bool | None = None,
    interview_on: str = "", in_sight: bool = False, limit: int | None = None, offset: int = 0,
) -> list[CaseItem]:  # fmt: skip
    """Rows of the case list, ties by case reference.

    ``search`` looks in reference, PDU and practitioner; ``inspector`` also finds the cases they only interview for;
    ``practice`` lists practice cases instead; ``second`` False leaves blind second assessments out, True keeps only
    them. State ``alert`` keeps cases with an alert, open or closed. ``interview_on`` is a day, "2026-11-21".
    ``in_sight`` leaves archived cases out; an open alert brings one back into sight.
    """
    if order not in _ORDERS:
        raise ValueError(order)
    where, parameters = _where(search, state, inspector, practice, second, interview_on, in_sight)
    down = " DESC" if descending else ""
    statement = f"{_SELECT}{where} ORDER BY {order}{down}{'' if order == 'case_ref' else ', case_ref'} LIMIT ? OFFSET ?"
    with store.read() as db:
        rows = db.execute(statement, (*parameters, -1 if limit is None else limit, offset)).fetchall()
    return [_item(row) for row in rows]


def case_count(
    store: Store, *, search: str = "", state: CaseState | None = None, inspector: str | None = None,
    practice: bool = False, second: bool | None = None, interview_on: str = "",
    in_sight: bool = False, before: str = "",
) -> int:  # fmt: skip
    """How many rows ``case_list`` has without a limit; ``before`` counts those with a smaller case reference."""
    where, parameters = _where(search, state, inspector, practice, second, interview_on, in_sight)
    if before:
        where += " AND case_ref < ?"
        parameters.append(before)
    with store.read() as db:
        return int(db.execute(f"SELECT count(*) FROM case_file{where}", parameters).fetchone()[0])


def case_order(
    store: Store, *, search: str = "", state: CaseState | None = None, inspector: str | None = None,
    order: CaseOrder = "case_ref", descending: bool = False, second: bool | None = None,
) -> list[int]:  # fmt: skip
    """Where the rows of ``case_list`` stand, in its order: numbers for ``cases_at``, quick for any length."""
    if order not in _ORDERS:
        raise ValueError(order)
    where, parameters = _where(search, state, inspector, False, second, "", False)
    down = " DESC" if descending else ""
    statement = f"SELECT id FROM case_file{where} ORDER BY {order}{down}{'' if order == 'case_ref' else ', case_ref'}"
    with store.read() as db:
        # In one value: to step through ten thousand rows takes longer than to find them.
        row = db.execute(f"SELECT json_group_array(id) FROM ({statement})", parameters).fetchone()
    return _keys(row[0].encode())


def cases_at(store: Store, keys: Sequence[int]) -> list[CaseItem | None]:
    """The rows with these numbers as they are now, in this order; None for one that left the list."""
    places = ", ".join("?" * len(keys))
    with store.read() as db:
        statement = f"SELECT id, {', '.join(_FIELDS)} FROM case_file WHERE listed = 1 AND id IN ({places})"
        found = {row[0]: _item(row[1:]) for row in db.execute(statement, keys).fetchall()}
    return [found.get(key) for key in keys]


def list_size(store: Store) -> int:
    """How many cases of the sample are on the list, second assessments included; read from indexes alone."""
    with store.read() as db:
        row = db.execute(
            "SELECT (SELECT count(*) FROM case_file WHERE listed = 1) - (SELECT count(*) FROM case_file"
            " WHERE +listed = 1 AND case_id >= 'practice-' AND case_id < 'practice.')"  # + keeps to the index of ids
        ).fetchone()
    return int(row[0])


def case_item(store: Store, case_id: str) -> CaseItem | None:
    """The list row of one case, or None when it is not on the list."""
    return _one(store, "case_id = ?", case_id)


def case_by_ref(store: Store, case_ref: str) -> CaseItem | None:
    """The case of the sample with that reference (no practice, no second assessment), or None."""
    return _one(store, "case_ref = ? AND practice = 0 AND second = 0", case_ref)


def _one(store: Store, where: str, value: str) -> CaseItem | None:
    with store.read() as db:
        row = db.execute(f"{_SELECT} WHERE listed = 1 AND {where} ORDER BY id", (value,)).fetchone()
    return _item(row) if row else None


def _item(row: tuple[Any, ...]) -> CaseItem:
    values: list[Any] = [bool(value) if index in _FLAGS else value for index, value in enumerate(row)]
    return CaseItem(*values)


def _where(
    search: str,
    state: CaseState | None,
    inspector: str | None,
    practice: bool,
    second: bool | None,
    interview_on: str,
    in_sight: bool,
) -> tuple[str, list[Any]]:
    clauses, parameters = ["listed = 1", "practice = ?"], [int(practice)]
    values: list[Any] = list(parameters)
    if search.strip():
        like = "%" + search.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        clauses.append(" OR ".join(f"{name} LIKE ? ESCAPE '\\'" for name in ("case_ref", "pdu", "practitioner")))
        values += [like, like, like]
    if state is not None:
        clauses.append(_STATES[state])
    if inspector is not None:
        clauses.append("inspector = ? OR interviewer = ?")
        values += [inspector, inspector]
    if second is not None:
        clauses.append("second = ?")
        values.append(int(second))
    if in_sight:
        clauses.append(_IN_SIGHT)
    if interview_on:
        clauses.append("interview_at LIKE ?")
        values.append(f"{interview_on}%")
    return f" WHERE {' AND '.join(f'({clause})' for clause in clauses)}", values
