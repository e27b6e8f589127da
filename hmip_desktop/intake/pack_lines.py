"""On which line of a pack file each field stands, so that a refusal can point at it.

Both scanners read documents that a real parser has already accepted; they only find places.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from hmip_desktop.domain.pack_checks import Path

_BARE = re.compile(r"[^\s,\]}#]+")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_ENDS = (
    ('"""', re.compile(r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})', re.DOTALL)),
    ("'''", re.compile(r"'''.*?'''(?:'{0,2})", re.DOTALL)),
    ('"', _JSON_TEXT),
    ("'", re.compile(r"'[^'\n]*'")),
)


class Lines:
    """Line numbers, from 1, of the paths of one document."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._found: dict[Path, int] = {}

    def note(self, path: Path, offset: int) -> None:
        """The field at ``path`` starts at character ``offset``; the first note of a path stays."""
        self._found.setdefault(path, bisect_right(self._starts, offset))

    def line(self, path: Path) -> int:
        """Line of the field, or of the nearest thing around it; 1 when nothing is known."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._found:
                return self._found[path[:length]]
        return 1


def toml_lines(text: str) -> Lines:
    """Lines of a TOML document that ``tomllib`` accepts."""
    scanner = _Toml(text)
    scanner.document()
    return scanner.lines


def json_lines(text: str) -> Lines:
    """Lines of a JSON document that ``json`` accepts."""
    scanner = _Json(text)
    scanner.value(())
    return scanner.lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines = Lines(text)

    @property
    def sign(self) -> str:
        return self.text[self.at : self.at + 1]

    def skip(self, signs: str) -> str:
        """Step over these characters and over comments; the character that comes then, "" at the end."""
        while self.sign and (self.sign in signs or self.sign == "#"):
            if self.sign == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            else:
                self.at += 1
        return self.sign

    def string(self) -> str:
        """Step over a quoted text; its raw inside."""
        for quotes, pattern in _ENDS:
            if self.text.startswith(quotes, self.at):
                match = pattern.match(self.text, self.at)
                assert match is not None, "the parser accepted this document"
                self.at = match.end()
                return match.group()[len(quotes) : -len(quotes)]
        raise AssertionError("not at a quoted text")

    def bare(self) -> None:
        match = _BARE.match(self.text, self.at)
        self.at = match.end() if match else self.at + 1


class _Toml(_Scanner):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._last: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        while self.skip(" \t\r\n"):
            if self.sign == "[":
                table = self.header()
            else:
                self.pair(table)

    def header(self) -> Path:
        start = self.at
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        path: Path = ()
        names = self.key()
        for position, name in enumerate(names):
            path = (*path, name)
            self.lines.note(path, start)
            if many and position == len(names) - 1:
                self._last[path] = self._last.get(path, -1) + 1
            if path in self._last:
                path = (*path, self._last[path])
        self.at += 2 if many else 1
        self.lines.note(path, start)
        return path

    def key(self) -> tuple[str, ...]:
        names: list[str] = []
        while True:
            self.skip(" \t")
            if self.sign in "\"'":
                names.append(self.string())
            else:
                match = _BARE_KEY.match(self.text, self.at)
                assert match is not None, "the parser accepted this document"
                names.append(match.group())
                self.at = match.end()
            self.skip(" \t")
            if self.sign != ".":
                return tuple(names)
            self.at += 1

    def pair(self, table: Path) -> None:
        start = self.at
        path = (*table, *self.key())
        self.lines.note(path, start)
        self.at += 1
        self.skip(" \t")
        self.value(path)

    def value(self, path: Path) -> None:
        self.lines.note(path, self.at)
        if self.sign == "[":
            self.items(path)
        elif self.sign == "{":
            self.at += 1
            while self.skip(" \t\r\n,") != "}":
                self.pair(path)
            self.at += 1
        elif self.sign in "\"'":
            self.string()
        else:
            self.bare()

    def items(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self.skip(" \t\r\n,") != "]":
            self.value((*path, index))
            index += 1
        self.at += 1


class _Json(_Scanner):
    def value(self, path: Path) -> None:
        self.skip_space()
        self.lines.note(path, self.at)
        if self.sign in "[{":
            self.members(path, "]" if self.sign == "[" else "}")
        elif self.sign == '"':
            self.string()
        else:
            self.bare()

    def members(self, path: Path, end: str) -> None:
        self.at += 1
        index = 0
        while self.skip_space(",") != end:
            if end == "]":
                self.value((*path, index))
                index += 1
                continue
            start = self.at
            name = self.string()
            self.lines.note((*path, name), start)
            self.skip_space(":")
            self.value((*path, name))
        self.at += 1

    def skip_space(self, also: str = "") -> str:
        while self.sign and self.sign in " \t\r\n" + also:
            self.at += 1
        return self.sign
