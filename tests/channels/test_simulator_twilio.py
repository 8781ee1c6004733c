"""The official Twilio client against the simulated API."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from channels.simulator import Options, Simulator, Standing
from channels.simulator.twilio_messages import segments
from tests.channels.simulated import twilio_client

PERSON = "+966501234567"


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator() as simulator:
        yield simulator


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[Client]:
    async with twilio_client(simulator) as client:
        yield client


async def code_of(client: Client, **message: object) -> int:
    with pytest.raises(TwilioRestException) as caught:
        await client.messages.create_async(**message)
    assert caught.value.code is not None
    return int(caught.value.code)


async def test_an_sms_is_answered_and_recorded(simulator: Simulator, client: Client) -> None:
    sender = simulator.credentials.twilio_sms_from
    message = await client.messages.create_async(to=PERSON, from_=sender, body="وعليكم السلام ورحمة الله")
    assert (message.status, message.num_segments, message.to, message.from_) == ("queued", "1", PERSON, sender)
    assert message.sid and message.sid.startswith("SM") and len(message.sid) == 34
    [sent] = simulator.sent_to("twilio_sms", PERSON)
    assert (sent.text, sent.provider_id, sent.kind) == ("وعليكم السلام ورحمة الله", message.sid, "text")
    fetched = await client.messages(message.sid).fetch_async()
    assert (fetched.body, fetched.date_created) == (sent.text, sent.at.replace(microsecond=0))


async def test_whatsapp_is_another_channel_and_needs_an_open_window(simulator: Simulator, client: Client) -> None:
    message = {
        "to": f"whatsapp:{PERSON}",
        "from_": f"whatsapp:{simulator.credentials.twilio_whatsapp_from}",
        "body": "مرحبًا",
    }
    assert await code_of(client, **message) == 63016
    simulator.open_window("twilio_whatsapp", PERSON)
    await client.messages.create_async(**message)
    assert [s.to for s in simulator.sent_to("twilio_whatsapp")] == [PERSON]
    simulator.advance(timedelta(hours=23, minutes=59))
    await client.messages.create_async(**message)
    simulator.advance(timedelta(minutes=2))
    assert await code_of(client, **message) == 63016


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"body": "أ" * 1601}, 21617),
        ({"body": " "}, 21602),
        ({"to": "0501234567"}, 21211),
        ({"to": "+966"}, 21211),
        ({"from_": "+15550000000"}, 21606),
        ({"to": f"whatsapp:{PERSON}"}, 21910),
        ({"media_url": ["ftp://example.org/a.png"]}, 21620),
        ({"media_url": ["https://example.org/a.png"] * 11}, 21623),
    ],
)
async def test_bad_messages_are_refused(
    simulator: Simulator, client: Client, change: dict[str, object], code: int
) -> None:
    good = {"to": PERSON, "from_": simulator.credentials.twilio_sms_from, "body": "نص"}
    assert await code_of(client, **{**good, **change}) == code
    assert simulator.sent == []


async def test_sixteen_hundred_characters_are_taken(simulator: Simulator, client: Client) -> None:
    text = "س" * 1600
    message = await client.messages.create_async(to=PERSON, from_=simulator.credentials.twilio_sms_from, body=text)
    assert message.num_segments == str(-(-1600 // 67))


@pytest.mark.parametrize(
    ("standing", "code"), [(Standing.OPTED_OUT, 21610), (Standing.BLOCKED, 21610), (Standing.UNKNOWN, 21614)]
)
async def test_people_who_cannot_be_reached(
    simulator: Simulator, client: Client, standing: Standing, code: int
) -> None:
    simulator.stand("twilio_sms", PERSON, standing)
    message = {"to": PERSON, "from_": simulator.credentials.twilio_sms_from, "body": "نص"}
    assert await code_of(client, **message) == code
    simulator.stand("twilio_sms", PERSON, None)
    await client.messages.create_async(**message)


async def test_wrong_credentials_are_20003(simulator: Simulator) -> None:
    async with twilio_client(simulator, token="wrong") as client:
        assert await code_of(client, to=PERSON, from_="+15005550006", body="نص") == 20003
        with pytest.raises(TwilioRestException) as caught:
            await client.api.accounts(simulator.credentials.twilio_account_sid).fetch_async()
        assert caught.value.status == 401


async def test_the_account_can_be_fetched(simulator: Simulator, client: Client) -> None:
    account = await client.api.accounts(simulator.credentials.twilio_account_sid).fetch_async()
    assert account.status == "active"


async def test_the_list_filters_and_pages(simulator: Simulator, client: Client) -> None:
    sender = simulator.credentials.twilio_sms_from
    for n in range(7):
        await client.messages.create_async(to=PERSON, from_=sender, body=f"رسالة {n}")
    await client.messages.create_async(to="+966509999999", from_=sender, body="لغيره")
    everything = await client.messages.list_async(page_size=3)
    assert [m.body for m in everything] == ["لغيره", *(f"رسالة {n}" for n in reversed(range(7)))]
    assert len(await client.messages.list_async(to=PERSON, page_size=2)) == 7
    assert len(await client.messages.list_async(to=PERSON, limit=4, page_size=2)) == 4
    hour = timedelta(hours=1)
    now = datetime.now(UTC)
    assert len(await client.messages.list_async(to=PERSON, date_sent_after=now - hour)) == 7
    assert await client.messages.list_async(to=PERSON, date_sent_after=now + hour) == []
    assert await client.messages.list_async(to=PERSON, date_sent_before=now - hour) == []
    assert len(await client.messages.list_async(to=PERSON, date_sent=now)) == 7


async def test_content_templates_give_buttons_and_lists(simulator: Simulator, client: Client) -> None:
    simulator.open_window("twilio_whatsapp", PERSON)
    sender = f"whatsapp:{simulator.credentials.twilio_whatsapp_from}"
    async with httpx.AsyncClient(
        base_url=simulator.base,
        auth=(simulator.credentials.twilio_account_sid, simulator.credentials.twilio_auth_token),
    ) as http:
        actions = [{"type": "QUICK_REPLY", "title": t, "id": i} for t, i in (("نعم", "yes"), ("لا", "no"))]
        quick = {
            "friendly_name": "q",
            "language": "ar",
            "variables": {},
            "types": {"twilio/quick-reply": {"body": "هل {{1}}؟", "actions": actions}},
        }
        made = await http.post("/v1/Content", json=quick)
        assert made.status_code == 201
        actions[0]["title"] = "عنوان أطول من عشرين حرفًا"
        assert (await http.post("/v1/Content", json=quick)).json()["code"] == 20001
    to = f"whatsapp:{PERSON}"
    await client.messages.create_async(
        to=to, from_=sender, content_sid=made.json()["sid"], content_variables='{"1": "توافق"}'
    )
    [sent] = simulator.sent
    assert (sent.text, sent.buttons, sent.kind) == ("هل توافق؟", (("نعم", "yes"), ("لا", "no")), "buttons")
    assert await code_of(client, to=to, from_=sender, content_sid="HX1", content_variables="{}") == 21655
    broken = {"content_sid": made.json()["sid"], "content_variables": "{"}
    assert await code_of(client, to=to, from_=sender, **broken) == 21656


async def test_an_approved_template_needs_no_window(simulator: Simulator, client: Client) -> None:
    template = {"content_sid": "HX" + "a" * 32, "content_variables": '{"1": "سارة"}'}
    sender = f"whatsapp:{simulator.credentials.twilio_whatsapp_from}"
    await client.messages.create_async(to=f"whatsapp:{PERSON}", from_=sender, **template)
    assert (simulator.sent[0].kind, simulator.sent[0].text) == ("template", "سارة")
    simulator.world.options = Options(templates=frozenset())
    assert await code_of(client, to=f"whatsapp:{PERSON}", from_=sender, **template) == 21655


async def test_media_redirect_to_a_place_without_credentials(simulator: Simulator) -> None:
    draft = simulator.draft.send_media("twilio_whatsapp", PERSON, b"\xff\xd8jpeg", "image/jpeg")
    url = httpx.QueryParams(draft.body.decode())["MediaUrl0"]
    own = simulator.credentials
    async with httpx.AsyncClient() as http:
        assert (await http.get(url)).status_code == 401
        first = await http.get(url, auth=(own.twilio_account_sid, own.twilio_auth_token))
        assert first.status_code == 307
        final = await http.get(first.headers["location"])
    assert (final.content, final.headers["content-type"]) == (b"\xff\xd8jpeg", "image/jpeg")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("م" * 70, 1),
        ("م" * 71, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments(text: str, parts: int) -> None:
    assert segments(text) == parts
