"""One encrypted connection: key, then pragmas, in the order that tells a wrong key from a damaged file."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Literal

from sqlcipher3 import dbapi2 as driver

from hmip_desktop.errors import Refused
from hmip_desktop.store.trouble import database_refusal

__all__ = ["APPLICATION_ID", "Connection", "Mode", "blob", "connect", "driver"]

APPLICATION_ID = 0x484D4950
CACHE_KIB = 64 * 1024
LONGEST_PATH = 512 - len("-journal")
"""Of a database file on Linux and macOS, in bytes; SQLite has no room for more."""
Mode = Literal["rwc", "rw", "ro"]
Connection = Any
"""A DB-API connection of the driver, which has no type stubs."""
blob = bytearray
"""What many rows give their bytes as. For each ``bytes`` the driver asks three places for an adapter and raises two
errors within; a ``bytearray`` it writes as it stands, which takes a third of the time of a whole row."""

# ``cipher_memory_security`` stays off. It wipes and pins what SQLCipher allocates, in this process for good: measured,
# 0.2 ms of processor time more for each saving (0.45 to 0.65) and 2 ms more for each opening. In the memory of a locked
# program it left 3 of 5 copies of the key, for Python keeps its own, and a quarter to a half of the words. What it does
# not take away is the very thing it is for, so the program says instead: who closes it leaves nothing in memory.
_PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON",
    "temp_store=MEMORY", "secure_delete=ON", "busy_timeout=5000", f"cache_size=-{CACHE_KIB}",
    # The log is brought home by Store.checkpoint, so that saving an answer is exactly one disk sync.
    "wal_autocheckpoint=0",
)  # fmt: skip


def connect(path: Path, data_key: bytes, salt: bytes, mode: Mode) -> Connection:
    """An autocommitting connection; transactions are begun in so many words.

    Refused: store-damaged when the file is no database of this key, or not one of this program; and as
    ``database_refusal`` has it where the disk or another program is in the way.
    """
    hex_key = data_key.hex() + salt.hex()
    if not re.fullmatch(r"[0-9a-f]{96}", hex_key):
        raise ValueError("a key of another length would be taken as a passphrase")
    resolved = path.resolve()
    if os.name != "nt" and len(os.fsencode(resolved)) > LONGEST_PATH:
        raise Refused("store-path-too-long", folder=path.parent.name)
    name = str(resolved).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    try:
        connection = driver.connect(
            f"file:{name}?mode={mode}", uri=True, check_same_thread=False, isolation_level=None, timeout=5.0,
            cached_statements=256,
        )  # fmt: skip
    except driver.OperationalError as error:
        raise database_refusal(error, path.parent) or Refused("store-damaged") from error
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{hex_key}'\"")
        connection.execute("PRAGMA cipher_compatibility=4")
        _check_identity(connection, mode)
        for pragma in _PRAGMAS if mode != "ro" else _PRAGMAS[2:]:
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except driver.DatabaseError as error:
        connection.close()
        raise database_refusal(error, path.parent) or Refused("store-damaged") from error
    except BaseException:
        connection.close()
        raise
    return connection


def _check_identity(connection: Connection, mode: Mode) -> None:
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    if mode == "rwc" and found == 0:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    elif found != APPLICATION_ID:
        raise Refused("store-damaged")
