"""Our own line icons, tinted by colour role and sharp at every scale."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtSvg import QSvgRenderer

from hmip_desktop.paths import resource


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


def draw(painter: QPainter, name: str, area: QRectF, ink: QColor) -> None:
    """Paint icon ``name`` into ``area`` in ``ink``."""
    _renderer(name, ink.name()).render(painter, area)
