"""A long list of cases, read by pages when somebody looks at them: ten thousand rows cost no more than forty."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import overload

from hmip_desktop.store import keepsakes, projections
from hmip_desktop.store.caselist import ARCHIVED, CaseState
from hmip_desktop.store.engine import Store
from hmip_desktop.store.projections import CaseItem

PAGE = 40
NOT_READ = "?"
"""Stands in ``ListedCase.exported_at`` until it was looked up when the case last left."""


@dataclass(frozen=True, slots=True)
class ListedCase:
    """One case as its list shows it. Texts are empty where not known; ``*_at`` are stored moments.

    ``route_reason`` is a sentence, only for the adjusted set; ``queries`` are open ones; ``received`` means that a
    verified receipt covers everything of it.
    """

    case_id: str
    case_ref: str
    pdu: str
    practitioner: str
    route: str
    route_reason: str
    rosh: str
    answered: int
    total: int
    interview_at: str
    interviewed: str
    file_read: bool
    signed_off_at: str
    excluded: bool
    alerts_open: int
    queries: int
    exported_at: str
    received: bool
    practice: bool


GONE = ListedCase("", "", "", "", "", "", "", 0, 0, "", "", False, "", True, 0, 0, "", False, False)
"""Stands in the place of a case that left the list after its length was read, until the list is read again."""

Dress = Callable[[CaseItem], ListedCase]


def holds(case: ListedCase, words: str) -> bool:
    """True when the words stand in reference, PDU or practitioner."""
    return words.strip().lower() in f"{case.case_ref} {case.pdu} {case.practitioner}".lower()


_STATES: dict[str, CaseState | None] = {
    "all": None, "today": "not-interviewed", "planned": None, "open": "to-finish", "alert": "open-alert",
}  # fmt: skip


class CaseRows(Sequence[ListedCase]):
    """Rows of the list by reference, of one inspector or of all, as the store has them now.

    ``narrowed`` gives fewer of them; its answers are kept, so that asking again reads nothing. ``asked`` are the
    cases with open queries.
    """

    def __init__(
        self, store: Store, dress: Dress, inspector: str | None = None, *, search: str = "",
        state: CaseState | None = None, interview_on: str = "", length: int | None = None,
        asked: Collection[str] = (),
    ) -> None:  # fmt: skip
        self._asked = asked
        self._in_sight = bool(keepsakes.setting_line(store, ARCHIVED))
        self._store, self._dress, self._inspector = store, dress, inspector
        self._search, self._state, self._interview_on = search, state, interview_on
        self._pages: dict[int, list[ListedCase]] = {}
        self._narrowed: dict[tuple[str, str, str], Sequence[ListedCase]] = {}
        self._length = self._count() if length is None else length

    def _count(self, before: str = "") -> int:
        return projections.case_count(
            self._store, search=self._search, state=self._state, inspector=self._inspector,
            interview_on=self._interview_on, in_sight=self._in_sight, before=before,
        )  # fmt: skip

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> ListedCase: ...
    @overload
    def __getitem__(self, place: slice) -> list[ListedCase]: ...
    def __getitem__(self, place: int | slice) -> ListedCase | list[ListedCase]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(self._length))]
        if not -self._length <= place < self._length:
            raise IndexError(place)
        page, row = divmod(place % self._length, PAGE)
        if page not in self._pages:
            self._pages[page] = [self._dress(item) for item in self._read(page * PAGE)]
        held = self._pages[page]
        return held[row] if row < len(held) else GONE

    def _read(self, offset: int) -> list[CaseItem]:
        return projections.case_list(
            self._store, search=self._search, state=self._state, inspector=self._inspector,
            interview_on=self._interview_on, in_sight=self._in_sight, limit=PAGE, offset=offset,
        )  # fmt: skip

    def narrowed(self, code: str, words: str, today: date) -> Sequence[ListedCase]:
        """Rows that ``code`` keeps and that hold ``words`` in reference, PDU or practitioner.

        Codes: all, today (interview still to be held), planned (interview today, held or not), open (to finish),
        alert (open alert), returned (open queries). Any other keeps none.
        """
        key = (code, words.strip().lower(), today.isoformat())
        if key not in self._narrowed:
            self._narrowed[key] = self._returned(key[1]) if code == "returned" else self._fewer(code, words, today)
        return self._narrowed[key]

    def _fewer(self, code: str, words: str, today: date) -> CaseRows:
        return CaseRows(
            self._store, self._dress, self._inspector, search=words, state=_STATES.get(code),
            interview_on=today.isoformat() if code in ("today", "planned") else "",
            length=None if code in _STATES else 0, asked=self._asked,
        )  # fmt: skip

    def _returned(self, words: str) -> tuple[ListedCase, ...]:
        """Few cases are asked about at once, so each is looked up."""
        found = [row for case_id in self._asked if (row := self.find(case_id)) is not None]
        return tuple(sorted((row for row in found if holds(row, words)), key=lambda row: row.case_ref))

    def find(self, case_id: str) -> ListedCase | None:
        """The row of a case, wherever it stands, None when it is not on the list."""
        item = projections.case_item(self._store, case_id)
        return self._dress(item) if item is not None else None

    def place_of(self, case_id: str) -> int:
        """The number of a case's row, 0 when it is not among these."""
        item = projections.case_item(self._store, case_id)
        place = self._count(item.case_ref) if item is not None else 0
        return place if place < self._length and self[place].case_id == case_id else 0
