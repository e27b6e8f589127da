"""Keeps what is being typed: on the disk at most 300 ms after the first key that is not kept yet."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from hmip_desktop.progress import Progress
from hmip_desktop.services.drafting import Draft
from hmip_desktop.ui.case_book import CaseBook
from hmip_desktop.ui.jobs import JobRunner

KEEP_MS = 300


class DraftKeeper(QObject):
    """One per open case. ``typed`` may be called at every key; the timer is not restarted by the next.

    ``kept`` carries the key after its words reached the disk; ``found`` the drafts left over from before.
    """

    kept = Signal(str)
    found = Signal(list)

    def __init__(self, book: CaseBook, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._book, self._jobs = book, jobs
        self._waiting: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_MS)
        self._timer.timeout.connect(self.flush)

    def typed(self, key: str, words: str, heads: tuple[str, ...] = ()) -> None:
        """The words of a field changed; ``heads`` are those on screen when typing began."""
        self._waiting[key] = (words, heads)
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Keep now what waits: on lock, suspend, export and page change."""
        self._timer.stop()
        waiting, self._waiting = self._waiting, {}
        book = self._book

        def keep(progress: Progress) -> list[str]:
            for key, (words, heads) in waiting.items():
                book.keep_draft(key, words, heads)
            return list(waiting)

        if waiting:
            self._jobs.run(keep, parent=self, on_success=self._tell, writes=True)

    def _tell(self, keys: list[str]) -> None:
        for key in keys:
            self.kept.emit(key)

    def settled(self, key: str) -> None:
        """The words became a revision or were let go: the draft is not needed any more."""
        self._waiting.pop(key, None)
        book = self._book
        self._jobs.run(lambda progress: book.drop_draft(key), parent=self, writes=True)

    def look(self) -> None:
        """Ask for drafts left over from before a crash."""
        book = self._book

        def read(progress: Progress) -> list[Draft]:
            return list(book.left_over())

        self._jobs.run(read, parent=self, on_success=self.found.emit, writes=True)
