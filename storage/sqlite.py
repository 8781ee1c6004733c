"""SQLite's engine. A statement goes to the connection's thread once, and comes back with all its rows.

By itself aiosqlite goes there four times for a SELECT: to open the cursor, execute, fetch and close. Each time the
thread has to win Python's lock from the event loop, which a busy loop gives up only every few milliseconds.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

import aiosqlite
import orjson
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # what was erased is overwritten
    "PRAGMA cache_size=-16000",
    "PRAGMA temp_store=MEMORY",
)


def sqlite_engine(url: URL, *, pool_size: int, query_only: bool) -> AsyncEngine:
    async def connect() -> aiosqlite.Connection:
        return await _Connection(str(url.database))

    engine = create_async_engine(
        url,
        async_creator=connect,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=30,
        hide_parameters=True,  # errors are logged, and parameters hold people's words and numbers
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin when we say so, below
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(pragma)
        cursor.execute(f"PRAGMA query_only={'ON' if query_only else 'OFF'}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if query_only else "BEGIN IMMEDIATE")

    return engine


class _Connection(aiosqlite.Connection):
    def __init__(self, path: str) -> None:
        super().__init__(lambda: sqlite3.connect(path), iter_chunk_size=64)
        self._thread.daemon = True  # a process that ends does not wait for it

    def cursor(self) -> "_Cursor":  # type: ignore[override]  # SQLAlchemy's adapter asks for no more
        return _Cursor(self)

    async def whole(self, method: str, statement: str, parameters: Any) -> "_Done":
        """Raises what sqlite3 raises."""
        return await self._execute(self._whole, method, statement, parameters)  # type: ignore[no-any-return, no-untyped-call]

    def _whole(self, method: str, statement: str, parameters: Any) -> "_Done":
        cursor = self._conn.cursor()
        try:
            getattr(cursor, method)(statement, parameters)
            rows = cursor.fetchall() if cursor.description else []
            return cursor.description, cursor.rowcount, cursor.lastrowid, rows
        finally:
            cursor.close()


_Done = tuple[Any, int, int | None, list[Any]]  # description, rowcount, lastrowid, rows


class _Cursor:
    """What SQLAlchemy's adapter asks of a cursor."""

    arraysize = 1

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self._rows: list[Any] = []

    async def __aenter__(self) -> "_Cursor":
        return self

    async def execute(self, statement: str, parameters: Any = ()) -> "_Cursor":
        return await self._do("execute", statement, parameters)

    async def executemany(self, statement: str, parameters: Sequence[Any]) -> "_Cursor":
        return await self._do("executemany", statement, parameters)

    async def _do(self, method: str, statement: str, parameters: Any) -> "_Cursor":
        done = await self._connection.whole(method, statement, parameters)
        self.description, self.rowcount, self.lastrowid, self._rows = done
        return self

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._rows = []
