"""Two colleagues at their consoles, people on three channels: from the call for a person to the survey at the end."""

import pytest
from playwright.async_api import FilePayload, expect
from sqlalchemy import text

from bot.ingest import utc_now
from storage import templates
from tests.e2e.console_page import Console, Opened, conversation_of
from tests.e2e.console_scene import Scene, picture
from tests.e2e.visitor import Visit
from tests.people import Person, Visitor

pytestmark = pytest.mark.thorough

CALL = "أبغى أكلم موظف"
FOLLOW_UP = {
    "name": "follow_up",
    "language": "ar",
    "title": "متابعة طلب",
    "status": "approved",
    "category": "utility",
    "parts": {"body": "أهلًا {{1}}، لدينا جديد عن طلبك."},
    "variables": ["1"],
    "reason": None,
}


async def at_the_list(console: Opened, *names: str) -> list[Console]:
    """Colleagues who look at all conversations, the latest first."""
    opened = [await console(name) for name in names]
    for one in opened:
        await one.page.goto(f"{one.home}/console/inbox?tab=all")
        await expect(one.page.get_by_role("heading", name="المحادثات")).to_be_visible()
    return opened


async def chooses(one: Console, deed: str) -> None:
    await one.page.get_by_role("button", name="إجراءات أخرى").click()
    await one.page.get_by_role("menuitem", name=deed, exact=True).click()


async def test_who_waits_appears_for_both_and_who_takes_it_is_seen_at_once(console: Opened, scene: Scene) -> None:
    badria, majed = await at_the_list(console, "بدرية الفهد", "ماجد الزايد")
    visitor, person = Visitor(scene.running), Person(scene.running, "telegram")
    for one in (visitor, person):
        await one.asks(CALL)
    here, there = await conversation_of(visitor), await conversation_of(person)
    for colleague in (badria, majed):
        for talk in (here, there):
            await expect(colleague.row(talk)).to_contain_text(CALL)
    await badria.row(here).click()
    await badria.page.get_by_role("button", name="استلام").first.click()
    await expect(majed.row(here)).to_contain_text("بدرية الفهد")
    await majed.row(here).click()
    await expect(majed.page.get_by_text("المحادثة مع بدرية الفهد")).to_be_visible()
    await expect(badria.page.get_by_text("يطّلع عليها الآن: ماجد الزايد").last).to_be_visible()


async def test_a_conversation_with_note_file_transfer_and_end(console: Opened, scene: Scene) -> None:
    visitor = Visitor(scene.running)
    await visitor.asks(CALL)
    here = await conversation_of(visitor)
    amal, fahd = await console("أمل الغامدي"), await console("فهد العنزي")
    await amal.claims(here)
    await amal.writes("حياك الله")
    await amal.page.get_by_text("ملاحظة داخلية", exact=True).click()
    await amal.field.press_sequentially("@فهد العن")
    await amal.field.press("Enter")
    await amal.field.press_sequentially("راجع عقده")
    await amal.field.press("Enter")
    await expect(fahd.page.get_by_role("button", name="التنبيهات: واحد جديد")).to_be_visible()
    await amal.page.get_by_text("رد", exact=True).click()
    async with amal.page.expect_file_chooser() as chooser:
        await amal.page.get_by_role("button", name="إرفاق ملف").click()
    photo = FilePayload(name="خريطة.jpg", mimeType="image/jpeg", buffer=picture())
    await (await chooser.value).set_files(photo)
    await expect(amal.page.get_by_role("button", name="إرسال")).to_be_enabled()
    await amal.writes("موقعنا")
    await expect(amal.unsent).to_have_count(0)
    heard = [m for m in await visitor.reads() if m["author"] == "staff"]
    assert [m["text"] for m in heard] == ["حياك الله", "موقعنا"]
    [file] = heard[1]["attachments"]
    assert (await scene.running.client.get(file["url"], headers=visitor.headers)).content.startswith(b"\xff\xd8")

    await chooses(amal, "تحويل إلى زميل")
    dialog = amal.page.get_by_role("dialog")
    await dialog.get_by_label("ملاحظة لزملائك").fill("يحتاج متابعة العقد")
    await dialog.get_by_role("button", name="فهد العنزي").click()
    await expect(amal.page.get_by_text("المحادثة مع فهد العنزي")).to_be_visible()
    await expect(fahd.page.get_by_role("button", name="التنبيهات: اثنان جديدان")).to_be_visible()
    await fahd.opens(here, tab="mine")
    await expect(fahd.page.locator("[data-note]").last).to_contain_text("يحتاج متابعة العقد")
    await visitor.hears()
    await fahd.ends()
    await expect(fahd.page.get_by_text("اختر محادثة من القائمة")).to_be_visible()
    assert "نرجو أن نكون قد خدمناك" in visitor.whole(await visitor.hears()).text


