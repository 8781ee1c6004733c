import asyncio
from datetime import timedelta

from sqlalchemy import text

from storage import console_events, conversations, inbox, outgoing, ownership, turns
from storage.console_events import Batch, Cursor, Event
from storage.conversations import NewMessage, NewPiece, Owner, Settled
from storage.db import Database, Transaction
from storage.hints import CONSOLE
from storage.inbox import NewEvent
from storage.people import Address
from tests.storage.people import NOW, colleague, conversation, later
from tests.waiting import until

LEASE = timedelta(seconds=30)
_BEGUN = text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")


def event(number: int) -> Event:
    return Event("conversation", {"id": number})


async def told(db: Database, cursor: Cursor) -> list[tuple[str, dict[str, object]]]:
    """All that follows, once nothing older runs: PostgreSQL counts the transactions of its other databases too."""

    async def whole() -> Batch | None:
        async with db.read() as tx:
            batch = await console_events.after(tx, cursor)
        return None if batch.early else batch

    return [(n.event.kind, dict(n.event.data)) for n in (await until(whole)).events]


async def here(db: Database) -> Cursor:
    """The end, once it stands behind all that was committed before."""

    async def behind_all() -> Cursor | None:
        async with db.read() as tx:
            begun = 0 if db.is_sqlite else (await tx.execute(_BEGUN)).scalar_one()
            cursor = await console_events.end(tx)
        return cursor if db.is_sqlite or cursor.xid >= begun else None

    return await until(behind_all)


async def note(db: Database, *numbers: int, minutes: int = 0) -> None:
    async with db.transaction() as tx:
        await console_events.note(tx, [event(n) for n in numbers], later(minutes))


async def test_a_reader_sees_every_event_once_and_in_order(db: Database) -> None:
    start = await here(db)
    await note(db, 1, 2)
    await note(db, 3)
    assert len(await told(db, start)) == 3
    async with db.read() as tx:
        first = await console_events.after(tx, start, limit=2)
        rest = await console_events.after(tx, first.events[-1].cursor)
        assert (await console_events.after(tx, rest.events[-1].cursor)).events == ()
    assert [n.event.data["id"] for n in (*first.events, *rest.events)] == [1, 2, 3]


async def test_who_begins_now_is_not_told_of_what_they_see_already(db: Database) -> None:
    await note(db, 1)
    start = await here(db)
    assert await told(db, start) == []
    await note(db, 2)
    assert await told(db, start) == [("conversation", {"id": 2})]


async def test_an_event_committed_late_is_not_lost_behind_a_younger_one(db: Database) -> None:
    """Ids are handed out before the commit: the older transaction commits last, and must still be read. The younger is
    known meanwhile, but is no place to go on from.
    """
    if db.is_sqlite:  # one writer: the second transaction waits for the first
        start = await here(db)
        await note(db, 1)
        await note(db, 2)
        assert len(await told(db, start)) == 2
        return
    start, wrote, go_on = await here(db), asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        async with db.transaction() as tx:
            await console_events.note(tx, [event(1)], NOW)
            wrote.set()
            await go_on.wait()

    slow = asyncio.create_task(slowly())
    await wrote.wait()
    await note(db, 2)
    async with db.read() as tx:
        early = await console_events.after(tx, start)
    assert early.events == ()
    assert [n.event for n in early.early] == [event(2)]
    go_on.set()
    await slow
    assert await told(db, start) == [("conversation", {"id": 1}), ("conversation", {"id": 2})]


async def test_what_is_rolled_back_is_told_to_nobody(db: Database) -> None:
    start, hints = await here(db), list[frozenset[str]]()
    db.on_commit = hints.append
    try:
        async with db.transaction() as tx:
            await console_events.note(tx, [event(1)], NOW)
            raise RuntimeError
    except RuntimeError:
        pass
    async with db.transaction() as tx:
        await tx.execute(text("SELECT 1"))
    assert (await told(db, start), hints) == ([], [])
    await note(db, 2)
    assert hints == [frozenset({CONSOLE})]


