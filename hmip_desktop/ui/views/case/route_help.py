"""The right panel beside the case details: which questions apply when, and what an override means."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from hmip_desktop.domain.routing import LIMIT_DAYS
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.frames import PageColumn, SidePanel
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel


def rules() -> list[tuple[str, str]]:
    """Headings and sentences, from the guidance manual of October 2025, section 4.1."""
    return [
        (
            t("Adjusted"),
            t(
                "Post-sentence supervision only, with Reset. A licence suspended up to and including day {limit} after "
                "release. Impact up to and including day {limit} after a community sentence started.",
                limit=LIMIT_DAYS,
            ),
        ),
        (
            t("Core"),
            t("Everything else. From day {day} on, expect delivery to have been front-loaded.", day=LIMIT_DAYS + 1),
        ),
        (
            t("If you disagree"),
            t(
                "The published pages differ at the edges. Override with a reason: the computed set and yours are both kept."
            ),
        ),
        (
            t("If a date changes"),
            t(
                "The set is worked out again and you are told. No answer is ever dropped; answers that no longer count "
                "stay readable."
            ),
        ),
    ]


class RouteHelp(SidePanel):
    """Says which questions apply when."""

    def __init__(self, theme: Theme, desk: CaseDesk) -> None:
        super().__init__(theme, t("Guidance"))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        page = PageColumn(theme, t("Guidance"), widest=600, margin=12)
        column.addWidget(page)
        page.body.addWidget(Heading(theme, t("Which questions apply?"), 3))
        for heading, words in rules():
            page.body.addWidget(Heading(theme, heading, 3))
            page.body.addWidget(PlainLabel(theme, words, "control"))
        version = t("Guidance {version}", version=desk.pack.guidance_version)
        page.body.addWidget(PlainLabel(theme, version, "small", "text2"))
        page.body.addStretch(1)
