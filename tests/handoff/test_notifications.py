import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from channels.message import Button
from handoff.notifications import Notifier
from handoff.requests import Workflow
from handoff.summaries import Summary
from storage import contacts, inbox, links, notifications, outbox, people, privacy, requests, retention
from storage.db import Database
from storage.inbox import NewEvent
from storage.models import table_of
from storage.models_outbox import Outbox
from storage.people import Address
from storage.requests import Move, RequestView
from tests.handoff.channels import real_channels
from tests.storage.people import FIELDS, NOW, VAULT, conversation, later, new_request

NIGHT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # 23:00 in Riyadh
MORNING = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
HINT = "لديك جديد لدى الجمعية"


class PlainWords:
    def news(self, summary: Summary) -> tuple[str, tuple[Button, ...]]:
        words = f"{summary.reference} {summary.status} {summary.message or ''} {' '.join(summary.missing)}"
        return words, tuple(Button(name, f"q:do:{name}:{summary.reference}") for name in summary.may)

    def hint(self, locale: str) -> str:
        return HINT if locale == "ar" else "News"

    def erased(self, locale: str) -> str:
        return "حُذفت" if locale == "ar" else "Erased"


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def notifier(db: Database, tmp_path: Path, clock: Clock) -> Notifier:
    templates = {"whatsapp_cloud": {"news": "request_news"}}
    return Notifier(db, VAULT, real_channels(tmp_path), PlainWords(), now=clock, templates=templates)


async def submit(db: Database, where: int, **changes: Any) -> RequestView:
    new = await new_request(db, where, **changes)
    async with db.transaction() as tx:
        return await Workflow(VAULT).submit(tx, new, NOW)


async def step(db: Database, notifier: Notifier, reference: str, to: str, at: datetime, **more: Any) -> RequestView:
    async with db.transaction() as tx:
        moved = await requests.move(tx, VAULT, reference, Move(to, **more), requests.SYSTEM, at)
        await notifier.announce(tx, moved, at)
    return moved


async def run(notifier: Notifier, clock: Clock, at: datetime) -> None:
    clock.now = at
    while await notifier.once():
        pass


async def sent(db: Database) -> list[Any]:
    """(channel, address, purpose, state, text), in order."""
    sql = """SELECT o.channel, o.address, o.purpose, o.state, m.text, m.author, o.id FROM outbox o
             JOIN message m ON m.conversation_id = o.conversation_id AND m.seq = o.message_seq ORDER BY o.id"""
    async with db.read() as tx:
        return list(await tx.execute(text(sql)))


async def ended(db: Database, state: str) -> None:
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE outbox SET state = :s WHERE state = 'pending'"), {"s": state})


async def notices(db: Database) -> dict[str, int]:
    async with db.read() as tx:
        return await notifications.counts(tx)


async def identity(db: Database, where: int) -> int:
    async with db.read() as tx:
        contact = await contacts.of_conversation(tx, where)
    assert contact
    return contact.identity_id


async def channels_told(db: Database) -> list[str]:
    return [row.channel for row in await sent(db)]


async def test_a_step_is_told_once_in_the_words_of_that_step(db: Database, notifier: Notifier, clock: Clock) -> None:
    request = await submit(db, await conversation(db, channel="telegram"))
    moved = await step(db, notifier, request.reference, "incomplete", NOW, reason="ينقص العقد", missing=("documents",))
    async with db.transaction() as tx:
        await notifier.announce(tx, moved, NOW)
    await run(notifier, clock, NOW)
    [row] = await sent(db)
    assert (row.channel, row.author, row.purpose) == ("telegram", "system", "service")
    assert row.text.split() == [request.reference, "incomplete", "ينقص", "العقد", "documents"]


async def test_many_at_once_tell_each_step_once(db: Database, notifier: Notifier, clock: Clock) -> None:
    where = await conversation(db, channel="telegram")
    made = [await submit(db, where) for _ in range(4)]
    for request in made:
        await step(db, notifier, request.reference, "verifying", NIGHT)
    clock.now = MORNING
    await asyncio.gather(*(notifier.once() for _ in range(12)))
    told = [row.text.split()[0] for row in await sent(db)]
    assert sorted(told) == sorted(r.reference for r in made)


async def test_a_step_that_is_undone_is_not_told(db: Database, notifier: Notifier) -> None:
    request = await submit(db, await conversation(db))
    with pytest.raises(RuntimeError):
        async with db.transaction() as tx:
            moved = await requests.move(tx, VAULT, request.reference, Move("verifying"), requests.SYSTEM, NOW)
            await notifier.announce(tx, moved, NOW)
            raise RuntimeError
    assert await sent(db) == []
    assert await notices(db) == {}


async def test_nobody_is_disturbed_at_night_but_the_page_may_show_it(
    db: Database, notifier: Notifier, clock: Clock
) -> None:
    on_telegram = await submit(db, await conversation(db, channel="telegram"))
    on_page = await submit(db, await conversation(db, channel="webchat"), fields={})
    await step(db, notifier, on_telegram.reference, "verifying", NIGHT)
    await step(db, notifier, on_page.reference, "verifying", NIGHT)
    assert await channels_told(db) == ["webchat"]
    await run(notifier, clock, MORNING - timedelta(seconds=1))
    assert await channels_told(db) == ["webchat"]
    await run(notifier, clock, MORNING)
    assert await channels_told(db) == ["webchat", "telegram"]


