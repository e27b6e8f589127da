"""The program is killed while somebody types: at most 300 ms of typing are lost, and what is left over is offered."""

from __future__ import annotations

import json
import os
import random
import selectors
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from source import ROOT
from thoroughness import times

from hmip_desktop.services import drafting, stores
from hmip_desktop.services.context import Context
from hmip_desktop.store import projections

KILLS = times(8, 200)
LOST_MS = 300
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, so that a sitting starts quickly")


@dataclass
class Sitting:
    """What was typed in one sitting, key by key with its time, and what the program offered at its start."""

    killed_ns: int = 0
    ready: bool = False
    offered: list[str] = field(default_factory=list)
    keys: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    queued: list[tuple[int, int]] = field(default_factory=list)

    def hear(self, line: str) -> None:
        """Take in one line of the typist."""
        kind, *words = line.split("\t")
        if kind == "key":
            self.keys.setdefault(words[1], []).append((int(words[0]), words[2]))
        elif kind == "offered":
            self.offered += json.loads(words[0])
        elif kind == "ready":
            self.ready = True

    def queued_ms(self, since_ns: int) -> float:
        """How long the program stood in the queue for a processor until the kill: that is the computer's fault."""
        before = [waited for at, waited in self.queued if at <= since_ns]
        return (self.queued[-1][1] - (before[-1] if before else 0)) / 1e6 if self.queued else 0.0

    def lost_ms(self, kept: list[str]) -> list[tuple[float, float, str]]:
        """For each piece that no line of ``kept`` holds whole: how long before the kill its first lost letter came.

        First without the time in the queue for a processor, then with it, then the piece.
        """
        found = []
        for piece, keys in self.keys.items():
            typed = "".join(letter for _, letter in keys)
            reached = max((len(line) for line in kept if typed.startswith(line)), default=0)
            while reached < len(typed) and typed[reached] == " ":
                reached += 1  # a blank at the end is no word
            if reached < len(typed):
                lost = (self.killed_ns - keys[reached][0]) / 1e6
                found.append((max(lost - self.queued_ms(keys[reached][0]), 0.0), lost, piece))
        return found


def time_in_queue(process: int) -> int:
    """Nanoseconds that all threads of a process have waited for a processor; 0 where the system does not say."""
    waited = 0
    for thread in Path(f"/proc/{process}/task").glob("*/schedstat"):
        try:
            waited += int(thread.read_text().split()[1])
        except OSError:  # it has just ended
            continue
    return waited


class Typists:
    """Starts sittings one after another and kills them."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process, self._rest = process, b""
        self._ears = selectors.DefaultSelector()
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        self._ears.register(process.stdout, selectors.EVENT_READ)

    def _lines(self, seconds: float) -> list[str]:
        """What was said within so long; at once when there is something."""
        if not self._ears.select(max(seconds, 0)):
            return []
        assert self._process.stdout is not None
        said = self._process.stdout.read() or b""
        *lines, self._rest = (self._rest + said).split(b"\n")
        return [line.decode() for line in lines]

    def sitting(self, folder: Path, passphrase: str, seed: int, chance: random.Random) -> Sitting:
        """A sitting that is killed at a moment nobody knows: while it begins, or some seconds into the typing."""
        made, writer, said = Sitting(), 0, [""]
        assert self._process.stdin is not None
        self._process.stdin.write(f"{folder}\t{passphrase}\t{seed}\n".encode())
        self._process.stdin.flush()
        early = seed % 6 == 5
        end = time.monotonic() + chance.uniform(0.1, 1.5) if early else 0.0
        while not writer or not end or time.monotonic() < end:
            said = self._lines(0.002)
            for line in said:
                assert line != "ended", "the typist stopped by itself"
                if line.startswith("writer\t"):
                    writer = int(line.split("\t")[1])
                made.hear(line)
            if writer and (not made.queued or time.monotonic_ns() - made.queued[-1][0] > 10_000_000):
                made.queued.append((time.monotonic_ns(), time_in_queue(writer)))
            if made.ready and not end:
                end = time.monotonic() + chance.uniform(0.2, 3.2)
        made.queued.append((time.monotonic_ns(), time_in_queue(writer)))
        made.killed_ns = time.monotonic_ns()
        os.kill(writer, signal.SIGKILL)
        while "ended" not in said:
            said = self._lines(5)
            for line in said:
                made.hear(line)
        return made


@pytest.fixture
def typists() -> Iterator[Typists]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.ui.typist"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,  # what goes wrong in it is told on the same screen
    ) as process:  # fmt: skip
        yield Typists(process)
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def week(made_up, tmp_path: Path) -> Path:
    """The closed store of an inspector with three cases."""
    world = made_up.make_world(tmp_path / "world", cases=3)
    made_up.assess.declare(world.inspector, False, "")
    folder = world.inspector.store.folder
    world.close()
    return folder


def everything_written(ctx: Context) -> list[str]:
    """Every text that the store holds: of notes, evaluations, and drafts, those in the bin too."""
    found = [drafting.typed_words(draft) for draft in drafting.left_over(ctx)]
    found += [binned.left.after for binned in drafting.look_in_bin(ctx)]
    for item in projections.case_list(ctx.store):
        record = ctx.case(item.case_id)
        found += [held.value.text for held in (*record.evidence.values(), *record.notes.values())]
        if record.evaluation is not None:
            found += record.evaluation.value.strengths
    return [line for text in found for line in text.splitlines()]


def test_killing_the_program_loses_at_most_300_ms_of_typing(made_up, week: Path, typists: Typists) -> None:
    chance = random.Random(300)
    lost: list[float] = []
    left: list[str] = []
    typed, offered, longest = 0, 0, 0.0
    for seed in range(KILLS):
        sitting = typists.sitting(week, made_up.PASSPHRASE, seed, chance)
        if sitting.ready:
            assert [text for text in left if text not in sitting.offered] == [], "left over and not offered"
            offered += len(sitting.offered)
        ctx = stores.unlock(week, made_up.PASSPHRASE)
        found = sitting.lost_ms(everything_written(ctx))
        left = [held.after for held in drafting.recovered(ctx)]
        ctx.store.close()
        assert [one for one in found if one[0] > LOST_MS] == [], f"sitting {seed}"
        lost.append(max((ms for ms, _, _ in found), default=0.0))
        longest = max([longest, *(ms for _, ms, _ in found)])
        typed += sum(map(len, sitting.keys.values()))
    print(f"{KILLS} kills, {typed} keys: lost {statistics.median(lost):.0f} ms of typing in the middle, "
          f"{max(lost):.0f} ms at most ({longest:.0f} ms with waiting for a processor); "
          f"{offered} texts offered again")  # fmt: skip
    assert typed > KILLS * 10
    assert offered > 0
