"""The event stream of a signed-in console, over the wire: live, resumed, by role, and ended with its session."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson

from tests.gateway import Running
from tests.people import Visitor, meet

ACCOUNT = {"email": "admin@localhost", "password": "a-password-for-tests"}
PATIENCE = 20.0


@asynccontextmanager
async def console(spine: Running) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    async with httpx.AsyncClient(base_url=spine.url, timeout=PATIENCE) as client:
        answer = await client.post("/api/auth/login", json=ACCOUNT)
        yield client, answer.json()["csrf_token"]


Heard = tuple[str, str | None, dict[str, Any]]


@asynccontextmanager
async def stream(client: httpx.AsyncClient, after: str | None = None) -> AsyncIterator[AsyncIterator[Heard]]:
    headers = {"Last-Event-ID": after} if after else {}
    async with client.stream("GET", "/api/events", headers=headers) as response:
        assert response.status_code == 200, await response.aread()
        assert response.headers["content-type"].startswith("text/event-stream")
        yield _events(response)


async def _events(response: httpx.Response) -> AsyncIterator[Heard]:
    parts: dict[str, str] = {}
    async for line in response.aiter_lines():
        if line:
            name, _, value = line.partition(": ")
            parts[name] = value
        elif "event" in parts:
            yield parts["event"], parts.get("id"), orjson.loads(parts["data"])
            parts = {}
        else:
            parts = {}


async def first(events: AsyncIterator[Heard], kind: str, **data: Any) -> Heard:
    async def found() -> Heard:
        async for event in events:
            if event[0] == kind and event[2].items() >= data.items():
                return event
        raise AssertionError(f"the stream ended without {kind}")

    return await asyncio.wait_for(found(), PATIENCE)


async def test_a_message_at_the_webhook_is_told_at_once_and_again_after_a_break(spine: Running) -> None:
    person = meet(spine, "telegram")
    async with console(spine) as (client, _csrf):
        async with stream(client) as events:
            _, ready, _ = await first(events, "ready")
            await person.says("السلام عليكم")
            here = (await person.row("SELECT id FROM conversation WHERE id = :conversation")).id
            _, place, told = await first(events, "message", conversation_id=here, author="visitor")
        assert told == {"conversation_id": here, "seq": 1, "author": "visitor"}, "ids only"
        assert ready != place
        async with stream(client, after=ready) as events:
            assert await first(events, "message", conversation_id=here) == ("message", place, told)


async def test_signing_out_ends_the_stream_within_seconds(spine: Running) -> None:
    async with console(spine) as (client, csrf), stream(client) as events:
        await first(events, "ready")
        answer = await client.post("/api/auth/logout", headers={"X-CSRF-Token": csrf})
        assert answer.status_code == 204
        async with asyncio.timeout(5):
            _, place, reason = await first(events, "bye")
        assert (place, reason) == (None, {"reason": "signed_out"})


async def test_nobody_hears_anything_without_signing_in(spine: Running) -> None:
    assert (await spine.client.get("/api/events")).status_code == 401


async def test_who_writes_is_seen_on_the_other_side(spine: Running) -> None:
    visitor = Visitor(spine)
    await visitor.asks("أبغى أكلم موظف")
    here = (await visitor.row("SELECT id FROM conversation WHERE id = :conversation")).id
    async with console(spine) as (client, csrf), stream(client) as events:
        await first(events, "ready")
        assert (await spine.client.post("/webchat/typing", headers=visitor.headers)).status_code == 204
        assert await first(events, "typing") == ("typing", None, {"conversation_id": here})
        headers = {"X-CSRF-Token": csrf}
        await client.post(f"/api/conversations/{here}/claim", headers=headers)
        last = (await visitor.reads())[-1]["seq"]
        async with contextlib.aclosing(visitor.stream(**{"Last-Event-ID": str(last)})) as page:
            told = asyncio.ensure_future(anext(page))
            while (
                not told.done()
            ):  # a sign that nobody listens to yet is lost, and given again as long as somebody writes
                await client.post(f"/api/conversations/{here}/presence", json={"composing": True}, headers=headers)
                await asyncio.wait([told], timeout=0.2)
            assert await told == {"author": "staff"}


async def test_typing_is_told_a_few_times_a_minute_and_only_where_somebody_has_written(spine: Running) -> None:
    visitor = await Visitor(spine).arrives()
    answers = [await spine.client.post("/webchat/typing", headers=visitor.headers) for _ in range(32)]
    assert [a.status_code for a in answers[:30]] == [204] * 30
    assert answers[-1].status_code == 429
    assert not await visitor.known()
    assert (await spine.client.post("/webchat/typing")).status_code == 401
