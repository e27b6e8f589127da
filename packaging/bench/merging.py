"""``merge``, ``merge-again`` and ``results``: a package of many cases, its second coming, and counting it.

The floor of the merge does what cannot be left out: decrypt, gunzip, decode, hash each line, and insert the same rows
into the same tables and indexes in one transaction. Its rows are taken from a finished merge, so it thinks nothing out.
"""

from __future__ import annotations

import gc
import gzip
import hashlib
import io
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import made
import msgspec
import pyrage
from measure import Bench, compare, timed

from hmip_desktop.domain.revisions import Header
from hmip_desktop.services import merge_apply, merge_plan
from hmip_desktop.services.calculate_results import question_results
from hmip_desktop.services.context import Context
from hmip_desktop.services.inspection import INSPECTION_KEY
from hmip_desktop.store import keepsakes, projections
from hmip_desktop.store.connection import connect
from hmip_desktop.store.engine import Store
from hmip_desktop.store.presence import StoreFiles

GROUP_BY = "SELECT question, answer, count(*) FROM counted_answer GROUP BY question, answer"


Rows = dict[tuple[Any, ...], tuple[Any, ...]]
"""Rows by primary key."""


class ValueLine(msgspec.Struct):
    """The second line of a revision, its value left as it stands."""

    salt: str
    value: msgspec.Raw


@dataclass(frozen=True)
class Table:
    """Rows of one table that a merge added or changed, and the statement that puts one there."""

    statement: str
    rows: list[tuple[Any, ...]]


def merge(fixture: made.Made, folder: Path, package: Path) -> tuple[float, Path]:
    """Seconds from the file to the committed transaction in a copy of the store; and the copy."""
    ctx = fixture.open(fixture.copy(folder))
    try:
        return timed(lambda: merge_apply.apply(ctx, merge_plan.plan(ctx, [package]))), folder
    finally:
        ctx.store.close()


def again(fixture: made.Made, folder: Path, package: Path) -> float:
    """Seconds for the same package once more in the store that has it."""
    ctx = fixture.open(folder)
    try:
        return timed(lambda: merge_apply.apply(ctx, merge_plan.plan(ctx, [package])))
    finally:
        ctx.store.close()


def _tables(store: Store) -> dict[str, tuple[list[str], list[int], set[tuple[Any, ...]]]]:
    """Columns, places of the primary key, and rows of each table."""
    found = {}
    with store.read() as db:
        names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'").fetchall()
        for (name,) in names:
            columns = db.execute(f"PRAGMA table_info({name})").fetchall()
            key = [place for place, column in enumerate(columns) if column[5]]
            rows = set(db.execute(f"SELECT * FROM {name}").fetchall())
            found[name] = ([column[1] for column in columns], key, rows)
    return found


def left_by(fixture: made.Made, merged: Path) -> list[Table]:
    """What a merge added and changed, table by table, parents first and each in the order of its key."""
    before, after = fixture.open(), fixture.open(merged)
    try:
        old, new = _tables(before.store), _tables(after.store)
    finally:
        before.store.close()
        after.store.close()
    parents = {"package": 0, "stream": 1, "revision": 2}
    tables: list[Table] = []
    for name in sorted(new, key=lambda name: parents.get(name, 3)):
        columns, key, rows = new[name]
        known = {tuple(row[place] for place in key): row for row in old[name][2]}
        fresh = {tuple(row[place] for place in key): row for row in rows - old[name][2]}
        added = sorted((which, row) for which, row in fresh.items() if which not in known)
        if added:
            places = ", ".join("?" * len(columns))
            tables.append(Table(f"INSERT INTO {name} VALUES ({places})", [row for _, row in added]))
        changed = {which: row for which, row in fresh.items() if which in known}
        tables += _updates(name, columns, key, changed, known)
    return tables


def _updates(name: str, columns: list[str], key: list[int], changed: Rows, known: Rows) -> list[Table]:
    """One statement for the changed rows that sets only the columns that changed in any of them."""
    touched = [
        place
        for place in range(len(columns))
        if any(row[place] != known[which][place] for which, row in changed.items())
    ]
    if not touched:
        return []
    sets = ", ".join(f"{columns[place]} = ?" for place in touched)
    where = " AND ".join(f"{columns[place]} = ?" for place in key)
    rows = [(*(row[place] for place in touched), *which) for which, row in sorted(changed.items())]
    return [Table(f"UPDATE {name} SET {sets} WHERE {where}", rows)]


