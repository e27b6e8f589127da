"""The right panel of My cases: resume, interviews of today, the area for packages."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.services.sitting import Overview
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.my_cases.rows import find, interview_day, narrowed
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.frames import Card, PageColumn, SidePanel
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel, Run, RunsLabel
from hmip_desktop.ui.widgets.notices import DropArea
from hmip_desktop.ui.widgets.tags import KeyCap, StatusTag
from hmip_desktop.ui.words import moment_words


class CasesPanel(SidePanel):
    """``open_asked`` carries the id of a case."""

    resume_asked = Signal()
    open_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, t("Today"))
        self._theme = theme
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        page = PageColumn(theme, t("Today"), widest=600, margin=12)
        outer.addWidget(page)
        page.body.addWidget(self._resume_card(theme))
        page.body.addWidget(self._today_card(theme))
        words = t("An allocation, a query or a receipt (.hmip). It is checked first; nothing changes until you agree.")
        self.drop = DropArea(theme, t("Drop a package here"), words)
        page.body.addWidget(self.drop)
        page.body.addStretch(1)

    def _resume_card(self, theme: Theme) -> Card:
        card = self._resume = Card(theme, padding=14, gap=6)
        card.body.addWidget(Heading(theme, t("Resume where you were"), 2))
        self._where = RunsLabel(theme, (), "control")
        self._when = PlainLabel(theme, "", "control", "text2")
        card.body.addWidget(self._where)
        card.body.addWidget(self._when)
        row = QHBoxLayout()
        row.setSpacing(theme.space(10))
        button = Button(theme, t("Resume"), "arrow-right")
        button.clicked.connect(self.resume_asked)
        row.addWidget(button)
        row.addWidget(KeyCap(theme, "Ctrl+R"))
        row.addStretch(1)
        card.body.addLayout(row)
        card.hide()
        return card

    def _today_card(self, theme: Theme) -> Card:
        card = self._today = Card(theme, padding=14, gap=4)
        row = QHBoxLayout()
        row.addWidget(Heading(theme, t("Interviews today"), 2), 1)
        self._day = PlainLabel(theme, "", "small", "text2", wrap=False)
        row.addWidget(self._day)
        card.body.addLayout(row)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.space(4))
        card.body.addLayout(self._list)
        return card

    def show_overview(self, overview: Overview, now: datetime) -> None:
        """Show where work stopped and what is planned for today."""
        place = overview.place
        case = find(overview.cases, place.case_id) if place is not None else None
        self._resume.setVisible(case is not None)
        if case is not None and place is not None:
            self._where.set_runs([Run(case.case_ref, bold=True), Run(f" · {place.ref}" if place.ref else "")])
            self._when.setText(t("You stopped {when}.", when=moment_words(place.at, now)))
        self._show_today(overview, now)

    def _show_today(self, overview: Overview, now: datetime) -> None:
        here = now.astimezone()
        self._day.setText(f"{here:%a} {here.day} {here:%b}")
        while (item := self._list.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        cases = narrowed(overview.cases, "planned", here.date())
        planned = [(at, case) for case in cases if (at := interview_day(case))]
        for at, case in sorted(planned, key=lambda pair: pair[0]):
            self._list.addWidget(self._line(at, case.case_id, case.case_ref, case.alerts_open > 0, here))
        if not planned:
            self._list.addWidget(PlainLabel(self._theme, t("None planned for today."), "control", "text2"))

    def _line(self, at: datetime, case_id: str, case_ref: str, alert: bool, here: datetime) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.space(10))
        row.addWidget(PlainLabel(self._theme, f"{at:%H:%M}", "control-bold", wrap=False))
        link = LinkButton(self._theme, case_ref)
        link.setAccessibleName(t("Open {case}, interview at {time}", case=case_ref, time=f"{at:%H:%M}"))
        link.clicked.connect(lambda: self.open_asked.emit(case_id))
        row.addWidget(link)
        row.addStretch(1)
        minutes = int((at - here.replace(tzinfo=None)).total_seconds() // 60)
        if alert:
            row.addWidget(StatusTag(self._theme, t("open alert"), "warning"))
        elif 0 <= minutes < 60:
            row.addWidget(PlainLabel(self._theme, t("in {minutes} min", minutes=minutes), "small", "text2", wrap=False))
        return line
