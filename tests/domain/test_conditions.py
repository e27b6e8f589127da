"""The condition language: what it says, what it refuses, and that it never runs away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.conditions import MAX_LENGTH, Condition, ConditionError, Value, holds, parse

FACTS: dict[str, Value] = {"rosh": "high", "sentence_type": "licence", "days": 56, "file_read": False, "mappa": ""}
ANSWERS: dict[str, Value] = {"C1a": "no", "2.1.3b": "yes", "D2": ("alcohol", "debt"), "D3": ("late",)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        'fact.rosh == "high"',
        'fact.rosh in ["high", "very_high"]',
        'fact.sentence_type not in ["pss"]',
        'answer.C1a == "no" and answer.2.1.3b=="yes"',
        'answer.C9 == "yes" or fact.days <= 56',
        "fact.days > 55 and not fact.days >= 57",
        "not (fact.file_read or fact.mappa)",
        '"debt" in answer.D2',
        'answer.D3 == "late"',
        'answer.D3 in ["late", "early"]',
        "fact.release_date == none",
        "fact.file_read == false",
        'not answer.C9 in ["yes", "no"]',
        'fact.rosh != "low"',
        "fact.rosh",
    ],
)
def test_holds(text: str) -> None:
    assert holds(text, FACTS, ANSWERS)


@pytest.mark.parametrize(
    "text",
    [
        'fact.rosh == "low"',
        'answer.C9 == "yes"',
        "fact.nothing < 3",
        "fact.nothing > 3",
        'fact.rosh > 3 or fact.days > "a"',
        "fact.file_read == 0",
        'fact.nothing in ["x", none]',
        'answer.D2 == "alcohol"',
        "fact.mappa",
        'fact.days == "56"',
        'not fact.rosh == "high" and true',
    ],
)
def test_does_not_hold(text: str) -> None:
    assert not holds(text, FACTS, ANSWERS)


def test_and_binds_tighter_than_or_and_not_tightest() -> None:
    assert holds("true or false and false", {}, {})
    assert not holds("(true or false) and false", {}, {})
    assert holds("not false and true", {}, {})


def test_what_it_refers_to() -> None:
    condition = parse('fact.rosh == "low" or "x" in answer.D-2 and answer.2.1.3b != fact.days')
    assert condition.facts == {"rosh", "days"}
    assert condition.answers == {"D-2", "2.1.3b"}


@pytest.mark.parametrize(
    ("text", "reason", "position"),
    [
        ("fact.rosh ==", "unfinished", 12),
        ("fact.rosh = 1", "unexpected", 10),
        ("rosh == 1", "unexpected", 0),
        ("__import__('os')", "unexpected", 0),
        ("fact.a and", "unfinished", 10),
        ("(fact.a", "unfinished", 7),
        ("fact.a fact.b", "unexpected", 7),
        ("fact.a not 3", "unexpected", 11),
        ('fact.a == "x', "unexpected", 10),
        ("fact.a in [1 2]", "unexpected", 13),
        ("fact.a == 12345678901", "unexpected", 10),
        ("lambda", "unexpected", 0),
        ("(" * 40 + "true" + ")" * 40, "too-deep", 13),
        ("not " * 40 + "true", "too-deep", 52),
        ("true" + " " * MAX_LENGTH, "too-long", MAX_LENGTH),
    ],
)
def test_refused(text: str, reason: str, position: int) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text)
    assert (caught.value.reason, caught.value.position) == (reason, position)


def outcome(text: str) -> Condition | ConditionError:
    try:
        return parse(text)
    except ConditionError as error:
        return error


WORDS = st.sampled_from(
    ["fact.rosh", "answer.C1", "==", "!=", "<", "in", "not", "and", "or", "(", ")", "[", "]", ",", '"x"', "3", "none"]
)


@given(st.text(max_size=80) | st.lists(WORDS, max_size=25).map(" ".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = outcome(text)
    if isinstance(found, ConditionError):
        assert 0 <= found.position <= len(text)
        assert found.reason in ("unexpected", "unfinished", "too-deep", "too-long")
    else:
        assert isinstance(found.test({"rosh": "x"}, {"C1": 3}), bool)


SIMPLE = st.sampled_from(['fact.a == "x"', 'answer.B == "x"', "true", "false", "fact.a", 'fact.a in ["x", "y"]'])


@given(SIMPLE, SIMPLE, st.sampled_from(["x", "y", None]), st.sampled_from(["x", "", None]))
def test_de_morgan(left: str, right: str, fact: str | None, answer: str | None) -> None:
    facts: dict[str, Value] = {"a": fact}
    answers: dict[str, Value] = {"B": answer}
    one = holds(f"not ({left} and {right})", facts, answers)
    assert one == holds(f"not {left} or not {right}", facts, answers)
    assert holds(f"{left} or {right}", facts, answers) == holds(f"{right} or {left}", facts, answers)
