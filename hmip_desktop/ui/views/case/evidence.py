"""Evidence below the prompts: notes as cards, each changed in its own place, and the composer for a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.domain.assessment import Evidence
from hmip_desktop.domain.case_record import Held
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.composer import EvidenceComposer
from hmip_desktop.ui.views.case.narrative_language import flag_words
from hmip_desktop.ui.views.case.stance import stance_words
from hmip_desktop.ui.widgets.buttons import Button, IconButton
from hmip_desktop.ui.widgets.frames import Card
from hmip_desktop.ui.widgets.labels import ElidedLabel, Heading, PlainLabel
from hmip_desktop.ui.widgets.tags import KeyCap, StatusTag
from hmip_desktop.ui.words import day_words, source_words


@dataclass(frozen=True, slots=True)
class Late:
    """What is said of a note dated after the day up to which the case is judged: that day, and the reason if any."""

    limit: str
    reason: str = ""


class EvidenceCard(Card):
    """One note: whether it supports or shows a gap, its source, its date and prompt, its words."""

    edit_asked = Signal(str)
    withdraw_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=12, gap=6)
        self.evidence_id = ""
        top = QHBoxLayout()
        top.setSpacing(theme.space(8))
        self._tags = [StatusTag(theme, "", "ok"), StatusTag(theme, "", "gap")]
        self._source = PlainLabel(theme, "", "control-bold", wrap=False)
        self._where = ElidedLabel(theme, "", "control", "text2")
        self._edit = IconButton(theme, "pencil", t("Change this note"))
        self._edit.clicked.connect(lambda: self.edit_asked.emit(self.evidence_id))
        self._delete = IconButton(theme, "trash", t("Delete this note"))
        self._delete.clicked.connect(lambda: self.withdraw_asked.emit(self.evidence_id))
        self._where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for tag in self._tags:
            top.addWidget(tag)
        top.addWidget(self._source)
        top.addWidget(self._where, 1)
        top.addWidget(self._edit)
        top.addWidget(self._delete)
        self.body.addLayout(top)
        self._words = PlainLabel(theme, "", "body")
        self.body.addWidget(self._words)
        self.used = PlainLabel(theme, "", "small", "text2")
        self.late = PlainLabel(theme, "", "small", "warn_fg")
        self.body.addWidget(self.used)
        self.body.addWidget(self.late)

    def show_note(
        self, evidence_id: str, note: Evidence, letters: Mapping[str, str], locked: bool, late: Late | None
    ) -> None:
        """Show a note; ``letters`` names the elements of this page that it may bear on."""
        self.evidence_id = evidence_id
        here = [link for link in note.links if link.ref in letters]
        stances = {link.stance for link in here}
        for tag, stance in zip(self._tags, ("supports", "gap"), strict=True):
            tag.setVisible(stance in stances)
            tag.show_tag(stance_words(stance), "ok" if stance == "supports" else "gap")
        source = source_words(note.source)
        self._source.setText(source)
        parts = [flag_words(note), day_words(note.dated_on), *dict.fromkeys(letters[link.ref] for link in here)]
        self._where.setText(" · ".join(part for part in parts if part))
        self._words.setText(note.text)
        self._show_uses(note)
        self._show_late(late)
        for button, name in (
            (self._edit, t("Change the note from {source}: {words}", source=source, words=note.text[:60])),
            (self._delete, t("Delete the note from {source}: {words}", source=source, words=note.text[:60])),
        ):
            button.setVisible(not locked)
            button.setAccessibleName(name)

    def focus_note(self) -> None:
        """Put the focus where the note can be changed."""
        self._edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_uses(self, note: Evidence) -> None:
        refs = [f"{link.ref} ({stance_words(link.stance).lower()})" for link in note.links]
        self.used.setVisible(len(refs) > 1)
        self.used.setText(t("Used for {count} questions: {list}", count=len(refs), list=", ".join(refs)))

    def _show_late(self, late: Late | None) -> None:
        self.late.setVisible(late is not None)
        if late is not None:
            day = day_words(late.limit)
            self.late.setText(
                t("Dated after {day}. Kept because: {reason}", day=day, reason=late.reason)
                if late.reason
                else t("Dated after {day}, the date up to which this case is judged. Say why it is kept.", day=day)
            )


class EvidenceList(QWidget):
    """Heading with the number of notes, the cards in date order, and the composer in the place of what it changes."""

    add_asked = Signal()
    edit_asked = Signal(str)
    withdraw_asked = Signal(str)

    def __init__(self, theme: Theme, desk: CaseDesk) -> None:
        super().__init__()
        self._theme = theme
        self._cards: list[EvidenceCard] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(12))
        column.addLayout(self._heading(theme))
        self._stack = QVBoxLayout()
        self._stack.setSpacing(theme.space(12))
        column.addLayout(self._stack)
        self.composer = EvidenceComposer(theme, desk.book.now, desk.opened.judged_up_to)
        self._stack.addWidget(self.composer)

    def _heading(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.space(12))
        row.addWidget(Heading(theme, t("Evidence"), 2, wrap=False))
        self._count = PlainLabel(theme, "", "control", "text2", wrap=False)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(KeyCap(theme, "Ctrl+E", "add-evidence"))
        self.add_button = Button(theme, t("Add evidence"), "plus")
        self.add_button.clicked.connect(self.add_asked)
        row.addWidget(self.add_button)
        return row

    def show_notes(
        self, notes: list[tuple[str, Held[Evidence]]], letters: Mapping[str, str], locked: bool,
        late: Mapping[str, Late],
    ) -> None:  # fmt: skip
        """Show the notes that bear on this page; ``letters`` names its elements, ``late`` those asked about."""
        while len(self._cards) < len(notes):
            card = EvidenceCard(self._theme)
            card.edit_asked.connect(self.edit_asked)
            card.withdraw_asked.connect(self.withdraw_asked)
            self._stack.addWidget(card)
            self._cards.append(card)
        for place, card in enumerate(self._cards):
            card.setVisible(place < len(notes) and notes[place][0] != self._edited())
            if place < len(notes):
                note_id, held = notes[place]
                card.show_note(note_id, held.value, letters, locked, late.get(note_id))
        self._place_composer()
        count = len(notes)
        self._count.setText(t("1 note") if count == 1 else t("{count} notes", count=count))
        self.add_button.setVisible(not locked)

    def _place_composer(self) -> None:
        """Below all cards for the next new note; never moved under a person's hand."""
        if self.composer.isVisible():
            return
        self._stack.removeWidget(self.composer)
        self._stack.addWidget(self.composer)

    def put_composer_at(self, evidence_id: str) -> None:
        """Bring the composer to the card of a note, before it opens there."""
        place = next((n for n, card in enumerate(self._cards) if card.evidence_id == evidence_id), len(self._cards))
        self._stack.removeWidget(self.composer)
        self._stack.insertWidget(place, self.composer)

    def card_of(self, evidence_id: str) -> EvidenceCard | None:
        """The card that shows a note here."""
        return next((c for c in self._cards if not c.isHidden() and c.evidence_id == evidence_id), None)

    def in_focus(self) -> str:
        """The note that has the keyboard, on its card or in the composer; "" when none has."""
        held = self.window().focusWidget()
        if held is None:
            return ""
        if self.composer.isVisible() and self.composer.isAncestorOf(held):
            return self.composer.evidence_id
        return next((card.evidence_id for card in self._cards if card.isAncestorOf(held)), "")

    def _edited(self) -> str:
        return self.composer.evidence_id if self.composer.isVisible() else ""
