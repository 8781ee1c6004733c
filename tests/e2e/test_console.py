"""The staff console as its people meet it: a real browser against the real gateway."""

import pytest
from playwright.async_api import Browser, Route, expect

from tests.e2e.console_page import Opened, conversation_of, sign_in
from tests.e2e.console_scene import Scene, picture
from tests.e2e.test_webchat_page import XSS
from tests.gateway import Running
from tests.people import Visitor
from tests.waiting import until

REPLY = "حياك الله، معك نورة من خدمة المستفيدين."
NOTE = "ينتظر مستند الدخل"


async def waiting(scene: Scene) -> tuple[Visitor, int]:
    """A visitor of the website who has asked for a person."""
    visitor = Visitor(scene.running)
    await visitor.asks("أبغى أكلم موظف")
    return visitor, await conversation_of(visitor)


async def said_by_staff(visitor: Visitor) -> list[str]:
    return [m["text"] for m in await visitor.reads() if m["author"] == "staff"]


@pytest.mark.thorough
async def test_a_wrong_password_is_told_and_the_right_one_lets_in(browser: Browser, scene: Scene) -> None:
    email = await scene.colleague("سارة", "sara@example.org")
    page = await browser.new_page(locale="ar-SA")
    await sign_in(page, scene.running.url, email, "not the right password")
    await expect(page.get_by_role("alert")).to_have_text("البريد أو كلمة المرور غير صحيحة.")
    await sign_in(page, scene.running.url, email)
    await expect(page.get_by_role("heading", name="المحادثات")).to_be_visible()
    assert await page.locator("html").get_attribute("dir") == "rtl"
    await page.close()


async def test_a_reply_reaches_the_visitor_and_a_note_does_not(console: Opened, scene: Scene) -> None:
    visitor, here = await waiting(scene)
    noura = await console("نورة")
    await noura.claims(here)
    await noura.writes(REPLY)
    await expect(noura.lines.filter(has_text=REPLY)).to_have_count(1)
    await expect(noura.unsent).to_have_count(0)
    await noura.page.get_by_text("ملاحظة داخلية", exact=True).click()
    await noura.writes(NOTE)
    await expect(noura.page.locator("[data-note]")).to_contain_text(NOTE)
    assert await said_by_staff(visitor) == [REPLY]
    await noura.ends()
    await expect(noura.page.get_by_text("اختر محادثة من القائمة")).to_be_visible()
    assert (await visitor.row("SELECT owner FROM conversation WHERE id = :conversation")).owner == "closed"


@pytest.mark.thorough
async def test_what_is_typed_survives_a_reload(console: Opened, scene: Scene) -> None:
    _, here = await waiting(scene)
    noura = await console("نورة")
    await noura.claims(here)
    await noura.field.fill("السلام عليكم، بخصوص")
    await noura.page.reload()
    await expect(noura.field).to_have_value("السلام عليكم، بخصوص")


@pytest.mark.thorough
async def test_replies_written_without_a_network_are_sent_once_and_in_order(console: Opened, scene: Scene) -> None:
    visitor, here = await waiting(scene)
    noura = await console("نورة")
    await noura.claims(here)
    await noura.page.context.set_offline(True)
    for text in ("أولًا", "ثانيًا"):
        await noura.writes(text)
    await expect(noura.unsent).to_have_count(2)
    await noura.page.context.set_offline(False)
    await expect(noura.unsent).to_have_count(0)
    assert await said_by_staff(visitor) == ["أولًا", "ثانيًا"]


