"""The power fails: SQLite keeps all that was acknowledged, because it syncs every commit; without that it would not."""

import asyncio
import functools
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from channels.simulator import Webhook
from storage import sqlite
from storage.db import Database
from tests.reliability.crowd import CHANNELS, Crowd
from tests.reliability.processes import Site, site
from tests.reliability.syncs import Disk, report_syncs

pytestmark = pytest.mark.thorough


def sync_now_and_then() -> None:
    """The control: SQLite's other setting, which syncs at checkpoints only."""
    lax = tuple(p.replace("synchronous=FULL", "synchronous=NORMAL") for p in sqlite.PRAGMAS)
    sqlite.PRAGMAS = lax  # type: ignore[assignment]


def watched(reports: socket.socket, careless: bool) -> None:
    if careless:
        sync_now_and_then()
    report_syncs(reports)


async def ask_until_the_power_fails(house: Site, disk: Disk, *, careless: bool = False) -> list[Webhook]:
    """-> what was acknowledged before."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = house.start(prepare=functools.partial(watched, theirs, careless))
        watching = await asyncio.to_thread(disk.watch, ours)
        await process.ready()
        crowd = Crowd(house)
        for _ in range(6):
            await crowd.ask(map(crowd.question, CHANNELS))
        await process.kill()
        await asyncio.to_thread(watching.join, 30)
    assert not crowd.waiting
    return crowd.said


async def missing(said: list[Webhook], url: str) -> int:
    """How many acknowledged messages the database does not hold."""
    database = Database(url)
    async with database.read() as tx:
        found = (await tx.execute(text("SELECT count(*) FROM inbox"))).scalar_one()
    await database.close()
    return len(said) - int(found)


async def test_what_was_acknowledged_is_on_the_disk_and_is_answered_when_power_returns(tmp_path: Path) -> None:
    data, after = tmp_path / "data", tmp_path / "after"
    async with site(data, f"sqlite:///{data}/tawasul.db") as house:
        disk = Disk(data, tmp_path / "safe")
        said = await ask_until_the_power_fails(house, disk)
        disk.after_power_returns(after)
        url = f"sqlite:///{after}/tawasul.db"
        assert await missing(said, url) == 0
        again = replace(house, variables={**house.variables, "DATABASE_URL": url}, db=Database(url), processes=[])
        process = await again.start().ready()
        crowd = Crowd(again)
        crowd.said = said
        await crowd.quiet()
        verdict = await crowd.verdict()
        await process.kill()
        await again.db.close()
    assert set(verdict) <= {"answered", "unknown"}, verdict
    assert verdict["answered"] > len(said) / 2


async def test_without_a_sync_at_every_commit_acknowledged_messages_would_be_lost(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with site(data, f"sqlite:///{data}/tawasul.db") as house:
        disk = Disk(data, tmp_path / "safe")
        said = await ask_until_the_power_fails(house, disk, careless=True)
    disk.after_power_returns(tmp_path / "after")
    assert await missing(said, f"sqlite:///{tmp_path}/after/tawasul.db") > 0, "else the test above proves nothing"
