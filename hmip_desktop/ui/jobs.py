"""Work off the window's thread: writers one after another on one thread, readers beside them.

A job is an ordinary function that takes a progress token. Results come home by one queued signal; when the
asking widget is gone by then its callback is dropped, but what changed is still told to everybody.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from hmip_desktop.errors import Cancelled
from hmip_desktop.progress import Progress

POLL_MS = 100
SHOW_AFTER_MS = 400
READERS = 2
TIDY_MS = 200


@dataclass(eq=False, slots=True)
class Job:
    """One piece of work under way. ``title`` is what the person reads while it takes long."""

    title: str
    progress: Progress
    parent: QObject | None
    on_success: Callable[[Any], None] | None
    on_error: Callable[[Exception], None] | None
    writes: bool

    def cancel(self) -> None:
        """Ask it to stop at its next step."""
        self.progress.cancel()


class _Bridge(QObject):
    """Carries results from worker threads to the window's thread."""

    arrived = Signal(object, object, object)


class JobRunner(QObject):
    """Runs jobs and tells the window about them.

    ``changed`` carries what a finished writer changed (its result's ``changes``) and the job's parent, so that a
    view can leave out its own changes. ``busy`` carries the job to show after 400 ms, or None. ``failed`` carries
    an error that no callback took.

    Circular garbage is searched for on the window's thread alone while there is one of these: a search on another
    thread can meet a widget that is gone, and the two threads then wait for each other for ever, one with Qt's lock of
    connections and one with Python's.
    """

    changed = Signal(object, object)
    busy = Signal(object)
    failed = Signal(object)
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="reader")
        self._jobs: list[Job] = []
        self._bridge = _Bridge(self)
        self._bridge.arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._show = QTimer(self)
        self._show.setSingleShot(True)
        self._show.setInterval(SHOW_AFTER_MS)
        self._show.timeout.connect(self._show_busy)
        self._tidy = QTimer(self)
        self._tidy.setInterval(TIDY_MS)
        self._tidy.timeout.connect(self._collect)
        self._tidy.start()
        self._searched = gc.isenabled()  # not where another runner is at work
        gc.disable()

    def run(
        self,
        work: Callable[[Progress], Any],
        *,
        parent: QObject | None = None,
        title: str = "",
        on_success: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        writes: bool = False,
    ) -> Job:
        """Start ``work`` on another thread and return at once.

        ``writes`` puts it on the one writer thread: all changes of the store happen there, in the order asked.
        A job with a title is shown after 400 ms and can be cancelled.
        """
        job = Job(title, Progress(), parent, on_success, on_error, writes)
        self._jobs.append(job)
        bridge = self._bridge

        def carry_out() -> None:
            try:
                result, error = work(job.progress), None
            except Exception as trouble:  # noqa: BLE001 - every failure goes home and through the one door
                result, error = None, trouble
            if isValid(bridge):
                bridge.arrived.emit(job, result, error)

        (self._writer if writes else self._readers).submit(carry_out)
        if title:
            self._show.start()
        return job

    def _collect(self) -> None:
        """What Python would do of itself, on whichever thread: search the oldest generation that is due."""
        due = [
            at for at, (made, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if made > most
        ]
        if due:
            gc.collect(due[-1])

    @property
    def is_busy(self) -> bool:
        """True while anything is under way."""
        return bool(self._jobs)

    def under_way(self) -> list[Job]:
        """The jobs that a person may be waiting for, oldest first."""
        return [job for job in self._jobs if job.title]

    def cancel_all(self) -> None:
        """Ask every job to stop at its next step."""
        for job in self._jobs:
            job.cancel()

    @Slot(object, object, object)
    def _on_arrived(self, job: Job, result: Any, error: Exception | None) -> None:
        self._jobs.remove(job)
        alive = job.parent is None or isValid(job.parent)
        try:
            if error is None:
                changes = getattr(result, "changes", None)
                if changes is not None:
                    self.changed.emit(changes, job.parent if alive else None)
                if alive and job.on_success is not None:
                    job.on_success(result)
            elif isinstance(error, Cancelled) and job.on_error is None:
                pass
            elif alive and job.on_error is not None:
                job.on_error(error)
            else:
                self.failed.emit(error)
        finally:
            if not self.under_way():
                self._show.stop()
                self.busy.emit(None)
            if not self._jobs:
                self.idle.emit()

    def _show_busy(self) -> None:
        waiting = self.under_way()
        if waiting:
            self.busy.emit(waiting[0])

    def shutdown(self) -> None:
        """Wait for what is under way and take nothing more; for the end of the program."""
        self._writer.shutdown(wait=True, cancel_futures=False)
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._tidy.stop()
        if self._searched:
            gc.enable()
