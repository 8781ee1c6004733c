"""The load generator against a small gateway that answers through the simulated Bot API."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest

from channels.simulator import Simulator, server_error
from channels.simulator.load import Load, LoadReport, Times, run_load
from tests.channels.simulated import NotingGateway


class AnsweringGateway(NotingGateway):
    """Echoes every Telegram message after `delay` seconds, except those it forgets."""

    def __init__(self) -> None:
        super().__init__()
        self.delay = 0.0
        self.forgets = 0
        self.api = ""
        self.client = httpx.AsyncClient()
        self.tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await super().__call__(scope, receive, send)
        message = orjson.loads(self.noted[-1][3]).get("message")
        if self.forgets:
            self.forgets -= 1
        elif message:
            self.tasks.add(asyncio.create_task(self._answer(message["chat"]["id"])))

    async def _answer(self, chat: int) -> None:
        await asyncio.sleep(self.delay)
        await self.client.post(f"{self.api}/sendMessage", json={"chat_id": chat, "text": "أهلًا"})


@pytest.fixture
async def gateway() -> AsyncIterator[AnsweringGateway]:
    async with AnsweringGateway() as gateway:
        yield gateway
        await asyncio.gather(*gateway.tasks)
        await gateway.client.aclose()


@pytest.fixture
async def simulator(gateway: AnsweringGateway) -> AsyncIterator[Simulator]:
    async with Simulator(gateway=gateway.base) as simulator:
        gateway.api = f"{simulator.base}/bot{simulator.credentials.telegram_bot_token}"
        yield simulator


async def test_everything_is_acknowledged_and_answered(simulator: Simulator, gateway: AnsweringGateway) -> None:
    gateway.delay = 0.05
    report = await run_load(simulator, Load(messages=60, senders=20, connections=4))
    assert (report.posted, report.acknowledged, report.answered, report.sends, report.other) == (60, 60, 60, 60, {})
    assert 0 < report.ack.p50 <= report.ack.p99 <= report.ack.longest
    assert report.reply.p50 >= 0.05
    assert report.acks_per_second > report.replies_per_second > 0
    assert "60/60" in report.line()


async def test_who_converses_writes_again_when_answered(simulator: Simulator, gateway: AnsweringGateway) -> None:
    gateway.delay = 0.05
    report = await run_load(simulator, Load(messages=12, senders=12, connections=2, conversing=True))
    assert report.answered == 12
    assert report.replies_per_second <= 2 / 0.05
    gateway.forgets = 1
    report = await run_load(simulator, Load(messages=4, senders=4, connections=2, conversing=True, patience=0.3))
    assert (report.acknowledged, report.answered) == (4, 3), "nobody is waited for without end"


async def test_a_rate_is_kept(simulator: Simulator) -> None:
    report = await run_load(simulator, Load(messages=40, connections=4, rate=200))
    assert report.acks_per_second <= 200 * 40 / 39
    assert report.answered == 40


async def test_what_is_missing_is_counted(simulator: Simulator, gateway: AnsweringGateway) -> None:
    gateway.forgets = 3
    report = await run_load(simulator, Load(messages=20, senders=20, connections=2, patience=0.3))
    assert (report.acknowledged, report.answered) == (20, 17)
    simulator.fault(server_error(), times=4)
    report = await run_load(simulator, Load(messages=20, senders=20, connections=2, patience=0.3))
    assert (report.acknowledged, report.answered) == (20, 16)


async def test_refusals_and_absence_are_told_apart(simulator: Simulator, gateway: AnsweringGateway) -> None:
    gateway.status, gateway.forgets = 503, 5
    refused = await run_load(simulator, Load(messages=5, patience=0.05))
    assert (refused.acknowledged, refused.other) == (0, {"503": 5})
    simulator.connect("http://127.0.0.1:9")
    away: LoadReport = await run_load(simulator, Load(messages=2, patience=0.05))
    assert away.other == {"ConnectionRefusedError": 2}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], Times()),
        ([1.0], Times(1.0, 1.0, 1.0)),
        ([float(n) for n in range(100, 0, -1)], Times(50.0, 99.0, 100.0)),
        ([float(n) for n in range(1, 1001)], Times(500.0, 990.0, 1000.0)),
    ],
)
def test_percentiles(values: list[float], expected: Times) -> None:
    assert Times.of(values) == expected
