"""What people do: real-shaped, signed webhooks, checked with other code than the simulator's own."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from telegram import ReplyKeyboardMarkup, Update
from twilio.request_validator import RequestValidator

from channels.simulator import (
    CHANNELS,
    NoSuchButton,
    NotAcknowledged,
    Simulator,
    SimulatorCredentials,
    Standing,
    Unsupported,
)
from tests.channels.simulated import NotingGateway, meta_client, telegram_bot

PEOPLE = {
    "twilio_sms": "+966501000000",
    "twilio_whatsapp": "+966502000000",
    "telegram": "7001",
    "whatsapp_cloud": "966503000000",
}
PUBLIC = "https://bot.example.org"


@pytest.fixture
async def gateway() -> AsyncIterator[NotingGateway]:
    async with NotingGateway() as gateway:
        yield gateway


@pytest.fixture
async def simulator(gateway: NotingGateway) -> AsyncIterator[Simulator]:
    async with Simulator(gateway=gateway.base, public_url=PUBLIC) as simulator:
        yield simulator


def signed(simulator: Simulator, path: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether the provider's own rule accepts the request."""
    own = simulator.credentials
    if path.startswith("/webhooks/twilio"):
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        validator = RequestValidator(own.twilio_auth_token)
        return bool(validator.validate(PUBLIC + path, form, headers.get("x-twilio-signature", "")))
    if path == "/webhooks/telegram":
        return headers.get("x-telegram-bot-api-secret-token") == own.telegram_webhook_secret
    mac = hmac.new(own.whatsapp_app_secret.encode(), body, hashlib.sha256).hexdigest()
    return headers.get("x-hub-signature-256") == f"sha256={mac}"


@pytest.mark.parametrize("channel", CHANNELS)
async def test_words_arrive_signed_and_open_the_window(
    channel: str, simulator: Simulator, gateway: NotingGateway
) -> None:
    assert not simulator.world.window_open(channel, PEOPLE[channel])
    delivery = await simulator.say(channel, PEOPLE[channel], "السلام عليكم\nكيف أقدّم طلبًا؟ 🌙")
    assert (delivery.status, len(gateway.noted)) == (200, 1)
    _, path, headers, body = gateway.noted[0]
    assert signed(simulator, path, headers, body)
    assert delivery.message_id in body.decode()
    assert simulator.world.window_open(channel, PEOPLE[channel])


@pytest.mark.parametrize("channel", CHANNELS)
async def test_forged_and_unsigned_requests_do_not_pass(channel: str, simulator: Simulator) -> None:
    good = simulator.draft.say(channel, PEOPLE[channel], "نص")
    path = good.url.removeprefix(PUBLIC)
    assert signed(simulator, path, dict(good.headers), good.body)
    for bad in (good.forged(), good.unsigned()):
        assert not signed(simulator, path, dict(bad.headers), bad.body)
    if channel != "telegram":
        tampered = good.with_body(good.body.replace(b"text", b"texx").replace(b"Body", b"Bodi"))
        assert not signed(simulator, path, dict(tampered.headers), tampered.body)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_ids_are_new_unless_fixed_and_a_webhook_can_be_replayed(
    channel: str, simulator: Simulator, gateway: NotingGateway
) -> None:
    drafts = [simulator.draft.say(channel, PEOPLE[channel], "نص") for _ in range(50)]
    assert len({d.message_id for d in drafts}) == 50 == len({d.body for d in drafts})
    fixed = simulator.draft.say(channel, PEOPLE[channel], "نص", message_id="12345", update_id=9)
    assert fixed.message_id == "12345" and b"12345" in fixed.body
    await simulator.post(fixed)
    await simulator.post(fixed)
    assert gateway.noted[0][3] == gateway.noted[1][3]
    async with Simulator() as other:
        again = other.draft.say(channel, PEOPLE[channel], "نص")
        assert again.message_id not in {d.message_id for d in drafts}


def json_of(webhook_body: bytes) -> Any:
    return json.loads(webhook_body)


def form_of(webhook_body: bytes) -> dict[str, str]:
    return dict(parse_qsl(webhook_body.decode(), keep_blank_values=True))


