"""The notes of an interview in a column, newest at the bottom, where the eye is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from hmip_desktop.domain.interview import InterviewNote
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.frames import Card
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.tags import StatusTag
from hmip_desktop.ui.words import TAG_KINDS, clock_words, tag_words


class NoteCard(Card):
    """Time on the interview clock, words, tag."""

    def __init__(self, theme: Theme, note: InterviewNote) -> None:
        super().__init__(theme, padding=10, gap=0)
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(PlainLabel(theme, clock_words(note.elapsed_s), "control", "text2", wrap=False), 0, top)
        row.addWidget(PlainLabel(theme, note.text, "control"), 1)
        if note.tag:
            row.addWidget(StatusTag(theme, tag_words(note.tag), TAG_KINDS[note.tag]), 0, top)
        self.body.addLayout(row)
        self.setAccessibleName(f"{clock_words(note.elapsed_s)} {note.text} {tag_words(note.tag)}".strip())


class NoteColumn(QScrollArea):
    """All notes in time order; stays at the bottom unless somebody scrolled up."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[tuple[str, InterviewNote], ...] = ()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(t("Notes so far"))
        ground = QWidget()
        ground.setProperty("ground", True)
        self._column = QVBoxLayout(ground)
        self._column.setContentsMargins(*(theme.space(12),) * 3, theme.space(8))
        self._column.setSpacing(theme.space(8))
        self._column.addStretch(1)
        self.setWidget(ground)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(lambda _, last: self.verticalScrollBar().setValue(last))

    def show_notes(self, notes: list[tuple[str, InterviewNote]]) -> None:
        """Show these notes; only what is new is built."""
        wanted = tuple(notes)
        same = wanted[: len(self._shown)] == self._shown
        if not same:
            while self._column.count() > 1:
                item = self._column.takeAt(1)
                if item.widget() is not None:
                    item.widget().hide()
                    item.widget().deleteLater()
        for _, note in wanted[len(self._shown) if same else 0 :]:
            self._column.addWidget(NoteCard(self._theme, note))
        self._shown = wanted
