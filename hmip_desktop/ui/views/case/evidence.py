"""Evidence below the prompts: notes as cards, and the composer in which one is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.domain.assessment import Evidence, EvidenceLink
from hmip_desktop.domain.case_record import Held
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import Button, IconButton
from hmip_desktop.ui.widgets.frames import Card
from hmip_desktop.ui.widgets.inputs import DateInput, PickList, TextInput
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.tags import KeyCap, StatusTag
from hmip_desktop.ui.words import SOURCES, day_words, source_words


def stance_words(stance: str) -> str:
    """Whether a note supports a judgement or shows a gap."""
    return t("Supports") if stance == "supports" else t("Gap")


class EvidenceCard(Card):
    """One note: whether it supports or shows a gap, its source, its date and prompt, its words."""

    edit_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=12, gap=6)
        self.evidence_id = ""
        top = QHBoxLayout()
        top.setSpacing(theme.space(8))
        self._tag = StatusTag(theme, "", "ok")
        self._source = PlainLabel(theme, "", "control-bold", wrap=False)
        self._where = PlainLabel(theme, "", "control", "text2", wrap=False)
        self._edit = IconButton(theme, "pencil", t("Change this note"))
        self._edit.clicked.connect(lambda: self.edit_asked.emit(self.evidence_id))
        top.addWidget(self._tag)
        top.addWidget(self._source)
        top.addStretch(1)
        top.addWidget(self._where)
        top.addWidget(self._edit)
        self.body.addLayout(top)
        self._words = PlainLabel(theme, "", "body")
        self.body.addWidget(self._words)

    def show_note(self, evidence_id: str, note: Evidence, letters: str, stance: str, locked: bool) -> None:
        """Show a note that bears on prompts ``letters``."""
        self.evidence_id = evidence_id
        self._tag.show_tag(stance_words(stance), "ok" if stance == "supports" else "gap")
        self._source.setText(source_words(note.source))
        parts = [day_words(note.dated_on), letters]
        self._where.setText(" · ".join(part for part in parts if part))
        self._words.setText(note.text)
        self._edit.setVisible(not locked)
        self._edit.setAccessibleName(
            t("Change the note from {source}: {words}", source=source_words(note.source), words=note.text[:60])
        )


@dataclass(frozen=True, slots=True)
class Target:
    """What a note can bear on: a reference and how it is called here, "prompt a" or "the judgement"."""

    ref: str
    words: str


class EvidenceComposer(Card):
    """Where a note is written: source, date, supports or gap, what it bears on, words.

    ``saved`` carries the evidence and the id it replaces, "" for a new note; ``drafted`` carries all of the
    composer at every key, for whoever keeps drafts; ``closed`` comes when it goes.
    """

    saved = Signal(object, str)
    drafted = Signal(str)
    withdrawn = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=12, gap=8)
        self.evidence_id = ""
        self._kept = Evidence("", "other")
        self._link: EvidenceLink | None = None
        self._source = PickList(theme, t("Source"), [(code, source_words(code)) for code in SOURCES])
        self._date = DateInput(theme, t("Date of the entry"))
        self._date.limit_width(124)
        self._stance = AnswerGroup(theme, t("This note"), [Choice("supports", t("Supports")), Choice("gap", t("Gap"))])
        self._about = PickList(theme, t("Bears on"))
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        row.addWidget(self._source, 2)
        row.addWidget(self._date, 1)
        row.addWidget(self._stance)
        row.addWidget(self._about, 2)
        self.body.addLayout(row)
        self.text = TextInput(theme, t("Evidence"), t("What you saw, and where. No names."), lines=3)
        self.body.addWidget(self.text)
        self._problem = PlainLabel(theme, "", "small", "err")
        self._problem.hide()
        self.body.addWidget(self._problem)
        self.body.addLayout(self._buttons(theme))
        self.text.textChanged.connect(self._on_typed)
        self.hide()

    def _buttons(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self._delete = Button(theme, t("Delete note"), "trash", small=False)
        self._delete.clicked.connect(self._withdraw)
        keep = Button(theme, t("Keep note"), "check")
        keep.clicked.connect(self.keep)
        leave = Button(theme, t("Close"))
        leave.clicked.connect(self.leave)
        row.addWidget(self._delete)
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(keep)
        return row

    def _on_typed(self) -> None:
        if self.isVisible():
            self.drafted.emit(self.draft())

    def compose(self, targets: list[Target], evidence_id: str = "", note: Evidence | None = None) -> None:
        """Open for a new note, or for the one with ``evidence_id``."""
        self.evidence_id = evidence_id
        self._kept = note or Evidence("", "ndelius")
        link = next((link for link in self._kept.links if link.ref in [target.ref for target in targets]), None)
        self._about.offer([(target.ref, target.words) for target in targets])
        self._link = link
        self._about.set_value(link.ref if link else targets[0].ref)
        self._source.set_value(self._kept.source)
        self._date.setText(_as_typed(self._kept.dated_on))
        self._stance.set_value(link.stance if link else "")
        self.text.setPlainText(self._kept.text)
        self._delete.setVisible(bool(evidence_id))
        self._say("")
        self.show()
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def draft(self) -> str:
        """Everything in the composer as text."""
        held = {
            "id": self.evidence_id,
            "source": self._source.value(),
            "dated": self._date.text(),
            "stance": self._stance.value(),
            "about": self._about.value(),
            "text": self.text.toPlainText(),
        }
        return json.dumps(held)

    def restore(self, draft: str) -> None:
        """Put back what was typed before a crash."""
        held = json.loads(draft)
        self._source.set_value(str(held["source"]))
        self._date.setText(str(held["dated"]))
        self._stance.set_value(str(held["stance"]))
        self._about.set_value(str(held["about"]))
        self.text.setPlainText(str(held["text"]))

    def _say(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    @property
    def has_words(self) -> bool:
        """True while there is something that would be lost."""
        return self.isVisible() and self.text.toPlainText().strip() not in ("", self._kept.text.strip())

    def keep(self) -> bool:
        """Save the note and close; False while something is missing, which is then said."""
        words = self.text.toPlainText().strip()
        if not words:
            self._say(t("Write something first, or close without keeping."))
            return False
        if self._date.is_wrong():
            self._say(t("The date is not a date. Write it as 12/5/2025, or leave it empty."))
            return False
        day = self._date.value()
        ref = self._about.value()
        link = EvidenceLink(ref, "gap" if self._stance.value() == "gap" else "supports")
        others = tuple(held for held in self._kept.links if held is not self._link and held.ref != ref)
        made = Evidence(
            words, self._source.value() or "other", day.isoformat() if day else "", (link, *others),  # type: ignore[arg-type]
            self._kept.note, self._kept.language, self._kept.translate,
        )  # fmt: skip
        self.hide()
        if made != self._kept:
            self.saved.emit(made, self.evidence_id)
        self.closed.emit()
        return True

    def leave(self) -> None:
        """Close; words that are not empty are kept first, so that nothing typed is lost."""
        if self.has_words:
            self.keep()
            return
        self.hide()
        self.closed.emit()

    def _withdraw(self) -> None:
        self.hide()
        self.withdrawn.emit(self.evidence_id)
        self.closed.emit()


def _as_typed(stored: str) -> str:
    parts = stored.split("-")
    return "/".join(reversed(parts)) if len(parts) == 3 else ""


class EvidenceList(QWidget):
    """Heading with the number of notes, the cards in date order, and the composer at the end."""

    add_asked = Signal()
    edit_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
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
        self.composer = EvidenceComposer(theme)
        column.addWidget(self.composer)

    def _heading(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.space(12))
        row.addWidget(Heading(theme, t("Evidence"), 2, wrap=False))
        self._count = PlainLabel(theme, "", "control", "text2", wrap=False)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(KeyCap(theme, "Ctrl+E"))
        self.add_button = Button(theme, t("Add evidence"), "plus")
        self.add_button.clicked.connect(self.add_asked)
        row.addWidget(self.add_button)
        return row

    def show_notes(self, notes: list[tuple[str, Held[Evidence]]], letters: Mapping[str, str], locked: bool) -> None:
        """Show the notes that bear on this page; ``letters`` names its elements."""
        while len(self._cards) < len(notes):
            card = EvidenceCard(self._theme)
            card.edit_asked.connect(self.edit_asked)
            self._stack.addWidget(card)
            self._cards.append(card)
        for place, card in enumerate(self._cards):
            card.setVisible(place < len(notes) and notes[place][0] != self._edited())
            if place < len(notes):
                note_id, held = notes[place]
                here = [link for link in held.value.links if link.ref in letters]
                words = ", ".join(letters[link.ref] for link in here)
                stance = here[0].stance if here else "supports"
                card.show_note(note_id, held.value, words, stance, locked)
        count = len(notes)
        self._count.setText(t("1 note") if count == 1 else t("{count} notes", count=count))
        self.add_button.setVisible(not locked)

    def _edited(self) -> str:
        return self.composer.evidence_id if self.composer.isVisible() else ""