async def test_telegram_updates_parse_with_the_real_library(simulator: Simulator) -> None:
    draft, at = simulator.draft, datetime(2026, 3, 1, 9, 30, tzinfo=UTC)

    def update(webhook: Any) -> Update:
        return Update.de_json(json_of(webhook.body))

    said = update(draft.say("telegram", "7001", "نص", at=at, sender_name="سارة", quoted="5", update_id=77))
    assert said.update_id == 77 and said.message is not None and said.message.date == at
    assert said.effective_user is not None and said.effective_user.first_name == "سارة"
    assert said.message.reply_to_message is not None and said.message.reply_to_message.message_id == 5
    photo = update(draft.send_media("telegram", "7001", b"jpeg", "image/jpeg", caption="هويتي")).message
    assert photo is not None and photo.photo[-1].file_size == 4 and photo.caption == "هويتي"
    voice = update(draft.send_media("telegram", "7001", b"ogg", "audio/ogg", kind="voice")).message
    assert voice is not None and voice.voice is not None
    place = update(draft.send_location("telegram", "7001", 24.7, 46.6, "الرياض")).message
    assert place is not None and place.venue is not None and place.venue.title == "الرياض"
    card = update(draft.send_contact("telegram", "7001", "سارة", "+966501234567", own=True)).message
    assert card is not None and card.contact is not None and card.contact.user_id == 7001
    edited = update(draft.edit("telegram", "7001", "6", "نص آخر")).edited_message
    assert edited is not None and (edited.message_id, edited.text) == (6, "نص آخر")
    reaction = update(draft.react("telegram", "7001", "6", "👍")).message_reaction
    assert reaction is not None and reaction.new_reaction[0].to_dict()["emoji"] == "👍"
    left = update(draft.stop("telegram", "7001")).my_chat_member
    assert left is not None and left.new_chat_member.status == "kicked"
    back = update(draft.start("telegram", "7001")).my_chat_member
    assert back is not None and back.new_chat_member.status == "member"


async def test_meta_messages_have_their_shapes(simulator: Simulator) -> None:
    draft = simulator.draft

    def message(webhook: Any) -> Any:
        [change] = json_of(webhook.body)["entry"][0]["changes"]
        return change["value"]["messages"][0]

    said = message(
        draft.say("whatsapp_cloud", "+966503000000", "نص", at=datetime(2026, 3, 1, tzinfo=UTC), quoted="wamid.q")
    )
    assert (said["from"], said["timestamp"], said["context"]["id"]) == ("966503000000", "1772323200", "wamid.q")
    nameless = message(draft.say("whatsapp_cloud", "SA.123", "نص"))
    assert "from" not in nameless and nameless["from_user_id"] == "SA.123"
    voice = message(draft.send_media("whatsapp_cloud", "966503000000", b"ogg", "audio/ogg; codecs=opus", kind="voice"))
    assert (voice["type"], voice["audio"]["voice"]) == ("audio", True)
    document = message(
        draft.send_media("whatsapp_cloud", "966503000000", b"%PDF", "application/pdf", filename="ملف.pdf")
    )
    assert document["document"]["filename"] == "ملف.pdf"
    assert message(draft.react("whatsapp_cloud", "966503000000", "wamid.q", ""))["reaction"] == {
        "message_id": "wamid.q"
    }
    edited = message(draft.edit("whatsapp_cloud", "966503000000", "wamid.q", "نص آخر"))
    assert edited["edit"]["message"]["text"]["body"] == "نص آخر"
    assert (
        message(draft.delete("whatsapp_cloud", "966503000000", "wamid.q"))["revoke"]["original_message_id"] == "wamid.q"
    )
    contact = message(draft.send_contact("whatsapp_cloud", "966503000000", "سارة", "+966501234567"))
    assert contact["contacts"][0]["phones"][0]["phone"] == "+966501234567"
    [stopped] = json_of(draft.stop("whatsapp_cloud", "966503000000").body)["entry"][0]["changes"]
    assert (stopped["field"], stopped["value"]["user_preferences"][0]["value"]) == ("user_preferences", "stop")


async def test_twilio_forms_have_their_fields(simulator: Simulator) -> None:
    draft = simulator.draft
    sms = form_of(draft.say("twilio_sms", "966501000000", "س" * 71).body)
    assert (sms["From"], sms["NumSegments"], sms["SmsStatus"]) == ("+966501000000", "2", "received")
    named = form_of(draft.say("twilio_whatsapp", "+966502000000", "نص", sender_name="سارة", user_id="SA.9").body)
    assert (named["From"], named["WaId"], named["ProfileName"]) == ("whatsapp:+966502000000", "966502000000", "سارة")
    assert named["ExternalUserId"] == "whatsapp:SA.9"
    scoped = form_of(draft.say("twilio_whatsapp", "SA.9", "نص").body)
    assert scoped["From"] == "whatsapp:SA.9" and "WaId" not in scoped
    place = form_of(draft.send_location("twilio_whatsapp", "+966502000000", 24.7, 46.6).body)
    assert (place["Latitude"], place["Longitude"]) == ("24.7", "46.6")
    stop = form_of(draft.stop("twilio_sms", "+966501000000").body)
    assert (stop["Body"], stop["OptOutType"]) == ("STOP", "STOP")
    card = form_of(draft.send_contact("twilio_whatsapp", "+966502000000", "سارة", "+966501234567").body)
    assert card["MediaContentType0"] == "text/vcard"
    for act in (draft.edit, draft.react):
        with pytest.raises(Unsupported):
            act("twilio_sms", "+966501000000", "SM1", "نص")


