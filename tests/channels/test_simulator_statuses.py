"""Delivery statuses on their way to the gateway: in order, late, repeated, shuffled, early, held, failed."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from telegram.error import BadRequest
from twilio.request_validator import RequestValidator

from channels.simulator import SILENT, Options, Simulator, Standing, StatusPlan, fail
from tests.channels.simulated import NotingGateway, meta_client, telegram_bot, twilio_client

PERSON = "+966501234567"
PUBLIC = "https://bot.example.org"


@pytest.fixture
async def gateway() -> AsyncIterator[NotingGateway]:
    async with NotingGateway() as gateway:
        yield gateway


@pytest.fixture
async def simulator(gateway: NotingGateway) -> AsyncIterator[Simulator]:
    async with Simulator(gateway=gateway.base, public_url=PUBLIC) as simulator:
        simulator.open_window("whatsapp_cloud", PERSON)
        yield simulator


async def post(simulator: Simulator) -> httpx.Response:
    body = {"messaging_product": "whatsapp", "to": PERSON, "type": "text", "text": {"body": "نص"}}
    async with meta_client(simulator) as client:
        url = f"{simulator.credentials.whatsapp_phone_number_id}/messages"
        return await client.post(url, json=body | {"biz_opaque_callback_data": "outbox-1"})


def statuses(gateway: NotingGateway) -> list[Any]:
    found = []
    for _, path, _, body in gateway.noted:
        assert path == "/webhooks/whatsapp"
        [change] = json.loads(body)["entry"][0]["changes"]
        found += change["value"]["statuses"]
    return found


def names(gateway: NotingGateway) -> list[str]:
    return [status["status"] for status in statuses(gateway)]


async def test_meta_statuses_echo_our_data(simulator: Simulator, gateway: NotingGateway) -> None:
    answer = await post(simulator)
    await simulator.settled()
    assert names(gateway) == ["sent", "delivered"]
    for status in statuses(gateway):
        assert status["id"] == answer.json()["messages"][0]["id"]
        assert status["biz_opaque_callback_data"] == "outbox-1"
        assert status["recipient_id"] == "966501234567"
    await simulator.read(simulator.sent[0])
    assert names(gateway) == ["sent", "delivered", "read"]


async def test_twilio_statuses_are_signed_for_the_url_that_was_given(
    simulator: Simulator, gateway: NotingGateway
) -> None:
    callback = f"{PUBLIC}/webhooks/twilio/status?outbox=17"
    async with twilio_client(simulator) as client:
        sender = simulator.credentials.twilio_sms_from
        message = await client.messages.create_async(to=PERSON, from_=sender, body="نص", status_callback=callback)
        await simulator.settled()
        assert (await client.messages(str(message.sid)).fetch_async()).status == "delivered"
    forms = []
    for _, path, headers, body in gateway.noted:
        assert urlsplit(path).path == "/webhooks/twilio/status" and parse_qs(urlsplit(path).query)["outbox"] == ["17"]
        forms.append(dict(parse_qsl(body.decode(), keep_blank_values=True)))
        validator = RequestValidator(simulator.credentials.twilio_auth_token)
        assert validator.validate(callback, forms[-1], headers["x-twilio-signature"])
    assert [(f["MessageStatus"], f["MessageSid"]) for f in forms] == [("sent", message.sid), ("delivered", message.sid)]


async def test_no_callback_no_status(simulator: Simulator, gateway: NotingGateway) -> None:
    async with twilio_client(simulator) as client:
        await client.messages.create_async(to=PERSON, from_=simulator.credentials.twilio_sms_from, body="نص")
        await simulator.settled()
    simulator.statuses(SILENT)
    await post(simulator)
    await simulator.settled()
    assert gateway.noted == []


async def test_repeated_and_shuffled_the_same_way_for_a_seed(simulator: Simulator, gateway: NotingGateway) -> None:
    async def run(seed: int) -> list[str]:
        gateway.noted.clear()
        simulator.statuses(StatusPlan(("sent", "delivered", "read"), copies=3, shuffled=True, seed=seed))
        await post(simulator)
        await simulator.settled()
        return names(gateway)

    first = await run(7)
    assert first == await run(7)
    assert sorted(first) == sorted(["sent", "delivered", "read"] * 3)
    assert any([await run(seed) != first for seed in (1, 2, 3)])
    assert first != sorted(first, key=["sent", "delivered", "read"].index)


async def test_early_statuses_precede_the_answer(simulator: Simulator, gateway: NotingGateway) -> None:
    simulator.statuses(StatusPlan(early=True))
    await post(simulator)
    assert names(gateway) == ["sent", "delivered"]


async def test_held_statuses_wait_for_their_release(simulator: Simulator, gateway: NotingGateway) -> None:
    simulator.statuses(StatusPlan(held=True))
    await post(simulator)
    await simulator.settled()
    assert gateway.noted == []
    simulator.release_statuses()
    await simulator.settled()
    assert names(gateway) == ["sent", "delivered"]


async def test_failures_carry_their_code(simulator: Simulator, gateway: NotingGateway) -> None:
    simulator.fault(fail(131026), channel="whatsapp_cloud")
    assert (await post(simulator)).status_code == 200
    await simulator.settled()
    [failed] = statuses(gateway)
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131026)


async def test_late_refusals_are_accepted_first(simulator: Simulator, gateway: NotingGateway) -> None:
    simulator.world.options = Options(late_refusals=True)
    simulator.advance(timedelta(hours=25))
    assert (await post(simulator)).status_code == 200
    await simulator.settled()
    assert statuses(gateway)[0]["errors"][0]["code"] == 131047
    gateway.noted.clear()
    simulator.stand("twilio_whatsapp", PERSON, Standing.UNKNOWN)
    async with twilio_client(simulator) as client:
        sender = f"whatsapp:{simulator.credentials.twilio_whatsapp_from}"
        callback = f"{PUBLIC}/webhooks/twilio/status"
        sent = {"to": f"whatsapp:{PERSON}", "from_": sender, "body": "نص", "status_callback": callback}
        message = await client.messages.create_async(**sent)
        await simulator.settled()
        fetched = await client.messages(str(message.sid)).fetch_async()
    assert (message.status, fetched.status, fetched.error_code) == ("queued", "failed", 63024)
    form = dict(parse_qsl(gateway.noted[0][3].decode()))
    assert (form["MessageStatus"], form["ErrorCode"]) == ("failed", "63024")


async def test_a_gateway_that_fails_is_asked_again(simulator: Simulator, gateway: NotingGateway) -> None:
    gateway.status = 503
    simulator.statuses(StatusPlan(("sent",), attempts=3))
    await post(simulator)
    await simulator.settled()
    assert names(gateway) == ["sent"] * 3


async def test_a_gateway_that_is_away_does_not_stop_the_provider(simulator: Simulator) -> None:
    simulator.connect("http://127.0.0.1:9")
    simulator.statuses(StatusPlan(("sent",), attempts=1))
    assert (await post(simulator)).status_code == 200
    await simulator.settled()


class ServingGateway(NotingGateway):
    """Hands out one file, once, as one-time links do."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["method"] == "POST":
            return await super().__call__(scope, receive, send)
        body, self.status = (b"%PDF-1.7", 200) if self.status == 200 else (b"", 410)
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": body})
        self.status = 410
        return None


