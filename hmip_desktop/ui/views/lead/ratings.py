"""Ratings of a rated pack: the limiting key question, what the panel proposed and confirmed, and the score ladder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPolygonF

from hmip_desktop.domain.pack_language import in_language
from hmip_desktop.domain.pack_parts import RatingExample, Standard
from hmip_desktop.domain.ratings import NOT_RATED, StandardRating
from hmip_desktop.domain.sample import PanelRating
from hmip_desktop.services.context import Context
from hmip_desktop.services.ratings_panel import panel_ratings
from hmip_desktop.services.results import OVERALL, InspectionResults, ResultRow, results
from hmip_desktop.ui.text import language, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.cells import PaintedColumn, draw_tag
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.heat_cells import letter_words
from hmip_desktop.ui.views.lead.page import Columns, LeadPage, TableCard
from hmip_desktop.ui.views.lead.rating_cards import LETTERS, DepartureCard, ExamplesCard, OverallCard, gap_words
from hmip_desktop.ui.views.lead.row_words import spoken_rows
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Box
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView

STANDARD, KEYS, LIMITING, SHARE, BANDING, POINTS = range(6)
BANDS = {"O": "band4", "G": "band3", "RI": "band2", "I": "band1"}


@dataclass(frozen=True, slots=True)
class RatingLine:
    """A standard with its rating, its key questions' results, what the panel said of it, and examples of ratings."""

    standard: Standard
    rating: StandardRating
    keys: tuple[ResultRow, ...]
    panel: PanelRating | None
    points: int | None
    examples: tuple[RatingExample, ...] = ()

    @property
    def is_whole(self) -> bool:
        """The inspection as a whole, which the points rate and the panel may depart from."""
        return self.standard.ref == OVERALL

    @property
    def name(self) -> str:
        """Reference and title; of the whole its title."""
        return self.standard.title if self.is_whole else f"{self.standard.ref}  {self.standard.title}"

    @property
    def letter(self) -> str:
        """Letter of the rating, empty while there is none."""
        return LETTERS.get(self.rating.rating, "")


class RatingsScreen(LeadPage):
    """Standards at the left; the whole and the panel at the right."""

    help_page = "ratings"

    cases_asked = Signal()

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Ratings"))
        columns = (
            Column(t("Standard"), 196), Column(t("Key questions"), 112, spare=1),
            Column(t("Limiting key question"), 190, stretch=True), Column(t("Yes"), 76, firm=True),
            Column(t("Banding"), 178, firm=True), Column(t("Points"), 60, right=True, firm=True),
        )  # fmt: skip
        view = RowsView(theme, t("Standards"), RowsModel(columns, self._cell), row_height=48)
        view.setItemDelegateForColumn(KEYS, KeyMarks(theme, view))
        view.setItemDelegateForColumn(BANDING, BandTag(theme, view))
        view.row_changed.connect(self._choose)
        self.standards = TableCard(theme, t("Standards"), view, rows=7)
        self.standards.note.setText(t("▼ limiting key question   ○ the others"))
        self.overall = OverallCard(theme)
        self.panel_card = DepartureCard(theme, desk)
        side = Box(theme, 12)
        side.body.addWidget(self.overall)
        side.body.addWidget(self.panel_card)
        side.body.addStretch(1)
        self.examples = ExamplesCard(theme)
        left = Box(theme, 12)
        left.body.addWidget(self.standards, 1)
        left.body.addWidget(self.examples)
        self.column.body.addWidget(Columns(theme, ((left, 82), (side, 28)), least=880), 1)
        self.show_cases = Button(theme, t("Show the results"), "grid")
        self.show_cases.clicked.connect(self.cases_asked)
        self.record = Button(theme, t("Record"), filled=True)
        self.record.clicked.connect(self.panel_card.carry_out)
        self.panel_card.changed.connect(self._look)
        self.footer.add_button(self.show_cases)
        self.footer.add_button(self.record)

    # showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        self.desk.read(lambda ctx, _: _read(ctx), self._show, parent=self)

    def _show(self, found: tuple[InspectionResults, dict[str, PanelRating]]) -> None:
        got, panel = found
        self.head.say(
            t("A standard takes the banding of its lowest key question, never a mean. Organisational standards are "
              "settled by the panel.")
        )  # fmt: skip
        lines = lines_of(got, panel, self.desk.overview.value.variant)
        shown = [*lines, whole_line(got, panel)]
        self.standards.view.show_rows(shown, max(self.standards.view.current_row(), 0))
        self.overall.show_overall(got, lines, panel)
        waiting = sum(line.standard.organisational and not line.rating.is_rated for line in lines)
        self.footer.say_link("")
        self.footer.say_place(
            "" if not waiting else t("1 standard waits for the panel") if waiting == 1
            else t("{count} standards wait for the panel", count=waiting)
        )  # fmt: skip

    def _choose(self, row: int) -> None:
        rows = self.standards.view.rows_model.rows
        if 0 <= row < len(rows):
            self.panel_card.show_line(rows[row])
            self.examples.show_examples(rows[row].examples)

    def _look(self) -> None:
        missing = self.panel_card.missing()
        self.record.setEnabled(not missing)
        self.record.setText(self.panel_card.act_words())
        self.footer.say_note(missing)

    def _cell(self, line: RatingLine, column: int) -> Cell:
        if column == STANDARD:
            return Cell(line.name, bold=True)
        if column == KEYS:
            words = ", ".join(_share_words(row) for row in line.keys)
            basis = t("from the points") if line.is_whole else t("on evidence")
            return Cell("" if line.keys else basis, tone="text2", spoken=words)
        if column == LIMITING:
            return self._limiting(line)
        if column == SHARE:
            row = self._limiting_row(line)
            if row is None:
                return Cell("–", spoken=t("no percentage"))
            result = row.whole.result
            base = t("{yes} of {n}", yes=result.tally.yes, n=result.n)
            return Cell(f"{result.percent}%", bold=True, detail=base)
        if column == BANDING:
            waits = line.rating.gap in ("", "unanswered")
            return Cell(letter_words(line.letter) or (t("not rated yet") if waits else t("not rated")))
        return Cell("–" if line.points is None else str(line.points), bold=True, right=True)

    def _limiting_row(self, line: RatingLine) -> ResultRow | None:
        return next((row for row in line.keys if row.asked.ref == line.rating.limiting), None)

    def _limiting(self, line: RatingLine) -> Cell:
        row = self._limiting_row(line)
        if row is not None:
            near = t("Near a boundary") if line.rating.near_boundary else ""
            rule = letter_words(LETTERS.get(line.rating.by_rule, ""))
            told = t("by the rule {rating}", rating=rule) if line.rating.departs else near
            return Cell(f"{row.asked.ref} {row.asked.label}", detail=told, tip=line.rating.reason)
        panel = line.panel
        if panel is None and line.is_whole:
            return Cell("" if line.rating.is_rated else t("not every standard is rated"), tone="text2")
        if panel is None:
            return Cell(gap_words(line.rating) or t("nothing proposed yet"), tone="text2", tip=gap_words(line.rating))
        if panel.confirmed != "none":
            return Cell(t("confirmed by {who}", who=panel.confirmed_by), detail=panel.reason, tip=panel.reason)
        return Cell(t("proposed, waits for the panel"), detail=panel.reason, tip=panel.reason)


