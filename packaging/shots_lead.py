"""Pictures of the lead inspector's screens, as ``shots.py`` takes those of the inspector.

python packaging/shots_lead.py [--only WORDS] [--looks light,dark,200,1024] [--out DIR]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

import lead_scene  # noqa: E402 - the folder of this file is on the path only now
from PySide6.QtWidgets import QDialog  # noqa: E402
from shots import LOOKS, Studio, contact_sheet  # noqa: E402
from shots_desk import LEAD_SCENES as DESK  # noqa: E402
from shots_keeping import keeping  # noqa: E402
from shots_lead_forms import LEAD_FORMS  # noqa: E402
from shots_learned import learned  # noqa: E402
from shots_quality import LEAD_SCENES as QUALITY  # noqa: E402
from shots_release import release  # noqa: E402

from hmip_desktop.services import alert_calls  # noqa: E402
from hmip_desktop.ui.curtain import make_application  # noqa: E402
from hmip_desktop.ui.program import Program  # noqa: E402


class LeadStudio(Studio):
    """One program on the lead's store."""

    def __init__(self, app, scene: lead_scene.Scene, out: Path) -> None:
        self.app, self.scene, self.out = app, scene, out
        self.program = Program(app, scene.folder / "stores" / "lead", remember=False)
        self.look = LOOKS[0]
        self.taken: list[tuple[str, str, str]] = []
        self.program.enter(scene.lead)
        self.settle()
        self.places.saving.succeed(scene.clock().astimezone())

    def at(self, key: str):
        """Go to a place and give its screen."""
        self.places.open_place(key)
        self.settle()
        return self.places.screens[key]

    def take_dialog(self, name: str) -> None:
        """Take a picture of the form that is open, then close it."""
        self.settle()
        for dialog in self.program.window.findChildren(QDialog):
            if dialog.isVisible():
                self.take(name, dialog)
                dialog.reject()
        self.settle()


def sample(studio: LeadStudio) -> None:
    """Sample and team, with an override being typed, and its forms."""
    screen = studio.at("sample")
    studio.take("sample-team")
    row = next((row for row in screen.checks.rows if row.line.is_open), None)
    if row is not None:
        row.open_reason()
        row.reason.setText("No further eligible cases")
        studio.take("sample-override")
        screen.checks._picture = None
        screen.refresh()
        studio.settle()
    screen.ask_import()
    dialog = studio.program.window.findChildren(QDialog)[-1]
    bad = studio.scene.folder / "bad.csv"
    text = (studio.scene.folder / "sample.csv").read_text().replace("medium", "middling", 2)
    bad.write_text(text)
    dialog.take_file(bad)
    studio.take_dialog("import")
    screen.ask_give()
    studio.take_dialog("give")
    screen.ask_exclusion()
    studio.take_dialog("exclude")
    screen.ask_extra()
    studio.take_dialog("add-case")
    card = next((studio.scene.folder / "cards").glob("AI*.card"), None) or next(
        (studio.scene.folder / "cards").glob("*.card")
    )
    screen.choose.file = lambda *_: card
    screen.ask_trust()
    studio.take_dialog("trust")


def inbox(studio: LeadStudio) -> None:
    """The inbox with nothing planned, and with a plan."""
    screen = studio.at("inbox")
    screen.forget_plan()
    studio.take("inbox-empty")
    screen.take_files(studio.scene.inbox)
    studio.settle()
    screen.packages.view.setFocus()
    studio.take("merge-plan")


def conflict(studio: LeadStudio) -> None:
    """A judgement and a note."""
    screen = studio.at("conflicts")
    screen.bar.keep.choose("base" if not screen.queue else screen.bar.keep.buttons[2].choice.code)
    screen.bar.reason.setText("Contact log entry of 24 March seen; agreed by telephone.")
    screen.bar.keep.focus_answer()
    studio.take("conflict")
    screen.later.click()
    studio.settle()
    studio.take("conflict-2")


def alerts(studio: LeadStudio) -> None:
    """The register."""
    screen = studio.at("alerts")
    screen.register.view.set_current_row(len(screen.lines) - 1)
    screen.register.view.setFocus()
    studio.take("alerts-register")
    if not alert_calls.waiting_calls(studio.scene.lead):
        said = "A man is at the flat who may not go near the children; the file follows in an hour."
        alert_calls.record_call(studio.scene.lead, "26-0401", "Assistant inspector AI-01", said)
    screen.refresh()
    studio.settle()
    studio.take("alerts-call")


