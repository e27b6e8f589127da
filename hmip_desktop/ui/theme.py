"""The look in one place: colours by role, type scale, spacing, text size and density.

A widget takes the theme as its first argument and asks it by role; nothing else knows a colour or a size.
"""

from __future__ import annotations

import math
import tomllib
from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics

from hmip_desktop.paths import resource
from hmip_desktop.ui.keymap import Keymap

Mode = Literal["light", "dark", "contrast"]
Density = Literal["comfortable", "compact"]

SMALLEST_SCALE, LARGEST_SCALE, SCALE_STEP = 0.9, 2.0, 0.1

# role -> points at 100 %, weight; nothing under 9 points (ux.md, Type)
TYPE: dict[str, tuple[float, QFont.Weight]] = {
    "key": (17.0, QFont.Weight.DemiBold),
    "clock": (15.0, QFont.Weight.DemiBold),
    "bar": (13.0, QFont.Weight.DemiBold),
    "section": (12.5, QFont.Weight.DemiBold),
    "answer": (12.0, QFont.Weight.DemiBold),
    "lead": (13.0, QFont.Weight.Normal),
    "body": (11.0, QFont.Weight.Normal),
    "body-bold": (11.0, QFont.Weight.DemiBold),
    "control": (10.5, QFont.Weight.Normal),
    "control-bold": (10.5, QFont.Weight.DemiBold),
    "small": (10.0, QFont.Weight.Normal),
    "small-bold": (10.0, QFont.Weight.DemiBold),
    "tag": (9.5, QFont.Weight.Normal),
    "tag-bold": (9.5, QFont.Weight.DemiBold),
    "figure": (22.0, QFont.Weight.DemiBold),
    "mono": (14.0, QFont.Weight.DemiBold),
}


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of two opaque colours by WCAG 2.2, from 1 to 21."""

    def luminance(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class Theme(QObject):
    """Colours, fonts and lengths for one running program.

    ``changed`` is emitted after any of mode, text scale, density or ``keys`` changed; widgets of the kit listen to it.
    ``scale`` is 0.9 to 2.0 and multiplies every font and every target; spacing grows with its square root.
    """

    changed = Signal()

    def __init__(
        self,
        mode: Mode = "light",
        scale: float = 1.0,
        density: Density = "comfortable",
        family: str = "Inter",
        points: float = 1.0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.mode: Mode = mode
        self.scale = scale
        self.density: Density = density
        self.family = family
        self.mono_family = "DejaVu Sans Mono"
        self.keys = Keymap()  # what a hint says that names a key
        self.keys.changed.connect(self.changed)
        self._points = points
        self._fonts: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetrics] = {}
        self._spaces: dict[float, int] = {}
        self._read()

    def _read(self) -> None:
        """Take the tokens of the mode from its file."""
        tokens = tomllib.loads(resource(f"theme/{self.mode}.toml").read_text(encoding="utf-8"))
        self.is_dark = bool(tokens["dark"])
        self._colours = {name: QColor(value) for name, value in tokens["colours"].items()}

    def colour(self, role: str) -> QColor:
        """The colour of a role; an unknown role is a defect."""
        return self._colours[role]

    def css(self, role: str) -> str:
        """The colour of a role as ``#rrggbb``."""
        return self._colours[role].name()

    def font(self, role: str = "body") -> QFont:
        """The font of a role at the present text size."""
        if role not in self._fonts:
            points, weight = TYPE[role]
            font = QFont(self.mono_family if role == "mono" else self.family)
            font.setPointSizeF(points * self.scale * self._points)
            font.setWeight(weight)
            self._fonts[role] = font
        return self._fonts[role]

    def metrics(self, role: str = "body") -> QFontMetrics:
        """Font metrics of a role."""
        if role not in self._metrics:
            self._metrics[role] = QFontMetrics(self.font(role))
        return self._metrics[role]

    def space(self, length: float) -> int:
        """A gap of ``length`` px at 100 %; grows with the square root of the text size."""
        if length not in self._spaces:
            packed = 0.75 if self.density == "compact" else 1.0
            self._spaces[length] = round(length * math.sqrt(self.scale) * packed)
        return self._spaces[length]

    def size(self, length: float) -> int:
        """A target or an icon of ``length`` px at 100 %; grows with the text size, never with density."""
        return round(length * self.scale)

    def row(self, length: float) -> int:
        """The height of a row of ``length`` px at 100 %; compact rows are a tenth lower, never under 26 px."""
        packed = 0.88 if self.density == "compact" else 1.0
        return max(round(length * self.scale * packed), round(26 * self.scale))

    def set_mode(self, mode: Mode) -> None:
        """Light, dark or high contrast from now on."""
        if mode != self.mode:
            self.mode = mode
            self._read()
            self.changed.emit()

    def set_scale(self, scale: float) -> None:
        """Text size from 0.9 to 2.0; values outside are brought to the nearest end."""
        wanted = round(min(max(scale, SMALLEST_SCALE), LARGEST_SCALE), 2)
        if wanted != self.scale:
            self.scale = wanted
            for kept in (self._fonts, self._metrics, self._spaces):
                kept.clear()
            self.changed.emit()

    def set_density(self, density: Density) -> None:
        """Comfortable or compact rows and gaps."""
        if density != self.density:
            self.density = density
            self._spaces.clear()
            self.changed.emit()
