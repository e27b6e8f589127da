"""The fonts of every PDF: shipped with the program and embedded, so that pages look the same everywhere."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from reportlab import rl_config
from reportlab.lib import rl_accel
from reportlab.lib.utils import isSeq
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas, pathobject, textobject

from hmip_desktop.outputs.escape import drawable
from hmip_desktop.paths import resource

SANS = "NotoSans-Regular"
SANS_BOLD = "NotoSans-Bold"
MONO = "DejaVuSansMono"
MONO_BOLD = "DejaVuSansMono-Bold"
LONGEST = 2000
"""No line on any page holds more characters; longer text is cut before it is measured."""
REMEMBERED = 20_000

# Binary streams: a quarter smaller than ASCII85, and read by every program.
rl_config.useA85 = 0


@lru_cache(maxsize=REMEMBERED)
def _written(*numbers: float) -> str:
    return str(rl_accel.fp_str(*numbers))


def as_written(*numbers: Any) -> str:
    """``numbers``, or one sequence of them, as ReportLab writes them on a page: sizes and colours come again and again,
    and without the compiled part of ReportLab each is shortened digit by digit."""
    return _written(*numbers[0]) if len(numbers) == 1 and isSeq(numbers[0]) else _written(*numbers)


NUMBERS_WRITTEN_IN = (canvas, pathobject, pdfdoc, textobject)
for _part in NUMBERS_WRITTEN_IN:
    _part.fp_str = as_written


class _Font(TTFont):  # type: ignore[misc]  # ReportLab has no types
    """A font that remembers how wide words are: pages are full of the same ones, and each is measured letter by
    letter."""

    def __init__(self, name: str, filename: str) -> None:
        super().__init__(name, filename)
        self._widths: dict[str, float] = {}

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:
        """Width of ``text`` in points."""
        units = self._widths.get(text)
        if units is None:
            if len(self._widths) > REMEMBERED:
                self._widths.clear()
            width, missing = self.face.charWidths.get, self.face.defaultWidth
            units = self._widths[text] = sum([width(ord(letter), missing) for letter in text])
        return 0.001 * size * units


@cache
def load_fonts() -> frozenset[int]:
    """Register the four fonts, once a process; the code points that both weights of Noto Sans can draw."""
    for name in (SANS, SANS_BOLD, MONO, MONO_BOLD):
        pdfmetrics.registerFont(_Font(name, str(resource(f"fonts/{name}.ttf"))))
    # There is no italic: emphasis on these pages is weight or wording.
    pdfmetrics.registerFontFamily(SANS, normal=SANS, bold=SANS_BOLD, italic=SANS, boldItalic=SANS_BOLD)
    pdfmetrics.registerFontFamily(MONO, normal=MONO, bold=MONO_BOLD, italic=MONO, boldItalic=MONO_BOLD)
    regular, bold = (pdfmetrics.getFont(name).face.charToGlyph for name in (SANS, SANS_BOLD))
    return frozenset(set(regular) & set(bold))


def text_width(text: str, font: str, size: float) -> float:
    """Width of ``text`` in points."""
    load_fonts()
    width: float = pdfmetrics.stringWidth(text, font, size)
    return width


def shortened(text: str, width: float, font: str = SANS, size: float = 9) -> str:
    """``text`` on one line of ``width`` points: cut after a whole word with an ellipsis where it is longer.
    What the font cannot draw is named first, so that the measure is that of the print."""
    text = " ".join(drawable(text[:LONGEST], load_fonts()).split())
    if text_width(text, font, size) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text_width(text[:middle] + "…", font, size) <= width else (low, middle - 1)
    cut = text[:low].rsplit(" ", 1)[0] if " " in text[:low] else text[:low]
    return cut.rstrip(" ,.;:") + "…"
