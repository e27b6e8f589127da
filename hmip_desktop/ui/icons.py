"""Our own line icons, tinted by colour role and sharp at every scale."""

from __future__ import annotations

from functools import cache, lru_cache
from math import ceil, floor
from typing import cast

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from hmip_desktop.paths import resource

_PIXELS = (QWidget, QPixmap)


@cache
def _drawing(name: str) -> str:
    """The SVG text of an icon; a name without a file is a defect."""
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, ink: str) -> QSvgRenderer:
    """The icon in one ink, made once: icons are few and small. Marks inside a filled shape take the far tone."""
    paper = "#ffffff" if QColor(ink).lightnessF() < 0.55 else "#0b0c0c"
    drawing = _drawing(name).replace("currentColor", ink).replace("paperColor", paper)
    return QSvgRenderer(QByteArray(drawing.encode()))


@lru_cache(maxsize=512)
def _picture(name: str, ink: int, area: tuple[float, float, float, float], ratio: int) -> QPixmap:
    """The icon as it looks at this place within a pixel: a list paints the same few icons over and over."""
    left, top, width, height = area
    picture = QPixmap(ceil(left + width) * ratio, ceil(top + height) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer(name, QColor(ink).name()).render(painter, QRectF(left, top, width, height))
    painter.end()
    return picture


def draw(painter: QPainter, name: str, area: QRectF, ink: QColor) -> None:
    """Paint icon ``name`` into ``area`` in ``ink``."""
    device = painter.device()
    ratio = device.devicePixelRatioF()
    if ratio != int(ratio) or not isinstance(device, _PIXELS):  # on paper and between pixels: the lines
        _renderer(name, ink.name()).render(painter, area)
        return
    left, top, width, height = cast("tuple[float, float, float, float]", area.getRect())
    across, down = floor(left), floor(top)
    painter.drawPixmap(across, down, _picture(name, ink.rgb(), (left - across, top - down, width, height), int(ratio)))
