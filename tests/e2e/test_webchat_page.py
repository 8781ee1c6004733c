"""The public page as a visitor meets it: a real browser against the real gateway."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, FilePayload, Request, Route, expect

from tests.e2e.visitor import Visit
from tests.gateway import Running

QUESTION = "كم ياخذ الطلب عشان يجيني الرد؟"
XSS = [
    "<script>window.pwned = 1</script>",
    "<img src=x onerror='window.pwned = 1'>",
    "<svg/onload=window.pwned=1>",
    '"><iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
    "javascript:window.pwned=1",
    "[اضغط](javascript:window.pwned=1) data:text/html,<script>pwned=1</script>",
    "</p></div><style>*{display:none}</style>",
    "{{constructor.constructor('window.pwned=1')()}} ${window.pwned=1} __proto__",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
]


def posted(request: Request) -> dict[str, Any]:
    return dict(request.post_data_json or {})


async def test_a_question_in_arabic_gets_its_answer_with_the_source(visit: Visit) -> None:
    await visit.say(QUESTION)
    await expect(visit.own).to_contain_text(QUESTION)
    await expect(visit.answers).to_contain_text("أسبوعين")
    await expect(visit.answers.locator(".source")).to_have_text("المصدر: سياسة تنظيم العلاقات مع المستفيدين، القسم ٧")
    await expect(visit.own.locator(".state")).to_have_text("أُرسلت")
    await expect(visit.page.locator("#welcome .starter").first).to_be_hidden()


async def test_a_suggestion_starts_and_a_choice_continues(visit: Visit) -> None:
    await visit.page.get_by_role("button", name="متى يوصلني الرد؟").click()
    choice = visit.answers.get_by_role("button", name="من يدرس الطلب")
    await expect(choice).to_be_visible()
    async with visit.page.expect_request("**/webchat/messages") as sending:
        await choice.click()
    sent = posted(await sending.value)
    assert sent["text"] == "من يدرس الطلب"
    assert sent["payload"]
    await expect(visit.answers.nth(1)).to_contain_text("لجنة البحث")
    for button in await visit.answers.first.locator(".choice").all():
        await expect(button).to_be_disabled()
    await expect(visit.answers.first.locator(".picked")).to_have_text("من يدرس الطلب")


@pytest.mark.thorough
async def test_a_reload_keeps_the_conversation(visit: Visit) -> None:
    await visit.say(QUESTION)
    await expect(visit.answers).to_have_count(1)
    before = await visit.page.locator(".bubble").all_inner_texts()
    await visit.page.reload()
    await expect(visit.answers).to_have_count(1)
    assert await visit.page.locator(".bubble").all_inner_texts() == before
    await visit.say("شكرًا")
    await expect(visit.answers).to_have_count(2)


@pytest.mark.thorough
async def test_an_expired_conversation_is_replaced_and_said_to_be(visit: Visit) -> None:
    await visit.page.evaluate("localStorage['tawasul.token'] = 'expired'")
    await visit.page.reload()
    await expect(visit.page.locator("#expired")).to_be_visible()
    await visit.say(QUESTION)
    await expect(visit.answers).to_have_count(1)


async def test_what_is_written_offline_is_sent_once_when_the_network_returns(visit: Visit) -> None:
    await visit.say(QUESTION)
    await expect(visit.answers).to_have_count(1)
    await visit.page.context.set_offline(True)
    await expect(visit.page.locator("#banner")).to_contain_text("لا يوجد اتصال")
    await visit.say("أوقات العمل")
    await expect(visit.own.nth(1).locator(".state")).to_have_text("تُرسل عند عودة الاتصال")
    await visit.page.context.set_offline(False)
    await expect(visit.answers).to_have_count(2)
    await expect(visit.page.locator("#banner")).to_be_hidden()
    assert [m["text"] for m in await visit.stored() if m["author"] == "visitor"] == [QUESTION, "أوقات العمل"]


@pytest.mark.thorough
async def test_an_unsent_message_survives_a_reload(visit: Visit) -> None:
    await visit.page.route("**/webchat/messages", lambda route: route.abort())
    await visit.say(QUESTION)
    await expect(visit.own.locator(".state")).to_have_text("تُرسل عند عودة الاتصال")
    await visit.page.unroute("**/webchat/messages")
    await visit.page.reload()
    await expect(visit.answers).to_have_count(1)
    await expect(visit.own).to_have_count(1)


async def test_a_lost_acknowledgement_doubles_nothing(visit: Visit) -> None:
    lost: list[str] = []

    async def lose_the_first(route: Route) -> None:
        answer = await route.fetch()
        lost.append(posted(route.request)["client_id"])
        await (route.fulfill(response=answer) if len(lost) > 1 else route.abort())

    await visit.page.route("**/webchat/messages", lose_the_first)
    await visit.say(QUESTION)
    await expect(visit.answers).to_have_count(1)
    await expect(visit.own.locator(".state")).to_have_text("أُرسلت")
    await visit.page.wait_for_function("!Object.keys(localStorage).some((key) => key.includes('unsent'))")
    assert len(set(lost)) == 1
    assert [m["author"] for m in await visit.stored()] == ["visitor", "bot"]
    await expect(visit.own).to_have_count(1)


@pytest.mark.thorough
async def test_a_refused_message_can_be_sent_again_or_deleted(visit: Visit) -> None:
    refusal = {"detail": {"code": "no", "message": "no"}}
    await visit.page.route("**/webchat/messages", lambda route: route.fulfill(status=400, json=refusal))
    await visit.say("أولى")
    await visit.say("ثانية")
    await expect(visit.own.locator(".failure")).to_have_text(["لم تُرسل", "لم تُرسل"])
    await visit.own.first.get_by_role("button", name="حذف").click()
    await expect(visit.own).to_have_count(1)
    await visit.page.unroute("**/webchat/messages")
    await visit.own.get_by_role("button", name="إعادة الإرسال").click()
    await expect(visit.own.locator(".state")).to_have_text("أُرسلت")
    assert [m["text"] for m in await visit.stored() if m["author"] == "visitor"] == ["ثانية"]


@pytest.mark.thorough
async def test_hostile_texts_of_the_visitor_are_inert(visit: Visit) -> None:
    await visit.field.fill("\n".join(XSS))
    await visit.field.press("Enter")
    await expect(visit.answers).to_have_count(1)
    await visit.page.reload()
    assert await visit.own.locator(".text").inner_text() == "\n".join(XSS)
    await assert_inert(visit)


async def test_hostile_texts_from_the_server_are_inert(visit: Visit) -> None:
    hostile = [
        {
            "author": author,
            "text": text,
            "buttons": [{"title": text, "payload": text}],
            "asks": text,
            "attachments": [{"id": 1, "filename": text, "url": text, "size": text}],
        }
        for text in XSS
        for author in ("bot", "staff", "system", "<b>")
    ]
    about = {"name": {"ar": XSS[1]}, "phone": XSS[2], "website": XSS[4], "channels": XSS}
    await visit.page.route("**/webchat/about", lambda route: route.fulfill(json=about))
    await visit.reopen_with(*hostile)
    assert await visit.page.locator("h1").inner_text() == XSS[1]
    assert await visit.page.locator(".message .text").nth(4).inner_text() == XSS[1]
    await assert_inert(visit)


async def assert_inert(visit: Visit) -> None:
    page = visit.page
    foreign = ".log :is(script, img, svg, iframe, style, object, form), .reach :is(script, img, svg, iframe)"
    assert await page.locator(foreign).count() == 0
    addresses = await page.locator("a[href]").evaluate_all("links => links.map((a) => a.href)")
    assert [a for a in addresses if urlsplit(a).scheme not in ("http", "https", "tel")] == []
    assert await page.evaluate("window.pwned") is None


@pytest.mark.thorough
async def test_links_lead_out_safely(visit: Visit) -> None:
    await visit.reopen_with({"text": "زوروا https://example.org/a?b=1، أو www.Modeem.org.sa. ورقمكم MD-2026-7K3M9Q"})
    links = visit.answers.locator("a")
    expected = [
        ("https://example.org/a?b=1", "https://example.org/a?b=1"),
        ("https://www.modeem.org.sa/", "www.Modeem.org.sa"),
    ]
    found = await links.evaluate_all("links => links.map((a) => [a.href, a.textContent, a.target, a.rel])")
    assert found == [[href, text, "_blank", "noopener noreferrer"] for href, text in expected]
    await expect(visit.answers.locator("bdi")).to_have_text("MD-2026-7K3M9Q")


@pytest.mark.thorough
@pytest.mark.parametrize("width", [320, 390])
async def test_a_phone_shows_no_horizontal_scroll(visit: Visit, width: int) -> None:
    await visit.page.set_viewport_size({"width": width, "height": 640})
    buttons = [{"title": "عنوان طويل جدًّا لا يتسع له السطر الواحد في الهاتف الصغير", "payload": "x"}] * 3
    text = "كلمة" * 60 + "\nhttps://example.org/" + "a" * 200 + "\nMD-2026-7K3M9Q +966 55 123 4567"
    files = [{"filename": "ملف" * 50 + ".pdf", "size": 12_345}]
    full = {"text": text, "buttons": buttons, "attachments": files}
    await visit.reopen_with(*({"author": author} | full for author in ("bot", "visitor", "system")))
    overflow = "() => [document.scrollingElement, scroller].map((box) => box.scrollWidth - box.clientWidth)"
    assert await visit.page.evaluate(overflow) == [0, 0]
    await visit.page.get_by_role("button", name="English").click()
    assert await visit.page.evaluate(overflow) == [0, 0]
    small = "() => [...document.querySelectorAll('button')].filter((b) => b.offsetParent && b.offsetHeight < 44).length"
    assert await visit.page.evaluate(small) == 0


async def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit.page
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(visit.field).to_be_focused()
    await page.keyboard.type("السلام عليكم")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type(QUESTION)
    await page.keyboard.press("Enter")
    await expect(visit.answers).to_have_count(1)
    await expect(visit.own.locator(".text")).to_have_text(f"السلام عليكم\n{QUESTION}")
    for _ in range(2):
        await page.keyboard.press("Shift+Tab")
    await expect(visit.answers.locator(".choice").last).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(visit.field).to_be_focused()
    for _ in range(2):
        await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Space")
    await expect(visit.answers).to_have_count(2)
    await expect(visit.field).to_be_focused()


@pytest.mark.thorough
async def test_a_new_conversation_is_asked_about_first_and_forgets_the_old(visit: Visit) -> None:
    await visit.say(QUESTION)
    await expect(visit.answers).to_have_count(1)
    restart, dialog = (
        visit.page.get_by_role("button", name="محادثة جديدة", exact=True),
        visit.page.get_by_role("dialog"),
    )
    await restart.press("Enter")
    await expect(dialog).to_be_visible()
    await visit.page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(restart).to_be_focused()
    await restart.press("Enter")
    await dialog.get_by_role("button", name="بدء محادثة جديدة").click()
    await expect(visit.page.locator("#suggestions")).to_be_visible()
    await expect(visit.page.locator(".message")).to_have_count(0)
    assert await visit.page.evaluate("localStorage['tawasul.token']") is None


@pytest.mark.thorough
async def test_a_file_is_sent_with_its_words_and_can_be_removed_before(visit: Visit) -> None:
    pdf: FilePayload = {"name": "تعريف بالراتب.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    chip, chooser = visit.page.locator("#chip"), visit.page.locator("#file")
    await chooser.set_input_files(pdf)
    await expect(chip).to_contain_text("تعريف بالراتب.pdf")
    await visit.field.press("Escape")
    await expect(chip).to_be_hidden()
    await chooser.set_input_files(pdf)
    await expect(visit.page.locator("#submit")).to_be_enabled()
    await visit.say("هذا تعريفي")
    await expect(visit.own.locator(".file-name")).to_have_text("تعريف بالراتب.pdf")
    await expect(visit.answers).to_have_count(1)
    await visit.page.reload()
    await expect(visit.own.locator(".file-name")).to_have_text("تعريف بالراتب.pdf")


@pytest.mark.thorough
async def test_the_field_suits_what_the_bot_asks_for(visit: Visit) -> None:
    await visit.reopen_with({"text": "ما رقم جوالك؟", "asks": "mobile"})
    await expect(visit.field).to_have_attribute("inputmode", "numeric")
    await visit.page.get_by_role("button", name="لوحة الحروف").click()
    await expect(visit.field).to_have_attribute("inputmode", "text")
    await visit.reopen_with({"text": "ما تاريخ ميلادك؟", "asks": "date_of_birth"})
    await visit.page.get_by_label("اختيار التاريخ").fill("1990-05-20")
    await expect(visit.field).to_have_value("1990/05/20")


@pytest.mark.thorough
async def test_the_other_language_turns_the_page_around(visit: Visit) -> None:
    await visit.page.get_by_role("button", name="English").click()
    await expect(visit.page.locator("html")).to_have_attribute("dir", "ltr")
    async with visit.page.expect_request("**/webchat/sessions") as opening:
        await visit.page.get_by_role("button", name="Working hours").click()
    assert posted(await opening.value)["locale"] == "en"
    await expect(visit.answers).to_contain_text("working hours")
    await visit.page.reload()
    await expect(visit.page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.thorough
async def test_without_scripts_the_page_says_how_else_to_reach_us(browser: Browser, gateway: Running) -> None:
    page = await browser.new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    await page.goto(gateway.url)
    for link in (page.get_by_role("link", name="+96614198833"), page.get_by_role("link", name="www.Modeem.org.sa")):
        await expect(link.first).to_be_in_viewport()
    await page.close()
