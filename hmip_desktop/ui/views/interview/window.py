"""The small window beside the call: clock, topic, notes, note box. Always on top, out of sharing where possible."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hmip_desktop.domain.interview import Interview, NoteTag
from hmip_desktop.domain.values import moment, read_moment
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.platform.sharing import Sharing, hide_from_sharing, sharing_words
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.interview.note_box import NoteBox
from hmip_desktop.ui.views.interview.notes import NoteColumn
from hmip_desktop.ui.views.interview.session import PLANNED_MINUTES, TAGS, InterviewSession
from hmip_desktop.ui.views.interview.setup import SetupPage
from hmip_desktop.ui.widgets.buttons import Button, IconButton
from hmip_desktop.ui.widgets.focus_ring import FocusRing
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.save_state import SaveStateLabel
from hmip_desktop.ui.widgets.tags import Glyph, ThinBar
from hmip_desktop.ui.words import clock_words, tag_words

WIDTH, HEIGHT, LEAST_WIDTH, LEAST_HEIGHT = 380, 640, 366, 325


class InterviewWindow(QWidget):
    """One interview. ``ended`` comes when the person ended it, so that the notes can be placed."""

    ended = Signal()

    def __init__(self, theme: Theme, desk: CaseDesk, session: InterviewSession) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        self.theme, self.desk, self.session = theme, desk, session
        self._pinned = True
        self.setWindowTitle(t("Interview {case}", case=desk.record.facts.case_ref))
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        grown = min(theme.scale, 1.6)
        self.resize(round(WIDTH * grown), round(HEIGHT * min(theme.scale, 1.2)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = _Header(theme)
        column.addWidget(self.header)
        self.pages = QStackedWidget()
        column.addWidget(self.pages, 1)
        self.setup = SetupPage(theme, desk)
        self.setup.start_asked.connect(self._start)
        self.talk = _Talk(theme, desk)
        self.pages.addWidget(self.setup)
        self.pages.addWidget(self.talk)
        self._connect()
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.refresh_clock)
        self.ring = FocusRing(theme, self)
        self._take_up()
        self.refresh()

    def _connect(self) -> None:
        self.header.pin.clicked.connect(lambda: self.set_pinned(not self._pinned))
        self.talk.pause.clicked.connect(self._toggle_pause)
        self.talk.stop.clicked.connect(self._end)
        box = self.talk.box
        box.first_key.connect(self.session.first_key)
        box.emptied.connect(self.session.drop_typing)
        box.entered_note.connect(self._save_note)
        box.tag_changed.connect(self.talk.show_tag)
        box.step_asked.connect(self.step_topic)
        self.talk.up.clicked.connect(lambda: self.step_topic(-1))
        self.talk.down.clicked.connect(lambda: self.step_topic(1))
        for step, keys in ((-1, "Alt+Up"), (1, "Alt+Down")):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda step=step: self.step_topic(step))
        self.desk.changed.connect(self.refresh)

    def _take_up(self) -> None:
        """Go on with an interview that was started before."""
        held = self.desk.record.interview
        if held is not None and held.value.started_at and not held.value.ended_at:
            self.session.carry_on(read_moment(held.value.started_at), held.value.paused_s)
            self.pages.setCurrentWidget(self.talk)
            self._tick.start()

    # doing ------------------------------------------------------------------------------------------------

    def _start(self, interview: Interview) -> None:
        self.session.start()
        assert self.session.started_at is not None
        started = Interview(
            interview.interviewed, False, interview.supervises_case, moment(self.session.started_at),
            introduction=interview.introduction, second=interview.second, language=interview.language,
        )  # fmt: skip
        self.desk.act(t("Interview started"), lambda book: book.save_interview(started))
        self.pages.setCurrentWidget(self.talk)
        self._tick.start()
        self.refresh()
        self.talk.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save_note(self, words: str, tag: NoteTag) -> None:
        note = self.session.finish_note(words, tag)
        self.desk.act(t("Note saved"), lambda book: book.save_note(note, "", None))

    def step_topic(self, step: int) -> None:
        """The next topic or the one before."""
        self.session.go_to_topic(self.session.topic_place + step)
        self.refresh_clock()

    def _toggle_pause(self) -> None:
        self.session.resume() if self.session.is_paused else self.session.pause()
        self.refresh_clock()

    def _end(self) -> None:
        self._keep_open_note()
        self.session.end()
        self._tick.stop()
        held = self.desk.record.interview
        if held is not None and self.session.ended_at is not None:
            value = held.value
            done = Interview(
                value.interviewed, value.file_read, value.supervises_case, value.started_at,
                moment(self.session.ended_at), self.session.paused_s, value.introduction, value.second, value.language,
            )  # fmt: skip
            self.desk.act(t("Interview ended"), lambda book: book.save_interview(done))
        self.hide()
        self.ended.emit()

    def _keep_open_note(self) -> None:
        words = self.talk.box.toPlainText().strip()
        if words:
            self.talk.box.clear()
            self._save_note(words, self.talk.box.tag)

    def set_pinned(self, pinned: bool) -> None:
        """On top of other windows, or among them; the native window stays the same."""
        self._pinned = pinned
        handle = self.windowHandle()
        if handle is not None:
            handle.setFlag(Qt.WindowType.WindowStaysOnTopHint, pinned)
        self.header.show_pinned(pinned)

    # showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show notes and clock as they stand."""
        notes = sorted(self.desk.record.notes.items(), key=lambda item: item[1].value.noted_at)
        self.talk.notes.show_notes([(note_id, held.value) for note_id, held in notes])
        self.refresh_clock()

    def refresh_clock(self) -> None:
        """Once a second: clocks and topic."""
        session = self.session
        self.header.show_clock(session, self.desk.book.now().astimezone())
        self.talk.show_topic(session)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.header.show_sharing(hide_from_sharing(self, True))

    def closeEvent(self, event: QCloseEvent) -> None:
        self._keep_open_note()
        event.accept()

    def place_beside(self, area: QRect) -> None:
        """At the right edge of a screen area."""
        self.move(area.right() - self.width() - 16, area.top() + 60)


