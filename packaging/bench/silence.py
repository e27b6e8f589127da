"""``gap``: the longest silence of the window's thread while each kind of job runs behind it.

A heart beats every two milliseconds in the event loop; the silence is what lies between two beats, less those two. The
same watch over a job that only sleeps says how much of it is this machine.
"""

from __future__ import annotations

import gc
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import made
from measure import Bench, absolute, told
from PySide6.QtCore import QEventLoop, Qt, QTimer
from windows import Stage, settle

from hmip_desktop.progress import Progress
from hmip_desktop.services import auditing, exporting, merge_apply, merge_plan, results, sitting, stores
from hmip_desktop.services.case_search import CaseSearch, find_cases
from hmip_desktop.services.context import Context
from hmip_desktop.services.report import ReportRequest, report
from hmip_desktop.ui.housekeeping import Housekeeping
from hmip_desktop.ui.text import sentence

BEAT_MS, TARGET_MS = 2, 25.0
SLEEP_S = 0.5
CASE_RECORDS = 40
Work = Callable[[Context, Progress], object]


class Heart:
    """Beats in the window's thread and keeps the longest pause between two beats, in seconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last - BEAT_MS / 1000)
        self._last = now

    def start(self) -> None:
        """Count from now on."""
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer.start()

    def stop(self) -> float:
        """The longest pause since ``start``, that up to now included."""
        self._beat()
        self._timer.stop()
        return self.longest


@dataclass(frozen=True)
class Watched:
    """A kind of job: its name, what it does, and whether it writes."""

    name: str
    work: Work
    writes: bool = False


def silence(stage: Stage, ctx: Context, job: Watched) -> float:
    """Milliseconds of the longest silence while one job runs, from asking for it to its result coming home."""
    loop, heart, failures = QEventLoop(), Heart(), list[Exception]()
    settle(stage.app)

    def failed(error: Exception) -> None:
        failures.append(error)
        loop.quit()

    heart.start()
    stage.jobs.run(
        lambda progress: job.work(ctx, progress), title=job.name, writes=job.writes,
        on_success=lambda found: loop.quit(), on_error=failed,
    )  # fmt: skip
    loop.exec()
    longest = heart.stop()
    if failures:
        raise failures[0]
    return longest * 1000


def jobs_of(fixture: made.Made, folder: Path, package: Path) -> tuple[Watched, ...]:
    """Every kind of job that takes long in the window of the lead, in an order that works: the merge comes first."""

    def written(kind: str, audience: str, cases: int = 0) -> Work:
        chosen, clear = fixture.cases[:cases], audience == "team"
        request = ReportRequest(folder / kind, (kind,), audience, clear, "measuring" if clear else "", cases=chosen)
        return lambda ctx, progress: report(ctx, request, progress)

    def merged(ctx: Context, progress: Progress) -> object:
        return merge_apply.apply(ctx, merge_plan.plan(ctx, [package], progress), progress)

    def sent(ctx: Context, progress: Progress) -> object:
        return exporting.export(ctx, fixture.inspector.fingerprint, folder / "sent", progress=progress)

    return (
        Watched("nothing", lambda ctx, _: time.sleep(SLEEP_S)),
        Watched("plan", lambda ctx, progress: merge_plan.plan(ctx, [package], progress), True),
        Watched("merge", merged, True),
        Watched("merge-again", merged, True),
        Watched("list", lambda ctx, _: sitting.overview(ctx, sentence), True),
        Watched("search", lambda ctx, _: find_cases(ctx, CaseSearch(words="Area 3"))),
        Watched("results", lambda ctx, _: results.results(ctx)),
        Watched("audit", auditing.audit),
        Watched("export", sent, True),
        Watched("backup", lambda ctx, _: stores.back_up(ctx), True),
        Watched("headline", written("headline", "body"), True),
        Watched("workbook", written("workbook", "public"), True),
        Watched("data", written("data", "public"), True),
        Watched("case-records", written("case", "team", CASE_RECORDS), True),
    )


def bench(fixture: made.Made, folder: Path, rounds: int) -> Iterator[Bench]:
    """The line of the worst job of each round, and what each kind of job does."""
    package = made.write_work(fixture, folder / "package")
    stage = Stage()
    Housekeeping(stage.jobs)  # as the program has it
    found: dict[str, list[float]] = {}
    for turn in range(rounds):
        ctx = fixture.open(fixture.copy(folder / "store"))
        for job in jobs_of(fixture, folder / f"made-{turn}", package):
            gc.collect()
            found.setdefault(job.name, []).append(silence(stage, ctx, job))
        ctx.store.close()
        shutil.rmtree(folder / f"made-{turn}", ignore_errors=True)
    stage.close()
    machine = found.pop("nothing")
    worst = [max(job[turn] for job in found.values()) for turn in range(rounds)]
    name = max(found, key=lambda one: statistics.median(found[one]))
    yield absolute(
        "gap",
        TARGET_MS,
        worst,
        "ms",
        f"{len(fixture.cases)} cases, the worst of {len(found)} kinds of job, mostly {name}",
    )
    for one, longest in found.items():
        yield told(f"gap-{one}", [value / 1000 for value in longest])
    yield told("gap-nothing", [value / 1000 for value in machine], "nothing under way: this machine")
