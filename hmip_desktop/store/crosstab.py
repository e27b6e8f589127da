"""Which counted cases answered what and have which value: sets of cases, held in memory while nothing is written.

To read them costs as much as two or three counts by a statement. After that every split and every filter is counted
in a thousandth of a second, with ten thousand cases too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import compress
from types import MappingProxyType
from typing import Literal, get_args

from hmip_desktop.domain.interview import FILE_READ
from hmip_desktop.domain.values import decoder_of
from hmip_desktop.store.opened import Store
from hmip_desktop.store.transaction import Transaction

Dimension = Literal[
    "pdu", "sentence_type", "rosh", "sex", "age_band", "ethnicity", "disability", "grade", "route", "inspector",
    "practitioner", "interview",
]  # fmt: skip
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
EVERYTHING: Mapping[Dimension, str] = MappingProxyType({})
_COLUMNS: Mapping[str, str] = {"interview": f"CASE file_read WHEN 1 THEN '{FILE_READ}' ELSE interviewed END"}

_numbers = decoder_of(list[int])
_SET, _UNSET = ord("1"), b"0"
FEW = 8
_TO_FLAGS = bytes.maketrans(b"01", b"\0\1")


@dataclass(frozen=True, slots=True)
class Crosstab:
    """Sets of counted cases as whole numbers: the first binary digit stands for the first case by reference.

    ``answers``: by question and answer code, the codes of ``tables.CurrentRow``. ``moved``: where moderation settled
    another answer, by question, settled and own code. ``keys``: the list rows that the digits stand for.
    """

    keys: tuple[int, ...]
    values: Mapping[Dimension, Mapping[str, int]]
    answers: Mapping[tuple[str, int], int]
    moved: Mapping[tuple[str, int, int], int]

    def kept(self, only: Mapping[Dimension, str]) -> int:
        """The cases that have all these values; without any, every case."""
        found = (1 << len(self.keys)) - 1
        for name, value in only.items():
            found &= self._of(name).get(value, 0)
        return found

    def groups(self, by: Dimension | None, only: Mapping[Dimension, str]) -> dict[str, int]:
        """The cases that have these values, by group; one group ``""`` without a dimension. None is empty."""
        kept = self.kept(only)
        parts = {"": kept} if by is None else {group: held & kept for group, held in self._of(by).items()}
        return {group: held for group, held in parts.items() if held}

    def _of(self, name: Dimension) -> Mapping[str, int]:
        try:
            return self.values[name]
        except KeyError:
            raise ValueError(name) from None

    def before_moderation(self) -> dict[tuple[str, int], int]:
        """``answers`` as the assessors gave them."""
        found = dict(self.answers)
        for (ref, settled, own), cases in self.moved.items():
            found[ref, settled] &= ~cases
            found[ref, own] = found.get((ref, own), 0) | cases
        return found

    def keys_in(self, cases: int) -> Iterator[int]:
        """The list rows of a set, by case reference."""
        return compress(self.keys, f"{cases:0{len(self.keys)}b}".encode().translate(_TO_FLAGS))


def crosstab(store: Store) -> Crosstab:
    """The counted cases as they are now."""
    return store.remember("crosstab", _read)


def _read(db: Transaction) -> Crosstab:
    columns = ", ".join(_COLUMNS.get(name, name) for name in DIMENSIONS)
    rows = db.execute(
        f"SELECT id, {columns} FROM case_file WHERE listed = 1 AND counted = 1 ORDER BY case_ref, case_id"
    ).fetchall()
    keys = tuple(row[0] for row in rows)
    places = [len(keys)] * (max(keys, default=0) + 1)  # no digit: an answer that counts in no counted case is a defect
    for place, key in enumerate(keys):
        places[key] = place
    values = {name: _by_value(row[column] for row in rows) for column, name in enumerate(DIMENSIONS, 1)}
    names = dict(db.execute("SELECT id, ref FROM question").fetchall())
    # In one value for each answer: to step through six hundred thousand rows takes longer than to read them.
    answers = {
        (names[question], answer): set_of(map(places.__getitem__, _numbers(cases.encode())), len(keys))
        for question, answer, cases in db.execute(
            "SELECT question, answer, json_group_array(case_key) FROM counted_answer GROUP BY question, answer"
        )
    }
    moved: dict[tuple[str, int, int], list[int]] = {}
    for question, answer, own, key in db.execute(
        "SELECT question, answer, original, case_key FROM counted_answer WHERE original IS NOT NULL"
    ):
        moved.setdefault((names[question], answer, own), []).append(places[key])
    return Crosstab(keys, values, answers, {what: set_of(held, len(keys)) for what, held in moved.items()})


def _by_value(column: Iterable[str]) -> dict[str, int]:
    found: dict[str, list[int]] = {}
    held = list(column)
    for place, value in enumerate(held):
        found.setdefault(value, []).append(place)
    return {value: set_of(places, len(held)) for value, places in found.items()}


def set_of(places: Iterable[int], size: int) -> int:
    """The set of the cases at these places of ``size``, as a whole number: the first binary digit is the first case."""
    if isinstance(places, list) and len(places) < FEW:  # a value for every case must not take its square
        return sum(1 << (size - 1 - place) for place in places)
    digits = bytearray(_UNSET * size)
    for place in places:
        digits[place] = _SET
    return int(digits, 2)
