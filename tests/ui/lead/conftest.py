"""The lead inspector's program on a copy of one made-up inspection; the demonstration runs once for all tests."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import ModuleType

import pytest
from PySide6.QtWidgets import QApplication
from source import ROOT

from hmip_desktop.ui.curtain import make_application
from hmip_desktop.ui.program import Program
from tests.people import Mould


@pytest.fixture(scope="session")
def scenes() -> ModuleType:
    """The builder of the scene that the pictures are taken of."""
    sys.path.insert(0, str(ROOT / "packaging"))
    import lead_scene

    return lead_scene


@pytest.fixture(scope="session")
def finished(scenes, tmp_path_factory) -> tuple[Mould, list[str]]:
    """A whole scene with conflicts, alerts and an inbox, closed; copied by each test. And what is in the inbox."""
    folder = tmp_path_factory.mktemp("scene") / "made"
    scene = scenes.full_scene(folder, cases=8, inspectors=2)
    return Mould(folder, (scene.lead, *scene.inspectors)), [path.name for path in scene.inbox]


@pytest.fixture
def scene(scenes, finished, tmp_path) -> Iterator[object]:
    """The stores open, an hour later."""
    mould, inbox = finished
    folder, clock = tmp_path / "scene", scenes.Clock(scenes.WEDNESDAY + timedelta(hours=1))
    lead, *inspectors = mould.copy(folder, clock, anchored=True)
    made = scenes.Scene(folder, lead, inspectors, clock, [folder / "packages" / name for name in inbox])
    yield made
    made.close()


@pytest.fixture
def program(qtbot, scene) -> Iterator[Program]:
    """The program behind the lead inspector's passphrase."""
    running = Program(make_application(["tests"]), scene.folder / "stores" / "lead", remember=False)
    running.window.resize(1366, 768)
    running.window.show()
    running.window.activateWindow()
    running.enter(scene.lead)
    qtbot.waitUntil(lambda: not running.jobs.is_busy, timeout=20_000)
    yield running
    qtbot.waitUntil(lambda: not running.jobs.is_busy, timeout=20_000)
    running.places.leave()
    running.context = None
    running.places = None
    running.window.close()
    running.end()
    running.window.deleteLater()


@pytest.fixture
def settled(qtbot, program) -> Callable[[], None]:
    """Wait until every job came home and every layout is done."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not program.jobs.is_busy, timeout=20_000)
        for _ in range(4):
            QApplication.processEvents()

    return wait


@pytest.fixture
def at(program, settled) -> Callable[[str], object]:
    """Go to a place and give its screen."""

    def go(key: str) -> object:
        program.places.open_place(key)
        settled()
        return program.places.screens[key]

    return go
