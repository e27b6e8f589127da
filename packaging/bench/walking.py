"""``walk``: what is left in memory after walking through all pages of a case twice more."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import made
from first_paint import resident_bytes
from measure import Bench, absolute
from PySide6.QtCore import QEvent, QObject
from shiboken6 import isValid
from windows import Stage, settle

from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.views.case.workspace import CaseWorkspace
from hmip_desktop.ui.widgets.save_state import SaveState

WALKS = 2
OBJECTS, MIB = 0, 2.0


def walk(stage: Stage, space: CaseWorkspace) -> None:
    """Forwards through every page with its guidance, back again, and through evaluation and details."""
    screen = space.assessment
    pages = len(screen.desk.flow.pages)
    for step in [screen.go_on] * pages + [screen.go_back] * pages:
        step()
        settle(stage.app)
    for other in (space.evaluation, space.details, screen):
        stage.window.show_screen(other)
        settle(stage.app)


def settled(stage: Stage) -> tuple[int, int]:
    """Objects of Qt that are alive, and resident bytes, once everything that goes has gone."""
    for _ in range(3):
        stage.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        settle(stage.app)
        gc.collect()
    known = {id(one) for one in stage.window.findChildren(QObject)}
    free = [one for one in gc.get_objects() if isinstance(one, QObject) and isValid(one) and id(one) not in known]
    return len(known) + len(free), resident_bytes()


def bench(fixture: made.Made, folder: Path, rounds: int) -> Iterator[Bench]:
    """Two lines. Every page was seen once before: what is built when it is first shown is meant to stay."""
    stage = Stage()
    ctx = fixture.open(fixture.copy(folder))
    book = StoreCaseBook(ctx, fixture.cases[0])
    space = CaseWorkspace(stage.theme, CaseDesk(book, book.read(), stage.jobs, SaveState()))
    space.screen_asked.connect(stage.window.show_screen)
    space.open_assessment()
    for _ in range(2):
        walk(stage, space)
    objects: list[float] = []
    grown: list[float] = []
    for _ in range(rounds):
        before = settled(stage)
        for _ in range(WALKS):
            walk(stage, space)
        after = settled(stage)
        objects.append(after[0] - before[0])
        grown.append((after[1] - before[1]) / 1024 / 1024)
    pages = len(space.assessment.desk.flow.pages)
    for part in space.screens:
        stage.window.forget_screen(part)
    stage.close()
    ctx.store.close()
    yield absolute("walk", OBJECTS, objects, "objects more", f"{pages} pages, there and back, {WALKS} times")
    yield absolute("walk-memory", MIB, grown, "MiB more")
