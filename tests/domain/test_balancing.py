"""Cases are placed evenly, nobody is at two interviews at one time, and nobody gets what they may not have."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from hmip_desktop.domain.balancing import Balance, Bearer, CaseToPlace, balance, clash

SLOTS = st.sampled_from([None, 570, 600, 690, 840, 2010])
IDS = [f"c{n:02}" for n in range(14)]
PEOPLE = ["ann", "ben", "cat", "dai"]


@st.composite
def rooms(draw, most_cases: int = 14, slots=SLOTS):
    """Cases and people; some cases are held already, soundly or not, as they come."""
    ids = IDS[: draw(st.integers(0, most_cases))]
    names = PEOPLE[: draw(st.integers(1, 4))]
    elsewhere = st.frozensets(st.sampled_from([570, 840]), max_size=1)
    people = [Bearer(name, draw(st.frozensets(st.sampled_from(IDS), max_size=4)), draw(elsewhere)) for name in names]
    held = st.sampled_from(["", "", "", *names, "gone"])
    cases = [CaseToPlace(case_id, draw(slots), draw(held)) for case_id in ids]
    return cases, people, draw(st.integers(0, 5))


def hands(cases: list[CaseToPlace], found: Balance) -> dict[str, list[CaseToPlace]]:
    given_to: dict[str, list[CaseToPlace]] = {}
    for case in cases:
        given_to.setdefault(case.held_by or found.placed.get(case.case_id, ""), []).append(case)
    return given_to


def can_take(case: CaseToPlace, person: Bearer, theirs: list[CaseToPlace]) -> bool:
    taken = [*person.busy, *(other.starts for other in theirs if other is not case)]
    free = not any(clash(case.starts, at) for at in taken)
    return free and case.case_id not in person.barred


@given(rooms())
@settings(max_examples=300)
def test_nobody_has_two_interviews_at_once_nor_a_barred_case(room) -> None:
    cases, people, seed = room
    found = balance(cases, people, seed)
    given_to = hands(cases, found)
    for person in people:
        theirs = given_to.get(person.key, [])
        placed = [case for case in theirs if not case.held_by]
        assert not {case.case_id for case in placed} & person.barred
        for case in placed:
            assert can_take(case, person, theirs)


@given(rooms())
@settings(max_examples=300)
def test_every_case_is_placed_or_left_and_the_loads_are_what_stands(room) -> None:
    cases, people, seed = room
    found = balance(cases, people, seed)
    free = {case.case_id for case in cases if not case.held_by}
    assert set(found.placed) | set(found.left) == free
    assert not set(found.placed) & set(found.left)
    given_to = hands(cases, found)
    assert found.loads == {person.key: len(given_to.get(person.key, [])) for person in people}
    for case in cases:
        if case.case_id in found.left:
            assert not any(can_take(case, person, given_to.get(person.key, [])) for person in people)


@given(rooms())
@settings(max_examples=300)
def test_no_single_move_would_make_the_loads_more_even(room) -> None:
    cases, people, seed = room
    found = balance(cases, people, seed)
    given_to = hands(cases, found)
    for giver, taker in product(people, people):
        if found.loads[giver.key] - found.loads[taker.key] >= 2:
            theirs = given_to.get(taker.key, [])
            movable = [case for case in given_to[giver.key] if not case.held_by]
            assert not any(can_take(case, taker, theirs) for case in movable)


@given(rooms(), st.randoms())
@settings(max_examples=200)
def test_the_same_seed_gives_the_same_plan_in_any_order(room, random) -> None:
    cases, people, seed = room
    mixed, others = list(cases), list(people)
    random.shuffle(mixed)
    random.shuffle(others)
    assert balance(mixed, others, seed) == balance(cases, people, seed)


@given(st.integers(0, 40), st.integers(1, 9), st.integers(0, 9))
def test_loads_differ_by_at_most_one_where_nothing_stands_against_it(number: int, people: int, seed: int) -> None:
    cases = [CaseToPlace(f"c{n}") for n in range(number)]
    loads = balance(cases, [Bearer(f"p{n}") for n in range(people)], seed).loads.values()
    assert max(loads) - min(loads) <= 1
    assert sum(loads) == number


@given(rooms(most_cases=6, slots=st.sampled_from([None, 570, 690])))
@settings(max_examples=80, deadline=None)
def test_as_many_as_can_be_are_placed(room) -> None:
    """Compared with every way of giving the cases out, where interviews are at the same time or apart."""
    cases, people, seed = room
    people = people[:3]
    found = balance(cases, people, seed)
    held = [case for case in cases if case.held_by]
    free = [case for case in cases if not case.held_by]
    best = 0
    for way in product([None, *people], repeat=len(free)):
        chosen = [(case, person) for case, person in zip(free, way, strict=True) if person is not None]
        whole = [*chosen, *((case, person) for case in held for person in people if case.held_by == person.key)]
        barred = any(not can_take(case, person, []) for case, person in chosen)
        meets = any(
            one[1] is other[1] and clash(one[0].starts, other[0].starts)
            for one, other in combinations(whole, 2)
            if not (one[0].held_by and other[0].held_by)
        )
        best = max(best, len(chosen)) if not barred and not meets else best
    assert len(found.placed) == best
