"""Small strokes that several widgets of the kit share."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from hmip_desktop.ui.theme import Theme


def crisp(painter: QPainter) -> QPainter:
    """The painter with smooth edges switched on."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def pen(colour: QColor, width: float = 1.0, dashed: bool = False) -> QPen:
    """A pen with flat ends."""
    made = QPen(colour, width)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed:
        made.setDashPattern([4, 3])
    return made


@dataclass(frozen=True, slots=True)
class Corners:
    """Which ends of a box are round; segments of a row are round at the outer ends only."""

    left: bool = True
    right: bool = True


def box_path(area: QRectF, radius: float, corners: Corners = Corners()) -> QPainterPath:
    """The outline of a box with the chosen ends round."""
    path = QPainterPath()
    if corners.left and corners.right:
        path.addRoundedRect(area, radius, radius)
        return path
    left, top, right, bottom = area.left(), area.top(), area.right(), area.bottom()
    turn = 2 * radius
    path.moveTo(right - (radius if corners.right else 0), top)
    path.lineTo(left + (radius if corners.left else 0), top)
    if corners.left:
        path.arcTo(left, top, turn, turn, 90, 90)
        path.lineTo(left, bottom - radius)
        path.arcTo(left, bottom - turn, turn, turn, 180, 90)
    else:
        path.lineTo(left, bottom)
    path.lineTo(right - (radius if corners.right else 0), bottom)
    if corners.right:
        path.arcTo(right - turn, bottom - turn, turn, turn, 270, 90)
        path.lineTo(right, top + radius)
        path.arcTo(right - turn, top, turn, turn, 0, 90)
    else:
        path.lineTo(right, top)
    path.closeSubpath()
    return path


def box(
    painter: QPainter,
    area: QRect | QRectF,
    fill: QColor | None,
    edge: QColor | None = None,
    radius: float = 4.0,
    width: float = 1.0,
    dashed: bool = False,
    corners: Corners = Corners(),
) -> None:
    """A filled box with an edge that stays inside ``area``."""
    inner = QRectF(area)
    if edge is not None:
        inner.adjust(width / 2, width / 2, -width / 2, -width / 2)
    painter.setPen(pen(edge, width, dashed) if edge is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawPath(box_path(inner, radius, corners))


def radio_mark(painter: QPainter, centre: QPointF, radius: float, ink: QColor, chosen: bool) -> None:
    """The circle of a radio button, with its dot when chosen."""
    painter.setPen(pen(ink, max(1.5, radius / 5)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(centre, radius, radius)
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(centre, radius * 0.5, radius * 0.5)


def ring(painter: QPainter, area: QRectF, theme: Theme, radius: float = 5.0) -> None:
    """The two-tone focus ring: a dark line inside a broad yellow one; ``area`` is its outer edge."""
    broad, thin = 3.0, 1.5
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(theme.colour("focus"), broad))
    outer = area.adjusted(broad / 2, broad / 2, -broad / 2, -broad / 2)
    painter.drawRoundedRect(outer, radius, radius)
    painter.setPen(pen(theme.colour("focus_in"), thin))
    step = broad + thin / 2
    painter.drawRoundedRect(area.adjusted(step, step, -step, -step), max(radius - 2, 0), max(radius - 2, 0))
