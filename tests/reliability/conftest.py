"""Gateways that a test may break: one of its own for each test, on each database."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from nlu.embedded.engine import EmbeddedInterpreter
from storage import migrations
from storage.db import Database
from tests.gateway import GENEROUS, Running, started
from tests.reliability.processes import SHORT_LEASES, Site, site

Start = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture
async def migrated(database_url: str) -> str:
    """The URL of a database with its tables."""
    database = Database(database_url)
    await migrations.upgrade(database)
    await database.close()
    return database_url


@pytest.fixture
def start(migrated: str, tmp_path: Path, interpreter: EmbeddedInterpreter) -> Start:
    """Start a gateway in this loop; with short leases unless told otherwise."""

    def starting(**more: Any) -> AbstractAsyncContextManager[Running]:
        changes = GENEROUS | SHORT_LEASES | more.pop("changes", {})
        return started(migrated, tmp_path, **{"interpreter": interpreter, "changes": changes, **more})

    return starting


@pytest.fixture
async def own(start: Start) -> AsyncIterator[Running]:
    """A gateway of the test's own."""
    async with start() as running:
        yield running


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """An installation whose processes a test starts and kills."""
    async with site(tmp_path, database_url) as installed:
        yield installed
