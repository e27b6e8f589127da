"""The quality lead's window: own second assessments, nothing of the sample, and the work sent back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hmip_desktop.services import quality, second_sample, team
from hmip_desktop.services.second_sample import DrawRequest
from hmip_desktop.ui.curtain import make_application
from hmip_desktop.ui.program import Program
from tests.people import Clock, Team, finish, make_team, person
from tests.ui.audit import audit


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Team, object]]:
    """A team of two inspectors who are done, and a quality lead who was given a second by package."""
    one = make_team(tmp_path, inspectors=2, cases=4)
    checker = person(tmp_path, "QL-01", "quality_lead", Clock())
    team.trust(one.lead, team.save_card(checker, tmp_path / "ql.card"), checker.me)
    team.trust(checker, team.save_card(one.lead, tmp_path / "li.card"), one.lead.me)
    one.give_out()
    author = one.inspectors[0]
    finish(author, one.case_id(author), "no")
    one.receive(one.lead, one.send(author, one.lead))
    second_sample.draw_seconds(one.lead, DrawRequest(4, "none", (checker.me,), "00" * 8))
    one.receive(checker, one.send(one.lead, checker))
    yield one, checker
    one.close()
    checker.store.close()


@pytest.fixture
def program(qtbot, made) -> Iterator[Program]:
    """The program behind the quality lead's passphrase."""
    one, checker = made
    running = Program(make_application(["tests"]), one.folder / "QL-01", remember=False)
    running.window.resize(1366, 768)
    running.window.show()
    running.window.activateWindow()
    running.enter(checker)
    qtbot.waitUntil(lambda: not running.jobs.is_busy, timeout=20_000)
    yield running
    qtbot.waitUntil(lambda: not running.jobs.is_busy, timeout=20_000)
    running.places.leave()
    running.context = None
    running.places = None
    running.window.close()
    running.end()
    running.window.deleteLater()


def test_the_quality_lead_has_own_cases_and_nothing_of_the_first(program, made, settled) -> None:
    checker = made[1]
    settled()
    places = program.places
    assert list(places.screens) == ["seconds", "inbox", "quality"]
    screen = places.screens["seconds"]
    rows = screen.cases.view.rows_model.rows
    assert len(rows) == 4 and all(row.answered == 0 for row in rows)
    assert second_sample.links(checker) == ()
    assert audit(program.window) == []
    assert screen.blind.isVisible() and "through the lead inspector" in screen.blind.accessibleName()
    screen.open.click()
    settled()
    assert places.case is not None
    assert checker.case(rows[0].case_id).answers == {}
    places.open_place("quality")
    settled()
    assert places.screens["quality"].agreement.empty.isVisible()
    assert not places.screens["quality"].draw.isVisible()


def test_the_work_goes_back_sealed_and_makes_a_pair(program, made, settled) -> None:
    one, checker = made
    ready = next(pair for pair in quality.pairs(one.lead) if pair.first.signed_off_at)
    finish(checker, ready.second.case_id, "yes")
    screen = program.places.screens["seconds"]
    screen.choose.folder = lambda _: one.folder / "post"
    screen.send.click()
    settled()
    sent = list((one.folder / "post").glob("*.hmip"))
    assert len(sent) == 1
    assert one.receive(one.lead, sent[0]).quarantined == 0
    found = quality.quality(one.lead)
    assert found.ready == 1
    assert {(row.differ, row.n) for row in found.rows if row.n} == {(1, 1)}