async def test_a_reply_after_a_day_waits_for_the_answer_to_a_template(console: Opened, scene: Scene) -> None:
    person = Person(scene.running, "whatsapp_cloud")
    await person.asks(CALL)
    here = await conversation_of(person)
    async with scene.running.db.transaction() as tx:
        await templates.replace(tx, "whatsapp_cloud", [FOLLOW_UP], utc_now())
        await tx.execute(text(f"UPDATE identity SET window_from = NULL WHERE address = '{person.address}'"))
    sara = await console("سارة الحمد")
    await sara.opens(here)
    await sara.page.get_by_role("button", name="استلام").first.click()
    await expect(sara.field).to_have_attribute("placeholder", "اكتب ردك، ويصله حين يرد")
    await sara.writes("قُبل طلبك")
    kept = sara.page.locator("[data-parked]")
    await expect(kept).to_contain_text("قُبل طلبك")
    await sara.page.get_by_role("button", name="اختيار قالب").click()
    dialog = sara.page.get_by_role("dialog")
    await dialog.get_by_label("اختيار قالب").click()
    await sara.page.get_by_role("option", name="متابعة طلب (ar)").click()
    await dialog.get_by_label("الفراغ ١").fill("سعد")
    await expect(dialog.get_by_label("المعاينة")).to_have_text("أهلًا سعد، لدينا جديد عن طلبك.")
    await dialog.get_by_role("button", name="إرسال").click()
    await expect(sara.lines.last).to_contain_text("لدينا جديد عن طلبك")
    assert len(await person.hears()) == 1
    await person.says("نعم")
    await expect(sara.lines.last).to_contain_text("قُبل طلبك")
    await expect(kept).to_have_count(0)
    assert [h.text for h in await person.hears()] == ["قُبل طلبك"]
    async with scene.running.db.transaction() as tx:
        await templates.replace(tx, "whatsapp_cloud", [], utc_now())


async def test_both_sides_of_the_web_chat_see_who_writes_and_the_picture(
    console: Opened, scene: Scene, visit: Visit
) -> None:
    [huda] = await at_the_list(console, "هدى السبيعي")
    await visit.say(CALL)
    await expect(visit.answers.last).to_be_visible()
    await visit.say("ابني في المدرسة التاسعة")
    row = huda.page.locator("[data-talk]").filter(has_text="ابني في المدرسة التاسعة")
    await row.click()
    await huda.page.get_by_role("button", name="استلام").first.click()
    await visit.field.press_sequentially("وعندي سؤال")
    writes = huda.page.get_by_role("log").get_by_text("يكتب الآن…")
    await expect(writes).to_be_visible()
    await visit.field.press("Enter")
    await expect(huda.lines.filter(has_text="وعندي سؤال")).to_be_visible()
    await expect(writes).to_be_hidden(timeout=2000)  # it fades by itself only after six seconds
    await huda.page.route("**/api/canned", lambda route: route.fulfill(json=[]))
    await huda.field.press_sequentially("/")
    await expect(huda.page.get_by_text("لا ردود جاهزة بعد")).to_be_visible()
    await huda.field.fill("")
    await huda.field.press_sequentially("أهلًا")
    await expect(visit.page.get_by_text("الموظف يكتب")).to_be_visible()
    async with huda.page.expect_file_chooser() as chooser:
        await huda.page.get_by_role("button", name="إرفاق ملف").click()
    await (await chooser.value).set_files(FilePayload(name="صورة.jpg", mimeType="image/jpeg", buffer=picture()))
    await expect(huda.page.get_by_role("button", name="إرسال")).to_be_enabled()
    await huda.field.press("Enter")
    shown = visit.page.get_by_role("img", name="صورة.jpg")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320


async def test_somebody_new_is_told_that_nothing_reaches_them_until_they_say_so(console: Opened, scene: Scene) -> None:
    reem = await console("ريم الدوسري", viewport={"width": 390, "height": 844})
    prompt = reem.page.get_by_text("لن تصلك محادثات قبل أن تختار «متاح».")
    await expect(prompt).to_be_visible()
    await reem.page.get_by_role("button", name="أنا متاح").click()
    await expect(prompt).to_have_count(0)
    await expect(reem.page.get_by_role("button", name="حسابي: ريم الدوسري، متاح")).to_be_in_viewport()
    await reem.page.get_by_role("button", name="حسابي: ريم الدوسري، متاح").click()
    await reem.page.get_by_role("menuitemradio", name="بعيد").click()
    await expect(prompt).to_be_visible()
