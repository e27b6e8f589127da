"""The computer stops without warning: what was said to be saved is there, and what is there holds together."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from source import ROOT
from thoroughness import times

from hmip_desktop.store import audit, engine, projections, revisions
from tests.store.desk import LIGHT, PASSPHRASE, Desk, asked, case, new_desk

KILLS = times(12, 500)
CUTS = times(25, 1000)
SECTOR, FRAME, PAGE = 512, 24 + 4096, 4096


def held(store: engine.Store) -> set[str]:
    """Digests of everything of the two cases."""
    return {one.digest for number in (1, 2) for one in revisions.case_history(store, case(number))}


def check(folder: Path, promised: set[str]) -> set[str]:
    """Open the store as after a new start: everything promised is there, and the chains have no hole."""
    with engine.open_store(folder, passphrase=PASSPHRASE) as store:
        found = held(store)
        assert promised <= found
        proof = audit.audit(store)
        assert proof.sound
        assert (proof.gaps, proof.forks) == ((), ())
        assert projections.matches_rebuild(store)
        return found


@pytest.fixture
def nursery() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.nursery"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as program:  # fmt: skip
        yield program
        assert program.stdin is not None
        program.stdin.close()


def killed_after(nursery: subprocess.Popen[str], folder: Path, seed: int, promises: int) -> list[str]:
    """Start a writer, kill it after so many promises, and give every promise that it made."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(f"{folder}\t{seed}\n")
    nursery.stdin.flush()
    writer = int(nursery.stdout.readline().split()[1])
    made: list[str] = []
    while len(made) < promises:
        made.append(nursery.stdout.readline().strip())
        assert made[-1] not in ("ended", ""), "the writer stopped by itself"
    os.kill(writer, signal.SIGKILL)
    while (line := nursery.stdout.readline().strip()) != "ended":
        made.append(line)
    return made


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork; test_crashes.py kills a writer on every system")
def test_no_promised_revision_is_lost_whenever_the_writer_is_killed(
    tmp_path: Path, nursery: subprocess.Popen[str]
) -> None:
    chance = random.Random(75)
    desk = new_desk(tmp_path / "store")
    desk.open_inspection()
    desk.store.close()
    promised: set[str] = set()
    for number in range(KILLS):
        # none: while the store is being opened; then anywhere in what the writer does
        promises = 0 if number % 6 == 5 else chance.randint(1, 60)
        promised.update(killed_after(nursery, tmp_path / "store", number + 2, promises))
        check(tmp_path / "store", promised)
    assert len(promised) > KILLS * 10


