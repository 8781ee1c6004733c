"""In the browser: a member of the committee decides, and the person is told where they wrote."""

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.console_page import Console, Opened
from tests.e2e.console_scene import Scene
from tests.e2e.requests.beneficiary import Beneficiary
from tests.e2e.requests.cases import SERVICE
from tests.e2e.requests.office import Office
from tests.gateway import Running

pytestmark = pytest.mark.thorough


@pytest.fixture
def scene(house: Running) -> Scene:
    """In a house that tells at any hour."""
    return Scene(house)


def step(member: Console, name: str) -> Locator:
    return member.page.get_by_role("button", name=name, exact=True)


async def test_a_member_of_the_committee_moves_a_request_and_the_person_is_told(
    console: Opened, house: Running, office: Office
) -> None:
    person = Beneficiary(house, "telegram")
    reference = await person.files(SERVICE.opening, SERVICE.answers)
    for status in ("verifying", "under_review"):
        await office.move(reference, status)
        await person.hear_something()
    member = await console("أ. منى", "committee")
    page = member.page
    await expect(page.get_by_role("heading", name="الطلبات")).to_be_visible()
    assert await page.get_by_role("link", name="المحادثات").count() == 0, "conversations are not the committee's"
    assert await page.get_by_role("button", name="حسابي: أ. منى", exact=True).count() == 1, (
        "nor does it say it is there"
    )
    await page.get_by_role("link", name=reference).click()
    assert await member.serious_findings() == []
    await step(member, "قبول").click()
    await page.get_by_label("رسالة إلى صاحب الطلب").fill("نسعد بخدمتك، وسنتواصل معك للتسليم.")
    await step(member, "تأكيد").click()
    heard = (await person.hear_something()).text
    assert "مقبول" in heard
    assert "نسعد بخدمتك، وسنتواصل معك للتسليم." in heard
    await expect(page.locator("header").get_by_text("مقبول")).to_be_visible()
    assert (await office.request(reference))["status"] == "accepted"


async def test_a_rejection_needs_a_reason_and_the_person_hears_it(
    console: Opened, house: Running, office: Office
) -> None:
    person = Beneficiary(house, "whatsapp_cloud")
    reference = await person.files(SERVICE.opening, SERVICE.answers)
    for status in ("verifying", "under_review"):
        await office.move(reference, status)
        await person.hear_something()
    member = await console("أ. سلمان", "committee")
    await member.page.goto(f"{member.home}/console/requests/{reference}")
    await step(member, "رفض").click()
    await expect(step(member, "تأكيد")).to_be_disabled()
    await member.page.get_by_label("السبب").fill("الجهاز متوفر لدى الأسرة")
    await step(member, "تأكيد").click()
    assert "الجهاز متوفر لدى الأسرة" in (await person.hear_something()).text
