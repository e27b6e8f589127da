"""Agreement by question: counts of pairs, and kappa and AC1 on one scale with their intervals."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hmip_desktop.domain.agreement import FEWEST_FOR_INTERVAL, Coefficient
from hmip_desktop.services.quality import FEWEST_PAIRS, QuestionAgreement
from hmip_desktop.ui.text import sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.cells import PaintedColumn, draw_words
from hmip_desktop.ui.views.lead.page import TableCard
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.notices import EmptyState
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView

QUESTION, N, PAIRS, PREVALENCE, AGREE, KAPPA, AC1 = range(7)
LEAST, MOST = -0.4, 1.0
LINES = (0.0, 0.4, 0.6, 0.8)


def percent_words(share: float | None) -> str:
    """A share of 0 to 1 as a whole per cent."""
    return t("none") if share is None else f"{int(share * 100 + 0.5)}%"


def number_words(value: float) -> str:
    """A coefficient to two places, with a real minus."""
    return f"{value:.2f}".replace("-", "−")


def coefficient_words(found: Coefficient, enough: bool) -> str:
    """A coefficient as it is read aloud, with its interval or why there is none."""
    if not enough:
        return t("not shown under {count} pairs", count=FEWEST_PAIRS)
    if found.value is None:
        return t("undefined: {why}", why=sentence(f"agreement-{found.reason}", {}))
    if found.interval is None:
        return t("{value}, no interval under {count} pairs", value=number_words(found.value), count=FEWEST_FOR_INTERVAL)
    low, high = (number_words(bound) for bound in found.interval)
    return t("{value}, from {low} to {high}", value=number_words(found.value), low=low, high=high)


def pairs_words(row: QuestionAgreement) -> str:
    """The pairs of a question as they are read aloud."""
    said = t("{yes} both Yes, {differ} differ, {no} both No", yes=row.both_yes, differ=row.differ, no=row.both_no)
    return said + (", " + t("{count} both not applicable", count=row.both_na) if row.both_na else "")


def prevalence_words(row: QuestionAgreement) -> str:
    """Why kappa says little here; empty where it says what it should."""
    if not row.enough or not row.measured.prevalence_note or row.prevalence is None:
        return ""
    common, share = (t("Yes"), row.prevalence) if row.prevalence >= 0.5 else (t("No"), 1 - row.prevalence)
    same = row.n - row.differ
    if row.kappa.value is None:
        return t("{percent} of answers are {answer}, so kappa is undefined while {same} of {n} pairs agree. Read AC1 "
                 "and the counts.", percent=percent_words(share), answer=common, same=same, n=row.n)  # fmt: skip
    return t("{percent} of answers are {answer}, so chance alone agrees often and kappa falls to {kappa} while {same} "
             "of {n} pairs agree. Read AC1 and the counts.", percent=percent_words(share), answer=common,
             kappa=number_words(row.kappa.value), same=same, n=row.n)  # fmt: skip


class AgreementCard(QWidget):
    """One row a question; the sentence below belongs to the selected one. ``chosen`` carries it or None."""

    chosen = Signal(object)

    draw_asked = Signal()

    def __init__(self, theme: Theme, may_draw: bool) -> None:
        super().__init__()
        columns = (
            Column(t("Question"), 230, stretch=True), Column(t("n"), 40, right=True), Column(t("Pairs"), 106),
            Column(t("Yes"), 54, right=True, spare=1), Column(t("Agree"), 62, right=True),
            Column(t("Kappa"), 138), Column(t("AC1"), 138),
        )  # fmt: skip
        self.view = RowsView(theme, t("Agreement by question"), RowsModel(columns, self._cell), row_height=44)
        self.view.setItemDelegateForColumn(PAIRS, PairBars(theme, self.view))
        for column in (KAPPA, AC1):
            self.view.setItemDelegateForColumn(column, Scale(theme, self.view, column))
        self.view.row_changed.connect(self._choose)
        self.table = TableCard(theme, t("Agreement by question"), self.view, rows=6)
        self.table.note.setText(t("dot and bar: estimate and 95% interval"))
        self.legend = Legend(theme)
        self.banner = Banner(theme, "info")
        self.foot = PlainLabel(theme, "", "small", "text2")
        for part in (self.legend, self.banner, self.foot):
            self.table.foot.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.table)
        self.empty = EmptyState(
            theme, "dice", t("No second assessments yet"),
            t("Draw some cases: they go to somebody else, blind, and show how far two people agree. They never count "
              "and never change the first."), t("Draw...") if may_draw else "",
        )  # fmt: skip
        self.empty.asked.connect(self.draw_asked)
        whole.addWidget(self.empty)

    def show_rows(self, rows: Sequence[QuestionAgreement], drawn: bool) -> None:
        """Show the questions that have pairs; ``drawn``: there are second assessments at all."""
        held = self.row
        shown = [row for row in rows if row.n]
        self.table.setVisible(drawn)
        self.empty.setVisible(not drawn)
        kept = next((i for i, row in enumerate(shown) if held and row.asked.ref == held.asked.ref), 0)
        self.view.show_rows(shown, kept)
        few = [f"{row.asked.ref} ({row.n})" for row in shown if not row.enough and row.asked.kind == "key_question"]
        said = t("Lines at 0, 0.4, 0.6 and 0.8. Intervals from {count} pairs.", count=FEWEST_FOR_INTERVAL)
        if few:
            said += " " + t("No coefficients under {count} pairs: {questions}.", count=FEWEST_PAIRS,
                            questions=", ".join(few))  # fmt: skip
        self.foot.setText(said)
        self._choose(self.view.current_row())

    @property
    def row(self) -> QuestionAgreement | None:
        """The question in view."""
        rows, place = self.view.rows_model.rows, self.view.current_row()
        return rows[place] if 0 <= place < len(rows) else None

    def _choose(self, _: int) -> None:
        row = self.row
        said = prevalence_words(row) if row is not None else ""
        if row is not None and not said and row.enough and row.kappa.value is None:
            said = sentence(f"agreement-{row.kappa.reason}", {})
        self.banner.setVisible(bool(said))
        if row is not None and said:
            self.banner.say(f"{row.asked.ref}:", said)
        elif row is None:
            self.banner.show()
            self.banner.say(t("Nothing to compare yet."), t("A pair is compared once both sides are signed off."))
        self.chosen.emit(row)

    def _cell(self, row: QuestionAgreement, column: int) -> Cell:
        if column == QUESTION:
            key = row.asked.kind == "key_question"
            words = f"{row.asked.ref}  {row.asked.label or row.asked.text}"
            detail = t("kappa says little here") if row.measured.prevalence_note and row.enough else ""
            return Cell(words, bold=key, detail=detail, tip=row.asked.text)
        if column == N:
            return Cell(str(row.n), right=True)
        if column == PAIRS:
            return Cell(pairs_words(row))
        if column == PREVALENCE:
            return Cell(percent_words(row.prevalence), right=True)
        if column == AGREE:
            return Cell(percent_words(row.measured.observed), bold=True, right=True)
        found = row.kappa if column == KAPPA else row.ac1
        said = coefficient_words(found, row.enough)
        name = t("Kappa") if column == KAPPA else t("AC1")
        if not row.enough:
            return Cell("–", spoken=f"{name} {said}", tip=said)
        shown = t("undefined") if found.value is None else number_words(found.value)
        return Cell(shown, bold=True, spoken=f"{name} {said}", tip=said if found.value is None else "")


class PairBars(PaintedColumn):
    """Pairs as one bar: both Yes, differ, both No, and both not applicable in grey."""

    def draw(self, painter: QPainter, area: QRect, row: object, cell: Cell) -> None:
        assert isinstance(row, QuestionAgreement)
        theme, height = self.theme, self.theme.size(18)
        parts = (
            (row.both_yes, "sel", "on_sel"), (row.differ, "surface", "text"), (row.both_no, "info_bg", "info_fg"),
            (row.both_na, "grey_bg", "grey_fg"),
        )  # fmt: skip
        least = theme.metrics("tag-bold").horizontalAdvance("00") + theme.size(3)
        shown = [part for part in parts if part[0]]
        spare = max(area.width() - least * len(shown) - 2 * len(shown), 0)
        left, top = float(area.left()), area.center().y() - height / 2
        for count, ground, ink in shown:
            wide = least + spare * count / max(row.n, 1)
            spot = QRectF(left, top, wide, height)
            painting.box(painter, spot, theme.colour(ground), theme.colour("control"), 1)
            painter.setPen(theme.colour(ink))
            painter.setFont(theme.font("tag-bold"))
            painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), str(count))
            left += wide + 2


class Scale(PaintedColumn):
    """The number, then its dot and interval on the scale; hollow where common answers break kappa."""

    def __init__(self, theme: Theme, view: RowsView, column: int) -> None:
        super().__init__(theme, view)
        self._column = column

    def draw(self, painter: QPainter, area: QRect, row: object, cell: Cell) -> None:
        assert isinstance(row, QuestionAgreement)
        theme = self.theme
        words = theme.metrics("control-bold").horizontalAdvance("−0.00") + theme.size(8)
        found = row.kappa if self._column == KAPPA else row.ac1
        role = "control-bold" if row.enough and found.value is not None else "small"
        whole = QRectF(area) if found.value is None else QRectF(area.left(), area.top(), words, area.height())
        draw_words(painter, theme, whole, cell.text, role, "text" if row.enough else "text2")
        room = QRectF(area.left() + words, area.top(), area.width() - words, area.height())
        if room.width() < theme.size(30):
            return
        for line in LINES:
            spot = _at(room, line)
            painter.setPen(painting.pen(theme.colour("text2" if line == 0 else "border"), 1))
            painter.drawLine(QPointF(spot, room.top()), QPointF(spot, room.bottom()))
        if row.enough and found.value is not None:
            hollow = self._column == KAPPA and row.measured.prevalence_note
            draw_estimate(painter, theme, room.center().y(), _at(room, found.value),
                          tuple(_at(room, bound) for bound in found.interval or ()), hollow=hollow)  # fmt: skip


def _at(room: QRectF, value: float) -> float:
    share = (min(max(value, LEAST), MOST) - LEAST) / (MOST - LEAST)
    return room.left() + 5 + (room.width() - 10) * share


def draw_estimate(
    painter: QPainter, theme: Theme, middle: float, spot: float, ends: tuple[float, ...], *, hollow: bool = False,
    tone: str = "sel",
) -> None:  # fmt: skip
    """A dot, and a bar with two stops where there is an interval."""
    ink, radius, stop = theme.colour(tone), theme.size(5), theme.size(5)
    painter.setPen(painting.pen(ink, 2))
    if ends:
        painter.drawLine(QPointF(ends[0], middle), QPointF(ends[1], middle))
        for end in ends:
            painter.drawLine(QPointF(end, middle - stop), QPointF(end, middle + stop))
    painter.setBrush(theme.colour("surface") if hollow else ink)
    painter.drawEllipse(QPointF(spot, middle), radius - 0.5, radius - 0.5)


class Legend(QWidget):
    """What the parts of a bar mean, for the eye; the cells say it in words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.restyle()
        theme.changed.connect(self.restyle)  # a method, so that nothing is called once the legend is gone

    def restyle(self) -> None:
        """Take the height from the theme."""
        self.setFixedHeight(self._theme.metrics("small").height() + self._theme.size(2))

    def paintEvent(self, event: object) -> None:
        painter, theme = painting.crisp(QPainter(self)), self._theme
        side, left = theme.size(11), 0.0
        parts = (
            ("sel", t("both Yes")), ("surface", t("differ")), ("info_bg", t("both No")),
            ("grey_bg", t("both not applicable")),
        )  # fmt: skip
        for ground, words in parts:
            spot = QRectF(left, (self.height() - side) / 2, side, side)
            painting.box(painter, spot, theme.colour(ground), theme.colour("control"), 1)
            wide = theme.metrics("small").horizontalAdvance(words) + theme.size(4)
            draw_words(painter, theme, QRectF(left + side + theme.size(6), 0, wide, self.height()), words, "small",
                       "text2")  # fmt: skip
            left += side + wide + theme.size(18)
