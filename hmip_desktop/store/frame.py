"""What every case is counted within: the inspection's pack and variant, and the numbers of its questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.conditions import Condition
from hmip_desktop.domain.flow import Navigator
from hmip_desktop.domain.pack import Pack, read_pack
from hmip_desktop.domain.revisions import read_value
from hmip_desktop.domain.sample import Inspection
from hmip_desktop.store.transaction import Transaction

_INSPECTION = (
    "SELECT r.value FROM current c JOIN revision r ON r.id = c.head JOIN case_file f ON f.id = c.case_key"
    " WHERE f.case_id = '-' AND c.subject >= 'inspection:' AND c.subject < 'inspection;' ORDER BY c.subject"
)


@dataclass(frozen=True, slots=True)
class Visible:
    """What is asked in one state of a case: ``asked`` counts in progress, ``judged`` enters the results."""

    asked: frozenset[str]
    judged: frozenset[str]


class Route:
    """One question set of the pack: what depends on conditions, and what never does."""

    def __init__(self, navigator: Navigator) -> None:
        conditions = {ref: navigator.condition(ref) for ref in navigator.elements}
        needed = [condition for condition in conditions.values() if condition is not None]
        self.navigator = navigator
        self._facts = sorted(_union(needed, "facts"))
        self._answers = sorted(_union(needed, "answers"))
        self._seen: dict[tuple[Any, ...], Visible] = {}
        bound = {ref for ref, condition in conditions.items() if condition is not None} | set(self._answers)
        self.steady = frozenset(
            ref for ref, element in navigator.elements.items()
            if navigator.asks(ref) and ref not in bound and element.question not in bound
        )  # fmt: skip

    def visible(self, facts: Mapping[str, Any], answers: Mapping[str, Any]) -> Visible:
        """What is asked; worked out once for each combination of what the conditions look at."""
        key = (*(facts.get(name) for name in self._facts), *(answers.get(ref) for ref in self._answers))
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = self._look(facts, answers)
        return found

    def _look(self, facts: Mapping[str, Any], answers: Mapping[str, Any]) -> Visible:
        refs = self.navigator.look(facts, answers).visible
        asked = frozenset(ref for ref in refs if self.navigator.asks(ref))
        kinds = ("key_question", "prompt")
        return Visible(asked, frozenset(r for r in refs if self.navigator.elements[r].kind in kinds))


def _union(conditions: list[Condition], field: str) -> frozenset[str]:
    return frozenset().union(*(getattr(condition, field) for condition in conditions))


class Frame:
    """Remembered between transactions and forgotten when the inspection, a pack or a rollback changes it."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Read everything again at the next ``load``."""
        self._loaded = False
        self.pack: Pack | None = None
        self.variant = ""
        self._routes: dict[str, Route] = {}
        self._questions: dict[str, int] = {}

    def load(self, db: Transaction) -> Frame:
        """This frame as the database has it now."""
        if self._loaded:
            return self
        self._questions = dict(db.execute("SELECT ref, id FROM question").fetchall())
        row = next((row for row in db.execute(_INSPECTION).fetchall() if row[0] is not None), None)
        inspection = cast("Inspection | None", read_value("inspection", row[0]) if row else None)
        if inspection is not None:
            self.variant = inspection.variant
            held = db.execute("SELECT document FROM pack WHERE digest = ?", (inspection.pack.digest,)).fetchone()
            self.pack = read_pack(held[0]) if held else None
        self._loaded = True
        return self

    def question(self, db: Transaction, ref: str) -> int:
        """The number of a question, given out at its first answer."""
        number = self._questions.get(ref)
        if number is None:
            number = int(db.execute("INSERT INTO question (ref) VALUES (?) RETURNING id", (ref,)).fetchone()[0])
            self._questions[ref] = number
        return number

    @property
    def questions(self) -> Mapping[str, int]:
        """Numbers of the questions by reference."""
        return self._questions

    def route_of(self, record: CaseRecord) -> str:
        """The question set in use; empty where the pack has none."""
        if self.pack is None:
            return record.route.used if record.route else ""
        return record.route_used if self.pack.routes else ""

    def route(self, name: str) -> Route | None:
        """The question set of that name, None while the pack is not here."""
        if self.pack is None:
            return None
        if name not in self._routes:
            self._routes[name] = Route(Navigator(self.pack, name, self.variant))
        return self._routes[name]
