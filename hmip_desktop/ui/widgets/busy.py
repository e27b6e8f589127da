"""A quiet card over the window while a job takes longer than 400 ms, with its steps and Cancel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.ui.jobs import POLL_MS, Job, JobRunner
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Card
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.tags import ThinBar


class BusyOverlay(QWidget):
    """Covers its parent while a titled job runs; progress is read ten times a second."""

    def __init__(self, theme: Theme, jobs: JobRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._job: Job | None = None
        self._before: QWidget | None = None
        card = Card(theme, 24, 10)
        card.setFixedWidth(theme.size(420))
        self._title = Heading(theme, "", 2)
        self._step = PlainLabel(theme, "", "control", "text2")
        self._bar = ThinBar(theme, t("Progress"))
        self._cancel = Button(theme, t("Cancel"))
        self._cancel.clicked.connect(self._ask_stop)
        card.body.addWidget(self._title)
        card.body.addWidget(self._bar)
        row = QHBoxLayout()
        row.addWidget(self._step, 1)
        row.addWidget(self._cancel)
        card.body.addLayout(row)
        outer = QVBoxLayout(self)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._refresh)
        jobs.busy.connect(self.show_job)
        parent.installEventFilter(self)
        self.hide()

    def show_job(self, job: Job | None) -> None:
        """Cover the window for a job, or give it back."""
        self._job = job
        if job is None:
            self._poll.stop()
            if self.isVisible():
                self.hide()
                if self._before is not None:
                    self._before.setFocus()
            return
        self._before = self.window().focusWidget()
        self._title.setText(job.title)
        self._cancel.setEnabled(True)
        self._refresh()
        self.setGeometry(self.parentWidget().rect())
        self.raise_()
        self.show()
        self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self._poll.start()

    def _refresh(self) -> None:
        job = self._job
        if job is None:
            return
        self._bar.show_progress(job.progress.done, job.progress.total)
        done, total = job.progress.done, job.progress.total
        self._step.setText(t("Step {done} of {total}", done=done, total=total) if total else t("Working"))

    def _ask_stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._cancel.setEnabled(False)
            self._step.setText(t("Stopping after this step. Nothing is left half done."))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.isVisible() and event.type() == QEvent.Type.Resize:
            self.setGeometry(self.parentWidget().rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        veil = self._theme.colour("window")
        veil.setAlphaF(0.82)
        QPainter(self).fillRect(self.rect(), veil)