async def test_pruning_remembers_how_far_it_went(db: Database) -> None:
    start = await here(db)
    await note(db, 1, minutes=0)
    await note(db, 2, minutes=10)
    async with db.transaction() as tx:
        assert await console_events.prune(tx, later(5), later(20)) == 1
        assert await console_events.prune(tx, later(5), later(20)) == 0
        pruned = await console_events.pruned(tx)
    assert pruned > start, "whoever stands before it has missed something"
    assert await told(db, start) == [("conversation", {"id": 2})]


async def test_numbers_are_never_used_again_after_all_was_pruned(db: Database) -> None:
    await note(db, 1)
    seen = await here(db)
    async with db.transaction() as tx:
        await console_events.prune(tx, later(5), later(5))
    await note(db, 2)
    assert await told(db, seen) == [("conversation", {"id": 2})]


async def test_rows_of_another_server_do_not_stand_in_the_way(db: Database) -> None:
    if not db.is_sqlite:
        async with db.transaction() as tx:
            row = "INSERT INTO console_event (xid, kind, data, at) VALUES (4611686018427387904, 'queue', '{}', now())"
            await tx.execute(text(row))
        async with db.transaction() as tx:
            assert await console_events.forget_elsewhere(tx) == 1
    await note(db, 1)
    async with db.transaction() as tx:
        assert await console_events.forget_elsewhere(tx) == 0


def test_only_our_own_cursors_are_read() -> None:
    assert Cursor.read("12.345") == Cursor(12, 345)
    for strange in ("", "12", "1.2.3", "-1.2", "١.٢", "1.x", "9" * 19 + ".1"):
        assert Cursor.read(strange) is None


async def settled(tx: Transaction, *, owner: Owner | None = None, silent: bool = False) -> None:
    [taken] = await conversations.claim(tx, "w", NOW, limit=1, lease=LEASE)
    done = tuple(p.inbox_id for p in taken.pending)
    said = () if silent else (NewMessage("bot", "جواب", (NewPiece({"text": "جواب"}),)),)
    await turns.settle(tx, "w", [Settled(taken, {}, done, said, owner)], NOW)


async def test_what_somebody_says_is_told_as_it_comes_and_a_turn_of_what_it_made_of_it(db: Database) -> None:
    start = await here(db)
    where = await conversation(db)
    about = {"conversation_id": where}
    heard = [("message", about | {"seq": 1, "author": "visitor"})]
    assert await told(db, start) == heard, "before the bot has thought about it"
    async with db.transaction() as tx:
        await settled(tx, owner=Owner("queued", "request_human"))
    made = [("message", about | {"seq": 2, "author": "bot"}), ("conversation", {"id": where}), ("queue", {})]
    made.append(("alert", {"conversation_id": where, "kind": "queue"}))
    assert await told(db, start) == heard + made


async def test_what_comes_again_is_told_once(db: Database) -> None:
    start = await here(db)
    again = NewEvent(Address("telegram", "1", "9"), "m9", "text", "مرة", {}, NOW)
    for _ in range(2):
        async with db.transaction() as tx:
            await inbox.record(tx, [again, again], NOW)
    assert len(await told(db, start)) == 1


async def test_a_turn_without_a_word_tells_that_something_may_have_changed(db: Database) -> None:
    where = await conversation(db)
    start = await here(db)
    async with db.transaction() as tx:
        await settled(tx, silent=True)
    assert await told(db, start) == [("conversation", {"id": where})]


async def test_what_staff_say_and_who_has_a_conversation_is_told(db: Database) -> None:
    where, staff_id = await conversation(db), await colleague(db)
    async with db.transaction() as tx:
        await settled(tx)
    start = await here(db)
    async with db.transaction() as tx:
        await ownership.claim(tx, where, staff_id, NOW)
        await outgoing.post(tx, where, NewMessage("staff", "أهلًا", (NewPiece({"text": "أهلًا"}),)), NOW)
    kinds = [kind for kind, _ in await told(db, start)]
    assert kinds == ["conversation", "queue", "message"]
