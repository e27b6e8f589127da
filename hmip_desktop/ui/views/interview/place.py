"""The interview of an open case: its small window, what a crash left of it, and placing the notes afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from PySide6.QtCore import QObject, Qt, Signal

from hmip_desktop.domain.interview import Interview
from hmip_desktop.services.drafting import Draft
from hmip_desktop.services.interview import SITTING
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.interview.session import InterviewSession, Ticks
from hmip_desktop.ui.views.interview.triage import TriageScreen
from hmip_desktop.ui.views.interview.window import NOTE, InterviewWindow
from hmip_desktop.ui.widgets.help_keys import add_help_keys
from hmip_desktop.ui.window import MainWindow


class InterviewPlace(QObject):
    """``alert_asked`` carries the words of a note, ``done_asked`` that placing is over for now.

    ``judges`` false is for somebody who was given the interview and nothing else: themes are the assessor's.
    """

    alert_asked = Signal(str)
    advice_asked = Signal()
    done_asked = Signal()

    def __init__(
        self, theme: Theme, window: MainWindow, desk: CaseDesk, drafts: DraftKeeper, judges: bool = True
    ) -> None:
        super().__init__()
        self._theme, self._window, self._desk, self._drafts = theme, window, desk, drafts
        self._judges = judges
        self.ticks: Ticks = monotonic
        self._kept: dict[str, str] = {}
        self.talk: InterviewWindow | None = None
        self.triage: TriageScreen | None = None

    def take_left_over(self, drafts: Sequence[Draft]) -> None:
        """What a crash left: an interview that was running opens again, with its clock and its half-typed note."""
        self._kept = {
            key: draft.words for draft in drafts for key in (SITTING, NOTE) if draft.subject.endswith(f"/{key}")
        }
        held = self._desk.record.interview
        running = held is not None and held.value.started_at and not held.value.ended_at
        if running and SITTING in self._kept:
            self.open()

    def open(self) -> None:
        """The small window beside the call; a file-read has none."""
        if self._desk.record.is_file_read or self._desk.is_locked:
            return
        if self.talk is None or self.talk.session.ended_at is not None:
            self._drop_window()
            session = InterviewSession(self._desk.book.now, self._desk.pack.topics, self.ticks)
            talk = InterviewWindow(self._theme, self._desk, session, self._drafts, self._kept)
            talk.ended.connect(self.open_triage)
            talk.alert_asked.connect(self.alert_asked)
            talk.advice_asked.connect(self.advice_asked)
            talk.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
            add_help_keys(talk, self._window)
            talk.place_beside(self._window.screen().availableGeometry())
            self.talk, self._kept = talk, {}
        self.talk.show()
        self.talk.activateWindow()

    def go_on_writing(self, draft: Draft) -> bool:
        """Go on with words of a note, a theme or the feedback page; False when there is no place for them here."""
        if draft.kind == "feedback":
            if not self.is_running or self.talk is None:
                return False
            self.talk.show_feedback()
            return True
        if not self._desk.record.notes:
            return False
        self.open_triage()
        if self.triage is not None:
            self.triage.restore(draft)
        return True

    @property
    def is_running(self) -> bool:
        """True while the clock of an interview runs."""
        return self.talk is not None and self.talk.session.is_running

    def open_triage(self) -> None:
        """Place the notes; without notes the interview window, or the record of a file-read."""
        if not self._desk.record.notes:
            self._without_notes()
            return
        if self.triage is None:
            self.triage = TriageScreen(self._theme, self._desk, self._judges)
            self.triage.done_asked.connect(self.done_asked)
        self._window.show_screen(self.triage)
        self._window.activateWindow()

    def _without_notes(self) -> None:
        record = self._desk.record
        if record.facts.substitute_for and record.interview is None:
            self._desk.act(t("File-read"), lambda book: book.save_interview(Interview("nobody", file_read=True)))
        else:
            self.open()

    def _drop_window(self) -> None:
        if self.talk is not None:
            self.talk.close()
            self.talk.deleteLater()
            self.talk = None

    def close(self) -> None:
        """Keep what is being typed and take window and screen away."""
        self._drop_window()
        if self.triage is not None:
            self._window.forget_screen(self.triage)
            self.triage = None
        self.deleteLater()
