from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from storage import conversations, inbox, outbox, receipts, turns
from storage.conversations import Claimed, NewMessage, NewPiece, Owner, Settled
from storage.db import Database
from storage.inbox import NewEvent
from storage.outbox import Outcome
from storage.people import Address
from storage.receipts import NewStatus

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=30)


async def say(db: Database, *keys: str, sender: str = "966550000001") -> None:
    events = [NewEvent(Address("telegram", "1", sender), key, "text", key, {"text": key}, NOW) for key in keys]
    async with db.transaction() as tx:
        await inbox.record(tx, events, NOW)


async def claim(db: Database, worker: str = "w", now: datetime = NOW) -> list[Claimed]:
    async with db.transaction() as tx:
        return await conversations.claim(tx, worker, now, limit=10, lease=LEASE)


def answer(claimed: Claimed, *texts: str, owner: Owner | None = None) -> Settled:
    messages = tuple(NewMessage("bot", t, (NewPiece({"text": t}),)) for t in texts)
    return Settled(claimed, {"misses": 0}, tuple(p.inbox_id for p in claimed.pending), messages, owner)


async def settle(db: Database, *settled: Settled, worker: str = "w") -> set[int]:
    async with db.transaction() as tx:
        return await turns.settle(tx, worker, settled, NOW)


async def due(db: Database, now: datetime = NOW) -> list[outbox.Due]:
    async with db.transaction() as tx:
        return await outbox.claim(tx, "w", now, limit=10, lease=LEASE)


async def states(db: Database) -> list[str]:
    async with db.read() as tx:
        return list((await tx.execute(text("SELECT state FROM outbox ORDER BY id"))).scalars())


async def test_a_turn_is_done_once_and_its_answer_is_due(db: Database) -> None:
    await say(db, "a")
    [claimed] = await claim(db)
    assert await settle(db, answer(claimed, "جواب")) == {claimed.id}
    assert await claim(db) == []
    assert [d.body for d in await due(db)] == [{"text": "جواب"}]


async def test_a_worker_that_lost_its_lease_changes_nothing(db: Database) -> None:
    await say(db, "a")
    [late] = await claim(db, "slow")
    [taken] = await claim(db, "quick", NOW + LEASE + timedelta(seconds=1))
    assert await settle(db, answer(late, "متأخر"), worker="slow") == set()
    assert await settle(db, answer(taken, "جواب"), worker="quick") == {taken.id}
    assert [d.body["text"] for d in await due(db)] == ["جواب"]


async def test_a_message_that_came_during_the_turn_keeps_the_conversation_due(db: Database) -> None:
    await say(db, "a")
    [claimed] = await claim(db)
    await say(db, "b")
    await settle(db, answer(claimed, "جواب"))
    [again] = await claim(db)
    assert [p.payload["text"] for p in again.pending] == ["b"]


async def test_nothing_from_the_bot_after_a_person_took_over_during_the_turn(db: Database) -> None:
    await say(db, "a")
    [claimed] = await claim(db)
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE conversation SET owner = 'staff', epoch = epoch + 1"))
    assert await settle(db, answer(claimed, "جواب")) == set()
    assert await states(db) == []
    [again] = await claim(db)
    assert (again.owner, len(again.pending)) == ("staff", 1)


async def test_a_bot_reply_already_queued_is_dropped_when_a_person_takes_over(db: Database) -> None:
    await say(db, "a")
    [claimed] = await claim(db)
    await settle(db, answer(claimed, "جواب"))
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE conversation SET owner = 'staff', epoch = epoch + 1"))
    assert await due(db) == []
    assert await states(db) == ["dropped"]


async def test_the_hand_off_message_itself_still_goes_out(db: Database) -> None:
    await say(db, "a")
    [claimed] = await claim(db)
    await settle(db, answer(claimed, "حوّلناك", owner=Owner("queued", "request_human")))
    assert [d.body["text"] for d in await due(db)] == ["حوّلناك"]


