"""The box for notes: Enter saves, Shift+Enter makes a line, a sign at the start sets the tag."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QTextCursor

from hmip_desktop.domain.interview import NoteTag
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.interview.session import KEYS, SIGNS, TAGS
from hmip_desktop.ui.widgets.inputs import TextInput


class NoteBox(TextInput):
    """``entered_note`` carries words and tag on Enter, ``first_key`` comes with the first key of a note.

    A sign at the start shows its tag at once and goes; one Backspace brings it back as plain text. A dash that a
    space follows is a dash.
    """

    entered_note = Signal(str, str)
    first_key = Signal()
    emptied = Signal()
    tag_changed = Signal(str)
    step_asked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, t("Note"), t("Type a note, Enter to save"), lines=2)
        self.tag: NoteTag = ""
        self._sign = ""
        self.textChanged.connect(self._on_text)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(200), max(self._theme.size(58), self.fontMetrics().lineSpacing() * 2 + 22))

    def set_tag(self, tag: NoteTag) -> None:
        """Tag the note; the same tag again takes it away."""
        self._sign = ""
        self._show_tag("" if tag == self.tag else tag)

    def _show_tag(self, tag: NoteTag) -> None:
        if tag != self.tag:
            self.tag = tag
            self.tag_changed.emit(tag)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._finish()
            return
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and self._is_command(event):
            return
        if event.text() and event.text().isprintable():
            self.first_key.emit()
            if self._sign_key(event.text()):
                return
        if event.key() == Qt.Key.Key_Backspace and self._sign and self._at_start:
            self._undo_sign("")
            return
        super().keyPressEvent(event)

    @property
    def _at_start(self) -> bool:
        cursor = self.textCursor()
        return cursor.atStart() and not cursor.hasSelection()

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.first_key.emit()
        super().insertFromMimeData(source)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.preeditString() or event.commitString():
            self.first_key.emit()
        super().inputMethodEvent(event)

    def _is_command(self, event: QKeyEvent) -> bool:
        """Tag, or change the topic, where these are the keys for that."""
        tag = next((one for one in TAGS if self._means(event, f"talk-{one}")), None)
        step = 1 if self._means(event, "talk-next") else -1 if self._means(event, "talk-before") else 0
        if tag is not None:
            self.set_tag(tag)
        elif step:
            self.step_asked.emit(step)
        return tag is not None or bool(step)

    def _means(self, event: QKeyEvent, command: str) -> bool:
        pressed = QKeySequence(event.keyCombination())
        return any(pressed == QKeySequence(keys) for keys in self._theme.keys.keys_of(command, KEYS[command]))

    def _sign_key(self, typed: str) -> bool:
        """A sign as the very first letter turns into its tag; a space after a dash takes that back."""
        if not self.toPlainText() and not self._sign and not self.tag and typed in SIGNS:
            self._sign = typed
            self._show_tag(SIGNS[typed])
            return True
        if self._sign == "-" and typed == " " and not self.toPlainText():
            self._undo_sign(" ")
            return True
        return False

    def _undo_sign(self, more: str) -> None:
        sign, self._sign = self._sign, ""
        self._show_tag("")
        self.insertPlainText(sign + more)

    def restore(self, words: str, tag: NoteTag, sign: str) -> None:
        """Put back a note that was not finished; its sign can still be turned into text."""
        self.setPlainText(words)
        self._sign = sign
        self._show_tag(tag)
        self.moveCursor(QTextCursor.MoveOperation.End)

    @property
    def sign(self) -> str:
        """The sign that set the tag, "" when another key or nothing did."""
        return self._sign

    def _on_text(self) -> None:
        if not self.toPlainText() and not self._sign:
            self.emptied.emit()

    def _finish(self) -> None:
        words = self.toPlainText().strip()
        if not words:
            return
        self.entered_note.emit(words, self.tag)  # while the time of its first key still stands
        self._sign = ""
        self.clear()
        self._show_tag("")
