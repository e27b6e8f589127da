"""Practising before anything is unlocked: a store in a temporary folder that goes when the visit ends."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.text import t

if TYPE_CHECKING:
    from hmip_desktop.services.context import Context


class PracticeVisit:
    """At most one at a time. ``is_on`` from the moment its store is open until it is closed."""

    def __init__(self, jobs: JobRunner, enter: Callable[[Context], None]) -> None:
        self._jobs, self._enter = jobs, enter
        self._folder: Path | None = None

    @property
    def is_on(self) -> bool:
        """True while what is open is the practice store."""
        return self._folder is not None

    def begin(self) -> None:
        """Make the store and go in."""
        self._jobs.run(_make, title=t("Making the practice case"), on_success=self._made, writes=True)

    def _made(self, made: tuple[Path, Context]) -> None:
        self._folder, context = made
        self._enter(context)

    def places(self) -> Any:
        """The class of the places of a visit."""
        from hmip_desktop.ui.views.my_cases.practice_case import PracticePlaces  # needs the services

        return PracticePlaces

    def end(self) -> Callable[[], None]:
        """The visit is over; what is to be done once the store is closed."""
        folder, self._folder = self._folder, None
        return (lambda: shutil.rmtree(folder, ignore_errors=True)) if folder is not None else _nothing


def _nothing() -> None:
    """After a store that stays."""


def _make(_: object) -> tuple[Path, Any]:
    from hmip_desktop.services import practice  # brings the database library with it

    folder = Path(tempfile.mkdtemp(prefix="hmip-practice-"))
    try:
        return folder, practice.open_throwaway(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
