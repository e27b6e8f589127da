"""Files for statistics programs hold what the CSV files hold, and other programs read them."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import duckdb
import pyreadstat
from outputs import factories
from outputs.reading import written
from pyarrow import dataset

from hmip_desktop.outputs.data import result_rows, write_results_csv
from hmip_desktop.outputs.data_columns import RESULT_COLUMNS
from hmip_desktop.outputs.statistics import Table, statistics_files

FIGURES = ("yes", "no", "base", "percent")


def _table() -> Table:
    model = factories.report(context=factories.context(audience="public"))
    return Table("results", "Made up", RESULT_COLUMNS, result_rows(model), ("split_by",))


def _csv_rows() -> list[dict[str, str]]:
    model = factories.report(context=factories.context(audience="public"))
    return list(csv.DictReader(StringIO(written(write_results_csv, model).decode(), newline="")))


def _expected() -> list[tuple[object, ...]]:
    return sorted(
        (row["reference"], row["split_by"], row["group"], *(_number(row[name]) for name in FIGURES))
        for row in _csv_rows()
    )


def _number(text: str) -> int:
    """Figures that are hidden or cannot exist are missing in these files; -1 here, so that rows can be sorted."""
    return -1 if text.startswith("[") else int(text)


def test_duckdb_reads_the_folders_as_they_are(tmp_path: Path) -> None:
    for name, content in statistics_files(_table()):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert len(list((tmp_path / "results.parquet").iterdir())) > 1
    figures = ", ".join(f"coalesce({name}, -1)" for name in FIGURES)
    rows = duckdb.sql(
        f"SELECT reference, split_by, coalesce(\"group\", ''), {figures}"
        f" FROM read_parquet('{tmp_path}/results.parquet/**/*.parquet', hive_partitioning = true)"
    ).fetchall()
    assert sorted(rows) == _expected()
    # Spark is given the folder alone, and finds the partition by the names of the folders in it.
    whole = dataset.dataset(tmp_path / "results.parquet", format="parquet", partitioning="hive").to_table()
    assert whole.num_rows == len(rows)
    assert set(whole.column("split_by").to_pylist()) == {row[1] for row in rows}


def test_spss_files_hold_the_same_figures_with_labels(tmp_path: Path) -> None:
    files = dict(statistics_files(_table()))
    path = tmp_path / "results.sav"
    path.write_bytes(files["results.sav"])
    frame, meta = pyreadstat.read_sav(path)
    rows = sorted(
        (row.reference, row.split_by, row.group, *(-1 if value != value else int(value) for value in figures))
        for row, figures in zip(frame.itertuples(), frame[list(FIGURES)].to_numpy(), strict=True)
    )
    assert rows == _expected()
    assert meta.column_names_to_labels["base"] == "yes + no: what the percentage divides by"
    assert meta.file_label == "Made up"


def test_hidden_figures_are_missing_and_said_to_be_hidden(tmp_path: Path) -> None:
    files = dict(statistics_files(_table()))
    path = tmp_path / "results.sav"
    path.write_bytes(files["results.sav"])
    frame, _ = pyreadstat.read_sav(path)
    hidden = [row["yes"] == "[c]" for row in _csv_rows()]
    assert any(hidden)
    assert list(frame["hidden"] == "true") == hidden
    assert bool(frame[frame["hidden"] == "true"]["yes"].isna().all())


def test_the_same_rows_give_the_same_files() -> None:
    assert dict(statistics_files(_table())) == dict(statistics_files(_table()))
