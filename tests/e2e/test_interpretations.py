"""What the bot made of each message is on record with the turn: for the case view, for reports, and to learn from."""

from typing import Any

import pytest
from sqlalchemy import Row

from storage import interpretations
from storage.interpretations import Interpretation
from tests.e2e.test_answers import ASKED_WHEN
from tests.gateway import Running
from tests.people import Person, meet

OUTSIDE = "كم سعر صرف الين الياباني اليوم؟"


@pytest.fixture
def person(spine: Running) -> Person:
    return meet(spine, "telegram")


async def conversation(person: Person) -> int:
    found: Row[Any] = await person.row("SELECT id FROM conversation WHERE id = :conversation")
    return int(found[0])


async def heard(person: Person) -> list[Interpretation]:
    where = await conversation(person)
    async with person.spine.db.read() as tx:
        return await interpretations.of_conversation(tx, where)


async def test_an_answer_names_its_section_and_version(person: Person) -> None:
    await person.asks(ASKED_WHEN)
    [found] = await heard(person)
    assert (found.intent, found.outcome, found.miss, found.engine) == (
        "faq_decision_time",
        "answered",
        None,
        "embedded",
    )
    assert found.cited == [{"intent": "faq_decision_time", "sections": [7], "version": 1}]
    assert found.confidence
    assert found.ranking[0] == {"intent": "faq_decision_time", "confidence": found.confidence}
    sent = await person.row(
        "SELECT turn_id, details FROM message WHERE author = 'bot' AND conversation_id = :conversation"
    )
    assert sent.turn_id == found.turn_id
    assert '"version"' in str(sent.details).replace("'", '"')


async def test_what_lies_outside_is_a_miss_and_a_call_for_a_person_weighs_more(person: Person) -> None:
    await person.asks(OUTSIDE)
    await person.asks("أريد التحدث مع موظف")
    missed, called = await heard(person)
    assert (missed.outcome, missed.miss) == ("missed", "handoff")
    assert (called.outcome, called.miss, called.decided["reason"]) == ("queued", None, "request_human")


async def test_an_answer_that_was_none_is_a_miss_of_its_question(person: Person) -> None:
    await person.asks(ASKED_WHEN)
    sorry = await person.asks("ما جاوبت على سؤالي")
    assert "هل نحوّلك إلى موظف؟" in sorry.text
    question, complaint = await heard(person)
    assert (question.outcome, question.miss) == ("answered", "unhelpful")
    assert (complaint.outcome, complaint.miss) == ("talked", None)


async def test_a_choice_tells_what_an_ambiguous_message_meant(person: Person) -> None:
    """The bot's own question is put there by hand: which words it finds ambiguous changes with every training."""
    await person.asks(ASKED_WHEN)
    where = await conversation(person)
    async with person.spine.db.transaction() as tx:
        await tx.exec_driver_sql(
            f"UPDATE interpretation SET outcome = 'asked', miss = 'ambiguous' WHERE conversation_id = {where}"
        )
    await person.asks("٢")
    asked, chosen = await heard(person)
    assert (asked.intent, asked.miss) == ("faq_who_decides", None)
    assert (chosen.intent, chosen.outcome, chosen.ranking) == ("faq_who_decides", "answered", [])


async def test_what_comes_while_a_person_has_the_conversation_is_left_to_them(person: Person) -> None:
    await person.asks(ASKED_WHEN)
    where = await conversation(person)
    async with person.spine.db.transaction() as tx:
        await tx.exec_driver_sql(f"UPDATE conversation SET owner = 'staff', epoch = epoch + 1 WHERE id = {where}")
    await person.says("شكرا لك يا أخي")
    assert await person.hears() == []
    assert [(i.outcome, i.intent) for i in await heard(person)] == [("answered", "faq_decision_time"), ("staff", None)]


async def test_a_form_leaves_no_value_behind(person: Person) -> None:
    await person.asks("أبغى أقدم شكوى")
    await person.asks("رقم هويتي 1052345673 وأشتكي من تأخير المعاملة")
    opened, answer = await heard(person)
    assert (opened.outcome, opened.decided["form"]) == ("form", "complaint")
    assert answer.outcome == "form"
    assert "1052345673" not in str(answer)


async def test_text_messages_are_counted_in_segments(spine: Running) -> None:
    person = meet(spine, "twilio_sms")
    await person.asks("ما حقوقي كمستفيد؟")
    pieces = await person.rows(
        "SELECT segments, template FROM outbox WHERE conversation_id = :conversation ORDER BY id"
    )
    assert len(pieces) > 1
    assert all(1 <= p.segments <= 3 and not p.template for p in pieces)
    assert sum(p.segments for p in pieces) > len(pieces)
