"""Tables on the region: taken whole with title, source and date, or refused with what is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from hmip_desktop.errors import Refused
from hmip_desktop.intake.context_tables import cell_value, read_context_table
from hmip_desktop.services import context_tables
from hmip_desktop.services.context_tables import NewTable
from tests.people import make_team


def written(folder: Path, text: str) -> Path:
    file = folder / "table.csv"
    file.write_bytes(text.encode())
    return file


def refusal(act, *args) -> str:
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value.code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("-3", -3), ("1,204", 1204), ("41.50", 41.5), ("007", "007"), ("12 %", "12 %"), ("", ""),
        ("1,20", "1,20"), ("=1+1", "=1+1"), ("9" * 13, "9" * 13), ("1e5", "1e5"), ("nan", "nan"),
    ],
)  # fmt: skip
def test_a_number_is_a_number_and_nothing_else_is(text: str, value: object) -> None:
    assert cell_value(text) == value
    assert type(cell_value(text)) is type(value)


def test_csv_and_xlsx_give_the_same_table(tmp_path: Path) -> None:
    book = Workbook()
    for row in (("PDU", "Average caseload"), ("North", 41.5), ("South", 38)):
        book.active.append(row)
    book.save(tmp_path / "table.xlsx")
    one = read_context_table(written(tmp_path, "PDU,Average caseload\nNorth,41.5\nSouth,38\n"))
    two = read_context_table(tmp_path / "table.xlsx")
    assert (one.head, one.rows) == (two.head, two.rows)
    assert one.head == ("PDU", "Average caseload")
    assert one.rows == (("North", 41.5), ("South", 38))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file-empty"), ("PDU,Cases\n", "no-rows"), ("PDU,,Cases\nNorth,1,2\n", "context-column-without-name"),
        ("PDU,Surname\nNorth,Smith\n", "column-names-people"), ('PDU,Cases\n"No\nrth",2\n', "cell-with-line-break"),
        ("PDU,PDU\nNorth,2\n", "column-twice"), ("PDU,Cases\nNorth\n", "row-with-fewer-cells"),
        ("PDU,Cases\n" + "North,1\n" * 501, "too-many-rows"), (f"PDU\n{'x' * 201}\n", "cell-too-long"),
        (",".join(f"c{n}" for n in range(31)) + "\n1\n", "too-many-columns"),
        ("A\n\u202eb\n", "cell-hidden-characters"),
        (",".join(f"c{n}" for n in range(30)) + "\n" + (",".join(["x" * 100] * 30) + "\n") * 70,
         "context-table-too-long"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(tmp_path: Path, text: str, code: str) -> None:
    file = written(tmp_path, text)
    if code == "context-column-without-name":
        assert refusal(read_context_table, file) in (code, "column-without-name")
    else:
        assert refusal(read_context_table, file) == ("cell-too-long" if "x" * 201 in text else code)


def test_a_table_needs_title_source_and_date_and_names_nobody(tmp_path: Path) -> None:
    team = make_team(tmp_path, inspectors=1, cases=2)
    lead = team.lead
    file, day = written(tmp_path, "PDU,Cases\nNorth,12\n"), date(2026, 9, 30)
    wrong = {
        "context-table-unnamed": NewTable(file, "region", " ", "Source", day),
        "context-table-unsourced": NewTable(file, "region", "Title", "", day),
        "context-table-undated": NewTable(file, "region", "Title", "Source", None),
        "context-topic-unknown": NewTable(file, "weather", "Title", "Source", day),
        "context-table-names-people": NewTable(file, "region", "Case 26-401", "Source", day),
    }
    for code, new in wrong.items():
        assert refusal(context_tables.import_table, lead, new) == code
    good = NewTable(file, "region", "Year to March 2026", "Source", day)
    assert refusal(context_tables.import_table, team.inspectors[0], good) == "role-not-allowed"
    context_tables.import_table(lead, good)
    context_tables.import_table(lead, good)
    kept = context_tables.tables(lead)
    assert [(one.value.title, one.for_report.dated) for one in kept] == [("Year to March 2026", "2026-09-30")]
    context_tables.remove(lead, kept[0].id)
    assert context_tables.tables(lead) == ()
    team.close()
