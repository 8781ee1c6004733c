"""In the browser: who somebody is, a masked number for one look, and what happened in detail."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.console_page import Opened, conversation_of
from tests.e2e.console_scene import Scene
from tests.storage.people import ID_NUMBER

pytestmark = pytest.mark.thorough

WORDS = f"رقم هويتي {ID_NUMBER} متى يأتيني الرد؟"
OVERFLOW = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


async def asking(scene: Scene) -> int:
    """The conversation of somebody who typed an ID number."""
    return await conversation_of(await scene.person("telegram", "أم خالد", WORDS))


def shown(page: Page) -> Locator:
    return page.locator("[data-revealed]")


async def test_a_masked_number_is_shown_with_a_reason_and_leaves_by_itself(console: Opened, scene: Scene) -> None:
    here = await asking(scene)
    hind = await console("هند", "supervisor")
    await hind.page.clock.install()
    await hind.opens(here)
    assert ID_NUMBER not in await hind.page.content()
    await hind.page.locator("[data-reveal]").click()
    form = hind.page.locator("[data-reveal-form]")
    await expect(form.get_by_role("button", name="إظهار")).to_be_disabled()
    await form.get_by_role("textbox").fill("مطابقة الهوية")
    assert await hind.serious_findings() == []
    await form.get_by_role("button", name="إظهار").click()
    await expect(shown(hind.page)).to_contain_text(ID_NUMBER)
    await hind.page.clock.fast_forward(31_000)
    await expect(shown(hind.page)).to_have_count(0)
    assert ID_NUMBER not in await hind.page.content()


async def test_an_agent_is_not_offered_a_look(console: Opened, scene: Scene) -> None:
    here = await asking(scene)
    noura = await console("نورة")
    await noura.opens(here)
    await expect(noura.lines.filter(has_text="••••••5673")).to_be_visible()
    assert await noura.page.locator("[data-reveal]").count() == 0


@pytest.mark.parametrize("width", [390, 1440])
async def test_the_person_and_what_happened_are_readable_on_every_screen(
    console: Opened, scene: Scene, width: int
) -> None:
    here = await asking(scene)
    hind = await console("هند", "supervisor", viewport={"width": width, "height": 844})
    page = hind.page
    await hind.opens(here)
    await page.get_by_role("button", name="إجراءات أخرى").click()
    await page.get_by_role("menuitem", name="ما جرى بالتفصيل").click()
    steps = page.locator("[data-moment]")
    await expect(steps.first).to_contain_text("••••••5673")
    kinds = await steps.evaluate_all("steps => steps.map((step) => step.dataset.moment)")
    assert kinds[:5] == ["received", "understood", "decided", "said", "attempt"]
    assert await hind.serious_findings() == []
    await page.keyboard.press("Escape")
    if width == 390:
        await page.get_by_role("button", name="بيانات الشخص").click()
    await page.get_by_role("link", name="صفحة الشخص").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("أم خالد")
    await expect(page.get_by_role("heading", name="حقوقه في بياناته")).to_be_visible()
    assert await hind.serious_findings() == []
    assert await page.evaluate(OVERFLOW) == 0
