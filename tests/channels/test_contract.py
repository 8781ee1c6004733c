"""What every provider channel promises, checked on all four through their real clients against the simulator."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from channels.channel import (
    Ambiguous,
    BadSignature,
    Channel,
    MalformedUpdate,
    MediaError,
    NotSent,
    RateLimited,
    Rejected,
    SendError,
    WindowClosed,
)
from channels.choices import chosen
from channels.message import (
    Attachment,
    Button,
    Inbound,
    Kind,
    Location,
    Media,
    Outbound,
    Piece,
    Status,
    StatusUpdate,
    Template,
)
from channels.simulator import (
    Fault,
    Sent,
    Simulator,
    Standing,
    drop,
    malformed,
    rate_limit,
    refuse,
    reject,
    server_error,
    slow,
)
from channels.telegram import TelegramChannel
from channels.whatsapp_cloud import WhatsAppCloudChannel
from tests.channels.accounts import NAMES, PUBLIC_URL, TO, build, connected

NOW = datetime.now(UTC)
MENU = Outbound(
    "أهلاً بك في جمعية مديم. كيف نخدمك؟",
    buttons=(Button("طلب دعم", "support"), Button("متابعة طلب", "track"), Button("التحدث مع موظف", "agent")),
)
LONG = "سياسة الجمعية تحفظ حق المستفيد في معرفة ما تم على طلبه. " * 200


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(public_url=PUBLIC_URL) as simulator:
        for name in NAMES:
            simulator.open_window(name, TO[name])
        yield simulator


@pytest.fixture
async def channels(simulator: Simulator) -> AsyncIterator[dict[str, Channel]]:
    async with connected(simulator, timeout=1.0) as channels:
        yield channels


@pytest.fixture(params=NAMES)
def channel(request: pytest.FixtureRequest, channels: dict[str, Channel]) -> Channel:
    return channels[request.param]


async def send_all(channel: Channel, outbound: Outbound) -> Sequence[str]:
    """Send every piece as delivery would: its body has been through JSON; -> the providers' ids."""
    ids = []
    for piece in channel.render(outbound):
        stored = replace(piece, body=orjson.loads(orjson.dumps(piece.body)))
        ids.append((await channel.send(stored, to=TO[channel.name], outbox_id="17")).provider_id)
    return ids


def received(simulator: Simulator, channel: Channel) -> Sequence[Sent]:
    return simulator.sent_to(channel.name, TO[channel.name])


# ------------------------------------------------------------------------------------------------ the protocol itself
def test_it_is_a_channel(channel: Channel) -> None:
    assert isinstance(channel, Channel)
    assert channel.account
    assert "token" not in channel.account


# ------------------------------------------------------------------------------------------------ verifying, reading
def test_a_genuine_webhook_is_verified_and_read(channel: Channel, simulator: Simulator) -> None:
    webhook = simulator.draft.say(channel.name, TO[channel.name], "وين وصل طلبي؟")
    channel.verify(webhook.request(), NOW)
    (event,) = channel.parse(webhook.request())
    assert isinstance(event, Inbound)
    assert (event.channel, event.account, event.kind) == (channel.name, channel.account, Kind.TEXT)
    assert (event.text, event.sender.address) == ("وين وصل طلبي؟", TO[channel.name])
    assert event.event_key


def test_forged_unsigned_and_altered_webhooks_are_refused(channel: Channel, simulator: Simulator) -> None:
    webhook = simulator.draft.say(channel.name, TO[channel.name], "وين وصل طلبي؟")
    altered = [] if channel.name == "telegram" else [webhook.with_body(webhook.body.replace(b"5", b"6", 1))]
    for wrong in (webhook.forged(), webhook.unsigned(), *altered):
        with pytest.raises(BadSignature) as caught:
            channel.verify(wrong.request(), NOW)
        assert not any(value in str(caught.value) for value in webhook.headers.values() if len(value) > 20)


@pytest.mark.parametrize("signature", ["", "é", "sha256=", "\ud800", "0" * 4096])
def test_odd_signatures_are_refused_like_any_other(channel: Channel, simulator: Simulator, signature: str) -> None:
    webhook = simulator.draft.say(channel.name, TO[channel.name], "سلام")
    headers = {
        name: signature if "signature" in name or "secret" in name else value for name, value in webhook.headers.items()
    }
    with pytest.raises(BadSignature):
        channel.verify(replace(webhook.request(), headers=headers), NOW)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"\xff\xfe\x00", b"{" * 5000, b'"\\ud800"', b"%%%=&&&"])
def test_unreadable_bodies_are_malformed(channel: Channel, simulator: Simulator, body: bytes) -> None:
    webhook = simulator.draft.say(channel.name, TO[channel.name], "سلام").with_body(body)
    with pytest.raises(MalformedUpdate):
        channel.parse(webhook.request())


