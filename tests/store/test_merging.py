"""Packages written into a store: union whatever the order, all or nothing, set aside and brought back."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from hmip_desktop.domain.assessment import AnswerValue
from hmip_desktop.domain.merge import CasePlan, held, plan_case
from hmip_desktop.domain.revisions import Header, Revision, sha256_hex, write, write_value
from hmip_desktop.domain.values import Answer
from hmip_desktop.errors import Cancelled, Refused
from hmip_desktop.progress import Progress
from hmip_desktop.store import audit, caselist, ingest, keepsakes, ledger, projections, revisions
from hmip_desktop.store.engine import Store
from hmip_desktop.store.ingest import Arrival, Batch
from hmip_desktop.store.keepsakes import KeptHeads, Signed
from hmip_desktop.store.ledger import ReceiptKept
from tests.store.desk import Desk, arrival, arrivals, case, merge, new_desk, pack, package, rows_of, stamp

INSPECTOR = "2" * 30


@pytest.fixture
def lead(desk: Desk) -> Desk:
    return desk


@pytest.fixture
def inspector(desks: Callable[..., Desk], lead: Desk) -> Desk:
    """An inspector who received the allocation."""
    made = desks("inspector", seed=2, author=INSPECTOR)
    keepsakes.keep_pack(made.store, pack())
    contents = {cid: rows_of(lead.store, cid) for cid in ("-", case(1), case(2))}
    merge(made, 1, contents, kind="allocation")
    return made


def state_of(store: Store) -> dict[str, object]:
    """Everything derived, but for what names rows."""
    return {
        "cases": caselist.case_list(store),
        "current": {c.case_id: projections.current(store, c.case_id) for c in caselist.case_list(store)},
        "inspection": projections.current_inspection(store),
        "tally": projections.tally(store),
        "conflicts": projections.conflicts(store),
    }


def test_an_allocation_arrives_whole(lead: Desk, inspector: Desk) -> None:
    mine, theirs = caselist.case_list(inspector.store), caselist.case_list(lead.store)
    assert [c.case_ref for c in mine] == ["26-401", "26-402"]
    assert [replace(c, returned=False) for c in mine] == theirs
    assert projections.matches_rebuild(inspector.store)
    assert ledger.received(inspector.store)[0].kind == "allocation"


def test_work_comes_home_and_is_counted(lead: Desk, inspector: Desk) -> None:
    inspector.answer_all(1)
    inspector.sign(1)
    done = merge(lead, 1, {case(1): rows_of(inspector.store, case(1))})
    item = caselist.case_item(lead.store, case(1))
    assert item is not None
    assert item.returned
    assert item.counted
    assert done.revisions == len(rows_of(inspector.store, case(1))) - 2
    assert done.known == 2
    assert projections.counted_cases(lead.store) == {"": 1}
    assert {t.tally.yes for t in projections.tally(lead.store, refs=["C1", "C1a"])} == {1}
    assert projections.matches_rebuild(lead.store)


def test_the_same_package_twice_changes_nothing(lead: Desk, inspector: Desk) -> None:
    inspector.answer_all(1)
    contents = {case(1): rows_of(inspector.store, case(1))}
    merge(lead, 1, contents)
    before = state_of(lead.store)
    assert merge(lead, 1, contents).revisions == 0
    assert merge(lead, 2, contents).revisions == 0
    assert state_of(lead.store) == before
    assert projections.matches_rebuild(lead.store)


def test_two_packages_of_one_batch_may_overlap(lead: Desk, inspector: Desk) -> None:
    inspector.answer(1, "C1", "yes")
    first = rows_of(inspector.store, case(1))
    inspector.answer(1, "C2", "no")
    both = rows_of(inspector.store, case(1))
    batch = arrivals(lead.store, [{case(1): first}, {case(1): both}])
    assert ingest.apply(lead.store, batch, now=lead.now()).revisions == 2
    assert projections.matches_rebuild(lead.store)
    assert audit.audit(lead.store).sound


def test_a_plan_made_before_another_merge_still_ends_in_the_union(lead: Desk, inspector: Desk) -> None:
    inspector.answer(1, "C1", "yes")
    plan = Batch((arrival(lead.store, 1, {case(1): rows_of(inspector.store, case(1))}),))
    inspector.answer(1, "C1", "no")
    merge(lead, 2, {case(1): rows_of(inspector.store, case(1))})
    ingest.apply(lead.store, plan, now=lead.now())
    current = projections.current(lead.store, case(1))[f"answer:{case(1)}/C1"]
    assert current.value == AnswerValue("no", "1.0")
    assert projections.matches_rebuild(lead.store)


def test_two_who_answer_differently_conflict(lead: Desk, inspector: Desk) -> None:
    inspector.answer(1, "C1", "yes")
    lead.answer(1, "C1", "no")
    merge(lead, 1, {case(1): rows_of(inspector.store, case(1))})
    (conflict,) = projections.conflicts(lead.store)
    assert {getattr(side.value, "answer", None) for side in conflict.heads} == {"yes", "no"}
    assert conflict.base is None
    lead.answer(1, "C1", "yes")
    assert projections.conflicts(lead.store) == []
    merge(lead, 2, {case(1): rows_of(inspector.store, case(1))})
    assert projections.conflicts(lead.store) == []


def test_a_refused_case_is_quarantined_and_the_rest_merges(lead: Desk, inspector: Desk) -> None:
    inspector.answer(1, "C1", "yes")
    inspector.answer(2, "C1", "yes")
    good = arrival(lead.store, 1, {case(1): rows_of(inspector.store, case(1))})
    bad = held(case(2), Refused("row-not-valid", row=3))
    batch = Batch((replace(good, cases=(*good.cases, bad)),))
    done = ingest.apply(lead.store, batch, now=lead.now())
    assert done.cases == (case(1),)
    (entry,) = ledger.held(lead.store)
    assert (entry.case_id, entry.code, entry.params) == (case(2), "row-not-valid", {"row": "3"})
    ledger.release(lead.store, entry.package_id, case(2))
    assert ledger.held(lead.store) == []
    assert len(ledger.held(lead.store, with_released=True)) == 1


def test_what_comes_beside_the_cases_is_kept(lead: Desk) -> None:
    signed = Signed(b"{}", b"sig")
    beside = Arrival(
        package(1), (), heads=(KeptHeads("a" * 16, INSPECTOR, signed),), documents=(("roster", "1", signed),),
        receipts=(ReceiptKept(INSPECTOR, b"r", b"s", {"a/b": 4}, "2026-11-10T09:00:00.000Z"),),
    )  # fmt: skip
    ingest.apply(lead.store, Batch((beside,)), now=lead.now())
    assert keepsakes.heads(lead.store)[0].signed == signed
    assert keepsakes.document(lead.store, "roster", "1") == signed
    assert ledger.covered(lead.store, INSPECTOR) == {"a/b": 4}


@pytest.mark.parametrize("broken", ["error", "cancel"])
def test_a_merge_that_fails_leaves_no_trace(lead: Desk, inspector: Desk, broken: str) -> None:
    inspector.answer_all(1)
    before, dump = state_of(lead.store), _dump(lead.store)
    progress = Progress()

    def plans() -> Iterator[CasePlan]:
        held_rows = rows_of(inspector.store, case(1))
        yield plan_case(case(1), revisions.known_case(lead.store, case(1)), held_rows)
        if broken == "error":
            raise OSError("the stick was pulled")
        progress.cancel()
        yield held(case(2), Refused("row-not-valid"))

    signed = Signed(b"{}", b"")
    batch = Batch((Arrival(package(1), plans(), documents=(("roster", "1", signed),)),))
    with pytest.raises(OSError if broken == "error" else Cancelled):
        ingest.apply(lead.store, batch, now=lead.now(), progress=progress)
    assert state_of(lead.store) == before
    assert _dump(lead.store) == dump
    lead.answer(1, "C1", "yes")
    assert projections.matches_rebuild(lead.store)


def _dump(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.read() as db:
        names = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        return {name: sorted(map(repr, db.execute(f"SELECT * FROM {name}").fetchall())) for name in names}


def test_setting_aside_takes_a_merge_back_and_bringing_back_restores_it(lead: Desk, inspector: Desk) -> None:
    lead.answer(1, "C2", "yes")
    before = state_of(lead.store)
    inspector.answer_all(1)
    inspector.sign(1)
    merge(lead, 1, {case(1): rows_of(inspector.store, case(1))})
    merged = state_of(lead.store)
    made = ingest.set_aside(
        lead.store, [package(1).package_id], reason="wrong file", author=lead.author, now=lead.now(),
        entropy=lead.entropy,
    )  # fmt: skip
    assert made.header.case_id == "lead"
    after = state_of(lead.store)
    assert {k: after[k] for k in ("cases", "current", "tally")} == {k: before[k] for k in ("cases", "current", "tally")}
    assert not ledger.received(lead.store)[0].counts
    assert projections.matches_rebuild(lead.store)
    ingest.bring_back(
        lead.store, [package(1).package_id], reason="it was right", author=lead.author, now=lead.now(),
        entropy=lead.entropy,
    )  # fmt: skip
    again = state_of(lead.store)
    assert {k: again[k] for k in ("cases", "current", "tally")} == {k: merged[k] for k in ("cases", "current", "tally")}
    assert projections.matches_rebuild(lead.store)


def test_what_another_counting_package_brought_goes_on_counting(lead: Desk, inspector: Desk) -> None:
    inspector.answer(1, "C1", "yes")
    contents = {case(1): rows_of(inspector.store, case(1))}
    merge(lead, 1, contents)
    _set_aside(lead, 1)
    assert f"answer:{case(1)}/C1" not in projections.current(lead.store, case(1))
    merge(lead, 2, contents)
    assert projections.current(lead.store, case(1))[f"answer:{case(1)}/C1"].value == AnswerValue("yes", "1.0")
    assert projections.matches_rebuild(lead.store)


def test_setting_aside_waits_for_what_was_built_on_it(lead: Desk, inspector: Desk) -> None:
    inspector.answer(1, "C1", "yes")
    merge(lead, 1, {case(1): rows_of(inspector.store, case(1))})
    mine = lead.answer(1, "C1", "no")
    assert ingest.set_aside_blockers(lead.store, [package(1).package_id]) == [mine]
    with pytest.raises(Refused, match="set-aside-descendants") as refused:
        _set_aside(lead, 1)
    assert refused.value.params == {"count": 1, "cases": 1}
    assert ledger.received(lead.store)[0].counts


def test_setting_aside_refuses_what_makes_no_sense(lead: Desk, inspector: Desk) -> None:
    with pytest.raises(Refused, match="package-unknown"):
        _set_aside(lead, 7)
    inspector.answer(1, "C1", "yes")
    merge(lead, 1, {case(1): rows_of(inspector.store, case(1))})
    with pytest.raises(Refused, match="packages-not-aside"):
        ingest.bring_back(
            lead.store, [package(1).package_id], reason="r", author=lead.author, now=lead.now(), entropy=lead.entropy
        )
    _set_aside(lead, 1)
    with pytest.raises(Refused, match="packages-already-aside"):
        _set_aside(lead, 1)


def _set_aside(desk: Desk, number: int) -> None:
    ids = [package(number).package_id]
    ingest.set_aside(desk.store, ids, reason="r", author=desk.author, now=desk.now(), entropy=desk.entropy)


ANSWERS: st.SearchStrategy[Answer | None] = st.sampled_from(["yes", "no", "na", None])
EDITS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["C1", "C1a", "C2"]), ANSWERS, st.booleans()), max_size=12
)


class Writers:
    """Three installations that never meet, each making chains of revisions; some edits are made from an old page."""

    def __init__(self, number: int, edits: list[tuple[int, str, Answer | None, bool]]) -> None:
        self.case_id = case(number)
        self.streams: list[list[Revision]] = [[], [], []]
        everything: dict[str, list[Revision]] = {}
        for at, (who, ref, answer, stale) in enumerate(edits):
            held_of = everything.setdefault(ref, [])
            base = held_of[:-1] if stale else held_of
            named = tuple(sorted(one.digest for one in base[-1:]))
            held_of.append(self._revision(who, f"answer:{self.case_id}/{ref}", answer, named, at))

    def _revision(self, who: int, subject: str, answer: Answer | None, parents: tuple[str, ...], at: int) -> Revision:
        stream = self.streams[who]
        line = write_value(AnswerValue(answer, "1.0"), at.to_bytes(16, "big"))
        header = Header(
            at=f"2026-11-09T10:00:{at:02}.000Z", author=str(who + 2) * 30, commit=sha256_hex(line),
            counter=len(stream) + 1, pack=stamp(), parents=parents, prev=stream[-1].digest if stream else None,
            stream=f"{who + 0xA0:016x}/{self.case_id}", subject=subject,
        )  # fmt: skip
        stream.append(write(header, line))
        return stream[-1]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk, list[int]]]:
    """Two stores that see the same packages in another order, and a counter of cases and packages."""
    made = [new_desk(tmp_path_factory.mktemp(name) / "s") for name in ("straight", "shuffled")]
    for one in made:
        one.open_inspection(1)
    yield made[0], made[1], [100]
    for one in made:
        one.store.close()


@how(max_examples=40)
@given(edits=EDITS, order=st.permutations(range(6)), cut=st.integers(0, 6))
def test_any_order_of_any_slices_ends_in_the_same_store(
    pair: tuple[Desk, Desk, list[int]],
    edits: list[tuple[int, str, Answer | None, bool]],
    order: list[int],
    cut: int,
) -> None:
    straight, shuffled, counter = pair
    counter[0] += 1
    writers = Writers(counter[0], edits)
    slices = [part for stream in writers.streams for part in (stream[:cut], stream)]
    found = []
    for desk, sequence in ((straight, writers.streams), (shuffled, [slices[index] for index in order])):
        for place, part in enumerate(sequence):
            merge(desk, counter[0] * 10 + place, {writers.case_id: list(part)})
        assert projections.matches_rebuild(desk.store)
        conflicts = [one.heads for one in projections.conflicts(desk.store, writers.case_id)]
        found.append((projections.current(desk.store, writers.case_id), conflicts))
    assert found[0] == found[1]
    assert {one.digest for one in revisions.case_history(shuffled.store, writers.case_id)} == {
        one.digest for stream in writers.streams for one in stream
    }


def test_a_rebuild_changes_nothing_after_many_merges(pair: tuple[Desk, Desk, list[int]]) -> None:
    desk = pair[1]
    before = state_of(desk.store)
    projections.rebuild(desk.store)
    assert state_of(desk.store) == before


def test_every_order_of_three_slices_by_hand(desks: Callable[..., Desk]) -> None:
    streams = Writers(1, [(0, "C1", "yes", False), (1, "C1", "no", False), (2, "C1", "na", True)]).streams
    results = set()
    for index, order in enumerate(itertools.permutations(range(3))):
        desk = desks(f"order{index}")
        desk.open_inspection(1)
        for number, who in enumerate(order, 1):
            merge(desk, number, {case(1): streams[who]})
        current = projections.current(desk.store, case(1))[f"answer:{case(1)}/C1"]
        results.add((current.heads, current.conflicting))
        assert projections.matches_rebuild(desk.store)
    assert len(results) == 1
