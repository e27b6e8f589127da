"""Whether a note of evidence supports a judgement or shows a gap, in words."""

from __future__ import annotations

from hmip_desktop.ui.text import t
from hmip_desktop.ui.widgets.answers import Choice


def stance_words(stance: str) -> str:
    """Whether a note supports a judgement or shows a gap."""
    return t("Supports") if stance == "supports" else t("Gap")


def stance_choices() -> list[Choice]:
    """Both, to choose from."""
    return [Choice("supports", t("Supports")), Choice("gap", t("Gap"))]
