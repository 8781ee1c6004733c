"""Everything that people can do besides writing: what deserves an answer gets one, what does not meets silence."""

import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from sqlalchemy import text

from tests.gateway import PROVIDED, Running
from tests.people import Person, Visitor, meet
from tests.waiting import until

ASKED = "متى يأتيني الرد على طلبي؟"
TRIED = "SELECT id FROM outbox WHERE conversation_id = :conversation AND attempts > 0 AND state = 'pending'"


@pytest.mark.parametrize("channel", ["whatsapp_cloud", "twilio_whatsapp", "telegram"])
async def test_a_place_is_kept_and_acknowledged(spine: Running, channel: str) -> None:
    person = meet(spine, channel)
    await person.does("send_location", 24.7136, 46.6753, "الرياض")
    assert "وصلنا موقعك" in person.whole(await person.hears()).text
    stored = await person.row("SELECT details FROM message WHERE conversation_id = :conversation AND seq = 1")
    assert "24.7136" in str(stored.details)


@pytest.mark.parametrize("channel", ["whatsapp_cloud", "telegram"])
async def test_a_contact_card_is_acknowledged(spine: Running, channel: str) -> None:
    person = meet(spine, channel)
    await person.does("send_contact", "أم خالد", "+966501234567")
    assert "جهة الاتصال" in person.whole(await person.hears()).text


async def test_only_ones_own_card_shared_by_the_keyboard_proves_a_phone(spine: Running) -> None:
    person = meet(spine, "telegram")
    await person.does("send_contact", "جار", "+966501111111")
    await person.hears()
    query = "SELECT verified_phone FROM identity WHERE id = :identity"
    assert (await person.row(query)).verified_phone is None


@pytest.mark.parametrize("channel", ["whatsapp_cloud", "telegram"])
async def test_reactions_edits_and_deletions_meet_silence(spine: Running, channel: str) -> None:
    person = meet(spine, channel)
    first = await person.says(ASKED)
    await person.hears()
    await person.does("react", first.message_id, "👍")
    await person.does("react", first.message_id, "")
    await person.does("edit", first.message_id, "كيف أتبرع؟")
    if channel == "whatsapp_cloud":
        await person.does("delete", first.message_id)
    assert await person.hears() == []


async def test_telegram_groups_channels_and_bots_meet_silence(spine: Running) -> None:
    person = meet(spine, "telegram")
    draft = spine.simulator.draft.say("telegram", person.to, ASKED)
    update = json.loads(draft.body)
    group = {"id": -100500, "type": "supergroup", "title": "الحي"}
    posts: list[dict[str, Any]] = [
        {"message": {**update["message"], "chat": group}},
        {"channel_post": {**update["message"], "chat": {**group, "type": "channel"}}},
        {"message": {**update["message"], "from": {**update["message"]["from"], "is_bot": True}}},
    ]
    for number, post in enumerate(posts):
        body = json.dumps({"update_id": update["update_id"] + number, **post}).encode()
        assert (await spine.simulator.post(draft.with_body(body))).status == 200
    assert spine.simulator.sent_to("telegram", person.to) == ()
    assert spine.simulator.sent_to("telegram", "-100500") == ()