async def test_a_night_notice_does_not_hold_up_the_bots_answers(db: Database, notifier: Notifier) -> None:
    request = await submit(db, await conversation(db, channel="telegram"))
    await step(db, notifier, request.reference, "verifying", NIGHT)
    async with db.transaction() as tx:
        assert await outbox.claim(tx, "w", NIGHT, limit=10, lease=timedelta(seconds=30)) == []
    assert await sent(db) == [], "nothing stands in the conversation before its time"


async def test_outside_the_window_only_a_template_goes_out_and_without_the_case(
    db: Database, notifier: Notifier
) -> None:
    request = await submit(db, await conversation(db, channel="whatsapp_cloud", address="966551234567"))
    await step(db, notifier, request.reference, "under_review", NOW + timedelta(hours=23))
    await step(db, notifier, request.reference, "rejected", NOW + timedelta(hours=24), reason="سبب خاص")
    async with db.read() as tx:
        bodies = [r.body for r in await tx.execute(text("SELECT body FROM outbox ORDER BY id"))]
    free, template = (str(b) for b in bodies)
    assert "under_review" in free
    assert "request_news" in template
    assert "سبب خاص" not in template
    assert "rejected" not in template


async def test_without_a_template_the_closed_window_leads_to_a_text_message(
    db: Database, tmp_path: Path, clock: Clock
) -> None:
    notifier = Notifier(db, VAULT, real_channels(tmp_path), PlainWords(), now=clock)
    request = await submit(db, await conversation(db, channel="whatsapp_cloud", address="966551234567"))
    await step(db, notifier, request.reference, "verifying", NOW + timedelta(hours=25))
    [row] = await sent(db)
    assert (row.channel, row.address, row.text) == ("twilio_sms", FIELDS["mobile"], HINT)


@pytest.mark.parametrize("fate", ["failed", "dropped"])
async def test_what_failed_goes_the_next_way_and_ends_there(
    db: Database, notifier: Notifier, clock: Clock, fate: str
) -> None:
    request = await submit(db, await conversation(db, channel="telegram"))
    await step(db, notifier, request.reference, "verifying", NOW)
    await ended(db, fate)
    await run(notifier, clock, later(11))
    assert await channels_told(db) == ["telegram", "twilio_sms"]
    await ended(db, fate)
    await run(notifier, clock, later(22))
    assert await channels_told(db) == ["telegram", "twilio_sms"]
    assert await notices(db) == {"given_up": 1}


@pytest.mark.parametrize("fate", ["sent", "unknown"])
async def test_what_may_have_come_is_never_told_again(
    db: Database, notifier: Notifier, clock: Clock, fate: str
) -> None:
    request = await submit(db, await conversation(db, channel="telegram"))
    await step(db, notifier, request.reference, "verifying", NOW)
    await ended(db, fate)
    await run(notifier, clock, later(600))
    assert await channels_told(db) == ["telegram"]
    assert await notices(db) == {"done": 1}


async def test_what_still_waits_is_watched_on(db: Database, notifier: Notifier, clock: Clock) -> None:
    request = await submit(db, await conversation(db, channel="telegram"))
    await step(db, notifier, request.reference, "verifying", NOW)
    await run(notifier, clock, later(11))
    assert (await channels_told(db), await notices(db)) == (["telegram"], {"sent": 1})


@pytest.mark.parametrize(("came_back", "told"), [(True, ["webchat"]), (False, ["webchat", "twilio_sms"])])
async def test_news_on_the_page_that_nobody_came_to_see_is_hinted_at_by_text_message(
    db: Database, notifier: Notifier, clock: Clock, came_back: bool, told: list[str]
) -> None:
    request = await submit(db, await conversation(db, channel="webchat", address="session-1"))
    await step(db, notifier, request.reference, "verifying", later(1))
    if came_back:
        await conversation(db, channel="webchat", address="session-1", at=later(30))
    await run(notifier, clock, later(70))
    assert await channels_told(db) == told
    rows = await sent(db)
    assert request.reference in rows[0].text
    assert all(r.text == HINT for r in rows[1:])


async def test_who_said_stop_is_not_written_to_there(db: Database, notifier: Notifier) -> None:
    where = await conversation(db, channel="telegram")
    request = await submit(db, where)
    async with db.transaction() as tx:
        await people.set_opted_out(tx, await identity(db, where), True, NOW)
    await step(db, notifier, request.reference, "verifying", NOW)
    assert await channels_told(db) == ["twilio_sms"]


