"""The reader of tables: encodings, limits, ragged rows, and workbooks that are none."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.errors import Refused
from hmip_desktop.intake.tables import (
    NAMES_OF_PEOPLE,
    TableLimits,
    has_hidden_characters,
    read_table,
    require_columns,
    unknown_columns,
)
from hmip_desktop.intake.workbooks import WorkbookLimits, read_workbook

LIMITS = TableLimits()


def write(folder: Path, content: bytes | str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(folder: Path, content: bytes | str, name: str = "table.csv", limits: TableLimits = LIMITS) -> Refused:
    with pytest.raises(Refused) as refused:
        read_table(write(folder, content, name), limits)
    return refused.value


def workbook(rows, path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_marks_and_line_ends(tmp_path, mark, bom, end) -> None:
    text = end.join(mark.join(row) for row in (("case_ref", "PDU"), ("26-1", "Ŵyr"), ("26-2", "Tŷ"))) + end
    table = read_table(write(tmp_path, bom + text.encode()))
    assert table.columns == ("case_ref", "pdu")
    assert [(row.number, row.untrusted_cells) for row in table.rows] == [(2, ("26-1", "Ŵyr")), (3, ("26-2", "Tŷ"))]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path) -> None:
    table = read_table(write(tmp_path, 'a,b\n1,"two\nlines"\n\n,\n5,x\n'))
    assert [row.number for row in table.rows] == [2, 5]


def test_header_names_are_made_alike(tmp_path) -> None:
    assert read_table(write(tmp_path, " Case Ref ,RoSH,start-date,\n1,2,3,\n")).columns == (
        "case_ref",
        "rosh",
        "start_date",
    )


def test_formulas_stay_text(tmp_path) -> None:
    table = read_table(write(tmp_path, 'a,b\n"=1+1","=cmd|\'/C calc\'!A0"\n'))
    assert table.rows[0].untrusted_cells == ("=1+1", "=cmd|'/C calc'!A0")


def test_ragged_rows_are_errors_and_the_others_stand(tmp_path) -> None:
    table = read_table(write(tmp_path, "a,b\n1\n1,2\n1,2,3\n1,2,,\n"))
    assert [row.number for row in table.rows] == [3, 5]
    assert [(e.row, e.code) for e in table.errors] == [(2, "row-with-fewer-cells"), (4, "row-with-more-cells")]


def test_cells_that_hide_something_are_errors(tmp_path) -> None:
    table = read_table(write(tmp_path, f"a,b,\nx\u202ey,1,\nok,{'z' * 5000},\nok,1,stray\n\x07,2,\n"))
    assert [(e.row, e.column, e.code) for e in table.errors] == [
        (2, "a", "cell-hidden-characters"), (3, "b", "cell-too-long"), (4, "", "row-with-more-cells"),
        (5, "a", "cell-hidden-characters"),
    ]  # fmt: skip


def test_a_value_in_a_column_without_name(tmp_path) -> None:
    table = read_table(write(tmp_path, "a,,b\n1,,2\n1,x,2\n"))
    assert [(e.row, e.code) for e in table.errors] == [(3, "column-without-name")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"\xef\xbb\xbf", "file-empty"),
        (b" \n \n", "file-empty"),
        (b",,\n,,\n", "file-empty"),
        ("case_ref,pdu\n26-1,Môn\n".encode("cp1252"), "file-not-utf8"),
        ("case_ref\n26-1\n".encode("utf-16"), "file-not-utf8"),
        (b"a,b\n1,\x00\n", "file-not-text"),
        (b'a,b\n1,"open\n', "file-malformed"),
        (b'a,b\n1,"x"y\n', "file-malformed"),
        (b"a,b,A\n1,2,3\n", "column-twice"),
        (b"\na,b\n1,2\n", "header-not-first"),
        (b"a,b\x07\n1,2\n", "header-malformed"),
        (b"a,b\n1," + b"x" * 200_000 + b"\n", "file-malformed"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, content, code) -> None:
    assert refusal(tmp_path, content).code == code


def test_the_line_of_the_wrong_letter_is_named(tmp_path) -> None:
    assert refusal(tmp_path, "a\nb\nMôn\n".encode("latin-1")).params["row"] == 3


@pytest.mark.parametrize("above", [b"Cases of the North\n", b"Cases of the North,,\n\n", b"Cases\nof the North\n,,\n"])
def test_a_title_above_the_column_names_is_called_that(tmp_path, above) -> None:
    refused = refusal(tmp_path, above + b"a,b\n1,2\n")
    assert (refused.code, refused.params["row"]) == ("header-not-first", above.count(b"\n") + 1)


def test_limits_come_first(tmp_path) -> None:
    limits = TableLimits(size=1024, rows=3, columns=2, cell=5)
    assert refusal(tmp_path, b"a\n" + b"1\n" * 4, limits=limits).code == "too-many-rows"
    assert refusal(tmp_path, b"a,b,c\n1,2,3\n", limits=limits).code == "too-many-columns"
    assert refusal(tmp_path, b"a\n" + b"1\n" * 1000, limits=limits).code == "file-too-large"
    assert len(read_table(write(tmp_path, b"a\n1\n2\n3\n"), limits).rows) == 3


def test_a_file_that_is_not_there(tmp_path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(Refused, match="file-missing"):
            read_table(path)


def test_columns_wanted_missing_unknown_and_naming_people(tmp_path) -> None:
    table = read_table(write(tmp_path, "case_ref,Surname,shoe_size\n1,2,3\n"))
    faults = require_columns(table, ("case_ref", "pdu"))
    assert [(e.row, e.column, e.code) for e in faults] == [
        (1, "pdu", "column-missing"), (1, "surname", "column-names-people"),
    ]  # fmt: skip
    assert [note.column for note in unknown_columns(table, ("case_ref",))] == ["shoe_size"]
    assert {"name", "surname", "dob"} <= NAMES_OF_PEOPLE


def test_a_workbook_gives_text_iso_dates_and_whole_numbers(tmp_path) -> None:
    rows = [
        ["case_ref", "start_date", "age", "interview_at", "flag", "share"],
        ["26-1", dt.date(2026, 5, 4), 41, dt.datetime.fromisoformat("2026-11-23T09:30"), True, 0.5],
        [None, None, None, None, None, None],
        [260417, dt.datetime.fromisoformat("2026-05-05"), "", None, False, "=1+1"],
    ]
    table = read_table(workbook(rows, tmp_path / "sample.xlsx"))
    assert table.rows[0].untrusted_cells == ("26-1", "2026-05-04", "41", "2026-11-23T09:30", "true", "0.5")
    assert table.rows[1].number == 4
    assert table.rows[1].untrusted_cells[:2] == ("260417", "2026-05-05")
    assert not table.errors


def test_a_workbook_is_known_by_its_content(tmp_path) -> None:
    path = workbook([["a"], ["1"]], tmp_path / "sample.xlsx")
    assert read_table(path.rename(tmp_path / "sample.csv")).columns == ("a",)


def archive(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return stream.getvalue()


def with_sheet(tmp_path: Path, sheet: bytes) -> bytes:
    path = workbook([["a"], ["1"]], tmp_path / "plain.xlsx")
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    return archive({**members, "xl/worksheets/sheet1.xml": sheet})


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize("name", ["sample.xlsx", "sample.xls", "sample.ods"])
@pytest.mark.parametrize(
    "content", [b"case_ref,pdu\n1,2\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, b"PK\x03\x04 cut"]
)
def test_an_xlsx_that_is_no_xlsx(tmp_path, name, content) -> None:
    assert refusal(tmp_path, content, name).code == "xlsx-not-xlsx"


def test_another_zip_is_no_workbook(tmp_path) -> None:
    assert refusal(tmp_path, archive({"mimetype": b"application/vnd.oasis"}), "x.ods").code == "xlsx-not-xlsx"


def test_a_bomb_is_measured_and_not_opened(tmp_path) -> None:
    assert refusal(tmp_path, with_sheet(tmp_path, b" " * 30_000_000), "bomb.xlsx").code == "xlsx-too-large"
    many = {"[Content_Types].xml": b"", "xl/workbook.xml": b"", **{f"m{i}": b"" for i in range(2100)}}
    assert refusal(tmp_path, archive(many), "many.xlsx").code == "xlsx-too-large"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (
            b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
            "too-many-rows",
        ),
        (b'<row r="900000"><c r="XFD900000"><v>1</v></c></row>', "xlsx-too-large"),
        (b'<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>', "xlsx-too-large"),
    ],
)
def test_a_far_away_cell_does_not_fill_the_memory(tmp_path, cells, code) -> None:
    assert refusal(tmp_path, with_sheet(tmp_path, SHEET % cells), "far.xlsx").code == code


@pytest.mark.parametrize("sheet", [b"not xml", b"", SHEET % b'<row r="1"><c r="?"><v>1</v></c></row>', b"<worksheet"])
def test_a_damaged_sheet_is_refused_and_nothing_breaks(tmp_path, sheet) -> None:
    assert refusal(tmp_path, with_sheet(tmp_path, sheet), "damaged.xlsx").code in ("xlsx-unreadable", "file-empty")


def test_an_encrypted_member_is_refused(tmp_path) -> None:
    content = bytearray(workbook([["a"]], tmp_path / "x.xlsx").read_bytes())
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refusal(tmp_path, bytes(content), "locked.xlsx").code == "xlsx-encrypted"


def test_a_flipped_byte_is_refused_or_read(tmp_path) -> None:
    good = workbook([["a", "b"], ["1", "2"]], tmp_path / "x.xlsx").read_bytes()
    for at in range(30, len(good), 97):
        bad = bytearray(good)
        bad[at] ^= 0x5A
        code = ""
        try:
            rows = list(read_workbook(bytes(bad), WorkbookLimits(rows=100)))
        except Refused as refused:
            code, rows = refused.code, []
        assert code.startswith("xlsx-") or all(isinstance(cell, str) for row in rows for cell in row)


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=3, max_size=3), max_size=8))
def test_whatever_a_table_holds_comes_back_or_is_named(tmp_path_factory, rows) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows([["a", "b", "c"], *rows])
    path = write(tmp_path_factory.mktemp("t"), stream.getvalue())
    if any("\0" in cell for row in rows for cell in row):
        return
    table = read_table(path)
    faulty = {error.row for error in table.errors}
    for number, row in enumerate(rows, start=2):
        wanted = tuple(cell.strip() for cell in row)
        found = next((r.untrusted_cells for r in table.rows if r.number == number), None)
        if any(has_hidden_characters(cell) for cell in wanted):
            assert number in faulty
        elif any(wanted):
            assert tuple(c.replace("\r\n", "\n") for c in found or ()) == tuple(c.replace("\r\n", "\n") for c in wanted)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory, content) -> None:
    path = write(tmp_path_factory.mktemp("t"), content)
    outcome: object
    try:
        outcome = read_table(path).columns
    except Refused as refused:
        outcome = refused.code
    assert outcome
