"""Troubles on order, as the real clients feel them."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.warnings import PTBDeprecationWarning
from twilio.base.exceptions import TwilioRestException

from channels.simulator import (
    NothingReceived,
    Options,
    Simulator,
    drop,
    malformed,
    rate_limit,
    refuse,
    reject,
    server_error,
    slow,
)
from tests.channels.simulated import meta_client, telegram_bot, twilio_client

PERSON = "+966501234567"


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator() as simulator:
        simulator.open_window("whatsapp_cloud", PERSON)
        yield simulator


async def post(simulator: Simulator, to: str = PERSON, *, timeout: float = 2.0) -> httpx.Response:
    body = {"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": "نص"}}
    async with meta_client(simulator, timeout=timeout) as client:
        return await client.post(f"{simulator.credentials.whatsapp_phone_number_id}/messages", json=body)


async def test_rate_limits_in_each_providers_words(simulator: Simulator) -> None:
    simulator.fault(rate_limit(7), times=3)
    async with telegram_bot(simulator) as bot:
        with pytest.warns(PTBDeprecationWarning), pytest.raises(RetryAfter, match="in 7 seconds"):
            await bot.send_message(7001, "نص")
        async with twilio_client(simulator) as client:
            with pytest.raises(TwilioRestException) as caught:
                await client.messages.create_async(to=PERSON, from_="+15005550006", body="نص")
            assert (caught.value.status, caught.value.code) == (429, 20429)
        answer = await post(simulator)
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, 130429)
        assert answer.headers["retry-after"] == "7"
        assert simulator.sent == []
        await bot.send_message(7001, "نص")
    assert len(simulator.sent) == 1


async def test_server_errors_with_and_without_the_message(simulator: Simulator) -> None:
    simulator.fault(server_error(502), channel="telegram")
    async with telegram_bot(simulator) as bot:
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(7001, "نص")
    assert simulator.sent == []
    simulator.fault(server_error(500, recorded=True))
    assert (await post(simulator)).status_code == 500
    assert len(simulator.sent) == 1


async def test_dropped_after_acceptance(simulator: Simulator) -> None:
    simulator.fault(drop(), times=3)
    with pytest.raises(httpx.RemoteProtocolError):
        await post(simulator)
    async with telegram_bot(simulator) as bot:
        with pytest.raises(NetworkError):
            await bot.send_message(7001, "نص")
    async with twilio_client(simulator) as client:
        with pytest.raises(Exception, match=r"(?i)disconnect|reset|closed"):
            await client.messages.create_async(to=PERSON, from_="+15005550006", body="نص")
    assert [s.channel for s in simulator.sent] == ["whatsapp_cloud", "telegram", "twilio_sms"]


async def test_refused_before_acceptance(simulator: Simulator) -> None:
    simulator.fault(refuse())
    with pytest.raises(httpx.ReadError):
        await post(simulator)
    assert simulator.sent == []


async def test_slow_answers_outlast_the_clients_patience(simulator: Simulator) -> None:
    simulator.fault(slow(0.4), times=2)
    async with telegram_bot(simulator, read_timeout=0.1) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(7001, "نص")
    began = time.monotonic()
    assert (await post(simulator)).status_code == 200
    assert time.monotonic() - began >= 0.4
    assert len(simulator.sent) == 2


async def test_malformed_answers(simulator: Simulator) -> None:
    simulator.fault(malformed(), times=2)
    with pytest.raises(ValueError):
        (await post(simulator)).json()
    async with telegram_bot(simulator) as bot:
        with pytest.raises(TelegramError, match="Invalid server response"):
            await bot.send_message(7001, "نص")
    assert len(simulator.sent) == 2


async def test_any_error_code_on_order(simulator: Simulator) -> None:
    simulator.fault(reject(131056), channel="whatsapp_cloud")
    assert (await post(simulator)).json()["error"]["code"] == 131056
    simulator.fault(reject(400, detail="VOICE_MESSAGES_FORBIDDEN"), channel="telegram")
    async with telegram_bot(simulator) as bot:
        with pytest.raises(BadRequest, match=r"(?i)voice_messages_forbidden"):
            await bot.send_message(7001, "نص")
    simulator.fault(reject(63038, 429), channel="twilio_sms")
    async with twilio_client(simulator) as client:
        with pytest.raises(TwilioRestException) as caught:
            await client.messages.create_async(to=PERSON, from_="+15005550006", body="نص")
    assert (caught.value.code, caught.value.status) == (63038, 429)


async def test_faults_wait_for_their_channel_and_person(simulator: Simulator) -> None:
    simulator.open_window("whatsapp_cloud", "966509999999")
    simulator.fault(server_error(), channel="telegram", times=None)
    simulator.fault(server_error(), to=PERSON, times=2)
    assert (await post(simulator, "966509999999")).status_code == 200
    assert [(await post(simulator)).status_code for _ in range(3)] == [503, 503, 200]
    simulator.faults.clear()
    async with telegram_bot(simulator) as bot:
        await bot.send_message(7001, "نص")


async def test_chance_is_seeded(simulator: Simulator) -> None:
    async def run() -> list[int]:
        async with Simulator() as fresh:
            fresh.open_window("whatsapp_cloud", PERSON)
            fresh.fault(server_error(), times=None, chance=0.5)
            return [(await post(fresh)).status_code for _ in range(12)]

    first = await run()
    assert first == await run()
    assert set(first) == {200, 503}


async def test_an_outage_refuses_connections_and_ends_on_the_same_port(simulator: Simulator) -> None:
    base = simulator.base
    async with simulator.outage():
        with pytest.raises(httpx.ConnectError):
            await post(simulator)
    assert simulator.base == base
    assert (await post(simulator)).status_code == 200


async def test_an_outage_cuts_kept_connections(simulator: Simulator) -> None:
    async with meta_client(simulator) as client:
        assert (await client.get(simulator.credentials.whatsapp_phone_number_id)).status_code == 200
        async with simulator.outage():
            with pytest.raises(httpx.TransportError):
                await client.get(simulator.credentials.whatsapp_phone_number_id)
        assert (await client.get(simulator.credentials.whatsapp_phone_number_id)).status_code == 200


async def test_waiting_sees_what_comes_and_tells_what_did_not(simulator: Simulator) -> None:
    waiting = asyncio.create_task(simulator.wait_for("whatsapp_cloud", PERSON, 2))
    await post(simulator)
    await asyncio.sleep(0)
    assert not waiting.done()
    await post(simulator)
    assert len(await waiting) == 2
    with pytest.raises(NothingReceived, match="2 of 3"):
        await simulator.wait_for("whatsapp_cloud", PERSON, 3, timeout=0.05)
    with pytest.raises(NothingReceived, match="0 of 1"):
        await simulator.wait_for("telegram", "1", timeout=0.05)


async def test_it_serves_from_a_thread_too() -> None:
    simulator = Simulator()
    with simulator.in_thread():
        simulator.open_window("whatsapp_cloud", PERSON)
        waiting = asyncio.create_task(simulator.wait_for("whatsapp_cloud", PERSON))
        blocking = await asyncio.to_thread(asyncio.run, post(simulator))
        assert blocking.status_code == 200
        assert len(await waiting) == 1
    with pytest.raises(httpx.ConnectError):
        await post(simulator)


async def test_rate_limits_of_their_own(simulator: Simulator) -> None:
    simulator.world.options = Options(paced=True)
    async with telegram_bot(simulator) as bot:
        for _ in range(5):
            await bot.send_message(7001, "نص")
        with pytest.warns(PTBDeprecationWarning), pytest.raises(RetryAfter):
            await bot.send_message(7001, "نص")
        await bot.send_message(7002, "نص")
        simulator.advance(timedelta(seconds=1))
        await bot.send_message(7001, "نص")
    codes = [(await post(simulator)).json().get("error", {}).get("code") for _ in range(46)]
    assert codes == [None] * 45 + [131056]
