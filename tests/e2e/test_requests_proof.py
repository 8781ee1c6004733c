"""Whose request is it? Its applicant is told, a stranger hears the same of any number, a code or own contact proves."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from storage.models import table_of
from storage.models_requests import Otp
from tests.e2e.requests.beneficiary import Beneficiary
from tests.e2e.requests.cases import ID_NUMBER, SERVICE
from tests.e2e.requests.office import Office
from tests.gateway import Running

NO_SUCH = "MD-2026-ZZZZZZ"
NOT_SHARED = "لا نستطيع مشاركة معلومات"
WHERE = "وين وصل طلبي"
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


async def applicant(house: Running, channel: str = "telegram") -> tuple[Beneficiary, str]:
    person = Beneficiary(house, channel)
    return person, await person.files(SERVICE.opening, SERVICE.answers)


async def code_sent_to(house: Running, mobile: str, number: int = 1) -> str:
    """The code of the newest of so many text messages."""
    sent = await house.simulator.wait_for("twilio_sms", mobile.removeprefix("+"), count=number)
    [code] = _CODE.findall(sent[-1].text)
    return str(code)


async def test_the_applicant_is_told_the_stage_and_the_earliest_date_in_both_calendars(house: Running) -> None:
    person, reference = await applicant(house)
    heard = await person.say(f"{WHERE}؟")
    assert reference in heard.text
    assert "وصل إلينا" in heard.text
    assert "أقرب موعد" in heard.text
    assert "هـ" in heard.text
    assert ID_NUMBER not in heard.text


async def test_the_number_alone_asks_how_the_request_stands(house: Running) -> None:
    person, reference = await applicant(house)
    for said in (reference, reference.lower().replace("-", " "), f"طلبي رقم {reference}", f"؟ {reference} لو سمحتم"):
        assert "المرحلة: وصل إلينا" in (await person.say(said)).text, said
    stranger = Beneficiary(house, "twilio_sms")
    await stranger.say(reference)
    assert await stranger.asks() == "otp"


@pytest.mark.thorough
async def test_with_two_requests_the_applicant_chooses(house: Running) -> None:
    person, first = await applicant(house)
    await person.say("أبغى أقدم طلب خدمة ثانية")
    second = await person.complete({"mobile": person.mobile, **SERVICE.answers})
    assert first != second
    heard = await person.say(f"{WHERE}؟")
    assert first in heard.text
    assert second in heard.text
    told = await person.press(second)
    assert second in told.text
    assert first not in told.text
    assert "المرحلة" in told.text


async def test_a_stranger_hears_the_same_whether_a_request_exists_or_not(house: Running) -> None:
    person, reference = await applicant(house)
    stranger, other = Beneficiary(house, "whatsapp_cloud"), Beneficiary(house, "whatsapp_cloud")
    real = await stranger.say(f"{WHERE} {reference}؟")
    unreal = await other.say(f"{WHERE} {NO_SUCH}؟")
    assert real == unreal
    assert await stranger.asks() == await other.asks() == "otp"
    for guess in ("123456", "000000", "111111", "222222", "333333"):
        real, unreal = await stranger.say(guess), await other.say(guess)
        assert real == unreal
    assert NOT_SHARED in real.text
    for who in (stranger, other):
        said = "\n".join(heard.text for heard in who.log)
        assert "المرحلة" not in said
        assert person.mobile[-4:] not in said
        assert "سارة" not in said


@pytest.mark.thorough
async def test_five_wrong_codes_close_the_way_for_the_right_one(house: Running) -> None:
    person, reference = await applicant(house)
    stranger = Beneficiary(house, "telegram")
    await stranger.say(f"{WHERE} {reference}؟")
    code = await code_sent_to(house, person.mobile_e164)
    wrong = str((int(code) + 1) % 10**6).zfill(6)
    for _ in range(4):
        assert NOT_SHARED not in (await stranger.say(wrong)).text
    assert NOT_SHARED in (await stranger.say(wrong)).text
    assert "المرحلة" not in (await stranger.say(code)).text


async def test_the_code_on_the_requests_phone_proves_once_and_for_all(house: Running) -> None:
    person, reference = await applicant(house)
    other = Beneficiary(house, "whatsapp_cloud")
    await other.say(f"{WHERE} {reference}؟")
    code = await code_sent_to(house, person.mobile_e164)
    assert "المرحلة: وصل إلينا" in (await other.say(code)).text
    again = await other.say(f"{WHERE} {reference}؟")
    assert "المرحلة" in again.text, "the phone stays proven"
    stranger = Beneficiary(house, "telegram")
    await stranger.say(f"{WHERE} {reference}؟")
    assert "المرحلة" not in (await stranger.say(code)).text, "a code has one use, in one conversation"


@pytest.mark.thorough
async def test_a_code_that_has_expired_proves_nothing_and_a_new_one_does(house: Running) -> None:
    person, reference = await applicant(house)
    other = Beneficiary(house, "telegram")
    await other.say(f"{WHERE} {reference}؟")
    code = await code_sent_to(house, person.mobile_e164)
    otp = table_of(Otp)
    async with house.db.transaction() as tx:
        past = datetime.now(UTC) - timedelta(seconds=1)
        await tx.execute(update(otp).where(otp.c.voided_at.is_(None), otp.c.used_at.is_(None)).values(expires_at=past))
    assert NOT_SHARED in (await other.say(code)).text
    await other.say(f"{WHERE} {reference}؟")
    fresh = await code_sent_to(house, person.mobile_e164, 2)
    assert "المرحلة" in (await other.say(fresh)).text


async def test_ones_own_contact_in_telegram_proves_and_somebody_elses_does_not(house: Running) -> None:
    person, reference = await applicant(house, "twilio_sms")
    owner, thief = Beneficiary(house, "telegram"), Beneficiary(house, "telegram")
    for who, own in ((thief, False), (owner, True)):
        await who.say("السلام عليكم")
        await who.person.does("send_contact", "سارة", person.mobile_e164, own=own)
        await who.hear()
    assert "المرحلة" not in (await thief.say(f"{WHERE} {reference}؟")).text
    assert await thief.asks() == "otp"
    assert "المرحلة" in (await owner.say(f"{WHERE} {reference}؟")).text


@pytest.mark.thorough
async def test_a_proven_stranger_may_not_be_told_of_other_requests(house: Running, office: Office) -> None:
    """The proof is of a phone: what stands under another phone stays closed."""
    mine, first = await applicant(house)
    _, foreign = await applicant(house)
    other = Beneficiary(house, "whatsapp_cloud")
    await other.say(f"{WHERE} {first}؟")
    await other.say(await code_sent_to(house, mine.mobile_e164))
    assert "المرحلة" not in (await other.say(f"{WHERE} {foreign}؟")).text
    assert (await office.request(foreign))["status"] == "submitted"
