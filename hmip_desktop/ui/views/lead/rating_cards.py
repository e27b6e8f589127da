"""The whole by the rule, and what the panel proposes, confirms or departs from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hmip_desktop.domain.pack_parts import Banding, RatingExample
from hmip_desktop.domain.ratings import StandardRating
from hmip_desktop.domain.sample import PanelRating
from hmip_desktop.services.ratings_panel import confirm, propose
from hmip_desktop.services.results import OVERALL, InspectionResults
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.heat_cells import letter_words
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner, Box, Card
from hmip_desktop.ui.widgets.inputs import LineInput, PickList, TextInput
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.tags import StatusTag

LETTERS = {"outstanding": "O", "good": "G", "requires_improvement": "RI", "inadequate": "I"}
TONES = {"O": "band4", "G": "band3", "RI": "band2", "I": "band1"}


def rating_words(code: str) -> str:
    """A rating in words."""
    return letter_words(LETTERS.get(code, "")) or t("not rated")


def gap_words(rating: StandardRating) -> str:
    """Why cases give a standard no rating; "" where they give one, and for what is judged on evidence."""
    if rating.gap == "nothing-applied":
        return t("no key question applied")
    if rating.gap == "question-never-applied":
        return t("{questions} applied to no case", questions=", ".join(rating.missing))
    return t("not every key question answered") if rating.gap else ""


class OverallCard(Card):
    """Points of all standards on the ladder of the composite; provisional until the panel decided."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=14, gap=8)
        top = QHBoxLayout()
        top.addWidget(Heading(theme, t("Overall, by the rule"), 2), 1)
        self.state = StatusTag(theme, "", "grey")
        top.addWidget(self.state)
        self.body.addLayout(top)
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self.score = PlainLabel(theme, "", "figure", wrap=False)
        self.maximum = PlainLabel(theme, "", "body", "text2", wrap=False)
        self.tag = StatusTag(theme, "", "grey")
        row.addWidget(self.score)
        row.addWidget(self.maximum)
        row.addStretch(1)
        row.addWidget(self.tag)
        self.body.addLayout(row)
        self.ladder = Ladder(theme)
        self.body.addWidget(self.ladder)
        self.words = PlainLabel(theme, "", "small", "text2")
        self.body.addWidget(self.words)
        self.near = Banner(theme, "warning")
        self.body.addWidget(self.near)

    def show_overall(self, got: InspectionResults, lines: Sequence[Any], panel: Mapping[str, PanelRating]) -> None:
        """Show the composite and what it is made of."""
        overall, scoring = got.overall, got.pack.scoring
        assert overall is not None and scoring is not None
        settled = OVERALL in got.panel
        self.state.show_tag(t("decided") if settled else t("provisional"), "ok" if settled else "grey")
        self.score.setText("–" if overall.score is None else str(overall.score))
        self.maximum.setText(t("of {points}", points=overall.maximum))
        rating = got.panel[OVERALL].rating if settled else overall.rating
        letter = LETTERS.get(rating or "", "")
        self.tag.setVisible(bool(letter))
        self.tag.show_tag(f"{letter}  {letter_words(letter)}", TONES.get(letter, "grey"))
        self.ladder.show_score(overall.score, overall.maximum, scoring.composite)
        self.words.setText(self._made_of(overall.missing, lines, settled, overall.rating))
        self.near.setVisible(overall.near_boundary)
        self.near.say(t("Near the boundary."), t("One standard one step higher or lower would change the whole."))

    def _made_of(self, missing: Sequence[str], lines: Sequence[Any], settled: bool, by_rule: str | None) -> str:
        if missing:
            why = {line.standard.ref: gap_words(line.rating) for line in lines}
            told = ", ".join(f"{ref} ({why[ref]})" if why.get(ref) else ref for ref in missing)
            return t("Still without a rating: {standards}", standards=told)
        counts: dict[str, int] = {}
        for line in lines:
            counts[line.rating.rating] = counts.get(line.rating.rating, 0) + 1
        words = ", ".join(f"{count} {rating_words(code)}" for code, count in counts.items())
        return (
            t("{words}. By the rule: {rating}", words=words, rating=rating_words(by_rule or "")) if settled else words
        )


