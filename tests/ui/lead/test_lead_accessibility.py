"""Every screen of the lead inspector, light and dark, 100 and 200 %: names, targets, clipping, contrast, Tab."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPlainTextEdit

from hmip_desktop.services import team
from hmip_desktop.services.packs import list_packs
from hmip_desktop.ui.views.lead.create import CreateScreen, Person
from tests.ui.audit import audit, other_windows, tab_ring

LOOKS = [("light", 1.0), ("dark", 1.0), ("light", 2.0), ("dark", 2.0)]
PLACES = ("sample", "inbox", "conflicts", "alerts", "cases", "results", "outputs", "record")


@pytest.fixture
def wear(program, settled) -> Iterator[Callable[[str, float], None]]:
    """Put a look on the program; the plain one is put back at the end."""

    def put_on(mode: str, scale: float) -> None:
        program.theme.set_scale(scale)
        program.theme.set_mode(mode)
        settled()
        program.window.restyle()
        settled()

    yield put_on
    put_on("light", 1.0)


@pytest.mark.parametrize("key", PLACES)
def test_a_place_can_be_used_by_everybody(program, scene, settled, wear, key) -> None:
    if key == "record":
        program.places.read_case(next(iter(scene_cases(scene))))
    else:
        program.places.open_place(key)
    if key == "inbox":
        program.places.screens["inbox"].take_files(scene.inbox)
    settled()
    found = {}
    for mode, scale in LOOKS:
        wear(mode, scale)
        faults = audit(program.window)
        if faults:
            found[(mode, scale)] = faults
    assert found == {}


def scene_cases(scene) -> list[str]:
    """Ids of the cases on the list."""
    from hmip_desktop.store import projections

    return [item.case_id for item in projections.case_list(scene.lead.store, state="included")]


def test_no_part_of_a_place_is_a_window_while_it_is_made(program, settled) -> None:
    with other_windows(program.window) as shown:
        program.build_again()
        settled()
        for key in ("results", "quality", "cases"):
            program.places.open_place(key)
            settled()
    assert shown == []


@pytest.mark.parametrize("key", PLACES)
def test_tab_goes_round_a_place(program, scene, settled, key) -> None:
    if key == "record":
        program.places.read_case(scene_cases(scene)[0])
    else:
        program.places.open_place(key)
    settled()
    order, closed = tab_ring(program.window)
    assert closed
    assert len(order) >= 3


@pytest.mark.parametrize("key", PLACES)
def test_words_are_plain_and_tab_leaves_every_field(program, settled, key) -> None:
    screen = program.places.screens[key]
    assert {label.textFormat() for label in screen.findChildren(QLabel)} <= {Qt.TextFormat.PlainText}
    assert all(editor.tabChangesFocus() for editor in screen.findChildren(QPlainTextEdit))


def test_the_forms_can_be_used_by_everybody(program, settled, at) -> None:
    screen = at("sample")
    found = {}
    for name, open_form in (
        ("import", screen.ask_import),
        ("give", screen.ask_give),
        ("swap", screen.ask_exclusion),
        ("add", screen.ask_extra),
    ):
        open_form()
        settled()
        form = next(dialog for dialog in program.window.findChildren(QDialog) if dialog.isVisible())
        faults = audit(form)
        if faults:
            found[name] = faults
        form.reject()
        QApplication.processEvents()
    assert found == {}


def made_up_escrow(folder: Path) -> Path:
    """The card of an escrow key."""
    team.create_escrow(folder / "escrow", os.urandom)
    return folder / "escrow" / "escrow.card"


@pytest.mark.parametrize("role", ["lead", "local_assessor"])
def test_an_inspection_is_created_on_one_page(program, settled, role, tmp_path) -> None:
    screen = CreateScreen(program.theme, Person("LI-01", role), list_packs().packs, program.jobs, os.urandom)
    before = program.window.screen_shown
    program.window.show_screen(screen)
    settled()
    assert audit(program.window) == []
    assert not screen.main.isEnabled()
    asked = []
    screen.create_asked.connect(asked.append)
    screen.title.setText("Northern Vale")
    screen.region.setText("Northern Vale")
    screen.start.setText("9/11/2026")
    if role == "lead":
        assert "escrow" in screen.missing()
        screen.take_escrow(made_up_escrow(tmp_path))
        settled()
        assert audit(program.window) == []
        assert screen.missing() == "Two groups of the escrow key are still to be heard"
        for line in screen.heard.inputs.values():
            line.setText("12345")
    screen.main.click()
    assert asked[0].self_assessment is (role == "local_assessor")
    assert asked[0].pack == "dipp-2025"
    if role == "lead":
        assert dict(asked[0].escrow_heard) == dict.fromkeys(screen.heard.inputs, "12345")
    program.window.show_screen(before)
    program.window.forget_screen(screen)


def test_with_large_text_a_place_begins_in_itself_and_not_on_a_button_that_acts(program, settled, wear) -> None:
    wear("light", 2.0)
    places = program.places
    for key in ("inbox", "sample", "alerts", "cases", "results", "outputs"):
        program.window.go_to_rail()
        settled()
        assert places.rail.isVisible()
        places.open_place(key)
        settled()
        held = program.window.focusWidget()
        assert not places.rail.isVisible()
        assert held is not None and places.screens[key].isAncestorOf(held), key
