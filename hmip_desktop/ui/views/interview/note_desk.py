"""What can be done with the notes of an interview, each with its way back."""

from __future__ import annotations

import msgspec

from hmip_desktop.domain.assessment import Stance
from hmip_desktop.domain.interview import InterviewNote, NoteTag
from hmip_desktop.services.themes import ThemeKind
from hmip_desktop.ui.case_desk import CaseDesk, Done
from hmip_desktop.ui.text import t


class NoteDesk:
    """The notes of one case. Every act can be taken back."""

    def __init__(self, desk: CaseDesk) -> None:
        self.desk = desk

    def notes(self) -> list[tuple[str, InterviewNote]]:
        """Ids and notes by the time of their first keystroke."""
        held = self.desk.record.notes.items()
        return sorted(((key, one.value) for key, one in held), key=lambda item: (item[1].noted_at, item[0]))

    def send(self, note_id: str, ref: str, stance: Stance) -> None:
        """To a judgement, where the note becomes evidence."""
        self.desk.step(t("Note placed"), lambda book: book.place_on_judgement(note_id, ref, stance))

    def to_theme(
        self, note_id: str, kind: ThemeKind, words: str, read_again: bool, on_done: Done = None
    ) -> None:  # fmt: skip
        """To the themes, in words that name nobody."""
        done = t("Note became a theme")
        self.desk.step(done, lambda book: book.note_to_theme(note_id, kind, words, read_again), on_done)

    def set_aside(self, note_id: str) -> None:
        """Nowhere: it is kept."""
        self.desk.step(t("Note set aside"), lambda book: book.set_aside_note(note_id, ""))

    def call_back(self, note_id: str) -> None:
        """From wherever it was sent: evidence and themes made of it go."""
        self.desk.step(t("Note called back"), lambda book: book.call_note_back(note_id))

    def change(self, note_id: str, words: str, tag: NoteTag, on_done: Done = None) -> None:
        """Other words or another tag; its time stays."""
        held = self.desk.record.notes[note_id]
        changed = msgspec.structs.replace(held.value, text=words.strip(), tag=tag)
        if changed != held.value and changed.text:
            self.desk.step(t("Note changed"), lambda book: book.save_note(changed, note_id, None), on_done)
