import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from storage import escalations, ownership, presence
from storage.db import Database
from storage.models import table_of
from storage.models_desk import ConsoleEvent
from tests.handoff.desks import OPEN, Office, office

URGENT = 100


@pytest.fixture
def desk(db: Database, tmp_path: Path) -> Office:
    return office(db, tmp_path)


async def claim(desk: Office, where: int, who: int) -> None:
    async with desk.db.transaction() as tx:
        await ownership.claim(tx, where, who, desk.now)


async def reply(desk: Office, where: int, who: int) -> None:
    async with desk.db.transaction() as tx:
        await escalations.replied(tx, where, who, desk.now)


async def test_the_backlog_is_drained_when_somebody_comes_most_urgent_and_oldest_first(
    db: Database, tmp_path: Path
) -> None:
    desk = office(db, tmp_path, capacity={"agent": 2})
    old, young, urgent = await desk.calls(), await desk.calls(), await desk.calls(URGENT, "urgent_need")
    await desk.look(1)
    assert [await desk.holder(w) for w in (old, young, urgent)] == [None] * 3
    nora = await desk.comes("نورة")
    await desk.look()
    assert [await desk.holder(w) for w in (urgent, old, young)] == [nora, nora, None], "two at a time"
    assert (await desk.stay(urgent)).assigned_why == {
        "how": "only", "load": 0, "capacity": 2, "distress": 0, "over_limit": False,
    }  # fmt: skip
    assert await desk.audit(urgent) == ["conversation.give"]


async def test_only_who_said_that_they_are_there_is_given_anything(desk: Office) -> None:
    where = await desk.calls()
    await desk.comes("نورة", status="away")
    await desk.comes("لجنة", role="committee")
    await desk.comes("مدير", role="admin")
    await desk.look()
    assert await desk.holder(where) is None
    mona = await desk.comes("منى")
    await desk.look()
    assert await desk.holder(where) == mona


async def test_a_closed_console_is_noticed_within_a_minute(desk: Office) -> None:
    nora = await desk.comes("نورة")
    await desk.look(1)
    where = await desk.calls()
    await desk.look()
    assert await desk.holder(where) is None, "her console was last seen a minute ago"
    async with desk.db.read() as tx:
        [known] = await presence.colleagues(tx, desk.now, [nora])
    assert (known.status, known.chosen) == ("offline", "online")


async def test_many_desks_at_once_give_each_conversation_once_and_nobody_too_much(db: Database, tmp_path: Path) -> None:
    desks = [office(db, tmp_path, capacity={"agent": 2}) for _ in range(3)]
    waiting = [await desks[0].calls() for _ in range(6)]
    staff = [await desks[0].comes(name) for name in ("نورة", "منى")]
    await asyncio.gather(*(d.look() for d in desks))
    held = [await desks[0].holder(w) for w in waiting]
    assert sorted(h for h in held if h) == sorted(staff * 2)
    async with db.read() as tx:
        rows = (await tx.execute(text("SELECT epoch FROM conversation WHERE owner = 'staff'"))).scalars()
        assert set(rows) == {2}, "queued once, given once"


async def test_a_claim_races_the_desk_and_one_of_them_gets_it(desk: Office) -> None:
    where, nora = await desk.calls(), await desk.comes("نورة")
    other = await desk.comes("منى", status="away")

    async def take() -> bool:
        try:
            await claim(desk, where, other)
        except ownership.HeldByAnother:
            return False
        return True

    won, _ = await asyncio.gather(take(), desk.look())
    assert await desk.holder(where) == (other if won else nora)


async def test_clocks_count_working_time(desk: Office) -> None:
    where = await desk.calls()
    await desk.look()
    stay = await desk.stay(where)
    assert stay.first_reply_due_at == OPEN + timedelta(minutes=30)
    assert stay.resolve_due_at and stay.resolve_due_at > OPEN + timedelta(days=1), "two working days"


async def test_a_conversation_without_an_answer_goes_back_to_its_place_and_to_somebody_else(desk: Office) -> None:
    nora = await desk.comes("نورة")
    where = await desk.calls()
    await desk.look()
    assert await desk.holder(where) == nora
    for _ in range(11):
        desk.now += timedelta(minutes=1)
        await desk.still_there("نورة")
        await desk.look()
    stay = await desk.stay(where)
    assert (stay.owner, stay.requeues, stay.passed_by, stay.queued_since) == ("queued", 1, nora, OPEN)
    mona = await desk.comes("منى")
    await desk.still_there("نورة")
    await desk.look()
    assert await desk.holder(where) == mona
    assert await desk.audit(where) == ["conversation.give", "conversation.requeue", "conversation.give"]


async def test_an_answered_conversation_stays_with_who_is_there(desk: Office) -> None:
    nora = await desk.comes("نورة")
    where = await desk.calls()
    await desk.look()
    await reply(desk, where, nora)
    async with desk.db.transaction() as tx:
        await escalations.wrote(tx, [where], desk.now)
    for _ in range(8):
        desk.now += timedelta(minutes=3)
        await desk.still_there("نورة")
        await desk.look()
    assert await desk.holder(where) == nora


async def test_a_break_gives_back_what_waits_and_keeps_what_does_not(desk: Office) -> None:
    nora = await desk.comes("نورة")
    answered, waits = await desk.calls(), await desk.calls()
    await desk.look()
    await reply(desk, answered, nora)
    await desk.comes("نورة", status="break")
    async with desk.db.transaction() as tx:
        await escalations.look_again(tx, nora)
    await desk.look()
    assert (await desk.holder(answered), await desk.holder(waits)) == (nora, None)
    await desk.comes("نورة")
    await desk.look()
    assert await desk.holder(waits) == nora, "she did not fail to answer: she was away"


