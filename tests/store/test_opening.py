"""Creating and opening a store: what is refused, and that a refused store has not changed."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hmip_desktop.errors import Refused
from hmip_desktop.store import caselist, engine, presence, revisions
from hmip_desktop.store.connection import connect
from hmip_desktop.store.revisions import Write
from tests.store.desk import LIGHT, PASSPHRASE, Desk, bytes_of, case, facts, reopen

NOW = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)


def test_what_was_written_is_there_after_opening_again(desk: Desk) -> None:
    desk.answer(1, "C1", "yes")
    before = caselist.case_list(desk.store)
    installation = desk.store.installation
    reopen(desk)
    assert caselist.case_list(desk.store) == before
    assert desk.store.installation == installation


def test_recovery_opens_the_work_and_not_the_signing_key(tmp_path: Path) -> None:
    entropy = random.Random(3).randbytes
    created = engine.create(tmp_path / "s", PASSPHRASE, now=NOW, entropy=entropy, kdf=LIGHT)
    created.store.keep_signing_seed(bytes(32), entropy=entropy)
    created.store.close()
    with engine.open_store(tmp_path / "s", passphrase=PASSPHRASE) as store:
        assert store.signing_seed() == bytes(32)
    with engine.open_store(tmp_path / "s", recovery=created.recovery) as store:
        assert store.signing_seed() is None
        store.change_passphrase("quiet harbour lemon", entropy=entropy, kdf=LIGHT)
    with engine.open_store(tmp_path / "s", passphrase="quiet harbour lemon") as store:
        assert store.store_id == created.store.store_id


def test_nothing_readable_is_on_the_disk(desk: Desk) -> None:
    desk.put(f"case:{case(5)}", facts(5, practitioner="Marmaduke"))
    contents = bytes_of(desk.store.folder)
    assert not [name for name, data in contents.items() if b"Marmaduke" in data or b"practitioner" in data]
    assert not contents["store.db"].startswith(b"SQLite")


def test_pragmas_are_those_of_the_design(desk: Desk) -> None:
    with desk.store.quiet() as raw:
        found = {
            name: raw.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "secure_delete", "temp_store")
        }
    assert found == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "secure_delete": 1,
        "temp_store": 2,
    }  # fmt: skip


def test_one_program_at_a_time(desk: Desk) -> None:
    with pytest.raises(Refused, match="store-in-use"):
        engine.open_store(desk.store.folder, passphrase=PASSPHRASE)
    code = (
        "import sys; from pathlib import Path; from hmip_desktop.store import engine; from hmip_desktop.errors import"
        " Refused\ntry: engine.open_store(Path(sys.argv[1]), passphrase=sys.argv[2])\nexcept Refused as r: print(r)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(desk.store.folder), PASSPHRASE], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "store-in-use"


def test_reading_only_changes_nothing_and_needs_no_lock(desk: Desk) -> None:
    desk.answer(1, "C1", "yes")
    with engine.open_store(desk.store.folder, passphrase=PASSPHRASE, read_only=True) as store:
        assert caselist.case_count(store) == 2
        with pytest.raises(Refused, match="store-read-only"):
            revisions.append(store, [Write(f"case:{case(9)}", facts(9))], author="1" * 30, now=NOW, entropy=os.urandom)


def _nothing(folder: Path) -> None:
    shutil.rmtree(folder)


def _empty(folder: Path) -> None:
    (folder / "store.db").write_bytes(b"")


def _no_key(folder: Path) -> None:
    (folder / "store.key").unlink()


def _random(folder: Path) -> None:
    (folder / "store.db").write_bytes(random.Random(1).randbytes(40_960))


def _plain(folder: Path) -> None:
    (folder / "store.db").unlink()
    with sqlite3.connect(folder / "store.db") as plain:
        plain.execute("CREATE TABLE t (x)")
    plain.close()


def _cut(folder: Path) -> None:
    data = (folder / "store.db").read_bytes()
    (folder / "store.db").write_bytes(data[:4096] + bytes(4096))


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_nothing, "store-missing"), (_empty, "store-empty"), (_no_key, "key-file-missing"),
        (_random, "store-damaged"), (_plain, "store-damaged"), (_cut, "store-damaged"),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_named_and_left_alone(desk: Desk, spoil: Callable[[Path], None], code: str) -> None:
    folder = desk.store.folder
    desk.store.close()
    spoil(folder)
    before = bytes_of(folder) if folder.exists() else {}
    with pytest.raises(Refused, match=code):
        engine.open_store(folder, passphrase=PASSPHRASE)
    assert (bytes_of(folder) if folder.exists() else {}) == before


def test_a_wrong_passphrase_changes_no_byte_and_frees_the_lock(desk: Desk) -> None:
    folder = desk.store.folder
    desk.store.close()
    before = bytes_of(folder)
    for attempt in ("", "x", PASSPHRASE.upper()):
        with pytest.raises(Refused, match="wrong-passphrase"):
            engine.open_store(folder, passphrase=attempt)
    assert bytes_of(folder) == before
    assert caselist.case_count(reopen(desk).store) == 2


def test_a_newer_store_is_left_alone(desk: Desk) -> None:
    folder = desk.store.folder
    with desk.store.quiet() as raw:
        raw.execute("PRAGMA user_version=99")
    desk.store.close()
    before = bytes_of(folder)
    with pytest.raises(Refused, match="store-newer"):
        engine.open_store(folder, passphrase=PASSPHRASE)
    assert bytes_of(folder) == before


def test_a_database_under_another_key_is_damaged(desks: Callable[..., Desk]) -> None:
    one, other = desks("one", seed=1), desks("other", seed=2)
    one.store.close()
    other.store.close()
    shutil.copyfile(other.store.folder / "store.db", one.store.folder / "store.db")
    with pytest.raises(Refused, match="store-damaged"):
        engine.open_store(one.store.folder, passphrase=PASSPHRASE)


def test_a_flipped_bit_in_the_first_bytes_does_no_harm(desk: Desk) -> None:
    folder = desk.store.folder
    desk.store.close()
    data = bytearray((folder / "store.db").read_bytes())
    data[3] ^= 1
    (folder / "store.db").write_bytes(data)
    assert caselist.case_count(reopen(desk).store) == 2


def test_names_with_signs_and_letters_of_other_scripts(tmp_path: Path) -> None:
    folder = tmp_path / "ŵythnos #1? 50%"
    entropy = random.Random(4).randbytes
    engine.create(folder, PASSPHRASE, now=NOW, entropy=entropy, kdf=LIGHT).store.close()
    assert presence.state(folder) == "ready"
    assert engine.open_store(folder, passphrase=PASSPHRASE).close() is None
    assert sorted(p.name for p in tmp_path.iterdir()) == [folder.name]


def test_a_store_is_never_made_over_another(desk: Desk) -> None:
    before = bytes_of(desk.store.folder)
    with pytest.raises(Refused, match="store-exists"):
        engine.create(desk.store.folder, PASSPHRASE, now=NOW, entropy=os.urandom, kdf=LIGHT)
    assert bytes_of(desk.store.folder) == before


@pytest.mark.parametrize(
    ("folder", "environ", "code"),
    [
        ("//server/share/store", {}, "store-folder-shared"),
        ("\\\\server\\share\\store", {}, "store-folder-shared"),
        ("/home/a/Dropbox/store", {}, "store-folder-synced"),
        ("/home/a/OneDrive - Ministry/store", {}, "store-folder-synced"),
        ("/data/cloud/store", {"OneDrive": "/data/cloud"}, "store-folder-synced"),
    ],
)
def test_shared_and_synced_folders_are_refused(folder: str, environ: dict[str, str], code: str) -> None:
    with pytest.raises(Refused, match=code):
        engine.create(Path(folder), PASSPHRASE, now=NOW, entropy=os.urandom, kdf=LIGHT, environ=environ)
    presence.check_place(Path("/home/a/case work/store"), environ)


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_a_link_into_a_synced_folder_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "OneDrive").mkdir()
    (tmp_path / "work").symlink_to(tmp_path / "OneDrive")
    with pytest.raises(Refused, match="store-folder-synced"):
        presence.check_place(tmp_path / "work" / "store", {})


@pytest.mark.parametrize(
    ("folder", "shared"),
    [
        ("/mnt/team share/work", True), ("/home/a/work", False), ("/mnt/team share/local/work", False),
        ("/mnt/team", False),
    ],
)  # fmt: skip
def test_a_network_file_system_is_told_by_what_is_mounted_there(tmp_path: Path, folder: str, shared: bool) -> None:
    mounts = tmp_path / "mounts"
    lines = (
        "/dev/sda1 / ext4 rw 0 0",
        "//srv/t /mnt/team\\040share cifs rw 0 0",
        "/dev/sdb /mnt/team\\040share/local ext4 rw 0 0",
    )
    mounts.write_text("\n".join(lines))
    if not shared:
        presence.check_mount(Path(folder), mounts)
        assert presence.state(Path(folder)) == "absent"
        return
    with pytest.raises(Refused, match="store-folder-shared"):
        presence.check_mount(Path(folder), mounts)


def test_a_key_of_another_length_is_never_taken_as_a_passphrase(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="another length"):
        connect(tmp_path / "x.db", b"short", bytes(16), "rwc")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_block_leaves_no_trace(desk: Desk) -> None:
    before = caselist.case_list(desk.store)
    with pytest.raises(RuntimeError), desk.store.write():  # noqa: PT012
        desk.answer(1, "C1", "yes")
        raise RuntimeError
    assert caselist.case_list(desk.store) == before
    desk.answer(1, "C1", "no")
    assert caselist.case_list(desk.store)[0].answered == 1


def test_a_closed_store_says_so(desk: Desk) -> None:
    desk.store.close()
    desk.store.close()
    with pytest.raises(Refused, match="store-closed"):
        caselist.case_count(desk.store)
    with pytest.raises(Refused, match="store-closed"):
        desk.answer(1, "C1", "yes")


def test_readers_see_whole_transactions_while_another_thread_writes(desk: Desk) -> None:
    seen: set[int] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            with desk.store.read() as db:
                seen.add(db.execute("SELECT count(*) FROM revision").fetchone()[0] % 2)

    reader = threading.Thread(target=read)
    reader.start()
    with desk.store.read() as db:
        parity = db.execute("SELECT count(*) FROM revision").fetchone()[0] % 2
    for answer in ("yes", "no", "na", "yes"):
        with desk.store.write():
            desk.answer(1, "C1", answer)
            desk.answer(2, "C1", answer)
    done.set()
    reader.join()
    assert seen == {parity}


def test_only_the_key_and_the_database_stay_after_closing(desk: Desk) -> None:
    desk.answer(1, "C1", "yes")
    desk.store.close()
    names = {path.name for path in desk.store.folder.iterdir()}
    assert names - {"store.lock"} == {"store.db", "store.key"}
