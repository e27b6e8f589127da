"""A killed program and a half-made change of schema: what was said to be saved is there, and nothing is half."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.operations import Operations

from hmip_desktop.errors import Refused
from hmip_desktop.store import audit, backup, caselist, engine, migrations, projections, revisions
from hmip_desktop.store.connection import connect
from tests.store.desk import PASSPHRASE, Desk, case, reopen

SAVING = """
import os, sys
from pathlib import Path
from hmip_desktop.store import engine
from tests.store.desk import PASSPHRASE, Desk
desk = Desk(engine.open_store(Path(sys.argv[1]), passphrase=PASSPHRASE), seed=int(sys.argv[2]))
for number in range(100_000):
    made = desk.answer(1, "C1", ("yes", "no")[number % 2])
    os.write(1, f"{made.digest}\\n".encode())
"""
MERGING = """
import os, sys
from pathlib import Path
from hmip_desktop.store import engine, ingest
from hmip_desktop.store.ingest import Arrival, Batch
from tests.store.desk import PASSPHRASE, Desk, arrival, case, package, rows_of
source = engine.open_store(Path(sys.argv[2]), passphrase=PASSPHRASE)
target = engine.open_store(Path(sys.argv[1]), passphrase=PASSPHRASE)
plans = arrival(target, 1, {case(n): rows_of(source, case(n)) for n in (1, 2)}).cases
def slowly():
    for plan in plans:
        yield plan
        os.write(1, b"one case\\n")
    sys.stdin.read()
