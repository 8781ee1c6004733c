"""What people put into forms, names of files and captions stays words wherever staff read it."""

from typing import Any

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import text

from bot.ingest import utc_now
from storage import contacts, ratings, requests
from storage.requests import NewRequest
from tests.e2e.console_page import Console, Opened, conversation_of
from tests.e2e.console_scene import Scene, picture
from tests.e2e.requests.beneficiary import Press
from tests.e2e.test_webchat_page import XSS
from tests.people import Person

pytestmark = pytest.mark.thorough

FOREIGN = ":is(script, iframe, object, embed, style, img[src='x'], svg[onload])"
ALL = " ".join(XSS)


async def hostile(scene: Scene) -> tuple[Person, str, int]:
    """-> somebody whose name, file, caption, comment and every field are hostile; their request; their number."""
    person = await scene.person("telegram", XSS[1], "أبغى موظف")
    await person.does("send_media", picture(), "image/jpeg", kind="image", caption=ALL, sender_name=XSS[1])
    await person.hears()
    where, db, vault = await conversation_of(person), scene.running.db, scene.running.gateway.vault
    async with db.transaction() as tx:
        named = "UPDATE attachment SET filename = :name WHERE conversation_id = :where RETURNING id"
        [file] = (await tx.execute(text(named), {"name": f"{XSS[1]}.jpg", "where": where})).scalars()
        who = await contacts.of_conversation(tx, where)
        assert who
        names = ("full_name", "national_id", "mobile", "city", "service_type", "description", "housing", "family_size")
        new = NewRequest(
            type="service_request", person_id=who.person_id, conversation_id=where, idempotency_key=f"x-{where}",
            fields={name: f"{name} {ALL}" for name in names}, sensitive=("national_id",), attestation_text=ALL,
            attested_at=utc_now(), documents=(file,), on_behalf={"relation": XSS[0], "said": XSS[1]},
        )  # fmt: skip
        made = await requests.create(tx, vault, new, utc_now())
        await ratings.rate(tx, vault, where, 1, utc_now(), subject=f"conversation:{where}", comment=ALL)
    return person, made.reference, who.person_id


async def assert_inert(page: Page, part: str = "main") -> None:
    """`part` holds the words, and nothing that they would have become."""
    await expect(page.locator(part).first).to_contain_text(XSS[0])
    assert await page.locator(f"{part} {FOREIGN}").count() == 0
    handlers = "nodes => nodes.filter((n) => [...n.attributes].some((a) => a.name.startsWith('on'))).length"
    assert await page.locator(f"{part} *").evaluate_all(handlers) == 0
    links = await page.locator("a[href]").evaluate_all("links => links.map((a) => new URL(a.href).protocol)")
    assert set(links) <= {"http:", "https:", "blob:"}
    assert await page.evaluate("window.pwned") is None


async def test_hostile_fields_names_of_files_and_captions_are_inert_in_every_view(
    console: Opened, scene: Scene
) -> None:
    person, reference, number = await hostile(scene)
    hind = await console("هند", "supervisor")
    page = hind.page
    await page.goto(f"{hind.home}/console/requests")
    await expect(page.get_by_text(reference)).to_be_visible()
    await assert_inert(page)
    await page.goto(f"{hind.home}/console/requests/{reference}")
    await expect(page.get_by_text(f"{XSS[1]}.jpg")).to_be_visible()
    await assert_inert(page)
    await page.get_by_role("button", name="إظهار المخفي").click()
    await expect(page.locator("main")).to_contain_text(f"national_id {XSS[0]}")
    await assert_inert(page)
    await page.goto(f"{hind.home}/console/people/{number}")
    await expect(page.get_by_role("heading", level=1)).to_have_text(XSS[1])
    await assert_inert(page)
    await hind.opens(await conversation_of(person))
    await assert_inert(page)
    await page.get_by_role("button", name="إجراءات أخرى").click()
    await page.get_by_role("menuitem", name="ما جرى بالتفصيل").click()
    await expect(page.locator("[data-moment]").first).to_be_visible()
    await assert_inert(page, "[role=dialog]")


async def test_hostile_fields_are_inert_on_paper(console: Opened, scene: Scene) -> None:
    _, reference, _ = await hostile(scene)
    hind = await console("هند", "supervisor")
    await hind.page.goto(f"{hind.home}/api/requests/{reference}/print")
    page = hind.page
    await expect(page.locator("body")).to_contain_text(reference)
    await expect(page.locator("body")).to_contain_text(XSS[0])
    assert await page.locator(f"body {FOREIGN.replace('style, ', '')}").count() == 0
    assert await page.evaluate("window.pwned") is None


async def test_hostile_answers_in_a_form_are_inert_on_the_card(console: Opened, scene: Scene) -> None:
    person = await scene.person("telegram", XSS[2], "عندي شكوى على التأخير في الرد")
    await answered(person, "تأخر الطلب", ALL, "أبغى أتكلم مع موظف")
    hind = await console("هند", "supervisor")
    await hind.opens(await conversation_of(person))
    await expect(card(hind)).to_contain_text("أبغى أتكلم مع موظف")
    await assert_inert(hind.page, "section[aria-label='ملخص الحالة']")


def card(console: Console) -> Any:
    return console.page.get_by_role("region", name="ملخص الحالة")


async def answered(person: Person, choice: str, *said: str) -> None:
    await person.does("press", Press(choice).title)
    await person.hears()
    for words in said:
        await person.says(words, sender_name=XSS[2])
        await person.hears()
