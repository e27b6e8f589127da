"""The anchor: 128 bytes outside the store's folder that remember how far the store had come.

Deleting the write-ahead log, or putting last week's copy back, gives a store that opens clean with work missing;
only a record outside can tell. Restoring a whole profile takes the anchor along: then only receipts see it.
"""

from __future__ import annotations

import hmac
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from hmip_desktop.store.transaction import Transaction

Standing = Literal["same", "ahead", "behind", "other-history", "none", "unreadable"]

SIZE = 128
_MAGIC = b"HMIPANC1"
_RECORD = struct.Struct(">8s8sQ32s40x")


class Extent(msgspec.Struct, frozen=True, gc=False):
    """How far a store has come: its revisions, and the digests of its stream heads combined by exclusive or."""

    count: int
    heads: int

    def grown(self, added: int, heads: int) -> Extent:
        """This extent with ``added`` revisions more; ``heads`` combines every head that went and that came."""
        return Extent(self.count + added, self.heads ^ heads)


@dataclass(frozen=True, slots=True)
class AnchorCheck:
    """How the store stands to its anchor; ``missing`` changes when behind. Never repaired in silence.

    ``ahead`` (a crash before the anchor was written) and ``none`` are normal; ``unreadable`` covers an anchor of
    another store, a damaged one and one that was tampered with.
    """

    standing: Standing
    missing: int = 0

    @property
    def is_trouble(self) -> bool:
        """True when a person has to decide before the anchor is written again."""
        return self.standing in ("behind", "other-history")


class Anchor:
    """The record of one store at ``path``: written in place after each commit, synced now and then."""

    def __init__(self, path: Path, store_id: str, key: bytes) -> None:
        """``store_id`` is 16 hex digits, ``key`` 32 bytes that only the opened store knows."""
        self.path = path
        self._store = bytes.fromhex(store_id)
        self._keyed = hmac.new(key, digestmod="sha256")  # keyed once, for every answer is noted
        self._handle: int | None = None

    def check(self, extent: Extent) -> AnchorCheck:
        """Compare the record with what the store holds now."""
        try:
            record = self.path.read_bytes()
        except FileNotFoundError:
            return AnchorCheck("none")
        remembered = self._read(record)
        if remembered is None:
            return AnchorCheck("unreadable")
        if remembered.count > extent.count:
            return AnchorCheck("behind", remembered.count - extent.count)
        if remembered.count < extent.count:
            return AnchorCheck("ahead")
        return AnchorCheck("same" if remembered.heads == extent.heads else "other-history")

    def note(self, extent: Extent) -> None:
        """Overwrite the record, without a sync.

        What is saved is saved: a record that cannot be written stays as it was, and the store is then ahead of it.
        """
        body = _RECORD.pack(_MAGIC, self._store, extent.count, extent.heads.to_bytes(32, "big"))
        try:
            if self._handle is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            _overwrite(self._handle, body + self._mac(body))
        except OSError:
            return

    def sync(self) -> None:
        """Bring the record to the disk."""
        if self._handle is not None:
            os.fsync(self._handle)

    def close(self) -> None:
        """Sync and close; the next ``note`` opens again."""
        if self._handle is not None:
            self.sync()
            os.close(self._handle)
            self._handle = None

    def _mac(self, body: bytes) -> bytes:
        code = self._keyed.copy()
        code.update(body)
        return code.digest()

    def _read(self, record: bytes) -> Extent | None:
        body, mac = record[: _RECORD.size], record[_RECORD.size :]
        if len(record) != SIZE or not hmac.compare_digest(mac, self._mac(body)):
            return None
        magic, store, count, heads = _RECORD.unpack(body)
        return Extent(count, int.from_bytes(heads, "big")) if (magic, store) == (_MAGIC, self._store) else None


def measure(db: Transaction) -> Extent:
    """How far the store has come, read from its index of streams."""
    count = db.execute("SELECT count(*) FROM revision").fetchone()[0]
    newest = db.execute(
        "SELECT r.digest FROM revision r"
        " JOIN (SELECT stream, max(counter) AS counter FROM revision GROUP BY stream) h"
        " ON h.stream = r.stream AND h.counter = r.counter"
    )
    heads = 0
    for (digest,) in newest:
        heads ^= int.from_bytes(digest, "big")
    return Extent(count, heads)


def _overwrite(handle: int, record: bytes) -> None:
    if hasattr(os, "pwrite"):
        os.pwrite(handle, record, 0)
    else:  # Windows
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, record)
