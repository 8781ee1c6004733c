"""Once a person has taken a conversation over, the bot says nothing more in it."""

import asyncio
import random
from datetime import datetime

import httpx
from sqlalchemy import text

from bot.ingest import utc_now
from channels.simulator import rate_limit
from tests.gateway import Running
from tests.people import Person, meet
from tests.reliability.crowd import QUESTION
from tests.waiting import until


async def take_over(own: Running, person: Person) -> datetime:
    """What the console does when somebody takes a conversation; -> the moment after its commit."""
    row = await person.row("SELECT id FROM conversation WHERE id = :conversation")
    async with own.db.transaction() as tx:
        taken = text(f"UPDATE conversation SET owner = 'staff', epoch = epoch + 1 WHERE id = {row.id}")
        await tx.execute(taken)
    return utc_now()


ATTEMPTS = """SELECT a.started_at FROM attempt a JOIN outbox o ON o.id = a.outbox_id
    WHERE o.conversation_id = :conversation AND o.author = 'bot'"""


async def test_no_answer_is_begun_after_the_take_over_commits(spine: Running) -> None:
    dice = random.Random(11)

    async def race() -> None:
        person = meet(spine, "telegram")
        await person.asks(QUESTION)
        said = [asyncio.create_task(person.says(QUESTION)) for _ in range(3)]
        await asyncio.sleep(dice.uniform(0, 0.08))
        moment = await take_over(spine, person)
        await asyncio.gather(*said)
        await person.says(QUESTION)
        await person.hears()
        begun = [r.started_at for r in await person.rows(ATTEMPTS)]
        assert all(_utc(at) <= moment for at in begun), (begun, moment)
        unread = "SELECT count(*) AS n FROM message WHERE conversation_id = :conversation AND author = 'visitor'"
        assert (await person.row(unread)).n == 5, "everything they wrote is there for staff to read"

    await asyncio.gather(*(race() for _ in range(8)))


def _utc(at: datetime | str) -> datetime:
    return datetime.fromisoformat(f"{at}+00:00") if isinstance(at, str) else at


async def test_a_claim_over_the_api_while_the_bot_answers_is_the_last_it_says(spine: Running) -> None:
    dice = random.Random(12)
    account = {"email": "admin@localhost", "password": "a-password-for-tests"}
    async with httpx.AsyncClient(base_url=spine.url) as client:
        client.headers["X-CSRF-Token"] = (await client.post("/api/auth/login", json=account)).json()["csrf_token"]

        async def race() -> None:
            person = meet(spine, "telegram")
            await person.asks(QUESTION)
            here = (await person.row("SELECT id FROM conversation WHERE id = :conversation")).id
            said = [asyncio.create_task(person.says(QUESTION)) for _ in range(3)]
            await asyncio.sleep(dice.uniform(0, 0.08))
            claimed = await client.post(f"/api/conversations/{here}/claim")
            moment = utc_now()
            assert claimed.json()["owner"] == "staff"
            await asyncio.gather(*said)
            await person.says(QUESTION)
            await person.hears()
            assert all(_utc(r.started_at) <= moment for r in await person.rows(ATTEMPTS))
            late = "SELECT count(*) AS n FROM outbox WHERE conversation_id = :conversation AND state = 'pending'"
            assert (await person.row(late)).n == 0

        await asyncio.gather(*(race() for _ in range(8)))


async def test_an_answer_that_still_waits_is_dropped(spine: Running) -> None:
    person = meet(spine, "telegram")
    spine.simulator.fault(rate_limit(0.8), channel="telegram", to=person.to)
    await person.says(QUESTION)
    await until(lambda: tried(person))
    await take_over(spine, person)
    assert await person.hears() == []
    row = await person.row("SELECT state, error_reason FROM outbox WHERE conversation_id = :conversation")
    assert tuple(row) == ("dropped", "superseded")


async def tried(person: Person) -> bool:
    rows = await person.rows("SELECT state, attempts FROM outbox WHERE conversation_id = :conversation")
    return any(r.state == "pending" and r.attempts for r in rows)


async def test_what_a_visitor_writes_to_a_person_stays_without_an_answer_of_the_bot(spine: Running) -> None:
    visitor = meet(spine, "webchat")
    await visitor.asks(QUESTION)
    await take_over(spine, visitor)
    await visitor.says("هل من أحد هنا؟")
    assert await visitor.hears() == []
