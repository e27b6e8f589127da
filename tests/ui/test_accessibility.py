"""Every screen of the inspector, in light and dark, at 100 and 200 %: names, targets, clipped words, contrast, Tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from tests.ui.audit import audit, other_windows, tab_ring

LOOKS = [("light", 1.0), ("dark", 1.0), ("light", 2.0), ("dark", 2.0)]


def _cases(program, case) -> None:
    program.places.show_cases()


def _question(program, case) -> None:
    case.space.open_ref("C1")


def _composer(program, case) -> None:
    case.space.open_ref("C1")
    case.space.assessment.page.add_evidence()


def _data(program, case) -> None:
    case.space.open_ref("data:assessment")


def _details(program, case) -> None:
    case.space.open_key("details")


def _evaluate(program, case) -> None:
    case.space.open_key("evaluate")


def _alert(program, case) -> None:
    case.raise_alert()


SCREENS: list[Callable] = [_cases, _question, _composer, _data, _details, _evaluate, _alert]


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


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__.strip("_"))
def test_a_screen_can_be_used_by_everybody(program, case, settled, wear, screen) -> None:
    found = {}
    for mode, scale in LOOKS:
        wear(mode, scale)
        screen(program, case)
        settled()
        faults = audit(program.window)
        if faults:
            found[(mode, scale)] = faults
    assert found == {}


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__.strip("_"))
def test_tab_goes_round_a_screen(program, case, settled, screen) -> None:
    screen(program, case)
    settled()
    order, closed = tab_ring(program.window)
    assert closed
    assert len(order) > 5
    assert len(set(order)) == len(order)


def test_no_part_of_a_screen_is_a_window_while_it_is_made(program, case, settled) -> None:
    with other_windows(program.window) as shown:
        program.build_again()
        settled()
        program.places.open_case(program.places.overview.cases[0].case_id)
        settled()
        for key in ("details", "evaluate"):
            program.places.case.space.open_key(key)
            settled()
    assert shown == []


def test_the_rail_is_one_tab_stop(program, case, settled) -> None:
    case.space.open_ref("C1")
    settled()
    order, _ = tab_ring(program.window)
    stops = [widget for widget in order if case.space.rail.isAncestorOf(widget)]
    assert len(stops) == 2
    assert case.space.rail.view in stops
    assert case.space.rail.check in stops


def test_no_words_from_outside_can_be_markup(program, case, settled) -> None:
    case.space.open_ref("C1")
    settled()
    labels = [label for label in program.window.findChildren(QLabel) if label.text()]
    assert len(labels) > 20
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_no_editor_swallows_tab(program, case, settled) -> None:
    for screen in SCREENS:
        screen(program, case)
        settled()
    editors = program.window.findChildren(QPlainTextEdit)
    assert len(editors) >= 3
    assert all(editor.tabChangesFocus() for editor in editors)