def test_a_typed_number_is_a_choice(channel: Channel, simulator: Simulator) -> None:
    """Whether choices were offered natively or as numbers, a typed number tells the second."""
    webhook = simulator.draft.say(channel.name, TO[channel.name], "٢")
    (event,) = channel.parse(webhook.request())
    assert isinstance(event, Inbound)
    assert chosen(event.text, MENU.buttons) == MENU.buttons[1]


# ------------------------------------------------------------------------------------------------ rendering
@pytest.mark.parametrize(
    "outbound",
    [
        MENU,
        Outbound(LONG),
        Outbound(LONG, buttons=MENU.buttons),
        Outbound("اختر المدينة", buttons=tuple(Button(f"مدينة {n}", f"city_{n}") for n in range(9))),
        Outbound("اختر", buttons=tuple(Button(f"خيار {n}", f"c{n}") for n in range(30))),
        Outbound("اختر", buttons=(Button("عنوان طويل لا يتسع له زر واحد في شاشة صغيرة", "x"), Button("لا", "no"))),
        Outbound("", buttons=MENU.buttons),
        Outbound("موقعنا", location=Location(24.7, 46.6, "مقر الجمعية")),
        Outbound("الرد على رسالتك", reply_to="123"),
        Outbound("نحتاج رقم جوالك", ask_phone=True),
        Outbound("نص فيه \x00 و\ud83d ناقصة"),
    ],
    ids=["menu", "long", "long-menu", "nine", "thirty", "wide", "no-text", "place", "quote", "phone", "hostile"],
)
async def test_everything_rendered_is_accepted_in_order(
    channel: Channel, simulator: Simulator, outbound: Outbound
) -> None:
    pieces = channel.render(outbound)
    assert pieces
    assert all(orjson.loads(orjson.dumps(piece.body)) == piece.body for piece in pieces)
    ids = await send_all(channel, outbound)
    sent = received(simulator, channel)
    assert [s.provider_id for s in sent] == ids
    read = " ".join(s.text for s in sent)
    assert "".join(outbound.text.replace("\x00", "").replace("\ud83d", "�").split()) in "".join(read.split())
    for number, button in enumerate(outbound.buttons, 1):
        offered = [payload for s in sent for _, payload in s.buttons]
        assert button.payload in offered or (f"{number}. ".translate(ARABIC_DIGITS) + button.title) in read


ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def test_nothing_to_say_is_an_error_of_the_caller(channel: Channel) -> None:
    with pytest.raises(ValueError, match="needs"):
        channel.render(Outbound(" \x00 "))


def test_only_free_form_whatsapp_needs_the_window(channel: Channel) -> None:
    free, template = channel.render(Outbound("أهلاً"))[0], channel.render(Outbound("أهلاً", template=TEMPLATE))[0]
    assert free.needs_window is (channel.features.window_hours is not None)
    assert template.needs_window is False


TEMPLATE = Template("HX" + "0" * 32, variables=("سارة", "MD-2026-ABC123"))


async def test_a_pressed_button_comes_back_with_its_payload(channel: Channel, simulator: Simulator) -> None:
    await send_all(channel, MENU)
    if not channel.features.max_buttons:
        assert "أرسل رقم الخيار" in received(simulator, channel)[-1].text
        return
    webhook = simulator.draft.press(channel.name, TO[channel.name], "متابعة طلب")
    (event,) = channel.parse(webhook.request())
    assert isinstance(event, Inbound)
    assert (event.kind, event.text, event.payload) == (Kind.CHOICE, "متابعة طلب", "track")


async def test_files_by_address_arrive(channel: Channel, simulator: Simulator) -> None:
    link = f"{simulator.base}/v23.0/none"
    simulator.world.options.fetch_media = False
    photo = Media("image", url=link, mime="image/jpeg", caption="شهادة العضوية")
    await send_all(channel, Outbound(media=(photo, Media("voice", url=link, mime="audio/ogg"))))
    texts = " ".join(s.text for s in received(simulator, channel))
    assert "شهادة العضوية" in texts
    if channel.features.media:
        kinds = [s.kind for s in received(simulator, channel)]
        assert kinds in (["image", "voice"], ["image", "audio"], ["media", "media"])
    else:
        assert link in texts


async def test_local_files_are_uploaded_or_refused_unsent(
    channel: Channel, simulator: Simulator, tmp_path: Path
) -> None:
    file = tmp_path / "نموذج.pdf"
    file.write_bytes(b"%PDF-1.4 test")
    outbound = Outbound(media=(Media("document", path=str(file), mime="application/pdf", filename="نموذج.pdf"),))
    if channel.name in ("telegram", "whatsapp_cloud"):
        await send_all(channel, outbound)
        assert [s.kind for s in received(simulator, channel)] == ["document"]
        file.unlink()
    count = len(received(simulator, channel))
    with pytest.raises(Rejected) as caught:
        await send_all(channel, outbound)
    assert caught.value.reason == "media"
    assert len(received(simulator, channel)) == count


