"""Packages cut, doubled, and opened by programs that everybody has."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from exchange.people import CASE, LEAD, anne_journal, keys_of, members_of, send, work_content

from hmip_desktop.errors import Refused
from hmip_desktop.exchange import seal
from hmip_desktop.exchange.envelope import pack_members, read_members
from hmip_desktop.exchange.reader import describe

CHUNK = 64 * 1024
PROGRAMS = ("age", "unzip", "ssh-keygen", "gzip")


@pytest.mark.parametrize("chunks", [0, 1, 2])
@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_sealed_file_cut_where_a_chunk_ends_is_refused(tmp_path: Path, chunks: int, off: int) -> None:
    whole = seal.encrypt(os.urandom(3 * CHUNK), [LEAD.card.recipient])
    head = len(whole) - 3 * (CHUNK + 16) - 16  # the header and the nonce, before the first chunk
    path = tmp_path / "cut.hmip"
    path.write_bytes(whole[: head + 16 + chunks * (CHUNK + 16) + off])
    said = describe(path, keys_of(LEAD)).refused
    assert said is not None
    assert said.code == "package-damaged"


def test_a_case_packed_twice_is_refused(tmp_path: Path) -> None:
    members = members_of(send(work_content(anne_journal(2)), tmp_path).path, LEAD)
    name = f"cases/{CASE}.jsonl.gz"
    plain = bytearray(pack_members([*members.items(), (name.replace("a", "e", 1), members[name])]))
    with pytest.raises(Refused, match=r"package-(member-unexpected|not-a-zip)"):
        read_members(bytes(plain).replace(b"ceses/", b"cases/"))


def test_standard_programs_alone_open_and_check_a_package(tmp_path: Path) -> None:
    """With the key, `age`, `unzip`, `ssh-keygen` and `gzip` are enough: nothing of this program is asked."""
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    if missing:
        pytest.skip("not on this machine: " + ", ".join(missing))
    journal = anne_journal()
    path = send(work_content(journal), tmp_path).path
    (tmp_path / "key.txt").write_text(LEAD.age_secret + "\n")

    def run(*command: str, given: bytes | None = None) -> bytes:
        return subprocess.run(command, cwd=tmp_path, input=given, check=True, capture_output=True).stdout

    run("age", "--decrypt", "-i", "key.txt", "-o", "package.zip", path.name)
    run("unzip", "-q", "package.zip", "-d", "open")
    inside = tmp_path / "open"
    manifest = json.loads((inside / "manifest.json").read_text())
    (tmp_path / "allowed").write_text("sender " + manifest["sender"]["signing"] + "\n")
    verify = ("ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "sender")
    heads = next((inside / "heads").glob("*.json"))
    for file, namespace in ((inside / "manifest.json", "hmip-manifest@1"), (heads, "hmip-heads@1")):
        run(*verify, "-n", namespace, "-s", f"{file}.sig", given=file.read_bytes())
        with pytest.raises(subprocess.CalledProcessError):
            run(*verify, "-n", namespace, "-s", f"{file}.sig", given=file.read_bytes() + b" ")
    for entry in manifest["members"]:
        assert hashlib.sha256((inside / entry["name"]).read_bytes()).hexdigest() == entry["sha256"]
    lines = run("gzip", "-dc", f"open/cases/{CASE}.jsonl.gz").splitlines()
    before = None
    for header, value in zip(lines[0::2], lines[1::2], strict=True):
        told = json.loads(header)
        assert told["prev"] == before
        assert told["commit"] == hashlib.sha256(value).hexdigest()
        before = hashlib.sha256(header).hexdigest()
    signed = json.loads(heads.read_text())["heads"]["heads"]
    assert before in {one["digest"] for one in signed}
    assert before == journal.of(CASE)[-1].digest
