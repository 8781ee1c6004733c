"""What every test may ask for: a fresh database of each kind, and a Redis.

Servers: TEST_DATABASE_URL / TEST_REDIS_URL if set, else servers installed on the machine, else the binaries that the
development dependencies carry. Nothing is skipped: a prerequisite that cannot be had fails the run.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage import migrations
from storage.db import Database
from tests.servers import Postgres, RedisServer


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with Postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with RedisServer.running(tmp_path_factory.mktemp("redis")) as server:
        yield server.url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind: what runs on one must run on the other."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/tawasul.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """A migrated database."""
    database = Database(database_url)
    await migrations.upgrade(database)
    yield database
    await database.close()