# ------------------------------------------------------------------------------------------------ sending
@pytest.mark.parametrize(
    ("fault", "error", "accepted"),
    [
        (rate_limit(7), RateLimited, 0),
        (server_error(503), Ambiguous, 0),
        (server_error(500, recorded=True), Ambiguous, 1),
        (drop(), Ambiguous, 1),
        (refuse(), Ambiguous, 0),
        (malformed(), Ambiguous, 1),
        pytest.param(slow(3), Ambiguous, 1, marks=pytest.mark.thorough),
    ],
    ids=["429", "503", "500", "drop", "refuse", "malformed", "slow"],
)
async def test_every_trouble_has_its_error_and_one_call(
    channel: Channel, simulator: Simulator, fault: Fault, error: type[SendError], accepted: int
) -> None:
    simulator.fault(fault, channel=channel.name)
    calls = len(simulator.world.calls)
    with pytest.raises(SendError) as caught:
        await send_all(channel, Outbound("تم استلام طلبك"))
    assert type(caught.value) is error
    assert len(simulator.world.calls) == calls + 1
    assert len(received(simulator, channel)) == accepted
    if isinstance(caught.value, RateLimited):
        assert caught.value.retry_after >= 1
    assert simulator.credentials.telegram_bot_token not in str(caught.value)


async def test_an_unreachable_provider_has_received_nothing(channel: Channel, simulator: Simulator) -> None:
    async with simulator.outage():
        with pytest.raises(NotSent):
            await send_all(channel, Outbound("تم استلام طلبك"))
    await send_all(channel, Outbound("تم استلام طلبك"))
    assert len(received(simulator, channel)) == 1


async def test_a_stopped_person_is_told_apart(channel: Channel, simulator: Simulator) -> None:
    simulator.stand(channel.name, TO[channel.name], Standing.UNKNOWN)
    with pytest.raises(Rejected) as caught:
        await send_all(channel, Outbound("أهلاً"))
    assert caught.value.reason == "invalid_recipient"


@pytest.mark.parametrize("name", ["twilio_whatsapp", "whatsapp_cloud"])
async def test_a_closed_window_lets_only_templates_through(
    channels: dict[str, Channel], simulator: Simulator, name: str
) -> None:
    simulator.advance(timedelta(hours=25))
    with pytest.raises(WindowClosed):
        await send_all(channels[name], Outbound("أهلاً"))
    await send_all(channels[name], Outbound("أهلاً", template=TEMPLATE))
    (sent,) = received(simulator, channels[name])
    assert sent.kind == "template"


@pytest.mark.parametrize(
    ("name", "fault", "reason"),
    [
        ("twilio_sms", reject(21610), "opted_out"),
        ("twilio_sms", reject(21211), "invalid_recipient"),
        ("twilio_sms", reject(20003, 401), "configuration"),
        ("twilio_whatsapp", reject(63038, 429), "daily_cap"),
        ("telegram", reject(403, detail="Forbidden: bot was blocked by the user"), "blocked"),
        ("telegram", reject(401), "configuration"),
        ("whatsapp_cloud", reject(131026), "invalid_recipient"),
        ("whatsapp_cloud", reject(190, 401), "configuration"),
        ("whatsapp_cloud", reject(132001, 404), "template"),
        ("whatsapp_cloud", reject(131049), "policy"),
    ],
)
async def test_refusals_keep_the_providers_reason(
    channels: dict[str, Channel], simulator: Simulator, name: str, fault: Fault, reason: str
) -> None:
    simulator.fault(fault, channel=name)
    with pytest.raises(Rejected) as caught:
        await send_all(channels[name], Outbound("أهلاً"))
    assert caught.value.reason == reason
    assert caught.value.code


async def test_statuses_carry_our_outbox_id(channel: Channel, simulator: Simulator) -> None:
    """A status webhook for the sent message, through the real send, leads back to the outbox row."""
    await send_all(channel, Outbound("تم استلام طلبك"))
    (sent,) = received(simulator, channel)
    people = simulator.draft.people[channel.name]
    echoed = sent.raw.get("StatusCallback") or sent.raw.get("biz_opaque_callback_data")
    webhook = people.status(sent, "delivered", echoed, None)
    if webhook is None:
        assert channel.features.statuses is False
        return
    channel.verify(webhook.request(), NOW)
    (update,) = channel.parse(webhook.request())
    assert isinstance(update, StatusUpdate)
    assert (update.provider_id, update.status, update.outbox_id) == (sent.provider_id, Status.DELIVERED, "17")


