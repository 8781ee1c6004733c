from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from storage import conversations, inbox, messages, migrations
from storage.db import Database
from storage.inbox import NewAttachment, NewEvent
from storage.people import Address

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def address(phone: str, *aliases: str) -> Address:
    return Address("whatsapp_cloud", "1", phone, aliases)


def event(key: str, sender: Address = address("966550000001"), said: str = "السلام عليكم", **more: Any) -> NewEvent:
    return replace(NewEvent(sender, key, "text", said, {"text": said}, NOW), **more)


async def store(db: Database, *events: NewEvent) -> list[inbox.Recorded]:
    async with db.transaction() as tx:
        return await inbox.record(tx, events, NOW)


async def test_a_redelivery_has_no_effect_and_gets_the_same_answer(db: Database) -> None:
    [first] = await store(db, event("a"))
    [again] = await store(db, event("a", said="غير ذلك"))
    assert (again.conversation_id, again.seq, again.fresh) == (first.conversation_id, first.seq, False)
    async with db.read() as tx:
        assert (await tx.execute(text("SELECT text FROM message"))).scalars().all() == ["السلام عليكم"]


async def test_the_same_event_twice_in_one_batch_is_one_message(db: Database) -> None:
    first, second = await store(db, event("a"), event("a"))
    assert (first.fresh, second.fresh, first.seq) == (True, False, second.seq)


async def test_an_album_from_a_new_contact_opens_one_conversation_in_order(db: Database) -> None:
    recorded = await store(db, *(event(f"photo-{n}") for n in range(10)))
    assert len({r.conversation_id for r in recorded}) == 1
    assert [r.seq for r in recorded] == list(range(1, 11))


async def test_a_business_scoped_id_alone_is_served_where_its_phone_was(db: Database) -> None:
    [with_phone] = await store(db, event("a", sender=address("966550000001", "US.77")))
    [id_alone] = await store(db, event("b", sender=address("US.77")))
    [other_phone] = await store(db, event("c", sender=address("966550000002", "US.77")))
    assert id_alone.conversation_id == with_phone.conversation_id
    assert other_phone.conversation_id != with_phone.conversation_id, "a phone routes to itself: nothing is merged"


async def test_the_window_counts_from_the_latest_provider_time(db: Database) -> None:
    await store(db, event("a", at=NOW), event("b", at=NOW - timedelta(hours=3)))
    await store(db, event("c", at=NOW - timedelta(hours=1)))
    async with db.read() as tx:
        [window] = (await tx.execute(text("SELECT window_from FROM identity"))).scalars().all()
    assert str(window).startswith("2026-11-23 09:00:00")


async def test_attachments_wait_for_their_own_job(db: Database) -> None:
    [placed] = await store(db, event("a", kind="media", attachments=(NewAttachment("image", "media-1"),)))
    async with db.read() as tx:
        row = (await tx.execute(text("SELECT state, source, message_seq FROM attachment"))).one()
    assert tuple(row) == ("pending", "media-1", placed.seq)


async def test_claimed_conversations_carry_their_pending_events_in_order(db: Database) -> None:
    await store(db, event("a", said="أولا"), event("x", sender=address("966550000009")), event("b", said="ثانيا"))
    async with db.transaction() as tx:
        claimed = await conversations.claim(tx, "w1", NOW, limit=10, lease=timedelta(seconds=30))
        assert await conversations.claim(tx, "w2", NOW, limit=10, lease=timedelta(seconds=30)) == []
    texts = {c.address: [p.payload["text"] for p in c.pending] for c in claimed}
    assert texts == {"966550000001": ["أولا", "ثانيا"], "966550000009": ["السلام عليكم"]}


async def test_the_migrations_make_exactly_the_models(db: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from storage.models import Base

    async with db.read() as tx:
        differences = await tx.run_sync(lambda c: compare_metadata(MigrationContext.configure(c), Base.metadata))
    assert differences == []
    await migrations.require_head(db)


async def test_after_a_closed_conversation_numbers_rise_on_and_what_was_kept_is_kept(db: Database) -> None:
    [first] = await store(db, event("a"))
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE conversation SET owner = 'closed', state = '{\"sealed\": \"x\"}'"))
    [again] = await store(db, event("b", said="رجعت لكم"))
    assert again.conversation_id != first.conversation_id
    assert again.seq == first.seq + 1
    async with db.read() as tx:
        shown = await messages.after(tx, address("966550000001").key, 0)
    assert [m.text for m in shown] == ["السلام عليكم", "رجعت لكم"]
