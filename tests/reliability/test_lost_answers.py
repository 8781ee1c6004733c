"""A commit succeeded, but whoever asked for it saw a failure: asking again changes nothing."""

import pytest
from sqlalchemy import text

from tests.gateway import Running
from tests.people import Person, meet
from tests.reliability.crowd import QUESTION
from tests.reliability.moments import at
from tests.waiting import until

STEPS = ("take events in", "claim turns", "settle turns", "record sends", "apply statuses")


async def begun(own: Running) -> Person:
    """Somebody, once whoever stood in line to write when the gateway started has written: what comes in goes first."""
    async with own.db.transaction():
        return meet(own, "whatsapp_cloud")


def connection_lost() -> None:
    raise ConnectionResetError("the answer to the commit never came")


@pytest.mark.thorough
@pytest.mark.parametrize("step", STEPS)
async def test_a_commit_whose_answer_was_lost_has_its_effect_once(own: Running, step: str) -> None:
    person = await begun(own)
    webhook = own.simulator.draft.say("whatsapp_cloud", person.to, QUESTION)
    with at(step, "after", connection_lost) as struck:
        first = await own.simulator.post(webhook)
        assert first.status == (503 if step == "take events in" else 200)
        if first.status != 200:
            assert (await own.simulator.post(webhook)).status == 200, "the provider delivers it again"
        assert person.whole(await person.hears()).text.count("أسبوعين") == 1
        await own.simulator.settled()
        await until(lambda: struck)
    assert await person.hears() == []
    row = await person.row("SELECT state, status, attempts FROM outbox WHERE conversation_id = :conversation")
    assert (row.state, row.status, row.attempts) == ("sent", "delivered", 1)


@pytest.mark.parametrize("step", STEPS)
async def test_a_commit_that_failed_is_made_again(own: Running, step: str) -> None:
    person = await begun(own)
    webhook = own.simulator.draft.say("whatsapp_cloud", person.to, QUESTION)
    with at(step, "before", connection_lost):
        first = await own.simulator.post(webhook)
        if step == "take events in":
            assert first.status == 503
            async with own.db.read() as tx:
                assert (await tx.execute(text("SELECT count(*) FROM inbox"))).scalar_one() == 0
            assert (await own.simulator.post(webhook)).status == 200
        assert person.whole(await person.hears()).text.count("أسبوعين") == 1
        await own.simulator.settled()
    row = await person.row("SELECT state, status FROM outbox WHERE conversation_id = :conversation")
    assert tuple(row) == ("sent", "delivered")


@pytest.mark.thorough
async def test_a_claim_of_sends_whose_answer_was_lost_ends_visibly_unknown(own: Running) -> None:
    person = meet(own, "telegram")
    with at("claim sends", "after", connection_lost):
        await person.says(QUESTION)
        await person.hears()
    row = await person.row("SELECT state, error_reason FROM outbox WHERE conversation_id = :conversation")
    assert tuple(row) == ("unknown", "interrupted")
