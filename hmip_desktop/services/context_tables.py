"""Tables about the region, imported with source and date: they stand apart from case data in what is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hmip_desktop.domain.identifying import identifying
from hmip_desktop.domain.releases import TOPICS, RegionTable
from hmip_desktop.domain.report_model import ContextTable
from hmip_desktop.domain.revisions import key_of, subject
from hmip_desktop.errors import Refused
from hmip_desktop.intake.context_tables import read_context_table
from hmip_desktop.services.context import LEADING, Changes, Context
from hmip_desktop.services.effective_practice import known_names
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write

KIND = "context-table"
KEPT = 20
"""Tables that an inspection holds, at most."""
LINE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class NewTable:
    """What is imported: the file, what it is about, its title, who published it, and when."""

    file: Path
    topic: str
    title: str
    source: str
    dated: date | None


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table as it is held here."""

    id: str
    value: RegionTable
    conflicting: bool

    @property
    def for_report(self) -> ContextTable:
        """As outputs print it."""
        value = self.value
        return ContextTable(value.title, value.source, value.dated, value.head, value.rows)


def tables(ctx: Context) -> tuple[KeptTable, ...]:
    """The tables in force, by topic and title. One that was changed in two places is there once."""
    found = [
        KeptTable(key_of(held), current.value, current.conflicting)
        for held, current in projections.current_inspection(ctx.store, (KIND,)).items()
        if isinstance(current.value, RegionTable)
    ]
    return tuple(sorted(found, key=lambda one: (TOPICS.index(one.value.topic), one.value.title, one.id)))


def import_table(ctx: Context, new: NewTable) -> Changes:
    """Import a table. One of the same title takes the place of the former.

    Raises Refused ``context-table-unnamed``, ``context-table-unsourced``, ``context-table-undated``,
    ``context-topic-unknown``, ``context-tables-full``, ``context-table-names-people``, ``role-not-allowed`` and what
    reading refuses.
    """
    ctx.require(*LEADING, "local_assessor")
    title, source = new.title.strip()[:LINE_LENGTH], new.source.strip()[:LINE_LENGTH]
    if not title:
        raise Refused("context-table-unnamed")
    if not source:
        raise Refused("context-table-unsourced")
    if new.dated is None:
        raise Refused("context-table-undated")
    topic = next((one for one in TOPICS if one == new.topic), None)
    if topic is None:
        raise Refused("context-topic-unknown", known=", ".join(TOPICS))
    read = read_context_table(new.file)
    _refuse_people(ctx, read.rows, title, source, *read.head)
    held = tables(ctx)
    former = next((one.id for one in held if one.value.title == title), "")
    if not former and len(held) >= KEPT:
        raise Refused("context-tables-full", limit=KEPT)
    dated = new.dated.isoformat()
    value = RegionTable(topic, title, source, dated, read.head, read.rows, read.sha256)
    return ctx.write(Write(subject(KIND, former or ctx.new_id()), value))


def _refuse_people(ctx: Context, rows: tuple[tuple[str | int | float, ...], ...], *lines: str) -> None:
    """What is published names nobody: no reference or name of this inspection, nothing that looks like a person."""
    known = known_names(ctx)
    texts = [*lines, *(cell for row in rows for cell in row if isinstance(cell, str))]
    if any(set(identifying(text, known)) - {"date"} for text in texts):
        raise Refused("context-table-names-people")


def remove(ctx: Context, table_id: str) -> Changes:
    """Take a table out of what is published. Its revisions stay."""
    ctx.require(*LEADING, "local_assessor")
    return ctx.write(Write(subject(KIND, table_id), None))
