"""After the interview: one note after the other to the judgement it belongs to, by one key each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from hmip_desktop.domain.assessment import Stance
from hmip_desktop.domain.interview import InterviewNote
from hmip_desktop.domain.values import read_moment
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.facts import case_identity
from hmip_desktop.ui.views.interview.suggest import Suggestion, place, suggest
from hmip_desktop.ui.views.interview.targets import TargetList
from hmip_desktop.ui.views.interview.triage_panel import TriagePanel
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.frames import Card, PageColumn
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.notices import UndoBar
from hmip_desktop.ui.widgets.rail import RailItem
from hmip_desktop.ui.widgets.rails import PlacesRail
from hmip_desktop.ui.widgets.tags import StatusTag
from hmip_desktop.ui.words import TAG_KINDS, clock_words, tag_words


class TriageScreen(Screen):
    """Notes left, one note in the middle, what is already there at the right."""

    done_asked = Signal()

    def __init__(self, theme: Theme, desk: CaseDesk) -> None:
        super().__init__(theme, t("Place the notes"))
        self.desk = desk
        self._note_id = ""
        self.rail = PlacesRail(theme, t("Interview notes"), width=312)
        self.rail.view.setAccessibleName(t("Notes of this interview"))
        self.rail.view.opened.connect(self.show_note)
        self.rail_words = t("Notes")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.column = PageColumn(theme, t("Place the notes"), widest=742, margin=24)
        outer.addWidget(self.column)
        self.caption = PlainLabel(theme, "", "control", "text2")
        self.column.body.addWidget(self.caption)
        self.column.body.addWidget(Heading(theme, t("Where does this note belong?"), 1))
        self.card = _NoteCard(theme)
        self.column.body.addWidget(self.card)
        self.targets = TargetList(theme)
        self.targets.chosen.connect(self._send)
        self.targets.set_aside.connect(self._set_aside)
        self.targets.pointed.connect(self._show_there)
        self.column.body.addWidget(self.targets)
        self.column.body.addStretch(1)
        self.undo_bar = UndoBar(theme)
        self.undo_bar.undone.connect(desk.undo)
        self.column.body.addWidget(self.undo_bar)
        self.panel = self.there = TriagePanel(theme)
        self.panel_words = t("Counts")
        self._build_footer(theme)
        desk.changed.connect(self.refresh)

    def _build_footer(self, theme: Theme) -> None:
        footer = Footer(theme, self.desk.saving)
        stop = Button(theme, t("Stop for now"))
        stop.clicked.connect(self.done_asked)
        back = Button(theme, t("Back"))
        back.clicked.connect(lambda: self._step(-1))
        self.skip = Button(theme, t("Skip to next note"), filled=True)
        self.skip.clicked.connect(lambda: self._step(1))
        for button in (stop, back, self.skip):
            footer.add_button(button)
        self.footer = footer

    # showing ----------------------------------------------------------------------------------------------

    def _notes(self) -> list[tuple[str, InterviewNote]]:
        held = self.desk.record.notes.items()
        return sorted(((key, one.value) for key, one in held), key=lambda item: item[1].noted_at)

    def refresh(self) -> None:
        """Show the notes as they stand."""
        notes = self._notes()
        placed = self.desk.record.placed
        left = [key for key, _ in notes if key not in placed]
        self.rail.heading.show_progress(len(notes) - len(left), len(notes))
        self.rail.heading.count.setText(t("{left} of {all} left", left=len(left), all=len(notes)))
        if self._note_id not in dict(notes):
            self._note_id = left[0] if left else (notes[-1][0] if notes else "")
        self.rail.view.show_items([self._row(key, note) for key, note in notes], self._note_id)
        self.there.show_counts(self.desk.record)
        self._show()

    def _row(self, key: str, note: InterviewNote) -> RailItem:
        placed = self.desk.record.placed.get(key)
        words = f"{clock_words(note.elapsed_s)}  {note.text}"
        if placed is None:
            icon, tone = ("half", "brand") if key == self._note_id else ("circle", "text2")
            return RailItem(key, words, icon, tone, one_line=True, spoken=t("{words}, not placed", words=words))
        if placed.value.place == "aside":
            return RailItem(key, words, "archive", "text2", t("Set aside"), one_line=True)
        return RailItem(key, words, "done", "ok", placed.value.ref, one_line=True)

    def show_note(self, note_id: str) -> None:
        """Put one note in the middle."""
        self._note_id = note_id
        self.refresh()
        self.targets.focus_first()

    def _show(self) -> None:
        notes = self._notes()
        keys = [key for key, _ in notes]
        note = dict(notes).get(self._note_id)
        self.card.setVisible(note is not None)
        self.targets.setVisible(note is not None and not self.desk.is_locked)
        if note is None:
            self.caption.setText(t("There are no notes of an interview in this case."))
            return
        at = keys.index(self._note_id) + 1
        self.caption.setText(t("After the interview · Note {place} of {count}", place=at, count=len(keys)))
        topic = next((topic for topic in self.desk.pack.topics if topic.ref == note.topic), None)
        self.card.show_note(note, topic.title if topic else "")
        suggestions = suggest(self.desk.flow, self.desk.pack, note)
        self.targets.offer(suggestions, self._all_places())
        if suggestions:
            self._show_there(suggestions[0].ref)

    def _all_places(self) -> list[Suggestion]:
        pack = self.desk.pack
        refs = [ref for ref in self.desk.flow.visible if pack.element(ref).kind in ("prompt", "key_question")]
        return [place(pack, ref) for ref in refs]

    def _show_there(self, ref: str) -> None:
        self.there.show_place(self.desk.record, ref)

    # doing ------------------------------------------------------------------------------------------------

    def _send(self, ref: str, stay: bool) -> None:
        note = dict(self._notes())[self._note_id]
        stance: Stance = "gap" if note.tag == "gap" else "supports"
        note_id = self._note_id
        self.desk.place_note(note_id, ref, stance)
        self.undo_bar.offer(
            t("{time} “{words}” sent to {ref}", time=clock_words(note.elapsed_s), words=note.text[:60], ref=ref)
        )
        if not stay:
            self._step(1)

    def _set_aside(self) -> None:
        note_id = self._note_id
        self.desk.set_note_aside(note_id)
        self.undo_bar.offer(t("Note set aside. It is kept."))
        self._step(1)

    def _step(self, by: int) -> None:
        """The next note that is not placed, or the note before."""
        keys = [key for key, _ in self._notes()]
        if self._note_id not in keys:
            return
        here = keys.index(self._note_id)
        placed = self.desk.record.placed
        if by > 0:
            later = [key for key in [*keys[here + 1 :], *keys[:here]] if key not in placed]
            self.show_note(later[0] if later else keys[min(here + 1, len(keys) - 1)])
        else:
            self.show_note(keys[max(here - 1, 0)])

    # the window asks --------------------------------------------------------------------------------------

    def identity(self) -> Identity:
        return case_identity(self.desk)

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"continue": lambda: self._step(1), "back": lambda: self._step(-1), "undo": self.desk.undo}

    def entered(self) -> None:
        self.refresh()
        self.targets.focus_first()


class _NoteCard(Card):
    """One note with its two times, its tag and the question under which it was typed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, gap=8)
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self._time = PlainLabel(theme, "", "section", wrap=False)
        self._clock = PlainLabel(theme, "", "control", "text2")
        self._tag = StatusTag(theme, "")
        row.addWidget(self._time)
        row.addWidget(self._clock, 1)
        row.addWidget(self._tag)
        self.body.addLayout(row)
        self._words = PlainLabel(theme, "", "lead")
        self._topic = PlainLabel(theme, "", "control", "text2")
        self.body.addWidget(self._words)
        self.body.addWidget(self._topic)

    def show_note(self, note: InterviewNote, topic: str) -> None:
        """Show a note."""
        self._time.setText(clock_words(note.elapsed_s))
        wall = read_moment(note.noted_at).astimezone()
        self._clock.setText(t("into the interview · {wall} on the clock", wall=f"{wall:%H:%M}"))
        self._tag.show_tag(tag_words(note.tag) or t("No tag"), TAG_KINDS.get(note.tag, "grey"))
        self._words.setText(note.text)
        self._topic.setVisible(bool(topic))
        self._topic.setText(t("Typed under: {topic}", topic=topic))
