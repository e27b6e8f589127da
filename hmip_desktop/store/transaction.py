"""One transaction on a kept connection, seen raw by hot statements and through SQLModel by the rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import TracebackType
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection as BoundConnection
from sqlalchemy.pool import StaticPool
from sqlalchemy.util import LRUCache
from sqlmodel import Session, create_engine

from hmip_desktop.store.connection import Connection, driver


@cache
def _language() -> tuple[Engine, LRUCache[object, object]]:
    """What every channel speaks: an engine that no connection is ever asked of, and the statements compiled so far.

    A statement is compiled once for the program, not once for each connection of each store.
    """
    # A first look at the database would end with a rollback, of the transaction that is under way.
    return create_engine("sqlite://", module=driver, poolclass=StaticPool, _initialize=False), LRUCache(500)


class Channel:
    """A kept connection. A transaction is begun on it in so many words and ended here."""

    def __init__(self, raw: Connection) -> None:
        self.raw = raw
        self._engine: Engine | None = None
        self._bound: BoundConnection | None = None

    def bound(self) -> BoundConnection:
        """SQLAlchemy's view of the transaction that is under way."""
        if self._engine is None:
            shared, compiled = _language()
            pool = StaticPool(lambda: self.raw, reset_on_return=None, dialect=shared.dialect)
            self._engine = Engine(
                pool, shared.dialect, shared.url, hide_parameters=True, execution_options={"compiled_cache": compiled}
            )
            event.listen(self._engine, "begin", _join)
        if self._bound is None:
            self._bound = self._engine.connect()
            self._bound.begin()
        return self._bound

    def end(self, statement: str) -> None:
        """COMMIT or ROLLBACK on the connection; SQLAlchemy's view ends with it."""
        self.raw.execute(statement)
        if self._bound is not None:
            self._bound.close()
            self._bound = None

    def abandon(self) -> None:
        """Roll back whatever is under way, also after the database has done so itself."""
        if self.raw.in_transaction:
            self.end("ROLLBACK")
        elif self._bound is not None:
            self._bound.close()
            self._bound = None

    def close(self) -> None:
        """Close the connection."""
        if self._engine is not None:
            self._engine.dispose()
        self.raw.close()


def _join(connection: BoundConnection) -> None:
    """Begun already on the raw connection; the event only keeps SQLAlchemy from beginning another."""


class Transaction:
    """One transaction: ``execute`` runs a statement as text; ``session`` is SQLModel's on the same connection.

    Whoever adds revisions says so in ``added`` and ``heads`` (heads that went and came, combined), or sets
    ``recount``, so that the anchor can follow. ``homeward``: the log is brought home when this ends.
    ``before``: a subject with what was read of it just now for the change that comes next, let go with any change.
    """

    __slots__ = ("_channel", "_session", "added", "before", "execute", "executemany", "heads", "homeward", "recount")

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._session: Session | None = None
        self.execute = channel.raw.execute
        self.executemany = channel.raw.executemany
        self.added = 0
        self.heads = 0
        self.recount = False
        self.homeward = False
        self.before: tuple[str, list[Any]] | None = None

    @property
    def session(self) -> Session:
        """A session that takes part in this transaction; flushed when the transaction ends."""
        if self._session is None:
            self._session = Session(bind=self._channel.bound(), expire_on_commit=False)
        return self._session

    def finish(self) -> None:
        """Write what the session still holds and let it go; the store commits the connection."""
        if self._session is not None:
            self._session.flush()
        self.close()

    def close(self) -> None:
        """Drop the session and what it holds in memory."""
        if self._session is not None:
            self._session.close()
            self._session = None


class Writing:
    """A transaction from ``begin`` to ``end``, which is given the error that left the block, None for none.

    A class and no generator, because every answer that is saved passes through it.
    """

    __slots__ = ("_begin", "_end", "_transaction")

    def __init__(
        self, begin: Callable[[], Transaction], end: Callable[[Transaction, BaseException | None], None]
    ) -> None:
        self._begin = begin
        self._end = end

    def __enter__(self) -> Transaction:
        self._transaction = self._begin()
        return self._transaction

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end(self._transaction, error)
