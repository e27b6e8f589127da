"""Merging is the union of two sets of revisions; what differs is shown, never settled by a clock.

``plan_case`` is pure: it says what a package would bring to one case. Source rule: design of revisions and
packages, "Merge".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hmip_desktop.domain.revisions import STEPPING_KINDS, Revision
from hmip_desktop.errors import Refused

# A value line is {"salt":"<32 hex>","value":...}: equal values differ only before this place.
VALUE_STARTS = len('{"salt":"","value":') + 32


@dataclass(frozen=True, slots=True)
class KnownCase:
    """What a store holds of a case (``-`` is the inspection's own stream of revisions).

    ``streams``: stream to counter to digest, of several one. ``heads``: subject to its counting heads, each with
    its value line. ``named``: subject to the digests that counting revisions name as parents. ``twins``: stream to
    counter to all digests, where there are several because a store was used twice. ``allocated``: the fingerprints
    that any allocation of the case here names; "" is among them where one names nobody.
    """

    streams: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    heads: Mapping[str, Mapping[str, bytes | None]] = field(default_factory=dict)
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    twins: Mapping[str, Mapping[int, frozenset[str]]] = field(default_factory=dict)
    allocated: frozenset[str] = frozenset()

    def at(self, stream: str, counter: int) -> frozenset[str]:
        """Digests held at this place; empty for none."""
        several = self.twins.get(stream, {}).get(counter)
        if several is not None:
            return several
        one = self.streams.get(stream, {}).get(counter)
        return frozenset() if one is None else frozenset({one})


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
    """What one package would bring to one case. ``refused`` set means the case is held and nothing of it counts.

    ``twins``: stream, counter and digest of what it brings at places where more than one digest stands.
    ``withheld``: how many revisions not held here a fork keeps back.
    """

    case_id: str
    new: tuple[Revision, ...] = ()
    known: int = 0
    brought: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    forks: tuple[Fork, ...] = ()
    refused: Refused | None = None
    twins: tuple[tuple[str, int, str], ...] = ()
    withheld: int = 0

    def brings(self, kind: str) -> bool:
        """True when something that is new here is of this kind; looked for in all subjects at once."""
        return f"\n{kind}:" in "\n".join(("", *self.heads))


def value_part(line: bytes | None) -> bytes | None:
    """The value of a line without its salt, for comparing two values."""
    return None if line is None else line[VALUE_STARTS:]


def differs(values: Iterable[bytes | None]) -> bool:
    """True when these value lines do not all hold the same value."""
    return len({value_part(line) for line in values}) > 1


def held(case_id: str, refused: Refused) -> CasePlan:
    """The plan of a case whose content is refused."""
    return CasePlan(case_id, refused=refused)


def plan_case(
    case_id: str, known: KnownCase, revisions: Sequence[Revision], admitted: frozenset[str] = frozenset()
) -> CasePlan:
    """What ``revisions`` of one package add to ``known``. Forks hold the case; gaps are named and merged.

    Of installations in ``admitted`` both branches are taken.
    """
    straight = _straight(known, revisions)
    if straight is not None:
        heads, conflicts = _heads_after(known, revisions)
        return CasePlan(case_id, tuple(revisions), brought=straight, heads=heads, conflicts=conflicts)
    arriving = _Arriving(known)
    arriving.take(revisions)
    broken = _broken_chain(arriving, revisions)
    if broken is not None:
        return held(case_id, broken)
    forks = tuple(fork for fork in arriving.forks if fork.stream.partition("/")[0] not in admitted)
    if forks:
        first = min(forks, key=lambda fork: (fork.stream, fork.counter))
        count = len(arriving.new)
        refused = Refused("package-fork", stream=first.stream, counter=first.counter, count=count)
        return CasePlan(case_id, known=arriving.seen, forks=forks, refused=refused, withheld=count)
    heads, conflicts = _heads_after(known, arriving.new)
    return CasePlan(
        case_id,
        tuple(arriving.new),
        arriving.seen,
        {stream: _ranges(sorted(counters)) for stream, counters in arriving.first.items()},
        heads,
        conflicts,
        _gaps(known, arriving.first),
        twins=arriving.twins(),
    )


def _straight(known: KnownCase, revisions: Sequence[Revision]) -> dict[str, tuple[tuple[int, int], ...]] | None:
    """Streams with their ranges where each comes here for the first time, whole from its first revision on and one
    after the other, as nearly all do; None where anything needs a closer look.
    """
    brought: dict[str, tuple[tuple[int, int], ...]] = {}
    name, counter, digest = "", 0, ""
    for revision in revisions:
        header = revision.header
        counter += 1
        if header.stream != name:
            if name:
                brought[name] = ((1, counter - 1),)
            name, counter = header.stream, 1
            if name in brought or name in known.streams or header.prev is not None:
                return None
        elif header.prev != digest:
            return None
        if header.counter != counter:
            return None
        digest = revision.digest
    if name:
        brought[name] = ((1, counter),)
    return brought


class _Arriving:
    """The revisions of one package as they stand beside what is known: new, seen before, or a fork."""

    def __init__(self, known: KnownCase) -> None:
        self.known = known
        self.new: list[Revision] = []
        self.seen = 0
        self.forks: list[Fork] = []
        self.first: dict[str, dict[int, str]] = defaultdict(dict)
        self.several: dict[tuple[str, int], set[str]] = {}

    def take(self, revisions: Sequence[Revision]) -> None:
        """The revisions of the package in their order, nearly always one stream after the other."""
        streams, new, name = self.known.streams, self.new, ""
        firsts: dict[int, str] = {}
        here: Mapping[int, str] = {}
        for revision in revisions:
            header, digest = revision.header, revision.digest
            if header.stream != name:
                name = header.stream
                firsts, here = self.first[name], streams.get(name, {})
            first = firsts.setdefault(header.counter, digest)
            held_digest = here.get(header.counter)
            if held_digest is None and first == digest:
                new.append(revision)
            elif first == digest == held_digest:
                self.seen += 1
            else:
                self._take_twin(revision, first)

    def _take_twin(self, revision: Revision, first: str) -> None:
        stream, counter = revision.header.stream, revision.header.counter
        self.several.setdefault((stream, counter), {first}).add(revision.digest)
        if revision.digest in self.known.at(stream, counter):
            self.seen += 1
        else:
            self.new.append(revision)
            self.forks.append(Fork(stream, counter))

    def at(self, stream: str, counter: int) -> set[str]:
        """Digests at this place after the merge."""
        first = self.first[stream].get(counter)
        arriving = self.several.get((stream, counter), {first} if first is not None else set())
        return {*arriving, *self.known.at(stream, counter)}

    def twins(self) -> tuple[tuple[str, int, str], ...]:
        """Stream, counter and digest of what came at places that hold several."""
        places = dict(self.several)
        for stream, counters in self.known.twins.items():
            for counter in counters.keys() & self.first.get(stream, {}).keys():
                places.setdefault((stream, counter), {self.first[stream][counter]})
        return tuple((*place, digest) for place, digests in sorted(places.items()) for digest in sorted(digests))


def _broken_chain(arriving: _Arriving, revisions: Sequence[Revision]) -> Refused | None:
    """The refusal of a revision whose predecessor is here and is not the one it names."""
    for revision in revisions:
        header = revision.header
        if header.counter == 1:
            if header.prev is not None:
                return Refused("chain-broken", stream=header.stream, counter=1)
            continue
        before = arriving.first[header.stream].get(header.counter - 1)
        if header.prev is not None and before == header.prev:
            continue
        held_before = arriving.at(header.stream, header.counter - 1)
        if header.prev is None or (held_before and header.prev not in held_before):
            return Refused("chain-broken", stream=header.stream, counter=header.counter)
    return None


def _heads_after(known: KnownCase, new: Sequence[Revision]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Subject to its heads once these are here, and the subjects of which two versions then wait to be settled."""
    firsts: dict[str, Revision] = {}
    several: dict[str, list[Revision]] = {}
    for revision in new:
        before = firsts.setdefault(revision.header.subject, revision)
        if before is not revision:
            several.setdefault(revision.header.subject, [before]).append(revision)
    heads: dict[str, tuple[str, ...]] = {subject: (revision.digest,) for subject, revision in firsts.items()}
    conflicts: list[str] = []
    for subject in {**several, **{one: None for one in known.heads if one in firsts}}:
        values = dict(known.heads.get(subject, {}))
        named = set(known.named.get(subject, frozenset()))
        for revision in several.get(subject) or (firsts[subject],):
            values[revision.digest] = revision.value_line
            named.update(revision.header.parents)
        left = {digest: line for digest, line in values.items() if digest not in named}
        heads[subject] = tuple(sorted(left))
        if len(left) > 1 and subject.partition(":")[0] not in STEPPING_KINDS and differs(left.values()):
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
    twins = {stream: dict(counters) for stream, counters in known.twins.items()}
    named = dict(known.named)
    lines: dict[str, bytes | None] = {}
    for revision in plan.new:
        header = revision.header
        streams.setdefault(header.stream, {}).setdefault(header.counter, revision.digest)
        if header.parents:
            named[header.subject] = named.get(header.subject, frozenset()) | set(header.parents)
        lines[revision.digest] = revision.value_line
    for stream, counter, digest in plan.twins:
        places = twins.setdefault(stream, {})
        places[counter] = places.get(counter, known.at(stream, counter)) | {digest}
    heads = dict(known.heads)
    for subject, digests in plan.heads.items():
        before = known.heads.get(subject, {})
        heads[subject] = {digest: lines[digest] if digest in lines else before[digest] for digest in digests}
    return KnownCase(streams, heads, named, twins, known.allocated)


def check_authors(case_id: str, authors: frozenset[str], allowed: frozenset[str] | None) -> Refused | None:
    """The refusal of a case that somebody wrote about whom it was never with; ``allowed`` None lets everybody.

    Roles, the list and the pack's references are checked row by row when the package is read.
    """
    strangers = frozenset() if allowed is None else authors - allowed
    return Refused("author-never-had-case", case_id=case_id, author=min(strangers)) if strangers else None
