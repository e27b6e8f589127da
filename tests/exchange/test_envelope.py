"""The ZIP inside a package: one plain form, every byte accounted for."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.errors import Refused
from hmip_desktop.exchange.envelope import pack_members, padded_size, read_members

MEMBERS = [("manifest.json", b"{}"), ("cases/" + "a" * 16 + ".jsonl.gz", b"\x1f\x8b" * 50)]
PLAIN = pack_members(MEMBERS)


def code_of(untrusted: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_members(untrusted)
    return refused.value.code


def zipped(*members: tuple[str, bytes], **options: object) -> bytes:
    """A ZIP as another program might write it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", **options) as archive:  # type: ignore[call-overload]
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = archive.compression
            archive.writestr(info, data)
    return buffer.getvalue()


def test_members_read_back_without_the_padding() -> None:
    assert [(name, bytes(data)) for name, data in read_members(PLAIN).items()] == MEMBERS
    assert len(PLAIN) == 16 * 1024


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not on this machine")
def test_unzip_is_content(tmp_path: Path) -> None:
    (tmp_path / "plain.zip").write_bytes(PLAIN)
    assert subprocess.run(["unzip", "-tq", "plain.zip"], cwd=tmp_path, check=False, capture_output=True).returncode == 0


@given(st.integers(1, 400_000_000))
def test_few_sizes_are_seen_from_outside(size: int) -> None:
    padded = padded_size(size)
    assert padded >= size
    assert padded_size(padded) == padded
    assert padded <= max(16 * 1024, 2 * size)
    if size > 1024 * 1024:
        assert padded <= size * 1.1


def test_other_files_are_no_zip() -> None:
    assert code_of(b"") == "package-not-a-zip"
    assert code_of(b"plain text" * 1000) == "package-not-a-zip"
    assert code_of(PLAIN[:-1]) == "package-not-a-zip"
    assert code_of(PLAIN + b"x") == "package-not-a-zip"
    assert code_of(b"x" + PLAIN) == "package-not-a-zip"


def test_hidden_and_odd_structures_are_refused() -> None:
    padding = ("padding", bytes(100))
    assert (
        code_of(zipped(("manifest.json", b"x" * 100), padding, compression=zipfile.ZIP_DEFLATED)) == "package-not-a-zip"
    )
    assert code_of(zipped(("manifest.json", b"x"))) == "package-member-unexpected"
    assert code_of(zipped(padding, ("manifest.json", b"x"))) == "package-member-unexpected"
    assert code_of(zipped(("manifest.json", b"x"), ("padding", b"\0\0hidden"))) == "package-damaged"
    for name in ("../manifest.json", "/manifest.json", "cases/x.jsonl.gz", "Manifest.json", "a\\b", "évil"):
        assert code_of(zipped((name, b"x"), padding)) in ("package-member-unexpected", "package-not-a-zip")
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = zipped(("manifest.json", b"x"), ("manifest.json", b"y"), padding)
    assert code_of(twice) == "package-member-unexpected"


def test_too_many_members_are_refused_before_any_is_looked_at() -> None:
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 65_535, 65_535, 0, 0, 0)
    assert code_of(end) == "package-member-unexpected"


def test_a_comment_or_a_link_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("padding", b"\0")
        archive.comment = b"hello"
    assert code_of(buffer.getvalue()) == "package-not-a-zip"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("manifest.json")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("padding", b"\0")
    assert code_of(buffer.getvalue()) == "package-not-a-zip"


@given(st.data())
def test_changed_bytes_are_refused_or_read_the_same(data: st.DataObject) -> None:
    changed = bytearray(PLAIN)
    interesting = [*range(300), *range(len(PLAIN) - 300, len(PLAIN))]
    place = data.draw(st.one_of(st.sampled_from(interesting), st.integers(0, len(PLAIN) - 1)))
    kind = data.draw(st.sampled_from(["flip", "cut", "insert"]))
    if kind == "flip":
        changed[place] ^= data.draw(st.integers(1, 255))
    elif kind == "cut":
        del changed[place : place + data.draw(st.integers(1, 500))]
    else:
        changed[place:place] = data.draw(st.binary(min_size=1, max_size=40))
    try:
        members = read_members(bytes(changed))
    except Refused:
        return
    assert [len(data) for data in members.values()] == [len(data) for _, data in MEMBERS]
    assert sum(map(len, members)) == sum(len(name) for name, _ in MEMBERS)
