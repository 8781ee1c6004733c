"""PostgreSQL's engine. A connection from the pool is not asked at every use whether it lives: asyncpg knows.

SQLAlchemy's question (`pool_pre_ping`) takes three trips to the server, more than many of our transactions themselves.
"""

import time
from typing import Any

import orjson
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

RESTED_S = 60.0  # after so long the network may have lost a connection unseen
SETTINGS = {
    "application_name": "tawasul",
    "synchronous_commit": "on",
    "statement_timeout": "5000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "10000",
    "timezone": "UTC",
    "jit": "off",  # our queries are short; planning them with JIT costs more than it saves
}


def postgres_engine(url: URL, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        hide_parameters=True,
        connect_args={"server_settings": SETTINGS, "timeout": 10},
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
    )

    @event.listens_for(engine.sync_engine, "checkin")
    def _rest(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def _wake(connection: Any, record: Any, _proxy: Any) -> None:
        """What is raised replaces it; where the server has gone, all that rest in the pool."""
        if connection.driver_connection.is_closed():
            raise InvalidatePoolError
        if time.monotonic() - record.info.get("rests_since", time.monotonic()) > RESTED_S:
            raise DisconnectionError

    return engine
