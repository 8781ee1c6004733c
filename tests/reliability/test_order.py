"""First in, first out within a conversation, whatever arrives together, again, or goes wrong on the way."""

import asyncio
import io
import json

import pytest
from PIL import Image
from sqlalchemy import text

from tests.gateway import PROVIDED, Running
from tests.people import Person, meet
from tests.reliability.crowd import QUESTION
from tests.waiting import until

ASKED = {
    "متى يأتيني الرد على طلبي؟": "خلال مدة لا تقل عن أسبوعين",
    "من يدرس طلبي؟": "لجنة البحث في الجمعية",
    "هل تقديم الطلب مجاني أم برسوم؟": "رسوم",
    "ما هدف الجمعية العام؟": "هدفنا العام",
    "أريد رقم هاتفكم": "96614198833",
}


def picture() -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (8, 8), "olive").save(output, "PNG")
    return output.getvalue()


@pytest.mark.parametrize("channel", PROVIDED)
async def test_an_album_of_ten_from_a_new_contact_is_one_conversation_in_order(spine: Running, channel: str) -> None:
    person, draft = meet(spine, channel), spine.simulator.draft
    album = [draft.send_media(channel, person.to, picture(), "image/png", kind="image") for _ in range(10)]
    assert {d.status for d in await asyncio.gather(*map(spine.simulator.post, album))} == {200}
    await until(lambda: all_stored(person))
    query = (
        "SELECT seq, inbox_id FROM message WHERE conversation_id = :conversation AND author = 'visitor' ORDER BY seq"
    )
    rows = await person.rows(query)
    assert len(rows) == 10
    assert [r.inbox_id for r in rows] == sorted(r.inbox_id for r in rows), "in the order of their arrival"
    assert len(await person.rows("SELECT id FROM conversation WHERE identity_id = :identity")) == 1


WRITTEN = """SELECT seq, inbox_id FROM message WHERE conversation_id = :conversation AND author = 'visitor'
    ORDER BY seq"""


async def all_stored(person: Person) -> bool:
    rows = await person.rows("SELECT state FROM attachment WHERE conversation_id = :conversation")
    return [r.state for r in rows] == ["stored"] * 10


@pytest.mark.parametrize("channel", ["telegram", "whatsapp_cloud"])
async def test_answers_leave_in_the_order_of_the_questions(spine: Running, channel: str) -> None:
    person = meet(spine, channel)
    for question in ASKED:
        await person.says(question)
    heard = [h.text for h in await person.hears()]
    query = "SELECT author, text FROM message WHERE conversation_id = :conversation ORDER BY seq"
    written = [r.text for r in await person.rows(query) if r.author == "bot"]
    assert heard == written
    assert len(heard) == len(ASKED)
    for said, answer in zip(heard, ASKED.values(), strict=True):
        assert answer in said


async def test_a_batch_of_meta_keeps_the_order_within_it(spine: Running) -> None:
    person, draft = meet(spine, "whatsapp_cloud"), spine.simulator.draft
    webhooks = [draft.say("whatsapp_cloud", person.to, question) for question in ASKED]
    batch = draft.people["whatsapp_cloud"].batch(webhooks)  # type: ignore[attr-defined]
    assert len(json.loads(batch.body)["entry"]) + len(json.loads(batch.body)["entry"][0]["changes"]) > 2
    assert (await spine.simulator.post(batch)).status == 200
    heard = [h.text for h in await person.hears()]
    assert [answer in said for said, answer in zip(heard, ASKED.values(), strict=True)] == [True] * len(ASKED)


async def test_a_retry_of_the_first_answer_holds_back_the_second(spine: Running) -> None:
    from channels.simulator import rate_limit

    person = meet(spine, "telegram")
    spine.simulator.fault(rate_limit(1.0), channel="telegram", to=person.to)
    first, second = list(ASKED.items())[:2]
    await person.says(first[0])
    await person.says(second[0])
    heard = [h.text for h in await person.hears()]
    assert first[1] in heard[0]
    assert second[1] in heard[1]


@pytest.mark.thorough
async def test_many_conversations_do_not_wait_for_one_another(spine: Running) -> None:
    slow = meet(spine, "telegram")
    from channels.simulator import slow as slowly

    spine.simulator.fault(slowly(6.0), channel="telegram", to=slow.to)
    await slow.says(QUESTION)
    await until(lambda: spine.simulator.sent_to("telegram", slow.to))
    quick = [meet(spine, "telegram") for _ in range(10)]
    await asyncio.gather(*(p.asks(QUESTION) for p in quick))
    assert (await slow.row("SELECT state FROM outbox WHERE conversation_id = :conversation")).state == "sending"
    await slow.hears()


async def test_ids_of_rows_say_nothing_of_order(spine: Running) -> None:
    """Concurrent commits hand out ids out of order; the transcript goes by seq alone and has no gaps."""
    people = [meet(spine, "telegram") for _ in range(5)]
    await asyncio.gather(*(p.says(QUESTION) for p in people for _ in range(4)))
    for person in people:
        await person.hears()
        rows = await person.rows("SELECT seq FROM message WHERE conversation_id = :conversation ORDER BY seq")
        assert [r.seq for r in rows] == list(range(1, len(rows) + 1))
    async with spine.db.read() as tx:
        repeated = "SELECT count(*) FROM message GROUP BY conversation_id, seq HAVING count(*) > 1"
        assert (await tx.execute(text(repeated))).all() == []
