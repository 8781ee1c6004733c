"""Whole round trips of the real channels with the simulated providers: offered and pressed, acted, refused late.

The contract suite holds what all channels promise alike; here stands what only some providers have.
"""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from channels.channel import BadSignature, Channel, Rejected, WindowClosed
from channels.message import Button, Event, Inbound, Kind, Media, Outbound, Status, StatusUpdate, Template
from channels.simulator import Options, Sent, Simulator, SimulatorCredentials, Standing, StatusPlan, Webhook, fail
from channels.simulator.webhook import Stamp
from channels.telegram import TelegramChannel
from channels.twilio import TwilioConfig, twilio_channels
from channels.whatsapp_cloud import WhatsAppCloudChannel
from tests.channels.accounts import NAMES, PUBLIC_URL, TO, connected
from tests.channels.simulated import NotingGateway

YES_NO = Outbound("هل توافق على إرسال الطلب؟", buttons=(Button("نعم", "yes"), Button("لا", "no")))
MANY = Outbound("اختر الخدمة", buttons=tuple(Button(f"الخدمة {n}", f"service_{n}") for n in range(9)))


@pytest.fixture
async def gateway() -> AsyncIterator[NotingGateway]:
    async with NotingGateway() as gateway:
        yield gateway


@pytest.fixture
async def simulator(gateway: NotingGateway) -> AsyncIterator[Simulator]:
    async with Simulator(gateway=gateway.base, public_url=PUBLIC_URL) as simulator:
        for name in NAMES:
            simulator.open_window(name, TO[name])
        yield simulator


@pytest.fixture
async def channels(simulator: Simulator) -> AsyncIterator[dict[str, Channel]]:
    async with connected(simulator, timeout=2.0) as channels:
        yield channels


async def send(channel: Channel, outbound: Outbound, outbox_id: str = "17") -> str:
    """Send every piece; -> the provider's id of the last."""
    receipts = [await channel.send(p, to=TO[channel.name], outbox_id=outbox_id) for p in channel.render(outbound)]
    return receipts[-1].provider_id


def read(channel: Channel, webhook: Webhook) -> Event:
    channel.verify(webhook.request(), webhook.at)
    (event,) = channel.parse(webhook.request())
    return event


def inbound(channel: Channel, webhook: Webhook) -> Inbound:
    event = read(channel, webhook)
    assert isinstance(event, Inbound)
    assert event.sender.address == TO[channel.name]
    return event


# --------------------------------------------------------------------------------------------- offered, then pressed
@pytest.mark.parametrize("name", ["telegram", "whatsapp_cloud"])
@pytest.mark.parametrize("outbound", [YES_NO, MANY], ids=["buttons", "list"])
async def test_a_pressed_button_is_a_choice(
    channels: dict[str, Channel], simulator: Simulator, name: str, outbound: Outbound
) -> None:
    provider_id = await send(channels[name], outbound)
    wanted = outbound.buttons[-1]
    event = inbound(channels[name], simulator.draft.press(name, TO[name], wanted.title))
    assert (event.kind, event.payload) == (Kind.CHOICE, wanted.payload)
    assert event.refers_to in (provider_id, None)
    await channels[name].acknowledge(event)


async def test_twilio_offers_buttons_and_lists_through_contents(simulator: Simulator) -> None:
    own = simulator.credentials
    contents = {n: simulator.add_choice_content(n) for n in (2, 9)}
    config = TwilioConfig(
        own.twilio_account_sid,
        own.twilio_auth_token,
        whatsapp_from=own.twilio_whatsapp_from,
        api_base=simulator.base,
        public_url=PUBLIC_URL,
        choice_contents=contents,
    )
    (channel,) = twilio_channels(config)
    try:
        for outbound, kind in ((YES_NO, "buttons"), (MANY, "list")):
            await send(channel, outbound)
            sent = simulator.sent[-1]
            assert (sent.kind, sent.text) == (kind, outbound.text)
            assert sent.buttons == tuple((b.title, b.payload) for b in outbound.buttons)
            event = inbound(channel, simulator.draft.press(channel.name, TO[channel.name], outbound.buttons[1].payload))
            assert (event.kind, event.payload, event.text) == (
                Kind.CHOICE,
                outbound.buttons[1].payload,
                outbound.buttons[1].title,
            )
    finally:
        await channel.close()


