"""The page of the interview window while somebody talks: topic, notes, note box, tags, and what else may be needed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hmip_desktop.domain.interview import Interview
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.interview.note_box import NoteBox
from hmip_desktop.ui.views.interview.notes import NoteColumn
from hmip_desktop.ui.views.interview.session import KEYS, TAGS, InterviewSession
from hmip_desktop.ui.widgets.buttons import Button, IconButton, LinkButton
from hmip_desktop.ui.widgets.chips import FlowLayout
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.save_state import SaveState, SaveStateLabel
from hmip_desktop.ui.widgets.tags import ThinBar
from hmip_desktop.ui.words import tag_words

ASK_FROM = 460  # effective height below which "Ask about" makes room for notes


class TalkPage(QWidget):
    """``left_asked`` comes when the second person is said to have left, ``again_asked`` to write what failed."""

    left_asked = Signal()
    again_asked = Signal()

    def __init__(self, theme: Theme, saving: SaveState) -> None:
        super().__init__()
        self._theme, self._paused = theme, False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._topic_part(theme))
        column.addWidget(self._banners(theme))
        self.notes = NoteColumn(theme)
        column.addWidget(self.notes, 1)
        column.addWidget(self._typing_part(theme, saving))

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
        self._asks = False
        column.addWidget(self._question)
        column.addWidget(self._ask)
        return part

    def _banners(self, theme: Theme) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.second = Banner(theme, "info", icon="people")
        self.second.say("", t("A second person is there."))
        self.left = LinkButton(theme, t("They have left"))
        self.left.clicked.connect(self.left_asked)
        self.second.tail.addWidget(self.left)
        self.trouble = Banner(theme, "error")
        self.again = LinkButton(theme, t("Try again"), tone="err_fg")
        self.again.clicked.connect(self.again_asked)
        self.trouble.tail.addWidget(self.again)
        for banner in (self.second, self.trouble):
            banner.hide()
            column.addWidget(banner)
        return part

    def _typing_part(self, theme: Theme, saving: SaveState) -> QWidget:
        part = _White(theme, line_above=True)
        column = QVBoxLayout(part)
        column.setContentsMargins(theme.space(12), theme.space(8), theme.space(12), theme.space(8))
        column.setSpacing(theme.space(6))
        self.box = NoteBox(theme)
        column.addWidget(self.box)
        tags = _flow(theme)
        self._tags: dict[str, Button] = {}
        for number, tag in enumerate(TAGS, start=1):
            button = Button(theme, f"{number} {tag_words(tag)}", small=True)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, tag=tag: self._take_tag(tag))
            tags.layout().addWidget(button)
            self._tags[tag] = button
        column.addWidget(tags)
        column.addWidget(self._foot(theme, saving))
        return part

    def _foot(self, theme: Theme, saving: SaveState) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(2))
        self._saved = SaveStateLabel(theme, saving)
        row.addWidget(self._saved)
        row.addStretch(1)
        self.alert = IconButton(theme, "alert", t("Raise an alert from this note"), "warn")
        self.people = IconButton(theme, "people", t("Who is there, and the introduction"))
        self.feedback = IconButton(theme, "reply", t("Feedback"))
        self.pause = IconButton(theme, "pause", t("Pause the clock"))
        self.stop = Button(theme, t("End interview"), small=True)
        for widget in (self.alert, self.people, self.feedback, self.pause):
            row.addWidget(widget)
        row.addSpacing(theme.space(6))
        row.addWidget(self.stop)
        return foot

    def name_keys(self) -> None:
        """Say in the tips which keys do the same."""
        shown = self._theme.keys.shown
        for tag, tagging in self._tags.items():
            tagging.setToolTip(shown(f"talk-{tag}", KEYS[f"talk-{tag}"]))
        pause = t("Let the clock go on") if self._paused else t("Pause the clock")
        for button, words, command in (
            (self.alert, t("Raise an alert from this note"), "raise-alert"),
            (self.people, t("Who is there, and the introduction"), "talk-people"),
            (self.feedback, t("Feedback"), "talk-feedback"), (self.pause, pause, "talk-pause"),
            (self.up, t("Topic before"), "talk-before"), (self.down, t("Next topic"), "talk-next"),
        ):  # fmt: skip
            keys = shown(command, KEYS.get(command, "Ctrl+Shift+A"))
            button.set_name(f"{words}, {keys}" if keys else words)

    def _take_tag(self, tag: str) -> None:
        self.box.set_tag(tag)  # type: ignore[arg-type]
        self.show_tag(self.box.tag)
        self.box.setFocus()

    def show_tag(self, tag: str) -> None:
        """Which tag the note under way has."""
        for code, button in self._tags.items():
            button.setChecked(code == tag)

    def show_interview(self, interview: Interview | None, unsaved: bool) -> None:
        """Whether a second person is still there, and whether notes are not on the disk."""
        second = interview.second if interview is not None else None
        self.second.setVisible(second is not None and not second.left_at)
        self.trouble.setVisible(unsaved)
        if unsaved:
            self.trouble.say(t("A note is not on the disk yet."), t("It stays here and is tried again with the next."))

    def show_topic(self, session: InterviewSession) -> None:
        """The topic in view with its minutes."""
        topic = session.topic
        if session.is_paused != self._paused:
            self._paused = session.is_paused
            self.pause.set_icon("play" if self._paused else "pause")
            self.name_keys()
        if topic is None:
            return
        words = t("Topic {place} of {count} · {title}", place=session.topic_place + 1, count=len(session.topics),
                  title=topic.title)  # fmt: skip
        used = session.topic_minutes()
        self._where.setText(words)
        self._minutes.setText(t("{used} of {planned} min", used=used, planned=topic.minutes))
        self._bar.show_progress(min(used, topic.minutes), topic.minutes)
        self._question.setText(topic.ask[0] if topic.ask else topic.title)
        self._asks = len(topic.ask) > 1
        self._ask.setText(t("Ask about: {things}", things=" · ".join(topic.ask[1:])))
        self.up.setEnabled(session.topic_place > 0)
        self.down.setEnabled(session.topic_place < len(session.topics) - 1)
        self._fit()

    def _fit(self) -> None:
        self._ask.setVisible(self._asks and self.height() >= self._theme.size(ASK_FROM))
        needed = sum(
            part.sizeHint().width() for part in (self.alert, self.people, self.feedback, self.pause, self.stop)
        )
        self._saved.set_compact(self.width() < needed + self._theme.size(150))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _flow(theme: Theme) -> QWidget:
    part = QWidget()
    part.setLayout(FlowLayout(theme.space(4)))
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    part.setSizePolicy(policy)
    return part


class _White(QWidget):
    """A white band with a line below or above it."""

    def __init__(self, theme: Theme, line_above: bool = False) -> None:
        super().__init__()
        self._theme, self._above = theme, line_above

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        painter.fillRect(0, 0 if self._above else self.height() - 1, self.width(), 1, self._theme.colour("border"))
