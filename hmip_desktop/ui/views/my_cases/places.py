"""What stands behind an inspector's passphrase: the places, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog

from hmip_desktop.services import assess, practice, sitting
from hmip_desktop.services.alert_watch import WaitingAlert
from hmip_desktop.services.drafting import DECLARATION, NO_CASE, Draft
from hmip_desktop.services.sitting import Overview
from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.commands import Command, inspector_commands, start_commands
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.palette import Entry
from hmip_desktop.ui.places import Places
from hmip_desktop.ui.program_parts import ProgramParts
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import language, sentence, t
from hmip_desktop.ui.views.conflict.screen import ConflictScreen
from hmip_desktop.ui.views.interview.sending import NoteSender
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.join import JoinScreen
from hmip_desktop.ui.views.my_cases.declaration import DeclarationDialog
from hmip_desktop.ui.views.my_cases.first_page import FirstPage
from hmip_desktop.ui.views.my_cases.practice_case import ThrowAwayDialog, keep_to_itself
from hmip_desktop.ui.views.my_cases.rail_items import (
    ALERTS,
    CONFLICTS,
    EXPORT,
    MY_CASES,
    PACKAGES,
    PRACTICE,
    rail_items,
)
from hmip_desktop.ui.views.packages.desk import PackageDesk


class InspectorPlaces(Places):
    """My cases, the open case, packages, conflicts of this store, the practice case."""

    def __init__(self, program: ProgramParts) -> None:
        page = program.first_page or FirstPage(program.theme, program.window)
        super().__init__(program, page.saving)
        program.first_page, page.now = None, self.now
        self.rail, self.cases = page.rail, page.screen
        self._made: list[Screen] = [self.cases]
        self.rail.view.opened.connect(self._open_key)
        self.overview: Overview | None = None
        self.join: JoinScreen | None = None
        self.conflicts: ConflictScreen | None = None
        self.packages = PackageDesk(self.theme, self.window, self.jobs, self.ctx, self._downloads())
        self.notes_out = NoteSender(self.theme, self.window, self.jobs, self.ctx)
        self._connect()

    def _connect(self) -> None:
        cases = self.cases
        cases.open_asked.connect(self.open_case)
        cases.place_asked.connect(self.open_case)
        cases.resume_asked.connect(self.resume)
        cases.export_asked.connect(self.export)
        cases.alert_asked.connect(self.raise_alert)
        cases.alerts_asked.connect(self.raise_alert)
        cases.conflicts_asked.connect(self.show_conflicts)
        cases.practice_asked.connect(self.open_practice)
        cases.throw_away_asked.connect(self.throw_practice_away)
        cases.declare_asked.connect(self.declare_again)
        cases.files_dropped.connect(self.take_files)
        cases.file_asked.connect(self.choose_file)
        self.strip.shown.connect(cases.tell_above)
        self.packages.changed.connect(self.refresh)
        self.packages.failed.connect(self.program.door.present)
        self.notes_out.sent.connect(self.refresh)
        self.notes_out.failed.connect(self.program.door.present)
        self.jobs.changed.connect(self._note_changes)

    def _downloads(self) -> Path:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return Path(self.program.settings.text("export-folder") or place)

    # start and end ----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Show My cases: the rows of a long list at once, everything else as soon as it is read."""
        self.offer_commands()
        if self.ctx.find_team() is None:
            self._show_join()
            return
        first = sitting.first_look(self.ctx)
        if first is not None:
            self.cases.show_overview(first)
        self.window.show_screen(self.cases)
        self.refresh()

    def _show_join(self) -> None:
        self.join = self._join_screen(self._joined)
        self._made.append(self.join)
        self.window.show_screen(self.join)

    def _joined(self) -> None:
        joined, self.join = self.join, None
        self.start()
        if joined is not None:
            self._made.remove(joined)
            self.window.forget_screen(joined)

    def leave(self) -> None:
        super().leave()
        while self._made:
            self.window.forget_screen(self._made.pop())
        self.conflicts = self.join = None
        if self.overview is not None and self.overview.exported_at:
            self.program.settings.keep("last-export", self.overview.exported_at)

    def commands(self) -> list[Command]:
        return [*start_commands(), *inspector_commands()]

    def own_handlers(self) -> dict[str, Callable[[], None]]:
        own: dict[str, Callable[[], None]] = {
            "my-cases": self.show_cases,
            "resume": self.resume,
            "export": self.export,
            "open-package": self.choose_file,
            "raise-alert": lambda: self.raise_alert(""),
            "practice": self.open_practice,
        }
        if self.case is not None and practice.is_practice(self.case.book.case_id):
            own["practice-throw-away"] = self.throw_practice_away
        return own

    # the list ---------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list of cases again."""
        ctx = self.ctx
        self.jobs.run(
            lambda _: sitting.overview(ctx, sentence, language()),
            parent=self, writes=True, on_success=self._show_overview,
        )  # fmt: skip

    def _show_overview(self, overview: Overview) -> None:
        self.overview = overview
        self.cases.show_overview(overview)
        self._show_rail()
        if self.case is not None:
            self.case.say_place(overview, self.now())
        if self.window.screen_shown is self.cases:
            self.cases.entered()
            self.window.refresh_commands()

    def _show_rail(self) -> None:
        if self.overview is not None:
            desk = self.case.desk if self.case is not None else None
            shown = CONFLICTS if self.window.screen_shown is self.conflicts is not None else MY_CASES
            self.rail.view.show_items(rail_items(self.overview, desk), shown)

    def _note_changes(self, _: object, origin: object) -> None:
        """The list is read again when it is next shown."""
        shown = self.window.screen_shown
        safety = getattr(shown, "help_page", "") == "safety"  # where cases are archived and purged
        heard = origin is not self and not self.left  # two that hear of each other would read again for ever
        if heard and shown is not None and (safety or shown in (self.cases, self.conflicts)):
            self.refresh()

    def show_cases(self) -> None:
        """Back to the list."""
        if self.case is not None:
            self.case.settle()
        if self.overview is None and self.join is not None:
            self.window.show_screen(self.join)
            return
        self.window.show_screen(self.cases)
        self.refresh()

    def _open_key(self, key: str) -> None:
        acts = {
            MY_CASES: self.show_cases, EXPORT: self.export, PACKAGES: self.choose_file,
            ALERTS: lambda: self.raise_alert(""), CONFLICTS: self.show_conflicts, PRACTICE: self.open_practice,
        }  # fmt: skip
        if key in acts:
            acts[key]()
        elif self.case is not None:
            self.case.open_key(key)

    def show_conflicts(self) -> None:
        """What stands in two versions on this computer, one after the other."""
        if self.case is not None:
            self.case.settle()
        if self.conflicts is None:
            desk = LeadDesk(self.ctx, self.jobs, self.saving)
            desk.setParent(self)
            desk.refused.connect(self.program.door.present)
            self.conflicts = ConflictScreen(self.theme, desk, self.rail)
            self.conflicts.finished.connect(self._conflicts_settled)
            self._made.append(self.conflicts)
        self.window.show_screen(self.conflicts)
        self._show_rail()

    def _conflicts_settled(self) -> None:
        if self.case is not None:
            self.case.desk.read_again()

    # cases ------------------------------------------------------------------------------------------------

    def open_at(self, case_id: str, ref: str) -> None:
        self.open_case(case_id, ref)

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
        case = self.take_case(case_id, opened)
        case.cases_asked.connect(self.show_cases)
        case.place_changed.connect(self._keep_place)
        case.send_asked.connect(lambda: self.notes_out.ask(self._downloads()))
        if self.overview is not None:
            case.say_place(self.overview, self.now())
        case.open_ref(ref)
        self._show_rail()

    def declare_again(self) -> None:
        """Something changed since the declaration: a practitioner known from elsewhere, a new case."""
        self._declare()

    def _declare(self) -> bool:
        """False when nothing was declared, and when a conflict was: then whoever leads is asked before a case opens."""
        dialog = DeclarationDialog(self.theme, self.window)
        kept = dialog.keep_typing(DraftKeeper(StoreCaseBook(self.ctx, NO_CASE), self.jobs, self))
        agreed = dialog.exec() == DeclarationDialog.DialogCode.Accepted
        (conflict, detail), settle = dialog.values(), kept.when_saved()
        dialog.deleteLater()
        if agreed:
            ctx = self.ctx
            self.jobs.run(lambda _: assess.declare(ctx, conflict, detail), parent=self, writes=True, on_success=settle)
            self.refresh()
        return agreed and not conflict

    def go_on_writing(self, draft: Draft) -> None:
        self.declare_again() if draft.kind == DECLARATION else super().go_on_writing(draft)

    def _keep_place(self, case_id: str, ref: str) -> None:
        ctx = self.ctx
        self.jobs.run(lambda _: sitting.keep_place(ctx, case_id, ref), parent=self, writes=True)

    def resume(self) -> None:
        """Back to where work stopped."""
        if self.overview is not None and (place := self.overview.place) is not None:
            self.open_case(place.case_id, place.ref)

    def open_alert(self, alert: WaitingAlert) -> None:
        self.open_case(alert.case_id, f"alert:{alert.alert_id}")

    def raise_alert(self, case_id: str) -> None:
        """An alert about a case: the one named, the open one, or the selected one."""
        wanted = case_id or (self.case.desk.book.case_id if self.case is not None else self.cases.current_id())
        if self.case is not None and self.case.desk.book.case_id == wanted:
            self.case.raise_alert()
        elif wanted:
            self.open_case(wanted, "alert:")

    # practice ---------------------------------------------------------------------------------------------

    def open_practice(self) -> None:
        """The practice case, begun where there is none."""
        bench = practice.sitting(self.ctx)

        def read(_: object) -> tuple[str, Any]:
            case_id = practice.begin(bench)
            return case_id, assess.open_case(bench, case_id)

        def opened(found: tuple[str, Any]) -> None:
            case = self.take_case(*found, bench)
            case.cases_asked.connect(self.show_cases)
            keep_to_itself(case)
            case.open_ref("")
            self.refresh()

        self.jobs.run(read, parent=self, title=t("Opening the practice case"), writes=True, on_success=opened)

    def throw_practice_away(self) -> None:
        """After one question: every word of the practice case goes."""
        held = self.overview.practice if self.overview is not None else None
        if held is None:
            return
        dialog = ThrowAwayDialog(self.theme, self.window)
        agreed = dialog.exec() == ThrowAwayDialog.DialogCode.Accepted
        dialog.deleteLater()
        if not agreed:
            return
        if self.case is not None and self.case.desk.book.case_id == held.case_id:
            self.show_cases()
            self.put_case_away()
        ctx, case_id = self.ctx, held.case_id
        self.jobs.run(
            lambda _: practice.throw_away(ctx, case_id), parent=self, title=t("Erasing the practice case"),
            writes=True, on_success=lambda _: self.refresh(),
        )  # fmt: skip

    # packages ---------------------------------------------------------------------------------------------

    def export(self) -> None:
        """Make a sealed file for somebody of the team; an interviewer sends notes to all whom they concern."""
        if self.case is not None:
            self.case.settle()
        if self.ctx.identity.role == "interviewer":
            self.notes_out.ask(self._downloads())
        elif self.overview is not None:
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

    # finding ----------------------------------------------------------------------------------------------

    def palette_entries(self) -> list[Entry]:
        entries = super().palette_entries()
        if self.overview is not None:
            entries += [
                Entry(t("Open {case}", case=case.case_ref), case.pdu, "", partial(self.open_case, case.case_id))
                for case in self.overview.cases
            ]
        return entries
