"""Wavy lines below words that are in no list, and the menu that mends them, for one field of several lines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QKeySequence,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextLayout,
)
from PySide6.QtWidgets import QMainWindow, QMenu

from hmip_desktop.services.spelling import Word, words_of
from hmip_desktop.ui.text import t
from hmip_desktop.ui.widgets.inputs import TextInput

if TYPE_CHECKING:
    from hmip_desktop.ui.spelling import SpellingDesk

LOOK_AFTER_MS, MOVE_AFTER_MS = 350, 60
MOST_CHARACTERS = 60_000  # more than that is looked at only around the caret, so that a look stays a few milliseconds
COMMANDS = ("spelling", "next-spelling")


class SpellingMarks(QObject):
    """Lives in its field. It looks at the text some time after a key, never at the key itself.

    The word that is being typed is not judged before the caret leaves it. ``spans`` holds what is marked.
    """

    def __init__(self, field: TextInput, desk: SpellingDesk) -> None:
        super().__init__(field)
        self._field, self._desk = field, desk
        self.spans: list[tuple[int, int]] = []
        self._known: dict[str, list[Word]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_AFTER_MS)
        self._timer.timeout.connect(self.look)
        self._moves = QTimer(self)
        self._moves.setSingleShot(True)
        self._moves.setInterval(MOVE_AFTER_MS)
        self._moves.timeout.connect(self._move)
        field.document().contentsChange.connect(self._on_change)
        field.cursorPositionChanged.connect(self._look_soon)
        field.left.connect(self._look_soon)
        field.menu_made.connect(self._fill_menu)
        desk.changed.connect(self._look_soon)
        field.spelling_changed.connect(self._look_soon)
        desk.theme.changed.connect(self._look_anew)
        self._actions: dict[str, QAction] = {}
        if not isinstance(field.window(), QMainWindow):  # there the window's own menu has the keys
            self._own_keys()
        self._look_soon()

    def _own_keys(self) -> None:
        for command_id, act in zip(COMMANDS, (self.open_menu, self.go_to_next), strict=True):
            action = QAction(self._field)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(act)
            self._field.addAction(action)
            self._actions[command_id] = action
        self._desk.keymap.changed.connect(self._read_keys)
        self._read_keys()

    def _read_keys(self) -> None:
        for command_id, action in self._actions.items():
            action.setShortcuts([QKeySequence(keys) for keys in self._desk.keymap.keys_of(command_id)])

    # looking ----------------------------------------------------------------------------------------------

    def _on_change(self, position: int, removed: int, added: int) -> None:
        """The text changed. Nothing is done about it at the key, for setting a line lays its paragraph out anew: lines
        behind the change are moved after a moment, and whether words are right is looked at later."""
        if not self._timer.isActive():
            self._timer.start()
        if self.spans and self.spans[-1][1] >= position and not self._moves.isActive():
            self._moves.start()

    def _move(self) -> None:
        """Bring the lines of the paragraph that is typed in back below their words."""
        languages = self._desk.languages_of(self._field)
        block = self._field.textCursor().block()
        words = _words(block.text())
        self._show(block, words, self._desk.known_wrong(languages, {word.text for word in words}))

    def _look_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _look_anew(self) -> None:
        """The lines have another colour now."""
        for block in self._blocks():
            block.layout().clearFormats()
        self._look_soon()

    def look(self) -> None:
        """Mark every word known to be wrong; unknown ones are asked about and marked when the answer comes."""
        field = self._field
        languages = self._desk.languages_of(field) if not field.isReadOnly() else ()
        blocks = list(self._blocks()) if languages else []
        words = self._words_of(blocks)
        asked = {word.text for found in words for word in found}
        wrong = self._desk.wrong_among(languages, asked) if asked else set()
        self.spans = []
        for block, found in zip(blocks or self._blocks(), words or repeat([]), strict=False):
            shown = self._show(block, found, wrong)
            self.spans += [(block.position() + at, block.position() + at + size) for at, size in shown]

    def _show(self, block: QTextBlock, words: list[Word], wrong: set[str]) -> list[tuple[int, int]]:
        """Mark those of a paragraph's words that are wrong; where they begin in it and how long they are."""
        typed = self._field.textCursor().position() - block.position() if self._field.hasFocus() else -1
        shown = [(one.start, one.length) for one in block.layout().formats()]
        spans = [(word.start, len(word.text)) for word in words if word.text in wrong]
        spans = [(at, size) for at, size in spans if at + size != typed or (at, size) in shown]
        if spans != shown:
            self._mark(block, spans)
        return spans

    def _blocks(self) -> Iterator[QTextBlock]:
        """The paragraphs that are looked at: all, or in a very long text those around the caret."""
        document = self._field.document()
        block, ends = document.begin(), document.characterCount()
        if ends > MOST_CHARACTERS:
            caret = self._field.textCursor().position()
            block = document.findBlock(max(0, caret - MOST_CHARACTERS // 2))
            ends = caret + MOST_CHARACTERS // 2
        while block.isValid() and block.position() < ends:
            yield block
            block = block.next()

    def _words_of(self, blocks: list[QTextBlock]) -> list[list[Word]]:
        """The words of each paragraph; of those that are as they were they are known."""
        texts = [block.text() for block in blocks]
        self._known = {text: self._known.get(text) or _words(text) for text in texts}
        return [self._known[text] for text in texts]

    def _mark(self, block: QTextBlock, spans: list[tuple[int, int]]) -> None:
        """Draw lines below words of a paragraph: in its layout, where they cost a key nothing."""
        shape = QTextCharFormat()
        shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        shape.setUnderlineColor(self._desk.theme.colour("err"))
        ranges = []
        for start, length in spans:
            made = QTextLayout.FormatRange()
            made.start, made.length, made.format = start, length, shape
            ranges.append(made)
        block.layout().setFormats(ranges)
        self._field.document().markContentsDirty(block.position(), block.length())

    def marked(self) -> list[str]:
        """The words that have a line now, from the beginning."""
        spans = [
            (block.position() + one.start, one.length) for block in self._blocks() for one in block.layout().formats()
        ]
        return [self._over((start, start + length)).selectedText() for start, length in spans]

    # mending ----------------------------------------------------------------------------------------------

    def span_at(self, position: int) -> tuple[int, int] | None:
        """Where the marked word at a position of the text begins and ends; None when there is none."""
        return next((span for span in self.spans if span[0] <= position <= span[1]), None)

    def _over(self, span: tuple[int, int]) -> QTextCursor:
        cursor = QTextCursor(self._field.document())
        cursor.setPosition(span[0])
        cursor.setPosition(span[1], QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def go_to_next(self) -> None:
        """Select the next marked word, round to the first after the last, and say it."""
        self.look()
        here = self._field.textCursor().selectionEnd()
        span = next((span for span in self.spans if span[0] >= here), self.spans[0] if self.spans else None)
        if span is None:
            self._say(t("No word here is marked."))
            return
        cursor = self._over(span)
        self._field.setTextCursor(cursor)
        keys = self._desk.keymap.shown("spelling")
        self._say(t("{word}: not in the word list. {keys} for suggestions.", word=cursor.selectedText(), keys=keys))

    def _say(self, words: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._field, words))

    def open_menu(self) -> None:
        """The menu at the caret, as if the menu key had been pressed."""
        self.look()
        self._field.open_menu(self._field.cursorRect().bottomLeft(), self._field.textCursor().position())

    def _fill_menu(self, menu: QMenu, position: int) -> None:
        """Suggestions, learning and ignoring above what the menu holds; the language of the field below."""
        first = menu.actions()[0] if menu.actions() else None
        self.look()
        span = self.span_at(position)
        if span is not None:
            self._offer(menu, first, span)
        languages = menu.addMenu(t("Spelling of this field"))
        names = ("", t("As everywhere")), ("en", t("English")), ("cy", t("Welsh")), ("both", t("English and Welsh")), ("off", t("None"))  # fmt: skip
        for code, name in names:
            action = languages.addAction(name)
            action.setCheckable(True)
            action.setChecked(self._field.spelling == code)
            action.triggered.connect(partial(self._field.set_spelling, code))

    def _offer(self, menu: QMenu, first: QAction | None, span: tuple[int, int]) -> None:
        word = self._over(span).selectedText()
        waiting = QAction(t("Looking for suggestions"), menu)
        waiting.setEnabled(False)
        learn, ignore = QAction(t("&Add to my words"), menu), QAction(t("&Ignore"), menu)
        learn.setVisible(self._desk.may_learn())
        learn.triggered.connect(lambda: self._desk.learn(word))
        ignore.triggered.connect(lambda: self._desk.ignore(word))
        line = QAction(menu)
        line.setSeparator(True)
        for action in (waiting, learn, ignore, line):
            menu.insertAction(first, action)  # type: ignore[arg-type] # None is the end
        languages = self._desk.languages_of(self._field)
        self._desk.suggest(languages, word, partial(self._show_near, menu, waiting, span), menu)

    def _show_near(self, menu: QMenu, waiting: QAction, span: tuple[int, int], near: list[str]) -> None:
        if not near:
            waiting.setText(t("No suggestion"))
            return
        for place, instead in enumerate(near):
            action = QAction(instead, menu)
            action.triggered.connect(partial(self._replace, span, instead))
            menu.insertAction(waiting, action)
            if place == 0:
                menu.setActiveAction(action)
        menu.removeAction(waiting)

    def _replace(self, span: tuple[int, int], instead: str) -> None:
        """Put another word in place of one, as one step that can be undone."""
        cursor = self._over(span)
        cursor.insertText(instead)
        self._field.setTextCursor(cursor)
        self._look_soon()


def _words(text: str) -> list[Word]:
    """The words of a paragraph, at the document's own places: those count two for a character beyond 65,535."""
    words = list(words_of(text))
    wide = [] if text.isascii() else [place for place, letter in enumerate(text) if ord(letter) > 0xFFFF]
    if not wide:
        return words
    return [Word(word.start + sum(place < word.start for place in wide), word.text) for word in words]