async def test_the_own_phone_is_asked_for_and_proven(channels: dict[str, Channel], simulator: Simulator) -> None:
    await send(channels["telegram"], Outbound("نحتاج رقم جوالك للمتابعة", ask_phone=True))
    [(title, _)] = simulator.sent[-1].buttons
    assert title
    for own in (True, False):
        draft = simulator.draft.send_contact("telegram", TO["telegram"], "سارة", "+966501234567", own=own)
        (card,) = inbound(channels["telegram"], draft).contacts
        assert (card.phones, card.own) == (("+966501234567",), own)


# ------------------------------------------------------------------------------------ acts, as each channel reads them
@pytest.mark.parametrize("name", ["twilio_whatsapp", "telegram", "whatsapp_cloud"])
async def test_places_files_and_cards(channels: dict[str, Channel], simulator: Simulator, name: str) -> None:
    channel, to = channels[name], TO[name]
    place = inbound(channel, simulator.draft.send_location(name, to, 24.7136, 46.6753, "الرياض"))
    assert place.kind is Kind.LOCATION and place.location is not None
    assert (place.location.latitude, place.location.longitude) == (24.7136, 46.6753)
    pdf = simulator.draft.send_media(name, to, b"%PDF", "application/pdf", filename="صك.pdf", caption="الصك")
    document = inbound(channel, pdf)
    assert (document.kind, document.text, document.attachments[0].kind) == (Kind.MEDIA, "الصك", "document")
    voice = inbound(channel, simulator.draft.send_media(name, to, b"OggS", "audio/ogg; codecs=opus", kind="voice"))
    assert voice.attachments[0].kind in ("voice", "audio")


async def test_edits_reactions_and_deletions(channels: dict[str, Channel], simulator: Simulator) -> None:
    draft, telegram, meta = simulator.draft, channels["telegram"], channels["whatsapp_cloud"]
    edited = inbound(telegram, draft.edit("telegram", TO["telegram"], "55", "النص الصحيح"))
    assert (edited.kind, edited.text, edited.refers_to) == (Kind.EDIT, "النص الصحيح", "55")
    blocked = read(telegram, draft.stop("telegram", TO["telegram"]))
    unblocked = read(telegram, draft.start("telegram", TO["telegram"]))
    assert isinstance(blocked, Inbound) and blocked.kind is Kind.BLOCKED
    assert isinstance(unblocked, Inbound) and unblocked.kind is Kind.UNBLOCKED
    to = TO["whatsapp_cloud"]
    revised = inbound(meta, draft.edit("whatsapp_cloud", to, "wamid.q", "النص الصحيح"))
    assert (revised.kind, revised.text, revised.refers_to) == (Kind.EDIT, "النص الصحيح", "wamid.q")
    loved = inbound(meta, draft.react("whatsapp_cloud", to, "wamid.q", "❤️"))
    assert (loved.kind, loved.text, loved.refers_to) == (Kind.REACTION, "❤️", "wamid.q")
    gone = inbound(meta, draft.delete("whatsapp_cloud", to, "wamid.q"))
    assert (gone.kind, gone.refers_to) == (Kind.DELETION, "wamid.q")


@pytest.mark.parametrize("name", ["twilio_sms", "twilio_whatsapp"])
async def test_twilios_own_stop_and_start(channels: dict[str, Channel], simulator: Simulator, name: str) -> None:
    stop = inbound(channels[name], simulator.draft.stop(name, TO[name]))
    start = inbound(channels[name], simulator.draft.start(name, TO[name]))
    assert (stop.keyword, start.keyword) == ("stop", "start")
    simulator.stand(name, TO[name], Standing.OPTED_OUT)
    with pytest.raises(Rejected) as caught:
        await send(channels[name], Outbound("تذكير"))
    assert caught.value.reason == "opted_out"


