"""What stands above the list of cases until it is dealt with: conflicts, and a conflict of interest not yet sent."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hmip_desktop.services.sitting import Overview
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.frames import Banner


class CaseNotices(QWidget):
    """Two banners, each with the one thing to do about it."""

    conflicts_asked = Signal()
    export_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(8))
        self.conflicts = Banner(theme, "warning", icon="conflict")
        settle = LinkButton(theme, t("Settle"), tone="warn_fg")
        settle.setAccessibleName(t("Settle the conflicts"))
        settle.clicked.connect(self.conflicts_asked)
        self.conflicts.tail.addWidget(settle)
        self.interest = Banner(theme, "warning", icon="scales")
        send = LinkButton(theme, t("Export"), tone="warn_fg")
        send.setAccessibleName(t("Export to the lead inspector"))
        send.clicked.connect(self.export_asked)
        self.interest.tail.addWidget(send)
        for banner in (self.conflicts, self.interest):
            column.addWidget(banner)
            banner.hide()
        self.hide()

    def show_overview(self, overview: Overview) -> None:
        """Show what there is to do."""
        count, declared = overview.conflicts, overview.declaration
        lead = t("1 answer stands in two versions.") if count == 1 else t(
            "{count} answers stand in two versions.", count=count
        )  # fmt: skip
        self.conflicts.say(lead, t("Both are kept until you choose."))
        self.conflicts.setVisible(count > 0)
        waits = declared is not None and declared.conflict and not declared.sent
        who = overview.leads[0][1] if overview.leads else t("your lead inspector")
        said = t("It goes to {name} with the next export.", name=who)
        self.interest.say(t("You declared a conflict of interest."), said)
        self.interest.setVisible(waits)
        self.setVisible(count > 0 or waits)
