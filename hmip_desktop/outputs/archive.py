"""Spreadsheet and word files are ZIP archives: written again with fixed dates, so that two runs are equal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

FIXED = (1980, 1, 1, 0, 0, 0)
HERE = b"<!-- here -->"


def fixed_archive(content: bytes, filled: Mapping[str, Iterable[bytes]] | None = None) -> bytes:
    """The same members in the same order with one fixed date; ``mimetype`` stays uncompressed, as ODF asks.

    ``filled``: what takes the place of ``HERE`` in the member of that name, written bit by bit as it comes.
    """
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w") as new:
        for member in old.infolist():
            entry = ZipInfo(member.filename, FIXED)
            entry.compress_type = ZIP_STORED if member.filename == "mimetype" else ZIP_DEFLATED
            entry.create_system = 0
            if filled is None or member.filename not in filled:
                new.writestr(entry, old.read(member))
                continue
            before, _, after = old.read(member).partition(HERE)
            with new.open(entry, "w") as written:
                written.write(before)
                for bit in filled[member.filename]:
                    written.write(bit)
                written.write(after)
    return out.getvalue()
