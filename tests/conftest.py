"""What every test may ask for: a fresh database of each kind, a Redis, and the gateway itself.

Servers: TEST_DATABASE_URL / TEST_REDIS_URL if set, else servers installed on the machine, else the binaries that the
development dependencies carry. Nothing is skipped: a prerequisite that cannot be had fails the run.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot import settings
from bot.metrics import Metrics
from bot.understanding import build_interpreter
from nlu.embedded.engine import EmbeddedInterpreter
from storage.db import Database
from tests import adapters
from tests.gateway import Running, started
from tests.servers import Postgres, RedisServer, prepare
from tests.workers import Shared, place


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Shared(), "shared-servers")
    adapters.share(pytest.MonkeyPatch())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: place(item.nodeid))


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
    """A migrated database of each kind, without rows: what runs on one must run on the other."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/tawasul.db"
        prepare(url)
        yield url
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.migrated() as url:
        yield url


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """The same, open."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture(scope="session")
async def interpreter(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedInterpreter:
    """The engine of this version, trained if need be, loaded once for all gateways of this run."""
    folder = tmp_path_factory.mktemp("interpreter")
    built = await build_interpreter(settings.load({"DATA_DIR": str(folder)}), Metrics())
    assert isinstance(built, EmbeddedInterpreter)
    return built


@pytest.fixture(scope="session")
async def gateway(interpreter: EmbeddedInterpreter, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A running gateway on SQLite, shared by the tests that leave it whole."""
    folder = tmp_path_factory.mktemp("gateway")
    async with started(f"sqlite:///{folder}/tawasul.db", folder, interpreter=interpreter, first=True) as running:
        yield running


@pytest.fixture(scope="session")
async def grown_gateway(
    postgres: Postgres, interpreter: EmbeddedInterpreter, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Running]:
    """The same on PostgreSQL."""
    folder = tmp_path_factory.mktemp("grown-gateway")
    with postgres.migrated() as url:
        async with started(url, folder, interpreter=interpreter) as running:
            yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def spine(request: pytest.FixtureRequest) -> Running:
    """A running gateway on each database, shared: tests bring people of their own, so nobody meets another's words."""
    name = "gateway" if request.param == "sqlite" else "grown_gateway"
    running: Running = request.getfixturevalue(name)
    return running
