"""Rows of results with the words of their questions as the pack is shown, in the language of the program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hmip_desktop.domain.pack import Pack
from hmip_desktop.services.results import ResultRow
from hmip_desktop.ui.text import t


def spoken_rows(rows: Iterable[ResultRow], pack: Pack) -> tuple[ResultRow, ...]:
    """The rows with label and text from ``pack``; a question that this pack does not have keeps its own words."""
    return tuple(_spoken(row, pack) for row in rows)


def _spoken(row: ResultRow, pack: Pack) -> ResultRow:
    ref = row.asked.ref
    label, text = (pack.label(ref), pack.text(ref)) if pack.has(ref) else (row.asked.label, row.asked.text)
    when = ""
    if row.asked.until:
        when = t(" (asked until version {version})", version=row.asked.until)
    elif row.asked.since:
        when = t(" (asked from version {version})", version=row.asked.since)
    label, text = label + when if label else "", text + when
    if (label, text) == (row.asked.label, row.asked.text):
        return row
    return replace(row, asked=replace(row.asked, label=label, text=text))