async def test_a_blocked_bot_and_stopped_marketing(channels: dict[str, Channel], simulator: Simulator) -> None:
    simulator.stand("telegram", TO["telegram"], Standing.BLOCKED)
    with pytest.raises(Rejected) as caught:
        await send(channels["telegram"], Outbound("تذكير"))
    assert caught.value.reason == "blocked"
    simulator.stand("whatsapp_cloud", TO["whatsapp_cloud"], Standing.OPTED_OUT)
    with pytest.raises(Rejected) as caught:
        await send(channels["whatsapp_cloud"], Outbound(template=Template("campaign")))
    assert caught.value.reason == "policy"
    await send(channels["whatsapp_cloud"], Outbound("ردًّا على سؤالك"))


@pytest.mark.parametrize("name", ["twilio_whatsapp", "whatsapp_cloud"])
async def test_business_scoped_senders_are_answered_by_their_id(
    channels: dict[str, Channel], simulator: Simulator, name: str
) -> None:
    scoped = "SA.13491208655302741918"
    event = read(channels[name], simulator.draft.say(name, scoped, "السلام عليكم"))
    assert isinstance(event, Inbound) and event.sender.address == scoped
    simulator.open_window(name, scoped)
    for piece in channels[name].render(Outbound("وعليكم السلام")):
        await channels[name].send(piece, to=event.sender.address, outbox_id="1")
    assert [s.to for s in simulator.sent_to(name)] == [scoped]


@pytest.mark.parametrize("name", NAMES)
async def test_redeliveries_keep_their_key_and_new_messages_do_not(
    channels: dict[str, Channel], simulator: Simulator, name: str
) -> None:
    stamp = Stamp(message_id="900001", update_id=42)
    twice = [inbound(channels[name], simulator.draft.say(name, TO[name], "نص", **stamp)) for _ in range(2)]
    other = inbound(channels[name], simulator.draft.say(name, TO[name], "نص"))
    assert len({event.event_key for event in twice}) == 1
    assert other.event_key != twice[0].event_key


async def test_batches_and_handshakes(channels: dict[str, Channel], simulator: Simulator) -> None:
    meta = channels["whatsapp_cloud"]
    assert isinstance(meta, WhatsAppCloudChannel)
    said = [simulator.draft.say("whatsapp_cloud", f"96650{n}000000", f"رسالة {n}") for n in range(3)]
    joined = simulator.draft.batch(said)
    meta.verify(joined.request(), joined.at)
    texts = [event.text for event in meta.parse(joined.request()) if isinstance(event, Inbound)]
    assert texts == ["رسالة 0", "رسالة 1", "رسالة 2"]
    query = {"hub.mode": "subscribe", "hub.challenge": "42"}
    token = simulator.credentials.whatsapp_verify_token
    assert meta.challenge({**query, "hub.verify_token": token}) == "42"
    with pytest.raises(BadSignature):
        meta.challenge({**query, "hub.verify_token": "wrong"})


async def test_the_telegram_webhook_is_registered(channels: dict[str, Channel], simulator: Simulator) -> None:
    telegram = channels["telegram"]
    assert isinstance(telegram, TelegramChannel)
    url = await telegram.register()
    assert simulator.world.telegram_webhook["url"] == url == f"{PUBLIC_URL}/webhooks/telegram"
    assert "message" in simulator.world.telegram_webhook["allowed_updates"]
    assert inbound(telegram, simulator.draft.say("telegram", TO["telegram"], "نص")).text == "نص"


