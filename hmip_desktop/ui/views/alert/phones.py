"""Whom to phone, in order; ticking stamps the time. 999 always stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.frames import Banner, Card, PageColumn, SidePanel
from hmip_desktop.ui.widgets.inputs import Tick
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel


@dataclass(frozen=True, slots=True)
class Phone:
    """Somebody to phone: name with role, number ("" when the roster has none), and when."""

    who: str
    number: str
    when: str


class PhonePanel(SidePanel):
    """``spoken`` carries who was reached; ticking again takes it back until the alert is saved."""

    spoken = Signal(str, bool)

    def __init__(self, theme: Theme, phones: Sequence[Phone]) -> None:
        super().__init__(theme, t("Whom to phone now"))
        self.ticks: dict[str, Tick] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        page = PageColumn(theme, t("Whom to phone now"), widest=600, margin=12)
        outer.addWidget(page)
        page.body.addWidget(Heading(theme, t("Whom to phone now"), 2))
        order = t("In this order. Tick when you have spoken to someone, not when you left a message.")
        page.body.addWidget(PlainLabel(theme, order, "control", "text2"))
        for place, phone in enumerate(phones, start=1):
            page.body.addWidget(self._card(theme, place, phone))
        if not phones:
            words = t("The team list of this inspection has no telephone numbers yet. Phone your lead inspector.")
            page.body.addWidget(Banner(theme, "warning", "", words))
        danger = Banner(theme, "warning", "", "", "phone")
        danger.say(t("Someone in danger this minute?"), t("999 first."))
        page.body.addWidget(danger)
        page.body.addWidget(Heading(theme, t("What happens next"), 2))
        next_words = t(
            "The responsible body acts and shows evidence. The inspectorate seeks assurance and does not manage the "
            "risk. The alert stays open until there is evidence."
        )
        page.body.addWidget(PlainLabel(theme, next_words, "control", "text2"))
        page.body.addStretch(1)

    def _card(self, theme: Theme, place: int, phone: Phone) -> Card:
        card = Card(theme, padding=12, gap=4)
        row = QHBoxLayout()
        row.addWidget(PlainLabel(theme, str(place), "control-bold", "text2", wrap=False))
        row.addWidget(PlainLabel(theme, phone.who, "control-bold"), 1)
        card.body.addLayout(row)
        card.body.addWidget(PlainLabel(theme, phone.number or t("no number listed"), "answer"))
        card.body.addWidget(PlainLabel(theme, phone.when, "small", "text2"))
        tick = Tick(theme, t("I spoke to them"), "control")
        tick.setAccessibleName(t("I spoke to {who}, the time is filled in", who=phone.who))
        tick.clicked.connect(lambda on: self.spoken.emit(phone.who, on))
        card.body.addWidget(tick)
        self.ticks[phone.who] = tick
        return card

    def show_spoken(self, who: str, at: datetime | None) -> None:
        """Show when somebody was reached."""
        words = t("Spoken at {time}", time=f"{at:%H:%M}") if at else t("I spoke to them")
        self.ticks[who].setText(words)
        self.ticks[who].updateGeometry()
