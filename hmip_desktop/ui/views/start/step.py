"""What the three steps of the first run have in common."""

from __future__ import annotations

from PySide6.QtCore import Signal

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.frames import PageColumn
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel


class Step(PageColumn):
    """A page of at most 820 px with caption, question and one sentence; ``place`` 0 is no step of the first run."""

    changed = Signal()

    def __init__(self, theme: Theme, place: int, caption: str, title: str, sentence: str) -> None:
        super().__init__(theme, title, widest=820)
        self.theme = theme
        words = t("Step {place} of 3 · {caption}", place=place, caption=caption) if place else caption
        self.body.addWidget(PlainLabel(theme, words, "control", "text2"))
        self.body.addWidget(Heading(theme, title, 1))
        self.body.addWidget(PlainLabel(theme, sentence, "body"))

    def missing(self) -> str:
        """What is missing for the next step, in words; "" when nothing is."""
        return ""

    def focus_first(self) -> None:
        """Put the focus where this step begins."""