async def test_who_said_stop_everywhere_is_left_alone(db: Database, notifier: Notifier, tmp_path: Path) -> None:
    where = await conversation(db, channel="telegram")
    account = real_channels(tmp_path)["twilio_sms"].account
    by_text = await conversation(db, channel="twilio_sms", account=account, address=FIELDS["mobile"])
    request = await submit(db, where)
    async with db.transaction() as tx:
        for one in (where, by_text):
            await people.set_opted_out(tx, await identity_in(tx, one), True, NOW)
    await step(db, notifier, request.reference, "verifying", NOW)
    assert await sent(db) == []
    assert await notices(db) == {"given_up": 1}


async def identity_in(tx: Any, where: int) -> int:
    contact = await contacts.of_conversation(tx, where)
    assert contact
    return contact.identity_id


async def test_a_stop_that_comes_while_news_wait_to_be_sent_holds(db: Database, notifier: Notifier) -> None:
    where = await conversation(db, channel="telegram")
    request = await submit(db, where)
    await step(db, notifier, request.reference, "verifying", NOW)
    async with db.transaction() as tx:
        await people.set_opted_out(tx, await identity_in(tx, where), True, NOW)
    async with db.transaction() as tx:
        assert await outbox.claim(tx, "w", later(), limit=10, lease=timedelta(seconds=30)) == []
    assert [row.state for row in await sent(db)] == ["dropped"]


async def test_the_channel_used_last_is_told_unless_another_is_preferred(db: Database, notifier: Notifier) -> None:
    first = await conversation(db, channel="telegram", at=NOW)
    await verified(db, first)
    second = await conversation(db, channel="webchat", address="s", at=later(5))
    await verified(db, second)
    request = await submit(db, first)
    await step(db, notifier, request.reference, "verifying", later(10))
    async with db.transaction() as tx:
        await contacts.prefer(tx, request.person_id, "telegram", later(11))
    await step(db, notifier, request.reference, "under_review", later(12))
    assert await channels_told(db) == ["webchat", "telegram"]


async def verified(db: Database, where: int) -> None:
    async with db.transaction() as tx:
        await links.prove(tx, VAULT, await identity_in(tx, where), FIELDS["mobile"], "otp", NOW)


async def test_news_after_a_closed_conversation_begin_a_new_one(db: Database, notifier: Notifier) -> None:
    where = await conversation(db, channel="telegram")
    request = await submit(db, where)
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE conversation SET owner = 'closed'"))
    await step(db, notifier, request.reference, "verifying", NOW)
    async with db.read() as tx:
        rows: Sequence[Any] = (await tx.execute(text("SELECT conversation_id FROM outbox"))).scalars().all()
    assert len(rows) == 1
    assert rows[0] != where


async def test_a_person_keeps_writing_while_news_come_in(db: Database, notifier: Notifier) -> None:
    where = await conversation(db, channel="telegram", address="7")
    request = await submit(db, where)

    async def write() -> None:
        for n in range(5):
            event = NewEvent(Address("telegram", "1", "7"), f"w{n}", "text", "سؤال", {}, NOW)
            async with db.transaction() as tx:
                await inbox.record(tx, [event], NOW)

    async def tell(n: int) -> None:
        one = await submit(db, where)
        await step(db, notifier, one.reference, "verifying", NOW)

    await asyncio.gather(write(), *(tell(n) for n in range(5)))
    async with db.read() as tx:
        seqs = (await tx.execute(text("SELECT seq FROM message ORDER BY seq"))).scalars().all()
    assert list(seqs) == list(range(1, 12))
    assert request.status == "submitted"


@pytest.mark.parametrize(
    ("channel", "after", "said"),
    [("telegram", 1, True), ("whatsapp_cloud", 1, True), ("whatsapp_cloud", 30, False), ("webchat", 1, False)],
)
async def test_a_last_word_keeps_its_address_only_until_it_has_left(
    db: Database, notifier: Notifier, channel: str, after: int, said: bool
) -> None:
    where, now = await conversation(db, channel=channel, address="966551230001"), NOW + timedelta(hours=after)
    request = await submit(db, where, type="erasure")
    async with db.transaction() as tx:
        last = await notifier.farewell(tx, request, now)
        await privacy.erase(tx, VAULT, request.person_id, now, again=True, spare=last)
    assert [(row.address, row.state) for row in await sent(db)] == ([("966551230001", "pending")] if said else [])
    due, forget = retention.KINDS[retention.FAREWELLS]
    async with db.transaction() as tx:
        assert (await forget(tx, now - timedelta(days=1))).count == 0, "it is still on its way"
        assert (await forget(tx, now + timedelta(minutes=1))).count == said
        assert await retention.count(tx, due(now)) == 0
    assert [(row.address, row.state) for row in await sent(db)] == ([("", "dropped")] if said else [])


async def test_a_last_word_waits_for_the_morning(db: Database, notifier: Notifier) -> None:
    night = NOW.replace(hour=22)  # one o'clock in Riyadh
    request = await submit(db, await conversation(db, at=night), type="erasure")
    async with db.transaction() as tx:
        [last] = await notifier.farewell(tx, request, night)
        rows = table_of(Outbox)
        at = (await tx.execute(select(rows.c.next_at).where(rows.c.id == last))).scalar_one()
    assert night < at <= night + timedelta(hours=9)
