"""The first sheet of an XLSX as rows of text. The ZIP is measured before anything parses it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hmip_desktop.errors import Refused

_PLACE = re.compile(rb"""<(?:\w+:)?(?:c|row)\s(?:[^<>]*\s)?r\s*=\s*["'](?:([A-Za-z]{1,8}))?([0-9]{1,10})["']""")
_REQUIRED = ("[Content_Types].xml", "xl/workbook.xml")
_CHUNK = 1024 * 1024
_OVERLAP = 64 * 1024
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class WorkbookLimits:
    """The largest workbook that is read. ``ratio`` is unpacked to packed size; ``area`` is rows x columns."""

    members: int = 2_000
    unpacked: int = 300 * 1024 * 1024
    ratio: int = 200
    ratio_from: int = 1024 * 1024
    rows: int = 1_000_001
    area: int = 10_000_000


def read_workbook(content: bytes, limits: WorkbookLimits = WorkbookLimits()) -> Iterator[list[str]]:
    """Rows of the first sheet, the first one being row 1; formulas give the value that was saved.

    Dates come as ISO dates, whole numbers without a decimal point. Raises ``Refused``: ``xlsx-not-xlsx``,
    ``xlsx-encrypted``, ``xlsx-too-large``, ``xlsx-unreadable``, ``too-many-rows``.
    """
    _measure(content, limits)
    # calamine is a compiled library that only workbooks need; CSV, which is most of the intake, does without.
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, ValueError, IndexError, OSError):
        raise Refused("xlsx-unreadable") from None
    return ([_text(cell) for cell in row] for row in rows)


def _measure(content: bytes, limits: WorkbookLimits) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        raise Refused("xlsx-not-xlsx") from None
    with archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        if any(required not in names for required in _REQUIRED):
            raise Refused("xlsx-not-xlsx")
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise Refused("xlsx-encrypted")
        unpacked = sum(member.file_size for member in members)
        steep = any(
            member.file_size > limits.ratio_from and member.file_size > limits.ratio * max(1, member.compress_size)
            for member in members
        )
        if len(members) > limits.members or len(names) != len(members) or unpacked > limits.unpacked or steep:
            raise Refused("xlsx-too-large")
        for member in members:
            _measure_area(archive, member, limits)


def _measure_area(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: WorkbookLimits) -> None:
    """Refuse a sheet whose furthest cell spans a huge area: readers make room for all of it at once."""
    furthest_row, furthest_column = 1, 1
    tail = b""
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                for letters, digits in _PLACE.findall(tail + chunk):
                    furthest_row = max(furthest_row, int(digits))
                    furthest_column = max(furthest_column, _column(letters))
                tail = chunk[-_OVERLAP:]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise Refused("xlsx-unreadable") from None
    if furthest_row > limits.rows:
        raise Refused("too-many-rows", limit=limits.rows - 1)
    if furthest_row * furthest_column > limits.area:
        raise Refused("xlsx-too-large")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time()
        return cell.date().isoformat() if midnight else cell.isoformat(timespec="minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)
