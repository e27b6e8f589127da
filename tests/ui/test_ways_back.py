"""Ways back in, from the start screen to the work: sheet, escrow key, backup; and why a store does not open."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hmip_desktop.domain.values import grouped
from hmip_desktop.services import assess, recovering, safekeeping, stores, team
from hmip_desktop.services.inspection import NewInspection, create_inspection
from hmip_desktop.ui.views.lead.trusting import TrustDialog
from hmip_desktop.ui.views.start.first_run import FirstRunScreen
from hmip_desktop.ui.views.start.unlock import UnlockScreen
from tests.people import FIELDWORK, LIGHT, PASSPHRASE, Clock, make_team, person

FRESH = "orange lantern cobble whistle 4"


def _new_passphrase(card, words: str = FRESH) -> None:
    card.passphrase.first.setText(words)
    card.passphrase.second.setText(words)


def test_the_recovery_sheet_leads_back_to_the_work_and_says_what_to_do(started, arrived, tmp_path) -> None:
    made = stores.create_store(stores.NewStore(tmp_path / "AI-05", PASSPHRASE, "AI-05", "inspector", kdf=LIGHT))
    former, sheet = made.context.me, made.recovery
    made.context.store.close()
    program = started(tmp_path / "AI-05")
    screen = program.unlock_screen
    screen.show_way("sheet")
    card = screen.way
    assert not card.button.isEnabled()
    card.words.setPlainText(sheet[:-1] + "A")
    _new_passphrase(card)
    card.button.click()
    arrived(program)
    assert "typing mistake" in card.problem.accessibleName()
    card.words.setPlainText(sheet.lower().replace("-", " "))
    card.button.click()
    arrived(program)
    assert program.context.me != former
    shown = program.keeping.screen
    assert program.window.screen_shown is shown
    assert shown.rail.view.keys()[0] == "back"
    shown.pages["back"].buttons.save_to(tmp_path / "cards")
    arrived(program)
    assert team.describe_card(tmp_path / "cards" / "AI-05.card").fingerprint == program.context.me
    program.lock()
    arrived(program)
    program.unlock_screen.unlock_asked.emit(FRESH)
    arrived(program)
    assert program.keeping.screen.page_shown == "back"


def test_the_escrow_key_leads_back_to_the_work_of_a_lead(started, arrived, tmp_path) -> None:
    lead = person(tmp_path, "LI-09", "lead", Clock())
    team.create_escrow(tmp_path / "escrow", os.urandom)
    create_inspection(
        lead, NewInspection("Autumn", "Westmarch", FIELDWORK, "dipp-2025", escrow=tmp_path / "escrow" / "escrow.card")
    )
    safekeeping.let_escrow_in(lead)
    lead.store.close()
    program = started(tmp_path / "LI-09")
    program.unlock_screen.show_way("escrow")
    card = program.unlock_screen.way
    card.take_file(tmp_path / "escrow" / "escrow-private.txt")
    _new_passphrase(card)
    assert card.missing() == "the reason"
    card.reason.setText("Passphrase and sheet lost in a fire")
    card.button.click()
    arrived(program)
    assert recovering.came_back(program.context).by == "escrow"
    assert program.window.screen_shown is program.keeping.screen
    page = program.keeping.screen.pages["back"]
    assert page.need.by == "team"
    assert page.resume.isVisible()
    program.window.perform("back")
    assert program.window.screen_shown is program.places.screens["sample"]


def test_without_an_escrow_key_it_says_so_and_what_else_helps(started, tmp_path) -> None:
    person(tmp_path, "AI-06", "inspector", Clock()).store.close()
    program = started(tmp_path / "AI-06")
    program.unlock_screen.show_way("escrow")
    assert program.unlock_screen.way is None
    assert program.unlock_screen.problem.accessibleName().startswith("No escrow key opens this work.")


def _team(folder: Path) -> tuple[Path, str]:
    """An inspector's store with a backup that holds an answer, closed."""
    made = make_team(folder, inspectors=1, cases=2)
    made.give_out()
    ai = made.inspectors[0]
    case_id = made.case_id(ai)
    assess.record_answer(ai, case_id, "C1a", "yes")
    safekeeping.back_up_now(ai)
    made.close()
    return folder / "AI-01", case_id


