"""What stands behind an inspector's passphrase: the places, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog

from hmip_desktop.services import assess, sitting
from hmip_desktop.services.context import Context
from hmip_desktop.services.sitting import Overview
from hmip_desktop.ui.commands import inspector_commands, start_commands
from hmip_desktop.ui.errors import ErrorDoor
from hmip_desktop.ui.help_dialogs import KeysDialog, WordsDialog, about_words, accessibility_words
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.palette import Entry, PaletteDialog
from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.text import sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.case_places import CasePlaces
from hmip_desktop.ui.views.lead.join import JoinScreen
from hmip_desktop.ui.views.my_cases.declaration import DeclarationDialog
from hmip_desktop.ui.views.my_cases.first_page import FirstPage
from hmip_desktop.ui.views.my_cases.rail_items import ALERTS, EXPORT, MY_CASES, PACKAGES, rail_items
from hmip_desktop.ui.views.packages.desk import PackageDesk
from hmip_desktop.ui.widgets.save_state import Saving
from hmip_desktop.ui.window import MainWindow


class ProgramParts(Protocol):
    """What the program hands over: its window and what belongs to it, and the open store."""

    theme: Theme
    window: MainWindow
    jobs: JobRunner
    door: ErrorDoor
    settings: Settings
    appearance: Any
    context: Context | None
    first_page: FirstPage | None


class InspectorPlaces(QObject):
    """My cases, the open case, packages. ``lock_asked`` asks for the store to be closed."""

    lock_asked = Signal()

    def __init__(self, program: ProgramParts) -> None:
        super().__init__()
        assert program.context is not None
        self.program, self.ctx = program, program.context
        self.theme, self.window, self.jobs = program.theme, program.window, program.jobs
        page = program.first_page or FirstPage(self.theme, self.window)
        program.first_page, page.now = None, self._now
        self.saving, self.rail, self.cases = page.saving, page.rail, page.screen
        self.rail.view.opened.connect(self._open_key)
        self.overview: Overview | None = None
        self.case: CasePlaces | None = None
        self.join: JoinScreen | None = None
        self.packages = PackageDesk(self.theme, self.window, self.jobs, self.ctx, self._downloads())
        self._connect()

    def _connect(self) -> None:
        cases = self.cases
        cases.open_asked.connect(self.open_case)
        cases.resume_asked.connect(self.resume)
        cases.export_asked.connect(self.export)
        cases.alert_asked.connect(self.raise_alert)
        cases.alerts_asked.connect(self.raise_alert)
        cases.files_dropped.connect(self.take_files)
        cases.file_asked.connect(self.choose_file)
        self.packages.changed.connect(self.refresh)
        self.packages.failed.connect(self.program.door.present)
        self.jobs.changed.connect(lambda changes, origin: self._note_changes(origin))

    def _now(self) -> datetime:
        return self.ctx.now()

    def _downloads(self) -> Path:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return Path(self.program.settings.text("export-folder") or place)

    # start and end ----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Show My cases: the rows of a long list at once, everything else as soon as it is read."""
        self.window.set_commands(self._commands(), self.handlers())
        if self.ctx.find_inspection() is None:
            self._show_join()
            return
        first = sitting.first_look(self.ctx)
        if first is not None:
            self.cases.show_overview(first)
        self.window.show_screen(self.cases)
        self.refresh()

    def _show_join(self) -> None:
        """Nobody has sent cases yet: hand over the card, trust the lead's, open the first package."""
        screen = JoinScreen(self.theme, self.ctx, self.jobs, self.saving)
        screen.failed.connect(self.program.door.present)
        self.join = screen

        def joined() -> None:
            self.start()
            self.window.forget_screen(screen)
            self.join = None

        screen.joined.connect(joined)
        self.window.show_screen(screen)

    def _commands(self) -> list:
        return [*start_commands(), *inspector_commands()]

    def leave(self) -> None:
        """Keep what is being typed and take everything off the screen."""
        if self.case is not None:
            self.case.close()
        self._keep_export_time()

    def may_close(self) -> bool:
        """False while something typed is not on the disk."""
        if self.case is not None:
            self.case.settle()
        return self.saving.state is not Saving.FAILED

    def keeps_awake(self) -> bool:
        """True while an interview clock runs: nobody is to be locked out of a call."""
        return self.case is not None and self.case.is_interviewing

    def handlers(self) -> dict[str, Callable[[], None]]:
        """The commands that work everywhere after unlocking."""
        own: dict[str, Callable[[], None]] = {
            "quit": self._quit,
            "lock": self.lock_asked.emit,
            "my-cases": self.show_cases,
            "resume": self.resume,
            "export": self.export,
            "open-package": self.choose_file,
            "raise-alert": lambda: self.raise_alert(""),
            "palette": self.show_palette,
            "keys": lambda: self._dialog(KeysDialog(self.theme, self.window, self.window.all_commands())),
            "about": lambda: self._dialog(WordsDialog(self.theme, self.window, t("About"), about_words())),
            "accessibility": lambda: self._dialog(
                WordsDialog(self.theme, self.window, t("Accessibility"), accessibility_words())
            ),
        }
        own |= self.program.appearance.handlers()
        return own | (self.case.handlers() if self.case is not None else {})

    def _quit(self) -> None:
        self.window.close()

    def _dialog(self, dialog: Any) -> None:
        dialog.exec()
        dialog.deleteLater()

    # the list ---------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list of cases again."""
        ctx = self.ctx
        self.jobs.run(
            lambda _: sitting.overview(ctx, sentence), parent=self, on_success=self._show_overview, writes=True
        )

    def _show_overview(self, overview: Overview) -> None:
        self.overview = overview
        self.cases.show_overview(overview)
        self._show_rail()
        if self.case is not None:
            self.case.say_place(overview, self._now())
        if self.window.screen_shown is self.cases:
            self.cases.entered()
            self.window.refresh_commands()

    def _show_rail(self) -> None:
        if self.overview is not None:
            desk = self.case.desk if self.case is not None else None
            self.rail.view.show_items(rail_items(self.overview, desk), MY_CASES)

    def _note_changes(self, origin: object) -> None:
        """The list is read again when it is next shown."""
        if origin is not self and self.window.screen_shown is self.cases:
            self.refresh()

    def show_cases(self) -> None:
        """Back to the list."""
        if self.case is not None:
            self.case.settle()
        self.window.show_screen(self.cases)
        self.refresh()

    def _open_key(self, key: str) -> None:
        if key == MY_CASES:
            self.show_cases()
        elif key == EXPORT:
            self.export()
        elif key == PACKAGES:
            self.choose_file()
        elif key == ALERTS:
            self.raise_alert("")
        elif self.case is not None:
            self.case.open_key(key)

    # cases ------------------------------------------------------------------------------------------------

    def open_case(self, case_id: str, ref: str = "") -> None:
        """Open a case; the first time the declaration stands before it."""
        ctx = self.ctx
        if self.case is not None and self.case.desk.book.case_id == case_id:
            self.case.open_ref(ref)
            return

        def read(_: object) -> tuple[bool, Any]:
            return assess.has_declared(ctx), assess.open_case(ctx, case_id)

        self.jobs.run(
            read, parent=self, title=t("Opening the case"), writes=True,
            on_success=lambda found: self._opened(case_id, ref, *found),
        )  # fmt: skip

    def _opened(self, case_id: str, ref: str, declared: bool, opened: Any) -> None:
        if not declared and not self._declare():
            return
        if self.case is not None:
            self.case.close()
        self.case = CasePlaces(self.program, self.saving, case_id, opened)
        self.case.cases_asked.connect(self.show_cases)
        self.case.place_changed.connect(self._keep_place)
        self.case.sealed_asked.connect(self.packages.export_alert)
        if self.overview is not None:
            self.case.say_place(self.overview, self._now())
        self.window.set_commands(self._commands(), self.handlers())
        self.case.open_ref(ref)
        self._show_rail()

    def _declare(self) -> bool:
        dialog = DeclarationDialog(self.theme, self.window)
        agreed = dialog.exec() == DeclarationDialog.DialogCode.Accepted
        conflict, detail = dialog.values()
        dialog.deleteLater()
        if agreed:
            ctx = self.ctx
            self.jobs.run(lambda _: assess.declare(ctx, conflict, detail), parent=self, writes=True)
        return agreed

    def _keep_place(self, case_id: str, ref: str) -> None:
        ctx = self.ctx
        self.jobs.run(lambda _: sitting.keep_place(ctx, case_id, ref), parent=self, writes=True)

    def resume(self) -> None:
        """Back to where work stopped."""
        place = self.overview.place if self.overview is not None else None
        if place is not None:
            self.open_case(place.case_id, place.ref)

    def raise_alert(self, case_id: str) -> None:
        """An alert about a case: the one named, the open one, or the selected one."""
        wanted = case_id or (self.case.desk.book.case_id if self.case is not None else self.cases.current_id())
        if self.case is not None and self.case.desk.book.case_id == wanted:
            self.case.raise_alert()
        elif wanted:
            self.open_case(wanted, "alert:")

    # packages ---------------------------------------------------------------------------------------------

    def export(self) -> None:
        """Make a sealed file for somebody of the team."""
        if self.case is not None:
            self.case.settle()
        if self.overview is not None:
            self.packages.export(self.overview.leads, self.overview.changed_since)

    def take_files(self, files: list[Path]) -> None:
        """Look at dropped packages."""
        self.packages.look_at(files)

    def choose_file(self) -> None:
        """The button that does what dropping does."""
        names, _ = QFileDialog.getOpenFileNames(
            self.window, t("Choose a package"), str(self._downloads()), t("Sealed packages (*.hmip)")
        )
        if names:
            self.packages.look_at([Path(name) for name in names])

    def _keep_export_time(self) -> None:
        if self.overview is not None and self.overview.exported_at:
            self.program.settings.keep("last-export", self.overview.exported_at)

    # finding ----------------------------------------------------------------------------------------------

    def show_palette(self) -> None:
        """Ctrl+K."""
        entries = [
            Entry(command.plain.rstrip("."), command.menu.replace("&", ""), command.keys.split(" | ")[0],
                  partial(self.window.perform, command.id))
            for command in self.window.commands_on()
            if command.id != "palette"
        ]  # fmt: skip
        if self.case is not None:
            entries += self.case.entries()
        if self.overview is not None:
            entries += [
                Entry(t("Open {case}", case=case.case_ref), case.pdu, "", partial(self.open_case, case.case_id))
                for case in self.overview.cases
            ]
        dialog = PaletteDialog(self.theme, self.window, entries)
        dialog.exec()
        chosen = dialog.chosen
        dialog.deleteLater()
        if chosen is not None:
            chosen.act()