class Ladder(QWidget):
    """The composite scale with its bands and where the score stands."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._score: int | None = None
        self._maximum = 1
        self._bands: tuple[Banding, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_score(self, score: int | None, maximum: int, bands: Sequence[Banding]) -> None:
        """Show another score."""
        self._score, self._maximum, self._bands = score, maximum, tuple(bands)
        said = t("{score} of {maximum} points", score="–" if score is None else score, maximum=maximum)
        self.setAccessibleName(said)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(200), self._theme.size(34) + self._theme.metrics("tag").height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = painting.crisp(QPainter(self)), self._theme
        edges = [band.at_least for band in self._bands] + [self._maximum + 1]
        step = self.width() / (self._maximum + 1)
        top, height = theme.size(13), theme.size(19)
        for band, start, end in zip(self._bands, edges, edges[1:], strict=False):
            letter = LETTERS.get(band.id, "")
            tone = TONES.get(letter, "band2")
            spot = QRectF(start * step, top, (end - start) * step - 1, height)
            painter.fillRect(spot, theme.colour(tone))
            painter.setPen(theme.colour(f"{tone}_fg"))
            painter.setFont(theme.font("tag-bold"))
            painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), letter)
            painter.setPen(theme.colour("text2"))
            painter.setFont(theme.font("tag"))
            under = QRectF(spot.left() - 8, top + height + 2, spot.width() + 16, theme.metrics("tag").height())
            painter.drawText(under, int(Qt.AlignmentFlag.AlignCenter), f"{start}–{end - 1}")
        if self._score is not None:
            x, size = (self._score + 0.5) * step, theme.size(6)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("text"))
            painter.drawPolygon(QPolygonF([QPointF(x - size, 1), QPointF(x + size, 1), QPointF(x, top - 2)]))


class ExamplesCard(Card):
    """The characteristics that the pack gives for a standard, rating by rating: to hold the evidence against."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=14, gap=8)
        self._theme = theme
        self.body.addWidget(Heading(theme, t("What such ratings look like"), 2))
        self.about = PlainLabel(theme, "", "small", "text2")
        self.body.addWidget(self.about)
        self.lines = Box(theme, 6)
        self.body.addWidget(self.lines)
        self.shown: tuple[RatingExample, ...] = ()
        self.hide()

    def show_examples(self, examples: tuple[RatingExample, ...]) -> None:
        """Show the examples of another standard; without any the card goes."""
        self.setVisible(bool(examples))
        if examples == self.shown:
            return
        self.shown = examples
        while (item := self.lines.body.takeAt(0)) is not None:
            item.widget().deleteLater()
        given = {one.rating for one in examples}
        others = ", ".join(rating_words(code) for code in LETTERS if code not in given)
        said = t("Examples and no checklist.")
        self.about.setText(said + " " + t("The pack has none for {ratings}.", ratings=others) if others else said)
        for one in examples:
            self.lines.body.addWidget(PlainLabel(self._theme, rating_words(one.rating), "control-bold"))
            for words in one.characteristics:
                self.lines.body.addWidget(PlainLabel(self._theme, f"•  {words}", "small"))