@pytest.mark.parametrize("trouble", ["empty", "missing", "key missing", "key damaged", "damaged"])
def test_what_does_not_open_is_told_apart_and_put_back_from_a_backup(started, arrived, tmp_path, trouble: str) -> None:
    folder, case_id = _team(tmp_path)
    database, key = folder / "store.db", folder / "store.key"
    says = {
        "empty": "is empty", "missing": "There is no case store", "key missing": "key file of the case store in",
        "key damaged": "key file of the case store is damaged", "damaged": "because it is damaged",
    }  # fmt: skip
    if trouble == "empty":
        database.write_bytes(b"")
    elif trouble == "missing":
        database.unlink()
    elif trouble == "key missing":
        key.unlink()
    elif trouble == "key damaged":
        key.write_bytes(key.read_bytes()[:200])
    else:
        database.write_bytes(b"\1" * 8192 + database.read_bytes()[8192:])
    program = started(folder)
    screen = program.window.screen_shown
    assert isinstance(screen, UnlockScreen)
    if trouble in ("key damaged", "damaged"):
        screen.unlock_asked.emit(PASSPHRASE)
        arrived(program)
    assert says[trouble] in screen.problem.accessibleName()
    assert screen.restore.isVisible()
    screen.restore.click()
    assert len(screen.way.list.rows_model.rows) == 1
    screen.way.passphrase.setText("not the passphrase at all")
    screen.way.button.click()
    arrived(program)
    assert "not the passphrase" in screen.way.problem.accessibleName()
    screen.way.passphrase.setText(PASSPHRASE)
    screen.way.button.click()
    arrived(program)
    assert program.context.case(case_id).answers["C1a"].value.answer == "yes"


def test_a_store_in_use_and_a_newer_one_are_told_and_do_not_slow_the_next_try(started, arrived, tmp_path) -> None:
    ai = person(tmp_path, "AI-06", "inspector", Clock())
    program = started(tmp_path / "AI-06")
    screen = program.unlock_screen
    screen.unlock_asked.emit(PASSPHRASE)
    arrived(program)
    assert "open in another window" in screen.problem.accessibleName()
    with ai.store.quiet() as raw:
        raw.execute("PRAGMA user_version=99")
    ai.store.close()
    for _ in range(3):
        screen.unlock_asked.emit(PASSPHRASE)
        arrived(program)
    assert "newer version of the program (99)" in screen.problem.accessibleName()
    assert screen.button.isEnabled()
    assert not screen.restore.isVisible()


def test_where_nothing_stands_the_first_run_comes(started, tmp_path) -> None:
    assert isinstance(started(tmp_path / "nothing").window.screen_shown, FirstRunScreen)


def test_a_lead_without_a_deputy_takes_the_place_up_again_and_the_team_takes_the_card(
    qtbot, started, arrived, tmp_path
) -> None:
    made = make_team(tmp_path, inspectors=1, cases=2)
    made.give_out()
    sheet = safekeeping.new_sheet(made.lead)
    safekeeping.keep_sheet(made.lead, sheet)
    made.close()
    lead = started(tmp_path / "LI-01")
    lead.unlock_screen.show_way("sheet")
    lead.unlock_screen.way.words.setPlainText(sheet)
    _new_passphrase(lead.unlock_screen.way)
    lead.unlock_screen.way.button.click()
    arrived(lead)
    page = lead.keeping.screen.pages["back"]
    page.buttons.save_to(tmp_path / "cards")
    arrived(lead)
    page.resume.click()
    arrived(lead)
    assert lead.context.inspection().is_led_by(lead.context.me)
    shown = lead.keeping.screen.rail.view.keys()
    assert "back" not in shown
    inspector = started(tmp_path / "AI-01")
    inspector.entrance.unlock(PASSPHRASE)
    arrived(inspector)
    inspector.keeping.open("identity")
    inspector.keeping.screen.pages["identity"].take_card(tmp_path / "cards" / "LI-01.card")
    arrived(inspector)
    dialog = inspector.window.findChild(TrustDialog)
    assert len(dialog.inputs) == 3
    groups = grouped(lead.context.me).split()
    for place, line in dialog.inputs.items():
        line.setText(groups[place - 1])
    dialog.act.click()
    arrived(inspector)
    assert lead.context.me in team.trusted(inspector.context)
