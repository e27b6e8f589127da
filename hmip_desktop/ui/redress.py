"""Putting the look of today on parts that were built before it: Qt puts back the older one when they get a parent."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def redress(part: QWidget) -> None:
    """Fonts and colours of the theme for a part and everything in it.

    With a style sheet on the application, giving a part a parent restores the font and palette that it was first
    polished with, so a screen that waited while somebody chose dark or larger text would come back light and small.
    """
    for child in (part, *part.findChildren(QWidget)):
        restyle = getattr(child, "restyle", None)
        if restyle is not None:
            restyle()
