"""Every view and dialog that no other test looks at: for the ear, the keyboard and the eye, in both languages.

Arabic on a phone, whole; English at a desk in the dark, for what differs and an open conversation with all around it.
Views are gone to as the console itself does.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Locator, expect
from sqlalchemy import delete

from bot.ingest import utc_now
from nlu.embedded.engine import EmbeddedInterpreter
from storage import clusters, contacts, links, requests, templates
from storage.models import table_of
from storage.models_knowledge import TrainingRun
from storage.requests import NewRequest
from tests.e2e.console_inspection import inspect, tab_through
from tests.e2e.console_page import Console, Opened, conversation_of
from tests.e2e.console_scene import Scene
from tests.e2e.console_words import words
from tests.e2e.test_console_two import FOLLOW_UP
from tests.gateway import Running, started
from tests.storage.people import FIELDS, ID_NUMBER
from tests.waiting import until

pytestmark = pytest.mark.thorough

SCREENS: dict[str, dict[str, object]] = {
    "ar": {"viewport": {"width": 390, "height": 844}},
    "en": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
}
NAMES = ("هند", "المدير", "سعد الشمري", "متابعة طلب")  # in what is read out, and in lists to choose from
SETTLED = "Promise.all(document.getAnimations().map((one) => one.finished))"  # half faded in, nothing has contrast
VIEWS = {  # {path: what shows that it is there}
    "/requests": "main li a",
    "/requests/{reference}": "main dl dd",
    "/knowledge": "main li a",
    "/knowledge/faq_fees": "main textarea",
    "/unanswered": "main section ul li a",
    "/admin/staff": "main li",
    "/admin/channels": "main li",
    "/admin/audit": "main tbody tr",
}
ABOUT_PEOPLE = ("person.undoLink", "privacy.hold", "privacy.erase")
DEEDS = ("transfer", "snooze", "priority", "requeue", "resolveWithNote")
WEIGHED_MS = 20_000  # an answer is tried on thousands of questions
SCORE = {"accuracy": 0.9, "texts": 9, "phrases": 3, "phrases_right": 2, "macro_f1": 0.9, "out_of_scope_recall": 0.9}


@pytest.fixture(scope="module")
async def house(interpreter: EmbeddedInterpreter, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A gateway where nobody else has been: the views show all that there is, and only names may be of any language."""
    folder = tmp_path_factory.mktemp("views")
    async with started(f"sqlite:///{folder}/tawasul.db", folder, interpreter=interpreter) as running:
        yield running


