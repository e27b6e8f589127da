"""Bringing a store of an older program up to date: snapshot first, then every step in one transaction.

Steps are alembic operations in plain modules, run from code: no script folder to find in a built program. Today's
tables are laid out by ``engine.create``; a change of ``store.tables`` raises ``SCHEMA_VERSION`` by one and adds a step
here under that number. Loaded only for a store that needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import SQLAlchemyError

from hmip_desktop.errors import Refused
from hmip_desktop.store.connection import Connection, connect, driver
from hmip_desktop.store.copying import copy_store
from hmip_desktop.store.keys import Unlocked
from hmip_desktop.store.migrations import binned_drafts, handed_out, twins
from hmip_desktop.store.presence import StoreFiles
from hmip_desktop.store.transaction import Channel

Step = Callable[[Operations], None]

STEPS: Mapping[int, Step] = {2: binned_drafts.upgrade, 3: twins.upgrade, 4: handed_out.upgrade}
"""Step by the version that it leads to. Version 1 is the first that anybody has."""


def migrate(folder: Path, unlocked: Unlocked, target: int, steps: Mapping[int, Step] = STEPS) -> Path:
    """Bring the closed store in ``folder`` to version ``target``; answers the folder of the snapshot made before.

    Refused: store-upgrade-failed, and then the store is as it was, byte for byte in its old schema.
    """
    files = StoreFiles(folder)
    raw = connect(files.database, unlocked.data_key, unlocked.salt, "rw")
    try:
        version = int(raw.execute("PRAGMA user_version").fetchone()[0])
        snapshot = files.backups / f"schema-{version}"
        copy_store(nullcontext(raw), unlocked, folder, snapshot)
        _run(raw, range(version + 1, target + 1), steps)
    finally:
        raw.close()
    return snapshot


def _run(raw: Connection, versions: range, steps: Mapping[int, Step]) -> None:
    # Rebuilding a table drops it for a moment, which would take the rows that point at it along.
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("BEGIN IMMEDIATE")
    channel = Channel(raw)
    try:
        operations = Operations(MigrationContext.configure(channel.bound()))
        for version in versions:
            steps[version](operations)
            raw.execute(f"PRAGMA user_version={version}")
        if raw.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise Refused("store-upgrade-failed", version=str(versions.stop - 1))
        channel.end("COMMIT")
    except (SQLAlchemyError, driver.DatabaseError, KeyError) as error:
        channel.abandon()
        raise Refused("store-upgrade-failed", version=str(versions.stop - 1)) from error
    except BaseException:
        channel.abandon()
        raise
