"""Those who lead change the language: every place is built anew, and the plan of a merge is looked into again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hmip_desktop.ui.text import choose_language, language


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Leave the process in the language it began with."""
    before = language()
    yield
    choose_language(before)


@pytest.fixture
def speak(qtbot, program, settled) -> Callable[[str], None]:
    """Change the language and wait until the person is back where they were."""

    def change(code: str) -> None:
        with qtbot.waitSignal(program.speech.changed, timeout=60_000):
            program.window.perform(f"language-{code}")
        settled()

    return change


@pytest.mark.parametrize("place", ["sample", "cases", "results", "alerts", "outputs"])
def test_the_place_stays_in_view_in_the_other_language(program, settled, speak, place: str) -> None:
    program.places.open_place(place)
    settled()
    old = program.window.screen_shown
    speak("cy")
    assert program.window.screen_shown is program.places.screens[place] is not old
    assert program.window.menuBar().actions()[0].text() == "&Ffeil"


def test_a_plan_that_was_not_applied_is_there_again(program, settled, speak, scene) -> None:
    inbox = program.places.screens["inbox"]
    program.places.open_place("inbox")
    inbox.take_files(scene.inbox)
    settled()
    planned = len(inbox.picture.packages)
    assert planned > 0
    speak("cy")
    fresh = program.places.screens["inbox"]
    assert fresh is not inbox
    assert len(fresh.picture.packages) == planned


def test_the_look_can_change_after_the_language_did(program, settled, speak) -> None:
    program.places.open_place("quality")
    settled()
    speak("cy")
    program.theme.set_scale(1.5)  # what was there before is gone, and nothing of it is called
    settled()
    assert program.places.screens["quality"].agreement.legend.height() >= program.theme.metrics("small").height()
    program.theme.set_scale(1.0)


def test_results_name_the_questions_in_welsh(program, settled, speak) -> None:
    speak("cy")
    program.places.open_place("results")
    settled()
    pack = program.places.desk.overview.pack
    assert pack.label("C1") == "Cadw pobl eraill yn ddiogel"
