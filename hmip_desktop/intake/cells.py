"""Checked values from the cells of one row; every fault is kept with its column and code."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime

from hmip_desktop.domain.row_errors import RowError

_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_TIME = re.compile(r"^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?$")
_CASE_REF = re.compile(r"^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,39}$")
_WHOLE = re.compile(r"^\d{1,9}$")
EARLIEST, LATEST = 1950, 2100
"""Years between which a date is believed."""
SHORT = 200
"""Characters of a short text, at most."""


class Cells:
    """Reads one row. After reading, ``errors`` holds what was wrong; values read wrongly are empty."""

    def __init__(self, row: int, untrusted: Mapping[str, str]) -> None:
        self.row = row
        self.errors: list[RowError] = []
        self._untrusted = untrusted

    def fault(self, column: str, code: str, **params: object) -> None:
        """Keep a fault of this row."""
        self.errors.append(RowError(self.row, column, code, params))

    def raw(self, column: str) -> str:
        """The cell's text, unchecked; empty when there is none."""
        return self._untrusted.get(column, "")

    def text(self, column: str, *, required: bool = False, limit: int = SHORT) -> str:
        """A line of text without line breaks."""
        text = self.raw(column)
        if not text:
            return self._empty(column, required)
        if len(text) > limit:
            self.fault(column, "cell-too-long", limit=limit)
            return ""
        if len(text.splitlines()) > 1:
            self.fault(column, "cell-with-line-break")
            return ""
        return text

    def case_ref(self, column: str = "case_ref") -> str:
        """A case reference: letters, digits, space, full stop, underscore, slash, hyphen; 40 at most."""
        text = self.raw(column)
        if not text:
            return self._empty(column, True)
        if not _CASE_REF.match(text):
            self.fault(column, "case-ref-malformed")
            return ""
        return text

    def choice(self, column: str, allowed: Collection[str], *, required: bool = False, exact: bool = False) -> str:
        """One of the ``allowed`` codes; capitals and spaces are forgiven unless ``exact``."""
        text = self.raw(column)
        if not text:
            return self._empty(column, required)
        code = text if exact else re.sub(r"[\s-]+", "_", text.lower())
        if code not in allowed:
            self.fault(column, "value-not-known", allowed=", ".join(value for value in allowed if value))
            return ""
        return code

    def date(self, column: str, *, required: bool = False) -> str:
        """An ISO date as text, year 1950 to 2100; empty when the cell is."""
        text = self.raw(column)
        if not text:
            return self._empty(column, required)
        if not _DATE.match(text) or not _is_date(text):
            self.fault(column, "date-not-iso")
            return ""
        if not EARLIEST <= int(text[:4]) <= LATEST:
            self.fault(column, "date-implausible", earliest=EARLIEST, latest=LATEST)
            return ""
        return text

    def moment(self, column: str) -> str:
        """A local date and time to the minute, ``2026-11-23T09:30``; empty when the cell is."""
        text = self.raw(column)
        if not text:
            return ""
        match = _TIME.match(text)
        if not match or not _is_moment(text):
            self.fault(column, "time-not-iso")
            return ""
        return f"{match[1]}T{match[2]}"

    def whole(self, column: str, low: int, high: int, *, required: bool = False) -> int | None:
        """A whole number from ``low`` to ``high``; None when the cell is empty."""
        text = self.raw(column)
        if not text:
            self._empty(column, required)
            return None
        if not _WHOLE.match(text) or not low <= int(text) <= high:
            self.fault(column, "number-out-of-range", low=low, high=high)
            return None
        return int(text)

    def _empty(self, column: str, required: bool) -> str:
        if required:
            self.fault(column, "cell-empty")
        return ""


def to_date(text: str) -> date | None:
    """The date of a checked text; None for empty text."""
    return date.fromisoformat(text) if text else None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
