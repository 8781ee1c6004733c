"""The simulator as another process sees it: the JSON control, and the command."""

import asyncio
import base64
import sys
from collections.abc import AsyncIterator

import httpx
import pytest

from channels.simulator import Simulator, StatusPlan
from tests.channels.simulated import NotingGateway, meta_client

PERSON = "966501234567"


@pytest.fixture
async def gateway() -> AsyncIterator[NotingGateway]:
    async with NotingGateway() as gateway:
        yield gateway


@pytest.fixture
async def simulator(gateway: NotingGateway) -> AsyncIterator[Simulator]:
    async with Simulator(gateway=gateway.base) as simulator:
        yield simulator


@pytest.fixture
async def control(simulator: Simulator) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{simulator.base}/simulator/") as client:
        yield client


async def send(simulator: Simulator) -> int:
    body = {"messaging_product": "whatsapp", "to": PERSON, "type": "text", "text": {"body": "نص"}}
    async with meta_client(simulator) as client:
        answer = await client.post(f"{simulator.credentials.whatsapp_phone_number_id}/messages", json=body)
        return answer.status_code


async def test_acting_and_reading(simulator: Simulator, gateway: NotingGateway, control: httpx.AsyncClient) -> None:
    said = await control.post("say", json={"channel": "whatsapp_cloud", "sender": PERSON, "text": "السلام عليكم"})
    assert said.json()["status"] == 200 and len(gateway.noted) == 1
    assert await send(simulator) == 200
    [sent] = (await control.get("sent", params={"channel": "whatsapp_cloud", "to": PERSON})).json()
    assert (sent["text"], sent["to"], sent["provider_id"]) == ("نص", PERSON, simulator.sent[0].provider_id)
    assert (await control.get("sent", params={"after": 1})).json() == []
    content = base64.b64encode(b"jpeg").decode()
    media = {
        "channel": "telegram",
        "sender": "7001",
        "content": content,
        "mime": "image/jpeg",
        "at": "2026-03-01T09:00:00Z",
    }
    assert (await control.post("send_media", json=media)).json()["status"] == 200
    assert (await control.get("health")).json() == {"status": "ok", "sent": 1}


async def test_ordering_troubles(simulator: Simulator, control: httpx.AsyncClient) -> None:
    simulator.open_window("whatsapp_cloud", PERSON)
    await control.post("fault", json={"kind": "server_error", "status": 502, "channel": "whatsapp_cloud", "times": 1})
    assert [await send(simulator), await send(simulator)] == [502, 200]
    await control.post("fault", json={"kind": "rate_limit", "times": None})
    assert await send(simulator) == 503
    await control.post("clear_faults", json={})
    await control.post("stand", json={"channel": "whatsapp_cloud", "to": PERSON, "standing": "unknown"})
    assert await send(simulator) == 400
    await control.post("stand", json={"channel": "whatsapp_cloud", "to": PERSON, "standing": None})
    assert await send(simulator) == 200
    await control.post("advance", json={"seconds": 90_000})
    assert await send(simulator) == 400


async def test_status_plans(simulator: Simulator, gateway: NotingGateway, control: httpx.AsyncClient) -> None:
    simulator.open_window("whatsapp_cloud", PERSON)
    await control.post("statuses", json={"steps": ["sent"], "copies": 2, "held": True})
    assert simulator.courier.plan == StatusPlan(("sent",), copies=2, held=True)
    assert await send(simulator) == 200
    assert gateway.noted == []
    await control.post("release_statuses", json={})
    await simulator.settled()
    assert len(gateway.noted) == 2


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("say", {"channel": "pigeon", "sender": "1", "text": "x"}),
        ("say", {"channel": "telegram", "sender": "1"}),
        ("press", {"channel": "telegram", "sender": "1", "choice": "نعم"}),
        ("react", {"channel": "twilio_sms", "sender": "1", "target": "SM1", "emoji": "👍"}),
        ("fault", {"kind": "earthquake"}),
        ("statuses", {"mood": "bad"}),
    ],
)
async def test_bad_orders_are_told(control: httpx.AsyncClient, name: str, body: dict[str, str]) -> None:
    answer = await control.post(name, json=body)
    assert answer.status_code == 400 and answer.json()["error"]


async def test_unknown_orders_and_broken_json(simulator: Simulator, control: httpx.AsyncClient) -> None:
    assert (await control.post("dance", json={})).status_code == 404
    assert (await control.get("dance")).status_code == 404
    assert (await control.post("say", content=b"{")).status_code == 400
    simulator.connect("http://127.0.0.1:9")
    away = await control.post("say", json={"channel": "telegram", "sender": "1", "text": "x"})
    assert away.status_code == 502


async def test_the_command_serves_until_it_is_stopped(gateway: NotingGateway) -> None:
    arguments = ["-m", "channels.simulator", "--port", "0", "--gateway", gateway.base]
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        first = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
        base = first.split()[-1]
        async with httpx.AsyncClient(base_url=base) as client:
            assert (await client.get("/simulator/health")).status_code == 200
            said = await client.post("/simulator/say", json={"channel": "telegram", "sender": "7001", "text": "نص"})
        assert said.json()["status"] == 200 and len(gateway.noted) == 1
    finally:
        process.terminate()
        rest = (await process.communicate())[0].decode()
    assert process.returncode == 0
    assert f"TELEGRAM_API_BASE={base}" in rest
