"""What an applicant does to a request that exists: adds papers, changes, withdraws, appeals."""

import pytest

from tests.e2e.requests.beneficiary import Beneficiary
from tests.e2e.requests.cases import SERVICE
from tests.e2e.requests.office import Office
from tests.gateway import PROVIDED, Running

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


async def applicant(house: Running, channel: str = "telegram") -> tuple[Beneficiary, str]:
    person = Beneficiary(house, channel)
    return person, await person.files(SERVICE.opening, SERVICE.answers)


@pytest.mark.thorough
@pytest.mark.parametrize("channel", ["telegram", "whatsapp_cloud"])
async def test_papers_are_added(house: Running, office: Office, channel: str) -> None:
    person, reference = await applicant(house, channel)
    await person.say(f"أبغى أرفق مستندات لطلبي {reference}")
    assert await person.asks() == "documents"
    await person.person.does("send_media", PDF, "application/pdf", kind="document", filename="عقد.pdf")
    assert reference in (await person.hear()).text
    assert await office.documents(reference) == [("عقد.pdf", "application/pdf")]


async def test_an_answer_is_changed_while_that_is_allowed(house: Running, office: Office) -> None:
    person, reference = await applicant(house, "whatsapp_cloud")
    await person.say(f"أبغى أعدل طلبي {reference}")
    await person.press("المدينة")
    await person.say("جدة")
    await person.press("نعم، كله صحيح")
    shown = await office.request(reference)
    assert shown["fields"]["city"] == "جدة"
    assert shown["fields"]["full_name"] == SERVICE.wanted["full_name"]
    assert [e["kind"] for e in shown["history"]] == ["move", "fields"]
    await office.move(reference, "under_review")
    await person.hear_something()
    assert "ولا يمكن ذلك" in (await person.say(f"أبغى أعدل طلبي {reference}")).text


@pytest.mark.thorough
@pytest.mark.parametrize("channel", PROVIDED)
async def test_a_request_is_withdrawn_after_asking(house: Running, office: Office, channel: str) -> None:
    person, reference = await applicant(house, channel)
    await person.say(f"أبغى أسحب طلبي {reference}")
    await person.press("لا، أبقِه")
    assert (await office.request(reference))["status"] == "submitted"
    await person.say(f"أبغى أسحب طلبي {reference}")
    await person.press("نعم، اسحب الطلب")
    shown = await office.request(reference)
    assert shown["status"] == "withdrawn"
    assert await office.steps(reference) == [(None, "submitted"), ("submitted", "withdrawn")]


@pytest.mark.thorough
async def test_a_refusal_is_told_with_its_reason_and_may_be_appealed(house: Running, office: Office) -> None:
    person, reference = await applicant(house)
    await office.move(reference, "under_review", tell=False)
    await office.move(reference, "rejected", reason="الدخل أعلى من الحد", message="نعتذر عن تلبية الطلب هذه المرة")
    heard = await person.hear_something()
    assert "مرفوض" in heard.text
    assert "نعتذر عن تلبية الطلب هذه المرة" in heard.text
    await person.press("تظلّم")
    assert await person.asks() == "description"
    await person.say("تغيّر دخلنا بعد تقديم الطلب")
    appeal = await person.complete({"confirm": "نعم"})
    assert appeal != reference
    shown = await office.request(appeal)
    assert (shown["type"], shown["fields"]["related_reference"]) == ("appeal", reference)
    assert shown["fields"]["description"] == "تغيّر دخلنا بعد تقديم الطلب"


async def test_a_stranger_can_change_nothing(house: Running, office: Office) -> None:
    person, reference = await applicant(house)
    stranger = Beneficiary(house, "whatsapp_cloud")
    for wish in ("أبغى أسحب طلبي", "أبغى أعدل طلبي", "أبغى أرفق مستندات لطلبي"):
        await stranger.say(f"{wish} {reference}")
        assert await stranger.asks() == "otp"
        await stranger.say("نعم")
    assert await office.steps(reference) == [(None, "submitted")]
    assert person.channel == "telegram"
