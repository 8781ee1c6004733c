"""Providers repeat themselves, at once and days later: a webhook that was taken in once is known for good."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.ingest import utc_now
from storage.models import Inbox, Message, table_of
from tests.gateway import PROVIDED, Running
from tests.people import Person, meet
from tests.waiting import until

ASKED = "متى يأتيني الرد على طلبي؟"


async def days_pass(spine: Running, person: Person, days: int) -> None:
    """As if all this had happened so many days ago."""
    then = utc_now() - timedelta(days=days)
    row = await person.row("SELECT id FROM conversation WHERE id = :conversation")
    async with spine.db.transaction() as tx:
        inbox, message = table_of(Inbox), table_of(Message)
        mine = update(inbox).where(inbox.c.conversation_id == row.id)
        await tx.execute(mine.values(received_at=then, done_at=then))
        await tx.execute(update(message).where(message.c.conversation_id == row.id).values(at=then, created_at=then))


@pytest.mark.parametrize("channel", PROVIDED)
async def test_a_webhook_replayed_after_eight_days_has_no_effect(spine: Running, channel: str) -> None:
    person = meet(spine, channel)
    webhook = spine.simulator.draft.say(channel, person.to, ASKED)
    assert (await spine.simulator.post(webhook)).status == 200
    await person.hears()
    await days_pass(spine, person, 8)
    assert (await spine.simulator.post(webhook)).status == 200
    assert await person.hears() == []
    assert len(await person.rows("SELECT seq FROM message WHERE conversation_id = :conversation")) == 2


async def test_a_pressed_button_counts_once_however_often_it_is_delivered(spine: Running) -> None:
    person = meet(spine, "telegram")
    await person.asks(ASKED)
    webhook = spine.simulator.draft.press("telegram", person.to, "من يدرس الطلب")
    for _ in range(3):
        assert (await spine.simulator.post(webhook)).status == 200
    assert len(await person.hears()) == 1


async def test_a_webhook_that_first_arrives_after_eight_days_is_kept_for_people(spine: Running) -> None:
    person = meet(spine, "telegram")
    at = spine.simulator.world.now() - timedelta(days=8)
    await person.says(ASKED, at=at)
    assert await person.hears() == []
    row = await person.row("SELECT owner, queue_reason FROM conversation WHERE id = :conversation")
    assert tuple(row) == ("queued", "stale")


async def test_a_file_of_a_repeated_message_is_fetched_once(spine: Running) -> None:
    person = meet(spine, "whatsapp_cloud")
    webhook = spine.simulator.draft.send_media("whatsapp_cloud", person.to, b"%PDF-1.4\n", "application/pdf")
    for _ in range(4):
        assert (await spine.simulator.post(webhook)).status == 200

    async def stored() -> bool:
        rows = await person.rows("SELECT state FROM attachment WHERE conversation_id = :conversation")
        return [r.state for r in rows] == ["stored"]

    await until(stored)


async def test_the_same_id_at_another_provider_is_another_message(spine: Running) -> None:
    one, other = meet(spine, "twilio_sms"), meet(spine, "twilio_whatsapp")
    for person in (one, other):
        await person.says(ASKED, message_id="SM" + one.to.zfill(32))
        assert await person.hears()
