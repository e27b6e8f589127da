"""Disks that do not take what is written: full, not to be written, pulled out; small real disks where possible."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from source import ROOT

from hmip_desktop.domain.assessment import AnswerValue
from hmip_desktop.domain.revisions import subject
from hmip_desktop.errors import Refused
from hmip_desktop.store import backup, engine, keys
from hmip_desktop.store.audit import audit
from hmip_desktop.store.keys import Kdf
from hmip_desktop.store.presence import disk_refusal
from hmip_desktop.store.revisions import Write, append, start_installation

WORDS = "violet anchor puzzle meadow 7"
ME = "1" * 30
CASE = "0123456789abcdef"
NOW = datetime(2026, 11, 9, 9, tzinfo=UTC)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB of its own; skipped where none can be made."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("no disk of its own can be made here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def _make(folder: Path) -> engine.Store:
    made = engine.create(folder, WORDS, now=NOW, entropy=os.urandom, kdf=Kdf(1, 64 * 1024, 1), environ={}).store
    start_installation(made, ground="first-run", author=ME, now=NOW, entropy=os.urandom)
    return made


def _answer(store: engine.Store, ref: str) -> None:
    write = Write(subject("answer", CASE, ref), AnswerValue("yes", "1.0"))
    append(store, [write], author=ME, now=NOW, entropy=os.urandom)


def _try(store: engine.Store, ref: str) -> str:
    """The code of what was refused, "" when it was saved."""
    try:
        _answer(store, ref)
    except Refused as refused:
        return refused.code
    return ""


def _held(store: engine.Store) -> int:
    with store.read() as db:
        return int(db.execute("SELECT count(*) FROM revision").fetchone()[0])


def test_a_full_disk_is_told_and_saving_goes_on_once_there_is_room(small: Path) -> None:
    store = _make(small / "store")
    _answer(store, "C1")
    filler = small / "filler"
    filler.write_bytes(b"\0" * max(shutil.disk_usage(small).free - 4096, 0))
    refused = [code for code in (_try(store, f"C{number}") for number in range(2, 4000)) if code]
    saved = 3999 - len(refused)
    assert set(refused) == {"disk-full"}
    assert _held(store) == saved + 1
    filler.unlink()
    _answer(store, "after")
    assert _held(store) == saved + 2
    assert audit(store).sound
    store.close()
    with engine.open_store(small / "store", passphrase=WORDS, environ={}) as again:
        assert _held(again) == saved + 2


def test_a_backup_and_a_passphrase_that_find_no_room_leave_nothing_behind(small: Path) -> None:
    store = _make(small / "store")
    (small / "filler").write_bytes(b"\0" * max(shutil.disk_usage(small).free, 0))
    with pytest.raises(Refused, match="disk-full"):
        backup.back_up(store, now=NOW)
    assert backup.backups(store.folder) == []
    with pytest.raises(Refused, match="disk-full"):
        store.change_passphrase("another passphrase", entropy=os.urandom, kdf=Kdf(1, 64 * 1024, 1))
    assert not (store.folder / "store.key.new").exists()
    assert keys.unlock(store.folder, WORDS).store_id == store.store_id
    (small / "filler").unlink()
    store.close()


def test_a_disk_that_may_not_be_written_is_told_and_nothing_is_changed(small: Path) -> None:
    _make(small / "store").close()
    before = (small / "store" / "store.db").read_bytes()
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    with pytest.raises(Refused, match="store-folder-read-only"):
        engine.open_store(small / "store", passphrase=WORDS, environ={})
    subprocess.run(["mount", "-o", "remount,rw", str(small)], check=True)
    assert (small / "store" / "store.db").read_bytes() == before
    engine.open_store(small / "store", passphrase=WORDS, environ={}).close()


LIMITED = """
import os, resource, sys
sys.path[:0] = [{root!r}, {tests!r}]
from pathlib import Path
from test_full_disk import _answer, _make
from hmip_desktop.errors import Refused
store = _make(Path({folder!r}))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    for number in range(4000):
        _answer(store, f"C{{number}}")
except Refused as refused:
    print(refused.code, flush=True)
os._exit(0)
"""


def test_a_file_that_may_not_grow_is_told_and_harms_nothing(tmp_path: Path) -> None:
    assert resource.RLIM_INFINITY in resource.getrlimit(resource.RLIMIT_FSIZE)
    code = LIMITED.format(root=str(ROOT), tests=str(Path(__file__).parent), folder=str(tmp_path / "store"))
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )
    assert done.stdout.split() in (["disk-full"], ["store-folder-trouble"]), done.stderr
    with engine.open_store(tmp_path / "store", passphrase=WORDS, environ={}) as again:
        assert audit(again).sound


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"), (errno.EFBIG, "disk-full"), (errno.EROFS, "store-folder-read-only"),
        (errno.EACCES, "store-folder-read-only"), (errno.ENOENT, "store-folder-gone"),
        (errno.EIO, "store-folder-trouble"),
    ],
)  # fmt: skip
def test_what_the_disk_says_is_told_apart(tmp_path: Path, number: int, code: str) -> None:
    assert disk_refusal(OSError(number, "said"), tmp_path).code == code
