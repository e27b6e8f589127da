"""Writing: what appears is sealed, padded, read back and counted, or nothing appears."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from exchange.people import (
    ANNE,
    BEN,
    CASE,
    INSPECTION,
    LEAD,
    NOW,
    OTHER_CASE,
    Journal,
    anne_journal,
    entropy,
    keys_of,
    lead_standing,
    lines_of,
    members_of,
    send,
    work_content,
)
from hmip_desktop.domain.revisions import sha256_hex, subject
from hmip_desktop.domain.sample import CheckOverride, Declaration
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Cancelled, Refused
from hmip_desktop.exchange import seal
from hmip_desktop.exchange.reader import cases, check_standing, describe, open_package
from hmip_desktop.exchange.writer import Recipient, write_package
from hmip_desktop.progress import Progress


def test_the_file_says_nothing_from_outside(tmp_path: Path) -> None:
    written = send(work_content(anne_journal()), tmp_path)
    assert re.fullmatch(r"hmip-[a-z]{8}\.hmip", written.path.name)
    assert list(tmp_path.iterdir()) == [written.path]
    sealed = written.path.read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1\n")
    assert not any(word in sealed for word in (b"Anne", CASE.encode(), INSPECTION.encode(), b"manifest"))
    assert 16 * 1024 < len(sealed) == written.bytes < 17 * 1024
    assert sha256_hex(sealed) == written.file_sha256


def test_what_was_written_is_counted(tmp_path: Path) -> None:
    written = send(work_content(anne_journal(5)), tmp_path)
    opened = open_package(written.path, keys_of(LEAD))
    assert (written.cases, written.revisions) == (2, 10)
    assert written.brought == {f"{'c' * 16}/{case}": ((1, 5),) for case in (CASE, OTHER_CASE)}
    assert written.manifest_digest == opened.manifest_digest == sha256_hex(bytes(opened.members["manifest.json"]))
    assert (opened.manifest.package, opened.manifest.made_at) == (written.package_id, moment(NOW))


def test_only_those_named_can_open_it(tmp_path: Path) -> None:
    path = send(work_content(anne_journal()), tmp_path, to=(LEAD, BEN)).path
    assert open_package(path, keys_of(LEAD)).manifest.addressee == LEAD.fingerprint
    assert open_package(path, keys_of(BEN)).manifest.recipients == (LEAD.fingerprint, BEN.fingerprint)
    with pytest.raises(Refused, match="package-not-for-you"):
        open_package(path, keys_of(ANNE))


def test_rows_of_no_case_and_of_leads_travel_too(tmp_path: Path) -> None:
    journal = Journal(LEAD, "e" * 16)
    journal.add(subject("declaration", LEAD.fingerprint), Declaration(False, "", moment(NOW)), pack=None)
    journal.add(subject("override", "few-per-pdu"), CheckOverride("few-per-pdu", "agreed"), pack=None)
    deputy = replace(lead_standing(), own=BEN.fingerprint)
    content = work_content(
        journal,
        inspection_lines=lines_of(journal.of("-")),
        lead_lines=lines_of(journal.of("lead")),
    )
    path = send(content, tmp_path, sender=LEAD, to=(BEN,)).path
    found = list(cases(check_standing(open_package(path, keys_of(BEN)), deputy), deputy))
    assert [(case.case_id, len(case.revisions), case.refused) for case in found] == [("-", 1, None), ("lead", 1, None)]
    swapped = replace(content, inspection_lines=content.lead_lines, lead_lines=())
    path = send(swapped, tmp_path, sender=LEAD, to=(BEN,), seed=3).path
    (case,) = cases(check_standing(open_package(path, keys_of(BEN)), deputy), deputy)
    assert case.refused is not None
    assert case.refused.code == "row-of-other-case"


def test_packages_fall_into_few_sizes(tmp_path: Path) -> None:
    sizes = {send(work_content(anne_journal(n)), tmp_path, seed=n).bytes // 1024 for n in range(1, 30, 4)}
    assert sizes == {16}


def test_the_names_say_which_was_first(tmp_path: Path) -> None:
    first = send(work_content(anne_journal()), tmp_path)
    second = send(work_content(anne_journal()), tmp_path)
    assert first.path != second.path, "a name that is taken is not taken again"


@pytest.mark.parametrize("key", ["", "age1qqqq", "AGE-SECRET-KEY-1"])
def test_a_bad_key_writes_nothing(tmp_path: Path, key: str) -> None:
    with pytest.raises(Refused, match="recipient-key-invalid"):
        write_package(
            work_content(anne_journal()),
            sender=ANNE,
            recipients=(Recipient(LEAD.fingerprint, key),),
            folder=tmp_path,
            entropy=entropy(),
            now=NOW,
        )
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="package-folder-missing"):
        send(work_content(anne_journal()), tmp_path / "nowhere")


def test_what_would_not_read_back_does_not_appear(tmp_path: Path) -> None:
    journal = anne_journal()
    rows = lines_of(journal.of(CASE))
    for bad in (
        [*rows[:3], (rows[3][0], b'{"salt":"","value":null}')],
        [rows[0], (rows[1][0].replace(b"C2", b"C3"), rows[1][1]), rows[2]],
        [(rows[0][0] + b"\n", rows[0][1])],
    ):
        with pytest.raises(Refused, match=r"row-|chain-"):
            send(work_content(journal, cases=[(CASE, bad)]), tmp_path)
    for changes in ({"sequence": 0}, {"inspection": "x"}, {"kind": "letter"}, {"previous": "0" * 64}):
        with pytest.raises(Refused, match="package-manifest-invalid"):
            send(work_content(journal, **changes), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_stopping_leaves_nothing(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        write_package(
            work_content(anne_journal()),
            sender=ANNE,
            recipients=(Recipient(LEAD.fingerprint, LEAD.card.recipient),),
            folder=tmp_path,
            entropy=entropy(),
            now=NOW,
            progress=progress,
        )
    assert list(tmp_path.iterdir()) == []


def test_a_case_of_unlikely_size_is_refused(tmp_path: Path) -> None:
    journal = anne_journal(1)
    header, value = lines_of(journal.of(CASE))[0]
    assert value is not None
    many = ((header, value * 4000) for _ in range(300))
    with pytest.raises(Refused, match="package-case-too-big"):
        send(work_content(journal, cases=[(CASE, many)]), tmp_path)


def test_standard_tools_open_and_check_a_package(tmp_path: Path) -> None:
    """With the key, age, unzip and ssh-keygen are enough; here the library stands in for the age program."""
    if not shutil.which("unzip") or not shutil.which("ssh-keygen"):
        pytest.skip("unzip or ssh-keygen is not on this machine")
    journal = anne_journal()
    path = send(work_content(journal), tmp_path).path
    (tmp_path / "package.zip").write_bytes(seal.decrypt(path.read_bytes(), (LEAD.age_secret,)))
    subprocess.run(["unzip", "-q", "package.zip", "-d", "open"], cwd=tmp_path, check=True, capture_output=True)
    inside = tmp_path / "open"
    manifest = json.loads((inside / "manifest.json").read_text())
    (inside / "allowed").write_text("sender " + manifest["sender"]["signing"] + "\n")
    for name, namespace in (("manifest.json", "hmip-manifest@1"), (f"heads/{'c' * 16}.json", "hmip-heads@1")):
        command = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "sender", "-n", namespace, "-s", name + ".sig"]
        subprocess.run(command, input=(inside / name).read_bytes(), cwd=inside, check=True, capture_output=True)
    for entry in manifest["members"]:
        assert sha256_hex((inside / entry["name"]).read_bytes()) == entry["sha256"]
    lines = gzip.decompress((inside / f"cases/{CASE}.jsonl.gz").read_bytes()).splitlines()
    assert sha256_hex(lines[-2]) == journal.of(CASE)[-1].digest
    assert sha256_hex(lines[1]) == json.loads(lines[0])["commit"]


def test_describe_says_what_a_good_package_is(tmp_path: Path) -> None:
    written = send(work_content(anne_journal()), tmp_path)
    said = describe(written.path, keys_of(LEAD))
    assert (said.readable, said.signature, said.refused) == (True, "good", None)
    assert said.manifest is not None
    assert (said.manifest.kind, said.sender_fingerprint) == ("work", ANNE.fingerprint)
    assert said.manifest_digest == written.manifest_digest
    without = describe(written.path)
    assert (without.readable, without.signature) == (False, "unknown")
    assert without.refused is not None
    assert without.refused.code == "package-needs-store"
    missing = describe(tmp_path / "none.hmip", keys_of(LEAD))
    assert missing.refused is not None
    assert missing.refused.code == "package-missing"
    folder = describe(tmp_path, keys_of(LEAD))
    assert folder.refused is not None
    assert folder.refused.code == "package-missing"


def test_describe_names_what_it_could_read_of_a_bad_one(tmp_path: Path) -> None:
    from exchange.people import forge

    members = members_of(send(work_content(anne_journal()), tmp_path).path, LEAD)
    members[f"cases/{CASE}.jsonl.gz"] = members[f"cases/{CASE}.jsonl.gz"][:-1] + b"x"
    said = describe(forge(tmp_path / "a.hmip", members, relist=False), keys_of(LEAD))
    assert (said.readable, said.signature) == (True, "good")
    assert said.refused is not None
    assert said.refused.code == "package-member-differs"
    said = describe(forge(tmp_path / "b.hmip", members, signer=BEN), keys_of(LEAD))
    assert (said.readable, said.signature) == (True, "wrong")
    assert said.sender_fingerprint == ANNE.fingerprint, "what the package says of itself"
