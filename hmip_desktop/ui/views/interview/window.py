"""The small window beside the call: clock, topic, notes, note box. Always on top, out of sharing where possible."""

from __future__ import annotations

import json

import msgspec
from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from hmip_desktop.domain.interview import Interview, NoteTag
from hmip_desktop.domain.values import moment, read_moment
from hmip_desktop.services.context import Changes
from hmip_desktop.services.interview import SITTING
from hmip_desktop.ui.case_book import CaseBook
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.platform.sharing import hide_from_sharing
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.interview.feedback import FeedbackPage
from hmip_desktop.ui.views.interview.header import InterviewHeader
from hmip_desktop.ui.views.interview.note_keeper import NoteKeeper
from hmip_desktop.ui.views.interview.session import KEYS, InterviewSession
from hmip_desktop.ui.views.interview.setup import SetupPage
from hmip_desktop.ui.views.interview.talk import TalkPage
from hmip_desktop.ui.widgets.focus_ring import FocusRing

WIDTH, HEIGHT, LEAST_WIDTH, LEAST_HEIGHT = 380, 640, 366, 325
NOTE = "note"
"""Key of the draft that holds the note being typed."""


class InterviewWindow(QWidget):
    """One interview. ``ended`` comes when the person ended it, so that the notes can be placed.

    ``alert_asked`` carries the words of the note from which an alert is to be raised. ``drafts`` keeps the clock and
    the note that is being typed; ``kept`` is what a crash left over of them, by their keys.
    """

    help_page = "interview"

    ended = Signal()
    alert_asked = Signal(str)
    advice_asked = Signal()

    def __init__(
        self, theme: Theme, desk: CaseDesk, session: InterviewSession, drafts: DraftKeeper | None = None,
        kept: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        self.theme, self.desk, self.session, self._drafts = theme, desk, session, drafts
        self._pinned, self._quiet = True, False
        self.setWindowTitle(t("Interview {case}", case=desk.record.facts.case_ref))
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.resize(round(WIDTH * min(theme.scale, 1.6)), round(HEIGHT * min(theme.scale, 1.2)))
        self.keeper = NoteKeeper(desk, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = InterviewHeader(theme)
        column.addWidget(self.header)
        self.pages = QStackedWidget()
        column.addWidget(self.pages, 1)
        self.setup, self.talk = SetupPage(theme, desk), TalkPage(theme, desk.saving)
        self.feedback = FeedbackPage(theme, drafts)
        for page in (self.setup, self.talk, self.feedback):
            self.pages.addWidget(page)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.refresh_clock)
        self._connect()
        self._keys: list[QShortcut] = []
        self._add_keys()
        theme.keys.changed.connect(self._add_keys)
        self.ring = FocusRing(theme, self)
        self._take_up(kept or {})
        self.refresh()

    def _connect(self) -> None:
        talk, box = self.talk, self.talk.box
        self.setup.start_asked.connect(self._start)
        self.header.pin.clicked.connect(lambda: self.set_pinned(not self._pinned))
        talk.pause.clicked.connect(self.toggle_pause)
        talk.stop.clicked.connect(self._end)
        talk.people.clicked.connect(self.show_people)
        talk.feedback.clicked.connect(self.show_feedback)
        talk.alert.clicked.connect(self.raise_alert)
        talk.again_asked.connect(self.keeper.try_again)
        for page in (talk, self.feedback):
            page.left_asked.connect(self._second_left)
        self.feedback.given.connect(self._give_feedback)
        self.feedback.back_asked.connect(self.show_notes)
        self.feedback.advice_asked.connect(self.advice_asked)
        box.first_key.connect(self.session.first_key)
        box.emptied.connect(self._forget_note)
        box.entered_note.connect(self._save_note)
        box.tag_changed.connect(talk.show_tag)
        box.tag_changed.connect(lambda _: self._keep_note())
        box.textChanged.connect(self._keep_note)
        box.step_asked.connect(self.step_topic)
        talk.up.clicked.connect(lambda: self.step_topic(-1))
        talk.down.clicked.connect(lambda: self.step_topic(1))
        self.keeper.changed.connect(self._show_notes)
        self.keeper.kept.connect(lambda _: self._show_notes())
        self.desk.changed.connect(self.refresh)

    def _add_keys(self) -> None:
        """The keys of this window, as they are now: a person may choose others while it is open."""
        for old in self._keys:
            old.setEnabled(False)
            old.deleteLater()
        acts = {
            "talk-before": lambda: self.step_topic(-1), "talk-next": lambda: self.step_topic(1),
            "raise-alert": self.raise_alert, "talk-people": self.show_people, "talk-feedback": self.show_feedback,
            "talk-pause": self.toggle_pause,
        }  # fmt: skip
        self._keys = [QShortcut(QKeySequence("Esc"), self)]
        self._keys[0].activated.connect(self.show_notes)
        for command, act in acts.items():
            for keys in self.theme.keys.keys_of(command, KEYS.get(command, "Ctrl+Shift+A")):
                self._keys.append(QShortcut(QKeySequence(keys), self))
                self._keys[-1].activated.connect(act)
        self.talk.name_keys()

    def _take_up(self, kept: dict[str, str]) -> None:
        """Go on with an interview that was started before: its clock, its topics, its half-typed note."""
        held = self.desk.record.interview
        if held is None or not held.value.started_at or held.value.ended_at:
            return
        started = read_moment(held.value.started_at)
        if SITTING in kept:
            self.session.carry_on_from(started, kept[SITTING])
        else:
            self.session.carry_on(started, held.value.paused_s)
        self._go_on()
        if NOTE in kept:
            note = json.loads(kept[NOTE])
            self._quiet = True
            self.talk.box.restore(note["text"], note["tag"], note["sign"])
            self._quiet = False
            self.session.type_on(note["at"], note["elapsed_s"])

    def _go_on(self) -> None:
        self.pages.setCurrentWidget(self.talk)
        self._tick.start()

    # doing ------------------------------------------------------------------------------------------------

    def _start(self, interview: Interview) -> None:
        if self.session.started_at is not None and self.session.ended_at is None:
            self.desk.act(t("Interview changed"), lambda book: book.save_interview(interview))
            self.show_notes()
            return
        if interview.interviewed == "nobody":
            nobody = Interview("nobody", supervises_case=False)
            self.desk.act(t("Nobody was interviewed"), lambda book: book.save_interview(nobody))
            self.hide()
            return
        self.session.start()
        assert self.session.started_at is not None
        started = msgspec.structs.replace(
            interview, started_at=moment(self.session.started_at), ended_at="", paused_s=0
        )
        self._keep_clock()
        self.desk.act(t("Interview started"), lambda book: book.save_interview(started))
        self._go_on()
        self.refresh()
        self.talk.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save_note(self, words: str, tag: NoteTag) -> None:
        self.keeper.keep(self.session.finish_note(words, tag))
        if self._drafts is not None:
            self._drafts.settled(NOTE)

    def step_topic(self, step: int) -> None:
        """The next topic or the one before."""
        self.session.go_to_topic(self.session.topic_place + step)
        self._keep_clock()
        self.refresh_clock()

    def toggle_pause(self) -> None:
        """Stop the clock, or let it go on."""
        self.session.resume() if self.session.is_paused else self.session.pause()
        self._keep_clock()
        self.refresh_clock()

    def _second_left(self) -> None:
        self.desk.act(t("The second person has left"), lambda book: book.second_has_left())

    def _give_feedback(self, given: bool, reason: str) -> None:
        kept = self.feedback.kept
        settle = kept.when_saved() if kept is not None else None
        self.desk.act(t("Feedback recorded"), lambda book: book.give_feedback(given, reason), settle)

    def raise_alert(self) -> None:
        """From the note being typed, which is saved first, else from the one chosen in the list."""
        words = self.talk.box.toPlainText().strip()
        chosen = self.talk.notes.chosen()
        if words:
            self._keep_open_note()
        self.alert_asked.emit(words or (chosen.text if chosen else ""))

    def _end(self) -> None:
        self._keep_open_note()
        self.session.end()
        self._tick.stop()
        assert self.session.ended_at is not None
        ended, paused = moment(self.session.ended_at), self.session.paused_s

        def end(book: CaseBook) -> Changes:
            held = book.read().record.interview
            value = held.value if held is not None else Interview("practitioner")
            return book.save_interview(msgspec.structs.replace(value, ended_at=ended, paused_s=paused))

        self.desk.act(t("Interview ended"), end, lambda _: self.ended.emit())
        if self._drafts is not None:
            self._drafts.settled(SITTING)
        self.hide()

    # keeping ----------------------------------------------------------------------------------------------

    def _keep_clock(self) -> None:
        """The clock as it stands, so that a crash does not lose it."""
        if self._drafts is not None and self.session.started_at is not None:
            self._drafts.typed(SITTING, self.session.state())

    def _keep_note(self) -> None:
        """What is being typed, with the time of its first key."""
        since, box = self.session.typing_since, self.talk.box
        if self._drafts is None or self._quiet or since is None or not (box.toPlainText() or box.sign):
            return
        kept = {"text": box.toPlainText(), "tag": box.tag, "sign": box.sign, "at": since[0], "elapsed_s": since[1]}
        self._drafts.typed(NOTE, json.dumps(kept))

    def _forget_note(self) -> None:
        typed = self.session.typing_since is not None
        self.session.drop_typing()
        if typed and self._drafts is not None and not self._quiet:
            self._drafts.settled(NOTE)

    def _keep_open_note(self) -> None:
        box = self.talk.box
        words, tag = box.toPlainText().strip(), box.tag
        if words:
            self._quiet = True
            note = self.session.finish_note(words, tag)
            box.restore("", "", "")
            self._quiet = False
            self.keeper.keep(note)
            if self._drafts is not None:
                self._drafts.settled(NOTE)

    def set_pinned(self, pinned: bool) -> None:
        """On top of other windows, or among them; the native window stays the same."""
        self._pinned = pinned
        handle = self.windowHandle()
        if handle is not None:
            handle.setFlag(Qt.WindowType.WindowStaysOnTopHint, pinned)
        self.header.show_pinned(pinned)

    # showing ----------------------------------------------------------------------------------------------

    def show_people(self) -> None:
        """Who is there, and the introduction."""
        held = self.desk.record.interview
        self.setup.show_interview(held.value if held else None, self.session.started_at is not None)
        self.pages.setCurrentWidget(self.setup)
        self.setup.who.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_feedback(self) -> None:
        """The page for feedback, or why there is none."""
        if self.session.started_at is None:
            return
        self._keep_open_note()
        if self.feedback.kept is not None and not self.feedback.why.text():
            self.feedback.kept.take_up()
        self._show_feedback()
        self.pages.setCurrentWidget(self.feedback)
        (self.feedback.give if self.feedback.give.isEnabled() else self.feedback.back).setFocus()

    def show_notes(self) -> None:
        """Back to the notes while the interview is held."""
        if self.session.started_at is not None:
            self.pages.setCurrentWidget(self.talk)
            self.talk.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_feedback(self) -> None:
        self.feedback.show_case(self.desk.record, [row.note for row in self.keeper.rows()])

    def _show_notes(self) -> None:
        rows = self.keeper.rows()
        self.talk.notes.show_notes(rows)
        held = self.desk.record.interview
        self.talk.show_interview(held.value if held else None, any(row.trouble for row in rows))

    def refresh(self) -> None:
        """Show notes and clock as they stand."""
        self._show_notes()
        if self.pages.currentWidget() is self.feedback:
            self._show_feedback()
        self.refresh_clock()

    def refresh_clock(self) -> None:
        """Once a second: clocks and topic."""
        self.header.show_clock(self.session, self.desk.book.now().astimezone())
        self.talk.show_topic(self.session)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.header.show_sharing(hide_from_sharing(self, True))

    def closeEvent(self, event: QCloseEvent) -> None:
        self._keep_open_note()
        self.keeper.look_again()
        event.accept()

    def place_beside(self, area: QRect) -> None:
        """At the right edge of a screen area."""
        self.move(area.right() - self.width() - 16, area.top() + 60)
