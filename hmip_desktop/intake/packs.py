"""Question packs from files: limits first, then form, then sense. Every error names file, line and field."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from pydantic import ValidationError

from hmip_desktop.domain import pack_checks, succession
from hmip_desktop.domain.pack import Pack
from hmip_desktop.errors import Refused
from hmip_desktop.intake.pack_lines import Lines, json_lines, toml_lines
from hmip_desktop.paths import resource

MAX_BYTES = 4_000_000
MAX_DEPTH = 12
MAX_FINDINGS = 100
"""More findings than this in one file help nobody."""
_QUOTED = re.compile(r""""(?:\\.|[^"\\])*"|'[^']*'""")

_TYPES = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """An error or warning: ``params`` hold ``file``, ``line`` (from 1), ``field`` and what else the sentence names."""

    code: str
    line: int
    field: str
    params: dict[str, object]


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a file: the pack, or None with at least one error."""

    pack: Pack | None
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


def check(path: Path, against: Sequence[Pack] = ()) -> Checked:
    """Everything that is wrong with a pack file, and what is worth a warning.

    A table of changes is held against the version it succeeds and those before: ``against``, the newest first, else
    the shipped pack of the digest that it names.

    Raises Refused only where the file cannot be read at all: ``pack-file-missing``, ``pack-file-kind``,
    ``pack-file-too-large``, ``pack-not-text``.
    """
    text = _read(path)
    try:
        document, find_lines = _parsed(path, text)
    except _Unreadable as error:
        return Checked(None, (_finding(path, error.code, error.line, "", error.params),), ())
    lines = find_lines(text)
    pack, errors = _modelled(path, document, lines)
    if pack is None:
        return Checked(None, errors, ())
    line = tuple(against) or _shipped_before(pack)
    problems = pack_checks.problems(pack) or (succession.problems_against(pack, line[0], line[1:]) if line else ())
    if problems:
        return Checked(None, tuple(_placed(path, problem, lines) for problem in problems[:MAX_FINDINGS]), ())
    warnings = tuple(_placed(path, one, lines) for one in pack_checks.warnings(pack))
    if pack.changes is not None and not line:
        before = pack.changes.succeeds
        alone = pack_checks.Problem("pack-change-not-compared", ("changes",), {"version": before.version})
        warnings += (_placed(path, alone, lines),)
    return Checked(pack, (), warnings)


def _shipped_before(pack: Pack) -> tuple[Pack, ...]:
    """The shipped pack that this one says it succeeds, none when it is another or says none."""
    if pack.changes is None:
        return ()
    return tuple(one for one in shipped() if one.digest == pack.changes.succeeds.digest)


def load(path: Path, against: Sequence[Pack] = ()) -> Pack:
    """The pack of a TOML or JSON file; Refused with the first error, its ``file``, ``line`` and ``field``."""
    checked = check(path, against)
    if checked.pack is None:
        first = checked.errors[0]
        raise Refused(first.code, **first.params)
    return checked.pack


def shipped_files() -> tuple[Path, ...]:
    """Files of the packs that come with the program, by name."""
    return tuple(sorted(resource("packs").glob("*.toml")))


def shipped() -> tuple[Pack, ...]:
    """The packs that come with the program, by name of their file."""
    return tuple(load(file) for file in shipped_files())


def shipped_pack(pack_id: str) -> Pack:
    """The shipped pack of that id; Refused ``pack-unknown`` when none has it."""
    file = next((file for file in shipped_files() if file.stem == pack_id), None)
    if file is None:
        raise Refused("pack-unknown", id=pack_id, known=", ".join(f.stem for f in shipped_files()))
    return load(file)


class _Unreadable(Exception):
    """The document is no TOML or JSON of a sane shape."""

    def __init__(self, code: str, line: int, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.params = params


def _read(path: Path) -> str:
    if path.suffix.lower() not in (".toml", ".json"):
        raise Refused("pack-file-kind", file=path.name)
    try:
        with path.open("rb") as stream:
            untrusted = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise Refused("pack-file-missing", file=path.name) from error
    if len(untrusted) > MAX_BYTES:
        raise Refused("pack-file-too-large", file=path.name, limit=MAX_BYTES // 1_000_000)
    try:
        return untrusted.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Refused("pack-not-text", file=path.name) from error


def _parsed(path: Path, text: str) -> tuple[dict[str, object], Callable[[str], Lines]]:
    try:
        if path.suffix.lower() == ".json":
            document: object = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
            find_lines: Callable[[str], Lines] = json_lines
        else:
            document, find_lines = tomllib.loads(text), toml_lines
    except _Unreadable as error:
        raise _Unreadable(error.code, _line_of_repeat(text, error.params), **error.params) from error
    except tomllib.TOMLDecodeError as error:
        raise _toml_error(error, text) from error
    except json.JSONDecodeError as error:
        raise _Unreadable("pack-bad-syntax", error.lineno, problem=error.msg) from error
    except RecursionError as error:
        raise _Unreadable("pack-too-deep", _line_too_deep(text), limit=MAX_DEPTH) from error
    except ValueError as error:
        raise _Unreadable("pack-bad-syntax", 1, problem="a number is too long") from error
    if not isinstance(document, dict):
        raise _Unreadable("pack-no-table", 1)
    if _depth(document) > MAX_DEPTH:
        raise _Unreadable("pack-too-deep", _line_too_deep(text), limit=MAX_DEPTH)
    return document, find_lines


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Unreadable("pack-repeated-key", 1, name=next(n for n in names if names.count(n) > 1))
    return found


def _no_constant(name: str) -> object:
    raise _Unreadable("pack-bad-syntax", 1, problem=f"{name} is no JSON")


def _line_of_repeat(text: str, params: dict[str, object]) -> int:
    """Where a repeated JSON key stands the last time: the exact repeat when it is named only in one table."""
    places = [m.start() for m in re.finditer(re.escape(json.dumps(params.get("name", ""))) + r"\s*:", text)]
    return text.count("\n", 0, places[-1]) + 1 if places else 1


def _toml_error(error: tomllib.TOMLDecodeError, text: str) -> _Unreadable:
    message = str(error)
    match = re.search(r"\(at line (\d+), column \d+\)", message)
    line = int(match.group(1)) if match else text.count("\n") + 1
    plain = re.sub(r" \(at .*\)$", "", message)
    repeated = "overwrite" in plain or "twice" in plain
    code = "pack-repeated-key" if repeated else "pack-bad-syntax"
    name = text.split("\n")[line - 1].split("=", maxsplit=1)[0].strip() if repeated else ""
    return _Unreadable(code, line, problem=plain, name=name)


def _line_too_deep(text: str) -> int:
    """The line on which brackets nest too deep; 1 where tables do so by their names alone."""
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        for sign in _QUOTED.sub("", line):
            depth += (sign in "[{") - (sign in "]}")
            if depth > MAX_DEPTH:
                return number
    return 1


def _depth(value: object) -> int:
    """Nesting of tables and lists, counted level by level so that no depth can exhaust the stack."""
    level, depth = [value], 0
    while level and depth <= MAX_DEPTH:
        inner = [list(v.values()) if isinstance(v, dict) else v for v in level if isinstance(v, dict | list)]
        level = [one for values in inner for one in values]
        depth += bool(inner)
    return depth


def _modelled(path: Path, document: dict[str, object], lines: Lines) -> tuple[Pack | None, tuple[Finding, ...]]:
    try:
        return Pack.model_validate_json(msgspec.json.encode(document)), ()
    except (OverflowError, UnicodeEncodeError):
        return None, (_finding(path, "pack-bad-syntax", 1, "", {"problem": "a value is outside all limits"}),)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[:MAX_FINDINGS]
        return None, tuple(_shape(path, dict(one), lines) for one in found)


def _shape(path: Path, error: dict[str, object], lines: Lines) -> Finding:
    """A finding for one error of the schema."""
    place = error["loc"]
    assert isinstance(place, tuple)
    kind, context = str(error["type"]), error.get("ctx")
    limits: dict[str, object] = context if isinstance(context, dict) else {}
    field = ".".join(map(str, place))
    code, params = "pack-bad-value", {"problem": str(error["msg"])}
    if kind == "extra_forbidden":
        code, params = "pack-unknown-field", {}
    elif kind == "missing":
        code, params = "pack-missing-field", {}
    elif kind == "literal_error":
        code, params = "pack-not-allowed", {"allowed": str(limits.get("expected", ""))}
    elif kind in _TYPES:
        code, params = "pack-wrong-type", {"expected": _TYPES[kind]}
    elif kind == "string_too_long":
        code, params = "pack-text-too-long", {"limit": str(limits.get("max_length", ""))}
    elif kind == "string_too_short":
        code, params = "pack-text-empty", {}
    elif kind == "string_pattern_mismatch":
        code, params = "pack-bad-form", {}
    return _finding(path, code, lines.line(place), field, dict(params))


def _placed(path: Path, problem: pack_checks.Problem, lines: Lines) -> Finding:
    return _finding(path, problem.code, lines.line(problem.path), problem.field, problem.params)


def _finding(path: Path, code: str, line: int, field: str, params: dict[str, object]) -> Finding:
    return Finding(code, line, field, {"file": path.name, "line": line, "field": field, **params})
