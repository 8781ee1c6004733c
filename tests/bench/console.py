"""How soon a message at the webhook is on a signed-in console, at RATE messages a second, on both databases.

`told`: the console's event stream says where to look. `shown`: the console has fetched them too, as it does for
the conversation that is open; one message in FETCHED_OF is fetched. The clock starts when the provider calls.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import orjson
from sqlalchemy import text

from channels.simulator.simulator import Simulator
from storage.db import Database
from tests.bench.spine import PASSWORD, Served, server
from tests.servers import Postgres

RATE, SECONDS, WARM_S, FETCHED_OF = 50, 20, 5, 5
LIMIT_MS = 300
QUESTION = "متى يأتيني الرد على طلبي؟"
_WHO = text("SELECT c.id, i.address FROM conversation c JOIN identity i ON i.id = c.identity_id")


@dataclass(slots=True)
class Seen:
    """When each sender's webhook was called, and when each conversation was told of and shown."""

    called: dict[str, float] = field(default_factory=dict)
    told: dict[int, float] = field(default_factory=dict)
    shown: dict[int, float] = field(default_factory=dict)


async def bench() -> list[str]:
    """-> the table's lines."""
    lines = ["", f"console: from the provider's call to a signed-in console, {RATE} messages a second", _HEAD]
    with Postgres.running(fsync="on") as postgres:
        lines.append(await measured("sqlite", ""))
        with postgres.database() as url:
            lines.append(await measured("postgresql", url))
    return lines


async def measured(name: str, database_url: str) -> str:
    async with Simulator() as simulator, server("serve", database_url, simulator) as served:
        seen = await _watched(simulator, served)
        who = await _senders(served.database_url)
    kept = {sender for number, sender in enumerate(seen.called) if number >= WARM_S * RATE}
    told, shown = (
        sorted(at - seen.called[who[here]] for here, at in times.items() if who[here] in kept)
        for times in (seen.told, seen.shown)
    )
    return f"{name:12}{len(told)}/{len(kept):<6}{_times(told)}{_times(shown)}{LIMIT_MS:>9}"


async def _watched(simulator: Simulator, served: Served) -> Seen:
    seen = Seen()
    async with httpx.AsyncClient(base_url=served.url, timeout=30) as client:
        await client.post("/api/auth/login", json={"email": "admin@localhost", "password": PASSWORD})
        watching = asyncio.create_task(_watch(client, seen))
        await _call(simulator, seen)
        for _ in range(200):
            if len(seen.told) == len(seen.called):
                break
            await asyncio.sleep(0.05)
        watching.cancel()
        await asyncio.wait([watching])
    return seen


async def _call(simulator: Simulator, seen: Seen) -> None:
    """Every message by somebody new, at a steady pace, whether or not the one before has been answered."""
    began = time.perf_counter()
    async with asyncio.TaskGroup() as calls:
        for number in range(RATE * (WARM_S + SECONDS)):
            await asyncio.sleep(max(0.0, began + number / RATE - time.perf_counter()))
            sender = f"9665{number:08d}"
            webhook = simulator.draft.say("whatsapp_cloud", sender, QUESTION)
            seen.called[sender] = time.perf_counter()
            calls.create_task(simulator.post(webhook))


async def _watch(client: httpx.AsyncClient, seen: Seen) -> None:
    async with client.stream("GET", "/api/events") as response, asyncio.TaskGroup() as fetches:
        async for here in _visitors(response):
            seen.told.setdefault(here, time.perf_counter())
            if here % FETCHED_OF == 0:
                fetches.create_task(_fetch(client, here, seen))


async def _visitors(response: httpx.Response) -> AsyncIterator[int]:
    """The conversations in which somebody has written."""
    kind = ""
    async for line in response.aiter_lines():
        name, _, value = line.partition(": ")
        if name == "event":
            kind = value
        elif name == "data" and kind == "message":
            data = orjson.loads(value)
            if data["author"] == "visitor":
                yield data["conversation_id"]


async def _fetch(client: httpx.AsyncClient, here: int, seen: Seen) -> None:
    answer = await client.get(f"/api/conversations/{here}/messages")
    assert QUESTION in answer.text
    seen.shown[here] = time.perf_counter()


async def _senders(database_url: str) -> dict[int, str]:
    db = Database(database_url)
    try:
        async with db.read() as tx:
            return {row.id: row.address for row in await tx.execute(_WHO)}
    finally:
        await db.close()


_HEAD = f"{'':12}{'told of':>10}{'told p50':>9}{'p95 ms':>8}{'shown p50':>10}{'p95 ms':>8}{'limit':>9}"


def _times(seconds: list[float]) -> str:
    p50, p95 = (seconds[int(share * (len(seconds) - 1))] * 1000 for share in (0.5, 0.95))
    return f"{p50:9.0f}{p95:8.0f}"
