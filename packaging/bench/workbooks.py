"""``workbook``: a table of ten thousand rows and 65 columns through the program's workbook, against openpyxl.

The floor is openpyxl as it is meant for large files, with the same values: write-only, row by row, nothing dressed.
"""

from __future__ import annotations

import gc
import random
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
from measure import Bench, compare, rounds_of, timed

from hmip_desktop.domain.report_build import ReportFacts, headline_model
from hmip_desktop.domain.report_context import Reconciliation, ReportContext
from hmip_desktop.domain.report_limits import LimitFacts
from hmip_desktop.domain.report_model import ContextTable, ReportModel
from hmip_desktop.domain.results import Accounting
from hmip_desktop.outputs.workbook import write_workbook

COLUMNS, FACTS = 65, 5
AT = datetime(2026, 11, 13, 9, 16, tzinfo=UTC)


def table(rows: int) -> ContextTable:
    """A case a row: five facts, sixty answers."""
    chance = random.Random(1)
    head = ("Number", "Reference", "PDU", "Age", "Weeks", *(f"Question {at}" for at in range(1, COLUMNS - FACTS + 1)))
    lines = (
        (at, f"26-{at:05d}", f"Area {at % 40}", chance.randint(18, 70), chance.randint(1, 60),
         *chance.choices(("yes", "no", "not applicable"), (5, 4, 1), k=COLUMNS - FACTS))
        for at in range(rows)
    )  # fmt: skip
    return ContextTable("Cases", "Made up", "November 2026", head, tuple(lines))


def model(of: ContextTable) -> ReportModel:
    """A report of an inspection without cases, and with this table."""
    context = ReportContext(
        "Inspection", "Westmarch", "Westmarch 2026", date(2026, 11, 9), date(2026, 11, 13), "dipp-2025", "1.0.0",
        "ab" * 32, False, "OFFICIAL-SENSITIVE", "team", "provisional", AT, "A Lead", made_up=True,
    )  # fmt: skip
    sums = Reconciliation(Accounting(0, 0), 0, 0)
    return headline_model(ReportFacts(context, sums, (), LimitFacts(0), context_tables=(of,)))


def write_bare(of: ContextTable, target: BytesIO) -> None:
    """The same values by openpyxl."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Context_1")
    sheet.append(of.head)
    for row in of.rows:
        sheet.append(row)
    book.save(target)


def grown(work: Callable[[], object]) -> float:
    """MiB that ``work`` needed at most, beyond what was there."""
    gc.collect()
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def bench(rows: int, rounds: int) -> Iterator[Bench]:
    """The line, with what a fifth and the whole of the rows need of memory."""
    whole = table(rows)
    report, part = model(whole), model(table(rows // 5))

    def ours() -> float:
        gc.collect()
        return timed(lambda: write_workbook(report, BytesIO()))

    def floor() -> float:
        gc.collect()
        return timed(lambda: write_bare(whole, BytesIO()))

    mine, theirs = rounds_of(ours, floor, rounds)
    memory = [grown(lambda: write_workbook(one, BytesIO())) for one in (part, report)]  # noqa: B023
    grew = f"memory {memory[0]:.1f} MiB at a fifth of the rows, {memory[1]:.1f} MiB at all"
    yield compare("workbook", 0.5, mine, theirs, f"{rows} x {COLUMNS}; {grew}")
