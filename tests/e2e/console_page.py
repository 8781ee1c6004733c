"""A member of staff at the console: a browser's page, signed in, and everything that went wrong on it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.console_scene import PASSWORD, Scene
from tests.e2e.visitor import NOTE_VIOLATIONS, PATIENCE_MS
from tests.gateway import Running
from tests.people import Person

AXE = Path(__file__).resolve().parents[2] / "handoff" / "console" / "node_modules" / "axe-core" / "axe.min.js"
SIGN_IN_MS = 20_000  # everything is loaded for the first time
SERIOUS = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(" | ")}`)"""

OVERFLOW = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


@dataclass
class Console:
    """`troubles`: script errors, dialogs, and requests to other places."""

    page: Page
    home: str
    troubles: list[str] = field(default_factory=list)

    @property
    def lines(self) -> Locator:
        return self.page.locator("[data-seq]")

    @property
    def unsent(self) -> Locator:
        return self.page.locator("[data-unsent]")

    @property
    def field(self) -> Locator:
        return self.page.locator("#composer")

    def row(self, conversation: int) -> Locator:
        return self.page.locator(f"[data-talk='{conversation}']")

    async def goes(self, path: str) -> None:
        """As a link of the console does: nothing is loaded anew."""
        await self.page.evaluate("path => history.pushState(null, '', path)", f"/console{path}")

    async def opens(self, conversation: int, tab: str = "all") -> None:
        await self.page.goto(f"{self.home}/console/inbox/{conversation}?tab={tab}")
        await expect(self.lines.first).to_be_visible()

    async def claims(self, conversation: int) -> None:
        await self.opens(conversation)
        await self.page.get_by_role("button", name="استلام").first.click()
        await expect(self.field).to_be_visible()

    async def ends(self) -> None:
        """A first press, perhaps of a thumb on its way elsewhere, only asks."""
        await self.page.get_by_role("button", name="إنهاء", exact=True).click()
        await self.page.get_by_role("button", name="تأكيد الإنهاء").click()

    async def writes(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def serious_findings(self) -> list[str]:
        """What axe-core finds; injected past the policy, by the browser itself."""
        if await self.page.evaluate("typeof axe") == "undefined":
            await self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[str] = await self.page.evaluate(SERIOUS)
        return found

    async def overflow(self) -> int:
        """By how many pixels the page can be scrolled sideways."""
        return int(await self.page.evaluate(OVERFLOW))

    def watch(self) -> None:
        self.page.on("pageerror", lambda error: self.troubles.append(f"error {error}"))
        self.page.on("dialog", lambda dialog: self.troubles.append(f"dialog {dialog.message}"))
        self.page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        if not url.startswith((self.home, "blob:", "data:")):
            self.troubles.append(f"asked {url}")


Opened = Callable[..., Awaitable[Console]]


async def sign_in(page: Page, home: str, email: str, password: str = PASSWORD) -> None:
    await page.goto(f"{home}/console")
    await page.locator("input[type=email]").fill(email)
    await page.locator("input[type=password]").fill(password)
    await page.keyboard.press("Enter")


@pytest.fixture
def scene(gateway: Running) -> Scene:
    return Scene(gateway)


@pytest.fixture
async def console(browser: Browser, scene: Scene) -> AsyncIterator[Opened]:
    """`await console("نورة")` signs a new colleague in. In the end: no trouble, and nothing that the policy blocked."""
    opened: list[Console] = []
    async with AsyncExitStack() as stack:

        async def sign(name: str, role: str = "agent", **options: Any) -> Console:
            options = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"} | options
            context = await browser.new_context(locale="ar-SA", **options)
            stack.push_async_callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            await context.add_init_script(NOTE_VIOLATIONS)
            one = Console(await context.new_page(), scene.running.url)
            one.watch()
            email = await scene.colleague(name, f"{len(opened)}-{abs(hash((name, id(scene))))}@example.org", role)
            await sign_in(one.page, one.home, email)
            await expect(one.page.get_by_role("navigation")).to_be_visible(timeout=SIGN_IN_MS)
            opened.append(one)
            return one

        yield sign
        violations = [await one.page.evaluate("violations") for one in opened]
        assert [one.troubles for one in opened] == [[] for _ in opened]
        assert violations == [[] for _ in opened]


async def conversation_of(person: Person) -> int:
    return int((await person.row("SELECT id FROM conversation WHERE id = :conversation")).id)
