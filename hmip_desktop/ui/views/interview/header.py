"""The dark bar of the interview window: both clocks, the planned hour, whether a shared screen shows it, the pin."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.ui.platform.sharing import Sharing, sharing_words
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.interview.session import PLANNED_MINUTES, InterviewSession
from hmip_desktop.ui.widgets.buttons import IconButton
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.tags import Glyph
from hmip_desktop.ui.words import clock_words

SOON_MINUTES = 5


class InterviewHeader(QWidget):
    """Elapsed clock, what is left of the hour over the wall clock, sharing, pin."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.space(12), theme.space(5), theme.space(6), theme.space(5))
        self._row.setSpacing(theme.space(6))
        self._clock = PlainLabel(theme, "00:00", "clock", "on_bar", wrap=False)
        times = QVBoxLayout()
        times.setSpacing(0)
        self._of = PlainLabel(theme, "", "tag", "on_bar", wrap=False)
        self._wall = PlainLabel(theme, "", "tag", "on_bar2", wrap=False)
        times.addWidget(self._of)
        times.addWidget(self._wall)
        self._eye = Glyph(theme, "eye", "on_bar2", 16)
        self._sharing = PlainLabel(theme, "", "tag", "on_bar2", wrap=False)
        self.pin = IconButton(theme, "pin-full", t("Let other windows cover this one"), "on_bar")
        self._row.addWidget(self._clock)
        self._row.addLayout(times)
        self._row.addStretch(1)
        self._row.addWidget(self._eye)
        self._row.addWidget(self._sharing)
        self._row.addWidget(self.pin)

    def show_clock(self, session: InterviewSession, wall: datetime) -> None:
        """Elapsed time, how the hour stands, the time of day. The hour only informs."""
        elapsed, now = clock_words(session.elapsed_s), f"{wall:%H:%M}"
        self._clock.setText(elapsed)
        self._of.setText(hour_words(session))
        self._wall.setText(t("It is {wall}", wall=now))
        self._clock.setAccessibleName(
            t(
                "{elapsed} on the interview clock, {hour}, it is {wall}",
                elapsed=elapsed,
                hour=hour_words(session),
                wall=now,
            )
        )

    def show_sharing(self, state: Sharing) -> None:
        """Whether a shared screen shows this window, as far as is known."""
        words = sharing_words(state)
        self._eye.show_glyph("eye-off" if state is Sharing.HIDDEN else "eye", "on_bar2")
        self._eye.setToolTip(words)
        self._eye.setAccessibleName(words)
        self._sharing.setText(words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(100, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """In a narrow window the eye stands alone, with its words in the tip."""
        gap = self._row.spacing()
        times = max(self._of.sizeHint().width(), self._wall.sizeHint().width())
        parts = (self._clock, self._eye, self.pin)
        needed = sum(part.sizeHint().width() + gap for part in parts) + times + gap
        room = self.width() - self._theme.space(18)
        self._sharing.setVisible(needed + self._sharing.sizeHint().width() + gap <= room)

    def show_pinned(self, pinned: bool) -> None:
        """Whether the window stays on top."""
        words = t("Let other windows cover this one") if pinned else t("Keep this window on top")
        self.pin.set_icon("pin-full" if pinned else "pin", words)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("bar"))


def hour_words(session: InterviewSession) -> str:
    """How the planned hour stands, in a few words."""
    if session.is_paused:
        return t("paused")
    left = session.minutes_left
    if not left and session.started_at is not None:
        return t("{minutes} min are over", minutes=PLANNED_MINUTES)
    if left <= SOON_MINUTES:
        return t("1 min left") if left == 1 else t("{minutes} min left", minutes=left)
    return t("of {minutes} min", minutes=PLANNED_MINUTES)
