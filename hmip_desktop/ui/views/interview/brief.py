"""The case as somebody sees it who was given the interview and nothing else: what to know, the topics, three acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from hmip_desktop.services.interview import untriaged
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.facts import case_identity, fact_rows
from hmip_desktop.ui.views.interview.session import PLANNED_MINUTES
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.frames import Banner, Card, Line, PageColumn
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.words import day_words, interviewed_words


class BriefScreen(Screen):
    """``interview_asked``, ``triage_asked``, ``alert_asked`` and ``send_asked`` are what can be done from here."""

    help_page = "interview"

    interview_asked = Signal()
    triage_asked = Signal()
    alert_asked = Signal()
    send_asked = Signal()

    def __init__(self, theme: Theme, desk: CaseDesk) -> None:
        super().__init__(theme, t("Interview of this case"))
        self.desk = desk
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        page = PageColumn(theme, t("Interview"), widest=820, margin=24)
        page.body.setSpacing(theme.space(12))
        outer.addWidget(page)
        page.body.addWidget(
            PlainLabel(theme, t("You interview in this case. Somebody else assesses it."), "control", "text2")
        )
        page.body.addWidget(Heading(theme, t("The interview"), 1))
        self.state = Banner(theme, "info")
        page.body.addWidget(self.state)
        page.body.addWidget(self._facts_card(theme))
        page.body.addWidget(self._topics_card(theme))
        page.body.addStretch(1)
        self._build_footer(theme)
        desk.changed.connect(self.refresh)
        self.refresh()

    def _facts_card(self, theme: Theme) -> Card:
        """What an interviewer needs to know; the judgements are the assessor's."""
        card = Card(theme, gap=6)
        card.body.addWidget(Heading(theme, t("What to know"), 2))
        rows = [(t("Planned"), self._planned()), *fact_rows(self.desk)]
        for label, value in rows:
            row = QHBoxLayout()
            part = PlainLabel(theme, label, "control", "text2", wrap=False)
            part.setFixedWidth(theme.size(190))
            row.addWidget(part)
            row.addWidget(PlainLabel(theme, value, "control-bold"), 1)
            card.body.addLayout(row)
        return card

    def _planned(self) -> str:
        at = self.desk.record.facts.interview_at
        return f"{day_words(at)} {at[11:16]}".strip() if at else t("no time planned")

    def _topics_card(self, theme: Theme) -> Card:
        card = Card(theme, gap=8)
        card.body.addWidget(Heading(theme, t("Topics, {minutes} minutes in all", minutes=PLANNED_MINUTES), 2))
        for number, topic in enumerate(self.desk.pack.topics):
            if number:
                card.body.addWidget(Line(theme))
            row = QHBoxLayout()
            row.addWidget(PlainLabel(theme, topic.title, "control-bold"), 1)
            row.addWidget(PlainLabel(theme, t("{minutes} min", minutes=topic.minutes), "small", "text2", wrap=False))
            card.body.addLayout(row)
            card.body.addWidget(PlainLabel(theme, " · ".join(topic.ask), "small", "text2"))
        return card

    def _build_footer(self, theme: Theme) -> None:
        footer = Footer(theme, self.desk.saving)
        alert = Button(theme, t("Raise an alert"), "alert")
        alert.clicked.connect(self.alert_asked)
        self.place = Button(theme, t("Place the notes"))
        self.place.clicked.connect(self.triage_asked)
        self.send = Button(theme, t("Send the notes..."), "export")
        self.send.clicked.connect(self.send_asked)
        self.open = Button(theme, t("Open the interview window"), "chat", filled=True)
        self.open.clicked.connect(self.interview_asked)
        for button in (alert, self.place, self.send, self.open):
            footer.add_button(button)
        self.footer = footer

    def refresh(self) -> None:
        """How far the interview is, and what comes next."""
        record = self.desk.record
        held, left = record.interview, len(untriaged(record))
        self.place.setEnabled(bool(record.notes))
        self.send.setEnabled(held is not None)
        if record.is_file_read:
            self._say("info", t("This case is a file-read."), t("No interview is asked for."))
        elif held is None:
            self._say("info", t("Not held yet."), t("Open the window beside the call and start its clock."))
        elif held.value.interviewed == "nobody":
            self._say("warning", t("Nobody was interviewed."), t("Send that, so that the assessor knows."))
        elif not held.value.ended_at:
            self._say("info", t("The interview is running."), t("Its window has the notes."))
        elif left:
            who = interviewed_words(held.value.interviewed)
            self._say("info", t("Held: {who}.", who=who), t("{left} notes are left to place; the assessor can do so too.",
                      left=left))  # fmt: skip
        else:
            self._say("ok", t("Held, and every note is placed."), t("Send the notes to the lead and to the assessor."))

    def _say(self, kind: str, lead: str, words: str) -> None:
        self.state.set_kind(kind)
        self.state.say(lead, words)

    # the window asks --------------------------------------------------------------------------------------

    def identity(self) -> Identity:
        return case_identity(self.desk)

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"continue": self.interview_asked.emit, "export": self.send_asked.emit}

    def entered(self) -> None:
        self.refresh()
        self.open.setFocus()
