"""Everything that belongs to one open case: its screens, its interview window, its alert, its drafts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal

from hmip_desktop.services.assess import OpenCase
from hmip_desktop.services.context import Context
from hmip_desktop.services.drafting import Draft
from hmip_desktop.services.interview import is_interview_only
from hmip_desktop.services.practice import is_practice
from hmip_desktop.services.sitting import Overview
from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.palette import Entry
from hmip_desktop.ui.program_parts import ProgramParts
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import t
from hmip_desktop.ui.views.alert.place import AlertPlace
from hmip_desktop.ui.views.alert.screen import AlertScreen
from hmip_desktop.ui.views.case.rail_items import EVALUATE
from hmip_desktop.ui.views.case.workspace import CaseWorkspace
from hmip_desktop.ui.views.interview.brief import BriefScreen
from hmip_desktop.ui.views.interview.place import InterviewPlace
from hmip_desktop.ui.views.interview.triage import TriageScreen
from hmip_desktop.ui.views.interview.window import InterviewWindow
from hmip_desktop.ui.widgets.save_state import SaveState
from hmip_desktop.ui.words import moment_words

PLACE_MS = 1500  # turning pages writes nothing; where somebody stays is kept


class CasePlaces(QObject):
    """One open case. ``place_changed`` carries case and question, so that work can be resumed there.

    ``alerts_changed`` comes when an alert was saved, told or sealed; ``send_asked`` when notes are to be sent.
    """

    cases_asked = Signal()
    place_changed = Signal(str, str)
    alerts_changed = Signal()
    send_asked = Signal()

    def __init__(
        self, program: ProgramParts, saving: SaveState, case_id: str, opened: OpenCase, ctx: Context | None = None
    ) -> None:
        super().__init__()
        assert program.context is not None
        self.program, self.ctx, self.window = program, ctx or program.context, program.window
        self.book = StoreCaseBook(self.ctx, case_id)
        self.desk = CaseDesk(self.book, opened, program.jobs, saving)
        self.drafts = self.desk.drafts = DraftKeeper(self.book, program.jobs, self)
        self.space = CaseWorkspace(program.theme, self.desk, self.drafts)
        only_talks = is_interview_only(self.ctx, opened.record)
        self.interview = InterviewPlace(program.theme, self.window, self.desk, self.drafts, not only_talks)
        self.alerts = AlertPlace(program.theme, self.window, self.ctx, self.desk, self.drafts, self._downloads)
        self.brief = BriefScreen(program.theme, self.desk) if only_talks else None
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
        space.evaluation.advice_asked.connect(self.alerts.open_advice)
        space.elsewhere_asked.connect(self._go_on_elsewhere)
        self.interview.alert_asked.connect(self.raise_alert)
        self.interview.advice_asked.connect(self.alerts.open_advice)
        self.interview.done_asked.connect(self.open_home)
        self.alerts.closed.connect(self.open_home)
        self.alerts.changed.connect(self.alerts_changed)
        if self.brief is not None:
            self.brief.interview_asked.connect(self.open_interview)
            self.brief.triage_asked.connect(self.open_triage)
            self.brief.alert_asked.connect(self.raise_alert)
            self.brief.send_asked.connect(self.send_asked)
        self.desk.refused.connect(self.program.door.present)
        self.drafts.found.connect(self._on_left_over)
        self.drafts.look()

    # screens ----------------------------------------------------------------------------------------------

    def _show(self, screen: Screen) -> None:
        self.window.show_screen(screen)

    def open_ref(self, ref: str) -> None:
        """To a question, to where work goes on, or to an alert ("alert:" and its id, or a new one)."""
        if ref.startswith("draft:"):
            self.space.go_on_writing(ref, home=self.brief)
        elif ref.startswith("alert:"):
            alert_id = ref.removeprefix("alert:")
            self.alerts.show_alert(alert_id) if alert_id else self.raise_alert()
        elif self.brief is not None:
            self.open_home()
        elif ref and self.desk.flow.page_of(ref) is not None:
            self.space.open_ref(ref)
        else:
            self.space.open_assessment()

    def open_key(self, key: str) -> None:
        """To a place of this case by the key of a rail row."""
        if key == "assessment" or (self.brief is not None and key != "interview"):
            self.open_home()
        else:
            self.space.open_key(key)

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Commands of this case."""
        if self.brief is not None:
            return {
                "raise-alert": self.raise_alert, "interview": self.open_interview, "triage": self.open_triage,
                "undo": self.desk.undo, "redo": self.desk.redo,
            }  # fmt: skip
        return self.space.handlers() | {"raise-alert": self.raise_alert}

    def entries(self) -> list[Entry]:
        """Questions and prompts, for the palette; a key question is found by the words of its guidance too."""
        pack, route = self.desk.pack, self.desk.record.route_used
        found = []
        for ref in self.desk.flow.visible:
            guidance = pack.guidance(ref, route) if pack.element(ref).kind == "key_question" else None
            also = " ".join((guidance.judge, *guidance.look_for)) if guidance is not None else ""
            found.append(Entry(f"{ref} {pack.text(ref)}", t("Question"), "", partial(self.space.open_ref, ref), also))
        return found

    def say_place(self, overview: Overview, now: datetime) -> None:
        """The line that is always true, in every footer of this case."""
        last = moment_words(overview.exported_at, now) or t("never")
        self.say_here(t("On this computer only. Last export {when}", when=last))

    def say_here(self, words: str) -> None:
        """The same line in other words; those of a practice case stay."""
        if is_practice(self.book.case_id):
            words = t("Practice. Never sent, never counted.")
        for screen in (*self.space.screens, self.brief, self.triage, self.alert):
            if screen is not None and screen.footer is not None:
                screen.footer.say_place(words)

    # interview and alert ----------------------------------------------------------------------------------

    @property
    def talk(self) -> InterviewWindow | None:
        """The small window, once it was opened."""
        return self.interview.talk

    @property
    def triage(self) -> TriageScreen | None:
        """Where notes are placed, once it was opened."""
        return self.interview.triage

    @property
    def alert(self) -> AlertScreen | None:
        """The alert being written or just saved."""
        return self.alerts.screen

    def open_interview(self) -> None:
        """The small window beside the call; a file-read has none."""
        self.interview.open()

    @property
    def is_interviewing(self) -> bool:
        """True while the clock of an interview runs."""
        return self.interview.is_running

    def open_triage(self) -> None:
        """Place the notes; without notes the interview window, or the record of a file-read."""
        self.interview.open_triage()

    def raise_alert(self, words: str = "") -> None:
        """The alert screen of this case, with its draft if there is one; ``words`` of a note go in."""
        self.alerts.raise_alert(words)
        self.window.activateWindow()

    def open_home(self) -> None:
        """Where work on this case goes on: the questions, or for an interviewer the interview."""
        self._show(self.brief) if self.brief is not None else self.space.open_assessment()

    # drafts -----------------------------------------------------------------------------------------------

    def _downloads(self) -> Path:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return Path(self.program.settings.text("export-folder") or place)

    def _on_left_over(self, drafts: list[Draft]) -> None:
        self.interview.take_left_over(drafts)
        self.alerts.take_left_over(drafts)

    def _go_on_elsewhere(self, draft: Draft) -> None:
        """Go on with words that were typed in an alert, the advice log or the interview."""
        if draft.kind == "alert":
            self.raise_alert()
        elif draft.kind == "advice":
            self.alerts.open_advice()
        elif not self.interview.go_on_writing(draft):
            self.space.open_key(EVALUATE)
            self.space.evaluation.restore(draft)

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
        self.interview.close()
        self.alerts.close()
        for screen in (*self.space.screens, self.brief):
            if screen is not None:
                self.window.forget_screen(screen)
        self.space.rail.deleteLater()
        self.desk.deleteLater()
        self.deleteLater()
