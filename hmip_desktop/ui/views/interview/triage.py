"""After the interview: one note after the other to the judgement or theme it belongs to, by one key each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout

from hmip_desktop.domain.assessment import Stance
from hmip_desktop.domain.interview import InterviewNote, NoteTag
from hmip_desktop.services.drafting import Draft
from hmip_desktop.services.placing import judgements_of, themes_of
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import KeptFields
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.facts import case_identity
from hmip_desktop.ui.views.interview.note_desk import NoteDesk
from hmip_desktop.ui.views.interview.session import KEYS, TAGS
from hmip_desktop.ui.views.interview.suggest import Suggestion, place, suggest, theme_words
from hmip_desktop.ui.views.interview.targets import TargetList
from hmip_desktop.ui.views.interview.theme_form import ThemeForm
from hmip_desktop.ui.views.interview.triage_card import TriageCard
from hmip_desktop.ui.views.interview.triage_panel import TriagePanel
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.frames import Banner, PageColumn
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.notices import UndoBar
from hmip_desktop.ui.widgets.rail import RailItem
from hmip_desktop.ui.widgets.rails import PlacesRail
from hmip_desktop.ui.words import clock_words


class TriageScreen(Screen):
    """Notes left, one note in the middle, what is already there at the right.

    ``with_theme`` false leaves themes to the assessor, for somebody who only interviews.
    """

    help_page = "place-notes"

    done_asked = Signal()

    def __init__(self, theme: Theme, desk: CaseDesk, with_theme: bool = True) -> None:
        super().__init__(theme, t("Place the notes"))
        self.desk, self.notes = desk, NoteDesk(desk)
        self._note_id = ""
        self._stay = False
        self.rail = PlacesRail(theme, t("Interview notes"), width=312)
        self.rail.view.setAccessibleName(t("Notes of this interview"))
        self.rail.view.opened.connect(self.show_note)
        self.rail_words = t("Notes")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.column = PageColumn(theme, t("Place the notes"), widest=742, margin=24)
        outer.addWidget(self.column, 1)
        self._fill_column(theme, with_theme)
        self.undo_bar = UndoBar(theme)
        self.undo_bar.undone.connect(desk.undo)
        outer.addWidget(self.undo_bar)
        self.panel = self.there = TriagePanel(theme, with_theme)
        self.panel_words = t("Counts")
        self._build_footer(theme)
        self._tag_keys: list[QShortcut] = []
        self._add_tag_keys()
        theme.keys.changed.connect(self._add_tag_keys)
        desk.changed.connect(self.refresh)

    def _add_tag_keys(self) -> None:
        """The same keys tag here and in the interview."""
        for old in self._tag_keys:
            old.setEnabled(False)
            old.deleteLater()
        self._tag_keys = []
        for tag in TAGS:
            for keys in self.theme.keys.keys_of(f"talk-{tag}", KEYS[f"talk-{tag}"]):
                made = QShortcut(QKeySequence(keys), self)
                made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                made.activated.connect(lambda tag=tag: self.card.set_tag(tag))
                self._tag_keys.append(made)

    def _fill_column(self, theme: Theme, with_theme: bool) -> None:
        body = self.column.body
        self.caption = PlainLabel(theme, "", "control", "text2")
        body.addWidget(self.caption)
        self.heading = Heading(theme, t("Where does this note belong?"), 1)
        body.addWidget(self.heading)
        self.all_done = Banner(theme, "ok")
        self.all_done.say(t("Every note is placed."), t("Choose one at the left to look at it again or call it back."))
        body.addWidget(self.all_done)
        self.card = TriageCard(theme)
        self.card.changed.connect(self._change)
        self.card.called_back.connect(self._call_back)
        self.card.given_up.connect(lambda: self._typed["note-words"].let_go() if self._typed else None)
        body.addWidget(self.card)
        self.targets = TargetList(theme, with_theme)
        self.targets.chosen.connect(self._send)
        self.targets.theme_chosen.connect(self._ask_theme)
        self.targets.set_aside.connect(self._set_aside)
        self.targets.pointed.connect(self._show_there)
        body.addWidget(self.targets)
        self.theme_form = ThemeForm(theme)
        self.theme_form.saved.connect(self._make_theme)
        self.theme_form.left.connect(self._leave_theme)
        self.theme_form.hide()
        body.addWidget(self.theme_form)
        body.addStretch(1)
        drafts = self.desk.drafts
        self._typed: dict[str, KeptFields] = {}
        if drafts is not None:
            fields: dict[str, QLineEdit | QPlainTextEdit] = {
                "note-words": self.card.editor, "theme": self.theme_form.words,
            }  # fmt: skip
            for kind, field in fields.items():
                self._typed[kind] = KeptFields(
                    drafts, partial(self._draft_key, kind), {"text": field}, None, partial(self._draft_heads, kind)
                )

    def _draft_key(self, kind: str) -> str:
        return f"{kind}/{self._note_id}"

    def _draft_heads(self, kind: str) -> tuple[str, ...]:
        held = self.desk.record.notes.get(self._note_id) if kind == "note-words" else None
        return held.heads if held is not None else ()

    def _settle(self, kind: str) -> Callable[[object], None] | None:
        return self._typed[kind].when_saved() if kind in self._typed else None

    def restore(self, draft: Draft) -> None:
        """Go on with other words for a note, or with the words of a theme."""
        if draft.key not in self.desk.record.notes:
            return
        self.show_note(draft.key)
        if draft.kind == "theme":
            self._ask_theme("", False)
            self.theme_form.words.setFocus()
        else:
            self.card.begin_editing()
        self._typed[draft.kind].take_up()

    def _build_footer(self, theme: Theme) -> None:
        footer = Footer(theme, self.desk.saving)
        stop = Button(theme, t("Stop for now"))
        stop.clicked.connect(self.done_asked)
        back = Button(theme, t("Back"))
        back.clicked.connect(lambda: self._step(-1))
        self.skip = Button(theme, t("Skip to next note"), filled=True)
        self.skip.clicked.connect(self._go_on)
        for button in (stop, back, self.skip):
            footer.add_button(button)
        self.footer = footer

    # showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the notes as they stand."""
        notes = self.notes.notes()
        left = self._left()
        self.rail.heading.show_progress(len(notes) - len(left), len(notes))
        self.rail.heading.count.setText(t("{left} of {all} left", left=len(left), all=len(notes)))
        if self._note_id not in dict(notes):
            self._note_id = left[0] if left else (notes[-1][0] if notes else "")
        self.rail.view.show_items([self._row(key, note) for key, note in notes], self._note_id)
        self.there.show_counts(self.desk.record)
        self.all_done.setVisible(bool(notes) and not left)
        self.skip.setText(t("Skip to next note") if left else t("Done"))
        self.skip.updateGeometry()
        self._show()

    def _left(self) -> list[str]:
        placed = self.desk.record.placed
        return [key for key, _ in self.notes.notes() if key not in placed]

    def _row(self, key: str, note: InterviewNote) -> RailItem:
        held = self.desk.record.placed.get(key)
        words = f"{clock_words(note.elapsed_s)}  {note.text}"
        if held is None:
            icon, tone = ("half", "brand") if key == self._note_id else ("circle", "text2")
            return RailItem(key, words, icon, tone, one_line=True, spoken=t("{words}, not placed", words=words))
        if held.value.place == "aside":
            return RailItem(key, words, "archive", "text2", t("Set aside"), one_line=True)
        return RailItem(key, words, "done", "ok", self._short(key), one_line=True, spoken=f"{words}, {self._went(key)}")

    def _short(self, note_id: str) -> str:
        """Where a note went, for the rail: one place, and how many more."""
        refs = [*judgements_of(self.desk.record, note_id)]
        held = self.desk.record.placed[note_id].value
        refs += [t("Theme") for _ in themes_of(held)]
        first = refs[0] if refs else held.ref
        return first if len(refs) < 2 else f"{first} +{len(refs) - 1}"

    def _went(self, note_id: str) -> str:
        """Where a note went, in words."""
        held = self.desk.record.placed.get(note_id)
        if held is None:
            return ""
        if held.value.place == "aside":
            return t("Set aside, and kept")
        parts = (
            [t("Sent to {refs}", refs=", ".join(refs))] if (refs := judgements_of(self.desk.record, note_id)) else []
        )
        parts += [f"{theme_words(theme.kind)}: {theme.text}" for theme in themes_of(held.value)]
        return " · ".join(parts) or t("Sent to {refs}", refs=held.value.ref)

    def show_note(self, note_id: str) -> None:
        """Put one note in the middle."""
        self.card.keep_editing()
        self.theme_form.hide()
        self._note_id = note_id
        self.refresh()
        self.targets.focus_first()

    def _show(self) -> None:
        notes = self.notes.notes()
        keys = [key for key, _ in notes]
        note = dict(notes).get(self._note_id)
        self.card.setVisible(note is not None)
        writing = self.theme_form.isVisibleTo(self)
        self.targets.setVisible(note is not None and not self.desk.is_locked and not writing)
        if note is None:
            self.caption.setText(t("There are no notes of an interview in this case."))
            return
        at = keys.index(self._note_id) + 1
        self.caption.setText(t("After the interview · Note {place} of {count}", place=at, count=len(keys)))
        topic = next((topic for topic in self.desk.pack.topics if topic.ref == note.topic), None)
        self.card.show_note(note, topic.title if topic else "", self._went(self._note_id), self.desk.is_locked)
        with_theme = self.targets.with_theme
        suggestions = suggest(self.desk.flow, self.desk.pack, note, with_theme=with_theme)
        self.targets.offer(suggestions, self._all_places(), self._note_id in self.desk.record.placed)
        if suggestions and suggestions[0].ref:
            self._show_there(suggestions[0].ref)

    def _all_places(self) -> list[Suggestion]:
        pack = self.desk.pack
        refs = [ref for ref in self.desk.flow.visible if pack.element(ref).kind in ("prompt", "key_question")]
        return [place(pack, ref) for ref in refs]

    def _show_there(self, ref: str) -> None:
        self.there.show_place(self.desk.record, ref)

    # doing ------------------------------------------------------------------------------------------------

    def _note(self) -> InterviewNote:
        return self.desk.record.notes[self._note_id].value

    def _send(self, ref: str, stay: bool) -> None:
        note = self._note()
        stance: Stance = "gap" if note.tag == "gap" else "supports"
        self.notes.send(self._note_id, ref, stance)
        self._offer_undo(
            t("{time} “{words}” sent to {ref}", time=clock_words(note.elapsed_s), words=note.text[:60], ref=ref)
        )
        if not stay:
            self._step(1)

    def _ask_theme(self, kind: str, stay: bool) -> None:
        self._stay = stay
        self.targets.hide()
        self.theme_form.show()
        self.theme_form.begin(self.desk.record, self._note(), kind)

    def _make_theme(self, kind: str, words: str, read_again: bool) -> None:
        settle = self._settle("theme")
        self.notes.to_theme(self._note_id, kind, words, read_again, settle)  # type: ignore[arg-type]
        self._offer_undo(t("“{words}” kept as a theme", words=words[:60]))
        self.theme_form.hide()
        if self._stay:
            self.show_note(self._note_id)
        else:
            self._step(1)

    def _leave_theme(self) -> None:
        if "theme" in self._typed:
            self._typed["theme"].let_go()
        self.theme_form.hide()
        self.show_note(self._note_id)

    def _set_aside(self) -> None:
        self.notes.set_aside(self._note_id)
        self._offer_undo(t("Note set aside. It is kept."))
        self._step(1)

    def _call_back(self) -> None:
        self.notes.call_back(self._note_id)
        self._offer_undo(t("Note called back. It can be placed again."))

    def _change(self, words: str, tag: NoteTag) -> None:
        self.undo_bar.withdraw()  # its words are about something else
        self.notes.change(self._note_id, words, tag, self._settle("note-words"))

    def _offer_undo(self, words: str) -> None:
        self.undo_bar.offer(words)

    def _go_on(self) -> None:
        """To the next note, or away when none is left."""
        self._step(1) if self._left() else self.done_asked.emit()

    def _step(self, by: int) -> None:
        """The next note that is not placed, or the note before."""
        keys = [key for key, _ in self.notes.notes()]
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
        return {"continue": self._go_on, "back": lambda: self._step(-1), "undo": self._undo}

    def _undo(self) -> None:
        self.undo_bar.withdraw()
        self.desk.undo()

    def entered(self) -> None:
        self.refresh()
        self.targets.focus_first()

    def leaving(self) -> None:
        self.card.keep_editing()
        self.undo_bar.withdraw()