@pytest.fixture
def scene(house: Running) -> Scene:
    return Scene(house)


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody with everything that a view could show of them."""

    talk: int
    person: int
    reference: str


@pytest.fixture
async def case(scene: Scene) -> AsyncIterator[Case]:
    said = (f"رقم هويتي {ID_NUMBER}", "كم سعر صرف الين الياباني اليوم؟", "أبغى أكلم موظف")
    here, now = await conversation_of(await scene.person("whatsapp_cloud", "سعد الشمري", *said)), utc_now()
    vault, runs = scene.running.gateway.vault, table_of(TrainingRun)
    score: dict[str, object] = {**SCORE, "intents": {}}
    run = {"state": "undone", "step": "done", "progress": 1.0, "phrases": 3, "staff_id": 1, "started_at": now}
    async with scene.running.db.transaction() as tx:
        who = await contacts.of_conversation(tx, here)
        assert who
        await links.prove(tx, vault, who.identity_id, FIELDS["mobile"], "otp", now)
        new = NewRequest("service_request", who.person_id, here, f"view-{here}", FIELDS, sensitive=("national_id",))
        made = await requests.create(tx, vault, new, now)
        await clusters.assign(tx, await clusters.create(tx, now), [(here, seq) for seq in range(1, 9)])
        await templates.replace(tx, "whatsapp_cloud", [FOLLOW_UP], now)
        await tx.execute(runs.insert().values(**run, before=score, after=score, changed=[]))
    yield Case(here, who.person_id, made.reference)
    async with scene.running.db.transaction() as tx:
        await templates.replace(tx, "whatsapp_cloud", [], utc_now())
        await tx.execute(delete(runs).where(runs.c.started_at == now))


@dataclass
class Walk:
    """`found`: what is wrong, by where it is. `thorough`: by the keyboard too.

    axe-core looks at the dialogs by turns, at one in the light and at the next in the dark.
    """

    console: Console
    say: dict[str, str]
    thorough: bool
    asked: int = 0
    found: dict[str, list[str]] = field(default_factory=dict)

    def button(self, key: str) -> Locator:
        return self.console.page.get_by_role("button", name=self.say[key])

    async def go(self, path: str, there: str) -> None:
        await self.console.goes(path)
        await expect(self.console.page.locator(there).first).to_be_visible()

    async def look(self, name: str) -> None:
        self.found[name] = await inspect(self.console, NAMES)

    async def tab(self, name: str) -> None:
        if self.thorough:
            await self.console.page.locator("main").focus()
            self.found[name] += await tab_through(self.console, 12)

    async def ask(self, name: str, opener: Locator, inside: str = "[role=dialog]") -> None:
        """A dialog, by the keyboard alone: it takes the keyboard, keeps it, and gives it back."""
        page, within = self.console.page, f"document.querySelector('{inside}').contains(document.activeElement)"
        await opener.focus()
        await page.keyboard.press("Enter")
        await expect(page.locator(inside)).to_be_visible()
        await page.evaluate(SETTLED)
        found = await self.comes_to(within, "the keyboard stayed outside")
        found += await inspect(self.console, NAMES, axe=self.thorough == (self.asked % 2 == 0))
        self.asked += 1
        if self.thorough:
            found += await tab_through(self.console, 4)
            found += [] if await page.evaluate(within) else ["the keyboard got out"]
        await page.keyboard.press("Escape")
        await expect(page.locator(inside)).to_have_count(0)
        found += await self.comes_to("document.activeElement !== document.body", "the keyboard was lost")
        self.found[name] = found

    async def comes_to(self, so: str, otherwise: str) -> list[str]:
        """The keyboard moves a moment after the dialog does."""
        try:
            await until(lambda: self.console.page.evaluate(so), seconds=3)
        except AssertionError:
            return [otherwise]
        return []


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_every_view_and_dialog_is_for_everybody(console: Opened, scene: Scene, case: Case, language: str) -> None:
    hind = await console("هند", "admin", **SCREENS[language])
    walk = Walk(hind, words(language), thorough=language == "ar")
    if language == "en":
        await speak_english(hind)
    for path, there in VIEWS.items():
        await walk.go(path.format(reference=case.reference), there)
        await walk.look(path)
        await walk.tab(path)
    await the_board(walk)
    await a_difference(walk)
    await walk.go(f"/people/{case.person}", "main h1")
    for key in ABOUT_PEOPLE:
        await walk.ask(key, walk.button(key))
    await the_dialogs_of_a_conversation(walk, case)
    if walk.thorough:  # paper has neither the console's language nor its scheme
        await hind.page.goto(f"{hind.home}/api/requests/{case.reference}/print")
        walk.found["print"] = await hind.serious_findings()
    assert {name: wrong for name, wrong in walk.found.items() if wrong} == {}


async def speak_english(console: Console) -> None:
    await console.page.locator("nav button").last.click()
    await console.page.get_by_role("menuitem", name="English").click()
    await expect(console.page.locator("html")).to_have_attribute("dir", "ltr")


async def the_board(walk: Walk) -> None:
    page = walk.console.page
    await walk.go("/requests", "main li a")
    await page.get_by_text(walk.say["requests.board"], exact=True).click()
    await expect(page.locator("main section a").first).to_be_visible()
    await walk.look("board")


async def a_difference(walk: Walk) -> None:
    page = walk.console.page
    await walk.go("/knowledge/faq_fees", "main textarea")
    await page.locator("main textarea").first.fill("لا رسوم على التقديم.")
    await walk.button("knowledge.evaluate").click()
    await expect(page.locator("main ins").first).to_be_visible(timeout=WEIGHED_MS)
    await walk.look("difference")


async def the_dialogs_of_a_conversation(walk: Walk, case: Case) -> None:
    page = walk.console.page
    await walk.go(f"/inbox/{case.talk}?tab=all", "[data-seq]")
    if not walk.thorough:
        await walk.look("conversation")
    await walk.ask("reveal", page.locator("[data-reveal]"), "[role=dialog]:has([data-reveal-form])")
    await walk.button("conversation.claim").first.click()
    await walk.ask("template", walk.button("composer.template"))
    for key in (*(f"conversation.{deed}" for deed in DEEDS), "inbox.labels"):
        await walk.button("conversation.more").focus()
        await page.keyboard.press("Enter")
        await walk.ask(key, page.get_by_role("menuitem", name=walk.say[key], exact=True))
