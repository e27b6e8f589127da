"""The practice case in the window: what it says instead of sealing an alert, throwing it away, and practising before
anything is unlocked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from hmip_desktop.services import assess, practice
from hmip_desktop.ui.commands import Command, inspector_commands, start_commands
from hmip_desktop.ui.places import Places
from hmip_desktop.ui.program_parts import ProgramParts
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.case_places import CasePlaces
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.save_state import SaveState

NOT_HERE = ("my-cases", "export", "open-package", "resume", "declare", "settle-conflicts", "practice")
"""Commands about real work, which the practice before unlocking does not have."""


def keep_to_itself(case: CasePlaces) -> None:
    """Nothing of this case is sealed: an alert says so where it would name its file."""
    case.alerts.stays_here = True


class ThrowAwayDialog(Sheet):
    """The one question before the practice case is erased."""

    def __init__(self, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(theme, parent, t("Throw the practice case away?"))
        words = t("Everything you tried in it is erased and cannot be brought back. Your own cases stay as they are.")
        self.body.addWidget(Banner(theme, "warning", "", words))
        self.keep = self.add_cancel(t("Keep it"))
        self.main = self.add_main(t("Throw it away"), "trash")
        self.keep.setDefault(True)  # what cannot be brought back is never one Enter away
        self.keep.setFocus()


class PracticePlaces(Places):
    """The practice case in a store of its own that nobody can open again: for looking around before unlocking.

    Leaving it closes the store, and whoever opened it deletes it.
    """

    def __init__(self, program: ProgramParts) -> None:
        super().__init__(program, SaveState())
        self.saving.setParent(self)

    def start(self) -> None:
        """Begin the case and show its first question."""
        self.offer_commands()
        bench = practice.sitting(self.ctx)

        def read(_: object) -> tuple[str, Any]:
            case_id = practice.begin(bench)
            return case_id, assess.open_case(bench, case_id)

        self.jobs.run(
            read, parent=self, title=t("Opening the practice case"), writes=True,
            on_success=lambda found: self._opened(found, bench),
        )  # fmt: skip

    def _opened(self, found: tuple[str, Any], bench: Any) -> None:
        case = self.take_case(*found, bench)
        case.cases_asked.connect(self.lock_asked)
        keep_to_itself(case)
        case.say_here("")
        case.open_ref("")

    def commands(self) -> list[Command]:
        own = [
            command for command in inspector_commands() if command.id not in (*NOT_HERE, "lock", "practice-throw-away")
        ]
        leave = Command("lock", t("&File"), t("&Leave the practice case"), "Ctrl+L", True)
        return [*start_commands(), leave, *own]

    def own_handlers(self) -> dict[str, Callable[[], None]]:
        return {"raise-alert": lambda: self.case.raise_alert() if self.case is not None else None}
