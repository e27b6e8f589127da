"""House style of the PDFs: colours, type and measures. Sizes in points unless named otherwise."""

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from hmip_desktop.outputs.fonts import MONO, MONO_BOLD, SANS, SANS_BOLD, load_fonts

load_fonts()

INK = HexColor("#0b0c0c")
GREY = HexColor("#484949")
HAIRLINE = HexColor("#cecece")
RULE = HexColor("#6f7070")
BRAND = HexColor("#1d70b8")
NAVY = HexColor("#0f385c")
MIDDLE = HexColor("#5694ca")
TINT = HexColor("#d2e2f1")
PALE = HexColor("#f4f8fb")
BAR = HexColor("#8eb8dc")
WHITE = HexColor("#ffffff")
GOOD, GOOD_FILL = HexColor("#0f7a52"), HexColor("#cfe4dc")
WARN, WARN_FILL = HexColor("#b7592a"), HexColor("#fde4d7")
ERROR, ERROR_FILL, ERROR_TEXT = HexColor("#ca3535"), HexColor("#f4d7d7"), HexColor("#651b1b")

MM = float(mm)
SIDE = 18 * MM
BINDING = 20 * MM
TOP = 22 * MM
BOTTOM = 20 * MM


def style(size: float, leading: float, font: str = SANS, **more: object) -> ParagraphStyle:
    """A paragraph style that pulls in no font but ours, bullets included."""
    more.setdefault("textColor", INK)
    return ParagraphStyle(f"{font}-{size}", fontName=font, bulletFontName=SANS, fontSize=size, leading=leading, **more)


H1_STYLE = style(24, 28, SANS_BOLD)
H1_ANNEX = style(17, 21, SANS_BOLD)
H2_STYLE = style(13, 16, SANS_BOLD, textColor=NAVY, spaceBefore=9, spaceAfter=3)
H2_SMALL = style(11, 14, SANS_BOLD, textColor=NAVY, spaceBefore=4, spaceAfter=2)
SUBTITLE = style(12, 16, SANS_BOLD, textColor=GREY)
SUBTITLE_TWO = style(11, 14.5, SANS_BOLD, textColor=GREY)
STATE = style(12, 15, SANS_BOLD, alignment=TA_RIGHT)
BODY = style(10, 13.5, spaceAfter=4)
LEAD = style(11.5, 15.5, spaceAfter=5)
SMALL = style(8.5, 11.5, textColor=GREY)
CELL = style(9, 12)
CELL_BOLD = style(9, 12, SANS_BOLD)
CELL_RIGHT = style(9, 12, alignment=TA_RIGHT)
CELL_RIGHT_BOLD = style(9, 12, SANS_BOLD, alignment=TA_RIGHT)
CELL_CENTRE = style(9, 11.5, alignment=TA_CENTER)
CELL_HIDDEN = style(9, 11.5, textColor=GREY, alignment=TA_CENTER)
HEAD = style(8.5, 11, SANS_BOLD)
HEAD_RIGHT = style(8.5, 11, SANS_BOLD, alignment=TA_RIGHT)
HEAD_CENTRE = style(8, 10, SANS_BOLD, alignment=TA_CENTER)
SHARE = style(13, 15, SANS_BOLD, alignment=TA_RIGHT)
TILE = style(22, 25, SANS_BOLD)
TILE_LABEL = style(8.5, 11, textColor=GREY)
MONO_SMALL = style(8.5, 11.5, MONO)
CODE = style(11, 14, MONO_BOLD)
CODE_LARGE = style(20, 25, MONO_BOLD)
