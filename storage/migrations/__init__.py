"""Migrations, from the first table on. `upgrade` brings a database up to this code; `current` tells where it is.

A file's number is its revision. Alembic is loaded only where something is to be done: most starts find nothing.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.db import Database, NotMigrated

HERE = Path(__file__).parent


def head() -> str:
    return max(path.name.partition("_")[0] for path in (HERE / "versions").glob("[0-9]*.py"))


async def upgrade(db: Database, to: str | None = None) -> None:
    """Run what is missing, in one transaction; several processes starting at once take turns on PostgreSQL."""
    wanted = to or head()
    if await current(db) == wanted:
        return
    async with db.transaction() as tx:
        await tx.run_sync(_upgrade, wanted)


async def current(db: Database) -> str | None:
    async with db.read() as connection:
        return await connection.run_sync(_current)


def _current(connection: Connection) -> str | None:
    known = inspect(connection).has_table("alembic_version")
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None


def _upgrade(connection: Connection, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SET LOCAL statement_timeout = '0'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(7230114)"))
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


async def require_head(db: Database) -> None:
    """Raises NotMigrated unless the schema is exactly this code's."""
    found, wanted = await current(db), head()
    if found != wanted:
        raise NotMigrated(f"schema is at {found}, this version needs {wanted}: {NotMigrated.__doc__}")