class Floor:
    """The least that could merge the package: no checks, no plans, rows ready to be put in."""

    def __init__(self, fixture: made.Made, package: Path, tables: list[Table]) -> None:
        self.fixture, self.package, self.tables = fixture, package, tables
        ctx = fixture.open()
        self.unlocked = ctx.store.unlocked
        secret = keepsakes.secret(ctx.store, INSPECTION_KEY) or b""
        ctx.store.close()
        self.identity = pyrage.x25519.Identity.from_str(secret.decode())
        self.decode = msgspec.json.Decoder(Header).decode
        self.decode_value = msgspec.json.Decoder(ValueLine).decode

    def run(self, folder: Path) -> float:
        """Seconds for everything, in a copy of the store."""
        self.fixture.copy(folder)
        raw = connect(StoreFiles(folder).database, self.unlocked.data_key, self.unlocked.salt, "rw")
        raw.execute("PRAGMA foreign_keys=ON")
        try:
            return timed(lambda: self._merge(raw))
        finally:
            raw.close()

    def _merge(self, raw: Any) -> None:
        self.read()
        raw.execute("BEGIN IMMEDIATE")
        for table in self.tables:
            raw.executemany(table.statement, table.rows)
        raw.execute("COMMIT")

    def read(self) -> int:
        """Decrypt, gunzip, decode and hash every line; how many there were."""
        clear = pyrage.decrypt(self.package.read_bytes(), [self.identity])
        lines = 0
        with zipfile.ZipFile(io.BytesIO(clear)) as archive:
            for name in archive.namelist():
                if not name.endswith(".jsonl.gz"):
                    continue
                for line in gzip.decompress(archive.read(name)).split(b"\n"):
                    hashlib.sha256(line).digest()
                    if line[:6] == b'{"at":':
                        self.decode(line)
                        lines += 1
                    elif line:
                        self.decode_value(line)
        return lines


def bench(fixture: made.Made, folder: Path, rounds: int) -> Iterator[Bench]:
    """The three lines. The first round is not counted; garbage is collected between runs and not within."""
    package = made.write_work(fixture, folder / "package")
    merged = merge(fixture, folder / "merged", package)[1]
    floor = Floor(fixture, package, left_by(fixture, merged))
    firsts: list[float] = []
    floors: list[float] = []
    seconds: list[float] = []
    for turn in range(rounds):
        for work in ("ours", "floor")[:: 1 if turn % 2 else -1]:
            gc.collect()
            if work == "ours":
                firsts.append(merge(fixture, folder / "merged", package)[0])
                gc.collect()
                seconds.append(again(fixture, folder / "merged", package))
            else:
                floors.append(floor.run(folder / "merged-floor"))
    size = f"{len(fixture.cases)} cases x {made.ANSWERS} answers"
    yield compare("merge", 1.3, firsts, floors, size)
    yield compare("merge-again", 0.12, seconds, firsts, "floor: the first merge")
    yield results(fixture, folder / "merged", rounds)
    shutil.rmtree(folder)


def _all_questions(ctx: Context, fixture: made.Made) -> object:
    """Every question with its counts, percentage, interval and banding, as the results screen has them."""
    counted = {found.tally.ref: found.tally for found in projections.tally(ctx.store)}
    return question_results(fixture.pack, counted)


def results(fixture: made.Made, merged: Path, rounds: int) -> Bench:
    """Counting all questions of the merged store."""
    ctx = fixture.open(merged)
    raw = connect(StoreFiles(merged).database, ctx.store.unlocked.data_key, ctx.store.unlocked.salt, "ro")
    mine: list[float] = []
    theirs: list[float] = []
    try:
        for turn in range(3 * rounds + 1):
            pair = (
                (lambda: _all_questions(ctx, fixture), mine),
                (lambda: raw.execute(GROUP_BY).fetchall(), theirs),
            )
            for work, kept in pair[:: 1 if turn % 2 else -1]:
                kept.append(timed(work))
        counted = sum(row[2] for row in raw.execute(GROUP_BY))
    finally:
        raw.close()
        ctx.store.close()
    return compare("results", 1.2, mine[1:], theirs[1:], f"{counted} answers")
