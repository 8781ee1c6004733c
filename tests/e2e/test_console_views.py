"""Filters kept under a name, and what the committee's console may ask for, in a real browser."""

import pytest
from playwright.async_api import expect

from tests.e2e.console_page import Opened

pytestmark = pytest.mark.thorough


async def test_a_view_for_all_is_kept_chosen_by_a_colleague_and_removed(console: Opened) -> None:
    hind, noura = await console("هند", "supervisor"), await console("نورة")
    page = hind.page
    await page.goto(f"{hind.home}/console/inbox?tab=all&channel=telegram&unread=1")
    await page.get_by_role("button", name="التصفية").click()
    views = page.get_by_role("group", name="العروض المحفوظة")
    await views.get_by_label("اسم العرض").fill("تيليجرام الجديد")
    await views.get_by_role("switch", name="للموظفين جميعًا").check(force=True)
    await views.get_by_role("button", name="حفظ").click()
    await expect(views.get_by_role("button", name="تيليجرام الجديد", exact=True)).to_be_visible()
    assert await hind.serious_findings() == []
    await noura.page.goto(f"{noura.home}/console/inbox?tab=queue")
    await noura.page.get_by_role("button", name="التصفية").click()
    theirs = noura.page.get_by_role("group", name="العروض المحفوظة")
    await expect(theirs.get_by_role("switch")).to_have_count(0)
    await expect(theirs.get_by_role("button", name="حذف العرض")).to_have_count(0)
    await theirs.get_by_role("button", name="تيليجرام الجديد").click()
    await noura.page.wait_for_url("**/inbox?tab=all&channel=telegram&unread=1")
    await views.get_by_role("button", name="حذف العرض: تيليجرام الجديد").click()
    await expect(views.get_by_role("button", name="تيليجرام الجديد", exact=True)).to_have_count(0)


async def test_the_committees_console_asks_for_nothing_that_is_refused(console: Opened) -> None:
    member = await console("فهد", "committee")
    refused: list[str] = []
    member.page.on("response", lambda answer: refused.append(answer.url) if answer.status == 403 else None)
    await member.page.goto(f"{member.home}/console/requests")
    await expect(member.page.get_by_role("heading", name="الطلبات")).to_be_visible()
    await member.page.wait_for_load_state("networkidle")
    assert refused == []
