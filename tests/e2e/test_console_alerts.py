"""Signs for somebody whose console is open behind something else: of need and promises, never of whom or of what."""

import pytest
from playwright.async_api import expect

from tests.e2e.console_page import Opened
from tests.e2e.console_scene import Scene
from tests.waiting import until

pytestmark = pytest.mark.thorough

NEED = "الحقوني صاحب البيت بيطردنا بكرة وما عندنا مكان نروح له"
ELSEWHERE = """
    window.signs = [];
    window.Notification = class {
        static permission = "granted";
        constructor(title, options) { signs.push([title, options?.body ?? ""]); }
        close() {}
    };
    Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
"""


async def test_an_urgent_case_is_signalled_to_who_looks_elsewhere(console: Opened, scene: Scene) -> None:
    noura = await console("نورة")
    await noura.page.add_init_script(ELSEWHERE)
    async with noura.page.expect_response("**/api/events*"):
        await noura.page.reload()
    await expect(noura.page.get_by_role("heading", name="المحادثات")).to_be_visible()
    await scene.person("telegram", "أم فهد", "السلام عليكم", NEED)
    await until(lambda: noura.page.evaluate("signs.length"))
    assert await noura.page.evaluate("signs") == [["حالة عاجلة تنتظر", ""]]
    await expect(noura.page.get_by_role("button", name="التنبيهات: واحد جديد")).to_be_visible()
    await noura.page.get_by_role("button", name="التنبيهات: واحد جديد").click()
    await expect(noura.page.get_by_role("dialog")).to_contain_text("حالة عاجلة تنتظر")
