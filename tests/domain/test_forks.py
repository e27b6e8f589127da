"""A store that was used twice, in theory: admitted branches join like everything else, in any order."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.merge import KnownCase, extend, plan_case
from hmip_desktop.domain.revisions import Revision, heads
from hmip_desktop.domain.sample import Member, Roster
from hmip_desktop.domain.trust import continued, joined, revoked
from tests.domain.test_merge import CASE, Author, state

REFS, VALUES = ("C1", "C1a"), ("yes", "no", "na")
answers = st.lists(st.tuples(st.sampled_from(REFS), st.sampled_from(VALUES)), max_size=6)
NUMBER = f"{1:016x}"


@dataclass
class Lead:
    """A lead inspector's store in memory that admits both branches of the first author."""

    known: KnownCase = field(default_factory=KnownCase)
    held: dict[str, Revision] = field(default_factory=dict)

    def receive(self, revisions: list[Revision]) -> int:
        plan = plan_case(CASE, self.known, revisions, frozenset({NUMBER}))
        assert plan.refused is None
        self.known = extend(self.known, plan)
        self.held |= {revision.digest: revision for revision in plan.new}
        return len(plan.new)


def branches(shared, one, other) -> tuple[Author, Author]:
    """One author until the store was copied, then two. Their salts differ, as chance would have it."""
    author = Author(1)
    for ref, value in shared:
        author.answer(ref, value)
    twin = copy.deepcopy(author)
    for ref, value in one:
        author.answer(ref, value)
    for ref, value in other:
        twin.answer(ref, value)
    return author, twin


