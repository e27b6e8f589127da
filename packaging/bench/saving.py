"""``answer``: choosing an answer to its durable revision, against one raw transaction that writes the same two rows.

The syncs of the disk are counted by strace in a process of its own, where strace is or can be installed.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
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


def choices(fixture: made.Made) -> Iterator[tuple[str, str, str]]:
    """Case, reference and answer, each time another answer than the one that stands there."""
    chance = random.Random(7)
    for turn in count():
        case_id = chance.choice(fixture.cases)
        yield case_id, fixture.refs[turn % len(fixture.refs)], ("yes", "no")[turn // len(fixture.refs) % 2]


def ours(ctx: Context, chosen: Iterator[tuple[str, str, str]]) -> float:
    """Seconds for one answer through the verb that the window calls: median of a round."""
    taken = []
    for _ in range(IN_A_ROUND):
        case_id, ref, answer = next(chosen)
        taken.append(timed(lambda: assess.record_answer(ctx, case_id, ref, answer)))  # noqa: B023 - called at once
    return statistics.median(taken)


class Floor:
    """The rows of an answer on a raw connection with the same key and pragmas: one in, one upserted."""

    def __init__(self, folder: Path, ctx: Context) -> None:
        unlocked = ctx.store.unlocked
        self.raw = connect(StoreFiles(folder).database, unlocked.data_key, unlocked.salt, "rw")
        row = "SELECT r.stream, r.counter, r.digest, r.header, r.value, c.case_key, c.subject, c.heads, c.answer"
        found = self.raw.execute(
            f"{row} FROM current c JOIN revision r ON r.id = c.head WHERE c.answer > 0 LIMIT 1"
        ).fetchone()
        self.stream, self.counter, self.digest, self.header, self.value = found[:5]
        self.key, self.subject, self.heads, self.answer = found[5:]

    def run(self) -> float:
        """Seconds for one transaction: median of a round."""
        return statistics.median(timed(self.once) for _ in range(IN_A_ROUND))

    def once(self) -> None:
        """Revision row in, projection row upserted, committed."""
        self.counter += 1
        raw = self.raw
        raw.execute("BEGIN IMMEDIATE")
        added = raw.execute(
            "INSERT INTO revision (stream, counter, digest, header, value) VALUES (?, ?, ?, ?, ?)",
            (self.stream, self.counter, self.digest, self.header, self.value),
        ).lastrowid
        raw.execute(
            "INSERT INTO current (case_key, subject, head, heads, conflicting, answer) VALUES (?, ?, ?, ?, 0, ?)"
            " ON CONFLICT (case_key, subject) DO UPDATE SET head = excluded.head, heads = excluded.heads,"
            " answer = excluded.answer",
            (self.key, self.subject, added, self.heads, self.answer),
        )
        raw.execute("COMMIT")


def bench(fixture: made.Made, folder: Path, rounds: int) -> Iterator[Bench]:
    """The line for the time and the line for the syncs."""
    with fixture.open(fixture.copy(folder / "answers")).store as store:
        ctx = Context(store, fixture.lead, made.clock, os.urandom)
        chosen = choices(fixture)
        ours(ctx, chosen)
        copied = shutil.copytree(folder / "answers", folder / "answers-floor", ignore=shutil.ignore_patterns("*.lock"))
        floor = Floor(Path(copied), ctx)
        mine, theirs = [], []
        for turn in range(rounds + 1):
            for work, kept in ((lambda: ours(ctx, chosen), mine), (floor.run, theirs))[:: 1 if turn % 2 else -1]:
                kept.append(work())
        floor.raw.close()
    yield compare("answer", TARGET, mine[1:], theirs[1:], f"each the median of {IN_A_ROUND}")
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
        subprocess.run([*line, *program, *given], check=True, stdout=subprocess.DEVNULL)
        return len(SYNCS.findall(trace.read()))
