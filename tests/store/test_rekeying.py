"""Another data key: what opens the store afterwards, and what a kill at any point leaves."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hmip_desktop.errors import Cancelled, Refused
from hmip_desktop.progress import Progress
from hmip_desktop.store import audit, backup, engine, keepsakes, keys, rekeying
from hmip_desktop.store.connection import connect
from tests.store.desk import LIGHT, PASSPHRASE, Desk, new_desk
from tests.thoroughness import times

FRESH = "quiet harbour lemon sky"
SHEET = keys.recovery_text(bytes(range(32)))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = new_desk(tmp_path / "store")
    made.open_inspection()
    made.store.keep_signing_seed(bytes(range(32)), entropy=os.urandom)
    return made


def renew(store: engine.Store, progress: Progress | None = None) -> keys.Unlocked:
    ways = rekeying.NewWays(FRESH, SHEET, kdf=LIGHT)
    return rekeying.renew_key(store, ways, progress or Progress(), entropy=os.urandom)


def held(store: engine.Store) -> list[bytes]:
    with store.read() as db:
        return [digest for (digest,) in db.execute("SELECT digest FROM revision ORDER BY id").fetchall()]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_old_passphrase_and_old_key_file_do_not_open_the_new_database(desk: Desk, tmp_path: Path) -> None:
    folder, before, old = desk.store.folder, held(desk.store), desk.store.unlocked
    kept = tmp_path / "kept"
    kept.mkdir()
    shutil.copyfile(folder / "store.key", kept / "store.key")
    renew(desk.store)
    assert not desk.store.is_open
    shutil.copyfile(folder / "store.db", kept / "store.db")
    assert keys.unlock(kept, PASSPHRASE).data_key == old.data_key  # the old file itself still opens
    with pytest.raises(Refused, match="store-damaged"):
        engine.open_store(kept, passphrase=PASSPHRASE)
    with pytest.raises(Refused, match="store-damaged"):
        connect(folder / "store.db", old.data_key, old.salt, "ro")
    with pytest.raises(Refused, match="wrong-passphrase"):
        engine.open_store(folder, passphrase=PASSPHRASE)
    with engine.open_store(folder, passphrase=FRESH) as store:
        assert (held(store), store.signing_seed()) == (before, bytes(range(32)))
        assert store.unlocked.data_key != old.data_key
        assert store.unlocked.salt != old.salt
        assert store.store_id == old.store_id
        assert audit.audit(store).sound
    assert names(folder) <= {"store.db", "store.key", "store.lock", "backups"}


def test_the_new_sheet_opens_and_the_old_one_does_not(tmp_path: Path) -> None:
    made = engine.create(
        tmp_path / "store", PASSPHRASE, now=datetime(2026, 11, 20, 9, tzinfo=UTC), entropy=os.urandom, kdf=LIGHT
    )
    renew(made.store)
    with engine.open_store(tmp_path / "store", recovery=SHEET) as store:
        assert store.signing_seed() is None
    with pytest.raises(Refused, match="wrong-recovery-text"):
        engine.open_store(tmp_path / "store", recovery=made.recovery)


class _Stopping(Progress):
    """Asks to stop at its so-many-th step."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at, self.steps = at, 0

    def step(self, done: int, total: int, label: str = "") -> None:
        self.steps += 1
        if self.steps == self.at:
            self.cancel()
        super().step(done, total, label)


def test_stopped_at_any_step_the_store_stays_open_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hmip_desktop.store.copying.PAGES_AT_ONCE", 20)
    folder, at = desk.store.folder, 1
    while True:
        try:
            renew(desk.store, _Stopping(at))
        except Cancelled:
            assert desk.store.is_open
            keepsakes.set_setting(desk.store, "stopped", at)  # and it is worked in
            assert keys.unlock(folder, PASSPHRASE).data_key == desk.store.unlocked.data_key
            assert not names(folder) & {"rekeyed", "rekeying", "rekeyed.new"}
            at += 1
        else:
            break
    assert at > 4
    engine.open_store(folder, passphrase=FRESH).close()


