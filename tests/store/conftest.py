"""Desks for the tests of the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.store.desk import LEAD, Desk, new_desk


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Makes desks that are closed at the end of the test."""
    made: list[Desk] = []

    def make(name: str = "store", *, seed: int = 1, author: str = LEAD, anchor: Path | None = None) -> Desk:
        made.append(new_desk(tmp_path / name, seed=seed, author=author, anchor=anchor))
        return made[-1]

    yield make
    for desk in made:
        desk.store.close()


@pytest.fixture
def desk(desks: Callable[..., Desk]) -> Desk:
    """One desk with an inspection of two cases."""
    made = desks()
    made.open_inspection()
    return made
