"""Drift by inspector, and the short list of what is to be moderated: the right side of "Quality"."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Signal
from PySide6.QtGui import QPainter

from hmip_desktop.domain.drift import ALL, Drift
from hmip_desktop.services.moderation import Difference
from hmip_desktop.services.quality import InspectorDrift
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.cells import PaintedColumn, draw_words
from hmip_desktop.ui.views.lead.page import TableCard
from hmip_desktop.ui.views.lead.quality_agreement import draw_estimate
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import answer_words


def points_words(share: float) -> str:
    """A difference in points, signed, with a real minus."""
    whole = int(abs(share) * 100 + 0.5)
    return "0" if not whole else f"{'−' if share < 0 else '+'}{whole}"


def drift_words(one: InspectorDrift) -> str:
    """What is to be said of an inspector, in whole sentences."""
    if one.signed < one.given:
        return t("{name}: shown when all {given} cases are signed off, {signed} are.", name=one.name, given=one.given,
                 signed=one.signed)  # fmt: skip
    whole = one.whole
    if whole is None or whole.value is None or whole.low is None or whole.high is None:
        return f"{one.name}: {_missing(whole)}"
    said = t("{name}: {points} points, from {low} to {high}, over {cases} cases.", name=one.name,
             points=points_words(whole.value), low=points_words(whole.low), high=points_words(whole.high),
             cases=whole.cases)  # fmt: skip
    out = [
        f"{t('all key questions') if each.ref == ALL else each.ref} ({points_words(each.value or 0)})"
        for each in one.standing_out
    ]
    if out:
        said += " " + t("The interval leaves out 0 on {questions}. Talk before you conclude.", questions=", ".join(out))
    return f"{said} {_adjusted(whole)}"


def _missing(whole: Drift | None) -> str:
    reason = whole.reason if whole is not None else None
    return {
        "too-few-cases": t("fewer than 5 counted cases."),
        "nobody-to-compare": t("no colleague has a case to compare with."),
        "all-the-same": t("everybody gave the same answers."),
    }.get(reason or "", t("nothing is counted yet."))


def _adjusted(whole: Drift) -> str:
    words = {"rosh": t("RoSH"), "pdu": t("PDU"), "sentence_type": t("sentence type")}
    if not whole.factors:
        return t("Not adjusted: cells would be too small.")
    return t("Adjusted for {factors}.", factors=", ".join(words[factor] for factor in whole.factors))


class DriftCard(TableCard):
    """One row an inspector; marked only where an interval leaves out 0."""

    def __init__(self, theme: Theme) -> None:
        columns = (Column(t("Inspector"), 88, stretch=True), Column(t("fewer Yes, more Yes"), 148),
                   Column(t("Points"), 60, right=True))  # fmt: skip
        view = RowsView(theme, t("Drift by inspector"), RowsModel(columns, self._cell), row_height=30)
        super().__init__(theme, t("Drift by inspector"), view, rows=4)
        view.setItemDelegateForColumn(1, DriftScale(theme, view))
        self.about = PlainLabel(theme, t("Yes against colleagues in like cases. A reason to look, not a finding."),
                                "small", "text2")  # fmt: skip
        self.said = PlainLabel(theme, "", "small")
        self.foot.addWidget(self.said)
        self.foot.addWidget(self.about)
        view.row_changed.connect(self._choose)
        theme.changed.connect(self._make_room)
        self._make_room()

    def _make_room(self) -> None:
        """Layouts do not ask a label how high it gets when it wraps, so the room is kept for what is said here."""
        line = self._theme.metrics("small").height()
        self.said.setMinimumHeight(line * 4)
        self.about.setMinimumHeight(line * 2)

    def show_inspectors(self, found: Sequence[InspectorDrift]) -> None:
        """Show the team; who stands out comes first."""
        rows = sorted(found, key=lambda one: (not one.standing_out, one.signed < one.given))
        self.view.show_rows(rows, max(self.view.current_row(), 0))
        self._choose(self.view.current_row())

    def _choose(self, row: int) -> None:
        rows = self.view.rows_model.rows
        self.said.setText(drift_words(rows[row]) if 0 <= row < len(rows) else "")

    def _cell(self, one: InspectorDrift, column: int) -> Cell:
        whole = one.whole
        marked = bool(one.standing_out)
        if column == 0:
            return Cell(one.name, bold=marked, icon="info" if marked else "", icon_tone="warn", tip=drift_words(one))
        if column == 1:
            return Cell(_waiting(one), spoken=drift_words(one))
        value = whole.value if whole is not None else None
        return Cell("–" if value is None else points_words(value), bold=marked, right=True)


def _waiting(one: InspectorDrift) -> str:
    if one.signed < one.given:
        return t("{signed} of {given} signed off", signed=one.signed, given=one.given)
    return "" if one.whole is not None and one.whole.value is not None else t("cannot be said")


class DriftScale(PaintedColumn):
    """The estimate over all key questions between its limits; 0 is in the middle."""

    REACH = 0.5

    def draw(self, painter: QPainter, area: QRect, row: object, cell: Cell) -> None:
        assert isinstance(row, InspectorDrift)
        theme, whole = self.theme, row.whole
        if cell.text or whole is None or whole.value is None or whole.low is None or whole.high is None:
            draw_words(painter, theme, QRectF(area), cell.text, "small", "text2")
            return
        middle = area.center().y()
        painter.setPen(painting.pen(theme.colour("text2"), 1))
        centre = area.left() + area.width() / 2
        painter.drawLine(QPointF(centre, area.top()), QPointF(centre, area.bottom()))
        spots = [
            centre + area.width() / 2 * min(max(share / self.REACH, -1), 1)
            for share in (whole.value, whole.low, whole.high)
        ]
        draw_estimate(painter, theme, middle, spots[0], tuple(spots[1:]), tone="warn" if whole.stands_out else "sel")


class ToModerate(TableCard):
    """Where first and second differ. ``asked`` carries the difference that was opened."""

    asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        columns = (
            Column(t("Case"), 102), Column(t("Question"), 74), Column(t("First"), 54),
            Column(t("Second"), 62, stretch=True),
        )  # fmt: skip
        view = RowsView(theme, t("To moderate"), RowsModel(columns, self._cell), row_height=30)
        super().__init__(theme, t("To moderate"), view, rows=4)
        view.opened.connect(lambda row: self.asked.emit(view.rows_model.rows[row]))
        self.foot.addWidget(PlainLabel(theme, t("Only you see both. A query shows neither."), "small", "text2"))

    def show_differences(self, found: Sequence[Difference]) -> None:
        """Open ones first; what is settled stays at the end of the list."""
        left = sum(one.settled is None for one in found)
        self.note.setText(t("{left} left of {all}", left=left, all=len(found)) if found else t("nothing differs"))
        self.view.show_rows(found, max(self.view.current_row(), 0))

    def _cell(self, one: Difference, column: int) -> Cell:
        if column == 0:
            return self._case(one)
        if column == 1:
            return Cell(one.asked.ref)
        return Cell(answer_words(one.first if column == 2 else one.second))

    def _case(self, one: Difference) -> Cell:
        case = one.pair.first.case_ref
        if one.settled is None:
            return Cell(case, bold=True)
        said = t("settled as {answer}", answer=answer_words(one.settled.value.answer))
        return Cell(
            case, icon="done", icon_tone="ok", spoken=f"{case}, {said}", tip=f"{said}: {one.settled.value.reason}"
        )
