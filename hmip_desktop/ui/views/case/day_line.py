"""The line of days from the clock's start over the day of suspension to the limit."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hmip_desktop.domain.routing import LIMIT_DAYS
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.painting import pen
from hmip_desktop.ui.words import month_words


class DayLine(QWidget):
    """Day 0, the day of the measure, and day 56 inclusive; after that the core questions apply."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._start: date | None = None
        self._day = 0
        self._start_words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_days(self, start: date | None, day: int | None, start_words: str) -> None:
        """Show a measure on ``day`` after ``start``; without either the line is not shown."""
        self.setVisible(start is not None and day is not None)
        if start is None or day is None:
            return
        self._start, self._day, self._start_words = start, day, start_words
        self.setAccessibleName(
            t("Day {day} of the limit of {limit} days, counted from {start}", day=day, limit=LIMIT_DAYS, start=start)
        )
        self.update()

    def sizeHint(self) -> QSize:
        line = self._theme.metrics("small").height()
        return QSize(self._theme.size(420), 2 * line + self._theme.size(30))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._start is None:
            return
        painter = painting.crisp(QPainter(self))
        theme, small = self._theme, self._theme.metrics("small")
        left, right = theme.size(52), self.width() - theme.size(96)
        last = max(LIMIT_DAYS * 1.25, self._day * 1.08)
        middle = self.height() / 2
        thick = theme.size(8)

        def place(day: float) -> float:
            return left + (right - left) * day / last

        limit = place(LIMIT_DAYS)
        painter.fillRect(QRectF(left, middle - thick / 2, limit - left, thick), theme.colour("brand"))
        painter.fillRect(QRectF(limit, middle - thick / 2, right - limit, thick), theme.colour("control"))
        painter.setPen(theme.colour("info_fg"))
        painter.setFont(theme.font("small"))
        after = QRectF(right + theme.size(8), middle - small.height(), theme.size(90), 2 * small.height())
        painter.drawText(after, int(Qt.AlignmentFlag.AlignVCenter), t("then core"))
        marks = [
            (0, t("Day 0"), f"{self._start_words} {_short(self._start)}"),
            (LIMIT_DAYS, t("Day {day}, the limit", day=LIMIT_DAYS), _short(self._start + timedelta(LIMIT_DAYS))),
        ]
        near = {day for day, _, _ in marks if abs(place(day) - place(self._day)) < theme.size(90)}
        for day, upper, lower in marks:
            self._tick(painter, place(day), middle, thick)
            if day not in near:
                self._words(painter, place(day), upper, lower)
        here = place(self._day)
        painter.setPen(pen(theme.colour("surface"), 2))
        painter.setBrush(theme.colour("text"))
        painter.drawEllipse(QPointF(here, middle), thick * 0.85, thick * 0.85)
        suspended = t("Suspended {day}", day=_short(self._start + timedelta(self._day)))
        self._words(painter, here, t("Day {day}", day=self._day), suspended)

    def _tick(self, painter: QPainter, where: float, middle: float, thick: float) -> None:
        painter.setPen(pen(self._theme.colour("info_fg"), 2))
        painter.drawLine(QPointF(where, middle - thick), QPointF(where, middle + thick))

    def _words(self, painter: QPainter, where: float, upper: str, lower: str) -> None:
        theme, small = self._theme, self._theme.metrics("small")
        wide = theme.size(170)
        start = min(max(where - wide / 2, 0), self.width() - wide)
        painter.setPen(theme.colour("info_fg"))
        side = Qt.AlignmentFlag.AlignHCenter if start == where - wide / 2 else Qt.AlignmentFlag.AlignLeft
        if start > where - wide / 2:
            start = max(where - theme.size(48), 0)
        elif start < where - wide / 2:
            side = Qt.AlignmentFlag.AlignRight
        for words, role, top in ((upper, "small-bold", 0), (lower, "small", self.height() - small.height())):
            painter.setFont(theme.font(role))
            painter.drawText(QRectF(start, top, wide, small.height()), int(side), words)


def _short(day: date) -> str:
    return month_words(day)