def cases(studio: LeadStudio) -> None:
    """All cases, and the record of one."""
    screen = studio.at("cases")
    studio.take("all-cases")
    screen.case_asked.emit(screen.cases.view.rows_model.rows[0].item.case_id)
    studio.settle()
    studio.take("record")


def results(studio: LeadStudio) -> None:
    """The heat map."""
    screen = studio.at("results")
    screen.heat.setFocus()
    studio.take("results")
    screen.heat.choose(2, screen.heat.heat.columnCount() - 1)
    studio.take("results-scrolled")
    screen.heat.choose(0, 1)
    screen.split.set_value("rosh")
    screen._split_by("rosh")
    studio.take("results-rosh")
    screen.split.set_value("pdu")
    screen._split_by("pdu")
    studio.settle()
    for name, place in (("rosh", 3), ("interview", 1)):
        screen.filters.pickers[name].setCurrentIndex(place)
        screen.filters.pickers[name].picked.emit("")
        studio.settle()
    screen.heat.choose(1, screen.heat.heat.columnCount() - 1)
    studio.take("results-filtered")
    screen.filters.clear_all()


def ratings(studio: LeadStudio) -> None:
    """Ratings, where the pack is rated."""
    if "ratings" in studio.places.screens:
        screen = studio.at("ratings")
        screen.standards.view.set_current_row(4)
        screen.standards.view.setFocus()
        studio.take("ratings")
        screen.standards.view.set_current_row(0)
        studio.settle()
        screen.column.area.ensureWidgetVisible(screen.examples.lines, 0, 400)
        studio.take("ratings-examples")


def outputs(studio: LeadStudio) -> None:
    """Outputs for the body and for the public."""
    screen = studio.at("outputs")
    screen.files.setFocus()
    studio.take("outputs")
    screen.audience.choose("public")
    studio.take("outputs-public")
    screen.ask_limits(screen.left_out.held)
    studio.take_dialog("outputs-limits")
    screen.audience.choose("body")


def create(studio: LeadStudio) -> None:
    """Creating an inspection."""
    from hmip_desktop.services.packs import list_packs
    from hmip_desktop.services.team import create_escrow
    from hmip_desktop.ui.views.lead.create import CreateScreen, Person

    window = studio.program.window
    before = window.screen_shown
    screen = CreateScreen(
        studio.program.theme,
        Person("LI-01", "lead"),
        list_packs().packs,
        studio.program.jobs,
        bytes,
    )
    window.show_screen(screen)
    screen.title.setText("Northern Vale, dynamic inspection")
    screen.region.setText("Northern Vale")
    studio.take("create")
    if not (studio.out / "escrow").exists():
        create_escrow(studio.out / "escrow", bytes)
    screen.take_escrow(studio.out / "escrow" / "escrow.card")
    studio.settle()
    studio.take("create-escrow")
    window.show_screen(before)
    window.forget_screen(screen)


SCENES: tuple[Callable[[LeadStudio], None], ...] = (
    sample, inbox, conflict, alerts, cases, results, ratings, outputs, keeping, release, create, *QUALITY, learned,
    *DESK, *LEAD_FORMS,
)  # fmt: skip


def main() -> int:
    """Take the pictures; gives the exit code."""
    parser = argparse.ArgumentParser(prog="shots_lead.py")
    parser.add_argument("--only", default="")
    parser.add_argument("--looks", default=",".join(look.name for look in LOOKS))
    parser.add_argument("--pack", default="dipp-2025")
    parser.add_argument("--cases", type=int, default=40)
    parser.add_argument("--inspectors", type=int, default=5)
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "shots-lead")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    app = make_application(["shots"])
    app.setCursorFlashTime(0)
    wanted = [scene for scene in SCENES if not options.only or scene.__name__ in options.only.split(",")]
    with tempfile.TemporaryDirectory(prefix="hmip-shots-") as folder:
        made = lead_scene.full_scene(Path(folder), options.cases, options.inspectors, options.pack)
        studio = LeadStudio(app, made, options.out)
        for look in LOOKS:
            if look.name in options.looks.split(","):
                studio.wear(look)
                for scene in wanted:
                    started = time.monotonic()
                    scene(studio)
                    print(f"{look.name:6} {scene.__name__:12} {time.monotonic() - started:5.1f} s")
        studio.program.window.closing = lambda: True
        studio.program.window.close()
        for ctx in made.inspectors:
            ctx.store.close()
        studio.program.end()
    print(contact_sheet(options.out, studio.taken))
    return 0


if __name__ == "__main__":
    sys.exit(main())