async def test_an_answer_still_waiting_survives_the_bots_own_hand_off(db: Database) -> None:
    await say(db, "a")
    [first] = await claim(db)
    await settle(db, answer(first, "جواب"))
    await say(db, "b")
    [second] = await claim(db)
    await settle(db, answer(second, "حوّلناك", owner=Owner("queued", "request_human")))
    assert [d.body["text"] for d in await due(db)] == ["جواب"]
    assert await states(db) == ["sending", "pending"]


async def test_one_message_of_a_conversation_is_in_flight_at_a_time(db: Database) -> None:
    await say(db, "a")
    [claimed] = await claim(db)
    await settle(db, answer(claimed, "١", "٢"))
    [first] = await due(db)
    assert await due(db) == []
    async with db.transaction() as tx:
        await outbox.record(tx, [Outcome(first, "sent", NOW, "p1", "queued", 1)])
    assert [d.body["text"] for d in await due(db)] == ["٢"]


async def test_a_message_put_off_before_its_call_was_not_attempted(db: Database) -> None:
    await say(db, "a")
    [claimed] = await claim(db)
    await settle(db, answer(claimed, "جواب"))
    [first] = await due(db)
    later = NOW + timedelta(seconds=2)
    async with db.transaction() as tx:
        await outbox.record(tx, [Outcome(first, "deferred", NOW, next_at=later)])
    assert await due(db) == []
    [again] = await due(db, later)
    assert (again.id, again.attempt) == (first.id, 1)


async def sent(db: Database, provider_id: str = "p1") -> outbox.Due:
    await say(db, "a")
    [claimed] = await claim(db)
    await settle(db, answer(claimed, "جواب"))
    [first] = await due(db)
    async with db.transaction() as tx:
        await outbox.record(tx, [Outcome(first, "sent", NOW, provider_id, "queued", 1)])
    return first


async def status(db: Database, name: str, rank: int, provider_id: str = "p1", own: int | None = None) -> None:
    async with db.transaction() as tx:
        await receipts.apply_statuses(tx, [NewStatus("telegram", "1", provider_id, name, rank, NOW, own)], NOW)


async def shown(db: Database) -> tuple[str, str, str]:
    async with db.read() as tx:
        row = (await tx.execute(text("SELECT state, status, provider_id FROM outbox"))).one()
    return (row.state, row.status, row.provider_id)


async def test_read_then_delivered_then_sent_ends_read(db: Database) -> None:
    await sent(db)
    for name, rank in (("read", 5), ("delivered", 4), ("sent", 2)):
        await status(db, name, rank)
    assert await shown(db) == ("sent", "read", "p1")


async def test_a_status_before_the_send_was_recorded_is_not_lost(db: Database) -> None:
    await status(db, "delivered", 4, "p9")
    await sent(db, "p9")
    assert await shown(db) == ("sent", "delivered", "p9")


async def test_a_callback_with_our_id_settles_a_send_of_unknown_fate(db: Database) -> None:
    await say(db, "a")
    [claimed] = await claim(db)
    await settle(db, answer(claimed, "جواب"))
    [first] = await due(db)
    async with db.transaction() as tx:
        assert await outbox.expire(tx, NOW + LEASE + timedelta(seconds=1)) == 1
    assert await states(db) == ["unknown"]
    assert await due(db) == [], "never sent again blindly"
    await status(db, "delivered", 4, "p7", first.id)
    assert await shown(db) == ("sent", "delivered", "p7")


async def test_a_late_failure_remembers_that_the_recipient_cannot_be_reached(db: Database) -> None:
    await sent(db)
    failed = NewStatus("telegram", "1", "p1", "failed", 3, NOW, error_code="21610", error_reason="opted_out")
    async with db.transaction() as tx:
        await receipts.apply_statuses(tx, [failed], NOW)
        rows = (await tx.execute(text("SELECT block_reason FROM identity"))).scalars().all()
    assert rows == ["opted_out"]


async def test_another_channels_callback_with_our_id_changes_nothing(db: Database) -> None:
    first = await sent(db)
    async with db.transaction() as tx:
        await receipts.apply_statuses(tx, [NewStatus("twilio_sms", "1", "zz", "failed", 3, NOW, first.id)], NOW)
    assert await shown(db) == ("sent", "queued", "p1")
