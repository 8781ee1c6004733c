"""Where nobody can know whether a message went out, it is never sent again blindly; what became of it is found out."""

import signal
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from bot.ingest import utc_now
from channels.simulator import Fault, StatusPlan, drop, malformed, server_error
from channels.simulator.courier import SILENT
from storage.models import table_of
from storage.models_outbox import Outbox
from tests.gateway import PROVIDED, Running
from tests.people import Person, meet
from tests.reliability.crowd import QUESTION, Crowd
from tests.reliability.processes import Fate, Site
from tests.waiting import until

_outbox = table_of(Outbox)
AMBIGUOUS: dict[str, Fault] = {
    "accepted, then cut": drop(),
    "accepted, then half an answer": malformed(),
    "5xx, accepted": server_error(503, recorded=True),
    "5xx, not accepted": server_error(500),
}


@pytest.fixture
def spine(spine: Running) -> Iterator[Running]:
    """The shared gateway, whose providers behave as usual again afterwards."""
    yield spine
    spine.simulator.statuses(StatusPlan())
    spine.simulator.faults.clear()


async def sends(person: Person) -> list[Any]:
    query = "SELECT state, status, attempts, provider_id FROM outbox WHERE conversation_id = :conversation ORDER BY id"
    return list(await person.rows(query))


async def ends_as(person: Person, state: str, status: str | None = None) -> Any:
    """The first send of this person, once it has come to that state (and status)."""

    async def come() -> Any:
        row, *_ = await sends(person)
        return row if row.state == state and status in (None, row.status) else None

    return await until(come)


def heard(person: Person) -> int:
    return len(person.spine.simulator.sent_to(person.channel, person.to))


@pytest.mark.parametrize("channel", PROVIDED)
@pytest.mark.parametrize("trouble", AMBIGUOUS)
async def test_an_uncertain_send_is_shown_as_unknown_and_not_repeated(
    spine: Running, channel: str, trouble: str
) -> None:
    person = meet(spine, channel)
    spine.simulator.statuses(SILENT)
    spine.simulator.fault(AMBIGUOUS[trouble], channel=channel, to=person.to)
    await person.says(QUESTION)
    await person.hears()
    row, *others = await sends(person)
    assert (row.state, row.attempts) == ("unknown", 1)
    assert heard(person) - len(others) == (trouble != "5xx, not accepted"), "an SMS has a second piece, which comes"


@pytest.mark.parametrize("channel", ["twilio_whatsapp", "whatsapp_cloud"])
async def test_a_status_with_our_own_id_settles_it(spine: Running, channel: str) -> None:
    person = meet(spine, channel)
    spine.simulator.statuses(StatusPlan(held=True))
    spine.simulator.fault(drop(), channel=channel, to=person.to)
    await person.says(QUESTION)
    await person.hears()
    assert [r.state for r in await sends(person)] == ["unknown"]
    [accepted] = spine.simulator.sent_to(channel, person.to)
    spine.simulator.release_statuses()
    row = await ends_as(person, "sent", "delivered")
    assert row.provider_id == accepted.provider_id


@pytest.mark.parametrize("trouble", ["accepted, then cut", "5xx, not accepted"])
async def test_twilio_is_asked_and_its_answer_decides(spine: Running, trouble: str) -> None:
    person = meet(spine, "twilio_whatsapp")
    spine.simulator.statuses(SILENT)
    spine.simulator.fault(AMBIGUOUS[trouble], to=person.to)
    await person.says(QUESTION)
    await person.hears()
    await asked_later(spine)
    row = await ends_as(person, "sent")
    assert heard(person) == 1
    assert row.attempts == (1 if trouble == "accepted, then cut" else 2)


async def asked_later(spine: Running) -> None:
    """As if the provider's list had had its time to settle."""
    async with spine.db.transaction() as tx:
        lost = update(_outbox).where(_outbox.c.state == "unknown")
        await tx.execute(lost.values(finished_at=utc_now() - timedelta(seconds=25)))
    await spine.gateway.reconciler.once()


async def test_a_twin_that_surely_went_out_is_not_taken_for_the_lost_one(spine: Running) -> None:
    person = meet(spine, "twilio_whatsapp")
    spine.simulator.statuses(SILENT)
    await person.asks(QUESTION)
    spine.simulator.fault(server_error(500), to=person.to)
    await person.says(QUESTION)
    await person.hears()
    assert [r.state for r in await sends(person)] == ["sent", "unknown"]
    await asked_later(spine)
    await person.hears()
    assert [r.state for r in await sends(person)] == ["sent", "sent"]
    assert heard(person) == 2, "the second answer was never accepted, so it had to be sent again"


async def test_statuses_late_early_repeated_and_shuffled_end_as_read(spine: Running) -> None:
    for number, plan in enumerate(
        [
            StatusPlan(("read", "delivered", "sent")),
            StatusPlan(("sent", "delivered", "read"), early=True),
            StatusPlan(("sent", "delivered", "read"), copies=3, shuffled=True, seed=5),
        ]
    ):
        person = meet(spine, "whatsapp_cloud")
        spine.simulator.statuses(plan)
        await person.asks(QUESTION)
        await spine.simulator.settled()
        row = await ends_as(person, "sent", "read")
        assert row.attempts == 1, number


@pytest.mark.thorough
async def test_a_crash_after_the_send_and_before_its_record_is_settled_by_the_status(house: Site) -> None:
    crowd = Crowd(house)
    house.simulator.statuses(StatusPlan(held=True))
    process = await house.start(fate=Fate("record sends", "before")).ready()
    await crowd.ask([crowd.question("whatsapp_cloud")])
    assert await process.gone() == -signal.SIGKILL
    assert len(house.simulator.sent) == 1
    await house.start().ready()
    await crowd.quiet()
    assert await crowd.verdict() == {"unknown": 1}
    house.simulator.release_statuses()
    await house.simulator.settled()
    assert await crowd.verdict() == {"answered": 1}


async def test_every_attempt_is_on_record_with_how_it_ended(spine: Running) -> None:
    person = meet(spine, "telegram")
    spine.simulator.fault(drop(), to=person.to)
    await person.says(QUESTION)
    await person.hears()
    row = await person.row(ATTEMPTS)
    assert (row.number, row.outcome, row.started_at <= row.finished_at) == (1, "unknown", True)
    async with spine.db.read() as tx:
        unfinished = text("SELECT count(*) FROM attempt WHERE outcome IS NULL AND finished_at IS NOT NULL")
        assert (await tx.execute(unfinished)).scalar_one() == 0


ATTEMPTS = """SELECT a.* FROM attempt a JOIN outbox o ON o.id = a.outbox_id
    WHERE o.conversation_id = :conversation"""
