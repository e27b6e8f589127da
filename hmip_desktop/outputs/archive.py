"""Spreadsheet and word files are ZIP archives: written again with fixed dates, so that two runs are equal."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

FIXED = (1980, 1, 1, 0, 0, 0)


def fixed_archive(content: bytes) -> bytes:
    """The same members in the same order with one fixed date; ``mimetype`` stays uncompressed, as ODF asks."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w") as new:
        for member in old.infolist():
            entry = ZipInfo(member.filename, FIXED)
            entry.compress_type = ZIP_STORED if member.filename == "mimetype" else ZIP_DEFLATED
            entry.create_system = 0
            new.writestr(entry, old.read(member))
    return out.getvalue()
