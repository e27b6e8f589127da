"""``table``: finding and ordering cases in All cases, against a proxy that filters and sorts a model in Python.

From the word or the choice to the painted list, jobs and signals included; not the pause that waits for another key.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import made
from measure import Bench, compare, rounds_of, timed
from PySide6.QtCore import QCoreApplication, QEventLoop, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QMainWindow, QTableView
from windows import SIZE, Plain, Stage, settle

from hmip_desktop.services.case_search import CaseSearch, find_cases
from hmip_desktop.ui.views.lead.cases import CasesScreen
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.page import LeadPage
from hmip_desktop.ui.views.lead.rail import LeadRail
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


def table(fixture: made.Made, folder: Path, rounds: int) -> Iterator[Bench]:
    """The line: a word, all of them again, and another order."""
    made_desk = Desk(fixture, fixture.copy(folder), CasesScreen)
    screen = made_desk.screen
    assert isinstance(screen, CasesScreen)
    found = [one.item for one in find_cases(made_desk.ctx, CaseSearch())]
    proxy = Proxy([(i.case_ref, i.pdu, i.practitioner, i.rosh, i.inspector, i.answered, i.changed_at) for i in found])
    settle(made_desk.stage.app)

    def find(words: str) -> None:
        screen.search.setText(words)
        screen._typing.stop()
        screen._search()
        made_desk.come_home()

    def order(code: str) -> None:
        screen.order.setCurrentIndex(screen.order.findData(code))
        screen.order.picked.emit(code)
        made_desk.come_home()

    def ours() -> float:
        gc.collect()
        seconds = timed(lambda: (find("area 3"), find(""), order("practitioner")))
        assert screen.cases.view.rows_model.rowCount() == len(found)
        order("case_ref")
        return seconds

    def sort(column: int) -> None:
        proxy.proxy.sort(column)
        settle(made_desk.stage.app)

    def narrow(words: str) -> None:
        proxy.proxy.setFilterFixedString(words)
        settle(made_desk.stage.app)

    def floor() -> float:
        gc.collect()
        seconds = timed(lambda: (narrow("area 3"), narrow(""), sort(PRACTITIONER)))
        assert proxy.proxy.rowCount() == len(found)
        sort(-1)
        return seconds

    mine, theirs = rounds_of(ours, floor, rounds)
    proxy.close()
    made_desk.close()
    yield compare("table", 0.05, mine, theirs, f"{len(found)} cases, a filter, none, and another order in a row")
