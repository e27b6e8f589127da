"""The head of every PDF: title and subject on the left, state, date and person on the right, one rule below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle

from hmip_desktop.outputs.flow import heading_one, paragraph
from hmip_desktop.outputs.fonts import SANS_BOLD
from hmip_desktop.outputs.styles import CELL_RIGHT, GOOD, H1_STYLE, INK, NAVY, STATE, SUBTITLE, WARN, style
from hmip_desktop.outputs.tables import LAYOUT, Look, table


def masthead(
    title: str,
    subject: str,
    state: str,
    lines: Sequence[str],
    width: float,
    *,
    state_colour: Color = INK,
    rule: Color = NAVY,
    rule_weight: float = 2,
    subject_style: ParagraphStyle = SUBTITLE,
    title_style: ParagraphStyle = H1_STYLE,
    left_share: float = 0.57,
) -> Any:
    """``title`` and ``subject`` left; ``state`` in colour and words, then ``lines``, ranged right."""
    look = style(12, 15, SANS_BOLD, alignment=STATE.alignment, textColor=state_colour)
    left = [heading_one(title, title_style), paragraph(subject, subject_style)]
    right = [paragraph(state, look)] if state else []
    right += [paragraph(line, CELL_RIGHT) for line in lines if line]
    commands = (("LINEBELOW", (0, 0), (-1, -1), rule_weight, rule, "butt"),)
    setting = Look(
        heads=LAYOUT.heads, row_heads=(), layout=True, hairlines=False, padding=LAYOUT.padding,
        valign="BOTTOM", commands=commands,
    )  # fmt: skip
    return table([[left, right]], [width * left_share, width * (1 - left_share)], setting)


def release_colour(released: bool) -> Color:
    """Colour of the release state: green once released, orange while provisional; words say the same."""
    return GOOD if released else WARN