@given(answers, answers, answers, st.randoms())
def test_admitted_branches_join_in_any_order(shared, one, other, chance) -> None:
    author, twin = branches(shared, one, other)
    everything = author.held | twin.held
    packages = [list(author.held.values()), list(twin.held.values())] * 2
    packages += [package[: len(package) // 2] for package in packages[:2]]
    outcomes = []
    for _ in range(3):
        chance.shuffle(packages)
        lead = Lead()
        for package in packages:
            lead.receive(package)
        assert lead.held.keys() == everything.keys()
        assert all(lead.receive(package) == 0 for package in packages)
        outcomes.append(state(lead.known))
    by_subject: dict[str, list[Revision]] = {}
    for revision in everything.values():
        by_subject.setdefault(revision.header.subject, []).append(revision)
    expected = {s: heads((r.digest, r.header.parents) for r in found) for s, found in by_subject.items()}
    assert outcomes == [expected] * 3


@given(answers, answers.filter(bool), answers.filter(bool))
def test_a_fork_that_nobody_admitted_holds_the_case(shared, one, other) -> None:
    author, twin = branches(shared, one, other)
    lead = Lead()
    lead.receive(list(author.held.values()))
    plan = plan_case(CASE, lead.known, list(twin.held.values()))
    places = {revision.header.counter: digest for digest, revision in author.held.items()}
    twins = {revision.header.counter: digest for digest, revision in twin.held.items()}
    if all(places[counter] == twins[counter] for counter in places.keys() & twins.keys()):
        assert plan.refused is None  # the same answers under the same salts are one branch
        return
    assert plan.refused is not None
    assert (plan.refused.code, plan.new, plan.heads) == ("package-fork", (), {})
    assert plan.withheld == len(twin.held.keys() - author.held.keys())
    assert plan.refused.params["counter"] == min(fork.counter for fork in plan.forks)


def test_a_link_that_fits_neither_branch_is_no_branch() -> None:
    author, twin = branches([("C1", "yes")], [("C1", "no"), ("C1", "na")], [("C1a", "no"), ("C1a", "na")])
    lead = Lead()
    lead.receive(list(author.held.values())[:2])
    plan = plan_case(CASE, lead.known, list(twin.held.values())[2:], frozenset({NUMBER}))
    assert plan.refused is not None
    assert plan.refused.code == "chain-broken"


def member(number: int, **changes) -> Member:
    given_ = {"role": "inspector", "signing": f"key {number}", "recipient": f"age1{number}"} | changes
    return Member(f"{number:030d}", f"P{number}", **given_)


people = st.lists(st.integers(1, 9), unique=True, max_size=5)


@given(people, people, people)
def test_rosters_written_side_by_side_drop_nobody(before, one, other) -> None:
    base = Roster(1, tuple(member(n) for n in before))
    rosters = tuple(Roster(2, (*base.members, *(member(n) for n in new if n not in before))) for new in (one, other))
    roster, disputed = joined(base, rosters)
    assert {m.fingerprint for m in roster.members} == {f"{n:030d}" for n in (*before, *one, *other)}
    assert disputed == frozenset()
    assert joined(base, tuple(reversed(rosters)))[0].version == 2


@pytest.mark.parametrize("order", [1, -1])
def test_what_only_one_changed_is_taken_and_what_both_changed_is_disputed(order: int) -> None:
    base = Roster(1, (member(1), member(2), member(3)))
    first = Roster(2, (member(1, revoked_from=7), member(2, phone="1"), member(3, revoked_from=4)))
    second = Roster(2, (member(1), member(2, phone="2"), member(3, revoked_from=2)))
    roster, disputed = joined(base, (first, second)[::order])
    found = {m.name: m for m in roster.members}
    assert (found["P1"].revoked_from, found["P3"].revoked_from) == (7, 2)
    assert found["P2"].phone == ("1" if order == 1 else "2")
    assert disputed == {f"{2:030d}", f"{3:030d}"}


def test_whoever_goes_on_stands_in_the_place_of_the_one_before() -> None:
    base = Roster(4, (member(1, role="lead", phone="0300", phone_order=1), member(2)))
    roster = continued(base, f"{1:030d}", member(9, role="lead"), {f"{2:030d}": 6})
    new, old, other = roster.members
    assert (roster.version, new.continues, new.role, new.phone) == (5, f"{1:030d}", "lead", "0300")
    assert (old.revoked_from, other) == (6, member(2))
    again = continued(roster, f"{1:030d}", member(9, role="lead"), {f"{2:030d}": 3})
    assert [m.fingerprint for m in again.members] == [m.fingerprint for m in roster.members]
    assert again.members[1].revoked_from == 3


def test_a_revocation_names_a_number_for_each_addressee_and_older_rosters_one_for_all() -> None:
    lead, deputy, other = (f"{n:030d}" for n in (1, 2, 3))
    old = member(9, revoked_from=4)
    assert [old.refused_from((one,)) for one in (lead, deputy, other)] == [4, 4, 4]
    new = revoked(member(9), {lead: 5, deputy: 3})
    assert [new.refused_from((one,)) for one in (lead, deputy, other)] == [5, 3, 1]
    assert new.refused_from(("0" * 30, deputy)) == 3
    assert member(9).refused_from((lead,)) is None


ends = st.none() | st.integers(1, 9) | st.dictionaries(st.integers(1, 4), st.integers(1, 9), max_size=4)


def _revoked(said) -> Member:
    if isinstance(said, dict):
        return revoked(member(9), {f"{person:030d}": number for person, number in said.items()})
    return member(9, revoked_from=said)


@given(ends, ends)
def test_of_two_revocations_nobody_takes_more_than_either_who_knows_their_number_allows(one, other) -> None:
    both = [joined(None, (Roster(2, (a,)), Roster(2, (b,))))[0].members[0]
            for a, b in ((_revoked(one), _revoked(other)), (_revoked(other), _revoked(one)))]  # fmt: skip
    for person in range(1, 6):
        numbers = [found.refused_from((f"{person:030d}",)) for found in both]
        knows = [said if isinstance(said, int) else said[person] for said in (one, other)
                 if isinstance(said, int) or (said is not None and person in said)]  # fmt: skip
        nothing = all(said is None for said in (one, other))
        named_apart = any(isinstance(said, dict) for said in (one, other)) and not (
            person in (one if isinstance(one, dict) else {}) or person in (other if isinstance(other, dict) else {})
        )
        assert numbers == [None if nothing else 1 if named_apart else min(knows)] * 2
