"""The database: engines, transactions and the rules each engine needs.

StorageError
├── BadUrl              the URL names a database that is not supported
├── AlreadyRunning      another process holds the SQLite file
└── NotMigrated         the schema is older or newer than this code

SQLite: WAL with `synchronous=FULL`, one writing connection that begins with BEGIN IMMEDIATE (a read that later writes
would get SQLITE_BUSY at once, whatever the time-out), readers with `query_only`. One process only: before 3.51.3 it
may corrupt the WAL with several writers. PostgreSQL: short statement, lock and idle-in-transaction time-outs.
"""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import TextIO, TypeVar

from sqlalchemy import make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.postgres import postgres_engine
from storage.sqlite import sqlite_engine

Transaction = AsyncConnection
T = TypeVar("T")
_HINTS = "tawasul.hints"
WRITER_TIMEOUT_S = 30.0


class StorageError(Exception):
    """Root of the storage errors."""


class BadUrl(StorageError):
    """DATABASE_URL must start with sqlite:/// or postgresql://."""


class AlreadyRunning(StorageError):
    """Another process is using this SQLite database; stop it first, or move to PostgreSQL."""


class NotMigrated(StorageError):
    """The database schema does not fit this version: run `tawasul db upgrade`."""


class Fault(StrEnum):
    """What a failed transaction means: the data are at fault, others were in the way, or the database is away."""

    DATA = "data"
    BUSY = "busy"
    AWAY = "away"


_AWAY = frozenset({"08", "53", "57", "58", "XX"})  # SQLSTATE classes: connection, resources, operator, system, internal
_BUSY = frozenset({"25", "40", "55"})  # transaction state and time-outs, deadlocks, locks
_STATEMENT_TIMEOUT = "57014"


def fault_of(error: BaseException) -> Fault:
    """Whether to blame what was asked, to ask again at once, or to wait until the database is back."""
    if not isinstance(error, DBAPIError):
        return Fault.AWAY if isinstance(error, OSError | TimeoutError | PoolTimeout) else Fault.DATA
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state[:2] in _BUSY or state == _STATEMENT_TIMEOUT:
        return Fault.BUSY
    if error.connection_invalidated or state[:2] in _AWAY:
        return Fault.AWAY
    return Fault.AWAY if not state and isinstance(error, OperationalError) else Fault.DATA


def told(error: BaseException) -> str:
    """An error in words fit for a log: its kind, and the first line of what the database or the system said.

    What other errors say may quote the message they stumbled over.
    """
    said = str(error.orig) if isinstance(error, DBAPIError) else str(error) if isinstance(error, OSError) else ""
    return ": ".join([type(error).__name__, *said.splitlines()[:1]])


def normalise_url(url: str) -> URL:
    """Name the asynchronous driver, whichever spelling of the scheme was given. Raises BadUrl."""
    try:
        parsed = make_url(url)
    except Exception as error:
        raise BadUrl(f"DATABASE_URL={url!r}: {BadUrl.__doc__}") from error
    family = parsed.get_backend_name()
    if family == "postgres" or family == "postgresql":
        return parsed.set(drivername="postgresql+asyncpg")
    if family == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed.set(drivername="sqlite+aiosqlite")
    raise BadUrl(f"DATABASE_URL={parsed.render_as_string()!r}: {BadUrl.__doc__}")


class Database:
    """Opens transactions. `transaction()` writes and commits; `read()` only reads."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = normalise_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._lock_file: TextIO | None = None
        self._line = asyncio.Lock()  # of those who want to write to SQLite
        self.on_commit: Callable[[frozenset[str]], None] | None = None  # is given the topics that `hint` named
        if self.is_sqlite:
            path = Path(str(self.url.database))
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = sqlite_engine(self.url, pool_size=1, query_only=False)
            self._reader = sqlite_engine(self.url, pool_size=4, query_only=True)
        else:
            self._writer = postgres_engine(self.url, pool_size)
            # Each statement sees what is committed by then, as within a transaction, without two trips for that.
            self._reader = self._writer.execution_options(isolation_level="AUTOCOMMIT")

    def claim_process(self) -> None:
        """Hold the SQLite file for this process until it ends. Raises AlreadyRunning. PostgreSQL needs none."""
        if not self.is_sqlite or self._lock_file is not None:
            return
        path = Path(f"{self.url.database}.lock")
        handle = path.open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.close()
            raise AlreadyRunning(f"{self.url.database}: {AlreadyRunning.__doc__}") from error
        self._lock_file = handle

    @asynccontextmanager
    async def transaction(self, *, first: bool = False) -> AsyncIterator[Transaction]:
        """Commit on leaving, roll back on any error. A caller cancelled anywhere, even twice, costs no connection.

        `first`: SQLite's one writer is had next, before all who stand in line for it.
        """
        async with self._turn(first), self._connection(self._writer) as connection:
            await connection.begin()
            connection.info.pop(_HINTS, None)  # of one that was rolled back
            yield connection
            topics = frozenset(connection.info.pop(_HINTS, ()))
            await finish(connection.commit())
        if topics and self.on_commit:
            self.on_commit(topics)

    @asynccontextmanager
    async def _turn(self, first: bool) -> AsyncIterator[None]:
        """Raises TimeoutError. Of the line one at most has the writer or waits for it."""
        if first or not self.is_sqlite:
            yield
            return
        async with asyncio.timeout(WRITER_TIMEOUT_S):
            await self._line.acquire()
        try:
            yield
        finally:
            self._line.release()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        async with self._connection(self._reader) as connection:
            yield connection

    @asynccontextmanager
    async def _connection(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """A connection that always goes back; one whose caller was cancelled in the middle of something is closed."""
        connection = engine.connect()
        try:
            await finish(connection.start())
            yield connection
        except asyncio.CancelledError:
            await finish(_discard(connection))
            raise
        finally:
            await finish(connection.close())

    async def ping(self) -> None:
        async with self.read() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()
        if self._lock_file is not None:
            self._lock_file.close()
            self._lock_file = None

    @property
    def writer(self) -> AsyncEngine:
        return self._writer


def hint(tx: Transaction, *topics: str) -> None:
    """Wake whoever waits for these topics once the transaction is committed; a lost hint costs only time."""
    tx.info.setdefault(_HINTS, set()).update(topics)


async def finish(awaitable: Awaitable[T]) -> T:
    """Go on to the end, however often the caller is cancelled meanwhile; then let the cancellation through."""
    task, cancelled = asyncio.ensure_future(awaitable), None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
        except Exception:
            break
    if cancelled is not None and not task.cancelled():
        task.exception()  # the cancellation is the news; what else went wrong is not
        raise cancelled
    return task.result()


async def _discard(connection: AsyncConnection) -> None:
    """Nobody knows what a cancelled statement left on the wire."""
    if connection.sync_connection is not None and not connection.closed:
        await connection.invalidate()
