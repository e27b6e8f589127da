"""Keeps what is being typed: on the disk at most 300 ms after the first key that is not kept yet."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit

from hmip_desktop.progress import Progress
from hmip_desktop.services.drafting import Draft
from hmip_desktop.ui.case_book import CaseBook
from hmip_desktop.ui.jobs import JobRunner

KEEP_MS = 300
"""So old may the first key become that is not on the disk."""
WAIT_MS = KEEP_MS // 2  # the other half is for the write and for what is ahead of it
IDLE_MS = 20_000
"""Without a key for so long, what was typed becomes a revision."""


Typed = str | Callable[[], str | None]
"""The words of a draft, or what gives them when they are kept; None then means that they are settled."""


def _words(typed: Typed) -> str | None:
    return typed if isinstance(typed, str) else typed()


class DraftKeeper(QObject):
    """One per open case. ``typed`` may be called at every key; the timer is not restarted by the next.

    ``kept`` carries the key after its words reached the disk; ``found`` the drafts left over from before.
    """

    kept = Signal(str)
    found = Signal(list)

    def __init__(self, book: CaseBook, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._book, self._jobs = book, jobs
        self._waiting: dict[str, tuple[Typed, tuple[str, ...] | None]] = {}
        self._latest: dict[str, Typed] = {}
        self._left: dict[str, str] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.flush)
        self.found.connect(self._remember)

    def _remember(self, drafts: list[Draft]) -> None:
        start = f"draft:{self._book.case_id}/"
        self._left = {draft.subject.removeprefix(start): draft.words for draft in drafts}

    def words_of(self, key: str) -> str | None:
        """What was typed under a key and is no revision: in this sitting, or before a crash once ``look`` came home."""
        return _words(self._latest[key]) if key in self._latest else self._left.get(key)

    def took_up(self, key: str) -> None:
        """The words of before a crash stand in their field again."""
        if key in self._left:
            self._latest.setdefault(key, self._left.pop(key))

    def make_room(self, key: str) -> None:
        """Somebody types anew where words of before a crash are still offered: those go to the bin, not under."""
        if self._left.pop(key, None) is not None:
            book = self._book
            self._jobs.run(lambda progress: book.bin_draft(key), parent=self, writes=True)

    def typed(self, key: str, words: Typed, heads: tuple[str, ...] | None = ()) -> None:
        """The words of a field changed; ``heads`` are those on screen when typing began, None for those saved last.

        ``words`` may be a way to get them, so that a long text is not put together at every key.
        """
        self._waiting[key] = (words, heads)
        self._latest[key] = words
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Keep now what waits: on lock, suspend, export and page change."""
        self._timer.stop()
        asked, self._waiting = self._waiting, {}
        found = [(key, _words(typed), heads) for key, (typed, heads) in asked.items()]
        waiting = [(key, words, heads) for key, words, heads in found if words is not None]
        book = self._book

        def keep(progress: Progress) -> list[str]:
            for key, words, heads in waiting:
                book.keep_draft(key, words, heads)
            return [key for key, _, _ in waiting]

        if waiting:
            self._jobs.run(keep, parent=self, on_success=self._tell, writes=True)

    def _tell(self, keys: list[str]) -> None:
        for key in keys:
            self.kept.emit(key)

    def settled(self, key: str, words: str | None = None) -> None:
        """The words became a revision or were let go: the draft is not needed any more.

        With ``words`` only while those are the last that were typed; what was typed since is still unsaved.
        """
        if words is not None and _words(self._latest.get(key, words)) not in (words, None):
            return
        self.forget(key)
        book = self._book
        self._jobs.run(lambda progress: book.drop_draft(key), parent=self, writes=True)

    def let_go(self, key: str) -> None:
        """The person gave the words up: they lie in the bin, from where they can be taken for a while."""
        if key not in self._latest and key not in self._left:
            return
        self.flush()
        self.forget(key)
        book = self._book
        self._jobs.run(lambda progress: book.bin_draft(key), parent=self, writes=True)

    def forget(self, key: str) -> None:
        """The words are wanted no more; who says so takes care of the disk."""
        for held in (self._latest, self._waiting, self._left):
            held.pop(key, None)

    def look(self) -> None:
        """Ask for drafts left over from before a crash."""
        book = self._book

        def read(progress: Progress) -> list[Draft]:
            return list(book.left_over())

        self._jobs.run(read, parent=self, on_success=self.found.emit, writes=True)


