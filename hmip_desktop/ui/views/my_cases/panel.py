"""The right panel of My cases: resume, what came back, interviews of today, the area for packages, practice."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from hmip_desktop.services.sitting import Overview
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.my_cases.cards import PracticeCard, ResumeCard, ReturnedCard, TodayCard
from hmip_desktop.ui.widgets.frames import PageColumn, SidePanel
from hmip_desktop.ui.widgets.notices import DropArea


class CasesPanel(SidePanel):
    """``open_asked`` carries the id of a case, ``place_asked`` that and a question."""

    resume_asked = Signal()
    open_asked = Signal(str)
    place_asked = Signal(str, str)
    practice_asked = Signal()
    throw_away_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, t("Today"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        page = PageColumn(theme, t("Today"), widest=600, margin=12)
        outer.addWidget(page)
        self.resume, self.returned, self.today = ResumeCard(theme), ReturnedCard(theme), TodayCard(theme)
        self.practice = PracticeCard(theme)
        words = t("An allocation, a query or a receipt (.hmip). It is checked first; nothing changes until you agree.")
        self.drop = DropArea(theme, t("Drop a package here"), words)
        for part in (self.resume, self.today, self.returned, self.drop, self.practice):
            page.body.addWidget(part)
        page.body.addStretch(1)
        self.resume.resume_asked.connect(self.resume_asked)
        self.resume.place_asked.connect(self.place_asked)
        self.returned.place_asked.connect(self.place_asked)
        self.today.open_asked.connect(self.open_asked)
        self.practice.practice_asked.connect(self.practice_asked)
        self.practice.throw_away_asked.connect(self.throw_away_asked)

    def show_overview(self, overview: Overview, now: datetime) -> None:
        """Show where work stopped, what waits, and what is planned for today."""
        self.resume.show_place(overview, now)
        self.returned.show_queries(overview.asked)
        self.today.show_day(overview.cases, now)
        self.practice.show_practice(overview.practice)
