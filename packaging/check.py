"""``dev.py check``: style, types, import contracts, packs, words, translations and licence notices, two at a time.

One line a step; what a failed step said follows it. Exit 1 when any step failed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
SOURCES = ("hmip_desktop", "packaging", "tests")


@dataclass(frozen=True)
class Step:
    """One command with the name it goes by; exit 0 means that all is well."""

    name: str
    command: tuple[str, ...]


def steps() -> list[Step]:
    """Every step, the long ones first so that two at a time end together."""
    packaging = ROOT / "packaging"
    fixed = [
        Step("types", (PYTHON, "-m", "mypy")),
        Step("import contracts", (str(Path(PYTHON).with_name("lint-imports")), "--no-cache", "--no-logo")),
        Step("style", (PYTHON, "-m", "ruff", "check", *SOURCES)),
        Step("format", (PYTHON, "-m", "ruff", "format", "--check", *SOURCES)),
        Step("words", (PYTHON, str(packaging / "check_words.py"))),
        Step("translations", (PYTHON, str(packaging / "check_translations.py"))),
        Step("licence notices", (PYTHON, str(packaging / "notices.py"), "--check")),
    ]
    packs = sorted((ROOT / "resources" / "packs").glob("*.toml"))
    check = (PYTHON, "-m", "hmip_desktop", "pack", "check")
    return fixed + [Step(f"pack {pack.stem}", (*check, str(pack))) for pack in packs]


def run(step: Step) -> tuple[Step, int, str, float]:
    """The step, its exit code, what it said, and how many seconds it took."""
    began = time.perf_counter()
    done = subprocess.run(
        step.command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return step, done.returncode, done.stdout, time.perf_counter() - began


def main(arguments: list[str]) -> int:
    """Run the steps that were named, or all."""
    parser = argparse.ArgumentParser(prog="dev.py check", description=__doc__)
    parser.add_argument("only", nargs="*", help="names of steps, or their beginnings; none means all")
    chosen = tuple(parser.parse_args(arguments).only)
    wanted = [step for step in steps() if not chosen or step.name.startswith(chosen)]
    if not wanted:
        parser.error("there is no such step; there are: " + ", ".join(step.name for step in steps()))
    failed = []
    with ThreadPoolExecutor(max_workers=2) as two:
        for step, code, said, seconds in two.map(run, wanted):
            print(f"{'ok    ' if code == 0 else 'FAILED'} {step.name} ({seconds:.1f} s)", flush=True)
            if code:
                failed.append(step.name)
                print("    " + said.strip().replace("\n", "\n    "), flush=True)
    print(f"check: {len(wanted) - len(failed)} of {len(wanted)} steps in order")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
