"""Words that somebody typed, or put into a file: shown as they are, cut never in silence, run never."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pypdf import PdfReader
from source import ROOT

from hmip_desktop.domain.assessment import Evidence, EvidenceLink
from hmip_desktop.domain.conditions import parse
from hmip_desktop.errors import Refused
from hmip_desktop.intake import packs
from hmip_desktop.outputs.workbook import CELL_LIMIT, cell_text
from hmip_desktop.services import assess, report, stores
from hmip_desktop.services.files import write_private
from tests.faults.small_disk import MOUNT, can_mount
from tests.made_up_packs import pack_of, small
from tests.people import PASSPHRASE, Team, make_team

MARKUP = '<img src="file:///etc/passwd"><a href="http://example.invalid">x</a> & <b>'


@pytest.mark.parametrize(
    "passphrase", ["", " ", "a", "a" * 200, "\x00" * 20, "é" * 73, "\ud800" * 15, "x'" + "0" * 64 + "'"]
)
def test_any_text_may_be_typed_where_a_passphrase_is_asked(passphrase: str) -> None:
    began = time.perf_counter()
    assert 0 <= stores.passphrase_score(passphrase) <= 4
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("passphrase", "least", "most"),
    [
        ("probation inspectorate", 0, 2), ("hmip inspection", 0, 2), ("walnut kettle", 0, 2), ("password1234", 0, 2),
        ("violin kettle harbour walnut", 4, 4), ("violinkettleharbourwalnut", 4, 4),
    ],
)  # fmt: skip
def test_words_that_lie_near_and_two_words_of_any_kind_are_no_passphrase(
    passphrase: str, least: int, most: int
) -> None:
    assert least <= stores.passphrase_score(passphrase) <= most


def test_no_keychain_is_asked_so_none_can_be_locked_lost_or_of_another_store() -> None:
    code = (
        "import sys; from hmip_desktop.services import stores, recovering; import hmip_desktop.store.engine;"
        "print([name for name in sys.modules if name.split('.')[0] in ('keyring', 'secretstorage', 'win32cred')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert "keyring" not in (ROOT / "packaging" / "requirements.txt").read_text()


@pytest.mark.parametrize(
    "text",
    ["(" * 5000, "not " * 5000 + "a", "a" * 100_000, "((a) " * 3000, "a and " * 20_000 + "b", "'" + "a" * 50_000],
)
def test_a_condition_that_is_long_or_deep_is_read_or_refused_at_once(text: str) -> None:
    began = time.perf_counter()
    with contextlib.suppress(ValueError, Refused):
        parse(text)
    assert time.perf_counter() - began < 1


def test_no_field_of_a_pack_is_a_pattern_that_could_run_for_ever(tmp_path: Path) -> None:
    document = small() | {"pattern": "^(a+)+$"}
    file = tmp_path / "pack.json"
    file.write_text(json.dumps(document))
    checked = packs.check(file)
    assert checked.pack is None
    assert {error.code for error in checked.errors} == {"pack-unknown-field"}


def test_a_question_renamed_under_answers_leaves_the_answers_and_is_another_pack(tmp_path: Path) -> None:
    """The digest of a pack stands on every answer, so an answer is never read under words that it was not given to."""
    pack = pack_of(small())
    renamed = pack_of(small() | {"version": "1.0.1"})
    assert renamed.digest != pack.digest
    team = make_team(tmp_path, inspectors=1, cases=1)
    team.give_out()
    ai, case_id = team.inspectors[0], team.case_id(team.inspectors[0])
    with pytest.raises(Refused, match="question-not-in-pack"):
        assess.record_answer(ai, case_id, "C1-renamed", "yes")
    assess.record_answer(ai, case_id, "C1a", "yes")
    assert ai.case(case_id).answers["C1a"].value.answer == "yes"
    team.close()


@pytest.mark.parametrize("letter", ["x", "ŵ", "😀"])
def test_a_cell_that_cannot_hold_a_note_says_how_much_is_left_out(letter: str) -> None:
    assert cell_text(letter * 100) == letter * 100
    shown = cell_text(letter * 40_000)
    assert len(shown.encode("utf-16-le")) // 2 <= CELL_LIMIT
    kept = shown.count(letter) - (1 if letter == "x" and "x" in shown.rsplit("[", 1)[1] else 0)
    assert shown.endswith(f"[{40_000 - kept:,} characters left out here]")


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory):
    made = make_team(tmp_path_factory.mktemp("team"), inspectors=1, cases=2)
    made.give_out()
    yield made
    made.close()


def test_markup_direction_marks_and_long_words_are_printed_as_words(team: Team, tmp_path: Path) -> None:
    ai = team.inspectors[0]
    case_id = team.case_id(ai)
    for words in (MARKUP, "Name \u202egnirts reversed", "W" * 2000, "=1+1", "\x07bell"):
        assess.save_evidence(ai, case_id, Evidence(words, "oasys", links=(EvidenceLink("C1", "supports"),)))
    request = report.ReportRequest(tmp_path, ("case",), audience="team", clear=True, reason="Test.")
    made = report.report(ai, request)
    texts = [page.extract_text() for path in made.outputs if path.suffix == ".pdf" for page in PdfReader(path).pages]
    whole = "".join(texts).replace("\n", " ")
    assert "<img src=" in whole
    assert "\u202e" not in whole
    assert "gnirts reversed" in whole
    for path in made.outputs:
        content = path.read_bytes()
        assert b"/URI" not in content
        assert b"/Launch" not in content
        assert b"root:x:0" not in content


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_no_half_one(tmp_path: Path) -> None:
    target = tmp_path / "headline.pdf"
    target.write_bytes(b"the one before")
    (tmp_path / "folder.pdf").mkdir()
    for bad in (tmp_path / "folder.pdf", tmp_path / ("n" * 300)):
        with pytest.raises(Refused, match="file-not-writable"):
            write_private(bad, b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.pdf", "headline.pdf"]
    assert target.read_bytes() == b"the one before"
    write_private(target, b"the new one")
    assert target.read_bytes() == b"the new one"
    assert os.name == "nt" or target.stat().st_mode & 0o077 == 0


FULL = """
import os, sys
from pathlib import Path
sys.path[:0] = [os.getcwd(), os.getcwd() + "/tests"]
from hmip_desktop.errors import Refused
from hmip_desktop.services.files import write_private
place = Path(sys.argv[1])
write_private(place / "kept.pdf", b"whole")
for name, size in (("new.pdf", 8_000_000), ("kept.pdf", 8_000_000)):
    try:
        write_private(place / name, bytes(size))
        print("written")
    except Refused as refused: print(refused.code)
