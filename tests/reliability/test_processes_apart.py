"""`api` and `worker` apart, several of each, on PostgreSQL and Redis: they act as one."""

import asyncio
import signal
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from channels.simulator import Webhook
from tests.e2e.test_console_events import first, stream
from tests.reliability.crowd import CHANNELS, QUESTION, Crowd
from tests.reliability.processes import Fate, Process, Site, site
from tests.servers import Postgres
from tests.waiting import until

pytestmark = pytest.mark.thorough


@pytest.fixture
async def plant(postgres: Postgres, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """A PostgreSQL installation with a Redis, where processes are started apart."""
    with postgres.database() as url:
        async with site(tmp_path, url, more={"REDIS_URL": redis_url}) as installed:
            yield installed


async def count(site: Site, query: str) -> int:
    async with site.db.read() as tx:
        return int((await tx.execute(text(query))).scalar_one())


async def post(client: httpx.AsyncClient, process: Process, webhook: Webhook) -> int:
    """The webhook at one of several processes, as a load balancer would spread it."""
    path = webhook.url.removeprefix("http://").partition("/")[2]
    answer = await client.post(f"{process.url}/{path}", content=webhook.body, headers=dict(webhook.headers))
    return answer.status_code


async def test_two_hundred_copies_over_four_processes_are_one_message_and_one_answer(plant: Site) -> None:
    apis = [plant.start("api"), plant.start_at_free_port("api")]
    workers = [plant.start("worker"), plant.start("worker")]
    await asyncio.gather(*(p.ready() for p in (*apis, *workers)))
    crowd = Crowd(plant)
    copied = crowd.question("whatsapp_cloud")
    others = [crowd.question(c) for c in CHANNELS for _ in range(5)]
    for webhook in crowd.said:
        plant.simulator.open_window(webhook.channel, webhook.sender)
    async with httpx.AsyncClient(timeout=30) as client:
        copies = [post(client, apis[n % 2], copied) for n in range(200)]
        statuses = await asyncio.gather(*copies, *(post(client, apis[n % 2], w) for n, w in enumerate(others * 2)))
    assert set(statuses) == {200}
    await crowd.quiet()
    assert await crowd.verdict() == {"answered": 16}
    assert await count(plant, "SELECT count(*) FROM inbox") == 16
    assert await count(plant, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == 0


async def test_a_visitor_may_be_served_by_another_process_at_every_step(plant: Site) -> None:
    here, there = plant.start("api"), plant.start_at_free_port("api")
    await asyncio.gather(here.ready(), there.ready(), plant.start("worker").ready())
    async with httpx.AsyncClient(timeout=30) as client:
        token = (await client.post(f"{here.url}/webchat/sessions", json={})).json()["token"]
        bearer = {"Authorization": f"Bearer {token}"}
        said = {"client_id": str(uuid.uuid4()), "text": QUESTION}
        answers = [await client.post(f"{p.url}/webchat/messages", json=said, headers=bearer) for p in (here, there)]
        assert answers[0].json() == answers[1].json()
        ticket = (await client.post(f"{here.url}/webchat/tickets", headers=bearer)).json()["ticket"]
        async with client.stream("GET", f"{there.url}/webchat/events?ticket={ticket}") as stream:
            told = [line async for line in _until_answer(stream)]
        assert any("أسبوعين" in line for line in told)
        for process in (here, there):
            assert (await client.get(f"{process.url}/webchat/events?ticket={ticket}")).status_code == 401


async def _until_answer(stream: httpx.Response) -> AsyncIterator[str]:
    async for line in stream.aiter_lines():
        yield line
        if '"author":"bot"' in line:
            return


async def test_a_console_hears_what_happens_in_another_process(plant: Site) -> None:
    here, there = plant.start("api"), plant.start_at_free_port("api")
    await asyncio.gather(here.ready(), there.ready(), plant.start("worker").ready())
    account = {"email": "admin@localhost", "password": "a-password-for-tests"}
    async with httpx.AsyncClient(timeout=30) as client, httpx.AsyncClient(base_url=there.url, timeout=30) as staff:
        token = (await client.post(f"{here.url}/webchat/sessions", json={})).json()["token"]
        bearer = {"Authorization": f"Bearer {token}"}
        assert (await staff.post("/api/auth/login", json=account)).is_success
        async with stream(staff) as events:
            await first(events, "ready")
            said = {"client_id": str(uuid.uuid4()), "text": QUESTION}
            sent = await client.post(f"{here.url}/webchat/messages", json=said, headers=bearer)
            assert sent.status_code == 202
            _, _, told = await first(events, "message", author="visitor")
            await client.post(f"{here.url}/webchat/typing", headers=bearer)  # kept nowhere: Redis alone can bring it
            assert (await first(events, "typing"))[2] == {"conversation_id": told["conversation_id"]}


async def test_a_worker_stopped_past_its_lease_finds_its_turn_taken(plant: Site) -> None:
    api, stopped = plant.start("api"), plant.start("worker", fate=Fate("claim turns", "after", signal.SIGSTOP))
    await asyncio.gather(api.ready(), stopped.ready())
    crowd = Crowd(plant)
    await crowd.ask([crowd.question("telegram")])
    await until(lambda: stopped.stopped())
    await plant.start("worker").ready()
    await until(lambda: plant.simulator.sent)
    stopped.signal(signal.SIGCONT)
    await stopped.ready()
    await crowd.ask([crowd.question("telegram")])
    await crowd.quiet()
    assert await crowd.verdict() == {"answered": 2}


async def test_a_worker_stopped_before_its_send_does_not_send_late(plant: Site) -> None:
    api, stopped = plant.start("api"), plant.start("worker", fate=Fate("claim sends", "after", signal.SIGSTOP))
    await asyncio.gather(api.ready(), stopped.ready())
    crowd = Crowd(plant)
    await crowd.ask([crowd.question("telegram")])
    await until(lambda: stopped.stopped())
    other = await plant.start("worker").ready()
    await until(lambda: count(plant, "SELECT count(*) FROM outbox WHERE state = 'unknown'"))
    assert not plant.simulator.sent, "nobody sends it blindly meanwhile"
    stopped.signal(signal.SIGCONT)
    await until(lambda: plant.simulator.sent)
    await crowd.quiet()
    assert await crowd.verdict() == {"answered": 1}
    assert other.alive()


async def test_a_worker_that_dies_is_succeeded_by_another(plant: Site) -> None:
    api, doomed = plant.start("api"), plant.start("worker", fate=Fate("settle turns", "before"))
    await asyncio.gather(api.ready(), doomed.ready())
    crowd = Crowd(plant)
    await crowd.ask(map(crowd.question, CHANNELS))
    assert await doomed.gone() == -signal.SIGKILL
    await plant.start("worker").ready()
    await crowd.quiet()
    assert await crowd.verdict() == {"answered": 3}


async def test_sqlite_takes_one_process_and_says_so_to_the_second(tmp_path: Path) -> None:
    async with site(tmp_path, f"sqlite:///{tmp_path}/tawasul.db") as alone:
        await alone.start().ready()
        second = alone.start_at_free_port("serve")
        assert await second.gone() == 2
        assert "Another process is using this SQLite database" in second.log()
