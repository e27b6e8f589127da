"""Everything that belongs to one open case: its screens, its interview window, its alert, its drafts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QInputDialog

from hmip_desktop.domain.interview import Interview
from hmip_desktop.services.assess import OpenCase
from hmip_desktop.services.drafting import Draft
from hmip_desktop.services.sitting import Overview
from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.palette import Entry
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import t
from hmip_desktop.ui.views.alert.phones import Phone
from hmip_desktop.ui.views.alert.screen import DRAFT as ALERT_DRAFT
from hmip_desktop.ui.views.alert.screen import AlertScreen
from hmip_desktop.ui.views.case.workspace import CaseWorkspace
from hmip_desktop.ui.views.interview.session import InterviewSession
from hmip_desktop.ui.views.interview.triage import TriageScreen
from hmip_desktop.ui.views.interview.window import InterviewWindow
from hmip_desktop.ui.widgets.save_state import SaveState
from hmip_desktop.ui.words import moment_words, role_words

if TYPE_CHECKING:
    from hmip_desktop.ui.views.my_cases.places import ProgramParts

PLACE_MS = 1500  # turning pages writes nothing; where somebody stays is kept


class CasePlaces(QObject):
    """One open case. ``place_changed`` carries case and question, so that work can be resumed there.

    ``sealed_asked`` carries what is to be told when the alert's package is written.
    """

    cases_asked = Signal()
    place_changed = Signal(str, str)
    sealed_asked = Signal(object)

    def __init__(self, program: ProgramParts, saving: SaveState, case_id: str, opened: OpenCase) -> None:
        super().__init__()
        assert program.context is not None
        self.program, self.ctx, self.window = program, program.context, program.window
        self.book = StoreCaseBook(self.ctx, case_id)
        self.desk = CaseDesk(self.book, opened, program.jobs, saving)
        self.drafts = DraftKeeper(self.book, program.jobs, self)
        self.space = CaseWorkspace(program.theme, self.desk, self.drafts)
        self.triage: TriageScreen | None = None
        self.alert: AlertScreen | None = None
        self.talk: InterviewWindow | None = None
        self._left_over: list[Draft] = []
        self._place_timer = QTimer(self)
        self._place_timer.setSingleShot(True)
        self._place_timer.setInterval(PLACE_MS)
        self._connect()

    def _connect(self) -> None:
        space = self.space
        space.screen_asked.connect(self._show)
        self._place_timer.timeout.connect(self._tell_place)
        space.assessment.turned.connect(lambda _: self._place_timer.start())
        space.interview_asked.connect(self.open_interview)
        space.triage_asked.connect(self.open_triage)
        space.alert_asked.connect(self.raise_alert)
        space.evaluation.alert_asked.connect(self.raise_alert)
        space.evaluation.advice_asked.connect(lambda: self.record_advice(""))
        self.desk.refused.connect(self.program.door.present)
        self.drafts.found.connect(self._on_left_over)
        self.drafts.look()

    # screens ----------------------------------------------------------------------------------------------

    def _show(self, screen: Screen) -> None:
        self.window.show_screen(screen)

    def open_ref(self, ref: str) -> None:
        """To a question, to where work goes on, or to an alert ("alert:")."""
        if ref == "alert:":
            self.space.open_assessment()
            self.raise_alert()
        elif ref and self.desk.flow.page_of(ref) is not None:
            self.space.open_ref(ref)
        else:
            self.space.open_assessment()

    def open_key(self, key: str) -> None:
        """To a place of this case by the key of a rail row."""
        self.space.open_assessment() if key == "assessment" else self.space.open_key(key)

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Commands of this case."""
        return self.space.handlers() | {"raise-alert": self.raise_alert}

    def entries(self) -> list[Entry]:
        """Questions and prompts, for the palette."""
        pack = self.desk.pack
        found = []
        for ref in self.desk.flow.visible:
            words = f"{ref} {pack.text(ref)}"
            found.append(Entry(words, t("Question"), "", partial(self.space.open_ref, ref)))
        return found

    def say_place(self, overview: Overview, now: datetime) -> None:
        """The line that is always true, in every footer of this case."""
        last = moment_words(overview.exported_at, now) or t("never")
        words = t("On this computer only. Last export {when}", when=last)
        for screen in (*self.space.screens, self.triage, self.alert):
            if screen is not None and screen.footer is not None:
                screen.footer.say_place(words)

    # interview --------------------------------------------------------------------------------------------

    def open_interview(self) -> None:
        """The small window beside the call; a file-read has none."""
        if self.desk.record.is_file_read or self.desk.is_locked:
            return
        if self.talk is None:
            session = InterviewSession(self.book.now, self.desk.pack.topics)
            self.talk = InterviewWindow(self.program.theme, self.desk, session)
            self.talk.ended.connect(self.open_triage)
            self.talk.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
            self.talk.place_beside(self.window.screen().availableGeometry())
        self.talk.show()
        self.talk.activateWindow()

    @property
    def is_interviewing(self) -> bool:
        """True while the clock of an interview runs."""
        return self.talk is not None and self.talk.session.is_running

    def open_triage(self) -> None:
        """Place the notes; without notes the interview window, or the record of a file-read."""
        if not self.desk.record.notes:
            self._without_notes()
            return
        if self.triage is None:
            self.triage = TriageScreen(self.program.theme, self.desk)
            self.triage.done_asked.connect(self.space.open_assessment)
        self.window.show_screen(self.triage)

    def _without_notes(self) -> None:
        if self.desk.record.facts.substitute_for and self.desk.record.interview is None:
            self.desk.act(t("File-read"), lambda book: book.save_interview(Interview("nobody", file_read=True)))
        else:
            self.open_interview()

    # alert ------------------------------------------------------------------------------------------------

    def raise_alert(self) -> None:
        """The alert screen of this case, with its draft if there is one."""
        if self.alert is not None:
            self.alert.deleteLater()
        self.alert = AlertScreen(self.program.theme, self.desk, self._phones(), self.drafts)
        self.alert.closed.connect(self.space.open_assessment)
        self.alert.advice_asked.connect(self.record_advice)
        self.alert.sealed_asked.connect(lambda _: self.sealed_asked.emit(self.alert))
        draft = next((held for held in self._left_over if held.subject.endswith(f"/{ALERT_DRAFT}")), None)
        if draft is not None:
            self.alert.restore(draft.words)
        self.window.show_screen(self.alert)

    def _phones(self) -> list[Phone]:
        found = self.ctx.find_inspection()
        members = [member for member in (found.roster.members if found else ()) if member.phone]
        when = (t("phone this first"), t("if 1 does not answer"))
        return [
            Phone(f"{role_words(member.role)}, {member.name}", member.phone, when[min(place, 1)])
            for place, member in enumerate(sorted(members, key=lambda member: member.phone_order))
        ]

    def record_advice(self, words: str) -> None:
        """Advice below the threshold: recorded, never chased."""
        ask = t("What did you advise? It is recorded and creates no task.")
        text, agreed = QInputDialog.getMultiLineText(self.window, t("Advice"), ask, words)
        if agreed and text.strip():
            self.desk.act(t("Advice recorded"), lambda book: book.record_advice(text))

    # drafts -----------------------------------------------------------------------------------------------

    def _on_left_over(self, drafts: list[Draft]) -> None:
        self._left_over = drafts
        self.space.assessment.offer_drafts([draft for draft in drafts if "/evidence" in draft.subject])

    def _tell_place(self) -> None:
        self._place_timer.stop()
        self.place_changed.emit(self.book.case_id, self.space.assessment.shown_ref())

    def settle(self) -> None:
        """Keep what is being typed, and where."""
        if self._place_timer.isActive():
            self._tell_place()
        screen = self.window.screen_shown
        if screen is not None:
            screen.leaving()
        self.drafts.flush()

    def close(self) -> None:
        """Leave the case: keep what is typed, close its windows, delete its screens."""
        self.settle()
        self.desk.changed.disconnect()  # what is still being written comes home to no screen
        if self.talk is not None:
            self.talk.close()
            self.talk.deleteLater()
            self.talk = None
        for screen in (*self.space.screens, self.triage, self.alert):
            if screen is not None:
                self.window.forget_screen(screen)
        self.space.rail.deleteLater()
        self.desk.deleteLater()
        self.deleteLater()
