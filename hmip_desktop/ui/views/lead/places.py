"""What stands behind the passphrase of those who lead: the places, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, sitting
from hmip_desktop.services.context import Context
from hmip_desktop.services.inspection import NewInspection, create_inspection
from hmip_desktop.services.packs import list_packs
from hmip_desktop.services.team import save_card
from hmip_desktop.ui.commands import inspector_commands, start_commands
from hmip_desktop.ui.help_dialogs import KeysDialog, WordsDialog, about_words, accessibility_words
from hmip_desktop.ui.palette import Entry, PaletteDialog
from hmip_desktop.ui.text import sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.case_places import CasePlaces
from hmip_desktop.ui.views.lead.alerts import AlertsScreen
from hmip_desktop.ui.views.lead.cases import CasesScreen
from hmip_desktop.ui.views.lead.commands import PLACES, lead_commands
from hmip_desktop.ui.views.lead.conflict import ConflictScreen
from hmip_desktop.ui.views.lead.create import CreateScreen, Person
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.inbox import InboxScreen
from hmip_desktop.ui.views.lead.join import JoinScreen
from hmip_desktop.ui.views.lead.outputs import OutputsScreen
from hmip_desktop.ui.views.lead.page import LeadPage
from hmip_desktop.ui.views.lead.rail import LeadRail
from hmip_desktop.ui.views.lead.ratings import RatingsScreen
from hmip_desktop.ui.views.lead.record import RecordScreen
from hmip_desktop.ui.views.lead.results import ResultsScreen
from hmip_desktop.ui.views.lead.sample import SampleScreen
from hmip_desktop.ui.views.my_cases.places import ProgramParts
from hmip_desktop.ui.widgets.save_state import SaveState

CREATING = ("lead", "local_assessor")


class LeadPlaces(QObject):
    """The places of a lead inspector, deputy, quality lead, local assessor or the data team.

    ``lock_asked`` asks for the store to be closed. Without an inspection the first screen creates or joins one.
    """

    lock_asked = Signal()

    def __init__(self, program: ProgramParts) -> None:
        super().__init__()
        assert program.context is not None
        self.program, self.ctx = program, program.context
        self.theme, self.window, self.jobs = program.theme, program.window, program.jobs
        self.saving = SaveState(self)
        self.desk: LeadDesk | None = None
        self.screens: dict[str, LeadPage] = {}
        self.first: CreateScreen | JoinScreen | None = None
        self.case: CasePlaces | None = None

    # start and end ----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the first place, or what makes an inspection where there is none."""
        self.window.set_commands(self._commands(), self.handlers())
        if self.ctx.find_inspection() is None:
            self._show_first()
        else:
            self._open_inspection()

    def _show_first(self) -> None:
        person = self.ctx.identity
        if person.role in CREATING:
            made = CreateScreen(self.theme, Person(person.name, person.role), list_packs().packs, self.jobs)
            made.create_asked.connect(self._create)
            self.first = made
        else:
            joined = JoinScreen(self.theme, self.ctx, self.jobs, self.saving)
            joined.joined.connect(self._open_inspection)
            joined.failed.connect(self.program.door.present)
            self.first = joined
        self.window.show_screen(self.first)

    def _create(self, request: NewInspection) -> None:
        ctx, first = self.ctx, self.first
        assert isinstance(first, CreateScreen)
        self.jobs.run(
            lambda _: create_inspection(ctx, request), parent=self, title=t("Creating the inspection"), writes=True,
            on_success=lambda _: self._open_inspection(), on_error=first.refused,
        )  # fmt: skip

    def _open_inspection(self) -> None:
        """Make the desk and the places of the inspection and show the first."""
        desk = LeadDesk(self.ctx, self.jobs, self.saving)
        self.desk = desk
        desk.refused.connect(self.program.door.present)
        self.rail = LeadRail(self.theme, desk)
        self.rail.view.opened.connect(self.open_place)
        makers: dict[str, Callable[[Theme, LeadDesk, LeadRail], LeadPage]] = {
            "sample": SampleScreen, "inbox": InboxScreen, "conflicts": ConflictScreen, "alerts": AlertsScreen,
            "cases": CasesScreen, "results": ResultsScreen, "outputs": OutputsScreen, "record": RecordScreen,
        }  # fmt: skip
        if desk.overview.pack.rated:
            makers["ratings"] = RatingsScreen
        self.screens = {key: make(self.theme, desk, self.rail) for key, make in makers.items()}
        self._connect()
        self.window.set_commands(self._commands(), self.handlers())
        self.open_place("sample")
        self.rail.view.setFocus()
        if self.first is not None:
            self.window.forget_screen(self.first)
            self.first = None

    def _connect(self) -> None:
        inbox, cases = self.screens["inbox"], self.screens["cases"]
        results, record = self.screens["results"], self.screens["record"]
        assert isinstance(inbox, InboxScreen) and isinstance(cases, CasesScreen)
        assert isinstance(results, ResultsScreen) and isinstance(record, RecordScreen)
        inbox.waiting_changed.connect(self.rail.show_waiting)
        inbox.conflicts_asked.connect(lambda: self.open_place("conflicts"))
        inbox.case_asked.connect(self._find_case)
        cases.case_asked.connect(self.read_case)
        results.case_asked.connect(self.read_case)
        results.outputs_asked.connect(lambda: self.open_place("outputs"))
        record.back_asked.connect(lambda: self.open_place("cases"))
        record.work_asked.connect(self.work_on_case)
        ratings = self.screens.get("ratings")
        if isinstance(ratings, RatingsScreen):
            ratings.cases_asked.connect(lambda: self.open_place("results"))

    def _commands(self) -> list:
        if self.case is not None:
            own = {command.id for command in lead_commands()}
            spare = {command.keys for command in lead_commands() if command.keys}
            case = [c for c in inspector_commands() if c.id not in own and c.keys not in spare]
            return [*start_commands(), *lead_commands(), *case]
        return [*start_commands(), *lead_commands()]

    def leave(self) -> None:
        """Keep what is being typed and take everything off the screen."""
        if self.case is not None:
            self.case.close()
        for screen in self.screens.values():
            self.window.forget_screen(screen)
        self.screens = {}

    def may_close(self) -> bool:
        """False while something typed is not on the disk."""
        if self.case is not None:
            self.case.settle()
        return self.saving.state.value != "failed"

    def handlers(self) -> dict[str, Callable[[], None]]:
        """The commands that work everywhere after unlocking."""
        own: dict[str, Callable[[], None]] = {
            "quit": self._quit,
            "lock": self.lock_asked.emit,
            "save-card": self.save_card,
            "palette": self.show_palette,
            "keys": lambda: self._dialog(KeysDialog(self.theme, self.window, self.window.all_commands())),
            "about": lambda: self._dialog(WordsDialog(self.theme, self.window, t("About"), about_words())),
            "accessibility": lambda: self._dialog(
                WordsDialog(self.theme, self.window, t("Accessibility"), accessibility_words())
            ),
        }
        own |= self.program.appearance.handlers()
        sample, inbox = self.screens.get("sample"), self.screens.get("inbox")
        if isinstance(sample, SampleScreen) and isinstance(inbox, InboxScreen):
            own |= {f"place-{key}": partial(self.open_place, key) for key in PLACES if key in self.screens}
            own |= {
                "add-packages": lambda: self._at("inbox", inbox.ask_files),
                "import-sample": lambda: self._at("sample", sample.ask_import),
                "trust-key": lambda: self._at("sample", sample.ask_trust),
                "exclude-case": lambda: self._at("sample", sample.ask_exclusion),
            }
        return own | (self.case.handlers() if self.case is not None else {})

    def _quit(self) -> None:
        self.window.close()

    def _dialog(self, dialog: Any) -> None:
        dialog.exec()
        dialog.deleteLater()

    def _at(self, key: str, act: Callable[[], None]) -> None:
        self.open_place(key)
        act()

    # places -----------------------------------------------------------------------------------------------

    def open_place(self, key: str) -> None:
        """Show a place; the conflicts only while there are any."""
        screen = self.screens.get(key)
        if screen is None:
            return
        if self.case is not None:
            self._leave_case()
        self.window.show_screen(screen)
        self.rail.view.show_current("cases" if key == "record" else key)
        self.window.back_to_screen()

    def _leave_case(self) -> None:
        assert self.case is not None and self.desk is not None
        self.case.close()
        self.case = None
        self.window.set_commands(self._commands(), self.handlers())
        self.desk.read_again()

    def read_case(self, case_id: str) -> None:
        """Show the record of a case, for reading."""
        record, desk = self.screens["record"], self.desk
        assert isinstance(record, RecordScreen) and desk is not None
        record.show_case(case_id, "")
        desk.read(lambda ctx, _: ctx.case(case_id).facts.case_ref, partial(record.show_case, case_id), parent=self)
        self.open_place("record")

    def _find_case(self, case_ref: str) -> None:
        cases = self.screens["cases"]
        assert isinstance(cases, CasesScreen)
        cases.search.setText(case_ref)
        self.open_place("cases")

    def work_on_case(self, case_id: str) -> None:
        """Open a case to work on it."""
        ctx = self.ctx
        self.jobs.run(
            lambda _: assess.open_case(ctx, case_id), parent=self, title=t("Opening the case"), writes=True,
            on_success=lambda opened: self._opened(case_id, opened),
        )  # fmt: skip

    def _opened(self, case_id: str, opened: Any) -> None:
        self.case = CasePlaces(self.program, self.saving, case_id, opened)
        self.case.cases_asked.connect(lambda: self.open_place("cases"))
        self.window.set_commands(self._commands(), self.handlers())
        self._say_place(self.ctx)
        self.case.open_ref("")

    def _say_place(self, ctx: Context) -> None:
        case = self.case
        if case is not None:
            self.jobs.run(
                lambda _: sitting.overview(ctx, sentence), parent=case, on_success=lambda found: case.say_place(found, ctx.now()),
                writes=True,
            )  # fmt: skip

    # acting -----------------------------------------------------------------------------------------------

    def save_card(self) -> None:
        """Write the identity card of the person at work, for somebody who is to trust it."""
        from hmip_desktop.ui.views.lead.forms import FileChooser

        folder = FileChooser(self.window).folder(t("Folder for your identity card"))
        if folder is not None:
            ctx = self.ctx
            file = folder / f"{ctx.identity.name.replace(' ', '-')}.card"
            self.jobs.run(lambda _: save_card(ctx, file), parent=self, on_error=self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.program.door.present(error)

    def show_palette(self) -> None:
        """Ctrl+K."""
        entries = [
            Entry(command.plain.rstrip("."), command.menu.replace("&", ""), command.keys.split(" | ")[0],
                  partial(self.window.perform, command.id))
            for command in self.window.commands_on()
            if command.id != "palette"
        ]  # fmt: skip
        dialog = PaletteDialog(self.theme, self.window, entries)
        dialog.exec()
        chosen = dialog.chosen
        dialog.deleteLater()
        if chosen is not None:
            chosen.act()
