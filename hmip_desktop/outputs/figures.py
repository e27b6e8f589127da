"""What is drawn rather than set: intervals, their axis, composition strips, judgement marks, the custody picture."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.colors import Color

from hmip_desktop.domain.report_share import Share
from hmip_desktop.domain.report_sheets import CustodyStep
from hmip_desktop.outputs.flow import Figure
from hmip_desktop.outputs.fonts import SANS, SANS_BOLD, shortened
from hmip_desktop.outputs.styles import BAR, BRAND, GREY, HAIRLINE, INK, MIDDLE, NAVY, PALE, RULE, TINT, WHITE

GRID = (0, 25, 50, 75, 100)


class IntervalBar(Figure):
    """A 95 % Wilson interval on 0 to 100: bar with end caps, the share as a dark tick."""

    def __init__(self, width: float, height: float, share: Share, name: str, thick: float) -> None:
        low, high = share.bounds or (0, 0)
        super().__init__(
            width, height, f"{name}: {share.of_n}, {share.percent} per cent, 95 per cent interval {low} to {high}"
        )
        self.share, self.thick = share, thick

    def draw(self) -> None:
        """Paint grid, bar, caps and tick."""
        canvas, middle, half = self.canv, self.height / 2, self.thick / 2
        canvas.setLineCap(0)
        for place in GRID:
            canvas.setLineWidth(0.9 if place == 50 else 0.5)
            canvas.setStrokeColor(RULE if place == 50 else HAIRLINE)
            canvas.line(self._x(place), 0, self._x(place), self.height)
        share = self.share
        if share.low is None or share.high is None or not share.shows_bar:
            return
        low, high, tick = self._x(share.low), self._x(share.high), self._x(100 * share.yes / share.n)
        canvas.setFillColor(BAR)
        canvas.rect(low, middle - half, high - low, self.thick, fill=1, stroke=0)
        canvas.setStrokeColor(BRAND)
        canvas.setLineWidth(1.2)
        for end in (low, high):
            canvas.line(end, middle - half, end, middle + half)
        canvas.setFillColor(NAVY)
        canvas.rect(tick - 1.3, middle - half - 2.2, 2.6, self.thick + 4.4, fill=1, stroke=0)

    def _x(self, percent: float) -> float:
        return percent / 100 * self.width


class Axis(Figure):
    """The scale over a column of intervals; only 0, 50 and 100 where it is narrow."""

    def __init__(self, width: float) -> None:
        super().__init__(width, 11, "Scale from 0 to 100 per cent")

    def draw(self) -> None:
        """Paint the figures of the scale."""
        self.canv.setFont(SANS_BOLD, 8)
        self.canv.setFillColor(GREY)
        for place in GRID if self.width > 110 else (0, 50, 100):
            if place == 0:
                self.canv.drawString(0, 3.4, "0")
            elif place == 100:
                self.canv.drawRightString(self.width, 3.4, "100")
            else:
                self.canv.drawCentredString(place / 100 * self.width, 3.4, str(place))


class Strip(Figure):
    """How counted cases divide: one bar, and a key below it in the same order. A hidden count is ``[c]`` in the
    key, and hidden parts share one white part of the bar, so that its length gives nothing away but their sum."""

    FILLS: tuple[Color, ...] = (NAVY, MIDDLE, TINT, WHITE)

    def __init__(self, width: float, title: str, parts: Sequence[tuple[str, int | None]], out_of: int) -> None:
        said = ", ".join(f"{name} {'hidden' if count is None else count}" for name, count in parts)
        super().__init__(width, 18 + 12 * max(len(parts), 4), f"{title}: {said}")
        self.parts, self.out_of = parts, out_of

    def draw(self) -> None:
        """Paint bar and key."""
        canvas, left = self.canv, 0.0
        canvas.setStrokeColor(NAVY)
        canvas.setLineWidth(0.6)
        shown = sum(count or 0 for _, count in self.parts)
        rest = max(self.out_of - shown, 0) if any(count is None for _, count in self.parts) else 0
        bar = [(count or 0, self._fill(at)) for at, (_, count) in enumerate(self.parts)] + [(rest, WHITE)]
        for cases, fill in bar:
            if cases and self.out_of:
                wide = self.width * cases / self.out_of
                canvas.setFillColor(fill)
                canvas.rect(left, self.height - 15, wide, 13, fill=1)
                left += wide
        for at, (name, count) in enumerate(self.parts):
            self._key(at, name, count)

    def _fill(self, at: int) -> Color:
        return self.FILLS[min(at, len(self.FILLS) - 1)]

    def _key(self, at: int, name: str, count: int | None) -> None:
        canvas, y = self.canv, self.height - 27 - at * 12
        canvas.setFillColor(WHITE if count is None else self._fill(at))
        canvas.rect(0, y, 7, 7, fill=1)
        canvas.setFillColor(INK)
        canvas.setFont(SANS_BOLD, 8.5)
        canvas.drawString(10, y, "[c]" if count is None else str(count))
        canvas.setFont(SANS, 8.5)
        canvas.drawString(28, y, shortened(name, self.width - 28, SANS, 8.5))


class JudgementMark(Figure):
    """The judgement word in a box: filled for yes, outlined for any other; the word carries the meaning."""

    def __init__(self, word: str, filled: bool, large: bool = False) -> None:
        super().__init__(*((44, 19) if large else (34, 15)), word)
        if len(word) > 4:
            self.width = 96.0
        self.filled = filled

    def draw(self) -> None:
        """Paint box and word."""
        canvas = self.canv
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(1)
        canvas.setFillColor(INK if self.filled else WHITE)
        canvas.roundRect(0.5, 0.5, self.width - 1, self.height - 1, 2, fill=1)
        canvas.setFillColor(WHITE if self.filled else INK)
        canvas.setFont(SANS_BOLD, 9.5)
        canvas.drawCentredString(self.width / 2, self.height / 2 - 3.3, self.words)


class CustodyPicture(Figure):
    """Five steps from allocation to report, left to right."""

    GAP = 14.0

    def __init__(self, width: float, steps: Sequence[CustodyStep]) -> None:
        said = "; ".join(f"{s.title}, {s.who}, {s.amount}, {s.when}" for s in steps)
        super().__init__(width, 56, f"{len(steps)} steps: {said}")
        self.steps = steps

    def draw(self) -> None:
        """Paint the boxes and the wedges between them."""
        canvas, number = self.canv, len(self.steps)
        wide = (self.width - self.GAP * (number - 1)) / number
        for at, step in enumerate(self.steps):
            left = at * (wide + self.GAP)
            canvas.setFillColor(PALE)
            canvas.setStrokeColor(NAVY)
            canvas.setLineWidth(1)
            canvas.rect(left + 0.5, 0.5, wide - 1, 55, fill=1)
            self._lines(step, left + 7, wide - 12)
            if at < number - 1:
                self._wedge(left + wide)

    def _lines(self, step: CustodyStep, left: float, room: float) -> None:
        lines = (
            (39, SANS_BOLD, 11, step.title, NAVY),
            (27, SANS, 8.5, step.who, INK),
            (16.5, SANS_BOLD, 8.5, step.amount, INK),
            (6, SANS, 8.5, step.when, INK),
        )
        for y, font, size, words, ink in lines:
            self.canv.setFillColor(ink)
            self.canv.setFont(font, size)
            self.canv.drawString(left, y, shortened(words, room, font, size))

    def _wedge(self, left: float) -> None:
        path = self.canv.beginPath()
        path.moveTo(left + 3, 22)
        path.lineTo(left + self.GAP - 3, 28)
        path.lineTo(left + 3, 34)
        path.close()
        self.canv.setFillColor(NAVY)
        self.canv.drawPath(path, fill=1, stroke=0)
