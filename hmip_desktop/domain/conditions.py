"""A small language for when something applies: ``fact.rosh == "high" and answer.C1a != "yes"``.

Nothing is ever run as Python. Grammar, loosest first::

    either  := both { "or" both }
    both    := plain { "and" plain }
    plain   := "not" plain | "(" either ")" | test
    test    := operand [ ("==" | "!=" | "<" | "<=" | ">" | ">=") operand | ["not"] "in" operand ]
    operand := fact.NAME | answer.REF | "text" | NUMBER | true | false | none | "[" operands "]"

A fact or answer that is not there is ``none``: equal to nothing but ``none``, neither below nor above
anything, in nothing. An operand alone holds when it is there and neither false nor empty. The empty
condition always holds. Numbers and texts do not compare with each other; true is not 1.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

Value = str | int | bool | None | tuple[str, ...]
Facts = Mapping[str, Value]
"""Case facts by name, or answers by reference."""

MAX_LENGTH = 500
MAX_DEPTH = 12

_Operand = Callable[[Facts, Facts], object]
_Test = Callable[[Facts, Facts], bool]

_TOKEN = re.compile(
    r"""(?P<ref>(?:fact|answer)\.[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*)
      | (?P<string>"[^"\\\n]*")
      | (?P<number>-?[0-9]{1,9}(?![A-Za-z0-9_.]))
      | (?P<word>[a-z]+(?![A-Za-z0-9_.]))
      | (?P<sign>==|!=|<=|>=|<|>|\(|\)|\[|\]|,)""",
    re.VERBOSE,
)
_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_CONSTANTS: dict[str, object] = {"true": True, "false": False, "none": None}


class ConditionError(ValueError):
    """A condition that cannot be read; ``position`` counts characters from 0, ``reason`` is a code."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(f"{reason} at character {position + 1}")
        self.reason = reason
        self.position = position


@dataclass(frozen=True)
class Condition:
    """A condition that was read: what it refers to, and a test without side effects."""

    facts: frozenset[str]
    answers: frozenset[str]
    test: _Test = field(compare=False, repr=False)


@cache
def parse(text: str) -> Condition:
    """Read a condition; ConditionError (too-long, too-deep, unexpected, unfinished) when it cannot be read.

    Pure, so what was read once is remembered.
    """
    if len(text) > MAX_LENGTH:
        raise ConditionError("too-long", MAX_LENGTH)
    reader = _Reader(text)
    test = reader.either(0) if reader.tokens else _always
    if reader.tokens and reader.here < len(reader.tokens):
        raise ConditionError("unexpected", reader.position)
    return Condition(frozenset(reader.facts), frozenset(reader.answers), test)


def holds(text: str, facts: Facts, answers: Facts) -> bool:
    """True when the condition holds for these case facts and answers; ConditionError when unreadable."""
    return not text or parse(text).test(facts, answers)


def _always(facts: Facts, answers: Facts) -> bool:
    return True


class _Reader:
    """Recursive descent over the tokens; ``depth`` counts nesting."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str, int]] = _tokens(text)
        self.length = len(text)
        self.here = 0
        self.facts: set[str] = set()
        self.answers: set[str] = set()

    @property
    def position(self) -> int:
        return self.tokens[self.here][2] if self.here < len(self.tokens) else self.length

    def peek(self) -> str:
        return self.tokens[self.here][1] if self.here < len(self.tokens) else ""

    def take(self, *wanted: str) -> bool:
        """Step over the next token when it is one of ``wanted`` (never a quoted text)."""
        if self.here < len(self.tokens) and self.tokens[self.here][1] in wanted:
            self.here += 1
            return True
        return False

    def need(self, wanted: str) -> None:
        if not self.take(wanted):
            reason = "unexpected" if self.here < len(self.tokens) else "unfinished"
            raise ConditionError(reason, self.position)

    def either(self, depth: int) -> _Test:
        tests = [self.both(depth)]
        while self.take("or"):
            tests.append(self.both(depth))
        return tests[0] if len(tests) == 1 else lambda f, a: any(test(f, a) for test in tests)

    def both(self, depth: int) -> _Test:
        tests = [self.plain(depth)]
        while self.take("and"):
            tests.append(self.plain(depth))
        return tests[0] if len(tests) == 1 else lambda f, a: all(test(f, a) for test in tests)

    def plain(self, depth: int) -> _Test:
        if depth > MAX_DEPTH:
            raise ConditionError("too-deep", self.position)
        if self.take("not"):
            inner = self.plain(depth + 1)
            return lambda f, a: not inner(f, a)
        if self.take("("):
            inner = self.either(depth + 1)
            self.need(")")
            return inner
        return self.comparison(depth)

    def comparison(self, depth: int) -> _Test:
        left = self.operand(depth)
        sign = self.peek()
        if self.take("==", "!="):
            right = self.operand(depth)
            wanted = sign == "=="
            return lambda f, a: _equal(left(f, a), right(f, a)) is wanted
        if self.take("<", "<=", ">", ">="):
            right, compare = self.operand(depth), _ORDERED[sign]
            return lambda f, a: _in_order(compare, left(f, a), right(f, a))
        negated = self.take("not")
        if self.take("in"):
            right = self.operand(depth)
            return lambda f, a: _within(left(f, a), right(f, a)) is not negated
        if negated:
            self.need("in")
        return lambda f, a: bool(left(f, a))

    def operand(self, depth: int) -> _Operand:
        if self.here >= len(self.tokens):
            raise ConditionError("unfinished", self.length)
        kind, word, position = self.tokens[self.here]
        self.here += 1
        if kind == "ref":
            return self.reference(word)
        if kind == "string":
            return _constant(word[1:-1])
        if kind == "number":
            return _constant(int(word))
        if word in _CONSTANTS:
            return _constant(_CONSTANTS[word])
        if word == "[" and depth <= MAX_DEPTH:
            return self.listed(depth + 1)
        raise ConditionError("unexpected", position)

    def reference(self, word: str) -> _Operand:
        source, _, name = word.partition(".")
        if source == "fact":
            self.facts.add(name)
            return lambda f, a: f.get(name)
        self.answers.add(name)
        return lambda f, a: a.get(name)

    def listed(self, depth: int) -> _Operand:
        items: list[_Operand] = []
        while not self.take("]"):
            if items:
                self.need(",")
            items.append(self.operand(depth))
        return lambda f, a: tuple(item(f, a) for item in items)


def _tokens(text: str) -> list[tuple[str, str, int]]:
    """Kind, text and position of every token; ConditionError for anything that is none."""
    found: list[tuple[str, str, int]] = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise ConditionError("unexpected", position)
        found.append((match.lastgroup, match.group(), position))
        position = match.end()
    return found


def _constant(value: object) -> _Operand:
    return lambda f, a: value


def _equal(left: object, right: object) -> bool:
    """Equal in kind and value; one choice stored in a list of its own is that choice."""
    if isinstance(left, tuple) and len(left) == 1 and not isinstance(right, tuple):
        left = left[0]
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def _in_order(compare: Callable[[Any, Any], bool], left: object, right: object) -> bool:
    numbers = type(left) is int and type(right) is int
    texts = isinstance(left, str) and isinstance(right, str)
    return (numbers or texts) and compare(left, right)


def _within(item: object, group: object) -> bool:
    if item is None or not isinstance(group, tuple | list):
        return False
    return any(_equal(item, one) for one in group)
