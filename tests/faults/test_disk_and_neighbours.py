"""The disk is full, write-protected or gone, or another program is in the way: said plainly, nothing lost, no half."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from itertools import count
from pathlib import Path

import pytest
from source import ROOT

from hmip_desktop.domain.assessment import Evidence
from hmip_desktop.errors import Refused
from hmip_desktop.store import audit, backup, caselist, drafts, engine, revisions
from hmip_desktop.store.connection import connect
from hmip_desktop.store.drafts import Draft
from hmip_desktop.store.presence import StoreFiles
from tests.faults.small_disk import MOUNT, can_mount
from tests.store.desk import LIGHT, PASSPHRASE, Desk, bytes_of, case, new_desk, reopen

ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
LONG = "Long words of a note. " * 100


@pytest.fixture
def desk(tmp_path: Path):
    made = new_desk(tmp_path / "store")
    made.open_inspection()
    yield made
    made.store.close()


def test_a_store_that_may_not_grow_says_so_keeps_the_draft_and_goes_on_later(desk: Desk) -> None:
    kept = Draft(f"note:{case(1)}/{1:016x}", case(1), "half a sentence", (), "2026-11-10T09:00:00.000Z")
    drafts.save(desk.store, kept)
    with desk.store.quiet() as raw:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count={pages}")
    before, numbers = caselist.case_list(desk.store), count()
    with pytest.raises(Refused, match="disk-full"):  # noqa: PT012 - it takes some
        while True:
            desk.put(*note(next(numbers)))
    held = len(revisions.case_history(desk.store, case(1)))
    assert drafts.pending(desk.store) == [kept]
    assert caselist.case_list(desk.store)[0].case_id == before[0].case_id
    with desk.store.quiet() as raw:
        raw.execute("PRAGMA max_page_count=1073741823")
    desk.answer(1, "C1", "yes")
    assert len(revisions.case_history(desk.store, case(1))) == held + 1
    assert audit.audit(desk.store).sound


def note(number: int) -> tuple[str, Evidence]:
    """Subject and value of a long note."""
    return f"evidence:{case(1)}/{number:016x}", Evidence(f"{LONG}{number}", "oasys")


FILLING = """
import os, sys
from pathlib import Path
sys.path[:0] = [os.getcwd(), os.getcwd() + "/tests"]
from hmip_desktop.errors import Refused
from hmip_desktop.store import audit, backup, engine, revisions
from tests.store.desk import *
from tests.faults.test_disk_and_neighbours import note
place = Path(sys.argv[1])
desk = new_desk(place / "store"); desk.open_inspection()
promised, said = set(), []
filler = place / "filler"
with filler.open("wb", buffering=0) as file:
    try:
        while True: file.write(bytes(4096))
    except OSError: pass
filler.write_bytes(bytes(filler.stat().st_size - 400 * 1024))
for number in range(400):
    try: promised.add(desk.put(*note(number)).digest)
    except Refused as refused: said.append(refused.code)
assert said and set(said) == {"disk-full"}, said
assert promised
names = sorted(p.name for p in place.rglob("*"))
for work in (lambda: backup.back_up(desk.store, now=desk.now()), desk.store.checkpoint):
    try: work()
    except Refused as refused: assert refused.code == "disk-full", refused
assert sorted(p.name for p in place.rglob("*") if p.name != "backups") == names
desk.store.close()
filler.unlink()
reopen(desk)
promised.add(desk.put(*note(1000)).digest)
assert promised <= {one.digest for one in revisions.case_history(desk.store, case(1))}
assert audit.audit(desk.store).sound
desk.store.close()
print("survived")
"""


def test_a_full_disk_loses_nothing_that_was_promised_and_leaves_no_half_file(tmp_path: Path) -> None:
    if not can_mount(tmp_path):
        pytest.skip("a small disk of one's own needs Linux and its administrator")
    done = subprocess.run(
        [*MOUNT, str(tmp_path), sys.executable, FILLING], cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "survived", done.stderr[-2000:]


UNWRITABLE = """
import os, sys
from pathlib import Path
sys.path[:0] = [os.getcwd(), os.getcwd() + "/tests"]
from hmip_desktop.errors import Refused
from hmip_desktop.store import caselist, engine
from tests.store.desk import *
for read_only in (False, True):
    try:
        with engine.open_store(Path(sys.argv[1]), passphrase=PASSPHRASE, read_only=read_only) as store:
            print(caselist.case_count(store))
    except Refused as refused: print(refused.code)
