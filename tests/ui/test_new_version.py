"""A new version of the questions in an inspector's window: told once, readable later, a finished case left alone."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from hmip_desktop.services import assess
from tests.next_version import OPENED, bring_next
from tests.people import finish


def _texts(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def _answered(world, ref: str) -> str:
    case_id = world.case_ids[ref]
    for question, answer in (("C1a", "yes"), ("C1b", "yes"), ("C2a", "no"), ("C3a", "no")):
        assess.record_answer(world.inspector, case_id, question, answer)
    return case_id


def test_a_case_says_once_what_changed_and_can_be_asked_again(program, world, settled) -> None:
    case_id = _answered(world, "0417")
    bring_next(world.folder, world.lead, world.inspector)
    program.places.open_case(case_id)
    settled()
    space = program.places.case.space
    strip = space.assessment.moved
    assert strip.isVisible()
    assert "from version 1.0.0 to 2.0.0" in strip.accessibleName()
    assert "1 answer stands. 3 are kept and asked no more. 5 questions are new." in strip.accessibleName()
    strip.see.click()
    settled()
    said = _texts(strip.sheet)
    for words in ("C2a", "Split", "C2y", "Worded anew", "New, to be answered", "AI-07"):
        assert words in said
    strip.sheet.reject()
    space.open_ref("C2")
    settled()
    shown = [row.ref for row in space.assessment.page._rows if not row.isHidden()]
    assert shown[:3] == ["C2y", "C2z", "C2m"]
    strip.read.click()
    settled()
    assert not strip.isVisible()
    assert assess.open_case(world.inspector, case_id).told
    space.open_key("details")
    settled()
    assert space.details.moved.isVisible() and not space.details.kept.isVisible()
    space.details.moved.see.click()
    settled()
    assert "C3a" in _texts(space.details.moved.sheet)
    space.details.moved.sheet.reject()
    settled()


def test_a_finished_case_stays_and_moves_over_when_it_is_reopened(program, world, settled) -> None:
    case_id = world.case_ids["0417"]
    finish(world.inspector, case_id)
    bring_next(world.folder, world.lead, world.inspector)
    program.places.open_case(case_id)
    settled()
    case = program.places.case
    strip = case.space.assessment.moved
    case.space.open_ref("C2")
    settled()
    assert "Signed off under version 1.0.0" in strip.accessibleName() and not strip.read.isVisible()
    assert next(row.ref for row in case.space.assessment.page._rows if not row.isHidden()) == "C2a"
    case.desk.act("", lambda book: book.reopen("The new version asks more."))
    settled()
    assert case.desk.flow.missing == OPENED
    assert next(row.ref for row in case.space.assessment.page._rows if not row.isHidden()) == "C2y"
    assert strip.read.isVisible()
