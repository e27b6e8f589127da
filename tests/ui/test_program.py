"""The program from its first picture to the places behind the passphrase."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from source import ROOT

from hmip_desktop.ui.curtain import Curtain
from hmip_desktop.ui.program import Program
from hmip_desktop.ui.views.start.first_run import FirstRunScreen
from hmip_desktop.ui.views.start.unlock import UnlockScreen
from tests.people import PASSPHRASE, make_team


@pytest.fixture
def store(tmp_path: Path) -> dict[str, Path]:
    team = make_team(tmp_path, inspectors=1, cases=3)
    team.give_out()
    team.close()
    return {"lead": tmp_path / "LI-01", "inspector": tmp_path / "AI-01"}


def test_the_first_picture_takes_the_passphrase_already(qtbot) -> None:
    curtain = Curtain(asks_passphrase=True)
    qtbot.addWidget(curtain)
    with qtbot.waitSignal(curtain.painted, timeout=5000):
        curtain.show()
    line = curtain.findChild(QLineEdit)
    qtbot.keyClicks(line, "violet")
    assert curtain.typed() == "violet"
    assert line.echoMode() == QLineEdit.EchoMode.Password


def test_without_a_store_the_first_run_comes(qapp, tmp_path: Path) -> None:
    program = Program(qapp, tmp_path / "nothing-here", remember=False)
    assert isinstance(program.window.screen_shown, FirstRunScreen)
    program.end()
    program.window.deleteLater()


@pytest.mark.parametrize("who", ["lead", "inspector"])
def test_the_passphrase_opens_the_places_of_the_role_and_lock_closes_them(qtbot, qapp, store, who: str) -> None:
    program = Program(qapp, store[who], remember=False)
    program.window.show()
    first = program.window.screen_shown
    assert isinstance(first, UnlockScreen)
    first.unlock_asked.emit("not the passphrase at all")
    qtbot.waitUntil(lambda: bool(not program.jobs.is_busy), timeout=20_000)
    assert program.context is None
    first.unlock_asked.emit(PASSPHRASE)
    qtbot.waitUntil(lambda: program.places is not None and not program.jobs.is_busy, timeout=20_000)
    assert not isinstance(program.window.screen_shown, UnlockScreen)
    program.lock()
    qtbot.waitUntil(lambda: not program.jobs.is_busy, timeout=20_000)
    assert isinstance(program.window.screen_shown, UnlockScreen)
    assert program.context is None
    program.end()
    program.window.close()
    program.window.deleteLater()


def test_an_inspector_joins_by_card_and_package(qtbot, qapp, tmp_path: Path) -> None:
    team = make_team(tmp_path, inspectors=1, cases=3)
    package = team.send(team.lead, team.inspectors[0])
    team.close()
    program = Program(qapp, tmp_path / "AI-01", remember=False)
    program.window.show()
    program.window.screen_shown.unlock_asked.emit(PASSPHRASE)
    qtbot.waitUntil(lambda: program.places is not None and program.places.join is not None, timeout=20_000)
    program.places.join.take_file(package)
    qtbot.waitUntil(lambda: program.places.overview is not None, timeout=20_000)
    assert len(program.places.overview.cases) == 3
    program.lock()
    qtbot.waitUntil(lambda: not program.jobs.is_busy, timeout=20_000)
    program.end()
    program.window.close()
    program.window.deleteLater()


UNLOCKS = """
import sys, threading
import subprocess
import sys
from pathlib import Path
where = {}
class Watch:
    def find_spec(self, name, path=None, target=None):
        where[name] = threading.current_thread() is threading.main_thread()
sys.meta_path.insert(0, Watch())
from PySide6.QtTest import QTest
from hmip_desktop.ui.curtain import make_application
from hmip_desktop.ui.program import Program
program = Program(make_application(["tests"]), Path(sys.argv[1]), remember=False)
program.start(sys.argv[2])
while program.places is None or program.jobs.is_busy:
    QTest.qWait(5)
print(type(program.places).__name__, where["hmip_desktop.ui.views.lead.places"])
program.end()
"""


def test_the_places_of_whoever_leads_are_brought_in_beside_the_window(store) -> None:
    asked = [sys.executable, "-c", UNLOCKS, str(store["lead"]), PASSPHRASE]
    told = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60, cwd=ROOT)
    assert told.stdout.split() == ["LeadPlaces", "False"]
