"""Files for statistics programs, from the very rows of the CSV files: SPSS ``.sav``, and Parquet in folders that DuckDB
and Spark read as they are.

Both need libraries that the program does not bring along: they are installed with the extra ``statistics``.
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hmip_desktop.errors import Refused
from hmip_desktop.outputs.data_columns import Column
from hmip_desktop.outputs.sheets import HIDDEN, IMPOSSIBLE, Value

NEEDED = ("pyarrow", "pyreadstat", "pandas")
COUNTED = ("count", "whole per cent")
MEASURED = "per cent, one decimal"
HIDDEN_COLUMN: Column = ("hidden", "code", "true where disclosure control hid the figures of this row")
MADE_AT = b"01 Jan 0000:00:00"
"""Date and time of day in every ``.sav``, so that the same rows give the same file."""
MADE_AT_OFFSET = 92


@dataclass(frozen=True, slots=True)
class Table:
    """A data file before its format. ``name`` without ending; ``partition`` names the columns that become folders."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    partition: tuple[str, ...]


def is_available() -> bool:
    """True when the libraries of the extra are installed here."""
    return all(importlib.util.find_spec(name) is not None for name in NEEDED)


def statistics_files(table: Table) -> Iterator[tuple[str, bytes]]:
    """Names and contents: one ``.sav``, and one Parquet file for every folder of the partition.

    A hidden figure is missing, and ``hidden`` says so; a figure that cannot exist is missing too.
    Raises ``Refused('statistics-not-installed')``.
    """
    if not is_available():
        raise Refused("statistics-not-installed")
    columns = (*table.columns, HIDDEN_COLUMN)
    rows = [[*(_plain(value) for value in row), "true" if HIDDEN in row else "false"] for row in table.rows]
    yield f"{table.name}.sav", _sav(table, columns, rows)
    yield from _parquet(table, columns, rows)


def _plain(value: Value) -> Value | None:
    return None if value in (HIDDEN, IMPOSSIBLE, "") else value


def _sav(table: Table, columns: Sequence[Column], rows: Sequence[Sequence[Value | None]]) -> bytes:
    import pandas
    import pyreadstat

    frame = pandas.DataFrame(
        {
            name: [row[place] if kind in (*COUNTED, MEASURED) else row[place] or "" for row in rows]
            for place, (name, kind, _) in enumerate(columns)
        }
    )
    with tempfile.TemporaryDirectory(prefix="hmip-") as folder:  # the library writes to a path only
        path = Path(folder) / "table.sav"
        pyreadstat.write_sav(
            frame, path, file_label=table.title[:64], column_labels=[meaning for *_, meaning in columns],
            variable_measure={n: "scale" if kind in (*COUNTED, MEASURED) else "nominal" for n, kind, _ in columns},
        )  # fmt: skip
        content = bytearray(path.read_bytes())
    content[MADE_AT_OFFSET : MADE_AT_OFFSET + len(MADE_AT)] = MADE_AT
    return bytes(content)


def _parquet(
    table: Table, columns: Sequence[Column], rows: Sequence[Sequence[Value | None]]
) -> Iterator[tuple[str, bytes]]:
    names = [name for name, *_ in columns]
    keys = [names.index(name) for name in table.partition]
    parts: dict[tuple[Value | None, ...], list[Sequence[Value | None]]] = {}
    for row in rows:
        parts.setdefault(tuple(row[key] for key in keys), []).append(row)
    kept = [place for place in range(len(columns)) if place not in keys]
    for values, held in sorted(parts.items(), key=lambda part: [str(value) for value in part[0]]):
        folders = "/".join(f"{name}={_folder(value)}" for name, value in zip(table.partition, values, strict=True))
        yield f"{table.name}.parquet/{folders}/part-0.parquet", _part([columns[place] for place in kept], kept, held)


def _folder(value: Value | None) -> str:
    """A value as a folder name, as Hive writes it; nothing becomes its default partition."""
    return quote(str(value), safe=" ") if value not in (None, "") else "__HIVE_DEFAULT_PARTITION__"


def _part(columns: Sequence[Column], places: Sequence[int], rows: Sequence[Sequence[Value | None]]) -> bytes:
    import pyarrow
    from pyarrow import parquet

    fields, arrays = [], []
    for (name, kind, meaning), place in zip(columns, places, strict=True):
        wanted: Any = pyarrow.string()
        if kind in COUNTED:
            wanted = pyarrow.int64()
        elif kind == MEASURED:
            wanted = pyarrow.float64()
        fields.append(pyarrow.field(name, wanted, metadata={"comment": meaning}))
        arrays.append(pyarrow.array([row[place] for row in rows], wanted))
    out = BytesIO()
    parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields)), out, compression="zstd")
    return out.getvalue()
