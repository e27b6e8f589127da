"""What every case is counted within: the inspection's pack and variant, the numbers of its questions, and moderation.

An open case is asked what the version in force asks; one that is signed off stays under the version that its sign-off
names, as long as that is one before it. So which version a case is under is read from its revisions like all else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from hmip_desktop.domain.assessment import Moderation
from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.conditions import Condition
from hmip_desktop.domain.flow import Navigator
from hmip_desktop.domain.pack import Pack, read_pack
from hmip_desktop.domain.revisions import SETTLING, read_value
from hmip_desktop.domain.sample import Inspection
from hmip_desktop.domain.succession import Lineage, lineage
from hmip_desktop.domain.values import PackStamp, decoder_of
from hmip_desktop.store.transaction import Transaction

_INSPECTION = (
    "SELECT r.value FROM current c JOIN revision r ON r.id = c.head JOIN case_file f ON f.id = c.case_key"
    " WHERE f.case_id = '-' AND c.subject >= 'inspection:' AND c.subject < 'inspection;' ORDER BY c.subject"
)

_SETTLED = (
    "SELECT c.subject, c.conflicting, r.value FROM case_file f JOIN current c ON c.case_key = f.id"
    " JOIN revision r ON r.id = c.head WHERE f.case_id = 'lead' AND c.subject BETWEEN ? AND ?"
)
_NAMED = (
    "SELECT r.digest, r.header, r.value FROM case_file f JOIN stream s ON s.case_key = f.id JOIN revision r"
    " ON r.stream = s.id WHERE f.case_id = '-' AND instr(r.header, '\"subject\":\"inspection:') > 0"
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
        self.line: Lineage | None = None
        self.variant = ""
        self._routes: dict[tuple[str, str], Route] = {}
        self._questions: dict[str, int] = {}
        self._settled: dict[str, dict[str, str]] = {}

    def load(self, db: Transaction) -> Frame:
        """This frame as the database has it now."""
        if self._loaded:
            return self
        self._questions = dict(db.execute("SELECT ref, id FROM question").fetchall())
        row = next((row for row in db.execute(_INSPECTION).fetchall() if row[0] is not None), None)
        inspection = cast("Inspection | None", read_value("inspection", row[0]) if row else None)
        if inspection is not None:
            self.variant = inspection.variant
            self.pack = _held(db, inspection.pack.digest) or _announced(db)
            self.line = lineage(self.pack, lambda digest: _held(db, digest)) if self.pack else None
        self._settled = _settled(db)
        self._loaded = True
        return self

    def forget_settled(self, db: Transaction) -> None:
        """Read anew what moderation settled, after it changed."""
        self.load(db)
        self._settled = _settled(db)

    def settled(self, case_id: str) -> Mapping[str, str]:
        """The answers of a case that moderation settled, by reference; "" where it was withdrawn or is in conflict."""
        return self._settled.get(case_id, {})

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

    def pack_of(self, finished_under: str) -> Pack | None:
        """The version that a case is under, from the digest that its sign-off names ("" for an open case)."""
        found = self.line.find(finished_under) if self.line and finished_under else None
        return found or self.pack

    def route_of(self, record: CaseRecord) -> str:
        """The question set in use; empty where the pack has none."""
        if self.pack is None:
            return record.route.used if record.route else ""
        return record.route_used if self.pack.routes else ""

    def route(self, name: str, finished_under: str = "") -> Route | None:
        """The question set of that name in the version that a case is under, None while the pack is not here."""
        pack = self.pack_of(finished_under)
        if pack is None:
            return None
        key = (name, pack.digest)
        if key not in self._routes:
            self._routes[key] = Route(Navigator(pack, name, self.variant))
        return self._routes[key]


def _settled(db: Transaction) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for subject, conflicting, line in db.execute(_SETTLED, (f"{SETTLING}:", f"{SETTLING};")).fetchall():
        value = read_value(SETTLING, line) if line is not None and not conflicting else None
        case_id, _, ref = subject.partition(":")[2].partition("/")
        found.setdefault(case_id, {})[ref] = value.answer if isinstance(value, Moderation) else ""
    return found


class _Stamped(msgspec.Struct, frozen=True):
    pack: PackStamp | None
    parents: tuple[str, ...]


_stamped = decoder_of(_Stamped)


def _held(db: Transaction, digest: str) -> Pack | None:
    row = db.execute("SELECT document FROM pack WHERE digest = ?", (digest,)).fetchone()
    return read_pack(row[0]) if row else None


def announced(db: Transaction) -> list[str]:
    """Digests of the packs that the inspection named one after the other, the latest first.

    A version can be named by somebody who has it before it is here itself: until it comes, the one before is asked.
    """
    rows = db.execute(_NAMED).fetchall()
    value = {row[0].hex(): row for row in rows}
    waiting = sorted(value.keys() - {parent for row in rows for parent in _stamped(row[1]).parents})
    found: list[str] = []
    while waiting:
        digest = waiting.pop(0)
        row = value.pop(digest, None)
        if row is None:
            continue
        waiting += _stamped(row[1]).parents
        if row[2] is not None:
            inspection = cast("Inspection", read_value("inspection", row[2]))
            found.append(inspection.pack.digest)
    return list(dict.fromkeys(found))


def _announced(db: Transaction) -> Pack | None:
    return next((pack for digest in announced(db) if (pack := _held(db, digest)) is not None), None)
