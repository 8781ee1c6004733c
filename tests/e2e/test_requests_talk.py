"""What people do between a form's questions: ask, correct, give several answers at once, err, leave, come back."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from nlu.embedded.engine import EmbeddedInterpreter
from tests.e2e.requests.beneficiary import Beneficiary, Press
from tests.e2e.requests.cases import CALLBACK, COMPLAINT, ID_NUMBER, NEED, SERVICE, SUPPORT
from tests.e2e.requests.house import OPEN
from tests.e2e.requests.office import Office
from tests.gateway import Running, started
from tests.people import CHANNELS

each_channel = pytest.mark.parametrize("channel", CHANNELS)
COMMITTEE = "لجنة البحث"


@each_channel
async def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(house: Running, channel: str) -> None:
    person = Beneficiary(house, channel)
    await person.say(SERVICE.opening)
    answers = {"mobile": person.mobile, **SERVICE.answers}
    await person.until_asked("city", answers)
    heard = await person.say("ومن اللي يقرر قبول الطلب؟")
    assert COMMITTEE in heard.text
    assert await person.asks() == "city"
    assert (await person.complete(answers)).startswith("MD-")


@pytest.mark.thorough
@each_channel
async def test_a_correction_is_what_is_sent(house: Running, office: Office, channel: str) -> None:
    person = Beneficiary(house, channel)
    await person.say(SERVICE.opening)
    answers = {"mobile": "0501112223", **SERVICE.answers}
    await person.until_asked("description", answers)
    await person.say("لحظة، رقم الجوال غلط، الصحيح 0509998887")
    assert await person.asks() == "description"
    await person.until_asked("confirm", answers)
    await person.press("تعديل")
    await person.press("المدينة")
    await person.say("جدة")
    assert await person.asks() == "confirm"
    shown = await office.request(await person.complete(answers))
    assert (shown["fields"]["mobile"], shown["fields"]["city"]) == ("+966509998887", "جدة")


async def test_several_answers_in_one_message_are_all_taken(house: Running, office: Office) -> None:
    person = Beneficiary(house, "whatsapp_cloud")
    await person.say(SERVICE.opening)
    await person.say(f"اسمي سارة محمد القحطاني من جدة وجوالي {person.mobile}")
    for label in ("المدينة: جدة", person.mobile):
        assert label in person.heard.text
    assert await person.asks() == "national_id"
    shown = await office.request(await person.complete(SERVICE.answers))
    fields = shown["fields"]
    assert (fields["full_name"], fields["city"], fields["mobile"]) == ("سارة محمد القحطاني", "جدة", person.mobile_e164)


@pytest.mark.thorough
async def test_a_wrong_id_is_explained_and_after_three_a_person_is_offered(house: Running, office: Office) -> None:
    person = Beneficiary(house, "webchat")
    await person.say(SERVICE.opening)
    await person.until_asked("national_id", SERVICE.answers)
    for wrong, said in (("10523", "ناقص"), ("3052345673", "يبدأ"), ("1052345674", "خطأ")):
        assert said in (await person.say(wrong)).text
        assert await person.asks() == "national_id"
    assert "التحدث مع موظف" in person.heard.titles
    reference = await person.complete({"mobile": person.mobile, **SERVICE.answers})
    assert await office.in_clear(reference, "national_id") == {"national_id": ID_NUMBER}


@pytest.mark.thorough
async def test_an_id_typed_into_telegram_is_taken_and_hidden_wherever_it_was_written(
    house: Running, office: Office
) -> None:
    person = Beneficiary(house, "telegram")
    await person.say(SERVICE.opening)
    await person.until_asked("national_id", SERVICE.answers)
    await person.say("١٠٥٢٣٤٥٦٧٣")
    assert await person.asks() == "mobile"
    written = "\n".join(await person.transcript())
    assert "••••••5673" in written
    assert ID_NUMBER not in written
    assert "١٠٥٢٣٤٥٦٧٣" not in written
    reference = await person.complete({"mobile": person.mobile, **SERVICE.answers})
    assert await office.in_clear(reference, "national_id") == {"national_id": ID_NUMBER}


async def test_a_cancelled_form_leaves_nothing_and_asks_before(house: Running) -> None:
    person = Beneficiary(house, "telegram")
    await person.say(SERVICE.opening)
    await person.until_asked("national_id", SERVICE.answers)
    await person.say("إلغاء")
    await person.press("حذف الطلب")
    assert await person.asks() is None
    await person.say("أكمل طلبي")
    assert await person.asks() == "mobile", "there is no draft here any more; one of another channel is looked for"
    assert await person.count("FROM request WHERE conversation_id = :conversation") == 0


async def test_a_form_put_aside_is_offered_when_the_same_is_wished_again(house: Running) -> None:
    person = Beneficiary(house, "whatsapp_cloud")
    await person.say(CALLBACK.opening)
    await person.say(person.mobile)
    await person.say("كمل بعدين")
    assert await person.asks() is None
    offered = await person.say(CALLBACK.opening)
    assert {"متابعة الطلب", "طلب جديد"} <= set(offered.titles)
    await person.press("متابعة الطلب")
    assert await person.asks() == "preferred_time"


async def test_of_two_drafts_the_person_chooses(house: Running, office: Office) -> None:
    person = Beneficiary(house, "telegram")
    await person.say(CALLBACK.opening)
    await person.say(person.mobile)
    await person.say(COMPLAINT.opening)
    await person.press("شكوى" if "شكوى" in str(person.heard.titles) else "تعامل موظف")
    await person.until_asked("description", COMPLAINT.answers)
    await person.say("كمل بعدين")
    await person.say("أكمل طلبي")
    await person.press("طلب اتصال")
    assert await person.asks() == "preferred_time"
    shown = await office.request(await person.complete(CALLBACK.answers))
    assert shown["type"] == "callback"
    assert shown["fields"]["mobile"] == person.mobile_e164


async def test_on_behalf_of_a_mother_sender_and_applicant_stay_apart(house: Running, office: Office) -> None:
    person = Beneficiary(house, "telegram")
    reference = await person.files("أبغى أقدم طلب خدمة عن والدتي", SERVICE.answers)
    shown = await office.request(reference)
    assert shown["on_behalf"]["relation"] == "mother"
    assert "الوالدة" in "\n".join(h.text for h in person.log)


Restart = Callable[[], AbstractAsyncContextManager[Running]]


@pytest.fixture
def restart(tmp_path: Path, interpreter: EmbeddedInterpreter) -> Restart:
    """Start a gateway on one and the same data, as often as wanted, one after the other."""
    return lambda: started(f"sqlite:///{tmp_path}/t.db", tmp_path, interpreter=interpreter, changes=OPEN)


@pytest.mark.thorough
@pytest.mark.parametrize("channel", ["webchat", "telegram", "twilio_sms"])
async def test_a_form_left_for_later_goes_on_after_a_restart(restart: Restart, channel: str) -> None:
    answers = {**SUPPORT.answers}
    async with restart() as before:
        person = Beneficiary(before, channel)
        answers["mobile"] = person.mobile
        await person.say(SUPPORT.opening)
        await person.until_asked("family_size", answers)
        await person.say("كمل بعدين")
        assert await person.asks() is None
    async with restart() as after:
        person.moves_to(after)
        await person.say("أكمل طلبي")
        assert await person.asks() == "family_size"
        reference = await person.complete(answers)
        office = await Office.open(after)
        shown = await office.request(reference)
        assert {k: v for k, v in shown["fields"].items() if k in SUPPORT.wanted} == dict(SUPPORT.wanted)
        assert await office.in_clear(reference, *SUPPORT.sensitive) == SUPPORT.sensitive
        await office.close()


@pytest.mark.thorough
async def test_a_form_in_the_middle_of_a_question_survives_a_restart(restart: Restart) -> None:
    async with restart() as before:
        person = Beneficiary(before, "telegram")
        await person.say(SERVICE.opening)
        await person.until_asked("description", {"mobile": person.mobile, **SERVICE.answers})
    async with restart() as after:
        person.moves_to(after)
        await person.say(NEED)
        assert await person.asks() == "confirm"
        assert NEED in person.heard.text
        await person.press("نعم، كله صحيح")
        assert await person.complete({"attestation": Press("أقرّ بصحة البيانات")})
