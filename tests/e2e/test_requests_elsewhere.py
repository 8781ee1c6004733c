"""A form begun on one channel goes on on another, for whoever proves the phone in it, and lives in one place only."""

import asyncio

import pytest

from tests.e2e.requests.beneficiary import Beneficiary
from tests.e2e.requests.cases import NEED, SERVICE, SUPPORT
from tests.e2e.requests.office import Office
from tests.e2e.test_requests_papers import PDF
from tests.e2e.test_requests_proof import code_sent_to
from tests.gateway import Running

RESUME = "أكمل طلبي"
ASKED = "ما رقم الجوال"
CLOSED = "يُكمَل الآن في محادثة أخرى"


async def began(spine: Running, channel: str, until: str = "city", case: object = SERVICE) -> Beneficiary:
    """Somebody who left a form of theirs at the question for `until`."""
    assert case in (SERVICE, SUPPORT)
    case = SERVICE if case is SERVICE else SUPPORT
    person = Beneficiary(spine, channel)
    await person.say(case.opening)
    await person.until_asked(until, {**case.answers, "mobile": person.mobile})
    return person


async def continued(spine: Running, channel: str, began: Beneficiary) -> Beneficiary:
    """The same person on another channel, with the phone proven by a code."""
    person = Beneficiary(spine, channel)
    await person.say(RESUME)
    await person.say(began.mobile)
    await person.say(await code_sent_to(spine, began.mobile_e164))
    return person


async def requests_of(spine: Running, mobile: str) -> list[str]:
    office = await Office.open(spine)
    found = await office.search(mobile)
    await office.close()
    return found


@pytest.mark.thorough
async def test_what_was_begun_on_the_web_is_finished_on_whatsapp(spine: Running) -> None:
    web = await began(spine, "webchat")
    mobile = Beneficiary(spine, "whatsapp_cloud")
    assert ASKED in (await mobile.say(RESUME)).text
    asked = await mobile.say(web.mobile)
    assert "فقد أرسلنا إليه رمز تحقق" in asked.text
    resumed = await mobile.say(await code_sent_to(spine, web.mobile_e164))
    assert "نكمل معك «طلب خدمة» من حيث توقفنا" in resumed.text
    assert await mobile.asks() == "city"
    reference = await mobile.complete(SERVICE.answers)
    office = await Office.open(spine)
    request = await office.request(reference)
    await office.close()
    assert request["fields"]["full_name"] == SERVICE.answers["full_name"]
    assert request["fields"]["mobile"] == web.mobile_e164
    assert request["person"]["channel"] == "whatsapp_cloud"


@pytest.mark.thorough
async def test_where_it_was_begun_it_is_closed_and_says_so(spine: Running) -> None:
    web = await began(spine, "webchat", "confirm")
    mobile = await continued(spine, "whatsapp_cloud", web)
    assert CLOSED in (await web.press("نعم، كله صحيح")).text
    assert "رقم" not in (await web.say("أقر")).text
    await mobile.complete(SERVICE.answers)
    assert len(await requests_of(spine, web.mobile)) == 1


@pytest.mark.thorough
async def test_typed_answers_to_what_went_elsewhere_are_told_where_it_went_and_questions_are_answered(
    gateway: Running,
) -> None:
    web = await began(gateway, "webchat", "description")
    await continued(gateway, "telegram", web)
    assert CLOSED in (await web.say(NEED)).text
    assert "أسبوعين" in (await web.say("كم ياخذ الطلب عشان يجيني الرد؟")).text


async def test_ones_own_contact_in_telegram_brings_what_was_begun_on_the_web(spine: Running) -> None:
    web = await began(spine, "webchat")
    telegram = Beneficiary(spine, "telegram")
    await telegram.say(RESUME)
    [keyboard] = [s.raw["reply_markup"]["keyboard"] for s in spine.simulator.sent_to("telegram", telegram.person.to)]
    assert keyboard[0][0]["request_contact"] is True
    await telegram.person.does("send_contact", "سارة", web.mobile_e164, own=True)
    assert "نكمل معك «طلب خدمة»" in (await telegram.hear()).text
    assert await telegram.complete(SERVICE.answers)


