"""Where there is no inspection yet: a lead or local assessor creates one, others join with cards and a package."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from hmip_desktop.services import exporting, inspection, stores, team
from hmip_desktop.services.context import Context
from hmip_desktop.ui.curtain import make_application
from hmip_desktop.ui.program import Program
from hmip_desktop.ui.views.lead.create import CreateScreen
from hmip_desktop.ui.views.lead.importing import ImportDialog
from hmip_desktop.ui.views.lead.join import JoinScreen
from hmip_desktop.ui.views.lead.proposal import ProposalDialog
from tests.ui.audit import audit


@pytest.fixture
def person(scenes, tmp_path) -> Iterator:
    """Makes stores for people and closes them at the end."""
    made: list[Context] = []

    def make(name: str, role: str) -> Context:
        new = stores.NewStore(tmp_path / name, scenes.PASSPHRASE, name, role, kdf=scenes.QUICK)
        made.append(stores.create_store(new, now=scenes.Clock(scenes.WEDNESDAY)).context)
        return made[-1]

    yield make
    for ctx in made:
        ctx.store.close()


@pytest.fixture
def run(qtbot) -> Iterator:
    """Starts the program on a store; gives it with a function that waits."""
    running: list[Program] = []

    def start(ctx: Context):
        program = Program(make_application(["tests"]), ctx.store.folder, remember=False)
        running.append(program)
        program.window.resize(1366, 768)
        program.window.show()
        program.enter(ctx)

        def wait() -> None:
            qtbot.waitUntil(lambda: not program.jobs.is_busy, timeout=20_000)
            QApplication.processEvents()

        wait()
        return program, wait

    yield start
    for program in running:
        qtbot.waitUntil(lambda p=program: not p.jobs.is_busy, timeout=20_000)
        program.places.leave()
        program.context = program.places = None
        program.window.close()
        program.end()
        program.window.deleteLater()


@pytest.mark.parametrize("role", ["lead", "local_assessor"])
def test_an_inspection_is_created_and_its_sample_imported(person, run, tmp_path: Path, role) -> None:
    ctx = person("LI-01", role)
    program, wait = run(ctx)
    screen = program.window.screen_shown
    assert isinstance(screen, CreateScreen)
    screen.title.setText("Northern Vale")
    screen.region.setText("Northern Vale")
    screen.start.setText("9/11/2026")
    screen.made_up.setChecked(role == "lead")
    screen.main.click()
    wait()
    assert program.window.screen_shown is program.places.screens["sample"]
    first = program.places.screens["sample"]
    assert first.footer._note.text() == "Next: import the sample" and not first.by_file.isEnabled()
    assert first.checks.tag.text() == "nothing to check yet"
    assert ctx.inspection().value.self_assessment is (role == "local_assessor")
    file = tmp_path / "sample.csv"
    rows = [f"24-{n},Fellside,PP-{n},PO,community_order,2026-04-14,medium" for n in range(401, 404)]
    file.write_text("\n".join(["case_ref,pdu,practitioner,grade,sentence_type,start_date,rosh", *rows]) + "\n")
    sample = program.places.screens["sample"]
    sample.ask_import()
    dialog = program.window.findChild(ImportDialog)
    dialog.take_file(file)
    wait()
    dialog.act.click()
    wait()
    wait()
    assert program.places.desk.overview.where.listed == 3
    assert sample.place.isEnabled() is (role == "local_assessor")
    alone = role == "local_assessor"
    assert sample.footer._note.text() == (
        "3 cases are with nobody yet" if alone else "Next: trust the keys of your team"
    )
    assert sample.team.none_yet.isVisible() and not sample.team.view.isVisible()
    if role == "local_assessor":
        sample.place.click()
        wait()
        proposal = program.window.findChild(ProposalDialog)
        proposal.act.click()
        wait()
        assert program.places.desk.overview.where.with_inspectors == 3


@pytest.mark.parametrize("role", ["deputy", "quality_lead"])
def test_others_join_by_package(person, run, tmp_path: Path, role) -> None:
    lead, other = person("LI-01", "lead"), person("LI-02", role)
    program, wait = run(other)
    screen = program.window.screen_shown
    assert isinstance(screen, JoinScreen)
    assert audit(program.window) == []
    screen.choose.folder = lambda *_: tmp_path / "cards"
    screen.card.click()
    wait()
    team.trust(lead, tmp_path / "cards" / "LI-02.card", other.me)
    request = inspection.NewInspection("Northern Vale", "Northern Vale", date(2026, 11, 9), "dipp-2025", made_up=True)
    inspection.create_inspection(lead, request)
    package = exporting.export(lead, other.me, tmp_path / "out").package
    screen.take_file(package)
    wait()
    assert other.find_inspection() is None
    assert screen.note.isVisible()
    team.trust(other, team.save_card(lead, tmp_path / "cards" / "LI-01.card"), lead.me)
    screen.take_file(package)
    wait()
    assert other.inspection().value.name == "Northern Vale"
    first = "seconds" if role == "quality_lead" else "sample"
    assert program.window.screen_shown is program.places.screens[first]


def test_creating_begins_at_the_name_and_says_of_a_day_that_is_no_monday_what_it_means(person, run) -> None:
    program, _ = run(person("LI-01", "lead"))
    screen = program.window.screen_shown
    program.window.activateWindow()
    assert screen.title.hasFocus() or program.window.focusWidget() is screen.title
    for field, words in ((screen.title, "North Vale"), (screen.region, "North Vale"), (screen.start, "8/12/2026")):
        field.setText(words)
    assert screen.footer._note.text() == "An escrow card is needed: the head of programme or the data team has it"
    screen.made_up.setChecked(True)
    assert screen.main.isEnabled()
    assert screen.footer._note.text() == (
        "Tue 8 December 2026 is not a Monday: the weeks are counted from Monday 7 December 2026"
    )
    screen.start.setText("7/12/2026")
    assert screen.footer._note.text() == ""