@pytest.mark.thorough
async def test_a_lost_answer_doubles_no_reply(console: Opened, scene: Scene) -> None:
    visitor, here = await waiting(scene)
    noura = await console("نورة")
    await noura.claims(here)
    lost: list[str] = []

    async def lose_the_first(route: Route) -> None:
        if route.request.method != "POST":
            await route.continue_()
            return
        answer = await route.fetch()
        lost.append(str((route.request.post_data_json or {})["client_id"]))
        await (route.fulfill(response=answer) if len(lost) > 1 else route.abort())

    await noura.page.route("**/messages*", lose_the_first)
    await noura.writes(REPLY)
    await expect(noura.unsent).to_have_count(0)
    await expect(noura.lines.filter(has_text=REPLY)).to_have_count(1)
    await until(lambda: len(lost) > 1)  # the stream shows the reply before it is sent again
    await expect(noura.lines.filter(has_text=REPLY)).to_have_count(1)
    assert (len(lost), len(set(lost)), await said_by_staff(visitor)) == (2, 1, [REPLY])


@pytest.mark.thorough
async def test_hostile_words_names_and_captions_are_inert(console: Opened, scene: Scene, gateway: Running) -> None:
    hostile = await scene.person("telegram", XSS[1], "أبغى موظف")
    for text in XSS:
        await hostile.says(text, sender_name=XSS[1])
    await hostile.does("send_media", picture(), "image/jpeg", kind="image", caption=XSS[0], sender_name=XSS[2])
    await hostile.hears()
    noura = await console("نورة")
    here = await conversation_of(hostile)
    await noura.claims(here)
    await noura.writes(" ".join(XSS))
    await expect(noura.unsent).to_have_count(0)
    for text in XSS:
        await expect(noura.lines.filter(has_text=text).nth(1)).to_be_attached()
    page = noura.page
    assert await page.evaluate("window.pwned") is None
    assert await page.locator("main :is(script, iframe, object, form, style)").count() == 0
    links = await page.locator("main a[href]").evaluate_all("links => links.map((a) => new URL(a.href).protocol)")
    assert set(links) <= {"http:", "https:"}
    assert await page.locator("main img").count() == 0


@pytest.mark.thorough
async def test_the_keyboard_alone_is_enough_on_an_arabic_layout(console: Opened, scene: Scene) -> None:
    visitor, here = await waiting(scene)
    noura = await console("نورة")
    page = noura.page
    await page.goto(f"{noura.home}/console/inbox?tab=queue")
    await expect(noura.row(here)).to_be_visible()

    async def press(key: str, code: str) -> None:
        event = {"key": key, "code": code, "bubbles": True, "cancelable": True}
        await page.evaluate(
            "(event) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', event))", event
        )

    focused = f"document.activeElement.dataset.talk === '{here}'"
    for _ in range(60):
        await press("ت", "KeyJ")
        if await page.evaluate(focused):
            break
    assert await page.evaluate(focused)
    await page.keyboard.press("Enter")
    await expect(noura.lines.first).to_be_visible()
    await press("ؤ", "KeyC")
    await expect(noura.field).to_be_visible()
    await press("ق", "KeyR")
    await expect(noura.field).to_be_focused()
    await page.keyboard.type(REPLY)
    await page.keyboard.press("Enter")
    await expect(noura.lines.filter(has_text=REPLY)).to_have_count(1)
    await page.keyboard.press("Escape")
    await press("ث", "KeyE")
    await expect(page.get_by_role("button", name="تأكيد الإنهاء")).to_be_visible()
    await press("ث", "KeyE")
    await expect(page.get_by_text("اختر محادثة من القائمة")).to_be_visible()
    assert await said_by_staff(visitor) == [REPLY]


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
async def test_no_view_has_a_serious_finding_or_scrolls_sideways(
    console: Opened, scene: Scene, width: int, scheme: str
) -> None:
    _, here = await waiting(scene)
    noura = await console("نورة", viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = noura.page
    overflow = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    await page.goto(f"{noura.home}/console/inbox?tab=all")  # the latest first: what is out of sight is not drawn
    await expect(noura.row(here)).to_be_visible()
    assert await noura.serious_findings() == []
    await noura.claims(here)
    assert await noura.serious_findings() == []
    assert await page.evaluate(overflow) == 0
    await page.goto(f"{noura.home}/console/account")
    await expect(page.get_by_role("heading", name="الأجهزة")).to_be_visible()
    assert await noura.serious_findings() == []
    assert await page.evaluate(overflow) == 0
