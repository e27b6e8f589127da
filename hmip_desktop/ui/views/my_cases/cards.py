"""The cards at the right of My cases: where work stopped, what came back, interviews of today, the practice case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.services.practice import Practice
from hmip_desktop.services.queries import QueryLine
from hmip_desktop.services.sitting import LastChange, ListedCase, Overview
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.my_cases.rows import find, interview_day, narrowed
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.frames import Box, Card, Line
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel, Run, RunsLabel
from hmip_desktop.ui.widgets.tags import KeyCap, StatusTag
from hmip_desktop.ui.words import answer_words, moment_words, month_words, weekday_words

RETURNED_SHOWN = 4


def change_words(change: LastChange) -> str:
    """What was changed, in a few words."""
    if change.kind == "answer":
        said = t("cleared") if change.answer == "-" else answer_words(change.answer)
        return f"{change.ref} {said}"
    what = {
        "evidence": t("evidence"), "data": t("answered"), "reason": t("reason"), "flag": t("flag"),
        "interview": t("interview"), "note": t("interview note"), "placed": t("note placed"),
        "evaluation": t("evaluation"), "signoff": t("sign-off"), "fact": t("case detail"), "route": t("question set"),
        "alert": t("alert"), "advice": t("advice"), "query": t("reply"), "resolution": t("conflict settled"),
    }.get(change.kind, t("changed"))  # fmt: skip
    return f"{change.ref} {what}".strip()


def _emptied(column: QVBoxLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        if item.widget() is not None:
            item.widget().hide()
            item.widget().deleteLater()


class ResumeCard(Card):
    """Where work stopped, and what was changed last; each of those is a link."""

    resume_asked = Signal()
    place_asked = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=14, gap=6)
        self.theme = theme
        self.body.addWidget(Heading(theme, t("Resume where you were"), 2))
        self.where = RunsLabel(theme, (), "control")
        self.when = PlainLabel(theme, "", "control", "text2")
        self.body.addWidget(self.where)
        self.body.addWidget(self.when)
        row = QHBoxLayout()
        row.setSpacing(theme.space(10))
        self.button = Button(theme, t("Resume"), "arrow-right")
        self.button.clicked.connect(self.resume_asked)
        row.addWidget(self.button)
        row.addWidget(KeyCap(theme, "Ctrl+R", "resume"))
        row.addStretch(1)
        self.body.addLayout(row)
        self.last = Box(theme, 2)
        self.body.addWidget(self.last)
        self.hide()

    def show_place(self, overview: Overview, now: datetime) -> None:
        """Show where the person stopped and what they changed."""
        place = overview.place
        case = find(overview.cases, place.case_id) if place is not None else None
        self.setVisible(case is not None)
        if case is None or place is None:
            return
        runs = [Run(case.case_ref, bold=True), Run(f" · {place.ref}" if place.ref else "")]
        if overview.place_label:
            runs.append(Run(f" {overview.place_label}"))
        self.where.set_runs(runs)
        self.when.setText(t("You stopped {when}.", when=moment_words(place.at, now)))
        _emptied(self.last.body)
        self.last.setVisible(bool(overview.changes))
        if overview.changes:
            self.last.body.addWidget(Line(self.theme))
            self.last.body.addWidget(PlainLabel(self.theme, t("Changed last"), "small", "text2"))
        for change in overview.changes:
            self.last.body.addWidget(self._change(change, moment_words(change.at, now)))

    def _change(self, change: LastChange, when: str) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.space(8))
        link = LinkButton(self.theme, change.case_ref)
        words = change_words(change)
        link.setAccessibleName(t("Open {case}, {what}, {when}", case=change.case_ref, what=words, when=when))
        link.clicked.connect(lambda: self.place_asked.emit(change.case_id, change.ref))
        row.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(PlainLabel(self.theme, words, "control"), 1)
        row.addWidget(PlainLabel(self.theme, when, "small", "text2", wrap=False))
        return line


class ReturnedCard(Card):
    """Questions of the lead inspector that wait for a reply; each leads to its question."""

    place_asked = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=14, gap=6)
        self.theme = theme
        self.heading = Heading(theme, "", 2)
        self.body.addWidget(self.heading)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.space(6))
        self.body.addLayout(self._lines)
        self.hide()

    def show_queries(self, asked: Sequence[QueryLine]) -> None:
        """Show the queries that wait."""
        self.setVisible(bool(asked))
        count = len(asked)
        self.heading.setText(t("Returned: 1 question") if count == 1 else t("Returned: {count} questions", count=count))
        _emptied(self._lines)
        for line in asked[:RETURNED_SHOWN]:
            self._lines.addWidget(self._line(line))
        if count > RETURNED_SHOWN:
            more = t("{count} more: see the filter Returned", count=count - RETURNED_SHOWN)
            self._lines.addWidget(PlainLabel(self.theme, more, "small", "text2"))

    def _line(self, line: QueryLine) -> QWidget:
        box = Box(self.theme, 0)
        link = LinkButton(self.theme, f"{line.case_ref} · {line.ref}")
        link.setAccessibleName(t("Reply about {case}, {ref}: {text}", case=line.case_ref, ref=line.ref, text=line.text))
        link.clicked.connect(lambda: self.place_asked.emit(line.case_id, line.ref))
        box.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        words = line.text if len(line.text) <= 120 else f"{line.text[:117]}..."
        box.body.addWidget(PlainLabel(self.theme, words, "small", "text2"))
        return box


class TodayCard(Card):
    """The interviews of today in their order."""

    open_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=14, gap=4)
        self.theme = theme
        row = QHBoxLayout()
        row.addWidget(Heading(theme, t("Interviews today"), 2), 1)
        self._day = PlainLabel(theme, "", "small", "text2", wrap=False)
        row.addWidget(self._day)
        self.body.addLayout(row)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.space(4))
        self.body.addLayout(self._list)

    def show_day(self, cases: Sequence[ListedCase], now: datetime) -> None:
        """Show what is planned for the day of ``now``."""
        here = now.astimezone()
        self._day.setText(f"{weekday_words(here)} {month_words(here, short=True)}")
        _emptied(self._list)
        found = narrowed(cases, "planned", here.date())
        planned = [(at, case) for case in found if (at := interview_day(case))]
        for at, case in sorted(planned, key=lambda pair: pair[0]):
            self._list.addWidget(self._line(at, case, here))
        if not planned:
            self._list.addWidget(PlainLabel(self.theme, t("None planned for today."), "control", "text2"))

    def _line(self, at: datetime, case: ListedCase, here: datetime) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.space(10))
        row.addWidget(PlainLabel(self.theme, f"{at:%H:%M}", "control-bold", wrap=False))
        link = LinkButton(self.theme, case.case_ref)
        link.setAccessibleName(t("Open {case}, interview at {time}", case=case.case_ref, time=f"{at:%H:%M}"))
        link.clicked.connect(lambda: self.open_asked.emit(case.case_id))
        row.addWidget(link)
        row.addStretch(1)
        minutes = int((at - here.replace(tzinfo=None)).total_seconds() // 60)
        if case.alerts_open > 0:
            row.addWidget(StatusTag(self.theme, t("open alert"), "warning"))
        elif case.interviewed and case.interviewed != "nobody":
            row.addWidget(PlainLabel(self.theme, t("held"), "small", "text2", wrap=False))
        elif 0 <= minutes < 60:
            row.addWidget(PlainLabel(self.theme, t("in {minutes} min", minutes=minutes), "small", "text2", wrap=False))
        return line


class PracticeCard(Card):
    """The practice case while there is one: how far it is, and the way to throw it away."""

    practice_asked = Signal()
    throw_away_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=14, gap=6)
        self.body.addWidget(Heading(theme, t("Practice case"), 2))
        self.words = PlainLabel(theme, "", "control", "text2")
        self.body.addWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        for words, asked in ((t("Go on"), self.practice_asked), (t("Throw away..."), self.throw_away_asked)):
            button = Button(theme, words)
            button.clicked.connect(asked)
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.hide()

    def show_practice(self, held: Practice | None) -> None:
        """Show how far the practice case is; nothing without one."""
        self.setVisible(held is not None)
        if held is not None:
            done = t("{done} of {total} answered.", done=held.answered, total=held.total)
            self.words.setText(f"{done} {t('Never sent, never counted.')}")
