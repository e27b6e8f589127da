"""A whole case, its interview and an alert by keyboard alone: from the list to the sealed package, without a mouse."""

from __future__ import annotations

import pytest

from hmip_desktop.services import alerts, assess
from tests.ui.hands import ALT, CTRL, KEYS, SHIFT, Hands

REF = "24-0417"
TESTS = (
    ("Is it clear who", "Two children and their mother"),
    ("Is it serious", "Earlier violence to a child"),
    ("Is it imminent", "The visit is on Saturday"),
)
HAPPENED = "He moved back to the family address on Friday"


@pytest.fixture
def world(made_up, tmp_path):
    """Two cases and nothing declared yet: the declaration is part of the work."""
    made = made_up.make_world(tmp_path / "world", cases=2)
    yield made
    made.close()


@pytest.fixture
def hands(program, tmp_path) -> Hands:
    """A person at the keyboard of the program, who finds the list of cases before them."""
    program.settings.keep("export-folder", str(tmp_path / "sent"))
    made = Hands(program)
    made.settle()
    return made


def _record(world):
    return assess.open_case(world.inspector, world.case_ids["0417"]).record


def _open_with_declaration(hands: Hands) -> None:
    def declare() -> None:
        hands.press(KEYS.Key_1, wait=False)
        hands.tab_to("Declare")
        hands.press(KEYS.Key_Space, wait=False)

    with hands.dialog(declare):
        hands.open_case(REF)


def _judge_and_back_it_up(hands: Hands, world) -> None:
    """Every question with one prompt at No: the contradiction is explained, and a note of evidence is written."""
    assert hands.answer_the_rest(no=frozenset({"C1b"})) > 30
    hands.find("C1 ")
    hands.push("Say why")
    hands.type("The rest of the analysis bears it out")
    hands.press(KEYS.Key_Return)
    hands.press(KEYS.Key_E, CTRL)
    hands.type("Seen in the file")
    hands.push("Keep note")
    record = _record(world)
    assert record.reasons["C1"].value.reason == "The rest of the analysis bears it out"
    assert [held.value.text for held in record.evidence.values()] == ["Seen in the file"]


def _interview(hands: Hands) -> None:
    """The clock, two notes of two topics, and an alert from the second."""
    hands.press(KEYS.Key_I, CTRL)
    hands.push("Start the clock")
    hands.type("-Nobody asked about the lodger")
    hands.press(KEYS.Key_Return)
    hands.press(KEYS.Key_Down, ALT)
    hands.type(HAPPENED)
    hands.press(KEYS.Key_A, CTRL | SHIFT)


def _alert(hands: Hands) -> None:
    """The words of the note are in it already; scope, three tests, who is at risk, the sealed file, who was told."""
    hands.tab_to("About other people") if not hands.name().endswith("What is it about?") else None
    hands.press(KEYS.Key_1)
    for question, why in TESTS:
        hands.tab_to(question)
        hands.type(why)
        hands.tab_to("Yes")
        hands.press(KEYS.Key_1)
    hands.tab_to("Who is at risk")
    hands.type("Two children of four and seven")
    hands.push("Save and make the sealed file")


def _place_the_notes(hands: Hands) -> None:
    hands.press(KEYS.Key_I, CTRL)
    hands.push("End interview")
    hands.press(KEYS.Key_1)
    hands.press(KEYS.Key_0)


def _sign_off(hands: Hands) -> None:
    hands.find("evaluate and sign")
    hands.push("Alert check done")
    hands.push("I judged this case")
    hands.push(f"Sign off {REF}")


def test_a_case_an_interview_and_an_alert_without_a_mouse(hands, program, world, tmp_path) -> None:
    _open_with_declaration(hands)
    _judge_and_back_it_up(hands, world)
    _interview(hands)
    _alert(hands)
    assert [row.alert.value.what_happened for row in alerts.register(world.inspector)] == [HAPPENED]
    _place_the_notes(hands)
    _sign_off(hands)
    record = _record(world)
    assert record.is_signed_off
    assert sorted(held.value.place for held in record.placed.values()) == ["aside", "judgement"]
    assert record.interview.value.ended_at

    def seal() -> None:
        hands.tab_to("Folder for the sealed file")
        hands.press(KEYS.Key_A, CTRL, wait=False)
        hands.type(str(tmp_path / "sent"))
        hands.press(KEYS.Key_Return, wait=False)

    with hands.dialog(seal, lambda: hands.press(KEYS.Key_Return, wait=False)):
        hands.press(KEYS.Key_E, CTRL | SHIFT)
    assert len(list((tmp_path / "sent").glob("*.hmip"))) == 2  # the alert at once, the work at the end
