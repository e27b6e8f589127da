"""How certain is this? Interval, bands or quarters, and the answers that would change it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hmip_desktop.services.closer_look import CloserLook
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.cells import draw_words
from hmip_desktop.ui.views.lead.heat_cells import letter_words
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.frames import Banner, Card, Line
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.tags import StatusTag

Scale = Callable[[float], float]
# id of a banding or quarter -> its letter and colour role
BAND_LOOKS = {
    "outstanding": ("O", "band4"), "good": ("G", "band3"), "requires_improvement": ("RI", "band2"),
    "inadequate": ("I", "band1"), "most": ("M", "band4"), "half-or-more": ("H", "band3"),
    "under-half": ("U", "band2"), "few": ("F", "band1"),
}  # fmt: skip


class CertaintyCard(Card):
    """The chosen cell looked at closely."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=14, gap=8)
        self._theme = theme
        self.body.addWidget(Heading(theme, t("How certain is this?"), 2))
        self.place = PlainLabel(theme, "", "small", "text2")
        self.body.addWidget(self.place)
        row = QHBoxLayout()
        row.setSpacing(theme.space(12))
        self.percent = PlainLabel(theme, "", "figure", wrap=False)
        row.addWidget(self.percent)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.base = PlainLabel(theme, "", "control-bold", wrap=False)
        self.interval = PlainLabel(theme, "", "small", "text2", wrap=False)
        words.addWidget(self.base)
        words.addWidget(self.interval)
        row.addLayout(words)
        row.addStretch(1)
        self.body.addLayout(row)
        self.tag = StatusTag(theme, "", "grey")
        self.body.addWidget(self.tag)
        self.line = IntervalLine(theme)
        self.body.addWidget(self.line)
        self.body.addWidget(Line(theme))
        self.chances_title = Heading(theme, t("Chance of being in each band"), 3)
        self.body.addWidget(self.chances_title)
        self.chances = ChanceList(theme)
        self.body.addWidget(self.chances)
        self.flip = Banner(theme, "info")
        self.body.addWidget(self.flip)
        self.apart = PlainLabel(theme, "", "small", "text2")
        self.body.addWidget(self.apart)
        self.body.addStretch(1)
        self.how = PlainLabel(
            theme,
            t("95 % Wilson interval. It covers sampling only, not judgement. No chance is given below 10 answers."),
            "small", "text2",
        )  # fmt: skip
        self.body.addWidget(self.how)

    def show_look(self, place: str, look: CloserLook, letter: str, apart: str) -> None:
        """Show another cell; ``place`` names it, ``apart`` says what stands beside it and is never added to it."""
        self.place.setText(place)
        result = look.result
        answered = result.percent is not None
        self.percent.setText(f"{result.percent}%" if answered else "–")
        nothing = t("applied to no case") if result.tally.applied_to_nothing else t("nobody answered")
        self.base.setText(t("{yes} of {n}", yes=result.tally.yes, n=result.n) if answered else nothing)
        bounds = look.bounds
        self.interval.setText(t("interval {low} to {high} %", low=bounds[0], high=bounds[1]) if bounds else "")
        self.tag.setVisible(bool(letter))
        self.tag.show_tag(f"{letter}  {letter_words(letter)}", _kind(letter))
        self.line.show_look(look)
        self.line.setVisible(answered)
        self.chances_title.setVisible(look.chances is not None)
        self.chances.setVisible(look.chances is not None)
        if look.chances is not None:
            self.chances.show_chances(look)
        self._say_nearest(look)
        self.apart.setText(apart)
        self.apart.setVisible(bool(apart))

    def _say_nearest(self, look: CloserLook) -> None:
        nearest = look.nearest
        self.flip.setVisible(nearest is not None)
        if nearest is None:
            return
        count = nearest.answers
        if nearest.fewer:
            first = t("One fewer Yes") if count == 1 else t("{count} fewer Yes", count=count)
        else:
            first = t("One more Yes") if count == 1 else t("{count} more Yes", count=count)
        self.flip.set_kind("warning" if count == 1 else "info")
        self.flip.say(
            t("On a boundary.") if count == 1 else t("Nearest change."),
            t("{change}, {yes} of {n}, is {percent} %: {band}.", change=first, yes=nearest.yes, n=look.result.n,
              percent=nearest.percent, band=letter_words(BAND_LOOKS[nearest.band][0])),
        )  # fmt: skip


def _kind(letter: str) -> str:
    return next((look[1] for look in BAND_LOOKS.values() if look[0] == letter), "grey")