class _Header(QWidget):
    """Interview clock, planned minutes, sharing state, pause, end, pin."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(12), theme.space(8), theme.space(6), theme.space(8))
        row.setSpacing(theme.space(6))
        self._clock = PlainLabel(theme, "00:00", "clock", "on_bar", wrap=False)
        self._of = PlainLabel(theme, "", "small", "on_bar2", wrap=False)
        self._eye = Glyph(theme, "eye", "on_bar2", 16)
        self._sharing = PlainLabel(theme, "", "small", "on_bar2", wrap=False)
        self.pin = IconButton(theme, "pin-full", t("Let other windows cover this one"), "on_bar")
        row.addWidget(self._clock)
        row.addWidget(self._of)
        row.addStretch(1)
        row.addWidget(self._eye)
        row.addWidget(self._sharing)
        row.addWidget(self.pin)

    def show_clock(self, session: InterviewSession, wall: datetime) -> None:
        """Elapsed time; the wall clock stands in the tip and is said aloud with it."""
        self._clock.setText(clock_words(session.elapsed_s))
        self._of.setText(t("of {minutes} min", minutes=PLANNED_MINUTES))
        self._clock.setAccessibleName(
            t(
                "{elapsed} on the interview clock, it is {wall}",
                elapsed=clock_words(session.elapsed_s),
                wall=f"{wall:%H:%M}",
            )
        )
        self.setToolTip(t("It is {wall}", wall=f"{wall:%H:%M}"))

    def show_sharing(self, state: Sharing) -> None:
        """Whether a shared screen shows this window, as far as is known."""
        self._eye.show_glyph("eye-off" if state is Sharing.HIDDEN else "eye", "on_bar2")
        self._sharing.setText(sharing_words(state))
        self._eye.setToolTip(sharing_words(state))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(100, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """In a narrow window the eye stands alone, with its words in the tip."""
        row, gap = self.layout(), self._theme.space(6)
        parts = [row.itemAt(place).widget() for place in range(row.count())]
        needed = sum(part.sizeHint().width() + gap for part in parts if part and part is not self._sharing)
        self._sharing.setVisible(needed + self._sharing.sizeHint().width() + self._theme.space(20) <= self.width())

    def show_pinned(self, pinned: bool) -> None:
        """Whether the window stays on top."""
        words = t("Let other windows cover this one") if pinned else t("Keep this window on top")
        self.pin.set_icon("pin-full" if pinned else "pin", words)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.colour("bar"))


class _Talk(QWidget):
    """Topic, notes, note box and tags."""

    def __init__(self, theme: Theme, desk: CaseDesk) -> None:
        super().__init__()
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._topic_part(theme))
        self.notes = NoteColumn(theme)
        column.addWidget(self.notes, 1)
        column.addWidget(self._typing_part(theme, desk))

    def _topic_part(self, theme: Theme) -> QWidget:
        part = _White(theme)
        column = QVBoxLayout(part)
        column.setContentsMargins(theme.space(12), theme.space(6), theme.space(12), theme.space(8))
        column.setSpacing(theme.space(4))
        row = QHBoxLayout()
        row.setSpacing(theme.space(6))
        self._where = PlainLabel(theme, "", "small", "text2")
        self._minutes = PlainLabel(theme, "", "small", "text2", wrap=False)
        self.up = IconButton(theme, "up", t("Topic before"))
        self.down = IconButton(theme, "down", t("Next topic"))
        row.addWidget(self._where, 1)
        for widget in (self._minutes, self.up, self.down):
            row.addWidget(widget)
        column.addLayout(row)
        self._bar = ThinBar(theme, t("Minutes of this topic"), 4)
        column.addWidget(self._bar)
        self._question = PlainLabel(theme, "", "answer")
        self._ask = PlainLabel(theme, "", "small", "text2")
        column.addWidget(self._question)
        column.addWidget(self._ask)
        return part

    def _typing_part(self, theme: Theme, desk: CaseDesk) -> QWidget:
        part = _White(theme, line_above=True)
        column = QVBoxLayout(part)
        column.setContentsMargins(theme.space(12), theme.space(8), theme.space(12), theme.space(8))
        column.setSpacing(theme.space(6))
        self.box = NoteBox(theme)
        column.addWidget(self.box)
        row = QHBoxLayout()
        row.setSpacing(theme.space(6))
        self._tags: dict[str, Button] = {}
        for number, tag in enumerate(TAGS, start=1):
            button = Button(theme, f"{number} {tag_words(tag)}", small=True)
            button.setCheckable(True)
            button.setToolTip(t("Alt+{number}", number=number))
            button.clicked.connect(lambda _=False, tag=tag: self.box.set_tag(tag))
            row.addWidget(button)
            self._tags[tag] = button
        row.addStretch(1)
        column.addLayout(row)
        foot = QHBoxLayout()
        foot.setSpacing(theme.space(6))
        foot.addWidget(SaveStateLabel(theme, desk.saving))
        foot.addStretch(1)
        self.pause = IconButton(theme, "pause", t("Pause the clock"))
        self.stop = Button(theme, t("End interview"), small=True)
        foot.addWidget(self.pause)
        foot.addWidget(self.stop)
        column.addLayout(foot)
        return part

    def show_tag(self, tag: str) -> None:
        """Which tag the note under way has."""
        for code, button in self._tags.items():
            button.setChecked(code == tag)

    def show_topic(self, session: InterviewSession) -> None:
        """The topic in view with its minutes."""
        topic = session.topic
        if topic is None:
            return
        words = t("Topic {place} of {count} · {title}", place=session.topic_place + 1, count=len(session.topics),
                  title=topic.title)  # fmt: skip
        self._where.setText(words)
        self._minutes.setText(t("{used} of {planned} min", used=session.topic_minutes(), planned=topic.minutes))
        self._bar.show_progress(session.topic_minutes(), topic.minutes)
        self._question.setText(topic.ask[0] if topic.ask else topic.title)
        self._ask.setVisible(len(topic.ask) > 1)
        self._ask.setText(t("Ask about: {things}", things=" · ".join(topic.ask[1:])))
        if session.is_paused:
            self.pause.set_icon("play", t("Let the clock go on"))
        else:
            self.pause.set_icon("pause", t("Pause the clock"))
        self.up.setEnabled(session.topic_place > 0)
        self.down.setEnabled(session.topic_place < len(session.topics) - 1)


class _White(QWidget):
    """A white band with a line below or above it."""

    def __init__(self, theme: Theme, line_above: bool = False) -> None:
        super().__init__()
        self._theme, self._above = theme, line_above

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        painter.fillRect(0, 0 if self._above else self.height() - 1, self.width(), 1, self._theme.colour("border"))