class DepartureCard(Card):
    """What the panel says of the chosen standard: proposed, confirmed, or other than the rule, always with a reason."""

    changed = Signal()

    def __init__(self, theme: Theme, desk: LeadDesk) -> None:
        super().__init__(theme, padding=14, gap=8)
        self._theme, self._desk = theme, desk
        self._ref = ""
        self._rule = ""
        self.title = Heading(theme, t("The panel"), 2)
        self.about = PlainLabel(theme, "", "small", "text2")
        self.body.addWidget(self.title)
        self.body.addWidget(self.about)
        self.step = AnswerGroup(theme, t("What is recorded"), (
            Choice("propose", t("Propose")), Choice("confirm", t("Confirmed")),
        ))  # fmt: skip
        self.step.set_value("propose")
        self.step.chosen.connect(self._on_step)
        self.body.addWidget(self.step)
        codes = list(LETTERS)
        self.rating = PickList(theme, t("Rating"), [(code, rating_words(code)) for code in codes])
        self.rating.picked.connect(lambda _: self.changed.emit())
        self.body.addWidget(Field(theme, t("Rating"), self.rating))
        self.reason = TextInput(theme, t("Reason"), lines=3)
        self.reason.textChanged.connect(self.changed)
        self.body.addWidget(Field(theme, t("Reason"), self.reason))
        self.by = LineInput(theme, t("Who spoke for the panel, by role"))
        self.by.textChanged.connect(self.changed)
        self._by_field = Field(theme, t("Who spoke for the panel, by role"), self.by)
        self._by_field.hide()
        self.body.addWidget(self._by_field)
        self._kept = desk.keep_words("ratings/panel", self._about, self.reason, self.by)
        self.note = PlainLabel(theme, t("Both ratings and the reason are kept and printed."), "small", "text2")
        self.body.addWidget(self.note)

    def show_line(self, line: Any) -> None:
        """Show another standard; what was typed for the same one stays."""
        same = self._ref == line.standard.ref
        self._ref, panel = line.standard.ref, line.panel
        ruled = line.rating.basis == "calculated" and line.rating.is_rated
        self._rule = line.rating.rating if ruled else line.rating.by_rule
        rule = t("by the rule {rating}", rating=rating_words(self._rule)) if self._rule else (
            t("not every standard is rated") if line.is_whole else gap_words(line.rating) or t("judged on evidence")
        )  # fmt: skip
        said = ""
        if panel is not None:
            said = ". " + t("Proposed: {rating}", rating=rating_words(panel.proposed))
            if panel.confirmed != "none":
                said += ". " + t("Confirmed: {rating}", rating=rating_words(panel.confirmed))
        self.about.setText(f"{line.name}, {rule}{said}")
        if not same:
            self.rating.set_value(panel.proposed if panel else self._rule)
            self.reason.setPlainText(panel.reason if panel else "")
            self.by.setText(panel.confirmed_by if panel else "")
            self._set_step("confirm" if panel is not None else "propose")
            self._kept.take_up()
        self.changed.emit()

    def _about(self) -> tuple[str, str]:
        return self._ref, f"{self._ref} {t('The panel')}"

    def _set_step(self, code: str) -> None:
        self.step.set_value(code)
        self._by_field.setVisible(code == "confirm")

    def _on_step(self, code: str) -> None:
        self._set_step(code or "propose")
        self.changed.emit()

    def act_words(self) -> str:
        """What the filled button does."""
        if self.step.value() == "propose":
            return t("Propose to the panel")
        departs = self._rule and self.rating.value() != self._rule
        return t("Record departure") if departs else t("Record decision")

    def missing(self) -> str:
        """What is still needed, "" when nothing is."""
        if self._desk.role not in ("lead", "deputy"):
            return t("The lead inspector records what the panel says")
        if not self._ref:
            return t("Choose a standard")
        if not self.rating.value():
            return t("Choose a rating")
        if not self.reason.toPlainText().strip():
            return t("A reason is needed")
        if self.step.value() == "confirm" and not self.by.text().strip():
            return t("Say who spoke for the panel")
        return ""

    def carry_out(self) -> None:
        """Record what is shown."""
        if self.missing():
            return
        ref, rating, reason, by = self._ref, self.rating.value(), self.reason.toPlainText(), self.by.text()
        if self.step.value() == "propose":
            self._desk.write(lambda ctx, _: propose(ctx, ref, rating, reason), kept=self._kept)
        else:
            self._desk.write(lambda ctx, _: confirm(ctx, ref, rating, by, reason), kept=self._kept)