async def post_signed(spine: Running, value: dict[str, Any], field: str = "messages") -> int:
    """A change notification signed with Meta's secret."""
    own = spine.simulator.credentials
    metadata = {"display_phone_number": own.whatsapp_display_number, "phone_number_id": own.whatsapp_phone_number_id}
    change = {"field": field, "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).encode()
    mac = hmac.new(own.whatsapp_app_secret.encode(), body, hashlib.sha256).hexdigest()
    answer = await spine.client.post(
        "/webhooks/whatsapp", content=body, headers={"X-Hub-Signature-256": f"sha256={mac}"}
    )
    return answer.status_code


async def test_whatsapp_groups_echoes_and_notices_meet_silence(spine: Running) -> None:
    person = meet(spine, "whatsapp_cloud")
    said: dict[str, Any] = {"from": person.to, "id": f"wamid.{person.to}", "timestamp": str(int(time.time()))}
    said |= {"type": "text", "text": {"body": ASKED}}
    own = spine.simulator.credentials.whatsapp_display_number
    assert await post_signed(spine, {"messages": [{**said, "group_id": "120363"}]}) == 200
    assert (
        await post_signed(spine, {"message_echoes": [{**said, "from": own, "to": person.to}]}, "smb_message_echoes")
        == 200
    )
    assert (
        await post_signed(spine, {"messages": [{**said, "id": f"s{person.to}", "type": "system", "system": {}}]}) == 200
    )
    assert await person.hears() == []


@pytest.mark.parametrize("channel", ["whatsapp_cloud", "twilio_sms", "telegram", "webchat"])
@pytest.mark.parametrize(("stop", "start"), [("إيقاف", "اشتراك"), ("قِف!", "استئناف"), ("الغاء الاشتراك", "اشتراك")])
async def test_arabic_words_stop_and_start_the_messages(spine: Running, channel: str, stop: str, start: str) -> None:
    person = meet(spine, channel)
    assert "تم إيقاف رسائلنا" in (await person.asks(stop)).text
    assert await opted_out(person)
    assert "أسبوعين" in (await person.asks(ASKED)).text, "who asks is answered all the same"
    assert "من جديد" in (await person.asks(start)).text
    assert not await opted_out(person)


@pytest.mark.parametrize("word", ["STOP", "unsubscribe", "Stop."])
async def test_english_words_stop_the_messages(spine: Running, word: str) -> None:
    person = meet(spine, "telegram")
    assert await person.asks(word)
    assert await opted_out(person)


async def opted_out(person: Person) -> bool:
    row = await person.row("SELECT opted_out_at FROM identity WHERE id = :identity")
    return row.opted_out_at is not None


async def test_a_stop_inside_a_sentence_stops_nothing(spine: Running) -> None:
    person = meet(spine, "telegram")
    await person.asks("هل أستطيع إيقاف طلبي القديم؟")
    assert not await opted_out(person)


@pytest.mark.parametrize("channel", ["twilio_sms", "twilio_whatsapp"])
async def test_twilios_own_stop_is_remembered_in_silence_and_its_start_lifts_it(spine: Running, channel: str) -> None:
    person = meet(spine, channel)
    await person.does("stop")
    assert await person.hears() == []
    assert await opted_out(person)
    await person.does("start")
    assert await person.hears() == []
    assert not await opted_out(person)


async def test_telegrams_block_and_unblock_are_remembered(spine: Running) -> None:
    person = meet(spine, "telegram")
    await person.asks(ASKED)
    await person.does("stop")
    assert await person.hears() == []
    assert (await standing(person)).block_reason == "blocked"
    await person.does("start")
    assert await person.hears() == []
    assert (await standing(person)).blocked_at is None


async def standing(person: Person) -> Any:
    return await person.row("SELECT blocked_at, block_reason FROM identity WHERE id = :identity")


@pytest.mark.parametrize("channel", PROVIDED)
async def test_the_same_webhook_twice_is_one_message_and_one_answer(spine: Running, channel: str) -> None:
    person = meet(spine, channel)
    webhook = spine.simulator.draft.say(channel, person.to, ASKED)
    before = await redelivered(spine, channel)
    assert [(await spine.simulator.post(webhook)).status for _ in range(3)] == [200, 200, 200]
    assert await redelivered(spine, channel) == before + 2
    once = person.whole(await person.hears())
    assert once.text.count("أسبوعين") == 1
    assert len(await person.rows("SELECT id FROM inbox WHERE conversation_id = :conversation")) == 1


async def redelivered(spine: Running, channel: str) -> float:
    line = f'tawasul_redeliveries_total{{channel="{channel}"}} '
    found = [float(n.removeprefix(line)) for n in (await spine.metrics()).splitlines() if n.startswith(line)]
    return found[0] if found else 0.0


async def test_a_message_from_the_day_before_yesterday_goes_to_people_unanswered(spine: Running) -> None:
    person = meet(spine, "whatsapp_cloud")
    old = spine.simulator.world.now().timestamp() - 49 * 3600
    said = {
        "from": person.to,
        "id": f"wamid.{person.to}",
        "timestamp": str(int(old)),
        "type": "text",
        "text": {"body": ASKED},
    }
    assert await post_signed(spine, {"messages": [said]}) == 200
    assert await person.hears() == []
    assert (await person.row("SELECT owner, queue_reason FROM conversation WHERE id = :conversation")).owner == "queued"


@pytest.mark.thorough
async def test_a_reply_that_comes_after_the_window_is_refused_here_and_not_at_the_provider(spine: Running) -> None:
    person = meet(spine, "whatsapp_cloud")
    webhook = spine.simulator.draft.say("whatsapp_cloud", person.to, ASKED)
    async with spine.simulator.outage():
        assert (await spine.simulator.post(webhook)).status == 200
        await until(lambda: person.rows(TRIED))
        async with spine.db.transaction() as tx:
            old = "'2020-01-01 00:00:00'" if spine.db.is_sqlite else "TIMESTAMPTZ '2020-01-01 00:00:00Z'"
            await tx.execute(text(f"UPDATE identity SET window_from = {old} WHERE address = '{person.to}'"))
    assert await person.hears() == []
    row = await person.row("SELECT state, error_reason FROM outbox WHERE conversation_id = :conversation")
    assert tuple(row) == ("failed", "needs_template")


async def test_what_a_visitor_pastes_is_text_and_nothing_else(spine: Running) -> None:
    visitor = Visitor(spine)
    await visitor.asks("<img src=x onerror=alert(1)> متى يأتيني الرد؟")
    [first, *_] = await visitor.reads()
    assert first["text"].startswith("<img src=x"), "kept as it was written; the page shows it as text"
