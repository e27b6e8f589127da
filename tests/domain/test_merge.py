"""Laws of the union: order, repetition and grouping of packages never change what stands afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.assessment import AnswerValue
from hmip_desktop.domain.merge import CasePlan, KnownCase, check_authors, differs, extend, plan_case
from hmip_desktop.domain.revisions import Header, Revision, heads, sha256_hex, write, write_value

CASE = "c" * 16
AT = "2026-11-09T09:00:00.000Z"


@dataclass
class Author:
    """A store in memory: one installation that appends to what it knows."""

    number: int
    counter: int = 0
    prev: str | None = None
    known: KnownCase = field(default_factory=KnownCase)
    held: dict[str, Revision] = field(default_factory=dict)

    @property
    def stream(self) -> str:
        return f"{self.number:016x}/{CASE}"

    def answer(self, ref: str, value: str | None) -> Revision:
        subject = f"answer:{CASE}/{ref}"
        parents = tuple(sorted(self.known.heads.get(subject, {})))
        line = write_value(AnswerValue(value), sha256_hex(f"{self.number}/{self.counter}".encode())[:32].encode()[:16])
        self.counter += 1
        header = Header(
            at=AT, author=f"{self.number:030d}", commit=sha256_hex(line), counter=self.counter, pack=None,
            parents=parents, prev=self.prev, stream=self.stream, subject=subject,
        )  # fmt: skip
        revision = write(header, line)
        self.prev = revision.digest
        self.receive([revision])
        return revision

    def receive(self, revisions: list[Revision]) -> CasePlan:
        plan = plan_case(CASE, self.known, revisions)
        assert plan.refused is None
        self.known = extend(self.known, plan)
        self.held |= {r.digest: r for r in plan.new}
        return plan


def state(known: KnownCase) -> dict[str, frozenset[str]]:
    return {subject: frozenset(digests) for subject, digests in known.heads.items()}


Step = tuple[int, str, str, bool]
steps = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from(["C1", "C1a"]), st.sampled_from(["yes", "no", "na"]), st.booleans()),
    max_size=14,
)


def play(script: list[Step]) -> dict[int, Author]:
    """People answer; now and then one of them merges everything that another one has."""
    people = {n: Author(n) for n in (1, 2, 3)}
    for number, ref, value, merges in script:
        person = people[number]
        person.answer(ref, value)
        if merges:
            other = people[number % 3 + 1]
            other.receive(list(person.held.values()))
    return people


@given(steps, st.randoms())
def test_any_order_and_repetition_gives_the_same_heads(script: list[Step], chance) -> None:
    people = play(script)
    packages = [list(p.held.values()) for p in people.values()] * 2
    outcomes = []
    for _ in range(3):
        chance.shuffle(packages)
        lead = Author(9)
        for package in packages:
            lead.receive(package)
        outcomes.append((state(lead.known), frozenset(lead.held)))
    assert outcomes[0] == outcomes[1] == outcomes[2]


@given(steps)
def test_heads_are_those_that_nobody_names_and_nothing_is_lost(script: list[Step]) -> None:
    people = play(script)
    everything = {d: r for p in people.values() for d, r in p.held.items()}
    lead = Author(9)
    for person in people.values():
        lead.receive(list(person.held.values()))
    assert set(lead.held) == set(everything)
    by_subject: dict[str, list[Revision]] = {}
    for revision in everything.values():
        by_subject.setdefault(revision.header.subject, []).append(revision)
    for subject, revisions in by_subject.items():
        expected = heads((r.digest, r.header.parents) for r in revisions)
        assert frozenset(lead.known.heads[subject]) == expected


def told(plan: CasePlan) -> tuple[object, ...]:
    """What a plan says, whatever the order of its revisions."""
    heads_of = {subject: frozenset(digests) for subject, digests in plan.heads.items()}
    return frozenset(plan.new), plan.known, plan.brought, heads_of, plan.conflicts, plan.gaps, plan.forks, plan.refused


@given(steps)
def test_a_stream_in_its_order_is_planned_as_one_in_no_order(script: list[Step]) -> None:
    people = play(script)
    lead = Author(9)
    lead.answer("C1", "yes")
    for person in people.values():
        package = list(person.held.values())
        assert told(plan_case(CASE, lead.known, package)) == told(plan_case(CASE, lead.known, package[::-1]))
        lead.receive(package)


def test_a_stream_that_comes_whole_but_names_the_wrong_one_before_it_is_held() -> None:
    author = Author(1)
    first, second = author.answer("C1", "yes"), author.answer("C1a", "no")
    header = msgspec.structs.replace(second.header, prev="0" * 64)
    plan = plan_case(CASE, KnownCase(), [first, write(header, second.value_line or b"")])
    assert plan.refused is not None
    assert plan.refused.code == "chain-broken"
    assert not plan.new


def test_a_plan_tells_what_kinds_it_brings() -> None:
    plan = plan_case(CASE, KnownCase(), [Author(1).answer("C1", "yes")])
    assert plan.brings("answer")
    assert not plan.brings("erased")
    assert not plan.brings("swer")


@given(steps)
def test_the_same_package_again_brings_nothing(script: list[Step]) -> None:
    people = play(script)
    lead = Author(9)
    for person in people.values():
        lead.receive(list(person.held.values()))
    for person in people.values():
        again = lead.receive(list(person.held.values()))
        assert (again.new, again.conflicts, again.heads) == ((), (), {})
        assert again.known == len(person.held)


@given(steps)
def test_a_settled_conflict_stays_settled_when_an_old_package_comes_again(script: list[Step]) -> None:
    people = play(script)
    lead = Author(9)
    old = [list(p.held.values()) for p in people.values()]
    for package in old:
        lead.receive(package)
    for subject in list(lead.known.heads):
        lead.answer(subject.partition("/")[2], "na")
    for package in old:
        lead.receive(package)
    assert all(len(digests) == 1 for digests in lead.known.heads.values())


def test_two_answers_given_apart_are_a_conflict_until_one_names_both() -> None:
    one, two, lead = Author(1), Author(2), Author(9)
    one.answer("C1", "yes")
    two.answer("C1", "no")
    lead.receive(list(one.held.values()))
    plan = lead.receive(list(two.held.values()))
    assert plan.conflicts == (f"answer:{CASE}/C1",)
    lead.answer("C1", "yes")
    assert len(lead.known.heads[f"answer:{CASE}/C1"]) == 1


def test_equal_answers_given_apart_are_no_conflict() -> None:
    one, two, lead = Author(1), Author(2), Author(9)
    one.answer("C1", "yes")
    two.answer("C1", "yes")
    lead.receive(list(one.held.values()))
    plan = lead.receive(list(two.held.values()))
    assert plan.conflicts == ()
    assert len(lead.known.heads[f"answer:{CASE}/C1"]) == 2


def test_a_missing_number_is_a_named_gap_and_merges() -> None:
    one, lead = Author(1), Author(9)
    made = [one.answer("C1", value) for value in ("yes", "no", "yes", "na")]
    plan = lead.receive([made[0], made[3]])
    assert [(g.first, g.last) for g in plan.gaps] == [(2, 3)]
    late = lead.receive(made[1:3])
    assert late.gaps == ()
    assert state(lead.known) == {f"answer:{CASE}/C1": frozenset({made[3].digest})}


def test_one_number_with_two_digests_is_held_as_a_fork() -> None:
    one, copy, lead = Author(1), Author(1), Author(9)
    one.answer("C1", "yes")
    forked = copy.answer("C1", "no")
    lead.receive(list(one.held.values()))
    plan = plan_case(CASE, lead.known, [forked])
    assert plan.refused is not None
    assert plan.refused.code == "package-fork"
    assert plan.new == ()


def test_a_revision_that_names_another_predecessor_is_refused() -> None:
    one, lead = Author(1), Author(9)
    lead.receive([one.answer("C1", "yes")])
    stray = Author(1, counter=1, prev="0" * 64).answer("C1", "no")
    plan = plan_case(CASE, lead.known, [stray])
    assert plan.refused is not None
    assert plan.refused.code == "chain-broken"


def test_somebody_the_case_was_never_with_is_refused() -> None:
    one, two = frozenset({f"{1:030d}"}), frozenset({f"{2:030d}"})
    assert check_authors(CASE, one, one) is None
    assert check_authors(CASE, one, None) is None
    refused = check_authors(CASE, one | two, one)
    assert refused is not None
    assert refused.code == "author-never-had-case"


def test_values_are_compared_without_their_salt() -> None:
    one = write_value(AnswerValue("yes"), b"a" * 16)
    other = write_value(AnswerValue("yes"), b"b" * 16)
    assert not differs([one, other])
    assert differs([one, write_value(AnswerValue("no"), b"a" * 16)])
    assert differs([one, None])
