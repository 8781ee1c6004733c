"""Who cannot be reached is remembered, whether the provider says so at once or long after; who writes again is back."""

from collections.abc import Iterator
from typing import Any

import pytest

from channels.simulator import Standing, StatusPlan, rate_limit, refuse
from tests.gateway import Running
from tests.people import Person, meet
from tests.waiting import until

ASKED = "متى يأتيني الرد على طلبي؟"
UNREACHABLE = [
    ("telegram", Standing.BLOCKED, "blocked"),
    ("telegram", Standing.UNKNOWN, "invalid_recipient"),
    ("twilio_sms", Standing.OPTED_OUT, "opted_out"),
    ("twilio_sms", Standing.UNKNOWN, "invalid_recipient"),
    ("twilio_whatsapp", Standing.OPTED_OUT, "opted_out"),
    ("whatsapp_cloud", Standing.BLOCKED, "invalid_recipient"),
]
LATE = [("twilio_whatsapp", Standing.UNKNOWN, "invalid_recipient"), UNREACHABLE[-1]]


@pytest.fixture
def spine(spine: Running) -> Iterator[Running]:
    yield spine
    spine.simulator.world.options.late_refusals = False
    spine.simulator.world.standing.clear()
    spine.simulator.faults.clear()


async def standing(person: Person) -> Any:
    return await person.row("SELECT blocked_at, block_reason FROM identity WHERE id = :identity")


@pytest.mark.parametrize(("channel", "stand", "reason"), UNREACHABLE)
async def test_a_refused_recipient_is_remembered_and_welcome_when_they_write_again(
    spine: Running, channel: str, stand: Standing, reason: str
) -> None:
    person = meet(spine, channel)
    spine.simulator.stand(channel, person.to, stand)
    await person.says(ASKED)
    assert await person.hears() == []
    [row, *_] = await person.rows(SENDS)
    assert (row.state, row.error_reason) == ("failed", reason)
    assert row.error_code
    assert (await standing(person)).block_reason == reason
    spine.simulator.stand(channel, person.to, None)
    assert (await person.asks(ASKED)).text
    assert (await standing(person)).blocked_at is None


@pytest.mark.parametrize(("channel", "stand", "reason"), LATE)
async def test_a_recipient_refused_by_a_late_status_is_remembered_too(
    spine: Running, channel: str, stand: Standing, reason: str
) -> None:
    person = meet(spine, channel)
    spine.simulator.world.options.late_refusals = True
    spine.simulator.stand(channel, person.to, stand)
    await person.says(ASKED)
    await until(lambda: remembered(person))
    [row, *_] = await person.rows(SENDS)
    assert (row.state, row.error_reason, (await standing(person)).block_reason) == ("failed", reason, reason)


async def remembered(person: Person) -> bool:
    return (await standing(person)).blocked_at is not None


@pytest.mark.thorough
async def test_a_provider_that_asks_to_wait_is_obeyed_and_the_message_goes_out_once(spine: Running) -> None:
    for channel in ("telegram", "whatsapp_cloud", "twilio_sms"):
        person = meet(spine, channel)
        spine.simulator.fault(rate_limit(0.5), channel=channel, to=person.to)
        assert "أسبوعين" in (await person.asks(ASKED)).text
        [row, *_] = await person.rows(SENDS)
        assert (row.state, row.attempts) == ("sent", 2)


@pytest.mark.thorough
async def test_a_provider_out_of_reach_is_tried_until_it_is_back(spine: Running) -> None:
    people = [meet(spine, c) for c in ("telegram", "whatsapp_cloud", "twilio_whatsapp")]
    drafts = [spine.simulator.draft.say(p.channel, p.to, ASKED) for p in people]
    async with spine.simulator.outage():
        for draft in drafts:
            assert (await spine.simulator.post(draft)).status == 200
        await until(lambda: all_tried(people))
    for person in people:
        assert "أسبوعين" in person.whole(await person.hears()).text
        [row, *_] = await person.rows(SENDS)
        assert row.state == "sent"
        assert row.attempts > 1


async def all_tried(people: list[Person]) -> bool:
    found = [(await p.rows(SENDS)) for p in people]
    return all(rows and rows[0].attempts and rows[0].state == "pending" for rows in found)


async def test_a_connection_cut_before_the_answer_is_uncertain_even_where_nothing_was_taken(spine: Running) -> None:
    person = meet(spine, "telegram")
    spine.simulator.statuses(StatusPlan())
    spine.simulator.fault(refuse(), channel="telegram", to=person.to)
    await person.says(ASKED)
    assert await person.hears() == []
    [row] = await person.rows(SENDS)
    assert (row.state, row.attempts) == ("unknown", 1)


SENDS = """SELECT state, attempts, error_reason, error_code FROM outbox
    WHERE conversation_id = :conversation ORDER BY id"""
