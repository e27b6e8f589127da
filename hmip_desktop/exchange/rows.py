"""Rows of an accepted package, each case standing alone: form, chain, signed by their author, and allowed to them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from hmip_desktop.domain.revision_lines import LineReader, Reading, Run, case_part
from hmip_desktop.domain.revisions import KINDS, OWN_KINDS, Revision
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.heads import proven_digests
from hmip_desktop.exchange.manifest import MemberEntry
from hmip_desktop.exchange.opening import Opened
from hmip_desktop.exchange.standing import Accepted, Standing
from hmip_desktop.progress import Progress

_PACK_KINDS = frozenset({"answer", "data", "reason", "flag"})
_SCOPES = {"-": "inspection", "lead": "lead"}
_GZIP = 31


@dataclass(frozen=True, slots=True)
class ReadCase:
    """One case of a package, ``-`` for what belongs to no case, ``lead`` for what only leads hold.

    Refused: nothing of it may be written, ``revisions`` is empty. ``writers`` are the installations that wrote the
    revisions, each with the author that it names; ``kinds`` what each author wrote.
    """

    case_id: str
    revisions: tuple[Revision, ...]
    refused: Refused | None = None
    writers: frozenset[tuple[str, str]] = frozenset()
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def authors(self) -> frozenset[str]:
        """Those who wrote the revisions."""
        return frozenset(author for _, author in self.writers)

    def has(self, kind: str) -> bool:
        """True when somebody wrote something of this kind."""
        return any(kind in kinds for kinds in self.kinds.values())


def cases(
    accepted: Accepted,
    standing: Standing,
    *,
    questions: Mapping[str, frozenset[str]] | None = None,
    progress: Progress | None = None,
) -> Iterator[ReadCase]:
    """Every case of the package, ``-`` first, each checked alone; a refused one carries its reason.

    ``questions`` are those of packs that the package itself brought, beside ``standing.questions``.
    Reasons: package-member-differs, package-member-damaged, row-*, author-not-allowed, case-not-on-list,
    pack-not-held, question-not-in-pack, unattested.
    """
    judge = _Judge(accepted, standing, {**standing.questions, **(questions or {})})
    lines = LineReader()
    members = row_members(accepted.opened)
    for done, (case_id, entry) in enumerate(members):
        if progress:
            progress.step(done, len(members), "check")
        try:
            reading = read_member(accepted.opened, entry, lines)
            judge.check(case_id, reading)
        except Refused as refused:
            yield ReadCase(case_id, (), refused)
        else:
            writers = frozenset((run.stream.partition("/")[0], run.author) for run in reading.runs)
            yield ReadCase(case_id, tuple(reading.revisions), None, writers, _kinds(reading.runs))


def _kinds(runs: Sequence[Run]) -> dict[str, frozenset[str]]:
    """Author to the kinds of what they wrote."""
    found: dict[str, frozenset[str]] = {}
    for run in runs:
        kinds = {subject.partition(":")[0] for subjects in run.subjects.values() for subject in subjects}
        found[run.author] = found.get(run.author, frozenset()) | kinds
    return found


def row_members(opened: Opened) -> list[tuple[str, MemberEntry]]:
    """Members that hold rows with the case they are about: the inspection's own first, then by case id."""
    found = []
    for entry in opened.manifest.members:
        if entry.name.endswith(".jsonl.gz"):
            case_id = entry.name[6:22] if entry.name.startswith("cases/") else _PLACES[entry.name]
            found.append((case_id, entry))
    return sorted(found, key=lambda one: (one[0] not in _SCOPES, one[0]))


_PLACES = {"inspection.jsonl.gz": "-", "lead.jsonl.gz": "lead"}


def read_member(opened: Opened, entry: MemberEntry, lines: LineReader) -> Reading:
    """The rows of one member by form alone: digest, sizes, every line, the chain within each stream.

    Raises Refused ``package-member-differs``, ``package-member-damaged`` or ``row-*``.
    """
    split = unpacked_rows(opened, entry).split(b"\n")
    return judged(split[0:-1:2], split[1::2], lines)


def unpacked_rows(opened: Opened, entry: MemberEntry) -> bytes:
    """The lines of one member that holds rows: digest, size, check sum and number of rows as they should be.

    Raises Refused ``package-member-differs``, ``package-member-damaged`` or ``row-count-differs``.
    """
    data = _unpacked(opened.member(entry.name), entry)
    if not data.endswith(b"\n") or data.count(b"\n") != entry.rows * 2:
        raise Refused("row-count-differs", expected=max(entry.rows, 1))
    return data


def judged(headers: Sequence[bytes], values: Sequence[bytes], lines: LineReader) -> Reading:
    """The rows of one member by form alone, without newlines: every line, and the chain within each stream.

    Raises Refused ``row-*`` or ``chain-broken``.
    """
    reading = lines.read(headers, values)
    _check_chain(reading)
    return reading