async def test_links_are_fetched_once_and_dead_ones_fail_in_each_providers_way() -> None:
    link = f"{PUBLIC}/files/one-time"
    async with ServingGateway() as gateway, Simulator(gateway=gateway.base, public_url=PUBLIC) as simulator:
        simulator.open_window("whatsapp_cloud", PERSON)
        document = {"messaging_product": "whatsapp", "to": PERSON, "type": "document", "document": {"link": link}}
        async with meta_client(simulator) as client:
            url = f"{simulator.credentials.whatsapp_phone_number_id}/messages"
            assert (await client.post(url, json=document)).status_code == 200
            file = simulator.world.files.get(link)
            assert file is not None and file.content == b"%PDF-1.7"
            gateway.noted.clear()
            assert (await client.post(url, json=document)).status_code == 200
            await simulator.settled()
            assert statuses(gateway)[-1]["errors"][0]["code"] == 131053
        async with telegram_bot(simulator) as bot:
            with pytest.raises(BadRequest, match=r"(?i)failed to get http url content"):
                await bot.send_document(7001, link)
        assert simulator.sent_to("telegram") == []


async def test_held_statuses_are_released_from_another_thread_too(gateway: NotingGateway) -> None:
    simulator = Simulator(gateway=gateway.base, public_url=PUBLIC, statuses=StatusPlan(held=True))
    with simulator.in_thread():
        simulator.open_window("whatsapp_cloud", PERSON)
        await post(simulator)
        simulator.release_statuses()
        await simulator.settled()
    assert names(gateway) == ["sent", "delivered"]
