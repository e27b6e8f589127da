"""Reading many untrusted revisions at once, with every check of ``revisions.read`` at a fraction of its cost.

A revision that goes on where the one before it stopped is known beforehand but for its time, parents and
subject: author, stream and pack repeat, the counter rises by one, ``prev`` is the digest just computed and
``commit`` the SHA-256 of the value line beside it. A line that is byte for byte what follows from that needs no
parser; any other line takes the long way through ``revisions.read``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from hmip_desktop.domain.revisions import (
    KINDS,
    PARENTS_LIMIT,
    VALUE_LIMIT,
    Header,
    Revision,
    check_value,
    pack_text,
    read,
)
from hmip_desktop.domain.values import PackStamp
from hmip_desktop.errors import Refused

_ZERO_DIGITS = bytes.maketrans(b"0123456789", b"0000000000")
_START = b'{"at":"0000-00-00T00:00:00.000Z'
_ZERO_HEX = bytes.maketrans(b"0123456789abcdef", b"0" * 16)
_BEFORE_SALT, _ZERO_SALT = b'{"salt":"', b"0" * 32
_AT, _MIDDLE, _SALT, _TAIL = 7, 31, 9, 41
_PARENTS = re.compile(r'"[0-9a-f]{64}"(?:,"[0-9a-f]{64}")*')
_SUBJECT = re.compile(rf"({'|'.join(map(re.escape, KINDS))}):[A-Za-z0-9._/-]{{1,80}}")
_SHORT_SUBJECT, _SHORT_VALUE, _REMEMBERED, _CASE_ID = 80, 200, 4096, 16


@dataclass(slots=True)
class Run:
    """Consecutive revisions of one stream by one author, each naming the one before it; ``first`` is an index.

    ``subjects``: pack digest (empty for none) to the subjects written under it, the stream's case id taken out
    of each, so that ``answer:/C1`` stands for the answers of every case.
    """

    first: int
    author: str
    stream: str
    subjects: dict[str, set[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """Revisions in the order they stood, and the runs that they make up."""

    revisions: list[Revision] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)


class LineReader:
    """Reads the lines of one package after the other; remembers subjects and short values already found sound."""

    def __init__(self) -> None:
        self._subjects: dict[str, str] = {}
        self._values: dict[str, set[bytes]] = {kind: set() for kind in KINDS}

    def read(self, headers: Sequence[bytes], values: Sequence[bytes]) -> Reading:
        """The revisions of these untrusted lines; an empty value line means erased words.

        Raises Refused like ``revisions.read``, with ``row`` counted from 1.
        """
        reading = Reading()
        expected: _Expected | None = None
        for header_line, value_line in zip(headers, values, strict=True):
            revision = expected.read(header_line, value_line) if expected else None
            if revision is None:
                try:
                    revision = read(header_line, value_line)
                except Refused as error:
                    raise Refused(error.code, row=len(reading.revisions) + 1, **error.params) from error
                if expected is None or not expected.continues(revision.header):
                    run = Run(len(reading.revisions), revision.header.author, revision.header.stream)
                    reading.runs.append(run)
                    expected = _Expected(run, self)
                expected.learn(revision.header)
            expected.counter = revision.header.counter  # type: ignore[union-attr]  # a revision makes one
            expected.digest = revision.digest  # type: ignore[union-attr]
            reading.revisions.append(revision)
        return reading

    def kind_of(self, subject: str, rest: str) -> str | None:
        """The kind of a sound subject, None for any other. ``rest`` is the subject without its case id."""
        kind = self._subjects.get(rest)
        if kind is not None and len(subject) <= _SHORT_SUBJECT:
            return kind
        found = _SUBJECT.fullmatch(subject)
        if found is None:
            return None
        if len(subject) <= _SHORT_SUBJECT and len(self._subjects) < _REMEMBERED:
            self._subjects[rest] = found[1]
        return found[1]

    def is_sound(self, kind: str, line: bytes) -> bool:
        """True for a value line of this kind in canonical form; a short value is looked at once, whatever its salt."""
        if line[:_SALT] != _BEFORE_SALT or line[_SALT:_TAIL].translate(_ZERO_HEX) != _ZERO_SALT:
            return False
        tail, known = line[_TAIL:], self._values[kind]
        if tail in known:
            return True
        try:
            check_value(kind, line)
        except Refused:
            return False
        if len(tail) <= _SHORT_VALUE and len(known) < _REMEMBERED:
            known.add(tail)
        return len(line) <= VALUE_LIMIT


class _Expected:
    """What the next line of a run looks like."""

    __slots__ = ("_author", "_case_id", "_lines", "_middles", "_run", "_start", "_tail", "counter", "digest")

    def __init__(self, run: Run, lines: LineReader) -> None:
        self.counter = 0
        self.digest = ""
        self._run = run
        self._lines = lines
        self._case_id = case_part(run.stream)
        self._start = f'","author":"{run.author}","commit":"'
        self._tail = f'","stream":"{run.stream}","subject":"'
        self._middles: list[tuple[str, PackStamp | None, set[str]]] = []

    def continues(self, header: Header) -> bool:
        """True when a revision read the long way goes on in the same stream by the same author."""
        run = self._run
        same = header.stream == run.stream and header.author == run.author
        return same and header.prev == self.digest and header.counter == self.counter + 1

    def learn(self, header: Header) -> None:
        """Take note of a revision read the long way: how its pack is written, and its subject."""
        middle = f',"pack":{pack_text(header.pack)},"parents":['
        rests = self._run.subjects.setdefault(header.pack.digest if header.pack else "", set())
        rests.add(header.subject.replace(self._case_id, "", 1))
        if middle not in (known for known, _, _ in self._middles):
            self._middles.insert(0, (middle, header.pack, rests))

    def read(self, header_line: bytes, value_line: bytes) -> Revision | None:
        """The revision of a line that is what was expected, else None."""
        if not header_line.isascii() or header_line[:_MIDDLE].translate(_ZERO_DIGITS) != _START:
            return None
        text = header_line.decode("ascii")
        counter, digest = self.counter + 1, self.digest
        commit = sha256(value_line).hexdigest()
        for known in self._middles:
            before = f'{self._start}{commit}","counter":{counter}{known[0]}'
            end = _MIDDLE + len(before)
            if text[_MIDDLE:end] == before:
                break
        else:
            return None
        _, pack, rests = known
        parents: tuple[str, ...] | None = ()
        if text[end] != "]":
            start, end = end, text.find("]", end)
            parents = _parents(text[start:end]) if end > 0 else None
        after = f'],"prev":"{digest}{self._tail}'
        subject_at = end + len(after)
        subject = text[subject_at:-2]
        if parents is None or text[end:subject_at] != after or text[-2:] != '"}':
            return None
        rest = subject.replace(self._case_id, "", 1)
        kind = self._lines.kind_of(subject, rest)
        if kind is None or not self._lines.is_sound(kind, value_line):
            return None
        rests.add(rest)
        at = text[_AT:_MIDDLE]
        header = Header(at, self._run.author, commit, counter, pack, parents, digest, self._run.stream, subject)
        return Revision(sha256(header_line).hexdigest(), header, header_line, value_line)


def case_part(stream: str) -> str:
    """The case id that subjects of this stream hold; a text that no subject holds for the inspection's streams."""
    place = stream.partition("/")[2]
    return place if len(place) == _CASE_ID else "\n"


def _parents(text: str) -> tuple[str, ...] | None:
    """The parents between the brackets, None when they are not written as they should be."""
    if not _PARENTS.fullmatch(text):
        return None
    parents = tuple(text[1:-1].split('","'))
    return parents if list(parents) == sorted(set(parents)) and len(parents) <= PARENTS_LIMIT else None