ingest.ROWS_TO_FLUSH = 1
ingest.apply(target, Batch((Arrival(package(1), slowly()),)), now=Desk(target).now())
"""


def _run(code: str, *arguments: object) -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("saves", [1, 7, 40, 160])
def test_everything_acknowledged_survives_a_kill(desk: Desk, saves: int) -> None:
    folder = desk.store.folder
    desk.store.close()
    with _run(SAVING, folder, saves) as program:
        assert program.stdout is not None
        acknowledged = [program.stdout.readline().strip() for _ in range(saves)]
        program.kill()
        acknowledged += program.stdout.read().split("\n")[:-1]
    reopen(desk)
    held = {one.digest for one in revisions.case_history(desk.store, case(1))}
    assert set(acknowledged) <= held
    found = audit.audit(desk.store)
    assert found.sound
    assert found.gaps == ()
    desk.answer(1, "C2", "yes")


def test_a_merge_killed_half_way_leaves_no_trace(desk: Desk, tmp_path: Path) -> None:
    folder, source = desk.store.folder, tmp_path / "source"
    desk.store.close()
    shutil.copytree(folder, source)
    other = Desk(engine.open_store(source, passphrase=PASSPHRASE), seed=5)
    revisions.start_installation(
        other.store, ground="replaced-laptop", author=other.author, now=other.now(), entropy=other.entropy
    )
    for number in (1, 2):
        other.answer_all(number)
    other.store.close()
    reopen(desk)
    before = caselist.case_list(desk.store)
    desk.store.close()
    with _run(MERGING, folder, source) as program:
        assert program.stdout is not None
        assert [program.stdout.readline().strip() for _ in range(2)] == ["one case"] * 2
        program.kill()
    reopen(desk)
    assert caselist.case_list(desk.store) == before
    assert audit.audit(desk.store).sound


def test_saving_an_answer_is_one_disk_sync(desk: Desk, tmp_path: Path) -> None:
    tool = shutil.which("strace")
    if tool is None:
        pytest.skip("strace is not here")
    folder = desk.store.folder
    desk.store.close()
    trace = tmp_path / "trace"
    short = SAVING.replace("100_000", "30")
    command = [
        tool,
        "-f",
        "-e",
        "trace=fsync,fdatasync,write",
        "-o",
        str(trace),
        sys.executable,
        "-c",
        short,
        str(folder),
        "3",
    ]
    root = Path(__file__).resolve().parents[2]
    if subprocess.run(command, cwd=root, capture_output=True, check=False).returncode != 0:
        pytest.skip("strace may not look at programs here")
    parts = trace.read_text().split("write(1,")
    # the first save lays out the log, the last part holds closing; in between each save is one sync
    assert {part.count("sync(") for part in parts[2:-1]} == {1}


def _older(desk: Desk) -> Path:
    """The same store as if it had been laid out by a program before the present one."""
    with desk.store.quiet() as raw:
        raw.execute(f"PRAGMA user_version={engine.SCHEMA_VERSION - 1}")
    desk.store.close()
    return desk.store.folder


def _add_column(operations: Operations) -> None:
    with operations.batch_alter_table("case_file") as table:
        table.add_column(sa.Column("note", sa.Text, nullable=False, server_default="new"))


def _fail(operations: Operations) -> None:
    operations.add_column("draft", sa.Column("half", sa.Text))
    operations.execute("SELECT * FROM nothing_of_the_kind")


def test_an_older_store_is_brought_up_to_date_after_a_snapshot(desk: Desk) -> None:
    desk.answer_all(1)
    before, unlocked = caselist.case_list(desk.store), desk.store.unlocked
    folder = _older(desk)
    snapshot = migrations.migrate(folder, unlocked, engine.SCHEMA_VERSION, {engine.SCHEMA_VERSION: _add_column})
    reopen(desk)
    assert caselist.case_list(desk.store) == before
    with desk.store.read() as db:
        assert db.execute("SELECT DISTINCT note FROM case_file").fetchall() == [("new",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert audit.audit(desk.store).sound
    assert snapshot.name == f"schema-{engine.SCHEMA_VERSION - 1}"
    old = connect(snapshot / "store.db", unlocked.data_key, unlocked.salt, "ro")
    assert engine.schema_version(old) == engine.SCHEMA_VERSION - 1
    old.close()
    assert backup.backups(folder) == []


@pytest.mark.parametrize("steps", [{engine.SCHEMA_VERSION: _fail}, {}])
def test_a_change_of_schema_that_fails_leaves_the_old_one_whole(desk: Desk, steps: dict[int, migrations.Step]) -> None:
    before = caselist.case_list(desk.store)
    schema = _schema(desk)
    unlocked = desk.store.unlocked
    folder = _older(desk)
    with pytest.raises(Refused, match="store-upgrade-failed"):
        migrations.migrate(folder, unlocked, engine.SCHEMA_VERSION, steps)
    raw = connect(folder / "store.db", unlocked.data_key, unlocked.salt, "rw")
    assert engine.schema_version(raw) == engine.SCHEMA_VERSION - 1
    raw.execute(f"PRAGMA user_version={engine.SCHEMA_VERSION}")
    raw.close()
    reopen(desk)
    assert _schema(desk) == schema
    assert caselist.case_list(desk.store) == before


def test_a_store_of_an_older_program_is_not_opened_for_reading_only(desk: Desk) -> None:
    folder = _older(desk)
    with pytest.raises(Refused, match="store-older"):
        engine.open_store(folder, passphrase=PASSPHRASE, read_only=True)
    with engine.open_store(folder, passphrase=PASSPHRASE) as store, store.quiet() as raw:
        assert engine.schema_version(raw) == engine.SCHEMA_VERSION


def _schema(desk: Desk) -> list[tuple[str, ...]]:
    with desk.store.read() as db:
        return list(db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall())


def test_alembic_is_not_loaded_on_the_way_to_an_open_store(desk: Desk) -> None:
    code = (
        "import sys; import hmip_desktop.store.presence; light = 'sqlalchemy' in sys.modules;"
        "import hmip_desktop.store.engine, hmip_desktop.store.projections, hmip_desktop.store.ingest;"
        "print(light, 'sqlalchemy' in sys.modules, 'alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "False"]
    assert projections.matches_rebuild(desk.store)
