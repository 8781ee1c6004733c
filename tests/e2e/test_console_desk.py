"""What supervisors look after, in a real browser: hours, days off, promises, labels, replies kept ready, templates."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.console_page import Console, Opened

pytestmark = pytest.mark.thorough

TABS = {"hours": "الأيام القادمة", "days": "إضافة يوم", "practice": "مهلة الرد والإنهاء", "labels": "إضافة وسم"}
TABS |= {"canned": "إضافة رد", "templates": "جلب القوالب من المزوّد"}

LOADING_MS = 20_000  # a whole page on a busy machine


async def looking_after(console: Opened, tab: str, **options: object) -> Console:
    hind = await console("هند", "supervisor", **options)
    await hind.page.goto(f"{hind.home}/console/desk/{tab}")
    await expect(hind.page.get_by_text(TABS[tab]).first).to_be_visible(timeout=LOADING_MS)
    return hind


async def choose(page: Page, field: str, option: str) -> None:
    await page.get_by_role("combobox", name=field, exact=True).first.click()
    await page.get_by_role("option", name=option, exact=True).click()


async def test_hours_are_changed_and_the_coming_days_follow(console: Opened) -> None:
    page = (await looking_after(console, "hours")).page
    await choose(page, "نهاية الدوام: الأحد", "٧:٠٠ ص")
    await expect(page.get_by_role("alert").filter(has_text="يجب أن تنتهي الفترة بعد بدايتها")).to_be_visible()
    await choose(page, "نهاية الدوام: الأحد", "١١:٠٠ ص")
    week = page.get_by_role("region", name="أوقات الأسبوع")
    await week.get_by_role("button", name="إضافة فترة: الجمعة").click()
    await choose(page, "بداية الدوام: الجمعة", "٩:٣٠ ص")
    await page.get_by_role("button", name="حفظ", exact=True).click()
    coming = page.get_by_role("list").filter(has=page.get_by_text("الجمعة،"))
    await expect(coming.get_by_role("listitem").filter(has_text="الجمعة،").first).to_contain_text("٩:٣٠ ص")
    await expect(coming.get_by_role("listitem").filter(has_text="الأحد،").first).to_contain_text("٨:٠٠ ص – ١١:٠٠ ص")
    await page.reload()
    sunday = week.get_by_role("combobox", name="نهاية الدوام: الأحد")
    await expect(sunday).to_have_value("١١:٠٠ ص", timeout=LOADING_MS)


async def test_what_the_server_refuses_is_shown_at_its_field(console: Opened) -> None:
    page = (await looking_after(console, "practice")).page
    field = page.get_by_label("إخبار المنتظر بدوره كل")
    await field.fill("٢")
    await expect(page.get_by_text("اكتب عددًا من ٥ إلى")).to_be_visible()
    await page.get_by_role("button", name="حفظ", exact=True).click()
    await expect(page.get_by_text("بعض الحقول غير صحيحة.")).to_be_visible()
    await field.fill("٢٠")
    await page.get_by_role("button", name="حفظ", exact=True).click()
    await expect(page.get_by_text("حُفظت، ويُعمل بها من الآن.")).to_be_visible()
    await page.reload()
    await expect(field).to_have_value("٢٠", timeout=LOADING_MS)


async def test_a_computed_holiday_is_overridden_and_brought_back(console: Opened) -> None:
    page = (await looking_after(console, "days")).page
    day = page.get_by_role("listitem").filter(has_text="٢٢ فبراير")
    await expect(day).to_contain_text("محسوب من التقويم")
    await day.get_by_role("button").click()
    await page.get_by_role("menuitem", name="تغيير هذا اليوم").click()
    await page.get_by_label("السبب").fill("نعمل هذا العام")
    await page.get_by_role("switch", name="نعمل بعض ساعات هذا اليوم").check(force=True)
    await page.get_by_role("dialog").get_by_role("button", name="حفظ").click()
    await expect(day).to_contain_text("أدخله مشرف")
    await expect(day).to_contain_text("٩:٠٠ ص – ١٢:٠٠ م")
    await day.get_by_role("button").click()
    await page.get_by_role("menuitem", name="إعادته كالمعتاد").click()
    await expect(day).to_contain_text("محسوب من التقويم")


async def test_labels_are_made_renamed_and_removed(console: Opened) -> None:
    page = (await looking_after(console, "labels")).page
    await page.get_by_role("button", name="إضافة وسم").click()
    await page.get_by_role("dialog").get_by_label("الاسم").fill("تنتظر مستندات")
    await page.get_by_role("dialog").get_by_role("button", name="حفظ").click()
    row = page.get_by_role("listitem").filter(has_text="مستندات")
    await row.get_by_role("button").click()
    await page.get_by_role("menuitem", name="تعديل").click()
    await page.get_by_role("dialog").get_by_label("الاسم").fill("وصلت مستندات")
    await page.get_by_role("dialog").get_by_role("button", name="حفظ").click()
    await expect(row).to_contain_text("وصلت مستندات")
    await row.get_by_role("button").click()
    await page.get_by_role("menuitem", name="حذف").click()
    await page.get_by_role("dialog").get_by_role("button", name="حذف").click()
    await expect(row).to_have_count(0)


async def test_a_reply_kept_ready_is_previewed_with_its_blanks_filled(console: Opened) -> None:
    page = (await looking_after(console, "canned")).page
    await page.get_by_role("button", name="إضافة رد").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("العنوان").fill("الترحيب")
    await dialog.get_by_label("الاختصار").fill("ترحيب")
    await dialog.get_by_label("النص").fill("حياك الله {phone}")
    await expect(dialog.get_by_text("لا نعرف الفراغ phone")).to_be_visible()
    await dialog.get_by_label("النص").fill("حياك الله ")
    await dialog.get_by_role("button", name="الاسم الأول").click()
    await expect(dialog.get_by_text("حياك الله سارة")).to_be_visible()
    await dialog.get_by_role("button", name="حفظ").click()
    row = page.get_by_role("listitem").filter(has_text="/ترحيب")
    await expect(row).to_contain_text("حياك الله {first_name}")


async def test_templates_are_fetched_with_what_may_be_sent_and_why_not(console: Opened) -> None:
    page = (await looking_after(console, "templates")).page
    await page.get_by_role("button", name="جلب القوالب من المزوّد").click()
    await expect(page.get_by_role("listitem").filter(has_text="follow_up")).to_contain_text("معتمد")
    refused = page.get_by_role("listitem").filter(has_text="greeting")
    await expect(refused).to_contain_text("مرفوض")
    await expect(refused).to_contain_text("صيغة الفراغات غير صحيحة")


@pytest.mark.parametrize("width", [390, 1280])
async def test_settings_have_no_serious_finding_and_do_not_scroll_sideways(console: Opened, width: int) -> None:
    hind = await looking_after(console, "hours", viewport={"width": width, "height": 800})
    for tab, shown in TABS.items():
        await hind.goes(f"/desk/{tab}")
        await expect(hind.page.get_by_text(shown).first).to_be_visible(timeout=LOADING_MS)
        await expect(hind.page.get_by_label("جارٍ التحميل")).to_have_count(0)
        assert (tab, await hind.serious_findings()) == (tab, [])
        assert (tab, await hind.overflow()) == (tab, 0)
