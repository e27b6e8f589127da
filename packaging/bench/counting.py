"""``filter``: results under three filters, against the one statement that a person would write for them.

Both have looked at the store before: the statement has its pages in memory, the program its sets of cases, which it
reads again after every write. ``filter-first`` tells what that costs when nothing is in memory yet.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import made
from measure import Bench, compare, rounds_of, timed, told
from merging import merge

from hmip_desktop.services.results import Only, results
from hmip_desktop.store.connection import connect
from hmip_desktop.store.presence import StoreFiles

ONLY: Only = {"rosh": "high", "sex": "male", "grade": "PO"}
STATEMENT = (
    "SELECT c.question, f.pdu, c.answer, count(*) FROM counted_answer c JOIN case_file f ON f.id = c.case_key"
    " WHERE c.case_key IN (SELECT id FROM case_file WHERE rosh = ? AND sex = ? AND grade = ?)"
    " GROUP BY c.question, f.pdu, c.answer"
)


def bench(fixture: made.Made, folder: Path, rounds: int) -> Iterator[Bench]:
    """The line: every question by PDU with percentages, intervals, bandings and ratings."""
    merged = merge(fixture, folder / "merged", made.write_work(fixture, folder / "package"))[1]
    ctx = fixture.open(merged)
    raw = connect(StoreFiles(merged).database, ctx.store.unlocked.data_key, ctx.store.unlocked.salt, "ro")

    def ours() -> float:
        gc.collect()
        return timed(lambda: results(ctx, "pdu", ONLY))

    def floor() -> float:
        gc.collect()
        return timed(lambda: raw.execute(STATEMENT, tuple(ONLY.values())).fetchall())

    try:
        counted = sum(row[3] for row in raw.execute(STATEMENT, tuple(ONLY.values())))
        whole = results(ctx, "pdu", ONLY)
        assert 0 < sum(row.whole.result.n for table in whole.tables for row in table.rows) <= counted
        mine, theirs = rounds_of(ours, floor, 2 * rounds)
    finally:
        raw.close()
        ctx.store.close()

    def first() -> float:
        fresh = fixture.open(merged)
        gc.collect()
        try:
            return timed(lambda: results(fresh, "pdu", ONLY))
        finally:
            fresh.store.close()

    cases = len(fixture.cases)
    yield compare("filter", 1.2, mine, theirs, f"{cases} cases, {cases - whole.left_out} of them kept")
    yield told("filter-first", [first() for _ in range(rounds)], "the first look after opening the store")