async def test_a_phone_proven_before_needs_no_second_code(gateway: Running) -> None:
    telegram = Beneficiary(gateway, "telegram")
    await telegram.say("السلام عليكم")
    web = await began(gateway, "webchat")
    await telegram.person.does("send_contact", "سارة", web.mobile_e164, own=True)
    await telegram.hear()
    assert "نكمل معك «طلب خدمة»" in (await telegram.say(RESUME)).text


async def test_somebody_elses_contact_brings_nothing(gateway: Running) -> None:
    web = await began(gateway, "webchat")
    telegram = Beneficiary(gateway, "telegram")
    await telegram.say(RESUME)
    await telegram.person.does("send_contact", "سارة", web.mobile_e164, own=False)
    assert "نكمل معك «" not in (await telegram.hear()).text
    assert "نكمل معك «" not in (await telegram.say(RESUME)).text


@pytest.mark.thorough
async def test_a_stranger_hears_the_same_whether_something_was_begun_or_not(spine: Running) -> None:
    web = await began(spine, "webchat")
    stranger, other = Beneficiary(spine, "whatsapp_cloud"), Beneficiary(spine, "whatsapp_cloud")
    for who, mobile in ((stranger, web.mobile), (other, other.mobile)):
        await who.say(RESUME)
        await who.say(mobile)
    for guess in ("123456", "000000", "111111", "222222", "333333"):
        await stranger.say(guess)
        await other.say(guess)
    assert [h.text for h in stranger.log] == [h.text for h in other.log]
    assert "لم نتحقق من الرقم" in stranger.heard.text
    assert not spine.simulator.sent_to("twilio_sms", other.mobile_e164), "no code where nothing was begun"
    assert await web.complete({"mobile": web.mobile, **SERVICE.answers}), "it stays where it is"


@pytest.mark.thorough
async def test_a_link_that_is_undone_takes_the_form_back_to_where_it_was_begun(spine: Running) -> None:
    web = await began(spine, "webchat", "city")
    mobile = await continued(spine, "whatsapp_cloud", web)
    await mobile.say("أبها")
    office = await Office.open(spine)
    await office.undo_links(await mobile.person_id())
    await office.close()
    assert CLOSED in (await mobile.say(NEED)).text
    assert ASKED in (await mobile.say(RESUME)).text, "nothing is reached by a link that was undone"
    back = await web.say(RESUME)
    assert "نكمل معك «طلب خدمة»" in back.text
    assert await web.asks() == "service_type", "what was answered meanwhile came back with it"
    await web.complete({**SERVICE.answers, "mobile": web.mobile})
    assert len(await requests_of(spine, web.mobile)) == 1


@pytest.mark.thorough
async def test_files_go_with_the_form(spine: Running) -> None:
    telegram = await began(spine, "telegram", "city", SUPPORT)
    await telegram.person.does("send_media", PDF, "application/pdf", filename="عقد.pdf")
    await telegram.hear()
    web = await continued(spine, "webchat", telegram)
    reference = await web.complete({**SUPPORT.answers, "mobile": telegram.mobile})
    office = await Office.open(spine)
    papers = await office.documents(reference)
    await office.close()
    assert papers == [("عقد.pdf", "application/pdf")]


@pytest.mark.thorough
async def test_sent_and_taken_at_the_same_moment_it_is_one_request(spine: Running) -> None:
    web = await began(spine, "webchat", "attestation")
    mobile = Beneficiary(spine, "whatsapp_cloud")
    await mobile.say(RESUME)
    await mobile.say(web.mobile)
    code = await code_sent_to(spine, web.mobile_e164)
    await asyncio.gather(web.person.says("أقر بصحة البيانات"), mobile.person.says(code))
    sent = (await web.hear()).text
    taken = (await mobile.hear()).text
    assert ("ورقمه" in sent) != ("نكمل معك «" in taken), f"either sent or taken: {sent!r}, {taken!r}"
    if "نكمل معك «" in taken:
        await mobile.complete(SERVICE.answers)
    assert len(await requests_of(spine, web.mobile)) == 1


async def test_a_request_that_waits_for_something_is_what_resuming_means(gateway: Running) -> None:
    person = Beneficiary(gateway, "webchat")
    reference = await person.files(SERVICE.opening, SERVICE.answers)
    office = await Office.open(gateway)
    await office.move(reference, "incomplete", reason="المدينة غير واضحة", missing=["city"], tell=False)
    await office.close()
    await person.say(RESUME)
    assert await person.asks() == "city"
