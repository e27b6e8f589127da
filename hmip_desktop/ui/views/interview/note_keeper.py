"""Notes on their way to the disk: shown at once, written one after another, and never lost from the screen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from hmip_desktop.domain.interview import InterviewNote
from hmip_desktop.errors import Refused
from hmip_desktop.progress import Progress
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.views.interview.notes import ShownNote

LOOK_AGAIN_MS = 1500  # the rest of the case is read again when nobody types


@dataclass(slots=True)
class _Fresh:
    """A note of this sitting that the case does not show yet."""

    note: InterviewNote
    note_id: str = ""
    trouble: bool = False


class NoteKeeper(QObject):
    """``changed`` comes when what is to be shown changed, ``kept`` with the id of a note that is on the disk.

    A note that could not be written stays on the screen, says so, and is tried again with the next one.
    """

    changed = Signal()
    kept = Signal(str)

    def __init__(self, desk: CaseDesk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self._fresh: list[_Fresh] = []
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(LOOK_AGAIN_MS)
        self._look.timeout.connect(self.look_again)

    def rows(self) -> list[ShownNote]:
        """The notes of the case and those on their way, by the time of their first keystroke."""
        held = self.desk.record.notes
        self._fresh = [one for one in self._fresh if not one.note_id or one.note_id not in held]
        rows = [ShownNote(note_id, one.value) for note_id, one in held.items()]
        rows += [ShownNote(one.note_id, one.note, one.trouble) for one in self._fresh]
        return sorted(rows, key=lambda row: row.note.noted_at)

    @property
    def has_unsaved(self) -> bool:
        """True while a note is on its way or did not get to the disk."""
        return any(not one.note_id for one in self._fresh)

    def keep(self, note: InterviewNote) -> None:
        """Show a note and write it; what failed before is tried again first."""
        failed = [one for one in self._fresh if one.trouble]
        fresh = _Fresh(note)
        self._fresh.append(fresh)
        for one in (*failed, fresh):
            self._write(one)
        self.changed.emit()

    def try_again(self) -> None:
        """Write what did not get to the disk."""
        for one in [one for one in self._fresh if one.trouble]:
            self._write(one)

    def _write(self, fresh: _Fresh) -> None:
        book, note = self.desk.book, fresh.note
        fresh.trouble = False

        def work(progress: Progress) -> str:
            return book.save_note(note, "", None)[0]

        def done(note_id: str) -> None:
            fresh.note_id = note_id
            self.desk.saving.succeed(book.now().astimezone())
            self._look.start()
            self.kept.emit(note_id)

        def failed(error: Exception) -> None:
            fresh.trouble = True
            reason = error_sentence(error) if isinstance(error, Refused) else t("the program did something wrong")
            self.desk.saving.fail(reason)
            self.changed.emit()

        self.desk.saving.begin()
        self.desk.jobs.run(work, parent=self, on_success=done, on_error=failed, writes=True)

    def look_again(self) -> None:
        """Let the rest of the case show what came in."""
        self._look.stop()
        self.desk.read_again()
