"""A wish about one's own data, from the first word to its end: due in 30 days, proven, told, carried out, for good."""

from datetime import date

from sqlalchemy import text

from tests.e2e.requests.beneficiary import Beneficiary
from tests.e2e.requests.office import Office
from tests.e2e.test_requests_proof import code_sent_to
from tests.gateway import Running

ERASE = {"topic": "حذف بياناتي", "confirm": "نعم"}


async def test_who_asks_for_erasure_proves_the_phone_is_told_and_is_gone(house: Running, office: Office) -> None:
    person = Beneficiary(house, "telegram")
    await person.say("احذفوا بياناتي")
    await person.until_asked("confirm", {**ERASE, "mobile": person.mobile})
    made = await person.say("نعم")
    assert "أرسلنا رمز تحقق" in made.text
    assert await person.asks() == "otp"
    reference = (await office.search(person.mobile))[0]
    told = await person.say(await code_sent_to(house, person.mobile_e164))
    assert "المرحلة: وصل إلينا" in told.text
    assert "لجنة البحث" not in told.text, "the committee does not decide this"
    request = await office.request(reference)
    assert (date.fromisoformat(request["due_on"]) - date.fromisoformat(request["submitted_at"][:10])).days in (30, 31)
    who = await person.person_id()
    await office.move(reference, "in_service")
    assert "نرسل لك كلمة أخيرة عند تمامه" in (await person.hear_something()).text
    await office.erase(who, reference)
    assert "تم حذف بياناتك لدينا كما طلبت" in (await person.hear_something()).text
    await house.gateway.retention.once()
    async with house.db.read() as tx:
        left = await tx.execute(text("SELECT count(*) FROM outbox WHERE address = :a"), {"a": person.person.address})
        assert left.scalar_one() == 0, "the address is forgotten once the last word has left"
    assert (await office.request(reference))["fields"] == {}
    listed = (house.gateway.settings.env.data_dir / "erased.jsonl").read_text()
    assert f'"person":{who},' in listed
    assert person.person.to not in listed
    assert not await person.person.known()


async def test_a_copy_is_handed_over_as_a_file(house: Running, office: Office) -> None:
    person = Beneficiary(house, "webchat")
    await person.say("أبغى نسخة من بياناتي")
    await person.until_asked("confirm", {"topic": "نسخة", "mobile": person.mobile, "confirm": "نعم"})
    await person.say("نعم")
    copy = await office.copy(await person.person_id())
    assert copy["requests"][0]["fields"]["topic"] == "نسخة من بياناتي"
    assert "أبغى نسخة من بياناتي" in [m["text"] for m in copy["conversations"][0]["messages"]]


async def test_a_copy_holds_what_was_begun_and_not_sent(house: Running, office: Office) -> None:
    person = Beneficiary(house, "webchat")
    await person.say("أبغى أقدم طلب خدمة")
    await person.say("سارة بنت محمد القحطاني")
    await person.say("كمل بعدين")
    copy = await office.copy(await person.person_id())
    assert copy["requests"] == []
    [begun] = copy["unfinished"]
    assert (begun["form"], begun["answers"]["full_name"]) == ("service_request", "سارة بنت محمد القحطاني")
