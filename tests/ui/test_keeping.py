"""Keeping and erasing in an inspector's window: archive, what a purge still needs, and the purge itself."""

from __future__ import annotations

import pytest

from hmip_desktop.domain.assessment import Evidence
from hmip_desktop.services import assess, exporting, merge_apply, merge_plan, purging, retention
from hmip_desktop.services.purging import Obstacle
from hmip_desktop.store import purging as copies
from hmip_desktop.ui.keeping import QUIET_MS
from hmip_desktop.ui.keeping_words import obstacle_short, obstacle_words

CODES = (
    "leads-keep", "fieldwork-open", "hold", "open-alert", "words-not-saved", "no-lead-receipt", "lead-lacks",
    "no-deputy", "no-deputy-receipt", "deputy-lacks",
)  # fmt: skip


@pytest.fixture
def page(program, settled):
    """The page, filled."""
    program.keeping.open("keeping")
    settled()
    return program.keeping.screen.pages["keeping"]


def _mark(page, ref: str) -> None:
    rows = page.list.rows_model.rows
    page.list.set_current_row(next(place for place, case in enumerate(rows) if case.case_ref.endswith(ref)))


def _bring(world, sender, to) -> None:
    made = exporting.export(sender, to.me, world.folder / "post")
    merge_apply.apply(to, merge_plan.plan(to, [made.package]))


def _finish_a_case(world) -> str:
    """A case whose work is signed off, so that it may be archived."""
    from tests.people import finish

    case_id = world.case_ids["0417"]
    if not world.inspector.case(case_id).is_signed_off:
        finish(world.inspector, case_id)
    return case_id


def test_what_was_merged_is_brought_home_when_it_is_quiet(program, world, qtbot) -> None:
    store = world.inspector.store
    log = store.folder / "store.db-wal"
    _finish_a_case(world)
    with store.write() as db:
        db.recount = True
    assert store.log_waits
    before = log.stat().st_size
    program.jobs.run(lambda _: None)
    qtbot.waitUntil(lambda: not store.log_waits and not program.jobs.is_busy, timeout=QUIET_MS * 10)
    _finish_a_case(world)
    assert log.stat().st_size <= before  # the log begins anew where all of it was at home


def test_a_finished_case_is_archived_and_brought_back(program, world, settled, page) -> None:
    case_id = _finish_a_case(world)
    page.entered()
    settled()
    _mark(page, "0417")
    assert page.put.isEnabled()
    page.put.click()
    settled()
    assert purging.archived(world.inspector) == {case_id}
    assert page.told.isVisible()
    program.keeping.go_back()
    settled()
    assert case_id not in [case.case_id for case in program.places.overview.cases]
    program.keeping.open("keeping")
    settled()
    _mark(page, "0417")
    page.put.click()
    settled()
    assert purging.archived(world.inspector) == frozenset()
    assert case_id in [case.case_id for case in program.places.overview.cases]


def test_the_page_says_what_a_purge_still_needs(page) -> None:
    assert not page.one.isEnabled() and not page.all.isEnabled()
    said = page.why.text()
    assert obstacle_words(Obstacle("fieldwork-open")) in said
    assert obstacle_words(Obstacle("no-deputy")) in said
    assert page.facts[0].text() == "Not closed yet"


@pytest.mark.parametrize("code", CODES)
def test_every_obstacle_has_a_sentence_and_a_short_form(code: str) -> None:
    one = Obstacle(code, {"name": "LI-02", "count": "3", "ground": "complaint"})
    assert obstacle_words(one).endswith(".") and code not in obstacle_words(one)
    assert obstacle_short(one)


def test_a_purge_asks_for_the_passphrase_and_takes_every_word(
    program, world, settled, page, made_up, tmp_path
) -> None:  # fmt: skip
    from hmip_desktop.services import team
    from tests.people import Clock, person

    ai, lead = world.inspector, world.lead
    case_id = world.case_ids["0417"]
    assess.save_evidence(ai, case_id, Evidence("Said twice.", "other"))
    deputy = person(tmp_path, "DL-03", "deputy", Clock())
    team.trust(lead, team.save_card(deputy, tmp_path / "d.card"), deputy.me)
    team.trust(deputy, team.save_card(lead, tmp_path / "l.card"), lead.me)
    _bring(world, lead, deputy)
    _bring(world, lead, ai)
    for keeper in (lead, deputy):
        _bring(world, ai, keeper)
        _bring(world, keeper, ai)
    retention.close_fieldwork(lead, "All done.")
    _bring(world, lead, ai)
    page.entered()
    settled()
    _mark(page, "0417")
    assert page.one.isEnabled(), page.why.text()
    page.one.click()
    page.dialog.now.setText("a guess")
    page.dialog.act.click()
    settled()
    assert page.dialog.trouble.isVisible() and copies.words_held(ai.store)[case_id]
    page.dialog.now.setText(made_up.PASSPHRASE)
    page.dialog.act.click()
    settled()
    assert case_id not in copies.words_held(ai.store)
    assert page.done.isVisible() and page.told.isVisible()
    assert "0417" not in [case.case_ref[-4:] for case in page.list.rows_model.rows]
    assert lead.case(case_id).evidence
    deputy.store.close()