async def test_pressing_finds_the_newest_button_by_title_or_payload(simulator: Simulator) -> None:
    simulator.open_window("whatsapp_cloud", "966503000000")
    reply = {"type": "reply", "reply": {"title": "نعم", "id": "yes"}}
    row = {"title": "شكوى", "id": "complaint"}
    button = {"type": "button", "body": {"text": "؟"}, "action": {"buttons": [reply]}}
    listed = {"type": "list", "body": {"text": "؟"}, "action": {"button": "افتح", "sections": [{"rows": [row]}]}}
    async with meta_client(simulator) as client:
        for interactive in (button, listed):
            body = {
                "messaging_product": "whatsapp",
                "to": "966503000000",
                "type": "interactive",
                "interactive": interactive,
            }
            url = f"{simulator.credentials.whatsapp_phone_number_id}/messages"
            assert (await client.post(url, json=body)).status_code == 200
    by_title = json_of(simulator.draft.press("whatsapp_cloud", "+966503000000", "نعم").body)
    by_payload = json_of(simulator.draft.press("whatsapp_cloud", "966503000000", "complaint").body)
    pressed = [body["entry"][0]["changes"][0]["value"]["messages"][0] for body in (by_title, by_payload)]
    assert pressed[0]["interactive"] == {"type": "button_reply", "button_reply": {"id": "yes", "title": "نعم"}}
    assert pressed[0]["context"]["id"] == simulator.sent[0].provider_id
    assert pressed[1]["interactive"] == {"type": "list_reply", "list_reply": {"id": "complaint", "title": "شكوى"}}
    with pytest.raises(NoSuchButton):
        simulator.draft.press("whatsapp_cloud", "966503000000", "ربما")


async def test_a_reply_keyboard_is_answered_with_its_title(simulator: Simulator) -> None:
    async with telegram_bot(simulator) as bot:
        await bot.send_message(7001, "اختر", reply_markup=ReplyKeyboardMarkup([["نعم", "لا"]]))
    pressed = json_of(simulator.draft.press("telegram", "7001", "لا").body)
    assert pressed["message"]["text"] == "لا"


@pytest.mark.parametrize("channel", ["twilio_whatsapp", "telegram", "whatsapp_cloud"])
async def test_stopping_changes_the_standing(channel: str, simulator: Simulator) -> None:
    wanted = Standing.BLOCKED if channel == "telegram" else Standing.OPTED_OUT
    await simulator.stop(channel, PEOPLE[channel])
    assert simulator.world.stands(channel, PEOPLE[channel]) is wanted
    await simulator.start(channel, PEOPLE[channel])
    assert simulator.world.stands(channel, PEOPLE[channel]) is None


async def test_the_handshake_asks_with_the_token(simulator: Simulator, gateway: NotingGateway) -> None:
    await simulator.handshake(challenge="42")
    method, path, _, _ = gateway.noted[0]
    query = dict(httpx.URL(path).params)
    assert method == "GET" and query["hub.challenge"] == "42"
    assert query["hub.verify_token"] == simulator.credentials.whatsapp_verify_token


async def test_the_environment_points_every_provider_here(simulator: Simulator) -> None:
    variables = simulator.environment()
    assert variables["TWILIO_API_BASE"] == variables["TELEGRAM_API_BASE"] == simulator.base
    assert variables["WHATSAPP_API_BASE"] == f"{simulator.base}/v23.0"
    assert all(variables.values())


async def test_batches_join_people_and_statuses_under_one_signature(simulator: Simulator) -> None:
    first, second = (simulator.draft.say("whatsapp_cloud", f"96650{n}000000", f"رسالة {n}") for n in (1, 2))
    joined = simulator.draft.batch([first, second])
    assert signed(simulator, "/webhooks/whatsapp", dict(joined.headers), joined.body)
    texts = [entry["changes"][0]["value"]["messages"][0]["text"]["body"] for entry in json_of(joined.body)["entry"]]
    assert texts == ["رسالة 1", "رسالة 2"]
    with pytest.raises(Unsupported):
        simulator.draft.batch([first, simulator.draft.say("telegram", "7001", "نص")])


async def test_a_shared_key_signs_instead_of_the_token(gateway: NotingGateway) -> None:
    credentials = SimulatorCredentials(twilio_shared_key=("webhooks_sharedkey_1", "shared-secret"))
    async with Simulator(gateway=gateway.base, public_url=PUBLIC, credentials=credentials) as simulator:
        webhook = simulator.draft.say("twilio_sms", "+966501000000", "نص")
    settings = webhook.headers["x-twilio-webhooks-signature-settings"]
    assert settings == "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
    validator, given = RequestValidator("shared-secret"), webhook.headers["x-twilio-signature"]
    assert validator.compute_signature(webhook.url, form_of(webhook.body), "HMAC_SHA256") == given


async def test_insisting_outlasts_a_gateway_that_fails_or_is_away(simulator: Simulator, gateway: NotingGateway) -> None:
    webhook = simulator.draft.say("telegram", "7001", "نص")
    gateway.status = 503
    insisting = asyncio.create_task(simulator.insist(webhook, 5))
    while len(gateway.noted) < 2:
        await asyncio.sleep(0.01)
    gateway.status = 200
    assert (await insisting).status == 200
    simulator.connect("http://127.0.0.1:9")
    with pytest.raises(NotAcknowledged, match="ConnectionRefusedError"):
        await simulator.insist(webhook, 0.1)