"""


def test_a_write_protected_folder_is_told_apart_from_damage_and_left_as_it_is(desk: Desk) -> None:
    folder = desk.store.folder
    desk.store.close()
    before = bytes_of(folder)
    (folder / "store.lock").unlink(missing_ok=True)
    without_rights = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if _is_root() else []
    if without_rights and not shutil.which("setpriv"):
        pytest.skip("an administrator may write everywhere, and setpriv is not here")
    files = [path for path in folder.iterdir() if path.is_file()]
    try:
        for path in files:
            path.chmod(0o400)
        folder.chmod(0o500)
        done = subprocess.run(
            [*without_rights, sys.executable, "-c", UNWRITABLE, str(folder)], cwd=ROOT, env=ENVIRONMENT,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    finally:
        folder.chmod(0o700)
    assert done.stdout.split() == ["store-folder-read-only", "store-folder-read-only"]
    assert bytes_of(folder) == before


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody take away a file that is open")
@pytest.mark.parametrize("loss", ["folder", "file", "another-in-its-place"])
def test_a_store_that_was_taken_away_while_open_promises_nothing_more(desk: Desk, tmp_path: Path, loss: str) -> None:
    folder = desk.store.folder
    kept = desk.answer(1, "C1", "yes")
    away = tmp_path / "stick"
    if loss == "folder":
        folder.rename(away)
    elif loss == "file":
        away.mkdir()
        for name in ("store.db", "store.db-wal", "store.key"):
            (folder / name).rename(away / name)
    else:
        shutil.copytree(folder, away)
        (folder / "store.db").unlink()
        shutil.copyfile(away / "store.db", folder / "store.db")
    with pytest.raises(Refused, match="store-folder-gone"):
        desk.answer(1, "C1", "no")
    desk.store.close()
    with engine.open_store(away, passphrase=PASSPHRASE) as back:
        assert kept.digest in {one.digest for one in revisions.case_history(back, case(1))}


def _neighbour(desk: Desk):
    unlocked = desk.store.unlocked
    return connect(StoreFiles(desk.store.folder).database, unlocked.data_key, unlocked.salt, "rw")


def test_another_program_that_keeps_the_store_locked_is_named_and_nothing_is_lost(desk: Desk) -> None:
    neighbour = _neighbour(desk)
    with desk.store.quiet() as raw:
        raw.execute("PRAGMA busy_timeout=50")  # five seconds for people
    neighbour.execute("BEGIN IMMEDIATE")
    before = caselist.case_list(desk.store)
    with pytest.raises(Refused, match="store-busy"):
        desk.answer(1, "C1", "yes")
    assert caselist.case_list(desk.store) == before
    neighbour.execute("ROLLBACK")
    desk.answer(1, "C1", "yes")
    neighbour.close()
    assert audit.audit(desk.store).sound


def test_whoever_reads_for_long_holds_up_no_saving_and_no_locking(desk: Desk) -> None:
    neighbour = _neighbour(desk)
    neighbour.execute("BEGIN")
    seen = neighbour.execute("SELECT count(*) FROM revision").fetchone()
    made = [desk.answer(1, "C1", answer) for answer in ("yes", "no", "na")]
    desk.store.checkpoint()
    assert neighbour.execute("SELECT count(*) FROM revision").fetchone() == seen
    with desk.store.quiet() as raw:
        raw.execute("PRAGMA busy_timeout=50")
    folder = desk.store.folder
    desk.store.close()
    neighbour.close()
    desk.store = engine.open_store(folder, passphrase=PASSPHRASE)
    assert {one.digest for one in made} <= {one.digest for one in revisions.case_history(desk.store, case(1))}


def test_a_backup_while_somebody_types_ends_and_both_are_whole(desk: Desk) -> None:
    desk.answer_all(1)
    typed: list[str] = []
    stop = threading.Event()

    def type_on() -> None:
        while not stop.is_set():
            typed.append(desk.answer(2, "C1", ("yes", "no")[len(typed) % 2]).digest)

    typist = threading.Thread(target=type_on)
    typist.start()
    made = [backup.back_up(desk.store, now=desk.now()) for _ in range(3)]
    stop.set()
    typist.join()
    assert typed
    assert set(typed) <= {one.digest for one in revisions.case_history(desk.store, case(2))}
    for one in made:
        with engine.open_store(one.path, passphrase=PASSPHRASE) as copy:
            assert audit.audit(copy).sound


@pytest.mark.parametrize("length", [300, 440])
def test_a_path_longer_than_windows_once_allowed_works(tmp_path: Path, length: int) -> None:
    folder = _deep(tmp_path, length)
    desk = new_desk(folder)
    desk.open_inspection()
    reopen(desk)
    assert caselist.case_count(desk.store) == 2
    desk.store.close()


def test_a_path_longer_than_the_database_can_take_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    folder = _deep(tmp_path, 700)
    with pytest.raises(Refused, match="store-path-too-long"):
        engine.create(folder, PASSPHRASE, now=Desk.at, entropy=os.urandom, kdf=LIGHT)
    assert not [path for path in folder.rglob("*") if path.is_file() and path.name != "store.lock"]


def _deep(start: Path, length: int) -> Path:
    folder = start
    while len(str(folder)) < length:
        folder /= "w" * max(1, min(60, length - len(str(folder)) - 1))
    return folder


CONFIGURATIONS = {
    "engine": "openssl_conf = here\n[here]\nengines = e\n[e]\nx = y\n[y]\ndynamic_path = {so}\ninit = 1\n",
    "nonsense": "not a configuration ]] at all\n[[[",
    "provider": "openssl_conf = a\n[a]\nproviders = p\n[p]\nz = q\n[q]\nmodule = {so}\nactivate = 1\n",
}


@pytest.mark.parametrize("kind", CONFIGURATIONS)
def test_a_hostile_configuration_of_the_host_reaches_no_library(tmp_path: Path, kind: str) -> None:
    configuration = tmp_path / "openssl.cnf"
    configuration.write_text(CONFIGURATIONS[kind].format(so=tmp_path / "evil.so"))
    given = {**ENVIRONMENT, "OPENSSL_CONF": str(configuration)}
    code = (
        "import hmip_desktop, hashlib, ssl; from hmip_desktop.services import stores;"
        "import os; from pathlib import Path; from hmip_desktop.store.keys import Kdf;"
        "new = stores.NewStore(Path('store'), 'violet anchor puzzle meadow 7', 'A', 'lead', kdf=Kdf(1, 65536, 1));"
        "stores.create_store(new).context.store.close(); print(os.environ['OPENSSL_CONF'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=given, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, os.devnull), done.stderr


_MEETING = """
import sys, threading, types
from hmip_desktop.domain.values import decoder_of

