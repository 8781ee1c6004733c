"""The page of reports in a real browser: what happened, in figures, charts and tables, and what is out of reach."""

import pytest
from playwright.async_api import Route, expect

from bot.ingest import utc_now
from tests.e2e.console_history import weeks
from tests.e2e.console_page import Console, Opened
from tests.e2e.console_scene import Scene

pytestmark = pytest.mark.thorough


async def reading(console: Opened, scene: Scene, days: int = 3, **options: object) -> Console:
    """A supervisor at the page of reports, after so many days of work."""
    running = scene.running
    await weeks(running.db, running.gateway.vault, utc_now(), days)
    hind = await console("هند", "supervisor", **options)
    await hind.page.goto(f"{hind.home}/console/reports")
    await expect(hind.page.get_by_role("heading", name="التقارير")).to_be_visible()
    return hind


async def test_reports_tell_what_happened_in_the_days_that_were_chosen(console: Opened, scene: Scene) -> None:
    hind = await reading(console, scene)
    page = hind.page
    volumes = page.locator("[data-report=volumes]").first
    await expect(volumes.get_by_role("img")).to_be_visible()
    everything = await volumes.locator("dd").first.inner_text()
    await volumes.get_by_text("الأرقام في جدول").click()
    await expect(volumes.get_by_role("row").nth(1)).to_contain_text("١٤٤٨")
    await expect(page.locator("[data-report=questions]").get_by_role("listitem").first).to_be_visible()
    await expect(page.locator("[data-report=requests]").get_by_role("columnheader", name="حتى ٣ أيام")).to_be_visible()
    await page.get_by_role("combobox", name="المدة").click()
    await page.get_by_role("option", name="آخر ٧ أيام").click()
    async with page.expect_download() as downloading:
        await volumes.get_by_role("link", name="تنزيل جدول").click()
    assert (await downloading.value).suggested_filename.startswith("volumes-")
    await expect(volumes.locator("dd").first).to_have_text(everything)
    await page.get_by_role("button", name="من").click()
    await expect(page.get_by_role("table").filter(has_text="الأحد")).to_be_visible()


async def test_a_report_out_of_reach_leaves_the_others_standing(console: Opened, scene: Scene) -> None:
    hind = await reading(console, scene)
    page, away = hind.page, [True]

    async def fail(route: Route) -> None:
        await (route.fulfill(status=403, json={"detail": "no"}) if away else route.continue_())

    await page.route("**/api/reports/cost*", fail)
    await page.reload()
    cost = page.locator("[data-report=cost]")
    await expect(cost.get_by_role("alert")).to_be_visible()
    await expect(page.locator("[data-report=times]").get_by_text("متوسط الرد الأول")).to_be_visible()
    await expect(page.locator("main").get_by_role("alert")).to_have_count(1)
    away.clear()
    await cost.get_by_role("button", name="إعادة المحاولة").click()
    await expect(cost.get_by_text("رسائل مرسلة").first).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
async def test_reports_have_no_serious_finding_and_do_not_scroll_sideways(
    console: Opened, scene: Scene, width: int, scheme: str
) -> None:
    hind = await reading(console, scene, viewport={"width": width, "height": 800}, color_scheme=scheme)
    await expect(hind.page.locator("[data-report=cost] table")).to_be_visible()
    assert await hind.serious_findings() == []
    assert await hind.overflow() == 0
