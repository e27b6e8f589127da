"""Merging is the union of two sets of revisions; what differs is shown, never settled by a clock.

``plan_case`` is pure: it says what a package would bring to one case. Source rule: design of revisions and
packages, "Merge".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hmip_desktop.domain.revisions import Revision
from hmip_desktop.errors import Refused

# A value line is {"salt":"<32 hex>","value":...}: equal values differ only before this place.
VALUE_STARTS = len('{"salt":"","value":') + 32


@dataclass(frozen=True, slots=True)
class KnownCase:
    """What a store holds of a case (``-`` is the inspection's own stream of revisions).

    ``streams``: stream to counter to digest. ``heads``: subject to its counting heads, each with its value
    line. ``named``: subject to the digests that counting revisions name as parents.
    """

    streams: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    heads: Mapping[str, Mapping[str, bytes | None]] = field(default_factory=dict)
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """Counters ``first`` to ``last`` of a stream that nobody has sent yet."""

    stream: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Fork:
    """One counter of a stream with two digests: held until the lead inspector admits both."""

    stream: str
    counter: int


@dataclass(frozen=True, slots=True)
class CasePlan:
    """What one package would bring to one case. ``refused`` set means the case is held and nothing of it counts."""

    case_id: str
    new: tuple[Revision, ...] = ()
    known: int = 0
    brought: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    forks: tuple[Fork, ...] = ()
    refused: Refused | None = None


def value_part(line: bytes | None) -> bytes | None:
    """The value of a line without its salt, for comparing two values."""
    return None if line is None else line[VALUE_STARTS:]


def differs(values: Iterable[bytes | None]) -> bool:
    """True when these value lines do not all hold the same value."""
    return len({value_part(line) for line in values}) > 1


def held(case_id: str, refused: Refused) -> CasePlan:
    """The plan of a case whose content is refused."""
    return CasePlan(case_id, refused=refused)


def plan_case(case_id: str, known: KnownCase, revisions: Sequence[Revision]) -> CasePlan:
    """What ``revisions`` of one package add to ``known``. Forks hold the case; gaps are named and merged."""
    new: list[Revision] = []
    seen = 0
    forks: list[Fork] = []
    incoming: dict[str, dict[int, str]] = defaultdict(dict)
    for revision in revisions:
        header = revision.header
        digest = incoming[header.stream].setdefault(header.counter, revision.digest)
        held_digest = known.streams.get(header.stream, {}).get(header.counter)
        if digest != revision.digest or held_digest not in (None, revision.digest):
            forks.append(Fork(header.stream, header.counter))
        elif held_digest is not None:
            seen += 1
        else:
            new.append(revision)
    broken = _broken_chain(known, revisions, incoming)
    if broken is not None:
        return held(case_id, broken)
    if forks:
        refused = Refused("package-fork", stream=forks[0].stream, counter=forks[0].counter)
        return CasePlan(case_id, known=seen, forks=tuple(forks), refused=refused)
    heads, conflicts = _heads_after(known, new)
    return CasePlan(
        case_id,
        tuple(new),
        seen,
        {stream: _ranges(sorted(counters)) for stream, counters in incoming.items()},
        heads,
        conflicts,
        _gaps(known, incoming),
    )


def _broken_chain(
    known: KnownCase, revisions: Sequence[Revision], incoming: Mapping[str, Mapping[int, str]]
) -> Refused | None:
    """The refusal of a revision whose predecessor is here and is not the one it names."""
    for revision in revisions:
        header = revision.header
        if header.counter == 1:
            if header.prev is not None:
                return Refused("chain-broken", stream=header.stream, counter=1)
            continue
        before = incoming[header.stream].get(header.counter - 1) or known.streams.get(header.stream, {}).get(
            header.counter - 1
        )
        if header.prev is None or (before is not None and before != header.prev):
            return Refused("chain-broken", stream=header.stream, counter=header.counter)
    return None


def _heads_after(known: KnownCase, new: Sequence[Revision]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    by_subject: dict[str, list[Revision]] = defaultdict(list)
    for revision in new:
        by_subject[revision.header.subject].append(revision)
    heads: dict[str, tuple[str, ...]] = {}
    conflicts: list[str] = []
    for subject, revisions in by_subject.items():
        if len(revisions) == 1 and subject not in known.heads:
            heads[subject] = (revisions[0].digest,)
            continue
        values = dict(known.heads.get(subject, {}))
        named = set(known.named.get(subject, frozenset()))
        for revision in revisions:
            values[revision.digest] = revision.value_line
            named.update(revision.header.parents)
        left = {digest: line for digest, line in values.items() if digest not in named}
        heads[subject] = tuple(sorted(left))
        if len(left) > 1 and differs(left.values()):
            conflicts.append(subject)
    return heads, tuple(sorted(conflicts))


def _ranges(counters: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Sorted counters as runs of consecutive numbers."""
    runs: list[tuple[int, int]] = []
    for counter in counters:
        if runs and counter == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], counter)
        else:
            runs.append((counter, counter))
    return tuple(runs)


def _gaps(known: KnownCase, incoming: Mapping[str, Mapping[int, str]]) -> tuple[Gap, ...]:
    gaps: list[Gap] = []
    for stream, counters in incoming.items():
        expected = 1
        for first, last in _ranges(sorted({*counters, *known.streams.get(stream, {})})):
            if first > expected:
                gaps.append(Gap(stream, expected, first - 1))
            expected = last + 1
    return tuple(gaps)


def extend(known: KnownCase, plan: CasePlan) -> KnownCase:
    """What will be known once ``plan`` is applied, for planning the next package of the same batch."""
    streams = {stream: dict(counters) for stream, counters in known.streams.items()}
    named = dict(known.named)
    lines: dict[str, bytes | None] = {}
    for revision in plan.new:
        header = revision.header
        streams.setdefault(header.stream, {})[header.counter] = revision.digest
        if header.parents:
            named[header.subject] = named.get(header.subject, frozenset()) | set(header.parents)
        lines[revision.digest] = revision.value_line
    heads = dict(known.heads)
    for subject, digests in plan.heads.items():
        before = known.heads.get(subject, {})
        heads[subject] = {digest: lines[digest] if digest in lines else before[digest] for digest in digests}
    return KnownCase(streams, heads, named)


def check_authors(case_id: str, authors: frozenset[str], allowed: frozenset[str] | None) -> Refused | None:
    """The refusal of a case that somebody wrote about whom it was never with; ``allowed`` None lets everybody.

    Roles, the list and the pack's references are checked row by row when the package is read.
    """
    strangers = frozenset() if allowed is None else authors - allowed
    return Refused("author-never-had-case", case_id=case_id, author=min(strangers)) if strangers else None
