"""Migrations, from the first table on. `upgrade` brings a database up to this code; `current` tells where it is."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.db import Database, NotMigrated


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    return str(ScriptDirectory.from_config(_config()).get_current_head())


async def upgrade(db: Database) -> None:
    """Run what is missing, in one transaction; several processes starting at once take turns on PostgreSQL."""

    def run(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '60s'"))
            connection.execute(text("SET LOCAL statement_timeout = '0'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(7230114)"))
        command.upgrade(_config(connection), "head")

    async with db.transaction() as tx:
        await tx.run_sync(run)


async def current(db: Database) -> str | None:
    async with db.read() as connection:
        return await connection.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())


async def require_head(db: Database) -> None:
    """Raises NotMigrated unless the schema is exactly this code's."""
    found, wanted = await current(db), head()
    if found != wanted:
        raise NotMigrated(f"schema is at {found}, this version needs {wanted}: {NotMigrated.__doc__}")
