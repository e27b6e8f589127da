"""A sitting of a person who types a word of its own into every field, run as a program of its own.

    python marked_session.py WORLD WORDS inspector
    python marked_session.py WORLD WORDS lead

The words typed go to the file WORDS as they were made; everything else that is left is what the test searches.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

import lead_scene  # noqa: E402 - the folder of it is on the path only now
import shots_world as made_up  # noqa: E402
from PySide6.QtCore import QEvent  # noqa: E402
from PySide6.QtGui import QFocusEvent, QGuiApplication  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QWidget  # noqa: E402

from hmip_desktop.errors import Refused  # noqa: E402
from hmip_desktop.logs import close_log, open_log  # noqa: E402
from hmip_desktop.paths import log_folder, private_umask  # noqa: E402
from hmip_desktop.services import exporting, safekeeping  # noqa: E402
from hmip_desktop.services.context import Context  # noqa: E402
from hmip_desktop.ui.curtain import make_application  # noqa: E402
from hmip_desktop.ui.program import Program  # noqa: E402


class Typist:
    """Types a word that stands nowhere else into whatever takes words."""

    def __init__(self, app: QApplication, program: Program, kept: Path) -> None:
        self.app, self.program, self.kept = app, program, kept
        self.count = 0

    def settle(self) -> None:
        """Let every job come home."""
        quiet = 0
        while quiet < 8:
            self.app.processEvents()
            quiet = 0 if self.program.jobs.is_busy else quiet + 1

    def word(self) -> str:
        """A new word."""
        self.count += 1
        made = f"zqx{self.count:04d}vortexmarker"
        with self.kept.open("a", encoding="utf-8") as out:
            out.write(made + "\n")
        return made

    def fill(self, place: QWidget) -> None:
        """Type into every field of a place that can be seen, and leave each."""
        for field in [*place.findChildren(QLineEdit), *place.findChildren(QPlainTextEdit)]:
            if not field.isVisible() or not field.isEnabled() or field.isReadOnly():
                continue
            field.setFocus()
            QTest.keyClicks(field, self.word())
            QApplication.sendEvent(field, QFocusEvent(QEvent.Type.FocusOut))
            self.settle()


def sitting(typist: Typist, world: made_up.World) -> None:
    """Through every place of a case, an interview, an alert, a form and a search."""
    program = typist.program
    program.enter(world.inspector)
    typist.settle()
    typist.fill(program.window)
    program.places.open_case(world.case_ids["0417"])
    typist.settle()
    case = program.places.case
    keys = program.window.screen_shown.rail.view.keys()
    for key in [key for key in keys if ":" not in key or key.startswith("q")]:
        case.open_key(key)
        typist.settle()
        typist.fill(program.window)
    for ref in ("C1", "C2", "C4", "details", "evaluate:", "alert:"):
        case.open_ref(ref)
        typist.settle()
        typist.fill(program.window)
        case.settle()
    case.open_interview()
    typist.settle()
    for window in QApplication.topLevelWidgets():
        if window.isVisible() and window is not program.window:
            typist.fill(window)
    typist.settle()
    program.keeping.open("ways")
    typist.settle()
    typist.fill(program.window)


class NoFile:
    """Whoever is asked for a file or a folder chooses none."""

    def file(self, *_: str) -> None:
        """No file."""

    def files(self, *_: str) -> list[Path]:
        """No files."""
        return []

    folder = file


def leading(typist: Typist, scene: Any) -> None:
    """Through every place of a lead inspector, and every form that a place has."""
    program = typist.program
    program.enter(scene.lead)
    typist.settle()
    for key, screen in list(program.places.screens.items()):
        if key != "record":  # which needs a case, and takes no words
            program.places.open_place(key)
        typist.settle()
        typist.fill(program.window)
        screen.choose = NoFile()
        for ask in forms_of(screen):
            ask()
            typist.settle()
            for dialog in [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog)]:
                if dialog.isVisible():
                    typist.fill(dialog)
                    dialog.reject()
            typist.settle()


def forms_of(screen: QWidget) -> Iterator[Callable[[], object]]:
    """What opens the forms of a place."""
    for name in dir(type(screen)):
        if name.startswith("ask_") and inspect.isfunction(getattr(type(screen), name)):
            ask = getattr(screen, name)
            asked = inspect.signature(ask).parameters.values()
            if all(one.default is not inspect.Parameter.empty for one in asked):
                yield ask


def trouble(typist: Typist) -> None:
    """A defect whose message holds a word, which must not reach the log or the dialog's report."""
    try:
        raise ValueError(typist.word())
    except ValueError as error:
        typist.program.door.present(error)
    typist.program.door.present(Refused("case-unknown", case_id="0" * 16))
    typist.settle()


def main() -> None:
    """One sitting, from unlocking to the lock and the end of the program."""
    private_umask()
    folder, kept = Path(sys.argv[1]), Path(sys.argv[2])
    app = make_application(["marked"])
    if sys.argv[3] == "lead":
        scene = lead_scene.full_scene(folder, cases=8, inspectors=2)
        program = Program(app, folder / "stores" / "lead", log=open_log(log_folder()))
        typist = begun(app, program, kept)
        leading(typist, scene)
        end(typist, scene.lead, scene.inspectors)
        return
    world = made_up.make_world(folder, cases=4)
    made_up.assess.declare(world.inspector, False, "")
    program = Program(app, world.folder / "AI-07", log=open_log(log_folder()))
    typist = begun(app, program, kept)
    sitting(typist, world)
    exporting.export(world.inspector, world.lead.me, folder / "out")
    end(typist, world.inspector, [world.lead])


def begun(app: QApplication, program: Program, kept: Path) -> Typist:
    """At the start screen."""
    program.start()
    typist = Typist(app, program, kept)
    typist.settle()
    return typist


def end(typist: Typist, ctx: Context, others: list[Context]) -> None:
    """A backup, something copied, something that goes wrong, the lock, and the end of the program."""
    program = typist.program
    safekeeping.back_up_now(ctx)
    QGuiApplication.clipboard().setText(typist.word())
    trouble(typist)
    program.lock()
    typist.settle()
    program.window.close()
    program.end()
    for other in others:
        other.store.close()
    close_log()


main()
