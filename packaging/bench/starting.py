"""``start`` and ``frozen``: from the start of a process to its first painted window.

Each run is a process of its own; both sides are watched by the same few lines (``first_paint.py``).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import made
from measure import Bench, absolute, compare, told, unmeasured

PACKAGING = Path(__file__).resolve().parent.parent
ROOT = PACKAGING.parent
DRIVER = Path(__file__).with_name("first_paint.py")
MEBIBYTE = 2**20


@dataclass(frozen=True)
class Seen:
    """One start: seconds until the window was painted, and mebibytes resident then."""

    seconds: float
    resident: float


def start(command: Sequence[str], home: Path) -> Seen:
    """Start ``command`` with a home of its own and wait for its first window."""
    names = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA")
    env = {**os.environ, **dict.fromkeys(names, str(home)), "QT_QPA_PLATFORM": "offscreen"}
    env.pop("PYTHONPATH", None)
    began = time.monotonic()
    done = subprocess.run(command, env=env, cwd=home, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode or not done.stdout.strip():
        raise RuntimeError(f"{command[0]} showed no window:\n{done.stderr}")
    said = json.loads(done.stdout.strip().splitlines()[-1])
    return Seen(said["painted"] - began, said["resident"] / MEBIBYTE)


def pairs(ours: Sequence[str], floor: Sequence[str], rounds: int) -> list[tuple[Seen, Seen]]:
    """Starts of both in turn; two rounds before are not counted, so that every file is in memory for both."""
    found = []
    with tempfile.TemporaryDirectory(prefix="hmip-bench-") as folder:
        home = Path(folder)
        made.empty_store(home / "store")
        for turn in range(rounds + 2):
            if turn % 2:
                mine = start([*ours, str(home / "store")], home)
                theirs = start([*floor, str(home / "store")], home)
            else:
                theirs = start([*floor, str(home / "store")], home)
                mine = start([*ours, str(home / "store")], home)
            found.append((mine, theirs))
    return found[2:]


def from_source(which: str) -> list[str]:
    """The command that starts the program, or the bare window, from source."""
    return [sys.executable, str(DRIVER), which]


def bench(rounds: int) -> Iterator[Bench]:
    """The line for the time and the line for the memory."""
    seen = pairs(from_source("ours"), from_source("floor"), 2 * rounds)
    yield compare("start", 1.15, [ours.seconds for ours, _ in seen], [floor.seconds for _, floor in seen])
    ratios = [ours.resident / floor.resident for ours, floor in seen]
    held = f"{seen[0][0].resident:.0f} MiB against {seen[0][1].resident:.0f} MiB"
    yield absolute("start-memory", 1.25, ratios, "x the resident memory of a bare window", held)
    yield told("start-ready", ready(rounds), "until the whole start screen is painted")


def ready(rounds: int) -> list[float]:
    """Seconds from the start of the process to the whole start screen; one start before is not counted."""
    with tempfile.TemporaryDirectory(prefix="hmip-bench-") as folder:
        home = Path(folder)
        made.empty_store(home / "store")
        seen = [start([*from_source("ready"), str(home / "store")], home) for _ in range(rounds + 1)]
    return [one.seconds for one in seen[1:]]


def frozen(rounds: int) -> Iterator[Bench]:
    """The built program against source, and its size against PyInstaller's default build of the same program."""
    build = _builder()
    missing = build.tools_missing()
    folder, default = ROOT / "build" / "bench", ROOT / "build" / "bench-default"
    os.environ["HMIP_BENCH"] = "1"
    if missing or build.build(folder):
        why = "PyInstaller could not build it here" if not missing else "needs objdump and strip"
        yield unmeasured("frozen", 1.05, "", why)
        yield unmeasured("frozen-size", 0.75, "x PyInstaller's default build", why)
        return
    program = build.program(folder).with_name("first-paint.exe" if os.name == "nt" else "first-paint")
    seen = pairs([str(program), "ours"], from_source("ours"), 2 * rounds)
    times = [ours.seconds for ours, _ in seen], [source.seconds for _, source in seen]
    yield compare("frozen", 1.05, *times, "floor: start from source")
    program.unlink()
    del os.environ["HMIP_BENCH"]
    if build.build(default, default=True):
        yield unmeasured("frozen-size", 0.75, "x PyInstaller's default build", "the default build failed")
        return
    sizes = [_size(build, one) for one in (folder, default)]
    said = f"{sizes[0] / MEBIBYTE:.0f} MiB against {sizes[1] / MEBIBYTE:.0f} MiB"
    yield absolute("frozen-size", 0.75, [sizes[0] / sizes[1]], "x PyInstaller's default build", said)
    print(build.sizes(build.program(folder).parent), file=sys.stderr)
    shutil.rmtree(default)


def _size(build: Any, folder: Path) -> int:
    return sum(size for size, _ in build.files(build.program(folder).parent))


def _builder() -> Any:
    """The module that ``dev.py build`` runs."""
    sys.path.insert(0, str(PACKAGING))
    import build

    return build
