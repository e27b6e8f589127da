"""Where there is no inspection yet: a lead or local assessor creates one, others join with cards and a package."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication

from hmip_desktop.services import (
    exporting,
    inspection,
    merge_apply,
    merge_plan,
    releases,
    results,
    sample,
    stores,
    team,
)
from hmip_desktop.services.context import Context
from hmip_desktop.services.report import ReportRequest, report
from hmip_desktop.store import projections
from hmip_desktop.ui.curtain import make_application
from hmip_desktop.ui.program import Program
from hmip_desktop.ui.views.lead.create import CreateScreen
from hmip_desktop.ui.views.lead.exclusion import ExcludeDialog
from hmip_desktop.ui.views.lead.importing import ImportDialog
from hmip_desktop.ui.views.lead.join import JoinScreen
from hmip_desktop.ui.views.lead.proposal import ProposalDialog
from tests.made_up_inspection import assess_all, make_inspection
from tests.people import finish, sample_text
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


def place(program, wait, key: str):
    """Another place of whoever works here."""
    program.places.open_place(key)
    wait()
    return program.places.screens[key]


def led(other: Context, folder: Path) -> Context:
    """The lead inspector of an inspection whose cases are all assessed, which ``other`` joined by a package."""
    made = make_inspection(folder / "made")
    assess_all(made)
    team.trust(made.lead, team.save_card(other, folder / "other.card"), other.me)
    team.trust(other, team.save_card(made.lead, folder / "li.card"), made.lead.me)
    sent = exporting.export(made.lead, other.me, folder / "packages")
    merge_apply.apply(other, merge_plan.plan(other, [sent.package]))
    return made.lead


def pages(file: Path) -> tuple[str, str]:
    """Language and words of a PDF."""
    reader = PdfReader(file)
    return str(reader.root_object["/Lang"]), " ".join(page.extract_text() for page in reader.pages)


def test_a_service_in_wales_goes_from_nothing_to_released_outputs(person, run, tmp_path: Path) -> None:
    ctx = person("LA-01", "local_assessor")
    program, wait = run(ctx)
    screen = program.window.screen_shown
    for field, words in ((screen.title, "Our own look"), (screen.region, "Gwent"), (screen.start, "9/11/2026")):
        field.setText(words)
    screen.language.set_value("cy")
    screen.main.click()
    wait()
    assert ctx.inspection().value.language == "cy"
    file = tmp_path / "sample.csv"
    file.write_text(sample_text(4, ["LA-01"]), encoding="utf-8")
    sample.import_sample(ctx, file)
    for item in projections.case_list(ctx.store):
        finish(ctx, item.case_id)
    numbers = place(program, wait, "release")
    numbers.again.click()
    wait()
    assert numbers.sign.text() == "Sign and release" and not numbers.sign.isEnabled()
    for tick in numbers.numbers.ticks.values():
        tick.setChecked(True)
    numbers.sign.click()
    wait()
    assert releases.where(ctx).current
    outputs = place(program, wait, "outputs")
    outputs.files.chosen = {"headline", "organisation"}
    outputs._count()
    outputs.choose.folder = lambda *_: tmp_path / "out"
    outputs.save.click()
    wait()
    assert ctx.inspection().value.self_assessment
    for name, language in (("headline", "en-GB"), ("organisation", "cy")):
        found, words = pages(tmp_path / "out" / f"{name}.pdf")
        assert found == language
        assert "Provisional" not in words and "Dros dro" not in words
        assert ("Self-assessment" if language != "cy" else "Hunanasesiad") in words
    report(ctx, ReportRequest(tmp_path / "team", ("case",), "team", True, "Kept by the service"))
    found, words = pages(next((tmp_path / "team").glob("case-*.pdf")))
    assert found == "cy" and "Cofnod achos" in words
    for welsh, english in (
        ("Gorchymyn cymunedol", "Community order"), ("12 Mai 2026", "12 May 2026"), ("Isel", "Low"),
        ("am na chymhwyswyd Reset nac Impact", "because neither"), ("cymeradwywyd", "signed off"),
        ("Dyfarnwyd ar sail", "Judged from"), ("ni chodwyd yr un", "none was raised"), ("Canllawiau", "Guidance"),
    ):  # fmt: skip
        assert welsh in " ".join(words.split()) and english not in words


def test_the_data_team_signs_in_its_own_window_and_the_numbers_are_released(person, run, tmp_path: Path) -> None:
    other = person("DT-01", "data_team")
    lead = led(other, tmp_path)
    program, wait = run(lead)
    numbers = place(program, wait, "release")
    assert not numbers.sign.isEnabled() and numbers.footer._note.text() == "Recompute the numbers first"
    numbers.again.click()
    wait()
    numbers.choose.folder = lambda *_: tmp_path / "there"
    numbers.sign.click()
    wait()
    (sheet,) = (tmp_path / "there").iterdir()
    theirs, wait_there = run(other)
    desk = theirs.window.screen_shown
    assert desk is theirs.places.screens["release"] and desk.sign.text() == "Sign..."
    desk.take_file(sheet)
    wait_there()
    assert desk.footer._note.text() == "4 ticks are missing"
    for tick in desk.numbers.ticks.values():
        tick.setChecked(True)
    desk.choose.folder = lambda *_: tmp_path / "back"
    desk.sign.click()
    wait_there()
    (signed,) = (tmp_path / "back").iterdir()
    numbers.take_file(signed)
    wait()
    assert releases.where(lead).current
    assert "Provisional" not in numbers.numbers.state.accessibleName()
    lead.store.close()


def test_a_deputy_has_everything_and_acts_as_the_lead_does(person, run, tmp_path: Path) -> None:
    deputy = person("DL-01", "deputy")
    lead = led(deputy, tmp_path)
    program, wait = run(deputy)
    for key in list(program.places.screens):
        if key == "record":
            continue
        screen = place(program, wait, key)
        assert program.window.screen_shown is screen, key
    assert results.results(deputy).accounting == results.results(lead).accounting
    shown = place(program, wait, "results").found
    assert shown is not None and shown.accounting.counted == results.results(lead).accounting.counted
    out = place(program, wait, "sample")
    item = next(i for i in projections.case_list(deputy.store) if not i.excluded)
    exclude(program, wait, out, item.case_id)
    assert projections.case_item(deputy.store, item.case_id).excluded
    back = exporting.export(deputy, lead.me, tmp_path / "back")
    merge_apply.apply(lead, merge_plan.plan(lead, [back.package]))
    assert projections.case_item(lead.store, item.case_id).excluded
    lead.store.close()


def exclude(program, wait, screen, case_id: str) -> None:
    """Take a case out of the count by the form."""
    screen.ask_exclusion()
    wait()
    form = program.window.findChild(ExcludeDialog)
    form.case.set_value(case_id)
    form.case.picked.emit(case_id)
    form.why.set_value("records-unavailable")
    form.reason.setText("The record was closed to us.")
    form.act.click()
    wait()