async def test_a_break_ends_by_itself(desk: Office) -> None:
    nora = await desk.comes("نورة")
    async with desk.db.transaction() as tx:
        await presence.choose(tx, nora, "break", desk.now + timedelta(minutes=1), desk.now)
    where = await desk.calls()
    await desk.look(0.5)
    assert await desk.holder(where) is None
    await desk.still_there("نورة")
    desk.now += timedelta(minutes=0.6)
    await desk.still_there("نورة")
    await desk.look()
    assert await desk.holder(where) == nora


async def test_it_warns_before_a_promise_ends_and_once_when_it_has(desk: Office) -> None:
    where = await desk.calls()
    await desk.look(1)
    assert (await desk.stay(where)).warned_at is None
    await desk.look(22)
    assert (await desk.stay(where)).warned_at == desk.now
    warned = desk.now
    await desk.look(8)
    stay = await desk.stay(where)
    assert (stay.warned_at, stay.breached_at) == (warned, desk.now)
    await desk.look(8)
    assert (await desk.stay(where)).breached_at == stay.breached_at


async def test_consoles_are_alerted_to_who_waits_to_need_and_once_to_a_promise_about_to_end(desk: Office) -> None:
    calm, urgent = await desk.calls(), await desk.calls(100, "urgent_need")
    await desk.look()
    assert await alerts(desk) == [("queue", calm, None), ("urgent", urgent, None)]
    nora = await desk.comes("نورة", capacity=1)
    await desk.look()
    assert await desk.holder(urgent) == nora
    for minutes in (15, 8, 1):
        await desk.still_there("نورة")
        await desk.look(minutes)
    late = [one for one in await alerts(desk) if one[0] == "sla"]
    assert late == [("sla", urgent, nora), ("sla", calm, None)]


async def test_what_goes_back_to_the_queue_is_told_anew(desk: Office) -> None:
    where = await desk.calls()
    nora = await desk.comes("نورة")
    await desk.look()
    assert await desk.holder(where) == nora
    await desk.comes("نورة", status="break")
    await desk.look()
    assert await alerts(desk) == [("queue", where, None)] * 2


async def alerts(desk: Office) -> list[tuple[str, int, int | None]]:
    events = table_of(ConsoleEvent)
    query = select(events.c.data, events.c.staff_id).where(events.c.kind == "alert").order_by(events.c.id)
    async with desk.db.read() as tx:
        return [(row.data["kind"], row.data["conversation_id"], row.staff_id) for row in await tx.execute(query)]


async def test_a_skill_is_asked_for_by_the_reason_of_the_call(db: Database, tmp_path: Path) -> None:
    desk = office(db, tmp_path, skills={"urgent_need": "crisis"})
    await desk.comes("نورة")
    mona = await desk.comes("منى", skills='["crisis"]')
    where = await desk.calls(URGENT, "urgent_need")
    await desk.look()
    assert await desk.holder(where) == mona
    assert ((await desk.stay(where)).assigned_why or {})["how"] == "skill"


async def test_who_waits_is_told_once_and_again_only_when_it_helps(desk: Office) -> None:
    where = await desk.calls(told={"locale": "en", "position": 8, "wait_minutes": None, "opening": None, "times": 0})
    await desk.look(14)
    assert await desk.told(where) == [], "told a moment ago"
    await desk.look(2)
    assert await desk.told(where) == ["en:1:None:None"], "the first of eight by now"
    for _ in range(6):
        await desk.look(16)
    assert len(await desk.told(where)) == 1


async def test_outside_the_hours_they_hear_when_work_begins_and_then_their_place(desk: Office) -> None:
    desk.now = OPEN + timedelta(hours=6, minutes=50)  # 15:50
    where = await desk.calls(told={"locale": "ar", "position": 1, "wait_minutes": None, "opening": None, "times": 0})
    await desk.look(1)
    await desk.look(20)
    assert await desk.told(where) == ["ar:1:None:closed"]
    await desk.look(60 * 5)
    assert len(await desk.told(where)) == 1, "the night is long, and nothing changes in it"
    desk.now = OPEN + timedelta(hours=23, minutes=5)  # 08:05
    await desk.look()
    assert await desk.told(where) == ["ar:1:None:closed", "ar:1:None:None"]


async def test_what_was_put_off_comes_back_and_does_not_count_meanwhile(db: Database, tmp_path: Path) -> None:
    desk = office(db, tmp_path, capacity={"agent": 1})
    nora = await desk.comes("نورة")
    first = await desk.calls()
    await desk.look()
    await reply(desk, first, nora)
    async with desk.db.transaction() as tx:
        await ownership.snooze(tx, first, desk.now + timedelta(minutes=30))
        await escalations.look_again(tx, nora)
    second = await desk.calls()
    await desk.look()
    assert await desk.holder(second) == nora, "there is room while the first is put off"
    await desk.look(31)
    assert (await desk.stay(first)).snoozed_until is None


async def test_conversations_of_before_are_taken_up(desk: Office) -> None:
    where = await desk.calls()
    async with desk.db.transaction() as tx:
        await tx.execute(text("DELETE FROM escalation"))
    await desk.look()
    stay = await desk.stay(where)
    assert (stay.owner, stay.opened_at, stay.reason) == ("queued", OPEN, "request_human")
    assert stay.first_reply_due_at


async def test_a_stay_ends_with_its_conversation_however_that_ended(desk: Office) -> None:
    where = await desk.calls()
    async with desk.db.transaction() as tx:
        await tx.execute(text("UPDATE conversation SET owner = 'bot'"))
    await desk.look()
    assert (await desk.stay(where)).outcome == "released"
