"""Work behind the window gives way to it: no search of all objects while something is under way."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator

import pytest

from hmip_desktop.ui.housekeeping import GIVE_WAY_S, QUIET_MS, Housekeeping
from hmip_desktop.ui.jobs import JobRunner


@pytest.fixture
def jobs(qapp) -> Iterator[JobRunner]:
    """A runner with its housekeeping; the process is put back as it was."""
    interval, threshold = sys.getswitchinterval(), gc.get_threshold()
    runner = JobRunner()
    Housekeeping(runner)
    yield runner
    runner.shutdown()
    sys.setswitchinterval(interval)
    gc.set_threshold(*threshold)
    gc.unfreeze()


class _Ring:
    """Garbage that only a search finds."""

    def __init__(self, gone: list[str]) -> None:
        self.itself, self.gone = self, gone

    def __del__(self) -> None:
        self.gone.append("gone")


def test_threads_give_way_sooner_and_old_objects_are_not_searched(jobs: JobRunner) -> None:
    assert sys.getswitchinterval() == GIVE_WAY_S
    assert gc.get_threshold()[2] > 100_000
    assert gc.get_freeze_count() > 0


def test_garbage_is_searched_for_on_the_thread_of_the_window_alone(qtbot, jobs: JobRunner) -> None:
    gone: list[int] = []

    class Ring:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            gone.append(threading.get_ident())

    def work(progress: object) -> None:
        for _ in range(20_000):  # far more than Python itself would wait for
            Ring()

    jobs.run(work)
    qtbot.waitUntil(lambda: len(gone) == 20_000, timeout=QUIET_MS * 10)
    assert set(gone) == {threading.get_ident()}


def test_garbage_is_searched_for_when_it_is_quiet(qtbot, jobs: JobRunner) -> None:
    gone: list[str] = []

    def work(progress: object) -> None:
        rings = [_Ring(gone) for _ in range(3)]
        gc.collect(0)
        gc.collect(1)
        rings.clear()

    jobs.run(work)
    qtbot.waitUntil(lambda: len(gone) == 3, timeout=QUIET_MS * 10)
    assert not jobs.is_busy
