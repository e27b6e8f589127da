"""What a package brings of each stream, and which signed heads prove it, found out while its lines go by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from hmip_desktop.domain.revision_lines import Reading
from hmip_desktop.domain.revisions import SignedHeads, StreamHead
from hmip_desktop.exchange.heads import read_heads, write_heads
from hmip_desktop.exchange.identity import Identity
from hmip_desktop.exchange.seal import SignedDocument


class Coverage:
    """Follows revisions in stream order and remembers the runs of consecutive counters."""

    def __init__(self) -> None:
        self.brought: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._ends: dict[str, list[StreamHead]] = defaultdict(list)
        self._author = ""
        self._stream = ""
        self._first = self._last = 0
        self._digest = ""

    def follow(self, reading: Reading) -> None:
        """The revisions of the next member of the package; a run never goes on in another member."""
        revisions = reading.revisions
        ends = [run.first for run in reading.runs[1:]] + [len(revisions)]
        for run, end in zip(reading.runs, ends, strict=True):
            first, last = revisions[run.first].header, revisions[end - 1]
            if first.counter != self._last + 1 or run.stream != self._stream:
                self._close_run()
                self._author, self._stream, self._first = run.author, run.stream, first.counter
            self._last, self._digest = last.header.counter, last.digest
        self._close_run()

    def _close_run(self) -> None:
        if self._digest:
            self.brought[self._stream].append((self._first, self._last))
            self._ends[self._author].append(StreamHead(self._stream, self._last, self._digest))
        self._digest, self._stream, self._last = "", "", 0

    def heads_members(
        self, sender: Identity, forwarded: Iterable[SignedDocument], former: frozenset[str]
    ) -> list[tuple[str, bytes]]:
        """Members that prove every run: the sender's own heads signed now, those of others as they were signed.

        The sender vouches for what nobody else can sign any more: what was written under ``former`` fingerprints.
        """
        me = sender.fingerprint
        documents: list[tuple[str, SignedDocument]] = []
        wanted = {end.digest for author, ends in self._ends.items() if author != me for end in ends}
        for document in reversed(list(forwarded)):
            heads = read_heads(document)
            named = wanted & {head.digest for head in heads.heads} if heads and heads.author != me else set()
            if heads and named:
                wanted -= named
                documents.append((heads.installation, document))
        own = [*self._ends.get(me, ())]
        own += [end for author in former for end in self._ends.get(author, ()) if end.digest in wanted]
        signed = [(head.installation, write_heads(head, author=sender)) for head in _by_installation(me, own)]
        return list(_members([*signed, *documents]))


def _by_installation(me: str, ends: Iterable[StreamHead]) -> list[SignedHeads]:
    found: dict[str, list[StreamHead]] = defaultdict(list)
    for end in ends:
        found[end.stream.partition("/")[0]].append(end)
    return [SignedHeads(me, installation, tuple(heads)) for installation, heads in sorted(found.items())]


def _members(documents: list[tuple[str, SignedDocument]]) -> Iterable[tuple[str, bytes]]:
    """One file an installation; a second of the same installation gets a number."""
    taken: dict[str, int] = defaultdict(int)
    for installation, document in documents:
        taken[installation] += 1
        ending = f"-{taken[installation]}" if taken[installation] > 1 else ""
        name = f"heads/{installation}{ending}.json"
        yield name, document.data
        yield name + ".sig", document.signature