class IntervalLine(QWidget):
    """The percentage with its interval over the scale from 0 to 100 with its bands."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._look: CloserLook | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_look(self, look: CloserLook) -> None:
        """Show another percentage."""
        self._look = look
        if look.result.percent is not None and look.bounds is not None:
            low, high = look.bounds
            self.setAccessibleName(
                t("{percent} per cent, between {low} and {high}", percent=look.result.percent, low=low, high=high)
            )
        self.update()

    def sizeHint(self) -> QSize:
        line = self._theme.metrics("small").height()
        return QSize(self._theme.size(200), 3 * line + self._theme.size(22))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme = self._look, self._theme
        if look is None or look.result.percent is None or look.result.interval is None:
            return
        painter = painting.crisp(QPainter(self))
        side = theme.size(8)
        room = self.width() - 2 * side
        line = theme.metrics("small").height()

        def at(percent: float) -> float:
            return side + room * percent / 100

        low, high = (100 * bound for bound in look.result.interval)
        middle = line + theme.size(8)
        painter.setPen(painting.pen(theme.colour("text"), 2))
        painter.drawLine(QPointF(at(low), middle), QPointF(at(high), middle))
        for edge in (low, high):
            painter.drawLine(QPointF(at(edge), middle - 6), QPointF(at(edge), middle + 6))
        painter.setBrush(theme.colour("text"))
        painter.drawEllipse(QPointF(at(look.result.percent), middle), 5, 5)
        bounds = look.bounds or (0, 100)
        marks = [(low, bounds[0]), (float(look.result.percent), look.result.percent), (high, bounds[1])]
        self._labels(painter, marks, at)
        self._scale(painter, look, middle + theme.size(10), at)

    def _labels(self, painter: QPainter, marks: list[tuple[float, int]], at: Scale) -> None:
        theme = self._theme
        taken = -1.0
        order = sorted(marks, key=lambda mark: mark[0])
        for place, (where, number) in enumerate(order):
            role = "small-bold" if place == 1 else "small"
            wide = theme.metrics(role).horizontalAdvance(str(number)) + 4
            left = at(where) - wide / 2
            left = max(left, taken)
            taken = left + wide + 2
            draw_words(painter, theme, QRectF(left, 0, wide + 2, theme.metrics(role).height()), str(number), role)

    def _scale(self, painter: QPainter, look: CloserLook, top: float, at: Scale) -> None:
        theme, height = self._theme, self._theme.metrics("tag").height() + 2
        edges = [band.at_least for band in look.bands] + [100]
        for band, start, end in zip(look.bands, edges, edges[1:], strict=False):
            letter, tone = BAND_LOOKS.get(band.id, ("", "grey_bg"))
            spot = QRectF(at(start), top, at(end) - at(start) - 1, height)
            painter.fillRect(spot, theme.colour(tone))
            painter.setPen(theme.colour(f"{tone}_fg" if tone.startswith("band") else "text"))
            painter.setFont(theme.font("tag-bold"))
            painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), letter)
        for edge in edges:
            wide = theme.metrics("tag").horizontalAdvance("100")
            left = min(max(at(edge) - wide / 2, 0), self.width() - wide)
            painter.setPen(theme.colour("text2"))
            painter.setFont(theme.font("tag"))
            spot = QRectF(left, top + height, wide, height)
            painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), str(edge))


class ChanceList(QWidget):
    """The chance of each banding, highest band first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: list[tuple[str, str, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_chances(self, look: CloserLook) -> None:
        """Show other chances."""
        chances = look.chances or {}
        self._rows = [
            (BAND_LOOKS.get(band.id, ("", "grey_bg"))[0], band.id, chances.get(band.id, 0))
            for band in reversed(look.bands)
        ]
        said = [f"{letter_words(letter)} {percent} %" for letter, _, percent in self._rows]
        self.setAccessibleName(t("Chance of being in each band") + ": " + ", ".join(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(200), self._theme.row(24) * max(len(self._rows), 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = painting.crisp(QPainter(self)), self._theme
        height = theme.row(24)
        best = max((percent for _, _, percent in self._rows), default=0)
        for place, (letter, band, percent) in enumerate(self._rows):
            top = place * height
            side = theme.size(12)
            tone = BAND_LOOKS.get(band, ("", "grey_bg"))[1]
            box = QRectF(1, top + (height - side) / 2, side, side)
            painting.box(painter, box, theme.colour(tone), theme.colour("control"), 1)
            role = "control-bold" if percent == best else "control"
            left = side + theme.size(9)
            words = f"{letter}  {letter_words(letter)}"
            draw_words(painter, theme, QRectF(left, top, self.width() - left - theme.size(50), height), words, role)
            painter.setFont(theme.font("control-bold"))
            area = QRectF(0, top, self.width(), height)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), f"{percent}%")
