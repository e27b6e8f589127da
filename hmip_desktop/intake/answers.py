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
from hmip_desktop.intake.tables import Table, TableLimits, read_table, refuse_table, unknown_columns

REQUIRED = ("case_ref", "question", "answer")
CODED = {
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
    elements = {element.ref: element for element in pack.elements if element.kind in JUDGED}
    reading = _Reading(table, elements)
    answers = [answer for answer in map(reading.read, reading.records()) if answer is not None]
    refuse_rows(sorted(reading.errors, key=lambda error: error.row))
    if not answers and not reading.notes:
        raise Refused("no-rows", row=1, column="")
    known = (*REQUIRED, *CODED, *FREE)
    return AnswersFile(tuple(answers), (*unknown_columns(table, known), *reading.notes))


class _Reading:
    """One pass over the rows, remembering who answered what and where each case stands."""

    def __init__(self, table: Table, elements: dict[str, Element]) -> None:
        self.errors: list[RowError] = []
        self.notes: list[RowNote] = []
        self._table = table
        self._elements = elements
        self._rows: dict[tuple[str, str], int] = {}
        self._facts: dict[str, tuple[dict[str, str], int]] = {}
        self._differing: set[str] = set()

    def records(self) -> list[Cells]:
        columns = (*REQUIRED, *CODED, *FREE)
        return [Cells(number, untrusted) for number, untrusted in self._table.records(columns)]

    def read(self, cells: Cells) -> TidyAnswer | None:
        ref = cells.text("case_ref", required=True)
        question = cells.text("question", required=True)
        answer = cells.choice("answer", ANSWERS, exact=True) or None
        coded = {name: cells.choice(name, allowed) for name, allowed in CODED.items()}
        free = {name: cells.text(name) for name in FREE}
        element = self._elements.get(question)
        if question and element is None:
            cells.fault("question", "answer-question-unknown")
        counted = coded["counted"] != "false"
        values = {**coded, **free}
        facts = {name: values[name] for name in FACTS if values[name]}
        if not cells.errors and counted:
            self._check_repeat(cells, ref, question)
        if cells.errors or element is None:
            self.errors.extend(cells.errors)
            return None
        if not self._keep(cells.row, element, answer, facts):
            return None
        facts = self._facts_of_case(cells.row, ref, facts)
        return TidyAnswer(ref, question, answer, facts, free["assessor"], counted, cells.row)

    def _keep(self, row: int, element: Element, answer: str | None, facts: dict[str, str]) -> bool:
        if element.route and facts.get("route", element.route) != element.route:
            self.notes.append(RowNote(row, "question", "question-of-other-route", {"question": element.ref}))
            return False
        if answer == "na" and not element.na:
            self.notes.append(RowNote(row, "answer", "na-not-offered", {"question": element.ref}))
        return True

    def _check_repeat(self, cells: Cells, ref: str, question: str) -> None:
        first = self._rows.setdefault((ref, question), cells.row)
        if first != cells.row:
            cells.fault("case_ref", "answered-twice", case_ref=ref, question=question, first=first)

    def _facts_of_case(self, row: int, ref: str, facts: dict[str, str]) -> dict[str, str]:
        """What the case's first row says: in one group of each dimension, or splits would not add up."""
        held, first = self._facts.setdefault(ref, (facts, row))
        if held != facts and ref not in self._differing:
            self._differing.add(ref)
            self.notes.append(RowNote(row, "case_ref", "facts-differ", {"case_ref": ref, "first": first}))
        return held
