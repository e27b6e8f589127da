"""Tidy answers: one row for one answer of one case to one question."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.domain.pack import Element, Pack
from hmip_desktop.domain.results import TidyAnswer
from hmip_desktop.domain.row_errors import RowError, RowNote, refuse_rows
from hmip_desktop.domain.values import ANSWERS, ROSH_LEVELS, SENTENCE_TYPES
from hmip_desktop.errors import Refused
from hmip_desktop.intake.cells import Cells
from hmip_desktop.intake.tables import TableLimits, read_table, refuse_table, unknown_columns

REQUIRED = ("case_ref", "question", "answer")
CODED: dict[str, tuple[str, ...]] = {
    "sentence_type": SENTENCE_TYPES,
    "rosh": ROSH_LEVELS,
    "route": ("core", "adjusted"),
    "counted": ("true", "false"),
}
FREE = ("pdu", "sex", "age_band", "ethnicity", "grade", "assessor")
FACTS = ("pdu", "sentence_type", "rosh", "sex", "age_band", "ethnicity", "grade", "route")
JUDGED = ("key_question", "prompt")
LIMITS = TableLimits(size=256 * 1024 * 1024, rows=2_000_000)


@dataclass(frozen=True, slots=True)
class AnswersFile:
    """All answers of the file, those not counted too, and what a person should know about it."""

    answers: tuple[TidyAnswer, ...]
    notes: tuple[RowNote, ...]


def read_answers(path: Path, pack: Pack) -> AnswersFile:
    """Read tidy answers to the questions of ``pack``, or ``Refused`` with the first fault and its row.

    Faults beside those of tables: ``answer-question-unknown``, ``value-not-known`` and ``answered-twice`` (by
    counted assessors). Notes: unknown columns, ``na`` where the pack does not allow it, a case with other
    details than before (the first stand), and answers to a question of the other route, which are left out.
    """
    table = read_table(path, LIMITS)
    refuse_table(table, REQUIRED)
    columns = tuple(column for column in (*REQUIRED, *CODED, *FREE) if column in table.columns)
    reading = _Reading({element.ref: element for element in pack.elements if element.kind in JUDGED})
    answers = [found for number, cells in table.records(columns) if (found := reading.read(number, cells))]
    refuse_rows(sorted(reading.errors, key=lambda error: error.row))
    if not answers and not reading.notes:
        raise Refused("no-rows", row=1, column="")
    return AnswersFile(tuple(answers), (*unknown_columns(table, (*REQUIRED, *CODED, *FREE)), *reading.notes))


class _Reading:
    """One pass over the rows, remembering who answered what, where each case stands and which cells are good.

    A file repeats the same few values in hundreds of thousands of rows, so each is checked once a column.
    """

    def __init__(self, elements: dict[str, Element]) -> None:
        self.errors: list[RowError] = []
        self.notes: list[RowNote] = []
        self._elements = elements
        self._good: dict[str, dict[str, str]] = {}
        self._rows: dict[tuple[str, str], int] = {}
        self._facts: dict[str, tuple[dict[str, str], int]] = {}
        self._differing: set[str] = set()

    def read(self, row: int, untrusted: dict[str, str]) -> TidyAnswer | None:
        """The answer of a row; None when the row is in error or left out."""
        try:
            values = {column: self._good[column][cell] for column, cell in untrusted.items()}
        except KeyError:
            checked = self._check(row, untrusted)
            if checked is None:
                return None
            values = checked
        ref, question, answer = values["case_ref"], values["question"], values["answer"] or None
        counted = values.get("counted") != "false"
        if counted and (first := self._rows.setdefault((ref, question), row)) != row:
            params = {"case_ref": ref, "question": question, "first": first}
            self.errors.append(RowError(row, "case_ref", "answered-twice", params))
            return None
        facts = {name: values[name] for name in FACTS if values.get(name)}
        if not self._keep(row, self._elements[question], answer, facts):
            return None
        return TidyAnswer(
            ref, question, answer, self._facts_of_case(row, ref, facts), values.get("assessor", ""), counted, row
        )

    def _check(self, row: int, untrusted: dict[str, str]) -> dict[str, str] | None:
        """Checked values of a row, its good cells remembered; None when one is bad."""
        cells = Cells(row, untrusted)
        values = {}
        for column, cell in untrusted.items():
            before = len(cells.errors)
            values[column] = _checked(cells, column)
            if column == "question" and values[column] and values[column] not in self._elements:
                cells.fault(column, "answer-question-unknown")
            if len(cells.errors) == before:
                self._good.setdefault(column, {})[cell] = values[column]
        self.errors.extend(cells.errors)
        return None if cells.errors else values

    def _keep(self, row: int, element: Element, answer: str | None, facts: dict[str, str]) -> bool:
        if element.route and facts.get("route", element.route) != element.route:
            self.notes.append(RowNote(row, "question", "question-of-other-route", {"question": element.ref}))
            return False
        if answer == "na" and not element.na:
            self.notes.append(RowNote(row, "answer", "na-not-offered", {"question": element.ref}))
        return True

    def _facts_of_case(self, row: int, ref: str, facts: dict[str, str]) -> dict[str, str]:
        """What the case's first row says: in one group of each dimension, or splits would not add up."""
        held, first = self._facts.setdefault(ref, (facts, row))
        if held != facts and ref not in self._differing:
            self._differing.add(ref)
            self.notes.append(RowNote(row, "case_ref", "facts-differ", {"case_ref": ref, "first": first}))
        return held


def _checked(cells: Cells, column: str) -> str:
    if column == "answer":
        return cells.choice(column, ANSWERS, exact=True)
    if column in CODED:
        return cells.choice(column, CODED[column])
    return cells.text(column, required=column in REQUIRED)
