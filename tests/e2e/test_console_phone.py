"""The console in a hand: every page within reach, and the screen for what people said."""

import pytest
from playwright.async_api import ViewportSize, expect

from tests.e2e.console_page import Opened, conversation_of
from tests.e2e.console_scene import Scene
from tests.e2e.test_console_every_view import speak_english

pytestmark = pytest.mark.thorough

PHONE: ViewportSize = {"width": 390, "height": 844}
CALL = "أبغى أكلم موظف"


async def test_every_page_is_within_reach_of_a_thumb(console: Opened, scene: Scene) -> None:
    hind = await console("هند", "supervisor", viewport=PHONE)
    bar = hind.page.get_by_role("navigation")
    for place in await bar.locator("a, button").all():
        box = await place.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert min(box["width"], box["height"]) >= 44
    await bar.get_by_role("button", name="المزيد").click()
    await hind.page.get_by_role("menuitem", name="التقارير").click()
    await expect(hind.page.get_by_role("heading", name="التقارير")).to_be_visible()
    await expect(bar.get_by_role("button", name="التقارير")).to_be_visible()


async def test_the_prompt_to_be_available_takes_one_line_in_both_languages(console: Opened, scene: Scene) -> None:
    page = (hind := await console("هند", "supervisor", viewport=PHONE)).page
    prompt = page.get_by_role("status").filter(has=page.get_by_role("button"))
    await expect(prompt).to_be_visible()
    arabic = await prompt.bounding_box()
    await speak_english(hind)
    english = await prompt.bounding_box()
    assert arabic
    assert english
    assert arabic["height"] == english["height"] < 44


async def test_an_open_conversation_has_the_screen_to_itself(console: Opened, scene: Scene) -> None:
    here = await conversation_of(await scene.person("telegram", "أم خالد", "متى يأتيني الرد على طلبي؟", CALL))
    noura = await console("نورة", viewport=PHONE)
    await noura.opens(here)
    card = noura.page.get_by_role("region", name="ملخص الحالة")
    await expect(card.get_by_role("button")).to_have_attribute("aria-expanded", "false")
    box = await noura.page.get_by_role("log").bounding_box()
    assert box
    assert box["height"] > 0.6 * PHONE["height"]
    assert await noura.overflow() == 0
    await card.get_by_role("button").click()
    await expect(card).to_contain_text(CALL)
    await expect(card).to_contain_text("القسم ٧ من السياسة")
    await noura.page.get_by_role("link", name="رجوع").click()
    await expect(noura.page.get_by_role("navigation")).to_be_visible()
