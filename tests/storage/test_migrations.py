from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from storage import migrations
from storage.db import Database, NotMigrated
from tests.servers import Postgres

_STAFF = """INSERT INTO staff (email, name, role, password_hash, failures, created_at)
    VALUES ('noura@example.org', 'نورة', 'agent', 'x', 3, '2026-11-23 09:00:00')"""
_DEED = "INSERT INTO audit (staff_id, action, subject, details, at) SELECT id, 'x', 'x', '{}', created_at FROM staff"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


async def test_accounts_that_others_point_at_outlive_the_migration_of_signing_in(empty_url: str) -> None:
    """Their table cannot be made anew on SQLite while there is a deed of theirs on record."""
    db = Database(empty_url)
    await migrations.upgrade(db, "0004")
    async with db.transaction() as tx:
        await tx.execute(text(_STAFF))
        await tx.execute(text(_DEED))
    await migrations.upgrade(db)
    async with db.read() as tx:
        row = (await tx.execute(text("SELECT email, locale, must_change_password, alerts FROM staff"))).one()
        deeds = (await tx.execute(text("SELECT count(*) FROM audit"))).scalar_one()
    await db.close()
    assert (row.email, row.locale, bool(row.must_change_password), deeds) == ("noura@example.org", "ar", False, 1)
    assert row.alerts in ({}, "{}")


def test_the_newest_file_is_alembic_s_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.HERE))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.head()]


async def test_a_database_of_another_version_is_not_served(empty_url: str) -> None:
    db = Database(empty_url)
    with pytest.raises(NotMigrated, match="None"):
        await migrations.require_head(db)
    await migrations.upgrade(db, "0004")
    with pytest.raises(NotMigrated, match="0004"):
        await migrations.require_head(db)
    await migrations.upgrade(db)
    await migrations.require_head(db)
    await db.close()
