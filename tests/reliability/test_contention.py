"""Many at once, some giving up halfway, some in the way of others: everybody gets through and no connection is lost."""

import asyncio
import json
import random
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from sqlalchemy import text

from bot import ingest
from storage.db import Database
from tests.gateway import Running
from tests.people import Person, meet
from tests.reliability.crowd import QUESTION, Crowd
from tests.waiting import PATIENCE_S, until


@pytest.fixture
async def counted(db: Database) -> AsyncIterator[Database]:
    async with db.transaction() as tx:
        await tx.execute(text("CREATE TABLE tally (id INTEGER PRIMARY KEY, n INTEGER)"))
        await tx.execute(text("INSERT INTO tally VALUES (1, 0)"))
    yield db
    async with db.transaction() as tx:
        await tx.execute(text("DROP TABLE tally"))


async def count_up(db: Database, times: int) -> None:
    """Read, then write what was read: a lost update or a lock that gives up would show."""
    for _ in range(times):
        async with db.transaction() as tx:
            query = "SELECT n FROM tally WHERE id = 1" + ("" if db.is_sqlite else " FOR UPDATE")
            n = (await tx.execute(text(query))).scalar_one()
            await asyncio.sleep(0)
            await tx.execute(text("UPDATE tally SET n = :n WHERE id = 1"), {"n": n + 1})
        async with db.read() as tx:
            await tx.execute(text("SELECT n FROM tally"))


async def tally(db: Database) -> int:
    async with db.read() as tx:
        return int((await tx.execute(text("SELECT n FROM tally"))).scalar_one())


async def test_fifty_tasks_at_one_row_lose_no_update_and_meet_no_lock(counted: Database) -> None:
    await asyncio.gather(*(count_up(counted, 6) for _ in range(50)))
    assert await tally(counted) == 300


async def test_what_comes_in_goes_before_all_who_stand_in_line(tmp_path: Path) -> None:
    db, order = Database(f"sqlite:///{tmp_path}/line.db"), list[str]()

    async def write(name: str, *, first: bool = False) -> None:
        async with db.transaction(first=first):
            order.append(name)
            await asyncio.sleep(0)

    try:
        async with db.transaction():
            line = [asyncio.create_task(write(f"{n}")) for n in range(3)]
            await asyncio.sleep(0)
            line.append(asyncio.create_task(write("first", first=True)))
            await asyncio.sleep(0)
        await asyncio.gather(*line)
    finally:
        await db.close()
    assert order == ["first", "0", "1", "2"]


@pytest.mark.thorough
async def test_tasks_cancelled_at_random_awaits_leave_the_pool_whole(counted: Database) -> None:
    dice = random.Random(7)
    for _ in range(12):
        tasks = [asyncio.create_task(count_up(counted, 50)) for _ in range(20)]
        for task in tasks:
            for _ in range(dice.randint(0, 6)):
                await asyncio.sleep(0)
            task.cancel()
            if dice.random() < 0.5:
                await asyncio.sleep(0)
                task.cancel()  # whoever is impatient cancels twice
        await asyncio.gather(*tasks, return_exceptions=True)
    before = await tally(counted)
    await asyncio.wait_for(asyncio.gather(*(count_up(counted, 2) for _ in range(20))), 20)
    assert await tally(counted) == before + 40
    assert counted.writer.pool.checkedout() == 0  # type: ignore[attr-defined]