sys.setswitchinterval(1e-6)
FIELDS = "".join(f"    f{n}: Annotated[str, Meta(max_length={n + 1})] = 'a'\\n" for n in range(12))
SOURCE = ("from __future__ import annotations\\nimport msgspec\\n"
          "from typing import Annotated\\nfrom msgspec import Meta\\n"
          "class Inner(msgspec.Struct, frozen=True):\\n" + FIELDS + "class Outer(msgspec.Struct, frozen=True):\\n"
          "    inner: Inner\\n" + FIELDS)
for turn in range(200):
    module = types.ModuleType(f"fresh{turn}")
    sys.modules[module.__name__] = module
    exec(SOURCE, module.__dict__)
    ready, read = threading.Barrier(4), []

    def meet():
        ready.wait()
        read.append(decoder_of(module.Outer)(b'{"inner":{"f0":"a","f11":"abc"},"f0":"b"}').inner.f11)

    threads = [threading.Thread(target=meet) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert read == ["abc"] * 4, read
print("whole")
"""


def test_threads_that_meet_a_kind_of_value_at_once_do_not_bring_the_program_down() -> None:
    """msgspec hands another thread the half of what it has worked out of a struct; that was a fault in memory."""
    done = subprocess.run(
        [sys.executable, "-c", _MEETING], check=False, capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert (done.returncode, done.stdout.strip()) == (0, "whole"), done.stderr


def test_decoders_are_made_in_one_place_alone() -> None:
    """Any other would meet structs beside it."""
    makers = re.compile(r"msgspec\.(?:json\.)?(?:Decoder|decode|convert)\(")
    found = [
        file.name for file in sorted((ROOT / "hmip_desktop").rglob("*.py")) if makers.search(file.read_text("utf-8"))
    ]
    assert found == ["values.py"]
