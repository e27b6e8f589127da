"""The two rails: stages of a case, and places in the program."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.rail import RailView
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.widgets.tags import ThinBar


class _Heading(QWidget):
    """A bold word, a count at the right, and a thin bar below."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._theme = theme
        column = QVBoxLayout(self)
        row = QHBoxLayout()
        self.title = PlainLabel(theme, title, "body-bold", wrap=False)
        self.count = PlainLabel(theme, "", "control", "text2", wrap=False)
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self.count)
        column.addLayout(row)
        self.bar = ThinBar(theme, title)
        column.addWidget(self.bar)
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take the spacing from the theme."""
        space = self._theme.space
        self.layout().setContentsMargins(space(12), space(13), space(12), space(8))
        self.layout().setSpacing(space(5))

    def show_progress(self, done: int, total: int) -> None:
        """``done`` of ``total`` in words and as a bar; without a total both go."""
        self.count.setText(t("{done} of {total}", done=done, total=total) if total else "")
        self.bar.setVisible(total > 0)
        self.bar.show_progress(done, total)


class StageRail(RailPanel):
    """Stages, their questions and the places of one case, 262 px wide, with "Check your answers" at its foot."""

    check_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 262)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        self.heading = _Heading(theme, t("Case assessment"))
        column.addWidget(self.heading)
        self.view = RailView(theme, t("Questions of this case"))
        column.addWidget(self.view, 1)
        self.check = Button(theme, t("Check your answers"), "clipboard")
        self.check.setSizePolicy(self.check.sizePolicy().Policy.Expanding, self.check.sizePolicy().Policy.Fixed)
        self.check.clicked.connect(self.check_asked)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 12)
        foot.addWidget(self.check)
        column.addLayout(foot)


class PlacesRail(RailPanel):
    """Places in the program, 220 px wide. ``head`` and ``foot`` take what else belongs there.

    The foot is for the reconciliation and "On this computer only"; ``show_progress`` shows the heading.
    """

    def __init__(self, theme: Theme, title: str = "", width: int = 220) -> None:
        super().__init__(theme, width)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0 if title else 12, 1, 0)
        column.setSpacing(0)
        self.heading = _Heading(theme, title)
        column.addWidget(self.heading)
        self.heading.setVisible(bool(title))
        self.view = RailView(theme, t("Places"))
        column.addWidget(self.view, 1)
        self.foot = QVBoxLayout()
        self.foot.setContentsMargins(0, 0, 0, 0)
        self.foot.setSpacing(0)
        column.addLayout(self.foot)