def _share_words(row: ResultRow) -> str:
    percent = row.whole.result.percent
    return f"{row.asked.ref} {t('no percentage') if percent is None else f'{percent} %'}"


def _read(ctx: Context) -> tuple[InspectionResults, dict[str, PanelRating]]:
    return results(ctx), panel_ratings(ctx)


def lines_of(got: InspectionResults, panel: dict[str, PanelRating], variant: str) -> list[RatingLine]:
    """The standards of this inspection's variant with all that is known of their ratings."""
    pack = in_language(got.pack, language())
    found = [row for table in got.tables for row in table.rows if row.asked.kind == "key_question"]
    rows = spoken_rows(found, pack)
    scoring = got.pack.scoring
    points = scoring.points if scoring is not None else {}
    ratings = {one.ref: one for one in got.standards or ()}
    return [
        RatingLine(
            standard, ratings[standard.ref], tuple(row for row in rows if row.asked.standard == standard.ref),
            panel.get(standard.ref), points.get(ratings[standard.ref].rating),
            tuple(example for example in pack.rating_examples if example.standard == standard.ref),
        )
        for standard in pack.standards
        if standard.ref in ratings and (not standard.variants or variant in standard.variants)
    ]  # fmt: skip


def whole_line(got: InspectionResults, panel: Mapping[str, PanelRating]) -> RatingLine:
    """The inspection as a whole: what the points give, and what the panel said of it."""
    overall, settled = got.overall, got.panel.get(OVERALL)
    assert overall is not None
    rule = overall.rating or NOT_RATED
    rating = StandardRating(OVERALL, rule, "", "calculated")
    if settled is not None:
        by_rule = overall.rating or ""
        rating = StandardRating(OVERALL, settled.rating, "", "panel", reason=settled.reason, by_rule=by_rule)
    return RatingLine(Standard(ref=OVERALL, title=t("Overall")), rating, (), panel.get(OVERALL), overall.score)


class BandTag(PaintedColumn):
    """The rating as a tag in its band's colour."""

    def draw(self, painter: QPainter, area: QRect, row: object, cell: Cell) -> None:
        letter = getattr(row, "letter", "")
        start = QPointF(area.left(), area.center().y())
        draw_tag(painter, self.theme, start, f"{letter}  {cell.text}" if letter else cell.text,
                 BANDS.get(letter, "grey"))  # fmt: skip


class KeyMarks(PaintedColumn):
    """Key questions on the scale of bands: a triangle for the limiting one, circles for the others."""

    LOWEST, HIGHEST = 0, 100

    def draw(self, painter: QPainter, area: QRect, row: object, cell: Cell) -> None:
        theme = self.theme
        keys = getattr(row, "keys", ())
        if not keys:
            painter.setPen(theme.colour("text2"))
            painter.setFont(theme.font("control"))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), cell.text)
            return
        wide = min(area.width(), theme.size(92))
        base = area.center().y() + theme.size(8)
        for start, end, band in ((0, 50, "band1"), (50, 65, "band2"), (65, 80, "band3"), (80, 100, "band4")):
            left = area.left() + wide * start / 100
            spot = QRectF(left, base, wide * (end - start) / 100 - 1, theme.size(4))
            painting.box(painter, spot, theme.colour(band), theme.colour("control") if band == "band2" else None, 0)
        limiting = getattr(getattr(row, "rating", None), "limiting", "")
        for key in keys:
            percent = key.whole.result.percent
            if percent is not None:
                self._mark(painter, QPointF(area.left() + wide * percent / 100, base), key.asked.ref == limiting)

    def _mark(self, painter: QPainter, spot: QPointF, limiting: bool) -> None:
        theme, size = self.theme, self.theme.size(5)
        painter.setPen(painting.pen(theme.colour("text"), 1.2))
        if limiting:
            painter.setBrush(theme.colour("text"))
            top = spot.y() - size * 2.4
            painter.drawPolygon(QPolygonF([
                QPointF(spot.x() - size, top), QPointF(spot.x() + size, top), QPointF(spot.x(), spot.y() - 2),
            ]))  # fmt: skip
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(spot.x(), spot.y() - size - 2), size - 1, size - 1)