def test_no_room_leaves_the_store_open_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise Refused("disk-full")

    monkeypatch.setattr(rekeying, "copy_store", full)
    with pytest.raises(Refused, match="disk-full"):
        renew(desk.store)
    keepsakes.set_setting(desk.store, "stopped", 1)
    assert not names(desk.store.folder) & {"rekeyed", "rekeying", "rekeyed.new"}


def test_whoever_still_reads_keeps_the_old_key_in_force(desk: Desk) -> None:
    folder = desk.store.folder
    looking = connect(folder / "store.db", desk.store.unlocked.data_key, desk.store.unlocked.salt, "ro")
    with pytest.raises(Refused, match="store-busy"):
        renew(desk.store)
    looking.close()
    with engine.open_store(folder, passphrase=PASSPHRASE) as store:
        assert audit.audit(store).sound


def test_backups_of_the_old_key_are_found_and_dropped(desk: Desk) -> None:
    made = backup.back_up(desk.store, now=desk.now())
    assert backup.of_an_earlier_key(desk.store) == []
    folder = desk.store.folder
    renew(desk.store)
    with engine.open_store(folder, passphrase=FRESH) as store:
        fresh = backup.back_up(store, now=desk.now())
        assert backup.of_an_earlier_key(store) == [made.path]
        assert keys.unlock(made.path, PASSPHRASE).data_key != store.unlocked.data_key
        assert backup.drop_earlier_keys(store) == 1
        assert backup.backups(folder) == [fresh]


_CALLS = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "open", "sqlite3.connect")


def _run(folder: Path, stop: int = 0) -> list[str]:
    """Renew the key in a process of its own; answers its file calls, none when it was killed at the ``stop``-th."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with engine.open_store(folder, passphrase=PASSPHRASE) as store:
                calls = _killed_at(stop)
                renew(store)
            os.write(writing, " ".join(calls).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        answer = told.read()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) == bool(stop)
    return answer.decode().split()


def _killed_at(stop: int) -> list[str]:
    """The file calls that this process makes from here on; it is killed before the ``stop``-th."""
    calls: list[str] = []

    def count(event: str, _: object) -> None:
        if event in _CALLS:
            calls.append(event)
            if len(calls) == stop:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    return calls


def _opens(folder: Path) -> list[str]:
    """The passphrases that open it, the old one tried first. Anything but right or wrong fails the test."""
    found = []
    for passphrase in (PASSPHRASE, FRESH):
        try:
            with engine.open_store(folder, passphrase=passphrase) as store:
                assert audit.audit(store).sound
        except Refused as refused:
            assert refused.code == "wrong-passphrase"  # noqa: PT017 - every other code is a store that was lost
        else:
            found.append(passphrase)
    return found


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, so that each of the kills starts quickly")
def test_a_kill_at_every_file_call_leaves_the_old_or_the_new_passphrase(desk: Desk, tmp_path: Path) -> None:
    desk.store.close()
    whole = tmp_path / "whole"
    shutil.copytree(desk.store.folder, whole)
    calls = _run(desk.store.folder)
    assert calls.count("os.rename") >= 4
    around = {at + near for at, call in enumerate(calls, 1) if call == "os.rename" for near in (0, 1)}
    opened = []
    stops = [stop for stop in range(1, len(calls) + 1) if stop in around or stop % times(6, 1) == 0]
    for stop in stops:
        shutil.rmtree(desk.store.folder)
        shutil.copytree(whole, desk.store.folder)
        _run(desk.store.folder, stop)
        found = _opens(desk.store.folder)
        assert len(found) == 1
        opened += found
        assert not names(desk.store.folder) & {"rekeyed", "rekeying", "rekeyed.new"}
    turn = opened.index(FRESH)
    assert opened == [PASSPHRASE] * turn + [FRESH] * (len(stops) - turn)
    assert 0 < turn < len(stops)
