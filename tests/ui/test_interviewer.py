"""Somebody who was given the interview only: their list, their case, their notes, and the two files they send."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hmip_desktop.services import allocate, assess, exporting, inspection, merge_apply, merge_plan, sample, stores, team
from hmip_desktop.store import projections
from hmip_desktop.ui.curtain import make_application
from hmip_desktop.ui.program import Program
from hmip_desktop.ui.views.interview.sending import SendNotesDialog, SentNotesDialog


@pytest.fixture
def three(made_up, tmp_path):
    """Lead, assessor and interviewer with real stores; one case is interviewed by somebody else."""
    clock = made_up.Clock(made_up.NOW)
    people = {}
    for number, (name, role) in enumerate((("LI-02", "lead"), ("AI-07", "inspector"), ("IV-03", "interviewer"))):
        new = stores.NewStore(tmp_path / name, made_up.PASSPHRASE, name, role, kdf=made_up.LIGHT_KDF)
        people[name] = stores.create_store(new, now=clock, entropy=made_up.steady_entropy(number)).context
    lead = people["LI-02"]
    for name, ctx in people.items():
        if ctx is not lead:
            team.trust(lead, team.save_card(ctx, tmp_path / f"{name}.card"), ctx.me)
            team.trust(ctx, team.save_card(lead, tmp_path / "li.card"), lead.me)
    new = inspection.NewInspection("North East", "North East", date(2026, 11, 9), "dipp-2025", "NE", made_up=True)
    inspection.create_inspection(lead, new)
    (tmp_path / "sample.csv").write_text(made_up.sample_csv(3), encoding="utf-8")
    sample.import_sample(lead, tmp_path / "sample.csv")
    rows = "case_ref,inspector,interviewer\n24-0417,AI-07,IV-03\n24-0428,AI-07,\n24-0431,AI-07,\n"
    (tmp_path / "who.csv").write_text(rows, encoding="utf-8")
    allocate.allocate(lead, tmp_path / "who.csv")
    for name in ("AI-07", "IV-03"):
        sent = exporting.export(lead, people[name].me, tmp_path / "out")
        merge_apply.apply(people[name], merge_plan.plan(people[name], [sent.package]))
    yield people
    for ctx in people.values():
        ctx.store.close()


@pytest.fixture
def talking(qtbot, three, tmp_path):
    """The program of the interviewer, with the list on the screen."""
    running = Program(make_application(["tests"]), tmp_path / "IV-03", remember=False)
    running.window.resize(1366, 768)
    running.window.show()
    running.window.activateWindow()
    running.enter(three["IV-03"])
    qtbot.waitUntil(lambda: not running.jobs.is_busy)
    yield running
    running.places.leave()
    qtbot.waitUntil(lambda: not running.jobs.is_busy)
    running.context = None
    running.places = None
    running.window.close()
    running.end()
    running.window.deleteLater()


def test_the_interviewer_sees_interviews_only_holds_one_and_sends_it_to_both(
    qtbot, three, talking, tmp_path, monkeypatch
) -> None:
    def settled() -> None:
        qtbot.waitUntil(lambda: not talking.jobs.is_busy, timeout=20_000)
        for _ in range(4):
            QApplication.processEvents()

    assess.declare(three["IV-03"], False, "")
    places = talking.places
    assert [case.case_ref for case in places.overview.cases] == ["24-0417"]
    places.open_case(places.overview.cases[0].case_id)
    settled()
    case = places.case
    assert talking.window.screen_shown is case.brief
    assert "Not held yet" in case.brief.state.label.text()
    talking.window.perform("interview")
    case.talk.setup.start.click()
    settled()
    for words in ("+knows the level", "nothing to place"):
        qtbot.keyClicks(case.talk.talk.box, words)
        qtbot.keyClick(case.talk.talk.box, Qt.Key.Key_Return)
    settled()
    case.talk.talk.stop.click()
    settled()
    assert talking.window.screen_shown is case.triage
    assert not case.triage.targets.with_theme
    qtbot.keyClick(case.triage.targets.rows[0], Qt.Key.Key_1)
    settled()
    case.triage.done_asked.emit()
    settled()
    assert talking.window.screen_shown is case.brief

    monkeypatch.setattr(SendNotesDialog, "exec", lambda dialog: _into(dialog, tmp_path / "notes"))
    monkeypatch.setattr(SentNotesDialog, "exec", lambda dialog: SentNotesDialog.DialogCode.Accepted)
    talking.window.perform("export")
    settled()
    files = sorted((tmp_path / "notes").glob("*.hmip"))
    assert len(files) == 2
    case_id = projections.case_list(three["IV-03"].store)[0].case_id
    for name in ("LI-02", "AI-07"):
        plan = merge_plan.plan(three[name], files)
        assert [refusal.refused.code for refusal in plan.refusals] == ["package-not-for-you"]
        merge_apply.apply(three[name], plan)
        record = three[name].case(case_id)
        assert {held.value.text for held in record.notes.values()} == {"knows the level", "nothing to place"}
        assert [held.value.source for held in record.evidence.values()] == ["interview"]


def _into(dialog: SendNotesDialog, folder) -> SendNotesDialog.DialogCode:
    assert dialog.main.isEnabled()
    dialog.folder.setText(str(folder))
    return SendNotesDialog.DialogCode.Accepted