class KeptFields(QObject):
    """Fields of a screen or dialog whose words are kept while they are typed, under one key.

    ``save`` is what leaving a field does, also when the typing rests; a dialog has none. ``heads`` gives those on
    screen. The draft goes when what ``when_saved`` gave is called after the words became a revision; one of before
    that was not taken up here stays. ``about`` says what the words bear on where no case does.
    """

    def __init__(
        self, keeper: DraftKeeper, key: Callable[[], str], fields: Mapping[str, QLineEdit | QPlainTextEdit],
        save: Callable[[], None] | None = None, heads: Callable[[], tuple[str, ...]] = tuple,
        parent: QObject | None = None, about: Callable[[], str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent or keeper)
        self._keeper, self._key, self._fields, self._heads = keeper, key, dict(fields), heads
        self._about = about
        self._keys: dict[str, int] = {}  # how often something was typed under each key
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(IDLE_MS)
        if save is not None:
            self._rest.timeout.connect(save)
        for field in self._fields.values():
            field.textChanged.connect(lambda *_, field=field: self._on_typed(field))

    def _on_typed(self, field: QLineEdit | QPlainTextEdit) -> None:
        """Only what a person types: a value that is shown comes to a field without the focus."""
        if field.hasFocus():
            self._keeper.make_room(self._key())
            self.go_on()
            self._rest.start()

    def go_on(self) -> None:
        """What stands in the fields now is unsaved: keep it."""
        key = self._key()
        self._keys[key] = self._keys.get(key, 0) + 1
        self._keeper.typed(key, self.words(), self._heads())

    def words(self) -> str:
        """All fields as text; a field that was put away says nothing any more."""
        held = {"about": self._about()} if self._about is not None else {}
        for name, field in self._fields.items():
            words = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
            held[name] = "" if field.isHidden() else words
        return json.dumps(held)

    def take_up(self) -> bool:
        """Put back what was typed here and is no revision; False when there is nothing."""
        key = self._key()
        words = self._keeper.words_of(key)
        held = json.loads(words) if words else {}
        if held:
            self._keeper.took_up(key)
            self._keys[key] = self._keys.get(key, 0) + 1
        for name, field in self._fields.items():
            if held.get(name):
                field.setText(held[name]) if isinstance(field, QLineEdit) else field.setPlainText(held[name])
        return any(held.get(name) for name in self._fields)

    def resume(self, draft: Draft) -> None:
        """Take words up again if they were typed here."""
        if f"{draft.kind}/{draft.key}" == self._key():
            self.take_up()

    def follow(self, dialog: QDialog) -> None:
        """The words of a dialog: those of before are there again, and Cancel puts them in the bin."""
        self.take_up()
        dialog.rejected.connect(self.let_go)

    def let_go(self) -> None:
        """The person gave the words up."""
        self._rest.stop()
        self._keeper.let_go(self._key())

    def saved(self) -> None:
        """What stands in the fields is a revision now."""
        self.when_saved()(None)

    def saving(self) -> tuple[str, Callable[[], None]]:
        """For a write that also drops the draft: its key, "" where nothing was typed, and what to do after it.

        What was typed so far is on its way to the disk when this returns, so a job after it drops the last of it.
        """
        self._rest.stop()
        self._keeper.flush()
        key = self._key()
        typed, keys, keeper = self._keys.get(key, 0), self._keys, self._keeper

        def done() -> None:
            if typed and keys.get(key) == typed:
                keeper.forget(key)

        return key if typed else "", done

    def when_saved(self) -> Callable[[object], None]:
        """What to do once the words that stand here now are a revision; more may have been typed by then."""
        self._rest.stop()
        key = self._key()
        typed, keys, keeper = self._keys.get(key, 0), self._keys, self._keeper

        def settle(_: object) -> None:
            if typed and keys.get(key) == typed:
                keeper.settled(key)

        return settle
