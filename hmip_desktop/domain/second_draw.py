"""Drawing cases for a blind second assessment, so that anybody can repeat the draw with a seed and a pencil.

A case's place in the queue is the SHA-256 of the seed, a slash and its reference: the lowest digests are drawn. In a
stratified draw each stratum gets its share of the number wanted, by largest remainder, so that shares add up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from hmip_desktop.domain.values import Count, Line, Moment, Short, Value

Strata = Literal["none", "pdu", "rosh", "inspector"]


class SecondDraw(Value, frozen=True):
    """A draw that was made: with its seed and the list of cases it can be repeated. ``frame``: cases drawn from."""

    seed: Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]
    by: Strata
    wanted: Count
    frame: Count
    drawn: tuple[Short, ...]


class Replay(Value, frozen=True):
    """Somebody looked at a case as it was at a moment, and why."""

    case_id: Short
    as_at: Moment
    reason: Line


@dataclass(frozen=True, slots=True)
class Drawable:
    """A case that may be drawn. ``stratum`` is its PDU, RoSH or inspector; ``unfit``: who may not be the second."""

    case_id: str
    case_ref: str
    stratum: str
    unfit: frozenset[str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn case and the person who gets it, empty where nobody of those offered may."""

    case: Drawable
    to: str


def order_key(seed: str, case_ref: str) -> str:
    """SHA-256 of ``seed/case_ref`` in hex: the lower, the earlier drawn."""
    return hashlib.sha256(f"{seed}/{case_ref}".encode()).hexdigest()


def shares(sizes: Mapping[str, int], wanted: int) -> dict[str, int]:
    """How many of each stratum: in proportion, by largest remainder, never more than there are; ties by name."""
    total = sum(sizes.values())
    wanted = max(0, min(wanted, total))
    if not total:
        return dict.fromkeys(sizes, 0)
    given = {name: wanted * size // total for name, size in sizes.items()}
    rest = sorted(sizes, key=lambda name: (-(wanted * sizes[name] % total), name))
    for name in rest[: wanted - sum(given.values())]:
        given[name] += 1
    return given


def draw(frame: Sequence[Drawable], wanted: int, seed: str) -> tuple[Drawable, ...]:
    """The drawn cases in the order of the draw; the order of ``frame`` does not matter."""
    queues: dict[str, list[Drawable]] = {}
    for case in sorted(frame, key=lambda one: order_key(seed, one.case_ref)):
        queues.setdefault(case.stratum, []).append(case)
    take = shares({name: len(queue) for name, queue in queues.items()}, wanted)
    found = [case for name, queue in queues.items() for case in queue[: take[name]]]
    return tuple(sorted(found, key=lambda one: order_key(seed, one.case_ref)))


def hand_out(drawn: Sequence[Drawable], people: Sequence[str], held: Mapping[str, int]) -> tuple[Drawn, ...]:
    """Each case to whoever may take it and has fewest; ``held``: what they have already. Ties in the order given.

    Cases for which few may be the second are given out first, so that nobody is used up before them.
    """
    load = {person: held.get(person, 0) for person in people}
    chosen: dict[str, str] = {}
    for case in sorted(drawn, key=lambda one: sum(person not in one.unfit for person in people)):
        able = [person for person in people if person not in case.unfit]
        to = min(able, key=lambda person: (load[person], people.index(person)), default="")
        chosen[case.case_id] = to
        if to:
            load[to] += 1
    return tuple(Drawn(case, chosen[case.case_id]) for case in drawn)