@pytest.mark.thorough
async def test_callers_who_hang_up_halfway_disturb_nobody(own: Running) -> None:
    webhook = own.simulator.draft.say("telegram", "7999", QUESTION)
    head = "\r\n".join(f"{name}: {value}" for name, value in webhook.headers.items())
    request = f"POST /webhooks/telegram HTTP/1.1\r\nHost: x\r\nContent-Length: {len(webhook.body)}\r\n{head}\r\n\r\n"
    for part in (0, 1, len(webhook.body) // 2, len(webhook.body)):
        for _ in range(5):
            _, writer = await asyncio.open_connection("127.0.0.1", urlsplit(own.url).port)
            writer.write(request.encode() + webhook.body[:part])
            await writer.drain()
            writer.transport.abort()
    assert "أسبوعين" in (await meet(own, "telegram").asks(QUESTION)).text
    await until(lambda: own.simulator.sent_to("telegram", "7999"))
    assert len(own.simulator.sent_to("telegram", "7999")) == 1, (
        "sent whole five times, hung up on five times: one event"
    )


@pytest.mark.thorough
async def test_concurrent_processes_do_not_deadlock_over_the_same_people(own: Running) -> None:
    """Webhooks, turns, outcomes and statuses of a few people, all at once, in every order."""
    people = [meet(own, "whatsapp_cloud") for _ in range(6)]
    dice = random.Random(3)
    for _ in range(4):
        some = dice.sample(people, 6)
        await asyncio.gather(*(p.says(QUESTION) for p in some))
    for person in people:
        assert len(await person.hears()) == 4
    if not own.db.is_sqlite:
        async with own.db.read() as tx:
            query = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
            assert (await tx.execute(query)).scalar_one() == 0


async def hold(own: Running, person: Person) -> "Held":
    """Somebody else's transaction, in the way of this person's conversation."""
    if own.db.is_sqlite:
        return await HeldFile.of(str(own.db.url.database))
    row = await person.row("SELECT id FROM conversation WHERE id = :conversation")
    url = own.db.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return await HeldRow.of(url, row.id)


class Held:
    async def release(self) -> None:
        raise NotImplementedError


class HeldFile(Held):
    """SQLite knows one lock, the file's: everybody waits."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    async def of(cls, path: str) -> "HeldFile":
        """Beside the loop: who holds the lock just then needs it to finish."""
        connection = sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False)
        await asyncio.to_thread(connection.execute, "BEGIN IMMEDIATE")
        return cls(connection)

    async def release(self) -> None:
        self._connection.execute("ROLLBACK")
        self._connection.close()


class HeldRow(Held):
    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._connection = connection

    @classmethod
    async def of(cls, url: str, conversation: int) -> "HeldRow":
        connection = await asyncpg.connect(url)
        await connection.execute("BEGIN")
        await connection.execute("SELECT * FROM conversation WHERE id = $1 FOR UPDATE", conversation)
        return cls(connection)

    async def release(self) -> None:
        await self._connection.execute("ROLLBACK")
        await self._connection.close()


@pytest.mark.thorough
async def test_a_transaction_held_open_for_long_is_never_acknowledged_over(
    own: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, other = meet(own, "telegram"), meet(own, "whatsapp_cloud")
    await person.asks(QUESTION)
    await other.asks(QUESTION)
    held = await hold(own, person)
    monkeypatch.setattr(ingest, "PATIENCE_S", 2.0)
    webhook = own.simulator.draft.say("telegram", person.to, "من يدرس طلبي؟")
    try:
        assert (await own.simulator.post(webhook)).status == 503, "not stored: the provider must try again"
        if not own.db.is_sqlite:
            assert await other.asks("من يدرس طلبي؟"), "other conversations go on"
    finally:
        await held.release()
    assert (await own.simulator.post(webhook)).status == 200
    assert "لجنة البحث" in person.whole(await person.hears()).text


async def test_a_hundred_people_at_once_are_all_answered(own: Running) -> None:
    crowd = Crowd(own)
    await crowd.ask([crowd.question(c) for c in ("telegram", "whatsapp_cloud") for _ in range(50)])
    assert not crowd.waiting
    await crowd.quiet()
    assert await crowd.verdict() == {"answered": 100}


@pytest.mark.thorough
async def test_a_conversation_flooded_with_messages_is_answered_in_order(own: Running) -> None:
    person = meet(own, "telegram")
    webhooks = [own.simulator.draft.say("telegram", person.to, QUESTION, update_id=n) for n in range(9_000, 9_045)]
    assert {d.status for d in await asyncio.gather(*map(own.simulator.post, webhooks))} == {200}
    assert len(await person.hears()) == 45, "more than one turn takes at once"
    assert json.loads(webhooks[0].body)["update_id"] == 9_000
