"""Work off the window's thread: in order, cancellable, and safe when the asking widget is gone."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from hmip_desktop.errors import Refused
from hmip_desktop.progress import Progress
from hmip_desktop.services.context import Changes
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.widgets.busy import BusyOverlay


@pytest.fixture
def jobs(qapp) -> Iterator[JobRunner]:
    """A runner that is shut down at the end."""
    runner = JobRunner()
    yield runner
    runner.shutdown()


def test_writers_run_one_after_another_in_the_order_asked(qtbot, jobs) -> None:
    done: list[int] = []
    threads: set[str] = set()

    def write(number: int) -> None:
        threads.add(threading.current_thread().name)
        done.append(number)

    for number in range(20):
        jobs.run(lambda _, number=number: write(number), writes=True)
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert done == list(range(20))
    assert len(threads) == 1
    assert threading.current_thread().name not in threads


def test_results_come_home_on_the_window_thread(qtbot, jobs) -> None:
    told: list[tuple[int, str]] = []
    jobs.run(lambda _: 42, on_success=lambda found: told.append((found, threading.current_thread().name)))
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(42, threading.current_thread().name)]


def test_what_changed_is_told_to_everybody(qtbot, jobs) -> None:
    class Result:
        changes = Changes(frozenset({"answer:1/C1"}), frozenset({"1"}))

    asker = QObject()
    with qtbot.waitSignal(jobs.changed) as told:
        jobs.run(lambda _: Result(), parent=asker, writes=True)
    assert told.args == [Result.changes, asker]


def test_a_refusal_goes_to_its_callback_or_to_everybody(qtbot, jobs) -> None:
    def refuse(_: Progress) -> None:
        raise Refused("case-unknown", case_id="1")

    caught: list[Exception] = []
    jobs.run(refuse, on_error=caught.append)
    qtbot.waitUntil(lambda: bool(caught))
    with qtbot.waitSignal(jobs.failed) as told:
        jobs.run(refuse)
    assert isinstance(caught[0], Refused)
    assert isinstance(told.args[0], Refused)


def test_a_cancelled_job_ends_quietly_at_its_next_step(qtbot, jobs) -> None:
    begun, go_on = threading.Event(), threading.Event()
    reached: list[int] = []

    def work(progress: Progress) -> None:
        begun.set()
        go_on.wait(5)
        for number in range(5):
            progress.step(number, 5)
            reached.append(number)

    failures: list[object] = []
    jobs.failed.connect(failures.append)
    job = jobs.run(work, title="Long work")
    assert begun.wait(5)
    job.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert reached == []
    assert failures == []


def test_a_callback_of_a_deleted_widget_is_dropped_and_its_changes_are_told(qtbot, jobs) -> None:
    class Result:
        changes = Changes(frozenset({"flag:1/C1"}), frozenset({"1"}))

    go_on = threading.Event()
    asker = QWidget()
    called: list[object] = []

    def work(_: Progress) -> Result:
        go_on.wait(5)
        return Result()

    jobs.run(work, parent=asker, on_success=called.append, writes=True)
    asker.deleteLater()
    with qtbot.waitSignal(asker.destroyed):
        pass
    with qtbot.waitSignal(jobs.changed) as told:
        go_on.set()
    assert called == []
    assert told.args == [Result.changes, None]


def test_a_long_job_covers_the_window_and_can_be_stopped(qtbot, jobs, theme, shown) -> None:
    window = shown(QWidget())
    overlay = BusyOverlay(theme, jobs, window)
    stopped = threading.Event()

    def work(progress: Progress) -> None:
        number = 0
        while True:
            number += 1
            try:
                progress.step(number % 10, 10)
            except Exception:
                stopped.set()
                raise

    jobs.run(work, title="Making the sealed file")
    qtbot.waitUntil(overlay.isVisible, timeout=5000)
    assert overlay._title.text() == "Making the sealed file"
    overlay._cancel.click()
    qtbot.waitUntil(lambda: not overlay.isVisible(), timeout=5000)
    assert stopped.is_set()
