"""Moderation by keyboard: both sides with what they rest on, the answer that counts, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.services.moderation import Difference, Side, Sides
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.page import Columns
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Box, Card, Line
from hmip_desktop.ui.widgets.inputs import LineInput
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.notices import EmptyState
from hmip_desktop.ui.widgets.tags import StatusTag, ThinBar
from hmip_desktop.ui.words import answer_words, day_words, moment_words, rosh_words, source_words

HIGH = ("high", "very_high")
SHOWN = 5


class SideCard(Card):
    """One assessor's judgement with reason, prompts and evidence. ``look_back`` asks for the case's replay."""

    look_back = Signal()

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__(theme, padding=16, gap=8)
        self._theme, self._title = theme, title
        top = QHBoxLayout()
        self.heading = Heading(theme, title, 2)
        self.back = Button(theme, t("Look back..."), "history", small=True)
        self.back.clicked.connect(self.look_back)
        top.addWidget(self.heading, 1)
        top.addWidget(self.back)
        self.body.addLayout(top)
        self.answer = PlainLabel(theme, "", "section")
        self.about = PlainLabel(theme, "", "small", "text2")
        for part in (self.answer, self.about, Line(theme)):
            self.body.addWidget(part)
        self._rest = Box(theme, 6)
        self.body.addWidget(self._rest)
        self.body.addStretch(1)

    def show_side(self, side: Side, now: datetime) -> None:
        """Show another side."""
        theme = self._theme
        self.heading.setText(f"{self._title}, {side.name}")
        self.back.setAccessibleName(t("Look back at the case of {name}", name=side.name))
        self.answer.setText(answer_words(side.answer))
        when = moment_words(side.at, now)
        self.about.setText(" · ".join(part for part in (when, side.guidance) if part))
        while (item := self._rest.body.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        lines: list[tuple[str, str]] = []
        if side.reason:
            lines.append(("body", f"{t('Reason')}: {side.reason}"))
        if side.prompts:
            said = ", ".join(f"{ref} {answer_words(answer)}" for ref, answer in side.prompts)
            lines.append(("control", said))
        for note in side.evidence[:SHOWN]:
            stance = t("gap") if any(link.stance == "gap" for link in note.links) else t("supports")
            place = ", ".join(part for part in (source_words(note.source), day_words(note.dated_on), stance) if part)
            lines.append(("body", f"{place}: {note.text}"))
        if len(side.evidence) > SHOWN:
            lines.append(
                ("control", t("{count} more notes: open the case to read them.", count=len(side.evidence) - SHOWN))
            )
        if not side.evidence:
            lines.append(("control", t("No evidence on this judgement.")))
        for role, words in lines:
            self._rest.body.addWidget(PlainLabel(theme, words, role))
        self.setAccessibleName(f"{self.heading.text()}: {answer_words(side.answer)}")


class ModerationPart(QWidget):
    """One difference at a time. ``settle_asked`` carries answer and reason, ``back_asked`` the case to look back at."""

    wanted = Signal(object)
    settle_asked = Signal(object, str, str)
    open_again_asked = Signal(object)
    back_asked = Signal(str)
    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.queue: tuple[Difference, ...] = ()
        self.shown: Difference | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(10))
        column.addLayout(self._head(theme))
        self.text = PlainLabel(theme, "", "lead")
        column.addWidget(self.text)
        self.first, self.second = SideCard(theme, t("First")), SideCard(theme, t("Second"))
        self.first.look_back.connect(lambda: self._look_back(first=True))
        self.second.look_back.connect(lambda: self._look_back(first=False))
        self.both = Columns(theme, ((self.first, 50), (self.second, 50)), 620)
        column.addWidget(self.both, 1)
        self.bar = DecisionBar(theme)
        self.bar.changed.connect(self.changed)
        self.answer, self.reason = self.bar.answer, self.bar.reason
        self.empty = EmptyState(theme, "done", t("Nothing to moderate"),
                                t("Differences stand here when both assessments of a case are signed off."))  # fmt: skip
        column.addWidget(self.empty, 1)
        self.show_queue(())

    def _head(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.space(10))
        self.where = PlainLabel(theme, "", "control-bold")
        self.risk = StatusTag(theme, "", "error")
        self.settled = StatusTag(theme, t("Settled"), "ok")
        self.count = PlainLabel(theme, "", "control-bold", wrap=False)
        self.progress = ThinBar(theme, t("To moderate"))
        self.progress.setFixedWidth(theme.size(150))
        row.addWidget(self.where, 1)
        row.addWidget(self.risk)
        row.addWidget(self.settled)
        row.addWidget(self.count)
        row.addWidget(self.progress)
        return row

    # showing ----------------------------------------------------------------------------------------------

    def show_queue(self, found: Sequence[Difference]) -> None:
        """Show the queue; the difference in view stays while it is open, else the first open one comes."""
        self.queue = tuple(found)
        held = next((one for one in found if self.shown and one.id == self.shown.id and one.settled is None), None)
        self.show_difference(held or next((one for one in found if one.settled is None), next(iter(found), None)))

    def show_difference(self, one: Difference | None) -> None:
        """Show one of the queue and ask for its sides."""
        same = one is not None and self.shown is not None and one == self.shown
        self.shown = one
        for part in (self.both, self.text, self.where, self.count, self.progress):
            part.setVisible(one is not None)
        self.empty.setVisible(one is None)
        self.risk.setVisible(one is not None and one.pair.first.rosh in HIGH)
        self.settled.setVisible(one is not None and one.settled is not None)
        if one is not None and not same:
            self._show(one)
        self.changed.emit()

    def _show(self, one: Difference) -> None:
        item = one.pair.first
        self.where.setText("  ·  ".join((item.case_ref, item.pdu, f"{one.asked.ref} {one.asked.label}".strip())))
        self.risk.show_tag(t("{level} RoSH", level=rosh_words(item.rosh)), "error")
        self.text.setText(one.asked.text)
        done = sum(each.settled is not None for each in self.queue)
        place = self.queue.index(one) + 1
        self.count.setText(t("Difference {place} of {count}", place=place, count=len(self.queue)))
        self.progress.show_progress(done, len(self.queue))
        self.bar.show_difference(one)
        self.wanted.emit(one)

    def show_sides(self, sides: Sides, now: datetime) -> None:
        """Show what both rest on, if they are still asked for."""
        if self.shown is not None and sides.difference.id == self.shown.id:
            self.first.show_side(sides.first, now)
            self.second.show_side(sides.second, now)

    # acting -----------------------------------------------------------------------------------------------

    def missing(self) -> str:
        """What is still needed, "" when nothing is."""
        if self.shown is None:
            return t("Nothing to moderate")
        if not self.answer.value():
            return t("Choose the answer that counts")
        return "" if self.reason.text().strip() else t("A reason is needed")

    def settle(self) -> None:
        """Ask for what was decided to be written."""
        if self.shown is not None and not self.missing():
            self.settle_asked.emit(self.shown, self.answer.value(), self.reason.text().strip())

    def step(self, by: int) -> None:
        """To the next difference of the queue, or the one before; round the ends."""
        if self.shown is not None and self.queue:
            ids = [one.id for one in self.queue]
            self.show_difference(self.queue[(ids.index(self.shown.id) + by) % len(ids)])
            self.focus_choice()

    def open_again(self) -> None:
        """Ask for a settled difference to be opened again."""
        if self.shown is not None and self.shown.settled is not None:
            self.open_again_asked.emit(self.shown)

    def focus_choice(self) -> None:
        """To the answers."""
        if self.isVisible():
            self.answer.focus_answer()

    def _look_back(self, *, first: bool) -> None:
        if self.shown is not None:
            pair = self.shown.pair
            self.back_asked.emit((pair.first if first else pair.second).case_id)


class DecisionBar(QWidget):
    """The answer that counts and why. Keys 1, 2 and 3 only while the answers have the focus."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(20), theme.space(10), theme.space(20), theme.space(10))
        column.setSpacing(theme.space(8))
        row = QHBoxLayout()
        row.setSpacing(theme.space(16))
        row.addWidget(PlainLabel(theme, t("This counts"), "section", wrap=False))
        self.answer = AnswerGroup(theme, t("The answer that counts"), (), large=True)
        self.answer.chosen.connect(lambda _: self.changed.emit())
        row.addWidget(self.answer, 1)
        column.addLayout(row)
        low = QHBoxLayout()
        low.setSpacing(theme.space(12))
        low.addWidget(PlainLabel(theme, t("Reason"), "control-bold", wrap=False))
        self.reason = LineInput(theme, t("Reason"), t("Why this answer counts; it stays with the case, so name nobody"))
        self.reason.textChanged.connect(self.changed)
        low.addWidget(self.reason, 1)
        column.addLayout(low)
        words = t("The first answer stays as it was given. Results count this one, mark it, and show both totals.")
        column.addWidget(PlainLabel(theme, words, "small", "text2"))

    def show_difference(self, one: Difference) -> None:
        """Offer the answers of another difference, with what was settled before."""
        choices = [Choice("yes", t("Yes"), "1"), Choice("no", t("No"), "2")]
        if one.asked.na:
            choices.append(Choice("na", t("Not applicable"), "3"))
        self.answer.set_choices(choices)
        self.answer.set_value(one.settled.value.answer if one.settled else "")
        for button in self.answer.buttons:
            button.removeEventFilter(self)
            button.installEventFilter(self)
        self.reason.setText(one.settled.value.reason if one.settled else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            for button in self.answer.buttons:
                if event.text() and button.choice.keys == event.text():
                    self.answer.choose(button.choice.code)
                    button.setFocus(Qt.FocusReason.ShortcutFocusReason)
                    return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        tone = "control" if self._theme.is_dark else "bar"
        painter.fillRect(0, 0, self.width(), 2, self._theme.colour(tone))
