"""Spelling in the window: what is wrong is asked in the background and remembered until the store is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from hmip_desktop.services import spelling
from hmip_desktop.services.spelling import Speller, key_of
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.spelling_marks import SpellingMarks
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.inputs import TextInput

if TYPE_CHECKING:
    from hmip_desktop.services.context import Context

CHOICES: dict[str, tuple[str, ...]] = {"en": ("en",), "cy": ("cy",), "both": ("en", "cy"), "off": ()}
"""What a person may choose, for the program or for one field, to the languages that it means."""


class SpellingDesk(QObject):
    """Knows which words are wrong. ``changed`` says that words already looked at may stand differently now.

    It gives every field of several lines its marks when that field is first entered.
    """

    changed = Signal()

    def __init__(
        self, theme: Theme, settings: Settings, ctx: Context | None = None, speller: Speller | None = None
    ) -> None:
        super().__init__()
        self.theme, self.keymap = theme, theme.keys
        self.trouble: Exception | None = None
        self._closed = False
        self._settings, self._ctx = settings, ctx
        self._speller = speller or Speller()
        self._jobs = JobRunner(self)
        self._jobs.failed.connect(self._give_up)
        self._right: frozenset[str] = frozenset()
        self._ignored: set[str] = set()
        self._verdicts: dict[tuple[tuple[str, ...], str], bool] = {}
        self._in_question: set[tuple[tuple[str, ...], str]] = set()
        self._run(self._read_words, self._take_words)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)

    # fields -----------------------------------------------------------------------------------------------

    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, TextInput) and now.spelling != "off" and now.findChild(SpellingMarks) is None:
            SpellingMarks(now, self)

    def choice(self) -> str:
        """What the program checks for: ``en``, ``cy``, ``both`` or ``off``."""
        kept = self._settings.text("spelling", "en")
        return kept if kept in CHOICES else "en"

    def choose(self, choice: str) -> None:
        """Check for another language, or not at all; kept for the next start."""
        self._settings.keep("spelling", choice)
        self.changed.emit()

    def languages_of(self, field: TextInput) -> tuple[str, ...]:
        """What is checked in a field: its own choice, or the program's."""
        return CHOICES[field.spelling or self.choice()] if self.trouble is None and not self._closed else ()

    # words ------------------------------------------------------------------------------------------------

    def wrong_among(self, languages: tuple[str, ...], words: Iterable[str]) -> set[str]:
        """Those of ``words`` known to be wrong. The others are looked up; ``changed`` comes when any of them is."""
        found: set[str] = set()
        unknown: list[str] = []
        for word in words:
            verdict = self._verdicts.get((languages, word))
            if verdict:
                if key_of(word) not in self._right:
                    found.add(word)
            elif verdict is None and (languages, word) not in self._in_question:
                unknown.append(word)
                self._in_question.add((languages, word))
        if unknown:
            self._look_up(languages, unknown)
        return found

    def known_wrong(self, languages: tuple[str, ...], words: Iterable[str]) -> set[str]:
        """Those of ``words`` known to be wrong; nothing is looked up."""
        return {word for word in words if self._verdicts.get((languages, word)) and key_of(word) not in self._right}

    def _look_up(self, languages: tuple[str, ...], words: list[str]) -> None:
        def take(wrong: frozenset[str]) -> None:
            for word in words:
                self._in_question.discard((languages, word))
                self._verdicts[languages, word] = word in wrong
            if wrong:
                self.changed.emit()

        self._run(lambda: self._speller.wrong(languages, words), take)

    def suggest(self, languages: tuple[str, ...], word: str, take: Callable[[list[str]], None], asker: QObject) -> None:
        """Hand words near ``word`` to ``take`` as soon as they are found, while ``asker`` is there."""
        self._run(lambda: self._speller.near(languages, word), lambda found: take(found) if isValid(asker) else None)

    def may_learn(self) -> bool:
        """True when there is a store to keep the person's own words in."""
        return self._ctx is not None

    def learn(self, word: str) -> None:
        """One more word of the person's own, kept in their store."""
        ctx = self._ctx
        self.ignore(word)
        if ctx is not None:
            self._run(lambda: spelling.keep_word(ctx, word), lambda kept: None)

    def forget(self, word: str, then: Callable[[], None]) -> None:
        """One word of the person's own less."""
        ctx = self._ctx
        self._ignored.discard(key_of(word))

        def look_again(kept: frozenset[str]) -> None:
            self._run(self._read_words, self._take_words)
            then()

        if ctx is not None:
            self._run(lambda: spelling.forget_word(ctx, word), look_again)

    def mine(self, take: Callable[[list[str]], None]) -> None:
        """Hand the person's own words to ``take``, in order."""
        ctx = self._ctx
        self._run(lambda: sorted(spelling.my_words(ctx)) if ctx is not None else [], take)

    def ignore(self, word: str) -> None:
        """Not wrong any more until the store is closed."""
        self._ignored.add(key_of(word))
        self._right |= {key_of(word)}
        self.changed.emit()

    def _read_words(self) -> frozenset[str]:
        own = spelling.my_words(self._ctx) if self._ctx is not None else frozenset()
        return own | spelling.words_of_the_work()

    def _take_words(self, words: frozenset[str]) -> None:
        self._right = words | self._ignored
        self.changed.emit()

    # work -------------------------------------------------------------------------------------------------

    def _run(self, work: Callable[[], Any], take: Callable[[Any], None]) -> None:
        self._jobs.run(lambda progress: work(), on_success=take, writes=True)

    def _give_up(self, error: Exception) -> None:
        """Spelling is no reason to stop anybody: it goes quiet, and the settings say why."""
        self.trouble = error
        self.changed.emit()

    @property
    def is_busy(self) -> bool:
        """True while words are being looked up."""
        return self._jobs.is_busy

    def close(self) -> None:
        """Forget every word, end the process beside this one and take the marks away."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.disconnect(self._on_focus)
        self._closed = True
        self._verdicts.clear()
        self._right = frozenset()
        self._speller.close()
        self._jobs.shutdown()
        self.deleteLater()
