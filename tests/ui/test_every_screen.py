"""Every screen and dialog that there is a picture of can be used by everybody, in the looks that people wear.

The scenes are those of the pictures: who adds a screen there has it looked at here as well.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from datetime import date
from types import ModuleType

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from source import ROOT
from thoroughness import times

from hmip_desktop.ui.curtain import make_application
from hmip_desktop.ui.text import choose_language, language
from tests.ui.audit import Finding, audit, tab_ring

pytestmark = pytest.mark.long

EVERYDAY = ("light", "dark-200", "welsh")
WORN = times(EVERYDAY, ("light", "dark", "200", "dark-200", "contrast", "welsh", "welsh-200"))


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Leave the process in the language it began with."""
    before = language()
    yield
    choose_language(before)


@pytest.fixture(scope="module")
def pictures() -> Callable[[str], ModuleType]:
    """The modules that the pictures are taken with."""
    sys.path.insert(0, str(ROOT / "packaging"))
    return importlib.import_module


def looks(pictures) -> dict[str, object]:
    """The looks of the pictures, and those that they leave out: dark and Welsh at 200 %."""
    look = pictures("shots_looks").Look
    made = (
        look("light"), look("dark", mode="dark"), look("200", scale=2.0), look("dark-200", mode="dark", scale=2.0),
        look("contrast", mode="contrast"), look("welsh", language="cy"), look("welsh-200", scale=2.0, language="cy"),
    )  # fmt: skip
    return {one.name: one for one in made}


class Auditor:
    """Mixed into a studio: where a picture would be taken, the window is audited instead."""

    found: dict[str, list[Finding]]
    seen: set[str]
    broken_rings: set[str]
    rings: tuple[str, ...]  # looks in which Tab is pressed all the way round: at 200 % other parts are in view

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """Look at what would be on the picture."""
        self.settle()
        target = widget or self.program.window
        self.seen.add(name)
        faults = audit(target)
        if faults:
            self.found[name] = faults
        if self.look.name in self.rings and target.isVisible() and QApplication.activeModalWidget() in (None, target):
            _, closed = tab_ring(target)
            if not closed:
                self.broken_rings.add(name)


def _said(found: dict[str, list[Finding]]) -> str:
    """A line for each fault."""
    return "\n".join(f"{name}: {one.rule}: {one.what}" for name, faults in found.items() for one in faults)


def _audited(name: str, studio: type, rings: tuple[str, ...]) -> type:
    return type(name, (Auditor, studio), {"found": {}, "seen": set(), "broken_rings": set(), "rings": rings})


def _leave(studio) -> None:
    """Close the program of a studio."""
    program = studio.program
    studio.settle()
    if program.places is not None:
        program.places.leave()
        studio.settle()
    program.window.closing = lambda: True
    program.context = program.places = None
    program.window.close()
    program.end()
    program.window.deleteLater()


@pytest.mark.parametrize("look", WORN)
def test_the_screens_of_an_inspector(pictures, tmp_path, look: str) -> None:
    shots, made_up = pictures("shots"), pictures("shots_world")
    world = made_up.make_world(tmp_path, judged_up_to=date(2026, 10, 30))
    made_up.open_first_question(world)
    made_up.hold_interview(world, "0417")
    made_up.fill(world, "0428", 0.25)
    made_up.close_most(world, "0412")
    made_up.spread_out(world)
    kind = _audited("AuditedStudio", shots.Studio, ("light", "dark-200"))
    studio = kind(make_application(["tests"]), world, tmp_path)
    studio.wear(looks(pictures)["light"])  # people begin with a window that is shown, and change it then
    studio.wear(looks(pictures)[look])
    for scene in shots.SCENES:
        scene(studio)
    _leave(studio)
    world.close()
    assert len(studio.seen) > 90
    assert not studio.found, _said(studio.found)
    assert studio.broken_rings == set()


@pytest.mark.parametrize("look", WORN)
def test_the_screens_of_a_lead(pictures, tmp_path, look: str) -> None:
    lead_scene, shots = pictures("lead_scene"), pictures("shots_lead")
    scene = lead_scene.full_scene(tmp_path, cases=12, inspectors=3)
    kind = _audited("AuditedLeadStudio", shots.LeadStudio, ("light", "dark-200"))
    studio = kind(make_application(["tests"]), scene, tmp_path)
    studio.wear(looks(pictures)["light"])  # people begin with a window that is shown, and change it then
    studio.wear(looks(pictures)[look])
    for picture in shots.SCENES:
        picture(studio)
    _leave(studio)
    scene.close()
    assert len(studio.seen) > 15
    assert not studio.found, _said(studio.found)
    assert studio.broken_rings == set()
