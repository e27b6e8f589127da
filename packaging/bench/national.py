"""``year``: the packages of 90 inspectors merged, results, and the workbook, against the sum of the three floors.

The floors: decrypt, decode, hash and insert the same rows; one statement that counts; openpyxl with the same cells.
"""

from __future__ import annotations

import gc
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import made
import openpyxl
from measure import Bench, compare, rounds_of, timed
from merging import GROUP_BY, Floor, left_by

from hmip_desktop.domain.report_model import ReportModel
from hmip_desktop.outputs.sheets import data_sheets
from hmip_desktop.outputs.workbook import write_workbook
from hmip_desktop.services import merge_apply, merge_plan
from hmip_desktop.services.context import Context
from hmip_desktop.services.report_facts import build_model
from hmip_desktop.services.report_sources import read_sources
from hmip_desktop.services.results import results
from hmip_desktop.store.connection import connect
from hmip_desktop.store.presence import StoreFiles

CASES, INSPECTORS = 1200, 90


class Year(Floor):
    """The year's packages in a lead inspector's store: the program's way, and the least that could do it."""

    def __init__(self, fixture: made.Made, packages: Sequence[Path], folder: Path) -> None:
        self.packages, self.folder = packages, folder
        self.fixture, self.parts = fixture, {"merge": 0.0, "results": 0.0, "workbook": 0.0}
        self.ours()
        ctx = fixture.open(folder)
        self.model = self._model(ctx)
        ctx.store.close()
        super().__init__(fixture, packages[0], left_by(fixture, folder))

    def ours(self) -> float:
        """Seconds for merge, results and workbook."""
        ctx = self.fixture.open(self.fixture.copy(self.folder))
        gc.collect()
        try:
            self.parts["merge"] = timed(lambda: merge_apply.apply(ctx, merge_plan.plan(ctx, list(self.packages))))
            self.parts["results"] = timed(lambda: results(ctx))
            self.parts["workbook"] = timed(lambda: write_workbook(self._model(ctx), BytesIO()))
        finally:
            ctx.store.close()
        return sum(self.parts.values())

    def _model(self, ctx: Context) -> ReportModel:
        return build_model(ctx, read_sources(ctx, made.NOW), "team")[0]

    def floor(self) -> float:
        """Seconds for the least that does the same."""
        folder = self.folder.with_name("floor")
        gc.collect()
        seconds = self.run(folder)
        raw = connect(StoreFiles(folder).database, self.unlocked.data_key, self.unlocked.salt, "ro")
        try:
            seconds += timed(lambda: raw.execute(GROUP_BY).fetchall())
        finally:
            raw.close()
        return seconds + timed(self._write_bare)

    def read(self) -> int:
        lines = 0
        for package in self.packages:
            self.package = package
            lines += super().read()
        return lines

    def _write_bare(self) -> None:
        book = openpyxl.Workbook(write_only=True)
        for sheet in data_sheets(self.model):
            page = book.create_sheet(sheet.name)
            page.append(sheet.head)
            for row in sheet.rows:
                page.append(row)
        target = BytesIO()
        book.save(target)
        assert zipfile.is_zipfile(target)


def bench(folder: Path, rounds: int) -> Iterator[Bench]:
    """The line, and in its note what each part took last."""
    fixture = made.make(folder / "made", CASES)
    shares = made.share_out(fixture, INSPECTORS)
    packages = [made.write_work(share, folder / f"package-{at}") for at, share in enumerate(shares)]
    year = Year(fixture, packages, folder / "merged")
    ctx = fixture.open(folder / "merged")
    assert results(ctx).accounting.counted == CASES
    ctx.store.close()
    mine, theirs = rounds_of(year.ours, year.floor, rounds)
    parts = ", ".join(f"{name} {1000 * seconds:.0f} ms" for name, seconds in year.parts.items())
    shutil.rmtree(folder)
    yield compare("year", 1.3, mine, theirs, f"{CASES} cases, {INSPECTORS} inspectors; last: {parts}")
