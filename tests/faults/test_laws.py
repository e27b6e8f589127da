"""The laws of the design that everything rests on: whatever happens in whatever order, the same in the end."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from functools import reduce
from pathlib import Path

from exchange.people import (
    ANNE,
    CASE,
    LEAD,
    OTHER_CASE,
    REFS,
    Journal,
    keys_of,
    lead_standing,
    lines_of,
    send,
    work_content,
)
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.assessment import AnswerValue, Evidence
from hmip_desktop.domain.merge import KnownCase, extend, plan_case
from hmip_desktop.domain.revisions import Header, Revision, heads, sha256_hex, subject, write, write_value
from hmip_desktop.exchange.reader import cases, check_standing, open_package

AT = "2026-11-09T09:00:00.000Z"
Package = tuple[Revision, ...]


@st.composite
def histories(draw: st.DrawFn) -> list[Revision]:
    """What three people wrote about one case, each seeing of the others what draws decide; in the order of writing."""
    written: list[Revision] = []
    streams: dict[int, list[Revision]] = defaultdict(list)
    seen: dict[int, set[str]] = defaultdict(set)
    for turn in range(draw(st.integers(1, 12))):
        who, ref = draw(st.integers(1, 3)), draw(st.sampled_from(["C1", "C1a"]))
        if draw(st.booleans()):
            seen[who] = {one.digest for one in written}
        about = subject("answer", CASE, ref)
        mine = [one for one in written if one.digest in seen[who] and one.header.subject == about]
        parents = tuple(sorted(heads((one.digest, one.header.parents) for one in mine)))
        line = write_value(AnswerValue(draw(st.sampled_from(["yes", "no", None]))), turn.to_bytes(16, "big"))
        stream = streams[who]
        header = Header(
            AT, f"{who:030d}", sha256_hex(line), len(stream) + 1, None, parents,
            stream[-1].digest if stream else None, f"{who:016x}/{CASE}", about,
        )  # fmt: skip
        made = write(header, line)
        stream.append(made)
        written.append(made)
        seen[who].add(made.digest)
    return written


def slices(data: st.DataObject, history: list[Revision]) -> list[Package]:
    """Packages that any of the people may have sent: each a part of one or of several streams, whole ones last."""
    streams: dict[str, list[Revision]] = defaultdict(list)
    for one in history:
        streams[one.header.stream].append(one)
    made: list[Package] = []
    for _ in range(data.draw(st.integers(1, 5))):
        package: list[Revision] = []
        for stream in streams.values():
            start = data.draw(st.integers(0, len(stream)))
            package += stream[start : data.draw(st.integers(start, len(stream)))]
        made.append(tuple(package))
    return [*made, *(tuple(stream) for stream in streams.values())]


def merged(known: KnownCase, package: Package) -> KnownCase:
    """What is known after a package."""
    plan = plan_case(CASE, known, package)
    assert plan.refused is None
    return extend(known, plan)


def union(packages: list[Package]) -> KnownCase:
    """What is known after all of these."""
    return reduce(merged, packages, KnownCase())


def state(known: KnownCase) -> tuple[dict[str, frozenset[str]], dict[str, dict[int, str]]]:
    """Heads and everything held, in a form that can be compared."""
    held = {stream: dict(counters) for stream, counters in known.streams.items() if counters}
    return {about: frozenset(found) for about, found in known.heads.items()}, held


@given(histories(), st.data())
def test_a_union_with_what_is_there_changes_nothing(history: list[Revision], data: st.DataObject) -> None:
    packages = slices(data, history)
    known = union(packages)
    for package in packages:
        assert state(merged(known, package)) == state(known)


@given(histories(), st.data())
def test_of_two_unions_it_does_not_matter_which_comes_first(history: list[Revision], data: st.DataObject) -> None:
    first, second, *_ = [*slices(data, history), tuple(history)]
    assert state(union([first, second])) == state(union([second, first]))


@given(histories(), st.data())
def test_it_does_not_matter_how_unions_are_grouped(history: list[Revision], data: st.DataObject) -> None:
    a, b, c, *_ = [*slices(data, history), (), (), ()]
    left = merged(union([a, b]), c)
    together = tuple({one.digest: one for one in (*b, *c)}.values())
    assert state(left) == state(merged(union([a]), together))


@given(histories(), st.data())
def test_any_order_of_any_of_the_packages_and_then_the_rest_ends_alike(
    history: list[Revision], data: st.DataObject
) -> None:
    packages = slices(data, history)
    order = data.draw(st.permutations(range(len(packages))))
    first = order[: data.draw(st.integers(0, len(order)))]
    again = [packages[place] for place in (*first, *first, *order)]
    assert state(union(again)) == state(union(packages))


@given(histories(), st.data())
def test_no_header_disappears_and_heads_follow_from_what_is_held_alone(
    history: list[Revision], data: st.DataObject
) -> None:
    known = KnownCase()
    held: dict[str, Revision] = {}
    for package in slices(data, history):
        known = merged(known, package)
        held |= {one.digest: one for one in package}
        kept = {digest for counters in known.streams.values() for digest in counters.values()}
        assert kept == held.keys()
        by_subject: dict[str, list[Revision]] = defaultdict(list)
        for one in held.values():
            by_subject[one.header.subject].append(one)
        for about, revisions in by_subject.items():
            expected = heads((one.digest, one.header.parents) for one in revisions)
            assert frozenset(known.heads[about]) == expected
    assert held.keys() == {one.digest for one in history}


@given(histories(), st.data())
def test_what_was_settled_stays_settled_when_an_old_package_comes_again(
    history: list[Revision], data: st.DataObject
) -> None:
    packages = slices(data, history)
    known = union(packages)
    last = max((one for one in history if one.header.stream.startswith(f"{1:016x}")), key=_counter, default=None)
    line = write_value(AnswerValue("na"), bytes(15) + b"\xff")
    header = Header(
        AT, f"{1:030d}", sha256_hex(line), last.header.counter + 1 if last else 1, None,
        tuple(sorted(known.heads.get(subject("answer", CASE, "C1"), {}))), last.digest if last else None,
        f"{1:016x}/{CASE}", subject("answer", CASE, "C1"),
    )  # fmt: skip
    resolution = write(header, line)
    settled = merged(known, (resolution,))
    for package in packages:
        settled = merged(settled, package)
        assert set(settled.heads[subject("answer", CASE, "C1")]) == {resolution.digest}


def _counter(revision: Revision) -> int:
    return revision.header.counter


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=80)
ENTRIES = st.lists(
    st.tuples(st.sampled_from([CASE, OTHER_CASE]), st.integers(0, 9), st.one_of(st.none(), WORDS), st.booleans()),
    min_size=1, max_size=25,
)  # fmt: skip


@given(ENTRIES)
def test_what_is_exported_is_imported_byte_for_byte(entries: list[tuple[str, int, str | None, bool]]) -> None:
    journal = Journal(ANNE, "c" * 16)
    for case_id, number, words, is_note in entries:
        if is_note:
            about = subject("evidence", case_id, f"{number:016x}")
            journal.add(about, None if words is None else Evidence(words or "-", "oasys"))
        else:
            journal.add(subject("answer", case_id, REFS[number]), AnswerValue("yes" if words else None))
    with tempfile.TemporaryDirectory(prefix="hmip-laws-") as folder:
        path = send(work_content(journal), Path(folder)).path
        accepted = check_standing(open_package(path, keys_of(LEAD)), lead_standing())
        found = {one.case_id: one for one in cases(accepted, lead_standing())}
    assert {case_id for case_id, *_ in entries} == found.keys()
    for case_id, case in found.items():
        assert case.refused is None
        assert lines_of(case.revisions) == lines_of(journal.of(case_id))
