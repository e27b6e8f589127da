"""Who gets which case: even loads, nobody at two interviews at one time, nobody with a case they may not have.

Cases are put one after the other with the person who has fewest; then cases change hands along chains for as long as
that makes the loads more even or finds room for a case that nobody could take. The same seed gives the same plan,
in whatever order cases and people come.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

INTERVIEW_MINUTES = 60
"""Interviews that begin less than this apart cannot be held by one person."""


@dataclass(frozen=True, slots=True)
class CaseToPlace:
    """A case. ``starts``: when its interview begins, in minutes of a common clock, None without a time.

    ``held_by``: who has it and keeps it; empty when it is to be placed.
    """

    case_id: str
    starts: int | None = None
    held_by: str = ""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Somebody who can take cases, the case ids that they may not have, and when they hold interviews in cases of
    others (minutes as in ``CaseToPlace``)."""

    key: str
    barred: frozenset[str] = frozenset()
    busy: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Balance:
    """``placed``: case id to person for every case that was to be placed and found one. ``left``: case ids that
    nobody can take. ``loads``: cases of each person then, those that they had before among them."""

    placed: Mapping[str, str]
    left: tuple[str, ...]
    loads: Mapping[str, int]


def balance(cases: Iterable[CaseToPlace], people: Iterable[Bearer], seed: int) -> Balance:
    """Place every case that nobody has. ``seed`` only decides between what is equally good."""
    ordered = sorted(people, key=lambda one: one.key)
    table = _Table(sorted(cases, key=lambda one: one.case_id), ordered, seed)
    left = [case for case in table.waiting() if not table.put(case)]
    table.level()
    placed = {case_id: table.at[case_id] for case_id in sorted(table.free) if case_id in table.at}
    return Balance(placed, tuple(sorted(left)), {one.key: len(table.hands[one.key]) for one in ordered})


def clash(one: int | None, other: int | None) -> bool:
    """True when one person cannot hold interviews that begin at these minutes."""
    return one is not None and other is not None and abs(one - other) < INTERVIEW_MINUTES


@dataclass(slots=True)
class _Table:
    """Cases in hands. ``free``: those that may change hands; ``at``: where each case is."""

    cases: Sequence[CaseToPlace]
    people: Sequence[Bearer]
    seed: int
    starts: dict[str, int | None] = field(init=False)
    barred: dict[str, frozenset[str]] = field(init=False)
    busy: dict[str, frozenset[int]] = field(init=False)
    hands: dict[str, set[str]] = field(init=False)
    at: dict[str, str] = field(init=False)
    free: frozenset[str] = field(init=False)
    rank: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = {case.case_id: case.starts for case in self.cases}
        self.barred = {one.key: one.barred for one in self.people}
        self.busy = {one.key: one.busy for one in self.people}
        self.hands = {one.key: set() for one in self.people}
        self.at = {}
        for case in self.cases:
            if case.held_by in self.hands:
                self.hands[case.held_by].add(case.case_id)
                self.at[case.case_id] = case.held_by
        self.free = frozenset(case.case_id for case in self.cases if not case.held_by)
        names = [*(one.key for one in self.people), *(case.case_id for case in self.cases)]
        shuffled = Random(self.seed).sample(names, len(names))  # noqa: S311 - decides between equals, guards nothing
        self.rank = {name: place for place, name in enumerate(shuffled)}

    def waiting(self) -> list[str]:
        """Cases to place, those that fewest can take first and those with an interview before those without."""

        def narrow(case_id: str) -> tuple[int, bool, int]:
            able = sum(case_id not in barred for barred in self.barred.values())
            return able, self.starts[case_id] is None, self.rank[case_id]

        return sorted(self.free, key=narrow)

    def blockers(self, case_id: str, person: str) -> list[str] | None:
        """Cases in these hands whose interviews clash with that of ``case_id``; None when the person cannot have it."""
        mine = self.starts[case_id]
        if case_id in self.barred[person] or any(clash(mine, at) for at in self.busy[person]):
            return None
        return [one for one in self.hands[person] if clash(mine, self.starts[one])]

    def put(self, case_id: str) -> bool:
        """Give a case to whoever can take it and has fewest; others make room when nobody can. False when none can."""
        able = [one.key for one in self.people if self.blockers(case_id, one.key) == []]
        if able:
            self._give(case_id, min(able, key=lambda key: (len(self.hands[key]), self.rank[key])))
            return True
        return self._shift([case_id], most=None)

    def level(self) -> None:
        """Let cases change hands while that makes a load of two or more above another smaller."""
        while any(
            self._shift(self._movable(one), most=len(self.hands[one]) - 2)
            for one in sorted(self.hands, key=lambda key: (-len(self.hands[key]), self.rank[key]))
        ):
            pass

    def _movable(self, person: str) -> list[str]:
        return sorted((one for one in self.hands[person] if one in self.free), key=lambda one: self.rank[one])

    def _shift(self, first: Collection[str], most: int | None) -> bool:
        """Find and carry out a chain of moves that begins with one of ``first``: each case takes the place of the
        next, and the last goes to somebody with at most ``most`` cases (None: any number)."""
        if most is not None and most < 0:
            return False
        came: dict[str, tuple[str, str] | None] = dict.fromkeys(first)
        queue = deque(first)
        while queue:
            case_id = queue.popleft()
            for person, blockers in self._doors(case_id):
                if not blockers and (most is None or len(self.hands[person]) <= most):
                    if self._carry_out([(case_id, person), *_way_back(case_id, came)]):
                        return True
                    continue
                for one in self._next(blockers, person, most):
                    if one not in came:
                        came[one] = (case_id, person)
                        queue.append(one)
        return False

    def _doors(self, case_id: str) -> Iterator[tuple[str, list[str]]]:
        """People who may have a case, with what stands in its way there: the least loaded first."""
        for key in sorted(self.hands, key=lambda one: (len(self.hands[one]), self.rank[one])):
            blockers = self.blockers(case_id, key) if key != self.at.get(case_id) else None
            if blockers is not None:
                yield key, blockers

    def _next(self, blockers: list[str], person: str, most: int | None) -> list[str]:
        """What would have to leave ``person``: the one case in the way, or any when only their number is."""
        if blockers:
            return blockers if len(blockers) == 1 and blockers[0] in self.free else []
        return self._movable(person) if most is not None else []

    def _carry_out(self, moves: list[tuple[str, str]]) -> bool:
        """Make these moves, the last of the chain first; all or none."""
        before = {case_id: self.at.get(case_id, "") for case_id, _ in moves}
        for case_id, _ in moves:
            self._take(case_id)
        sound = True
        for case_id, person in moves:
            sound = sound and self.blockers(case_id, person) == []
            self._give(case_id, person)
        if not sound:
            for case_id in before:
                self._take(case_id)
            for case_id, person in before.items():
                if person:
                    self._give(case_id, person)
        return sound

    def _give(self, case_id: str, person: str) -> None:
        self.hands[person].add(case_id)
        self.at[case_id] = person

    def _take(self, case_id: str) -> None:
        person = self.at.pop(case_id, "")
        if person:
            self.hands[person].discard(case_id)


def _way_back(case_id: str, came: Mapping[str, tuple[str, str] | None]) -> list[tuple[str, str]]:
    """The moves that led to ``case_id``, the latest first."""
    moves = []
    step = came[case_id]
    while step is not None:
        moves.append(step)
        step = came[step[0]]
    return moves
