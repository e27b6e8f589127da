"""``dev.py bench``: ours against floors measured in the same run. A target that is not met is printed as not met.

Exit 0 when everything asked for could be measured, whether met or not; 1 when something could not be started.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from measure import Bench, unmeasured

if TYPE_CHECKING:
    from made import Made

ROUNDS, QUICK_ROUNDS = 9, 3
CASES, QUICK_CASES, SAMPLE = 10_000, 2_000, 250
BROKEN = "could not be measured:"
TARGETS = {
    "start": 1.15,
    "open-list": 1.3,
    "answer": 2.0,
    "note": 2.0,
    "page": 1.2,
    "merge": 1.3,
    "merge-again": 0.12,
    "results": 1.2,
    "frozen": 1.05,
    "typing": 1.1,
    "find": 1.3,
    "walk": 0,
    "gap": 25,
    "unlock": 1.5,
    "export": 1.2,
    "read": 1.5,
    "audit": 2.5,
    "backup": 1.1,
    "merge-scale": 2.1,
    "filter": 1.2,
    "table": 0.05,
    "heat-map": 1.2,
    "pdf": 0.75,
    "workbook": 0.5,
    "year": 1.3,
}
NAMES = tuple(TARGETS)


def groups(folder: Path, rounds: int, cases: int) -> Iterator[tuple[tuple[str, ...], Callable[[], Iterator[Bench]]]]:
    """Which names are measured together, and how; what they are measured on is made when it is first needed."""
    import finding
    import merging
    import noting
    import saving
    import silence
    import starting
    import trusting
    import typing_keys
    import walking
    import windows
    from made import make

    @cache
    def fixture() -> Made:
        return make(folder / "made", cases)

    @cache
    def sample() -> Made:
        """As many cases as three of the largest samples that were published, together."""
        return make(folder / "sample", SAMPLE)

    yield ("start",), lambda: starting.bench(rounds)
    yield ("open-list",), lambda: windows.open_list(fixture(), folder / "list", rounds)
    yield ("page",), lambda: windows.pages(fixture(), folder / "page", rounds)
    yield ("note",), lambda: noting.bench(fixture(), folder / "noting", rounds)
    yield ("answer",), lambda: saving.bench(fixture(), folder / "saving", rounds)
    yield ("merge", "merge-again", "results"), lambda: merging.bench(fixture(), folder / "merging", rounds)
    for name in trusting.NAMES:
        yield (name,), lambda name=name: trusting.bench(fixture(), folder / "trusting", rounds, name)
    yield ("typing",), lambda: typing_keys.bench(sample(), folder / "typing", rounds)
    yield ("find",), lambda: finding.bench(sample(), folder / "find", rounds)
    yield ("walk",), lambda: walking.bench(sample(), folder / "walk", rounds)
    yield ("gap",), lambda: silence.bench(sample(), folder / "gap", rounds)
    yield from desk_groups(fixture, sample, folder, rounds, cases)
    yield ("frozen",), lambda: starting.frozen(rounds)


def desk_groups(
    fixture: Callable[[], Made], sample: Callable[[], Made], folder: Path, rounds: int, cases: int
) -> Iterator[tuple[tuple[str, ...], Callable[[], Iterator[Bench]]]]:
    """What the lead inspector waits for: results, lists, and outputs."""
    import counting
    import looking
    import national
    import printing
    import workbooks
    from made import make

    @cache
    def whole() -> Made:
        """The full list in quick rounds too: against a shorter one, no share of the floor says anything."""
        return fixture() if cases == CASES else make(folder / "whole", CASES)

    yield ("filter",), lambda: counting.bench(fixture(), folder / "filter", rounds)
    yield ("table",), lambda: looking.table(whole(), folder / "table", rounds)
    yield ("heat-map",), lambda: looking.heat_map(sample(), folder / "heat-map", rounds)
    yield ("pdf",), lambda: printing.bench(rounds)
    yield ("workbook",), lambda: workbooks.bench(cases, rounds)
    yield ("year",), lambda: national.bench(folder / "year", rounds)


def lines_of(names: tuple[str, ...], measure: Callable[[], Iterator[Bench]]) -> Iterator[Bench]:
    """The lines of one group; what breaks is shown as not measured, and the others go on."""
    seen: set[str] = set()
    try:
        for line in measure():
            seen.add(line.name)
            yield line
    except Exception as error:
        traceback.print_exc()
        for name in names:
            if name not in seen:
                yield unmeasured(name, TARGETS[name], "", f"{BROKEN} {type(error).__name__}")


def main(arguments: list[str]) -> int:
    """Measure what was asked for and say how it stands."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="NAME", help="any of: " + ", ".join(NAMES) + "; none means all")
    parser.add_argument("--quick", action="store_true", help="three rounds and fewer cases instead of nine and 10,000")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    asked = parser.parse_args(arguments)
    unknown = set(asked.only) - set(NAMES)
    if unknown:
        parser.error("there is no bench called " + ", ".join(sorted(unknown)))
    rounds, cases = (QUICK_ROUNDS, QUICK_CASES) if asked.quick else (ROUNDS, CASES)
    found: list[Bench] = []
    with tempfile.TemporaryDirectory(prefix="hmip-bench-") as folder:
        for names, measure in groups(Path(folder), rounds, cases):
            if asked.only and not set(names) & set(asked.only):
                continue
            for line in lines_of(names, measure):
                found.append(line)
                print(line.as_text(), file=sys.stderr if asked.json else sys.stdout, flush=True)
    if asked.json:
        machine = {"system": platform.platform(), "python": platform.python_version()}
        shown = {"benches": [line.as_json() for line in found], "rounds": rounds, "cases": cases, "machine": machine}
        print(json.dumps(shown))
    return 1 if any(line.note.startswith(BROKEN) for line in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
