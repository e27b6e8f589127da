"""The way to the practice case before anything is unlocked or set up."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.frames import Card
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel


class LookAroundCard(Card):
    """``asked`` comes when somebody wants to practise."""

    asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=24, gap=6)
        self.body.addWidget(Heading(theme, t("Want to look around first?"), 2))
        words = t(
            "The practice case holds made-up work. It is never counted or sent, and it is gone when you leave it."
        )
        self.body.addWidget(PlainLabel(theme, words, "control", "text2"))
        self.link = LinkButton(theme, t("Open the practice case"), "practice")
        self.link.clicked.connect(self.asked)
        self.body.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)