# ------------------------------------------------------------------------------------------------ everything else
async def test_acknowledging_never_raises(channel: Channel, simulator: Simulator) -> None:
    webhook = simulator.draft.say(channel.name, TO[channel.name], "سلام")
    (event,) = channel.parse(webhook.request())
    assert isinstance(event, Inbound)
    await channel.acknowledge(event)
    assert len(simulator.world.calls) == (0 if channel.name == "twilio_sms" else 1)
    await channel.acknowledge(replace(event, message_id="no-such-message", extra={"callback_query_id": "old"}))
    async with simulator.outage():
        await channel.acknowledge(event)


async def test_a_sent_file_is_fetched_whole(channel: Channel, simulator: Simulator) -> None:
    content = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
    draft = simulator.draft.send_media(channel.name, TO[channel.name], content, "image/png", kind="image")
    (event,) = channel.parse(draft.request())
    assert isinstance(event, Inbound)
    (attachment,) = event.attachments
    fetched = await channel.fetch(attachment, max_bytes=len(content))
    assert fetched.content == content
    with pytest.raises(MediaError) as caught:
        await channel.fetch(attachment, max_bytes=len(content) - 1)
    assert caught.value.permanent


@pytest.mark.parametrize("source", ["http://127.0.0.1:1/x", "file:///etc/passwd", "../../v1", "http://[::1", ""])
async def test_foreign_sources_are_never_asked(channel: Channel, simulator: Simulator, source: str) -> None:
    with pytest.raises(MediaError):
        await channel.fetch(Attachment("image", source), max_bytes=1000)


async def test_a_lost_send_can_be_looked_up(channel: Channel, simulator: Simulator) -> None:
    since = datetime.now(UTC)
    (piece,) = channel.render(Outbound("رقم طلبك MD-2026-ABC123"))
    assert await channel.lookup(piece, to=TO[channel.name], since=since) is None
    simulator.fault(drop(), channel=channel.name)
    with pytest.raises(Ambiguous):
        await channel.send(piece, to=TO[channel.name], outbox_id="17")
    found = await channel.lookup(piece, to=TO[channel.name], since=since)
    assert found == (received(simulator, channel)[0].provider_id if channel.features.lookup else None)
    assert await channel.lookup(piece, to=TO[channel.name], since=since + timedelta(minutes=5)) is None
    assert await channel.lookup(Piece("x", {"Body": "نص آخر"}), to=TO[channel.name], since=since) is None
    if channel.features.lookup:  # None would mean "surely not sent": what cannot be recognised is not said to be lost
        with pytest.raises(SendError):
            await channel.lookup(
                channel.render(Outbound("أهلاً", template=TEMPLATE))[0], to=TO[channel.name], since=since
            )


async def test_checking_names_the_account(channel: Channel, simulator: Simulator) -> None:
    assert ":" in await channel.check()
    async with simulator.outage():
        with pytest.raises(SendError):
            await channel.check()


# ------------------------------------------------------------------------------------------------ one provider's own
def test_metas_handshake_needs_our_token(channels: dict[str, Channel], simulator: Simulator) -> None:
    channel = channels["whatsapp_cloud"]
    assert isinstance(channel, WhatsAppCloudChannel)
    token = simulator.credentials.whatsapp_verify_token
    query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "42"}
    assert channel.challenge(query) == "42"
    for wrong in ({"hub.verify_token": "x"}, {"hub.verify_token": ""}, {"hub.mode": "unsubscribe"}):
        with pytest.raises(BadSignature):
            channel.challenge({**query, **wrong})


async def test_telegram_is_told_where_and_with_which_secret(channels: dict[str, Channel], simulator: Simulator) -> None:
    channel = channels["telegram"]
    assert isinstance(channel, TelegramChannel)
    assert await channel.register() == f"{PUBLIC_URL}/webhooks/telegram"
    told = simulator.world.telegram_webhook
    assert told["url"] == f"{PUBLIC_URL}/webhooks/telegram"
    assert told["secret_token"] == simulator.credentials.telegram_webhook_secret
    assert "callback_query" in told["allowed_updates"]


@pytest.mark.parametrize("name", NAMES)
def test_without_its_secret_a_channel_trusts_nobody(name: str, simulator: Simulator) -> None:
    own = simulator.credentials
    bare = replace(own, twilio_auth_token="", telegram_webhook_secret="", whatsapp_app_secret="")
    channel = build("http://127.0.0.1:9", bare)[name]
    webhook = simulator.draft.say(name, TO[name], "سلام")
    signed_with_nothing = Simulator(public_url=PUBLIC_URL, credentials=bare).draft.say(name, TO[name], "سلام")
    for request in (webhook.request(), signed_with_nothing.request(), webhook.unsigned().request()):
        with pytest.raises(BadSignature):
            channel.verify(request, NOW)
