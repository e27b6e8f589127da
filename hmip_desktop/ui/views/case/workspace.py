"""One open case: its desk, its rail, and the screens between which the rail moves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from hmip_desktop.services.drafting import Draft
from hmip_desktop.services.find_in_case import Passage
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case import rail_items
from hmip_desktop.ui.views.case.assessment import AssessmentScreen
from hmip_desktop.ui.views.case.case_dialogs import CaseDialogs
from hmip_desktop.ui.views.case.details import DetailsScreen
from hmip_desktop.ui.views.case.evaluate import EvaluateScreen
from hmip_desktop.ui.widgets.rails import StageRail


class CaseWorkspace(QObject):
    """Holds what belongs to one case while it is open.

    ``screen_asked`` carries the screen to show; ``interview_asked`` and ``alert_asked`` ask the program for those;
    ``elsewhere_asked`` carries a draft that is gone on with outside of these screens.
    """

    screen_asked = Signal(object)
    interview_asked = Signal()
    triage_asked = Signal()
    alert_asked = Signal()
    elsewhere_asked = Signal(object)

    def __init__(self, theme: Theme, desk: CaseDesk, drafts: DraftKeeper | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.rail = StageRail(theme)
        self._rail_version = -1
        self.assessment = AssessmentScreen(theme, desk, self.rail, drafts)
        self.details = DetailsScreen(theme, desk, self.rail)
        self.evaluation = EvaluateScreen(theme, desk, self.rail)
        self._shown: Screen = self.assessment
        self._wanted = ""
        self.rail.view.opened.connect(self.open_key)
        self.rail.check_asked.connect(lambda: self.open_key(rail_items.EVALUATE))
        self.evaluation.ref_asked.connect(self.open_ref)
        self.evaluation.place_asked.connect(self.open_key)
        self.details.continue_asked.connect(self.open_assessment)
        self.assessment.turned.connect(self._on_turned)
        self.dialogs = CaseDialogs(theme, desk, self._window)
        self._drafts = drafts
        desk.changed.connect(self.refresh_rail)

    @property
    def screens(self) -> tuple[Screen, ...]:
        """All screens of this case."""
        return self.assessment, self.details, self.evaluation

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Commands that work anywhere in this case."""
        return {
            "case-details": lambda: self.open_key(rail_items.DETAILS),
            "evaluate": lambda: self.open_key(rail_items.EVALUATE),
            "interview": self.interview_asked.emit,
            "triage": self.triage_asked.emit,
            "find": lambda: self.dialogs.open_search(self.go_to),
            "history": self.open_history,
            "undo": self.desk.undo,
            "redo": self.desk.redo,
        }

    def _window(self) -> QWidget:
        return self._shown.window()

    def open_history(self) -> None:
        """The history of what has the focus: an answer, a note, else the close of the case or its question set."""
        kind, ref = ("evaluation", "") if self._shown is self.evaluation else ("route", "")
        if self._shown is self.assessment:
            kind, ref = self.assessment.in_focus()
        self.dialogs.open_history(kind, ref)

    def go_to(self, passage: Passage) -> None:
        """To a text that was found."""
        if passage.sort == "note":
            self.triage_asked.emit()
        elif passage.sort in ("evaluation", "other"):
            self.open_key(rail_items.EVALUATE)
        elif passage.ref:
            self.open_ref(passage.ref)
            self.assessment.show_evidence(passage.key)
        else:
            self.open_key(rail_items.DETAILS)

    def go_on_writing(self, subject: str, home: Screen | None = None) -> None:
        """Back to where words were left over, with the words; until they are found ``home`` is shown, else the questions."""
        if self._drafts is not None:
            self._show(home or self.assessment)
            self._wanted = subject
            self._drafts.found.connect(self._take_up, Qt.ConnectionType.SingleShotConnection)
            self._drafts.look()

    def _take_up(self, drafts: list[Draft]) -> None:
        draft = next((held for held in drafts if held.subject == self._wanted), None)
        if draft is None:
            return
        if draft.kind in ("alert", "advice", "feedback", "theme", "note-words"):
            self.elsewhere_asked.emit(draft)
        elif draft.kind in ("evaluation", "practice", "reopen"):
            self.open_key(rail_items.EVALUATE)
            self.evaluation.restore(draft)
        elif draft.kind in ("route", "fact"):
            self.open_key(rail_items.DETAILS)
            self.details.restore(draft)
        else:
            self.assessment.restore(draft)

    def open_assessment(self) -> None:
        """To the question where work goes on."""
        self._show(self.assessment)

    def open_ref(self, ref: str) -> None:
        """To a question or prompt, or to a note of evidence ("evidence:" and its id)."""
        self._show(self.assessment)
        if ref.startswith("evidence:"):
            note_id = ref.removeprefix("evidence:")
            held = self.desk.record.evidence.get(note_id)
            if held is not None and held.value.links:
                self.assessment.show_ref(held.value.links[0].ref)
                self.assessment.show_evidence(note_id)
            return
        self.assessment.show_ref(ref)

    def open_key(self, key: str) -> None:
        """To what a row of the rail stands for."""
        if key == rail_items.DETAILS:
            self._show(self.details)
        elif key == rail_items.EVALUATE:
            self._show(self.evaluation)
        elif key == rail_items.INTERVIEW:
            self.triage_asked.emit() if self.desk.record.notes else self.interview_asked.emit()
        elif key == rail_items.ALERTS:
            self.alert_asked.emit()
        elif key.startswith("stage:"):
            self._open_stage(key.removeprefix("stage:"))
        else:
            self.open_ref(key)

    def _open_stage(self, stage: str) -> None:
        """To the first page of a stage that is not complete, else to its first page."""
        pages = [page for page in self.desk.flow.pages if (page.stage or page.standard) == stage]
        unfinished = [page for page in pages if not self.desk.flow.page_count(page.ref).complete]
        if pages:
            self.open_ref((unfinished or pages)[0].ref)

    def _show(self, screen: Screen) -> None:
        self._shown = screen
        self.screen_asked.emit(screen)
        if screen is not self.assessment:
            self.refresh_rail()

    def shown_key(self) -> str:
        """The key of the rail row for what is in view."""
        if self._shown is self.details:
            return rail_items.DETAILS
        if self._shown is self.evaluation:
            return rail_items.EVALUATE
        return self.assessment.shown_ref()

    def _on_turned(self, ref: str) -> None:
        """Turning a page moves the mark; rows change only where stages open and close."""
        if self._rail_version != self.desk.version:
            self.refresh_rail()
            return
        if len(self.desk.flow.pages) > rail_items.ALL_OPEN:
            self.rail.view.expand_only(ref)
        self.rail.view.show_current(ref)

    def refresh_rail(self) -> None:
        """Show the rail as the case stands."""
        self._rail_version = self.desk.version
        total = self.desk.flow.total
        self.rail.heading.show_progress(total.answered, total.total)
        key = self.shown_key()
        self.rail.view.show_items(rail_items.rail_items(self.desk, key), key)