@dataclass
class Log:
    """A store whose log holds everything: the files, and what had been promised at which length of the log."""

    folder: Path
    database: bytes = field(repr=False)
    log: bytes = field(repr=False)
    home: bytes = field(repr=False)
    promises: list[tuple[int, set[str]]] = field(default_factory=list)

    def lay_out(self, place: Path, database: bytes, log: bytes) -> Path:
        """The store as a computer would find it that was switched off."""
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        shutil.copyfile(self.folder / "store.key", place / "store.key")
        (place / "store.db").write_bytes(database)
        (place / "store.db-wal").write_bytes(log)
        return place

    def promised_within(self, length: int) -> set[str]:
        """What had been promised when the log was so long."""
        return set().union(*(made for end, made in self.promises if end <= length))

    @property
    def everything(self) -> set[str]:
        return self.promised_within(len(self.log))


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    """Forty savings, each of one answer or of many, and the state of both files beside them."""
    folder = tmp_path_factory.mktemp("log") / "store"
    desk = new_desk(folder)
    desk.open_inspection()
    desk.store.close()
    desk.store = engine.open_store(folder, passphrase=PASSPHRASE)
    database, wal = folder / "store.db", folder / "store.db-wal"
    made = Log(folder, database.read_bytes(), b"", b"")
    made.promises.append((0, held(desk.store)))
    refs = asked()
    for turn in range(40):
        before, answer = held(desk.store), ("yes", "no", "na")[turn // 13 % 3]
        desk.answer_all(2, answer) if turn % 13 == 12 else desk.answer(1, refs[turn % len(refs)], answer)
        made.promises.append((wal.stat().st_size, held(desk.store) - before))
    assert database.read_bytes() == made.database, "all of it is in the log"
    made.log = wal.read_bytes()
    desk.store.close()
    made.home = database.read_bytes()
    assert len(made.promises) == 41
    assert len({length for length, _ in made.promises}) == 41
    return made


def test_a_log_cut_at_any_byte_gives_every_saving_that_is_whole_in_it(log: Log, tmp_path: Path) -> None:
    chance = random.Random(4)
    lengths = [0, 31, 32, len(log.log)] + [chance.randrange(len(log.log)) for _ in range(CUTS)]
    for length in lengths:
        found = check(log.lay_out(tmp_path / "cut", log.database, log.log[:length]), log.promised_within(length))
        assert found == log.promised_within(length), "a saving is there whole or not at all"


def test_a_power_cut_that_tears_the_last_writing_leaves_all_before_it(log: Log, tmp_path: Path) -> None:
    """Whatever reached the disk of a saving that was never promised: some sectors, none, old ones, nonsense."""
    chance = random.Random(9)
    ends = [length for length, _ in log.promises]
    for _ in range(CUTS // 2):
        at = chance.randrange(len(ends) - 1)
        start, end = max(ends[at], 32), ends[at + 1]
        torn = bytearray(log.log[:end])
        for sector in range(start, end, SECTOR):
            if chance.random() < 0.5:
                size = min(SECTOR, end - sector)
                torn[sector : sector + size] = chance.choice((bytes(size), chance.randbytes(size)))
        left = log.lay_out(tmp_path / "torn", log.database, bytes(torn))
        assert log.promised_within(ends[at]) <= check(left, log.promised_within(ends[at])) <= log.everything


def test_a_power_cut_while_the_log_is_brought_home_loses_nothing(log: Log, tmp_path: Path) -> None:
    """Any of the pages may have reached the database, in part too; the log is let go only when all have."""
    chance = random.Random(31)
    for _ in range(CUTS // 2):
        mixed = bytearray(log.database)
        mixed.extend(log.home[len(mixed) :] if chance.random() < 0.5 else b"")
        for place in range(0, len(mixed), SECTOR):
            if chance.random() < 0.5:
                mixed[place : place + SECTOR] = log.home[place : place + SECTOR]
        assert check(log.lay_out(tmp_path / "home", bytes(mixed), log.log), log.everything) == log.everything


@pytest.mark.parametrize("loss", ["deleted", "half", "flipped", "database-only"])
def test_a_lost_log_is_told_by_the_anchor_and_never_passed_over(log: Log, tmp_path: Path, loss: str) -> None:
    anchor = tmp_path / "profile" / "anchor"
    whole = log.lay_out(tmp_path / "whole", log.database, log.log)
    engine.open_store(whole, passphrase=PASSPHRASE, anchor=anchor).close()
    middle = len(log.log) // 2
    flipped = log.log[:middle] + bytes([log.log[middle] ^ 4]) + log.log[middle + 1 :]
    left = {"deleted": b"", "half": log.log[:middle], "flipped": flipped, "database-only": b""}[loss]
    folder = log.lay_out(tmp_path / "lost", log.database, left)
    if loss in ("deleted", "database-only"):
        (folder / "store.db-wal").unlink()
    with engine.open_store(folder, passphrase=PASSPHRASE, anchor=anchor) as store:
        missing = len(log.everything - held(store))
        assert missing > 0
        assert (store.anchor_check.standing, store.anchor_check.missing) == ("behind", missing)
        assert audit.audit(store).sound


CHANGING = """
import os, sys
from pathlib import Path
from hmip_desktop.store import engine
from tests.store.desk import LIGHT

store = engine.open_store(Path(sys.argv[1]), passphrase=sys.argv[2])
os.write(1, b"open\\n")
for turn in range(10_000):
    store.change_passphrase(sys.argv[3 - turn % 2], entropy=os.urandom, kdf=LIGHT)
    os.write(1, b"changed\\n")
"""


def test_a_kill_while_the_passphrase_changes_leaves_the_old_or_the_new_one(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "store")
    desk.open_inspection()
    desk.store.close()
    words = [PASSPHRASE, "quiet harbour lemon sky"]
    opens = PASSPHRASE
    for turn in range(times(3, 60)):
        command = [sys.executable, "-c", CHANGING, str(tmp_path / "store"), opens, words[opens == words[0]]]
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as program:
            assert program.stdout is not None
            told = [program.stdout.readline() for _ in range(turn % 3 + 1)]
            program.kill()
        assert told == ["open\n", "changed\n", "changed\n"][: len(told)]
        opens = next(one for one in words if _opens(tmp_path / "store", one))


def _opens(folder: Path, passphrase: str) -> bool:
    """Anything but a right or a wrong passphrase fails the test."""
    try:
        engine.open_store(folder, passphrase=passphrase).close()
    except engine.Refused as refused:
        if refused.code != "wrong-passphrase":
            raise
        return False
    return True


def test_half_a_new_key_file_beside_the_old_one_changes_nothing(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "store")
    desk.store.close()
    whole = (tmp_path / "store" / "store.key").read_bytes()
    for length in (0, 1, len(whole) // 2, len(whole) - 1):
        (tmp_path / "store" / "store.key.new").write_bytes(whole[:length])
        with engine.open_store(tmp_path / "store", passphrase=PASSPHRASE) as store:
            store.change_passphrase(PASSPHRASE, entropy=Desk(store).entropy, kdf=LIGHT)
    assert (tmp_path / "store" / "store.key").read_bytes() != whole
