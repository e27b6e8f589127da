"""What stands behind the passphrase of those who lead: the places, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from hmip_desktop.errors import Refused
from hmip_desktop.services import sitting
from hmip_desktop.services.alert_watch import WaitingAlert
from hmip_desktop.services.context import LEADING
from hmip_desktop.services.drafting import FORM, Draft
from hmip_desktop.services.inspection import NewInspection, create_inspection
from hmip_desktop.services.packs import list_packs
from hmip_desktop.services.team import save_card
from hmip_desktop.ui.commands import Command, inspector_commands, start_commands
from hmip_desktop.ui.places import Places
from hmip_desktop.ui.program_parts import ProgramParts
from hmip_desktop.ui.text import language, sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.alert.choose_case import ChooseCaseDialog
from hmip_desktop.ui.views.conflict.screen import ConflictScreen
from hmip_desktop.ui.views.lead.alerts import AlertsScreen
from hmip_desktop.ui.views.lead.asking import AskDialog
from hmip_desktop.ui.views.lead.cases import CasesScreen
from hmip_desktop.ui.views.lead.commands import PLACES, lead_commands
from hmip_desktop.ui.views.lead.create import CreateScreen, Person
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FileChooser
from hmip_desktop.ui.views.lead.inbox import InboxScreen
from hmip_desktop.ui.views.lead.join import JoinScreen
from hmip_desktop.ui.views.lead.keeping import KeepingScreen
from hmip_desktop.ui.views.lead.learned_places import connect_learned, learned_makers
from hmip_desktop.ui.views.lead.outputs import OutputsScreen
from hmip_desktop.ui.views.lead.page import LeadPage
from hmip_desktop.ui.views.lead.quality import QualityScreen
from hmip_desktop.ui.views.lead.queries import QueriesScreen
from hmip_desktop.ui.views.lead.rail import LeadRail
from hmip_desktop.ui.views.lead.ratings import RatingsScreen
from hmip_desktop.ui.views.lead.record import RecordScreen
from hmip_desktop.ui.views.lead.release import ReleaseScreen
from hmip_desktop.ui.views.lead.results import ResultsScreen
from hmip_desktop.ui.views.lead.sample import SampleScreen
from hmip_desktop.ui.views.lead.seconds import SecondsScreen
from hmip_desktop.ui.widgets.save_state import SaveState

CREATING = ("lead", "local_assessor")


class LeadPlaces(Places):
    """The places of a lead inspector, deputy, quality lead, local assessor or the data team.

    Without an inspection the first screen creates or joins one.
    """

    def __init__(self, program: ProgramParts) -> None:
        super().__init__(program, SaveState())
        self.saving.setParent(self)
        self.desk: LeadDesk | None = None
        self.screens: dict[str, LeadPage] = {}
        self.first: CreateScreen | JoinScreen | None = None

    # start and end ----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the first place, or what makes an inspection where there is none."""
        self.offer_commands()
        if self.ctx.find_inspection() is None:
            self._show_first()
        else:
            self._open_inspection()

    def _show_first(self) -> None:
        person = self.ctx.identity
        if person.role in CREATING:
            made = CreateScreen(
                self.theme, Person(person.name, person.role), list_packs().packs, self.jobs, self.ctx.entropy
            )
            made.create_asked.connect(self._create)
            self.first = made
        else:
            self.first = self._join_screen(self._open_inspection)
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
        self.recovery.saved.connect(desk.drafts.look)
        self.rail = LeadRail(self.theme, desk)
        self.rail.view.opened.connect(self.open_place)
        makers: dict[str, Callable[[Theme, LeadDesk, LeadRail], LeadPage]] = {
            "sample": SampleScreen, "inbox": InboxScreen, "conflicts": ConflictScreen, "alerts": AlertsScreen,
            "cases": CasesScreen, "results": ResultsScreen, "outputs": OutputsScreen, "record": RecordScreen,
            "queries": QueriesScreen, "release": ReleaseScreen, "keeping": KeepingScreen,
        }  # fmt: skip
        if desk.overview.pack.rated:
            makers["ratings"] = RatingsScreen
        if desk.role in LEADING:
            makers["quality"] = QualityScreen
        makers |= learned_makers(desk.role)
        if desk.role == "quality_lead":
            makers = {"seconds": SecondsScreen, "inbox": InboxScreen, "quality": QualityScreen}
        self.screens = {key: make(self.theme, desk, self.rail) for key, make in makers.items()}
        if "seconds" in self.screens:
            self._connect_quality_lead()
        else:
            self._connect()
        self.offer_commands()
        self.open_place("release" if desk.role == "data_team" else next(iter(makers)))
        self.rail.view.setFocus()
        if self.first is not None:
            self.window.forget_screen(self.first)
            self.first = None

    def _connect_quality_lead(self) -> None:
        """Whoever assesses for the second time sees their own cases and nothing of the sample."""
        inbox, seconds = self.screens["inbox"], self.screens["seconds"]
        assert isinstance(inbox, InboxScreen) and isinstance(seconds, SecondsScreen)
        inbox.waiting_changed.connect(self.rail.show_waiting)
        inbox.case_asked.connect(lambda _: self.open_place("seconds"))
        seconds.case_asked.connect(self.work_on_case)

    def _connect(self) -> None:
        inbox, cases = self.screens["inbox"], self.screens["cases"]
        results, record = self.screens["results"], self.screens["record"]
        assert isinstance(inbox, InboxScreen) and isinstance(cases, CasesScreen)
        assert isinstance(results, ResultsScreen) and isinstance(record, RecordScreen)
        inbox.waiting_changed.connect(self.rail.show_waiting)
        inbox.conflicts_asked.connect(lambda: self.open_place("conflicts"))
        inbox.case_asked.connect(self._find_case)
        cases.case_asked.connect(self.read_case)
        connect_learned(self.screens, self.read_case)
        results.case_asked.connect(self.read_case)
        results.outputs_asked.connect(lambda: self.open_place("outputs"))
        record.back_asked.connect(lambda: self.open_place(record.came_from))
        record.work_asked.connect(self.work_on_case)
        self._connect_queries(cases)
        release, ratings = self.screens["release"], self.screens.get("ratings")
        assert isinstance(release, ReleaseScreen)
        release.case_asked.connect(self.work_on_case)
        if isinstance(ratings, RatingsScreen):
            ratings.cases_asked.connect(lambda: self.open_place("results"))

    def _connect_queries(self, cases: CasesScreen) -> None:
        asking, conflicts = self.screens["queries"], self.screens["conflicts"]
        assert isinstance(asking, QueriesScreen) and isinstance(conflicts, ConflictScreen)
        asking.case_asked.connect(self.work_on_case)
        cases.ask_asked.connect(self.ask)
        conflicts.ask_asked.connect(self.ask)

    def ask(self, case_id: str, ref: str = "") -> None:
        """Ask the assessor of a case about a question."""
        assert self.desk is not None
        AskDialog(self.theme, self.window, self.desk, case_id, ref).open()

    def commands(self) -> list[Command]:
        if self.case is None:
            return [*start_commands(), *lead_commands()]
        own = {command.id for command in lead_commands()}
        spare = {command.keys for command in lead_commands() if command.keys}
        case = [c for c in inspector_commands() if c.id not in own and c.keys not in spare]
        return [*start_commands(), *lead_commands(), *case]

    def leave(self) -> None:
        if self.desk is not None:
            self.desk.drafts.flush()
        super().leave()
        for screen in self.screens.values():
            self.window.forget_screen(screen)
        self.screens = {}

    def own_handlers(self) -> dict[str, Callable[[], None]]:
        own: dict[str, Callable[[], None]] = {"save-card": self.save_card}
        if self.screens:
            own["raise-alert"] = self.raise_alert
        sample, inbox, asking = (self.screens.get(key) for key in ("sample", "inbox", "queries"))
        own |= {f"place-{key}": partial(self.open_place, key) for key in PLACES if key in self.screens}
        if isinstance(sample, SampleScreen) and isinstance(inbox, InboxScreen):
            own |= {
                "add-packages": lambda: self._at("inbox", inbox.ask_files),
                "import-sample": lambda: self._at("sample", sample.ask_import),
                "trust-key": lambda: self._at("sample", sample.ask_trust),
                "exclude-case": lambda: self._at("sample", sample.ask_exclusion),
            }
        if isinstance(asking, QueriesScreen):
            own["new-version"] = lambda: self._at("queries", asking.ask_version)
        return own

    def _at(self, key: str, act: Callable[[], None]) -> None:
        self.open_place(key)
        act()

    # places -----------------------------------------------------------------------------------------------

    def open_place(self, key: str) -> None:
        """Show a place; the conflicts only while there are any."""
        screen = self.screens.get(key)
        if screen is None or self.desk is None:
            return
        if self.case is not None:
            self.put_case_away()
            self.desk.read_again()
        self.window.show_screen(screen)
        self.rail.view.show_current("cases" if key == "record" else key)
        self.window.back_to_screen()
        self._begin_in(screen)

    def _begin_in(self, screen: LeadPage) -> None:
        """Where a narrow window hides the rail, Qt gives the focus to the next button, which acts: begin in the place."""
        held = self.window.focusWidget()
        if held is not None and held.isVisible() and any(part.isAncestorOf(held) for part in (screen, self.rail)):
            return
        for part in screen.findChildren(QWidget):
            if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisible() and part.isEnabled():
                part.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def read_case(self, case_id: str) -> None:
        """Show the record of a case, for reading."""
        record, desk = self.screens["record"], self.desk
        assert isinstance(record, RecordScreen) and desk is not None
        shown = self.window.screen_shown
        if shown is not record:
            record.come_from(next((key for key, screen in self.screens.items() if screen is shown), "cases"))
        record.show_case(case_id, "")
        desk.read(lambda ctx, _: ctx.case(case_id).facts.case_ref, partial(record.show_case, case_id), parent=self)
        self.open_place("record")

    def _find_case(self, case_ref: str) -> None:
        cases = self.screens["cases"]
        assert isinstance(cases, CasesScreen)
        cases.search.setText(case_ref)
        self.open_place("cases")

    def go_on_writing(self, draft: Draft) -> None:
        """A form's words stand in it again: in its place, or when it is opened there."""
        if draft.kind != FORM or self.desk is None:
            super().go_on_writing(draft)
            return
        place, form, about = draft.key.split("/", 2)
        self.open_place(place)
        if form == AskDialog.__name__:
            self.ask(*about.split("/", 1))
        self.desk.go_on_asked.emit(draft)

    def open_at(self, case_id: str, ref: str) -> None:
        self.work_on_case(case_id, ref)

    def work_on_case(self, case_id: str, ref: str = "") -> None:
        """Open a case to work on it, at a question when one is named."""
        self.read_to_work(case_id, lambda opened: self._opened(case_id, ref, opened))

    def _opened(self, case_id: str, ref: str, opened: Any) -> None:
        case = self.take_case(case_id, opened)
        case.cases_asked.connect(lambda: self.open_place("cases" if "cases" in self.screens else "seconds"))
        ctx = self.ctx
        self.jobs.run(
            lambda _: sitting.overview(ctx, sentence, language()), parent=case, writes=True,
            on_success=lambda found: case.say_place(found, ctx.now()),
        )  # fmt: skip
        case.open_ref(ref)

    def open_alert(self, alert: WaitingAlert) -> None:
        self.open_place("alerts")

    def raise_alert(self) -> None:
        """An alert from anywhere: about the open case, else about one that is asked for."""
        if self.case is not None:
            self.case.raise_alert()
            return
        dialog = ChooseCaseDialog(self.theme, self.window, self.ctx)
        agreed = dialog.exec() == ChooseCaseDialog.DialogCode.Accepted
        case_id = dialog.case_id
        dialog.deleteLater()
        if agreed and case_id:
            self.work_on_case(case_id, "alert:")

    # acting -----------------------------------------------------------------------------------------------

    def save_card(self) -> None:
        """Write the identity card of the person at work, for somebody who is to trust it."""
        folder = FileChooser(self.window).folder(t("Folder for your identity card"))
        if folder is not None:
            ctx = self.ctx
            file = folder / f"{ctx.identity.name.replace(' ', '-')}.card"
            self.jobs.run(lambda _: save_card(ctx, file), parent=self, on_error=self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.program.door.present(error)
