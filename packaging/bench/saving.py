"""``answer``: choosing an answer to its durable revision, against one raw transaction that writes the same two rows.

The syncs of the disk are counted by strace in a process of its own, where strace is or can be installed.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import count, islice
from pathlib import Path

import made
from measure import Bench, absolute, compare, timed, unmeasured

from hmip_desktop.services import assess
from hmip_desktop.services.context import Context
from hmip_desktop.store.connection import connect
from hmip_desktop.store.presence import StoreFiles

IN_A_ROUND = 60
TARGET = 2.0
SYNCS = re.compile(r"\b(?:fsync|fdatasync|sync_file_range|msync)\(")


Choice = tuple[str, str, str]


def choices(fixture: made.Made) -> Iterator[Choice]:
    """Case, reference and answer as an inspector gives them: a case from its first question to its last, then the
    next, each time another answer than the one that stands there.
    """
    for turn in count():
        for case_id in fixture.cases:
            for ref in fixture.refs:
                yield case_id, ref, ("yes", "no")[turn % 2]


def ours(ctx: Context, chosen: list[Choice]) -> float:
    """Seconds for one answer through the verb that the window calls: median of a round."""
    return statistics.median(timed(lambda: assess.record_answer(ctx, *one)) for one in chosen)  # noqa: B023 - at once


class Floor:
    """The rows of the same answers on a raw connection with the same key and pragmas: one in, one upserted."""

    def __init__(self, folder: Path, ctx: Context, like: Choice) -> None:
        unlocked = ctx.store.unlocked
        self.raw = connect(StoreFiles(folder).database, unlocked.data_key, unlocked.salt, "rw")
        with ctx.store.read() as db:
            row = "SELECT r.digest, r.header, r.value, c.heads FROM current c JOIN revision r ON r.id = c.head"
            about = f"answer:{like[0]}/{like[1]}"
            found = db.execute(f"{row} WHERE c.subject = ?", (about,)).fetchone()
        self.digest, self.header, self.value, self.heads = found
        self.cases = dict(self.raw.execute("SELECT case_id, id FROM case_file").fetchall())
        self.streams = dict(self.raw.execute("SELECT case_key, id FROM stream").fetchall())
        self.counter = 1000

    def run(self, chosen: list[Choice]) -> float:
        """Seconds for one transaction: median of a round."""
        rows = [(self.cases[case_id], f"answer:{case_id}/{ref}", answer) for case_id, ref, answer in chosen]
        return statistics.median(timed(lambda: self.once(*row)) for row in rows)  # noqa: B023 - called at once

    def once(self, key: int, subject: str, answer: str) -> None:
        """Revision row in, projection row upserted, committed."""
        self.counter += 1
        raw = self.raw
        raw.execute("BEGIN IMMEDIATE")
        added = raw.execute(
            "INSERT INTO revision (stream, counter, digest, header, value) VALUES (?, ?, ?, ?, ?)",
            (self.streams[key], self.counter, self.digest, self.header, self.value),
        ).lastrowid
        raw.execute(
            "INSERT INTO current (case_key, subject, head, heads, conflicting, answer) VALUES (?, ?, ?, ?, 0, ?)"
            " ON CONFLICT (case_key, subject) DO UPDATE SET head = excluded.head, heads = excluded.heads,"
            " answer = excluded.answer",
            (key, subject, added, self.heads, 1 if answer == "yes" else 2),
        )
        raw.execute("COMMIT")


def bench(fixture: made.Made, folder: Path, rounds: int) -> Iterator[Bench]:
    """The line for the time and the line for the syncs."""
    with fixture.open(fixture.copy(folder / "answers"), folder / "answers.anchor").store as store:
        ctx = Context(store, fixture.lead, made.clock, os.urandom)
        given = choices(fixture)
        first = list(islice(given, IN_A_ROUND))
        ours(ctx, first)
        copied = shutil.copytree(folder / "answers", folder / "answers-floor", ignore=shutil.ignore_patterns("*.lock"))
        floor = Floor(Path(copied), ctx, first[0])
        if hasattr(os, "sync"):
            os.sync()  # the copies are on the disk before either side waits for it
        mine, theirs = [], []
        for turn in range(rounds + 1):
            chosen = list(islice(given, IN_A_ROUND))
            for work, kept in ((partial(ours, ctx), mine), (floor.run, theirs))[:: 1 if turn % 2 else -1]:
                kept.append(work(chosen))
        floor.raw.close()
    yield compare("answer", TARGET, mine[1:], theirs[1:], f"each the median of {IN_A_ROUND}, case by case")
    yield syncs(fixture, folder)


def syncs(fixture: made.Made, folder: Path) -> Bench:
    """How many times the disk is synced for one answer: exactly one."""
    if not _strace():
        return unmeasured("answer-syncs", 1, "syncs of the disk", "needs strace")
    counted = [_syncs_of(fixture, folder, answers) for answers in (20, 60)]
    each = (counted[1] - counted[0]) / 40
    shown = absolute("answer-syncs", 1, [each], "syncs of the disk", "exactly one is meant")
    return shown if each == 1 else Bench(**{**vars(shown), "met": False})


def _strace() -> bool:
    if shutil.which("strace") or not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
        return shutil.which("strace") is not None
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "strace"]
    subprocess.run(install, stdout=sys.stderr, check=False)
    return shutil.which("strace") is not None


def _syncs_of(fixture: made.Made, folder: Path, answers: int) -> int:
    """Syncs of a process that opens a copy of the store, gives so many answers, and closes it."""
    copied = fixture.copy(folder / "answers-traced")
    with tempfile.NamedTemporaryFile("r", suffix=".trace") as trace:
        program = [sys.executable, str(Path(__file__).with_name("few_answers.py"))]
        line = ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync,sync_file_range,msync", "-o", trace.name]
        given = [str(copied), str(answers), *fixture.cases[:5], "--", *fixture.refs[:20]]
        # its anchor in a folder of its own: one that is ahead of this copy would not be followed, nor synced
        with tempfile.TemporaryDirectory(prefix="hmip-bench-") as state:
            own = {**os.environ, "XDG_STATE_HOME": state, "HOME": state}
            subprocess.run([*line, *program, *given], check=True, stdout=subprocess.DEVNULL, env=own)
        return len(SYNCS.findall(trace.read()))
