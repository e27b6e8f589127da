"""The note in the middle while notes are placed: its two times, tag, words, where it went, and a way to change it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmip_desktop.domain.interview import InterviewNote, NoteTag
from hmip_desktop.domain.values import read_moment
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.interview.session import KEYS, TAGS
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.chips import FlowLayout
from hmip_desktop.ui.widgets.frames import Card
from hmip_desktop.ui.widgets.inputs import TextInput
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.tags import Glyph, KeyCap, StatusTag
from hmip_desktop.ui.words import TAG_KINDS, clock_words, tag_words


class TriageCard(Card):
    """``changed`` carries other words and tag, ``called_back`` that the note is to come back from where it is,
    ``given_up`` that its words stay as they were."""

    changed = Signal(str, str)
    called_back = Signal()
    given_up = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, gap=8)
        self._note: InterviewNote | None = None
        self.body.addLayout(self._top(theme))
        self._words = PlainLabel(theme, "", "lead")
        self._topic = PlainLabel(theme, "", "control", "text2")
        self.body.addWidget(self._words)
        self.editor = _NoteEditor(theme)
        self.editor.entered_note.connect(self._save)
        self.editor.given_up.connect(self._give_up)
        self.editor.hide()
        self.body.addWidget(self.editor)
        self.body.addWidget(self._topic)
        self.body.addWidget(self._tag_row(theme))
        self.body.addWidget(self._went_row(theme))

    def _top(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self._time = PlainLabel(theme, "", "section", wrap=False)
        self._clock = PlainLabel(theme, "", "control", "text2")
        self._tag = StatusTag(theme, "")
        self.edit = Button(theme, t("Edit"), "pencil")
        self.edit.clicked.connect(self.begin_editing)
        row.addWidget(self._time)
        row.addWidget(self._clock, 1)
        row.addWidget(self._tag)
        row.addWidget(self.edit)
        return row

    def _tag_row(self, theme: Theme) -> QWidget:
        self._tag_part = QWidget()
        row = FlowLayout(theme.space(6))
        self._tag_part.setLayout(row)
        row.addWidget(PlainLabel(theme, t("Tag, if you like"), "control", "text2", wrap=False))
        self.tags: dict[str, Button] = {}
        for number, tag in enumerate(TAGS, start=1):
            button = Button(theme, f"{number} {tag_words(tag)}", small=True)
            button.setCheckable(True)
            button.setAccessibleName(t("Tag as {tag}", tag=tag_words(tag)))
            button.clicked.connect(lambda _=False, tag=tag: self.set_tag(tag))
            row.addWidget(button)
            self.tags[tag] = button
        self._cap = KeyCap(theme, "")
        row.addWidget(self._cap)
        self._name_keys()
        theme.keys.changed.connect(self._name_keys)
        return self._tag_part

    def _name_keys(self) -> None:
        """The keys that tag, while they are those of the program; others stand in the tips."""
        shown = {tag: self._theme.keys.shown(f"talk-{tag}", KEYS[f"talk-{tag}"]) for tag in TAGS}
        own = all(keys == KEYS[f"talk-{tag}"] for tag, keys in shown.items())
        self._cap.setText(t("Alt+1 to 4") if own else "")
        self._cap.setVisible(own)
        for tag, keys in shown.items():
            self.tags[tag].setToolTip(keys)

    def _went_row(self, theme: Theme) -> QWidget:
        self._went_part = QWidget()
        row = QHBoxLayout(self._went_part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(8))
        row.addWidget(Glyph(theme, "done", "ok", 16))
        self._went = PlainLabel(theme, "", "control-bold")
        row.addWidget(self._went, 1)
        self.call_back = LinkButton(theme, t("Call back"))
        self.call_back.clicked.connect(self.called_back)
        row.addWidget(self.call_back)
        return self._went_part

    # showing ----------------------------------------------------------------------------------------------

    def show_note(self, note: InterviewNote, topic: str, went: str, locked: bool) -> None:
        """Show a note; ``went`` says where it was sent, "" nowhere yet."""
        if note != self._note:
            self._stop_editing()
        self._note = note
        self._time.setText(clock_words(note.elapsed_s))
        wall = read_moment(note.noted_at).astimezone()
        self._clock.setText(t("into the interview · {wall} on the clock", wall=f"{wall:%H:%M}"))
        self._tag.show_tag(tag_words(note.tag) or t("No tag yet"), TAG_KINDS.get(note.tag, "grey"))
        self._words.setText(note.text)
        self._topic.setVisible(bool(topic))
        self._topic.setText(t("Typed under: {topic}", topic=topic))
        self._went_part.setVisible(bool(went))
        self._went.setText(went)
        self.call_back.setVisible(not locked)
        self._tag_part.setVisible(not locked)
        self.edit.setVisible(not locked)
        for code, button in self.tags.items():
            button.setChecked(code == note.tag)

    # doing ------------------------------------------------------------------------------------------------

    def set_tag(self, tag: NoteTag) -> None:
        """Tag the note; the same tag again takes it away."""
        if self._note is not None:
            self.changed.emit(self._note.text, "" if tag == self._note.tag else tag)

    def _give_up(self) -> None:
        self._stop_editing()
        self.given_up.emit()

    def begin_editing(self) -> None:
        """Open the words of the note for change."""
        if self._note is None:
            return
        self.editor.setPlainText(self._note.text)
        self.editor.show()
        self._words.hide()
        self.edit.setEnabled(False)
        self.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _stop_editing(self) -> None:
        self.editor.hide()
        self._words.show()
        self.edit.setEnabled(True)

    def _save(self) -> None:
        words = self.editor.toPlainText().strip()
        self._stop_editing()
        if self._note is not None and words and words != self._note.text:
            self.changed.emit(words, self._note.tag)

    def keep_editing(self) -> None:
        """Keep what is being typed; the note is about to leave the screen."""
        if self.editor.isVisible():
            self._save()


class _NoteEditor(TextInput):
    """Enter saves, Shift+Enter breaks the line, Escape leaves the note as it was."""

    entered_note = Signal()
    given_up = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, t("The note"), lines=3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.entered_note.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
