"""What the evidence composer says below the words: what was pasted, and a date that is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from hmip_desktop.ui import icons
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.chips import FlowLayout
from hmip_desktop.ui.widgets.frames import BANNERS
from hmip_desktop.ui.widgets.inputs import LineInput
from hmip_desktop.ui.widgets.labels import Run, RunsLabel
from hmip_desktop.ui.widgets.tags import KeyCap
from hmip_desktop.ui.words import day_words, source_words


class Strip(QFrame):
    """A coloured strip: icon and sentence, and its links in rows below that wrap."""

    def __init__(self, theme: Theme, kind: str, icon: str = "") -> None:
        super().__init__()
        self._theme, self._kind = theme, kind
        self._icon = icon or BANNERS[kind][3]
        self.column = QVBoxLayout(self)
        self.label = RunsLabel(theme, (), "control", BANNERS[kind][1])
        self.column.addWidget(self.label)
        self._row = QWidget()
        self.links = FlowLayout(theme.space(14))
        self._row.setLayout(self.links)
        self.column.addWidget(self._row)
        self.restyle()
        theme.changed.connect(self.restyle)
        self.hide()

    def restyle(self) -> None:
        """Take the spacing from the theme."""
        theme = self._theme
        left = theme.space(14) + 4 + theme.size(17) + theme.space(4)
        self.column.setContentsMargins(left, theme.space(7), theme.space(12), theme.space(7))
        self.column.setSpacing(theme.space(4))

    def add_link(self, words: str) -> LinkButton:
        """A link at the end of the row."""
        link = LinkButton(self._theme, words, tone="link" if self._kind == "info" else BANNERS[self._kind][1])
        self.links.addWidget(link)
        return link

    def say(self, runs: Sequence[Run]) -> None:
        """Show other words."""
        self.label.set_runs(runs)
        self.setAccessibleName("".join(run.text for run in runs))
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        theme = self._theme
        ground, ink, edge, _ = BANNERS[self._kind]
        painter.fillRect(self.rect(), theme.colour(ground))
        painter.fillRect(0, 0, 4, self.height(), theme.colour(edge))
        side = theme.size(17)
        area = QRectF(theme.space(12) + 2, theme.space(7) + 1, side, side)
        icons.draw(painter, self._icon, area, theme.colour(edge if self._kind == "info" else ink))


class PastedStrip(Strip):
    """Which source and date were read from pasted words and set, with the way back on one key.

    ``taken_back`` asks for what stood there before; ``dated`` carries another of the dates found.
    """

    taken_back = Signal()
    dated = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "info", "clipboard")
        self._back = self.add_link(t("Take back"))
        self._back.clicked.connect(self.taken_back)
        self.links.addWidget(KeyCap(theme, t("Esc")))
        self._others = [self.add_link("") for _ in range(3)]
        self._days: list[date] = []
        for place, link in enumerate(self._others):
            link.clicked.connect(lambda _=False, place=place: self.dated.emit(self._days[place]))

    def tell(self, source: str, day: date | None, others: Sequence[date]) -> None:
        """Say what was set; ``others`` are dates that stand in the words too."""
        found = ", ".join(part for part in (source_words(source), day_words(day.isoformat()) if day else "") if part)
        set_words = t("Read from what you pasted and set:") if found else t("Pasted. No date was set.")
        self._days = list(others[: len(self._others)])
        for place, link in enumerate(self._others):
            shown = place < len(self._days)
            link.setVisible(shown)
            if shown:
                link.setText(t("Use {day}", day=day_words(self._days[place].isoformat())))
                link.updateGeometry()
        self._back.setVisible(bool(found))
        self.say([Run(set_words + " ", bold=True), Run(found)])


class LateStrip(Strip):
    """Asks about a note dated after the day up to which the case is judged; the reason is written here."""

    changed = Signal()

    def __init__(self, theme: Theme, judged_up_to: str) -> None:
        super().__init__(theme, "warning", "calendar")
        self._limit = judged_up_to
        self.reason = LineInput(theme, t("Why this note is kept"), t("Why it is kept: a few words"))
        self.column.addWidget(self.reason)
        self.reason.textChanged.connect(self.changed)
        day = day_words(judged_up_to)
        question = t("Dated after {day}, the date up to which this case is judged.", day=day)
        self.label.set_runs([Run(question + " ", bold=True), Run(t("Keep it, with a reason?"))])
        self.setAccessibleName(question)

    def is_late(self, dated_on: str, source: str) -> bool:
        """True for a note that is asked about; what the inspection's own interview brought is not."""
        return bool(self._limit) and dated_on > self._limit and source != "interview"

    def words(self) -> str:
        """The reason as written."""
        return self.reason.text().strip()