from tests.exchange.people import *
journal = anne_journal(4)
import random
big = [(case, [(h, v) for h, v in lines_of(journal.of(case))]) for case in (CASE, OTHER_CASE)]
(place / "filler").write_bytes(bytes(6_000_000 - 60_000))
try: send(work_content(journal), place); send(work_content(journal), place, seed=10)
except Refused as refused: print(refused.code)
print(*sorted(path.name.split("-")[0] for path in place.iterdir() if path.name != "filler"))
print((place / "kept.pdf").read_bytes())
"""


def test_a_full_disk_leaves_the_old_output_and_no_half_package(tmp_path: Path) -> None:
    if not can_mount(tmp_path):
        pytest.skip("a small disk of one's own needs Linux and its administrator")
    done = subprocess.run(
        [*MOUNT, str(tmp_path), sys.executable, FULL], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[:2] == ["file-not-writable", "file-not-writable"], done.stderr
    *_, names, kept = done.stdout.splitlines()
    assert kept == "b'whole'"
    assert not [name for name in names.split() if name.startswith((".", "tmp"))]


def test_no_output_is_made_with_the_passphrase_in_it(team: Team) -> None:
    for path in team.folder.rglob("*"):
        if path.is_file():
            assert PASSPHRASE.encode() not in path.read_bytes(), path.name
