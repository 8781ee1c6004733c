"""The servers beside us stop, lose everything, come back: nothing acknowledged is lost, nothing is said twice."""

import asyncio
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import redis.asyncio as redis

from nlu.embedded.engine import EmbeddedInterpreter
from storage import migrations
from storage.db import Database
from tests.gateway import GENEROUS, Running, started
from tests.reliability.crowd import CHANNELS, Crowd
from tests.reliability.processes import SHORT_LEASES
from tests.servers import Postgres, Server, own_postgres, own_redis
from tests.waiting import until

pytestmark = pytest.mark.thorough


class Mortal:
    """A server that a test may kill and start again."""

    def __init__(self, server: Server) -> None:
        self.url, self._server, self._process = server.url, server, server.start()

    async def die(self, number: int = signal.SIGKILL) -> None:
        self._process.send_signal(number)
        await asyncio.to_thread(self._process.wait, 30)

    async def rise(self) -> None:
        self._process = await asyncio.to_thread(self._server.start)

    def end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@pytest.fixture
def mortal_postgres() -> Iterator[Mortal]:
    with TemporaryDirectory(prefix="tawasul-mortal-", ignore_cleanup_errors=True) as folder:
        mortal = Mortal(own_postgres(Path(folder)))
        Postgres(mortal.url).wait()
        try:
            yield mortal
        finally:
            mortal.end()


@pytest.fixture
def mortal_redis(tmp_path: Path) -> Iterator[Mortal]:
    mortal = Mortal(own_redis(tmp_path))
    try:
        yield mortal
    finally:
        mortal.end()


@asynccontextmanager
async def grown(url: str, folder: Path, interpreter: EmbeddedInterpreter, **more: str) -> AsyncIterator[Running]:
    database = Database(url)
    await migrations.upgrade(database)
    await database.close()
    changes = GENEROUS | SHORT_LEASES
    async with started(url, folder, interpreter=interpreter, changes=changes, more=more) as running:
        yield running


async def answers(crowd: Crowd, more: int) -> None:
    """Until so many more people have been answered."""
    wanted = len(crowd.site.simulator.sent) + more
    await until(lambda: len(crowd.site.simulator.sent) >= wanted)


async def test_postgresql_restarted_under_load(
    mortal_postgres: Mortal, tmp_path: Path, interpreter: EmbeddedInterpreter
) -> None:
    async with grown(mortal_postgres.url, tmp_path, interpreter) as own:
        crowd = Crowd(own)
        async with crowd.asking(0.03):
            await answers(crowd, 10)
            await mortal_postgres.die(signal.SIGQUIT)
            await until(lambda: crowd.waiting)
            assert (await own.client.get("/healthz")).status_code == 200
            assert (await own.client.get("/readyz")).status_code == 503
            await mortal_postgres.rise()
            await answers(crowd, 10)
        await crowd.insist()
        await crowd.quiet()
        verdict = await crowd.verdict()
        assert set(verdict) <= {"answered", "unknown"}, verdict
        assert (await own.client.get("/readyz")).status_code == 200


async def test_redis_killed_flushed_and_started_again_costs_only_time(
    postgres: Postgres, mortal_redis: Mortal, tmp_path: Path, interpreter: EmbeddedInterpreter
) -> None:
    with postgres.database() as url:
        async with grown(url, tmp_path, interpreter, REDIS_URL=mortal_redis.url) as own:
            crowd = Crowd(own)
            async with crowd.asking(0.03):
                await answers(crowd, 10)
                async with redis.Redis.from_url(mortal_redis.url) as client:
                    await client.flushall()
                await answers(crowd, 10)
                await mortal_redis.die()
                await answers(crowd, 30)
                assert not crowd.waiting, "every webhook was acknowledged all the same"
                await mortal_redis.rise()
                await answers(crowd, 10)
            await crowd.insist()
            await crowd.quiet()
            assert set(await crowd.verdict()) == {"answered"}


async def test_a_redis_that_hangs_is_soon_left_alone(
    postgres: Postgres, mortal_redis: Mortal, tmp_path: Path, interpreter: EmbeddedInterpreter
) -> None:
    with postgres.database() as url:
        async with grown(url, tmp_path, interpreter, REDIS_URL=mortal_redis.url) as own:
            crowd = Crowd(own)
            await crowd.ask(map(crowd.question, CHANNELS))
            await answers(crowd, 0)
            mortal_redis._process.send_signal(signal.SIGSTOP)
            try:
                await crowd.ask(map(crowd.question, CHANNELS * 5))
                await crowd.quiet()
            finally:
                mortal_redis._process.send_signal(signal.SIGCONT)
            assert set(await crowd.verdict()) == {"answered"}
