"""The stored ZIP inside a sealed package: one plain form, written by the standard library and read strictly.

Reading accounts for every byte: members follow one another from the first byte on, the directory repeats them in
the same order, nothing stands between or behind. What a lenient reader would take differently is refused.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterable, Mapping

from hmip_desktop.errors import Refused

MEMBERS_LIMIT = 24_000
PADDING = "padding"
SMALLEST = 16 * 1024
STEP_AFTER = 1024 * 1024

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL_SIZE, _CENTRAL_SIZE, _END_SIZE = 30, 46, 22
_ENTRY = struct.Struct("<4sHHHHHHIIIHHHHHII")
_NAME = re.compile(r"[a-z]+(?:/[0-9a-f]{16,64}(?:-[0-9]{1,4})?)?(?:\.json(?:\.sig|l\.gz)?)?")
_REGULAR = (0, 0o10)


def padded_size(size: int) -> int:
    """The next of 16, 32, 64 ... KiB, above 1 MiB the next step of 10 %, in bytes."""
    step = SMALLEST
    while step < size:
        step = step * 2 if step < STEP_AFTER else step * 11 // 10
    return step


def pack_members(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A stored ZIP of these members, padded with zeros to one of few sizes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members:
            archive.writestr(_plain(name), data)
        directory = sum(_CENTRAL_SIZE + len(info.filename) for info in archive.infolist()) + _END_SIZE
        overhead = _LOCAL_SIZE + _CENTRAL_SIZE + 2 * len(PADDING)
        size = buffer.tell() + directory + overhead
        archive.writestr(_plain(PADDING), bytes(padded_size(size) - size))
    return buffer.getvalue()


def _plain(name: str) -> zipfile.ZipInfo:
    """The same bytes on every system, and no time of day."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system = 3
    info.external_attr = 0o100600 << 16
    return info


def read_members(untrusted: bytes) -> Mapping[str, memoryview]:
    """Members by name in the order they stand, the padding checked and left out.

    Raises Refused ``package-not-a-zip`` (no such structure, or not in its one plain form) or
    ``package-member-unexpected`` (a name that no package has, or one twice).
    """
    count, start = _end_of(untrusted)
    view = memoryview(untrusted)
    members: dict[str, memoryview] = {}
    at, data_at = start, 0
    for _ in range(count):
        name, size = _entry(untrusted, at, data_at)
        if name in members or not _NAME.fullmatch(name):
            raise Refused("package-member-unexpected")
        data_at += _LOCAL_SIZE + len(name)
        members[name] = view[data_at : data_at + size]
        data_at += size
        at += _CENTRAL_SIZE + len(name)
    if data_at != start or at != len(untrusted) - _END_SIZE:
        raise Refused("package-not-a-zip")
    _check_padding(members)
    return members


def _end_of(untrusted: bytes) -> tuple[int, int]:
    """How many members there are and where the directory starts."""
    if len(untrusted) < _END_SIZE or untrusted[-_END_SIZE:-18] != _END:
        raise Refused("package-not-a-zip")
    disk, first, here, count, size, start, comment = struct.unpack("<HHHHIIH", untrusted[-18:])
    if disk or first or comment or here != count or start + size + _END_SIZE != len(untrusted):
        raise Refused("package-not-a-zip")
    if not 0 < count <= MEMBERS_LIMIT:
        raise Refused("package-member-unexpected")
    return count, start


def _entry(untrusted: bytes, at: int, data_at: int) -> tuple[str, int]:
    """Name and size of the member whose directory entry is at ``at`` and whose data must be at ``data_at``."""
    fixed = untrusted[at : at + _CENTRAL_SIZE]
    if len(fixed) != _CENTRAL_SIZE:
        raise Refused("package-not-a-zip")
    (magic, _, _, flags, method, _, _, _, packed, size, named, extra, comment, disk, _, mode, offset) = _ENTRY.unpack(
        fixed
    )
    plain = magic == _CENTRAL and not (flags or method or extra or comment or disk) and packed == size
    if not plain or offset != data_at or mode >> 28 not in _REGULAR:
        raise Refused("package-not-a-zip")
    name = untrusted[at + _CENTRAL_SIZE : at + _CENTRAL_SIZE + named]
    local = untrusted[data_at : data_at + _LOCAL_SIZE + named]
    if local != _LOCAL + fixed[6:32] + name or not name.isascii():
        raise Refused("package-not-a-zip")
    return name.decode("ascii"), size


def _check_padding(members: dict[str, memoryview]) -> None:
    """Padding stands last and is nothing but zeros: no place to hide anything."""
    if next(reversed(members)) != PADDING:
        raise Refused("package-member-unexpected")
    padding = members.pop(PADDING)
    if padding != bytes(len(padding)):
        raise Refused("package-damaged")
