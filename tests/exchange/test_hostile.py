"""Hostile files: always a refusal with a code or the very same reading, never another exception, never for long."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.people import (
    ANNE,
    CASE,
    LEAD,
    OTHER_CASE,
    anne_journal,
    forge,
    keys_of,
    lead_standing,
    members_of,
    packed,
    send,
    work_content,
)
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import seal
from hmip_desktop.exchange.envelope import pack_members
from hmip_desktop.exchange.reader import cases, check_standing, describe, open_package

KEYS = keys_of(LEAD)
NAME, OTHER = f"cases/{CASE}.jsonl.gz", f"cases/{OTHER_CASE}.jsonl.gz"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def package(folder: Path) -> Path:
    """A good package."""
    return send(work_content(anne_journal(4)), folder).path


@pytest.fixture(scope="module")
def members(package: Path) -> dict[str, bytes]:
    """What is in it."""
    return members_of(package, LEAD)


def reading(path: Path) -> dict[str, object]:
    """Everything that reading a package gives; a code where it is refused."""
    try:
        accepted = check_standing(open_package(path, KEYS), lead_standing())
    except Refused as refused:
        return {"refused": refused.code}
    found = cases(accepted, lead_standing())
    return {case.case_id: case.refused.code if case.refused else case.revisions for case in found}


def changed(data: st.DataObject, original: bytes, most: int) -> bytes:
    """``original`` with bytes flipped, cut out, put in, moved or doubled at any place."""
    out = bytearray(original)
    kinds = ["flip", "cut", "insert", "double", "zero", "truncate"]
    for _ in range(data.draw(st.integers(1, most))):
        place = data.draw(st.integers(0, 100_000)) % (len(out) + 1)
        size = data.draw(st.integers(1, 90))
        kind = data.draw(st.sampled_from(kinds))
        if kind == "flip" and place < len(out):
            out[place] ^= data.draw(st.integers(1, 255))
        elif kind == "cut":
            del out[place : place + size]
        elif kind == "insert":
            out[place:place] = data.draw(st.binary(min_size=1, max_size=40))
        elif kind == "double":
            out[place:place] = out[place : place + size]
        elif kind == "zero":
            out[place : place + size] = bytes(len(out[place : place + size]))
        else:
            del out[place:]
    return bytes(out)


@given(data=st.data())
def test_any_change_from_outside_is_refused(data: st.DataObject, package: Path, folder: Path) -> None:
    original = package.read_bytes()
    path = folder / "outside.hmip"
    path.write_bytes(changed(data, original, 3))
    if path.read_bytes() != original:
        assert str(reading(path)["refused"]).startswith("package-")
        assert describe(path, KEYS).refused is not None
        assert describe(path).refused is not None


@given(data=st.data())
def test_any_change_by_who_can_seal_is_refused_or_reads_the_same(
    data: st.DataObject, package: Path, members: dict[str, bytes], folder: Path
) -> None:
    """Everybody who knows the public key can seal anew, but signs nothing."""
    plain = pack_members(members.items())
    path = folder / "inside.hmip"
    path.write_bytes(seal.encrypt(changed(data, plain, 2), [LEAD.card.recipient]))
    found, good = reading(path), reading(package)
    if "refused" in found:
        return
    assert found.keys() == good.keys()
    for case_id, revisions in found.items():
        assert revisions in (good[case_id], "package-member-differs", "package-member-damaged")


@given(data=st.data())
def test_any_member_changed_by_who_can_sign_spoils_that_case_only(
    data: st.DataObject, package: Path, members: dict[str, bytes], folder: Path
) -> None:
    """A member of the team signs what was changed, at any depth: packed bytes, or the rows themselves."""
    good = reading(package)
    if data.draw(st.booleans()):
        damaged = changed(data, members[NAME], 2)
    else:
        damaged = gzip.compress(changed(data, gzip.decompress(members[NAME]), 2), mtime=0)
    found = reading(forge(folder / "signed.hmip", {**members, NAME: damaged}))
    if "refused" in found:
        assert found["refused"] == "package-manifest-invalid", "too many rows for so few bytes"
        return
    assert found[OTHER_CASE] == good[OTHER_CASE]
    assert found[CASE] == good[CASE] or isinstance(found[CASE], str)


@given(data=st.data())
def test_any_document_changed_by_who_can_sign_is_refused_or_proves_nothing(
    data: st.DataObject, members: dict[str, bytes], folder: Path
) -> None:
    name = f"heads/{'c' * 16}.json" + data.draw(st.sampled_from(["", ".sig"]))
    damaged = changed(data, members[name], 1)
    found = reading(forge(folder / "heads.hmip", {**members, name: damaged}))
    if damaged != members[name]:
        assert set(found.values()) <= {"unattested", "package-manifest-invalid"}


@given(data=st.data())
def test_any_manifest_is_read_or_refused(data: st.DataObject, members: dict[str, bytes], folder: Path) -> None:
    """The signature is right under whatever the manifest became."""
    manifest = changed(data, members["manifest.json"], 2)
    rest = [(name, member) for name, member in members.items() if not name.startswith("manifest")]
    signature = seal.sign(manifest, ANNE.signing_seed, seal.MANIFEST)
    inside = pack_members([("manifest.json", manifest), ("manifest.json.sig", signature), *rest])
    path = folder / "manifest.hmip"
    path.write_bytes(seal.encrypt(inside, [LEAD.card.recipient]))
    found = reading(path)
    assert isinstance(describe(path, KEYS).size, int)
    if "refused" in found:
        assert str(found["refused"]).startswith("package-")
    else:
        assert set(found) == {CASE, OTHER_CASE}


def sealed(plain: bytes) -> bytes:
    return seal.encrypt(plain, [LEAD.card.recipient])


def many_members(members: dict[str, bytes]) -> bytes:
    """As many members as a ZIP of this kind can have, and more than a package may."""
    return pack_members([(f"cases/{number:016x}.jsonl.gz", b"x") for number in range(60_000)])


def big_manifest(members: dict[str, bytes]) -> bytes:
    entry = b'{"name":"a","rows":0,"sha256":"' + b"0" * 64 + b'","size":0,"unpacked":0},'
    start = b'{"format":"hmip-package","major":1,"minor":0,"members":['
    return pack_members([("manifest.json", start + entry * 150_000 + b"0]}"), ("manifest.json.sig", b"x")])


def deep_manifest(members: dict[str, bytes]) -> bytes:
    deep = b'{"a":' + b"[" * 15_000_000
    return pack_members([("manifest.json", deep), ("manifest.json.sig", b"x")])


HEAD = b"age-encryption.org/v1\n"
BIG: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "zeros": lambda _: bytes(50_000_000),
    "text": lambda _: b"Dear lead inspector, " * 2_400_000,
    "header-without-end": lambda _: HEAD + b"-> X25519 " + b"A" * 50_000_000,
    "many-stanzas": lambda _: HEAD + b"-> X25519 AAAA\nAAAA\n" * 2_500_000,
    "sealed-zeros": lambda _: sealed(bytes(50_000_000)),
    "sealed-many-members": lambda m: sealed(many_members(m)),
    "sealed-big-manifest": lambda m: sealed(big_manifest(m)),
    "sealed-deep-manifest": lambda m: sealed(deep_manifest(m)),
    "sealed-good-and-much-more": lambda m: sealed(
        pack_members([*m.items(), (f"cases/{0:016}.jsonl.gz", bytes(48_000_000))]),
    ),
}


@pytest.mark.parametrize("kind", BIG)
def test_any_large_file_is_described_within_seconds(kind: str, members: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "large.hmip"
    path.write_bytes(BIG[kind](members))
    began = time.perf_counter()
    said = describe(path, KEYS)
    assert time.perf_counter() - began < 5
    assert said.refused is not None
    assert said.refused.code.startswith("package-")


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.hmip"
    with path.open("wb") as file:
        file.truncate(257 * 1024 * 1024)
    said = describe(path, KEYS)
    assert said.refused is not None
    assert said.refused.code == "package-too-big"


def test_a_long_row_in_a_case_is_refused_quickly(members: dict[str, bytes], tmp_path: Path) -> None:
    rows = [(b'{"at":"' + b"9" * 60_000_000, b"")]
    path = forge(tmp_path / "x.hmip", {**members, NAME: packed(rows)})
    assert reading(path) == {"refused": "package-manifest-invalid"}, "nothing real packs so well"