async def test_a_shared_key_is_accepted_where_it_is_known() -> None:
    credentials = SimulatorCredentials(twilio_shared_key=("webhooks_sharedkey_1", "shared-secret"))
    async with Simulator(public_url=PUBLIC_URL, credentials=credentials) as simulator:
        webhook = simulator.draft.say("twilio_sms", TO["twilio_sms"], "نص")
    config = TwilioConfig(credentials.twilio_account_sid, credentials.twilio_auth_token, credentials.twilio_sms_from)
    knowing = TwilioConfig(
        credentials.twilio_account_sid,
        credentials.twilio_auth_token,
        credentials.twilio_sms_from,
        shared_keys={"webhooks_sharedkey_1": "shared-secret"},
    )
    assert inbound(twilio_channels(knowing)[0], webhook).text == "نص"
    with pytest.raises(BadSignature):
        twilio_channels(config)[0].verify(webhook.request(), webhook.at)
    with pytest.raises(BadSignature):
        twilio_channels(knowing)[0].verify(webhook.forged().request(), webhook.at)


# --------------------------------------------------------------------------------------------- told later
async def told(simulator: Simulator, gateway: NotingGateway, channel: Channel, sent: Sent) -> list[StatusUpdate]:
    """What the status webhooks that really arrived say of a message, as the channel reads them."""
    await simulator.settled()
    updates = []
    for _, path, headers, body in gateway.noted:
        webhook = Webhook(channel.name, sent.to, PUBLIC_URL + path, headers, body, sent.provider_id, sent.at)
        event = read(channel, webhook)
        assert isinstance(event, StatusUpdate)
        assert (event.provider_id, event.outbox_id) == (sent.provider_id, "17")
        updates.append(event)
    return updates


STATUS_CHANNELS = ("twilio_sms", "twilio_whatsapp", "whatsapp_cloud")


@pytest.mark.parametrize("name", STATUS_CHANNELS)
async def test_shuffled_statuses_end_at_the_highest(
    channels: dict[str, Channel], simulator: Simulator, gateway: NotingGateway, name: str
) -> None:
    simulator.statuses(StatusPlan(("sent", "delivered", "read"), copies=2, shuffled=True, seed=3))
    await send(channels[name], Outbound("تم استلام طلبك"))
    updates = await told(simulator, gateway, channels[name], simulator.sent[0])
    assert len(updates) == (4 if name == "twilio_sms" else 6)
    highest = max((update.status for update in updates), key=lambda status: status.rank)
    assert highest is (Status.DELIVERED if name == "twilio_sms" else Status.READ)


@pytest.mark.parametrize(
    ("name", "code"), [("twilio_sms", 30003), ("twilio_whatsapp", 63016), ("whatsapp_cloud", 131026)]
)
async def test_failures_bring_their_code(
    channels: dict[str, Channel], simulator: Simulator, gateway: NotingGateway, name: str, code: int
) -> None:
    simulator.fault(fail(code), channel=name)
    await send(channels[name], Outbound("تم استلام طلبك"))
    [update] = await told(simulator, gateway, channels[name], simulator.sent[0])
    assert (update.status, update.error_code) == (Status.FAILED, str(code))


@pytest.mark.parametrize(("name", "code"), [("twilio_whatsapp", "63016"), ("whatsapp_cloud", "131047")])
async def test_a_closed_window_may_be_told_at_once_or_later(
    channels: dict[str, Channel], simulator: Simulator, gateway: NotingGateway, name: str, code: str
) -> None:
    simulator.advance(timedelta(hours=25))
    with pytest.raises(WindowClosed):
        await send(channels[name], Outbound("متأخر"))
    simulator.world.options = Options(late_refusals=True)
    await send(channels[name], Outbound("متأخر"))
    [update] = await told(simulator, gateway, channels[name], simulator.sent[0])
    assert (update.status, update.error_code) == (Status.FAILED, code)


async def test_a_file_behind_a_dead_link_fails(
    channels: dict[str, Channel], simulator: Simulator, gateway: NotingGateway
) -> None:
    gateway.status = 404
    photo = Outbound(media=(Media("image", url=f"{PUBLIC_URL}/files/gone", mime="image/jpeg"),))
    with pytest.raises(Rejected) as caught:
        await send(channels["telegram"], photo)
    assert caught.value.reason == "media"
    gateway.status = 200
    gateway.noted.clear()
    await send(channels["telegram"], photo)
    assert [(method, path) for method, path, _, _ in gateway.noted] == [("GET", "/files/gone")]
