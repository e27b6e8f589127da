"""Real windows offscreen: the look put on the application, a made-up world of real stores, a running program."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from source import ROOT

from hmip_desktop.ui.application import Appearance, load_family
from hmip_desktop.ui.curtain import make_application
from hmip_desktop.ui.program import Program
from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.theme import Theme
from tests.people import Mould


@pytest.fixture(autouse=True)
def windows_go() -> Iterator[None]:
    """Windows that a test made are taken down with it: every change of the look asks each widget that is left."""
    before = set(QApplication.topLevelWidgets())
    yield
    for widget in QApplication.topLevelWidgets():
        if widget not in before and widget.parent() is None:
            widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """A theme whose look is on the application."""
    made = Theme(family=load_family())
    Appearance(qapp, made, Settings(None))
    return made


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    """The builder of the world that the pictures are taken in."""
    sys.path.insert(0, str(ROOT / "packaging"))
    import shots_world

    return shots_world


@pytest.fixture(scope="session")
def first_world(made_up: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> tuple[Mould, object]:
    """The world that those of the tests are copies of, closed."""
    made = made_up.make_world(tmp_path_factory.mktemp("first") / "world", cases=4)
    made_up.assess.declare(made.inspector, False, "")
    return Mould(made.folder, (made.lead, made.inspector)), made


@pytest.fixture
def world(made_up: ModuleType, first_world: tuple[Mould, object], tmp_path: Path) -> Iterator[object]:
    """An inspector with four cases allocated by sealed package, and the lead who sent them; all stores real."""
    mould, first = first_world
    clock = made_up.Clock(first.clock.at)
    people = mould.copy(tmp_path / "world", clock, made_up.steady_entropy(4))
    made = made_up.World(tmp_path / "world", *people, clock, first.case_ids)
    yield made
    made.close()


@pytest.fixture
def program(qtbot, world) -> Iterator[Program]:
    """The program, past the passphrase, with its list of cases on the screen."""
    from hmip_desktop.ui.curtain import make_application

    running = Program(make_application(["tests"]), world.folder / "AI-07", remember=False)
    running.window.resize(1366, 768)
    running.window.show()
    running.window.activateWindow()
    running.enter(world.inspector)
    qtbot.waitUntil(lambda: not running.jobs.is_busy)
    yield running
    running.places.leave()
    qtbot.waitUntil(lambda: not running.jobs.is_busy)
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
def case(program, world, settled) -> object:
    """The places of an open case of the core set."""
    program.places.open_case(world.case_ids["0417"])
    settled()
    return program.places.case


@pytest.fixture
def shown(qtbot) -> Callable[[QWidget], QWidget]:
    """Show a widget, activated, and close it at the end; it is kept alive until then."""
    alive: list[QWidget] = []

    def show(widget: QWidget, width: int = 800, height: int = 500) -> QWidget:
        qtbot.addWidget(widget)
        alive.append(widget)
        widget.resize(width, height)
        widget.show()
        widget.activateWindow()
        qtbot.waitExposed(widget)
        for _ in range(3):
            QApplication.processEvents()
        return widget

    return show


@pytest.fixture
def started(qtbot) -> Iterator[Callable[[Path], Program]]:
    """Start the program on a folder; it is closed at the end."""
    running: list[Program] = []

    def start(folder: Path) -> Program:
        program = Program(make_application(["tests"]), folder, remember=False)
        running.append(program)
        program.window.resize(1366, 768)
        program.window.show()
        return program

    yield start
    for program in running:
        program.guard.shut_windows()
        program.window.close()
        program.end()
        program.window.deleteLater()


@pytest.fixture
def arrived(qtbot) -> Callable[[Program], None]:
    """Wait until every job came home."""

    def wait(program: Program) -> None:
        qtbot.waitUntil(lambda: not program.jobs.is_busy, timeout=30_000)

    return wait
