"""A person writes in Arabic on any channel and reads the policy's answer, with its section."""

from typing import Any

import pytest
from sqlalchemy import Row

from tests.gateway import Running
from tests.people import CHANNELS, Heard, Person, meet

ASKED_WHEN = "متى يأتيني الرد على طلبي؟"
SOURCE = "المصدر: سياسة تنظيم العلاقات مع المستفيدين، القسم ٧"
TWO_WEEKS = "خلال مدة لا تقل عن أسبوعين"
SECOND = "من يدرس الطلب"
COMMITTEE = "لجنة البحث في الجمعية هي التي تدرس طلبك"
NATIVE = {"whatsapp_cloud", "telegram", "webchat"}

each_channel = pytest.mark.parametrize("channel", CHANNELS)


@pytest.fixture
def person(spine: Running, channel: str) -> Person:
    return meet(spine, channel)


@each_channel
async def test_a_question_is_answered_from_the_policy_with_its_section(person: Person) -> None:
    answer = await person.asks(ASKED_WHEN)
    assert TWO_WEEKS in answer.text
    assert SOURCE in answer.text


@each_channel
async def test_choices_are_buttons_where_the_provider_has_them_and_numbers_elsewhere(person: Person) -> None:
    answer = await person.asks(ASKED_WHEN)
    if person.channel in NATIVE:
        assert answer.titles[1] == SECOND
        assert "٢." not in answer.text
    else:
        assert f"٢. {SECOND}" in answer.text
        assert not answer.buttons


@each_channel
async def test_a_number_in_any_digits_or_the_title_picks_the_second_choice(person: Person) -> None:
    for reply in ("٢", "2", "۲", "(٢)", SECOND):
        await person.asks(ASKED_WHEN)
        assert COMMITTEE in (await person.asks(reply)).text, reply


@pytest.mark.parametrize("channel", sorted(NATIVE))
async def test_a_pressed_button_does_what_its_title_says(person: Person) -> None:
    await person.asks(ASKED_WHEN)
    await person.does("press", SECOND)
    assert COMMITTEE in person.whole(await person.hears()).text


async def test_more_choices_than_buttons_become_a_list(spine: Running) -> None:
    person = meet(spine, "whatsapp_cloud")
    await person.asks("السلام عليكم")
    [sent] = spine.simulator.sent_to("whatsapp_cloud", person.to)
    assert sent.kind == "list"
    assert len(sent.buttons) > 3


@each_channel
async def test_a_greeting_does_not_hide_the_question_behind_it(person: Person) -> None:
    answer = await person.asks(f"السلام عليكم ورحمة الله، {ASKED_WHEN}")
    assert "وعليكم السلام" in answer.text
    assert SOURCE in answer.text


@each_channel
async def test_two_misses_in_a_row_offer_a_person_and_a_yes_accepts(person: Person) -> None:
    await person.asks("كم سعر صرف الين الياباني اليوم؟")
    offer = await person.asks("وما نتيجة مباراة أمس في الدوري الإسباني؟")
    assert "هل نحوّلك إلى موظف؟" in offer.text
    await person.asks("نعم")
    assert (await owner(person)).owner == "queued"


async def owner(person: Person) -> Row[Any]:
    return await person.row(
        "SELECT owner, queue_reason, queued_at, priority FROM conversation WHERE id = :conversation"
    )


@each_channel
async def test_asking_for_a_person_queues_the_conversation_and_says_what_happens_next(person: Person) -> None:
    answer = await person.asks("أريد التحدث مع موظف")
    assert any(word in answer.text for word in ("يرد عليك هنا", "والوقت المتوقع")), "by hour, and by who is at work"
    found = await owner(person)
    assert (found.owner, found.queue_reason, found.queued_at is not None) == ("queued", "request_human", True)


async def test_danger_comes_before_the_queue(spine: Running) -> None:
    person = meet(spine, "telegram")
    answer = await person.asks("الحقوني زوجي يضربني وأنا وأولادي في خطر")
    assert "911" in answer.text
    assert (await owner(person)).priority > 0


async def test_english_is_answered_in_english(spine: Running) -> None:
    answer = await meet(spine, "telegram").asks("When will I get an answer to my application?")
    assert "no less than two weeks" in answer.text
    assert "٧" not in answer.text


async def test_long_sms_arrive_in_pieces_of_three_segments_in_order(spine: Running) -> None:
    person = meet(spine, "twilio_sms")
    await person.says("ما حقوقي كمستفيد؟")
    pieces = await person.hears()
    assert len(pieces) > 1
    assert pieces[0].text.startswith("من حقك علينا")
    assert any(SOURCE.split("،")[0] in p.text for p in pieces[1:])
    whole: Heard = person.whole(pieces)
    assert whole.text.index("استقبال بلباقة") < whole.text.index("رد على طلبك") < whole.text.index("المصدر")
    for sent in spine.simulator.sent_to("twilio_sms", person.to):
        assert len(sent.text) <= 3 * 67


async def test_a_complaint_about_a_refusal_is_taken_as_a_complaint(spine: Running) -> None:
    for said in ("أبي أشتكي على رفض طلبي", "عندي شكوى بخصوص قرار رفض الطلب"):
        answer = await meet(spine, "telegram").asks(said)
        assert "موضوع الشكوى" in answer.text, answer