def _unpacked(packed: memoryview, entry: MemberEntry) -> bytes:
    """Unpack one gzip member to just the size that the manifest names, and not a byte more."""
    gunzip = zlib.decompressobj(_GZIP)
    try:
        data = gunzip.decompress(packed, entry.unpacked + 1)
    except zlib.error as error:
        raise Refused("package-member-damaged", member=entry.name) from error
    if not gunzip.eof or gunzip.unused_data or len(data) != entry.unpacked:
        raise Refused("package-member-damaged", member=entry.name)
    return data


def _check_chain(reading: Reading) -> None:
    """The first of a stream names none before it, any other one does, and the right one when that is here too."""
    streams = {run.stream for run in reading.runs}
    split = len(streams) != len(reading.runs)
    places: dict[tuple[str, int], set[str]] = {}
    if split:
        if len({r.digest for r in reading.revisions}) != len(reading.revisions):
            raise Refused("row-repeated")
        for revision in reading.revisions:
            place = (revision.header.stream, revision.header.counter)
            places.setdefault(place, set()).add(revision.digest)
    for run in reading.runs:
        header = reading.revisions[run.first].header
        before = places.get((run.stream, header.counter - 1)) if split else None
        if (header.counter == 1) != (header.prev is None) or (before and header.prev not in before):
            raise Refused("chain-broken", stream=run.stream, counter=header.counter)


class _Judge:
    """What the receiver knows of who may write what; what was once found allowed is not looked at again."""

    def __init__(self, accepted: Accepted, standing: Standing, questions: Mapping[str, frozenset[str]]) -> None:
        self.accepted = accepted
        self.listed = standing.cases
        self.questions = questions
        self.proven = _with_former(proven_digests(accepted.heads, accepted.signing), accepted.continues)
        self.allowed: dict[tuple[str, str, str], set[str]] = {}

    def check(self, case_id: str, reading: Reading) -> None:
        """Refuse a case that is not on the list, or one revision of which its author did not sign or may not write."""
        scope = _SCOPES.get(case_id, "case")
        self._check_listed(case_id, reading.runs)
        for run in reading.runs:
            if run.stream.partition("/")[2] != case_id:
                raise Refused("row-of-other-case", row=run.first + 1)
        self._check_signed(reading)
        for run in reading.runs:
            for pack, subjects in run.subjects.items():
                allowed = self.allowed.setdefault((run.author, pack, scope), set())
                for subject in sorted(subjects - allowed):
                    row = partial(_row_of, reading, run, subject)
                    self._check_subject(run.author, pack, subject, scope, row)
                    allowed.add(subject)

    def _check_listed(self, case_id: str, runs: list[Run]) -> None:
        """On the list, or put there by this very package: only those who lead may write a ``case``.

        An alert waits for nothing, not even for its case.
        """
        is_alert = self.accepted.opened.manifest.kind == "alert"
        if self.listed is None or case_id in self.listed or case_id in _SCOPES or is_alert:
            return
        if not any("case:" in subjects for run in runs for subjects in run.subjects.values()):
            raise Refused("case-not-on-list", case_id=case_id)

    def _check_signed(self, reading: Reading) -> None:
        """Every run ends at a revision that its author signed, or leads to one that does."""
        last = [run.first - 1 for run in reading.runs[1:]] + [len(reading.revisions) - 1]
        ends = [reading.revisions[index].digest for index in last]
        left = {i for i, run in enumerate(reading.runs) if ends[i] not in self.proven.get(run.author, ())}
        while left:
            signed = (run for i, run in enumerate(reading.runs) if i not in left)
            named = {(run.author, reading.revisions[run.first].header.prev) for run in signed}
            reached = {i for i in left if (reading.runs[i].author, ends[i]) in named}
            if not reached:
                raise Refused("unattested", row=reading.runs[min(left)].first + 1)
            left -= reached

    def _check_subject(self, author: str, pack: str, subject: str, scope: str, row: Callable[[], int]) -> None:
        kind, _, key = subject.partition(":")
        about_this = scope != "case" or key == "" or key[0] in "/."
        if KINDS[kind].scope != scope or not about_this:
            raise Refused("row-of-other-case", row=row())
        for_another = kind in OWN_KINDS and key.partition("/")[0] != author
        if for_another or not self.accepted.roles.get(author, frozenset()) & KINDS[kind].writers:
            raise Refused("author-not-allowed", row=row(), kind=kind)
        if kind in _PACK_KINDS:
            known, ref = self.questions.get(pack), key.partition("/")[2]
            if known is None:
                raise Refused("pack-not-held", row=row())
            if ref not in known:
                raise Refused("question-not-in-pack", row=row(), question=ref)


def _with_former(proven: Mapping[str, frozenset[str]], continues: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    """With what people vouch for that they wrote under an earlier fingerprint."""
    found = dict(proven)
    for person, digests in proven.items():
        former = continues.get(person)
        for _ in continues:
            if former is None:
                break
            found[former] = found.get(former, frozenset()) | digests
            former = continues.get(former)
    return found


def _row_of(reading: Reading, run: Run, subject: str) -> int:
    """The first row of a run about a subject (without its case id), counted from 1."""
    case_id = case_part(run.stream)
    rows = enumerate(reading.revisions[run.first :], run.first + 1)
    return next(row for row, one in rows if one.header.subject.replace(case_id, "", 1) == subject)
