"""``table``: finding and ordering cases in All cases, against a proxy that filters and sorts a model in Python.
``heat-map``: scrolling the results, splitting them otherwise and choosing other cases, against painting again what
that changes.

From the word or the choice to the painted list, jobs and signals included; not the pause that waits for another key.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import made
from measure import Bench, absolute, compare, rounds_of, timed
from merging import merge
from PySide6.QtCore import QCoreApplication, QEventLoop, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QMainWindow, QTableView
from windows import FRAME_MS, SIZE, Plain, Stage, settle

from hmip_desktop.services.case_search import CaseSearch, find_cases
from hmip_desktop.services.results import Only
from hmip_desktop.ui.views.lead.cases import CasesScreen
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.page import LeadPage
from hmip_desktop.ui.views.lead.rail import LeadRail
from hmip_desktop.ui.views.lead.results import ResultsScreen
from hmip_desktop.ui.widgets.save_state import SaveState

PRACTITIONER = 2


class Desk:
    """The lead inspector's desk at a copy of the store, with one of its places in the window."""

    def __init__(self, fixture: made.Made, folder: Path, place: Callable[..., LeadPage]) -> None:
        self.stage = Stage()
        self.ctx = fixture.open(folder)
        self.desk = LeadDesk(self.ctx, self.stage.jobs, SaveState())
        self.screen = place(self.stage.theme, self.desk, LeadRail(self.stage.theme, self.desk))
        self.stage.window.show_screen(self.screen)
        self.come_home()

    def come_home(self) -> None:
        """Until every job is done and what it brought is painted."""
        wait = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
        while self.stage.jobs.is_busy:
            QCoreApplication.processEvents(wait)
        settle(self.stage.app)

    def close(self) -> None:
        """Take the window down and close the store."""
        self.stage.window.forget_screen(self.screen)
        self.stage.close()
        self.ctx.store.close()


class Proxy:
    """A plain table in a bare window, behind a proxy."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self.window, self.view, self.proxy, self.model = (
            QMainWindow(),
            QTableView(),
            QSortFilterProxyModel(),
            Plain(rows),
        )
        self.proxy.setSourceModel(self.model)
        self.proxy.setFilterKeyColumn(-1)
        self.proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.view.setModel(self.proxy)
        self.window.setCentralWidget(self.view)
        self.window.resize(*SIZE)
        self.window.show()

    def close(self) -> None:
        """Take the window down, the proxy before what it stands on."""
        self.view.setModel(None)
        self.proxy.setSourceModel(None)
        self.window.close()
        self.window.deleteLater()


class Finding:
    """A word, all cases again, and another order: in All cases, and behind a proxy."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        found = [one.item for one in find_cases(desk.ctx, CaseSearch())]
        rows = [(i.case_ref, i.pdu, i.practitioner, i.rosh, i.inspector, i.answered, i.changed_at) for i in found]
        self.count, self.proxy = len(rows), Proxy(rows)
        settle(desk.stage.app)

    @property
    def screen(self) -> CasesScreen:
        """The place in the window."""
        assert isinstance(self.desk.screen, CasesScreen)
        return self.desk.screen

    def find(self, words: str) -> None:
        """Look for words without the pause that waits for another key."""
        self.screen.search.setText(words)
        self.screen._typing.stop()
        self.screen._search()
        self.desk.come_home()

    def order(self, code: str) -> None:
        """Choose an order."""
        self.screen.order.set_value(code)
        self.screen.order.picked.emit(code)
        self.desk.come_home()

    def ours(self) -> float:
        """Seconds for all three."""
        gc.collect()
        seconds = timed(lambda: (self.find("area 3"), self.find(""), self.order("practitioner")))
        assert self.screen.cases.view.rows_model.rowCount() == self.count
        self.order("case_ref")
        return seconds

    def narrow(self, words: str) -> None:
        """Look for words in any column."""
        self.proxy.proxy.setFilterFixedString(words)
        settle(self.desk.stage.app)

    def sort(self, column: int) -> None:
        """Sort by a column."""
        self.proxy.proxy.sort(column)
        settle(self.desk.stage.app)

    def floor(self) -> float:
        """Seconds for the same three."""
        gc.collect()
        seconds = timed(lambda: (self.narrow("area 3"), self.narrow(""), self.sort(PRACTITIONER)))
        assert self.proxy.proxy.rowCount() == self.count
        self.sort(-1)
        return seconds


def table(fixture: made.Made, folder: Path, rounds: int) -> Iterator[Bench]:
    """The line."""
    finding = Finding(Desk(fixture, fixture.copy(folder), CasesScreen))
    mine, theirs = rounds_of(finding.ours, finding.floor, rounds)
    finding.proxy.close()
    finding.desk.close()
    yield compare("table", 0.05, mine, theirs, f"{finding.count} cases: a filter, none, and another order in a row")


def heat_map(fixture: made.Made, folder: Path, rounds: int) -> Iterator[Bench]:
    """The line of a step down the map and another split or filter, and that of the latter against a frame."""
    merged = merge(fixture, folder / "merged", made.write_work(fixture, folder / "package"))[1]
    desk = Desk(fixture, merged, ResultsScreen)
    screen = desk.screen
    assert isinstance(screen, ResultsScreen)
    bar = screen.heat.verticalScrollBar()
    changed, scrolled, again = [], [], []
    for turn in range(10 * rounds + 10):
        by, only = ("rosh", "sex", "pdu")[turn // 2 % 3], {"grade": ("PO", "PSO")[turn // 2 % 2]}

        def change(turn: int = turn, by: str = by, only: Only = only) -> None:
            if turn % 2:
                screen.filters.choose(only)
                screen._filter()
            else:
                screen._split_by(by)
            desk.come_home()

        changed.append(timed(change))
        assert screen.found is not None
        assert screen.found.tables[0].dimension == by
        assert (0 < screen.found.left_out < len(fixture.cases)) == (turn > 0)
        place = bar.maximum() if bar.value() == 0 else 0
        scrolled.append(timed(lambda: (bar.setValue(place), settle(desk.stage.app))))  # noqa: B023
        again.append(timed(lambda: [part.repaint() for part in (screen, screen.heat.viewport())]))
    desk.close()
    both = [one + other for one, other in zip(changed, scrolled, strict=True)]
    yield compare("heat-map", 1.2, both[10:], again[10:], f"{len(fixture.cases)} cases; floor: painting both again")
    yield absolute("heat-map-time", FRAME_MS, [1000 * seconds for seconds in changed[10:]], "ms", "a split or a filter")
