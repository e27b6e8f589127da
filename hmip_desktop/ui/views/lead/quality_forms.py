"""The forms of "Quality": drawing second assessments, and looking back at a case."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hmip_desktop.domain.values import read_moment
from hmip_desktop.services import replay, second_sample
from hmip_desktop.services.replay import AsItWas, PastReplay, Replayed, Stop
from hmip_desktop.services.second_sample import DrawMade, DrawOffer, DrawRequest
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.history import version_words
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.views.lead.page import Columns, TableCard
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Box, PageColumn
from hmip_desktop.ui.widgets.grid import FieldGrid
from hmip_desktop.ui.widgets.inputs import LineInput, PickList, Tick
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import answer_words, moment_words, month_words

SHARE = 5
"""One case in so many is offered to be drawn."""
LOWEST_SCREEN = 690
"""Height in px that a form may take on a laptop of 768."""
PAST_SHOWN = 4


class DrawDialog(FormDialog):
    """How many, within what, for whom, from which seed. ``drawn`` carries what the draw gave."""

    drawn = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk) -> None:
        super().__init__(
            theme, parent, t("Draw second assessments"), t("Draw"),
            t("Each drawn case goes to somebody who never had it, as a case of its own made from the sample row. "
              "Nothing of the first goes along, and nobody but you sees which two belong together."),
        )  # fmt: skip
        self.setMinimumWidth(theme.size(620))
        self._desk = desk
        self._offer = DrawOffer(0, 0, {}, ())
        self.ticks: dict[str, Tick] = {}
        self.wanted = LineInput(theme, t("How many"))
        self.by = PickList(theme, t("In proportion to"), [
            ("pdu", t("PDU")), ("rosh", t("RoSH in three bands")), ("inspector", t("First inspector")),
            ("none", t("Nothing, at random")),
        ])  # fmt: skip
        self.seed = LineInput(theme, t("Seed"), t("empty for a new one"))
        self.wanted.textChanged.connect(self._look)
        self.by.picked.connect(lambda _: self._look())
        grid = FieldGrid(theme, 3, 170)
        for words, part in ((t("How many"), self.wanted), (t("In proportion to"), self.by), (t("Seed"), self.seed)):
            grid.add(Field(theme, words, part))
        self.form.addWidget(grid)
        self.about = PlainLabel(theme, "", "control", "text2")
        self.form.addWidget(self.about)
        self.form.addWidget(PlainLabel(theme, t("Who takes second assessments"), "control-bold"))
        self.people = Box(theme, 2)
        self.form.addWidget(self.people)
        self.form.addWidget(
            PlainLabel(theme, t("With its seed a draw can be repeated: cases are taken in the order of the SHA-256 of "
                                "the seed, a slash and the reference."), "small", "text2")
        )  # fmt: skip
        self.carry_out = self._carry_out
        self.keep_words(desk, "quality")
        self._look()
        desk.read(lambda ctx, _: second_sample.offer(ctx), self._show, parent=self, failed=self.say_trouble)

    def _show(self, offer: DrawOffer) -> None:
        self._offer = offer
        for fingerprint, name, held in offer.people:
            words = t("{name}, has {count} already", name=name, count=held) if held else name
            tick = Tick(self.theme, words, "control")
            tick.setChecked(True)
            tick.setMinimumHeight(self.theme.size(26))
            tick.toggled.connect(lambda _: self._look())
            self.ticks[fingerprint] = tick
            self.people.body.addWidget(tick)
        self.wanted.setText(str(max(1, round(offer.frame / SHARE)) if offer.frame else 0))
        self._look()

    def _count(self) -> int:
        words = self.wanted.text().strip()
        return int(words) if words.isdigit() and len(words) < 7 else 0

    def _look(self) -> None:
        groups = self._offer.strata.get(self.by.value(), {})
        said = t("{frame} cases to draw from, {drawn} drawn before.", frame=self._offer.frame, drawn=self._offer.drawn)
        if len(groups) > 1:
            said += " " + t("{count} groups, each in its share.", count=len(groups))
        self.about.setText(said)
        self.need(self._missing())

    def _missing(self) -> str:
        """What keeps the draw from being made, in words."""
        if not self._offer.frame:
            return t("No case is left to draw from")
        if not self.ticks:
            return t("Nobody in the team may take a second assessment")
        if not 0 < self._count() <= self._offer.frame:
            return t("Say how many, from 1 to {most}", most=self._offer.frame)
        return "" if any(tick.isChecked() for tick in self.ticks.values()) else t("Tick who takes them")

    def _carry_out(self) -> None:
        people = tuple(who for who, tick in self.ticks.items() if tick.isChecked())
        by = self.by.value()
        request = DrawRequest(self._count(), by, people, self.seed.text())  # type: ignore[arg-type]  # codes offered
        self._desk.carry_out(lambda ctx, _: second_sample.draw_seconds(ctx, request), self._done, self.say_trouble)

    def _done(self, made: DrawMade) -> None:
        self.drawn.emit(made)
        self.accept()


class ReplayDialog(FormDialog):
    """First why, which is recorded; then every moment of the case at the left, and the case as it then was."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, case_id: str) -> None:
        super().__init__(
            theme, parent, t("Look back at the case"), t("Look back"),
            t("The case is shown as it was at each moment. For moderation only: that you looked, at which case and why, "
              "is written down."),
        )  # fmt: skip
        self.setMinimumWidth(min(theme.size(760), 1300))
        self._desk, self._case_id = desk, case_id
        self.found: Replayed | None = None
        self.reason = LineInput(theme, t("Why do you look?"))
        self.reason.textChanged.connect(self._look)
        self.why = Field(theme, t("Why do you look?"), self.reason)
        self.form.addWidget(self.why)
        self.past = PlainLabel(theme, "", "small", "text2")
        self.past.hide()
        self.form.addWidget(self.past)
        stops = RowsView(theme, t("Moments"), RowsModel(
            (Column(t("When"), 132), Column(t("Who"), 66), Column(t("What changed"), 120, stretch=True)), self._stop
        ), row_height=30)  # fmt: skip
        states = RowsView(theme, t("The case then"), RowsModel(
            (Column(t("Question"), 80, stretch=True), Column(t("Answer"), 110), Column(t("Notes"), 56, right=True)),
            self._line,
        ), row_height=30)  # fmt: skip
        self.stops = TableCard(theme, t("Moments"), stops, rows=4)
        self.states = TableCard(theme, t("The case then"), states, rows=4)
        stops.row_changed.connect(self._choose)
        states.row_changed.connect(self._say_words)
        self.both = Columns(theme, ((self.stops, 52), (self.states, 48)), 560)
        self.both.hide()
        self.form.addWidget(self.both, 1)
        self._add_words(theme)
        self.carry_out = self._carry_out
        self.keep_words(desk, "quality", case_id)
        desk.read(lambda ctx, _: replay.past_replays(ctx, case_id), self._show_past, parent=self)
        self._look()

    def _add_words(self, theme: Theme) -> None:
        self.words = PlainLabel(theme, "", "control")
        self.words_area = PageColumn(theme, t("What it rested on then"), widest=1300, margin=0)
        self.words_area.body.addWidget(self.words)
        self.words_area.body.addStretch(1)
        self.words_area.setFixedHeight(theme.size(96))
        self.words_area.hide()
        self.form.addWidget(self.words_area)

    def _show_past(self, found: tuple[PastReplay, ...]) -> None:
        """Who looked back at this case before."""
        now = self._desk.now()
        lines = [
            t("{name}, {when}: {reason}", name=one.name, when=moment_words(one.at, now), reason=one.reason)
            for one in found[:PAST_SHOWN]
        ]  # fmt: skip
        if len(found) > PAST_SHOWN:
            lines.append(t("and {count} times before", count=len(found) - PAST_SHOWN))
        self.past.setText("\n".join([t("Looked back before:"), *lines]))
        self.past.setVisible(bool(found))

    def _look(self) -> None:
        self.need("" if self.reason.text().strip() else t("A reason is needed"))

    def _carry_out(self) -> None:
        reason, case_id = self.reason.text(), self._case_id
        self._desk.carry_out(lambda ctx, _: replay.replay(ctx, case_id, reason), self._show, self.say_trouble)

    def _show(self, found: Replayed) -> None:
        self.found = found
        self.typed.saved()
        self.why.hide()
        self.past.hide()
        self.act.hide()
        self.resize(self.width(), min(self.theme.size(560), LOWEST_SCREEN))
        self.cancel.setText(t("Close"))
        self.both.show()
        self.words_area.show()
        self.stops.heading.setText(t("Moments of {case}", case=found.case_ref))
        self.stops.view.show_rows(found.stops, len(found.stops) - 1)
        self.stops.view.setFocus()

    def _choose(self, row: int) -> None:
        if self.found is None or not 0 <= row < len(self.found.states):
            return
        state: AsItWas = self.found.states[row]
        self.states.note.setText(t("signed off") if state.signed_off else t("not signed off"))
        self.states.view.show_rows(state.answers, max(self.states.view.current_row(), 0))
        self._say_words(self.states.view.current_row())

    def _say_words(self, row: int) -> None:
        """Reason and notes of the question in view, as they were at the moment in view."""
        place = self.stops.view.current_row()
        if self.found is None or not 0 <= place < len(self.found.states):
            return
        state = self.found.states[place]
        if not 0 <= row < len(state.answers):
            return
        ref = state.answers[row][0]
        said = [f"{t('Reason')}: {state.reasons[ref]}"] if state.reasons.get(ref) else []
        said += [version_words(note) for note in state.notes_on(ref)]
        self.words.setText(f"{ref}\n" + "\n".join(said or [t("No evidence on this judgement.")]))

    def _stop(self, stop: Stop, column: int) -> Cell:
        if column == 0:
            at = read_moment(stop.at).astimezone()
            return Cell(f"{month_words(at.date(), short=True)} {at:%H:%M:%S}", tone="text2")
        if column == 1:
            return Cell(stop.name)
        words = _kind_words(stop.kind)
        said = f"{words} {stop.ref}".strip()
        return Cell(f"{said}: {answer_words(stop.answer)}" if stop.answer else said)

    def _line(self, line: tuple[str, str, str | None, int], column: int) -> Cell:
        ref, kind, answer, notes = line
        if column == 0:
            return Cell(ref, bold=kind == "key_question")
        if column == 1:
            return Cell(answer_words(answer) if answer else "–", spoken=answer_words(answer))
        return Cell(str(notes) if notes else "", right=True)


def _kind_words(kind: str) -> str:
    return {
        "answer": t("Answer"), "data": t("Data question"), "reason": t("Reason"), "evidence": t("Evidence"),
        "route": t("Question set"), "signoff": t("Sign-off"), "evaluation": t("Close"), "fact": t("Case detail"),
        "moderation": t("Moderation"), "moderated": t("Moderation"),
    }.get(kind, kind)  # fmt: skip
