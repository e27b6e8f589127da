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
from functools import lru_cache
from hashlib import sha256

from hmip_desktop.domain.revisions import KINDS, PARENTS_LIMIT, Header, Revision, check_value, pack_text, read
from hmip_desktop.domain.values import PackStamp
from hmip_desktop.errors import Refused

_DIGITS = bytes.maketrans(b"0123456789", b"0000000000")
_TIME = b"0000-00-00T00:00:00.000Z"
_HEX = b"0123456789abcdef"
_KEY = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-"
_PARENTS = re.compile(r'"[0-9a-f]{64}"(?:,"[0-9a-f]{64}")*')
_BEFORE_SALT, _AFTER_SALT, _AFTER_TIME, _KEY_LIMIT = 9, 41, 31, 80
_SHORT_VALUE = 200
_NO_SALT = b'{"salt":"' + b"0" * 32


@dataclass(slots=True)
class Reading:
    """Revisions in the order they stood; ``runs`` are the places where one does not go on from the one before it."""

    revisions: list[Revision] = field(default_factory=list)
    runs: list[int] = field(default_factory=list)


def read_lines(headers: Sequence[bytes], values: Sequence[bytes]) -> Reading:
    """The revisions of these untrusted lines; an empty value line means erased words.

    Raises Refused like ``revisions.read``, with ``row`` counted from 1.
    """
    reading = Reading()
    guess: _Guess | None = None
    for header_line, value_line in zip(headers, values, strict=True):
        revision = guess.read(header_line, value_line) if guess else None
        if guess is None or revision is None:
            try:
                revision = read(header_line, value_line)
            except Refused as error:
                raise Refused(error.code, row=len(reading.revisions) + 1, **error.params) from error
            if guess is None or not guess.continues(revision.header):
                reading.runs.append(len(reading.revisions))
                guess = _Guess(revision.header)
            else:
                guess.learn(revision.header)
        guess.step(revision)
        reading.revisions.append(revision)
    return reading


class _Guess:
    """What the next line of a stream looks like."""

    __slots__ = ("_after_author", "_author", "_counter", "_digest", "_packs", "_stream", "_tail")

    def __init__(self, header: Header) -> None:
        self._author = header.author
        self._stream = header.stream
        self._after_author = f'","author":"{header.author}","commit":"'
        self._tail = f'","stream":"{header.stream}","subject":"'
        self._packs: dict[str, PackStamp | None] = {}
        self._counter = 0
        self._digest = ""
        self.learn(header)

    def learn(self, header: Header) -> None:
        """Remember how this pack is written."""
        self._packs[pack_text(header.pack)] = header.pack

    def step(self, revision: Revision) -> None:
        """``revision`` is the one to go on from."""
        self._counter = revision.header.counter
        self._digest = revision.digest

    def continues(self, header: Header) -> bool:
        """True when a revision read the long way goes on in the same stream by the same author."""
        return (
            header.stream == self._stream
            and header.author == self._author
            and header.prev == self._digest
            and header.counter == self._counter + 1
        )

    def read(self, header_line: bytes, value_line: bytes) -> Revision | None:
        """The revision of a line that is what was expected, else None."""
        if not header_line.isascii():
            return None
        text = header_line.decode("ascii")
        commit = sha256(value_line).hexdigest()
        counter = self._counter + 1
        middle = f'{self._after_author}{commit}","counter":{counter},"pack":'
        pack_at = _AFTER_TIME + len(middle)
        parents_at = text.find(',"parents":[', pack_at)
        pack = self._packs.get(text[pack_at:parents_at], _Guess)
        tail = f'],"prev":"{self._digest}{self._tail}'
        tail_at = text.find(tail, parents_at)
        subject_at = tail_at + len(tail)
        if (
            pack is _Guess
            or tail_at < 0
            or not text.startswith('{"at":"')
            or not text.startswith(middle, _AFTER_TIME)
            or not text.endswith('"}')
            or header_line[7:_AFTER_TIME].translate(_DIGITS) != _TIME
        ):
            return None
        parents = _parents(text[parents_at + 12 : tail_at])
        subject = text[subject_at:-2]
        kind, _, key = subject.partition(":")
        sound = kind in KINDS and 0 < len(key) <= _KEY_LIMIT
        if parents is None or not sound or header_line[subject_at + len(kind) + 1 : -2].translate(None, _KEY):
            return None
        if not _sound_value(kind, value_line):
            return None
        at = text[7:_AFTER_TIME]
        header = Header(at, self._author, commit, counter, pack, parents, self._digest, self._stream, subject)
        return Revision(sha256(header_line).hexdigest(), header, header_line, value_line)


def _parents(text: str) -> tuple[str, ...] | None:
    """The parents between the brackets, None when they are not written as they should be."""
    if not text:
        return ()
    if not _PARENTS.fullmatch(text):
        return None
    parents = tuple(text[1:-1].split('","'))
    return parents if list(parents) == sorted(set(parents)) and len(parents) <= PARENTS_LIMIT else None


def _sound_value(kind: str, line: bytes) -> bool:
    """True for a value line in its canonical form; short values repeat, so each is looked at once."""
    if len(line) > _SHORT_VALUE or not line.startswith(b'{"salt":"') or len(line) < _AFTER_SALT:
        return False
    return not line[_BEFORE_SALT:_AFTER_SALT].translate(None, _HEX) and _sound_tail(kind, line[_AFTER_SALT:])


@lru_cache(maxsize=4096)
def _sound_tail(kind: str, tail: bytes) -> bool:
    try:
        check_value(kind, _NO_SALT + tail)
    except Refused:
        return False
    return True
