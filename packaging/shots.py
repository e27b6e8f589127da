"""Pictures of every screen in light, dark, at 200 % text and narrow, with one page that shows them all.

    python packaging/dev.py shots [--only WORDS] [--looks light,dark,200,1024] [--out DIR]

Real stores and real windows, drawn offscreen. Look at the pictures: they are the test of the look.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

import shots_world as made_up  # noqa: E402 - the folder of this file is on the path only now
from contact_sheet import contact_sheet  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402
from shots_desk import SCENES as DESK  # noqa: E402
from shots_dialogs import SCENES as DIALOGS  # noqa: E402
from shots_help import help_window  # noqa: E402
from shots_looks import LOOKS, Look  # noqa: E402
from shots_safety import escrow, safety, ways_in  # noqa: E402
from shots_wizard import SCENES as WIZARD  # noqa: E402

from hmip_desktop.ui.curtain import make_application  # noqa: E402
from hmip_desktop.ui.program import Program  # noqa: E402


class Studio:
    """One program on the made-up world, and the way from one picture to the next."""

    def __init__(self, app: QApplication, world: made_up.World, out: Path) -> None:
        self.app, self.world, self.out = app, world, out
        self.program = Program(app, world.folder / "AI-07", remember=False)
        self.look = LOOKS[0]
        self.taken: list[tuple[str, str, str]] = []

    def settle(self) -> None:
        """Let jobs come home and layouts settle."""
        limit = time.monotonic() + 20
        quiet = 0
        while quiet < 6 and time.monotonic() < limit:
            if self.program.jobs.is_busy:
                QTest.qWait(1)  # a turn without rest would take the processor from the job
                quiet = 0
            else:
                self.app.processEvents()
                quiet += 1

    def wear(self, look: Look) -> None:
        """Put the look on the program."""
        self.look = look
        self.program.theme.set_scale(look.scale)
        self.program.theme.set_mode(look.mode)
        self.program.speech.speak(look.language)
        self.settle()
        window = self.program.window
        window.resize(look.width, look.height)
        window.show()
        window.activateWindow()
        self.settle()
        window.restyle()
        self.settle()

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """Take a picture of the window, or of another one."""
        self.settle()
        target = widget or self.program.window
        file = self.out / f"{name}-{self.look.name}.png"
        target.grab().save(str(file))
        self.taken.append((name, self.look.name, file.name))

    @property
    def places(self) -> Any:
        """What stands behind the passphrase."""
        return self.program.places

    def enter(self) -> None:
        """Past the passphrase, as the inspector."""
        if self.program.places is None:
            self.program.enter(self.world.inspector)
            if self.program.guard.watch is not None:
                self.program.guard.watch.stop()  # on a busy computer a picture takes so long that it looks like sleep
            self.settle()
            self.places.saving.succeed(self.world.clock().astimezone())

    def open_case(self, ref: str) -> Any:
        """Open a case and give its places."""
        self.enter()
        self.places.open_case(self.world.case_ids[ref])
        self.settle()
        return self.places.case


def start(studio: Studio) -> None:
    """The unlock screen, with Caps Lock and after a wrong try."""
    screen = studio.program.unlock_screen
    screen.passphrase.setText("walnut kettle hi")
    screen.passphrase.caps_changed.emit(True)
    studio.take("start-unlock")


def first_run(studio: Studio) -> None:
    """The three steps of the first run."""
    from hmip_desktop.ui.views.start.first_run import FirstRunScreen

    screen = FirstRunScreen(studio.program.theme, Path("/home/ai07/HMIP Desktop/store"), made_up.steady_entropy(5))
    screen.who.name.setText("AI-07")
    screen.who.role.set_value("inspector")
    screen.who.changed.emit()
    studio.program.window.show_screen(screen)
    studio.take("first-run-1")
    screen.go_on()
    screen.folder.folder.setText(str(studio.out / "store"))
    screen.folder.folder.left.emit()
    screen.folder.first.setText("violin kettle harbour walnut")
    screen.folder.second.setText("violin kettle harb")
    screen.folder.second.setFocus()
    studio.take("first-run-2")
    screen.show_recovery("K7QF-M2XD-9HRT-W4BA-3ZUC-VE4N-P5YL-6GJS-A7KD-Q2MW-RTVB-X4CZ-N5PH-J6LS")
    screen.key.lines[0].setText(screen.key._groups[screen.key._asked[0]])
    screen.key.lines[1].setText(screen.key._groups[screen.key._asked[1]][:3])
    screen.key.lines[1].setFocus()
    studio.take("first-run-3")
    studio.program.window.show_screen(studio.program.unlock_screen)
    studio.program.window.forget_screen(screen)


def my_cases(studio: Studio) -> None:
    """The list of cases."""
    studio.enter()
    studio.places.show_cases()
    studio.settle()
    studio.places.cases.table.set_current_row(6)
    studio.places.cases.open_button.setFocus()
    studio.take("my-cases")


def assessment(studio: Studio) -> None:
    """A key question with its contradiction, the composer, the data page."""
    case = studio.open_case("0417")
    case.space.open_ref("C1")
    case.space.assessment.judgement.answers.focus_answer()
    studio.take("main")
    case.space.assessment.page.add_evidence()
    composer = case.space.assessment.page.evidence.composer
    composer.text.setPlainText("Home visit on 18 April recorded; no enquiry about who else lives there.")
    studio.take("evidence")
    composer.hide()
    case.space.open_ref("data:assessment")
    studio.take("data")
    case.space.open_ref("C1")
    case.space.assessment.guidance.search.setText("police checks")
    studio.take("guidance-search")
    case.space.assessment.guidance.search.clear()


def details(studio: Studio) -> None:
    """The facts that decide."""
    case = studio.open_case("0428")
    case.space.open_key("details")
    studio.settle()
    case.space.details._fields["measure_date"].setFocus()
    studio.take("case-details")


def evaluate(studio: Studio) -> None:
    """The close of a case, and why it cannot be signed off."""
    case = studio.open_case("0412")
    case.space.open_key("evaluate")
    studio.take("evaluate")
    case.space.evaluation.bar.why.click()
    studio.take("evaluate-why")
    case.space.evaluation.reasons.hide()


def triage(studio: Studio) -> None:
    """Placing notes."""
    case = studio.open_case("0417")
    case.open_triage()
    studio.settle()
    case.triage.undo_bar.offer("12:41 “I never checked who the partner was.” sent to C1 b")
    studio.take("triage")
    case.triage.undo_bar.withdraw()
    case.triage.targets.theme_chosen.emit("barrier", False)
    case.triage.theme_form.words.setText("Mr Harris covers for nobody")
    studio.take("triage-theme")
    case.triage.theme_form.left.emit()


def interview(studio: Studio) -> None:
    """The small window beside the call."""
    from hmip_desktop.ui.views.interview.session import InterviewSession
    from hmip_desktop.ui.views.interview.window import InterviewWindow

    case = studio.open_case("0417")
    session = InterviewSession(studio.world.clock, case.desk.pack.topics)
    window = InterviewWindow(studio.program.theme, case.desk, session)
    window.show()
    window.setup.start.setFocus()
    studio.take("interview-start", window)
    session.start()
    window.pages.setCurrentWidget(window.talk)
    before = studio.world.clock.at
    session.go_to_topic(2)
    studio.world.clock.at = before + timedelta(minutes=14, seconds=34)
    window.talk.box.setFocus()
    window.refresh()
    studio.take("interview", window)
    window.show_feedback()
    studio.take("interview-feedback", window)
    studio.world.clock.at = before
    window.close()
    window.deleteLater()


def alert(studio: Studio) -> None:
    """An alert, nearly complete."""
    case = studio.open_case("0417")
    case.raise_alert()
    form = case.alert.form
    form.scope.choose("others")
    lines = (
        ("identifiable", "Two children and their mother at the family address"),
        ("significant", "Earlier conviction for violence to a child"),
        ("imminent", "Unsupervised visit planned for Saturday"),
    )
    for code, why in lines:
        form.rows[code].answer.choose("yes")
        form.rows[code].why.setText(why)
    form.happened.setPlainText(
        "nDelius 7 Nov: police log says he moved back to the family address on 5 Nov. No contact made with "
        "children’s services. OASys not updated."
    )
    form.at_risk.setPlainText("Two children, 4 and 7, and their mother. Address known to police.")
    form.so_far.setText("Practitioner emailed the duty manager at 13:10; no reply seen.")
    form.happened.setFocus()
    studio.take("alert")
    case.drafts.settled("alert")
    case.space.open_assessment()


def dialogs(studio: Studio) -> None:
    """Export, arrival, palette, keys, declaration, trouble."""
    from hmip_desktop.errors import Refused
    from hmip_desktop.services import merge_plan
    from hmip_desktop.ui.errors import TroubleDialog
    from hmip_desktop.ui.help_dialogs import KeysDialog
    from hmip_desktop.ui.palette import Entry, PaletteDialog
    from hmip_desktop.ui.views.my_cases.declaration import DeclarationDialog
    from hmip_desktop.ui.views.packages.arrival_dialog import ArrivalDialog
    from hmip_desktop.ui.views.packages.export_dialog import ExportDialog
    from hmip_desktop.ui.views.settings.dialog import SettingsDialog

    studio.enter()
    theme, window = studio.program.theme, studio.program.window
    leads = studio.places.overview.leads
    package = next((studio.world.folder / "out").glob("*.hmip"))
    plan = merge_plan.plan(studio.world.inspector, [package])
    entries = [Entry(c.plain, c.menu.replace("&", ""), c.keys.split(" | ")[0], print) for c in window.commands_on()]
    palette = PaletteDialog(theme, window, entries)
    palette.search.setText("ex")
    shown = (
        ("dialog-export", ExportDialog(theme, window, leads, Path("/home/ai07/Documents"), 4)),
        ("dialog-arrival", ArrivalDialog(theme, window, plan, {studio.world.lead.me: "LI-02"})),
        ("dialog-palette", palette),
        *(
            (f"settings-{place}", SettingsDialog(theme, window, studio.program.preferences.sections(), title))
            for place, title in enumerate(section.title for section in studio.program.preferences.sections())
        ),
        ("dialog-keys", KeysDialog(theme, window, window.all_commands())),
        ("dialog-declaration", DeclarationDialog(theme, window)),
        ("dialog-refused", TroubleDialog(theme, window, Refused("nothing-to-export", name="LI-02"))),
        ("dialog-defect", TroubleDialog(theme, window, _defect())),
    )
    for name, dialog in shown:
        dialog.show()
        studio.take(name, dialog)
        dialog.close()
        dialog.deleteLater()


def _defect() -> Exception:
    try:
        raise ValueError("made up")
    except ValueError as error:
        return error


SCENES: tuple[Callable[[Studio], None], ...] = (
    start, ways_in, escrow, first_run, my_cases, assessment, details, evaluate, triage, interview, alert, dialogs,
    safety, help_window, *WIZARD, *DESK, *DIALOGS,
)  # fmt: skip


def main() -> int:
    """Take the pictures; gives the exit code."""
    parser = argparse.ArgumentParser(prog="dev.py shots")
    parser.add_argument("--only", default="")
    parser.add_argument("--looks", default=",".join(look.name for look in LOOKS))
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "shots")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    app = make_application(["shots"])
    app.setCursorFlashTime(0)
    wanted = [scene for scene in SCENES if not options.only or scene.__name__ in options.only.split(",")]
    with tempfile.TemporaryDirectory(prefix="hmip-shots-") as folder:
        world = made_up.make_world(Path(folder), judged_up_to=date(2026, 10, 30))
        made_up.open_first_question(world)
        made_up.hold_interview(world, "0417")
        made_up.fill(world, "0428", 0.25)
        made_up.close_most(world, "0412")
        made_up.spread_out(world)
        studio = Studio(app, world, options.out)
        for scene in wanted:
            for look in (look for look in LOOKS if look.name in options.looks.split(",")):
                studio.wear(look)
                scene(studio)
        page = contact_sheet(options.out, studio.taken)
        studio.program.window.close()
        studio.program.context = None
        studio.program.end()
        world.close()
    print(f"{len(studio.taken)} pictures: {page}")
    if options.only:
        return 0
    lead = [sys.executable, str(ROOT / "packaging" / "shots_lead.py"), "--looks", options.looks]
    return subprocess.run([*lead, "--out", str(options.out / "lead")], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
