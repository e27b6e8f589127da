"""The right panel while notes are placed: how many went where, and what is at the place pointed to."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.services.interview import evidence_of
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.frames import Banner, Card, Line, SidePanel
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.tags import StatusTag
from hmip_desktop.ui.words import day_words, source_words


class TriagePanel(SidePanel):
    """Counts, the evidence already at a judgement, and what interview notes are for."""

    def __init__(self, theme: Theme, with_theme: bool = True) -> None:
        super().__init__(theme, t("Counts"))
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.space(12),) * 4)
        column.setSpacing(theme.space(6))
        column.addWidget(Heading(theme, t("Counts"), 2))
        self._numbers: dict[str, PlainLabel] = {}
        for key, words in (
            ("left", t("Left to place")),
            ("judgement", t("Sent to questions")),
            ("theme", t("Sent to themes")),
            ("aside", t("Set aside, kept")),
        ):
            if key == "theme" and not with_theme:
                continue
            role = "control-bold" if key == "left" else "control"
            row = QHBoxLayout()
            row.addWidget(PlainLabel(theme, words, role), 1)
            self._numbers[key] = PlainLabel(theme, "0", "control-bold", wrap=False)
            row.addWidget(self._numbers[key])
            column.addLayout(row)
        column.addWidget(Line(theme))
        self._title = Heading(theme, "", 2)
        column.addWidget(self._title)
        self._there = QVBoxLayout()
        self._there.setSpacing(theme.space(8))
        column.addLayout(self._there)
        rule = t("Interview notes stay anonymous and are hidden from line managers. Only an alert lifts that.")
        column.addWidget(Banner(theme, "info", "", rule, icon="none"))
        column.addStretch(1)

    def show_counts(self, record: CaseRecord) -> None:
        """How many notes went where."""
        placed = [held.value for held in record.placed.values()]
        counts = {
            "left": len(record.notes) - len(placed),
            "judgement": sum(bool(evidence_of(record, note_id)) for note_id in record.placed),
            "theme": sum(place.place == "theme" for place in placed),
            "aside": sum(place.place == "aside" for place in placed),
        }
        for key, label in self._numbers.items():
            label.setText(str(counts[key]))

    def show_place(self, record: CaseRecord, ref: str) -> None:
        """The evidence that already bears on a question or prompt."""
        while (item := self._there.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        here = [held.value for held in record.evidence.values() if ref in [link.ref for link in held.value.links]]
        self._title.setText(t("Already at {ref}", ref=ref) if here else t("Nothing at {ref} yet", ref=ref))
        for note in here[:4]:
            stance = next(link.stance for link in note.links if link.ref == ref)
            self._there.addWidget(self._card(stance, source_words(note.source), day_words(note.dated_on), note.text))

    def _card(self, stance: str, source: str, day: str, text: str) -> QWidget:
        card = Card(self._theme, padding=10, gap=4)
        row = QHBoxLayout()
        supports = stance == "supports"
        row.addWidget(StatusTag(self._theme, t("Supports") if supports else t("Gap"), "ok" if supports else "gap"))
        row.addStretch(1)
        row.addWidget(PlainLabel(self._theme, source, "small", "text2", wrap=False))
        card.body.addLayout(row)
        card.setToolTip(day)
        card.body.addWidget(PlainLabel(self._theme, text, "control"))
        return card
