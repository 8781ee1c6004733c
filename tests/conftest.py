"""What every test may ask for: a fresh database of each kind, a Redis, and the gateway itself.

Servers: TEST_DATABASE_URL / TEST_REDIS_URL if set, else servers installed on the machine, else the binaries that the
development dependencies carry. Nothing is skipped: a prerequisite that cannot be had fails the run.
"""

import gc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

from bot import settings
from bot.metrics import Metrics
from bot.understanding import build_interpreter
from nlu.embedded.engine import EmbeddedInterpreter
from storage.db import Database
from tests import adapters, certificates, hashing, selection
from tests.gateway import Running, started
from tests.servers import Postgres, RedisServer, empty, opened, prepare
from tests.workers import Shared, place

# How long an example takes says something about the machine, nothing about the code.
hypothesis.settings.register_profile("whole", deadline=None)
hypothesis.settings.register_profile("short", deadline=None, max_examples=25)


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("short" if config.getoption("short") else "whole")
    config.pluginmanager.register(Shared(), "shared-servers")
    adapters.share(pytest.MonkeyPatch())
    certificates.share(pytest.MonkeyPatch())
    hashing.share(pytest.MonkeyPatch())


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--short", action="store_true", help="every promise once, and nothing that is marked thorough")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("short"):
        kept = selection.short(items)
        config.hook.pytest_deselected(items=list(set(items) - set(kept)))
        items[:] = kept
    items.sort(key=lambda item: place(item.nodeid))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it again and again was a fifth of the processor's time."""
    gc.collect()
    gc.freeze()


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


@pytest.fixture(scope="session")
async def sqlite_db(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    url = f"sqlite:///{tmp_path_factory.mktemp('db')}/tawasul.db"
    prepare(url)
    async with opened(url) as database:
        yield database


@pytest.fixture(scope="session")
async def postgresql_db(postgres: Postgres) -> AsyncIterator[Database]:
    with postgres.migrated() as url:
        async with opened(url) as database:
            yield database


@pytest.fixture(params=["sqlite", "postgresql"])
def lasting_db(request: pytest.FixtureRequest) -> Database:
    """Opening one takes longer than most tests: one of each kind serves them all."""
    database: Database = request.getfixturevalue(f"{request.param}_db")
    return database


@pytest.fixture
async def db(lasting_db: Database) -> AsyncIterator[Database]:
    """An open database of each kind, without rows."""
    yield lasting_db
    lasting_db.on_commit = None
    await empty(lasting_db)


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
