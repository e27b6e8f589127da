"""Rows of results with the words of their questions as the pack is shown, in the language of the program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hmip_desktop.domain.pack import Pack
from hmip_desktop.services.results import ResultRow


def spoken_rows(rows: Iterable[ResultRow], pack: Pack) -> tuple[ResultRow, ...]:
    """The rows with label and text from ``pack``; a question that this pack does not have keeps its own words."""
    return tuple(_spoken(row, pack) for row in rows)


def _spoken(row: ResultRow, pack: Pack) -> ResultRow:
    ref = row.asked.ref
    if not pack.has(ref):
        return row
    return replace(row, asked=replace(row.asked, label=pack.label(ref), text=pack.text(ref)))
