"""A worker that comes late changes nothing that others have settled since, and still tells what it alone knows."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from storage import attachments, conversations, outbox, unknowns
from storage.db import Database
from storage.inbox import NewAttachment
from storage.outbox import Due, Outcome
from tests.storage.test_turns import LEASE, NOW, answer, claim, due, say, settle, states


async def begun(db: Database) -> Due:
    """A send in a worker's hands."""
    await say(db, "a")
    [claimed] = await claim(db)
    await settle(db, answer(claimed, "جواب"))
    [first] = await due(db)
    return first


async def record(db: Database, *outcomes: Outcome) -> None:
    async with db.transaction() as tx:
        await outbox.record(tx, outcomes)


async def expired(db: Database) -> None:
    async with db.transaction() as tx:
        await outbox.expire(tx, NOW + LEASE + timedelta(seconds=1))


async def begun_again(db: Database, first: Due) -> Due:
    """The same message in other hands: its fate was unknown, and the provider did not know it."""
    await expired(db)
    async with db.transaction() as tx:
        await unknowns.resolve(tx, first.id, None, NOW)
    [second] = await due(db)
    assert (second.id, second.attempt) == (first.id, 2)
    return second


async def test_an_earlier_attempt_cannot_take_a_message_out_of_other_hands(db: Database) -> None:
    first = await begun(db)
    second = await begun_again(db, first)
    for late in ("retry", "failed", "unknown"):
        await record(db, Outcome(first, late, NOW, next_at=NOW if late == "retry" else None))
        assert await states(db) == ["sending"], late
    await record(db, Outcome(second, "sent", NOW, "p2"))
    assert await states(db) == ["sent"]


async def test_a_send_thought_interrupted_that_surely_was_not_made_is_due_again(db: Database) -> None:
    first = await begun(db)
    await expired(db)
    assert await states(db) == ["unknown"]
    await record(db, Outcome(first, "retry", NOW, next_at=NOW))
    assert [d.attempt for d in await due(db)] == [2]


async def test_a_late_word_that_it_was_sent_settles_an_unknown(db: Database) -> None:
    first = await begun(db)
    second = await begun_again(db, first)
    await record(db, Outcome(second, "unknown", NOW))
    await record(db, Outcome(first, "sent", NOW, "p1"))
    assert await states(db) == ["sent"]


async def test_an_outcome_written_twice_counts_once(db: Database) -> None:
    first = await begun(db)
    put_off = Outcome(first, "deferred", NOW, next_at=NOW + timedelta(minutes=1))
    await record(db, put_off)
    await record(db, put_off)
    assert [d.attempt for d in await due(db, NOW + timedelta(minutes=2))] == [1], "no call was made, none is counted"


async def test_the_only_process_takes_over_what_a_dead_one_held(db: Database) -> None:
    await begun(db)
    await say(db, "b", sender="966550000002")
    await claim(db, "dead")
    async with db.transaction() as tx:
        await conversations.free_all(tx)
        await attachments.free_all(tx)
        assert await outbox.expire(tx, NOW, everyone=True) == 1
    assert await states(db) == ["unknown"]
    assert [c.address for c in await claim(db, "alive")] == ["966550000002"]


async def test_a_leased_file_is_free_again_when_its_process_is_dead(db: Database) -> None:
    from tests.storage.test_inbox import event, store

    await store(db, replace(event("a"), attachments=(NewAttachment("image", "m1"),)))
    async with db.transaction() as tx:
        assert len(await attachments.claim(tx, NOW, limit=9, lease=LEASE)) == 1
        assert await attachments.claim(tx, NOW, limit=9, lease=LEASE) == []
        await attachments.free_all(tx)
        assert len(await attachments.claim(tx, NOW, limit=9, lease=LEASE)) == 1


async def test_errors_of_the_database_do_not_tell_what_people_wrote(db: Database) -> None:
    words = "رقم هويتي 1098765432"
    try:
        async with db.transaction() as tx:
            await tx.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": words})
    except Exception as error:
        assert words not in str(error)
    else:
        raise AssertionError("there is no such table")
