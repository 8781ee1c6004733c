"""Delivery keeps to the providers' speeds, and still gets everything out."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.delivery import BURST
from bot.ingest import utc_now
from channels.simulator import rate_limit
from nlu.embedded.engine import EmbeddedInterpreter
from storage import outbox
from storage.hints import OUTBOX
from storage.models import table_of
from storage.models_outbox import Outbox
from storage.outbox import Due
from tests.gateway import GENEROUS, Running, started
from tests.people import Person, meet
from tests.waiting import until

ASKED = "متى يأتيني الرد على طلبي؟"
PER_SECOND = 10.0
SLOW = {"telegram": {"per_second": PER_SECOND, "per_recipient_interval": 0.0}}
PATIENT = {"whatsapp_cloud": {"per_second": 1_000.0, "per_recipient_interval": 0.3}}


@pytest.fixture
async def limited(tmp_path: Path, interpreter: EmbeddedInterpreter) -> AsyncIterator[Running]:
    changes = GENEROUS | {"channels": SLOW | PATIENT}
    async with started(f"sqlite:///{tmp_path}/d.db", tmp_path, interpreter=interpreter, changes=changes) as running:
        yield running


@pytest.mark.thorough
async def test_a_crowd_beyond_the_accounts_speed_is_served_at_that_speed_and_nobody_is_left_out(
    limited: Running,
) -> None:
    people = [meet(limited, "telegram") for _ in range(40)]
    await asyncio.gather(*(p.says(ASKED) for p in people))
    for person in people:
        assert len(await person.hears()) == 1
    ticks = sorted(s.tick for s in limited.simulator.sent_to("telegram"))
    assert ticks[-1] - ticks[0] >= (len(people) - BURST) / PER_SECOND - 0.5, "no faster than the account allows"


@pytest.mark.thorough
async def test_other_channels_do_not_wait_for_a_crowded_one(limited: Running) -> None:
    crowd = [meet(limited, "telegram") for _ in range(100)]
    await asyncio.gather(*(p.says(ASKED) for p in crowd))
    await meet(limited, "twilio_whatsapp").asks(ASKED)
    assert len(limited.simulator.sent_to("telegram")) < len(crowd)


@pytest.mark.thorough
async def test_one_recipient_gets_no_more_than_the_pair_allows_after_a_burst(limited: Running) -> None:
    person = meet(limited, "whatsapp_cloud")
    for _ in range(BURST + 4):
        await person.says(ASKED)
    assert len(await person.hears()) == BURST + 4
    ticks = [s.tick for s in limited.simulator.sent_to("whatsapp_cloud", person.to)]
    assert ticks[-1] - ticks[0] >= 4 * 0.3 - 0.05


@pytest.mark.thorough
async def test_waiting_for_ones_turn_is_no_attempt(limited: Running) -> None:
    people = [meet(limited, "telegram") for _ in range(80)]
    await asyncio.gather(*(p.says(ASKED) for p in people))
    for person in people:
        await person.hears()
        assert (await attempts(person)) == 1


async def test_a_stop_in_the_middle_of_a_claim_leaves_nothing_uncertain(
    limited: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim, stopped = outbox.claim, list[Due]()

    async def stopped_meanwhile(*args: Any, **more: Any) -> list[Due]:
        due = await claim(*args, **more)
        if due and (task := asyncio.current_task()):
            stopped.extend(due)
            task.cancel()
        return due

    monkeypatch.setattr(outbox, "claim", stopped_meanwhile)
    person = meet(limited, "telegram")
    await person.says(ASKED)
    await until(lambda: stopped)
    query = "SELECT attempts FROM outbox WHERE conversation_id = :conversation AND state = 'pending'"
    rows = await until(lambda: person.rows(query))
    assert [row.attempts for row in rows] == [0]
    assert not limited.simulator.sent_to("telegram", person.to)


async def attempts(person: Person) -> int:
    row = await person.row("SELECT attempts FROM outbox WHERE conversation_id = :conversation")
    return int(row.attempts)


@pytest.mark.thorough
async def test_being_told_to_wait_is_an_attempt_and_the_message_behind_waits_too(limited: Running) -> None:
    person = meet(limited, "twilio_whatsapp")
    limited.simulator.fault(rate_limit(0.5), channel="twilio_whatsapp", to=person.to)
    await person.says(ASKED)
    await person.says("من يدرس طلبي؟")
    heard = await person.hears()
    assert ["أسبوعين" in heard[0].text, len(heard)] == [True, 2]
    rows = await person.rows("SELECT attempts FROM outbox WHERE conversation_id = :conversation ORDER BY id")
    assert [r.attempts for r in rows] == [2, 1]


@pytest.mark.parametrize(("hours", "state"), [(23, "pending"), (25, "failed")])
async def test_a_provider_out_of_reach_is_tried_for_a_day_however_often(
    limited: Running, hours: int, state: str
) -> None:
    person, table = meet(limited, "telegram"), table_of(Outbox)
    webhook = limited.simulator.draft.say("telegram", person.to, ASKED)
    async with limited.simulator.outage():
        assert (await limited.simulator.post(webhook)).status == 200
        await until(lambda: tried(person, 1))
        async with limited.db.transaction() as tx:
            now = utc_now()
            past = {"attempts": 40, "created_at": now - timedelta(hours=hours), "next_at": now}
            await tx.execute(update(table).where(table.c.address == person.address).values(**past))
        limited.gateway.hints.notify(OUTBOX)
        await until(lambda: tried(person, 41))
        row = await person.row("SELECT state, error_reason FROM outbox WHERE conversation_id = :conversation")
    assert row.state == state
    assert row.error_reason in (None, "unreachable")


async def tried(person: Person, times: int) -> bool:
    rows = await person.rows("SELECT attempts, state FROM outbox WHERE conversation_id = :conversation")
    return any(r.attempts >= times and r.state != "sending" for r in rows)
