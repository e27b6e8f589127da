"""Two small charts over the sample: RoSH in three bands against the caseload, and cases per PDU."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hmip_desktop.services.sample_picture import BandShare, PduCount
from hmip_desktop.ui import icons
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.cells import draw_words
from hmip_desktop.ui.widgets import painting

# band -> ground, ink
TONES = {"low": ("info_bg", "info_fg"), "medium": ("band3", "band3_fg"), "high": ("band4", "band4_fg")}


def band_words(code: str) -> str:
    """A RoSH band of the sample in words."""
    return {"low": t("Low"), "medium": t("Medium"), "high": t("High and very high")}[code]


class BandChart(QWidget):
    """Sample above, caseload below, each one bar in three parts with its numbers; the legend under them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._bands: tuple[BandShare, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_bands(self, bands: Sequence[BandShare]) -> None:
        """Show other numbers."""
        self._bands = tuple(bands)
        said = [
            t("{band}: {cases} cases, {percent} % of the sample", band=band_words(one.code), cases=one.cases,
              percent=one.percent)
            + (
                t(", {percent} % of the caseload", percent=one.caseload_percent)
                if one.caseload_percent is not None
                else ""
            )
            for one in bands
        ]  # fmt: skip
        self.setAccessibleName(t("RoSH in three bands") + ". " + ". ".join(said))
        self.updateGeometry()
        self.update()

    def _has_caseload(self) -> bool:
        return any(one.caseload_percent is not None for one in self._bands)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(330), self._theme.size(22) * (3 if self._has_caseload() else 2) + 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        height = self._theme.size(20)
        parts = [(one.code, one.percent, f"{one.cases} · {one.percent} %") for one in self._bands]
        self._bar(painter, 0, height, t("Sample"), parts)
        top = height + 4
        if self._has_caseload():
            parts = [(one.code, one.caseload_percent or 0, f"{one.caseload_percent} %") for one in self._bands]
            self._bar(painter, top, height, t("Caseload"), parts)
            top += height + 4
        self._legend(painter, top, height)

    def _label_width(self) -> int:
        return self._theme.metrics("small").horizontalAdvance(t("Caseload")) + self._theme.size(10)

    def _bar(self, painter: QPainter, top: int, height: int, label: str, parts: list[tuple[str, int, str]]) -> None:
        theme, left = self._theme, float(self._label_width())
        draw_words(painter, theme, QRectF(0, top, left, height), label, "small")
        total = sum(share for _, share, _ in parts) or 1
        room = self.width() - left
        for code, share, words in parts:
            wide = room * share / total
            if wide < 1:
                continue
            ground, ink = TONES[code]
            spot = QRectF(left, top, wide - 2, height)
            painter.fillRect(spot, theme.colour(ground))
            painter.setPen(theme.colour(ink))
            role = "small-bold" if code == "high" else "small"
            painter.setFont(theme.font(role))
            fits = theme.metrics(role).horizontalAdvance(words) + 4 <= wide
            shown = words if fits else words.split(" · ")[-1].replace(" ", "")
            if theme.metrics(role).horizontalAdvance(shown) <= wide - 4:
                painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), shown)
            left += wide

    def _legend(self, painter: QPainter, top: int, height: int) -> None:
        theme, left = self._theme, float(self._label_width())
        side = theme.size(11)
        for code in TONES:
            if left + side > self.width():
                return
            spot = QRectF(left, top + (height - side) / 2, side, side)
            painting.box(painter, spot, theme.colour(TONES[code][0]), theme.colour("control"), 1)
            words = band_words(code)
            wide = theme.metrics("small").horizontalAdvance(words) + theme.size(2)
            room = min(wide, self.width() - left - side - theme.size(6))
            draw_words(painter, theme, QRectF(left + side + theme.size(6), top, room, height), words, "small", "text2")
            left += side + wide + theme.size(18)


class PduChart(QWidget):
    """A bar for each PDU with its number; the dashed line is the fewest there should be."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pdus: tuple[PduCount, ...] = ()
        self._least = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_pdus(self, pdus: Sequence[PduCount], least: int) -> None:
        """Show other numbers."""
        self._pdus, self._least = tuple(pdus), least
        said = [
            t("{pdu} {count}, fewer than {least}", pdu=one.pdu, count=one.cases, least=least)
            if one.few
            else f"{one.pdu} {one.cases}"
            for one in pdus
        ]
        self.setAccessibleName(t("Cases per PDU") + ". " + ", ".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(420), self._theme.size(72))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._pdus:
            return
        theme = self._theme
        painter = painting.crisp(QPainter(self))
        label = theme.metrics("small").height()
        base = self.height() - label - 3
        most = max(*(one.cases for one in self._pdus), self._least)
        scale = (base - label) / most
        step = self.width() / len(self._pdus)
        painter.fillRect(QRectF(0, base, self.width(), 1), theme.colour("text2"))
        for place, one in enumerate(self._pdus):
            self._bar(painter, one, QRectF(place * step, 0, step, self.height()), (base, scale * one.cases, label))
        painter.setPen(painting.pen(theme.colour("text"), 1, dashed=True))
        height = base - scale * self._least
        painter.drawLine(QPointF(0, height), QPointF(self.width(), height))

    def _bar(self, painter: QPainter, one: PduCount, room: QRectF, lengths: tuple[float, float, int]) -> None:
        theme = self._theme
        base, tall, label = lengths
        wide = min(theme.size(34), room.width() * 0.6)
        spot = QRectF(room.center().x() - wide / 2, base - tall, wide, tall)
        painter.fillRect(spot, theme.colour("warn" if one.few else "sel"))
        painter.setFont(theme.font("small-bold"))
        painter.setPen(theme.colour("text"))
        above = QRectF(room.left(), spot.top() - label, room.width(), label)
        painter.drawText(above, int(Qt.AlignmentFlag.AlignCenter), str(one.cases))
        if one.few:
            side = theme.size(13)
            icons.draw(painter, "warning", QRectF(spot.right() + 4, base - side - 1, side, side), theme.colour("warn"))
        role = "small-bold" if one.few else "small"
        painter.setFont(theme.font(role))
        painter.setPen(theme.colour("warn_fg" if one.few else "text2"))
        shown = theme.metrics(role).elidedText(one.pdu, Qt.TextElideMode.ElideRight, int(room.width()) - 4)
        under = QRectF(room.left(), base + 2, room.width(), label)
        painter.drawText(under, int(Qt.AlignmentFlag.AlignCenter), shown)
